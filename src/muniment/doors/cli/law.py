"""law check, list, show, sign, diff, compare."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from muniment.doors.cli import show, show_law
from muniment.doors.cli.common import Answer, Door, command
from muniment.vocabulary.errors import UsageError


def register(app: typer.Typer) -> None:
    law = typer.Typer(no_args_is_help=True, help="Authority packs, readings and profiles.")
    app.add_typer(law, name="law")

    @command(law, "check")
    def check(
        door: Door,
        names: Annotated[
            list[str] | None,
            typer.Argument(metavar="[NAME]...", help="Packs or profiles: files or shipped ids; default: all shipped."),
        ] = None,
    ) -> Answer:
        """Check packs and profiles: form, types, sources of facts, scenarios, and that a scenario flips every element."""
        from muniment.usecases.law import check_law

        return check_law(names or [])

    @command(law, "list", render=lambda a: show.lines(a))
    def list_(door: Door) -> Answer:
        """The packs and profiles that are shipped."""
        from muniment.usecases.law import list_law

        return list_law()

    @command(law, "show", render=show_law.pack)
    def show_(
        door: Door,
        name: Annotated[str, typer.Argument(help="A pack, or a profile: a shipped id or a file.")],
        profile: Annotated[
            str | None, typer.Option("--profile", help="Mark the readings this profile picks: a shipped id or a file.")
        ] = None,
    ) -> Answer:
        """A pack for a lawyer: the law's text, the rule and its readings, side by side."""
        from muniment.usecases.law import show_law as use_case

        return use_case(name, profile)

    @command(law, "sign", officer=True)
    def sign(
        door: Door,
        file: Annotated[Path, typer.Argument(metavar="FILE", help="A profile.")],
        duty: Annotated[str, typer.Option("--as", help="author or approver; two officers, one of them counsel.")],
    ) -> Answer:
        """Sign a profile's id as its author or approver; the signature is written beside the file."""
        from muniment.usecases.profiles import sign_profile

        return sign_profile(door.house(), file, duty, door.officer())

    @command(law, "diff", render=show_law.changes)
    def diff(
        door: Door,
        before: Annotated[str, typer.Argument(help="A pack or a profile: a shipped id or a file.")],
        after: Annotated[str, typer.Argument(help="Another of the same kind.")],
    ) -> Answer:
        """What changed between two packs or two profiles, and which scenarios come out otherwise."""
        from muniment.usecases.law import diff_law

        return diff_law(before, after)

    @command(law, "compare", officer=True, render=show_law.comparison)
    def compare(
        door: Door,
        package: Annotated[str, typer.Argument(metavar="PACKAGE", help="The package's id, as `submit` printed it.")],
        profiles: Annotated[str, typer.Option("--profiles", help="Two profiles, A,B: shipped ids or files.")],
        out: Annotated[Path | None, typer.Option("--out", help="All rows, as Parquet.")] = None,
        as_of: Annotated[str | None, typer.Option("--as-of", help="The day of the law; default: the letter's.")] = None,
    ) -> Answer:
        """What two profiles make of one package: how many persons differ, where, with samples. It decides nothing."""
        from muniment.usecases.compare import compare_profiles

        names = [name.strip() for name in profiles.split(",") if name.strip()]
        day = _day(as_of) if as_of is not None else None
        return compare_profiles(door.house(), package, names, out, door.maybe_officer(), day)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError("MUN-CLI-009", "--as-of takes a day.", hint="Like 2026-03-02.") from None
