"""Read the blocks of a body without markdown-it-py: paragraphs, headings, lists, quotes, tables, code, HTML.

The result is exactly what markdown-it-py makes of the text, whose rules this follows; a body that defines links or
footnotes is left to it. It tries ten rules at each line, and makes three tokens of a paragraph. With this and
`short_inlines`, a body of openSUSE/news-o-o takes half the time, 1.6 instead of 3.2 ms. All bodies are read here, 98
of 100 of their paragraphs there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache

from msgspec import Struct

from kursk_archive.loader.markdown_body.link_markers import NOTE_OPEN
from kursk_archive.loader.markdown_body.rendering import Rendering
from kursk_archive.loader.markdown_body.short_inlines import TRIMMED, escape_code, render_short

MAX_DEPTH = 16
"""Lists and quotes inside of each other; deeper ones are left to markdown-it-py, which counts them."""

MAX_MISSING_CELLS = 10_000
"""Of rows of tables that are shorter than the first; markdown-it-py bounds them, too."""

RenderInline = Callable[[str, int, Rendering], str]
"""Renders the text of a paragraph, given its line in the file."""

_LETTERS_OF_BLOCKS = frozenset("`~>-*_+<#[0123456789")
"""First letters of lines that may be more than a line of a paragraph."""
_FENCE = re.compile(r"(`{3,})([^`]*)$|(~{3,})(.*)$")
_RULE = re.compile(r"([-*_])[ \t]*(?:\1[ \t]*){2,}")
_MARKER = re.compile(r"(?:([0-9]{1,9})[.)]|[-+*])(?=[ \t]|$)")
_HEADING = re.compile(r"(#{1,6})(?=[ \t]|$)")
_UNDERLINE = re.compile(r"(?:=+|-+)[ \t]*")
_TABLE_LINE = re.compile(r"(?:[|:][-|: \t]|-[-|:])[-|: \t]*")
_ALIGNMENT = re.compile(r"(:?)-+(:?)")


class _DeclinedError(Exception):
    """The body holds something that is left to markdown-it-py. Never leaves this module."""


class _Block(Struct, gc=False):
    """A child of a list item, a quote or a body."""

    html: str
    """Without its tags, if it is a paragraph."""
    kind: str
    """`_PARAGRAPH`; `_ELEMENT`; `_RAW`, which begins on the line of a tight paragraph before it."""


_PARAGRAPH, _ELEMENT, _RAW = "paragraph", "element", "raw"
_HEADING_TAG = f"h{NOTE_OPEN}"
"""Stands before the level of a heading until all levels are known. No capture can contain it."""


def render_blocks(text: str, rendering: Rendering, render_inline: RenderInline) -> str | None:
    """Render a body; None if it holds what is not read here, and then `rendering` is of no more use.

    Args:
        text: the body.
        rendering: takes the links and the HTML.
        render_inline: for the paragraphs that `short_inlines` leaves.
    """
    if "\r" in text or "\0" in text:
        return None
    lines = text.split("\n")
    ends_line = not lines[-1].strip(" \t")
    if ends_line:
        del lines[-1]
    reader = _BlockReader(lines, rendering.line, ends_line, rendering, render_inline)
    try:
        html = "".join(map(_to_html, reader.read(0, 0, -1)[0]))
    except (_DeclinedError, RecursionError):
        return None
    return _number_headings(html) if _HEADING_TAG in html else html


def _to_html(block: _Block) -> str:
    return f"<p>{block.html}</p>\n" if block.kind is _PARAGRAPH else block.html


def _number_headings(html: str) -> str:
    """Number headings from h2 on without gaps: the page's headline is its only h1."""
    used = [level for level in "123456" if f"{_HEADING_TAG}{level}" in html]
    for index, level in enumerate(used):
        html = html.replace(f"{_HEADING_TAG}{level}", f"h{min(index + 2, 6)}")
    return html


