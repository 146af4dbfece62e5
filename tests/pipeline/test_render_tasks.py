"""Render tasks: files are written where that is possible, and their bytes sent back where it is not."""

from __future__ import annotations

import pickle
from hashlib import sha256
from pathlib import Path

import pytest

from kursk_archive.config import Site
from kursk_archive.core.findings import ArchiveError
from kursk_archive.outputs.target import RenderContext, Rendered, WriteBytes
from kursk_archive.pipeline.render_tasks import RenderTask, ThemeSpec, render_batch
from kursk_archive.publisher.writer import Writer, WriteResult


def theme(templates: Path | None = None) -> bytes:
    return pickle.dumps(ThemeSpec(Site(), templates, False, (), "fingerprint"))


TARGETS = (("a.txt", WriteBytes(b"first")), ("b/c.txt", WriteBytes(b"second")))


class Vanished:
    """A task whose source is no longer what was loaded."""

    def render(self, context: RenderContext, path: str) -> Rendered:
        return ((path, None),)


class FromTemplate:
    def render(self, context: RenderContext, path: str) -> Rendered:
        return ((path, context.theme.render("withheld.html", path, {"reason": "Wait."})),)


def test_bytes_are_sent_back_where_the_output_folder_is_out_of_reach(tmp_path: Path) -> None:
    task = pickle.loads(pickle.dumps(RenderTask(tmp_path, theme(), TARGETS)))
    assert render_batch(task) == (("a.txt", b"first"), ("b/c.txt", b"second"))


def test_files_are_written_where_the_output_folder_is_in_reach(tmp_path: Path) -> None:
    writer = Writer.claim(tmp_path / "build")
    writer.clear_scratch()
    task = RenderTask(tmp_path, theme(), TARGETS, (writer.root, writer.run_id))
    (first_path, first), (_, second) = render_batch(task)
    assert (tmp_path / "build/a.txt").read_bytes() == b"first"
    assert (tmp_path / "build/b/c.txt").read_bytes() == b"second"
    assert first_path == "a.txt"
    assert isinstance(first, WriteResult)
    assert (first.sha256, first.size, first.changed) == (sha256(b"first").hexdigest(), 5, True)
    assert isinstance(second, WriteResult)
    (_, again), _ = render_batch(task)
    assert isinstance(again, WriteResult)
    assert (again.changed, again.mtime) == (False, first.mtime)


@pytest.mark.parametrize("is_in_reach", [True, False])
def test_a_file_whose_source_has_changed_is_neither_written_nor_sent(tmp_path: Path, is_in_reach: bool) -> None:
    writer = Writer.claim(tmp_path / "build")
    output = (writer.root, writer.run_id) if is_in_reach else None
    assert render_batch(RenderTask(tmp_path, theme(), (("a.txt", Vanished()),), output)) == (("a.txt", None),)
    assert not (tmp_path / "build/a.txt").exists()


def test_a_theme_is_made_anew_where_its_templates_are_others(tmp_path: Path) -> None:
    (tmp_path / "withheld.html").write_text("<p>{{ reason }}")
    targets = (("a.html", FromTemplate()),)
    ((_, default),) = render_batch(RenderTask(tmp_path, theme(), targets))
    ((_, own),) = render_batch(RenderTask(tmp_path, theme(tmp_path), targets))
    assert own == b"<p>Wait."
    assert default != own


def test_a_fault_in_a_template_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "withheld.html").write_text("<p>\n{{ nothing.known }}")
    with pytest.raises(ArchiveError) as caught:
        render_batch(RenderTask(tmp_path, theme(tmp_path), (("a.html", FromTemplate()),)))
    assert [(finding.code, finding.location.line) for finding in caught.value.findings] == [("template", 2)]
