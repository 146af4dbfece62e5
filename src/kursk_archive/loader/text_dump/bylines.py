"""Who wrote an article, as the line under its headline says: `By Jane Doe and John Roe for The Fictional Herald`."""

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
_ANYHOW = re.compile(r"authors?|byline|автор", re.IGNORECASE)
"""Labels after which a name need not be written with capitals: nothing else comes after them."""
_EMPLOYER = re.compile(
    r",?\s(?:(?:special(?:ly)?\s)?(?:for|to)|специально\sдля|спеціально\sдля|для|with\s(?:files|reporting|contributions))\s.*"
)
_WHERE = re.compile(r"\s(?:in|at|from|reporting\sfrom|в|у|із|з|из)\s[^\W\d_a-zа-яёіїєґ].*")
_BETWEEN = re.compile(r"\s?[,;|·•]\s?(?:(?:and|и|та|і)\s)?|\s(?:and|with|и|та|і|й|&)\s")
_WORD = re.compile(r"[^\W\d_][\w’'ʼ.\-]*+")
_PARTICLES = frozenset(
    "al ap at bin bint da das de del della den der di do dos du el et ibn la le of ten ter the van vom von y zu".split()
)
_MAX_WORDS, _MAX_PLAIN_WORDS = 6, 2
"""Words of a name; fewer if it need not be written with capitals."""


def read_byline(line: str) -> tuple[str, ...] | None:
    """The names of a byline, without the paper and the town that follow them; None where `line` is no byline.

    After a mere `By`, each name must be written like one: `By Sunday the town was empty` is prose.

    Args:
        line: one line of Markdown; a name may be a link.
    """
    text = plain_text(strip_emphasis(line)).lstrip("—–- ")
    label = _LABEL.match(text)
    if label is None:
        return None
    said = _EMPLOYER.sub("", text[label.end() :].strip(" *_"), count=1)
    names = tuple(_WHERE.sub("", name).strip() for name in _BETWEEN.split(_unstopped(said)))
    anyhow = bool(_ANYHOW.match(label[0]))
    return tuple(dict.fromkeys(names)) if all(_is_name(name, anyhow) for name in names) else None


def _unstopped(names: str) -> str:
    """Without a full stop that belongs to the line; one after two letters is an abbreviation's, such as `Jr.`"""
    return names if len(names.rpartition(" ")[2]) <= 3 else names.removesuffix(".")


def _is_name(name: str, anyhow: bool) -> bool:
    words = name.split()
    if not 0 < len(words) <= _MAX_WORDS or not all(map(_WORD.fullmatch, words)):
        return False
    capitals = [word for word in words if word[0].isupper()]
    return (anyhow and len(words) <= _MAX_PLAIN_WORDS) or (
        bool(capitals) and all(word in capitals or word in _PARTICLES for word in words)
    )
