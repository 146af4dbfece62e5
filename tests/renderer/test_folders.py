"""A template is the first of its name, as of now and not as of when it was read."""

from __future__ import annotations

from pathlib import Path

import jinja2
import pytest

from kursk_archive.renderer.folders import Folders


@pytest.fixture
def environment(tmp_path: Path) -> jinja2.Environment:
    for name in ("own", "default"):
        (tmp_path / name).mkdir()
    (tmp_path / "default/base.html").write_text("default")
    (tmp_path / "default/page.html").write_text("{% extends 'base.html' %}")
    return jinja2.Environment(loader=Folders([tmp_path / "own", f"{tmp_path}/default/"]), autoescape=True)


@pytest.mark.parametrize("name", ["base.html", "page.html"], ids=["itself", "extended"])
def test_a_template_that_is_put_before_another_takes_its_place(
    name: str, environment: jinja2.Environment, tmp_path: Path
) -> None:
    assert environment.get_template(name).render() == "default"
    assert environment.get_template(name) is environment.get_template(name)
    (tmp_path / "own/base.html").write_text("own")
    assert environment.get_template(name).render() == "own"
    (tmp_path / "own/base.html").unlink()
    assert environment.get_template(name).render() == "default"