class _BlockReader:
    """Reads the lines of a body, or of a quote. Its methods follow markdown-it-py's rules of the same names."""

    def __init__(
        self,
        lines: list[str],
        first: int,
        ends_line: bool,
        rendering: Rendering,
        render_inline: RenderInline,
        depth: int = 0,
    ) -> None:
        """Prepare lines.

        Args:
            lines: those of the body, or of the quote without its marks.
            first: the line of the file on which they begin.
            ends_line: True if the last of them has an end.
            rendering: takes the links and the HTML.
            render_inline: for the paragraphs that `short_inlines` leaves.
            depth: of the quote, among lists and quotes.
        """
        self.lines, self.first, self.ends_line, self.depth = lines, first, ends_line, depth
        self.rendering, self.render_inline = rendering, render_inline
        self.texts = [line.lstrip(" \t") for line in lines]
        """The lines without their indentation; empty if they are blank."""
        self.indents = [
            _width(line[: len(line) - len(text)]) if line != text else 0
            for line, text in zip(lines, self.texts, strict=True)
        ]
        """In columns; -1 for a line of a quote without its mark, which can only go on with a paragraph."""
        self.end = len(lines)
        self.missing_cells = 0

    def read(self, line: int, indent: int, list_indent: int) -> tuple[list[_Block], int, bool]:
        """Read blocks from a line on, up to one that is indented less.

        Returns:
            The blocks, the line after them, and False if a blank line stands between two of them.
        """
        texts, end = self.texts, self.end
        blocks: list[_Block] = []
        is_tight, has_blank = True, False
        while line < end:
            while line < end and not texts[line]:
                line += 1
            if line >= end or self.indents[line] < indent:
                break
            block, line = self._read_block(line, indent, list_indent)
            blocks.append(block)
            is_tight = not has_blank
            if line < end and not texts[line]:
                has_blank = True
                line += 1
            elif not texts[line - 1]:
                has_blank = True
        return blocks, line, is_tight

    def _read_block(self, line: int, indent: int, list_indent: int) -> tuple[_Block, int]:
        text = self.texts[line]
        if "|" in text and self._is_table(line, indent):
            return self._table(line, indent, list_indent)
        found = self._marked_block(line, indent, list_indent) if text[0] in _LETTERS_OF_BLOCKS else None
        return found or self._paragraph(line, indent, list_indent)

    def _marked_block(self, line: int, indent: int, list_indent: int) -> tuple[_Block, int] | None:
        """Read a block that its first letters announce; None if they do not."""
        text = self.texts[line]
        if text[0] == "<":
            return self._html_block(line, indent)
        if text[0] in "`~":
            return self._fence(line, indent)
        if text[0] == ">":
            return self._blockquote(line, indent, list_indent)
        if text[0] == "#":
            heading = _HEADING.match(text)
            return (self._heading(line, heading), line + 1) if heading else None
        if _RULE.fullmatch(text):
            return _Block("<hr />\n", _ELEMENT), line + 1
        marker = _MARKER.match(text)
        return self._list(line, indent, marker) if marker else None

    def _paragraph(self, line: int, indent: int, list_indent: int) -> tuple[_Block, int]:
        """Read a paragraph, or a heading that is underlined."""
        texts, indents = self.texts, self.indents
        after, underline = line + 1, ""
        while after < self.end and texts[after]:
            if 0 <= indents[after] <= indent + 3:
                if indents[after] >= indent and texts[after][0] in "=-" and _UNDERLINE.fullmatch(texts[after]):
                    underline = texts[after][0]
                    break
                if self._ends_paragraph(after, indent, list_indent, in_paragraph=True):
                    break
            after += 1
        content = self._content(line, after, indent) if after > line + 1 else texts[line]
        if content[0] == "[" and "]:" in content:
            raise _DeclinedError  # the definition of a link or a footnote
        html = self._inline(content.strip(TRIMMED), line)
        if underline:
            level = 1 if underline == "=" else 2
            return _Block(f"<{_HEADING_TAG}{level}>{html}</{_HEADING_TAG}{level}>\n", _ELEMENT), after + 1
        return _Block(html, _PARAGRAPH), after

    def _content(self, line: int, after: int, indent: int) -> str:
        """Return the text of lines; their indentation matters inside of code and tags alone."""
        if not indent:
            return "\n".join((self.texts[line], *self.lines[line + 1 : after]))
        return "\n".join((self.texts[line], *(self._cut(at, indent) for at in range(line + 1, after))))

    def _cut(self, line: int, indent: int) -> str:
        """Return a line without so many columns of its indentation."""
        text = self.lines[line]
        white_space = len(text) - len(self.texts[line])
        if "\t" in text[:white_space]:
            raise _DeclinedError
        return text[min(indent, white_space) :]

    def _inline(self, text: str, line: int) -> str:
        html = render_short(text, self.first + line, self.rendering)
        return self.render_inline(text, self.first + line, self.rendering) if html is None else html

    def _ends_paragraph(self, line: int, indent: int, list_indent: int, *, in_paragraph: bool) -> bool:
        """Return True if a line below a paragraph, a quote or a table begins another block.

        Args:
            line: its index.
            indent: of the list item that it may be in.
            list_indent: of the list around that; -1 if there is none.
            in_paragraph: False for a quote or a table: no table ends these, but an empty item and one of any number do.
        """
        text = self.texts[line]
        if in_paragraph and "|" in text and self._is_table(line, indent):
            return True
        letter = text[0]
        if letter not in _LETTERS_OF_BLOCKS:
            return False
        if letter == "<":
            return any(opening.search(text) for opening, _, may_interrupt in _html_sequences() if may_interrupt)
        if letter == "[" and text.startswith("[^") and "]:" in text:
            raise _DeclinedError
        pattern = {"#": _HEADING, "`": _FENCE, "~": _FENCE}.get(letter)
        if letter == ">" or (pattern and pattern.match(text)) or _RULE.fullmatch(text):
            return True
        marker = _MARKER.match(text)
        return marker is not None and self._begins_list(line, indent, list_indent, marker, in_paragraph)

    def _begins_list(self, line: int, indent: int, list_indent: int, marker: re.Match[str], in_paragraph: bool) -> bool:
        at = self.indents[line]
        if at < indent and list_indent >= 0 and at - list_indent >= 4:
            return False
        if at < indent or not in_paragraph:
            return True
        is_empty = not self.texts[line][marker.end() :].strip(" \t")
        return not is_empty and marker[1] in (None, *_ONES)

    def _heading(self, line: int, match: re.Match[str]) -> _Block:
        level = len(match[1])
        written = self.texts[line][level:].rstrip(" \t")
        without_closing = written.rstrip("#")
        if without_closing.endswith((" ", "\t")):
            written = without_closing
        html = self._inline(written.strip(TRIMMED), line)
        return _Block(f"<{_HEADING_TAG}{level}>{html}</{_HEADING_TAG}{level}>\n", _ELEMENT)

    def _fence(self, line: int, indent: int) -> tuple[_Block, int] | None:
        match = _FENCE.match(self.texts[line])
        if match is None:
            return None
        mark, info = match[1] or match[3], match[2] or match[4] or ""
        if "\\" in info or "&" in info:
            raise _DeclinedError
        after, closed = line + 1, 0
        while after < self.end:
            text = self.texts[after]
            if text and self.indents[after] < indent:
                break
            if text.startswith(mark) and not text.lstrip(mark[0]).strip(" \t"):
                closed = 1
                break
            after += 1
        code = escape_code(self._source(line + 1, after, self.indents[line]))
        language = info.strip(TRIMMED)
        name = f' class="language-{escape_code(_WHITE_SPACE.split(language, maxsplit=1)[0])}"' if language else ""
        return _Block(f"<pre><code{name}>{code}</code></pre>\n", _RAW), after + closed

    def _source(self, line: int, after: int, indent: int) -> str:
        """Return lines as they are written, with their ends."""
        if line >= after:
            return ""
        lines = [self._cut(at, indent) for at in range(line, after)] if indent else self.lines[line:after]
        return "\n".join(lines) + ("\n" if after < self.end or self.ends_line else "")

    def _html_block(self, line: int, indent: int) -> tuple[_Block, int] | None:
        text = self.texts[line]
        closing = next((closing for opening, closing, _ in _html_sequences() if opening.search(text)), None)
        if closing is None:
            return None
        to_blank = closing.search("") is not None
        after = line + 1
        if not closing.search(text):
            while after < self.end:
                text = self.texts[after]
                if self.indents[after] < indent and (to_blank or text):
                    break
                if closing.search(text):
                    after += bool(text)
                    break
                after += 1
        html = self.rendering.add_html(self._source(line, after, indent), self.first + line)
        return _Block(html, _RAW), after

    def _blockquote(self, line: int, indent: int, list_indent: int) -> tuple[_Block, int]:
        if self.depth >= MAX_DEPTH:
            raise _DeclinedError
        after, is_empty = line, False
        inner: list[str] = []
        unmarked: list[int] = []
        while after < self.end and self.texts[after]:
            text = self.texts[after]
            if text[0] == ">" and self.indents[after] >= indent:
                if text[1:2] == "\t":
                    raise _DeclinedError
                inner.append(text[1:].removeprefix(" "))
                is_empty = not inner[-1].strip(" \t")
            elif is_empty or self._ends_paragraph(after, indent, list_indent, in_paragraph=False):
                break
            else:
                unmarked.append(len(inner))
                inner.append(self.lines[after])
            after += 1
        ends_line = after < self.end or self.ends_line
        reader = _BlockReader(inner, self.first + line, ends_line, self.rendering, self.render_inline, self.depth + 1)
        for index in unmarked:
            reader.indents[index] = -1
        children, count, _ = reader.read(0, 0, -1)
        blocks = "".join(map(_to_html, children))
        html = f"<blockquote>\n{blocks}</blockquote>\n" if children else "<blockquote></blockquote>\n"
        return _Block(html, _ELEMENT), line + count

    def _list(self, line: int, indent: int, marker: re.Match[str]) -> tuple[_Block, int]:
        if self.depth >= MAX_DEPTH:
            raise _DeclinedError
        self.depth += 1
        sign, number = marker[0][-1], marker[1]
        items: list[list[_Block]] = []
        is_tight, ended_blank = True, False
        while True:
            start = line
            item, line, is_item_tight = self._list_item(line, marker, indent)
            items.append(item)
            is_tight = is_tight and is_item_tight and not ended_blank
            ended_blank = line - start > 1 and not self.texts[line - 1]
            if line >= self.end or self.indents[line] < indent:
                break
            text = self.texts[line]
            next_marker = _MARKER.match(text)
            if next_marker is None or next_marker[0][-1] != sign or _RULE.fullmatch(text):
                break
            marker = next_marker
        self.depth -= 1
        name = "ul" if number is None else "ol"
        start_number = f' start="{int(number)}"' if number is not None and int(number) != 1 else ""
        parts = "".join(_item_to_html(item, is_tight) for item in items)
        return _Block(f"<{name}{start_number}>\n{parts}</{name}>\n", _ELEMENT), line

    def _list_item(self, line: int, marker: re.Match[str], list_indent: int) -> tuple[list[_Block], int, bool]:
        """Read an item, after its first line has been made one without its marker; returns what `read` does."""
        written = self.texts[line]
        content = written[marker.end() :].lstrip(" ")
        if content[:1] == "\t":
            raise _DeclinedError
        if not content and not (line + 1 < self.end and self.texts[line + 1]):
            return [], min(line + 2, self.end), True
        spaces = len(written) - marker.end() - len(content) if content else 1
        initial = self.indents[line] + marker.end()
        self.texts[line], self.indents[line] = content, initial + spaces
        self.lines[line] = " " * (initial + spaces) + content
        item = self.read(line, initial + (spaces if spaces <= 4 else 1), list_indent)
        self.texts[line] = written
        return item

    def _is_table(self, line: int, indent: int) -> bool:
        """Return True if a table begins here: a line with a bar above one of dashes and bars."""
        below = line + 1
        return (
            below < self.end
            and self.indents[below] >= indent
            and _TABLE_LINE.fullmatch(self.texts[below]) is not None
            and self._columns(line) is not None
        )

    def _columns(self, line: int) -> list[str] | None:
        """Return the classes of a table's columns; None if there is no table."""
        cells = [cell.strip(TRIMMED) for cell in self.texts[line + 1].split("|")]
        cells = cells[not cells[0] : len(cells) - (len(cells) > 1 and not cells[-1])]
        matches = [_ALIGNMENT.fullmatch(cell) for cell in cells]
        if not cells or len(cells) != len(self._cells(line)):
            return None
        return [_CLASSES[bool(match[1]), bool(match[2])] for match in matches if match] if all(matches) else None

    def _cells(self, line: int) -> list[str]:
        text = self.texts[line].strip(TRIMMED)
        if "\\" in text:
            raise _DeclinedError
        cells = text.split("|")
        return cells[not cells[0] : len(cells) - (len(cells) > 1 and not cells[-1])]

    def _table(self, line: int, indent: int, list_indent: int) -> tuple[_Block, int]:
        columns = self._columns(line) or []
        parts = ["<table>\n<thead>\n", *self._row(line, columns, "th"), "</thead>\n"]
        after = line + 2
        while (
            after < self.end
            and self.indents[after] >= indent
            and self.texts[after].strip(TRIMMED)
            and not self._ends_paragraph(after, indent, list_indent, in_paragraph=False)
        ):
            parts += ("<tbody>\n" if after == line + 2 else "", *self._row(after, columns, "td"))
            after += 1
        parts.append("</tbody>\n</table>\n" if after > line + 2 else "</table>\n")
        return _Block("".join(parts), _ELEMENT), after

    def _row(self, line: int, columns: Sequence[str], name: str) -> list[str]:
        cells = [cell.strip(TRIMMED) for cell in self._cells(line)]
        missing = len(columns) - len(cells)
        self.missing_cells += max(missing, 0)
        if self.missing_cells > MAX_MISSING_CELLS:
            raise _DeclinedError
        cells += [""] * missing
        row = [
            f"<{name}{column}>{self._inline(cell, line) if cell else ''}</{name}>\n"
            for column, cell in zip(columns, cells, strict=False)
        ]
        return ["<tr>\n", *row, "</tr>\n"]


