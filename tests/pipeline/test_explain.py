"""The explanation of one output, through real builds: which outputs a build looks at, and why one is rebuilt or not."""

from __future__ import annotations

from pathlib import Path

import pytest

from kursk_archive import build, read_config
from kursk_archive.config import Config
from kursk_archive.pipeline import run
from kursk_archive.pipeline.explain import Explanation

FLOOD = "# A Flood in Examplia\n\nAugust 15, 2024\n\nThe river rose.\n"
FIRE = "# A Fire in Examplia\n\nAugust 16, 2024\n\nThe mill burnt. See [A Flood in Examplia](#).\n"
FROST = "# A Frost in Examplia\n\nAugust 20, 2024\n\nThe pond froze.\n"
FAIR = "# A Fair in Examplia\n\nAugust 25, 2024\n\nThe band played.\n"
FEAST = "# A Feast in Examplia\n\nAugust 30, 2024\n\nThey ate.\n"
FLOOD_PAGE = "articles/2024/08/15/flood.html"
FIRE_PAGE = "articles/2024/08/16/fire.html"
FEAST_PAGE = "articles/2024/08/30/feast.html"

OTHER_VALUE = "  rebuilt: its content, the theme or the program version has changed"
SAME_VALUES = "  not rebuilt: nothing that it shows has changed"
NOT_LOOKED_AT = "  not rebuilt: no change affects it"
NO_SUCH_OUTPUT = "  not part of this archive"
NOTHING_CHANGED = "  nothing has changed since the last complete build, so no output is checked"


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A few articles, of which every edit is traced."""
    monkeypatch.setattr(run, "FULL_REBUILD_RATIO", 0)
    (tmp_path / "content").mkdir()
    for name, text in {"flood": FLOOD, "fire": FIRE, "frost": FROST, "fair": FAIR, "feast": FEAST}.items():
        (tmp_path / f"content/{name}.txt").write_text(text)
    return tmp_path


def configured(archive: Path, *, force: bool = False) -> Config:
    return read_config(archive / "content", output=archive / "build", search=False, force=force)


def explain(archive: Path, path: str, *, force: bool = False) -> list[str]:
    """Build, and explain one output."""
    explanation = Explanation(path)
    report = build(configured(archive, force=force), explanation=explanation)
    lines = list(explanation.lines())
    if any(line.startswith("  not rebuilt") for line in lines):
        assert path not in report.written
    return lines


def test_a_first_build_writes_every_output(archive: Path) -> None:
    assert explain(archive, FLOOD_PAGE) == [
        f"{FLOOD_PAGE}: output of kind `article`",
        "  checking every output: no earlier build is recorded",
        f"  rebuilt: no build has completed {FLOOD_PAGE}, articles/2024/08/15/flood.txt",
    ]


@pytest.mark.parametrize(
    ("path", "kind"), [(FLOOD_PAGE, "article"), ("index.html", "overview"), ("calendar/2024/index.html", "listing")]
)
def test_nothing_is_looked_at_where_nothing_has_changed(archive: Path, path: str, kind: str) -> None:
    build(configured(archive))
    assert explain(archive, path) == [f"{path}: output of kind `{kind}`", NOTHING_CHANGED, NOT_LOOKED_AT]


def test_the_page_of_an_edited_article_is_rebuilt(archive: Path) -> None:
    build(configured(archive))
    (archive / "content/flood.txt").write_text(FLOOD.replace("rose", "fell"))
    head, scope, decision = explain(archive, FLOOD_PAGE)
    assert head == f"{FLOOD_PAGE}: output of kind `article`"
    assert scope == "  changed since the last complete build: flood.txt; checking the pages of 2 articles"
    assert decision == OTHER_VALUE


def test_a_file_beside_the_page_of_an_edited_article_is_rebuilt_with_it(archive: Path) -> None:
    build(configured(archive))
    (archive / "content/flood.txt").write_text(FLOOD.replace("rose", "fell"))
    capture = FLOOD_PAGE.replace(".html", ".txt")
    assert explain(archive, capture)[::2] == [f"{capture}: output of kind `article`", OTHER_VALUE]


def test_the_page_of_an_article_that_links_to_one_whose_title_changed_is_rebuilt(archive: Path) -> None:
    build(configured(archive))
    (archive / "content/flood.txt").write_text(FLOOD.replace("Flood", "Drought"))
    assert explain(archive, FIRE_PAGE)[2] == OTHER_VALUE


def test_the_page_of_an_article_that_links_to_one_whose_text_changed_is_looked_at_and_not_rebuilt(
    archive: Path,
) -> None:
    build(configured(archive))
    (archive / "content/flood.txt").write_text(FLOOD.replace("rose", "fell"))
    assert explain(archive, FIRE_PAGE)[2] == SAME_VALUES


def test_the_page_of_an_unrelated_article_is_not_looked_at(archive: Path) -> None:
    build(configured(archive))
    (archive / "content/flood.txt").write_text(FLOOD.replace("Flood", "Drought"))
    scope, decision = explain(archive, FEAST_PAGE)[1:]
    assert scope.startswith("  changed since the last complete build: flood.txt; checking the pages of 2 articles")
    assert decision == NOT_LOOKED_AT


def test_a_list_is_looked_at_and_rebuilt_only_if_it_shows_the_change(archive: Path) -> None:
    build(configured(archive))
    (archive / "content/flood.txt").write_text(FLOOD.replace("rose", "fell"))
    assert explain(archive, "calendar/2024/08/index.html")[2] == SAME_VALUES
    (archive / "content/flood.txt").write_text(FLOOD.replace("Flood", "Drought"))
    assert explain(archive, "calendar/2024/08/index.html")[2] == OTHER_VALUE


def test_a_file_that_was_changed_by_hand_is_rebuilt(archive: Path) -> None:
    build(configured(archive))
    (archive / "build" / FEAST_PAGE).write_text("changed by hand")
    assert explain(archive, FEAST_PAGE) == [
        f"{FEAST_PAGE}: output of kind `article`",
        "  checking every output: a published file was changed or removed",
        f"  rebuilt: {FEAST_PAGE} was changed or removed since the last build",
    ]
    assert "changed by hand" not in (archive / "build" / FEAST_PAGE).read_text()


def test_a_full_build_leaves_what_is_as_it_should_be(archive: Path) -> None:
    build(configured(archive))
    (archive / "build" / FEAST_PAGE).unlink()
    assert explain(archive, FLOOD_PAGE)[1:] == [
        "  checking every output: a published file was changed or removed",
        SAME_VALUES,
    ]


def test_force_rebuilds_every_output(archive: Path) -> None:
    build(configured(archive))
    assert explain(archive, FLOOD_PAGE, force=True)[1:] == [
        "  checking every output: --force was given",
        "  rebuilt: --force was given",
    ]


def test_many_changes_are_a_reason_to_look_at_every_output(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "FULL_REBUILD_RATIO", 10)
    build(configured(archive))
    (archive / "content/flood.txt").write_text(FLOOD.replace("rose", "fell"))
    assert explain(archive, FEAST_PAGE)[1:] == ["  checking every output: 1 of 5 captures changed", SAME_VALUES]


def test_the_configuration_is_a_reason_to_look_at_every_output(archive: Path) -> None:
    build(configured(archive))
    (archive / "content/archive.yaml").write_text("title: Old News\n")
    scope, decision = explain(archive, FEAST_PAGE)[1:]
    assert scope.startswith("  checking every output: the version, the templates or the configuration changed")
    assert decision == OTHER_VALUE


def test_the_page_of_an_article_that_is_withheld_is_rebuilt_and_the_files_beside_it_are_not(archive: Path) -> None:
    build(configured(archive))
    (archive / "content/flood.yaml").write_text("status: withheld\nreason: Wait.\n")
    assert explain(archive, FLOOD_PAGE)[2] == OTHER_VALUE
    assert b"Wait." in (archive / "build" / FLOOD_PAGE).read_bytes()
    (archive / "content/flood.yaml").write_text("status: withheld\nreason: Wait for long.\n")
    capture = FLOOD_PAGE.replace(".html", ".txt")
    assert explain(archive, capture)[2] == NO_SUCH_OUTPUT
    assert not (archive / "build" / capture).exists()


def test_a_path_that_no_build_makes_is_of_no_kind(archive: Path) -> None:
    lines = explain(archive, "CNAME")
    assert lines == ["CNAME: builds never create this path"]


@pytest.mark.parametrize("path", ["manifest-sha256.txt", "manifests/2024-08.txt"])
def test_a_manifest_follows_the_files_that_it_lists(archive: Path, path: str) -> None:
    assert explain(archive, path) == [f"{path}: manifest; rebuilt when a file that it lists is written or removed"]


def test_a_file_of_the_search_follows_the_texts_in_its_index(archive: Path) -> None:
    assert explain(archive, "search/all/filters.js") == [
        "search/all/filters.js: search file; rebuilt when the text of an article in its index changes"
    ]


def test_an_output_that_a_killed_build_did_not_finish_is_rebuilt(archive: Path) -> None:
    class InterruptedBuildError(Exception):
        pass

    def interrupt(event: object) -> None:
        if type(event).__name__ == "OutputChanged":
            raise InterruptedBuildError

    build(configured(archive))
    (archive / "content/fire.txt").write_text(FIRE.replace("burnt", "stood"))
    (archive / "content/new.txt").write_text(FROST.replace("Frost", "Storm").replace("August 20", "August 21"))
    with pytest.raises(InterruptedBuildError):
        build(configured(archive), on_event=interrupt)
    page = "articles/2024/08/21/new.html"
    scope, decision = explain(archive, page)[1:]
    assert scope == "  checking every output: a published file was changed or removed"
    assert decision.startswith(f"  rebuilt: no build has completed {page}")


def test_the_page_of_an_article_that_is_withheld_without_a_reason_is_removed(archive: Path) -> None:
    build(configured(archive))
    (archive / "content/flood.yaml").write_text("status: withheld\n")
    decision = explain(archive, FLOOD_PAGE)[-1]
    assert decision == "  removed: no published article or list has this page any more"
    assert not (archive / "build" / FLOOD_PAGE).exists()
