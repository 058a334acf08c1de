"""What opens single entries of the ledger: an act's stored record, a row's record made anew from its artefact."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from muniment.formats.canonical import read_canonical
from muniment.ledger.entry import is_padding, opens
from muniment.ledger.fields import commit_fields
from muniment.store import artefacts, log
from muniment.store.models import LogRun, Stage
from muniment.usecases.house import House
from muniment.usecases.opened import PADDING
from muniment.usecases.salts import Salts
from muniment.usecases.stages import DETERMINE, row_records
from muniment.vocabulary.errors import IntegrityFailure


def act_of(run: LogRun) -> dict[str, Any]:
    """The record of an act's run."""
    record: dict[str, Any] = read_canonical(bytes(run.record or b"{}"))
    return record


def is_act(run: LogRun) -> bool:
    return run.record is not None


def row_openings(house: House, salts: Salts, run: LogRun) -> Iterator[tuple[int, bytes, bytes]]:
    """(index, canonical record, salt) of each entry of a run of rows. Raises IntegrityFailure where the artefact they
    were made from is missing or damaged."""
    stages = Stage.objects.filter(package_id=run.package, name=DETERMINE, entry__lt=run.first).order_by("-pk")
    two = list(stages.values_list("entry", "artefact")[:2])
    if not two or two[0][1] != run.artefact:
        raise IntegrityFailure("MUN-DRILL-003", "No determination is on record that these entries belong to.")
    before = two[1][1] if len(two) > 1 else ""
    for digest in filter(None, (run.artefact, before)):
        artefacts.checked_path(house.workspace, digest)
    at = run.first - two[0][0] - 1  # rows follow the act of their determination, in one run or several
    records = islice(row_records(house, run.package, run.artefact, before), at, at + run.count)
    for index, record in enumerate(records, run.first):
        yield index, record, salts.of(index)


def unopened(house: House, salts: Salts, run: LogRun, wanted: set[int]) -> set[int]:
    """The entries of a run among `wanted` that the stored evidence does not open."""
    end = run.first + run.count
    leaves = {i: leaf for i, leaf in enumerate(log.iterate(run.first, end), run.first) if i in wanted}
    if is_act(run):
        commitment = commit_fields(act_of(run), salts.of(run.first))
        opened = {index for index in leaves if leaves[index][5:] == commitment}
    elif run.kind == PADDING:
        opened = {index for index in leaves if is_padding(leaves[index], salts.of(index))}
    else:
        opened = {
            index
            for index, record, salt in row_openings(house, salts, run)
            if index in leaves and opens(leaves[index][5:], record, salt)
        }
    return wanted - opened
