"""Bad and hostile content: each fault is a finding, everything else is built, every page is harmless."""

from __future__ import annotations

import os
import re
import shutil
import socket
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml

from kursk_archive.cli.main import main
from kursk_archive.config import PRIVATE_FOLDER
from kursk_archive.renderer.citations import CITATION_FORMATS

CASES = sorted((Path(__file__).resolve().parent / "examples/bad").iterdir())
BYSTANDER = "# A Bystander in Examplia\n\nAugust 1, 2024\n\nNothing is wrong with this one.\n"
BYSTANDER_PAGE = "articles/2024/08/01/zz-bystander.html"


# Harmful markup

SCHEMES = ("http:", "https:", "ftp:", "mailto:", "tel:", "sms:", "tg:", "whatsapp:", "viber:", "sgnl:")
ADDRESSES = frozenset(
    "href src action formaction data poster background srcset cite longdesc xlink:href ping manifest".split()
)
NEVER = frozenset(
    "script style iframe frame frameset object embed applet form input button base math noscript template".split()
)

OWN_SCRIPT = re.compile(r"(?:(?:\.\./)*|/(?:[a-z]+/)*)assets/(?:reader|search)\.js")
SAVED = tuple(f"data:{form.media_type}," for form in CITATION_FORMATS)


class Judge(HTMLParser):
    """Collects all markup of a page that could run or load something."""

    def __init__(self) -> None:
        super().__init__()
        self.guilty: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if (tag, attrs) == ("script", [("type", "application/ld+json")]):  # browsers do not run it
            return
        if tag == "script" and OWN_SCRIPT.fullmatch(dict(attrs).get("src") or ""):
            return
        if tag == "link" and dict(attrs).get("rel") in ("canonical", "original"):  # nor do they load this
            return
        if tag == "a" and [name for name, _ in attrs] == ["download", "href"]:  # saved, never shown
            if not (attrs[1][1] or "").startswith(SAVED):
                self.guilty.append(f"<a download href={attrs[1][1]!r}>")
            return
        if tag in NEVER or (tag == "meta" and (dict(attrs).get("http-equiv") or "").lower() == "refresh"):
            self.guilty.append(f"<{tag}>")
        self.guilty += [f"<{tag} {name}={value!r}>" for name, value in attrs if not is_harmless(tag, name, value or "")]


def is_harmless(tag: str, name: str, value: str) -> bool:
    if name.startswith("on") or name in ("style", "srcdoc"):
        return False
    address = re.sub(r"[\x00-\x20\x7f-\xa0]", "", value).lower()
    if name not in ADDRESSES or not re.match(r"[a-z][a-z0-9+.-]*:|//", address):
        return True
    return tag == "a" and name == "href" and address.startswith(SCHEMES)


def judged(page: str) -> list[str]:
    judge = Judge()
    judge.feed(page)
    judge.close()
    return judge.guilty


@pytest.mark.parametrize(
    "page",
    [
        "<script>", "<script type=application/ld+json src=x>", "<a onclick=x>", "<a href='javascript:x'>",
        "<a href=' java\tscript:x'>",
        "<a href='&#106;avascript:x'>",
        "<img src='https://elsewhere.example/x'>", "<img src='//elsewhere.example/x'>", "<p style='x'>",
        "<a href='data:x'>", "<a href='data:application/x-bibtex,x'>",
        "<img src='data:application/x-bibtex,x' download>",
        "<a download href='data:application/x-bibtex;x,x'>", "<a download href='data:text/html,x'>",
        "<a download href=x onclick=x>",
        "<meta http-equiv=Refresh content=0>", "<base href=x>",
    ],
)  # fmt: skip
def test_the_judge_detects_harmful_markup(page: str) -> None:
    assert judged(page)


# Building


