"""The page of an edition never moves: it shows one capture for good, whichever others come and go."""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct

from kursk_archive import BuildReport, build, check, read_config
from kursk_archive.config import PRIVATE_FOLDER
from kursk_archive.pipeline import run as run_module
from kursk_archive.site import periods

ADDRESS = "https://herald.example/2024/08/15/ferry"
PAGE = "articles/2024/08/15/ferry"


def capture(captured: str, text: str, *, spaces: int = 1, title: str = "The Ferry", source: str = ADDRESS) -> str:
    """Captures that differ in nothing but the spaces have one text and different bytes."""
    time = f"captured_at: {captured}\n" if captured else ""
    head = f"title: {title}\ndate: 2024-08-15\nslug: ferry\nsource_url: {source}\nlanguage: en\n{time}"
    return f"---\n{head}---\n\nThe ferry sails again.{' ' * spaces}{text} passengers were on board.\n"


def citing(date: str) -> str:
    return f"---\ntitle: Cited on {date}\ndate: {date}\nlanguage: en\n---\n\nAs [reported]({ADDRESS}) before.\n"


class Archive:
    def __init__(self, folder: Path) -> None:
        self.folder, self.content = folder, folder / "content"
        self.content.mkdir()

    def put(self, **captures: str | None) -> None:
        for name, text in captures.items():
            path = self.content / f"{name}.md"
            path.unlink() if text is None else path.write_text(text)

    def sidecar(self, name: str, text: str = "") -> None:
        path = self.content / f"{name}.yaml"
        path.write_text(text) if text else path.unlink(missing_ok=True)

    def build(self, output: str = "site", *, reserve: bool = True) -> BuildReport:
        config = read_config(
            self.content, output=self.folder / output, base_url="https://archive.example/", search=False
        )
        return build(config, reserve=reserve)

    def files(self, output: str = "site") -> dict[str, bytes]:
        root = self.folder / output
        return {
            path.relative_to(root).as_posix(): path.read_bytes()
            for path in root.rglob("*")
            if path.is_file() and PRIVATE_FOLDER not in path.parts
        }

    def read(self, ending: str) -> str:
        return (self.folder / "site" / f"{PAGE}{ending}").read_text()

    def edition_pages(self) -> dict[str, str]:
        """Path of each edition's page → SHA-256 of the capture that it shows."""
        pages = {}
        for path, data in self.files().items():
            if re.fullmatch(rf"{PAGE}\.(?:[0-9]{{4}}|sha-)[^/]*\.html", path):
                digest = re.search(r"<code>([0-9a-f]{64})</code>", data.decode())
                assert digest, path
                pages[path.removeprefix(PAGE)] = digest[1]
        return pages

    @property
    def rows(self) -> list[str]:
        path = self.content / "permalinks.csv"
        return path.read_text().splitlines()[1:] if path.exists() else []

    def assert_clean(self) -> None:
        before = self.rows
        with TemporaryDirectory(dir=self.folder) as clean:
            self.build(clean)
            assert self.files() == self.files(clean)
        assert self.rows == before


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Archive:
    monkeypatch.setattr(run_module, "FULL_REBUILD_RATIO", 0)
    return Archive(tmp_path)


