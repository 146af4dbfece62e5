"""Recognise what surrounds the articles of news sites: share buttons, subscriptions, related stories."""

from __future__ import annotations

import re
from functools import lru_cache

from lxml.html import HtmlElement

from kursk_archive.loader import dates
from kursk_archive.loader.html.phrases import any_of
from kursk_archive.loader.text_dump.bylines import read_byline

_TAGS = frozenset({"aside", "button", "dialog", "fieldset", "footer", "form", "menu", "nav"})
_ROLES = frozenset({"alert", "banner", "complementary", "contentinfo", "dialog", "navigation", "search", "toolbar"})
_SURE_WORDS = any_of(
    r"""
    share|sharing|sharedaddy
    shar(?:e|ing)?(?:bar|tools?|buttons?|icons?)
    addtoany|addthis
    social-?(?:share|media|links?|icons?|bar|buttons?)?
    follow-?us|(?:e?mail|news)-?letters?|subscri(?:be|ption|ptions)|sign-?up|opt-?in|paywall|regwall|ads?
    advert\w*|adsense|adslot|ad-?unit|dfp|sponsor(?:ed)?|promo(?:tion|s)?|outbrain|taboola|teads|zergnet
    revcontent|related|recirc\w*|recommend(?:ed|ations?)?|read-?(?:more|next|also)
    more-(?:stories|from|on|news|articles|in)
    also-?(?:read|like|see)|see-?also|you-may|most-(?:read|popular|viewed)|trending|up-?next
    next-?(?:article|post|story|up)|comments|commenting|disqus|respond|breadcrumbs?|pagination
    page-?links|cookies?|consent|gdpr|tag-?(?:list|cloud|links)|article-?tags|post-?tags|cat-links
    author-?(?:bio|box|info|card|profile|description|meta)
    about-?(?:the-)?author|bio|contributors?|byline|by-line|dateline|post-?(?:meta|nav|footer|ratings?)
    entry-?(?:meta|footer)|article-?(?:meta|footer|tools|actions)|skip-?links?|donat(?:e|ion)
    call-?to-?action|cta|copyright|jp-relatedposts|wp-?polls
    """,
    before=r"(?:^|[ _-])",
    after=r"(?:$|[ _-])",
)
"""Names of elements that are not a part of the article, even if an extractor has taken their text."""
_WORDS = any_of(
    r"""
    social|follow|piano|popular|latest|comment|replies|side-?bar|navigation|nav|menu|toolbar|pager
    pop-?up|modal|overlay|lightbox|tooltip|tags|topics?-?list|keywords|categories|article-?info
    meta-?info|metadata|meta|time-?stamp|publish(?:ed)?-?date|screen-?reader-?text|visually-?hidden
    sr-?only|print-?only|no-?print|widget|rating|vote|poll|quiz|membership|app-?promo|correction-?form
    feedback|report-?(?:error|typo)|disclaimer|control-?(?:bar|panel)s?|editsection
    """,
    before=r"(?:^|[ _-])",
    after=r"(?:$|[ _-])",
)
_EMBED_WORDS = any_of(
    r"""
    twitter-(?:tweet|video)|instagram-media|tiktok-embed|fb-(?:post|video)|telegram-post
    reddit-(?:card|embed)|bluesky-embed
    """,
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_ARTICLE_WORDS = any_of(
    r"""
    (?:article|story|post|entry|content|page)[_-]{0,2}(?:body|content|text)
    articlebody|entry-content|post-content
    """,
)
_OTHERS = any_of(
    r"""
    (?:top|latest|breaking|partner|trending|recent) (?:stories|news|articles|posts|videos)\W*$
    most (?:read|popular|viewed)\W*$
    you (?:may|might) (?:also )?(?:like|enjoy|be interested)
    (?:more|recommended) (?:for you|from around)
    from (?:our|the) (?:partners|web)
    (?:sponsored|promoted) (?:stories|content|links)
    vous (?:aimerez|pourriez aimer)
    te puede (?:gustar|interesar)
    você (?:pode|também pode) gostar
    das könnte (?:sie|dich)
    вам (?:может|также)
    вас може
    вам може
    może cię zainteresować
    potrebbe (?:piacerti|interessarti)
    """,
)
"""Labels of stories that are not this one, wherever they stand."""
_LABEL = any_of(
    r"""
    (?:top|latest|other|partner|breaking) (?:stories|news)
    sponsored
    about the author
    (?:read|see|watch|listen)(?: also| more| next|:)
    (?:more|related|also|recommended|trending|up next|popular|latest)\b
    don[’']t miss
    must[- ]read
    explore further
    editor[’']s picks?
    читайте|читай
    по теме
    також|смотрите|дивіться
    lesen sie
    mehr zum
    lire aussi
    à lire
    lee también
    leia (?:também|mais)
    czytaj|zobacz
    leggi anche
    """,
)
_SOURCE_NOTE = re.compile(
    r"(?:more information|sources?|references?|journal(?: information| reference)?|paper|study|doi|via"
    r"|источники?|джерел[оа]|quellen?|fuentes?|fontes?|źródł[oa])\s?:|provided by\s",
    re.IGNORECASE,
)
_MAX_LABEL_CHARACTERS = 60
_LINK_LEAD = any_of(
    r"""
    related(?: (?:stories|story|articles?|content|news|links?|coverage|video))?
    read (?:more|also|next|the full story)
    see also
    also read
    see more
    more(?: from| on)?
    recommended
    most (?:read|popular|viewed)
    trending|latest
    watch(?: now| more)?
    don[’']t miss
    must[- ]read
    click here
    what to read next
    читайте (?:также|також|ещё|еще)
    читай(?:те)?
    по теме
    смотрите также
    дивіться також
    lesen sie auch
    lire aussi
    à lire aussi
    lee también
    leia (?:também|mais)
    czytaj (?:też|także|więcej)
    leggi anche
    """,
    before=r"(?:\W{0,3})",
    after=r"\s{0,2}[]:|>»–—-]",
)
_SENTENCES = any_of(
    r"""
    (?:subscribe|sign up|register)\b.{0,80}\b(?:newsletters?|inbox|alerts?|notifications)
    (?:get|receive)\b.{0,60}\b(?:newsletters?|in your inbox|to your inbox|delivered)
    (?:follow|like|find|join) (?:\S{1,30}(?: \S{1,30})?) (?:also )?on (?:twitter|facebook|instagram|telegram)
    (?:follow|like|find|join) (?:\S{1,30}(?: \S{1,30})?) (?:also )?on (?:google|youtube|linkedin|x\b|social)
    download (?:our|the) .{0,30}\bapp\b
    all rights reserved
    copyright (?:©|\(c\)|[12][0-9]{3}|inc)
    (?:©|\(c\)) ?(?:copyright )?[12][0-9]{3}
    may (?:earn|get|receive) (?:a |an )?(?:small )?(?:affiliate )?(?:share|commission)\b.{0,120}[.!]$
    affiliate (?:links?|commission)
    this copy is for your personal
    an error has occurred, please
    this (?:material|story|article) may not be (?:published|reproduced|reprinted)
    have a (?:news )?tip\?
    (?:may|can) be reached at
    send (?:us )?(?:your )?tips?
    leave a (?:comment|reply)
    (?:post|add|write) a comment
    comments are closed
    join the conversation
    (?:like|enjoy(?:ed)?) (?:this|the) (?:story|article|post)\?
    ^follow .{0,60}\bcoverage\b
    click here (?:to (?:subscribe|sign up|read|view|see|get|download|join)|for more)
    please (?:enable|turn on) javascript
    your browser does not support
    thank you for (?:reading|subscribing)
    we (?:use|and our partners use) cookies
    (?:support|donate to) (?:us|our (?:journalism|work))
    подпис(?:ывайтесь|аться|ка) .{0,40}(?:канал|телеграм|telegram|рассыл|новост)
    підпис(?:уйтесь|атися|ка) .{0,40}(?:канал|телеграм|telegram|розсил)
    все права защищены
    всі права захищені
    alle rechte vorbehalten
    todos os direitos reservados
    tous droits réservés
    """,
    before=r"(?:^|\W)",
)
_MAX_SENTENCE_CHARACTERS = 320
_WHOLE = any_of(
    r"""
    advertise?ments?|adverts?|ads?|sponsored|promoted
    share(?: this(?: article| story| post| page)?)?
    tweet|email|e-mail|print
    pin it
    comments?(?: \(?\d+\)?)?
    \d+ comments?
    comment|facebook|twitter|whatsapp|linkedin|reddit|pinterest|telegram
    copy link
    save
    related(?: (?:stories|story|articles?|content|news|links?|coverage|topics|posts?))?
    read (?:more|next|also)
    more|next|previous|back
    back to top
    loading
    continue reading(?: below)?
    article continues (?:below|after)(?: advertisement)?
    story continues(?: below)?
    scroll (?:down|to continue).{0,40}
    advertisement ?[-–—] ?continue reading below
    skip to .{0,30}
    close|menu|search
    log ?in
    sign ?(?:in|up)
    subscribe(?: now)?
    follow|play|pause|mute|replay|video|photos?|gallery
    view gallery
    view (?:all|more)(?: photos?)?
    image \d+ of \d+
    \d+ ?/ ?\d+
    tags?|topics?
    filed under
    categories|source|credit
    explore further
    updated|published|реклама|поделиться|поділитися|комментарии|коментарі|anzeige|werbung|publicité
    publicidad|publicidade|compartilhar|compartir|partager|teilen|reklama|udostępnij|condividi|reklam
    """,
    before=r"\W*",
    after=r"\W*",
)
_TAG_LINE = re.compile(
    r"(?:tags?|filed under|topics|categories|posted in|теги|метки|schlagw[oö]rter|etiquetas)\s?:", re.IGNORECASE
)


def is_boilerplate_element(element: HtmlElement, is_voted: bool = False) -> bool:
    """Return True if the tag, the role or the names of an element say that it is not a part of the article.

    Args:
        element: of a page.
        is_voted: an extractor has taken most of its text for the article's.
    """
    if element.tag in ("html", "body", "main", "article", "figure", "figcaption", "iframe", "img", "picture", "video"):
        return False
    names = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('data-component') or ''}".strip()
    if _EMBED_WORDS.search(names) or _holds_post(element):
        return False
    if element.tag in _TAGS or element.get("role") in _ROLES:
        return not (is_voted or (element.tag == "aside" and _is_pull_quote(element)))
    return bool(names) and _is_boilerplate_name(names[:400], is_voted)


