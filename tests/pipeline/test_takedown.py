"""Takedowns: of an article that was published and is withheld, nothing remains, whatever else happened to its files."""

from __future__ import annotations

import shutil
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest

from kursk_archive import BuildReport, build, check, read_config
from kursk_archive.config import PRIVATE_FOLDER
from kursk_archive.core.findings import Severity
from kursk_archive.loader.filenames import WITHHELD_LIST

SECRET = "Zephyrine"
CAPTURE = f"---\ntitle: {SECRET} Named\ndate: 2024-08-15\n---\n\n{SECRET} was named here.\n"
OTHER = "# A Fire in Examplia\n\nAugust 16, 2024\n\nThe mill burnt.\n"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    (tmp_path / "content").mkdir()
    (tmp_path / "content/zephyrine.md").write_text(CAPTURE)
    (tmp_path / "content/fire.txt").write_text(OTHER)
    return tmp_path


def run(archive: Path) -> BuildReport:
    return build(read_config(archive / "content", output=archive / "build", search=False))


def shown(archive: Path) -> list[str]:
    """The published files that name the withheld article or are named after it."""
    root, word = archive / "build", SECRET.casefold()
    files = [path for path in root.rglob("*") if path.is_file() and PRIVATE_FOLDER not in path.parts]
    names = {path.relative_to(root).as_posix(): path.read_bytes() for path in files}
    return sorted(
        name
        for name, data in names.items()
        if word in name.casefold() or word in data.decode("utf-8", "replace").casefold()
    )


def lose_catalogue(archive: Path) -> None:
    (archive / "build" / PRIVATE_FOLDER / "catalogue.sqlite").unlink()


def lose_site(archive: Path) -> None:
    shutil.rmtree(archive / "build")


MOMENTS: dict[str, Callable[[Path], object]] = {
    "incremental": lambda archive: None,
    "catalogue lost": lose_catalogue,
    "cold": lose_site,
}


def _link_outside(capture: Path) -> None:
    capture.unlink()
    capture.symlink_to("/etc/hostname")


def _replace_by_folder(capture: Path) -> None:
    capture.unlink()
    capture.mkdir()


FAULTS: dict[str, Callable[[Path], object]] = {
    "good": lambda capture: None,
    "frontmatter broken": lambda capture: capture.write_text(f'---\ntitle: "{SECRET}: "x\n---\n{SECRET}\n'),
    "emptied": lambda capture: capture.write_bytes(b""),
    "oversized": lambda capture: capture.write_text(CAPTURE + "x" * (16 * 2**20)),
    "not text": lambda capture: capture.write_bytes(bytes(range(256)) * 20),
    "link outside": _link_outside,
    "folder": _replace_by_folder,
}


@pytest.mark.parametrize("go_on", MOMENTS.values(), ids=MOMENTS)
@pytest.mark.parametrize("damage", FAULTS.values(), ids=FAULTS)
@pytest.mark.parametrize("reason", ["", "reason: The author asked for it.\n"], ids=["silent", "with a reason"])
def test_a_status_that_can_be_read_counts_whatever_the_capture_is(
    archive: Path, damage: Callable[[Path], object], reason: str, go_on: Callable[[Path], object]
) -> None:
    run(archive)
    assert shown(archive)
    (archive / "content/zephyrine.yaml").write_text(f"status: withheld\n{reason}")
    damage(archive / "content/zephyrine.md")
    go_on(archive)
    run(archive)
    allowed = {"articles/2024/08/15/zephyrine.html", "manifests/2024-08.txt"} if reason else set()
    assert set(shown(archive)) - allowed == set()
    page = archive / "build/articles/2024/08/15/zephyrine.html"
    assert not page.exists() or ("The author asked" in page.read_text() and SECRET not in page.read_text())


def _rename(archive: Path, name: str) -> None:
    capture, target = archive / "content/zephyrine.md", archive / "content" / name
    target.parent.mkdir(exist_ok=True)
    capture.rename(target)


