"""Turn what generators do with whole blocks into text: code, comments, shortcodes in pairs, marks of kramdown.

Shortcodes and tags that embed or link to something are left to `shortcodes.py`; those that show what only the generator
knew are removed where they stand alone, and noted.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from html import escape

from kursk_archive.loader.markdown_body.embeds import embed_table
from kursk_archive.loader.markdown_body.mdx import split_at_fences
from kursk_archive.loader.markdown_body.shortcodes import FENCE, HEXO_ASSETS, one_line, read_arguments

Note = Callable[[str, int], None]
"""Takes a tag whose output is lost, and its line, counted from the text's first as 0."""

NoteLoss = Callable[[re.Match[str]], str]
"""Notes a match of a tag whose output is lost; returns what stands for it: nothing."""
_MAX_LINE = 400
"""Characters that are looked at on each side of a tag."""
_SIGNS = ("{%", "{{", "{:", "{#", "[gallery")
_CODE_NAMES = r"highlight|codeblock|code-block|code|prism|highlightblock"
_CODE_START = re.compile(
    rf"(?P<before>.*?)(?:\{{%-?\s*(?P<liquid>{_CODE_NAMES})\b(?P<liquid_arguments>[^%\n]*?)-?%\}}"
    rf"|\{{\{{[<%]\s*(?P<hugo>{_CODE_NAMES})\b(?P<hugo_arguments>[^\n]*?)\s*[%>]\}}\}})(?P<after>.*)"
)
_CODE_END = re.compile(
    rf"(?P<before>.*?)(?:\{{%-?\s*end(?:{_CODE_NAMES})\s*-?%\}}|\{{\{{[<%]\s*/\s*(?:{_CODE_NAMES})\s*[%>]\}}\}})(?P<after>.*)"
)
_COMMENT_START = re.compile(
    r"\{%-?\s*comment\b[^%\n]*%\}|\{::comment\}|\{#(?=[\s-])|\{\{[<%]?-?\s*/\*|\{\{[<%]\s*comment\b[^\n]*?[%>]\}\}"
)
_COMMENT_ENDS = (
    ("{%", re.compile(r"\{%-?\s*endcomment\s*-?%\}")),
    ("{::", re.compile(r"\{:/(?:comment)?\}")),
    ("{#", re.compile(r"#\}")),
    ("/*", re.compile(r"\*/\s*-?[>%]?\}\}")),
    ("{{", re.compile(r"\{\{[<%]\s*/\s*comment\s*[%>]\}\}")),
)
_RAW = re.compile(
    r"[ \t]*\{%-?\s*(?:end)?(?:raw|verbatim)\s*-?%\}[ \t]*(?:\n|$)|\{%-?\s*(?:end)?(?:raw|verbatim)\s*-?%\}"
)
_SHOWN_CODE = re.compile(r"`+[^`\n]*`+")
_TAG = re.compile(
    r"(?P<code>`+[^`\n]*`+)"
    r"|\{\{[<%]-?\s{0,9}(?P<close>/?)\s{0,9}(?P<hugo>[A-Za-z_][\w./-]{0,60})"
    r"(?P<hugo_arguments>(?:\s[^<>{}]{0,800}?)?)\s{0,9}(?P<self>/?)\s{0,9}[%>]\}\}"
    r"|\{%-?\s{0,9}(?P<liquid>[A-Za-z_]\w{0,40})(?P<liquid_arguments>[^%{}]{0,800}?)-?%\}",
)
_SILENT = frozenset("assign block break continue cycle decrement elif else elsif extends import increment layout render"
                    " set unset when".split())  # fmt: skip
"""Statements of Liquid, Nunjucks and Twig that write nothing themselves."""
_CONTROL = frozenset("capture case for if ifchanged macro tablerow unless".split())
"""Statements under which text appears, or not, or several times: the text is kept once, and that is noted."""
_STATEMENTS = _SILENT | _CONTROL | {f"end{name}" for name in _CONTROL}
_CONTENTS = frozenset("toc tableofcontents table_of_contents".split())
_TITLE_KEYS = ("title", "header", "heading", "summary", "label", "caption", "name")
_TITLED = frozenset("accordion collapse details dropdown expand fold panel spoiler tab accordion-item".split())
"""Shortcodes whose first argument is what a reader clicks on."""
_WORD_KEYS = ("text", "content", "title", "label", "caption", "alt", "term_id")
_ATTRIBUTES_ALONE = re.compile(r"[ \t]*\{:[^{}\n]{0,300}\}[ \t]*")
_ATTRIBUTES_BEHIND = re.compile(r"(?<=[)\]*_\w\"'>])\{:\s?(?=[.#\w])[^{}]{1,300}\}")
_EXTENSION = re.compile(r"\{::[a-z][^{}\n]{0,200}\}|\{:/[a-z]{0,20}\}")
_GALLERY = re.compile(r"^[ \t]*\[gallery(?:\s[^\[\]\n]{0,500})?\][ \t]*$", re.MULTILINE)
"""WordPress's images by their numbers, which only its database knows."""
_LIST_ITEM = re.compile(r"[ \t]*(?:[*+-]|\d+\.)[ \t]+\S[^\n]*")


