"""What every command shares: options that stand before or after it, officers' credentials, one way to answer."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer

from muniment.doors.cli import show
from muniment.doors.cli.progress import progress_bars
from muniment.vocabulary.errors import UsageError

Answer = dict[str, object]
WorkspaceOption = Annotated[
    Path | None, typer.Option("--workspace", help="The workspace [env MUNIMENT_WORKSPACE; default: this folder].")
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object on standard output, nothing else.")]
QuietOption = Annotated[bool, typer.Option("--quiet", help="Nothing but errors.")]
OfficerOption = Annotated[
    str | None, typer.Option("--officer", help="Who acts: a registered officer [env MUNIMENT_OFFICER].")
]
KeyOption = Annotated[
    Path | None,
    typer.Option("--key", help="The officer's private key, which signs the act [env MUNIMENT_OFFICER_KEY]."),
]
SecondOption = Annotated[str | None, typer.Option("--second", help="The second officer, where two are needed.")]
SecondKeyOption = Annotated[Path | None, typer.Option("--second-key", help="The second officer's private key.")]


@dataclass(frozen=True, slots=True)
class Settings:
    """Options given before the command; those after it win."""

    workspace: Path | None = None
    json: bool = False
    quiet: bool = False


class Door:
    """What a command is handed: where to work, who acts, and how to ask for progress."""

    def __init__(
        self, settings: Settings, officer: str | None, key: Path | None, second: str | None, second_key: Path | None
    ) -> None:
        self.settings = settings
        self._officer = officer or os.environ.get("MUNIMENT_OFFICER") or None
        env_key = os.environ.get("MUNIMENT_OFFICER_KEY")
        self._key = key or (Path(env_key) if env_key else None)
        self._second, self._second_key = second, second_key

    def with_key(self, key: Path) -> Door:
        """The same door with the acting officer's key given in another way."""
        return Door(self.settings, self._officer, key, self._second, self._second_key)

    @property
    def root(self) -> Path:
        return self.settings.workspace or Path(os.environ.get("MUNIMENT_WORKSPACE") or ".")

    def house(self) -> Any:
        """The workspace opened, with progress bars where somebody can see them."""
        from muniment.usecases.house import open_house

        return open_house(self.root, progress=progress_bars(quiet=self.settings.quiet or self.settings.json))

    def officer(self) -> Any:
        """The officer's credentials; UsageError when they were not given."""
        found = self.maybe_officer()
        if found is None:
            raise UsageError(
                "MUN-CLI-002",
                "This act needs an officer.",
                hint="Give --officer NAME --key FILE, or MUNIMENT_OFFICER and MUNIMENT_OFFICER_KEY.",
            )
        return found

    def maybe_officer(self) -> Any:
        return _credentials(self._officer, self._key, "--officer", "--key")

    def second(self) -> Any:
        return _credentials(self._second, self._second_key, "--second", "--second-key")


def _credentials(name: str | None, key: Path | None, name_option: str, key_option: str) -> Any:
    from muniment.usecases.acting import Credentials

    if name is None and key is None:
        return None
    if name is None or key is None:
        raise UsageError("MUN-CLI-003", f"{name_option} and {key_option} go together.")
    return Credentials(name, key)


def command(
    app: typer.Typer,
    name: str,
    *,
    officer: bool = False,
    second: bool = False,
    render: Callable[[Answer], None] | None = None,
) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """Register `function(door, ...)` as a command that also takes the common options after it.

    `officer`, `second`: it takes the options of acting officers. What the function returns is shown: as JSON with
    --json, else by `render` or as plain lines.
    """

    def decorate(function: Callable[..., Answer]) -> Callable[..., Answer]:
        hints = get_type_hints(function, include_extras=True)
        own = [
            parameter.replace(annotation=hints[parameter.name])
            for parameter in inspect.signature(function).parameters.values()
            if parameter.name != "door"
        ]
        extra = {"workspace": WorkspaceOption, "json": JsonOption, "quiet": QuietOption}
        if officer:
            extra |= {"officer": OfficerOption}
            if not any(p.name == "key" for p in own):
                extra |= {"key": KeyOption}
        if second:
            extra |= {"second": SecondOption, "second_key": SecondKeyOption}
        added = [
            inspect.Parameter(
                key,
                inspect.Parameter.KEYWORD_ONLY,
                annotation=annotation,
                default=False if key in ("json", "quiet") else None,
            )
            for key, annotation in extra.items()
        ]
        context = inspect.Parameter("context", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context)

        @wraps(function)
        def run(**given: Any) -> None:
            before: Settings = given.pop("context").obj or Settings()
            settings = Settings(
                given.pop("workspace") or before.workspace,
                given.pop("json") or before.json,
                given.pop("quiet") or before.quiet,
            )
            own_key = "key" in {p.name for p in own}
            door = Door(
                settings,
                given.pop("officer", None),
                None if own_key else given.pop("key", None),
                given.pop("second", None),
                given.pop("second_key", None),
            )
            answer = function(door, **given)
            show.answer(answer, json=settings.json, quiet=settings.quiet, render=render)

        keyword = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in own]
        run.__signature__ = inspect.Signature([context, *keyword, *added])  # type: ignore[attr-defined]
        run.__annotations__ = {p.name: p.annotation for p in [context, *keyword, *added]}
        app.command(name)(run)
        return function

    return decorate
