"""A capture's HTML without what would swallow the text after it: a newspaper's text ends at its end.

A browser that meets `<textarea>`, a comment without an end or a quotation mark that is not closed takes everything
below for a part of it, and so would the sanitiser, after Markdown has been laid out around it.
"""

from __future__ import annotations

import html
import re

from kursk_archive.loader.markdown_body.sanitise import TAGS

_FORGED = re.compile(r"&#(?:0*[234](?![0-9])|[xX]0*[234](?![0-9a-fA-F]));?")
"""References to the characters that stand for links while a body is read."""
_LEFT = TAGS | set("area base embed frame image input link meta param script source style track".split())
"""Elements that are kept, those without content, and those whose content is left out."""
_BLOCKS = frozenset("address article aside center fieldset footer form h1 header main nav section".split())
_STEP = re.compile(r"""<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9:-]*)|(?P<other><[!?])|=\s*["']|["'>]""")
_COMMENT = re.compile(r"<!--(?:-?>|.*?--!?>)|<(?!!--)[!?][^>]*>", re.DOTALL)
_TEXT, _TAG = "text", "tag"


def neutralise_html(markup: str) -> str:
    """Elements that are not kept become `span` or `div`; what begins and does not end becomes text. Linear in time."""
    defusing = _Defusing(_FORGED.sub("", markup))
    at = 0
    while step := _STEP.search(defusing.markup, at):
        at = defusing.read(step)
    return defusing.result()


class _Defusing:
    """A way through a piece of HTML from sign to sign."""

    def __init__(self, markup: str) -> None:
        self.markup = markup
        self.parts: list[str] = []
        self.done = self.begun = 0
        """How far `parts` goes; where the last element or comment began."""
        self.state = _TEXT
        self.last = {name: _last(ends, markup) for name, ends in _CLOSINGS.items()}

    def read(self, step: re.Match[str]) -> int:
        """Take a sign in; gives where to look for the next."""
        if self.state != _TEXT or not (step["name"] or step["other"]):
            self.state = _after(self.state, step[0])
            return step.end()
        self.begun = step.start()
        return self._element(step, step["name"].lower()) if step["name"] else self._comment(step)

    def _element(self, step: re.Match[str], name: str) -> int:
        if not step["end"] and step.end() <= self.last.get(name, -1):
            ends = _CLOSINGS[name].search(self.markup, step.end())
            return ends.start() if ends else step.end()
        self.state = _TAG
        if name not in _LEFT:
            self.parts += (self.markup[self.done : self.begun], f"<{step['end']}{'div' if name in _BLOCKS else 'span'}")
            self.done = step.end()
        return step.end()

    def _comment(self, step: re.Match[str]) -> int:
        comment = _COMMENT.match(self.markup, step.start())
        self.state = _TEXT if comment else _TAG
        return comment.end() if comment else len(self.markup)

    def result(self) -> str:
        if self.state == _TEXT:
            return "".join((*self.parts, self.markup[self.done :]))
        rest = self.markup[max(self.done, self.begun) :]
        return "".join((*self.parts, self.markup[self.done : self.begun], _shown(rest)))


def _after(state: str, sign: str) -> str:
    """The state behind what begins no element: inside of a value it is the quotation mark that ends it."""
    if state == _TAG:
        return _TEXT if sign == ">" else sign[-1] if sign[0] == "=" else _TAG
    return _TAG if state == sign[-1] else state


_CLOSINGS = {name: re.compile(f"</{name}", re.IGNORECASE) for name in ("script", "style")}


def _last(pattern: re.Pattern[str], text: str) -> int:
    """Where the last match begins; -1 without one."""
    return max((match.start() for match in pattern.finditer(text)), default=-1)


def _shown(markup: str) -> str:
    return "".join(f"<p>{html.escape(part, quote=False)}</p>\n" for part in markup.split("\n\n"))


_RUNNING = tuple((re.compile(rf"<{name}(?=[\s/>])", re.IGNORECASE), ends) for name, ends in _CLOSINGS.items())


def neutralise_unclosed(markup: str) -> str:
    """HTML in which a script or a style that is never closed leaves the text after it in sight."""
    for begins, ends in _RUNNING:
        last = max(_last(ends, markup), 0)
        markup = markup[:last] + begins.sub("<span", markup[last:])
    return markup
