"""A search index of some articles, made by Pagefind out of pages written for it: text and what to filter by."""

from __future__ import annotations

import html
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from kursk_archive.model import Article
from kursk_archive.publisher import bundle

TOOLS = ("pagefind.js", "pagefind-worker.js")
"""What a reader's browser runs; the same for every index. Pagefind's own interfaces are left out."""

_NO_WORDS = b"was not able to build an index"
"""What Pagefind says of a folder without pages or, as here, of pages without words."""


class SearchError(Exception):
    """Pagefind is not there, or has failed; its one argument says how."""


def indexer() -> str:
    """The version of Pagefind that is installed.

    Raises:
        SearchError: there is none.
    """
    try:
        version("cbor2")
        return version("pagefind_bin")
    except PackageNotFoundError:
        raise SearchError("Pagefind is not installed") from None


def page(article: Article, language: str) -> bytes:
    """What is indexed of an article.

    Args:
        article: as it is published.
        language: BCP 47; of an article whose own is not known.
    """
    date = article.date or ""
    fields = [("filter", "language", article.language or language)]
    fields += [("filter", "publisher", article.publisher or ""), ("meta", "publisher", article.publisher or "")]
    fields += [("filter", "author", author) for author in article.authors]
    fields += [("filter", "topic", topic) for topic in article.topics]
    fields += [("filter", "year", date[:4]), ("meta", "date", date), ("sort", "date", date)]
    texts = filter(None, (article.description, article.caption.text, article.body.text))
    return (
        f'<!doctype html><html lang="{html.escape(article.language or language)}"><head><meta charset="utf-8">'
        + "".join(_field(*field) for field in dict.fromkeys(fields) if field[2])
        + f"</head><body data-pagefind-body><h1>{html.escape(article.title)}</h1>"
        + "".join(f"<p>{html.escape(text)}</p>" for text in texts)
        + "</body></html>"
    ).encode("utf-8", "replace")


def _field(kind: str, name: str, value: str) -> str:
    return f'<meta data-pagefind-{kind}="{name}[content]" content="{html.escape(value)}">'


def index(pages: Iterable[tuple[str, bytes]], scratch: Path) -> dict[str, bytes]:
    """The files of an index, by path; those that a browser runs among them. None, if there is no word in the pages.

    Args:
        pages: address, relative to the output folder, and what `page` gives.
        scratch: a folder to work in; cleared.

    Raises:
        SearchError: Pagefind is not there, or has failed.
    """
    shutil.rmtree(scratch, ignore_errors=True)
    try:
        for path, data in pages:
            file = scratch / "pages" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        _run(scratch / "pages", scratch / "index")
        files = dict(_wanted(scratch / "index"))
        return bundle.settled(files) if files else {}
    except OSError as error:
        raise SearchError(f"Pagefind cannot work: {error.strerror or error}") from None
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _run(pages: Path, made: Path) -> None:
    try:
        import pagefind_bin
    except ImportError:
        raise SearchError("Pagefind is not installed") from None
    # Addresses are kept whole: a slug may be `index`.
    options = ("--site", pages, "--output-path", made, "--keep-index-url", "--silent")
    done = subprocess.run((pagefind_bin.get_executable(), *options), capture_output=True, check=False)  # noqa: S603 - our own words
    if done.returncode and _NO_WORDS not in done.stderr:
        said = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
        raise SearchError(f"Pagefind has ended with status {done.returncode}: {said[:60]}")


def _wanted(made: Path) -> Iterator[tuple[str, bytes]]:
    for file in sorted(made.rglob("*")):
        path = file.relative_to(made).as_posix()
        if path in TOOLS or path == bundle.ENTRY or file.suffix == ".pagefind" or file.suffix.startswith(".pf_"):
            yield path, file.read_bytes()
