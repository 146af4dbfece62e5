"""The sidecar that an import writes."""

from __future__ import annotations

from collections.abc import Mapping

import yaml

from kursk_archive.yaml.located import Plain

ORIGIN_KEY = "imported_from"


def sidecar_yaml(fields: Mapping[str, Plain], origin: str, layout: str) -> str:
    """What the importer knows of a capture from outside of it, and where it comes from.

    Args:
        fields: by the names of `FIELDS`, as YAML has them.
        origin: the imported folder's name and the path in it; no path of a machine, since it may be published.
        layout: the name of the generator's.
    """
    said = {**fields, ORIGIN_KEY: f"{origin} ({layout})" if layout != "plain" else origin}
    return yaml.safe_dump(said, allow_unicode=True, sort_keys=False, width=10_000)
