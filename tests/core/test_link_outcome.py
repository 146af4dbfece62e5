"""The outcome of a link, for every kind."""

from __future__ import annotations

import pytest

from kursk_archive.core.enums import LinkKind, LinkOutcome
from kursk_archive.core.link_outcome import final_kind, link_outcome

URL = "https://news.example/a"
WITHOUT_ADDRESS = {LinkKind.LOST, LinkKind.RELATIVE, LinkKind.MALFORMED, LinkKind.FORBIDDEN}
OTHERS = sorted(set(LinkKind) - WITHOUT_ADDRESS - {LinkKind.ARTICLE, LinkKind.FRAGMENT, LinkKind.SNAPSHOT})


@pytest.mark.parametrize("kind", LinkKind)
def test_a_link_with_a_target_in_the_archive_is_an_article(kind: LinkKind) -> None:
    assert final_kind(kind, has_target=True) is LinkKind.ARTICLE
    assert final_kind(kind, has_target=False) is kind


@pytest.mark.parametrize("canonical", [None, URL])
@pytest.mark.parametrize("is_repaired", [False, True])
def test_an_article_of_the_archive_is_inside(canonical: str | None, is_repaired: bool) -> None:
    assert link_outcome(LinkKind.ARTICLE, canonical, is_repaired) is LinkOutcome.INSIDE


@pytest.mark.parametrize("kind", sorted(WITHOUT_ADDRESS))
def test_a_link_without_an_address_is_lost(kind: LinkKind) -> None:
    assert link_outcome(kind, None, is_repaired=False) is LinkOutcome.LOST


@pytest.mark.parametrize("is_repaired", [False, True])
def test_a_fragment_is_lost_though_it_has_an_address(is_repaired: bool) -> None:
    assert link_outcome(LinkKind.FRAGMENT, "#note", is_repaired) is LinkOutcome.LOST


def test_a_snapshot_is_read_in_its_web_archive() -> None:
    assert link_outcome(LinkKind.SNAPSHOT, URL, is_repaired=False) is LinkOutcome.SNAPSHOT


@pytest.mark.parametrize("kind", OTHERS)
def test_any_other_link_leads_outside(kind: LinkKind) -> None:
    assert link_outcome(kind, URL, is_repaired=False) is LinkOutcome.OUTSIDE


@pytest.mark.parametrize("kind", [LinkKind.SNAPSHOT, *OTHERS])
def test_a_repair_counts_before_the_kind(kind: LinkKind) -> None:
    assert link_outcome(kind, URL, is_repaired=True) is LinkOutcome.REPAIRED


def test_plain_strings_are_decided_as_members_are() -> None:
    # SQLite passes text, and 0 or 1.
    for kind in LinkKind:
        for canonical in (None, URL):
            for is_repaired in (False, True):
                plain = link_outcome(kind.value, canonical, int(is_repaired))  # type: ignore[arg-type]
                assert plain is link_outcome(kind, canonical, is_repaired)
