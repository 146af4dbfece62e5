"""What is answered to a request: files, with headers that never mislead an editor, and the preview's own addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files as package
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from werkzeug.exceptions import MethodNotAllowed, RequestedRangeNotSatisfiable
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response
from werkzeug.wsgi import wrap_file

from kursk_archive.core.findings import Severity
from kursk_archive.preview import inject, not_found
from kursk_archive.preview.broadcast import BuildBroadcast, BuildNotice
from kursk_archive.preview.static_files import SNIFFED_BYTES, file_version, find_file, is_folder, is_utf8, media_type

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

TRUSTED_HOSTS = ["127.0.0.1", "localhost"]
"""A page of another name that has this machine's address is somebody's attempt to read the preview."""
MAX_FINDINGS_SHOWN = 50
"""Findings that a page shows; all of them are in the terminal."""
KEEPALIVE_SECONDS = 10.0
"""Seconds after which a page that waits is written to, so that one that has gone is noticed."""

_ONE_RANGE = re.compile(r"bytes=([0-9]{1,15}-[0-9]{0,15}|-[0-9]{1,15})")


class _Local(Request):
    trusted_hosts = TRUSTED_HOSTS


def create_application(root: Path, board: BuildBroadcast) -> WSGIApplication:
    """What a server calls for each request.

    Args:
        root: the output folder, resolved; it may not be there yet.
        board: what there is to say.
    """

    @_Local.application
    def answer(request: Request) -> Response:
        request.host  # noqa: B018 - raises where it is not one of ours
        if request.method not in ("GET", "HEAD"):
            raise MethodNotAllowed(["GET", "HEAD"])
        response = _own(request, root, board) or _file(request, root, board)
        response.headers.setdefault("Cache-Control", "no-cache")
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        return response

    return answer


def _own(request: Request, root: Path, board: BuildBroadcast) -> Response | None:
    """The preview's own addresses."""
    if request.path == inject.EVENTS_PATH:
        events = _events(root, request.args.get("page", "/"), board)
        return Response(events, mimetype="text/event-stream", headers={"Cache-Control": "no-store"})
    if request.path in (inject.SCRIPT_PATH, inject.STYLE_PATH):
        name = request.path.removeprefix(inject.PREVIEW_ROOT)
        data = package("kursk_archive.preview").joinpath(name).read_bytes()
        return Response(data, mimetype=media_type(name), headers={"Cache-Control": "no-store"})
    return None


def _events(root: Path, page: str, board: BuildBroadcast) -> Iterator[bytes]:
    """What there is to say, at once and after every build, as server-sent events."""
    seen = -1
    while (notice := board.wait(seen, KEEPALIVE_SECONDS)) is not None:
        yield b": still here\n\n" if notice.build_number == seen else b"data: " + _told(root, page, notice) + b"\n\n"
        seen = notice.build_number


def _told(root: Path, page: str, notice: BuildNotice) -> bytes:
    findings = [one for one in notice.findings if one.severity is not Severity.INFO]
    findings.sort(key=lambda one: one.severity is not Severity.ERROR)
    rows = [
        {"severity": one.severity, "place": str(one.location), "message": one.message, "hint": one.hint}
        for one in findings[:MAX_FINDINGS_SHOWN]
    ]
    told = {"mark": _mark(find_file(root, page), notice), "findings": rows, "more": len(findings) - len(rows)}
    try:
        return msgspec.json.encode(told)
    except UnicodeEncodeError:  # the name of a file may be any bytes
        return msgspec.json.encode(told | {"findings": [_as_text(row) for row in rows]})


def _as_text(row: dict[str, str]) -> dict[str, str]:
    return {name: value.encode("utf-8", "backslashreplace").decode() for name, value in row.items()}


def _mark(file: Path | None, notice: BuildNotice) -> str:
    """What differs when a page is to be loaded again."""
    return f"{file_version(file)}-{notice.asset_version}"


def _file(request: Request, root: Path, board: BuildBroadcast) -> Response:
    found = find_file(root, request.path)
    if found is None and is_folder(root, request.path):
        return redirect(f"{request.path}/", 302)
    try:
        if found is None:
            return _missing(request, root, board)
        if media_type(found.name) == "text/html":
            return _page(request, found, _mark(found, board.latest))
        return _bytes(request, found)
    except OSError:  # a build took it away in this moment
        return _missing(request, root, board)


def _page(request: Request, file: Path, mark: str, status: int = 200) -> Response:
    return _html(request, file.read_text("utf-8", "replace"), mark, status)


def _html(request: Request, page: str, mark: str, status: int) -> Response:
    data = inject.inject_preview(page, request.path, mark, request.host_url.rstrip("/")).encode("utf-8", "replace")
    response = Response(data, status, mimetype="text/html")
    return _conditional(request, response, mark, len(data)) if status == 200 else response


def _bytes(request: Request, file: Path) -> Response:
    size, mark = file.stat().st_size, file_version(file)
    opened = file.open("rb")
    kind = media_type(file.name)
    if kind.startswith("text/") and is_utf8(opened.read(SNIFFED_BYTES)):
        kind = f"{kind}; charset=utf-8"
    opened.seek(0)
    body = wrap_file(request.environ, opened)
    response = Response(body, headers={"Content-Type": kind, "Content-Length": str(size)}, direct_passthrough=True)
    try:
        return _conditional(request, response, mark, size)
    except RequestedRangeNotSatisfiable:
        opened.close()
        raise


def _conditional(request: Request, response: Response, mark: str, size: int) -> Response:
    """Answer what the browser has, or wants a part of. A date would be of whole seconds, and editors are quicker."""
    response.set_etag(mark)
    if not _ONE_RANGE.fullmatch(request.headers.get("Range", "")):
        request.environ.pop("HTTP_RANGE", None)
    response.make_conditional(request.environ, accept_ranges=True, complete_length=size)
    del response.headers["Date"]  # the server says it as well
    return response


def _missing(request: Request, root: Path, board: BuildBroadcast) -> Response:
    """The archive's own page for that, or ours."""
    mark = _mark(None, board.latest)
    own = find_file(root, "/404.html")
    if own:
        return _html(request, rebase_404(own.read_text("utf-8", "replace")), mark, 404)
    is_built = find_file(root, "/index.html") is not None
    return _html(request, not_found.not_found_page(request.path, is_built), mark, 404)


def rebase_404(page: str) -> str:
    """The archive's page for what is missing, whose links begin where the archive will be, for where the preview is."""
    home = _HOME.search(page)
    return page.replace(f'="{home[1]}', '="/') if home else page


_HOME = re.compile('href="(/[^"]*/)assets/style\\.css"')
