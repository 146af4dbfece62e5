"""Facts that stand in the program's own source: docstrings of the types that templates get, and CSS properties."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence

from kursk_archive import config
from kursk_archive.comparison import compare, revision
from kursk_archive.core import model
from kursk_archive.images import renditions
from kursk_archive.renderer import edition_change
from kursk_archive.renderer.pages import (
    calendar_grids,
    changes,
    charts,
    editions,
    images,
    link_kinds,
    link_ledger,
    links,
    listings,
    meta_tags,
    on_this_day,
    place_map,
    translations,
)
from kursk_archive.renderer.theme.files import default_theme_folder
from kursk_archive.search import page

TEMPLATE_TYPES: tuple[type, ...] = (
    config.Site, model.Article, model.Capture, model.PartialDate, model.Link, model.Image, model.ArticleSummary,
    links.LinkView, links.Reference, links.Loss, model.Snapshot, model.Repair, translations.TranslationLink,
    images.ImageView, renditions.Rendition, meta_tags.HeadMetadata, listings.Overview, listings.ArticlePreview,
    listings.DayListing, listings.ListingPage, listings.LaterEdition, listings.TermDescription, listings.TaxonomyPage,
    calendar_grids.YearRow, calendar_grids.MonthGrid, calendar_grids.GridCell, on_this_day.DayOfYear,
    link_kinds.LinkKindPage, link_kinds.LinkingArticle,
    link_ledger.HostPage, link_ledger.CitedUrl, link_ledger.Citation, place_map.PlaceMap,
    place_map.Dot, place_map.MappedPlace, place_map.MapLabel, place_map.GridLine,
    charts.Timeline, charts.Column, charts.Chart, charts.Bar,
    editions.LatestChange, editions.EditionPlace, editions.Step, model.EditionSummary, model.NearestEdition,
    editions.ShownParagraph, changes.ChangesPage, edition_change.EditionChange, revision.Revision,
    compare.Comparison, compare.ParagraphChange, compare.SentenceChange, compare.Run,
    page.SearchFilter,
)  # fmt: skip
"""Types of the values that templates get, in the order of the reference."""


def field_docs(type_: type) -> Mapping[str, tuple[str, str]]:
    """Read the source of a class: name of a field or property → its type and its docstring."""
    docs: dict[str, tuple[str, str]] = {}
    body = _class_body(type_)
    for node, following in zip(body, [*body[1:], None], strict=True):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            docs[node.target.id] = ast.unparse(node.annotation), _attribute_docstring(following)
        elif isinstance(node, ast.FunctionDef) and any(ast.unparse(item) == "property" for item in node.decorator_list):
            docs[node.name] = ast.unparse(node.returns) if node.returns else "", ast.get_docstring(node) or ""
    return docs


def _class_body(type_: type) -> Sequence[ast.stmt]:
    (tree,) = ast.parse(textwrap.dedent(inspect.getsource(type_))).body
    return tree.body if isinstance(tree, ast.ClassDef) else ()


def _attribute_docstring(node: ast.stmt | None) -> str:
    """Return the text of a string that stands by itself, which documents the field before it."""
    value = node.value if isinstance(node, ast.Expr) else None
    return str(value.value) if isinstance(value, ast.Constant) else ""


_CSS_LINE = re.compile(r"^  /\* (.*?) \*/$|^  (--[a-z0-9-]+): (.*?);(?: */\* (.*?) \*/)?$", re.MULTILINE)
"""A heading, or a property with its value and an optional note."""


def css_properties() -> Iterator[tuple[str, str, str]]:
    """Yield the custom properties in the first block of style.css: name, value, note. A heading is a row by itself."""
    css = (default_theme_folder() / "assets" / "style.css").read_text("utf-8")
    for heading, name, value, note in _CSS_LINE.findall(css[css.index(":root {") : css.index("\n}")]):
        yield (f"**{heading}**", "", "") if heading else (f"`{name}`", f"`{value}`", note)
