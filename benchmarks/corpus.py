"""Made-up corpora of any size, the same in every run.

    python benchmarks/corpus.py 10000 /tmp/corpus
    python benchmarks/corpus.py --kind wordpress 2000 /tmp/corpus

Kinds:

- `plain`: 5.5 kB of Markdown in eight paragraphs with a link each, three of 24 topics.
- `wordpress`: an import from WordPress. HTML in the body, 22 links over thousands of hosts, a topic of its own beside
  two common ones, an image in every third article.
- `languages`: each story in English, Ukrainian and Russian, the three naming each other; every third captured twice.
- `editions`: `plain` with three captures of each article: the second silently has another number, the third a corrected
  quotation and a notice of it.
- `pages`: a saved page of 40 kB. Style sheet, navigation, metadata in three vocabularies, 15 links in the text and 80
  around it.

Hugo, Pelican and Eleventy read `plain`, Hugo also `wordpress` and `languages`. The proportions of `wordpress` are those
of a public archive of 2,188 posts (openSUSE/news-o-o): 22 links an article, 2,698 topics, HTML in 19 of 20 bodies. The
frontmatter is YAML that all the programs read alike: Pelican's reader knows neither quotation marks nor lists, so
titles have no colons.
"""

from __future__ import annotations

import argparse
import html
import json
import random
import struct
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

FIRST_DAY = date(2015, 1, 1)
DAYS = 3650
WORDS = (
    "archive bridge bulletin compass council evening examplia ferry granite harbour lantern market meadow minister "
    "morning northern orchard parcel quarry river session signal southern statement station thimble valley village"
).split()
CYRILLIC_WORDS = (
    "архів берег вечір виноград вказівник гавань долина журнал засідання камінь ліхтар луг міст наперсток "
    "неділя оголошення острів пором ранок річка рада сад село сигнал станція схід ярмарок яблуня"
).split()
TOPICS = WORDS[:24]
PUBLISHERS = (
    ("The Fictional Herald", "herald.news.example"),
    ("Examplia Times", "times.news.example"),
    ("Valley Post", "post.news.example"),
    ("The Lantern", "lantern.news.example"),
    ("Quarry News", "quarry.news.example"),
)
LINKS = (
    "[said]({other})",
    "[wrote on Telegram](https://t.me/channel{small}/{large}?single)",
    "[reported](https://paper{small}.example/story/{large}?utm_source=feed&utm_medium=rss)",
    "[confirmed](#)",
    "[announced]({other})",
    "[posted](https://x.com/user{small}/status/1{large}?s=20)",
    "[published](https://ministry{small}.example/notes/{large})",
    "[as it was then](https://web.archive.org/web/20200102030405/https://paper{small}.example/old/{large})",
)
PLAIN = """\
---
title: {title}
date: {day}
slug: {slug}
source_url: {source}
publisher: {publisher}
language: en
author: Jane Doe
topics: [{topics}]
---

{body}
"""
LANGUAGES = ("en", "uk", "ru")

Files = Mapping[str, str | bytes]
"""Path below the content folder → the text or the bytes of a file."""


def slug(number: int) -> str:
    return f"story-{number}"


def source(number: int) -> str:
    """Return the URL that an article had before it was captured; links to it use this URL."""
    return f"https://{PUBLISHERS[number % len(PUBLISHERS)][1]}/articles/{slug(number)}"


