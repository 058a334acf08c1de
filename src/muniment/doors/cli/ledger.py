"""ledger checkpoint, verify, prove, vkey, fsck."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from muniment.doors.cli.common import Answer, Door, command


def register(app: typer.Typer) -> None:
    ledger = typer.Typer(no_args_is_help=True, help="The accounting, verifiable by strangers.")
    app.add_typer(ledger, name="ledger")

    @command(ledger, "checkpoint", render=lambda a: print(a["checkpoint"], end=""))
    def checkpoint(door: Door) -> Answer:
        """Publish everything written so far under a signed, witnessed checkpoint."""
        from muniment.usecases.ledger import checkpoint as publish

        return publish(door.house())

    @command(ledger, "verify")
    def verify(door: Door) -> Answer:
        """Verify the published ledger from its files alone."""
        from muniment.usecases.ledger import verify_ledger

        return verify_ledger(door.house())

    @command(ledger, "prove", render=lambda a: print(str(a["proof"]).rstrip("\n")))
    def prove(
        door: Door,
        index: Annotated[int, typer.Argument(help="The entry's index.")],
        out: Annotated[Path | None, typer.Option("--out", help="File for the proof (.tlog-proof).")] = None,
    ) -> Answer:
        """The proof that an entry is in the ledger."""
        from muniment.usecases.ledger import prove as prove_entry

        return prove_entry(door.house(), index, out)

    @command(ledger, "vkey", render=lambda a: print(a["vkey"]))
    def vkey(door: Door) -> Answer:
        """The log's verifier key, one C2SP line."""
        from muniment.usecases.ledger import vkey as verifier_key

        return verifier_key(door.house())

    @command(ledger, "fsck")
    def fsck(door: Door) -> Answer:
        """Compare every published file with the database."""
        from muniment.usecases.ledger import compare

        return compare(door.house())
