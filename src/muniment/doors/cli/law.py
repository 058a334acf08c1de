"""law check, list, show."""

from __future__ import annotations

from typing import Annotated

import typer

from muniment.doors.cli import show
from muniment.doors.cli.common import Answer, Door, command


def register(app: typer.Typer) -> None:
    law = typer.Typer(no_args_is_help=True, help="Authority packs, readings and profiles.")
    app.add_typer(law, name="law")

    @command(law, "check")
    def check(
        door: Door,
        packs: Annotated[
            list[str] | None, typer.Argument(metavar="[PACK]...", help="Files or shipped ids; default: all shipped.")
        ] = None,
    ) -> Answer:
        """Check packs: form, types, sources of facts, scenarios, and that every element is flipped by a scenario."""
        from muniment.usecases.law import check_packs

        return check_packs(packs or [])

    @command(law, "list", render=lambda a: show.lines(a))
    def list_(door: Door) -> Answer:
        """The packs and profiles that are shipped."""
        from muniment.usecases.law import list_law

        return list_law()

    @command(law, "show", render=lambda a: print(a["text"]))
    def show_(
        door: Door,
        pack: Annotated[str, typer.Argument(help="A shipped pack's id, or a file.")],
        profile: Annotated[str | None, typer.Option("--profile", help="Mark the readings this profile picks.")] = None,
    ) -> Answer:
        """A pack's rules for a lawyer: the law's text, the rule, its readings."""
        from muniment.usecases.law import show_pack

        return show_pack(pack, profile)
