"""A sitemap, which Pelican leaves to plugins."""

from pathlib import Path

from pelican import signals


def _write(generator, writer):
    base = generator.settings["SITEURL"]
    rows = "".join(f"<url><loc>{base}/{one.url}</loc></url>\n" for one in generator.articles)
    text = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{rows}</urlset>\n'
    Path(writer.output_path, "sitemap.xml").write_text(text, "utf-8")


def register():
    signals.article_writer_finalized.connect(_write)
