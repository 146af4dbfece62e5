"""An address that was published stays its article's, in a clean build as in an incremental one."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from kursk_archive import BuildReport, build, check, read_config
from kursk_archive.catalogue import reservations
from kursk_archive.config import PRIVATE_FOLDER
from kursk_archive.pipeline import reserve

DAY = "articles/2024/08/15"


def dump(title: str, source: str, day: int = 15) -> str:
    original = f"Original url:\n\n<{source}>\n" if source else ""
    return f"# {title}\n\nAugust {day}, 2024\n\nThis is what {title} says of the quarry.\n\n{original}"


class Archive:
    def __init__(self, folder: Path) -> None:
        self.folder, self.content = folder, folder / "content"
        self.content.mkdir()

    def put(self, **files: str | None) -> None:
        for name, text in files.items():
            path = self.content / f"{name}.txt"
            path.write_text(text) if text is not None else path.unlink()

    def sidecar(self, name: str, text: str) -> None:
        (self.content / f"{name}.yaml").write_text(text)

    def build(self, output: str = "build", *, reserve: bool = True) -> BuildReport:
        return build(read_config(self.content, output=self.folder / output, search=False), reserve=reserve)

    @property
    def rows(self) -> list[str]:
        path = self.content / "permalinks.csv"
        return path.read_text().splitlines()[1:] if path.exists() else []

    def page(self, path: str, output: str = "build") -> str:
        file = self.folder / output / path
        return file.read_text() if file.exists() else ""

    def files(self, output: str = "build") -> dict[str, bytes]:
        root = self.folder / output
        return {
            path.relative_to(root).as_posix(): path.read_bytes()
            for path in root.rglob("*")
            if path.is_file() and PRIVATE_FOLDER not in path.parts
        }

    def assert_clean(self) -> None:
        before = self.rows
        self.build("clean")
        assert self.files() == self.files("clean")
        assert self.rows == before


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


def codes(report: BuildReport) -> list[tuple[str, str]]:
    return [(finding.code, finding.location.path) for finding in report.findings if finding.code != "base-url"]


def test_an_article_that_is_added_takes_over_no_address(archive: Archive) -> None:
    archive.put(m=dump("The First", "https://herald.example/quarry"))
    archive.build()
    archive.put(a=dump("The Second", "https://courier.example/quarry"))
    report = archive.build()
    assert codes(report) == [("collision", "a.txt")]
    assert "The First" in archive.page(f"{DAY}/quarry.html")
    [second] = [row.split(",")[0] for row in archive.rows if row.split(",")[1] == "a.txt"]
    assert second.startswith(f"{DAY}/quarry-")
    assert "The Second" in archive.page(second)
    assert all(finding.severity == "info" for finding in check(read_config(archive.content)).findings)
    archive.assert_clean()


def test_the_suffix_depends_on_nothing_else_in_the_archive(archive: Archive, tmp_path: Path) -> None:
    archive.put(a=dump("A", "https://a.example/quarry"), b=dump("B", "https://b.example/quarry"))
    archive.build()
    (tmp_path / "other").mkdir()
    other = Archive(tmp_path / "other")
    other.put(b=dump("B", "https://b.example/quarry"), a0=dump("A0", "https://a0.example/quarry"))
    other.put(a1=dump("A1", "https://a1.example/quarry"))
    other.build()
    addresses = [{row.split(",")[1]: row.split(",")[0] for row in one.rows} for one in (archive, other)]
    assert addresses[0]["b.txt"] == addresses[1]["b.txt"]


def test_without_reservations_the_earlier_capture_has_the_address(archive: Archive) -> None:
    archive.put(a=dump("A", "https://a.example/quarry"), b=dump("B", "https://b.example/quarry"))
    archive.sidecar("b", "captured_at: 2024-08-16\n")
    archive.build()
    assert ">B<" in archive.page(f"{DAY}/quarry.html")


@pytest.mark.parametrize("change", ["rename", "date", "slug"])
def test_an_article_keeps_its_address(archive: Archive, change: str) -> None:
    archive.put(a=dump("A", "https://a.example/quarry"))
    archive.build()
    if change == "rename":
        archive.put(a=None, z=dump("A", "https://a.example/quarry"), b=dump("B", "https://b.example/quarry"))
    else:
        archive.sidecar("a", {"date": "date: 2023-01-02\n", "slug": "slug: pit\n"}[change])
    report = archive.build()
    assert ">A<" in archive.page(f"{DAY}/quarry.html")
    assert codes(report) == [("collision", "b.txt") if change == "rename" else ("address-kept", "a.txt")]
    archive.assert_clean()
    if change == "slug":  # the archivist wants another address
        (archive.content / "permalinks.csv").write_text("permalink,article,source\n")
        archive.build()
        assert ">A<" in archive.page(f"{DAY}/pit.html")
        assert archive.page(f"{DAY}/quarry.html") == ""
        archive.assert_clean()


def test_the_address_of_a_removed_article_is_given_to_no_other(archive: Archive) -> None:
    archive.put(a=dump("A", "https://a.example/quarry"))
    archive.build()
    archive.put(a=None, b=dump("B", "https://b.example/quarry"))
    archive.build()
    assert archive.page(f"{DAY}/quarry.html") == ""
    archive.assert_clean()
    archive.put(a=dump("A", "https://a.example/quarry"))
    archive.build()
    assert ">A<" in archive.page(f"{DAY}/quarry.html")


def test_only_published_articles_are_entered_and_only_by_a_build(archive: Archive) -> None:
    archive.put(a=dump("A", "https://a.example/quarry"), b=dump("B", ""))
    archive.sidecar("b", "status: withheld\nreason: Wait.\n")
    check(read_config(archive.content))
    archive.build(reserve=False)
    assert not (archive.content / "permalinks.csv").exists()
    archive.build()
    assert archive.rows == [f"{DAY}/quarry.html,a.txt,https://a.example/quarry"]


def test_an_unchanged_build_neither_reads_nor_writes_the_file(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.put(a=dump("A", "https://a.example/quarry"))
    archive.build()
    before = (archive.content / "permalinks.csv").stat()
    monkeypatch.setattr(reservations, "parse_reservations", None)
    archive.build()
    assert (archive.content / "permalinks.csv").stat() == before


def refuse(*_: object) -> None:
    raise OSError(30, "Read-only file system")


def test_where_the_file_cannot_be_written_the_build_goes_on(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    archive.put(a=dump("A", "https://a.example/quarry"))
    with monkeypatch.context() as patched:
        patched.setattr(reserve, "_replace_file", refuse)
        for _ in range(2):
            assert codes(archive.build()) == [("permalinks-unwritable", "permalinks.csv")]
    assert ">A<" in archive.page(f"{DAY}/quarry.html")
    assert codes(archive.build()) == []
    assert len(archive.rows) == 1


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_build_that_is_killed_loses_no_address(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    archive.put(m=dump("M", "https://m.example/quarry"))
    replace_file = reserve._replace_file

    def killed(*arguments: object) -> None:
        if moment == "after":
            replace_file(*arguments)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(reserve, "_replace_file", killed)
        with pytest.raises(KeyboardInterrupt):
            archive.build()
    archive.build()
    archive.put(a=dump("A", "https://a.example/quarry"))
    archive.build()
    assert ">M<" in archive.page(f"{DAY}/quarry.html")
    archive.assert_clean()


def test_a_copy_has_no_page_and_takes_over_when_the_first_goes(archive: Archive) -> None:
    text = dump("A", "https://a.example/quarry")
    archive.put(m=text)
    archive.build()
    archive.put(a=text)
    report = archive.build()
    assert codes(report) == [("copy", "a.txt")]
    assert report.articles == 1
    archive.put(m=None)
    archive.build()
    assert ">A<" in archive.page(f"{DAY}/quarry.html")
    archive.assert_clean()


TWINS = {
    "same address": "https://herald.example/2024/08/15/quarry",
    "AMP": "https://herald.example/2024/08/15/quarry/amp",
    "mobile": "http://m.herald.example/2024/08/15/quarry?utm_source=x",
    "snapshot": "https://web.archive.org/web/20240816101112/https://herald.example/2024/08/15/quarry",
    "alias": "",
    "same bytes": "",
}


@pytest.mark.parametrize("twin", TWINS)
@pytest.mark.parametrize("reason", ["", "reason: Wait.\n"])
@pytest.mark.parametrize("was_published", [True, False])
@pytest.mark.parametrize("withheld", ["a", "z"])
def test_withholding_one_capture_withholds_the_article(
    archive: Archive, twin: str, reason: str, was_published: bool, withheld: str
) -> None:
    first = dump("SECRET", TWINS["same address"])
    second = first if twin == "same bytes" else dump("SECRET again", TWINS[twin], day=16)
    archive.put(a=first, z=second)
    if twin == "alias":
        archive.sidecar("z", f"aliases: ['{TWINS['same address']}']\n")
    if was_published:
        archive.build()
        assert b"SECRET" in b"".join(archive.files().values())
    with (archive.content / f"{withheld}.yaml").open("a") as sidecar:
        sidecar.write(f"status: withheld\n{reason}")
    report = archive.build()
    assert report.articles == 0
    assert b"SECRET" not in b"".join(archive.files().values())
    other = "z" if withheld == "a" else "a"
    assert any(finding.severity == "error" and finding.location.path == f"{other}.txt" for finding in report.findings)
    archive.assert_clean()
    archive.put(**{withheld: None})
    archive.build()
    archive.assert_clean()


def test_an_edition_of_its_own_stays_published_and_is_named(archive: Archive) -> None:
    archive.put(a=dump("SECRET", TWINS["same address"]), z=dump("Public", TWINS["same address"]))
    archive.sidecar("a", "status: withheld\nedition: this\n")
    report = archive.build()
    assert report.articles == 1
    assert codes(report) == [("withheld-edition", "z.txt")]
    assert b"SECRET" not in b"".join(archive.files().values())


def test_an_article_with_the_title_and_date_of_a_withheld_one_is_an_error(archive: Archive) -> None:
    archive.put(a=dump("The Quarry", "https://a.example/1000001"), z=dump("The Quarry", "https://z.example/1000002"))
    archive.sidecar("a", "status: withheld\n")
    report = archive.build()
    assert codes(report) == [("withheld-alike", "z.txt")]
    archive.sidecar("z", "edition: this\n")
    assert codes(archive.build()) == []


def test_a_withheld_translation_is_not_named(archive: Archive) -> None:
    archive.put(a=dump("A", "https://a.example/en/quarry"), hidden=dump("SECRET", "https://a.example/uk/hidden"))
    archive.sidecar("a", "translations: {uk: hidden.txt, de: 'https://a.example/uk/hidden?utm_source=x'}\n")
    archive.build()
    assert "hidden" in archive.page("data/links.csv")
    archive.sidecar("hidden", "status: withheld\n")
    archive.build()
    assert not [path for path, data in archive.files().items() if b"hidden.txt" in data or b"uk/hidden" in data]
    archive.assert_clean()


def test_addresses_published_by_an_earlier_version_are_reserved(archive: Archive) -> None:
    archive.put(m=dump("M", "https://m.example/quarry"))
    archive.build()
    (archive.content / "permalinks.csv").unlink()
    with closing(sqlite3.connect(archive.folder / "build" / PRIVATE_FOLDER / "catalogue.sqlite")) as db:
        db.execute("PRAGMA user_version = 1")
    archive.put(a=dump("A", "https://a.example/quarry"))
    archive.build()
    assert ">M<" in archive.page(f"{DAY}/quarry.html")
    assert f"{DAY}/quarry.html,m.txt,https://m.example/quarry" in archive.rows
    archive.assert_clean()


def test_a_capture_that_lost_its_sidecar_withholds_its_twins_in_a_clean_build_too(archive: Archive) -> None:
    source = "https://herald.example/pier"
    archive.put(b=dump("A Secret Pier", source))
    archive.sidecar("b", "status: withheld\n")
    archive.build()
    archive.put(a=dump("A Secret Pier, Again", source), c=dump("A Secret Pier, Once More", f"{source}?utm_source=x"))
    archive.build()
    (archive.content / "b.yaml").unlink()
    archive.build()
    archive.assert_clean()
    assert not any(b"Secret" in data for data in archive.files("clean").values())
