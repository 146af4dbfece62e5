"""Turn what MDX adds to Markdown into text, links and images: statements, components, comments, admonitions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape

from kursk_archive.images.decode import IMAGE_SUFFIXES
from kursk_archive.loader.markdown_body.embeds import embed_table, fill_address
from kursk_archive.loader.markdown_body.sanitise import TAGS
from kursk_archive.loader.markdown_body.shortcodes import FENCE, markdown_embed, one_line

_COMPONENT_START = re.compile(r"</?[A-Z]+[a-z]")
_ADMONITION = re.compile(
    r"([ \t]{0,12}):{3,12}[ \t]{0,9}(?P<kind>[a-z][a-z-]{2,20})?"
    r"(?:\[(?P<title>[^\n]{0,300})\]|[ \t](?P<words>[^\n]{0,300}))?[ \t]*"
)
_CALLOUT = re.compile(
    r"(?P<quote>[ \t]{0,3}>[> \t]{0,40})\[!(?P<kind>[\w -]{2,40})(?:\|[^\]\n]{0,60})?\][+-]?(?P<words>[^\n]{0,300})"
)
"""The first line of an alert of GitHub's or a callout of Obsidian's, a quote that has a kind."""
_ADMONITION_KINDS = frozenset(
    "note tip info warning danger caution important secondary success details admonition".split()
)
_IMPORT = re.compile(
    r"import\s+(?:[\w*{$][\w*{}$,\s]{0,2000}\sfrom\s{1,9})?(['\"])[^'\"\n]{1,300}\1[ \t]*;?[ \t]*(?://.*)?"
)
_IMPORTED_FILE = re.compile(r"import\s+(\w+)\s+from\s+['\"]([^'\"\n]{1,300})['\"]")
_EXPORT = re.compile(
    r"export\s+(?:(?:const|let|var)\s+[\w{\[$][^\n]*=|(?:async\s+)?function\s*\w*\s*\(|class\s+\w+[^\n]*\{|[{*]"
    r"|default\s[^\n]*[({;=])"
)
_MAX_STATEMENT_LINES = 60
_MAX_DEPTH = 100
_HEADING_ID = re.compile(r"[ \t]*\{#[\w:.-]{1,300}\}[ \t]*$")
_SHOWN_CODE = r"(?P<code>`+[^`\n]*`+)"
_COMMENT_START = re.compile(rf"{_SHOWN_CODE}|\{{/\*")
_TAG_START = re.compile(_SHOWN_CODE + r"|<(?P<close>/?)(?:(?P<name>[A-Za-z][\w.]{0,60})(?=[\s/>])|(?=>))")
_TAG_SIGN = re.compile(r"[<>{}\"'`]")
_MAX_TAG_CHARACTERS, _MAX_FAULTS = 4_000, 200
"""Bounds: each beginning of a tag without an end is searched that far for it."""
_ATTRIBUTE = re.compile(
    r"(?<![\w-])([A-Za-z_][\w:-]{0,40})\s{0,9}=\s{0,9}(?:\"([^\"]{0,2000})\"|'([^']{0,2000})'|\{([^{}]{0,2000})\})"
)
_STRING = re.compile(r"\s{0,9}(?:(?:require|useBaseUrl)\s{0,9}\(\s{0,9})?([\"'`])([^\"'`$\n]{1,1000})\1")
_HTML_NAMES = TAGS | frozenset("audio body center font form head html iframe input object script style video".split())
_IMAGE_KEYS = ("src", "img", "image", "source", "url", "path")
_LINK_KEYS = ("href", "to", "link")
_WORD_KEYS = ("title", "label", "caption", "heading", "header", "summary", "text", "name")


def plain_mdx(text: str) -> str:
    """Return Markdown without the code of MDX, admonitions and callouts. Lines stay lines, shown code stays so."""
    if not _may_hold_mdx(text):
        return text
    files: dict[str, str] = {}
    parts: list[str] = []
    for is_code, lines in split_at_fences(text.split("\n")):
        parts.append("\n".join(lines) if is_code else _plain_part(lines, files))
    return "\n".join(parts)


def _may_hold_mdx(text: str) -> bool:
    return (
        ":::" in text
        or "[!" in text
        or ("port " in text and ("import " in text or "export " in text))
        or ("{" in text and ("{/*" in text or "{#" in text or "={" in text))
        or ("<" in text and ("<>" in text or "</>" in text or _COMPONENT_START.search(text) is not None))
    )


def split_at_fences(lines: list[str]) -> Iterator[tuple[bool, list[str]]]:
    """Yield the lines in groups: True for those of a block of code, with its fences."""
    fence = ""
    group: list[str] = []
    for line in lines:
        match = FENCE.match(line)
        if match and not fence:
            if group:
                yield False, group
            fence, group = match[1], [line]
        elif match and line.strip().startswith(fence) and not line.strip().strip(fence[0]):
            yield True, [*group, line]
            fence, group = "", []
        else:
            group.append(line)
    if group:
        yield bool(fence), group


def _plain_part(lines: list[str], files: dict[str, str]) -> str:
    lines = _without_statements(lines, files)
    for number, line in enumerate(lines):
        if "{#" in line and line.startswith("#"):
            lines[number] = _HEADING_ID.sub("", line)
        elif ":::" in line and (match := _ADMONITION.fullmatch(line)):
            lines[number] = _admonition_line(match)
        elif "[!" in line and (match := _CALLOUT.fullmatch(line)):
            words = match["words"].strip()
            lines[number] = f"{match['quote'].rstrip()} **{words}**  " if words else match["quote"].rstrip()
    return _plain_elements(_without_comments("\n".join(lines)), files)


def _admonition_line(match: re.Match[str]) -> str:
    title = (match["title"] or match["words"] or "").strip()
    if (match["kind"] or title) and match["kind"] not in _ADMONITION_KINDS:
        return match[0]
    return f"{match[1]}**{title}**  " if title else ""


def _without_statements(lines: list[str], files: dict[str, str]) -> list[str]:
    """Empty the lines of imports and exports; note which file a name stands for."""
    kept, number, may_be_long = list(lines), 0, True
    while number < len(lines):
        count = 0
        if lines[number].startswith("import "):
            limit = _MAX_STATEMENT_LINES if may_be_long else 1
            count = _import_lines(lines[number : number + limit])
            may_be_long = may_be_long and count > 0
            if match := _IMPORTED_FILE.match("\n".join(lines[number : number + count])):
                files.setdefault(match[1], match[2])
        elif lines[number].startswith("export ") and _EXPORT.match(lines[number]):
            count = _export_lines(lines[number : number + _MAX_STATEMENT_LINES])
        kept[number : number + count] = [""] * count
        number += max(count, 1)
    return kept


def _import_lines(lines: list[str]) -> int:
    """Return how many of the lines are the import that begins with the first; 0 if that is none."""
    for count, line in enumerate(lines, 1):
        if re.search(r"['\"];?\s*(?://.*)?$", line):
            return count if _IMPORT.fullmatch("\n".join(lines[:count])) else 0
        if not line.strip():
            break
    return 0


def _export_lines(lines: list[str]) -> int:
    """Return how many of the lines are the export that begins with the first: until its brackets are closed."""
    depth = 0
    for count, line in enumerate(lines, 1):
        depth += sum(map(line.count, "{[(")) - sum(map(line.count, "}])"))
        if depth <= 0:
            return count
    return next((count for count, line in enumerate(lines) if not line.strip()), 1)


def _without_comments(text: str) -> str:
    parts: list[str] = []
    position = 0
    for match in _COMMENT_START.finditer(text):
        if match["code"] or match.start() < position:
            continue
        end = text.find("*/}", match.end())
        if end < 0:
            break
        parts += (text[position : match.start()], "\n" * text.count("\n", match.start(), end))
        position = end + 3
    return "".join((*parts, text[position:]))


def _plain_elements(text: str, files: Mapping[str, str]) -> str:
    """Replace components, and the expressions in attributes of HTML."""
    if not ("<>" in text or "</>" in text or "={" in text or _COMPONENT_START.search(text)):
        return text
    parts: list[str] = []
    links: list[str] = []
    blocks: dict[int, int] = {}
    position = faults = line = counted = 0
    for match in _TAG_START.finditer(text):
        if match["code"] or match.start() < position:
            continue
        end = _tag_end(text, match.end()) if faults < _MAX_FAULTS else -1
        if end < 0:
            faults += 1
            continue
        tag = text[match.end() : end - 1]
        replaced = _replace_tag(match, tag, files, links)
        if replaced is not None:
            parts += (text[position : match.start()], replaced, "\n" * (tag.count("\n") - replaced.count("\n")))
            position = end
            line, counted = line + text.count("\n", counted, end), end
            if not tag.endswith("/"):
                blocks[line] = blocks.get(line, 0) + (-1 if match["close"] else 1)
    return _dedent("".join((*parts, text[position:])), text, blocks)


def _dedent(text: str, written: str, blocks: Mapping[int, int]) -> str:
    """Remove the indentation of what is inside of components, which would be code in Markdown.

    Args:
        text: without its components.
        written: with them.
        blocks: line → the number of components that it opens, less those that it closes.
    """
    lines, bases = text.split("\n"), list[int]()
    for number, original in enumerate(written.split("\n")):
        change, indent = blocks.get(number, 0), len(original) - len(original.lstrip(" \t"))
        del bases[max(0, len(bases) + min(change, 0)) :]
        if bases and bases[-1] < 0 and original.strip():
            bases[-1] = indent
        if bases:
            lines[number] = lines[number][min(bases[-1], indent) :] if lines[number].strip() else ""
        elif change < 0:
            lines[number] = lines[number].lstrip(" \t")
        bases += [-1] * min(max(change, 0), _MAX_DEPTH)
    return "\n".join(lines)


def _tag_end(text: str, start: int) -> int:
    """Return the position after the `>` of a tag; -1 if it has none nearby."""
    depth, position, limit = 0, start, start + _MAX_TAG_CHARACTERS
    while match := _TAG_SIGN.search(text, position, limit):
        sign, position = match[0], match.end()
        if sign in "\"'`":
            position = text.find(sign, position, limit) + 1
            if not position:
                return -1
        elif sign == "{":
            depth += 1
        elif sign == "}":
            depth -= 1
        elif depth == 0:
            return position if sign == ">" else -1
    return -1


def _replace_tag(match: re.Match[str], rest: str, files: Mapping[str, str], links: list[str]) -> str | None:
    """Return what stands for a tag; None for a tag of HTML that may stay as it is."""
    name = match["name"] or ""
    is_component = (
        name[:1].isupper() and not name.isupper() and (name.lower() not in _HTML_NAMES or _is_figure(name, rest))
    )
    if name and not is_component:
        if match["close"] or "={" not in rest:
            return None
        attributes = "".join(f' {key}="{escape(value)}"' for key, value in _attributes(rest, files).items())
        return f"<{name}{attributes}{'/' if rest.endswith('/') else ''}>"
    if match["close"]:
        if links and links[-1] == name:
            links.pop()
            return "</a>"
        return ""
    return _component(name, _attributes(rest, files), rest.endswith("/"), links)


def _is_figure(name: str, rest: str) -> bool:
    """Return True for a component that has the name of an element of HTML and, unlike it, no content."""
    return name.lower() in TAGS and rest.endswith("/")


def _attributes(text: str, files: Mapping[str, str]) -> Mapping[str, str]:
    """Return the attributes whose values are texts, or stand for a file that was imported."""
    found: dict[str, str] = {}
    for key, double, single, expression in _ATTRIBUTE.findall(text):
        value = double or single
        if expression:
            string = _STRING.match(expression)
            value = string[2] if string else files.get(expression.strip().removesuffix(".src"), "")
            value = value or (expression.strip() if expression.strip().isdigit() else "")
        if value:
            found.setdefault(key, value)
    return found


def _component(name: str, attributes: Mapping[str, str], is_empty: bool, links: list[str]) -> str:
    words = next((attributes[key] for key in _WORD_KEYS if attributes.get(key)), "")
    image = next(
        (attributes[key] for key in _IMAGE_KEYS if attributes.get(key, "").lower().endswith(IMAGE_SUFFIXES)), ""
    )
    if image:
        return f"![{one_line(attributes.get('alt') or words)}](<{one_line(image)}>)"
    address = next((attributes[key] for key in _LINK_KEYS if attributes.get(key)), "")
    if address and is_empty:
        return f"[{one_line(words or address)}](<{one_line(address)}>)"
    if address:
        links.append(name)
        return f'<a href="{escape(address)}">'
    if is_empty and (embedded := _embedded_address(name, attributes)):
        return markdown_embed(attributes.get("title", ""), embedded)
    return f"**{escape(words, quote=False)}**  " if words else ""


def _embedded_address(name: str, attributes: Mapping[str, str]) -> str:
    """Return the address of what a player or a post shows; empty if it cannot be told."""
    table = embed_table()
    folded = {key.lower(): value for key, value in attributes.items()}
    value = next((folded[key] for key in (*table.shortcode_arguments, "tweetid") if folded.get(key)), "")
    plain = re.sub(r"^lite|^react|embed$|player$|video$", "", name.lower())
    pattern = table.shortcodes.get(name.lower()) or table.shortcodes.get(plain)
    if value.startswith(("https://", "http://")):
        return value
    return fill_address(pattern, value, folded.get("user", "")) if pattern and pattern != "{}" and value else ""