def day(number: int, size: int) -> date:
    """Return the day of an article, spread evenly over ten years. Numbers from `size` on get the days after those."""
    return FIRST_DAY + timedelta(days=number * DAYS // size)


@dataclass(frozen=True, slots=True)
class Corpus:
    """A kind of made-up archive."""

    kind: str
    files: Callable[[int, int, date], Files]
    """Number of the article, size of the corpus and day → its files. The first is the capture."""
    linked: tuple[str, ...]
    """Parts of addresses that every article's page shows."""
    end_of_body: str = ""
    """The text in a capture that follows the body; empty if the body is the end."""

    def capture(self, number: int, size: int) -> str:
        """Return the path of an article's capture below the content folder."""
        return next(iter(self.files(number, size, day(number, size))))

    def write(self, folder: Path, size: int) -> None:
        """Write the whole corpus below `folder`."""
        for number in range(size):
            self.put(folder, number, size, day(number, size))

    def put(self, folder: Path, number: int, size: int, on: date) -> None:
        """Write the files of one article."""
        for path, data in self.files(number, size, on).items():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data if isinstance(data, bytes) else data.encode())

    def append(self, folder: Path, number: int, size: int, sentence: str) -> None:
        """Add a sentence at the end of an article's body."""
        file = folder / self.capture(number, size)
        body, mark, rest = file.read_text("utf-8").partition(self.end_of_body or "\0")
        body, closing = body.rstrip(), "</p>" if body.rstrip().endswith("</p>") else ""
        text = f"{body.removesuffix(closing)} {sentence}{closing}\n{mark if self.end_of_body else ''}{rest}"
        file.write_text(text, "utf-8")


def title(number: int, chance: random.Random, words: Sequence[str] = WORDS) -> str:
    return f"Fictional story {number} of the {' '.join(chance.choices(words, k=5))}"


def _plain(number: int, size: int, on: date) -> Files:
    chance = random.Random(f"{number}/{size}")
    text = PLAIN.format(
        title=title(number, chance),
        day=on,
        slug=slug(number),
        source=source(number),
        publisher=PUBLISHERS[number % len(PUBLISHERS)][0],
        topics=", ".join(chance.sample(TOPICS, 3)),
        body="\n\n".join(_paragraph(chance, link, size) for link in LINKS),
    )
    return {f"{on.year}/{slug(number)}.md": text}


def _paragraph(chance: random.Random, link: str, size: int, words: Sequence[str] = WORDS) -> str:
    written = link.format(
        other=source(chance.randrange(size)), small=chance.randrange(60), large=chance.randrange(1000, 9999)
    )
    sentences = [_sentence(chance, words) for _ in range(7)]
    return " ".join((*sentences[:3], f"The council {written} so.", *sentences[3:]))


def _sentence(chance: random.Random, words: Sequence[str] = WORDS) -> str:
    return " ".join(chance.choices(words, k=11)).capitalize() + "."


# editions

EDITIONS = (
    ("The ferry carried 120 passengers.", "“The pier is open,” the mayor said.", ""),
    ("The ferry carried 210 passengers.", "“The pier is open,” the mayor said.", ""),
    (
        "The ferry carried 210 passengers.",
        "“The pier is closed,” the mayor said.",
        "Correction: an earlier version of this article misquoted the mayor.",
    ),
)
"""Number, quotation and notice of each capture."""


def _editions(number: int, size: int, on: date) -> Files:
    """Return three captures of an article, of three days; the latest is the first of the files."""
    ((path, text),) = _plain(number, size, on).items()
    head, _, body = str(text).removeprefix("---\n").partition("---\n")
    files: dict[str, str | bytes] = {}
    for edition in reversed(range(len(EDITIONS))):
        captured = f"captured_at: {on + timedelta(days=edition)}T10:15:00Z\n"
        added = "\n\n".join(filter(None, EDITIONS[edition]))
        name = path.replace(".md", f".edition-{edition + 1}.md") if files else path
        files[name] = f"---\n{head}{captured}---\n{body.rstrip()}\n\n{added}\n"
    return files


# an import from WordPress

WORDPRESS = """\
---
title: {title}
date: {day} 10:15:00
slug: {slug}
source_url: {source}
publisher: {publisher}
language: en
author: Jane Doe
topics: [{topics}]
---

{body}
"""
HOSTS = 4_000
BLOCKS = (
    '<p>{text} <a href="{a}">{words}</a>. {more}</p>',
    '<p>{text} <strong>{words}</strong> and <a href="{a}" target="_blank" rel="noopener">{words}</a>. {more}</p>',
    '<p style="text-align:justify">{text} <em>{words}</em> (<a href="{a}">{words}</a>). {more}</p>',
    '<blockquote><p>{text} <a href="{a}">{words}</a></p></blockquote>',
    '<ul>\n<li>{text}</li>\n<li><a href="{a}">{words}</a></li>\n<li><a href="{b}">{words}</a> {more}</li>\n</ul>',
    "<h2>{words}</h2>\n\n{text} **{words}** and [{words}]({a}), also at {b} in full. {more}",
    "{text} [{words}]({a}) and *{words}*. {more}",
    "> {text} [{words}]({a})",
    "- {text}\n- [{words}]({a})\n- {more}",
    "<table><tr><th>{words}</th><th>{words}</th></tr><tr><td>{text}</td>"
    '<td><a href="{a}">{words}</a></td></tr></table>',
)
"""Blocks of a body; the first three are half of all."""