def plain_templates(text: str, note: Note) -> str:
    """Return Markdown without the tags of generators around blocks. Lines stay lines, as far as code allows it."""
    if not any(sign in text for sign in _SIGNS):
        return text
    if "endraw" in text or "endverbatim" in text:
        text = _RAW.sub(lambda match: "\n" * match[0].count("\n"), text)
    lines = _write_code_and_comments(text.split("\n"))
    groups = list(split_at_fences(lines))
    plain = "\n".join("\n".join(group) for is_code, group in groups if not is_code)
    paired = {match["hugo"] for match in _TAG.finditer(plain) if match["close"]}
    paired |= {match["liquid"][3:] for match in _TAG.finditer(plain) if (match["liquid"] or "").startswith("end")}
    written, line = list[str](), 0
    for is_code, group in groups:
        joined = "\n".join(group)
        written.append(joined if is_code else _plain_group(joined, paired, note, line))
        line += len(group)
    return "\n".join(written)


def _write_code_and_comments(lines: list[str]) -> list[str]:
    """Write tags around code as fences; empty the lines of comments."""
    written: list[str] = []
    fence, in_code = "", False
    comment_end: re.Pattern[str] | None = None
    for line in lines:
        match = None if in_code or comment_end else FENCE.match(line)
        if comment_end is not None:
            found = comment_end.search(line)
            line = line[found.end() :] if found else ""
            comment_end = None if found else comment_end
        elif in_code:
            if end := _CODE_END.match(line):
                in_code = False
                line = "\n".join(
                    filter(None, (end["before"], f"{_LONG_FENCE}{end['after'] and chr(10) + end['after']}"))
                )
        elif match and not fence:
            fence = match[1]
        elif fence:
            fence = "" if match and line.strip().startswith(fence) and not line.strip().strip(fence[0]) else fence
        elif "{%" in line or "{{" in line or "{#" in line or "{::" in line:
            line, in_code, comment_end = _open_block(line)
        written.append(line)
    if in_code:
        written.append(_LONG_FENCE)
    return "\n".join(written).split("\n")


_LONG_FENCE = "~~~~~~"


def _open_block(line: str) -> tuple[str, bool, re.Pattern[str] | None]:
    """Return a line as it is written, True if code begins in it, and the end of a comment that begins in it."""
    kept, position, shown = list[str](), 0, _shown_code(line)
    while (start := _COMMENT_START.search(line, position)) and not _is_within(shown, start.start()):
        end = next(pattern for sign, pattern in _COMMENT_ENDS if sign in start[0])
        kept.append(line[position : start.start()])
        found = end.search(line, start.end())
        if found is None:
            return "".join(kept), False, end
        position = found.end()
    if kept:
        line = "".join((*kept, line[position:]))
        shown = _shown_code(line)
    code = _CODE_START.match(line)
    if code is None or _is_within(shown, code.end("before")):
        return line, False, None
    if closing := _CODE_END.match(code["after"]):
        return f"{code['before']}`{closing['before'].strip()}`{closing['after']}", False, None
    named, plain = read_arguments(code["liquid_arguments"] or code["hugo_arguments"] or "")
    language = (named.get("lang") or next(iter(plain), "")).removeprefix("lang:")
    language = language if re.fullmatch(r"[\w+#.-]{1,30}", language) else ""
    opening = "\n".join(filter(None, (code["before"].rstrip(), f"{_LONG_FENCE}{language}", code["after"])))
    return opening, True, None


def _shown_code(line: str) -> list[tuple[int, int]]:
    """Return where code stands in a line."""
    return [match.span() for match in _SHOWN_CODE.finditer(line)] if "`" in line else []


def _is_within(spans: list[tuple[int, int]], position: int) -> bool:
    """Return True if a place is inside of one of the spans, which are in order."""
    index = bisect_right(spans, (position, sys.maxsize))
    return index > 0 and position < spans[index - 1][1]


def _plain_group(text: str, paired: set[str], note: Note, first_line: int) -> str:
    """Replace the tags of a text without blocks of code."""
    if "{:" in text:
        text = _without_attributes(text)
    if "[gallery" in text:
        text = _GALLERY.sub(_loss_noter(text, note, first_line), text)
    if "{%" not in text and "{{" not in text:
        return text
    links: list[str] = []
    note_loss = _loss_noter(text, note, first_line)
    return _TAG.sub(lambda match: _replace_tag(match, paired, links, note_loss), text)


