"""Made-up pages whose metadata are read."""

from __future__ import annotations

from kursk_archive.loader.draft import FieldValue
from kursk_archive.loader.html.page_capture import read_page

TEXT = (
    "<p>The council of Examplia met on Thursday in the old mill, because the roof of the town hall leaks again.</p>" * 4
)
HEADLINE = "<h1>The bridge stays where it is</h1>"


def fields(
    head: str = "", above: str = "<h1>The bridge stays where it is</h1>", html: str = "<html>"
) -> dict[str, FieldValue]:
    body = f"<body><article>{above}{TEXT}</article></body></html>"
    page = f"<!DOCTYPE html>{html}<head><meta charset=utf-8>{head}</head>{body}"
    return dict(read_page(page.encode(), "page.html").fields)


def json_ld(members: str) -> str:
    return f'<script type="application/ld+json">{{"@type": "NewsArticle", {members}}}</script>'