def digest_of(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def test_a_page_stays_where_an_older_capture_with_its_text_turns_up(archive: Archive) -> None:
    text = capture("2024-08-17", "120")
    archive.put(b=text, c=capture("2024-08-19", "210"))
    archive.build()
    archive.put(a=capture("2024-08-15", "120", spaces=2))
    archive.build()
    pages = archive.edition_pages()
    assert set(pages) == {".20240815.html", ".20240817.html", ".20240819.html"}
    assert pages[".20240817.html"] == digest_of(text)
    assert "Seen again unchanged on August 17, 2024" in archive.read(".history.html")
    assert f'href="../../../../{PAGE}.history.html"' in archive.read(".20240817.html")
    archive.assert_clean()


def test_a_further_capture_of_the_same_instant_takes_no_name(archive: Archive) -> None:
    archive.put(a=capture("2024-08-17", "120"), b=capture("2024-08-17", "210"), z=capture("2024-08-19", "300"))
    archive.build()
    before = archive.edition_pages()
    for number in range(6):
        archive.put(**{f"c{number}": capture("2024-08-17", str(900 + number))})
        archive.build()
        assert before.items() <= archive.edition_pages().items()
    archive.assert_clean()


def test_a_page_stays_when_the_other_editions_go(archive: Archive) -> None:
    archive.put(a=capture("2024-08-15", "120"), b=capture("2024-08-17", "210"))
    archive.build()
    before = archive.edition_pages()
    archive.put(b=None)
    archive.build()
    assert archive.edition_pages() == {".20240815.html": before[".20240815.html"]}
    assert "edition" not in archive.files()["index.html"].decode()
    archive.assert_clean()
    archive.put(c=capture("2024-08-17", "999"))
    archive.build()
    new = archive.edition_pages()
    assert new[".20240815.html"] == before[".20240815.html"]
    assert ".20240817.html" not in new  # it was that of a capture that is gone
    assert len(new) == 2
    archive.put(b=capture("2024-08-17", "210"))
    archive.build()
    assert archive.edition_pages() == new | before
    archive.assert_clean()


def test_a_renamed_capture_and_a_corrected_time_keep_the_page(archive: Archive) -> None:
    archive.put(a=capture("2024-08-15", "120"), b=capture("2024-08-17", "210"))
    archive.build()
    before = archive.edition_pages()
    archive.put(a=None, renamed=capture("2024-08-15", "120"))
    archive.build()
    assert archive.edition_pages() == before
    archive.sidecar("renamed", "captured_at: 2024-08-16T10:15:00Z\n")
    archive.build()
    assert archive.edition_pages() == before
    assert "August 16, 2024" in archive.read(".20240815.html")
    archive.assert_clean()


def test_a_capture_that_is_exchanged_for_a_later_one_is_another_edition(archive: Archive) -> None:
    archive.put(a=capture("2024-08-15", "120"), b=capture("2024-08-17", "210"))
    archive.build()
    archive.put(a=capture("2024-08-16", "500"))
    archive.build()
    assert set(archive.edition_pages()) == {".20240816.html", ".20240817.html"}
    archive.assert_clean()


def test_a_page_stays_when_its_article_is_joined_with_another(archive: Archive) -> None:
    other = "https://herald.example/2024/08/15/harbour"
    archive.put(a=capture("2024-08-15", "120"), b=capture("2024-08-17", "210"))
    archive.put(c=capture("2024-08-15", "130", source=other), d=capture("2024-08-19", "230", source=other))
    archive.sidecar("c", "slug: harbour\n")
    archive.sidecar("d", "slug: harbour\n")
    archive.build()
    before = {path: data for path, data in archive.files().items() if re.search(r"\.2024\d+\.html", path)}
    assert len(before) == 4
    archive.sidecar("d", f"slug: harbour\nedition_of: {ADDRESS}\n")
    archive.sidecar("c", f"slug: harbour\nedition_of: {ADDRESS}\n")
    archive.build()
    files = archive.files()
    assert before.keys() <= files.keys()
    harbour = files["articles/2024/08/15/harbour.html"].decode()
    assert 'content="0; url=../../../../articles/2024/08/15/' in harbour
    for path, data in files.items():
        if path.startswith("articles/") and path.endswith(".html"):
            for href in re.findall(r'href="([^"#:]+)["#]', data.decode()):
                assert (archive.folder / "site" / path).parent.joinpath(href).resolve().is_file(), (path, href)
    archive.assert_clean()


SUFFIXED = (
    "permalink,article,source\n"
    f"{PAGE}.html,a.md,{ADDRESS}\n"
    f"{PAGE}-abcdef.html,b.md,{ADDRESS}\n"
    f"{PAGE}-ghijkl.html,c.md,{ADDRESS}\n"
)


def test_former_addresses_lead_to_the_editions(archive: Archive) -> None:
    archive.put(a=capture("2024-08-17", "120"), b=capture("2024-08-19", "210"))
    archive.put(c=capture("2024-08-20", "210", spaces=2))
    (archive.content / "permalinks.csv").write_text(SUFFIXED)
    archive.build()
    for ending in ("-abcdef.html", "-ghijkl.html"):  # of the second the text was seen again
        page = archive.read(ending)
        assert f'<meta http-equiv="refresh" content="0; url=../../../../{PAGE}.20240819.html">' in page
        assert f'<a href="../../../../{PAGE}.20240819.html">' in page
        assert "The Ferry" in page
    assert not [path for path, data in archive.files().items() if b"abcdef" in data and "manifest" not in path][1:]
    archive.assert_clean()
    archive.put(a=None)
    archive.build()
    assert f"url=../../../../{PAGE}.20240819.html" in archive.read("-abcdef.html")
    archive.assert_clean()


def test_an_article_stays_at_its_address_when_its_first_capture_goes(archive: Archive) -> None:
    archive.put(a=capture("2024-08-17", "120"), b=capture("2024-08-19", "120", spaces=2))
    (archive.content / "permalinks.csv").write_text(SUFFIXED)
    archive.build()
    archive.put(a=None)
    archive.build()
    assert "120 passengers" in archive.read(".html")
    assert f"url=../../../../{PAGE}.html" in archive.read("-abcdef.html")
    archive.assert_clean()


def test_former_addresses_of_withheld_captures_lead_nowhere(archive: Archive) -> None:
    archive.put(a=capture("2024-08-17", "120"), b=capture("2024-08-19", "210"))
    (archive.content / "permalinks.csv").write_text(SUFFIXED)
    archive.build()
    archive.sidecar("b", "status: withheld\nedition: this\n")
    archive.build()
    assert f"{PAGE}-abcdef.html" not in archive.files()
    assert not any(b"abcdef" in data for data in archive.files().values())
    archive.assert_clean()


def test_the_former_address_of_a_copy_leads_to_the_page_that_shows_it(archive: Archive) -> None:
    archive.put(a=capture("2024-08-17", "120"))
    archive.put(b=capture("2024-08-17", "120"))
    rows = [f"{PAGE}.html,a.md,{ADDRESS}", f"{PAGE}-abcdef.html,b.md,{ADDRESS}"]
    (archive.content / "permalinks.csv").write_text("\n".join(["permalink,article,source", *rows, ""]))
    archive.build()
    assert f"url=../../../../{PAGE}.html" in archive.read("-abcdef.html")
    archive.assert_clean()


def test_previews_and_checks_reserve_nothing(archive: Archive) -> None:
    archive.put(a=capture("2024-08-15", "120"))
    archive.build()
    rows = archive.rows
    archive.put(b=capture("2024-08-17", "210"))
    check(read_config(archive.content))
    archive.build(reserve=False)
    assert archive.rows == rows
    archive.build()
    added = [f"{PAGE}.20240815.html,a.md,sha256:{digest_of(capture('2024-08-15', '120'))}"]
    added += [f"{PAGE}.20240817.html,b.md,sha256:{digest_of(capture('2024-08-17', '210'))}"]
    assert archive.rows == rows + added


class Event(Struct, frozen=True):
    """Something that happens to one of the captures."""

    kind: str
    number: int


captures = st.tuples(
    st.sampled_from(("2024-08-15", "2024-08-16", "2024-08-16T10:15:00Z", "2024-08-19", "")),
    st.sampled_from(("120", "210", "300")),
)
events = st.lists(
    st.one_of(
        captures,
        st.builds(
            Event,
            st.sampled_from(("remove", "rename", "withhold", "withhold all", "release")),
            st.integers(min_value=0, max_value=9),
        ),
    ),
    min_size=2,
    max_size=7,
)


def happen(
    archive: Archive, present: dict[str, str], hidden: set[str], event: tuple[str, str] | Event, turn: int
) -> None:
    """Apply an event: `present` maps names to captures, `hidden` has the withheld ones."""
    if isinstance(event, tuple):
        present[f"c{turn}"] = capture(*event, spaces=turn + 1)
        archive.put(**{f"c{turn}": present[f"c{turn}"]})
        return
    if not present:
        return
    name = sorted(present)[event.number % len(present)]
    if event.kind == "remove":
        archive.put(**{name: None})
        archive.sidecar(name)
        del present[name]
        hidden.discard(name)
    elif event.kind == "rename":
        new = f"r{turn}"
        present[new] = present.pop(name)
        archive.put(**{name: None, new: present[new]})
        sidecar = archive.content / f"{name}.yaml"
        if sidecar.exists():
            sidecar.rename(archive.content / f"{new}.yaml")
        if name in hidden:
            hidden.remove(name)
            hidden.add(new)
    elif event.kind.startswith("withhold"):
        archive.sidecar(name, "status: withheld\n" + ("edition: this\n" if event.kind == "withhold" else ""))
        hidden.add(name)
    else:
        archive.sidecar(name, "status: published\n")
        hidden.discard(name)


@settings(max_examples=15)
@given(events, st.sampled_from((1, 90)))
def test_the_page_of_an_edition_shows_one_capture_for_good(
    sequence: list[tuple[str, str] | Event], page_size: int
) -> None:
    with pytest.MonkeyPatch.context() as patched, TemporaryDirectory() as folder:
        patched.setattr(run_module, "FULL_REBUILD_RATIO", 0)
        patched.setattr(periods, "PAGE_SIZE", page_size)  # of 1: the days have pages in the calendar
        archive = Archive(Path(folder))
        archive.put(x=citing("2024-08-16"), y=citing("2024-08-20"))
        archive.build()
        present: dict[str, str] = {}
        hidden: set[str] = set()
        published: dict[str, str] = {}
        for turn, event in enumerate(sequence):
            happen(archive, present, hidden, event, turn)
            archive.build()
            pages = archive.edition_pages()
            for path, digest in pages.items():
                assert published.setdefault(path, digest) == digest, "it shows another capture"
            shown = {digest_of(text) for name, text in present.items() if name not in hidden}
            assert set(pages.values()) <= shown
            if not any("edition" not in (archive.content / f"{name}.yaml").read_text() for name in hidden):
                gone = {path for path, digest in published.items() if digest in shown} - pages.keys()
                assert not gone, "it has moved"
            archive.assert_clean()
