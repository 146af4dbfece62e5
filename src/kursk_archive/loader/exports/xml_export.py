"""Exports in XML: WordPress (WXR), RSS and Atom.

Read with expat, which says where in the file an element begins. Entities are not expanded: none of these formats needs
one, and a few lines of them can fill the memory.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from xml.parsers import expat

from msgspec import Struct, field

from kursk_archive.loader.draft import Draft
from kursk_archive.loader.exports.entries import (
    Entry,
    Omitted,
    broken,
    html_or_text,
    paragraphs_of_html,
    read_entries,
    unrecognised,
)
from kursk_archive.loader.personal_data import report_personal_data

MAX_DEPTH = 200
"""Levels of elements; text below is dropped."""
_CONTROLS = bytes(c for c in range(32) if c not in (9, 10, 13))
_NAMESPACES = (
    ("http://wordpress.org/export/", "wp:"),
    ("http://purl.org/rss/1.0/modules/content/", "content:"),
    ("http://purl.org/dc/elements/1.1/", "dc:"),
    ("http://search.yahoo.com/mrss/", "media:"),
    ("http://wordpress.org/export/1.2/excerpt/", "excerpt:"),
    ("http://www.w3.org/2005/Atom", "atom:"),
    ("http://www.w3.org/1999/xhtml", "xhtml:"),
    ("http://purl.org/rss/1.0/", ""),
)
"""Beginning of a namespace → the prefix that names it here, whatever the file calls it."""
_POST_TYPES = frozenset({"", "post"})
_OTHER_TYPES = {"attachment": "attachment", "page": "page", "nav_menu_item": "menu item", "revision": "revision"}
_HELD_BACK = frozenset({"draft", "pending", "private", "future", "trash", "auto-draft"})


class _Element(Struct):
    """An element below an entry or the channel: its text and attributes."""

    name: str
    attributes: dict[str, str]
    text: list[str] = field(default_factory=list)

    @property
    def value(self) -> str:
        return "".join(self.text).strip()


_ENTITY = re.compile(
    rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)"
    rb"|(?P<entity>&(?!#\d{1,7};|#x[0-9A-Fa-f]{1,6};|(?:amp|lt|gt|quot|apos);)(?:(?P<name>[A-Za-z]\w{1,30});)?)",
    re.DOTALL,
)
_ENTITY_ERRORS = frozenset({4, 11})
"""Of expat: an invalid token, an undefined entity."""


class _Item(Struct):
    """An entry as it is read."""

    start: int
    line: int
    elements: list[_Element] = field(default_factory=list)
    end: int = 0
    """Of its evidence. Comments of readers come after it, with their addresses."""

    def first(self, *names: str) -> str:
        """Return the first value of the first of these names that has one."""
        for name in names:
            for element in self.elements:
                if element.name == name and element.value:
                    return element.value
        return ""

    def all(self, name: str) -> list[_Element]:
        return [element for element in self.elements if element.name == name]


class ForbiddenEntityError(Exception):
    """Raised where a document declares an entity."""


def read_xml_export(data: bytes, path: str) -> list[Draft]:
    """Read the articles of a WordPress export or a feed; a draft with the reason where it is neither, or is broken."""
    reader = _XmlReader(data)
    findings = []
    try:
        try:
            reader.parse()
        except expat.ExpatError as error:
            if error.code not in _ENTITY_ERRORS:
                raise
            reader = _XmlReader(data, mends_entities=True)
            reader.parse()
    except ForbiddenEntityError:
        findings.append(broken(path, "declares entities, which are not expanded", reader.line, reader.column))
    except expat.ExpatError as error:
        findings.append(broken(path, expat.errors.messages[error.code], error.lineno, error.offset + 1))
    except (LookupError, ValueError) as error:  # an encoding that expat and Python do not know
        findings.append(broken(path, f"cannot be decoded: {error}"))
    if not reader.kind:
        if findings:
            return [Draft(findings=tuple(findings))]
        return unrecognised(path, "XML that is neither a WordPress export nor a feed")
    entries = _wordpress_entries(reader) if reader.kind == "wxr" else _feed_entries(reader)
    drafts = read_entries(entries, path, "utf-8")
    if not drafts:
        empty = unrecognised(path, "a feed or an export without entries")
        return [Draft(findings=tuple(findings))] if findings else empty
    if findings:
        drafts.append(Draft(key="unread", findings=tuple(findings)))
    return report_personal_data(drafts, data, path) if reader.kind == "wxr" else drafts


class _XmlReader:
    """Collects the entries of a document, and what its channel says of itself."""

    def __init__(self, data: bytes, mends_entities: bool = False) -> None:
        """Take a document.

        Args:
            data: the whole document.
            mends_entities: read a bare `&` as itself, and the entities of HTML, which XML does not know.
        """
        self.data = data.translate(bytes.maketrans(_CONTROLS, b" " * len(_CONTROLS)))  # offsets stay
        self.mended: list[int] = []
        """Offsets in `data` behind each entity that was mended."""
        self.added: list[int] = []
        """Number of bytes that all of them have added up to there."""
        if mends_entities:
            self.data = _ENTITY.sub(self._mend, self.data)
        self.kind = ""
        """`wxr`, `rss` or `atom`; empty for another document."""
        self.channel = _Item(0, 1)
        self.items: list[_Item] = []
        self.depth = 0
        self.item: _Item | None = None
        self.open: list[_Element] = []
        self.markup: list[str] | None = None
        """Collects the XHTML inside an element of Atom."""
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.EntityDeclHandler = self._entity

    @property
    def line(self) -> int:
        return self.parser.CurrentLineNumber

    @property
    def column(self) -> int:
        return self.parser.CurrentColumnNumber + 1

    def parse(self) -> None:
        self.parser.Parse(self.data, True)

    def _mend(self, match: re.Match[bytes]) -> bytes:
        if not match["entity"]:
            return match[0]
        name = (match["name"] or b"").decode()
        written = html.unescape(f"&{name};") if name else ""
        is_known = bool(written) and not written.endswith(";")
        mended = "".join(f"&#{ord(sign)};" for sign in written).encode() if is_known else b"&amp;" + match[0][1:]
        before = self.added[-1] if self.added else 0
        self.mended.append(match.end() + before + len(mended) - len(match[0]))
        self.added.append(before + len(mended) - len(match[0]))
        return mended

    def _offset(self, position: int) -> int:
        """Return the offset in the file of a position in `data`."""
        index = bisect_right(self.mended, position)
        return position - (self.added[index - 1] if index else 0)

    def _entity(self, *_: object) -> None:
        raise ForbiddenEntityError

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        name = _local_name(tag)
        if self.depth == 1:
            self.kind = {"rss": "rss", "RDF": "rss", "atom:feed": "atom"}.get(name, "")
        if name.startswith("wp:") and self.kind == "rss":
            self.kind = "wxr"
        if name in ("item", "atom:entry") and self.item is None:
            self.item = _Item(self._offset(self.parser.CurrentByteIndex), self.line)
        elif name == "wp:comment" and self.item is not None and not self.item.end:
            self.item.end = self._offset(self.parser.CurrentByteIndex)
        elif self.markup is not None:
            written = "".join(f' {key}="{html.escape(value)}"' for key, value in attributes.items() if " " not in key)
            self.markup.append(f"<{name.removeprefix('xhtml:')}{written}>")
        elif self.depth <= MAX_DEPTH:
            element = _Element(name, attributes)
            self.open.append(element)
            (self.item or self.channel).elements.append(element)
            if attributes.get("type") == "xhtml":
                self.markup = element.text

    def _end(self, tag: str) -> None:
        self.depth -= 1
        name = _local_name(tag)
        if name in ("item", "atom:entry") and self.item is not None and self.depth <= 2:
            self.item.end = self.item.end or self._offset(self.data.find(b">", self.parser.CurrentByteIndex) + 1)
            self.items.append(self.item)
            self.item, self.open, self.markup = None, [], None
        elif self.markup is not None and self.open and name != self.open[-1].name:
            self.markup.append(f"</{name.removeprefix('xhtml:')}>")
        elif self.open and self.open[-1].name == name:
            self.open.pop()
            self.markup = None

    def _text(self, text: str) -> None:
        if self.markup is not None:
            self.markup.append(html.escape(text, quote=False))
        elif self.open:
            self.open[-1].text.append(text)


def _local_name(tag: str) -> str:
    """Return the name with the prefix of its namespace in `_NAMESPACES`."""
    namespace, _, name = tag.rpartition(" ")
    if "excerpt" in namespace:
        return f"excerpt:{name}"
    return next((f"{prefix}{name}" for known, prefix in _NAMESPACES if namespace.startswith(known)), name)


# WordPress


def _wordpress_entries(reader: _XmlReader) -> Iterator[Entry | Omitted]:
    publisher, language = reader.channel.first("title"), reader.channel.first("language")
    names = _wordpress_authors(reader.channel)
    for item in reader.items:
        kind, status = item.first("wp:post_type"), item.first("wp:status")
        if kind not in _POST_TYPES:
            yield Omitted(_OTHER_TYPES[kind]) if kind in _OTHER_TYPES else Omitted("post", "of another type")
            continue
        content = item.first("content:encoded")
        is_held_back = status in _HELD_BACK or bool(item.first("wp:post_password"))
        author = item.first("dc:creator")
        yield Entry(
            key=item.first("wp:post_id", "guid", "wp:post_name", "link"),
            values={
                "title": html.unescape(item.first("title")),
                "date": _wordpress_date(item, "wp:post_date") or _http_date(item.first("pubDate")),
                "updated": _wordpress_date(item, "wp:post_modified"),
                "author": _coauthors(item) or names.get(author, author),
                "publisher": publisher,
                "language": language,
                "url": _public_address(item.first("link")),
                "slug": item.first("wp:post_name"),
                "description": item.first("excerpt:encoded"),
                "topics": _terms(item, ("category", "post_tag")),
                "status": "draft" if is_held_back else None,
            },
            body=wordpress_body(content),
            start=item.start,
            length=item.end - item.start,
            line=item.line,
        )


def _wordpress_authors(channel: _Item) -> dict[str, str]:
    """Map logins to the names that readers see."""
    names: dict[str, str] = {}
    login = ""
    for element in channel.elements:
        if element.name == "wp:author_login":
            login = element.value
        elif element.name == "wp:author_display_name" and login and element.value:
            names[login] = element.value
    return names


def _coauthors(item: _Item) -> list[str]:
    """Return the names of several authors, which the plugin Co-Authors Plus enters as categories."""
    found = [element.value for element in item.all("category") if element.attributes.get("domain") == "author"]
    return list(dict.fromkeys(filter(None, map(html.unescape, found))))


def _wordpress_date(item: _Item, name: str) -> str | None:
    """Return the local time with the offset that the time in UTC gives it."""
    local, utc = item.first(name), item.first(f"{name}_gmt")
    if not local or local.startswith("0000"):
        local = ""
    if not utc or utc.startswith("0000"):
        return local.replace(" ", "T") or None
    try:
        at_utc = datetime.strptime(utc, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
        at_local = datetime.strptime(local or utc, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return local.replace(" ", "T") or None
    minutes = round((at_local - at_utc).total_seconds() / 60)
    if not local or abs(minutes) > 14 * 60:
        return f"{at_utc:%Y-%m-%dT%H:%M:%SZ}"
    sign, (hours, rest) = "-" if minutes < 0 else "+", divmod(abs(minutes), 60)
    return f"{at_local:%Y-%m-%dT%H:%M:%S}{sign}{hours:02}:{rest:02}"


def _public_address(link: str) -> str | None:
    """Return the address of a post; None for `?p=12`, which WordPress gives to what was never published."""
    return None if re.search(r"[?&](?:p|page_id|attachment_id)=\d+", link) else link or None


def _terms(item: _Item, domains: tuple[str, ...]) -> list[str]:
    elements = [element for element in item.all("category") if element.attributes.get("domain", domains[0]) in domains]
    return [html.unescape(element.value) for element in elements if element.value.lower() != "uncategorized"]


_BLOCK_COMMENT = re.compile(r"<!--\s*/?wp:.*?-->\n?", re.DOTALL)
_CAPTION = re.compile(r"\[caption\b[^\]]*\](.*?)\[/caption\]", re.DOTALL)
_IMAGE_AND_TEXT = re.compile(r"((?:<a\b[^>]*>)?\s*<img\b[^>]*>\s*(?:</a>)?)(.*)", re.DOTALL)
_EMBED = re.compile(r"\[(embed|youtube|vimeo|video|audio)\b[^\]]*\]\s*(https?://[^\s\[]+)\s*\[/\1\]")
_BLOCK_EMBED = re.compile(
    r"<!--\s*wp:(?:core-)?embed\S*\s[^>]*-->\s*<figure[^>]*>\s*<div[^>]*>\s*(https?://\S+?)\s*</div>.*?</figure>\s*"
    r"<!--\s*/wp:(?:core-)?embed\S*\s*-->",
    re.DOTALL,
)


def wordpress_body(content: str) -> str:
    """Return the body of a post as HTML: blocks, captions and embedded addresses as tags, paragraphs marked."""
    has_blocks = "<!-- wp:" in content
    content = _BLOCK_EMBED.sub(lambda match: f"<p>{_link(match[1])}</p>", content)
    content = _CAPTION.sub(_figure, _BLOCK_COMMENT.sub("", content))
    content = _EMBED.sub(lambda match: _link(match[2]), content)
    return content if has_blocks else paragraphs_of_html(content)


def _link(address: str) -> str:
    written = html.escape(html.unescape(address))
    return f'<a href="{written}">{written}</a>'


def _figure(match: re.Match[str]) -> str:
    parts = _IMAGE_AND_TEXT.match(match[1].strip())
    if parts is None:
        return match[1]
    caption = f"<figcaption>{parts[2].strip()}</figcaption>" if parts[2].strip() else ""
    return f"<figure>{parts[1].strip()}{caption}</figure>"


# Feeds


def _feed_entries(reader: _XmlReader) -> Iterator[Entry | Omitted]:
    channel = reader.channel
    publisher = channel.first("title", "atom:title")
    language = channel.first("language") or next(
        (e.attributes[key] for e in channel.elements for key in e.attributes if key.endswith(" lang")), ""
    )
    for item in reader.items:
        body = item.first("content:encoded", "atom:content", "description", "atom:summary")
        summary = item.first("description", "atom:summary")
        address = _feed_address(item)
        authors = [e.value for e in item.elements if e.name in ("dc:creator", "author", "atom:name") and e.value]
        yield Entry(
            key=item.first("guid", "atom:id") or address or f"line-{item.line}",
            values={
                "title": _plain(item.first("title", "atom:title")),
                "date": _feed_date(item.first("pubDate", "dc:date", "atom:published", "atom:updated")),
                "updated": _feed_date(item.first("atom:updated")) if item.first("atom:published") else None,
                "authors": authors,
                "publisher": _plain(publisher),
                "language": language,
                "url": address,
                "description": _plain(summary) if summary and summary != body else None,
                "topics": _terms(item, ("",)) or [e.attributes.get("term", "") for e in item.all("atom:category")],
            },
            body=html_or_text(body),
            start=item.start,
            length=item.end - item.start,
            line=item.line,
        )


def _feed_address(item: _Item) -> str | None:
    for element in item.all("atom:link"):
        if element.attributes.get("rel", "alternate") == "alternate" and element.attributes.get("href"):
            return element.attributes["href"]
    guid = item.first("guid")
    is_permalink = all(e.attributes.get("isPermaLink", "true") != "false" for e in item.all("guid"))
    return item.first("link") or (guid if is_permalink and guid.startswith("http") else None)


def _feed_date(text: str) -> str | None:
    return _http_date(text) or text or None


def _http_date(text: str) -> str | None:
    """Return a date as e-mail and RSS write it in ISO 8601, with its own offset."""
    try:
        when = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError):
        return None
    return when.isoformat()


def _plain(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", html.unescape(markup))).split())