CAPTURE_FAULTS: dict[str, Callable[[Path], object]] = {
    **{
        name: lambda archive, damage=damage: damage(archive / "content/zephyrine.md")  # type: ignore[misc]
        for name, damage in FAULTS.items()
        if name not in ("not text", "folder")
    },
    "moved": lambda archive: _rename(archive, "moved/zephyrine.md"),
    "renamed": lambda archive: _rename(archive, "zephyrine-final.md"),
}


def _write(name: str, text: str = "status: withheld\n") -> Callable[[Path], object]:
    def write(archive: Path) -> None:
        for sidecar in (archive / "content").glob("*.y*ml"):
            sidecar.unlink()
        (archive / "content" / name).write_text(text)

    return write


def _lose(archive: Path) -> None:
    for sidecar in (archive / "content").glob("*.y*ml"):
        sidecar.unlink()


SIDECARS: dict[str, Callable[[Path], object]] = {
    "fine": lambda archive: None,
    "lost": _lose,
    "emptied": _write("zephyrine.yaml", ""),
    "not YAML": _write("zephyrine.yaml", "status: [withheld\n"),
    "other case": _write("Zephyrine.YAML"),
    ".yml": _write("zephyrine.yml"),
    "double suffix": _write("zephyrine.md.yaml"),
}


@pytest.mark.parametrize("go_on", MOMENTS.values(), ids=MOMENTS)
@pytest.mark.parametrize("damage", CAPTURE_FAULTS.values(), ids=CAPTURE_FAULTS)
@pytest.mark.parametrize("sidecar", SIDECARS, ids=SIDECARS)
def test_what_was_withheld_stays_withheld(
    archive: Path, damage: Callable[[Path], object], sidecar: str, go_on: Callable[[Path], object]
) -> None:
    run(archive)
    _write("zephyrine.yaml")(archive)
    assert run(archive).count_findings(Severity.ERROR) == 0
    assert shown(archive) == []
    damage(archive)
    SIDECARS[sidecar](archive)
    is_faulty = damage is not CAPTURE_FAULTS["good"] or sidecar not in ("fine", "other case", ".yml")
    go_on(archive)
    for _ in range(2):
        checked = check(read_config(archive / "content"))
        report = run(archive)
        assert shown(archive) == []
        errors = [finding for finding in report.findings if finding.severity is Severity.ERROR]
        assert bool(errors) == is_faulty, errors
        assert bool(checked.count_findings(Severity.ERROR)) == is_faulty, "`check && build` must stop"


MISNAMED = {
    "moved": ("moved/zephyrine.md", "zephyrine.yaml"),
    "renamed": ("zephyrine-final.md", "zephyrine.yaml"),
    "renamed to something else": ("harbour.md", "zephyrine.yaml"),
    "double suffix": ("zephyrine.md", "zephyrine.md.yaml"),
}


@pytest.mark.parametrize(("capture", "sidecar"), MISNAMED.values(), ids=MISNAMED)
def test_a_sidecar_without_a_capture_withholds_the_one_that_it_seems_to_belong_to(
    archive: Path, capture: str, sidecar: str
) -> None:
    run(archive)
    if capture != "zephyrine.md":
        _rename(archive, capture)
    _write(sidecar)(archive)
    for _ in range(2):
        [finding] = [one for one in run(archive).findings if one.severity is Severity.ERROR and "copy" not in one.code]
        assert (finding.code, finding.location.path) == ("sidecar-unmatched", sidecar)
        assert capture in finding.message
        assert shown(archive) == []
    (archive / "content" / sidecar).rename((archive / "content" / capture).with_suffix(".yaml"))
    assert run(archive).count_findings(Severity.ERROR) == 0
    assert shown(archive) == []
    (archive / "content" / capture).with_suffix(".yaml").write_text("status: published\n")
    assert run(archive).count_findings(Severity.ERROR) == 0
    assert shown(archive)


