"""The state that survives a build: it is how the next build recovers from one that was killed.

The protocol, in the order of a build:

1. Before the first capture of a full build is entered, `site_fingerprint` is emptied. A build that finds it different
   from its own rebuilds everything, so a killed full build is followed by a full build.
2. `loader_fingerprint` is written once all changed captures are entered. Until then the next build reads them again.
3. Every change is a row of the table `change`, written in the transaction that enters the capture. The rows stay until
   a build completes, so what one build did not publish the next one does.
4. Before the first file is written or removed, `publication` becomes `incomplete`, and every path about to be written
   is entered in `output_file`, so no file is left that nobody knows. An incomplete publication makes the next build
   look at every manifest again.
5. `search_indexes` is emptied before the search is touched and written when it is whole. Each build that publishes
   anything compares every index with its articles, so it does not matter which build published these.
6. At the end the changes are deleted and `publication` becomes `complete`.
"""

from __future__ import annotations

import sqlite3

from msgspec import Struct
from msgspec.structs import fields

NONE, INCOMPLETE, COMPLETE = "none", "incomplete", "complete"
"""Values of `BuildState.publication`."""


class BuildState(Struct, frozen=True):
    """The row of the table `build_state`."""

    build_id: int
    """Number of the last build; output files that it planned bear it."""
    publication: str
    """`none` before the first build; `incomplete` while files are written; `complete` after."""
    loader_fingerprint: str
    """Of the version and the configuration that captures were read with."""
    site_fingerprint: str
    """Of the version, the theme and the configuration, which every page shows."""
    site_shape: str
    """Facts that every page depends on: `single` or `split` data files, and the taxonomies in the masthead."""
    search_indexes: str
    """JSON: the search indexes as they were last made; empty while they are being made, and without a search."""
    kept_outputs: str
    """Outputs of captures that cannot be read, which stay published: paths, one a line."""
    totals: str
    """JSON: see `totals.py`; empty once an article has changed."""
    reservations: str
    """JSON: see `reservations.ReservationState`; empty before permalinks.csv is first looked at."""


_SELECT = f"SELECT {', '.join(field.name for field in fields(BuildState))} FROM build_state"


def read_build_state(db: sqlite3.Connection) -> BuildState:
    """Return the state as the last build, finished or not, left it."""
    return BuildState(*db.execute(_SELECT).fetchone())


def write_build_state(db: sqlite3.Connection, **columns: str | int) -> None:
    """Set columns; a write that changes nothing is left out, so that an unchanged build waits for no disk.

    Args:
        db: the catalogue's.
        **columns: fields of `BuildState`.
    """
    state = read_build_state(db)
    changed = {name: value for name, value in columns.items() if getattr(state, name) != value}
    if changed:
        with db:
            db.execute(f"UPDATE build_state SET {', '.join(f'{name} = :{name}' for name in changed)}", changed)
