"""Law for people at a terminal: a pack's rules side by side with the law, what changed, two profiles compared."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

NARROWEST = 110
"""Columns of text below which three do not stand side by side."""


def pack(answer: dict[str, Any]) -> None:
    """One row for each element: the law's text, the rule, its readings (the chosen one marked *)."""
    console = _console()
    effective = f" In effect {answer['effective']}." if answer["effective"] else ""
    console.print(Text(f"{answer['pack']}: {answer['title']}.{effective}"))
    console.print(Text(f"{answer['id']}\nFor counsel to verify; not legal advice.\n"))
    table = Table(show_lines=True, expand=True)
    for title in ("the law", "the rule", "readings" + (f" of {answer['profile']}" if answer["profile"] else "")):
        table.add_column(title, ratio=1, overflow="fold")
    for element in answer["elements"]:
        table.add_row(*(Text(cell) for cell in (_law(element), _rule(element), _readings(element))))
    console.print(table)
    for term in answer["terms"]:
        console.print(Text(f"\n{term['term']}: {term['title']}"))
        for option in term["options"]:
            mark = "*" if option["chosen"] else " "
            offered = "" if option["offered"] else " (on record, not offered)"
            console.print(Text(f" {mark} {option['option']}{offered}: {option['authority']}"))


def _law(element: dict[str, Any]) -> str:
    sources = (
        f"{s['cite']}" + (f", {s['on']}" if s["on"] else "") + (f": {s['text']}" if s["text"] else "")
        for s in element["law"]
    )
    return "\n\n".join(sources)


def _rule(element: dict[str, Any]) -> str:
    lines = [f"{element['element']} ({element['stage']}) {element['title']}"]
    if element["effective"]:
        lines.append(f"in effect {element['effective']}")
    if element["applies_when"]:
        lines.append(f"applies when {element['applies_when']}")
    lines.append(f"basis: {element['basis']}")
    if element["flag"]:
        lines.append(f"flag: {element['flag']}")
    return "\n".join([*lines, f"says: {element['says']}"])


def _readings(element: dict[str, Any]) -> str:
    return "\n\n".join("\n".join(_reading(r, len(element["readings"]) > 1)) for r in element["readings"])


def _reading(reading: dict[str, Any], several: bool) -> Iterable[str]:
    if several:
        only = ", comparison only" if reading["comparison_only"] else ""
        period = f", {reading['effective']}" if reading["effective"] else ""
        yield f"{'*' if reading['chosen'] else ' '} {reading['reading']} ({reading['authority']}{period}{only})"
    yield reading["test"] or "waived"
    if reading["not_met"]:
        role = f", decided by {reading['decided_by']}" if reading["decided_by"] else ""
        yield f"not met: {reading['not_met']}{role}"


def changes(answer: dict[str, Any]) -> None:
    """What changed, and which scenarios come out otherwise."""
    for side in ("before", "after"):
        print(f"{side}: {answer[side]['name']} {answer[side]['id']}")
    print()
    if not answer["changes"]:
        print("Nothing changed.")
    _table(answer["changes"], whole=("what", "field"))
    if answer.get("scenarios_that_turn"):
        print("\nscenarios of the first that come out otherwise under the second:")
        _table(answer["scenarios_that_turn"])


def comparison(answer: dict[str, Any]) -> None:
    """ "Under A n eligible, under B m; these k differ at I2-F02", and what is behind it."""
    a, b = answer["profiles"]
    print(f"{answer['package']}: {answer['rows']:,} rows, the law as of {answer['law_as_of']}")
    for side, profile in (("A", a), ("B", b)):
        note = "" if profile["in_effect"] else " (not in effect that day)"
        counts = ", ".join(f"{name} {count:,}" for name, count in profile["outcomes"].items())
        print(f"  {side} is {profile['name']}{note}: {counts}")
    print(
        f"  under A {a['eligible']:,} eligible on their face, under B {b['eligible']:,}; {answer['differ']:,} rows differ"
    )
    for line in answer["elements"]:
        print(f"    these {line['rows']:,} differ at {line['element']}: {line['title']}")
    if not answer["differ"]:
        return
    print()
    _table(
        [
            {"differ at": e["element"], "under A": _side(e, "a"), "under B": _side(e, "b"), "rows": f"{e['rows']:,}"}
            for e in answer["elements"]
        ],
        whole=("differ at", "rows"),
    )
    print()
    _table([{"under A": s["a"], "under B": s["b"], "rows": f"{s['rows']:,}"} for s in answer["strata"]])
    print("\nsamples, the first of each pair of strata:")
    _table([{name.replace("_", " "): str(value) for name, value in s.items()} for s in answer["samples"]])


def _side(element: dict[str, Any], side: str) -> str:
    return f"{element[f'reading_{side}']} ({element[f'authority_{side}']})"


def _table(rows: list[dict[str, str]], whole: tuple[str, ...] = ()) -> None:
    """Lines of cells; the columns named in `whole` are never broken."""
    table = Table(box=None, pad_edge=False)
    for column in rows[0] if rows else ():
        table.add_column(column, overflow="fold", no_wrap=column in whole)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row.values()))
    _console().print(table)


def _console() -> Console:
    return Console(width=max(NARROWEST, shutil.get_terminal_size((NARROWEST, 40)).columns), highlight=False)
