"""The command `export`, and `verify` on the bag that it creates."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kursk_archive.cli.exit_codes import ExitCode
from kursk_archive.cli.main import main

FERRY = "# Ferry\n\nAugust 15, 2024\n\nIt sails from Examplia.\n"


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "content").mkdir()
    (tmp_path / "content/ferry.txt").write_text(FERRY)
    return tmp_path


def test_the_summary_describes_the_bag(archive: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "--no-search"]) == ExitCode.DONE
    capfd.readouterr()
    assert main(["export", "--bag", "bag"]) == ExitCode.DONE
    out, err = capfd.readouterr()
    rows = dict(line.split(maxsplit=1) for line in out.splitlines())
    assert err == ""
    assert rows["bag"] == str(archive / "bag")
    assert (rows["articles"], rows["site"], rows["findings"]) == ("1", "yes", "none")


def test_export_json(archive: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (archive / "content/.hidden").write_text("x")
    assert main(["export", "--bag", "bag", "--no-site", "--json"]) == ExitCode.DONE
    found, summary = map(json.loads, capfd.readouterr().out.splitlines())
    assert (found["type"], found["code"], found["path"]) == ("finding", "bag-left", ".hidden")
    payload = [file for file in (archive / "bag/data").rglob("*") if file.is_file()]
    assert summary.pop("seconds") >= 0
    assert summary == {
        "type": "summary",
        "bag": str(archive / "bag"),
        "files": len(payload),
        "bytes": sum(one.stat().st_size for one in payload),
        "articles": 1,
        "site": False,
        "findings": {"error": 0, "warning": 0, "info": 1},
    }


def test_the_site_is_recognised_by_its_base_url(archive: Path, capfd: pytest.CaptureFixture[str]) -> None:
    address = ("--base-url", "https://archive.example")
    assert main(["build", "--no-search", *address]) == ExitCode.DONE
    assert main(["export", "--bag", "bag", *address]) == ExitCode.DONE
    assert "bag-site" not in capfd.readouterr().err
    assert "External-Identifier: https://archive.example/\n" in (archive / "bag/bag-info.txt").read_text()


def test_a_missing_site_is_a_warning_and_a_changed_one_an_error(
    archive: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", "--bag", "one"]) == ExitCode.DONE
    assert "build: warning: " in capfd.readouterr().err
    assert main(["build", "--no-search"]) == ExitCode.DONE
    (archive / "build/about.html").write_text("lies")
    assert main(["export", "--bag", "two"]) == ExitCode.FINDINGS
    assert "about.html: error: " in capfd.readouterr().err
    assert (archive / "two/bagit.txt").is_file()


def test_a_folder_with_files_is_refused(archive: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (archive / "bag").mkdir()
    (archive / "bag/theirs").write_text("x")
    assert main(["export", "--bag", "bag"]) == ExitCode.FINDINGS
    assert "[exists]" in capfd.readouterr().err
    assert [file.name for file in (archive / "bag").iterdir()] == ["theirs"]


def test_export_without_content_or_bag_is_wrong_usage(archive: Path) -> None:
    assert main(["export", "--bag", "bag", "-c", "none"]) == ExitCode.USAGE
    with pytest.raises(SystemExit) as caught:
        main(["export"])
    assert caught.value.code == ExitCode.USAGE


def test_verify_recognises_a_bag(archive: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "--bag", "bag", "--no-site"]) == ExitCode.DONE
    capfd.readouterr()
    assert main(["verify", "bag"]) == ExitCode.DONE
    assert "findings  none" in capfd.readouterr().out
    (archive / "bag/data/content/ferry.txt").write_text("lies")
    assert main(["verify", "bag", "--json"]) == ExitCode.FINDINGS
    found, summary = map(json.loads, capfd.readouterr().out.splitlines())
    assert (found["code"], found["path"]) == ("changed", "data/content/ferry.txt")
    assert summary["findings"] == {"error": 1, "warning": 0, "info": 0}


def test_verify_does_not_take_a_site_with_a_bagit_txt_for_a_bag(
    archive: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["build", "--no-search"]) == ExitCode.DONE
    (archive / "build/bagit.txt").write_text("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
    assert main(["verify", "build"]) == ExitCode.FINDINGS
