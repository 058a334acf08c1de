"""demo."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from muniment.doors.cli.common import Answer, Door, command


def register(app: typer.Typer) -> None:
    @command(app, "demo", render=lambda a: None)
    def demo(
        door: Door,
        dir: Annotated[Path | None, typer.Option("--dir", help="Folder for the demo; default: ./demo")] = None,
    ) -> Answer:
        """The whole story on shipped input: what a name-and-number script would have sent beside what we send."""
        from muniment.demo.story import tell

        return tell(dir or Path("demo"), quiet=door.settings.quiet or door.settings.json)
