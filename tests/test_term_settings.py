"""The key `terms` of archive.yaml."""

from __future__ import annotations

from pathlib import Path

import pytest

from kursk_archive import build, read_config
from kursk_archive.config import Config
from kursk_archive.core.findings import ArchiveError
from kursk_archive.site.joined_terms import JoinedTerm


def read(folder: Path, text: str) -> Config:
    (folder / "archive.yaml").write_text(text, "utf-8")
    return read_config(folder)


def test_every_member(tmp_path: Path) -> None:
    config = read(
        tmp_path,
        """\
terms:
  places:
    Port Example:
      labels:
        uk: Порт-Приклад
        no: Havn
      also: [Port-Ex, Old Port]
      note: >-
        A port
        on a river.
      coordinates: -12.5, 179.25
      slug: port
  topic:
    Storms: [Шторми]
    Rain: Дощ
  publishers: {The Herald: }
  authors:
""",
    )
    assert config.site.terms == {
        "topic": (JoinedTerm("Storms", "storms", {}, ("Шторми",)), JoinedTerm("Rain", "rain", {}, ("Дощ",))),
        "publisher": (JoinedTerm("The Herald", "the-herald"),),
        "place": (
            JoinedTerm(
                "Port Example",
                "port",
                {"uk": "Порт-Приклад", "no": "Havn"},
                ("Port-Ex", "Old Port"),
                "A port on a river.",
                (-12.5, 179.25),
            ),
        ),
    }
    assert config.term_places["place", "Порт-Приклад"] == (5, 9)
    assert config.term_places["topic", "Storms"] == (14, 5)
    assert config.findings == ()


@pytest.mark.parametrize(
    "written",
    [
        "51.25, -0.5",
        "51.25 -0.5",
        "'51.25 -0.5'",
        "[51.25, -0.5]",
        "{latitude: 51.25, longitude: -0.5}",
        "{lon: -0.5, lat: 51.25}",
    ],
)
def test_coordinates(tmp_path: Path, written: str) -> None:
    config = read(tmp_path, f"terms:\n  places:\n    Port:\n      coordinates: {written}\n")
    assert config.site.terms["place"][0].coordinates == (51.25, -0.5)


@pytest.mark.parametrize(
    ("written", "place"),
    [
        pytest.param("  places: {Port: {coordinates: '95, 10'}}", "2:19", id="latitude"),
        pytest.param("  places: {Port: {coordinates: '5, 190'}}", "2:19", id="longitude"),
        pytest.param("  places: {Port: {coordinates: here}}", "2:19", id="no-number"),
        pytest.param("  places: {Port: {coordinates: [.inf, 1]}}", "2:19", id="infinite"),
        pytest.param("  places: {Port: {coordinates: [1, 2, 3]}}", "2:19", id="three"),
        pytest.param("  topics: {Rain: {coordinates: '5, 10'}}", "2:19", id="a-topic"),
        pytest.param("  places: {Port: {labels: {x1: Havn}}}", "2:28", id="language"),
        pytest.param("  places: {Port: {labels: Havn}}", "2:19", id="labels"),
        pytest.param("  places: {Port: {slug: Порт}}", "2:19", id="slug"),
        pytest.param("  places: {Port: {slug: ../x}}", "2:19", id="slug-that-climbs"),
        pytest.param("  places: {Port: {slug: a-z}}", "2:19", id="slug-of-the-list"),
        pytest.param("  places: {Port: {note: [x]}}", "2:19", id="note"),
        pytest.param("  places: [Port]", "2:3", id="a-list"),
        pytest.param("  places: {Port: [Havn], Bay: [havn]}", "2:32", id="name-of-two"),
        pytest.param("  places: {Port: , Bay: {slug: port}}", "2:20", id="slug-of-two"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(tmp_path: Path, written: str, place: str) -> None:
    with pytest.raises(ArchiveError) as caught:
        read(tmp_path, f"terms:\n{written}\n")
    assert [str(finding.location) for finding in caught.value.findings] == [f"archive.yaml:{place}"]
    assert {finding.code for finding in caught.value.findings} == {"config"}


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("  plaecs: {}", "unknown key `plaecs`; did you mean places?"),
        ("  hosts: {}", "unknown key `hosts`"),
        ("  places: {Port: {lables: {}}}", "unknown key `lables`; did you mean labels?"),
        ("  places: {Port: {uk: Порт}}", "unknown key `uk`; names by language belong under `labels`"),
    ],
)
def test_a_misspelt_key_is_reported(tmp_path: Path, written: str, message: str) -> None:
    (finding,) = read(tmp_path, f"terms:\n{written}\n").findings
    assert (finding.code, finding.message, finding.location.line) == ("config-unknown", message, 2)


def test_names_that_no_article_has(tmp_path: Path) -> None:
    content = tmp_path / "content"
    content.mkdir()
    (content / "a.md").write_text("---\ntitle: A\nplaces: [Havnby, Sea]\ndate: 2024-01-02\n---\n\nWords.\n", "utf-8")
    (content / "archive.yaml").write_text(
        "terms:\n  places:\n    Port:\n      labels: {da: Havnbi}\n    Sea: [More, Морe]\n    Moon: [Luna]\n", "utf-8"
    )
    report = build(read_config(content, output=tmp_path / "build", search=False))
    found = [(str(f.location), f.message) for f in report.findings if f.code == "term-unused"]
    assert found == [
        ("archive.yaml:4:16", "no article has the place `Havnbi`; did you mean Havnby?"),
        ("archive.yaml:6:5", "no article has the place `Moon`"),
    ]