def _loss_noter(text: str, note: Note, first_line: int) -> NoteLoss:
    """Return a function that notes a match in a text, with its line, and returns what stands for it: nothing."""
    breaks = [match.start() for match in re.finditer("\n", text)]

    def note_loss(match: re.Match[str]) -> str:
        note(match[0].strip(), first_line + bisect_left(breaks, match.start()))
        return ""

    return note_loss


def _replace_tag(match: re.Match[str], paired: set[str], links: list[str], note_loss: NoteLoss) -> str:
    """Return what stands for a tag, with the lines that it takes up."""
    if match["code"]:
        return match[0]
    name = match["hugo"] or match["liquid"]
    arguments = match["hugo_arguments"] if match["hugo"] else match["liquid_arguments"]
    breaks = "\n" * match[0].count("\n")
    if name in _STATEMENTS and not _is_alone(match):  # in a sentence it is text, which only a capture can explain
        return " ".join(match[0].split()) + breaks
    if match["close"] or (match["liquid"] and name.startswith("end")):
        return _close(name if match["close"] else name[3:], links) + breaks
    is_pair = name in paired and not match["self"]
    is_image = name in embed_table().shortcode_images and "src" in arguments
    if name in _CONTROL:
        note_loss(match)
    if name in _SILENT | _CONTROL | _CONTENTS:
        return breaks
    if is_image or (not is_pair and _is_known(name)):
        return " ".join(match[0].split()) + breaks
    return (_open(name, arguments, links) if is_pair else _alone(match, arguments, note_loss)) + breaks


def _close(name: str, links: list[str]) -> str:
    """Return what stands for the second of a pair: the end of a link, or nothing."""
    if links and links[-1] == name:
        links.pop()
        return "</a>"
    return ""


def _is_known(name: str) -> bool:
    """Return True for a tag that `shortcodes.py` reads."""
    table = embed_table()
    links = ("ref", "relref", "post_url", "post_link", "link", "include", *HEXO_ASSETS)
    return name in links or name in table.shortcodes or name in table.shortcode_images


def _open(name: str, arguments: str, links: list[str]) -> str:
    """Return what stands for the first of a pair: the beginning of a link, a title, or nothing."""
    named, plain = read_arguments(arguments)
    address = named.get("href") or named.get("url") or named.get("link") or ""
    if address:
        links.append(name)
        return f'<a href="{escape(address)}">'
    words = next((named[key] for key in _TITLE_KEYS if named.get(key)), "")
    words = words or (next(iter(plain), "") if name in _TITLED else "")
    return f"**{escape(words, quote=False)}**  " if words else ""


def _alone(match: re.Match[str], arguments: str, note_loss: NoteLoss) -> str:
    """Return what stands for a tag that is not known: its words, nothing if it is a block, else the tag itself."""
    named, plain = read_arguments(arguments)
    if match["hugo"] and (words := next((named[key] for key in _WORD_KEYS if named.get(key)), "")):
        return one_line(words)
    before, after = _around(match)
    if before.startswith("#") and not before.strip("# ") and plain:
        return one_line(plain[0])
    if not _is_alone(match) and not (before.startswith("#") and not after.strip()):
        return " ".join(match[0].split())
    return note_loss(match)


def _is_alone(match: re.Match[str]) -> bool:
    """Return True if there is nothing but tags in the line of a tag."""
    before, after = _around(match)
    return not _TAG.sub("", before).strip(" \t>*+-") and not _TAG.sub("", after).strip()


def _around(match: re.Match[str]) -> tuple[str, str]:
    """Return what stands before and behind a tag in its line."""
    text, start, end = match.string, match.start(), match.end()
    return text[max(0, start - _MAX_LINE) : start].rpartition("\n")[2], text[end : end + _MAX_LINE].partition("\n")[0]


def _without_attributes(text: str) -> str:
    """Remove kramdown's lists of attributes, and the list that stands for a table of contents."""
    text = _ATTRIBUTES_BEHIND.sub(lambda match: "\n" * match[0].count("\n"), text) if "`" not in text else text
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if "{:" not in line:
            continue
        if _ATTRIBUTES_ALONE.fullmatch(line):
            if re.search(r"\btoc\b", line) and number and _LIST_ITEM.fullmatch(lines[number - 1]):
                lines[number - 1] = ""
            lines[number] = ""
        elif "`" not in line:
            lines[number] = _EXTENSION.sub("", _ATTRIBUTES_BEHIND.sub("", line))
    return "\n".join(lines)
