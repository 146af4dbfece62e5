"""Names of authors, as bylines, feeds and site generators write them: one text or several → names without the rest.

What is around a name goes: an e-mail address, an account, an affiliation, a degree, a post. What is part of it stays:
particles, `Jr.` and `III`. Words that stand for nobody (`unknown`, `admin`) are no names.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from kursk_archive.core.organisations import is_organisation
from kursk_archive.core.text import plain_line

_NOBODY = frozenset(
    """
    unknown|unknown author|none|no author|null|nil|nan|n/a|n.a.|na|not available|not specified|undefined|staff|admin
    |administrator|webmaster|root|user|guest|author|editor|anonymous user|site admin|by|-|--|—|–|?|.
    |неизвестно|неизвестен|неизвестный|неизвестный автор|автор неизвестен|не указан|нет|нет автора|без автора|админ
    |администратор|автор|редактор|невідомо|невідомий|невідомий автор|автор невідомий|не вказано|немає|адмін
    |адміністратор|невядома|невядомы|адміністратар|няма|nieznany|nieznany autor|brak|brak autora|unbekannt
    |unbekannter autor|keine angabe|k. a.|keiner|inconnu|auteur inconnu|aucun|desconocido|autor desconocido
    |ninguno|sconosciuto|nessuno|desconhecido|nenhum|bilinmiyor|bilinmeyen|yok|yönetici
    |غير معروف|مجهول|لا يوجد|نامشخص|ناشناس|نامعلوم|مدیر|לא ידוע
    |מערכת|אין|未知|佚名|无|無|不明|管理员|管理者|없음|미상|관리자|უცნობი|ადმინი
    """.replace("\n", "")
    .replace("    ", "")
    .split("|")
)
_LIST_START = re.compile(r"by(?:\s*:\s*|\s+)", re.IGNORECASE)
_WIKILINK = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]")
_MARKDOWN_LINK = re.compile(r"\[([^\[\]]*)\]\([^()\s]*\)")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_MAIL = r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"
_MAIL_THEN_NAME = re.compile(rf"(?:mailto:)?{_MAIL}\s*\(([^()]*)\)")
_MAIL_AROUND = re.compile(rf"\s*[<(\[]?\s*(?:mailto:)?{_MAIL}\s*[>)\]]?")
_HANDLE_AFTER = re.compile(r"(?<=\w)[\s(]+@\w[\w.]*(?:@[\w.-]+)?\)?$")
_BRACKETS = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\]|（[^（）]*）)\s*")
_AND = r"and|und|et|og|och|en|ve|oraz|и|та|і|й|да|және|და|и\sтакже"
_SOFT_AND = r"y|e|i|o|ed|و"
"""Words that may be part of a name, too: `José Ortega y Gasset`."""
_SEPARATOR = re.compile(
    rf"\s*[;|·•、،，]\s*|\s*,\s*(?:(?:{_AND}|{_SOFT_AND})\s+)?|\s+(?:{_AND}|&|with)\s+", re.IGNORECASE
)
_SOFT_SEPARATOR = re.compile(rf"\s+(?:{_SOFT_AND})\s+")
_PLAIN_SEPARATOR = re.compile(rf"\s+(?:{_AND}|&)\s+", re.IGNORECASE)
_GENERATION = re.compile(r"(?:jr|sr|jnr|snr|junior|senior|ii|iii|iv|мл|ст)\.?", re.IGNORECASE)
_DEGREE = re.compile(
    r"(?:m\.?\s?d|ph\.?\s?d|d\.?\s?phil|m\.?\s?phil|j\.?\s?d|ll\.?\s?[bm]|m\.?\s?[asb]c?|b\.?\s?[as]c?|m\.?b\.?a|m\.?p\.?h|m\.?f\.?a"
    r"|ed\.?\s?d|d\.?d\.?s|d\.?v\.?m|r\.?n|esq(?:uire)?|c\.?p\.?a|p\.?e|o\.?b\.?e|m\.?b\.?e|c\.?b\.?e|k\.?c|q\.?c|s\.?j|o\.?p"
    r"|dr|prof|dr\.?\s?h\.?c|dipl\.?-ing|mgr|inż|hab|к\.\s?[а-яії.]{1,4}\s?н|д\.\s?[а-яії.]{1,4}\s?н|канд[а-яії.\s]*\sнаук|доктор\sнаук)\.?",
    re.IGNORECASE,
)
_POST = re.compile(
    r"\b(?:correspondents?|reporters?|editors?|writers?|columnists?|contributors?|journalists?|analysts?|producers?|photographers?"
    r"|director|chief|fellow|professor|lecturer|researcher|scholar|spokes(?:man|woman|person)|president|minister|ambassador"
    r"|корреспондент|кореспондент|карэспандэнт|редактор|рэдактар|журналіст|журналист|обозреватель|оглядач|профессор|професор"
    r"|политолог|політолог|эксперт|експерт|аналитик|аналітик|директор"
    r"|korespondent|redaktor|dziennikarz|korrespondent|redakteur|journalist|correspondant|rédacteur|journaliste|corresponsal"
    r"|redactor|periodista|muhabir|editör|yazar)",
    re.IGNORECASE,
)
_OF = re.compile(r"\s(?:of|for|on)\s")
_INITIALS = re.compile(r"(?:[^\W\d_]\.[\s-]?){1,4}")
_SPELT_WORD = re.compile(r"[^\W\d_]+")
_FIRM_WORDS = frozenset("associates brothers bros co company daughters partners sons".split())
"""Words that follow `&` in the name of a firm."""
NAME_PARTICLES = frozenset(
    "abu af al ap av ben bin bint da dal das de del della den der di do dos du el et ibn la le of ten ter the van"
    " vom von wa y zu".split()
)
"""Words of a name without a capital."""
MAX_NAMES_CHARS = 4_000
"""A longer text has no list of names that anybody could read."""


@lru_cache(maxsize=1024)
def split_names(text: str) -> tuple[str, ...]:
    """Split a text at commas, semicolons and `and` into names, each without what is around it; see `clean_name`.

    A text with semicolons is split only there, so that `Doe, Jane; Roe, John` are two people, and a surname before a
    comma stays with its name. Commas in brackets separate nothing. `and` in the name of an organisation stays in it.
    Cached, since authors write more than once.
    """
    text = _drop_markup(text[:MAX_NAMES_CHARS])
    text = _LIST_START.sub("", text, count=1) if _LIST_START.match(text) else text
    text = _BRACKETS.sub(" ", text).strip()
    if ";" in text:
        return _distinct(part for part in text.split(";"))
    parts = [part for part in _SEPARATOR.split(text) if part]
    if len(parts) == 2 and _is_surname_first(text, *parts):
        return _distinct([text])
    if len(parts) == 2 and _PLAIN_SEPARATOR.search(text) and _is_one_organisation(*parts):
        return _distinct([text])
    return _distinct(_without_additions(piece for part in parts for piece in _split_softly(part)))


def clean_names(texts: Iterable[str]) -> tuple[str, ...]:
    """Clean the items of a list of names; one with two full names is split, a comma separates nothing."""
    return _distinct(piece for text in texts for piece in _split_item(_drop_markup(text[:MAX_NAMES_CHARS])))


def clean_name(text: str) -> str:
    """Return a name without marks, links, e-mail address, account and affiliation; empty if it is nobody's."""
    text = _drop_markup(text[:MAX_NAMES_CHARS])
    text = _LIST_START.sub("", text, count=1) if _LIST_START.match(text) else text
    name = " ".join(_BRACKETS.sub(" ", text).split()).strip(" ,;|·•/")
    return "" if name != "Null" and name.casefold() in _NOBODY else name


