"""One transaction per use case, one writer at a time where the ledger's order is decided."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from muniment.vocabulary.errors import TryAgainLater

SEQUENCER: Final = 0x4D554E49
"""PostgreSQL advisory lock that orders ledger entries. A sequence would leave gaps and follow no commit order."""


@contextmanager
def transaction() -> Iterator[None]:
    """Everything written inside commits together or not at all.

    SQLite: BEGIN IMMEDIATE takes the only write lock. PostgreSQL: a transaction-scoped advisory lock, taken first, so
    that the index read by `log.next_index` is still the next one when this transaction commits.
    """
    from django.db import OperationalError, connection, transaction

    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_xact_lock(hashtext(current_schema()), %s)", [SEQUENCER])
            yield
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
