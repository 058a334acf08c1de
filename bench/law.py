"""How long the law takes: loading a pack, one case, and 1.28 million cases.

    python bench/law.py [--rows 1280000] [--threads 2]

Prints one line for each figure, with the machine beside it. Facts are drawn by DuckDB from a fixed seed; the two mixes
are a file that is mostly sound and one that is mostly not (as in August 2025).
"""

from __future__ import annotations

import argparse
import os
import platform
import time
from datetime import date

import duckdb

from muniment.law import check_pack, compile_findings, evaluate, shipped_pack, shipped_packs
from muniment.law.check import load_pack
from muniment.law.pack import Pack

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
SOUND = {
    "state": "'name'",
    "kind": "'us_street'",
    "flag": "false",
    "opened": "DATE '2025-01-01'",
    "ordered": "DATE '2025-01-01'",
    "cite": "'8 usc 1253'",
    "periods": "[2020, 2021]",
    "judged": "true",
    "found": "NULL::BOOLEAN",
    "signed": "DATE '2026-03-02'",
}
UNSOUND = SOUND | {
    "state": "'empty'",
    "kind": "'none'",
    "flag": "true",
    "opened": "NULL",
    "ordered": "NULL",
    "cite": "'unknown'",
    "periods": "[]",
    "judged": "NULL",
    "found": "true",
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
    """One row per person; each fact is sound with the given probability."""
    columns = []
    for name in pack.facts:
        kind = name.split("_")[0]
        columns.append(f"CASE WHEN random() < {sound} THEN {SOUND[kind]} ELSE {UNSOUND[kind]} END AS {name}")
    return f"SELECT i::INTEGER AS row, {', '.join(columns)} FROM range({rows}) r(i)"


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
    for label, sound in (("sound 99.9 %", 0.999), ("sound 90 %", 0.9), ("sound 50 %", 0.5)):
        connection = duckdb.connect(config={"threads": given.threads})
        connection.execute("SELECT setseed(0.5)")
        connection.execute(f"CREATE TABLE facts AS {facts_sql(pack, given.rows, sound)}")
        connection.execute(
            "CREATE TABLE decisions AS SELECT row, 'X-F02' AS rule, 'confirm' AS decision"
            " FROM facts WHERE row % 1000 = 0"
        )
        for what, overrides in (("", None), (" with decisions", "decisions")):
            query = compile_findings(pack, None, ("B", "F"), DAY, "facts", overrides)
            started, worked = time.perf_counter(), time.process_time()
            connection.execute(f"CREATE OR REPLACE TABLE findings AS {query}")
            spent, worked = time.perf_counter() - started, time.process_time() - worked
            size = f"{given.rows:,} rows x {len(pack.elements)} elements"
            print(f"bulk, each fact {label}{what}: {size} in {spent:.2f} s ({worked:.2f} s of one core)")
        print("   ", connection.sql("SELECT outcome, count(*) n FROM findings GROUP BY 1 ORDER BY 2 DESC").fetchall())


if __name__ == "__main__":
    main()
