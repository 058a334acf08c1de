"""The opening drill: does what is stored still open what the ledger committed to? A random sample, four times a year."""

from __future__ import annotations

from typing import Final

from muniment.ledger.publish import LogFolder
from muniment.ledger.tree import leaf_hash
from muniment.store import log
from muniment.store.models import LogRun
from muniment.store.transaction import transaction
from muniment.usecases import checkpoints
from muniment.usecases.house import House
from muniment.usecases.journal import write_act
from muniment.usecases.openings import unopened
from muniment.usecases.salts import Salts
from muniment.vocabulary.errors import Defect, IntegrityFailure, MunimentError, UsageError

SAMPLE: Final = 500
SHOWN: Final = 100


def drill(house: House, sample: int = SAMPLE) -> dict[str, object]:
    """Open `sample` entries drawn at random (all, where there are fewer) from stored records, and write an entry that
    says how many opened.

    Each must be in the published tree and open under its salt. Raises IntegrityFailure, after the entry is written,
    naming what did not.
    """
    if sample < 1:
        raise UsageError("MUN-DRILL-001", "A sample has at least one entry.")
    published = checkpoints.publish(house)
    chosen = _draw(house, published.size, sample)
    failed = _failures(house, chosen, published.size)
    body = {"drawn": len(chosen), "size": published.size, "root": published.root.hex(), "failed": failed[:SHOWN]}
    with transaction():
        entry = write_act(house, "opening_drill", house.now(), {**body, "failures": len(failed)})
    if failed:
        raise IntegrityFailure(
            "MUN-DRILL-002",
            f"{len(failed)} of {len(chosen)} entries do not open from what is stored.",
            hint="Restore artefacts and salt keys from the backup or the escrow, and run `muniment doctor`.",
            defects=[Defect("ledger", None, "", "MUN-DRILL-002", f"Entry {index} does not open.") for index in failed],
        )
    return {"opened": len(chosen), "size": published.size, "entry": entry}


def _draw(house: House, size: int, sample: int) -> set[int]:
    """Different indices, each as likely as any other: 16 random bytes reduced leave no bias worth naming."""
    if sample >= size:
        return set(range(size))
    chosen: set[int] = set()
    while len(chosen) < sample:
        chosen.add(int.from_bytes(house.random(16), "big") % size)
    return chosen


def _failures(house: House, chosen: set[int], size: int) -> list[int]:
    failed: set[int] = set()
    salts = Salts(house)
    for first, count in LogRun.objects.order_by("first").values_list("first", "count"):
        wanted = {index for index in chosen if first <= index < first + count}
        if not wanted:
            continue
        try:
            failed |= wanted & set(unopened(house, salts, LogRun.objects.get(first=first)))
        except MunimentError:  # no evidence is left that could open it
            failed |= wanted
    tree = LogFolder(house.workspace.ledger).tree(size)
    failed |= {index for index in chosen if tree.leaf(index) != leaf_hash(log.entries(index, 1)[0])}
    return sorted(failed)
