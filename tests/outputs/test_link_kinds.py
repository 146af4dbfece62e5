"""The pages of the kinds of links, and the addresses that most articles cite."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kursk_archive import build, read_config
from kursk_archive.site import periods


def write(content: Path, name: str, body: str, date: str = "2024-05-07", extra: str = "") -> None:
    content.mkdir(exist_ok=True)
    text = f"---\ntitle: Notice {name} of Examplia\ndate: {date}\n{extra}---\n\n{body}\n"
    (content / f"{name}.md").write_text(text)


def page(folder: Path, path: str) -> str:
    build(read_config(folder / "content", output=folder / "build", search=False))
    return (folder / "build" / path).read_text("utf-8")


def test_what_is_lost_is_listed_with_its_words_and_its_article(tmp_path: Path) -> None:
    write(
        tmp_path / "content",
        "a",
        "The council [said](#) it and [denied](#) it; see [a report](https://valley.example/1).",
    )
    write(tmp_path / "content", "b", "Nothing is missing.")
    lost = page(tmp_path, "links/kinds/lost.html")
    assert "2 links" in lost
    assert "1 article" in lost
    assert "<q>said</q>" in lost
    assert "<q>denied</q>" in lost
    assert "Notice a of Examplia</a>" in lost
    assert "Notice b" not in lost
    index = (tmp_path / "build/links/index.html").read_text("utf-8")
    assert re.findall(r"links/kinds/([a-z]+)\.html", index)[0] == "lost"
    assert 'href="https://valley.example/1"' in (tmp_path / "build/links/kinds/web.html").read_text("utf-8")


def test_many_losses_are_divided_by_period(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(periods, "PAGE_SIZE", 2)
    for number, date in enumerate(("2023-01-02", "2024-05-07", "2024-06-07", "2024-06-08")):
        write(tmp_path / "content", str(number), "It [said](#) so. [x](https://valley.example/1)", date)
    assert 'links/kinds/lost/2024/index.html">2024</a> <span class="count">(3)' in page(
        tmp_path, "links/kinds/lost.html"
    )
    june = (tmp_path / "build/links/kinds/lost/2024/06/index.html").read_text("utf-8")
    assert "Notice 2 " in june
    assert "Notice 3 " in june
    assert "Notice 1 " not in june
    assert not (tmp_path / "build/links/kinds/web").exists(), "other links have the pages of their hosts"


def test_a_link_that_would_run_code_is_not_shown(tmp_path: Path) -> None:
    write(tmp_path / "content", "a", "It [said](javascript:steal) so.")
    shown = page(tmp_path, "links/kinds/forbidden.html")
    assert "<q>said</q>" in shown
    assert "steal" not in shown


def test_the_most_cited_addresses_count_articles_once_and_leave_out_what_is_withheld(tmp_path: Path) -> None:
    content = tmp_path / "content"
    twice = "[one](https://valley.example/1) [one](https://valley.example/1) [own](https://bay.example/2)"
    write(content, "a", twice)
    write(content, "b", "[again](https://valley.example/1)", extra="source_url: https://bay.example/2\n")
    write(content, "c", "[hidden](https://bay.example/3)", extra="status: withheld\nreason: Wait.\n")
    write(content, "d", "[open](https://bay.example/3)")
    index = page(tmp_path, "links/index.html")
    table = index[index.index('id="cited"') :].partition("</table>")[0]
    assert re.findall(r'<a href="(https[^"]+)"', table) == ["https://valley.example/1"]
    assert 'aria-label="2 articles">2</a>' in table
    write(content, "c", "[hidden](https://bay.example/3)")
    assert "https://bay.example/3" in page(tmp_path, "links/index.html")
