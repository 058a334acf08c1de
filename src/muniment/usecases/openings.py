"""What opens the entries of the ledger: an act's stored record, a row's record made anew from its artefact, a dummy's
salt. The one way for `doctor`, the drill and the auditor's kit."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, zip_longest
from typing import Any, Final

from muniment.formats.canonical import read_canonical
from muniment.ledger.entry import ENTRY_BYTES, Entry, bulk_entries, padding_entry
from muniment.ledger.fields import commit_fields
from muniment.store.models import LogRun, Stage
from muniment.usecases.house import House
from muniment.usecases.inputs import DETERMINE
from muniment.usecases.salts import Salts
from muniment.usecases.stages import ROWS, row_records
from muniment.vocabulary.errors import IntegrityFailure, MunimentError

PADDING: Final = "padding"
NO_RECORD: Final = "MUN-EVIDENCE-001"
NO_DETERMINATION: Final = "MUN-EVIDENCE-002"
UNKNOWN: Final = "MUN-EVIDENCE-003"
AT_ONCE: Final = 50_000


def act_of(run: LogRun) -> dict[str, Any]:
    """The record of an act's run."""
    record: dict[str, Any] = read_canonical(bytes(run.record or b"{}"))
    return record


def is_act(run: LogRun) -> bool:
    return run.record is not None


def rows_of(house: House, run: LogRun) -> Iterator[bytes]:
    """The canonical record of each entry of a run of rows, in order: those of its determination that differ from the
    determination before it. Raises IntegrityFailure where the artefact is of no determination, and, once read, where it is missing
    or damaged."""
    stages = Stage.objects.filter(package_id=run.package, name=DETERMINE, entry__lt=run.first).order_by("-pk")
    made = list(stages.values_list("artefact", flat=True)[:2])
    if run.package is None or not made or made[0] != run.artefact:
        raise IntegrityFailure(NO_DETERMINATION, "No determination is on record that these entries belong to.")
    before = made[1] if len(made) > 1 else ""
    return row_records(house, run.package, run.artefact, before)


def unopened(house: House, salts: Salts, run: LogRun) -> Iterator[int]:
    """The index of each entry of a run that is not what the stored evidence makes anew; of an entry that the evidence
    has and the run has not, too. Raises IntegrityFailure where there is no evidence to make it from."""
    stored = bytes(run.leaves)
    leaves = (stored[at : at + ENTRY_BYTES] for at in range(0, len(stored), ENTRY_BYTES))
    pairs = zip_longest(leaves, _made_anew(house, salts, run))
    return (index for index, (leaf, anew) in enumerate(pairs, run.first) if leaf != anew)


def _made_anew(house: House, salts: Salts, run: LogRun) -> Iterator[bytes]:
    if is_act(run):
        try:
            commitment = commit_fields(act_of(run), salts.of(run.first))
        except (MunimentError, ValueError, TypeError):
            raise IntegrityFailure(NO_RECORD, "The stored record is none.") from None
        yield Entry(run.day, commitment).encode()
        return
    epoch = salts.epoch_key(run.first)
    if run.kind == PADDING:
        for index in range(run.first, run.first + run.count):
            yield padding_entry(epoch, index, run.day)
    elif run.kind == ROWS:
        records, index = rows_of(house, run), run.first
        while some := bulk_entries(islice(records, AT_ONCE), index, epoch, run.day):
            yield from some
            index += len(some)
    else:
        raise IntegrityFailure(UNKNOWN, "Nothing here knows how to open entries of this kind.")
