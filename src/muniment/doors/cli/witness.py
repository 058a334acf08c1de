"""witness init, serve (both without a workspace), policy, list."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from muniment.doors.cli.common import Answer, Door, command

FolderArgument = Annotated[Path, typer.Argument(metavar="DIR", help="The witness's folder.")]


def register(app: typer.Typer) -> None:
    witness = typer.Typer(no_args_is_help=True, help="Witnesses: they see that the log only grows.")
    app.add_typer(witness, name="witness")

    @command(witness, "init")
    def init(
        door: Door,
        directory: FolderArgument,
        name: Annotated[str, typer.Option("--name", help="Its name, such as witness.example/w1.")],
        log_vkey: Annotated[list[str], typer.Option("--log-vkey", help="The key line of a log it is to know.")],
    ) -> Answer:
        """A new witness to run somewhere else. Needs no workspace."""
        from muniment.usecases.witnessing import create_witness

        return create_witness(directory, name, log_vkey)

    @command(witness, "serve")
    def serve(
        door: Door,
        directory: FolderArgument,
        listen: Annotated[str, typer.Option("--listen", help="HOST:PORT or unix:PATH")] = "127.0.0.1:8021",
    ) -> Answer:
        """Answer add-checkpoint requests (C2SP tlog-witness) until interrupted."""
        from muniment.doors import httpd
        from muniment.usecases.witnessing import MAX_BODY, WitnessFolder

        folder = WitnessFolder(directory, lambda: int(time.time()))
        folder.check()
        httpd.serve(
            listen,
            {("POST", "/add-checkpoint"): folder.add_checkpoint},
            max_body=MAX_BODY,
            ready=lambda address: print(f"witness {folder.key_line()} at {address}", file=sys.stderr, flush=True),
        )
        return {"served": folder.key_line()}

    @command(witness, "policy", officer=True, second=True)
    def policy(
        door: Door,
        quorum: Annotated[int, typer.Option("--quorum", help="How many of them must cosign.")],
        witness: Annotated[list[str] | None, typer.Option("--witness", help='"URL VKEY" of a witness.')] = None,
        embedded: Annotated[bool, typer.Option("--embedded/--no-embedded", help="The workspace's own counts.")] = True,
    ) -> Answer:
        """Whose cosignatures a checkpoint needs from now on. At first: the embedded witness, 1 of 1."""
        from muniment.usecases.policies import set_witnesses

        return set_witnesses(
            door.house(), witness or [], quorum, embedded=embedded, first=door.maybe_officer(), second=door.second()
        )

    @command(witness, "list")
    def list_(door: Door) -> Answer:
        """The policy in force."""
        from muniment.usecases.policies import show_witnesses

        return show_witnesses(door.house())
