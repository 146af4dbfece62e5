"""Makes crawls: records as crawlers write them, about made-up pages."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

DATE = "2024-08-15T10:15:00Z"
HERALD = "https://herald.example"


def story(title: str, *more: str, head: str = "", day: str = "2024-08-14") -> str:
    """Return a page with an article of some length."""
    words = f"The town council of Examplia met on Tuesday and spoke about {title.lower()} for several hours."
    paragraphs = "".join(f"<p>{words} Speaker number {number} asked for patience.</p>" for number in range(8))
    meta = f'<meta property="article:published_time" content="{day}T09:00:00Z">'
    return (
        f"<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>{title} - The Fictional Herald</title>{meta}"
        f"{head}</head><body><nav><a href=/>Home</a></nav><article><h1>{title}</h1>{paragraphs}{''.join(more)}"
        "</article></body></html>"
    )


def http(body: bytes, media_type: str = "text/html; charset=utf-8", status: str = "200 OK", **headers: str) -> bytes:
    """Return a response of a server."""
    fields = {"Content-Type": media_type, **{name.replace("_", "-"): value for name, value in headers.items()}}
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value)
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + body


def record(address: str, block: bytes, kind: str = "response", date: str = DATE, length: int | None = None,
           **headers: str) -> bytes:  # fmt: skip
    """Return a record of a WARC file.

    Args:
        address: that was asked for.
        block: what the record holds.
        kind: its type.
        date: its time.
        length: to state a wrong one.
        headers: further ones.
    """
    media_type = {"response": "application/http; msgtype=response", "revisit": "application/http; msgtype=response"}
    fields = {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<urn:uuid:00000000-0000-4000-8000-{abs(hash((address, date, block))) % 10**12:012}>",
        "WARC-Target-URI": address,
        "WARC-Date": date,
        "Content-Type": media_type.get(kind, "text/html"),
        **{name.replace("_", "-"): value for name, value in headers.items()},
        "Content-Length": str(len(block) if length is None else length),
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"WARC/1.1\r\n{lines}\r\n".encode() + block + b"\r\n\r\n"


def page(path: str, title: str, *more: str, date: str = DATE, head: str = "", **headers: str) -> bytes:
    """Return the record of a page of the Fictional Herald."""
    return record(f"{HERALD}{path}", http(story(title, *more, head=head).encode()), "response", date, None, **headers)


def zipped(records: Iterable[bytes]) -> bytes:
    """Return a `.warc.gz`: each record compressed by itself."""
    return b"".join(gzip.compress(one, mtime=0) for one in records)


def wacz(files: Mapping[str, bytes], *, is_deflated: bool = False) -> bytes:
    """Return a WACZ of files."""
    output = BytesIO()
    with ZipFile(output, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data, ZIP_DEFLATED if is_deflated else ZIP_STORED)
    return output.getvalue()
