"""Rates of intake: persons read by either reader, facts and records normalised, with their addresses and without.

    python bench/intake.py [--rows 1280000] [--records 3000000] [--threads 2]

Required for 1.28 million rows on two cores: read 12 s and 2 GiB, normalise 8 s; records 300,000 rows a second, addresses
apart. Peers read the same CSV file and keep its text: DuckDB and PyArrow to Parquet, Python's csv to nothing. `package.py`
measures the whole way of a package; `address.py` addresses alone. Each step runs in a process of its own; processor seconds
are of all its threads and helpers, and tell more than the clock on a machine that has other work.

The records: three observations a person, at any ZIP code of the table, one name in five with an accent, a ZIP+4 on one in five;
88 % of the addresses in the plain form, the others of fifteen forms that SQL leaves to the reference.
"""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
from pathlib import Path

from package import plain_csv, read, step, write_persons

ODD = (
    "PO Box {n}", "P.O. Box {n}", "RR {k} Box {n}", "HC {k} Box {n}", "{n} State Route {k}", "{n} US Highway {k}", "{n} Broadway",
    "{n} Avenue A Apt {k}", "{n} E {k}00 S", "{n} 1/2 {s} St", "{n} {s} St Bldg {k} Apt 3", "c/o Example, {n} {s} Ave", "{n} First St",
    "{n} Martin Luther King Jr Blvd", "Unknown",
)  # fmt: skip


def make_irregular(path: Path, out: Path) -> None:
    """The same file with one stray quotation mark, harmless, in its last row: the exact reader must take it."""
    raw = path.read_bytes().rstrip(b"\n")
    out.write_bytes(raw + b'"\n')


def make_defective(path: Path, out: Path) -> None:
    """The same file with one row short of a cell: every row is looked at and none is kept."""
    raw = path.read_bytes().rstrip(b"\n")
    out.write_bytes(raw + b"\nshort,row\n")


def refused(path: Path, out: Path) -> None:
    from muniment.vocabulary.errors import InputRefused

    try:
        read(path, out)
    except InputRefused as refusal:
        assert len(refusal.defects) == 1
    else:
        raise AssertionError("a defective file was taken")


def normalise(persons: Path, out: Path, threads: int) -> None:
    from muniment.intake.facts import addresses_unread, normalise_persons

    normalise_persons(persons, out, threads=threads, parse_addresses=addresses_unread)


def write_records(path: Path, rows: int) -> None:
    """Records by DuckDB from fixed arithmetic."""
    import duckdb
    import pyarrow as pa

    from muniment.intake.address.lexicon import read_table

    places = [r for r in read_table("places.csv") if r["state"] not in ("aa", "ae", "ap")]
    syllables = "['ba','ker','li','mon','nu','ras','sel','ti','vor','zan','da','fen']"
    word = " || ".join(f"{syllables}[1 + (h // {12**k} % 12)::INTEGER]" for k in range(4))
    odd = "[" + ",".join("'" + o.replace("'", "''") + "'" for o in ODD) + "]"
    with duckdb.connect() as con:
        con.register("places", pa.table({
            "spot": range(len(places)), "city": [r["cities"].split("|")[0].upper() for r in places],
            "state": [r["state"].upper() for r in places], "zip": [r["zip"] for r in places],
        }))  # fmt: skip
        con.execute(f"""
            COPY (WITH drawn AS (
                SELECT r, (hash(r) >> 1)::BIGINT AS h, (hash(r // 3) >> 1)::BIGINT % {len(places)} AS spot FROM range({rows}) t(r)
            ), spoken AS (SELECT *, {word} AS s, 1 + h // 7 % 9000 AS n, 1 + h // 11 % 88 AS k FROM drawn)
            SELECT 'rec' || r AS record_id, 'P' || (r // 3) AS person_id,
                printf('9%08d', r // 3) AS tin,
                ['Ana','Juan','Mei','Luis','José'][1 + (r // 3) % 5] AS given_name, '' AS middle_name,
                ['Prueba','Ejemplo','Testa','Muestra','Núñez'][1 + (r // 3) % 5] || chr((97 + (r // 15) % 26)::INTEGER)
                    || chr((97 + (r // 390) % 26)::INTEGER) || chr((97 + (r // 10140) % 26)::INTEGER) AS family_name,
                '' AS suffix, (DATE '1940-01-01' + ((r // 3) % 24000)::INTEGER)::VARCHAR AS date_of_birth,
                CASE WHEN h % 100 < 88 THEN n || ['', '', ' N', ' S', ' West'][1 + h // 13 % 5] || ' ' || s
                    || [' St', ' Ave', ' Rd', ' Dr', ' Lane', ' Court'][1 + h // 17 % 6]
                    || CASE WHEN h % 4 = 0 THEN [' Apt ', ' #', ', Unit '][1 + h // 19 % 3] || k ELSE '' END
                    ELSE replace(replace(replace({odd}[1 + h // 23 % {len(ODD)}], '{{n}}', n::VARCHAR), '{{k}}', k::VARCHAR), '{{s}}', s)
                    END AS address_line, city, state,
                zip || CASE WHEN h % 5 = 0 THEN '-' || (1000 + h // 29 % 9000) ELSE '' END AS postal_code,
                'US' AS country, (DATE '2015-01-01' + (r % 4000)::INTEGER)::VARCHAR AS observed_on, 'return' AS source,
                (2015 + r % 10)::VARCHAR AS tax_period, 'primary' AS filer_role, '' AS identity_theft, '' AS impairment,
                '' AS informant, '' AS deceased_on
            FROM spoken JOIN places USING (spot) ORDER BY r) TO '{path}' (FORMAT csv, HEADER)""")


