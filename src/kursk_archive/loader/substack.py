"""Exports of Substack: a post is `posts/ID.SLUG.html`, a fragment of HTML, and `posts.csv` says everything else.

The post is the capture. The table is read beside it, and decides whether the post was public.
"""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from kursk_archive.core.findings import Location, make_finding
from kursk_archive.loader import metadata
from kursk_archive.loader.draft import Draft, FieldValue
from kursk_archive.loader.html import read_fragment
from kursk_archive.loader.page_limits import PageLimits
from kursk_archive.yaml.located import Located

POST_TABLE = "posts.csv"
_COLUMNS = frozenset({"post_id", "is_published", "audience"})
"""No other table has them all."""
_POST = re.compile(r"(?P<folder>(?:.*/)?)posts/(?P<id>\d+)(?:\.(?P<slug>[^/]*))?\.html?", re.IGNORECASE)
_PUBLIC = "everyone"


class PostRow(Struct, frozen=True):
    """A row of the table of posts."""

    values: Mapping[str, str]

    def value(self, name: str) -> str:
        return self.values.get(name, "").strip()

    @property
    def is_public(self) -> bool:
        """True if the post was published for everyone. Whatever the row does not say is not public."""
        return self.value("is_published").lower() == "true" and self.value("audience").lower() == _PUBLIC

    def is_to_come(self, now: datetime) -> bool:
        """Return True if the post is dated after `now`."""
        try:
            day = datetime.fromisoformat(self.value("post_date"))
        except ValueError:
            return False
        return (day if day.tzinfo else day.replace(tzinfo=UTC)) > now


def post_table_of(path: str) -> str:
    """Return the path of the table that may describe a capture; empty if it is not named like a post."""
    match = _POST.fullmatch(path)
    return f"{match['folder']}{POST_TABLE}" if match else ""


def is_post_table(columns: list[str]) -> bool:
    """Return True for the columns of a table of posts."""
    return _COLUMNS.issubset(name.strip() for name in columns)


@lru_cache(maxsize=2)
def read_post_table(data: bytes) -> Mapping[str, PostRow] | None:
    """Read the table: identity of a post, `101.ferry` or `101`, to its row; None if it is another table.

    A fault ends the table: the posts of the rows after it are not in it.
    """
    reader = csv.reader(io.StringIO(data.decode("utf-8-sig", "replace"), newline=""))
    rows: dict[str, PostRow] = {}
    try:
        columns = [name.strip() for name in next(reader, [])]
        if not is_post_table(columns):
            return None
        for cells in reader:
            row = PostRow(dict(zip(columns, cells, strict=False)))
            identity = row.value("post_id")
            rows.setdefault(identity, row)
            rows.setdefault(identity.partition(".")[0], row)
    except csv.Error:
        return rows or None
    return rows


def holds_back_posts(data: bytes) -> bool:
    """Return True if the table names posts that are not public."""
    now = datetime.now(UTC)
    rows = read_post_table(data) or {}
    return any(not row.is_public or row.is_to_come(now) for row in rows.values())


def find_row(rows: Mapping[str, PostRow], path: str) -> PostRow | None:
    """Return the row of the post that a capture holds."""
    match = _POST.fullmatch(path)
    if match is None:
        return None
    return rows.get(f"{match['id']}.{match['slug']}") or rows.get(match["id"])


def read_post(
    data: bytes, path: str, stated_encoding: str | None, limits: PageLimits, table: bytes | None
) -> tuple[Draft, bool] | None:
    """Read a post with what its table says; None if the table is another one.

    Args:
        data: of the post.
        path: of the post.
        stated_encoding: of the post, by an archivist.
        limits: of what is read.
        table: None if it cannot be read; it may say that the post was not public.

    Returns:
        The draft, and True if it is withheld only until its day has come.
    """
    rows = {} if table is None else read_post_table(table)
    if rows is None:
        return None
    row, now = find_row(rows, path), datetime.now(UTC)
    draft = read_fragment(data, path, stated_encoding, limits, titles_of(row))
    return describe_post(draft, row, path, now), row is not None and row.is_to_come(now)


def describe_post(draft: Draft, row: PostRow | None, path: str, now: datetime) -> Draft:
    """Return the draft of a post with what the table says of it; one that was not public is withheld.

    Args:
        draft: what the HTML says.
        row: of the table; None if it names no such post, which is then withheld.
        path: of the capture.
        now: posts after that are to come.
    """
    if row is None:
        message = "not in posts.csv, which says which posts were public"
        finding = make_finding("status", Location(path, 1, 1), message)
        return replace(draft, fields={**draft.fields, "status": _withheld()}, findings=(*draft.findings, finding))
    match = _POST.fullmatch(path)
    values = {
        "title": row.value("title"),
        "description": row.value("subtitle"),
        "date": row.value("post_date"),
        "slug": match["slug"] if match else "",
    }
    mapping = {name: Located(value) for name, value in values.items() if value}
    fields, _, findings = metadata.read_metadata(mapping, path)
    stated = {name: replace(value, origin=POST_TABLE) for name, value in fields.items()}
    if not row.is_public or row.is_to_come(now):
        stated["status"] = _withheld()
    kept = tuple(f for f in draft.findings if not (f.code == "not-article" and row.value("podcast_url")))
    body = "\n".join((draft.body, *_podcast(row))).strip()
    return replace(draft, fields={**draft.fields, **stated}, body=body, findings=(*kept, *findings))


def _withheld() -> FieldValue:
    return FieldValue("withheld", origin=POST_TABLE)


def _podcast(row: PostRow) -> Iterator[str]:
    if address := row.value("podcast_url"):
        written = html.escape(address)
        yield f'<p><a href="{written}">{written}</a></p>'


def titles_of(row: PostRow | None) -> tuple[str, ...]:
    """Return the spellings of the headline, which the text may repeat."""
    return (row.value("title"),) if row and row.value("title") else ()
