"""linkage fit."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from muniment.doors.cli.common import Answer, Door, command


def register(app: typer.Typer) -> None:
    linkage = typer.Typer(no_args_is_help=True, help="The linkage model: fitted, tested, certified.")
    app.add_typer(linkage, name="linkage")

    @command(linkage, "fit", officer=True)
    def fit(
        door: Door,
        package: Annotated[str, typer.Option("--package", help="The package to fit on, assessed.")],
        labels: Annotated[
            Path | None, typer.Option("--labels", help="CSV: row_ref, person_id (empty: nobody on file).")
        ] = None,
    ) -> Answer:
        """Fit the model on a package and the index; with labels, choose the threshold and certify it."""
        from muniment.usecases.linkage import fit_linkage

        return fit_linkage(door.house(), package, labels, door.officer())
