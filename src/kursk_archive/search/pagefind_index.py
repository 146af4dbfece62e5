"""Rewrites Pagefind's files so that equal pages give equal bytes, and names search results by date.

Pagefind 1.5 writes the values of the filters, and the filters in the index's head, in the order of a hash table that
is seeded anew in each run. Both are sorted here, and the files that hold them are renamed after their content. Once
Pagefind sorts them itself, only the other two changes are left:

- The name of a result's file is all that a search returns before it loads anything of the page. Here it begins with
  the article's date, in four digits of base 36, so that a browser can sort the results of several indexes. Pagefind
  sorts within an index only.
- The files of words are cut smaller. A query loads such a file from each index, so small ones keep it light.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from io import BytesIO
from typing import Any

import msgspec
from msgspec import Struct

try:
    import cbor2
    import deflate
except ImportError:  # they are installed together with Pagefind, see `search_available`
    cbor2 = deflate = None  # type: ignore[assignment]

ENTRY_FILE = "pagefind-entry.json"
"""Names the languages of an index and their heads."""

_SIGNATURE = b"pagefind_dcd"
_MAX_WORD_BYTES = 16_000
"""Bytes of words in a file, before they are compressed to about a third; a quarter of what Pagefind writes."""
_FRAGMENTS, _WORDS, _FILTERS = 1, 2, 3
"""Positions in a head: (version, fragments, words, filters, sorts, fields)."""
_BASE_36 = "0123456789abcdefghijklmnopqrstuvwxyz"


def normalise_index(files: Mapping[str, bytes], dates: Mapping[str, str]) -> dict[str, bytes]:
    """Return the files of an index, rewritten.

    Args:
        files: as Pagefind wrote them, by path.
        dates: URL of a page → its date, see `sortable_date_prefix`.

    Raises:
        OSError: they are not what Pagefind 1.5 writes.
    """
    try:
        return _normalise(dict(files), dates)
    except (
        OSError,
        LookupError,
        TypeError,
        ValueError,
        EOFError,
        zlib.error,
        cbor2.CBORDecodeError,
        msgspec.MsgspecError,
    ) as error:
        raise OSError(f"unknown index format: {error!r}"[:120]) from None


def _normalise(files: dict[str, bytes], dates: Mapping[str, str]) -> dict[str, bytes]:
    entry = json.loads(files[ENTRY_FILE])
    for language in entry["languages"].values():
        head = _decode(files.pop(_head_path(language["hash"])))
        head[_FRAGMENTS] = [[_rename_fragment(files, name, dates), words] for name, words in head[_FRAGMENTS]]
        head[_WORDS] = [row for words in head[_WORDS] for row in _split_words(files, words[-1])]
        head[_FILTERS] = sorted([name, _sort_filter(files, file_name)] for name, file_name in head[_FILTERS])
        data = _encode(head)
        language["hash"] = _name_by_content(language["hash"], data)
        files[_head_path(language["hash"])] = data
    files[ENTRY_FILE] = _encode_entry(entry)
    return dict(sorted(files.items()))


class _Fragment(Struct):
    """The field of a page's file that is used here."""

    url: str


def _rename_fragment(files: dict[str, bytes], name: str, dates: Mapping[str, str]) -> str:
    """Put a page's date before the name of its file; return the new name."""
    data = files.pop(f"fragment/{name}.pf_fragment")
    url = msgspec.json.decode(_unpack(data), type=_Fragment).url
    new_name = sortable_date_prefix(dates[url]) + name.rpartition("_")[2]
    files[f"fragment/{new_name}.pf_fragment"] = data
    return new_name


