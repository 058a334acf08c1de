"""Tripwires for people at a terminal: the explanation, whose it is to decide, the numbers, the largest groups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from muniment.doors.cli import show


def report(answer: dict[str, Any]) -> None:
    print(f"{answer['package']}: {answer['rows']:,} rows")
    wires(answer["tripwires"])


def review(answer: dict[str, Any]) -> None:
    """What is open as plain lines, then the tripwires that concern a row."""
    show.lines({name: value for name, value in answer.items() if name != "tripwires"})
    wires(answer.get("tripwires", []))


def wires(found: list[dict[str, Any]]) -> None:
    for wire in found:
        print(f"\n{wire['tripwire'].replace('_', ' ')}: {wire['says']}")
        limit = f" (limit {wire['limit']:,})" if wire["limit"] is not None else ""
        print(f"  concerns {wire['rows']:,} rows{limit}; {_effect(wire)}")
        print("  " + ", ".join(f"{name.replace('_', ' ')} {_number(value)}" for name, value in wire["numbers"].items()))
        for line in wire["shown"]:
            print("  - " + _group(line))


def _effect(wire: Mapping[str, Any]) -> str:
    if not wire["rules"]:
        return "reported, holds nothing"
    return f"{wire['held']:,} held, decided by {' and '.join(wire['decided_by'])} ({', '.join(wire['rules'])})"


def _group(line: Mapping[str, Any]) -> str:
    rest = (f"{k.replace('_', ' ')} {_number(v)}" for k, v in line.items() if k not in ("first_row", "row_ref"))
    return ", ".join((f"row {line['first_row']} ({line['row_ref']})", *rest))


def _number(value: object) -> str:
    if value is None:
        return "-"
    return f"{value:,}" if isinstance(value, int | float) else str(value)
