"""One transaction per use case, one writer at a time where the ledger's order is decided."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import DEFAULT_DB_ALIAS, OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.transaction import atomic

from muniment.store import rows
from muniment.vocabulary.errors import TryAgainLater

SEQUENCER: Final = 0x4D554E49
"""PostgreSQL advisory lock that orders ledger entries. A sequence would leave gaps and follow no commit order."""


@contextmanager
def transaction() -> Iterator[None]:
    """Everything written inside commits together or not at all.

    SQLite: BEGIN IMMEDIATE takes the only write lock. PostgreSQL: a transaction-scoped advisory lock, taken first, so
    that the index read by `log.next_index` is still the next one when this transaction commits.
    A statement's error that was passed over inside is told at the end, and nothing is written.
    """
    database = connections[DEFAULT_DB_ALIAS]
    try:
        if database.vendor == "sqlite" and not database.in_atomic_block:
            with _immediate(database):
                yield
                database.validate_no_broken_transaction()
        else:
            with atomic():
                if database.vendor == "postgresql":
                    rows.execute("SELECT pg_advisory_xact_lock(hashtext(current_schema()), %s)", [SEQUENCER])
                yield
                database.validate_no_broken_transaction()
    except OperationalError as error:
        text = str(error).lower()
        if "disk" in text and "full" in text:
            raise TryAgainLater(
                "MUN-STORE-011", "The disk is full; nothing was written.", hint="Free some space, then try again."
            ) from None
        if "locked" in text or "timeout" in text or "connection" in text:
            raise TryAgainLater(
                "MUN-STORE-010", "The database is busy or cannot be reached; nothing was written.", hint="Try again."
            ) from None
        raise


@contextmanager
def _immediate(database: BaseDatabaseWrapper) -> Iterator[None]:
    """Django's outermost `atomic` on SQLite at a quarter of its processor time. Blocks inside are Django's own and take
    savepoints."""
    database.in_atomic_block, database.commit_on_exit = True, True
    try:
        rows.execute("BEGIN IMMEDIATE")
        yield
        rows.execute("COMMIT")
    except BaseException:
        _roll_back(database)
        raise
    finally:
        database.in_atomic_block = database.needs_rollback = False


def _roll_back(database: BaseDatabaseWrapper) -> None:
    database.in_atomic_block = False
    try:
        if database.connection is not None:
            database.connection.rollback()
    except Exception:  # the first error is the one to tell; nothing of this connection is used again
        database.close()
