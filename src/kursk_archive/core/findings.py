"""Findings: problems reported to the user, their locations, the table of codes, and the one exception.

A fault in a capture is a `Finding`, a value that is collected and printed. The exception is reserved for faults that
stop a whole command, such as a missing content folder or an output folder that is not ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from msgspec import Struct


class Severity(StrEnum):
    """The severity of a finding. Errors set exit status 1, warnings only under `--strict`."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Location(Struct, frozen=True, gc=False):
    """A position in the user's files; prints as `path:line:column`."""

    path: str
    """POSIX, relative to the content folder."""
    line: int | None = None
    """1-based; None for formats without lines (WARC)."""
    column: int | None = None
    """1-based, in characters."""

    def __str__(self) -> str:
        return ":".join(str(part) for part in (self.path, self.line, self.column) if part is not None)


class Diagnostic(Struct, frozen=True, gc=False):
    """The default severity and hint of a finding code. The reference of codes is generated from these."""

    severity: Severity
    hint: str
    """Advice to the user: a phrase in the imperative, without a full stop."""


_E, _W, _I = Severity.ERROR, Severity.WARNING, Severity.INFO

DIAGNOSTICS: Mapping[str, Diagnostic] = MappingProxyType(
    {
        # the folder
        "address-kept": Diagnostic(_I, "no action needed; to move the article, delete its row in permalinks.csv"),
        "collision": Diagnostic(_I, "no action needed, or give it a different slug in its sidecar before publication"),
        "copy": Diagnostic(_W, "keep only one of them, or set `edition: this` in the sidecar to publish both"),
        "duplicate-source": Diagnostic(
            _I, "no action needed: captures of one article are its editions; if they are not, correct `source_url`"
        ),
        "crawl-broken": Diagnostic(_E, "copy or fetch it again; the articles of its other records are published"),
        "crawl-left": Diagnostic(_I, "name what is missing under `warc: {include: …}` in archive.yaml, if anything is"),
        "crawl-page": Diagnostic(_W, "compare the page with the source; it may lack its end"),
        "crawl-refused": Diagnostic(_E, "make the file again with a tool for WACZ, or exclude it in archive.yaml"),
        "empty": Diagnostic(_E, "restore the capture from its source, or remove the file"),
        "export-broken": Diagnostic(_E, "export it again; the articles before this place are published"),
        "export-left": Diagnostic(_I, "no action needed if these are not articles"),
        "export-mapping": Diagnostic(_W, "correct `exports` in archive.yaml; a path is written as in `meta.title`"),
        "name": Diagnostic(_E, "rename the file"),
        "no-article": Diagnostic(_E, "name a capture, its sidecar or its page; `check` lists what the archive holds"),
        "no-content": Diagnostic(
            _E, "choose the content folder with --content, or create one with `kursk-archive init`"
        ),
        "no-editor": Diagnostic(_E, "set $EDITOR to the command that opens your editor, such as `nano`"),
        "not-a-file": Diagnostic(_E, "rename it, or replace it with the capture"),
        "page-broken": Diagnostic(_W, "compare the page with the source; it may lack its end"),
        "not-article": Diagnostic(
            _E, "capture the page again, or set `status: published` in the sidecar to publish it as it is"
        ),
        "outside": Diagnostic(_E, "replace the link with a copy of the file; links to other places are not followed"),
        "output-doubtful": Diagnostic(
            _E,
            "remove `.kursk-archive` from it if it contains captures; if not, move it out of the content folder",
        ),
        "output-inside": Diagnostic(_I, "move it out of the content folder, or build into another one with --output"),
        "permalinks": Diagnostic(_E, "correct or delete the row; without it the article's address may change"),
        "permalinks-unwritable": Diagnostic(
            _W, "make the content folder and permalinks.csv writable, and build again; everything else was built"
        ),
        "personal-data": Diagnostic(
            _W, "keep it out of the content folder if it is not needed; no page shows it, and no package has the file"
        ),
        "sidecar-alone": Diagnostic(_W, "rename it to match its capture, or remove it"),
        "sidecar-lost": Diagnostic(
            _E, "restore the sidecar, or write `status: published` into a new one to publish the article"
        ),
        "copy-missing": Diagnostic(_W, "run the command again later; it continues where it stopped"),
        "sidecar-unchanged": Diagnostic(_E, "add the repairs by hand, or mend what is wrong and run the command again"),
        "sidecar-unmatched": Diagnostic(
            _E, "move or rename it to match its capture, or remove it if there is nothing to withhold"
        ),
        "too-large": Diagnostic(_E, "exclude it in archive.yaml, or move it elsewhere"),
        "unreadable": Diagnostic(_E, "check the file's permissions and the disk"),
        "unsupported": Diagnostic(_I, "save a copy as text or HTML to include it, or exclude it in archive.yaml"),
        "withheld-alike": Diagnostic(
            _E, "withhold it in its sidecar too, or set `edition: this` there if it is another article"
        ),
        "withheld-edition": Diagnostic(_I, "no action needed; a sidecar says `edition: this`"),
        "withheld-with": Diagnostic(
            _E, "withhold it in its sidecar too, or set `edition: this` there if it may be published"
        ),
        "withheld-copy": Diagnostic(
            _E, "give it a sidecar with `status: withheld` or, to publish it, with `status: published`"
        ),
        "withheld-list": Diagnostic(
            _W, "make the content folder writable, or take care that no sidecar with a status gets lost"
        ),
        # the bytes
        "article-table": Diagnostic(_E, "correct the cell, or export the table again"),
        "control-character": Diagnostic(_E, "check whether the capture is damaged; the page omits the character"),
        "encoding": Diagnostic(_W, "check that the page reads well, or set `encoding` in the sidecar"),
        "link-table": Diagnostic(_E, "correct the row, or export the table again"),
        "mojibake": Diagnostic(
            _W, "compare the page with the source; `encoding` in the sidecar repairs the text, not the capture"
        ),
        "undecodable": Diagnostic(_E, "set the correct `encoding` in the sidecar"),
        # metadata
        "config": Diagnostic(_E, "correct archive.yaml; nothing was built"),
        "config-unknown": Diagnostic(_W, "check the spelling; docs/reference.md lists the keys"),
        "date-ambiguous": Diagnostic(_W, "write the date as YYYY-MM-DD in the sidecar"),
        "date-calendar": Diagnostic(_W, "write the date as YYYY-MM-DD in the sidecar if it is another"),
        "date-contradiction": Diagnostic(_W, "set the correct date in the sidecar"),
        "date-implausible": Diagnostic(_W, "write the date as YYYY-MM-DD in the sidecar; the page has none"),
        "date-impossible": Diagnostic(_E, "write the date as YYYY-MM-DD in the sidecar, or `unknown`"),
        "date-partial": Diagnostic(_I, "write the whole date in the sidecar if you know it"),
        "date-unknown": Diagnostic(_W, "write the date as YYYY-MM-DD in the sidecar"),
        "field": Diagnostic(_E, "give the field a value of the expected type in the sidecar"),
        "field-unknown": Diagnostic(_I, "check the spelling; the value is kept but not shown"),
        "frontmatter": Diagnostic(_E, "state in the sidecar what the frontmatter says, at least `title` and `status`"),
        "frontmatter-unterminated": Diagnostic(
            _E, "state in the sidecar what the frontmatter says, at least `title` and `status`"
        ),
        "interface": Diagnostic(_I, "no action needed, or add a translation (see docs/extending.md)"),
        "image": Diagnostic(_W, "replace the file; the article is published without it"),
        "original": Diagnostic(_I, "no action needed; the article and the capture's text are published"),
        "image-missing": Diagnostic(_W, "add the missing file, or correct `image` in the sidecar"),
        "image-unsaid": Diagnostic(_I, "describe the image in `image_alt` in the sidecar"),
        "key-duplicate": Diagnostic(_E, "state the right value in the sidecar; there keep only one"),
        "repair-unmatched": Diagnostic(_W, "compare the repair's `text` and `occurrence` with the capture"),
        "sidecar": Diagnostic(_E, "correct the sidecar"),
        "slug": Diagnostic(_E, "state a slug of letters, digits and hyphens in the sidecar"),
        "source-invalid": Diagnostic(_E, "set the correct `source_url` in the sidecar, or `none`"),
        "source-unnamed": Diagnostic(
            _W, "set `source_url` to the original's address in the sidecar, and list this one in `aliases`"
        ),
        "status": Diagnostic(_E, "write `status: published` or `status: withheld` into the sidecar"),
        "source-missing": Diagnostic(_I, "set `source_url` in the sidecar if the original was on the web"),
        "term-unused": Diagnostic(_W, "check the spelling, or remove the name from `terms:` in archive.yaml"),
        "title-missing": Diagnostic(_E, "set `title` in the sidecar"),
        "yaml-bomb": Diagnostic(_E, "write the values out in full in the sidecar, without aliases or deep nesting"),
        "yaml-unquoted": Diagnostic(_I, "no action needed if the article shows it right; else state it in the sidecar"),
        "yaml-tag": Diagnostic(_E, "write plain values into the sidecar, without tags"),
        # the body
        "link-forbidden": Diagnostic(
            _W, "no action needed if the source has it; the page shows the text without the link"
        ),
        "link-internal": Diagnostic(
            _W, "set `source_url` in the sidecar, or import the article that it leads to; the page shows its text"
        ),
        "link-malformed": Diagnostic(_W, "add a repair to the sidecar if you know the address"),
        "markup": Diagnostic(_W, "compare the page with the capture; the text is published as far as it is understood"),
        "nesting": Diagnostic(_E, "check whether the capture is hostile; the page shows its text without formatting"),
        "script": Diagnostic(_W, "no action needed if the source has it; the page omits it"),
        "template-syntax": Diagnostic(_W, "compare the page with the original; what it stood for may be missing"),
        # the theme and the output
        "base-url": Diagnostic(_I, "set base_url in archive.yaml, or use --base-url"),
        "busy": Diagnostic(_E, "wait for it to finish, or choose another folder with --output"),
        "catalogue": Diagnostic(_W, "no action needed; if it happens again, check the disk"),
        "catalogue-version": Diagnostic(_I, "no action needed"),
        "exists": Diagnostic(_E, "choose another name, or remove the existing one yourself"),
        "journal": Diagnostic(_W, "check the disk; what was lost is asked for again"),
        "not-ours": Diagnostic(_E, "choose another folder with --output, or empty this one yourself"),
        "search-missing": Diagnostic(_I, "install deflate, or build with --no-search"),
        "template": Diagnostic(_E, "correct the template"),
        "unwritable": Diagnostic(_E, "check the folder's permissions and the disk"),
        # the package for a repository
        "bag-broken": Diagnostic(
            _E, "fix it and export again, or use --with-withheld; the package does not contain it"
        ),
        "bag-left": Diagnostic(_I, "replace it with an ordinary file to include it; the package does not contain it"),
        "bag-personal": Diagnostic(_I, "no action needed; better keep it out of the content folder"),
        "bag-place": Diagnostic(_E, "choose a folder outside it with --bag"),
        "bag-site": Diagnostic(_W, "build and export again, or use --no-site; the package does not contain the site"),
        "bag-withheld": Diagnostic(
            _I, "use --with-withheld if the repository may have it; the package does not contain it"
        ),
        "clock": Diagnostic(_E, "set SOURCE_DATE_EPOCH to whole seconds since 1970-01-01 UTC, or unset it"),
        # what was published, verified
        "changed": Diagnostic(_E, "restore it from another copy of the archive; do not rely on this copy"),
        "foreign": Diagnostic(_E, "find out where it came from and remove it; the archive did not publish it"),
        "unfinished": Diagnostic(_I, "build again, or wait for the build that is at work; then verify again"),
        "manifest": Diagnostic(_E, "restore the manifest from another copy of the archive"),
        "missing": Diagnostic(_E, "restore it from another copy of the archive"),
        # the preview
        "port": Diagnostic(
            _E, "choose another port with --port (0 picks a free one), or stop the program that uses it"
        ),
        # the installation
        "dask": Diagnostic(_E, "check the address and that the scheduler and workers are running, then build again"),
        "html": Diagnostic(_E, "install kursk-archive[html] to publish it; everything else was built"),
        "rst": Diagnostic(_E, "install kursk-archive[rst] to publish it; everything else was built"),
        "warc": Diagnostic(_E, "install kursk-archive[html,warc] to publish it; everything else was built"),
        "images": Diagnostic(_I, "install kursk-archive[images] to publish them; everything else was built"),
        "extra-missing": Diagnostic(_E, "install the missing packages, then run the command again"),
        "worker-killed": Diagnostic(
            _E, "close other programs if memory ran out, or use fewer processes with --jobs, then build again"
        ),
        "worker": Diagnostic(_E, "set it up as docs/distributed.md describes, then build again"),
    }
)
"""Code → default severity and hint. `findings:` in archive.yaml changes a severity."""

FRONTMATTER_CODES = frozenset({"frontmatter", "frontmatter-unterminated", "yaml-bomb", "yaml-tag"})
"""Findings that say why frontmatter cannot be read."""


class Finding(Struct, frozen=True, gc=False):
    """A problem to report; prints as `path:line:column: severity: message; hint [code]`."""

    severity: Severity
    code: str
    location: Location
    message: str
    """Names the faulty value; no full stop."""
    hint: str

    def __str__(self) -> str:
        return f"{self.location}: {self.severity}: {self.message}; {self.hint} [{self.code}]"


def make_finding(code: str, location: Location, message: str) -> Finding:
    """Return a finding with the severity and hint of its code.

    Raises:
        KeyError: `code` is not in `DIAGNOSTICS`.
    """
    diagnostic = DIAGNOSTICS[code]
    return Finding(diagnostic.severity, code, location, message, diagnostic.hint)


class ArchiveError(Exception):
    """Raised when a command or a load cannot continue. Its `args` are the findings, so it survives a process pool."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__(*findings)

    @property
    def findings(self) -> tuple[Finding, ...]:
        return self.args

    def __str__(self) -> str:
        return "\n".join(map(str, self.args))
