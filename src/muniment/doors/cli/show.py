"""How answers and errors look: one JSON object, or lines for a person. Never a traceback."""

from __future__ import annotations

import json as json_format
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from muniment.vocabulary.errors import Defect, MunimentError


def answer(
    result: dict[str, object], *, json: bool, quiet: bool, render: Callable[[dict[str, object]], None] | None
) -> None:
    """Show what a use case returned."""
    if json:
        sys.stdout.write(json_format.dumps({"ok": True, **result}, default=str) + "\n")
    elif quiet:
        return
    elif render is not None:
        render(result)
    else:
        lines(result)


def lines(result: Mapping[str, Any], indent: str = "") -> None:
    """Plain lines: `name: value`, nested values indented, lists of mappings as one line each."""
    for name, value in result.items():
        label = f"{indent}{name.replace('_', ' ')}"
        if isinstance(value, Mapping):
            print(f"{label}:")
            lines(value, indent + "  ")
        elif isinstance(value, list) and value and isinstance(value[0], Mapping):
            print(f"{label}:")
            for item in value:
                print(f"{indent}  " + "  ".join(f"{k}={_plain(v)}" for k, v in item.items()))
        else:
            print(f"{label}: {_plain(value)}")


def _plain(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    if isinstance(value, Sequence):
        return ", ".join(_plain(v) for v in value) or "none"
    return str(value)


def table(rows: Sequence[Mapping[str, Any]], empty: str) -> None:
    """A list as a table; `empty` says what to do when there is nothing."""
    from rich.console import Console
    from rich.table import Table

    if not rows:
        print(empty)
        return
    shown = Table(box=None, pad_edge=False)
    for column in rows[0]:
        shown.add_column(column.replace("_", " "), overflow="fold")
    for row in rows:
        shown.add_row(*(_plain(value) for value in row.values()))
    Console().print(shown)


def error(problem: MunimentError, *, json: bool) -> None:
    """Show an error with every defect it lists."""
    if json:
        sys.stdout.write(json_format.dumps({"ok": False, "error": problem.as_json()}, default=str) + "\n")
        return
    write = sys.stderr.write
    write(f"error: {problem.message} [{problem.code}]\n")
    for defect in problem.defects:
        write(f"  {_place(defect)}{defect.message} [{defect.code}]" + (f" {defect.hint}" if defect.hint else "") + "\n")
    if problem.hint:
        write(f"  what to do: {problem.hint}\n")
    if problem.citation:
        write(f"  source: {problem.citation}\n")


def _place(defect: Defect) -> str:
    parts = [defect.file]
    if defect.row is not None:
        parts.append(f"row {defect.row}" if defect.row else "header")
    if defect.column:
        parts.append(defect.column)
    place = ", ".join(part for part in parts if part)
    return f"{place}: " if place else ""
