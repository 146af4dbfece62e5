"""A capture's HTML without what would swallow the text after it: a newspaper's text ends at its end.

A browser that meets `<textarea>`, a comment without an end or a quotation mark that is not closed takes everything
below for a part of it, and so would the sanitiser, after Markdown has been laid out around it.
"""

from __future__ import annotations

import html
import re

from kursk_archive.loader.sanitise import TAGS

_FORGED = re.compile(r"&#(?:0*[234](?![0-9])|[xX]0*[234](?![0-9a-fA-F]));?")
"""References to the characters that stand for links while a body is read."""
_LEFT = TAGS | set("area base embed frame image input link meta param script source style track".split())
"""Elements that are kept, those without content, and those whose content is left out."""
_BLOCKS = frozenset("address article aside center fieldset footer form h1 header main nav section".split())
_STEP = re.compile(r"""<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9:-]*)|(?P<other><[!?])|=\s*["']|["'>]""")
_COMMENT = re.compile(r"<!--(?:-?>|.*?--!?>)|<(?!!--)[!?][^>]*>", re.DOTALL)
_TEXT, _TAG = "text", "tag"


def defuse(markup: str) -> str:
    """Elements that are not kept become `span` or `div`; what begins and does not end becomes text. Linear in time."""
    markup = _FORGED.sub("", markup)
    parts: list[str] = []
    done = at = begun = 0
    state = _TEXT
    while step := _STEP.search(markup, at):
        at = step.end()
        if state == _TEXT and step["other"]:
            comment = _COMMENT.match(markup, step.start())
            if comment is None:
                begun, state = step.start(), _TAG
                break
            at = comment.end()
        elif state == _TEXT and step["name"]:
            begun, state, name = step.start(), _TAG, step["name"].lower()
            if name not in _LEFT:
                parts += (markup[done:begun], f"<{step['end']}{'div' if name in _BLOCKS else 'span'}")
                done = at
            elif not step["end"] and (closing := _closing(name, markup, at)):
                at, state = closing, _TEXT
        else:
            state = _after(state, step[0])
    if state == _TEXT:
        return "".join((*parts, markup[done:]))
    return "".join((*parts, markup[done:begun], _shown(markup[max(done, begun) :])))


def _after(state: str, sign: str) -> str:
    """The state behind what begins no element: inside of a value it is the quotation mark that ends it."""
    if state == _TAG:
        return _TEXT if sign == ">" else sign[-1] if sign[0] == "=" else _TAG
    return _TAG if state == sign[-1] else state


_CLOSINGS = {name: re.compile(f"</{name}", re.IGNORECASE) for name in ("script", "style")}


def _closing(name: str, markup: str, at: int) -> int:
    """Where the end tag of a script or a style begins; 0 without one, and for every other element."""
    found = _CLOSINGS[name].search(markup, at) if name in _CLOSINGS else None
    return found.start() if found else 0


def _shown(markup: str) -> str:
    return "".join(f"<p>{html.escape(part, quote=False)}</p>\n" for part in markup.split("\n\n"))


_RUNNING = tuple((re.compile(rf"<{name}(?=[\s/>])", re.IGNORECASE), ends) for name, ends in _CLOSINGS.items())


def close(markup: str) -> str:
    """HTML in which a script or a style that is never closed leaves the text after it in sight."""
    for begins, ends in _RUNNING:
        last = max((match.end() for match in ends.finditer(markup)), default=0)
        markup = markup[:last] + begins.sub("<span", markup[last:])
    return markup
