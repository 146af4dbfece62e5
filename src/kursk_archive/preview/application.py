"""The WSGI application of the preview: built files with headers that prevent stale caches, and its own URLs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files as package_files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from werkzeug.exceptions import MethodNotAllowed, RequestedRangeNotSatisfiable
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response
from werkzeug.wsgi import wrap_file

from kursk_archive.catalogue.publication import CHANGE_WORDS, ArticleChangeKind
from kursk_archive.core.findings import Severity
from kursk_archive.preview import inject
from kursk_archive.preview.broadcast import BuildBroadcast, BuildNotice
from kursk_archive.preview.not_found import not_found_page
from kursk_archive.preview.static_files import (
    SNIFFED_BYTES,
    file_version,
    find_file,
    is_folder,
    is_utf8,
    media_type,
)

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

TRUSTED_HOSTS = ["127.0.0.1", "localhost"]
"""Another host name that resolves to this machine is an attempt to read the preview from a web page."""
MAX_FINDINGS_SHOWN = 50
"""Findings that a page shows; the terminal has all of them."""
MAX_CHANGES_SHOWN = 50
"""Articles that a build would change, as a page shows them; `build --dry-run` prints all of them."""
KEEPALIVE_SECONDS = 10.0
"""Interval at which a waiting page is written to, so that closed connections are noticed."""

_WITHOUT_PAGE = (ArticleChangeKind.REMOVED, ArticleChangeKind.WITHHELD)
_SINGLE_RANGE = re.compile(r"bytes=([0-9]{1,15}-[0-9]{0,15}|-[0-9]{1,15})")


class _LocalRequest(Request):
    trusted_hosts = TRUSTED_HOSTS


def create_application(root: Path, broadcast: BuildBroadcast) -> WSGIApplication:
    """Create the WSGI application.

    Args:
        root: the output folder, resolved; it may not exist yet.
        broadcast: provides the result of each build.
    """

    @_LocalRequest.application
    def respond(request: Request) -> Response:
        request.host  # noqa: B018 - raises for a host that is not trusted
        if request.method not in ("GET", "HEAD"):
            raise MethodNotAllowed(["GET", "HEAD"])
        response = _preview_response(request, root, broadcast) or _file_response(request, root, broadcast)
        response.headers.setdefault("Cache-Control", "no-cache")
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        return response

    return respond


def _preview_response(request: Request, root: Path, broadcast: BuildBroadcast) -> Response | None:
    """Return the response for one of the preview's own URLs, or None for any other."""
    if request.path == inject.EVENTS_PATH:
        events = _events(root, request.args.get("page", "/"), broadcast)
        return Response(events, mimetype="text/event-stream", headers={"Cache-Control": "no-store"})
    if request.path in (inject.SCRIPT_PATH, inject.STYLE_PATH):
        name = request.path.removeprefix(inject.PREVIEW_ROOT)
        data = package_files("kursk_archive.preview").joinpath(name).read_bytes()
        return Response(data, mimetype=media_type(name), headers={"Cache-Control": "no-store"})
    return None


def _events(root: Path, page: str, broadcast: BuildBroadcast) -> Iterator[bytes]:
    """Yield server-sent events: one at once, one after every build, and a comment as a keep-alive."""
    seen_number = -1
    while (notice := broadcast.wait(seen_number, KEEPALIVE_SECONDS)) is not None:
        is_new = notice.build_number != seen_number
        yield b"data: " + _event_json(root, page, notice) + b"\n\n" if is_new else b": still here\n\n"
        seen_number = notice.build_number


