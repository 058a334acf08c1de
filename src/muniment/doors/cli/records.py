"""records build and report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from muniment.doors.cli.common import Answer, Door, command


def register(app: typer.Typer) -> None:
    records = typer.Typer(no_args_is_help=True, help="The custodian's records.")
    app.add_typer(records, name="records")

    @command(records, "build")
    def build(
        door: Door,
        files: Annotated[
            list[Path], typer.Argument(metavar="FILE...", help="CSV, Parquet, or NAME.silo.yaml; each is a silo.")
        ],
        map: Annotated[
            Path | None, typer.Option("--map", help="YAML: our column: theirs; SILO: {...} for one.")
        ] = None,
    ) -> Answer:
        """Build a new version of the record index."""
        from muniment.usecases.records import build_records

        return build_records(door.house(), files, map)

    @command(records, "report", officer=True)
    def report(door: Door, out: Annotated[Path, typer.Option("--out", help="The HTML file to write.")]) -> Answer:
        """One page on the silos: missing, junk, unreadable, repeated, shared; counts, nothing of a person."""
        from muniment.usecases.records import write_survey

        return write_survey(door.house(), out, door.officer())
