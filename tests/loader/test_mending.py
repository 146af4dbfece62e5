"""What a sidecar mends and takes back, so that nobody has to edit a capture."""

from __future__ import annotations

from pathlib import Path

import pytest

from kursk_archive.core.enums import Provenance
from kursk_archive.core.findings import DIAGNOSTICS, ArchiveError, Severity
from kursk_archive.core.model import Article
from kursk_archive.loader.load_capture import load_article, load_capture

BODY = "The pier was closed on Friday. No boat came."
FIELDS = "title: The Pier\ndate: 2024-05-17\nsource_url: https://herald.example/pier\n"


def load(tmp_path: Path, capture: str, sidecar: str, name: str = "a.md") -> Article:
    (tmp_path / name).write_text(capture)
    (tmp_path / "a.yaml").write_text(sidecar)
    return load_article(tmp_path / name)


BROKEN = {
    "a colon": f"---\npier:\n  title: Pier: closed\n---\n\n{BODY}\n",
    "quotes in quotes": f'---\ntitle: "Pier "closed""\n---\n{BODY}\n',
    "a tag": f"---\ntitle: !!python/object:os.system x\n---\n{BODY}\n",
    "never closed": f"---\ntitle: Pier\n\n{BODY}\n",
    "TOML": f"+++\ntitle = Pier\n+++\n{BODY}\n",
    "JSON": f'{{"title": "Pier" "x": 1\n}}\n\n{BODY}\n',
    "not a mapping": f"---\n- Pier\n- closed\n---\n{BODY}\n",
}


@pytest.mark.parametrize("capture", BROKEN.values(), ids=BROKEN)
def test_frontmatter_that_cannot_be_read_is_mended(tmp_path: Path, capture: str) -> None:
    article = load(tmp_path, capture, FIELDS)
    assert (article.title, article.date, article.source_url) == (
        "The Pier",
        "2024-05-17",
        "https://herald.example/pier",
    )
    assert BODY in article.body.text
    assert [(one.severity, one.location.path) for one in article.findings] == [(Severity.WARNING, "a.md")]
    (tmp_path / "a.yaml").write_text("date: 2024-05-17\n")
    with pytest.raises(ArchiveError):
        load_article(tmp_path / "a.md")


def test_a_text_that_begins_with_a_rule_keeps_every_line(tmp_path: Path) -> None:
    article = load(tmp_path, f"---\nThe pier closes\n---\n\n{BODY}\n", "title: The Pier\n", "a.txt")
    assert "The pier closes" in article.body.text
    assert BODY in article.body.text


def test_four_dashes_are_no_frontmatter(tmp_path: Path) -> None:
    article = load(tmp_path, f"----\nThe pier closes\n----\n\n{BODY}\n", "title: The Pier\n")
    assert article.findings == ()
    assert "The pier closes" in article.body.text
    assert load(tmp_path, f"----\ntitle: A Pier\n----\n{BODY}\n", "section: News\n").title == "A Pier"


@pytest.mark.parametrize(
    "line", ["draft: true", "status: private", "published: no", "Draft : 'yes'  # for now", "  hidden: 1", "status: x"]
)
def test_a_line_that_withholds_counts_in_frontmatter_that_cannot_be_read(tmp_path: Path, line: str) -> None:
    capture = f"---\ntitle: 'Pier' closed\n{line}\n---\n\n{BODY}\n"
    assert load(tmp_path, capture, FIELDS).withheld
    assert not load(tmp_path, capture, f"{FIELDS}status: published\n").withheld
    (tmp_path / "a.yaml").unlink()
    [result] = load_capture(tmp_path / "a.md")
    assert (result.article, result.withheld) == (None, True)


@pytest.mark.parametrize("line", ["draft: false", "status: published", "published: 2024-05-17", "topics: draft: true"])
def test_other_lines_do_not_withhold(tmp_path: Path, line: str) -> None:
    assert not load(tmp_path, f"---\ntitle: 'Pier' closed\n{line}\n---\n\n{BODY}\n", FIELDS).withheld


FULL = f"""---
title: The Pier
date: 2024-05-17
updated: 2024-05-18
authors: [Jane Doe]
publisher: The Fictional Herald
source_url: https://herald.example/2024/05/17/pier
topics: [boats]
section: News
places: [Examplia]
description: Closed.
image: pier.jpg
image_alt: A pier
image_caption: The pier
image_credit: John Roe
captured_at: 2024-06-01
aliases: [https://herald.example/p]
translations: [https://herald.example/uk/pier]
---

{BODY}
"""
REMOVABLE = {
    "date": None,
    "updated": None,
    "authors": (),
    "publisher": None,
    "source_url": None,
    "topics": (),
    "section": None,
    "places": (),
    "description": None,
    "image": None,
    "image_alt": None,
    "captured_at": None,
    "aliases": (),
    "translations": (),
}


