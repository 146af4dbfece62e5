"""The command line: options, exit statuses, streams, and never a traceback."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from kursk_archive.cli import main as cli
from kursk_archive.cli.commands import COMMANDS
from kursk_archive.cli.main import main

ORIGINAL = "\n\nOriginal url:\n\n<https://news.example/{}>\n"
GOOD = "# A Flood in Examplia\n\nAugust 15, 2024\n\nThe mayor [said](#) so, see [more](https://news.example/more)."
GOOD += ORIGINAL.format("flood")
OTHER = GOOD.replace("lood", "rost")
BAD = "# A Fire in Examplia\n\nFebruary 30, 2024\n\nThe mill burnt." + ORIGINAL.format("fire")
DOUBTFUL = "# A Fair in Examplia\n\n03/04/2024\n\nThey danced." + ORIGINAL.format("fair")
FOREIGN = "# Потоп в Экземпляре\n\n15 августа 2024\n\nРека вышла.\n"

ARTICLE_KEYS = {
    "type", "path", "title", "date", "updated", "source_url", "publisher", "authors", "language", "topics",
    "image_caption",
    "image_credit", "related", "page", "capture_sha256", "provenance", "links",
}  # fmt: skip
BASE = ("--base-url", "https://archive.example/")
"""Without a base URL, a build has a finding."""
LINK_KEYS = {"text", "href", "line", "kind", "canonical", "article", "snapshot"}
FINDING_KEYS = {"type", "severity", "code", "path", "line", "column", "message", "hint"}
SUMMARY_KEYS = {"type", "articles", "pages_written", "pages_unchanged", "pages_removed", "links", "findings", "seconds"}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An archive of one good capture, and the current folder."""
    (tmp_path / "content").mkdir()
    (tmp_path / "content/flood.txt").write_text(GOOD)
    monkeypatch.chdir(tmp_path)
    return tmp_path


Run = Callable[..., tuple[int, str, str]]


