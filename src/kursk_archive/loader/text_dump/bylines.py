"""Bylines under a headline: `By Jane Doe and John Roe for The Fictional Herald`."""

from __future__ import annotations

import re

from kursk_archive.loader.text_dump.lines import plain_text, strip_emphasis

_LABEL = re.compile(
    r"(?:(?:written|reported|words|story|text|report|compiled|edited)\s)?by(?![\w’'-])\s?:?"
    r"|(?:authors?|byline|writers?|reporters?|correspondents?|reporting|text)(?:\(s\))?\s?:"
    r"|(?:автор(?:ы|и|ка|ки)?(?:\s(?:текста|статьи|материала|тексту|статті|матеріалу))?|текст|корреспондент|журналист(?:ка)?"
    r"|кореспондент(?:ка)?|журналіст(?:ка)?|подготовил[аи]?|підготув(?:ав|ала|али))\s?(?::|[—–-](?=\s))",
    re.IGNORECASE,
)
_STRONG_LABEL = re.compile(r"authors?|byline|автор", re.IGNORECASE)
"""Labels that only names follow, so that the names need no capitals."""
_EMPLOYER = re.compile(
    r",?\s(?:(?:special(?:ly)?\s)?(?:for|to)|специально\sдля|спеціально\sдля|для|with\s(?:files|reporting|contributions))\s.*"
)
_LOCATION = re.compile(r"\s(?:in|at|from|reporting\sfrom|в|у|із|з|из)\s[^\W\d_a-zа-яёіїєґ].*")
_SEPARATOR = re.compile(r"\s?[,;|·•]\s?(?:(?:and|и|та|і)\s)?|\s(?:and|with|и|та|і|й|&)\s")
_NAME_WORD = re.compile(r"[^\W\d_][\w’'ʼ.\-]*+")
_NAME_PARTICLES = frozenset(
    "al ap at bin bint da das de del della den der di do dos du el et ibn la le of ten ter the van vom von y zu".split()
)
_MAX_NAME_WORDS, _MAX_LOWERCASE_NAME_WORDS = 6, 2


def read_byline(line: str) -> tuple[str, ...] | None:
    """Return the names in a byline, without the newspaper and the town after them; None if `line` is not a byline.

    After a bare `By`, each name needs capitals: `By Sunday the town was empty` is prose.

    Args:
        line: one line of Markdown; a name may be a link.
    """
    text = plain_text(strip_emphasis(line)).lstrip("—–- ")
    label = _LABEL.match(text)
    if label is None:
        return None
    credited = _EMPLOYER.sub("", text[label.end() :].strip(" *_"), count=1)
    names = tuple(_LOCATION.sub("", name).strip() for name in _SEPARATOR.split(_strip_full_stop(credited)))
    lowercase_allowed = bool(_STRONG_LABEL.match(label[0]))
    return tuple(dict.fromkeys(names)) if all(_is_name(name, lowercase_allowed) for name in names) else None


def _strip_full_stop(names: str) -> str:
    """Strip a full stop that ends the line, but not that of an abbreviation such as `Jr.`"""
    return names if len(names.rpartition(" ")[2]) <= 3 else names.removesuffix(".")


def _is_name(name: str, lowercase_allowed: bool) -> bool:
    words = name.split()
    if not 0 < len(words) <= _MAX_NAME_WORDS or not all(map(_NAME_WORD.fullmatch, words)):
        return False
    capitals = [word for word in words if word[0].isupper()]
    return (lowercase_allowed and len(words) <= _MAX_LOWERCASE_NAME_WORDS) or (
        bool(capitals) and all(word in capitals or word in _NAME_PARTICLES for word in words)
    )
