"""What opens the ledger's entries again: the stored record of an act, a row's record made anew from its artefact."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from muniment.formats.canonical import read_canonical
from muniment.ledger.entry import derive_salt, is_padding, opens
from muniment.ledger.fields import commit_fields
from muniment.store import artefacts, log
from muniment.store.models import LogRun, Stage
from muniment.usecases import salts
from muniment.usecases.house import House
from muniment.usecases.stages import DETERMINE, row_records

PADDING = "padding"


def act_of(run: LogRun) -> dict[str, Any]:
    """The record of an act's run."""
    record: dict[str, Any] = read_canonical(bytes(run.record or b"{}"))
    return record


def is_act(run: LogRun) -> bool:
    return run.record is not None


def row_openings(house: House, run: LogRun) -> Iterator[tuple[int, bytes, bytes]]:
    """(index, canonical record, salt) of each entry of a run of rows, made from the artefact that the run names."""
    epoch = salts.epoch_key(house, run.first)
    before = _outcomes_before(run)
    for digest in filter(None, (run.artefact, before)):
        artefacts.checked_path(house.workspace, digest)
    for index, record in enumerate(row_records(house, run.package, run.artefact, before), run.first):
        yield index, record, derive_salt(epoch, index)


def _outcomes_before(run: LogRun) -> str:
    """The outcome set that the run's own was compared with: only rows that differ from it have an entry."""
    stages = Stage.objects.filter(package_id=run.package, name=DETERMINE, entry__lt=run.first).order_by("-pk")
    newest_two = list(stages.values_list("artefact", flat=True)[:2])
    return newest_two[1] if len(newest_two) > 1 else ""


def unopened(house: House, run: LogRun, wanted: set[int]) -> Iterator[int]:
    """The entries of a run among `wanted` that the stored evidence does not open."""
    end = run.first + run.count
    leaves = {i: leaf for i, leaf in enumerate(log.iterate(run.first, end), run.first) if i in wanted}
    asked = set(leaves)
    if is_act(run):
        commitment = commit_fields(act_of(run), salts.salt_of(house, run.first))
        opened = {index for index in asked if leaves[index][5:] == commitment}
    elif run.kind == PADDING:
        opened = {index for index in asked if is_padding(leaves[index], salts.salt_of(house, index))}
    else:
        opened = {
            index
            for index, record, salt in row_openings(house, run)
            if index in asked and opens(leaves[index][5:], record, salt)
        }
    yield from sorted(asked - opened)
