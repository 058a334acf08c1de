"""agreement add, list, show, publish."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from muniment.doors.cli import show
from muniment.doors.cli.common import Answer, Door, command


def register(app: typer.Typer) -> None:
    agreement = typer.Typer(no_args_is_help=True, help="Agreements between custodian and requester.")
    app.add_typer(agreement, name="agreement")

    @command(agreement, "add", officer=True, second=True)
    def add(door: Door, file: Annotated[Path, typer.Argument(metavar="FILE")]) -> Answer:
        """Register a version of an agreement. After the first submission counsel and a second officer must sign."""
        from muniment.usecases.agreements import add_agreement

        return add_agreement(door.house(), file, first=door.maybe_officer(), second=door.second())

    @command(agreement, "list", render=lambda a: show.table(a["agreements"], "No agreement is registered."))  # type: ignore[arg-type]
    def list_(door: Door) -> Answer:
        """All versions of all agreements."""
        from muniment.usecases.agreements import list_agreements

        return {"agreements": list_agreements(door.house())}

    @command(agreement, "show")
    def show_(door: Door, agreement_id: Annotated[str, typer.Argument(metavar="ID")]) -> Answer:
        """The newest version of an agreement."""
        from muniment.usecases.agreements import show_agreement

        return show_agreement(door.house(), agreement_id)

    @command(agreement, "publish")
    def publish(
        door: Door,
        agreement_id: Annotated[str, typer.Argument(metavar="ID")],
        out: Annotated[Path, typer.Option("--out", help="Folder for the public edition.")],
    ) -> Answer:
        """Write the public edition, withheld clauses left out."""
        from muniment.usecases.agreements import publish_agreement

        return publish_agreement(door.house(), agreement_id, out)
