"""The pages' own words in every language that there is a catalogue for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from kursk_archive.config import read_config
from kursk_archive.core import i18n
from kursk_archive.pipeline.build import build
from kursk_archive.renderer.citations import CITATION_FORMATS

ROOT = Path(__file__).resolve().parents[2]
TRANSLATED = tuple(language for language in i18n.available_languages() if language != i18n.SOURCE_LANGUAGE)
CYRILLIC = ("be", "ru", "uk")
"""Languages in whose pages English is recognised by its letters."""


@pytest.fixture(scope="module")
def said() -> Catalog:
    """Every sentence of the templates and of the constants, as `make messages` collects them."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    catalogue = Catalog()
    for name, line, message, comments, context in extract_from_dir(ROOT, methods, options):
        catalogue.add(message, None, [(name, line)], auto_comments=comments, context=context)
    return catalogue


def catalogue(language: str) -> Catalog:
    path = i18n.LOCALE_FOLDER / language / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        return read_po(file, language)


def texts(message: Message) -> tuple[str, ...]:
    said = message.string or ""
    return (said,) if isinstance(said, str) else tuple(said)


def messages(found: Catalog) -> Iterator[Message]:
    return (message for message in found if message.id)


def test_every_language_has_a_message_catalogue() -> None:
    assert {"en", *CYRILLIC} <= set(i18n.available_languages())


def test_messages_are_extracted_from_templates_and_constants(said: Catalog) -> None:
    """If this fails, the tests below say nothing."""
    assert said.get("Provenance") is not None, "of a template"
    assert said.get("news site") is not None, "of a mapping in Python"
    assert said.get("Reference {number}: {label}") is not None, "of a constant in Python"
    plural = said.get("%(articles)s article")
    assert plural is not None
    assert plural.id == ("%(articles)s article", "%(articles)s articles"), "in two forms"


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_is_translated(said: Catalog, language: str) -> None:
    held = catalogue(language)
    known = {message.id for message in messages(held) if all(texts(message)) and not message.fuzzy}
    missing = [f"{message.locations[0][0]}: {message.id}" for message in messages(said) if message.id not in known]
    assert not missing, f"run `make messages` and fill in {language}"


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_translation_is_obsolete(said: Catalog, language: str) -> None:
    assert {message.id for message in messages(catalogue(language))} <= {message.id for message in messages(said)}


_HOLE = re.compile(r"%\((\w+)\)s|\{(\w+)\}")


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_has_the_placeholders_of_its_message(language: str) -> None:
    wrong = []
    for message in messages(catalogue(language)):
        source = message.id if isinstance(message.id, str) else message.id[0]
        wrong += [text for text in texts(message) if sorted(_HOLE.findall(text)) != sorted(_HOLE.findall(source))]
        wrong += [text for text in texts(message) if "%" in _HOLE.sub("", text)]
    assert not wrong


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_is_harmless_html_with_typographic_signs(language: str) -> None:
    """Jinja prints translations as they are, and attributes hold them."""
    for message in messages(catalogue(language)):
        for text in texts(message):
            assert not re.search(r"[<>\"'`]|&(?!amp;)|\.\.\.| - ", text), text
            assert text == " ".join(text.split())


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_has_the_closing_punctuation_of_its_message(language: str) -> None:
    """A full stop or a colon is a part of what the page looks like."""
    for message in messages(catalogue(language)):
        source = message.id if isinstance(message.id, str) else message.id[0]
        for text in texts(message):
            assert (source[-1] in ".:") == (text[-1] in ".:"), text


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_message_catalogue_has_every_plural_form(language: str) -> None:
    held = catalogue(language)
    assert held.num_plurals == 3, "of every Slavic language that there is"
    assert all(len(texts(message)) == held.num_plurals for message in messages(held) if message.pluralizable)


