"""init, doctor."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from muniment.doors.cli.common import Answer, Door, command


def register(app: typer.Typer) -> None:
    @command(app, "init")
    def init(
        door: Door,
        directory: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")],
        upgrade: Annotated[bool, typer.Option("--upgrade", help="Bring an older workspace to this release.")] = False,
        role: Annotated[
            str, typer.Option("--role", help="PostgreSQL: a role for the daily work, which cannot change or delete.")
        ] = "",
    ) -> Answer:
        """Make a workspace: database, keys, ledger, artefact store."""
        from muniment.usecases import initialise

        return initialise.upgrade(directory, role) if upgrade else initialise.initialise(directory, role)

    @command(app, "doctor")
    def doctor(door: Door) -> Answer:
        """Check database, artefacts and ledger; exit 4 on damage, with every finding."""
        from muniment.usecases.doctor import examine

        return examine(door.house())
