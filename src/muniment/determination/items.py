"""Review items: what is open for an officer's judgment, read from an outcomes artefact."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from muniment.formats import duck
from muniment.formats.duck import path_text
from muniment.law import Pack, Profile
from muniment.vocabulary.outcomes import Role

WHY: Final = {
    "evidence": "A fact about the record is not known; an officer must find it out or refuse.",
    "borderline": "The match is close to the threshold or to another person.",
    "sample": "Drawn for the acceptance sample of its stratum.",
    "uncertified": "The linkage has no certificate, so every disclosure is looked at.",
    "stratum": "A sampled row of this stratum was refused, so all of it is looked at.",
}


@dataclass(frozen=True, slots=True)
class Item:
    """One question about one row. `item` is its id within the row; `basis` is what a decision on it rests on."""

    row: int
    row_ref: str
    item: str
    kind: str
    proposed: str
    reason: str
    basis: str
    status: str


def items(outcomes: Path, pack: Pack, *, spill: Path, only_open: bool = True) -> Iterator[Item]:
    """The items of an outcomes artefact in row order; `only_open` leaves out those decided."""
    titles: dict[str, str] = {}
    for element in pack.elements:
        titles.setdefault(element.rule, element.title)
    condition = "WHERE i.status = 'open' AND o.outcome IN ('hold', 'disclose')" if only_open else ""
    query = f"""SELECT o.row, o.row_ref, i.item, i.kind, o.outcome, i.basis, i.status
        FROM (SELECT row, row_ref, outcome, unnest(items) AS i FROM read_parquet({path_text(outcomes)})) o
        {condition} ORDER BY o.row, i.item"""
    with duck.connection(spill, threads=2, memory_limit="1GB") as con:
        cursor = con.execute(query)
        while batch := cursor.fetchmany(10_000):
            for row, row_ref, item, kind, proposed, basis, status in batch:
                rule = item.removeprefix("hold:")
                reason = f"{rule}: {titles.get(rule, '')}" if kind == "hold" else WHY[kind]
                yield Item(row, row_ref, item, kind, proposed, reason, basis, status)


def deciding_role(pack: Pack, profile: Profile, item: str) -> str:
    """The role that may decide an item: the law's word for a hold, else the reviewer."""
    rule = item.removeprefix("hold:")
    if rule == item:
        return str(Role.REVIEWER)
    for element in pack.elements:
        role = element.readings[profile.readings.get(element.id, element.default_reading)].decided_by
        if element.rule == rule and role:
            return str(role)
    return str(Role.COUNSEL)