@pytest.mark.parametrize(
    ("language", "count", "expected"),
    [
        ("uk", 1, "стаття"),
        ("uk", 2, "статті"),
        ("uk", 4, "статті"),
        ("uk", 5, "статей"),
        ("uk", 11, "статей"),
        ("uk", 12, "статей"),
        ("uk", 21, "стаття"),
        ("uk", 22, "статті"),
        ("uk", 111, "статей"),
        ("uk", 0, "статей"),
        ("ru", 1, "статья"),
        ("ru", 2, "статьи"),
        ("ru", 5, "статей"),
        ("ru", 14, "статей"),
        ("ru", 21, "статья"),
        ("ru", 101, "статья"),
        ("ru", 0, "статей"),
        ("be", 1, "артыкул"),
        ("be", 3, "артыкулы"),
        ("be", 13, "артыкулаў"),
        ("be", 31, "артыкул"),
        ("pl", 1, "artykuł"),
        ("pl", 2, "artykuły"),
        ("pl", 5, "artykułów"),
        ("pl", 12, "artykułów"),
        ("pl", 21, "artykułów"),
        ("pl", 22, "artykuły"),
        ("pl", 112, "artykułów"),
        ("en", 1, "article"),
        ("en", 21, "articles"),
        ("de", 2, "articles"),
    ],
)
def test_plurals(language: str, count: int, expected: str) -> None:
    form = i18n.translations_for(language).ngettext("%(articles)s article", "%(articles)s articles", count)
    assert form == f"%(articles)s {expected}"


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        pytest.param("uk", "Походження", id="a language"),
        pytest.param("uk-UA", "Походження", id="with its region"),
        pytest.param("UK-Cyrl", "Походження", id="in any case"),
        pytest.param("en-GB", "Provenance", id="English"),
        pytest.param("mk", "Provenance", id="a neighbour's is not taken"),
        pytest.param("../uk", "Provenance", id="no way out of the folder"),
        pytest.param("", "Provenance", id="none"),
    ],
)
def test_translate(language: str, expected: str) -> None:
    assert i18n.translate("Provenance", language) == expected


def test_a_message_without_translation_stays_english() -> None:
    assert i18n.translate("Not a sentence of any page", "uk") == "Not a sentence of any page"


def test_english_on_a_right_to_left_page_is_isolated() -> None:
    assert i18n.translate("The image was not captured.", "he") == "\u2066The image was not captured.\u2069"
    assert i18n.translations_for("ar").ngettext("%(n)s link", "%(n)s links", 2) == "\u2066\u2068%(n)s\u2069 links\u2069"
    assert i18n.translate("{degrees}° N", "fa") == "\u2066\u2068{degrees}\u2069° N\u2069"


# Whole pages

CONFIG = """\
language: {language}
title: Архив Примерии
description: Выдуманные статьи.
publisher: Вымышленная библиотека
contact: Улица Примерная, 1
rights: Все права вымышлены.
publishers:
  - {{name: Вестник Примерии, hosts: [vestnik.example]}}
  - {{name: Голос Примерии, hosts: [golos.example]}}
"""
RICH = """\
---
title: Переговоры об обмене письмами
date: 2024-08-15T14:30:00+03:00
updated: 2024-08-16
authors: [Анна Примерная, Иван Вымышленный]
source_url: https://vestnik.example/2024/08/15/peregovory
section: Расследования
description: Что сообщили в совете.
topics: [письма]
places: [Примерия]
captured_at: 2024-09-01T10:00:00Z
language: uk
image: photo.jpg
image_caption: "Мост [после](https://photos.example/1)."
image_credit: "[Анна Примерная](#)"
aliases: [https://vestnik.example/old]
translations: {pl: https://golos.example/2024/08/17/rozmowy}
---

Сказано [раз](#), [часть](x/y), [почта](mailto:a@news.example), [звонок](tel:+100), [программа](javascript:alert(1)),
[место](#m), [разбитая](http://[), [снимок](https://web.archive.org/web/20230915120000/https://golos.example/a),
[канал](https://t.me/primer/1), [икс](https://x.com/primer/status/1), [ролик](https://youtu.be/abcdefghijk), [бумага](https://golos.example/a.pdf),
[короткая](https://bit.ly/abc), [страница](https://web.example/a), [круг](https://mastodon.example/@primer),
[второй раз](#).
[своё](https://golos.example/2023/07/01/kratko)

![](#)
"""
PLAIN = """\

# Краткое сообщение

1 июля 2023

Совет [ответил](https://vestnik.example/2024/08/15/peregovory) письмом.

**Related article:** [Переговоры об обмене письмами](#)

Original url:

<https://golos.example/2023/07/01/kratko>
"""
FILES = {
    "rich.md": RICH,
    "rich.yaml": "links: [{text: второй раз, href: 'https://golos.example/b', by: Архивист, note: В указателе.}]\n",
    "plain.txt": PLAIN,
    "month.md": "---\ntitle: Известен только месяц\ndate: 2024-07\n---\n\nБыло в июле.\n",
    "undated.txt": "# Запись без числа\n\nКто-то записал.\n",
    "withheld.md": "---\ntitle: Закрыто\ndate: 2024-08-01\nstatus: withheld\nreason: Человек в беде.\n---\n\nНет.\n",
}


