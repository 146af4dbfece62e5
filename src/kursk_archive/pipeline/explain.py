"""Explain why one output is rebuilt, or why it is not: `build --explain PAGE`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from kursk_archive.catalogue.changes import changed_articles, count_stale
from kursk_archive.core.text import count_noun

if TYPE_CHECKING:
    from kursk_archive.catalogue.store import Catalogue, OutputRecord
    from kursk_archive.outputs.target import Target


class Explanation:
    """Collects, while a build goes, what it decides about one output."""

    def __init__(self, path: str) -> None:
        """Prepare to explain.

        Args:
            path: of the output: POSIX, relative to the output folder.
        """
        self.path = path
        self._scope: list[str] = []
        self._decision: list[str] = []
        self._was_published = False

    def begin(self, full_rebuild_reason: str, catalogue: Catalogue) -> None:
        """Take down which outputs the build looks at, once everything is derived."""
        self._was_published = self.path in catalogue.outputs_at([self.path])
        if full_rebuild_reason:
            self._scope = [f"checking every output: {full_rebuild_reason}"]
            return
        changed = changed_articles(catalogue.db)
        if not changed:
            self._scope = ["nothing has changed since the last complete build, so no output is checked"]
            return
        stale = count_stale(catalogue.db)
        self._scope = [
            f"changed since the last complete build: {_names(changed)};"
            f" checking the pages of {count_noun(stale, 'article')}"
        ]

    def compare(
        self,
        target: Target,
        known: Mapping[str, OutputRecord],
        is_intact: Callable[[OutputRecord], bool],
        *,
        is_forced: bool,
    ) -> None:
        """Take down why a target is stale or fresh, if the output is one of its files."""
        if self.path not in target.paths:
            return
        records = {path: known.get(path) for path in target.paths}
        missing = [path for path, record in records.items() if record is None or not record.sha256]
        touched = [path for path, record in records.items() if record and record.sha256 and not is_intact(record)]
        if is_forced:
            self._decision = ["rebuilt: --force was given"]
        elif missing:
            self._decision = [f"rebuilt: no build has completed {_names(missing)}"]
        elif any(record and record.fingerprint != target.fingerprint for record in records.values()):
            self._decision = ["rebuilt: its content, the theme or the program version has changed"]
        elif touched:
            self._decision = [f"rebuilt: {_names(touched)} was changed or removed since the last build"]
        else:
            self._decision = ["not rebuilt: nothing that it shows has changed"]

    def note_removed(self, path: str) -> None:
        """Take down that an output was removed."""
        if path == self.path:
            self._decision = ["removed: no published article or list has this page any more"]

    def lines(self) -> Iterator[str]:
        """Yield the explanation, once the build is done."""
        from kursk_archive.outputs.kinds import OUTPUT_KINDS
        from kursk_archive.site.permalinks import MANIFESTS, ROOT_MANIFEST, SEARCH

        kinds = [kind.name for kind in OUTPUT_KINDS if kind.owns(self.path)]
        if self.path == ROOT_MANIFEST or self.path.startswith(MANIFESTS):
            yield f"{self.path}: manifest; rebuilt when a file that it lists is written or removed"
            return
        if self.path.startswith(SEARCH):
            yield f"{self.path}: search file; rebuilt when the text of an article in its index changes"
            return
        if not kinds:
            yield f"{self.path}: builds never create this path"
            return
        yield f"{self.path}: output of kind `{kinds[0]}`"
        for line in (*self._scope, *(self._decision or self._undecided)):
            yield f"  {line}"

    @property
    def _undecided(self) -> tuple[str]:
        """The decision about an output that the build has not looked at."""
        return ("not rebuilt: no change affects it" if self._was_published else "not part of this archive",)


def _names(paths: list[str]) -> str:
    shown = ", ".join(paths[:3])
    return f"{shown} and {len(paths) - 3} more" if len(paths) > 3 else shown
