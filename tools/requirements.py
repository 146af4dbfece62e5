"""Write requirements/*.txt, the exact packages that `make` installs: `make requirements`.

uv resolves pyproject.toml for every supported Python and platform at once. A line states a version, where it applies
and the digests of its files. `--check` compares the files with pyproject.toml without a network.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any

from msgspec import Struct
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "requirements"
SETS = ("site", "test", "data", "lint", "docs")
"""Each set adds to those before it, as `make site`, `make test`, `make test-data`, `make lint`, `make docs` install."""
OWN_EXTRAS = {"data": "data-test", "lint": "lint", "docs": "docs"}
"""The extras of these sets. `site` has none, `test` has all others."""

_PYTHONS = ("3.11.0", "3.11.2", "3.11.9", "3.12.0", "3.13.0", "3.14.0")
_PLATFORMS = (
    {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": "x86_64"},
    {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": "aarch64"},
    {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix", "platform_machine": "arm64"},
    {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "platform_machine": "AMD64"},
)
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


class Pin(Struct, frozen=True):
    """A version of a package, where it applies, and the digests of its files."""

    requirement: str
    """`NAME==VERSION`, with a marker where it does not apply everywhere."""
    hashes: tuple[str, ...]

    def __str__(self) -> str:
        return " \\\n    ".join((self.requirement, *self.hashes)) + "\n"


def read_pins(text: str) -> list[Pin]:
    """Read the lines of a requirements file.

    Raises:
        ValueError: for a line that is no exact version, or has no digest.
    """
    lines = text.replace("\\\n", " ").splitlines()
    return [_read_pin(line) for line in lines if line.strip() and not line.startswith("#")]


def _read_pin(line: str) -> Pin:
    requirement, *hashes = re.split(r"\s+(?=--)", line.strip())
    if "==" not in requirement or requirement.startswith("-") or "@" in requirement:
        raise ValueError(f"{requirement} is no exact version")
    if not hashes or not all(map(_HASH.fullmatch, hashes)):
        raise ValueError(f"{requirement} has no SHA-256 digest, or another option")
    return Pin(requirement, tuple(hashes))


def read_project() -> dict[str, Any]:
    """Read pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def read_files() -> dict[str, str]:
    """Read the requirements files: text by the name of the set, empty for a file that does not exist."""
    paths = {name: FOLDER / f"{name}.txt" for name in SETS}
    return {name: path.read_text(encoding="utf-8") if path.exists() else "" for name, path in paths.items()}


def _declared(project: Mapping[str, Any], name: str) -> list[str]:
    """Return the requirements that pyproject.toml states for a set. The build system belongs to `site`."""
    if name == "site":
        return [*project["build-system"]["requires"], *project["project"]["dependencies"]]
    extras = project["project"]["optional-dependencies"]
    others = [extra for extra in extras if extra not in OWN_EXTRAS.values()]
    return [line for extra in ([OWN_EXTRAS[name]] if name in OWN_EXTRAS else others) for line in extras[extra]]


# Writing


def write_requirements(*, upgrade: bool) -> None:
    """Resolve pyproject.toml and write the files. Versions stay as they are if they may; `upgrade` takes the newest."""
    project = read_project()
    oldest = project["project"]["requires-python"].removeprefix(">=")
    with tempfile.TemporaryDirectory() as folder:
        preferred, constraints = Path(folder) / "preferred.txt", Path(folder) / "constraints.txt"
        preferred.write_text("" if upgrade else "".join(read_files().values()), encoding="utf-8")
        everything = [line for name in SETS for line in _declared(project, name)]
        _compile(everything, oldest, "--generate-hashes", "--output-file", str(preferred))
        pins = {_exact(pin.requirement): pin for pin in read_pins(preferred.read_text(encoding="utf-8"))}
        constraints.write_text("".join(f"{pin.requirement}\n" for pin in pins.values()), encoding="utf-8")
        FOLDER.mkdir(exist_ok=True)
        written: set[str] = set()
        for name in SETS:
            lines = _compile(_declared(project, name), oldest, "--constraint", str(constraints)).splitlines()
            new = [line for line in lines if line not in written]
            written.update(new)
            text = "".join(str(Pin(line, pins[_exact(line)].hashes)) for line in new)
            (FOLDER / f"{name}.txt").write_text(_heading(name) + text, encoding="utf-8")


def _exact(requirement: str) -> str:
    """Return `NAME==VERSION`, without the marker."""
    return requirement.split(";")[0].strip()


def _compile(requirements: Sequence[str], oldest: str, *options: str) -> str:
    """Return the lines that uv resolves requirements to, for all platforms and all Pythons from the oldest on."""
    command = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--no-config", "--universal"]
    command += ["--python-version", oldest, "--no-header", "--no-annotate"]
    command += ["--no-emit-package", "pip"]  # every environment has one, and it runs while the others are installed
    text = "".join(f"{line}\n" for line in requirements)
    command += [*options, "-"]
    return subprocess.run(command, input=text, stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT).stdout  # noqa: S603


def _heading(name: str) -> str:
    before = SETS[: SETS.index(name)]
    rest = f" and is not in {' or '.join(f'{other}.txt' for other in before)}" if before else ""
    return f"# Made by `make requirements` from pyproject.toml: all that `make {_target(name)}` needs{rest}.\n"


def _target(name: str) -> str:
    return "test-data" if name == "data" else name


# Checking


def faults(project: Mapping[str, Any], files: Mapping[str, str]) -> Iterator[str]:
    """Yield a sentence for each requirement of pyproject.toml that is not pinned exactly once, for each Python.

    Args:
        project: pyproject.toml.
        files: the text of each requirements file, by the name of its set.
    """
    pins: list[Requirement] = []
    for name in SETS:
        try:
            pins += [Requirement(pin.requirement) for pin in read_pins(files[name])]
        except ValueError as error:
            yield f"requirements/{name}.txt: {error}"
        found = (
            fault
            for line in _declared(project, name)
            for environment in _environments()
            for fault in _requirement_faults(Requirement(line), environment, pins)
        )
        yield from (f"requirements/{name}.txt: {fault}" for fault in found)


def _environments() -> Iterator[dict[str, str]]:
    for version, platform in product(_PYTHONS, _PLATFORMS):
        yield platform | {"python_full_version": version, "python_version": version.rpartition(".")[0], "extra": ""}


def _requirement_faults(wanted: Requirement, environment: dict[str, str], pins: Sequence[Requirement]) -> Iterator[str]:
    if wanted.marker and not wanted.marker.evaluate(environment):
        return
    name = canonicalize_name(wanted.name)
    here = [pin for pin in pins if canonicalize_name(pin.name) == name]
    versions = sorted({str(pin.specifier)[2:] for pin in here if not pin.marker or pin.marker.evaluate(environment)})
    where = f"on Python {environment['python_full_version']}, {environment['platform_system']}"
    if len(versions) != 1:
        yield f"{wanted} has {len(versions)} versions {where}"
    elif not wanted.specifier.contains(versions[0], prereleases=True):
        yield f"{wanted} does not allow {versions[0]}, the version {where}"


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare the files with pyproject.toml, and write nothing")
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions that pyproject.toml allows")
    arguments = parser.parse_args()
    if not arguments.check:
        write_requirements(upgrade=arguments.upgrade)
    if found := list(faults(read_project(), read_files())):
        sys.exit("\n".join((*found, "run `make requirements`")))


if __name__ == "__main__":
    main()
