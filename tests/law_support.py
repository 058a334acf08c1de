"""Small packs for the law room's tests, and both evaluators side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import duckdb

from muniment.law import STATUS_CODES, compile_findings, evaluate, facts_needed
from muniment.law.load import build_pack
from muniment.law.pack import Pack

DAY = date(2026, 3, 2)
COLUMN = {
    "bool": "BOOLEAN",
    "number": "DOUBLE",
    "text": "VARCHAR",
    "date": "DATE",
    "list_text": "VARCHAR[]",
    "list_number": "DOUBLE[]",
}


def pack_of(elements: Sequence[Mapping[str, Any]], facts: Mapping[str, str], /, **blocks: Any) -> Pack:
    """A pack of these elements, each filled up with what a test does not care about. `facts`: name -> 'type from'."""
    return build_pack(pack_text(elements, facts, **blocks), "test.yaml")


def pack_text(elements: Sequence[Mapping[str, Any]], facts: Mapping[str, str], /, **blocks: Any) -> bytes:
    import json

    written: dict[str, Any] = {
        "pack": "test/one",
        "format": 1,
        "sources": {"s": {"cite": "Act s. 1"}},
        "facts": {},
        "elements": [],
        "scenarios": {"rows": [{"name": "not looked at", "outcome": "eligible"}]},
    }
    for name, kind in facts.items():
        type_, origin = kind.split()
        written["facts"][name] = {
            "type": type_,
            "from": origin,
            **({"role": "reviewer"} if origin == "judgment" else {}),
        }
    for at, element in enumerate(elements):
        filled = {"id": f"T-{at:03d}", "stage": "F", "title": "t", "source": "s", "on_not_met": "return", "say": "No."}
        filled.update(element)
        if filled["stage"] == "M":
            filled["on_not_met"] = "no_disclosure"
        written["elements"].append(filled)
    written.update(blocks)
    return json.dumps(written, ensure_ascii=False).encode()


def facts_relation(pack: Pack, rows: Sequence[Mapping[str, Any]], needed: Sequence[str]) -> duckdb.DuckDBPyConnection:
    """A connection with the table `facts`: `row` from 0 and the facts needed."""
    connection = duckdb.connect(config={"threads": 1})
    columns = ", ".join(['"row" INTEGER', *(f'"{name}" {COLUMN[pack.facts[name].type]}' for name in needed)])
    connection.execute(f"CREATE TABLE facts ({columns})")
    marks = ", ".join("?" * (len(needed) + 1))
    values = [[at, *(row.get(name) for name in needed)] for at, row in enumerate(rows)]
    connection.executemany(f"INSERT INTO facts VALUES ({marks})", values)
    return connection


def in_bulk(
    pack: Pack,
    rows: Sequence[Mapping[str, Any]],
    stages: Iterable[str] = ("B", "F"),
    decided: Sequence[Mapping[str, str]] | None = None,
) -> list[dict[str, Any]]:
    """What DuckDB says of each row: statuses by element id, and outcome, failed, held, missing, flags."""
    stages = tuple(stages)
    connection = facts_relation(pack, rows, facts_needed(pack, None, stages))
    overrides = None
    if decided is not None:
        overrides = "decided"
        connection.execute("CREATE TABLE decided (row INTEGER, rule VARCHAR, decision VARCHAR)")
        for at, decisions in enumerate(decided):
            for rule, decision in decisions.items():
                connection.execute("INSERT INTO decided VALUES (?, ?, ?)", [at, rule, decision])
    query = compile_findings(pack, None, stages, DAY, "facts", overrides)
    result = connection.execute(f"SELECT * FROM ({query}) ORDER BY row")
    names = [column[0] for column in result.description]
    found = []
    for values in result.fetchall():
        row = dict(zip(names, values, strict=True))
        statuses = {
            element.id: str(STATUS_CODES[row["s_" + element.slug]])
            for element in pack.elements
            if element.stage in stages
        }
        listed = {name: tuple(row[name]) for name in ("failed", "held", "missing", "flags")}
        found.append({"statuses": statuses, "outcome": row["outcome"], **listed})
    return found


def in_python(
    pack: Pack,
    rows: Sequence[Mapping[str, Any]],
    stages: Iterable[str] = ("B", "F"),
    decided: Sequence[Mapping[str, str]] | None = None,
) -> list[dict[str, Any]]:
    """What the reference says of each row, in the same shape."""
    found = []
    for at, row in enumerate(rows):
        got = evaluate(pack, None, stages, row, DAY, decided[at] if decided is not None else {})
        found.append(
            {
                "statuses": {finding.element: str(finding.status) for finding in got.findings},
                "outcome": got.outcome,
                "failed": got.failed,
                "held": got.held,
                "missing": got.missing,
                "flags": got.flags,
            }
        )
    return found


def both(pack: Pack, rows: Sequence[Mapping[str, Any]], stages: Iterable[str] = ("B", "F")) -> list[dict[str, Any]]:
    """What either evaluator says; fails when they differ."""
    stages = tuple(stages)
    python, bulk = in_python(pack, rows, stages), in_bulk(pack, rows, stages)
    for at, (one, two) in enumerate(zip(python, bulk, strict=True)):
        assert one == two, f"row {at}: the reference says {one}, DuckDB says {two}"
    return python