def sortable_date_prefix(date: str) -> str:
    """Return four digits of base 36 that sort by date.

    The number is (year * 13 + month) * 32 + day. Month and day are 0 if unknown, and so is the number.

    Args:
        date: ISO 8601 at the precision that is known; empty for none.
    """
    parts = [int(part) for part in date[:10].split("-") if part]
    year, month, day = (*parts, 0, 0, 0)[:3]
    number = min((year * 13 + month) * 32 + day, 36**4 - 1)  # enough until the year 4037
    return "".join(_BASE_36[number // 36**place % 36] for place in (3, 2, 1, 0))


def _split_words(files: dict[str, bytes], name: str) -> Iterator[tuple[str, str, str]]:
    """Split a file of words into smaller ones; yield the first word, the last word and the name of each."""
    batch: list[tuple[str, bytes]] = []
    size = 0
    for word, data in _read_words(_unpack(files.pop(f"index/{name}.pf_index"))):
        if batch and size + len(data) > _MAX_WORD_BYTES:
            yield _add_words_file(files, batch, name)
            batch, size = [], 0
        batch.append((word, data))
        size += len(data)
    if batch:
        yield _add_words_file(files, batch, name)


def _read_words(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield each word of a file with the bytes of its entry. Encoding the entries anew takes three times as long."""
    stream = BytesIO(data)
    start, count = _parse_array_head(data, _parse_array_head(data, 0)[0])
    stream.seek(start)
    decoder = cbor2.CBORDecoder(stream)
    for _ in range(count):
        word = decoder.decode()[0]
        end = stream.tell()
        yield word, data[start:end]
        start = end
    if start != len(data):
        raise ValueError(start)


def _parse_array_head(data: bytes, start: int) -> tuple[int, int]:
    """Return the offset of an array's first item and the number of items (RFC 8949, section 3.1)."""
    kind, short_count = divmod(data[start] - 0x80, 32)
    if kind or short_count > 27:
        raise ValueError(data[start])
    width = 1 << short_count - 24 if short_count > 23 else 0
    first_item = start + 1 + width
    return first_item, int.from_bytes(data[start + 1 : first_item], "big") if width else short_count


def _array_head(length: int) -> bytes:
    """Return the first bytes of a CBOR array (RFC 8949, section 3.1)."""
    return bytes([0x80 | length]) if length < 24 else b"\x9a" + length.to_bytes(4, "big")


def _add_words_file(files: dict[str, bytes], batch: Sequence[tuple[str, bytes]], name: str) -> tuple[str, str, str]:
    data = _pack(b"\x81" + _array_head(len(batch)) + b"".join(data for _, data in batch))
    new_name = _name_by_content(name, data)
    files[f"index/{new_name}.pf_index"] = data
    return batch[0][0], batch[-1][0], new_name


def _sort_filter(files: dict[str, bytes], name: str) -> str:
    """Sort the values of a filter; return the new name of its file."""
    filter_name, values = _decode(files.pop(f"filter/{name}.pf_filter"))
    data = _encode([filter_name, sorted(values)])
    new_name = _name_by_content(name, data)
    files[f"filter/{new_name}.pf_filter"] = data
    return new_name


def index_languages(files: Mapping[str, bytes]) -> dict[str, tuple[int, str]]:
    """Return language → (number of articles, file name of the program that stems its words)."""
    languages = json.loads(files[ENTRY_FILE])["languages"] if files else {}
    return {
        name: (language["page_count"], f"wasm.{language['wasm'] or 'unknown'}.pagefind")
        for name, language in sorted(languages.items())
    }


def count_filter_values(files: Mapping[str, bytes]) -> dict[str, dict[str, int]]:
    """Return filter → value → number of articles, over all languages."""
    counts: dict[str, dict[str, int]] = {}
    for path, data in files.items():
        if path.endswith(".pf_filter"):
            name, rows = _decode(data)
            values = counts.setdefault(name, {})
            values |= {value: values.get(value, 0) + len(pages) for value, pages in rows}
    return counts


def empty_index(version: str, programs: Mapping[str, str]) -> dict[str, bytes]:
    """Return an index of no pages. Browsers merge the others into it, and only it has to load the programs.

    Args:
        version: of Pagefind.
        programs: language → file name of the program that stems its words.
    """
    head = _encode([version, [], [], [], [], []])
    languages = {}
    for name, file_name in sorted(programs.items()):
        wasm = file_name.split(".")[1]
        head_name = _name_by_content(f"{name}_", head)
        languages[name] = {"hash": head_name, "wasm": None if wasm == "unknown" else wasm, "page_count": 0}
    entry = {"version": version, "languages": languages, "include_characters": []}
    heads = {_head_path(language["hash"]): head for language in languages.values()}
    return {ENTRY_FILE: _encode_entry(entry), **heads}


def _head_path(name: object) -> str:
    return f"pagefind.{name}.pf_meta"


def _name_by_content(old_name: str, data: bytes) -> str:
    """Replace the hash at the end of a file's name."""
    return f"{old_name.rpartition('_')[0]}_{sha256(data).hexdigest()[:10]}"


def _encode_entry(entry: Mapping[str, object]) -> bytes:
    return json.dumps(entry, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def _decode(data: bytes) -> Any:
    return cbor2.loads(_unpack(data))


def _encode(values: object) -> bytes:
    return _pack(cbor2.dumps(values))


def _unpack(data: bytes) -> bytes:
    return gzip.decompress(data).removeprefix(_SIGNATURE)


def _pack(data: bytes) -> bytes:
    """Compress with libdeflate, whose package includes it: the zlib that Python uses differs between machines."""
    return bytes(deflate.gzip_compress(_SIGNATURE + data, 6))
