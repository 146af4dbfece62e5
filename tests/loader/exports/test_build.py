"""Exports in an archive: each article has a page, its own evidence and its own entry in the sidecar."""

from __future__ import annotations

import json
from pathlib import Path

from kursk_archive import BuildReport, build, read_config

CHANNEL = {"name": "Harbour Now", "type": "public_channel", "id": 123}


def message(number: int, text: str) -> dict[str, object]:
    return {"id": number, "type": "message", "date_unixtime": str(1723721412 + 86400 * number), "text": text}


def write(content: Path, *messages: dict[str, object]) -> None:
    content.mkdir(exist_ok=True)
    (content / "result.json").write_text(json.dumps(CHANNEL | {"messages": messages}, indent=1), "utf-8")


def run(content: Path, output: Path) -> BuildReport:
    return build(read_config(content, output=output, search=False))


def site(output: Path) -> dict[str, bytes]:
    paths = (path for path in output.rglob("*") if path.is_file() and ".kursk-archive" not in path.parts)
    return {path.relative_to(output).as_posix(): path.read_bytes() for path in paths}


def test_each_article_has_a_page_and_its_own_evidence(tmp_path: Path) -> None:
    write(tmp_path / "content", message(1, "The ferry sails at noon."), message(2, "The ferry is late."))
    report = run(tmp_path / "content", tmp_path / "site")
    assert report.articles == 2
    (page,) = (tmp_path / "site/articles").rglob("telegram-2.html")
    assert "The ferry is late" in page.read_text("utf-8")
    evidence = page.with_suffix(".txt").read_bytes()
    assert json.loads(evidence)["id"] == 2
    assert evidence in (tmp_path / "content/result.json").read_bytes()


def test_the_sidecar_withholds_and_corrects_single_articles(tmp_path: Path) -> None:
    write(tmp_path / "content", message(1, "The ferry sails."), message(2, "SECRET words."), message(3, "Rain."))
    run(tmp_path / "content", tmp_path / "site")
    sidecar = "articles:\n  '1': {title: A Corrected Title}\n  '2': {status: withheld}\n"
    (tmp_path / "content/result.yaml").write_text(sidecar, "utf-8")
    run(tmp_path / "content", tmp_path / "site")
    files = site(tmp_path / "site")
    assert any(b"A Corrected Title" in data for data in files.values())
    assert not any(b"SECRET" in data for data in files.values())
    assert not any("telegram-2" in path for path in files)


def test_a_longer_export_changes_only_what_is_new(tmp_path: Path) -> None:
    first, second = message(1, "The ferry sails at noon."), message(2, "The ferry is late.")
    write(tmp_path / "content", first)
    run(tmp_path / "content", tmp_path / "site")
    write(tmp_path / "content", first, second)
    run(tmp_path / "content", tmp_path / "site")
    write(tmp_path / "content", second)
    run(tmp_path / "content", tmp_path / "site")
    run(tmp_path / "content", tmp_path / "clean")
    assert site(tmp_path / "site") == site(tmp_path / "clean")


def test_other_files_of_these_kinds_stop_nothing(tmp_path: Path) -> None:
    write(tmp_path / "content", message(1, "The ferry sails at noon."))
    (tmp_path / "content/package.json").write_text('{"name": "x"}')
    (tmp_path / "content/numbers.csv").write_text("a,b\n1,2\n")
    (tmp_path / "content/picture.xml").write_text("<svg/>")
    report = run(tmp_path / "content", tmp_path / "site")
    assert sorted(finding.location.path for finding in report.findings if finding.code == "unsupported") == [
        "numbers.csv",
        "package.json",
        "picture.xml",
    ]
    assert not any(finding.severity == "error" for finding in report.findings)
