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
        "collision": Diagnostic(_E, "give one of them another slug in its sidecar, or remove one"),
        "duplicate-source": Diagnostic(_W, "keep one capture of this address, or correct source_url in the sidecar"),
        "empty": Diagnostic(_E, "restore the capture from its source or remove the file"),
        "name": Diagnostic(_E, "rename the file; its name cannot be published"),
        "no-content": Diagnostic(_E, "name the content folder with --content, or make one with `kursk-archive init`"),
        "not-a-file": Diagnostic(_E, "rename the folder, or put the capture there that it is named after"),
        "outside": Diagnostic(_E, "copy the file into the content folder; links that lead out of it are not followed"),
        "sidecar-alone": Diagnostic(_W, "rename it after its capture, or remove it"),
        "too-large": Diagnostic(_E, "split the capture; a text of this size is not an article"),
        "unreadable": Diagnostic(_E, "check the file's permissions and the disk"),
        "unsupported": Diagnostic(_I, "save it as text or Markdown to have it in the archive"),
        # the bytes
        "control-character": Diagnostic(
            _E, "look at the capture: it may be damaged; the page leaves the character out"
        ),
        "encoding": Diagnostic(_W, "check that the page reads well, or state `encoding` in the sidecar"),
        "undecodable": Diagnostic(_E, "state the right `encoding` in the sidecar"),
        # metadata
        "config": Diagnostic(_E, "correct archive.yaml; nothing was built"),
        "config-unknown": Diagnostic(_W, "check its spelling against the reference of keys"),
        "date-ambiguous": Diagnostic(_W, "state the date as YYYY-MM-DD in the sidecar"),
        "date-contradiction": Diagnostic(_W, "state the right date in the sidecar"),
        "date-impossible": Diagnostic(_E, "correct the date, or state it as YYYY-MM-DD in the sidecar"),
        "date-unknown": Diagnostic(_W, "state the date as YYYY-MM-DD in the sidecar"),
        "field": Diagnostic(_E, "give the field a value of the kind that it takes"),
        "field-unknown": Diagnostic(_I, "check its spelling; the archive keeps it but does not show it"),
        "frontmatter": Diagnostic(_E, "correct the frontmatter"),
        "frontmatter-unterminated": Diagnostic(_E, "close the frontmatter with the line that opened it"),
        "interface": Diagnostic(_I, "nothing, or translate the sentences: CONTRIBUTING.md says how"),
        "image": Diagnostic(_W, "replace the file; the article is published without it"),
        "image-missing": Diagnostic(_W, "put the file where `image` says, or correct `image`"),
        "image-unsaid": Diagnostic(
            _I, "say in `image_alt` of the sidecar what is to be seen, for those who do not see it"
        ),
        "key-duplicate": Diagnostic(_E, "keep the one that is meant"),
        "repair-unmatched": Diagnostic(_W, "check the text and the occurrence of the repair against the capture"),
        "sidecar": Diagnostic(_E, "correct the sidecar"),
        "slug": Diagnostic(_E, "use letters, digits and hyphens in the slug"),
        "source-invalid": Diagnostic(_E, "state the right source_url in the sidecar"),
        "title-missing": Diagnostic(_E, "begin the capture with `# Title`, or state title in the sidecar"),
        "yaml-bomb": Diagnostic(_E, "write the values out, without aliases and without deep nesting"),
        "yaml-tag": Diagnostic(_E, "remove the tag; only plain values are read"),
        # the body
        "link-forbidden": Diagnostic(_E, "nothing, if the capture came so; the page shows the text without the link"),
        "link-malformed": Diagnostic(_W, "repair it in the sidecar if the address is known"),
        "nesting": Diagnostic(
            _E, "look at the capture: it may be hostile; the page shows its text without the structure"
        ),
        "script": Diagnostic(_E, "nothing, if the capture came so; the page leaves it out"),
        "template-syntax": Diagnostic(_E, "nothing, if the text means it so; the page shows it as it stands"),
        # the theme and the output
        "base-url": Diagnostic(_I, "state base_url in archive.yaml, or give --base-url"),
        "busy": Diagnostic(_E, "wait for it to end, or name another folder with --output"),
        "catalogue": Diagnostic(_E, "build again: it has been put away, and is made anew out of the captures"),
        "exists": Diagnostic(_E, "choose another name, or remove what is there yourself"),
        "not-ours": Diagnostic(_E, "name another folder with --output, or empty this one yourself"),
        "search": Diagnostic(_W, "build again, or with --no-search; all else is built"),
        "search-missing": Diagnostic(_I, "install pagefind_bin, cbor2 and deflate, or build with --no-search"),
        "template": Diagnostic(_E, "correct the template"),
        "unwritable": Diagnostic(_E, "check the folder's permissions and the disk"),
        # the package for a repository
        "bag-broken": Diagnostic(_E, "it is not in the package: mend it and export again, or give --with-withheld"),
        "bag-left": Diagnostic(
            _I, "it is not in the package; put a file with a plain name in its place to have it there"
        ),
        "bag-place": Diagnostic(_E, "name a folder beside them with --bag"),
        "bag-site": Diagnostic(_W, "the site is not in the package: build and export again, or give --no-site"),
        "bag-withheld": Diagnostic(_I, "it is not in the package; give --with-withheld if the repository may have it"),
        "clock": Diagnostic(
            _E, "set SOURCE_DATE_EPOCH to the whole seconds since the beginning of 1970, or to nothing"
        ),
        # what was published, verified
        "changed": Diagnostic(_E, "restore it from another copy of the archive, and trust this one no more"),
        "foreign": Diagnostic(_E, "find out who put it there, and remove it; the archive did not publish it"),
        "manifest": Diagnostic(_E, "restore the list from another copy of the archive"),
        "missing": Diagnostic(_E, "restore it from another copy of the archive"),
        # the preview
        "port": Diagnostic(_E, "name another with --port (0 takes any that is free), or end the program that has it"),
        # the installation
        "dask": Diagnostic(_E, "check the address, and that scheduler and workers run, then build again"),
        "images": Diagnostic(_I, "install kursk-archive[images] to publish them; all else is built"),
        "extra-missing": Diagnostic(_E, "install what it names, then run the command again"),
        "worker": Diagnostic(_E, "give it what docs/distributed.md asks of a worker, then build again"),
    }
)
"""Code → default severity and hint. `findings:` in archive.yaml changes a severity."""


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
