"""Recognises host names written without a scheme, as opposed to file names and words."""

from __future__ import annotations

import re
from typing import Final


def add_missing_scheme(href: str) -> str | None:
    """Return the `https:` URL for an `href` that begins with a host name: `t.me/uniannet`, `www.news.example/a`.

    None if it does not. A name that could also be a file name (`list.md`, `story.pl`) counts as a host only with `www.`
    or with a path.
    """
    host = _BEFORE_PATH.split(href, maxsplit=1)[0]
    name, colon, port = host.partition(":")
    if not _HOST.fullmatch(name) or (colon and not (port.isascii() and port.isdigit())):
        return None
    domain = name.rstrip(".").rpartition(".")[2].lower()
    is_ambiguous = domain in _FILE_EXTENSIONS and "/" not in href
    if not name.lower().startswith("www.") and (domain not in _TOP_LEVEL_DOMAINS or is_ambiguous):
        return None
    return f"https://{href}"


_BEFORE_PATH = re.compile(r"[/?#\\]")
_HOST = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,8}[^\W\d_][\w-]{1,61}\.?")

_FILE_EXTENSIONS: Final = frozenset(
    {"cc", "gz", "in", "md", "mk", "mov", "pl", "ps", "py", "rs", "sc", "sh", "so", "zip"}
)
_GENERIC = """
    aero agency app art asia biz blog cat center club com dev digital edu eu gov info int io jobs life live media mil
    mobi museum name net network news onion online org page place press pro report shop site space store studio team
    tech today top travel tv vip website wiki world xyz zone
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
_TOP_LEVEL_DOMAINS: Final = frozenset(f"{_GENERIC} {_CYRILLIC_AND_OTHERS} {_COUNTRIES}".split())
"""Top-level domains that a name must have to count as a host: countries, and others in use by news media."""
