"""Files that do not depend on the articles: the theme's assets, the page on verifying, files for web servers."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from kursk_archive.catalogue.encoding import fingerprint
from kursk_archive.outputs.target import PlanContext, Planned, RenderContext, Rendered, Target, bytes_target
from kursk_archive.renderer.hosting.headers import render_server_files
from kursk_archive.renderer.hosting.sitemaps import render_robots
from kursk_archive.renderer.pages.about import render_verify
from kursk_archive.site.permalinks import ASSETS, NOT_FOUND, ROBOTS, VERIFY


class AssetTask(Struct, frozen=True):
    """Copy an asset of the theme, which may lie elsewhere on the machine that renders."""

    def render(self, context: RenderContext, path: str) -> Rendered:
        return ((path, context.theme.assets()[path].read_bytes()),)


class VerifyTask(Struct, frozen=True):
    """Render the page that says how to verify a copy of the archive."""

    def render(self, context: RenderContext, path: str) -> Rendered:
        return ((path, render_verify(context.theme, path)),)


class StaticFiles:
    """Files that only the theme and the configuration change, and with them the whole site."""

    name = "static file"

    def plan_all(self, context: PlanContext) -> Iterator[Planned]:
        theme, site = context.theme, context.site
        yield Target(VERIFY, context.fingerprint(), VerifyTask())
        files = {ROBOTS: render_robots(site.base_url, noindex=site.noindex)}
        for path, data in (files | render_server_files(theme, site.base_url, noindex=site.noindex)).items():
            yield bytes_target(path, data)
        for path, file in theme.assets().items():
            yield Target(path, fingerprint(file.read_bytes()), AssetTask())

    def plan_changed(self, context: PlanContext) -> Iterator[Planned]:
        return iter(())

    def owns(self, path: str) -> bool:
        return path in (VERIFY, ROBOTS, NOT_FOUND, "_headers", ".nojekyll") or path.startswith(ASSETS)
