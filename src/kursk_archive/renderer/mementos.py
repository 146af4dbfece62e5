"""Mementos for the clients of web archives: TimeMaps of articles, and the index of all of them.

Source: RFC 7089 (Memento), RFC 6690 (link format); CDXJ as pywb and ipwb read it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import msgspec

from kursk_archive.core.media_types import MEDIA_TYPES
from kursk_archive.core.model import MementoRow, TimeMap
from kursk_archive.renderer.citations.model import safe_web_url
from kursk_archive.renderer.timestamps import to_http_date, to_utc_moment
from kursk_archive.resolver.surt import to_surt
from kursk_archive.site.permalinks import TIMEMAP


def render_timemap(timemap: TimeMap, output_path: str, base_url: str | None) -> bytes:
    """Render the TimeMap of an article; addresses are relative to it if the archive has none of its own.

    A time that is known to the day, or less precisely, is the beginning of that period.
    """
    dated = [(moment, entry) for entry in timemap.entries if (moment := to_utc_moment(entry.captured_at))]
    dated.sort(key=lambda pair: (pair[0], pair[1].address))
    bounds = [to_http_date(entry.captured_at) for _, entry in (*dated[:1], *dated[-1:])]
    links = [
        f'<{safe_web_url(timemap.original)}>; rel="original"',
        f'<{_address(output_path, base_url)}>; rel="self"; type="{MEDIA_TYPES[TIMEMAP]}"'
        + "".join(f'; {name}="{moment}"' for name, moment in zip(("from", "until"), bounds, strict=False)),
    ]
    for number, (_, entry) in enumerate(dated):
        ends = (number == 0 and "first ") or "", (number == len(dated) - 1 and "last ") or ""
        address = safe_web_url(entry.address) or _address(entry.address, base_url)
        links.append(f'<{address}>; rel="{"".join(ends)}memento"; datetime="{to_http_date(entry.captured_at)}"')
    return (",\n".join(links) + "\n").encode()


def _address(output_path: str, base_url: str | None) -> str:
    return f"{base_url}{output_path}" if base_url else output_path.rpartition("/")[2]


def render_memento_index(rows: Iterable[MementoRow], base_url: str | None) -> bytes:
    """Render mementos as CDXJ, sorted by bytes: key and time of the original, then a JSON object."""
    return b"".join(sorted(_index_lines(rows, base_url)))


def _index_lines(rows: Iterable[MementoRow], base_url: str | None) -> Iterator[bytes]:
    for row in rows:
        moment = to_utc_moment(row.captured_at)
        if moment is None:
            continue
        digits = re.sub("[^0-9]", "", moment)[:14]
        values = {
            "url": row.original,
            "uri": f"{base_url or ''}{row.page}",
            "mime": MEDIA_TYPES[".html"],
            "digest": f"sha256:{row.capture_sha256}",
        }
        yield f"{to_surt(row.original)} {digits} ".encode() + msgspec.json.encode(values) + b"\n"