def test_a_sidecar_finds_its_capture_by_the_address(archive: Path) -> None:
    capture = archive / "content/zephyrine.md"
    capture.write_text(CAPTURE.replace("date:", "source_url: https://herald.example/z?utm_source=x\ndate:"))
    _rename(archive, "2024/harbour.md")
    _write("zephyrine.yaml", "status: withheld\nsource_url: https://herald.example/z\n")(archive)
    [finding] = [one for one in run(archive).findings if one.severity is Severity.ERROR]
    assert (finding.code, "2024/harbour.md" in finding.message) == ("sidecar-unmatched", True)
    assert shown(archive) == []


@pytest.mark.parametrize(("form", "other"), [("NFC", "NFD"), ("NFD", "NFC")])
def test_a_sidecar_matches_in_another_unicode_form(
    tmp_path: Path, form: Literal["NFC", "NFD"], other: Literal["NFC", "NFD"]
) -> None:
    (tmp_path / "content").mkdir()
    name = f"{SECRET}-\u00e9\u0457"
    (tmp_path / "content" / f"{unicodedata.normalize(form, name)}.txt").write_text(f"# {SECRET}\n\nText.\n")
    (tmp_path / "content" / f"{unicodedata.normalize(other, name)}.yaml").write_text("status: withheld\n")
    assert run(tmp_path).count_findings(Severity.ERROR) == 0
    assert shown(tmp_path) == []


@pytest.mark.parametrize(
    ("first", "second"), [("status: published", "draft: true"), ("draft: true", "status: published"), ("draft: 1", "")]
)
def test_of_two_sidecars_either_withholds(archive: Path, first: str, second: str) -> None:
    _write("zephyrine.yaml", f"{first}\n")(archive)
    (archive / "content/zephyrine.yml").write_text(f"{second}\n")
    [finding] = [one for one in run(archive).findings if one.severity is Severity.ERROR]
    assert (finding.code, finding.location.path) == ("sidecar-unmatched", "zephyrine.yml")
    assert "zephyrine.yaml" in finding.message
    assert shown(archive) == []


def test_a_sidecar_that_two_captures_could_have_withholds_both(archive: Path) -> None:
    (archive / "content/ZEPHYRINE.txt").write_text(f"# {SECRET} Again\n\nText.\n")
    _write("Zephyrine.yaml")(archive)
    [finding] = [one for one in run(archive).findings if one.severity is Severity.ERROR]
    assert finding.code == "sidecar-unmatched"
    assert "ZEPHYRINE.txt, zephyrine.md" in finding.message
    assert shown(archive) == []


def test_a_sidecar_in_an_excluded_folder_counts(archive: Path) -> None:
    (archive / "content/archive.yaml").write_text("exclude: ['drafts/*']\n")
    (archive / "content/drafts").mkdir()
    (archive / "content/drafts/zephyrine.yaml").write_text("status: withheld\n")
    (archive / "content/drafts/other.md").write_text(CAPTURE)
    (archive / "content/drafts/other.yaml").write_text("status: withheld\n")
    errors = [one for one in run(archive).findings if one.severity is Severity.ERROR]
    assert [(one.code, one.location.path) for one in errors] == [("sidecar-unmatched", "drafts/zephyrine.yaml")]
    assert shown(archive) == []


def test_a_sidecar_that_cannot_be_read_keeps_what_is_published_and_withholds_what_is_not(archive: Path) -> None:
    run(archive)
    _write("zephyrine.yaml", "status: [\n")(archive)
    run(archive)
    assert shown(archive), "the last known status is published"
    lose_site(archive)
    report = run(archive)
    assert [one.code for one in report.findings if one.severity is Severity.ERROR] == ["sidecar"]
    assert shown(archive) == []


