"""`build --dry-run`: what would be published, before a file is written."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from kursk_archive.cli.main import main

TEXT = "# A {0} in Examplia\n\nAugust 15, 2024\n\nThe {0} came at noon, and the river Ex rose.\n\nOriginal url:\n\n<https://herald.example/{0}>\n"


@pytest.fixture(autouse=True)
def content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The content folder of a built archive of three articles, of which one is withheld."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "content"
    folder.mkdir()
    for name in ("flood", "fair", "secret"):
        (folder / f"{name}.txt").write_text(TEXT.format(name))
    (folder / "secret.yaml").write_text("status: withheld\nreason: a source is at risk\n")
    assert main(("build", "--no-search")) == 0
    return folder


DryRun = Callable[..., tuple[int, str]]


@pytest.fixture
def dry_run(capsys: pytest.CaptureFixture[str]) -> DryRun:
    def run(*options: str) -> tuple[int, str]:
        capsys.readouterr()
        status = main(("build", "--no-search", "--dry-run", *options))
        return status, capsys.readouterr().out

    return run


def snapshot(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def changes(out: str) -> dict[str, str]:
    rows = map(json.loads, out.splitlines())
    return {row["path"]: row["change"] for row in rows if row["type"] == "article change"}


def test_without_edits_nothing_would_happen(dry_run: DryRun) -> None:
    assert dry_run() == (0, "no article would be published, changed, withheld or removed\n")


def test_each_kind_of_change_is_told_in_words(content: Path, dry_run: DryRun) -> None:
    (content / "secret.yaml").write_text("status: published\n")
    (content / "fair.txt").unlink()
    (content / "flood.yaml").write_text("title: The Great Flood\n")
    (content / "new.txt").write_text(TEXT.format("fire"))
    status, out = dry_run()
    assert status == 0
    assert out.splitlines() == [
        "1 article would be published, although withheld until now:",
        "  secret.txt (A secret in Examplia): articles/2024/08/15/secret.html",
        "1 article would be removed:",
        "  fair.txt (A fair in Examplia): articles/2024/08/15/fair.html",
        "1 article would be published for the first time:",
        "  new.txt (A fire in Examplia): articles/2024/08/15/fire.html",
        "1 article would change:",
        "  flood.txt (The Great Flood): articles/2024/08/15/flood.html; title",
    ]


def test_an_article_that_would_be_withheld_has_its_reason(content: Path, dry_run: DryRun) -> None:
    (content / "flood.yaml").write_text("status: withheld\nreason: under review\n")
    _, out = dry_run()
    assert out.startswith("1 article would be withheld, although published until now:\n  flood.txt (")
    assert out.endswith("; under review\n")


def test_the_build_does_what_was_foretold(content: Path, dry_run: DryRun) -> None:
    (content / "secret.yaml").unlink()  # a sidecar that is lost still withholds
    (content / "flood.txt").write_text(TEXT.format("flood").replace("noon", "dusk"))
    status, out = dry_run("--json")
    assert (status, changes(out)) == (1, {"flood.txt": "changed"})
    assert main(("build", "--no-search")) == 1
    assert changes(dry_run("--json")[1]) == {}
    assert not (content.parent / "build/articles/2024/08/15/secret.txt").exists()


def test_a_capture_that_is_renamed_keeps_its_page(content: Path, dry_run: DryRun) -> None:
    (content / "fair.txt").rename(content / "market.txt")
    assert "removed" not in changes(dry_run("--json")[1]).values()


def test_nothing_is_written(content: Path, dry_run: DryRun) -> None:
    (content / "new.txt").write_text(TEXT.format("fire"))
    before = snapshot(content.parent)
    dry_run()
    dry_run("--force")
    assert snapshot(content.parent) == before


def test_what_another_command_has_read_is_not_published_by_that(
    content: Path, dry_run: DryRun, capsys: pytest.CaptureFixture[str]
) -> None:
    (content / "flood.txt").write_text(TEXT.format("flood").replace("noon", "night"))
    foretold = dry_run()
    assert "flood.txt" in foretold[1]
    assert main(("links", "--live", "--kind", "lost")) == 0
    assert dry_run() == foretold
    assert main(("build", "--no-search")) == 0
    assert dry_run()[1].startswith("no article would be")


def test_before_the_first_build_everything_would_be_published(content: Path, dry_run: DryRun) -> None:
    _, out = dry_run("--output", "elsewhere", "--json")
    assert changes(out) == {"fair.txt": "published", "flood.txt": "published"}
    assert not Path("elsewhere").exists()


def test_a_change_of_all_pages_is_said(content: Path, dry_run: DryRun) -> None:
    (content / "archive.yaml").write_text("title: Another Archive\n")
    assert "every page would be rendered again" in dry_run()[1]


def test_errors_set_the_exit_status(content: Path, dry_run: DryRun) -> None:
    (content / "bad.txt").write_text(TEXT.format("bad").replace("August 15", "February 30"))
    assert dry_run()[0] == 1


def test_a_damaged_catalogue_is_said_and_left_alone(content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    catalogue = Path("build/.kursk-archive/catalogue.sqlite")
    catalogue.write_bytes(b"SQLite format 3\0" + b"x" * 5000)
    before = snapshot(content.parent)
    assert main(("build", "--no-search", "--dry-run")) == 0
    assert "[catalogue" in capsys.readouterr().err
    assert snapshot(content.parent) == before


def test_a_folder_that_is_not_ours_is_refused_as_by_a_build(content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("photos").mkdir()
    Path("photos/a.jpg").touch()
    for output in ("photos", "."):
        assert main(("build", "--no-search", "--dry-run", "--output", output)) == 1
        assert "[not-ours]" in capsys.readouterr().err
