"""What the program's sources say themselves: the nouns that templates are given, the names of the style sheet."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence

from kursk_archive import config
from kursk_archive.core import model
from kursk_archive.renderer.pages import charts, images, link_ledger, links, listings, meta_tags, translations
from kursk_archive.renderer.theme.files import default_theme_folder
from kursk_archive.search import page

NOUNS: tuple[type, ...] = (
    config.Site, model.Article, model.Capture, model.PartialDate, model.Link, model.Image, model.ArticleSummary,
    links.LinkView, model.Snapshot, model.Repair, translations.TranslationLink, images.ImageView,
    meta_tags.HeadMetadata, listings.Overview, listings.DayListing, listings.ListingPage, listings.TaxonomyPage, link_ledger.HostPage,
    link_ledger.CitedUrl, link_ledger.Citation, charts.Timeline, charts.Column, charts.Chart, charts.Bar, page.SearchFilter,
)  # fmt: skip
"""What templates are given."""


def nouns(noun: type) -> Mapping[str, tuple[str, str]]:
    """Name of a field or property → its type and what its docstring says, out of the source."""
    found: dict[str, tuple[str, str]] = {}
    body = _body(noun)
    for one, after in zip(body, [*body[1:], None], strict=True):
        if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name):
            found[one.target.id] = ast.unparse(one.annotation), _string(after)
        elif isinstance(one, ast.FunctionDef) and any(ast.unparse(by) == "property" for by in one.decorator_list):
            found[one.name] = ast.unparse(one.returns) if one.returns else "", ast.get_docstring(one) or ""
    return found


def _body(noun: type) -> Sequence[ast.stmt]:
    (tree,) = ast.parse(textwrap.dedent(inspect.getsource(noun))).body
    return tree.body if isinstance(tree, ast.ClassDef) else ()


def _string(node: ast.stmt | None) -> str:
    """A field's docstring: the text that stands after it."""
    value = node.value if isinstance(node, ast.Expr) else None
    return str(value.value) if isinstance(value, ast.Constant) else ""


_NAME = re.compile(r"^  /\* (.*?) \*/$|^  (--[a-z0-9-]+): (.*?);(?: */\* (.*?) \*/)?$", re.MULTILINE)
"""A heading, or a name with its value and perhaps a note."""


def properties() -> Iterator[tuple[str, str, str]]:
    """The custom properties of the style sheet's first block: name, value, note; headings stand alone."""
    css = (default_theme_folder() / "assets" / "style.css").read_text("utf-8")
    for heading, name, value, note in _NAME.findall(css[css.index(":root {") : css.index("\n}")]):
        yield (f"**{heading}**", "", "") if heading else (f"`{name}`", f"`{value}`", note)


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A table in Markdown, a line at a time."""
    yield _row(heads)
    yield _row(["---"] * len(heads))
    yield from map(_row, rows)
    yield ""


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(' '.join(cell.split()).replace('|', chr(92) + '|') for cell in cells)} |"
