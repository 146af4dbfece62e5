"""What search engines are told: whether to list an article, and under which address."""

from __future__ import annotations

from kursk_archive.core.enums import Canonical
from kursk_archive.loader.metadata.status import switch
from kursk_archive.loader.metadata.values import Fault, line
from kursk_archive.loader.text_dump.lines import shortened
from kursk_archive.yaml.located import Value


def noindex(value: Value) -> bool | Fault | None:
    """Whether engines are asked to leave the article out: `true`, or in a robots tag's words, `noindex, nofollow`."""
    said = switch(value)
    if said is not None or value.data in (None, ""):
        return said
    text = line(value)
    words = {word.strip() for word in text.casefold().split(",")} if isinstance(text, str) else set()
    if words & {"noindex", "none"}:
        return True
    return False if words & {"index", "all"} else Fault("takes true or false")


def canonical(value: Value) -> Canonical | Fault | None:
    """Whose address is the article's own, to an engine."""
    text = line(value)
    if not isinstance(text, str):
        return text
    if text.casefold() not in tuple(Canonical):
        return Fault(f"takes `original` or `copy`, not `{shortened(text)}`")
    return Canonical(text.casefold())