def test_a_read_error_that_passes_is_forgotten(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Replaces the reading of the file: whoever runs the tests as root may read everything."""
    run(archive)
    _write("zephyrine.yaml")(archive)
    read_bytes = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.name == "zephyrine.yaml":
            raise OSError(5, "Input/output error")
        return read_bytes(path)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", refuse)
        errors = [one for one in run(archive).findings if one.severity is Severity.ERROR]
    assert [(one.code, one.location.path) for one in errors] == [("unreadable", "zephyrine.yaml")]
    assert run(archive).count_findings(Severity.ERROR) == 0
    assert shown(archive) == []


def test_what_was_withheld_is_released_by_a_statement(archive: Path) -> None:
    _write("zephyrine.yaml")(archive)
    run(archive)
    _lose(archive)
    [finding] = [one for one in run(archive).findings if one.severity is Severity.ERROR]
    assert (finding.code, finding.location.path) == ("sidecar-lost", "zephyrine.md")
    _write("zephyrine.yaml", "title: Another\n")(archive)
    assert run(archive).count_findings(Severity.ERROR) == 1
    assert shown(archive) == []
    _write("zephyrine.yaml", "status: published\n")(archive)
    assert run(archive).count_findings(Severity.ERROR) == 0
    assert shown(archive)
    _lose(archive)
    assert run(archive).count_findings(Severity.ERROR) == 0
    assert shown(archive)
    assert not (archive / "content" / WITHHELD_LIST).exists()


def test_an_edit_of_the_sidecar_releases(archive: Path) -> None:
    _write("zephyrine.yaml", "status: withheld\ncaptured_at: 2024-09-01\n")(archive)
    run(archive)
    _write("zephyrine.yaml", "captured_at: 2024-09-01\n")(archive)
    assert run(archive).count_findings(Severity.ERROR) == 0
    assert shown(archive)


def test_a_copy_of_a_withheld_capture_is_withheld(archive: Path) -> None:
    _write("zephyrine.yaml")(archive)
    (archive / "content/copy.md").write_text(CAPTURE)
    [finding] = [one for one in run(archive).findings if one.severity is Severity.ERROR]
    assert finding.location.path == "copy.md"
    assert shown(archive) == []
    _rename(archive, "harbour.md")
    (archive / "content/copy.md").unlink()
    _lose(archive)
    lose_site(archive)
    [finding] = [one for one in run(archive).findings if one.severity is Severity.ERROR]
    assert (finding.code, finding.location.path) == ("withheld-copy", "harbour.md")
    assert shown(archive) == []


@pytest.mark.parametrize("broken", [f"---\ntitle: '{SECRET}\n---\n\n{SECRET}\n", f"---\ntitle: {SECRET}\n\n{SECRET}\n"])
def test_frontmatter_that_withheld_and_breaks_still_withholds(archive: Path, broken: str) -> None:
    """Even where the sidecar makes up for it, but says nothing of publication."""
    (archive / "content/zephyrine.md").write_text(CAPTURE.replace("date:", "draft: true\ndate:"))
    _write("zephyrine.yaml", f"title: {SECRET}\n")(archive)
    run(archive)
    (archive / "content/zephyrine.md").write_text(broken)
    for _ in range(2):
        assert [one.code for one in run(archive).findings if one.severity is Severity.ERROR] in (
            ["frontmatter"],
            ["frontmatter-unterminated"],
        )
        assert shown(archive) == []
    _write("zephyrine.yaml", f"title: {SECRET}\nstatus: published\n")(archive)
    assert run(archive).count_findings(Severity.ERROR) == 0
    assert shown(archive)


def test_a_lone_sidecar_that_takes_its_address_back_is_reported(archive: Path) -> None:
    (archive / "content/gone.yaml").write_text("status: withheld\nsource_url: none\n")
    assert [one.code for one in run(archive).findings if one.severity is Severity.ERROR] == ["sidecar-unmatched"]
