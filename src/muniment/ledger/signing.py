"""What a log may sign, and when it must halt instead. Pure checks; the store keeps what they ask about.

A log that signs two roots for one size, or a size smaller than one it has signed, has forked: no later entry is worth
anything. Two things make an honest log do that: a crash between signing and remembering, and a database restored from a
backup. Hence: remember first, then sign; and at start compare the database with what was published.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from muniment.ledger.checkpoint import Checkpoint, read_checkpoint, verify_checkpoint
from muniment.ledger.note import LogSigner, Note, VerifierKey
from muniment.vocabulary.errors import IntegrityFailure


class SignOnce(Protocol):
    """Where the store remembers what was signed. Both calls belong to one log."""

    def last_signed(self) -> tuple[int, bytes] | None:
        """Size and root most lately remembered, durable; None before the first."""

    def remember(self, size: int, root: bytes) -> None:
        """Makes (size, root) durable before it returns, or raises; refuses a smaller size in the same transaction."""


def check_may_sign(last: tuple[int, bytes] | None, size: int, root: bytes) -> None:
    """Raises IntegrityFailure unless (size, root) is larger than, or equal in both to, what was signed last.

    Equal in both is allowed: a process that died between remembering and publishing signs the same again.
    """
    if last is None or size > last[0] or (size, root) == last:
        return
    what = "another root for a size already signed" if size == last[0] else "a size smaller than one already signed"
    raise IntegrityFailure(
        "MUN-LEDGER-040",
        f"The log will not sign {what}.",
        hint="The database may be a restored backup. Stop, keep everything, and compare with `muniment ledger fsck`.",
    )


def may_sign(last: tuple[int, bytes] | None, size: int, root: bytes) -> bool:
    """Whether `check_may_sign` lets it pass."""
    try:
        check_may_sign(last, size, root)
    except IntegrityFailure:
        return False
    return True


def sign_once(memory: SignOnce, key: LogSigner, checkpoint: Checkpoint) -> Note:
    """The signed checkpoint, remembered before it was signed. Raises IntegrityFailure rather than fork the log."""
    check_may_sign(memory.last_signed(), checkpoint.size, checkpoint.root)
    memory.remember(checkpoint.size, checkpoint.root)
    return checkpoint.sign(key)


def startup_check(
    db_size: int,
    db_root: bytes,
    published: bytes | None,
    *,
    root_at: Callable[[int], bytes] | None = None,
    log_key: VerifierKey | None = None,
) -> None:
    """Raises IntegrityFailure where the published (or a witnessed) checkpoint is ahead of the database or contradicts
    it.

    `root_at` gives the database's root at an earlier size: with it a published checkpoint behind the database is
    compared too. With `log_key` the checkpoint's signature must be that log's. On failure the caller halts: it never
    truncates the published log and never signs again over it.
    """
    if published is None:
        return
    head = read_checkpoint(published) if log_key is None else verify_checkpoint(published, log_key)[0]
    if head.size > db_size:
        raise IntegrityFailure(
            "MUN-LEDGER-041",
            f"The published checkpoint has {head.size} entries, the database {db_size}: it is a restored backup.",
            hint="Halt. Restore the newest database, or recover the missing entries; never publish over the log.",
        )
    ours = db_root if head.size == db_size else root_at(head.size) if root_at else head.root
    if ours != head.root:
        raise IntegrityFailure(
            "MUN-LEDGER-042",
            f"The database's first {head.size} entries do not have the root that was published for them.",
            hint="Halt and keep both. `muniment ledger fsck` lists where they differ.",
        )
