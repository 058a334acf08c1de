"""Assessment of 1.28 million rows: seconds and peak memory. `python bench/assessment.py [ROWS] [THREADS]`.

The facts are made here, in the wording that requesters use; persons are invented and numbers begin with 900-00 or 9xx.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import duckdb

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from assessment_support import FACT_TYPES, agreement, letter, officer, signer_key

from muniment.assessment import facts_table as ft
from muniment.assessment.assess import AssessmentInput, assess
from muniment.law import shipped_pack, shipped_profile

SIGNED = date(2026, 3, 2)


def facts(path: Path, rows: int, officers: int) -> None:
    """Facts of `rows` invented persons: 40,000 names by syllables, 26,000 birth dates, one address each, an individual reason each."""
    con = duckdb.connect()
    syllables = "['ba','ke','li','mo','nu','ra','se','ti','vo','za','da','fe']"
    pick = f"{syllables}[1 + (hash(r * {{0}}) % 12)::INTEGER]"
    name = lambda seed: " || ".join(pick.format(seed + i) for i in range(3))  # noqa: E731
    con.execute(f"""
        CREATE VIEW base AS SELECT r::INTEGER AS row, 'r' || r AS row_ref, {name(11)} || 'n' AS given_key, {name(71)} || 'sen' AS family_key,
            DATE '1940-01-01' + (hash(r * 5) % 26000)::INTEGER AS birth_date, lpad((900000000 + r)::VARCHAR, 9, '0') AS tin_digits,
            SIGNED - (91 + r % 900)::INTEGER AS ordered, SIGNED - (10 + r % 40)::INTEGER AS told, 'M-' || (2000000 + r) AS matter
        FROM range(1, {rows} + 1) t(r), (SELECT DATE '{SIGNED}' AS SIGNED)
    """)
    special = {
        "row": "row", "row_ref": "row_ref", "given_key": "given_key", "family_key": "family_key", "birth_date": "birth_date",
        "tin_digits": "tin_digits", "house_number": "(row % 9000)::VARCHAR", "street": "'maple'", "street_suffix": "'st'", "city_key": "'dayton'",
        "state_key": "'oh'", "zip5": "'45402'", "country_key": "'us'", "address_key": "'us|oh|dayton|45402|maple st|' || row",
        "given_state": "'name'", "family_state": "'name'", "tin_state": "'well_formed'", "address_kind": "'us_street'", "delivery_line": "TRUE",
        "locality": "TRUE", "periods": "[2023]::INTEGER[]", "periods_state": "'ok'",
        "statute_key": "CASE WHEN row % 50 = 0 THEN '8 usc 1227(a)' ELSE '8 usc 1253(a)(1)(a)' END", "matter_id": "matter", "stage_key": "'investigation'",
        "opened_on": f"DATE '{SIGNED}' - 60", "final_order_on": "ordered", "order_class_key": "'8 usc 1227(a)'", "reason_state": "'text'",
        "reason_key": "CASE WHEN row % 97 = 0 THEN 'to locate and remove ' || given_key ELSE 'subject ' || given_key || ' ' || family_key || ' was served the final order of ' || ordered || ' under 8 usc 1227(a), more than 90 days ago, told agents on ' || told || ' that they would not depart, and did not depart; the address is needed to serve process in matter ' || lower(matter) || '.' END",
        "officer_id": f"'O' || (row % {officers})", "items_key": "'address'",
    }  # fmt: skip
    defaults = {"VARCHAR": "''", "BOOLEAN": "FALSE"}
    columns = ", ".join(f"({special.get(n, defaults.get(k, 'NULL'))})::{k} AS {n}" for n, k in FACT_TYPES.items())
    con.execute(f"COPY (SELECT {columns} FROM base ORDER BY row) TO '{path}' (FORMAT parquet)")


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_280_000
    threads = int(sys.argv[2]) if len(sys.argv) > 2 else 2
    officers = max(1, rows // 250)
    with tempfile.TemporaryDirectory() as folder:
        path, out = Path(folder) / "facts.parquet", Path(folder) / "findings.parquet"
        facts(path, rows, officers)
        listed = tuple(officer(f"O{i}") for i in range(officers))
        given = AssessmentInput(
            path, letter(officers=listed, rows=rows), agreement(officers=listed), signer_key(), (), SIGNED, SIGNED
        )
        pack, profile = shipped_pack("us/usc26/6103-i-2"), shipped_profile("us/dc-circuit-2026")
        marks: list[tuple[str, float]] = []
        start = time.perf_counter()
        last = start

        def timed(cls: type, name: str) -> None:
            original = getattr(cls, name)

            def wrapped(self: object) -> None:
                began = time.perf_counter()
                original(self)
                marks.append((name, time.perf_counter() - began))

            setattr(cls, name, wrapped)

        for name in ("_st", "_re", "_rc", "_ac", "_oc", "_pr", "_op", "_o", "_it", "_ju"):
            timed(ft._Steps, name)

        def progress(step: str, done: int, total: int) -> None:
            nonlocal last
            if step == "rules":
                now = time.perf_counter()
                print(f"{'rules' if done else 'facts':8} {now - last:6.2f} s")
                last = now

        summary = assess(given, pack, profile, out, threads=threads, memory_limit="2500MB", progress=progress)
        now = time.perf_counter()
        print(f"{'write':8} {now - last:6.2f} s\n{'in all':8} {now - start:6.2f} s")
        for name, seconds in marks:
            print(f"   {name:4} {seconds:6.2f} s")
        print(dict(summary.counts), dict(summary.rules), f"{out.stat().st_size / 1e6:.1f} MB")
        print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")


if __name__ == "__main__":
    main()
