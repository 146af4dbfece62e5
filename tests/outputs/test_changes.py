"""What editions changed: the list of changes, its feeds and its data."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from kursk_archive import build, read_config
from kursk_archive.comparison.revision import Revision
from kursk_archive.outputs import changes, target
from kursk_archive.pipeline import comparison_tasks
from kursk_archive.pipeline import run as run_module
from kursk_archive.renderer.pages import changes as changes_page
from kursk_archive.renderer.theme.environment import Theme
from kursk_archive.site import periods

BODY = "The ferry sails again.\n\n{} passengers were on board, the port said.\n\nThe island has no bridge."


def write(
    folder: Path, name: str, captured: str, body: str, title: str = "The Ferry", publisher: str = "The Herald"
) -> None:
    content = folder / "content"
    content.mkdir(exist_ok=True)
    slug = name.rpartition("-")[0]
    address = f"https://herald.example/{slug}"
    head = (
        f"title: {title}\ndate: 2024-08-15\nslug: {slug}\nsource_url: {address}\nlanguage: en\npublisher: {publisher}\n"
    )
    head += f"captured_at: {captured}\n" if captured else ""
    (content / f"{name}.md").write_text(f"---\n{head}---\n\n{body}\n")


def run(folder: Path, output: str = "site") -> None:
    build(read_config(folder / "content", output=folder / output, base_url="https://a.example/", search=False))


def read(folder: Path, path: str) -> str:
    return (folder / "site" / path).read_text()


def test_without_editions_there_are_no_changes(tmp_path: Path) -> None:
    write(tmp_path, "ferry-1", "2024-08-15", BODY.format(120))
    run(tmp_path)
    assert not list((tmp_path / "site").rglob("*changes*"))
    assert "changes/" not in read(tmp_path, "index.html")


def test_a_change_is_listed_with_its_sentence_and_its_classes(tmp_path: Path) -> None:
    write(tmp_path, "ferry-1", "2024-08-15", BODY.format(120))
    write(tmp_path, "ferry-2", "2024-08-17", BODY.format(210))
    run(tmp_path)
    page = read(tmp_path, "changes/index.html")
    assert '<del><span class="spoken">Removed: </span>120</del>' in page
    assert 'class="change k-number"' in page
    assert "Not acknowledged in the text" in page
    assert 'href="changes/index.html"' in read(tmp_path, "index.html")


def test_the_feed_names_the_change_and_its_time_is_that_of_the_capture(tmp_path: Path) -> None:
    write(tmp_path, "ferry-1", "2024-08-15", BODY.format(120))
    write(tmp_path, "ferry-2", "2024-08-17T10:00:00Z", BODY.format(210), title="The Boat")
    run(tmp_path)
    for path in ("changes.json", "publishers/the-herald/changes.json"):
        (item,) = json.loads(read(tmp_path, path))["items"]
        assert item["title"].startswith("Headline, Number")
        assert item["title"].endswith(": The Ferry → The Boat")
        assert item["date_modified"] == "2024-08-17T10:00:00Z"
        assert "<del>120</del> <ins>210</ins> passengers" in item["content_html"]
        assert "number" in item["tags"]
    assert "<updated>2024-08-17T10:00:00Z</updated>" in read(tmp_path, "changes.atom")


def test_the_data_have_the_sentences_of_both_editions(tmp_path: Path) -> None:
    write(tmp_path, "ferry-1", "2024-08-15", BODY.format(120))
    write(tmp_path, "ferry-2", "2024-08-17", BODY.format(210) + "\n\nCorrection: the number was wrong.")
    run(tmp_path)
    (row,) = (json.loads(line) for line in read(tmp_path, "data/changes.jsonl").splitlines())
    assert row["acknowledged"] is True
    assert row["sentences"][0] == {
        "classes": ["number"],
        "before": "120 passengers were on board, the port said.",
        "after": "210 passengers were on board, the port said.",
        "links": [],
    }
    (cells,) = csv.DictReader(read(tmp_path, "data/changes.csv").splitlines())
    assert json.loads(cells["sentences"]) == row["sentences"]
    assert (tmp_path / "site" / row["differences"]).is_file()


def test_changes_are_listed_by_publisher(tmp_path: Path) -> None:
    for name, publisher in (("ferry", "The Herald"), ("quarry", "The Valley")):
        write(tmp_path, f"{name}-1", "2024-08-15", BODY.format(120), name, publisher)
        write(tmp_path, f"{name}-2", "2024-08-17", BODY.format(210), name, publisher)
    run(tmp_path)
    assert "quarry" not in read(tmp_path, "changes/publishers/the-herald/index.html")
    assert 'href="../changes/publishers/the-valley/index.html"' in read(tmp_path, "changes/index.html")


def test_many_changes_are_divided_by_period(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(periods, "PAGE_SIZE", 2)
    for day in (11, 12, 13, 14):
        write(tmp_path, f"ferry-{day}", f"2024-0{day - 8}-{day}", BODY.format(day))
    run(tmp_path)
    assert 'href="../changes/2024/index.html"' in read(tmp_path, "changes/index.html")
    assert "13" in read(tmp_path, "changes/2024/05/index.html")


def test_a_withheld_edition_leaves_the_changes(tmp_path: Path) -> None:
    for day, words in ((15, "120"), (16, "SECRET"), (17, "210")):
        write(tmp_path, f"ferry-{day}", f"2024-08-{day}", BODY.format(words))
    run(tmp_path)
    assert "SECRET" in read(tmp_path, "changes/index.html")
    (tmp_path / "content" / "ferry-16.yaml").write_text("status: withheld\nedition: this\n")
    run(tmp_path)
    run(tmp_path, "clean")
    for path in ("changes/index.html", "changes.atom", "changes.json", "data/changes.csv", "data/changes.jsonl"):
        assert "SECRET" not in read(tmp_path, path)
        assert read(tmp_path, path) == (tmp_path / "clean" / path).read_text()
    (tmp_path / "content" / "ferry-17.md").unlink()
    run(tmp_path)
    assert not list((tmp_path / "site").rglob("*changes*"))


def test_captures_without_a_time_are_listed_last_and_in_no_feed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(periods, "PAGE_SIZE", 1)
    write(tmp_path, "ferry-1", "", BODY.format(120))
    write(tmp_path, "ferry-2", "", BODY.format(210))
    write(tmp_path, "ferry-3", "2024-08-17", BODY.format(230))
    run(tmp_path)
    assert "Time of the capture unknown" in read(tmp_path, "changes/undated.html")
    assert len(json.loads(read(tmp_path, "changes.json"))["items"]) == 1


def test_only_the_lists_of_the_change_are_planned_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(periods, "PAGE_SIZE", 2)
    monkeypatch.setattr(run_module, "FULL_REBUILD_RATIO", 0)
    monkeypatch.setattr(target, "MAX_SINGLE_DATA_FILE", 1)
    for number in range(8):
        name, month = f"ferry{number}", number % 4 + 1
        publisher = ("The Herald", "The Valley")[number % 2]
        write(tmp_path, f"{name}-1", f"202{number % 3}-0{month}-01", BODY.format(120), publisher=publisher)
        write(tmp_path, f"{name}-2", f"202{number % 3}-0{month}-1{number}", BODY.format(210), publisher=publisher)
    run(tmp_path)
    planned: list[str] = []
    render = changes_page.render_changes

    def note(theme: Theme, path: str, page: changes_page.ChangesPage) -> bytes:
        planned.append(path)
        return render(theme, path, page)

    monkeypatch.setattr(changes, "render_changes", note)
    for number, expected in enumerate(
        [
            {"changes/index.html", "changes/2020/index.html", "changes/publishers/the-herald/index.html"},
            {"changes/index.html", "changes/2020/index.html", "changes/publishers/the-valley/index.html"},
        ]
    ):
        publisher = ("The Herald", "The Valley")[number]
        write(tmp_path, f"boat{number}-1", f"2020-11-0{number + 1}", BODY.format(1), publisher=publisher)
        write(tmp_path, f"boat{number}-2", f"2020-11-1{number}", BODY.format(2), publisher=publisher)
        run(tmp_path)
        assert expected <= set(planned)
        assert not [path for path in planned if "2021" in path or "2022" in path]
        assert_clean(tmp_path)
        planned.clear()
    (tmp_path / "content/ferry3-2.md").unlink()
    run(tmp_path)
    assert_clean(tmp_path)
    (tmp_path / "content/ferry3-1.yaml").write_text("publisher: the herald\n")
    run(tmp_path)
    assert_clean(tmp_path)


def assert_clean(folder: Path) -> None:
    with TemporaryDirectory(dir=folder) as clean:
        run(folder, clean)
        trees = [
            {
                path.relative_to(root).as_posix(): path.read_bytes()
                for path in root.rglob("*")
                if path.is_file() and ".kursk-archive" not in path.parts
            }
            for root in (folder / "site", Path(clean))
        ]
    assert sorted(trees[0]) == sorted(trees[1])
    assert trees[0] == trees[1]


def test_editions_are_compared_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_module, "FULL_REBUILD_RATIO", 0)
    compared: list[int] = []
    compare_batch = comparison_tasks.compare_batch

    def note(pairs: tuple[tuple[bytes, bytes], ...]) -> tuple[Revision, ...]:
        compared.append(len(pairs))
        return compare_batch(pairs)

    monkeypatch.setattr(comparison_tasks, "compare_batch", note)
    for number in range(4):
        write(tmp_path, f"ferry-{number}", f"2024-08-1{number}", BODY.format(100 + number))
        write(tmp_path, f"boat-{number}", f"2024-08-1{number}", BODY.format(200 + number))
    run(tmp_path)
    assert compared == [6]
    write(tmp_path, "ferry-9", "2024-08-19", BODY.format(999))
    run(tmp_path)
    assert compared == [6, 1]
    (tmp_path / "content/ferry-2.md").unlink()
    run(tmp_path)
    assert compared == [6, 1, 1]
    assert "Number" in read(tmp_path, "articles/2024/08/15/ferry.history.html")
    assert_clean(tmp_path)


def captured_again(folder: Path, path: str) -> list[str]:
    """Return the pages of the editions that a page of the calendar lists as captured again, in order."""
    section = read(folder, path).partition('<h2 id="captures">')[2].partition("</section>")[0]
    return [href.rpartition("/")[2] for href in re.findall(r'<a class="title" href="([^"]+)"', section)]


def test_a_month_of_the_calendar_lists_what_was_captured_again_in_it(tmp_path: Path) -> None:
    write(tmp_path, "ferry-1", "2024-08-15", BODY.format(120))
    write(tmp_path, "ferry-2", "2024-08-17", BODY.format(210))
    write(tmp_path, "ferry-3", "2024-08-18T23:30:00-05:00", BODY.format(300))
    write(tmp_path, "ferry-4", "2024-09-18", BODY.format(400))  # nothing was published in this month
    write(tmp_path, "harbour-1", "2024-08-15", BODY.format(7))
    run(tmp_path)
    assert captured_again(tmp_path, "calendar/2024/08/index.html") == [
        "ferry.20240819T043000Z.html",
        "ferry.20240817.html",
    ]
    page = read(tmp_path, "calendar/2024/08/index.html")
    section = page.partition("Captured again in this month")[2]
    assert '<time datetime="2024-08-18">August 18, 2024</time><bdi>The Herald</bdi><span>Number</span>' in section
    assert "ferry.diff-20240815-20240817.html" in section
    assert "2 articles" in page
    assert "Captured again" not in read(tmp_path, "calendar/2024/index.html")
    assert not (tmp_path / "site/calendar/2024/09").exists()


def test_days_with_pages_list_what_was_captured_again_and_the_month_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_module, "FULL_REBUILD_RATIO", 0)
    monkeypatch.setattr(periods, "PAGE_SIZE", 1)
    day, month = "calendar/2024/08/15.html", "calendar/2024/08/index.html"
    write(tmp_path, "harbour-1", "2024-08-13", BODY.format(7))
    write(tmp_path, "ferry-1", "2024-08-14", BODY.format(120))
    run(tmp_path)
    assert "Captured again" not in read(tmp_path, day)
    write(tmp_path, "ferry-2", "2024-08-15", BODY.format(210))
    write(tmp_path, "ferry-3", "2024-08-19", BODY.format(300))
    run(tmp_path)
    assert captured_again(tmp_path, day) == ["ferry.20240815.html"]
    assert "Captured again on this day" in read(tmp_path, day)
    assert captured_again(tmp_path, month) == ["ferry.20240819.html"]
    assert "Captured again on other days" in read(tmp_path, month)
    write(tmp_path, "harbour-2", "2024-08-15", BODY.format(8))
    run(tmp_path)
    assert captured_again(tmp_path, day) == ["ferry.20240815.html"]  # as many as a page holds
    assert 'href="../../../changes/2024/08/15.html">Changes</a>' in read(tmp_path, day)
    assert (tmp_path / "site/changes/2024/08/15.html").exists()
    for name in ("ferry-2", "ferry-3"):
        (tmp_path / "content" / f"{name}.yaml").write_text("status: withheld\nedition: this\n")
    run(tmp_path)
    assert captured_again(tmp_path, day) == ["harbour.20240815.html"]
    assert captured_again(tmp_path, month) == []
