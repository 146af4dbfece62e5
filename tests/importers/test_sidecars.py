"""The loader reads the sidecar that an import writes, without findings."""

from __future__ import annotations

from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.importers.model import FROM_FOLDER, ExternalMetadata
from kursk_archive.importers.reading import merge_metadata, parse_capture, plain_value
from kursk_archive.importers.sidecars import sidecar_yaml
from kursk_archive.loader.metadata import parse_sidecar
from kursk_archive.yaml.located import Located, strip_control_characters

_NAMES = st.sampled_from("title date author tags lang section slug description noindex canonical translations".split())
_TYPED = "2024-08-15 2024-08 true no null ~ en pt-BR copy a.uk.md https://news.example/a -- {} 'a' 1:30".split()
_WORDS = st.text(max_size=20).map(strip_control_characters) | st.sampled_from(_TYPED)
_LISTS = st.lists(_WORDS.map(Located), max_size=3).map(tuple)
_VALUES = (_WORDS | st.booleans() | _LISTS).map(Located)


@given(st.dictionaries(_NAMES, _VALUES, max_size=5))
def test_a_sidecar_reads_back_as_it_was_written(values: dict[str, Located]) -> None:
    merged = merge_metadata(parse_capture(b"", "a.txt"), [ExternalMetadata(FROM_FOLDER, values)])
    fields, extra, findings = parse_sidecar(sidecar_yaml(merged.sidecar_fields, "site/a.txt", "plain"), "a.yaml")
    assert findings == ()
    assert {name: plain_value(stated.value) for name, stated in fields.items()} == merged.sidecar_fields
    assert extra == {"imported_from": "site/a.txt"}


def test_the_yaml_is_readable() -> None:
    added: dict[str, Any] = {"title": "Потоп", "topics": ["rivers", "no"]}
    text = sidecar_yaml(added, "herald/a.md", "hugo")
    assert text == "title: Потоп\ntopics:\n- rivers\n- 'no'\nimported_from: herald/a.md (hugo)\n"
    assert yaml.safe_load(text) == added | {"imported_from": "herald/a.md (hugo)"}