@lru_cache(maxsize=2_000)
def _is_boilerplate_name(names: str, is_voted: bool) -> bool:
    if _ARTICLE_WORDS.search(names):
        return False
    names = _CAMEL.sub("-", names)
    return bool(_SURE_WORDS.search(names) or (not is_voted and _WORDS.search(names)))


def _holds_post(element: HtmlElement) -> bool:
    """Return True for an element that wraps a post of a social network."""
    return len(element) <= 3 and any(map(is_post, element.iter("blockquote")))


def is_for_screen_readers(element: HtmlElement) -> bool:
    """Return True for words that a page shows to screen readers only, such as `Image caption` before a caption."""
    return element.tag in ("span", "small", "b", "strong") and bool(_UNSEEN_NAMES.search(element.get("class") or ""))


_UNSEEN_NAMES = any_of(
    r"""
    off-?screen|screen-?reader(?:-?text|-?only)?|visually-?hidden|visually-?hide|sr-?only|a11y-?hidden
    """,
    before=r"(?:^|[ _-])",
    after=r"(?:$|[ _-])",
)


def is_post(element: HtmlElement) -> bool:
    """Return True for a post of a social network that the page embeds."""
    return element.tag == "blockquote" and bool(_EMBED_WORDS.search(element.get("class") or ""))


