"""Does what is stored still open every entry of the ledger? In constant memory: a log of millions of entries is read
once, in order."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from muniment.store import log
from muniment.store.models import LogRun
from muniment.usecases.house import House
from muniment.usecases.openings import NO_DETERMINATION, NO_RECORD, PADDING, UNKNOWN, act_of, is_act, unopened
from muniment.usecases.salts import Salts
from muniment.usecases.signed import Register
from muniment.vocabulary.errors import Defect, IntegrityFailure

SHOWN: Final = 100
"""Entries named one by one of a run of rows; beyond it their number is told."""


def damage(house: House, package: str = "", *, register: Register | None = None) -> Iterator[Defect]:
    """Every entry (with `package`: every one of it) that the stored evidence does not open, named by its index, and with
    `register` every act that opens and is not signed as it says; nothing when the ledger is whole.

    Rows whose artefact is missing or damaged are passed over: `doctor` names that artefact.
    """
    salts = Salts(house)
    for run in log.select(package).order_by("first").iterator(chunk_size=16):
        if not is_act(run):
            house.progress("open", run.first, log.next_index())
        try:
            yield from _of_run(house, salts, run, register)
        except IntegrityFailure as error:
            if error.code in {NO_RECORD, NO_DETERMINATION, UNKNOWN}:
                yield _defect(run.first, run.kind, error.message)


def _of_run(house: House, salts: Salts, run: LogRun, register: Register | None) -> Iterator[Defect]:
    wrong = unopened(house, salts, run)
    if is_act(run):
        if next(wrong, None) is not None:
            yield _defect(run.first, run.kind, "The stored record is not what the entry commits to.")
            return
        record = act_of(run)
        if register is not None:
            yield from register.unsigned(run, record)
        told = record.get("kind"), str(record.get("at"))[:10]
        if told != (run.kind, run.day.isoformat()) or (run.package and record.get("package") != run.package):
            yield _defect(run.first, run.kind, "The record is of another kind, day or package than the database says.")
    elif run.kind == PADDING:
        for index in wrong:
            yield _defect(index, PADDING, "The entry is said to be a dummy and is none.")
    else:
        for index in islice(wrong, SHOWN):
            yield _defect(index, run.kind, "The row's outcome is not what the entry commits to.")
        if more := sum(1 for _ in wrong):
            yield _defect(run.first, run.kind, f"{SHOWN + more} rows' outcomes are not what their entries commit to.")


def _defect(index: int, kind: str, message: str) -> Defect:
    return Defect("ledger", None, kind, "MUN-DOCTOR-004", f"Entry {index}: {message}")