def built(folder: Path, language: str) -> Path:
    content = folder / "content"
    content.mkdir()
    (content / "archive.yaml").write_text(CONFIG.format(language=language), "utf-8")
    for name, text in FILES.items():
        (content / name).write_text(text, "utf-8")
    for k in range(30):
        text = f"# Часть номер {k}\n\n{k % 28 + 1} июня 2024\n\nПисьмо.\n\nOriginal url:\n\n<https://vestnik.example/{k}>\n"
        (content / f"part-{k}.txt").write_text(text, "utf-8")
    build(read_config(content, output=folder / "build"))
    return folder / "build"


class _Reader(HTMLParser):
    """What a page says to somebody: its text, and the attributes that are read out or shown."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.is_code = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        shown = {"aria-label", "aria-description", "title", "alt", "placeholder"}
        named = dict(attrs)
        shown |= {"content"} if named.get("name") == "description" else set()
        self.said += [value for name, value in attrs if name in shown and value]
        self.is_code |= tag == "code"

    def handle_endtag(self, tag: str) -> None:
        self.is_code &= tag != "code"

    def handle_data(self, data: str) -> None:
        if not self.is_code:
            self.said.append(data)


_SYSTEMS = r"Linux|macOS|Windows(?: PowerShell)?|kursk-archive"
_CITATIONS = "|".join(re.escape(form.label) for form in CITATION_FORMATS)
_NAMES = rf"{_SYSTEMS}|{_CITATIONS}|Telegram|YouTube|Markdown|JavaScript|CSV|JSONL|SHA-256|UTF-8|UTC|Polski|X"
_NO_ENGLISH = re.compile(rf"\b(?:{_NAMES})\b|[0-9a-f]{{64}}|\S*[./:@#][\w+/]\S*", re.ASCII)
"""Names that every language has, and addresses."""


def english(page: Path) -> set[str]:
    reader = _Reader()
    reader.feed(page.read_text("utf-8"))
    reader.close()
    return {text.strip() for text in reader.said if re.search("[A-Za-z]", _NO_ENGLISH.sub("", text))}


@pytest.mark.parametrize("language", CYRILLIC)
def test_no_page_has_untranslated_english(tmp_path: Path, language: str) -> None:
    pages = sorted(built(tmp_path, language).rglob("*.html"))
    left = {page.name: found for page in pages if (found := english(page))}
    assert len(pages) > 40
    assert not left


def test_the_check_for_english_finds_english(tmp_path: Path) -> None:
    folder = built(tmp_path, "de")
    article = folder / "articles" / "2024" / "08" / "15" / "peregovory.html"
    assert {"Provenance", "Skip to main content"} <= english(article)
    assert "Latest articles" in english(folder / "index.html")


def test_a_language_without_a_catalogue_keeps_its_dates(tmp_path: Path) -> None:
    folder = built(tmp_path, "de")
    page = (folder / "articles" / "2024" / "08" / "15" / "peregovory.html").read_text("utf-8")
    assert "15. August 2024, 14:30" in page
