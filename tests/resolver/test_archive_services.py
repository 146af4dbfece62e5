"""The addresses at which web archives answer."""

from __future__ import annotations

import pytest

from kursk_archive.resolver.archive_services import ArchiveServices, services_of

PAGE = "https://herald.example/a?b=https://c.example/20240101000000/"


def known(name: str) -> ArchiveServices:
    services = services_of(name)
    assert services is not None
    return services


@pytest.mark.parametrize("modifier", ["", "id_", "if_"])
@pytest.mark.parametrize("name", ["web.archive.org", "arquivo.pt", "http://localhost:8080/wayback/"])
def test_a_snapshot_has_an_unaltered_form_and_one_for_readers(name: str, modifier: str) -> None:
    services = known(name)
    address = f"{services.replay}20240816101112{modifier}/{PAGE}"
    assert services.unaltered(address) == f"{services.replay}20240816101112id_/{PAGE}"
    assert services.as_read(address) == (f"{services.replay}20240816101112/{PAGE}", "20240816101112", PAGE)


@pytest.mark.parametrize("address", [PAGE, "https://archive.ph/AbCd1", "https://web.archive.org/web/"])
def test_an_address_of_another_form_stays_as_it_is(address: str) -> None:
    for name in ("web.archive.org", "archive.ph"):
        assert known(name).unaltered(address) == address
        assert known(name).as_read(address) == (address, "", "")


@pytest.mark.parametrize("name", ["attic.example", "http://[", ""])
def test_an_archive_that_is_not_known_has_none(name: str) -> None:
    assert services_of(name) is None
