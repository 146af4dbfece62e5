"""Configuration by archive.yaml and by options of a command."""

from __future__ import annotations

import os
import pickle
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kursk_archive.config import DEFAULT_WEB_ARCHIVES, Config, Site, apply_severities, read_config
from kursk_archive.core.enums import Canonical
from kursk_archive.core.findings import ArchiveError, Location, Severity, make_finding
from kursk_archive.core.publishers import Publisher


def read(folder: Path, text: str | bytes, **options: Any) -> Config:
    (folder / "archive.yaml").write_bytes(text.encode() if isinstance(text, str) else text)
    return read_config(folder, **options)


def refused(folder: Path, text: str | bytes) -> list[str]:
    with pytest.raises(ArchiveError) as caught:
        read(folder, text)
    return [f"{finding.code} {finding.location}" for finding in caught.value.findings]


def test_every_setting_is_optional(tmp_path: Path) -> None:
    assert read_config(tmp_path) == Config(content=tmp_path)
    assert read(tmp_path, "") == Config(content=tmp_path)
    assert read(tmp_path, "# nothing\n---\n") == Config(content=tmp_path)


def test_every_key(tmp_path: Path) -> None:
    config = read(
        tmp_path,
        """\
title: Old
  News
description: >-
  What is
  kept.
language: uk-UA
publisher: The Examplia Library
contact: mailto:library@news.example
rights: Theirs.
archives: [arquivo.pt, 'http://localhost:8080/web']
publishers:
  - name: The Fictional Herald
    hosts: [herald.example, www.herald.example]
    language: en
  - {name: The Other, hosts: other.example}
rules: {trackers: [x]}
findings: {empty: info, slug: warning}
exclude: drafts/*
about: |
  What it
  holds.

  And why.
method: By hand.
base_url: https://archive.example/old
feeds: 3
noindex: true
canonical: copy
""",
    )
    assert config.site == Site(
        title="Old News",
        description="What is kept.",
        language="uk-UA",
        publisher="The Examplia Library",
        contact="mailto:library@news.example",
        rights="Theirs.",
        archives=("arquivo.pt", "http://localhost:8080/web/"),
        publishers=(
            Publisher("The Fictional Herald", ("herald.example", "www.herald.example"), "en"),
            Publisher("The Other", ("other.example",)),
        ),
        rules={"trackers": ["x"]},
        findings={"empty": Severity.INFO, "slug": Severity.WARNING},
        exclude=("drafts/*",),
        about=("What it holds.", "And why."),
        method=("By hand.",),
        base_url="https://archive.example/old/",
        feeds=3,
        noindex=True,
        canonical=Canonical.COPY,
    )
    assert config.findings == ()
    assert pickle.loads(pickle.dumps(config)) == config


def test_options_override_the_file_unless_they_are_none(tmp_path: Path) -> None:
    text = "base_url: https://archive.example\n"
    assert read(tmp_path, text, base_url=None, strict=None).site.base_url == "https://archive.example/"
    config = read(tmp_path, text, base_url="https://other.example/", jobs=3, strict=True)
    assert (config.site.base_url, config.jobs, config.strict) == ("https://other.example/", 3, True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("about: One.", ("One.",), id="one"),
        pytest.param("about: [One., Two.]", ("One.", "Two."), id="list"),
        pytest.param("about: |\n\n  One\n  of it.\n  \n\n  Two.\n\n", ("One of it.", "Two."), id="blank-lines"),
        pytest.param("about: ''", (), id="empty"),
        pytest.param("about: ~", (), id="null"),
    ],
)
def test_paragraphs(tmp_path: Path, text: str, expected: tuple[str, ...]) -> None:
    assert read(tmp_path, text + "\n").site.about == expected


