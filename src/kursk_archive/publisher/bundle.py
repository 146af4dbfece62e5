"""Pagefind's files, put in an order that is the same each time.

Pagefind 1.5 gives the same index, whatever the order of the files and the number of threads, but for its filters: their
values, and their places in the index's head, come in the order of a hash table that is seeded anew in each run. Both
are sorted here, and the files that they are in are named anew, after their content.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

try:
    import cbor2
except ImportError:  # the extra `search` brings it, with Pagefind; `search.indexer` says so
    cbor2 = None  # type: ignore[assignment]

ENTRY = "pagefind-entry.json"
"""Names the languages of an index and their heads."""

_SIGNATURE = b"pagefind_dcd"
_FILTERS = 3
"""Where in a head the filters are: (version, pages, chunks, filters, sorts, fields)."""


def settled(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of an index with those parts in order that come in none.

    Raises:
        OSError: they are not what Pagefind 1.5 writes.
    """
    try:
        return _settled(dict(files))
    except (OSError, LookupError, TypeError, ValueError, EOFError, zlib.error, cbor2.CBORDecodeError) as error:
        raise OSError(f"its files are of a kind that is not known: {error!r}"[:120]) from None


def _settled(files: dict[str, bytes]) -> dict[str, bytes]:
    entry = json.loads(files[ENTRY])
    for tongue in entry["languages"].values():
        head = _read(files.pop(_head_path(tongue["hash"])))
        head[_FILTERS] = sorted([name, _settle_filter(files, old)] for name, old in head[_FILTERS])
        data = _write(head)
        tongue["hash"] = _renamed(tongue["hash"], data)
        files[_head_path(tongue["hash"])] = data
    files[ENTRY] = _entry(entry)
    return dict(sorted(files.items()))


def _settle_filter(files: dict[str, bytes], old: str) -> str:
    """Put a filter's values in order; gives its file's new name."""
    name, values = _read(files.pop(f"filter/{old}.pf_filter"))
    data = _write([name, sorted(values)])
    new = _renamed(old, data)
    files[f"filter/{new}.pf_filter"] = data
    return new


def languages(files: Mapping[str, bytes]) -> dict[str, tuple[int, str]]:
    """Language → how many articles, and the file of the program that reads its words."""
    found = json.loads(files[ENTRY])["languages"] if files else {}
    return {
        name: (one["page_count"], f"wasm.{one['wasm'] or 'unknown'}.pagefind") for name, one in sorted(found.items())
    }


def empty(version: str, programs: Mapping[str, str]) -> dict[str, bytes]:
    """An index of nothing, to merge others into: it is what loads the programs, so that no other has to hold them.

    Args:
        version: of Pagefind.
        programs: language → file of the program that reads its words.
    """
    head = _write([version, [], [], [], [], []])
    rows = {}
    for name, file in sorted(programs.items()):
        wasm = file.split(".")[1]
        code = _renamed(f"{name}_", head)
        rows[name] = {"hash": code, "wasm": None if wasm == "unknown" else wasm, "page_count": 0}
    entry = {"version": version, "languages": rows, "include_characters": []}
    return {ENTRY: _entry(entry), **{_head_path(row["hash"]): head for row in rows.values()}}


def _head_path(code: object) -> str:
    return f"pagefind.{code}.pf_meta"


def _renamed(old: str, data: bytes) -> str:
    return f"{old.rpartition('_')[0]}_{sha256(data).hexdigest()[:10]}"


def _entry(entry: Mapping[str, object]) -> bytes:
    return json.dumps(entry, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def _read(data: bytes) -> Any:
    return cbor2.loads(gzip.decompress(data).removeprefix(_SIGNATURE))


def _write(values: object) -> bytes:
    """Not compressed, which Pagefind's reader takes as well: compressors differ from machine to machine."""
    return _SIGNATURE + cbor2.dumps(values)
