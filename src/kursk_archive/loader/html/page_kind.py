"""Recognise pages that are no articles: errors, walls in front of an article, frames, redirects."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from kursk_archive.loader.html.article_blocks import visible_text
from kursk_archive.loader.html.phrases import any_of

_CHALLENGE = any_of(
    r"""
    just a moment
    attention required
    access (?:to this page has been )?denied
    are you (?:a|not a) (?:robot|human)
    pardon our interruption
    (?:verify|confirm|prove) (?:that )?you(?:[’']| a)re (?:a )?(?:human|not a (?:robot|bot))
    checking (?:if the site connection|your browser)
    ddos[- ]guard
    captcha
    security check
    request (?:blocked|rejected)
    unusual traffic
    enable javascript and cookies
    подтвердите, что вы (?:не робот|человек)
    доступ (?:запрещен|ограничен|заборонено)
    """,
)
_ERROR = any_of(
    r"""
    ^(?:\W*(?:error|ошибка|помилка|fehler|erreur)\W*)?(?:4(?:0[0-9]|1[0-9]|29|51)|50[0-9]|52[0-9])\b
    (?:page|article|story|file|site|content) (?:was |is |could |can )?(?:not|n[o’']t)(?: be)? (?:found|available|exist)
    (?:404|not found|(?:page|service) unavailable|bad gateway|internal server error|gateway time-?out|forbidden)$
    ^(?:oops|sorry|whoops)\b.{0,60}(?:found|wrong|exist)
    this page (?:doesn[’']t|does not|no longer) exist
    страниц\w+ не (?:найдена|существует)
    сторінк\w+ не (?:знайден|існує)
    seite (?:wurde )?nicht gefunden
    page (?:introuvable|non trouvée)
    página no encontrada
    página não encontrada
    nie znaleziono strony
    pagina non trovata
    """,
)
_CONSENT = any_of(
    r"""
    before you continue
    we (?:value|care about) your privacy
    (?:we|our partners) (?:and our partners )?use cookies
    cookie (?:consent|settings|preferences)
    (?:accept|reject|manage) (?:all )?(?:cookies|and continue)
    your (?:privacy|data) (?:choices|matters)
    consent to (?:the use|our)
    diese website verwendet cookies
    wir (?:und unsere partner )?verwenden cookies
    mit werbung weiterlesen
    nous utilisons des cookies
    utilizamos cookies
    мы используем (?:файлы )?cookie
    ми використовуємо (?:файли )?cookie
    """,
)
_PAYWALL = any_of(
    r"""
    (?:subscribe|sign in|log ?in|register)(?: now)? (?:to|and|for)\s(?:\w+\s){0,3}?(?:read|access|unlock|view|see)
    become a (?:member|subscriber) (?:to|and|for)\s(?:\w+\s){0,3}?(?:read|access|unlock|view|see)
    (?:to|want to) (?:continue|keep|read|finish) (?:reading|the full|this (?:article|story))
    continue reading (?:this article )?with
    (?:article|story) is (?:(?:only|reserved|exclusive|available) ){0,2}(?:to|for) (?:\w+ ){0,2}(?:subscribers|members)
    (?:exclusive|only) (?:to|for) (?:our )?subscribers
    subscriber[- ]only
    already a (?:subscriber|member)\?
    you(?:[’']ve| have) (?:reached|used|read) (?:your|all|the|\d)
    (?:читать|читайте) (?:статью |материал )?(?:полностью|дальше) (?:по|с|могут)
    (?:доступ|доступен|доступно) (?:только )?(?:по подписке|подписчикам)
    лише для передплатників
    доступн\w+ (?:лише|тільки) передплатникам
    nur für abonnenten
    mit (?:dem )?abo weiterlesen
    réservé aux abonnés
    solo para suscriptores
    exclusivo para (?:assinantes|suscriptores)
    tylko dla (?:prenumeratorów|subskrybentów)
    """,
)
_REFRESH = re.compile(r"^\s*[0-9.]*\s*[;,]\s*url\s*=\s*['\"]?(?P<url>\S{1,500})", re.IGNORECASE)
_SCRIPTED = re.compile(
    r"\blocation(?:\.href)?\s*=\s*[\"'](?P<set>[^\"'\s]{1,500})[\"']"
    r"|\blocation\.(?:replace|assign)\(\s*[\"'](?P<called>[^\"'\s]{1,500})[\"']"
)
_MOVED = re.compile(
    r"^\W*(?:30[12378]\b|(?:(?:object|page|document) )?moved(?: (?:permanently|temporarily))?$)", re.IGNORECASE
)
_OPEN_AT_END = re.compile(r"<(?:!--(?:(?!-->).)*|/?[a-zA-Z][^<>]*)\Z", re.DOTALL)
_CONTAINER = re.compile(
    r"<(/?)(?:article|aside|blockquote|div|footer|header|main|nav|section|table|ul|ol)\b", re.IGNORECASE
)
_END_OF_PAGE = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)
_END_CHARACTERS = 20_000
_NOTICE_CHARACTERS = 2_500
"""Of the whole page. A longer page has an article beside the notice."""
_MAX_REDIRECT_CHARACTERS = 300
_MAX_TEASER_CHARACTERS = 1_500
_MIN_ARTICLE_CHARACTERS = 600
_MAX_SEARCHED_CHARACTERS = 200_000


def describe_frames(root: HtmlElement) -> str:
    """Return why a page of frames is no article; empty for any other page."""
    has_set = next(root.iter("frameset"), None) is not None
    frame = next((element for element in root.iter("frame", "iframe") if element.get("src")), None)
    if not has_set and (frame is None or frame.tag != "frame"):
        body = root.find(".//body")
        if frame is None or visible_text(body if body is not None else root):
            return ""
    address = f", the first `{(frame.get('src') or '')[:60]}`" if frame is not None else ""
    return f"page consists of frames{address}; their pages were not saved with it"


def describe_break(text: str) -> str:
    """Return where the markup of a page breaks off; empty for a whole page.

    A page may leave out the ends of `p`, `li`, `body` and `html`, and many have one too many or too few of other
    ends. So only a page that has none of the last ends is in doubt.
    """
    end = text[-_END_CHARACTERS:].rstrip()
    if _OPEN_AT_END.search(end):
        return "inside of a tag or a comment"
    if _END_OF_PAGE.search(end):
        return ""
    balance = sum(-1 if match[1] else 1 for match in _CONTAINER.finditer(text))
    if balance > 0:
        return f"before {balance} elements end" if balance > 1 else "before an element ends"
    last = end[end.rfind("<p") :]
    is_open = "</p>" in text and "</p>" not in last and last.startswith(("<p>", "<p "))
    return "in a sentence" if is_open and (last[-1].isalnum() or last[-1] in ",;-–—") else ""


def describe_redirect(root: HtmlElement, page_text: str) -> str:
    """Return why a page that only leads elsewhere is no article; empty for any other page."""
    for meta in root.iter("meta"):
        match = _REFRESH.match(meta.get("content") or "")
        is_refresh = (meta.get("http-equiv") or "").lower() == "refresh"
        if match and is_refresh and len(page_text) < _MAX_REDIRECT_CHARACTERS:
            return f"page only redirects to `{match['url'][:60]}`"
    if len(page_text) >= _MAX_REDIRECT_CHARACTERS:
        return ""
    for script in root.iter("script"):
        if match := _SCRIPTED.search((script.text or "")[:_MAX_SEARCHED_CHARACTERS]):
            return f"page only redirects to `{(match['set'] or match['called'])[:60]}`"
    titles = (root.findtext(".//title") or "", *(visible_text(heading) for heading in root.iter("h1")))
    moved = next((link.get("href") or "" for link in root.iter("a") if link.get("href")), "")
    return f"page only redirects to `{moved[:60]}`" if moved and any(map(_MOVED.search, map(str.strip, titles))) else ""


def describe_notice(root: HtmlElement, page_text: str, article_text: str, *, is_free: bool | None) -> str:
    """Return why a page is no article but an error, or a wall in front of one; empty for an article.

    Args:
        root: of the page.
        page_text: of the whole page.
        article_text: what was taken for the article.
        is_free: what the page says about its paywall.
    """
    titles = [
        " ".join((root.findtext(".//title") or "").split()),
        *(visible_text(heading) for heading in root.iter("h1", "h2")),
    ][:6]
    is_short = len(page_text) < _NOTICE_CHARACTERS and len(article_text) < _MAX_TEASER_CHARACTERS
    if is_short and any(_CHALLENGE.search(text) for text in (*titles, page_text[:300])):
        return "page is a check for robots or a refusal, not an article"
    if len(article_text) < _MAX_TEASER_CHARACTERS and any(_is_error_title(text) for text in titles[:3]):
        return "page is an error of the server, not an article"
    if (
        is_short
        and len(_CONSENT.findall(page_text))
        and (_CONSENT.search(article_text) or len(article_text) < _MIN_ARTICLE_CHARACTERS / 2)
    ):
        return "page asks for consent to cookies and shows no article"
    return _describe_paywall(page_text, article_text, is_free=is_free)


def _is_error_title(text: str) -> bool:
    return len(text) < 120 and any(_ERROR.search(part.strip()) for part in re.split(r"\s[|–—-]\s", text))


def _describe_paywall(page_text: str, article_text: str, *, is_free: bool | None) -> str:
    """Return that a page shows the beginning of an article only. Subscribers save whole articles of the same pages."""
    is_cut = article_text.rstrip().endswith(("…", "...", "[…]"))
    if len(article_text) >= (_MAX_TEASER_CHARACTERS if is_cut or is_free is False else _MIN_ARTICLE_CHARACTERS):
        return ""
    if (is_free is False and is_cut) or _PAYWALL.search(page_text[:_MAX_SEARCHED_CHARACTERS]):
        return "page shows only the beginning of an article, in front of a paywall"
    return ""
