"""officers add, list, remove."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from muniment.doors.cli import show
from muniment.doors.cli.common import Answer, Door, command
from muniment.vocabulary.errors import UsageError


def register(app: typer.Typer) -> None:
    officers = typer.Typer(no_args_is_help=True, help="The register of officers.")
    app.add_typer(officers, name="officers")

    @command(officers, "add", officer=True, second=True)
    def add(
        door: Door,
        name: str,
        roles: Annotated[str, typer.Option("--roles", help="Roles, separated by commas.")],
        key: Annotated[
            list[Path],
            typer.Option("--key", help="The new officer's public key (.pub); a second --key is the acting officer's."),
        ],
    ) -> Answer:
        """Register an officer. After the first submission two officers must sign."""
        from muniment.usecases.officers import add_officer

        public = [path for path in key if path.suffix == ".pub"] or key[:1]
        private = [path for path in key if path not in public]
        if len(public) != 1 or len(private) > 1:
            raise UsageError("MUN-CLI-007", "Give one public key for the new officer, and at most one private key.")
        acting = door.with_key(private[0]) if private else door
        return add_officer(
            door.house(), name, roles.split(","), public[0], first=acting.maybe_officer(), second=door.second()
        )

    @command(officers, "remove", officer=True, second=True)
    def remove(door: Door, name: str) -> Answer:
        """End an officer's service."""
        from muniment.usecases.officers import remove_officer

        return remove_officer(door.house(), name, first=door.maybe_officer(), second=door.second())

    @command(officers, "list", render=lambda a: show.table(a["officers"], "No officer is registered."))  # type: ignore[arg-type]
    def list_(door: Door) -> Answer:
        """All officers, those removed included."""
        from muniment.usecases.officers import list_officers

        return {"officers": list_officers(door.house())}
