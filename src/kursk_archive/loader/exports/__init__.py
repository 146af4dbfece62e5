"""Readers of files that publishing systems export: many articles in one file, each with a key and its own evidence."""

from __future__ import annotations

from kursk_archive.loader.draft import Draft
from kursk_archive.loader.exports.csv_export import read_csv_export
from kursk_archive.loader.exports.json_export import read_json_export
from kursk_archive.loader.exports.xml_export import read_xml_export

_READERS = {"xml": read_xml_export, "json": read_json_export, "csv": read_csv_export}


def read_export(data: bytes, path: str, format_name: str) -> list[Draft]:
    """Read the articles of an export; a draft that is none, with the reason, for a file that only looks like one.

    Args:
        data: the whole file.
        path: for the findings' locations.
        format_name: of a format in `formats.FORMATS`.
    """
    return _READERS[format_name](data, path)
