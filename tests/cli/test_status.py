"""The command `status`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kursk_archive.cli.main import main

SOURCE = "\n\nOriginal url:\n\n<https://herald.example/{}>\n"
DATED = "# A Flood in Examplia\n\nAugust 15, 2024\n\nThe river Ex left its bed on Thursday, the mayor [said](#).{}"


@pytest.fixture(autouse=True)
def content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "content").mkdir()
    return tmp_path / "content"


Status = Callable[..., tuple[int, str]]


@pytest.fixture
def status(capsys: pytest.CaptureFixture[str]) -> Status:
    """Return a function that runs `status` and returns exit status and stdout."""

    def run(*options: str) -> tuple[int, str]:
        code = main(("status", *options))
        out, err = capsys.readouterr()
        assert err == ""
        return code, out

    return run


def as_json(status: Status) -> dict[str, Any]:
    return json.loads(status("--json")[1])  # type: ignore[no-any-return]


def test_a_complete_archive_has_nothing_to_do(content: Path, status: Status) -> None:
    (content / "flood.txt").write_text(DATED.replace("[said](#)", "said").format(SOURCE.format("flood")))
    code, out = status()
    assert (code, out.split()) == (0, ["Articles", "published", "1"])


def test_what_is_missing_is_named(content: Path, status: Status) -> None:
    (content / "fair.txt").write_text("# A Fair in Examplia\n\nThey danced in the streets all night, and it rained.\n")
    (content / "flood.txt").write_text(DATED.format(SOURCE.format("flood")))
    work = as_json(status)
    assert (work["undated"], work["without_source"]) == (["fair.txt"], ["fair.txt"])
    assert work["lost_links"] == {"flood.txt": 1}
    assert "Undated: 1\n  fair.txt\n" in status()[1]


def test_what_an_archivist_took_back_is_not_missing(content: Path, status: Status) -> None:
    (content / "fair.txt").write_text("# A Fair in Examplia\n\nThey danced in the streets all night, and it rained.\n")
    (content / "fair.yaml").write_text("date: unknown\nsource_url: none\n")
    work = as_json(status)
    assert (work["undated"], work["without_source"]) == ([], [])


def test_withheld_articles_have_their_reasons(content: Path, status: Status) -> None:
    for name, sidecar in {
        "a": "status: withheld\nreason: a source is at risk\n", "b": "status: withheld\n", "c": "",
    }.items():  # fmt: skip
        (content / f"{name}.txt").write_text(DATED.format(SOURCE.format(name if name == "b" else "flood")))
        (content / f"{name}.yaml").write_text(sidecar)
    withheld = {row["path"]: (row["reason"], row["withheld_by"]) for row in as_json(status)["withheld"]}
    assert withheld["a.txt"] == ("a source is at risk", None)
    assert withheld["b.txt"] == (None, None)
    assert withheld["c.txt"] == (None, "a.txt")
    out = status()[1]
    assert "a.txt (A Flood in Examplia): a source is at risk" in out
    assert "c.txt (A Flood in Examplia): with a.txt, another capture of it" in out


@pytest.mark.parametrize(
    ("day", "words"),
    [("2024-02-01", "(review on 2024-02-01, which is due)"), ("2024", "(review on 2024, which is due)"),
     ("2098-02", "(review on 2098-02)\n")],
)  # fmt: skip
def test_the_day_to_decide_again_is_shown(content: Path, status: Status, day: str, words: str) -> None:
    (content / "flood.txt").write_text(DATED.format(SOURCE.format("flood")))
    (content / "flood.yaml").write_text(f"status: withheld\nreason: Under appeal.\nreview: {day}\n")
    assert f"flood.txt (A Flood in Examplia): Under appeal. {words}" in status()[1]
    assert as_json(status)["withheld"][0]["review"] == day


def test_links_found_again_are_counted_by_who_found_them(content: Path, status: Status) -> None:
    (content / "flood.txt").write_text(DATED.format(SOURCE.format("flood")))
    (content / "flood.yaml").write_text("links: {said: 'https://herald.example/mayor'}\n")
    work = as_json(status)
    assert (work["lost_links"], work["repaired_links"], work["recovered_links"]) == ({}, 1, 0)


def test_copies_and_editions_are_told_apart(content: Path, status: Status) -> None:
    text = DATED.format(SOURCE.format("flood"))
    for name in ("a", "b"):
        (content / f"{name}.txt").write_text(text)
    (content / "c.txt").write_text(text.replace("Thursday", "Friday"))
    work = as_json(status)
    assert work["articles"]["published"] == 1
    assert work["copies"] == {"b.txt": "a.txt"}
    assert {*work["editions"], *work["editions"].values()} == {"a.txt", "c.txt"}


def test_findings_are_grouped_errors_first_with_the_way_to_mend_them(content: Path, status: Status) -> None:
    for k in range(5):
        (content / f"fair-{k}.txt").write_text(f"# Fair {k}\n\n03/04/2024\n\nThey danced {k} times.{SOURCE.format(k)}")
    (content / "bad.txt").write_text(f"# A Fire\n\nFebruary 30, 2024\n\nThe mill burnt.{SOURCE.format('fire')}")
    code, out = status()
    assert code == 1
    assert out.index("1 error [date-impossible]: write the date") < out.index("5 warnings [date-ambiguous]: write")
    assert out.count("could be 2024-04-03") == 3
    assert "    and 2 more; use --all to list them" in out
    assert status("--all")[1].count("could be 2024-04-03") == 5
    groups = {group["code"]: group for group in as_json(status)["findings"]}
    assert (groups["date-ambiguous"]["count"], len(groups["date-ambiguous"]["places"])) == (5, 5)


def test_nothing_is_written(content: Path, status: Status) -> None:
    (content / "flood.txt").write_text(DATED)
    before = sorted(content.parent.rglob("*"))
    status()
    assert sorted(content.parent.rglob("*")) == before
