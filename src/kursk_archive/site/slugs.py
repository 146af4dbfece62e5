"""Slugs, the last segments of permalinks: lower-case ASCII letters, digits and hyphens."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from urllib.parse import unquote

MAX_SLUG_LENGTH = 120
"""Characters. On Windows a whole path has at most 260."""

_LETTERS = str.maketrans(
    dict(zip("абвгґдезиійклмнопрстуўфыэ", "abvggdeziiyklmnoprstuufye", strict=True))
    | {"ё": "yo", "є": "ye", "ж": "zh", "ї": "yi", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh"}
    | {"щ": "shch", "ъ": "", "ь": "", "ю": "yu", "я": "ya"}
    | {"æ": "ae", "ð": "d", "ø": "o", "þ": "th", "đ": "d", "ı": "i", "ł": "l", "œ": "oe"}
    | dict.fromkeys("'’ʼ‘`´′", "")
)
"""Cyrillic as English-language newsrooms transliterate it, Latin letters that do not decompose, apostrophes."""
_UKRAINIAN = _LETTERS | str.maketrans({"г": "h", "и": "y", "ї": "i"})
_ONLY_UKRAINIAN = frozenset("іїєґ")
_APOSTROPHES = str.maketrans("", "", "'`")
_WORD = re.compile(r"[a-z0-9]+")

_RESERVED_NAMES = re.compile(r"(?:aux|con|index|nul|prn|(?:com|lpt)[0-9])")
"""Device names on Windows, with any suffix, and the file name of listings."""


@lru_cache(maxsize=64)
def slugify(text: str) -> str:
    """Return a text as a slug of at most `MAX_SLUG_LENGTH` characters, cut between words; `""` if no letters are left.

    Idempotent. Cached because an article's slug is computed twice.
    """
    start = text.strip()[:1000]  # normalising is quadratic in combining marks: 40,000 of them take 1.5 s
    bare = _simplify_ascii(start) if start.isascii() else _transliterate(start)
    slug = _truncate("-".join(_WORD.findall(bare)))
    return f"{slug}-page" if _RESERVED_NAMES.fullmatch(slug) else slug


def _transliterate(text: str) -> str:
    """Replace letters by lower-case Latin ones without accents, as far as they are known; keep everything else."""
    letters = unicodedata.normalize("NFKC", text).casefold()
    spelt = letters.translate(_LETTERS if _ONLY_UKRAINIAN.isdisjoint(letters) else _UKRAINIAN)
    return "".join(letter for letter in unicodedata.normalize("NFKD", spelt) if not unicodedata.combining(letter))


def _simplify_ascii(text: str) -> str:
    """Do the same as `_transliterate` for ASCII text, in 1 µs instead of 10."""
    return text.lower().translate(_APOSTROPHES)


def _truncate(slug: str) -> str:
    if len(slug) <= MAX_SLUG_LENGTH:
        return slug
    return slug[: MAX_SLUG_LENGTH + 1].rpartition("-")[0] or slug[:MAX_SLUG_LENGTH]


_SUFFIX = re.compile(r"(?:\.(?:amp|aspx?|cfm|do|html?|jsp|php[345]?|shtml|stm|xhtml))+\Z", re.IGNORECASE)
_EMPTY_WORDS = frozenset({"", "amp", "default", "home", "index", "print"})
_POST_HOSTS = frozenset(
    "bsky.app facebook.com instagram.com ok.ru reddit.com t.me telegram.dog telegram.me threads.net twitter.com vk.com"
    " vk.ru x.com youtube.com".split()
)
"""Where a number at the end of an address is that of a post, however short."""
_PRESENTATION_SUBDOMAIN = re.compile(r"(?:www|m|mobile|old)\.")
_MAX_PAGES = 100
"""Numbers below it, behind a headline of several words, are pages of a story."""
_YEAR = re.compile(r"(?:19|20)[0-9]{2}(?:[-.][0-9]{1,2}){0,2}")
_SEVERAL_WORDS = re.compile(r"[^\W_][\W_]+[^\W_]")


def slug_from_url(url: str) -> str:
    """Return the slug of a URL's last meaningful segment; `""` if there is none.

    Skips `index.html` and the like, AMP and print versions, and numbers of fewer than five digits where they are parts
    of a date or pages of a story. Where they are the number of a post or a topic, they are part of the slug:
    `harbour-now-901` for `https://t.me/harbour_now/901`.
    """
    host, _, path = url.partition("://")[2].partition("/")
    return _slug_of(path, names_posts=_PRESENTATION_SUBDOMAIN.sub("", host.lower(), count=1) in _POST_HOSTS)


def slug_from_path(path: str) -> str:
    """Do the same as `slug_from_url` for a URL without scheme and host."""
    return _slug_of(path, names_posts=False)


def _slug_of(path: str, *, names_posts: bool) -> str:
    segments = re.split("[?#]", path[:4000], maxsplit=1)[0].split("/")
    numbers: list[str] = []
    for i in range(len(segments) - 1, -1, -1):
        name = _SUFFIX.sub("", unquote(segments[i]))
        if name.isdecimal() and len(name) < 5:
            numbers.insert(0, name)
        elif numbers and name.lower() == "page":
            numbers.clear()
        elif name.lower() not in _EMPTY_WORDS:
            counts = names_posts or name.startswith("@") or _are_of_a_topic(name, numbers, segments)
            return slugify("-".join((name, *numbers)) if counts else name)
    return ""


def _are_of_a_topic(name: str, numbers: list[str], segments: list[str]) -> bool:
    """Return True if the numbers behind a name are those of a topic, not a date nor a page of a story."""
    if any(map(_YEAR.fullmatch, segments)):
        return False
    return any(int(number) >= _MAX_PAGES for number in numbers) or not _SEVERAL_WORDS.search(name)
