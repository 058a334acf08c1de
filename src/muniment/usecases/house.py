"""What every use case is handed: where it works, what time it is, and how much of the machine it may use."""

from __future__ import annotations

import getpass
import os
import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from muniment.formats import duck
from muniment.store import artefacts, boot
from muniment.store.workspace import Workspace, find_workspace
from muniment.vocabulary.errors import IntegrityFailure
from muniment.vocabulary.progress import Progress, silent

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def utc_now() -> datetime:
    return datetime.now(UTC)


def operator_name() -> str:
    """Who runs the command where no officer is needed: the account's name, for the entry."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"


@dataclass(frozen=True, slots=True)
class House:
    """A workspace opened for work. The clock and the random source are here, so that tests can hold them still. `spark`: the
    master of a cluster to link on (docs/spark.md); '' for this machine.
    """

    workspace: Workspace
    clock: Callable[[], datetime] = utc_now
    random: Callable[[int], bytes] = secrets.token_bytes
    progress: Progress = silent
    threads: int = field(default_factory=lambda: max(1, os.cpu_count() or 1))
    memory_limit: str = field(default_factory=lambda: os.environ.get("MUNIMENT_MEMORY_LIMIT", "3GB"))
    spark: str = field(default_factory=lambda: os.environ.get("MUNIMENT_SPARK", ""))
    operator: str = field(default_factory=operator_name)

    def now(self) -> datetime:
        return self.clock().astimezone(UTC)

    def today(self) -> date:
        """The day of the stage: UTC, as the ledger's entries."""
        return self.now().date()

    def spill(self) -> Path:
        """Where work that outgrows memory may put what does not fit: inside the workspace, for its owner only."""
        return artefacts.scratch_folder(self.workspace)

    def bulk(self) -> AbstractContextManager[DuckDBPyConnection]:
        """A connection for work on artefacts."""
        return duck.connection(self.spill(), threads=self.threads, memory_limit=self.memory_limit)


def open_house(root: Path, **options: object) -> House:
    """The house at `root`, its database reachable and of this release. Raises UsageError when there is none."""
    workspace = find_workspace(root)
    boot.connect(workspace)
    house = House(workspace, **options)  # type: ignore[arg-type]
    pending = boot.pending_migrations(workspace)
    if pending:
        raise IntegrityFailure(
            "MUN-STORE-020",
            "The database is of another release.",
            hint="Run `muniment init --upgrade DIR` after a backup.",
        )
    return house
