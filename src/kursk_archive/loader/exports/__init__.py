"""Readers of files that publishing systems export: many articles in one file, each with a key and its own evidence."""

from __future__ import annotations

from collections.abc import Sequence

from kursk_archive.config import ExportMapping
from kursk_archive.loader.draft import Draft
from kursk_archive.loader.exports.csv_export import read_csv_export
from kursk_archive.loader.exports.json_export import read_json_export
from kursk_archive.loader.exports.mapped import MappedReader, mapping_of
from kursk_archive.loader.exports.xml_export import read_xml_export


def read_export(
    data: bytes,
    path: str,
    format_name: str,
    mappings: Sequence[ExportMapping] = (),
    stated_encoding: str | None = None,
) -> list[Draft]:
    """Read the articles of an export; a draft that is none, with the reason, for a file that only looks like one.

    Args:
        data: the whole file.
        path: for the findings' locations.
        format_name: of a format in `formats.FORMATS`.
        mappings: of archive.yaml; the first whose patterns match the path counts.
        stated_encoding: of a table, as stated by an archivist.
    """
    if format_name == "xml":
        return read_xml_export(data, path)
    mapping = mapping_of(path, mappings)
    reader = MappedReader(mapping) if mapping else None
    if format_name == "csv":
        drafts = read_csv_export(data, path, reader, stated_encoding)
    else:
        drafts = read_json_export(data, path, reader)
    findings = tuple(reader.findings(path)) if reader else ()
    return [*drafts, Draft(is_article=False, findings=findings)] if findings else drafts