def _wordpress(number: int, size: int, on: date) -> Files:
    chance = random.Random(f"wordpress {number}/{size}")
    blocks = [*chance.choices(BLOCKS[:3], k=8), *chance.choices(BLOCKS, k=8)]
    picture = f"uploads/{on.year}/{on.month:02}/picture-{number}.png" if number % 3 == 0 else ""
    body = [_block(chance, block, size) for block in blocks]
    if picture:
        caption = f"<figcaption>{_sentence(chance)} Photo: Jane Doe</figcaption>"
        body.insert(2, f'<figure class="wp-block-image"><img src="/{picture}" alt="" width="640">{caption}</figure>')
    text = WORDPRESS.format(
        title=title(number, chance),
        day=on,
        slug=slug(number),
        source=source(number),
        publisher=PUBLISHERS[number % len(PUBLISHERS)][0],
        topics=", ".join((*chance.sample(TOPICS, 2), f"{chance.choice(WORDS)} {number}")),
        body="\n\n".join(body),
    )
    files: dict[str, str | bytes] = {f"{on.year}/{on.isoformat()}-{slug(number)}.md": text}
    if picture:
        files[picture] = _picture(number)
    return files


def _block(chance: random.Random, block: str, size: int) -> str:
    return block.format(
        text=" ".join(_sentence(chance) for _ in range(3)),
        more=_sentence(chance),
        words=" ".join(chance.choices(WORDS, k=3)),
        a=_address(chance, size),
        b=_address(chance, size),
    )


def _address(chance: random.Random, size: int) -> str:
    """Return an address: one in six of the archive itself, the others of hosts that are cited the less the rarer."""
    if chance.random() < 1 / 6:
        return source(chance.randrange(size))
    host = int(HOSTS ** chance.random())
    return f"https://site{host}.example/{chance.choice(WORDS)}/{chance.randrange(100_000)}?utm_source=blog"


