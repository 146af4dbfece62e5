"""Turn the shortcodes and tags of site generators into Markdown, so that what they embed or link to is a link."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from kursk_archive.loader.markdown_body.embeds import embed_table, fill_address
from kursk_archive.loader.markdown_body.link_markers import EMBED_MARK

_OUTPUT_TAG = r"\{\{-?\s{0,9}(?:site\.[\w.]{1,40}|[\"'][^\"'{}\n]{1,300}[\"']\s{0,9}\|\s{0,9}[\w ]{1,40}?)\s{0,9}-?\}\}"
_LINK_TAG = (
    r"\{%-?\s{0,9}(?:post_url|post_link|link)\s[^%{}<>\n]{1,300}%\}"
    r"|\{\{[<%]\s{0,9}(?:rel)?ref\s[^<>{}\n]{1,300}[>%]\}\}"
)
_QUOTED_REF = re.compile(
    r"=\"(?P<tag>\{\{[<%]\s{0,9}(?:rel)?ref\s{1,9}\"[^\"'<>{}\n]{1,300}\"\s{0,9}[%>]\}\}[^\"'<>\s]{0,300})\""
)
"""An attribute of HTML whose quotes are those of the tag in it, too."""
_ARGUMENT = re.compile(
    r"(?:(?<![\w-])([\w-]{1,40})\s{0,9}=\s{0,9})?(?:\"([^\"]*)\"|'([^']*)'|“([^”]*)”|([^\s\"',=]+(?:=[^\s\"',]*)?))"
)
HEXO_ASSETS = frozenset({"asset_img", "asset_link"})
_ID = re.compile(r"^(?=.*\d)[\w-]{6,30}$")
FENCE = re.compile(r"[ ]{0,3}(`{3,}|~{3,})")


def expand_shortcodes(text: str) -> str:
    """Return Markdown with links in place of shortcodes and tags that are known. Lines stay lines."""
    if not _may_hold_one(text):
        return text
    if 'ref "' in text:
        text = _QUOTED_REF.sub(r"='\g<tag>'", text)
    if "]:" in text:
        text = _definition().sub(lambda match: match["label"] + _destination(match["address"]), text)
    if "```" not in text and "~~~" not in text:
        return _shortcode().sub(_replace, text)
    return "\n".join(_outside_of_fences(text))


def _may_hold_one(text: str) -> bool:
    """Return False for a text without the beginning of a shortcode. The full pattern takes 1 ms for a long body."""
    if "{{" in text or "{%" in text or ("::" in text and ".. " in text):
        return True
    return "[" in text and _bracketed().search(text) is not None


@cache
def _shortcode() -> re.Pattern[str]:
    """Return the pattern of a shortcode; compiling it takes 7 ms, which most edits do without."""
    return re.compile(
        rf"(?P<address>(?<=\]\()\s{{0,9}}(?:{_OUTPUT_TAG})?(?:{_LINK_TAG})?(?<=\}})[^\s()<>]{{0,500}}(?=\s{{0,9}}\)))"
        rf"|(?<![\"'=<])(?P<link>{_LINK_TAG})"
        r"|\{\{[<%]\s{0,9}(?P<hugo>[a-z][\w-]{0,30})\s{1,9}(?P<hugo_arguments>[^<>{}\n]{1,500}?)\s{0,9}/?[>%]\}\}"
        r"|\{\{\s{0,9}(?P<zola>[a-z]\w{0,30})\((?P<zola_arguments>[^{}\n]{1,500}?)\)\s{0,9}\}\}"
        r"|\{%-?\s{0,9}(?:include\s{1,9})?(?P<liquid>[a-z]\w{0,30})(?:\.html)?"
        r"\s{1,9}(?P<liquid_arguments>[^{}%\n]{1,500}?)\s{0,9}-?%\}"
        r"|\[(?P<paired>embed|video|audio)(?:\s[^\[\]\n]{0,300})?\]"
        r"(?P<paired_address>https?://[^\s\[\]]{1,2000})\[/(?P=paired)\]"
        r"|\[/?caption(?:\s[^\[\]\n]{0,500})?\]"
        r"|\[(?P<wordpress>[a-z][a-z_]{1,30})[ =](?P<wordpress_arguments>[^\[\]\n]{1,500})\]"
        r"(?:\[/(?P=wordpress)\])?(?!\(|\[|:)"
        r"|^\.\. (?P<directive>[a-z]{2,20})::[ \t]{1,9}(?P<directive_arguments>\S{1,500})[ \t]*$",
        re.MULTILINE,
    )


@cache
def _definition() -> re.Pattern[str]:
    """Return the pattern of the definition of a link that paragraphs refer to by a label."""
    return re.compile(
        rf"^(?P<label>[ ]{{0,3}}\[[^\[\]\n]{{1,300}}\]:[ \t]{{0,9}})"
        rf"(?P<address>(?:{_OUTPUT_TAG})?(?:{_LINK_TAG})?(?<=\}})[^\s<>]{{0,500}})[ \t]*$",
        re.MULTILINE,
    )


@cache
def _bracketed() -> re.Pattern[str]:
    return re.compile(rf"\[(?:/?caption|(?:{'|'.join(sorted(embed_table().wordpress))})\b)")


def _outside_of_fences(text: str) -> list[str]:
    lines, fence = text.split("\n"), ""
    for number, line in enumerate(lines):
        match = FENCE.match(line)
        if match and not fence:
            fence = match[1]
        elif match and line.strip().startswith(fence) and not line.strip().strip(fence[0]):
            fence = ""
        elif not fence:
            lines[number] = _shortcode().sub(_replace, line)
    return lines


def _replace(match: re.Match[str]) -> str:
    if _is_in_code(match):
        return match[0]
    if match["address"]:
        return _destination(match["address"].strip())
    if match["link"]:
        return f"[{one_line(_tag_words(match['link']))}]({_destination(match['link'])})"
    if match["paired_address"]:
        return markdown_embed("", match["paired_address"])
    for kind in ("hugo", "zola", "liquid", "wordpress", "directive"):
        if name := match[kind]:
            replaced = _expand(name, match[f"{kind}_arguments"], kind)
            return match[0] if replaced is None else replaced
    return ""  # `[caption]` around an image and its words


def _is_in_code(match: re.Match[str]) -> bool:
    line_start = match.string.rfind("\n", 0, match.start()) + 1
    return match.string.count("`", line_start, match.start()) % 2 == 1


def _destination(href: str) -> str:
    """Return the destination of a link in Markdown, in which spaces and brackets may stand."""
    return f"<{href.replace('<', chr(92) + '<').replace('>', chr(92) + '>')}>"


def _tag_words(tag: str) -> str:
    """Return the words of a link for a tag such as `{% link a.md %}`: what it names, or the title that it states."""
    words = tag.strip("{}<>% -").split(None, 1)
    named, plain = read_arguments(words[1] if len(words) > 1 else "")
    if words[0] == "post_link" and len(plain) > 1:  # of Hexo
        return " ".join(word for word in plain[1:] if word not in ("true", "false"))
    return named.get("path", plain[0] if plain else "")


def _expand_asset(name: str, plain: list[str]) -> str | None:
    """Return the image or the link for a file that belongs to a post of Hexo; None if it names none."""
    at = next((index for index, word in enumerate(plain) if "." in word), None)
    if at is None:
        return None
    words = one_line(" ".join(word for word in plain[at + 1 :] if not word.isdigit()))
    mark = "!" if name == "asset_img" else ""
    return f"{mark}[{words or ('' if mark else one_line(plain[at]))}](<{one_line(plain[at])}>)"


def _expand(name: str, text: str, kind: str) -> str | None:
    """Return the Markdown for a shortcode; None if it is not known or has no address."""
    table = embed_table()
    if kind == "wordpress" and name not in table.wordpress:
        return None
    named, plain = read_arguments(text)
    if name in HEXO_ASSETS and kind == "liquid":
        return _expand_asset(name, plain)
    if name in table.shortcode_images and kind != "wordpress":
        source = named.get("src") or named.get("path") or named.get("url") or (plain[0] if plain else "")
        words = named.get("caption") or named.get("alt") or named.get("title") or ""
        return f"![{one_line(words)}](<{one_line(source)}>)" if source else None
    address = table.shortcodes.get(name)
    if address is None:
        return None
    value = next((named[key] for key in table.shortcode_arguments if named.get(key)), plain[-1] if plain else "")
    user = named.get("user") or named.get("username") or (plain[0] if len(plain) > 1 else "")
    is_address = "/" in value or ("." in value and kind != "wordpress")
    is_aside = kind == "wordpress" and not (is_address or named or _ID.search(value))
    if not value or is_aside or (address == "{}" and not is_address):
        return None
    return markdown_embed(named.get("title", ""), fill_address(address, value, user))


def read_arguments(text: str) -> tuple[Mapping[str, str], list[str]]:
    """Return the arguments of a shortcode: those with a name, in lower case, and the others."""
    named: dict[str, str] = {}
    plain: list[str] = []
    for key, *values in _ARGUMENT.findall(text):
        value = "".join(values).strip()
        if key:
            named.setdefault(key.lower(), value)
        elif value:
            plain.append(value)
    return named, plain


def markdown_embed(title: str, address: str) -> str:
    """Return the link that stands for what a page embedded."""
    return f"[{one_line(title)}](<{EMBED_MARK}{one_line(address)}>)"


def one_line(text: str) -> str:
    """Remove what would end a link's text or address."""
    return re.sub(r"[\[\]<>\n\\]", "", text)
