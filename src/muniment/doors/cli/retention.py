"""retention list, run; hold add, lift, list."""

from __future__ import annotations

from typing import Annotated

import typer

from muniment.doors.cli import show
from muniment.doors.cli.common import Answer, Door, command


def register(app: typer.Typer) -> None:
    retention = typer.Typer(no_args_is_help=True, help="How long evidence of persons not disclosed is kept.")
    app.add_typer(retention, name="retention")

    @command(retention, "list", render=lambda a: show.table(a["packages"], "No package came in yet."))  # type: ignore[arg-type]
    def list_(door: Door) -> Answer:
        """The last day of each package's evidence, and what holds it."""
        from muniment.usecases.retention import schedule

        return {"packages": schedule(door.house())}

    @command(retention, "run", officer=True)
    def run(door: Door) -> Answer:
        """Seal evidence that rests, and destroy the keys of what is past its day; each destruction is an entry."""
        from muniment.usecases.retention import run as do_what_is_due

        return do_what_is_due(door.house(), door.officer())

    hold = typer.Typer(no_args_is_help=True, help="Litigation holds: evidence that must be kept longer.")
    app.add_typer(hold, name="hold")

    @command(hold, "add", officer=True)
    def add(
        door: Door,
        hold_id: Annotated[str, typer.Argument(metavar="ID")],
        reason: Annotated[str, typer.Option("--reason", help="Why, e.g. the docket; no person's name.")],
        package: Annotated[list[str] | None, typer.Option("--package", help="A package to keep; none: all.")] = None,
    ) -> Answer:
        """Keep evidence until the hold is lifted."""
        from muniment.usecases.retention import add_hold

        return add_hold(door.house(), hold_id, reason, package or [], door.officer())

    @command(hold, "lift", officer=True, second=True)
    def lift(door: Door, hold_id: Annotated[str, typer.Argument(metavar="ID")]) -> Answer:
        """End a hold: counsel and a second officer."""
        from muniment.usecases.retention import lift_hold

        return lift_hold(door.house(), hold_id, door.officer(), door.second())

    @command(hold, "list", render=lambda a: show.table(a["holds"], "No hold was ever put on."))  # type: ignore[arg-type]
    def list_holds(door: Door) -> Answer:
        """All holds and whether they are in force."""
        from muniment.usecases.retention import list_holds as held

        door.house()
        return {"holds": held()}