def records(path: Path, out: Path, threads: int) -> None:
    from muniment.intake.records import normalise_records

    normalise_records([path], None, out, threads=threads, processes=threads)


def records_without(path: Path, out: Path, threads: int) -> None:
    from muniment.intake.facts import addresses_unread
    from muniment.intake.records import normalise_records

    normalise_records([path], None, out, threads=threads, parse_addresses=addresses_unread)


def by_duckdb(path: Path, out: Path) -> None:
    import duckdb

    with duckdb.connect() as con:
        con.execute(f"""
            COPY (SELECT row_number() OVER () AS row, * FROM read_csv('{path}', all_varchar = true, delim = ',',
                quote = '"', escape = '"', header = true, strict_mode = true))
            TO '{out}' (FORMAT parquet, COMPRESSION zstd)""")


def by_pyarrow(path: Path, out: Path) -> None:
    import pyarrow.csv as pc
    import pyarrow.parquet as pq

    with path.open("rb") as file:
        names = file.readline().decode().strip().split(",")
    types = pc.ConvertOptions(column_types=dict.fromkeys(names, "string"))
    table = pc.read_csv(path, parse_options=pc.ParseOptions(newlines_in_values=True), convert_options=types)
    pq.write_table(table, out, compression="zstd")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_280_000)
    parser.add_argument("--records", type=int, default=3_000_000)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        source, irregular, defective, persons, other, facts, silos, out = (
            Path(folder) / n
            for n in ("p.csv", "irregular.csv", "defective.csv", "persons", "other", "facts", "silos.csv", "out")
        )
        write_persons(source, options.rows, max(1, options.rows // 280))
        make_irregular(source, irregular)
        make_defective(source, defective)
        write_records(silos, options.records)
        size = source.stat().st_size / 1e6
        print(f"{options.rows:,} rows, {size:,.0f} MB of CSV; {options.records:,} records", end="; ")
        print(f"{platform.machine()}, {os.cpu_count()} cores, {options.threads} threads, load {os.getloadavg()[0]:.1f}")
        steps = [
            step("read", read, source, persons),
            step("read by the exact reader", read, irregular, other),
            step("refuse: every row looked at", refused, defective, other),
            step("normalise, addresses apart", normalise, persons, facts, options.threads),
            step("records, addresses apart", records_without, silos, out, options.threads),
            step("records", records, silos, out, options.threads),
            step("peer: DuckDB to Parquet", by_duckdb, source, other),
            step("peer: PyArrow to Parquet", by_pyarrow, source, other),
            step("peer: Python's csv, nothing kept", plain_csv, source),
        ]
    for s in steps:
        print(f"  {s.name:<34} {s.seconds:7.1f} s {s.cpu:7.1f} s of processor {s.peak_mib:8,.0f} MiB")
    for s in steps[4:6]:
        print(
            f"  {s.name}: {options.records / s.seconds:,.0f} a second, {s.cpu / options.records * 1e6:.1f} us of processor each"
        )


if __name__ == "__main__":
    main()