@pytest.mark.parametrize("nothing", ["", "''", "[]", "none", "unknown", "Unknown", "null", "~", "[none]", "n/a"])
@pytest.mark.parametrize("field", REMOVABLE)
def test_every_field_can_be_taken_back(tmp_path: Path, field: str, nothing: str) -> None:
    article = load(tmp_path, FULL, f"{field}: {nothing}\n")
    assert getattr(article, field) == REMOVABLE[field]
    assert article.provenance[field] is Provenance.REMOVED
    assert article.findings == ()
    others = {name: getattr(article, name) for name in REMOVABLE if name != field}
    assert all(others.values()), "nothing else changes"


@pytest.mark.parametrize("field", ["image_caption", "image_credit"])
def test_caption_and_credit_of_a_text_dump_can_be_taken_back(tmp_path: Path, field: str) -> None:
    article = load(tmp_path, FULL, f"{field}: ''\n")
    assert getattr(article, field) is None or getattr(article, field) == ""
    assert article.provenance[field] is Provenance.REMOVED


def test_what_is_taken_back_is_not_derived(tmp_path: Path) -> None:
    capture = f"# The Pier\n\nOriginal url:\n\n<https://herald.example/2024/05/17/pier>\n\n{BODY}\n"
    article = load(tmp_path, capture, "date: unknown\npublisher: none\n", "2024-05-17-a.txt")
    assert article.date == "2024-05-17"
    (tmp_path / "2024-05-17-a.yaml").write_text("date: unknown\npublisher: none\n")
    article = load_article(tmp_path / "2024-05-17-a.txt")
    assert (article.date, article.publisher) == (None, None)


def test_language_and_slug_are_derived_when_they_are_taken_back(tmp_path: Path) -> None:
    capture = f"---\ntitle: The Pier\nlanguage: uk\nslug: x\n---\n\n{BODY}\n"
    article = load(tmp_path, capture, "language:\nslug:\n")
    assert (article.language, article.slug) == ("en", "a")


def test_a_review_in_a_capture_is_no_field(tmp_path: Path) -> None:
    article = load(tmp_path, f"---\ntitle: A Play\nreview: It was good.\n---\n\n{BODY}\n", "review: 2027-01-01\n")
    assert (article.review, article.findings, article.extra["review"]) == ("2027-01-01", (), "It was good.")


def test_another_spelling_with_a_value_counts(tmp_path: Path) -> None:
    assert load(tmp_path, FULL, "date:\npublished: 2024-05-19\n").date == "2024-05-19"


@pytest.mark.parametrize(
    ("line", "sidecar"),
    [
        ("date: 2024-02-31", "date: 2024-02-28"),
        ("date: soon", "date:"),
        ("authors: {a: b}", "authors: []"),
        ("source_url: ftp:x", "source_url: none"),
        ("slug: ../x", "slug: x"),
        ("language: klingonese!", "language: en"),
        ("section: A\nsection: B", "section: B"),
        ("status: inbox", "status: published"),
        ("noindex: perhaps", "noindex: true"),
    ],
)
def test_a_field_of_the_sidecar_settles_the_finding(tmp_path: Path, line: str, sidecar: str) -> None:
    article = load(tmp_path, f"---\ntitle: The Pier\n{line}\n---\n\n{BODY}\n", f"{sidecar}\n")
    assert article.findings == ()
    assert not article.withheld


@pytest.mark.parametrize("word", ["unread", "inbox", "processed", "to-read", "final"])
def test_a_status_that_says_nothing_of_publication_withholds(tmp_path: Path, word: str) -> None:
    article = load(tmp_path, f"---\ntitle: The Pier\nstatus: {word}\n---\n\n{BODY}\n", "section: News\n")
    assert article.withheld
    [finding] = article.findings
    assert (finding.severity, finding.code, f"`{word}`" in finding.message) == (Severity.ERROR, "status", True)
    assert "status: published" in finding.hint


@pytest.mark.parametrize(
    "line",
    [
        *("status: Withheld", "status: ' WITHHELD '", "status: [withheld]", "withheld: yes", "Draft: 1", "private: on"),
        *(
            "published: off",
            "published: 'no'",
            "hidden: True",
            "unlisted: true",
            "visibility: private",
            "status: embargo",
        ),
        *("status: withdrawn", "staus: withheld", "Stauts: hidden", "state: withheld", "withold: x\nstatus: no"),
        *("witheld: true", "status: withheld\nstatus: published", "draft: true\nstatus: published", "status: 1"),
    ],
)
def test_a_sidecar_withholds_in_any_spelling(tmp_path: Path, line: str) -> None:
    assert load(tmp_path, f"# The Pier\n\n{BODY}\n", f"{line}\n", "a.txt").withheld


@pytest.mark.parametrize("line", ["staus: published", "state: Examplia", "published_by: Jane Doe"])
def test_other_unknown_keys_do_not_withhold(tmp_path: Path, line: str) -> None:
    article = load(tmp_path, f"# The Pier\n\n{BODY}\n", f"{line}\n", "a.txt")
    assert not article.withheld
    assert [finding.code for finding in article.findings] == ["field-unknown"]


def test_no_advice_says_to_edit_a_capture() -> None:
    phrases = (
        "edit the capture",
        "correct the frontmatter",
        "correct the capture",
        "in the capture",
        "close the front",
    )
    assert [code for code, row in DIAGNOSTICS.items() if any(phrase in row.hint for phrase in phrases)] == []
