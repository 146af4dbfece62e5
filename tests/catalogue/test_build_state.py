"""The state that survives a build: its first values, and writing it."""

from __future__ import annotations

from pathlib import Path

import pytest

from kursk_archive.catalogue.build_state import (
    COMPLETE,
    INCOMPLETE,
    NONE,
    BuildState,
    read_build_state,
    write_build_state,
)
from kursk_archive.catalogue.store import Catalogue


def test_a_new_catalogue_knows_of_no_build() -> None:
    with Catalogue() as catalogue:
        assert read_build_state(catalogue.db) == BuildState(
            build_id=0,
            publication=NONE,
            loader_fingerprint="",
            site_fingerprint="",
            site_shape="",
            search_indexes="",
            kept_outputs="",
            totals="",
            reservations="",
        )


def test_only_the_named_fields_are_written() -> None:
    with Catalogue() as catalogue:
        write_build_state(catalogue.db, build_id=7, publication=INCOMPLETE)
        write_build_state(catalogue.db, publication=COMPLETE, site_shape="split")
        state = read_build_state(catalogue.db)
        assert (state.build_id, state.publication, state.site_shape) == (7, COMPLETE, "split")
        assert (state.loader_fingerprint, state.search_indexes) == ("", "")


def test_the_state_is_there_after_reopening_though_the_process_did_not_close_the_catalogue(tmp_path: Path) -> None:
    killed = Catalogue(tmp_path / "catalogue.sqlite")
    killed.set_build_state(publication=INCOMPLETE)
    copy = tmp_path / "copy.sqlite"  # as the disk is now, while the first is still open
    for suffix in ("", "-wal"):
        Path(f"{copy}{suffix}").write_bytes((tmp_path / f"catalogue.sqlite{suffix}").read_bytes())
    killed.close()
    with Catalogue(copy) as catalogue:
        assert catalogue.build_state.publication == INCOMPLETE


def test_writing_the_values_that_are_there_writes_nothing() -> None:
    with Catalogue() as catalogue:
        write_build_state(catalogue.db, build_id=1, loader_fingerprint="a")
        before = catalogue.db.total_changes
        write_build_state(catalogue.db, build_id=1, loader_fingerprint="a")
        write_build_state(catalogue.db)
        assert catalogue.db.total_changes == before


def test_an_unknown_field_is_a_fault_and_writes_nothing() -> None:
    with Catalogue() as catalogue:
        before = read_build_state(catalogue.db)
        with pytest.raises(AttributeError):
            write_build_state(catalogue.db, build_id=1, publication_state=COMPLETE)
        assert read_build_state(catalogue.db) == before
