"""Pagefind's files, put in an order that is the same each time, and named by date.

Pagefind 1.5 gives the same index of the same pages, but for its filters: their values, and their places in the index's
head, come in the order of a hash table that is seeded anew in each run. Both are sorted here, and the files that they
are in are named anew, after their content.

A page's name in the head is what a search gives before anything of the page is loaded. It begins with its date here, in
four digits of base 36, so that a browser can put what several indexes have found in order: Pagefind sorts within each
index alone.
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from io import BytesIO
from typing import Any

try:
    import cbor2
    import deflate
except ImportError:  # they come with Pagefind, where there is one; `indexer` says whether
    cbor2 = deflate = None  # type: ignore[assignment]

ENTRY_FILE = "pagefind-entry.json"
"""Names the languages of an index and their heads."""

_SIGNATURE = b"pagefind_dcd"
_PIECE = 16_000
"""Bytes of words in one file, before they are compressed to a third or so; Pagefind has four times as many. A query
loads a file from each index, so small ones keep it light."""
_PAGES, _CHUNKS, _FILTERS = 1, 2, 3
"""Where in a head they are: (version, pages, chunks, filters, sorts, fields)."""
_DATE = re.compile(r"/articles/(\d{4})(?:/(\d\d)(?:/(\d\d))?)?/")
_BEGIN = _SIGNATURE + b'{"url":"'
"""How a page's file begins, uncompressed; its address comes next."""
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def normalise_index(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of an index with those parts in order that come in none.

    Raises:
        OSError: they are not what Pagefind 1.5 writes.
    """
    try:
        return _settled(dict(files))
    except (OSError, LookupError, TypeError, ValueError, EOFError, zlib.error, cbor2.CBORDecodeError) as error:
        raise OSError(f"its files are of a kind that is not known: {error!r}"[:120]) from None


def _settled(files: dict[str, bytes]) -> dict[str, bytes]:
    entry = json.loads(files[ENTRY_FILE])
    for tongue in entry["languages"].values():
        head = _read(files.pop(_head_path(tongue["hash"])))
        head[_PAGES] = [[_settle_page(files, old), words] for old, words in head[_PAGES]]
        head[_CHUNKS] = [row for chunk in head[_CHUNKS] for row in _cut(files, chunk[-1])]
        head[_FILTERS] = sorted([name, _settle_filter(files, old)] for name, old in head[_FILTERS])
        data = _write(head)
        tongue["hash"] = _renamed(tongue["hash"], data)
        files[_head_path(tongue["hash"])] = data
    files[ENTRY_FILE] = _entry(entry)
    return dict(sorted(files.items()))


def _settle_page(files: dict[str, bytes], old: str) -> str:
    """Put a page's date before its name; gives that."""
    data = files.pop(f"fragment/{old}.pf_fragment")
    new = day_code(_address(data)) + old.rpartition("_")[2]
    files[f"fragment/{new}.pf_fragment"] = data
    return new


def _address(data: bytes) -> str:
    """How a page's address begins, its date included; to uncompress no more takes a quarter of the time."""
    start = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(data, 80)
    if not start.startswith(_BEGIN):
        raise ValueError(start)
    return start[len(_BEGIN) :].decode("ascii", "replace")


def day_code(address: str) -> str:
    """An article's day as four digits of base 36 that sort by date, `0000` where there is none; it is in the address.

    The number is (year * 13 + month) * 32 + day; month and day are 0 where they are not known.
    """
    found = _DATE.match(address)
    year, month, day = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    number = min((year * 13 + month) * 32 + day, 36**4 - 1)  # enough until the year 4037
    return "".join(_DIGITS[number // 36**place % 36] for place in (3, 2, 1, 0))


def _cut(files: dict[str, bytes], old: str) -> Iterator[tuple[str, str, str]]:
    """Cut a file of words into smaller ones; gives first and last word and name of each."""
    piece: list[tuple[str, bytes]] = []
    size = 0
    for word, data in _words(_unpacked(files.pop(f"index/{old}.pf_index"))):
        if piece and size + len(data) > _PIECE:
            yield _put_piece(files, piece, old)
            piece, size = [], 0
        piece.append((word, data))
        size += len(data)
    if piece:
        yield _put_piece(files, piece, old)


def _words(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Each word in a file of them, and the bytes of all that is said of it; to write them anew takes three times as
    long as to find out where they end.
    """
    stream = BytesIO(data)
    start, count = _array_at(data, _array_at(data, 0)[0])
    stream.seek(start)
    decoder = cbor2.CBORDecoder(stream)
    for _ in range(count):
        word = decoder.decode()[0]
        end = stream.tell()
        yield word, data[start:end]
        start = end
    if start != len(data):
        raise ValueError(start)


def _array_at(data: bytes, at: int) -> tuple[int, int]:
    """Where the first item of an array is that begins there, and how many it has (RFC 8949, section 3.1)."""
    kind, short = divmod(data[at] - 0x80, 32)
    if kind or short > 27:
        raise ValueError(data[at])
    width = 1 << short - 24 if short > 23 else 0
    return at + 1 + width, int.from_bytes(data[at + 1 : at + 1 + width], "big") if width else short


def _put_piece(files: dict[str, bytes], piece: Sequence[tuple[str, bytes]], old: str) -> tuple[str, str, str]:
    data = _packed(b"\x81" + _array(len(piece)) + b"".join(word for _, word in piece))
    name = _renamed(old, data)
    files[f"index/{name}.pf_index"] = data
    return piece[0][0], piece[-1][0], name


def _array(length: int) -> bytes:
    """How CBOR begins an array (RFC 8949, section 3.1)."""
    return bytes([0x80 | length]) if length < 24 else b"\x9a" + length.to_bytes(4, "big")


def _settle_filter(files: dict[str, bytes], old: str) -> str:
    """Put a filter's values in order; gives its file's new name."""
    name, values = _read(files.pop(f"filter/{old}.pf_filter"))
    data = _write([name, sorted(values)])
    new = _renamed(old, data)
    files[f"filter/{new}.pf_filter"] = data
    return new


def index_languages(files: Mapping[str, bytes]) -> dict[str, tuple[int, str]]:
    """Language → how many articles, and the file of the program that reads its words."""
    found = json.loads(files[ENTRY_FILE])["languages"] if files else {}
    return {
        name: (one["page_count"], f"wasm.{one['wasm'] or 'unknown'}.pagefind") for name, one in sorted(found.items())
    }


def count_filter_values(files: Mapping[str, bytes]) -> dict[str, dict[str, int]]:
    """Filter → value → how many articles have it, in any language."""
    found: dict[str, dict[str, int]] = {}
    for path, data in files.items():
        if path.endswith(".pf_filter"):
            name, rows = _read(data)
            counts = found.setdefault(name, {})
            counts |= {value: counts.get(value, 0) + len(pages) for value, pages in rows}
    return found


def empty_index(version: str, programs: Mapping[str, str]) -> dict[str, bytes]:
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
    return {ENTRY_FILE: _entry(entry), **{_head_path(row["hash"]): head for row in rows.values()}}


def _head_path(code: object) -> str:
    return f"pagefind.{code}.pf_meta"


def _renamed(old: str, data: bytes) -> str:
    return f"{old.rpartition('_')[0]}_{sha256(data).hexdigest()[:10]}"


def _entry(entry: Mapping[str, object]) -> bytes:
    return json.dumps(entry, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def _read(data: bytes) -> Any:
    return cbor2.loads(_unpacked(data))


def _unpacked(data: bytes) -> bytes:
    return gzip.decompress(data).removeprefix(_SIGNATURE)


def _write(values: object) -> bytes:
    return _packed(cbor2.dumps(values))


def _packed(data: bytes) -> bytes:
    """Compressed by libdeflate, whose package brings it: what Python has of zlib differs from machine to machine."""
    return bytes(deflate.gzip_compress(_SIGNATURE + data, 6))
