"""Rendering as the program does it, and by markdown-it-py alone."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st

from kursk_archive.core.enums import LinkRegion
from kursk_archive.core.findings import Finding
from kursk_archive.core.model import Fragment
from kursk_archive.loader.markdown_body import full
from kursk_archive.loader.markdown_body.link_markers import strip_link_markers


def render(text: str, region: LinkRegion = LinkRegion.BODY) -> tuple[Fragment, tuple[Finding, ...]]:
    return full.render_full(text, "a.md", 7, region)


def render_by_parser(text: str, region: LinkRegion = LinkRegion.BODY) -> tuple[Fragment, tuple[Finding, ...]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(full, "render_blocks", lambda *_: None)
        patch.setattr(full, "render_short", lambda *_: None)
        return render(text, region)


def texts(*parts: str) -> st.SearchStrategy[str]:
    """Texts put together from parts; also any other text."""
    joined = st.lists(st.sampled_from(parts), max_size=14).map("".join) | st.text(max_size=60)
    return joined.map(lambda text: strip_link_markers(text).encode("utf-8", "replace").decode())
