"""The sidecar that an import writes beside a capture."""

from __future__ import annotations

from collections.abc import Mapping

import yaml

from kursk_archive.loader.metadata import parse_sidecar
from kursk_archive.yaml.located import PlainValue

ORIGIN_KEY = "imported_from"


def sidecar_yaml(fields: Mapping[str, PlainValue], origin: str, layout: str, held_back: str = "") -> str:
    """Return the text of a sidecar.

    Args:
        fields: metadata found outside the capture, by the names of `FIELD_TYPES`, as plain YAML values.
        origin: name of the imported folder and the path in it. Never an absolute path, because it may be published.
        layout: name of the generator's layout.
        held_back: why the generator would not publish the article, for a comment that nothing publishes.
    """
    entries = {**fields, ORIGIN_KEY: f"{origin} ({layout})" if layout != "plain" else origin}
    note = f"# Held back by {layout}: {held_back}\n" if held_back else ""
    return note + yaml.safe_dump(entries, allow_unicode=True, sort_keys=False, width=10_000)


def withheld_sidecar(text: str, otherwise: str) -> str:
    """Return an archivist's own sidecar with the status `withheld`; `otherwise` if it cannot be added."""
    if _clearly_withholds(text):
        return text
    added = f"{text.rstrip()}\nstatus: withheld\n"
    return added if _clearly_withholds(added) else otherwise


def states_withheld(text: str) -> bool:
    """Return True if a sidecar withholds its article, or cannot be read and so may have done so."""
    fields, _, _ = parse_sidecar(text, "")
    return "status" in fields and fields["status"].value == "withheld"


def _clearly_withholds(text: str) -> bool:
    _, _, findings = parse_sidecar(text, "")
    return not findings and states_withheld(text)
