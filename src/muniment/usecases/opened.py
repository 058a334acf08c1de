"""Does what is stored still open every entry of the ledger? An act by its record, a row by the record made anew from
its artefact, a dummy by being one. In constant memory: a log of millions of entries is read once, in order of kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any, Final

from muniment.formats.canonical import read_canonical
from muniment.ledger.entry import Entry, bulk_entries, is_padding
from muniment.ledger.fields import commit_fields
from muniment.store import artefacts, log
from muniment.store.models import LogRun, Stage
from muniment.usecases.house import House
from muniment.usecases.salts import Salts
from muniment.usecases.stages import DETERMINE, row_records
from muniment.vocabulary.errors import Defect, IntegrityFailure, MunimentError

PADDING: Final = "padding"
ROWS: Final = "row_outcomes"
AT_ONCE: Final = 50_000
SHOWN: Final = 100
"""Entries named one by one of a run of rows; beyond it their number is told."""


@dataclass(slots=True)
class _Rows:
    """Runs that follow one another and were written from one artefact: the rows of one determination."""

    first: int
    count: int
    day: date
    artefact: str
    package: str


def unopened(house: House) -> Iterator[Defect]:
    """Every entry that the stored evidence does not open, named by its index; nothing when the ledger is whole.

    Rows whose artefact is missing or damaged are passed over: `doctor` names that artefact.
    """
    salts = Salts(house)
    yield from _acts(salts)
    yield from _dummies(salts)
    for rows in _row_runs():
        house.progress("open", rows.first, log.next_index())
        yield from _rows(house, salts, rows)
    others = LogRun.objects.filter(record__isnull=True).exclude(kind__in=(PADDING, ROWS))
    for first, kind in others.values_list("first", "kind"):
        yield _defect(first, kind, "Nothing here knows how to open entries of this kind.")


def _acts(salts: Salts) -> Iterator[Defect]:
    acts = LogRun.objects.filter(record__isnull=False).order_by("first")
    for first, kind, day, package, raw, leaf in acts.values_list(
        "first", "kind", "day", "package", "record", "leaves"
    ).iterator(chunk_size=1000):
        try:
            record: Any = read_canonical(bytes(raw or b""))
            commitment = commit_fields(record, salts.of(first))
        except (MunimentError, ValueError, TypeError):
            yield _defect(first, kind, "The stored record is none.")
            continue
        if Entry(day, commitment).encode() != bytes(leaf):
            yield _defect(first, kind, "The stored record is not what the entry commits to.")
        elif (record.get("kind"), str(record.get("at"))[:10]) != (kind, day.isoformat()) or (
            package and record.get("package") != package
        ):
            yield _defect(first, kind, "The record is of another kind, day or package than the database says.")


def _dummies(salts: Salts) -> Iterator[Defect]:
    runs = LogRun.objects.filter(kind=PADDING, record__isnull=True).order_by("first")
    for first, count, raw in runs.values_list("first", "count", "leaves").iterator(chunk_size=100):
        leaves = bytes(raw)
        width = len(leaves) // count
        for at in range(count):
            if not is_padding(leaves[at * width : (at + 1) * width], salts.of(first + at)):
                yield _defect(first + at, PADDING, "The entry is said to be a dummy and is none.")


def _row_runs() -> list[_Rows]:
    found: list[_Rows] = []
    runs = LogRun.objects.filter(kind=ROWS, record__isnull=True).order_by("first")
    for first, count, day, artefact, package in runs.values_list("first", "count", "day", "artefact", "package"):
        last = found[-1] if found else None
        if last and (last.first + last.count, last.day, last.artefact) == (first, day, artefact):
            last.count += count
        else:
            found.append(_Rows(first, count, day, artefact, package))
    return found


def _rows(house: House, salts: Salts, rows: _Rows) -> Iterator[Defect]:
    """The entries of a determination against its outcomes: those that differ from the outcomes before it."""
    stages = Stage.objects.filter(package_id=rows.package, name=DETERMINE, entry__lt=rows.first).order_by("-pk")
    made = list(stages.values_list("artefact", flat=True)[:2])
    if not made or made[0] != rows.artefact:
        yield _defect(rows.first, ROWS, "No determination is on record that these entries belong to.")
        return
    before = made[1] if len(made) > 1 else ""
    try:
        for digest in filter(None, (rows.artefact, before)):
            artefacts.checked_path(house.workspace, digest)
    except IntegrityFailure:
        return
    end = rows.first + rows.count
    entries = log.iterate(rows.first, end)
    records = row_records(house, rows.package, rows.artefact, before)
    epoch, damaged = salts.epoch_key(rows.first), 0
    for index in range(rows.first, end, AT_ONCE):
        stored = list(islice(entries, min(AT_ONCE, end - index)))
        made_anew = bulk_entries(islice(records, len(stored)), index, epoch, rows.day)
        if stored == made_anew:
            continue
        for at, leaf in enumerate(stored):
            if at >= len(made_anew) or made_anew[at] != leaf:
                damaged += 1
                if damaged <= SHOWN:
                    yield _defect(index + at, ROWS, "The row's outcome is not what the entry commits to.")
    if damaged > SHOWN:
        yield _defect(rows.first, ROWS, f"{damaged} rows' outcomes in all are not what their entries commit to.")
    if next(records, None) is not None:
        yield _defect(end, ROWS, f"The outcomes of {rows.package} have more rows than entries.")


def _defect(index: int, kind: str, message: str) -> Defect:
    return Defect("ledger", None, kind, "MUN-DOCTOR-004", f"Entry {index}: {message}")