@pytest.mark.parametrize("command", "build serve check status explain links verify init new import completion".split())
def test_help_of_a_command_is_the_same_with_and_without_the_others(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    helps = []
    for names in ([command], COMMANDS):
        with pytest.raises(SystemExit):
            cli.create_parser(names).parse_args([command, "--help"])
        helps.append(capsys.readouterr().out)
    assert helps[0] == helps[1]
    assert helps[0].startswith(f"usage: kursk-archive {command} ")


@pytest.mark.parametrize("arguments", [(), ("--help",), ("buidl",)], ids=["nothing", "help", "misspelling"])
def test_without_a_command_all_commands_are_listed(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(arguments)
    output = "".join(capsys.readouterr())
    assert not arguments or all(
        name in output for name in ("build", "serve", "check", "links", "verify", "init", "new")
    )


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs a command in this process and returns status, stdout and stderr."""

    def inside(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            status = main(arguments)
        except SystemExit as leaving:
            status = int(leaving.code or 0)
        return status, *capsys.readouterr()

    return inside


def process(*arguments: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
    """Run a command in a process of its own."""
    environment = os.environ | options.pop("env", {})
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "timeout": 120, **options}
    done = subprocess.run((sys.executable, "-m", "kursk_archive", *arguments), env=environment, check=False, **options)
    assert b"Traceback" not in (done.stderr or b"")
    assert b"fault of the program" not in (done.stderr or b"")
    return done


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


# Statuses and streams


def test_a_build_without_findings_exits_with_0(run: Run, folder: Path) -> None:
    status, out, err = run("build", *BASE)
    assert (status, err) == (0, "")
    words = ("articles", "pages", "links", "lost", "findings", "time")
    assert all(word in out for word in words)
    assert (folder / "build/index.html").is_file()


@pytest.mark.parametrize("command", ["build", "check"])
@pytest.mark.parametrize(
    ("text", "options", "expected"),
    [
        (OTHER, [], 0), (OTHER, ["--strict"], 0), (BAD, [], 1), (BAD, ["--strict"], 1), (DOUBTFUL, [], 0),
        (DOUBTFUL, ["--strict"], 1),
    ],
    ids=["good", "good, strict", "error", "error, strict", "warning", "warning, strict"],
)  # fmt: skip
def test_exit_status_follows_the_severity_of_findings(
    command: str, text: str, options: list[str], expected: int, run: Run
) -> None:
    Path("content/one.txt").write_text(text)
    assert run(command, *options)[0] == expected


def test_findings_go_to_stderr_one_per_line(run: Run) -> None:
    Path("content/bad.txt").write_text(BAD)
    Path("content/doubtful.txt").write_text(DOUBTFUL)
    _, out, err = run("check")
    first, second = err.splitlines()
    assert first.startswith("bad.txt:3:1: error: ")
    assert first.endswith(" [date-impossible]")
    assert second.startswith("doubtful.txt:3:1: warning: ")
    assert "bad.txt" not in out


@pytest.mark.parametrize(
    "arguments",
    [
        [], ["bogus"], ["build", "--bogus"], ["build", "-d", "x"], ["build", "extra"], ["build", "-j", "0"], ["build",
        "-j", "two"],
        ["build", "-j", "-1"], ["build", "--base-url", "archive.example"], ["build", "--base-url", "https://"],
        ["build", "--base-url", "https://archive.example/?a"], ["build", "--base-url", "https://archive.example/a b"],
        ["links", "--kind", "lost,bogus"], ["links", "--kind", ""],
        ["build", "-t", "nowhere"],
        ["build", "-c"], ["check", "-o", "x"], ["check", "--force"], ["new"], ["init", "a", "b"],
        ["build", "-c", "nowhere"], ["check", "-c", "nowhere"], ["new", "-c", "nowhere", "A Title"], ["check", "-c",
        "content/flood.txt"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_wrong_usage_exits_with_2(arguments: list[str], run: Run, folder: Path) -> None:
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert err
    assert not (folder / "build").exists()


@pytest.mark.parametrize(
    ("arguments", "guess"),
    [
        (["biuld"], "did you mean build?"),
        (["exprot", "--bag", "x"], "did you mean export?"),
        (["build", "--strct"], "did you mean --strict?"),
        (["build", "--no-serch"], "did you mean --no-search?"),
        (["verify", "content", "--jsno"], "did you mean --json?"),
    ],
)
def test_a_misspelt_word_of_the_command_line_is_named_with_what_may_be_meant(
    arguments: list[str], guess: str, run: Run
) -> None:
    status, _, err = run(*arguments)
    assert status == 2
    assert err.rstrip().endswith(guess)


def test_a_word_that_is_like_no_other_is_only_named(run: Run) -> None:
    assert "did you mean" not in run("xyzzy")[2]
    assert "did you mean" not in run("build", "--xyzzy")[2]


def test_a_misspelt_key_of_archive_yaml_is_named_with_what_may_be_meant(run: Run) -> None:
    Path("content/archive.yaml").write_text("titel: The Fictional Archive\n")
    assert "unknown key `titel`; did you mean title?" in run("check")[2]


def test_version_and_help(run: Run) -> None:
    assert run("--version") == (0, f"kursk-archive {version('kursk-archive')}\n", "")
    status, out, err = run("--help")
    assert (status, err) == (0, "")
    assert "examples:" in out
    assert all(f"  {command} " in out for command in ("build", "check", "init", "new"))


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("build", "-c --content -t --templates -o --output --base-url -j --jobs --strict --no-search --force --json"),
        ("check", "-c --content --strict --json"),
        ("init", "DIR"),
        ("new", "-c --content"),
        ("import", "PATH -c --content --from --into --dry-run --json"),
    ],
)
def test_help_has_options_and_an_example(command: str, options: str, run: Run) -> None:
    status, out, _ = run(command, "--help")
    assert status == 0
    assert [option for option in options.split() if option not in out] == []
    assert f"example:\n  kursk-archive {command}" in out


# JSON Lines


def test_check_json_has_articles_findings_and_a_summary(run: Run) -> None:
    Path("content/bad.txt").write_text(BAD)
    status, out, err = run("check", "--json")
    said = lines(out)
    assert [line["type"] for line in said] == ["article", "finding", "summary"]
    assert [set(line) for line in said] == [ARTICLE_KEYS, FINDING_KEYS, SUMMARY_KEYS]
    article, finding, summary = said
    assert article["path"] == "flood.txt"
    assert (article["date"], article["updated"], article["source_url"], article["authors"]) == (
        "2024-08-15",
        None,
        "https://news.example/flood",
        [],
    )
    assert article["page"] == "articles/2024/08/15/flood.html"
    assert article["provenance"]["date"] == "stated"
    assert [set(link) for link in article["links"]] == [LINK_KEYS, LINK_KEYS]
    assert [(link["text"], link["kind"], link["line"]) for link in article["links"]] == [
        ("said", "lost", 5),
        ("more", "web", 5),
    ]
    assert (finding["severity"], finding["code"], finding["path"], finding["line"], finding["column"]) == (
        "error", "date-impossible", "bad.txt", 3, 1,
    )  # fmt: skip
    assert summary["links"] == {"web": 2, "lost": 1}
    assert summary["findings"] == {"error": 1, "warning": 0, "info": 0}
    assert (status, len(err.splitlines())) == (1, 1)


def test_build_json_has_pages_and_a_summary(run: Run, folder: Path) -> None:
    said = lines(run("build", "--json", *BASE)[1])
    pages, summary = said[:-1], said[-1]
    assert {page["type"] for page in pages} == {"page"}
    assert all(set(page) == {"type", "path", "change"} and page["change"] == "written" for page in pages)
    assert "articles/2024/08/15/flood.html" in [page["path"] for page in pages]
    assert (summary["articles"], summary["pages_written"], summary["pages_unchanged"]) == (1, len(pages), 0)
    [again] = lines(run("build", "--json", *BASE)[1])
    assert (again["pages_written"], again["pages_unchanged"]) == (0, len(pages))
    (folder / "content/flood.txt").unlink()
    removed = [line["path"] for line in lines(run("build", "--json", *BASE)[1]) if line.get("change") == "removed"]
    assert "articles/2024/08/15/flood.html" in removed


def test_a_run_that_cannot_start_prints_its_finding_as_json(run: Run) -> None:
    status, out, err = run("build", "--json", "-c", "nowhere")
    [finding] = lines(out)
    assert (status, finding["code"], set(finding)) == (2, "no-content", FINDING_KEYS)
    assert "[no-content]" in err


def test_json_is_utf_8_in_any_locale(folder: Path) -> None:
    Path("content/foreign.txt").write_text(FOREIGN, "utf-8")
    done = process("check", "--json", env={"PYTHONIOENCODING": "ascii", "LC_ALL": "C"})
    titles = [line.get("title") for line in lines(done.stdout.decode("utf-8"))]
    assert "Потоп в Экземпляре" in titles


# Terminals, pipes and other surroundings


def test_an_ascii_terminal_does_not_break_the_output(folder: Path) -> None:
    Path("content/потоп.txt").write_text(BAD)
    done = process("build", env={"PYTHONIOENCODING": "ascii", "LC_ALL": "C"})
    assert done.returncode == 1
    assert b"[date-impossible]" in done.stderr
    assert process("init", "архив", env={"PYTHONIOENCODING": "ascii"}).returncode == 0
    assert (folder / "архив/content/archive.yaml").is_file()


def test_a_closed_pipe_ends_the_program_quietly(folder: Path) -> None:
    for number in range(300):
        Path(f"content/{number}.txt").write_text(GOOD.replace("Flood", f"Flood {number}"))
    command = f"{sys.executable} -m kursk_archive check --json | head -1"
    done = subprocess.run(command, shell=True, capture_output=True, timeout=120, check=False)
    assert json.loads(done.stdout)["type"] == "article"
    assert [line for line in done.stderr.splitlines() if not line.startswith(b"reading: ")] == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_is_one_line_of_error(folder: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = process("check", stdout=full)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1


def test_closed_stdout_and_stderr_are_accepted(folder: Path) -> None:
    command = f"{sys.executable} -m kursk_archive"
    assert (
        subprocess.run(f"{command} check --json >&-", shell=True, check=False, stderr=subprocess.DEVNULL).returncode
        == 0
    )
    assert subprocess.run(f"{command} build 2>&-", shell=True, check=False, stdout=subprocess.DEVNULL).returncode == 0


def test_a_folder_name_that_is_not_text_is_accepted(folder: Path) -> None:
    done = process("check", "--json", "-c", os.fsdecode(b"\xff"))
    assert done.returncode == 2
    assert json.loads(done.stdout)["code"] == "no-content"


def on_terminal(*options: str, **environment: str) -> str:
    """Return what `check` prints if stderr is a terminal."""
    ours, theirs = pty.openpty()
    printed = bytearray()

    def read() -> None:
        with suppress(OSError):  # the other end is closed
            while part := os.read(ours, 65536):
                printed.extend(part)

    reader = Thread(target=read)
    reader.start()
    try:
        done = process("check", *options, stderr=theirs, env={"TERM": "xterm-256color", **environment})
        assert done.returncode == 1
    finally:
        os.close(theirs)
        reader.join()
        os.close(ours)
    return printed.decode()


def test_colours_are_printed_to_terminals_only(folder: Path) -> None:
    Path("content/bad.txt").write_text(BAD)
    colours = "\x1b[1;31m"
    assert colours in on_terminal()
    assert colours not in on_terminal(NO_COLOR="1")
    assert b"\x1b" not in process("check").stderr


def test_escape_sequences_in_names_do_not_reach_the_terminal(folder: Path) -> None:
    Path("content/\x1b[2J\x1b]0;owned\x07.txt").write_text(BAD)
    assert "\x1b[2J" not in on_terminal()
    assert "\x1b]0" not in on_terminal()


def words_on_terminal(*options: str) -> str:
    """Return what `check` prints to a terminal, without the sequences that move the cursor and set styles."""
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", on_terminal(*options)).replace("\r", "")


MANY = "".join(f"[link {k}](javascript:alert({k}))\n\n" for k in range(12))


def test_a_terminal_shows_many_findings_of_a_kind_as_a_group(folder: Path) -> None:
    Path("content/many.txt").write_text(f"# A Fictional Title\n\n{MANY}")
    Path("content/bad.txt").write_text(BAD)
    shown = words_on_terminal()
    assert "12 warnings [link-forbidden]: " in shown
    assert shown.count("javascript:") == 3
    assert "and 9 more; use --all to list them" in shown
    assert "`kursk-archive explain link-forbidden`" in shown
    assert "bad.txt:3:1: error: " in shown


def test_all_findings_are_listed_on_request_and_in_a_pipe(folder: Path) -> None:
    Path("content/many.txt").write_text(f"# A Fictional Title\n\n{MANY}")
    Path("content/bad.txt").write_text(BAD)
    assert words_on_terminal("--all").count(": warning: link") == 12
    assert process("check").stderr.decode().count(": warning: link") == 12


def test_a_terminal_shows_the_line_and_the_column_of_a_finding(folder: Path) -> None:
    Path("content/bad.txt").write_text(BAD)
    Path("content/many.txt").write_text("# A Fictional Title\n\nThe ferry [sails](javascript:alert(1)) today.\n")
    lines = words_on_terminal().splitlines()
    shown = next(k for k, line in enumerate(lines) if "[link-forbidden]" in line)
    assert lines[shown + 1] == "     3 | The ferry [sails](javascript:alert(1)) today."
    assert lines[shown + 2] == "       |           ^"


def test_quiet_prints_errors_only(run: Run) -> None:
    Path("content/doubtful.txt").write_text(DOUBTFUL)
    assert run("check", "--quiet") == (0, "", "")
    Path("content/bad.txt").write_text(BAD)
    status, out, err = run("build", "--quiet")
    assert (status, out) == (1, "")
    assert [line.split(": ")[1] for line in err.splitlines()] == ["error"]


def test_the_summary_of_a_build_says_where_the_site_is(run: Run) -> None:
    assert "site      build/index.html\n" in run("build")[1]
    _, out, _ = run("build", "--base-url", "https://archive.example/a")
    assert "site      build/index.html, to be published at https://archive.example/a/\n" in out


# Folders


def test_folders_can_be_named(run: Run, folder: Path) -> None:
    (folder / "content").rename(folder / "dumps")
    (folder / "mine").mkdir()
    (folder / "mine/withheld.html").write_text("gone")
    assert run("build", "-c", "dumps", "-t", "mine", "-o", "public/site")[0] == 0
    assert (folder / "public/site/index.html").is_file()
    assert not (folder / "build").exists()


def test_templates_in_the_current_folder_are_used(run: Run, folder: Path) -> None:
    (folder / "templates").mkdir()
    (folder / "templates/index.html").write_text("<!doctype html><title>Mine: {{ site.title }}</title>")
    assert run("build")[0] == 0
    assert "Mine: " in (folder / "build/index.html").read_text()


@pytest.mark.parametrize("in_the_way", ["build", "build/index.html/x", "build/articles"])
def test_a_file_in_the_way_of_the_output_is_a_finding(in_the_way: str, run: Run, folder: Path) -> None:
    (folder / "build").mkdir()
    (folder / "build/.kursk-archive").mkdir()
    if in_the_way == "build":
        (folder / "build/.kursk-archive").rmdir()
        (folder / "build").rmdir()
    (folder / in_the_way).parent.mkdir(parents=True, exist_ok=True)
    (folder / in_the_way).write_text("in the way")
    status, _, err = run("build")
    assert status == 1
    assert "[unwritable]" in err
    assert (folder / in_the_way).read_text() == "in the way"


def test_a_foreign_output_folder_is_refused(run: Run, folder: Path) -> None:
    (folder / "build").mkdir()
    (folder / "build/thesis.doc").write_text("x")
    status, _, err = run("build")
    assert (status, "[not-ours]" in err) == (1, True)
    assert [path.name for path in (folder / "build").iterdir()] == ["thesis.doc"]


# archive.yaml


@pytest.mark.parametrize(
    ("text", "status", "said"),
    [
        ("title: [open\n", 1, "archive.yaml:1:8: error: "),
        ("- a list\n", 1, "archive.yaml:1:1: error: "),
        ("title: A\nlanguage: English\n", 1, "archive.yaml:2:1: error: "),
        ("title: [A, B]\n", 1, "archive.yaml:1:1: error: "),
        ("base_url: archive.example\n", 1, "archive.yaml:1:1: error: "),
        ("findings: {no-such-code: error}\n", 1, "archive.yaml:1:1: error: "),
        ("findings: {empty: dreadful}\n", 1, "archive.yaml:1:1: error: "),
        ("publishers: {name: A}\n", 1, "archive.yaml:1:1: error: "),
        ("rules: 1\n", 1, "archive.yaml:1:1: error: "),
        ("title: !!python/name:os.system A\n", 1, "archive.yaml:1:8: error: "),
        ("titel: A\n", 0, "archive.yaml:1:1: warning: unknown key `titel`"),
        ("title: A\ntitle: B\n", 1, "archive.yaml:2:1: error: "),
    ],
)
def test_an_invalid_configuration_is_a_finding_with_its_position(
    text: str, status: int, said: str, run: Run, folder: Path
) -> None:
    (folder / "content/archive.yaml").write_text(text)
    done, _, err = run("build", *BASE)
    assert err.startswith(said), err
    assert len(err.splitlines()) == 1
    assert done == status
    assert (folder / "build/index.html").exists() == (status == 0)


def test_severities_can_be_changed(run: Run, folder: Path) -> None:
    (folder / "content/doubtful.txt").write_text(DOUBTFUL)
    (folder / "content/archive.yaml").write_text("findings: {date-ambiguous: error}\n")
    status, _, err = run("check")
    assert (status, ": error: " in err) == (1, True)


# init and new


def test_init_creates_an_archive_that_builds_and_refuses_to_repeat(run: Run, folder: Path) -> None:
    status, out, _ = run("init", "my-archive")
    assert (status, out.splitlines()) == (0, ["my-archive/content/archive.yaml", "my-archive/.gitignore"])
    assert run("build", "-c", "my-archive/content", "-o", "my-archive/build", "--strict")[0] == 0
    assert "My archive" in (folder / "my-archive/build/index.html").read_text()
    status, _, err = run("init", "my-archive")
    assert (status, "[exists]" in err) == (1, True)


def test_a_new_capture_is_withheld_until_its_status_is_removed(run: Run, folder: Path) -> None:
    address = "https://news.example/2024/08/15/a-flood"
    status, out, _ = run("new", address)
    assert (status, out.splitlines()) == (0, ["content/a-flood.txt", "content/a-flood.yaml"])
    assert address in (folder / "content/a-flood.txt").read_text()
    assert run("build", "--strict")[0] == 0
    assert not list(folder.glob("build/articles/**/a-flood*"))
    sidecar = folder / "content/a-flood.yaml"
    sidecar.write_text("".join(line for line in sidecar.read_text().splitlines(True) if not line.startswith("status")))
    assert run("build")[0] == 0
    assert (folder / "build/articles/2024/08/15/a-flood.html").is_file()
    status, _, err = run("new", address)
    assert (status, "[exists]" in err) == (1, True)


# verify


def test_verify_checks_the_output_folder_if_none_is_named(run: Run) -> None:
    status, _, err = run("verify")
    assert (status, "'build' is not a folder" in err) == (2, True)
    run("build", *BASE)
    status, out, _ = run("verify")
    assert (status, "findings  none" in out) == (0, True)


def test_verify_finds_changed_and_extra_files(run: Run, folder: Path) -> None:
    run("build")
    status, out, err = run("verify", "build")
    assert (status, err) == (0, "")
    assert "findings  none" in out
    (folder / "build/index.html").write_text("tampered with")
    (folder / "build/foreign.html").write_text("x")
    status, _, err = run("verify", "build")
    assert status == 1
    assert [line.split(": ")[:2] for line in err.splitlines()] == [["index.html", "error"], ["foreign.html", "error"]]


def test_verify_json(run: Run, folder: Path) -> None:
    run("build")
    (folder / "build/index.html").unlink()
    status, out, _ = run("verify", "--json", "build")
    finding, summary = lines(out)
    assert (status, set(finding), finding["code"], finding["path"]) == (1, FINDING_KEYS, "missing", "index.html")
    assert set(summary) == {"type", "files", "bytes", "findings", "seconds"}
    assert summary["findings"] == {"error": 1, "warning": 0, "info": 0}


def test_verify_needs_a_folder(run: Run) -> None:
    assert run("verify", "nowhere")[0] == 2
    assert run("verify")[0] == 2


def test_build_explains_one_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = tmp_path / "own"
    content.mkdir()
    (content / "ferry.txt").write_text("# Ferry to Examplia\n\n15 August 2024\n\nThe ferry sails again.\n")
    output = tmp_path / "site"
    options = ("build", "-c", str(content), "-o", str(output), "--no-search")
    page = "articles/2024/08/15/ferry.html"
    assert cli.main([*options, "--explain", str(output / page)]) == 0
    assert f"{page}: output of kind `article`" in capsys.readouterr().out
    address = f"https://archive.example/x/{page}#body"
    assert cli.main([*options, "--base-url", "https://archive.example/x/", "--json", "--explain", address]) == 0
    line = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (line["type"], line["path"]) == ("explanation", page)
    assert line["lines"][1].startswith("checking every output: ")


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_what_prints_a_text_only_loads_no_part_of_the_program_but_the_command_line(option: str) -> None:
    script = (
        "import sys\n"
        "from kursk_archive.cli.main import main\n"
        f"try:\n    main([{option!r}])\nfinally:\n"
        "    print([name for name in sys.modules if name in ('msgspec', 'rich', 'kursk_archive.config')])\n"
    )
    done = subprocess.run((sys.executable, "-c", script), capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
