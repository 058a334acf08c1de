"""How long the law takes: loading a pack, one case, 1.28 million cases, and two profiles over them.

    python bench/law.py [--rows 1280000] [--threads 2]

Prints one line for each figure, with the machine beside it; seconds of one core stand beside the wall, for a machine
that has other work. Facts are drawn by DuckDB from a fixed seed: each is the clean case's, or with the rest of the
probability one that some scenario of the pack has.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from contextlib import suppress
from datetime import date
from pathlib import Path

import duckdb

from muniment.formats.duck import literal
from muniment.law import (
    check_pack,
    compile_comparison,
    compile_findings,
    evaluate,
    load_pack,
    shipped_pack,
    shipped_packs,
    shipped_profile,
)
from muniment.law.pack import Pack
from muniment.vocabulary.errors import InputRefused

DAY = date(2026, 3, 2)
CLEAN = {
    "state": "name",
    "kind": "us_street",
    "flag": "false",
    "opened": "2025-01-01",
    "ordered": "2025-01-01",
    "cite": "8 usc 1253",
    "periods": "[2020, 2021]",
    "judged": "true",
}
PACK = "us/usc26/6103-i-2"
PROFILES = ("us/dc-circuit-2026", "us/zip-like-2025")
COLUMN = {
    "bool": "BOOLEAN",
    "number": "DOUBLE",
    "text": "VARCHAR",
    "date": "DATE",
    "list_text": "VARCHAR[]",
    "list_number": "DOUBLE[]",
}


def pack_text(elements: int = 40, scenarios: int = 200) -> bytes:
    """A pack of the size and shape of a real one: every form of test, a third of the elements with awaited facts."""
    tests = (
        "state_{i} == 'name'",
        "kind_{i} in kinds and flag_{i} is not true",
        "opened_{i} is not None and opened_{i} <= signed_on",
        "signed_on - ordered_{i} > 90",
        "count(periods_{i}) > 0 and max(periods_{i}) <= year(signed_on)",
        "matches(cite_{i}, citation) and not starts_with(cite_{i}, '26 usc')",
        "found_{i} is not true",
        "judged_{i} or kind_{i} == 'po_box'",
    )
    facts = {
        "state_{i}": "{type: text, from: row, values: [name, empty]}",
        "kind_{i}": "{type: text, from: row}",
        "flag_{i}": "{type: bool, from: row}",
        "opened_{i}": "{type: date, from: row}",
        "ordered_{i}": "{type: date, from: row}",
        "periods_{i}": "{type: list_number, from: row}",
        "cite_{i}": "{type: text, from: row}",
        "found_{i}": "{type: bool, from: judgment, role: reviewer}",
        "judged_{i}": "{type: bool, from: judgment, role: counsel}",
    }
    outcomes = ("return", "refuse", "hold\n    decided_by: reviewer", "block")
    lines = [
        "pack: bench/one",
        "format: 1",
        "sources: {s: {cite: A Law}}",
        "facts:",
        "  signed_on: {type: date, from: letter}",
    ]
    body = ["elements:"]
    declared: dict[str, str] = {}
    for at in range(elements):
        test = tests[at % len(tests)].replace("{i}", str(at // len(tests)))
        for name, kind in facts.items():
            named = name.replace("{i}", str(at // len(tests)))
            if named in test:
                declared[named] = kind
        body += [f"  - id: X-F{at:02d}", "    stage: F", "    title: a condition", "    source: s"]
        body += [f'    test: "{test}"', f"    on_not_met: {outcomes[at % 4]}", '    say: "Not met ({cite})."']
    lines += [f"  {name}: {kind}" for name, kind in declared.items()]
    lines += ["lists: {kinds: [us_street, po_box, military]}", 'formats: {citation: "\\\\d{1,2} usc \\\\d{1,5}[a-z]?"}']
    base = {"signed_on": "2026-03-02"}
    base |= {name: CLEAN.get(name.rsplit("_", 1)[0], "null") for name in declared}
    body += ["scenarios:", "  base: {" + ", ".join(f"{k}: {v}" for k, v in base.items()) + "}", "  rows:"]
    body += [f"    - {{name: clean {at}, change: {{flag_0: null}}, outcome: eligible}}" for at in range(scenarios)]
    return "\n".join(lines + body).encode()


def facts_sql(pack: Pack, rows: int, sound: float) -> str:
    """One row per person; each fact is the clean case's with the given probability, else another of the scenarios'."""
    columns = []
    for name, fact in pack.facts.items():
        seen = list(dict.fromkeys(scenario.facts.get(name) for scenario in pack.scenarios))
        clean, *others = [f"{literal(value)}::{COLUMN[fact.type]}" for value in seen]
        others = others or [clean]
        chance = [f"WHEN random() < {1 / (len(others) - at)} THEN {other}" for at, other in enumerate(others)]
        columns.append(f"CASE WHEN random() < {sound} THEN {clean} ELSE CASE {' '.join(chance)} END END AS {name}")
    return f"SELECT i::INTEGER AS row, {', '.join(columns)} FROM range({rows}) r(i)"


def timed(connection: duckdb.DuckDBPyConnection, query: str) -> str:
    """The better of two runs into a table, as text."""
    best = (float("inf"), 0.0)
    for _ in range(2):
        started, worked = time.perf_counter(), time.process_time()
        connection.execute(f"CREATE OR REPLACE TABLE result AS {query}")
        best = min(best, (time.perf_counter() - started, time.process_time() - worked))
    return f"{best[0]:.2f} s ({best[1]:.2f} s of one core)"


def hostile() -> str:
    """The slowest refusals among the tests' hostile packs, in seconds of one core."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
    from hostile_packs import catalogue

    spent: dict[str, float] = {}
    for what, raw in catalogue().items():
        started = time.process_time()
        with suppress(InputRefused):
            load_pack(raw, "hostile.yaml")
            raise AssertionError(f"not refused: {what}")
        spent[what] = time.process_time() - started
    slowest = sorted(spent, key=lambda what: -spent[what])[:3]
    return f"{len(spent)} hostile packs refused; slowest: " + ", ".join(f"{w} {spent[w]:.2f} s" for w in slowest)


