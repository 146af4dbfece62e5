"""The command `edit`."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from kursk_archive.cli.main import main

FERRY = "# A Ferry\n\nAugust 15, 2024\n\nIt sailed.\n\nOriginal url:\n\n<https://herald.example/2024/08/15/ferry>\n"


@pytest.fixture
def content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "content/desk").mkdir(parents=True)
    (tmp_path / "content/desk/ferry.txt").write_text(FERRY)
    return tmp_path / "content"


def editor(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Set an editor that runs Python code with the path and the text of the file."""
    script = Path("editor.py")
    script.write_text(f"import sys\npath = sys.argv[1]\ntext = open(path, encoding='utf-8').read()\n{code}\n")
    monkeypatch.setenv("VISUAL", f"'{sys.executable}' {script}")


WRITE = "open(path, 'w', encoding='utf-8').write(text + 'section: Harbour\\n')"


@pytest.mark.parametrize(
    "path",
    ["content/desk/ferry.txt", "desk/ferry.txt", "content/desk/ferry.yaml", "build/articles/2024/08/15/ferry.html",
     "articles/2024/08/15/ferry.html", "ferry"],
)  # fmt: skip
def test_the_sidecar_of_an_article_is_opened(content: Path, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    editor(monkeypatch, WRITE)
    assert main(["edit", path]) == 0
    text = (content / "desk/ferry.yaml").read_text()
    assert text.endswith("\nsection: Harbour\n")
    assert "\n# title: A Ferry\n# date: 2024-08-15\n" in text
    assert "\n# source_url: https://herald.example/2024/08/15/ferry\n" in text


def test_ctrl_c_is_for_the_editor_alone(
    content: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    interrupt = "import os, signal, time\ntime.sleep(0.3)\nos.kill(os.getppid(), signal.SIGINT)\ntime.sleep(0.3)\n"
    editor(monkeypatch, f"{interrupt}{WRITE}\nsys.exit(3)")
    assert main(["edit", "ferry"]) == 0
    assert (content / "desk/ferry.yaml").exists()
    assert "the editor ended with status 3" in capsys.readouterr().err


def test_a_sidecar_that_exists_is_opened_as_it_is(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (content / "desk/ferry.yml").write_text("title: Mine\n")
    editor(monkeypatch, WRITE)
    assert main(["edit", "ferry"]) == 0
    assert (content / "desk/ferry.yml").read_text() == "title: Mine\nsection: Harbour\n"


def test_no_sidecar_is_left_if_nothing_was_written(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    editor(monkeypatch, "")
    assert main(["edit", "ferry"]) == 0
    assert [path.name for path in (content / "desk").iterdir()] == ["ferry.txt"]


def test_the_findings_are_printed(
    content: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    editor(monkeypatch, "open(path, 'w').write('date: [2024\\n')")
    assert main(["edit", "ferry"]) == 1
    assert "desk/ferry.yaml:1:7: error" in capsys.readouterr().err
    assert (content / "desk/ferry.yaml").exists()


def test_the_draft_names_each_article_of_several(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    article = '{"title": "One: it", "url": "https://herald.example/%d", "content": "<p>Text of number %d.</p>"}'
    (content / "two.json").write_text(f"[{article % (1, 1)}, {article % (2, 2)}]")
    editor(monkeypatch, "open(path, 'w').write('\\n'.join(line[2:] for line in text.split('\\n')[3:-2]))")
    assert main(["edit", "two.json"]) == 0
    assert "  title: 'One: it'\n" in (content / "two.yaml").read_text()


def test_what_names_no_article_is_one_error(content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert content.exists()
    assert main(["edit", "boat", "--editor", "true"]) == 1
    assert "'boat' is no capture, sidecar or page of the archive" in capsys.readouterr().err


def test_an_editor_that_is_not_there_is_one_error(content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["edit", "ferry", "--editor", "no-such-editor --wait"]) == 1
    assert "[no-editor]" in capsys.readouterr().err
    assert not (content / "desk/ferry.yaml").exists()
