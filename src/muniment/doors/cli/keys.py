"""keys generate; open (both work without a workspace)."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from muniment.doors.cli.common import Answer, Door, command


class KeyRole(StrEnum):
    REQUESTER = "requester"
    OFFICER = "officer"
    RECIPIENT = "recipient"
    WITNESS = "witness"
    COUNSEL = "counsel"


def register(app: typer.Typer) -> None:
    keys = typer.Typer(no_args_is_help=True, help="Key files.")
    app.add_typer(keys, name="keys")

    @command(keys, "generate")
    def generate(
        door: Door,
        role: KeyRole,
        name: Annotated[str, typer.Option("--name", help="The files' name.")],
        out: Annotated[Path, typer.Option("--out", help="Folder for the key files.")],
        passphrase_file: Annotated[
            Path | None, typer.Option("--passphrase-file", help="Protect the key with this file's first line.")
        ] = None,
    ) -> Answer:
        """Generate a key pair; the private file is readable by its owner only."""
        from muniment.usecases.keyfiles import generate_key

        return generate_key(role.value, name, out, passphrase_file)

    @command(app, "open")
    def open_(
        door: Door,
        file: Annotated[Path, typer.Argument(metavar="FILE", help="The sealed answer (.cms).")],
        key: Annotated[Path, typer.Option("--key", help="The recipient's private key.")],
        out: Annotated[Path, typer.Option("--out", help="Folder for response.csv.")],
    ) -> Answer:
        """Verify and decrypt an answer; leaves nothing behind on failure."""
        from muniment.usecases.keyfiles import open_sealed_answer

        return open_sealed_answer(file, key, out)
