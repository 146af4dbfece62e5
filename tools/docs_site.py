"""Add the pages that stand outside of docs/ to the documentation site, and let links lead to them: a hook of MkDocs.

The files stay where code hosts look for them, and their links work there. A link to a file that is no page of the site,
such as a source file, becomes text: the site does not know where the repository is published.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parents[1]
OUTSIDE = {
    "README.md": "index.md",
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
    "SECURITY.md": "security.md",
    "benchmarks/RESULTS.md": "results.md",
}
"""Path in the repository to path in the site."""
_SOURCES = {page: source for source, page in OUTSIDE.items()}
_FENCED = re.compile(r"(^(?P<fence>```+|~~~+).*?^(?P=fence)$)", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"(?P<mark>!?)\[(?P<text>[^\]]*)\]\((?P<path>[^)\s:#]+)(?P<anchor>#[^)\s]*)?\)")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages."""
    for source, page in OUTSIDE.items():
        files.append(File.generated(config, page, content=(ROOT / source).read_text("utf-8")))
    return files


def on_page_markdown(markdown: str, page: Page, files: Files, **_: Any) -> str:
    """Rewrite the links of a page from paths in the repository to pages of the site."""
    uri = page.file.src_uri
    folder = posixpath.dirname(_SOURCES.get(uri, f"docs/{uri}"))

    def rewritten(match: re.Match[str]) -> str:
        source = posixpath.normpath(posixpath.join(folder, match["path"]))
        target = OUTSIDE.get(source) or source.removeprefix("docs/")
        if files.get_file_from_path(target) is None and not source.startswith("docs/"):
            return match["text"]
        path = posixpath.relpath(target, posixpath.dirname(uri) or ".")
        return f"{match['mark']}[{match['text']}]({path}{match['anchor'] or ''})"

    parts = _FENCED.split(markdown)
    # The pattern has two groups, so text, block and fence alternate.
    for index in range(0, len(parts), 3):
        lines = parts[index].split("\n")
        parts[index] = "\n".join(line if line.startswith("    ") else _LINK.sub(rewritten, line) for line in lines)
    return "".join(part for index, part in enumerate(parts) if index % 3 != 2)
