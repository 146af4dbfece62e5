"""The exact packages that `make` installs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from requirements import SETS, Pin, faults, read_files, read_pins, read_project

HASH = f"--hash=sha256:{'0' * 64}"
EMPTY = dict.fromkeys(SETS, "")


def project(*dependencies: str, **extras: list[str]) -> Mapping[str, Any]:
    table = {"dependencies": dependencies, "optional-dependencies": {"data-test": [], "lint": [], "docs": [], **extras}}
    return {"build-system": {"requires": []}, "project": table}


def test_the_files_fit_the_project() -> None:
    assert not list(faults(read_project(), read_files()))


def test_the_files_name_no_server() -> None:
    assert "://" not in "".join(read_files().values())


def test_a_line_is_read_as_it_was_written() -> None:
    pin = Pin("ferry==1.2 ; python_full_version < '3.12'", (HASH, HASH))
    assert read_pins(f"# A comment\n{pin}") == [pin]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("ferry==1.2", "no SHA-256 digest"),
        ("ferry==1.2 --hash=md5:0", "no SHA-256 digest"),
        (f"ferry>=1.2 {HASH}", "no exact version"),
        ("--index-url https://registry.example/simple", "no exact version"),
        (f"ferry @ https://registry.example/ferry-1.2.whl {HASH}", "no exact version"),
    ],
)
def test_other_lines_are_faults(line: str, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        read_pins(f"{line}\n")


@pytest.mark.parametrize(
    ("pins", "fault"),
    [
        ("", "ferry<2 has 0 versions on Python 3.11.0, Linux"),
        (f"ferry==2.0 {HASH}", "ferry<2 does not allow 2.0, the version on Python 3.11.0, Linux"),
        (f"ferry==1.0 {HASH}\nferry==1.1 {HASH}", "ferry<2 has 2 versions on Python 3.11.0, Linux"),
        (f"ferry==1.0 ; sys_platform != 'win32' {HASH}", "ferry<2 has 0 versions on Python 3.11.0, Windows"),
        (f"ferry==1.0 ; python_full_version >= '3.11.5' {HASH}", "ferry<2 has 0 versions on Python 3.11.2, Linux"),
    ],
)
def test_a_requirement_without_a_version_of_its_own_is_a_fault(pins: str, fault: str) -> None:
    assert f"requirements/site.txt: {fault}" in list(faults(project("ferry<2"), EMPTY | {"site": pins}))


def test_a_requirement_may_have_a_version_for_each_python() -> None:
    pins = f"Ferry==1.0 ; python_full_version < '3.12' {HASH}\nferry==1.1 ; python_full_version >= '3.12' {HASH}"
    assert not list(faults(project("ferry<2"), EMPTY | {"site": pins}))
    assert not list(faults(project("ferry<2; python_version > '3.20'"), EMPTY))


def test_a_set_includes_those_before_it() -> None:
    files = EMPTY | {"site": f"ferry==1.0 {HASH}"}
    assert not list(faults(project(images=["ferry<2"], lint=["ferry"]), files))
    assert list(faults(project("ferry<2"), EMPTY | {"test": files["site"]}))


def test_an_extra_of_any_name_is_pinned_with_the_tests() -> None:
    (fault, *_) = faults(project(images=["ferry<2"]), EMPTY)
    assert fault.startswith("requirements/test.txt: ferry<2 has 0 versions")
