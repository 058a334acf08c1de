"""ledger checkpoint, verify, prove, vkey, fsck, drill, export, escrow, recover, rotate."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from muniment.doors.cli.common import Answer, Door, command


class KeyRole(StrEnum):
    LOG = "log"
    WITNESS = "witness"
    GATE = "gate"
    SALTS = "salts"


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

    @command(ledger, "drill")
    def drill(
        door: Door, sample: Annotated[int, typer.Option("--sample", help="How many entries to open.")] = 500
    ) -> Answer:
        """Open a random sample of entries from what is stored; the result is an entry."""
        from muniment.usecases.drill import drill as open_sample

        return open_sample(door.house(), sample)

    @command(ledger, "export", officer=True)
    def export(
        door: Door,
        for_auditor: Annotated[bool, typer.Option("--for-auditor", help="The auditor's kit, the only export.")],
        out: Annotated[Path, typer.Option("--out", help="A new folder for the kit.")],
        package: Annotated[
            list[str] | None, typer.Option("--package", help="A package to show whole; none: all.")
        ] = None,
    ) -> Answer:
        """The auditor's kit: log, openings, evidence, and the verifier that checks them anywhere."""
        from muniment.usecases.auditor import export_for_auditor
        from muniment.vocabulary.errors import UsageError

        if not for_auditor:
            raise UsageError("MUN-AUDIT-002", "Say what to export.", hint="`ledger export --for-auditor --out DIR`.")
        return export_for_auditor(door.house(), out, package or [], door.officer())

    @command(ledger, "escrow", officer=True, second=True)
    def escrow(
        door: Door,
        to: Annotated[Path, typer.Option("--to", help="The escrow holder's certificate (PEM).")],
        out: Annotated[Path, typer.Option("--out", help="File for the sealed salt keys.")],
    ) -> Answer:
        """Seal the salt keys to somebody outside, so that entries can be opened if the house loses them."""
        from muniment.usecases.escrow import escrow_salts

        return escrow_salts(door.house(), to, out, door.officer(), door.second())

    @command(ledger, "rotate", officer=True, second=True)
    def rotate(door: Door, role: Annotated[KeyRole, typer.Argument(help="log, witness, gate or salts")]) -> Answer:
        """Put a new key in an old one's place; the log announces it first."""
        from muniment.usecases import rotate as use_case

        return use_case.rotate_key(door.house(), use_case.KeyRole(role.value), door.maybe_officer(), door.second())

    @command(ledger, "recover")
    def recover(
        door: Door,
        file: Annotated[Path, typer.Argument(metavar="FILE", help="The escrow.")],
        key: Annotated[Path, typer.Option("--key", help="The escrow holder's private key.")],
        out: Annotated[Path, typer.Option("--out", help="Folder for the salt keys.")],
    ) -> Answer:
        """The salt keys from an escrow. Needs no workspace."""
        from muniment.usecases.escrow import recover_salts

        return recover_salts(file, key, out)
