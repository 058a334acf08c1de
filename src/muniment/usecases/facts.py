"""Persons as received brought into normal form, with this house's share of the machine: the one way for every file of them."""

from __future__ import annotations

from pathlib import Path

from muniment.intake.facts import normalise_persons
from muniment.store import artefacts
from muniment.usecases.house import House


def write_facts(house: House, persons: Path, out: Path) -> None:
    """Write the facts of a persons artefact to `out`."""
    normalise_persons(
        persons,
        out,
        threads=house.threads,
        memory_limit=house.memory_limit,
        processes=house.threads,
        progress=house.progress,
    )


def keep_facts(house: House, persons: Path) -> str:
    """The facts of a persons artefact as an artefact, by hash."""
    return artefacts.make(house.workspace, lambda out: write_facts(house, persons, out))
