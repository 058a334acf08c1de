"""law check, list, show, compare."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from muniment.doors.cli import show
from muniment.doors.cli.common import Answer, Door, command
from muniment.vocabulary.errors import UsageError


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

    @command(law, "compare", officer=True, render=_comparison)
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


def _comparison(answer: dict[str, Any]) -> None:
    """ "Under A n eligible, under B m; these k differ at I2-F02", and the tables behind it."""
    a, b = answer["profiles"]
    print(f"{answer['package']}: {answer['rows']:,} rows, the law as of {answer['law_as_of']}")
    for letter, profile in (("A", a), ("B", b)):
        note = "" if profile["in_effect"] else " (not in effect that day)"
        counts = ", ".join(f"{name} {count:,}" for name, count in profile["outcomes"].items())
        print(f"  under {letter} {profile['name']}{note}: {profile['eligible']:,} eligible on their face ({counts})")
    print(f"  {answer['differ']:,} rows differ")
    if not answer["differ"]:
        return
    print()
    columns = {"element": "differ at", "rows": "rows", "reading_a": "A reads", "authority_a": "A's authority",
               "reading_b": "B reads", "authority_b": "B's authority"}  # fmt: skip
    show.table([{name: line[key] for key, name in columns.items()} for line in answer["elements"]], "No element.")
    print()
    show.table([{"under A": s["a"], "under B": s["b"], "rows": s["rows"]} for s in answer["strata"]], "")
    print("\nsamples:")
    show.table(answer["samples"], "")