_CLASSES = {
    (False, False): "",
    (True, False): ' class="align-left"',
    (False, True): ' class="align-right"',
    (True, True): ' class="align-center"',
}
_ONES = tuple("0" * zeros + "1" for zeros in range(9))
_WHITE_SPACE = re.compile(f"[{re.escape(TRIMMED)}]+")


def _width(indentation: str) -> int:
    """Return the columns that white space takes."""
    return len(indentation.expandtabs(4)) if "\t" in indentation else len(indentation)


def _item_to_html(blocks: Sequence[_Block], is_tight: bool) -> str:
    """Render a list item. In a tight list, paragraphs have no tags."""
    parts = ["<li>" if not blocks or (is_tight and blocks[0].kind is _PARAGRAPH) else "<li>\n"]
    is_below_text = False
    for block in blocks:
        if is_tight and block.kind is _PARAGRAPH:
            parts.append(block.html)
            is_below_text = True
        else:
            parts += ("\n" if is_below_text and block.kind is _ELEMENT else "", _to_html(block))
            is_below_text = False
    return "".join((*parts, "</li>\n"))


@cache
def _html_sequences() -> Sequence[tuple[re.Pattern[str], re.Pattern[str], bool]]:
    """Return how HTML blocks begin and end, and True for those that may end a paragraph."""
    from markdown_it.rules_block.html_block import HTML_SEQUENCES  # markdown-it-py takes 60 ms to import

    return HTML_SEQUENCES
