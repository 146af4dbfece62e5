"""Templates are compiled once for a language, a template and a program."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jinja2
import pytest

from kursk_archive.config import Site
from kursk_archive.renderer.theme.environment import Theme


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the templates that are compiled."""
    names: list[str] = []
    compile_template = jinja2.Environment.compile

    def note(environment: jinja2.Environment, source: Any, name: str, *rest: Any) -> Any:
        names.append(name)
        return compile_template(environment, source, name, *rest)

    monkeypatch.setattr(jinja2.Environment, "compile", note)
    return names


def page(folder: Path, language: str = "en", **values: str) -> str:
    return Theme(Site(language=language), folder).render("page.html", "index.html", values).decode()


def test_a_template_is_compiled_once_for_each_text_and_language(tmp_path: Path, compiled: list[str]) -> None:
    (tmp_path / "page.html").write_text("{{ _('Provenance') }}")
    assert [page(tmp_path), page(tmp_path), page(tmp_path, "uk"), page(tmp_path, "uk")] == [
        "Provenance", "Provenance", "Походження", "Походження",
    ]  # fmt: skip
    assert compiled == ["page.html"] * 2
    (tmp_path / "page.html").write_text("{{ _('Provenance') }}!")
    assert [page(tmp_path), page(tmp_path)] == ["Provenance!", "Provenance!"]
    assert compiled == ["page.html"] * 3