def test_null_is_the_default(tmp_path: Path) -> None:
    assert read(tmp_path, "title:\narchives: ~\n").site == Site(archives=DEFAULT_WEB_ARCHIVES)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("title: [a", ["config archive.yaml:1:8"]),
        ("a: b\n---\nc: d\n", ["config archive.yaml:2:1"]),
        ("just text\n", ["config archive.yaml:1:1"]),
        ("title: true\n", ["config archive.yaml:1:1"]),
        ("title: A\nlanguage: en_GB\n", ["config archive.yaml:2:1"]),
        ("archives: [{a: b}]\n", ["config archive.yaml:1:1"]),
        ("archives: ['https://archive.example/?q=']\n", ["config archive.yaml:1:1"]),
        ("publishers: [{name: A}]\n", ["config archive.yaml:1:1"]),
        ("publishers: [{name: A, hosts: a.example, colour: red}]\n", ["config archive.yaml:1:1"]),
        ("about: {a: b}\n", ["config archive.yaml:1:1"]),
        ("method: [[a]]\n", ["config archive.yaml:1:1"]),
        ("findings: [empty]\n", ["config archive.yaml:1:1"]),
        ("findings: {empty: [error]}\n", ["config archive.yaml:1:1"]),
        ("base_url: 'javascript:alert(1)'\n", ["config archive.yaml:1:1"]),
        ("base_url: https://a.example/?x\n", ["config archive.yaml:1:1"]),
        ("noindex: perhaps\n", ["config archive.yaml:1:1"]),
        ("feeds: 0\n", ["config archive.yaml:1:1"]),
        ("feeds: true\n", ["config archive.yaml:1:1"]),
        ("feeds: ten\n", ["config archive.yaml:1:1"]),
        ("canonical: mine\n", ["config archive.yaml:1:1"]),
        ("canonical: [copy]\n", ["config archive.yaml:1:1"]),
        ("title: [a]\nlanguage: 1\n", ["config archive.yaml:1:1", "config archive.yaml:2:1"]),
        ("a: &a [*a]\n", ["yaml-bomb archive.yaml:1:8"]),
        ("title: !!str A\n", ["yaml-tag archive.yaml:1:8"]),
        (b"title: \xff\n", ["config archive.yaml:1:1"]),
    ],
)
def test_invalid_settings_are_errors(text: str | bytes, expected: list[str], tmp_path: Path) -> None:
    assert refused(tmp_path, text) == expected


def test_an_unknown_key_is_a_warning(tmp_path: Path) -> None:
    config = read(tmp_path, "title: A\nzebra: 1\ntitel: B\n")
    assert sorted((finding.code, finding.location.line) for finding in config.findings) == [
        ("config-unknown", 2),
        ("config-unknown", 3),
    ]
    assert config.site.title == "A"


def test_windows_line_ends_and_a_byte_order_mark_are_accepted(tmp_path: Path) -> None:
    assert read(tmp_path, b"\xef\xbb\xbftitle: A\r\nrights: B\r\n").site == Site(title="A", rights="B")


@pytest.mark.parametrize(
    "make", [os.mkfifo, os.mkdir, lambda path: path.symlink_to("gone")], ids=["pipe", "folder", "link to nothing"]
)
def test_an_archive_yaml_that_is_not_a_file_is_an_error(make: Any, tmp_path: Path) -> None:
    make(tmp_path / "archive.yaml")
    with pytest.raises(ArchiveError) as caught:
        read_config(tmp_path)
    assert [f"{finding.code} {finding.location}" for finding in caught.value.findings] == ["config archive.yaml:1:1"]


def test_a_missing_content_folder_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path in (tmp_path / "nowhere", tmp_path / "file"):
        with pytest.raises(ArchiveError) as caught:
            read_config(path)
        assert [finding.code for finding in caught.value.findings] == ["no-content"]


def test_severities_are_replaced() -> None:
    one, other = make_finding("empty", Location("a"), "x"), make_finding("slug", Location("b"), "y")
    changed = tuple(apply_severities((one, other), Site(findings={"slug": Severity.INFO})))
    assert [(found.code, found.severity) for found in changed] == [("empty", Severity.ERROR), ("slug", Severity.INFO)]


KEYS = st.sampled_from([*Site.__struct_fields__, "zebra"])
VALUES = st.sampled_from(
    [
        "a",
        "true",
        "[a, b]",
        "{a: b}",
        "[[a]]",
        "{a: {b: [c]}}",
        "'",
        "[",
        "!!x y",
        "*a",
        "1",
        "~",
        "[{name: a, hosts: b}]",
        "\t",
        "a: b",
    ]
)


@settings(max_examples=100)
@given(
    st.lists(st.tuples(KEYS, VALUES), max_size=4).map(lambda rows: "".join(f"{k}: {v}\n" for k, v in rows))
    | st.text(max_size=40)
)
def test_any_text_gives_a_configuration_or_findings(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.getbasetemp()
    try:
        config = read(folder, text.encode("utf-8", "replace"))
    except ArchiveError as error:
        said = error.findings
    else:
        said = config.findings
        assert all(line.severity is not Severity.ERROR for line in said)
        assert isinstance(config.site.title, str)
    assert {line.location.path for line in said} <= {"archive.yaml"}


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        pytest.param("en", [], id="English"),
        pytest.param("en-GB", [], id="with its region"),
        pytest.param("ru", [], id="translated"),
        pytest.param("he", ["info: interface archive.yaml:2:1"], id="not translated"),
    ],
)
def test_a_language_without_translations_is_a_finding(tmp_path: Path, language: str, expected: list[str]) -> None:
    config = read(tmp_path, f"title: A\nlanguage: {language}\n")
    assert config.site.language == language
    assert [f"{finding.severity}: {finding.code} {finding.location}" for finding in config.findings] == expected