def bulk(rows: int, threads: int) -> None:
    """The shipped pack over many rows: facial and match elements, and two profiles at once."""
    pack = shipped_pack(PACK)
    first, second = map(shipped_profile, PROFILES)
    for label, sound in (("99.9 %", 0.999), ("97 %", 0.97), ("50 %", 0.5)):
        connection = duckdb.connect(config={"threads": threads})
        connection.execute("SELECT setseed(0.5)")
        connection.execute(f"CREATE TABLE facts AS {facts_sql(pack, rows, sound)}")
        print(f"{PACK}, {rows:,} rows, each fact sound {label}:")
        for stages in (("B", "F"), ("M",)):
            elements = sum(element.stage in stages for element in pack.elements)
            found = timed(connection, compile_findings(pack, first, stages, DAY, "facts"))
            print(f"  {elements} elements of {'+'.join(stages)}: {found}")
            found = timed(connection, compile_comparison(pack, first, second, stages, DAY, "facts"))
            differ = "outcome_a <> outcome_b OR rules_a <> rules_b"
            (count,) = connection.execute(f"SELECT count(*) FROM result WHERE {differ}").fetchall()[0]
            print(f"  two profiles over them: {found}; {count:,} rows differ")


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--rows", type=int, default=1_280_000)
    arguments.add_argument("--threads", type=int, default=2)
    given = arguments.parse_args()
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    print(f"{machine}, DuckDB {duckdb.__version__}, {given.threads} threads")
    raw = pack_text()
    started = time.perf_counter()
    pack = load_pack(raw, "bench.yaml")
    spent = time.perf_counter() - started
    size = f"{len(raw):,} bytes, {len(pack.elements)} elements, {len(pack.scenarios)} scenarios"
    print(f"load {size}: {spent:.3f} s")
    started = time.perf_counter()
    check_pack(raw, "bench.yaml")
    print(f"law check (mutations too): {time.perf_counter() - started:.3f} s")
    for name in shipped_packs():
        started = time.perf_counter()
        shipped_pack(name)
        print(f"load shipped {name}: {time.perf_counter() - started:.3f} s")
    case = dict(pack.scenarios[0].facts)
    evaluate(pack, None, ("B", "F"), case, DAY)
    started = time.perf_counter()
    for _ in range(1_000):
        evaluate(pack, None, ("B", "F"), case, DAY)
    print(f"reference: {(time.perf_counter() - started) * 1000:.0f} µs a case")
    print(hostile())
    bulk(given.rows, given.threads)


if __name__ == "__main__":
    main()