def _event_json(root: Path, page: str, notice: BuildNotice) -> bytes:
    findings = [finding for finding in notice.findings if finding.severity is not Severity.INFO]
    findings.sort(key=lambda finding: finding.severity is not Severity.ERROR)
    rows = [
        {
            "severity": finding.severity,
            "place": str(finding.location),
            "message": finding.message,
            "hint": finding.hint,
        }
        for finding in findings[:MAX_FINDINGS_SHOWN]
    ]
    version = _page_version(find_file(root, page), notice)
    changes = [
        {
            "kind": change.kind,
            "words": CHANGE_WORDS[change.kind],
            "title": change.title,
            "path": change.path,
            "page": "" if change.kind in _WITHOUT_PAGE else change.page,
            "details": change.details,
        }
        for change in notice.changes[:MAX_CHANGES_SHOWN]
    ]
    counts = {kind: sum(change.kind is kind for change in notice.changes) for kind in ArticleChangeKind}
    event: dict[str, Any] = {
        "version": version,
        "findings": rows,
        "more": len(findings) - len(rows),
        "changes": changes,
        "changeCounts": counts,
    }
    try:
        return msgspec.json.encode(event)
    except UnicodeEncodeError:  # a file name may be any bytes
        escaped = {name: [_escape_surrogates(row) for row in event[name]] for name in ("findings", "changes")}
        return msgspec.json.encode(event | escaped)


def _escape_surrogates(row: dict[str, str]) -> dict[str, str]:
    return {name: value.encode("utf-8", "backslashreplace").decode() for name, value in row.items()}


def _page_version(file: Path | None, notice: BuildNotice) -> str:
    """Return a string that changes when a page has to be reloaded."""
    return f"{file_version(file)}-{notice.asset_version}"


def _file_response(request: Request, root: Path, broadcast: BuildBroadcast) -> Response:
    file = find_file(root, request.path)
    if file is None and is_folder(root, request.path):
        return redirect(f"{request.path}/", 302)
    try:
        if file is None:
            return _not_found_response(request, root, broadcast)
        if media_type(file.name) == "text/html":
            page = file.read_text("utf-8", "replace")
            return _html_response(request, page, _page_version(file, broadcast.latest), 200)
        return _raw_response(request, file)
    except OSError:  # a build removed the file in between
        return _not_found_response(request, root, broadcast)


def _html_response(request: Request, page: str, version: str, status: int) -> Response:
    page = inject.inject_preview(page, request.path, version, request.host_url.rstrip("/"))
    data = page.encode("utf-8", "replace")
    response = Response(data, status, mimetype="text/html")
    return _make_conditional(request, response, version, len(data)) if status == 200 else response


def _raw_response(request: Request, file: Path) -> Response:
    size, version = file.stat().st_size, file_version(file)
    stream = file.open("rb")
    content_type = media_type(file.name)
    if content_type.startswith("text/") and is_utf8(stream.read(SNIFFED_BYTES)):
        content_type = f"{content_type}; charset=utf-8"
    stream.seek(0)
    headers = {"Content-Type": content_type, "Content-Length": str(size)}
    response = Response(wrap_file(request.environ, stream), headers=headers, direct_passthrough=True)
    try:
        return _make_conditional(request, response, version, size)
    except RequestedRangeNotSatisfiable:
        stream.close()
        raise


def _make_conditional(request: Request, response: Response, version: str, size: int) -> Response:
    """Support ETag and Range. There is no Last-Modified: it has whole seconds, and an editor saves faster."""
    response.set_etag(version)
    if not _SINGLE_RANGE.fullmatch(request.headers.get("Range", "")):
        request.environ.pop("HTTP_RANGE", None)
    response.make_conditional(request.environ, accept_ranges=True, complete_length=size)
    del response.headers["Date"]  # the server adds one
    return response


def _not_found_response(request: Request, root: Path, broadcast: BuildBroadcast) -> Response:
    """Return the archive's 404 page, or the preview's own if there is none."""
    version = _page_version(None, broadcast.latest)
    archive_page = find_file(root, "/404.html")
    if archive_page:
        return _html_response(request, rebase_404(archive_page.read_text("utf-8", "replace")), version, 404)
    is_built = find_file(root, "/index.html") is not None
    return _html_response(request, not_found_page(request.path, is_built), version, 404)


def rebase_404(page: str) -> str:
    """Change the links of 404.html, which begin with the path of the archive's base URL, to begin with `/`."""
    base_path = _BASE_PATH.search(page)
    return page.replace(f'="{base_path[1]}', '="/') if base_path else page


_BASE_PATH = re.compile('href="(/[^"]*/)assets/style\\.css"')
