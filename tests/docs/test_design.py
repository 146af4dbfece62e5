"""docs/design.md is true of the code: its map, the names in it, the sentence of the build, the stamp."""

from __future__ import annotations

import re
import tomllib
from inspect import getsource
from pathlib import Path
from textwrap import dedent

import pytest

from kursk_archive import build
from kursk_archive.loader.images import image_stamps, join_stamp

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "kursk_archive"
DESIGN = (ROOT / "docs" / "design.md").read_text("utf-8")
BLOCKS = re.findall(r"^```\w*\n(.*?)^```$", DESIGN, re.MULTILINE | re.DOTALL)
NAME_AND_FILE = re.compile(r"((?:`\w+` and )?`\w+`)\s+in\s+`([\w/]+\.py)`")
NAMES = [(name, file) for names, file in NAME_AND_FILE.findall(DESIGN) for name in re.findall(r"\w{4,}", names)]


def test_the_map_has_the_layers_of_the_import_contract() -> None:
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"][0]
    layers = [set(layer.split(" | ")) for layer in contract["layers"] if layer != "(__main__)"]
    rows = [{name.removesuffix("/").removesuffix(".py") for name in row.split()} for row in BLOCKS[0].splitlines()]
    assert rows == layers


@pytest.mark.parametrize(("name", "file"), sorted(set(NAMES)))
def test_a_named_function_is_in_the_named_file(name: str, file: str) -> None:
    source = (PACKAGE / file).read_text("utf-8")
    assert re.search(rf"^\s*(?:def|class) {name}\b|^{name}(?:: | = )", source, re.MULTILINE)


@pytest.mark.parametrize("file", sorted(set(re.findall(r"`((?:\w+/)+\w+\.(?:py|yaml))`", DESIGN))))
def test_a_named_file_exists(file: str) -> None:
    assert any((folder / file).is_file() for folder in (PACKAGE, ROOT))


def test_every_walk_names_functions() -> None:
    walks = re.findall(r"^### An? \w+, from .*?(?=^###)", DESIGN, re.MULTILINE | re.DOTALL)
    assert [len(NAME_AND_FILE.findall(walk)) >= len(re.findall(r"^\d+\.", walk, re.MULTILINE)) for walk in walks] == [
        True
    ] * 4


def test_the_build_is_quoted() -> None:
    quoted = next(block for block in BLOCKS if block.startswith("with _running("))
    assert quoted in dedent(
        getsource(build).partition("\n        catalogue = ")[2].partition("\n")[2].partition("\n\n")[0] + "\n"
    )


def test_the_stamp_is_one_that_the_loader_makes() -> None:
    stamp = next(block for block in BLOCKS if "talks.yaml" in block).removesuffix("\n")
    images = dict(image_stamps(stamp))
    assert list(images) == ["photos/harbour.jpg", "talks.jpg"]
    assert join_stamp(stamp.partition("\n")[0], images) == stamp
