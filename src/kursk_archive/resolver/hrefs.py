"""What a reference is before it is an address: scraper leftovers, schemes, hosts written without one."""

from __future__ import annotations

import re
from typing import Final

from kursk_archive.model import Kind

_SPACE: Final = "".join(map(chr, range(0x21)))


def tidy(href: str) -> str:
    """`href` without what the standard removes before it reads: white space around it, tabs and line ends in it."""
    href = href.strip(_SPACE)
    return href if href.isprintable() else href.translate(_LINE_ENDS)  # 0.2 µs instead of 3


_LINE_ENDS = str.maketrans("", "", "\t\n\r")


def is_lost(href: str) -> bool:
    """Whether a tidy `href` is what a scraper leaves where it kept no target."""
    return len(href) <= 40 and _LOST.fullmatch(href) is not None


_LOST = re.compile(
    r"|#|undefined|null|about:blank|javascript:[ /;]*(?:void *(?:\( *0? *\)|0)|false|null)?[ ;]*", re.IGNORECASE
)

SCHEMES: Final = {
    "http": Kind.WEB,
    "https": Kind.WEB,
    "ftp": Kind.WEB,
    "mailto": Kind.MAIL,
    "tel": Kind.PHONE,
    "sms": Kind.PHONE,
    "tg": Kind.TELEGRAM,
    "whatsapp": Kind.SOCIAL,
    "viber": Kind.SOCIAL,
    "sgnl": Kind.SOCIAL,
}
"""Scheme → kind, for those that a page may link to."""

_FORBIDDEN = """
    about android-app blob chrome chrome-extension data feed file filesystem intent jar javascript livescript mhtml
    mocha moz-extension ms-browser-extension resource res search-ms shell vbscript view-source wyciwyg
"""
FORBIDDEN: Final = frozenset(_FORBIDDEN.split())
"""Schemes that run something, or that reach into the reader's own machine."""


def scheme_of(url: str) -> str:
    """The scheme of a parsed address."""
    return url.partition(":")[0]


def assumed_web(href: str) -> str | None:
    """The address of a tidy `href` that names a host and no scheme: `t.me/uniannet`, `www.news.example/a`; else None.

    A name that could be a file's as well (`list.md`, `story.pl`) is a host's only with `www.` or with a path.
    """
    host = _BEFORE_PATH.split(href, maxsplit=1)[0]
    name, colon, port = host.partition(":")
    if not _HOST.fullmatch(name) or (colon and not (port.isascii() and port.isdigit())):
        return None
    ending = name.rstrip(".").rpartition(".")[2].lower()
    if not name.lower().startswith("www.") and (ending not in _ENDINGS or (ending in _FILES and "/" not in href)):
        return None
    return f"https://{href}"


_BEFORE_PATH = re.compile(r"[/?#\\]")
_HOST = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,8}[^\W\d_][\w-]{1,61}\.?")

_FILES: Final = frozenset({"cc", "gz", "in", "md", "mk", "mov", "pl", "ps", "py", "rs", "sc", "sh", "so", "zip"})
_GENERIC = """
    aero agency app art asia biz blog cat center club com dev digital edu eu gov info int io jobs life live media mil
    mobi museum name net network news online org page place press pro report shop site space store studio team tech
    today top travel tv vip website wiki world xyz zone
"""
_CYRILLIC_AND_OTHERS = "бг бел ею москва мкд мон онлайн орг рус рф сайт срб укр қаз გე հայ"
_COUNTRIES = """
    ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw by bz ca cc
    cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et fi fj fk fm fo fr ga gd ge gf
    gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in iq ir is it je jm jo jp ke kg kh ki km
    kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my
    mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd
    se sg sh si sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk us uy
    uz va vc ve vg vi vn vu wf ws ye yt za zm zw
"""
_ENDINGS: Final = frozenset(f"{_GENERIC} {_CYRILLIC_AND_OTHERS} {_COUNTRIES}".split())
"""Endings that a bare name must have to be taken for a host: countries, and the others that the press uses."""
