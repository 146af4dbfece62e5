"""Bylines under a headline: `By Jane Doe and John Roe for The Fictional Herald`."""

from __future__ import annotations

import re

from kursk_archive.core.organisations import is_organisation
from kursk_archive.loader.names import NAME_PARTICLES, spell_capitals, split_names
from kursk_archive.loader.text_dump.lines import plain_text, strip_emphasis

_LABEL = re.compile(
    r"(?:(?:written|reported|words|story|text|report|compiled|edited)\s)?by(?![\w’'-])\s?:?"
    r"|(?:authors?|byline|writers?|reporters?|correspondents?|reporting|text)(?:\(s\))?\s?:"
    r"|(?:автор(?:ы|и|ка|ки)?(?:\s(?:текста|статьи|материала|тексту|статті|матеріалу))?|текст|корреспондент|журналист(?:ка)?"
    r"|кореспондент(?:ка)?|журналіст(?:ка)?|подготовил[аи]?|підготув(?:ав|ала|али)|аўтар(?:ка|ы)?|карэспандэнт(?:ка)?|тэкст"
    r"|autor(?:zy|en|in|es|a)?|auteurs?|autrice|tekst|texte|texto|yazar|yazan|haber|muhabir|نویسنده|نویسندگان|خبرنگار|بقلم|الكاتب"
    r"|کتابت|כתב(?:ה|ים)?|מחבר(?:ת)?|ავტორი|ავტორები|հեղինակ)\s?(?::|[—–-](?=\s))"
    r"|(?:作者|记者|記者|撰文|文|기자|글)\s?[:：]"
    r"|(?P<short>von|par|por|di|de la rédaction de|מאת|بقلم|ავტორი)(?![\w’'-])",
    re.IGNORECASE,
)
_STRONG_LABEL = re.compile(r"authors?|byline|автор|аўтар|auteur|autor|作者", re.IGNORECASE)
"""Labels that only names follow, so that the names need no capitals."""
_EMPLOYER = re.compile(
    r",?\s(?:(?:special(?:ly)?\s)?(?:for|to)|специально\sдля|спеціально\sдля|для|with\s(?:files|reporting|contributions))\s.*"
)
_LOCATION = re.compile(r"\s(?:in|at|from|reporting\sfrom|в|у|із|з|из)\s[^\W\d_a-zа-яёіїєґ].*")
_SLASH = re.compile(r"\s/\s|(?<=[^\W\d_A-ZА-ЯІЇЄҐ])/(?=[A-ZА-ЯІЇЄҐ])")
_NAME_WORD = re.compile(r"[^\W\d_][\w’'ʼ`.\-\u200c]*")
_PREFIX = re.compile(r"(?:al|el|ad|as|ash|at|az|an|ul|ed|d|l|dell|dall|ibn|bin|t)[-’'ʼ`](?=\w)")
"""Before a name within its word: `al-Masri`, `d'Arc`."""
_CASELESS = "[\u0530-\u10ff\u1c90-\u1cbf\u3040-\uffff]"
"""The first letters of scripts without capitals, from Armenian (which has them) to Georgian, and East Asian ones."""
_MAX_NAME_WORDS, _MAX_LOWERCASE_NAME_WORDS = 6, 2


def read_byline(line: str) -> tuple[str, ...] | None:
    """Return the names in a byline, without the newspaper and the town after them; None if `line` is not a byline.

    After a bare `By`, each name needs capitals: `By Sunday the town was empty` is prose. After `Von` or `Par`, it needs
    two words. Posts, towns, degrees, accounts and e-mail addresses are left out, and names in capitals spelt as usual.

    Args:
        line: one line of Markdown; a name may be a link.
    """
    text = plain_text(strip_emphasis(line)).lstrip("—–- ")
    label = _LABEL.match(text)
    if label is None:
        return None
    credited = _EMPLOYER.sub("", text[label.end() :].strip(" *_:："), count=1)
    names = read_names(credited, bool(_STRONG_LABEL.match(label[0])))
    return None if names and label["short"] and not all(len(name.split()) > 1 for name in names) else names


def begins_with_label(text: str) -> bool:
    """Return True if a text begins like a byline."""
    return _LABEL.match(text) is not None


def read_agency_byline(line: str) -> tuple[str, ...] | None:
    """Return the names in `Jane Doe / AFP`; None if `line` has anything but names and an agency behind a slash."""
    text = plain_text(strip_emphasis(line))
    person, _, agency = text.partition(" / ") if text.count(" / ") == 1 else ("", "", "")
    names = read_names(f"{person}; {agency}", False) if is_organisation(agency.strip()) else None
    return names if names and len(names) == 2 and len(names[0].split()) > 1 else None


def read_names(text: str, lowercase_allowed: bool) -> tuple[str, ...] | None:
    """Return the names that a text consists of; None if any part of it is not spelt like a name."""
    names = split_names(_SLASH.sub("; ", _strip_full_stop(text)))
    names = tuple(dict.fromkeys(filter(None, (_LOCATION.sub("", name).strip() for name in names))))
    if not names or not all(_is_name(name, lowercase_allowed) for name in names):
        return None
    return tuple(dict.fromkeys(map(spell_capitals, names))) if all(map(str.isupper, names)) else names


def _strip_full_stop(names: str) -> str:
    """Strip a full stop that ends the line, but not that of an abbreviation such as `Jr.`"""
    return names if len(names.rpartition(" ")[2]) <= 3 else names.removesuffix(".")


def _is_name(name: str, lowercase_allowed: bool) -> bool:
    words = name.split()
    if not 0 < len(words) <= _MAX_NAME_WORDS or not all(map(_NAME_WORD.fullmatch, words)):
        return False
    capitals = [word for word in words if _begins_like_name(word)]
    return (lowercase_allowed and len(words) <= _MAX_LOWERCASE_NAME_WORDS) or (
        bool(capitals) and all(word in capitals or word in NAME_PARTICLES for word in words)
    )


def _begins_like_name(word: str) -> bool:
    rest = word[prefix.end() :] if (prefix := _PREFIX.match(word)) else word
    return rest[0].isupper() or bool(re.match(_CASELESS, rest))  # 4 ms to compile, and few names need it
