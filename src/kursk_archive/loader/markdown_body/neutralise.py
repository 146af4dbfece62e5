"""Neutralise the HTML of a capture that would swallow the text after it.

After `<textarea>`, an unclosed comment or an unclosed quotation mark, a browser treats everything below as part of it,
and so would the sanitiser, after Markdown has been laid out around it. The text of a capture must end at its end.
"""

from __future__ import annotations

import html
import re

from kursk_archive.loader.markdown_body.link_markers import strip_marker_references
from kursk_archive.loader.markdown_body.sanitise import TAGS

_UNTOUCHED = TAGS | set("area base embed frame image input link meta param script source style track".split())
"""Elements that are kept, elements without content, and elements whose content the sanitiser drops."""
_BLOCK_ELEMENTS = frozenset("address article aside center fieldset footer form h1 header main nav section".split())
_TOKEN = re.compile(r"""<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9:-]*)|(?P<other><[!?])|=\s*["']|["'>]""")
_COMMENT = re.compile(r"<!--(?:-?>|.*?--!?>)|<(?!!--)[!?][^>]*>", re.DOTALL)
_TEXT, _TAG = "text", "tag"


def neutralise_html(markup: str) -> str:
    """Turn elements that are not kept into `span` or `div`, and unclosed tags and comments into text.

    Takes linear time.
    """
    scanner = _Scanner(strip_marker_references(markup))
    position = 0
    while token := _TOKEN.search(scanner.markup, position):
        position = scanner.read(token)
    return scanner.result()


class _Scanner:
    """Reads a piece of HTML token by token and collects the neutralised parts."""

    def __init__(self, markup: str) -> None:
        self.markup = markup
        self.parts: list[str] = []
        self.copied_to = self.token_start = 0
        """The end of what `parts` covers; the start of the last element or comment."""
        self.state = _TEXT
        self.last_end_tag = {name: _last_start(end_tag, markup) for name, end_tag in _END_TAGS.items()}

    def read(self, token: re.Match[str]) -> int:
        """Process a token; returns where to look for the next."""
        if self.state != _TEXT or not (token["name"] or token["other"]):
            self.state = _state_after(self.state, token[0])
            return token.end()
        self.token_start = token.start()
        return self._read_element(token, token["name"].lower()) if token["name"] else self._read_comment(token)

    def _read_element(self, token: re.Match[str], name: str) -> int:
        if not token["end"] and token.end() <= self.last_end_tag.get(name, -1):
            end_tag = _END_TAGS[name].search(self.markup, token.end())
            return end_tag.start() if end_tag else token.end()
        self.state = _TAG
        if name not in _UNTOUCHED:
            self.parts += (
                self.markup[self.copied_to : self.token_start],
                f"<{token['end']}{'div' if name in _BLOCK_ELEMENTS else 'span'}",
            )
            self.copied_to = token.end()
        return token.end()

    def _read_comment(self, token: re.Match[str]) -> int:
        comment = _COMMENT.match(self.markup, token.start())
        self.state = _TEXT if comment else _TAG
        return comment.end() if comment else len(self.markup)

    def result(self) -> str:
        if self.state == _TEXT:
            return "".join((*self.parts, self.markup[self.copied_to :]))
        unclosed = self.markup[max(self.copied_to, self.token_start) :]
        return "".join((*self.parts, self.markup[self.copied_to : self.token_start], _to_text_paragraphs(unclosed)))


def _state_after(state: str, markup: str) -> str:
    """Return the state after a token that begins no element. Inside of an attribute value it is the closing quote."""
    if state == _TAG:
        return _TEXT if markup == ">" else markup[-1] if markup[0] == "=" else _TAG
    return _TAG if state == markup[-1] else state


_END_TAGS = {name: re.compile(f"</{name}", re.IGNORECASE) for name in ("script", "style")}


def _last_start(pattern: re.Pattern[str], text: str) -> int:
    """Return the start of the last match; -1 if there is none."""
    return max((match.start() for match in pattern.finditer(text)), default=-1)


def _to_text_paragraphs(markup: str) -> str:
    return "".join(f"<p>{html.escape(part, quote=False)}</p>\n" for part in markup.split("\n\n"))


_RAW_TEXT_ELEMENTS = tuple(
    (re.compile(rf"<{name}(?=[\s/>])", re.IGNORECASE), end_tag) for name, end_tag in _END_TAGS.items()
)


def neutralise_unclosed(markup: str) -> str:
    """Turn a script or style that is never closed into a `span`, so that the text after it stays visible."""
    for start_tag, end_tag in _RAW_TEXT_ELEMENTS:
        last = max(_last_start(end_tag, markup), 0)
        markup = markup[:last] + start_tag.sub("<span", markup[last:])
    return markup
