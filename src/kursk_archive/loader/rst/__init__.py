"""reStructuredText, as Nikola and Pelican keep it: text to a draft whose body is HTML."""

from __future__ import annotations

import html
from collections.abc import Mapping
from importlib.util import find_spec

from msgspec.structs import replace

from kursk_archive.core.findings import Finding, Location, Severity, make_finding
from kursk_archive.loader import metadata
from kursk_archive.loader.decode import decode_text
from kursk_archive.loader.draft import Draft, FieldValue
from kursk_archive.loader.markdown.frontmatter import split_frontmatter
from kursk_archive.loader.metadata.status import has_withholding_line
from kursk_archive.yaml.located import Located

MAX_CHARACTERS = 200_000
"""Of a text that is parsed. docutils reads 30 to 300 kB in a second, and hostile texts more slowly."""


def is_available() -> bool:
    """Return True if the extra `rst` is installed."""
    return find_spec("docutils") is not None


def read_rst_capture(data: bytes, path: str, stated_encoding: str | None) -> Draft:
    """Read an article in reStructuredText. Never raises. Without the extra `rst`, a finding in the draft names it.

    Metadata are those of Nikola (`.. title: …`, frontmatter) and of Pelican (a list of fields below the title).

    Args:
        data: the whole file.
        path: for the findings' locations.
        stated_encoding: as stated by an archivist.
    """
    if not is_available():
        message = "reStructuredText is read with docutils, which is not installed"
        return Draft(findings=(make_finding("rst", Location(path, 1, 1), message),))
    text, encoding, findings = decode_text(data, path, stated_encoding)
    if not text.strip() and not findings:
        findings = (make_finding("empty", Location(path, 1, 1), "capture contains no text"),)
    if any(finding.severity is Severity.ERROR and finding.code != "control-character" for finding in findings):
        return Draft(encoding=encoding, findings=findings)
    split = split_frontmatter(text, path)
    if split is None:
        draft = _read_body(text, path, 0, {})
    elif split.reading[0] is None:
        fields = {"status": FieldValue("withheld")} if has_withholding_line(split.text) else {}
        draft = Draft(
            fields, findings=split.reading[1], without_frontmatter=_read_body(split.body, path, split.offset, {})
        )
    else:
        draft = _read_body(split.body, path, split.offset, split.reading[0])
        draft = replace(draft, findings=(*split.reading[1], *draft.findings))
    return replace(draft, findings=(*findings, *draft.findings), encoding=encoding)


def _read_body(text: str, path: str, offset: int, stated: Mapping[str, Located]) -> Draft:
    """Read a text without frontmatter.

    Args:
        text: never trusted.
        path: for the findings' locations.
        offset: number of lines of the file above the text.
        stated: metadata of the frontmatter.
    """
    from kursk_archive.loader.rst.document import MAX_LINE_CHARACTERS, read_document  # docutils takes 0.1 s to import

    if len(text) > MAX_CHARACTERS:
        reason = f"{len(text):,} characters; up to {MAX_CHARACTERS:,} are formatted"
        return _plain_draft(text, path, offset, stated, reason)
    if (longest := max(map(len, text.split("\n")))) > MAX_LINE_CHARACTERS:
        reason = f"a line of {longest:,} characters; up to {MAX_LINE_CHARACTERS:,} are formatted"
        return _plain_draft(text, path, offset, stated, reason)
    try:
        document = read_document(text, offset)
    except RecursionError:
        return _plain_draft(text, path, offset, stated, "text is too deeply nested to format")
    except Exception as error:  # docutils fails in many ways, and other captures have to be read
        return _plain_draft(text, path, offset, stated, f"docutils cannot read the text: {type(error).__name__}")
    mapping = {**document.fields, **stated}
    fields, extra, findings = metadata.read_metadata(mapping, path)
    if document.title and "title" not in fields:
        fields = {**fields, "title": FieldValue(document.title, document.title_line)}
    if document.faults:
        line, first = document.faults[0]
        more = f", and {len(document.faults) - 1} more" if len(document.faults) > 1 else ""
        findings = (*findings, make_finding("markup", Location(path, line, 1), f"{first}{more}"))
    return Draft(fields, document.html, body_is_html=True, extra=extra, findings=findings)


def _plain_draft(text: str, path: str, offset: int, stated: Mapping[str, Located], reason: str) -> Draft:
    fields, extra, findings = metadata.read_metadata(stated, path)
    reported: tuple[Finding, ...] = (*findings, make_finding("nesting", Location(path, offset + 1, 1), reason))
    blocks = (block.strip() for block in text.split("\n\n"))
    body = "\n".join(f"<p>{html.escape(block, quote=False)}</p>" for block in blocks if block)
    return Draft(fields, body, body_is_html=True, extra=extra, findings=reported)
