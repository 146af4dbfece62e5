"""Names of organisations among authors."""

from __future__ import annotations

import pytest

from kursk_archive.core.organisations import is_organisation


@pytest.mark.parametrize(
    "name",
    [
        "The Fictional Wire",
        "Ferry Association",
        "Herald Staff",
        "AFP",
        "Reuters",
        "RFE/RL",
        "Редакция",
        "Examplia Press",
        "Poe & Daughters",
    ],
)
def test_an_organisation(name: str) -> None:
    assert is_organisation(name)


@pytest.mark.parametrize("name", ["Jane Doe", "Cher", "Jean d'Exemple", "Олена Прикладна", "例子", ""])
def test_a_person(name: str) -> None:
    assert not is_organisation(name)
