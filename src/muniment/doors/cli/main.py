"""The entry point: one application, exit codes as CONTRACT.md gives them, no traceback."""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path
from typing import Final

import typer
from typer.exceptions import Abort, Exit, TyperException
from typer.main import get_command

from muniment import __version__
from muniment.doors.cli import (
    agreements,
    demo,
    gate,
    keys,
    law,
    ledger,
    linkage,
    officers,
    orders,
    packages,
    receipts,
    records,
    retention,
    show,
    witness,
    workspace,
)
from muniment.doors.cli.common import JsonOption, QuietOption, Settings, WorkspaceOption
from muniment.vocabulary.errors import IntegrityFailure, MunimentError, TryAgainLater, UsageError, disk_is_full

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
for group in (
    workspace,
    demo,
    keys,
    officers,
    law,
    agreements,
    records,
    packages,
    receipts,
    linkage,
    orders,
    retention,
    ledger,
    witness,
    gate,
):
    group.register(app)


def _version(wanted: bool) -> None:
    if wanted:
        print(__version__)
        raise Exit


@app.callback()
def options(
    context: typer.Context,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
    quiet: QuietOption = False,
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="The release."),
) -> None:
    """Muniment: lawful, minimal, provable disclosure of confidential records by their custodian."""
    context.obj = Settings(workspace, json, quiet)


COMMAND: Final = get_command(app)
"""Made once in a process: it takes longer than most commands do."""


def run() -> None:
    """The command `muniment`."""
    sys.exit(main(sys.argv[1:]))


def main(arguments: list[str]) -> int:
    """Run one command; returns its exit code (0 to 5)."""
    json = "--json" in arguments
    try:
        code = COMMAND(arguments, prog_name="muniment", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except MunimentError as error:
        show.error(error, json=json)
        return error.exit_code
    except Exit as error:
        return error.exit_code
    except (Abort, KeyboardInterrupt):
        show.error(
            TryAgainLater("MUN-CLI-004", "Interrupted; what was committed stays, the rest runs again."), json=json
        )
        return TryAgainLater.exit_code
    except TyperException as error:
        message = error.format_message()
        if message.startswith("Usage:"):
            print(message)
        elif message:
            show.error(UsageError("MUN-CLI-001", message, hint="See `muniment --help`."), json=json)
        return UsageError.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        return _unexpected(error, json=json)


def _unexpected(error: Exception, *, json: bool) -> int:
    """A full disk or a defect of ours. The kind of error is told, its text is not: it may hold a person's data."""
    if os.environ.get("MUNIMENT_DEBUG"):
        traceback.print_exc()
    if disk_is_full(error):
        problem: MunimentError = TryAgainLater(
            "MUN-CLI-005",
            "The disk is full; nothing was committed.",
            hint="Free some space, then run the command again.",
        )
    else:
        where = traceback.extract_tb(error.__traceback__)[-1]
        problem = IntegrityFailure(
            "MUN-CLI-006",
            f"Something unexpected happened ({type(error).__name__} in {Path(where.filename).name}, "
            f"line {where.lineno}). Nothing more was committed.",
            hint="Run `muniment doctor`, then report this with the release number.",
        )
    show.error(problem, json=json)
    return problem.exit_code
