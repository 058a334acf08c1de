"""The ledger's entries as the database keeps them: contiguous runs, written inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from django.db import connection
from django.db.models import QuerySet

from muniment.store import rows
from muniment.store.models import GateMemory, LogRun, PolicyVersion, SaltEpoch, SignedHead, TreeHead, WitnessState
from muniment.vocabulary.errors import IntegrityFailure


@dataclass(frozen=True, slots=True)
class Head:
    """Where the ledger stands: the index the next entry gets, the number of the salt key it gets its salt from, and when
    the newest checkpoint was signed (None before the first)."""

    index: int
    salt_epoch: int
    signed_at: datetime | None


_NEXT: Final = "coalesce((SELECT first + count FROM store_logrun ORDER BY first DESC LIMIT 1), 0)"
_HEAD: Final = f"""SELECT {_NEXT},
    coalesce((SELECT number FROM store_saltepoch ORDER BY first DESC LIMIT 1), 0),
    (SELECT made_at FROM store_signedhead ORDER BY size DESC LIMIT 1)"""
_COLUMNS: Final = "first, count, kind, day, leaves, record, artefact, package"
_APPEND: Final = {
    vendor: f"""INSERT INTO store_logrun ({_COLUMNS}) SELECT * FROM (SELECT {values}) AS run WHERE first = {_NEXT}"""
    for vendor, values in (
        ("sqlite", "%s AS first, %s, %s, %s, %s, %s, %s, %s"),
        ("postgresql", "%s AS first, %s, %s, %s::date, %s::bytea, %s::bytea, %s, %s"),
    )
}
"""One row: the run, if it follows the last; no row otherwise."""


def head() -> Head:
    """Meaningful only inside `transaction()`. One statement, without the ORM: every act asks."""
    index, epoch, signed_at = rows.execute(_HEAD).fetchone()
    if signed_at is not None and signed_at.tzinfo is None:  # SQLite keeps UTC, and no zone
        signed_at = signed_at.replace(tzinfo=UTC)
    return Head(index, epoch, signed_at)


def next_index() -> int:
    """The index the next entry gets. Meaningful only inside `transaction()`."""
    return head().index


def append(
    first: int,
    *,
    kind: str,
    day: date,
    leaves: bytes,
    count: int,
    record: bytes | None = None,
    artefact: str = "",
    package: str = "",
) -> None:
    """Write one run at `first`, which must be `next_index()` of this transaction: the statement itself sees to it."""
    written = 0
    if count >= 1 and len(leaves) % count == 0:
        values = [first, count, kind, day, leaves, record, artefact, package or None]
        written = rows.execute(_APPEND[connection.vendor], values).rowcount
    if written != 1:
        raise IntegrityFailure("MUN-LEDGER-020", "A ledger run does not follow the one before it.")


def entries(first: int, count: int) -> list[bytes]:
    """Public entries `first` … `first + count - 1`, as they are in the log."""
    found: list[bytes] = []
    for chunk in iterate(first, first + count):
        found.append(chunk)
    return found


def iterate(first: int, end: int) -> Iterator[bytes]:
    """Public entries from `first` up to, not including, `end`."""
    start = LogRun.objects.filter(first__lte=first).order_by("-first").values_list("first", flat=True).first()
    runs = LogRun.objects.filter(first__gte=start or 0, first__lt=end).order_by("first")
    for run in runs.values_list("first", "count", "leaves").iterator(chunk_size=16):
        run_first, run_count, raw = run
        leaves = bytes(raw)
        width = len(leaves) // run_count
        for index in range(max(first, run_first), min(end, run_first + run_count)):
            offset = (index - run_first) * width
            yield leaves[offset : offset + width]


def act(index: int) -> LogRun | None:
    """The act written at `index`, with its record; None when that entry is a row's, a dummy, or not there."""
    return LogRun.objects.filter(first=index, count=1, record__isnull=False).first()


def select(package: str = "") -> QuerySet[LogRun]:
    """All runs, or those of one package."""
    return LogRun.objects.filter(package=package) if package else LogRun.objects.all()