def _picture(number: int) -> bytes:
    """Return a PNG of 640 × 400 pixels in two colours."""
    chance = random.Random(number)
    colours = [bytes(chance.randrange(256) for _ in range(3)) for _ in range(2)]
    rows = b"".join(b"\0" + colours[row // 100 % 2] * 640 for row in range(400))
    parts = (b"IHDR", struct.pack(">IIBBBBB", 640, 400, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in parts)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


# three languages, with editions

TRANSLATED = """\
---
title: {title}
date: {day}
captured_at: {captured}
slug: {slug}
source_url: {source}
publisher: {publisher}
language: {language}
author: Jane Doe
topics: [{topics}]
translations:
{translations}
---

{body}
"""


def _languages(number: int, size: int, on: date) -> Files:
    """Return a story in one of three languages; every third story has a second capture, with another number in it."""
    story, language = divmod(number, len(LANGUAGES))
    words = WORDS if LANGUAGES[language] == "en" else CYRILLIC_WORDS
    chance = random.Random(f"languages {number}/{size}")
    siblings = [other for other in range(story * 3, min(story * 3 + 3, size)) if other != number]
    values = {
        "title": title(number, chance, words),
        "day": on,
        "slug": slug(number),
        "source": source(number),
        "publisher": PUBLISHERS[number % len(PUBLISHERS)][0],
        "language": LANGUAGES[language],
        "topics": ", ".join(random.Random(f"topics {story}").sample(TOPICS, 3)),
        "translations": "\n".join(f"  {LANGUAGES[other % 3]}: {source(other)}" for other in siblings),
    }
    paragraphs = [_paragraph(chance, link, size, words) for link in LINKS]
    folder = f"{LANGUAGES[language]}/{on.year}"
    files: dict[str, str | bytes] = {}
    for edition in range(2 if story % 3 == 0 else 1):
        captured = f"{on + timedelta(days=edition)}T10:15:00Z"
        body = "\n\n".join((*paragraphs, f"The ferry carried {100 + edition} passengers."))
        name = f"{slug(number)}.edition-{edition + 1}.md" if edition else f"{slug(number)}.md"
        files[f"{folder}/{name}"] = TRANSLATED.format(**values, captured=captured, body=body)
    return files


# saved pages

PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<!--
 Page saved with a made-up program
 url: {source}
 saved date: {captured}
-->
<meta charset="utf-8">
<title>{title} - {publisher}</title>
<link rel="canonical" href="{source}">
<meta property="og:title" content="{title}">
<meta property="og:site_name" content="{publisher}">
<meta property="article:published_time" content="{day}T08:30:00Z">
<meta name="author" content="Jane Doe">
<script type="application/ld+json">{data}</script>
<style>{style}</style>
</head>
<body>
<header><nav><ul>{navigation}</ul></nav></header>
<main>
<article>
<h1>{title}</h1>
<p class="byline">By <a rel="author" href="/authors/jane-doe">Jane Doe</a>, <time datetime="{day}">{day}</time></p>
<figure><img src="/pictures/{number}.jpg" alt=""><figcaption>{caption}</figcaption></figure>
{body}
</article>
<aside><h2>Most read</h2><ul>{aside}</ul></aside>
</main>
<footer><p>Share this on <a href="https://social.example/share?u={source}">Social</a>. All rights reserved.</p></footer>
</body>
</html>
"""
STYLE = "".join(f".block-{n}{{margin:{n}px;color:#{n:03x}{n:03x};display:block}}\n" for n in range(800))


def _pages(number: int, size: int, on: date) -> Files:
    chance = random.Random(f"pages {number}/{size}")
    headline = title(number, chance)
    data = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": headline}
    blocks = (BLOCKS[0], BLOCKS[1], BLOCKS[2], BLOCKS[3], BLOCKS[4])
    text = PAGE.format(
        title=html.escape(headline),
        publisher=PUBLISHERS[number % len(PUBLISHERS)][0],
        source=source(number),
        captured=f"{on}T10:15:00Z",
        day=on,
        number=number,
        data=json.dumps(data | {"datePublished": f"{on}T08:30:00Z", "author": {"@type": "Person", "name": "Jane Doe"}}),
        style=STYLE,
        caption=f"{_sentence(chance)} Photo: Jane Doe",
        navigation=_list(chance, 50),
        aside=_list(chance, 30),
        body="\n".join(_block(chance, chance.choice(blocks), size) for _ in range(12)),
    )
    return {f"{on.year}/{slug(number)}.html": text}


def _list(chance: random.Random, length: int) -> str:
    words = (" ".join(chance.choices(WORDS, k=2)) for _ in range(length))
    return "".join(f'<li><a href="/{text.replace(" ", "/")}">{text}</a></li>' for text in words)


CORPORA = {
    corpus.kind: corpus
    for corpus in (
        Corpus("plain", _plain, ("https://t.me/channel", "https://x.com/user", "https://web.archive.org/web/2020")),
        Corpus("wordpress", _wordpress, (".example/",)),
        Corpus("languages", _languages, ("https://t.me/channel", "https://x.com/user")),
        Corpus("editions", _editions, ("https://t.me/channel", "https://x.com/user")),
        Corpus("pages", _pages, (".example/",), "</article>"),
    )
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("size", type=int, help="articles")
    parser.add_argument("folder", type=Path, help="where the corpus is written")
    parser.add_argument("--kind", choices=CORPORA, default="plain", help="the kind of corpus (plain)")
    arguments = parser.parse_args()
    CORPORA[arguments.kind].write(arguments.folder, arguments.size)


if __name__ == "__main__":
    main()
