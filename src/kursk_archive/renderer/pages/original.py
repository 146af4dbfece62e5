"""The page that shows a saved page as it looked."""

from __future__ import annotations

from kursk_archive.core.model import Article
from kursk_archive.renderer.pages.article import published_type
from kursk_archive.renderer.theme.environment import Theme
from kursk_archive.site.permalinks import ORIGINAL


def render_original(theme: Theme, output_path: str, article: Article, original: str) -> bytes:
    """Render the page with a frame around the saved page.

    Args:
        theme: of the site.
        output_path: of this page.
        article: whose capture is a saved page.
        original: the saved page's HTML, inert.

    Raises:
        ArchiveError: the template has an error.
    """
    stem = output_path.rpartition("/")[2].removesuffix(ORIGINAL)
    values = {
        "article": article,
        "article_file": f"{stem}.html",
        "capture_type": published_type(article.capture),
        "capture_file": stem + article.capture.published_suffix,
        "original": original,
    }
    return theme.render("original.html", output_path, values)
