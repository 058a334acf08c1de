"""receipt verify (works without a workspace)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from muniment.doors.cli.common import Answer, Door, command


def register(app: typer.Typer) -> None:
    receipt = typer.Typer(no_args_is_help=True, help="For requesters: what was promised for a package.")
    app.add_typer(receipt, name="receipt")

    @command(receipt, "verify")
    def verify(
        door: Door,
        file: Annotated[Path, typer.Argument(metavar="FILE", help="The receipt that came with the submission.")],
        vkey: Annotated[list[str] | None, typer.Option("--vkey", help="The log's key line, got elsewhere.")] = None,
        witness_vkey: Annotated[
            list[str] | None, typer.Option("--witness-vkey", help="A witness's key line; all given must have seen it.")
        ] = None,
    ) -> Answer:
        """Verify a receipt alone: promise, inclusion, openings. Names everything that does not verify."""
        from muniment.usecases.receipts import verify as verify_file

        return verify_file(file, vkey or [], witness_vkey or [])