def spell_capitals(name: str) -> str:
    """Spell `JANE VAN DER BERG` as `Jane van der Berg`: newspapers set bylines in capitals. Acronyms stay."""
    words = name.split()
    if len(words) < 2 or name != name.upper() or name == name.lower() or is_organisation(name):
        return name
    return " ".join(_spell_word(word, i) for i, word in enumerate(words))


def _spell_word(word: str, index: int) -> str:
    if index and word.casefold() in NAME_PARTICLES:
        return word.casefold()
    if _GENERATION.fullmatch(word) and word[-1] in "IV":
        return word
    spelt = _SPELT_WORD.sub(lambda match: match[0][0] + match[0][1:].lower(), word)
    return f"Mc{spelt[2:].capitalize()}" if spelt.startswith("Mc") and len(spelt) > 4 else spelt


def _drop_markup(text: str) -> str:
    text = plain_line(html.unescape(text) if "&" in text else text)
    if "[" in text:
        text = _MARKDOWN_LINK.sub(r"\1", _WIKILINK.sub(r"\1", text))
    if "@" in text:
        text = _MAIL_AROUND.sub("", _MAIL_THEN_NAME.sub(r"\1", text))
        text = _HANDLE_AFTER.sub("", text.strip())
    text = _TAG.sub("", text) if "<" in text else text
    return text.replace("**", "").replace("__", "").strip(' *_"“”«»')


def _is_surname_first(text: str, first: str, last: str) -> bool:
    """Return True for `Doe, Jane`."""
    if "," not in text or " " in first or " " in last or is_organisation(first) or is_organisation(last):
        return False
    return not (_GENERATION.fullmatch(last) or _DEGREE.fullmatch(last))


def _is_one_organisation(first: str, last: str) -> bool:
    """Return True if `and` is within a name: `Ministry of Culture and Tourism`, `Food and Agriculture Organization`."""
    if " " not in last:
        return bool(_OF.search(first)) or last.casefold().strip(".") in _FIRM_WORDS
    return " " not in first and is_organisation(last) and not is_organisation(first)


def _split_item(text: str) -> list[str]:
    parts = _PLAIN_SEPARATOR.split(text) if "(" not in text else [text]
    return (
        parts if len(parts) > 1 and all(" " in part.strip() for part in parts) and not is_organisation(text) else [text]
    )


def _split_softly(text: str) -> list[str]:
    """Split at words like the Spanish `y` only between two names of at least two words each."""
    parts = _SOFT_SEPARATOR.split(text)
    return parts if len(parts) > 1 and all(" " in part for part in parts) else [text]


def _without_additions(parts: Iterable[str]) -> Iterator[str]:
    """Yield names; `Jr.` joins the name before it, a degree or a post after a name goes."""
    pending = ""
    for part in parts:
        if pending and _GENERATION.fullmatch(part):
            pending = f"{pending} {part}"
        elif pending and _INITIALS.fullmatch(part) and " " not in pending:
            pending = f"{pending}, {part}"
        elif pending and (_DEGREE.fullmatch(part) or _is_post(part)):
            continue
        else:
            if pending:
                yield pending
            pending = part
    if pending:
        yield pending


def _is_post(part: str) -> bool:
    """Return True for `Kyiv correspondent`; a post is not spelt like a name."""
    return bool(_POST.search(part)) and any(word[0].islower() for word in part.split())


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    by_folded: dict[str, str] = {}
    for name in map(clean_name, names):
        by_folded.setdefault(name.casefold(), name)
    by_folded.pop("", None)
    return tuple(by_folded.values())
