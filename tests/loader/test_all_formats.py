"""A folder with one file of each format becomes one archive in one command."""

from __future__ import annotations

import json
from email.message import EmailMessage
from pathlib import Path

import pytest

from kursk_archive import build, read_config
from tests.loader.crawls.crawl_files import http, record, wacz, zipped

URL = "https://herald.example/2024/08/15"
PROSE = "The people of the made-up town came to the harbour in the morning and waited for the boat until the evening. "


def page(name: str) -> str:
    paragraphs = "".join(f"<p>{PROSE * 2} {n}</p>" for n in range(4))
    return (
        f'<html lang="en"><head><title>The {name} page</title><link rel="canonical" href="{URL}/{name}">'
        f'<meta property="article:published_time" content="2024-08-15T10:00:00Z"></head>'
        f'<body><article><h1>The {name} page</h1>{paragraphs}<p>See <a href="https://link.example/{name}">the harbour'
        f"</a> for all that is known.</p></article></body></html>"
    )


def link(name: str) -> str:
    return f'<p>{PROSE}<a href="https://link.example/{name}">the harbour</a></p>'


def mhtml() -> bytes:
    head = "From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\n"
    fields = f"Content-Type: text/html; charset=utf-8\r\nContent-Location: {URL}/mhtml\r\n\r\n"
    return f"{head}{fields}{page('mhtml')}\r\n--b--\r\n".encode()


def newsletter() -> bytes:
    message = EmailMessage()
    message["Subject"], message["Date"] = "The eml page", "Thu, 15 Aug 2024 10:00:00 +0000"
    message["From"] = "The Herald <news@herald.example>"
    message.set_content(page("eml"), subtype="html")
    return message.as_bytes()


def files() -> dict[str, bytes | str]:
    header = "---\ntitle: The {0} page\ndate: 2024-08-15\n---\n\n{1}[the harbour](https://link.example/{0})\n"
    telegram = {"name": "Harbour", "type": "public_channel", "id": 1}
    text = [
        "The telegram page\n\n",
        {"type": "text_link", "text": "the harbour", "href": "https://link.example/telegram"},
    ]
    message = {"id": 7, "type": "message", "date_unixtime": "1723716000", "text": text}
    ghost = {"id": "p", "title": "The ghost page", "status": "published", "visibility": "public", "html": link("ghost")}
    ghost["published_at"] = "2024-08-15T10:00:00Z"
    scraped = {"title": "The {0} page", "date": "2024-08-15"}
    row = f'The csv page,2024-08-15,"{link("csv").replace(chr(34), chr(34) * 2)}"\n'
    rss = (
        "<item><title>The rss page</title><pubDate>Thu, 15 Aug 2024 10:00:00 GMT</pubDate>"
        "<description><![CDATA[{}]]></description></item>"
    )
    wordpress = (
        "<item><title>The wxr page</title><wp:post_id>1</wp:post_id><wp:post_type>post</wp:post_type><wp:status>publish"
        "</wp:status><wp:post_date>2024-08-15 10:00:00</wp:post_date>"
        "<content:encoded><![CDATA[{}]]></content:encoded></item>"
    )
    names = 'xmlns:wp="http://wordpress.org/export/1.2/" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Herald</title><entry><id>a</id><title>The atom page</title>'
        '<published>2024-08-15T10:00:00Z</published><content type="html"><![CDATA[{}]]></content></entry></feed>'
    )
    return {
        "a.txt": f"# The text page\n\nAugust 15, 2024\n\n{PROSE}[the harbour](https://link.example/text)\n",
        "b.md": header.format("markdown", PROSE),
        "c.rst": f"The rst page\n============\n\n:date: 2024-08-15\n\n{PROSE}`the harbour <https://link.example/rst>`_\n",
        "d.html": page("html"),
        "e.mhtml": mhtml(),
        "f.eml": newsletter(),
        "g.warc": record(f"{URL}/warc", http(page("warc").encode())),
        "h.wacz": wacz({"archive/a.warc.gz": zipped([record(f"{URL}/wacz", http(page("wacz").encode()))])}),
        "i.xml": f"<rss {names}><channel><title>H</title>{wordpress.format(link('wxr'))}</channel></rss>",
        "j.rss": f"<rss><channel><title>H</title>{rss.format(link('rss'))}</channel></rss>",
        "k.atom": atom.format(link("atom")),
        "l.json": json.dumps({"db": [{"data": {"posts": [ghost]}}]}),
        "m.json": json.dumps(telegram | {"messages": [message]}),
        "n.jsonl": json.dumps({**scraped, "title": "The jsonl page", "text": link("jsonl")}) + "\n",
        "o.csv": f"title,date,text\n{row}",
        "substack/posts.csv": "post_id,post_date,is_published,audience,title\n"
        "1.s,2024-08-15T10:00:00Z,true,everyone,The substack page\n",
        "substack/posts/1.s.html": link("substack"),
    }


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("formats")
    for name, data in files().items():
        file = folder / "content" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data.encode() if isinstance(data, str) else data)
    report = build(read_config(folder / "content", output=folder / "site", search=False))
    assert [str(finding) for finding in report.findings if finding.severity == "error"] == []
    return folder / "site"


KINDS = "atom csv eml ghost html jsonl markdown mhtml rss rst substack telegram text wacz warc wxr".split()


def test_each_file_is_an_article(built: Path) -> None:
    rows = [json.loads(line) for line in (built / "data/articles.jsonl").read_text("utf-8").splitlines()]
    assert sorted(row["title"] for row in rows) == [f"The {kind} page" for kind in KINDS]
    assert {row["date"][:10] for row in rows} == {"2024-08-15"}


@pytest.mark.parametrize("kind", KINDS)
def test_each_article_has_its_link(built: Path, kind: str) -> None:
    rows = [json.loads(line) for line in (built / "data/articles.jsonl").read_text("utf-8").splitlines()]
    (row,) = [row for row in rows if row["title"] == f"The {kind} page"]
    assert f'href="https://link.example/{kind}"' in (built / row["page"]).read_text("utf-8")
