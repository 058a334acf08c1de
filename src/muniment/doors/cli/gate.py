"""gate init, trust, serve (without a workspace), use, reconcile."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from muniment.doors.cli.common import Answer, Door, command

FolderArgument = Annotated[Path, typer.Argument(metavar="DIR", help="The gate's folder.")]
LogOption = Annotated[str, typer.Option("--log-vkey", help="The key line of the log it believes.")]
WitnessOption = Annotated[list[str], typer.Option("--witness-vkey", help="The key line of a witness it believes.")]
QuorumOption = Annotated[int, typer.Option("--quorum", help="How many of the witnesses must have cosigned.")]
AgeOption = Annotated[int, typer.Option("--max-age", help="Seconds a cosignature may be old.")]


def register(app: typer.Typer) -> None:
    gate = typer.Typer(no_args_is_help=True, help="The gate: no answer opens without proof of its entry.")
    app.add_typer(gate, name="gate")
    _own_process(gate)

    @command(gate, "use", officer=True, second=True)
    def use(
        door: Door,
        url: Annotated[str, typer.Argument(metavar="[URL]", help="http(s)://... or unix:/path; none: embedded")] = "",
        certificate: Annotated[
            Path | None, typer.Option("--certificate", help="The gate's certificate (gate.crt).")
        ] = None,
    ) -> Answer:
        """Seal answers to a gate in a process of its own from now on; without URL to the embedded one."""
        from muniment.usecases.files import read_file
        from muniment.usecases.gates import use_gate
        from muniment.vocabulary.errors import UsageError

        if bool(url) != (certificate is not None):
            raise UsageError("MUN-GATE-024", "An address and its --certificate go together.")
        pem = read_file(certificate) if certificate else b""
        return use_gate(door.house(), url, pem, door.maybe_officer(), door.second())

    @command(gate, "reconcile")
    def reconcile(door: Door) -> Answer:
        """Daily: what the gate let go equals the release entries, one for one; the result is an entry."""
        from muniment.usecases.gates import reconcile as compare

        return compare(door.house())


def _own_process(gate: typer.Typer) -> None:
    @command(gate, "init")
    def init(
        door: Door,
        directory: FolderArgument,
        log_vkey: LogOption,
        witness_vkey: WitnessOption,
        quorum: QuorumOption = 1,
        max_age: AgeOption = 600,
    ) -> Answer:
        """A new gate to run in a process of its own. Needs no workspace."""
        from muniment.usecases.gatehouse import create_gate

        return create_gate(directory, log_vkey, witness_vkey, quorum, max_age)

    @command(gate, "trust")
    def trust(
        door: Door,
        directory: FolderArgument,
        log_vkey: LogOption,
        witness_vkey: WitnessOption,
        quorum: QuorumOption = 1,
        max_age: AgeOption = 600,
    ) -> Answer:
        """Whom a gate believes from its next start on: after a rotation, or a new witness."""
        from muniment.usecases import gatehouse

        return gatehouse.trust(directory, log_vkey, witness_vkey, quorum, max_age)

    @command(gate, "serve")
    def serve(
        door: Door,
        directory: FolderArgument,
        listen: Annotated[str, typer.Option("--listen", help="unix:PATH or HOST:PORT")] = "127.0.0.1:8022",
    ) -> Answer:
        """Answer release requests until interrupted."""
        from muniment.doors import httpd
        from muniment.usecases.gatehouse import MAX_BODY, GateHouse

        house = GateHouse(directory, lambda: int(time.time()))
        httpd.serve(
            listen,
            {("POST", "/release"): house.release, ("GET", "/releases"): house.releases},
            max_body=MAX_BODY,
            ready=lambda address: print(f"gate at {address}", file=sys.stderr, flush=True),
        )
        return {"served": str(directory)}
