"""The archive's pages about itself; the commands on the verification page are run."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from kursk_archive.config import Site, read_config
from kursk_archive.core.model import PartialDate
from kursk_archive.pipeline.build import build
from kursk_archive.renderer.pages.about import MAX_NAMED_PUBLISHERS, AboutPage, render_about, render_verify
from kursk_archive.renderer.pages.listings import Overview
from kursk_archive.renderer.theme.environment import Theme
from kursk_archive.site import permalinks

EMPTY = Overview(0, {}, (), (), None, None, 0, {}, ())
FULL = Overview(
    article_count=1234,
    term_counts={"publisher": 2},
    publishers=(("the-fictional-herald", "The Fictional Herald", 1200), ("examplia-post", "Examplia Post", 30)),
    topics=(),
    first_date=PartialDate("2023-11"),
    last_date=PartialDate("2024-08-15"),
    undated_count=4,
    link_counts={"lost": 7, "web": 5000},
    periods=(("2023", 30, "calendar/2023/index.html"), ("2024", 1200, "calendar/2024/index.html")),
)
SITE = Site(
    title="The Examplia archive",
    description="Invented reports.",
    publisher="The Fictional Library",
    contact="mailto:library@news.example",
    about=("First of it.", "Then <more> & more."),
    method=("Saved by hand.",),
)


def about(site: Site, overview: Overview, base_url: str | None = None) -> str:
    return render_about(Theme(site), "about.html", AboutPage(overview, base_url)).decode()


def terms(markup: str) -> dict[str, str]:
    """The page's summary: term → description, without markup."""
    rows = re.findall(r"<div><dt>(.*?)</dt><dd>(.*?)</dd></div>", markup)
    return {term: html.unescape(re.sub("<[^>]*>", "", description)) for term, description in rows}


def test_the_page_summarises_the_archive() -> None:
    assert terms(about(SITE, FULL)) == {
        "Maintained by": "The Fictional Library",
        "Contact": "library@news.example",
        "Articles": "1,234",
        "Published": "November 2023 to August 15, 2024",
        "Undated": "4",
        "Publishers": "The Fictional Herald and Examplia Post",
        "Links": "5,007",
        "Lost links": "7",
    }


def test_empty_counts_are_omitted() -> None:
    markup = about(Site(), EMPTY)
    assert terms(markup) == {"Articles": "0"}
    assert "What this archive is" not in markup


def test_a_single_day_is_not_a_range() -> None:
    day = PartialDate("2024-08-15")
    assert terms(about(Site(), Overview(1, {}, (), (), day, day, 0, {}, ())))["Published"] == "August 15, 2024"


def test_many_publishers_are_counted() -> None:
    many = tuple((f"paper-{n}", f"Paper {n}", 1) for n in range(MAX_NAMED_PUBLISHERS + 1))
    overview = Overview(7, {"publisher": len(many)}, many, (), None, None, 7, {}, ())
    assert terms(about(Site(), overview))["Publishers"] == str(MAX_NAMED_PUBLISHERS + 1)


def test_the_archivists_texts_are_paragraphs() -> None:
    markup = about(SITE, FULL)
    for paragraph in ("First of it.", "Then &lt;more&gt; &amp; more.", "Saved by hand."):
        assert f"<p>{paragraph}</p>" in markup


@pytest.mark.parametrize(
    ("base_url", "expected"),
    [
        pytest.param(None, "The Fictional Library. The Examplia archive.", id="nowhere"),
        pytest.param(
            "https://archive.example/x/",
            "The Fictional Library. The Examplia archive. <https://archive.example/x/>.",
            id="on-the-web",
        ),
        pytest.param("javascript:alert(1)", "The Fictional Library. The Examplia archive.", id="no-address"),
    ],
)
def test_the_page_has_a_citation_of_the_archive(base_url: str | None, expected: str) -> None:
    (sentence,) = re.findall('<p class="sentence">(.*?)</p>', about(SITE, FULL, base_url))
    assert html.unescape(re.sub("<[^>]*>", "", sentence)) == expected


VERIFY = render_verify(Theme(Site()), "verify.html").decode()
COMMANDS = {
    system: html.unescape(command)
    for system, command in re.findall(r"<dt>(.*?)</dt><dd><pre[^>]*><code>(.*?)</code>", VERIFY, re.DOTALL)
}
"""System → the command for the whole archive, the last of the page."""


def test_the_commands_name_the_published_manifests() -> None:
    assert set(COMMANDS) == {"Linux", "macOS", "Windows", "Windows PowerShell"}
    for system in ("Linux", "macOS"):
        assert f" {permalinks.ROOT_MANIFEST} {permalinks.MANIFESTS}*.txt" in COMMANDS[system]
    assert f" {permalinks.ROOT_MANIFEST}, {permalinks.MANIFESTS[:-1]}\\*.txt" in COMMANDS["Windows PowerShell"]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("verify")
    (folder / "content").mkdir()
    (folder / "content/note.txt").write_text("# A Note\n\nAugust 15, 2024\n\nIt is so.\n", "utf-8")
    build(read_config(folder / "content", output=folder / "build"))
    return folder / "build"


@pytest.mark.parametrize(
    ("system", "program"), [pytest.param("Linux", "sha256sum", id="linux"), pytest.param("macOS", "shasum", id="macos")]
)
def test_the_commands_report_changed_and_missing_files(
    published: Path, tmp_path: Path, system: str, program: str
) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"no {program} here")
    copy = tmp_path / "copy"
    shutil.copytree(published, copy)
    assert run(COMMANDS[system], copy) == []
    with (copy / "articles/2024/08/15/note.txt").open("ab") as file:
        file.write(b" ")
    (copy / "index.html").unlink()
    assert run(COMMANDS[system], copy) == ["articles/2024/08/15/note.txt: FAILED", "index.html: FAILED open or read"]


def run(command: str, folder: Path) -> list[str]:
    done = subprocess.run(
        command, cwd=folder, shell=True, capture_output=True, text=True, check=False, env={"LC_ALL": "C", "PATH": PATH}
    )
    return sorted(done.stdout.splitlines())


PATH = "/usr/local/bin:/usr/bin:/bin"
