"""The sidecar that an import writes beside a capture."""

from __future__ import annotations

from collections.abc import Mapping

import yaml

from kursk_archive.yaml.located import PlainValue

ORIGIN_KEY = "imported_from"


def sidecar_yaml(fields: Mapping[str, PlainValue], origin: str, layout: str) -> str:
    """Return the text of a sidecar.

    Args:
        fields: metadata found outside the capture, by the names of `FIELD_TYPES`, as plain YAML values.
        origin: name of the imported folder and the path in it. Never an absolute path, because it may be published.
        layout: name of the generator's layout.
    """
    entries = {**fields, ORIGIN_KEY: f"{origin} ({layout})" if layout != "plain" else origin}
    return yaml.safe_dump(entries, allow_unicode=True, sort_keys=False, width=10_000)