class Outcome:
    """The result of a build through the command line."""

    def __init__(self, status: int, out: str, err: str, output: Path) -> None:
        self.status, self.out, self.err = status, out, err
        files = [path for path in output.rglob("*") if path.is_file() and PRIVATE_FOLDER not in path.parts]
        self.pages = {
            path.relative_to(output).as_posix(): path.read_text("utf-8") for path in files if path.suffix == ".html"
        }

    @property
    def findings(self) -> list[tuple[str, str, str]]:
        """Code, place and complete line of each finding."""
        lines = [line for line in self.err.splitlines() if line.endswith("]")]  # a slow machine reports progress, too
        return [
            (line.rpartition(" [")[2].rstrip("]"), re.split(r": (?:error|warning|info): ", line)[0], line)
            for line in lines
        ]

    @property
    def articles(self) -> dict[str, str]:
        return {
            path: page for path, page in self.pages.items() if path.startswith("articles/") and path != BYSTANDER_PAGE
        }


Builder = Callable[[Path], Outcome]


@pytest.fixture
def built(capsys: pytest.CaptureFixture[str]) -> Builder:
    def build(folder: Path) -> Outcome:
        (folder / "content/zz-bystander.txt").write_text(BYSTANDER)
        capsys.readouterr()
        folders = ("-c", str(folder / "content"), "-o", str(folder / "build"))
        status = main(["build", *folders, "--base-url", "https://archive.example/", "--no-search"])
        outcome = Outcome(status, *capsys.readouterr(), folder / "build")
        assert "Traceback" not in outcome.err
        assert "fault of the program" not in outcome.err
        assert BYSTANDER_PAGE in outcome.pages, outcome.err
        assert {path: guilty for path, page in outcome.pages.items() if (guilty := judged(page))} == {}
        assert not any(re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", page) for page in outcome.pages.values())
        return outcome

    return build


def places(outcome: Outcome, expected: list[str]) -> list[str]:
    """Return the findings as `code path:line:column`, shortened to the precision of `expected`."""
    said = [f"{code} {place}" for code, place, _ in outcome.findings]
    return [
        one[: len(want)] if one[len(want) :].startswith(":") else one for one, want in zip(said, expected, strict=False)
    ] + said[len(expected) :]


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_example_of_bad_content(folder: Path, built: Builder, tmp_path: Path) -> None:
    expected: dict[str, Any] = yaml.safe_load((folder / "expected.yaml").read_text("utf-8"))
    shutil.copytree(folder / "content", tmp_path / "content")
    outcome = built(tmp_path)
    text = "\n".join(outcome.pages.values())
    assert places(outcome, expected["findings"]) == expected["findings"], outcome.err
    assert outcome.status == expected.get("status", 1 if expected["findings"] else 0)
    assert len(outcome.articles) == expected["articles"]
    assert [message for message in expected.get("messages", []) if message not in outcome.err] == []
    assert [item for item in expected.get("shows", []) if item not in text] == []
    assert [item for item in expected.get("hides", []) if item in text] == []


# Content that a Git repository cannot hold


def raw(name: str | bytes, data: bytes) -> Callable[[Path], object]:
    def make(content: Path) -> object:
        return (content / os.fsdecode(name)).write_bytes(data)

    return make


def link(name: str, target: str) -> Callable[[Path], object]:
    return lambda content: (content / name).symlink_to(target)


def _socket(content: Path) -> None:
    here = Path.cwd()
    os.chdir(content)  # the address of a socket has 108 bytes at the most
    try:
        with socket.socket(socket.AF_UNIX) as one:
            one.bind("bad.txt")
    finally:
        os.chdir(here)


def _two_files(*files: tuple[str, str]) -> Callable[[Path], None]:
    def make(content: Path) -> None:
        for name, text in files:
            (content / name).parent.mkdir(parents=True, exist_ok=True)
            (content / name).write_text(text)

    return make


def _sidecar(make_sidecar: Callable[[Path], object]) -> Callable[[Path], None]:
    def make(content: Path) -> None:
        (content / "bad.txt").write_text("# A Flood\n\nText.\n")
        make_sidecar(content / "bad.yaml")

    return make


FLOOD = b"# A Flood\n\nThe river rose.\n"
BODY = b"# A Flood\n\nBefore.\n\n%b\n\nAfter.\n"
MADE: dict[str, tuple[Callable[[Path], object], list[str], int]] = {
    # function that creates it, findings, articles that are built
    "control characters": (
        raw("bad.txt", b"# A Flood\n\nThe ri\x07ver\x00 rose.\n"),
        ["control-character bad.txt:3:7"],
        1,
    ),
    "zeros": (raw("bad.txt", b"\0" * 5000), ["undecodable bad.txt:1:1"], 0),
    "an image": (raw("bad.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20), ["undecodable bad.txt:1:1"], 0),
    "a mark and nothing": (raw("bad.txt", b"\xef\xbb\xbf"), ["empty bad.txt:1:1"], 0),
    "one bad byte": (
        raw("bad.txt", "# A Flood\n\nThe ri¬ver röse – “höchst” früh.\n".encode().replace("¬".encode(), b"\xff")),
        ["encoding bad.txt:3:7"],
        1,
    ),
    "surrogates in utf-7": (
        lambda content: (
            raw("bad.txt", b"# A Flood\n\n+2AA-\n")(content),
            raw("bad.yaml", b"encoding: utf-7\n")(content),
        ),
        ["control-character bad.txt:3:1"],
        1,
    ),
    "a line end in the name": (raw("a\nb.txt", FLOOD), [r"name a\nb.txt:1:1"], 0),
    "an escape in the name": (raw("a\x1b[31mb.txt", FLOOD), [r"name a\x1b[31mb.txt:1:1"], 0),
    "a name that is not text": (raw(b"a\xffb.txt", FLOOD), [r"name a\udcffb.txt:1:1"], 0),
    "quotes and signs in the name": (raw("""a"'<>&%2e#?*|;$(x) b.txt""", FLOOD), [], 1),
    "letters of others in the name": (raw("Потоп-ў-洪水.txt", FLOOD), [], 1),
    "no letters in the name": (raw("🙂.txt", FLOOD), [], 1),
    "a long name": (raw("n" * 251 + ".txt", FLOOD), [], 1),
    "a name that Windows keeps": (raw("con.txt", FLOOD), [], 1),
    "an option for a name": (raw("--help.txt", FLOOD), [], 1),
    "one address in two normal forms": (
        _two_files(("a/caf\u00e9.txt", "# A\n\nText.\n"), ("b/CAFE\u0301.txt", "# B\n\nText.\n")),
        ["collision b/CAFE\u0301.txt:1:1"],
        2,
    ),
    "a link to a file outside": (link("bad.txt", "/etc/passwd"), ["outside bad.txt:1:1"], 0),
    "a link to a folder outside": (link("bad", "/etc"), ["outside bad:1:1"], 0),
    "a link to nothing": (link("bad.txt", "nowhere.txt"), ["outside bad.txt:1:1"], 0),
    "a link to itself": (link("bad.txt", "bad.txt"), ["outside bad.txt:1:1"], 0),
    "a ring without a capture's name": (link("bad", "bad"), [], 0),
    "a link to the folder above": (link("bad", ".."), ["outside bad:1:1"], 0),
    "a link to the content itself": (link("bad", "."), [], 0),
    "a pipe": (lambda content: os.mkfifo(content / "bad.txt"), ["not-a-file bad.txt:1:1"], 0),
    "a socket": (_socket, ["not-a-file bad.txt:1:1"], 0),
    "a device": (link("bad.txt", "/dev/zero"), ["outside bad.txt:1:1"], 0),
    "a folder for a sidecar": (_sidecar(lambda path: path.mkdir()), ["sidecar bad.yaml:1:1"], 0),
    "a pipe for a sidecar": (_sidecar(os.mkfifo), ["sidecar bad.yaml:1:1"], 0),
    "a link to nothing for a sidecar": (_sidecar(lambda path: path.symlink_to("gone")), ["sidecar bad.yaml:1:1"], 0),
    "a link outside for a sidecar": (
        _sidecar(lambda path: path.symlink_to("/etc/passwd")),
        ["outside bad.yaml:1:1"],
        0,
    ),
    "a sidecar that is not text": (
        _sidecar(lambda path: path.write_bytes(b"a: b\nc: \xff")),
        ["sidecar bad.yaml:2:4"],
        0,
    ),
    "folders in folders": (_two_files(("/".join(["deep"] * 60) + "/bad.txt", "# A\n\nText.\n")), [], 1),
    "yaml in yaml": (raw("bad.md", b"---\ntitle: A\na: " + b"[" * 50_000 + b"\n---\n"), ["yaml-bomb bad.md:3"], 0),
    "json in json": (
        raw("bad.md", b'{"title": "A", "a": ' + b"[" * 50_000 + b"]" * 50_000 + b"\n}\n\nText.\n"),
        ["yaml-bomb bad.md:1"],
        0,
    ),
    "quotes in quotes": (raw("bad.txt", BODY % (b"> " * 5000 + b"x")), ["nesting bad.txt:1:1"], 1),
    "lists in lists": (raw("bad.txt", BODY % (b"- " * 5000 + b"x")), ["nesting bad.txt:1:1"], 1),
    "emphasis in emphasis": (raw("bad.txt", BODY % (b"*a " * 5000 + b"b*" * 5000)), ["nesting bad.txt:1:1"], 1),
    "elements in elements": (raw("bad.txt", BODY % (b"<div>" * 5000)), ["nesting bad.txt:1:1"], 1),
    "inline elements in each other": (raw("bad.txt", BODY % (b"x " + b"<b>" * 5000)), ["nesting bad.txt:1:1"], 1),
    "brackets in brackets": (raw("bad.txt", BODY % (b"[" * 100_000)), ["nesting bad.txt:1:1"], 1),
    "images in images": (raw("bad.txt", BODY % (b"![" * 50_000)), ["nesting bad.txt:1:1"], 1),
    "addresses in addresses": (raw("bad.txt", BODY % (b"http://a" * 12_000)), [], 1),
    "a line without end": (raw("bad.txt", BODY % (b"word " * 60_000 + b"*end*")), ["nesting bad.txt:1:1"], 1),
    "spaces": (raw("bad.txt", BODY % (b" " * 100_000)), [], 1),
    "asterisks": (raw("bad.txt", BODY % (b"*" * 100_000)), [], 1),
    "less-than signs": (raw("bad.txt", BODY % (b"<" * 100_000)), [], 1),
}


@pytest.mark.parametrize(("make", "findings", "articles"), MADE.values(), ids=MADE.keys())
def test_generated_bad_content(
    make: Callable[[Path], object], findings: list[str], articles: int, built: Builder, tmp_path: Path
) -> None:
    (tmp_path / "content").mkdir()
    make(tmp_path / "content")
    outcome = built(tmp_path)
    assert places(outcome, findings) == findings, outcome.err
    assert outcome.status == (1 if findings and ": error: " in outcome.err else 0)
    assert len(outcome.articles) == articles
    for page in outcome.articles.values():
        assert ("Before." in page) == ("After." in page), "text was lost"


def test_paths_beyond_the_system_s_limit_are_one_finding(built: Builder, tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    here = Path.cwd()
    os.chdir(tmp_path / "content")
    try:
        for _ in range(20):
            Path("n" * 250).mkdir()
            os.chdir("n" * 250)
        Path("bad.txt").write_bytes(FLOOD)
    finally:
        os.chdir(here)
    outcome = built(tmp_path)
    assert [code for code, _, _ in outcome.findings] == ["unreadable"]
    assert outcome.status == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable_files_are_findings(built: Builder, tmp_path: Path) -> None:
    (tmp_path / "content/closed").mkdir(parents=True)
    raw("bad.txt", FLOOD)(tmp_path / "content")
    (tmp_path / "content/bad.txt").chmod(0)
    (tmp_path / "content/closed").chmod(0)
    outcome = built(tmp_path)
    (tmp_path / "content/closed").chmod(0o755)
    assert [(code, place) for code, place, _ in outcome.findings] == [
        ("unreadable", "bad.txt:1:1"),
        ("unreadable", "closed"),
    ]


# Scripts in disguise

ALERT = "alert(1)"
MARKUP = [
    f"<script>{ALERT}</script>", "<SCRIPT SRC=//evil.example/x.js></SCRIPT>", f"<scr<script>ipt>{ALERT}</script>",
    f"<img src=x onerror={ALERT}>", f"<IMG SRC=x OnErRoR='{ALERT}'>", f'<img """><script>{ALERT}</script>">',
    f"<img src=x\nonerror={ALERT}>", f"<img/src=x/onerror={ALERT}>", f"<img src='x'onerror={ALERT}>",
    f"<svg onload={ALERT}>", f"<svg/onload={ALERT}>", f"<svg><script>{ALERT}</script></svg>",
    f"<svg><a xlink:href='javascript:{ALERT}'><text>x</text></a></svg>",
    f"<svg><animate onbegin={ALERT} attributeName=x></svg>", f"<svg><style><img src=x onerror={ALERT}></style></svg>",
    f"<math><mtext><table><mglyph><style><img src=x onerror={ALERT}>", f"<math href='javascript:{ALERT}'>x</math>",
    f"<iframe src='javascript:{ALERT}'></iframe>", f"<iframe srcdoc='<script>{ALERT}</script>'></iframe>",
    f"<object data='data:text/html,<script>{ALERT}</script>'></object>", f"<embed src='javascript:{ALERT}'>",
    f"<form action='javascript:{ALERT}'><input type=submit></form>",
    f"<button formaction='javascript:{ALERT}'>x</button>",
    f"<meta http-equiv=refresh content='0;url=javascript:{ALERT}'>", f"<base href='javascript:{ALERT}//'>",
    f"<link rel=stylesheet href='javascript:{ALERT}'>", f"<style>@import 'javascript:{ALERT}';</style>",
    f"<div style='background:url(javascript:{ALERT})'>x</div>", f'<p style="width:expression({ALERT})">x</p>',
    f"<body onload={ALERT}>", f"<details open ontoggle={ALERT}>x</details>", f"<marquee onstart={ALERT}>x</marquee>",
    f"<video><source onerror={ALERT}></video>", f"<audio src=x onerror={ALERT}>", f"<input autofocus onfocus={ALERT}>",
    f"<a href='#' onclick={ALERT}>x</a>", f"<td background='javascript:{ALERT}'>x</td>",
    f"<noscript><p title='</noscript><img src=x onerror={ALERT}>'></noscript>",
    f"<textarea><script>{ALERT}</script></textarea>",
    f"<title><img src=x onerror={ALERT}></title>", f"<template><script>{ALERT}</script></template>",
    f"<xmp><script>{ALERT}</script></xmp>", f"<plaintext><script>{ALERT}</script>", f"<!--><script>{ALERT}</script>-->",
    f"<!-- --!><script>{ALERT}</script> -->", f"<![CDATA[><script>{ALERT}</script>]]>",
    f"<?php ?><script>{ALERT}</script>",
    f"<select><script>{ALERT}</script></select>", f"<x onclick={ALERT}>x</x>",
    f'<p title="<script>{ALERT}</script>">x</p>',
    f"<abbr title='&quot; onclick={ALERT} x=&quot;'>x</abbr>", f"<frameset onload={ALERT}>", "<applet code=x>",
    f"<\x0cscript>{ALERT}</script>", f"<script\x0b>{ALERT}</script>", f"<<script>{ALERT}//<</script>",
    f"&lt;script&gt;{ALERT}&lt;/script&gt;", "<b>&#2;0&#3;x&#4;</b>", "<div>&#2;99&#3;x&#4;</div>",
    "<div>&#x2;0&#x03;x&#4</div>",
]  # fmt: skip
LINKS = [
    "[x](javascript:{})", "[x](JaVaScRiPt:{})", "[x](<javascript:{}>)", "[x]( javascript:{})", "[x](<  javascript:{}>)",
    "[x](java&#9;script:{})", "[x](java&#x0A;script:{})", "[x](java&Tab;script:{})", "[x](java&NewLine;script:{})",
    "[x](&#106;avascript:{})", "[x](&#x6A;&#x61;vascript:{})", "[x](javascript&colon;{})", "[x](javascript\\:{})",
    "[x][1]\n\n[1]: javascript:{}", "[x]\n\n[x]: <javascript:{}>", "<javascript:{}>", "![x](javascript:{})",
    "[![x](https://news.example/x.png)](javascript:{})", "[x](javascript://news.example/%0A{})",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html,<script>{}</script>)", "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](blob:https://news.example/1)",
    "[x](file:///etc/passwd)", "[x](view-source:javascript:{})", "[x](feed:javascript:{})", "[x](jar:javascript:{}!/)",
    "[x](livescript:{})", "<a href='javascript:{}'>x</a>", "<a href=' javascript:{}'>x</a>",
    "<a href='java\tscript:{}'>x</a>",
    "<a href='java&#10;script:{}'>x</a>", "<a href='&#1;javascript:{}'>x</a>", "<a href=javascript&#58;{}>x</a>",
    '<a href="&#x6a&#x61&#x76&#x61script:{}">x</a>', "<img src='javascript:{}'>",
    "<img src='data:image/svg+xml,<svg/onload={}>'>",
    "<a href='data:text/html,<script>{}</script>'>x</a>", "<A HREF='VBScript:{}'>x</A>",
]  # fmt: skip


def vectors() -> Iterator[tuple[str, str]]:
    """Yield every disguise in every place that it can have: file name and text."""
    texts = [*MARKUP, *(text.format(ALERT) for text in LINKS)]
    for number, text in enumerate(texts):
        yield f"block-{number:03}.txt", f"# A Flood {number}\n\nBefore.\n\n{text}\n\nAfter.\n"
        yield f"inline-{number:03}.txt", f"# A Flood {number}\n\nBefore {text} after.\n"
        one_line = " ".join(text.split("\n"))
        yield f"related-{number:03}.txt", f"# A Flood {number}\n\nText.\n\n**Related article:** {one_line}\n"
        yield f"title-{number:03}.txt", f"# A Flood {number} {one_line}\n\nText.\n"
        quoted = one_line.replace("'", "''").replace("\t", " ").replace("\x0b", "").replace("\x0c", "")
        yield f"fields-{number:03}.md", "---\n" + "".join(
            f"{key}: '{'A Flood ' + str(number) + ' ' if key == 'title' else ''}{quoted}'\n"
            for key in ("title", "author", "publisher", "topics", "section", "places", "description", "image",
            "image_caption", "image_credit", "x")
        ) + "---\n\nText.\n"  # fmt: skip


def test_no_disguised_script_gets_onto_a_page(built: Builder, tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    for name, text in vectors():
        (tmp_path / "content" / name).write_text(text)
    outcome = built(tmp_path)
    lost = {
        path
        for path, page in outcome.articles.items()
        if "block-" in path and not ("Before." in page and "After." in page)
    }
    assert lost == set()
    assert len([path for path in outcome.articles if "inline-" in path]) == len(MARKUP) + len(LINKS)


@pytest.mark.parametrize("text", [text.format(ALERT) for text in LINKS])
def test_a_link_that_runs_code_is_a_finding(text: str, built: Builder, tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content/bad.txt").write_text(f"# A Flood\n\nBefore {text}\n\nAfter.\n")
    outcome = built(tmp_path)
    assert [(code, place.rsplit(":", 1)[0]) for code, place, _ in outcome.findings] == [
        ("link-forbidden", "bad.txt:3")
    ], outcome.err
    [page] = outcome.articles.values()
    assert "Before" in page
    assert "After." in page
