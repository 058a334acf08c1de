"""Review items: what is open for an officer's judgment, read from an outcomes artefact."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Final

from muniment.formats import duck
from muniment.formats.duck import literal, path_text
from muniment.law import STATUS_CODES, Pack, Profile
from muniment.vocabulary.outcomes import Role, Status

WHY: Final = {
    "evidence": "A fact about the record is not known; an officer must find it out or refuse.",
    "borderline": "The match is close to the threshold or to another person.",
    "sample": "Drawn for the acceptance sample of its stratum.",
    "uncertified": "The linkage has no certificate, so every disclosure is looked at.",
    "stratum": "A sampled row of this stratum was refused, so all of it is looked at.",
}

_OPEN: Final = ", ".join(str(c) for c, s in STATUS_CODES.items() if s in (Status.NOT_MET, Status.UNDETERMINED))


@dataclass(frozen=True, slots=True)
class Item:
    """One question about one row. `item` is its id within the row; `basis` is what a decision on it rests on; `decided_by` is the role of its
    owner: nobody of another role decides it."""

    row: int
    row_ref: str
    item: str
    kind: str
    proposed: str
    reason: str
    decided_by: str
    basis: str
    status: str


def items(
    outcomes: Path, findings: Path, pack: Pack, profile: Profile, *, spill: Path, only_open: bool = True
) -> Iterator[Item]:
    """The items of an outcomes artefact in row order; `only_open` leaves out those decided.

    The reason of a hold is what the row failed, in the pack's words, from the findings the outcomes rest on.
    """
    condition = "WHERE i.status = 'open' AND o.outcome IN ('hold', 'disclose')" if only_open else ""
    owner = cache(partial(deciding_role, pack, profile))
    with duck.connection(spill, threads=2, memory_limit="1GB") as con:
        source = f"read_parquet({path_text(findings)})"
        columns = {name for name, *_ in con.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()}
        cursor = con.execute(f"""
            SELECT o.row, o.row_ref, i.item, i.kind, o.outcome, {_said(pack, columns)} AS said, i.basis, i.status
            FROM (SELECT row, row_ref, outcome, unnest(items) AS i FROM read_parquet({path_text(outcomes)})) o
            LEFT JOIN {source} f ON f.row = o.row AND i.kind = 'hold'
            {condition} ORDER BY o.row, i.item""")
        while batch := cursor.fetchmany(10_000):
            for row, row_ref, item, kind, proposed, said, basis, status in batch:
                reason = f"{item.removeprefix('hold:')}: {said}" if kind == "hold" else WHY[kind]
                yield Item(row, row_ref, item, kind, proposed, reason, owner(item), basis, status)


def _said(pack: Pack, columns: Collection[str]) -> str:
    """A SQL expression over item `i` and its row's findings `f`: what the elements of the held rule say that are not met or not known."""
    rules: dict[str, list[str]] = {}
    for element in pack.elements:
        if f"s_{element.slug}" in columns:
            says = literal(element.say.replace("{cite}", pack.citation(element)))
            status = f"f.s_{element.slug}"
            rules.setdefault(element.rule, []).append(f"CASE WHEN {status} IN ({_OPEN}) THEN {says} END")
    cases = " ".join(f"WHEN 'hold:{rule}' THEN concat_ws(' ', {', '.join(said)})" for rule, said in rules.items())
    return f"CASE i.item {cases} ELSE '' END" if cases else "''"


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
