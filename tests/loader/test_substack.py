"""Exports of Substack: posts with the metadata of their table; what was not public, and readers, appear nowhere."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kursk_archive import BuildReport, build, read_config

HEADER = "post_id,post_date,is_published,email_sent_at,inbox_sent_at,type,audience,title,subtitle,podcast_url\n"
FERRY = "7.ferry,2024-08-15T10:00:00.000Z,true,,,newsletter,everyone,Ferry returns,After a year,\n"
NEXT_MONTH = datetime.now(UTC) + timedelta(days=30)
PROSE = "<p>The ferry of Examplia sails again, and everybody in the made-up town has come to see it.</p>"


def write(content: Path, rows: str, **posts: str) -> None:
    (content / "posts").mkdir(parents=True, exist_ok=True)
    (content / "posts.csv").write_text(HEADER + rows, "utf-8")
    for name, html in posts.items():
        (content / f"posts/{name.replace('__', '.')}.html").write_text(html, "utf-8")


def run(content: Path, output: Path) -> BuildReport:
    return build(read_config(content, output=output, search=False))


def site(output: Path) -> dict[str, bytes]:
    return {
        path.relative_to(output).as_posix(): path.read_bytes()
        for path in output.rglob("*")
        if path.is_file() and ".kursk-archive" not in path.parts
    }


def test_a_post_has_its_own_bytes_as_evidence_and_its_metadata_from_the_table(tmp_path: Path) -> None:
    write(tmp_path / "content", FERRY, **{"7__ferry": f"<h1>Ferry returns</h1>{PROSE}<p>Short.</p>"})
    report = run(tmp_path / "content", tmp_path / "site")
    assert [f.code for f in report.findings if f.severity != "info"] == []
    assert not any(f.location.path == "posts.csv" for f in report.findings)
    page = (tmp_path / "site/articles/2024/08/15/ferry.html").read_text("utf-8")
    assert "After a year" in page
    assert "<p>Short.</p>" in page
    evidence = (tmp_path / "site/articles/2024/08/15/ferry.txt").read_bytes()
    assert evidence == (tmp_path / "content/posts/7.ferry.html").read_bytes()
    row = json.loads((tmp_path / "site/data/articles.jsonl").read_text("utf-8").splitlines()[0])
    assert (row["title"], row["date"]) == ("Ferry returns", "2024-08-15T10:00:00Z")


@pytest.mark.parametrize(
    "row",
    [
        "8.dam,2024-08-16T10:00:00.000Z,false,,,newsletter,everyone,Dam SECRET,x,\n",
        "8.dam,2024-08-16T10:00:00.000Z,true,,,newsletter,only_paid,Dam SECRET,x,\n",
        "8.dam,2024-08-16T10:00:00.000Z,true,,,newsletter,founding,Dam SECRET,x,\n",
        "8.dam,2024-08-16T10:00:00.000Z,,,,newsletter,everyone,Dam SECRET,x,\n",
        "8.dam,2024-08-16T10:00:00.000Z,true,,,newsletter,,Dam SECRET,x,\n",
        f"8.dam,{NEXT_MONTH:%Y-%m-%d}T10:00:00.000Z,true,,,newsletter,everyone,Dam SECRET,x,\n",
        "",
        '8.dam,"2024-08-16T10:00:00.000Z,true,,,newsletter,everyone,Dam SECRET,x,\n',
    ],
)
def test_what_was_not_public_appears_nowhere(row: str, tmp_path: Path) -> None:
    write(tmp_path / "content", FERRY + row, **{"7__ferry": PROSE, "8__dam": PROSE.replace("ferry", "SECRET dam")})
    report = run(tmp_path / "content", tmp_path / "site")
    assert report.articles == 1
    files = site(tmp_path / "site")
    assert not any(b"SECRET" in data or "dam" in path for path, data in files.items())


def test_a_sidecar_publishes_what_was_for_subscribers(tmp_path: Path) -> None:
    write(tmp_path / "content", FERRY.replace("everyone", "only_paid"), **{"7__ferry": PROSE})
    (tmp_path / "content/posts/7.ferry.yaml").write_text("status: published\n")
    assert run(tmp_path / "content", tmp_path / "site").articles == 1


def test_a_changed_table_changes_its_posts(tmp_path: Path) -> None:
    content = tmp_path / "content"
    write(content, FERRY, **{"7__ferry": PROSE})
    (content / "posts.csv").unlink()
    run(content, tmp_path / "site")
    for rows in (FERRY, FERRY.replace("Ferry returns", "Ferry is back"), FERRY.replace("everyone", "only_paid"), FERRY):
        write(content, rows)
        run(content, tmp_path / "site")
        run(content, tmp_path / "clean")
        assert site(tmp_path / "site") == site(tmp_path / "clean")
    (content / "posts.csv").unlink()
    run(content, tmp_path / "site")
    run(content, tmp_path / "clean")
    assert site(tmp_path / "site").keys() == site(tmp_path / "clean").keys()


def test_a_post_to_come_is_published_when_its_day_has_come(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "content", FERRY.replace("2024-08", "2999-08"), **{"7__ferry": PROSE})
    assert run(tmp_path / "content", tmp_path / "site").articles == 0

    class Later(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return datetime(3000, 1, 1, tzinfo=UTC)

    monkeypatch.setattr("kursk_archive.loader.substack.datetime", Later)
    assert run(tmp_path / "content", tmp_path / "site").articles == 1


def test_embeds_and_recordings_are_links(tmp_path: Path) -> None:
    tweet = """<div class="tweet" data-attrs='{"url":"https://twitter.com/herald/status/1","full_text":"x"}'></div>"""
    video = """<div id="youtube2-abc" class="youtube-wrap" data-attrs='{"videoId":"abc_DEF-123"}'></div>"""
    broken = """<div class="x" data-attrs='{"url":'></div><div data-attrs='{"url":"javascript:alert(1)"}'></div>"""
    row = FERRY.replace("After a year,", "After a year,https://sound.example/7.mp3")
    write(tmp_path / "content", row, **{"7__ferry": f"{PROSE}{tweet}{video}{broken}"})
    run(tmp_path / "content", tmp_path / "site")
    page = (tmp_path / "site/articles/2024/08/15/ferry.html").read_text("utf-8")
    for address in ("twitter.com/herald/status/1", "youtube.com/watch?v=abc_DEF-123", "https://sound.example/7.mp3"):
        assert address in page
    assert "javascript:" not in page


def test_a_recording_without_a_text_is_an_article(tmp_path: Path) -> None:
    row = FERRY.replace("After a year,", ",https://sound.example/7.mp3")
    write(tmp_path / "content", row, **{"7__ferry": "<div></div>"})
    assert run(tmp_path / "content", tmp_path / "site").articles == 1


def test_a_folder_called_posts_without_such_a_table_is_ordinary(tmp_path: Path) -> None:
    content = tmp_path / "content"
    page = f"<html><head><title>Ferry</title></head><body><article><h1>Ferry</h1>{PROSE * 4}</article></body></html>"
    write(content, "", **{"7__ferry": page})
    (content / "posts.csv").write_text("title,text\nDam,A dam is built.\n")
    assert run(content, tmp_path / "site").articles == 2
