"""reStructuredText: metadata of Nikola and Pelican, directives and roles as links and text, hostile texts in bounds."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.loader import rst
from kursk_archive.loader.draft import Draft
from kursk_archive.loader.load_capture import load_article, load_capture
from kursk_archive.loader.rst import read_rst_capture


def read(text: str) -> Draft:
    return read_rst_capture(text.encode(), "a.rst", None)


def fields(text: str) -> dict[str, object]:
    return {name: field.value for name, field in read(text).fields.items()}


def test_the_header_of_nikola() -> None:
    text = (
        ".. title: A Flood\n.. slug: flood\n.. date: 2024-08-15 10:00:00 UTC+02:00\n.. tags: river, rain\n\nIt rose.\n"
    )
    stated = fields(text)
    assert (stated["title"], stated["slug"], stated["topics"]) == ("A Flood", "flood", ("river", "rain"))
    assert str(stated["date"]).startswith("2024-08-15")
    assert read(text).body.strip() == "<p>It rose.</p>"


@pytest.mark.parametrize(
    "text",
    [
        "A *Flood*\n#########\n\n:date: 2024-08-15 10:00\n:author: Jane Doe\n:tags: river\n\nIt rose.\n",
        ":title: A Flood\n:date: 2024-08-15 10:00\n:author: Jane Doe\n:tags: river\n\nIt rose.\n",
        ".. odd\n\n=======\nA Flood\n=======\n:date: 2024-08-15 10:00\n:author: Jane Doe\n:tags: river\n\nIt rose.\n",
    ],
)
def test_the_fields_of_pelican(text: str) -> None:
    stated = fields(text)
    assert (stated["title"], stated["authors"], stated["topics"]) == ("A Flood", ("Jane Doe",), ("river",))
    assert stated["date"] == "2024-08-15T10:00"
    assert read(text).body.strip() == "<p>It rose.</p>"


def test_a_list_of_other_fields_is_text() -> None:
    assert "knots" in read("Flood\n=====\n\n:speed: 3 knots\n\nIt rose.\n").body


def test_a_status_withholds(tmp_path: Path) -> None:
    (tmp_path / "a.rst").write_text("Flood\n=====\n\n:status: draft\n\nIt rose.\n")
    assert load_article(tmp_path / "a.rst").withheld


def test_markup_becomes_html_with_links() -> None:
    body = read(
        "T\n=\n\nThe `river <https://a.example/x>`_ *rose* |so|, see [1]_.\n\n.. |so| replace:: **high**\n\n"
        "Sub\n---\n\n- one\n- two\n\n.. [1] A note.\n"
    ).body
    assert 'href="https://a.example/x">river</a> <em>rose</em> <strong>high</strong>' in body
    assert "<h2>Sub</h2>" in body
    assert "<sup>[1]</sup>" in body
    assert "<p>[1] A note.</p>" in body


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        (".. youtube:: abcDEF12345\n   :height: 200", "https://www.youtube.com/watch?v=abcDEF12345"),
        (".. vimeo:: 20241234", "https://vimeo.com/20241234"),
        (".. gist:: 20241234", "https://gist.github.com/20241234"),
        (".. media:: https://video.example/1", 'href="https://video.example/1"'),
        (".. image:: a.jpg\n   :alt: A boat", 'alt="A boat" src="a.jpg"'),
        (".. thumbnail:: a.jpg\n   :alt: A boat", 'alt="A boat" src="a.jpg"'),
        (".. figure:: a.jpg\n\n   The boat.", "<figcaption>\n<p>The boat.</p>"),
        (".. code-block:: python\n   :linenos: table\n\n   x = 1", "x = 1"),
        (".. sourcecode:: python\n\n   x = 1", "x = 1"),
        (".. raw:: html\n\n   <iframe src='//video.example/1'></iframe>", 'href="https://video.example/1"'),
        (".. unheard-of:: An argument\n   :option: 1\n\n   And *content*.", "<p>And <em>content</em>.</p>"),
        ("A :role:`word` and :ref:`a name <target>`.", "A word and a name."),
        (":doc:`a post <flood>`", 'href="link://slug/flood"'),
    ],
)
def test_directives_and_roles(markup: str, shown: str) -> None:
    assert shown in read(f"T\n=\n\n{markup}\n").body


def test_what_is_not_known_is_one_finding() -> None:
    (finding,) = read("T\n=\n\nA :role:`word`.\n\n.. odd:: x\n\nA `broken_ word.\n").findings
    assert (finding.code, finding.location.line) == ("markup", 6)
    assert "and 2 more" in finding.message


def test_a_directive_is_unknown_in_every_text() -> None:
    assert read("T\n=\n\n.. odd:: x\n").findings == read("T\n=\n\n.. odd:: x\n").findings != ()


@pytest.mark.parametrize(
    "markup",
    [
        ".. include:: /etc/passwd",
        ".. raw:: html\n   :file: /etc/passwd",
        ".. csv-table:: T\n   :file: /etc/passwd",
        ".. literalinclude:: /etc/passwd",
        ".. image:: /etc/passwd\n   :loading: embed",
        ".. figure:: /etc/passwd\n   :figwidth: image",
    ],
)
def test_no_file_is_read(markup: str) -> None:
    assert "root:" not in read(f"T\n=\n\n{markup}\n").body


@pytest.mark.parametrize(
    "markup",
    [
        ".. raw:: html\n\n   <script>alert(1)</script>",
        ".. role:: raw-html(raw)\n   :format: html\n\n:raw-html:`<script>alert(1)</script>`",
        "`x <javascript:alert(1)>`_",
        ".. TEASER_END\n\n.. alert(1)",
    ],
)
def test_nothing_runs(markup: str, tmp_path: Path) -> None:
    (tmp_path / "a.rst").write_text(f"T\n=\n\nText.\n\n{markup}\n")
    shown = "".join(load_article(tmp_path / "a.rst").body.segments)
    assert "<script" not in shown
    assert "javascript:" not in shown


def test_a_bomb_and_deep_nesting_are_bounded() -> None:
    doubled = "\n".join(f".. |a{n}| replace:: |a{n - 1}| |a{n - 1}|" for n in range(1, 40))
    assert len(read(f"T\n=\n\n.. |a0| replace:: x\n{doubled}\n\n|a39|\n").body) < 100_000
    for text in ("".join(f"{'  ' * n}* x\n\n" for n in range(400)), "x" * 20_000, "x\n" * 200_000):
        draft = read(text)
        assert [finding.code for finding in draft.findings] == ["nesting"]
        assert "x" in draft.body


@given(st.text(alphabet=" \n*`_|:.[]#=-<>\\abc1", max_size=200))
def test_any_text_gives_a_draft(text: str) -> None:
    assert read(text).body is not None


def test_without_the_extra_a_finding_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rst, "find_spec", lambda package: None)
    (tmp_path / "a.rst").write_text("T\n=\n\nText.\n")
    (result,) = load_capture(tmp_path / "a.rst")
    assert [finding.code for finding in result.findings] == ["rst"]


def test_a_page_has_the_text_as_evidence(tmp_path: Path) -> None:
    (tmp_path / "a.rst").write_text("T\n=\n\nText.\n")
    capture = load_article(tmp_path / "a.rst").capture
    assert (capture.format, capture.media_type, capture.published_suffix) == ("rst", "text/x-rst", ".txt")


@pytest.mark.parametrize("name", "attention caution danger error hint important note tip warning".split())
def test_an_admonition_is_its_text(name: str) -> None:
    draft = read(f"Flood\n=====\n\nAbove.\n\n.. {name}:: Mind *it*.\n\n   Below.\n")
    assert (" ".join(draft.body.split()), draft.findings) == (
        "<p>Above.</p> <p>Mind <em>it</em>.</p> <p>Below.</p>", (),
    )  # fmt: skip


def test_what_docutils_fails_at_is_plain_text(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise NotImplementedError

    monkeypatch.setattr("kursk_archive.loader.rst.document.read_document", fail)
    draft = read("It *rose*.\n")
    assert (draft.body, [finding.code for finding in draft.findings]) == ("<p>It *rose*.</p>", ["nesting"])
