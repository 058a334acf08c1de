"""Linkage on the demo's own data, where the truth is known: who is found, and whether somebody else is ever disclosed.

    python bench/linkage_demo.py prepare DATA --into FOLDER     normalise once (DATA: the demo's folder `data`)
    python bench/linkage_demo.py run FOLDER [--show]            index, link and count

`run` links every row of both packages three times: against all records, and against records from which one half, then the
other half of the persons asked for has been taken out. Of a person taken out there is nothing to disclose, so whatever
would be disclosed is somebody else's: mostly a relative in the same house. Rows that fail on their face are linked too,
because here they are as good a test as any. Not run by the tests.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from datetime import date
from pathlib import Path

import duckdb
from linkage import report

from muniment.linkage import build_index, link

BUILT = date(2026, 3, 31)
DISCLOSABLE = (
    "decision <> 'none' AND address_on_file AND filer AND NOT tin_conflict AND NOT tin_of_other AND period_on_file"
)


def prepare(data: Path, into: Path) -> None:
    from muniment.intake.facts import normalise_persons
    from muniment.intake.persons import read_persons
    from muniment.intake.records import normalise_records

    into.mkdir(parents=True, exist_ok=True)
    normalise_records(sorted((data / "records").glob("*.csv")), None, into / "silos", as_of=BUILT)
    con = duckdb.connect()
    for package in ("a", "b"):
        read_persons(data / f"package-{package}" / "persons.csv", into / f"persons-{package}.parquet")
        normalise_persons(into / f"persons-{package}.parquet", into / f"facts-{package}.parquet")
    con.execute(f"""COPY (SELECT * EXCLUDE (package)
        REPLACE ((row + CASE WHEN package = 'b' THEN 1000000 ELSE 0 END)::INTEGER AS row) FROM (
        SELECT 'a' AS package, * FROM '{into / "facts-a.parquet"}'
        UNION ALL BY NAME SELECT 'b' AS package, * FROM '{into / "facts-b.parquet"}'))
        TO '{into / "facts.parquet"}' (FORMAT parquet)""")
    con.execute(f"""COPY (SELECT row, 'eligible' AS outcome FROM '{into / "facts.parquet"}')
        TO '{into / "findings.parquet"}' (FORMAT parquet)""")
    con.execute(f"""COPY (SELECT f.row, t.row_ref, coalesce(t.person_id, '') AS person_id, t.defect, t.lawful = 'yes' AS lawful
        FROM read_csv('{data / "truth.csv"}', all_varchar = true) t JOIN '{into / "facts.parquet"}' f USING (row_ref))
        TO '{into / "truth.parquet"}' (FORMAT parquet)""")


def run(folder: Path, show: bool) -> None:
    con = duckdb.connect()
    con.execute(f"CREATE TABLE truth AS SELECT * FROM '{folder / 'truth.parquet'}'")
    with tempfile.TemporaryDirectory() as scratch:
        for fold in ("", "0", "1"):
            work = Path(scratch) / f"fold{fold}"
            work.mkdir()
            gone = f"person_id IN (SELECT person_id FROM truth WHERE hash(person_id) % 2 = {fold or 2})"
            for path in sorted((folder / "silos").glob("*.parquet")):
                con.execute(
                    f"COPY (SELECT * FROM '{path}' WHERE NOT ({gone})) TO '{work / path.name}' (FORMAT parquet)"
                )
            silos = sorted(work.glob("*.parquet"))
            build_index(silos, work / "index", built_on=BUILT)
            start = time.perf_counter()
            link(work / "index", folder / "facts.parquet", folder / "findings.parquet", work / "out.parquet")
            took = time.perf_counter() - start
            judge(con, work / "out.parquet", gone if fold else "FALSE", took, fold, show)


def judge(con: duckdb.DuckDBPyConnection, out: Path, gone: str, took: float, fold: str, show: bool) -> None:
    con.execute(f"""CREATE OR REPLACE TABLE judged AS SELECT m.*, t.person_id AS truth, t.lawful, t.defect,
        m.person_id = t.person_id AS "right" FROM '{out}' m JOIN (SELECT * FROM truth) t USING (row)
        WHERE {gone.replace("person_id IN", "t.person_id IN") if fold else "TRUE"}""")
    con.execute(f"CREATE OR REPLACE VIEW disclosable AS SELECT * FROM judged WHERE {DISCLOSABLE}")
    con.execute("CREATE OR REPLACE VIEW found AS SELECT * FROM judged WHERE decision <> 'none'")
    con.execute("CREATE OR REPLACE VIEW matched AS SELECT * FROM judged WHERE decision = 'match'")
    rows = con.execute("SELECT count(*) FROM judged").fetchall()[0][0]
    print(f"{f'persons taken out, half {fold}' if fold else 'all records'}: {rows} rows, {took:.1f} s")
    on_file = con.execute("SELECT count(*) FROM judged WHERE truth <> ''").fetchall()[0][0]
    for title, view in (
        ("match", "matched"),
        ("match or review", "found"),
        ("would be disclosed (M01-M05)", "disclosable"),
    ):
        report(title, con, view, on_file)
    if not fold:
        lawful = con.execute(f"""SELECT count(*) FILTER (WHERE {DISCLOSABLE} AND "right"), count(*) FROM judged
            WHERE lawful""").fetchall()[0]
        print(f"  lawful rows found: {lawful[0]} of {lawful[1]} ({lawful[0] / lawful[1]:.4f})")
        if show:
            con.sql(f"""SELECT refusals, decision, count(*) n FROM judged WHERE lawful AND NOT ({DISCLOSABLE}) GROUP BY ALL
                ORDER BY n DESC""").show(max_rows=30, max_width=150)
    if show:
        con.sql("""SELECT address_on_file, defect, decision, name_level, dob_level, address_level, tin_level, count(*) AS n,
            min(row_ref) AS one, min(person_id) AS who FROM found WHERE NOT "right" GROUP BY ALL
            ORDER BY address_on_file DESC, n DESC""").show(max_rows=60, max_width=220)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["prepare", "run"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--into", type=Path)
    parser.add_argument("--show", action="store_true")
    args = parser.parse_args()
    if args.what == "prepare":
        prepare(args.folder, args.into)
    else:
        run(args.folder, args.show)


if __name__ == "__main__":
    main()