def _is_pull_quote(element: HtmlElement) -> bool:
    return element.find(".//blockquote") is not None or element.find(".//figure") is not None


def is_boilerplate_text(text: str, link_share: float) -> bool:
    """Return True for the text of a button, an invitation to subscribe, or a link to another story."""
    if len(text) > _MAX_SENTENCE_CHARACTERS:
        return False
    if _WHOLE.fullmatch(text) or (_LINK_LEAD.match(text) and link_share > 0.3):
        return True
    return bool(_SENTENCES.search(text)) or bool(_TAG_LINE.match(text) and link_share > 0.3)


def is_list_of_topics(element: HtmlElement, link_share: float) -> bool:
    """Return True for links to pages of topics: `rel="tag"` says so."""
    rels = [(anchor.get("rel") or "").split() for anchor in element.iter("a")]
    return link_share > _MIN_TOPIC_SHARE and bool(rels) and all("tag" in rel for rel in rels)


_MIN_TOPIC_SHARE = 0.5


def is_link_label(text: str) -> bool:
    """Return True for the label of a list of other stories."""
    return len(text) <= _MAX_LABEL_CHARACTERS and bool(_LABEL.match(text))


def is_source_note(text: str) -> bool:
    """Return True for a line below an article that names what it is based on, such as a paper with its DOI."""
    return bool(_SOURCE_NOTE.match(text))