def gaps() -> list[str]:
    """Every place where runs are not contiguous or a run's bytes do not fit its count."""
    expected, found = 0, []
    for first, count, raw in LogRun.objects.order_by("first").values_list("first", "count", "leaves").iterator():
        if first != expected:
            found.append(
                f"entries {expected} to {first - 1} are missing" if first > expected else f"overlap at {first}"
            )
        if len(bytes(raw)) % count:
            found.append(f"run at {first} has a torn body")
        expected = first + count
    return found


def salt_epoch(index: int) -> int:
    """The number of the salt key that the entry at `index` has its salt from."""
    found = SaltEpoch.objects.filter(first__lte=index).order_by("-first").values_list("number", flat=True).first()
    return found or 0


def begin_salt_epoch(first: int, number: int, entry: int) -> None:
    rows.insert(SaltEpoch(first=first, number=number, entry=entry))


def salt_epochs() -> list[tuple[int, int]]:
    """(first entry, number) of every salt epoch, the first included."""
    return [(0, 0), *SaltEpoch.objects.order_by("first").values_list("first", "number")]


def policy(kind: str) -> Any:
    """The document of the policy in force; None where none was ever set."""
    return PolicyVersion.objects.filter(kind=kind).order_by("-pk").values_list("document", flat=True).first()


def set_policy(kind: str, document: Any, at: datetime, entry: int) -> None:
    rows.insert(PolicyVersion(kind=kind, document=document, at=at, entry=entry))


def last_tree_head() -> tuple[int, bytes] | None:
    head = TreeHead.objects.order_by("-size").first()
    return None if head is None else (head.size, bytes(head.root))


def tree_head(size: int) -> bytes | None:
    head = TreeHead.objects.filter(size=size).first()
    return None if head is None else bytes(head.root)


def tree_head_of(size: int) -> bytes:
    """The root remembered for `size`. Raises IntegrityFailure when the database never had a tree of that size."""
    found = tree_head(size)
    if found is None:
        raise IntegrityFailure(
            "MUN-LEDGER-021", f"The database knows no checkpoint of {size} entries.", hint="Halt: a restored backup?"
        )
    return found


def remember_tree_head(size: int, root: bytes) -> None:
    rows.insert(TreeHead(size=size, root=root))


def last_signed_head() -> tuple[int, bytes] | None:
    head = SignedHead.objects.order_by("-size").first()
    return None if head is None else (head.size, bytes(head.note))


def signed_head(size: int) -> bytes | None:
    head = SignedHead.objects.filter(size=size).first()
    return None if head is None else bytes(head.note)


def signed_at(size: int) -> datetime:
    """When the checkpoint of `size` was signed, which it must have been."""
    made: datetime = SignedHead.objects.values_list("made_at", flat=True).get(size=size)
    return made


def remember_signed_head(size: int, note: bytes, at: datetime) -> None:
    rows.insert(SignedHead(size=size, note=note, made_at=at))


def witness_state(origin: str) -> Any:
    found = WitnessState.objects.filter(origin=origin).first()
    return None if found is None else found.state


def remember_witness_state(origin: str, state: Any) -> None:
    WitnessState.objects.update_or_create(origin=origin, defaults={"state": state})


def gate_memory(leaf_index: int, ciphertext: str) -> tuple[tuple[int, str], list[tuple[int, str, str]]]:
    """The largest tree the gate has seen (size, root; at first (0, '')), and its releases of this leaf or text."""
    from django.db.models import Q

    largest = GateMemory.objects.order_by("-size").values_list("size", "root").first()
    marks = GateMemory.objects.filter(Q(leaf_index=leaf_index) | Q(ciphertext=ciphertext))
    return largest or (0, ""), list(marks.values_list("leaf_index", "leaf_hash", "ciphertext"))


def remember_gate_release(leaf_index: int, leaf_hash: str, ciphertext: str, size: int, root: str) -> None:
    rows.insert(GateMemory(leaf_index=leaf_index, leaf_hash=leaf_hash, ciphertext=ciphertext, size=size, root=root))
