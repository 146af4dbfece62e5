"""The command `links --live`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kursk_archive.cli.main import main

CAPTURE = "# A Ferry\n\nAugust 15, 2024\n\nIt [sailed](http://127.0.0.1:9/ferry), they [said](#).\n"


def test_live_results_are_printed_and_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Ports of this machine are never requested, even if a capture links to them; the ledger says why."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "ferry.txt").write_text(CAPTURE)
    assert main(["links", "--live", "--format", "json"]) == 0
    sailed, said = map(json.loads, capfd.readouterr().out.splitlines())
    assert (sailed["state"], sailed["reason"]) == ("unknown", "private address")
    assert (said["state"], said["kind"]) == (None, "lost")
    assert main(["build"]) == 0, "what the network was asked before does not stop a build"
    capfd.readouterr()
    assert main(["links", "--live"]) == 0
    out = capfd.readouterr().out
    assert out.splitlines()[0].endswith("http://127.0.0.1:9/ferry  unknown (private address)")


def test_a_terminal_shows_aligned_columns_below_headings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "content").mkdir()
    text = f"# A Ferry\n\nIt [船](https://a.example/), they [{'said ' * 20}](#).\n"
    (tmp_path / "content" / "ferry.txt").write_text(text)
    assert main(["links"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "ferry.txt:3:4  web  船  https://a.example/"
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert main(["links"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"{'place':<14}  kind  {'text':<40}  address",
        f"{'ferry.txt:3:4':<14}  web   船{' ' * 38}  https://a.example/",
        f"{'ferry.txt:3:34':<14}  lost  {('said ' * 20)[:39].rstrip()}…  #",
    ]
    assert main(["links", "--kind", "snapshot"]) == 0
    assert capsys.readouterr().out == ""


def test_a_proxy_that_is_no_address_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["links", "--live", "--proxy", "127.0.0.1:9050"])
    assert ended.value.code == 2
    assert "socks5://HOST:PORT" in capsys.readouterr().err