def is_label_of_others(text: str) -> bool:
    """Return True for a label that only stories of other pages follow."""
    return len(text) <= _MAX_LABEL_CHARACTERS and bool(_OTHERS.match(text))


def is_named_body(element: HtmlElement) -> bool:
    """Return True if the name of an element says that it is the body of the article."""
    if "articleBody" in (element.get("itemprop") or ""):
        return True
    return bool(_ARTICLE_WORDS.search(f"{element.get('class') or ''} {element.get('id') or ''}"))


def is_caption(element: HtmlElement) -> bool:
    """Return True for a figure, and for an element that is named like one."""
    if element.tag in ("figure", "figcaption"):
        return element.tag == "figcaption" or next(element.iter("table", "pre", "blockquote", "ul"), None) is None
    return element.tag in ("div", "p", "span", "section") and bool(
        _CAPTION.search(_CAMEL.sub("-", element.get("class") or ""))
    )


_CAPTION = re.compile(
    r"(?:^|[ _-])(?:wp-)?(?:captions?|(?:photo|image|img|media|video)-?(?:captions?|credits?|desc(?:ription)?|info))"
    r"(?:$|[ _-])",
    re.IGNORECASE,
)


def is_headline_link(element: HtmlElement, text: str, host: str) -> bool:
    """Return True for a line that is only the headline of another story of the same site, as a link."""
    hrefs = [anchor.get("href") or "" for anchor in element.iter("a")]
    if element.tag == "li" or len(text.split()) < _MIN_HEADLINE_WORDS or text[-1] in '.!?…»”"':
        return False
    return all(href.startswith("/") or not href.startswith("http") or (host and host in href) for href in hrefs)


_MIN_HEADLINE_WORDS = 4


def is_byline_or_date(text: str) -> bool:
    """Return True for a line of names, dates or both: `By Jane Doe - 2024-08-15`."""
    parts = [part.strip() for part in _LINE_PARTS.split(text) if part.strip()]
    return (
        bool(parts)
        and any(map(_is_name_or_date, parts))
        and all(_is_name_or_date(part) or len(part) < _MAX_OTHER_PART for part in parts)
    )


_LINE_PARTS = re.compile(r"\s[-–—|·•/]\s|[|·•]|;|\n")
_MAX_OTHER_PART = 24


def _is_name_or_date(text: str) -> bool:
    kind, after_label = dates.split_date_label(text)
    return dates.looks_like_date_line(after_label if kind else text) or read_byline(text) is not None
