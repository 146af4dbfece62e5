"""WordPress exports and feeds: which entries are articles, what is read of them, and what becomes of a broken file."""

from __future__ import annotations

import pytest

from kursk_archive.loader.draft import Draft
from kursk_archive.loader.exports.xml_export import read_xml_export

NAMESPACES = (
    'xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/"'
)
WXR = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" {namespaces}>
<channel><title>The Fictional Herald</title><language>uk</language>
<wp:author><wp:author_login>jd</wp:author_login><wp:author_display_name><![CDATA[Jane Doe]]></wp:author_display_name>
</wp:author>
{items}
</channel></rss>
"""
POST = """<item><title>Ferry &amp;amp; Bridge</title><link>https://herald.example/ferry/</link><dc:creator>jd</dc:creator>
<content:encoded><![CDATA[{content}]]></content:encoded><wp:post_id>{key}</wp:post_id>
<wp:post_date>2024-08-15 00:30:00</wp:post_date><wp:post_date_gmt>2024-08-14 21:30:00</wp:post_date_gmt>
<wp:post_name>ferry</wp:post_name><wp:status>{status}</wp:status><wp:post_type>{kind}</wp:post_type>
<category domain="category" nicename="rivers"><![CDATA[Rivers]]></category>
<category domain="post_tag" nicename="ferries"><![CDATA[Ferries]]></category></item>
"""


def post(content: str = "The ferry sails.", key: str = "7", status: str = "publish", kind: str = "post") -> str:
    return POST.format(content=content, key=key, status=status, kind=kind)


def wxr(*items: str) -> bytes:
    return WXR.format(namespaces=NAMESPACES, items="".join(items)).encode()


def values(draft: Draft) -> dict[str, object]:
    return {name: value.value for name, value in draft.fields.items()}


def test_a_post_has_its_fields_its_key_and_its_own_part_of_the_file() -> None:
    data = wxr(post(), post(key="8"))
    first, second = read_xml_export(data, "export.xml")
    assert values(first) == {
        "title": "Ferry & Bridge",
        "date": "2024-08-15T00:30:00+03:00",
        "authors": ("Jane Doe",),
        "publisher": "The Fictional Herald",
        "language": "uk",
        "source_url": "https://herald.example/ferry/",
        "slug": "ferry",
        "topics": ("Rivers", "Ferries"),
    }
    assert (first.key, second.key) == ("7", "8")
    for draft in (first, second):
        evidence = data[draft.start : draft.start + (draft.length or 0)]
        assert evidence.startswith(b"<item>")
        assert evidence.endswith(b"</item>")


@pytest.mark.parametrize("status", ["draft", "pending", "private", "future", "trash"])
def test_a_post_that_its_system_held_back_is_held_back(status: str) -> None:
    (draft,) = read_xml_export(wxr(post(status=status)), "export.xml")
    assert draft.fields["status"].value == "withheld"


def test_a_post_with_a_password_is_held_back() -> None:
    item = post().replace("<wp:status>", "<wp:post_password>x</wp:post_password><wp:status>")
    (draft,) = read_xml_export(wxr(item), "export.xml")
    assert draft.fields["status"].value == "withheld"


def test_what_is_no_post_is_counted() -> None:
    (draft,) = read_xml_export(wxr(post(), post(kind="attachment"), post(kind="page"), post(kind="page")), "export.xml")
    assert [str(finding.message) for finding in draft.findings] == ["left out: 1 attachment, 2 pages"]


@pytest.mark.parametrize(
    ("content", "body"),
    [
        ("One.\n\nTwo,\nstill two.", "<p>One.</p>\n<p>Two,<br>\nstill two.</p>"),
        ("<!-- wp:paragraph -->\n<p>One.</p>\n<!-- /wp:paragraph -->", "<p>One.</p>\n"),
        ("[embed]https://youtu.be/abc[/embed]", '<p><a href="https://youtu.be/abc">https://youtu.be/abc</a></p>'),
        (
            '[caption id="a" width="9"]<img src="/a.jpg"/> A ferry[/caption]',
            '<figure><img src="/a.jpg"/><figcaption>A ferry</figcaption></figure>',
        ),
        (
            '<!-- wp:embed {"url":"https://t.me/a/1"} -->\n<figure class="wp-block-embed"><div>\nhttps://t.me/a/1\n</div>'
            "</figure>\n<!-- /wp:embed -->",
            '<p><a href="https://t.me/a/1">https://t.me/a/1</a></p>',
        ),
    ],
)
def test_the_body_is_html_with_paragraphs_captions_and_embeds(content: str, body: str) -> None:
    (draft,) = read_xml_export(wxr(post(content)), "export.xml")
    assert draft.body == body
    assert draft.body_is_html


def test_a_broken_export_keeps_what_came_before() -> None:
    data = wxr(post(), post(key="8"))
    broken = data[: data.rindex(b"<wp:status>")]
    drafts = read_xml_export(broken, "export.xml")
    assert [draft.key for draft in drafts] == ["7", "unread"]
    assert [finding.code for finding in drafts[1].findings] == ["export-broken"]


def test_control_characters_do_not_break_an_export() -> None:
    (draft,) = read_xml_export(wxr(post("A\x0bferry\x00 sails.")), "export.xml")
    assert draft.body == "<p>A ferry  sails.</p>"


def test_entities_are_refused() -> None:
    bomb = '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    data = wxr(post()).replace(b"?>\n", f"?>\n{bomb}\n".encode(), 1)
    (draft,) = read_xml_export(data, "export.xml")
    assert [finding.code for finding in draft.findings] == ["export-broken"]


def test_other_xml_is_named_and_no_error() -> None:
    (draft,) = read_xml_export(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "picture.xml")
    assert [finding.code for finding in draft.findings] == ["unsupported"]


def test_the_same_key_twice_is_told_apart() -> None:
    assert [draft.key for draft in read_xml_export(wxr(post(), post()), "export.xml")] == ["7", "7~2"]


RSS = """<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>The Fictional Herald</title><language>en</language>
<item><title>Ferry</title><link>https://herald.example/ferry</link><guid isPermaLink="false">tag:1</guid>
<pubDate>Thu, 15 Aug 2024 14:30:00 +0300</pubDate><author>jane@herald.example (Jane Doe)</author>
<description>Short.</description><content:encoded>&lt;p&gt;Long.&lt;/p&gt;</content:encoded></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="uk"><title>The Fictional Herald</title>
<entry><title>Ferry</title><id>tag:1</id><link href="https://herald.example/ferry"/>
<published>2024-08-15T14:30:00+03:00</published><updated>2024-08-16T14:30:00+03:00</updated>
<author><name>Jane Doe</name></author><category term="Rivers"/>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>A <a href="https://a.example/">link</a> &amp; b.</p>
</div></content></entry></feed>"""


def test_rss_is_read() -> None:
    (draft,) = read_xml_export(RSS.encode(), "feed.rss")
    found = values(draft)
    assert (found["title"], found["date"], found["source_url"]) == ("Ferry", "2024-08-15T14:30:00+03:00", "https://herald.example/ferry")  # fmt: skip # noqa: E501
    assert (draft.key, draft.body, found["description"]) == ("tag:1", "<p>Long.</p>", "Short.")
    assert found["authors"] == ("Jane Doe",)


def test_atom_is_read_with_its_xhtml() -> None:
    (draft,) = read_xml_export(ATOM.encode(), "feed.atom")
    found = values(draft)
    assert (found["updated"], found["language"], found["authors"]) == ("2024-08-16T14:30:00+03:00", "uk", ("Jane Doe",))
    assert found["topics"] == ("Rivers",)
    assert draft.body == '<div><p>A <a href="https://a.example/">link</a> &amp; b.</p>\n</div>'


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Ferry & Bridge", "Ferry & Bridge"),
        ("Ferry&mdash;Bridge", "Ferry—Bridge"),
        ("Ferry &bridge; &amp;amp; Co", "Ferry &bridge; & Co"),
        ("Ferry &#8211; <![CDATA[A & B]]>", "Ferry – A & B"),
    ],
)
def test_a_bare_ampersand_and_entities_of_html_are_read(written: str, title: str) -> None:
    first = post("See https://herald.example/?a=1&b=2.", key="1").replace("Ferry &amp;amp; Bridge", written)
    data = wxr(first, post(key="2")).replace(b"https://herald.example/ferry/", b"https://herald.example/?a=1&b=2", 1)
    drafts = read_xml_export(data, "a.xml")
    assert [values(draft).get("title") for draft in drafts] == [title, "Ferry & Bridge"]
    assert values(drafts[0])["source_url"] == "https://herald.example/?a=1&b=2"
    assert "a=1&b=2" in drafts[0].body
    for draft in drafts:
        part = data[draft.start : draft.start + (draft.length or 0)]
        assert part.startswith(b"<item>")
        assert part.endswith(b"</item>")
    assert not any(draft.findings for draft in drafts)


def test_several_authors_of_a_post() -> None:
    more = "".join(
        f'<category domain="author" nicename="{name.lower()}"><![CDATA[{name}]]></category>'
        for name in ("Jo", "Al", "Jo")
    )
    (draft,) = read_xml_export(wxr(post().replace("</item>", f"{more}</item>")), "a.xml")
    assert (values(draft)["authors"], values(draft)["topics"]) == (("Jo", "Al"), ("Rivers", "Ferries"))
