"""Rates of intake: persons read by either reader, facts and records normalised without their addresses.

    python bench/intake.py [--rows 1280000] [--records 3000000] [--threads 2]

Required for 1.28 million rows on two cores: read 12 s and 2 GiB, normalise 8 s; records 300,000 rows a second. Peers
read the same CSV file and keep its text: DuckDB and PyArrow to Parquet, Python's csv to nothing. `package.py` measures
the whole way, addresses included; `address.py` addresses alone. Each step runs in a process of its own; processor
seconds are of all its threads, and tell more than the clock on a machine that has other work.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import platform
import resource
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from package import plain_csv, read, write_persons


@dataclass(frozen=True)
class Step:
    name: str
    seconds: float
    processor: float
    peak_mib: float


def step(name: str, run: Callable[..., Any], *arguments: Any) -> Step:
    """Run in a fresh process. Peak memory is of that process, which begins small."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("forkserver")) as pool:
        return Step(name, *pool.submit(_measured, run, arguments).result())


def _measured(run: Callable[..., Any], arguments: tuple[Any, ...]) -> tuple[float, float, float]:
    wall, processor = time.perf_counter(), time.process_time()
    run(*arguments)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return time.perf_counter() - wall, time.process_time() - processor, peak


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
    """Records by DuckDB from fixed arithmetic: three observations a person, one name in five with an accent."""
    import duckdb

    with duckdb.connect() as con:
        con.execute(f"""
            COPY (SELECT 'rec' || r AS record_id, 'P' || (r // 3) AS person_id,
                printf('9%08d', r // 3) AS tin,
                ['Ana','Juan','Mei','Luis','José'][1 + (r // 3) % 5] AS given_name, '' AS middle_name,
                ['Prueba','Ejemplo','Testa','Muestra','Núñez'][1 + (r // 3) % 5] || chr((97 + (r // 15) % 26)::INTEGER)
                    || chr((97 + (r // 390) % 26)::INTEGER) || chr((97 + (r // 10140) % 26)::INTEGER) AS family_name,
                '' AS suffix, (DATE '1940-01-01' + ((r // 3) % 24000)::INTEGER)::VARCHAR AS date_of_birth,
                (100 + r % 9000) || ' Maple St' AS address_line, 'Dayton' AS city, 'OH' AS state,
                '45402' AS postal_code, 'US' AS country, (DATE '2015-01-01' + (r % 4000)::INTEGER)::VARCHAR AS observed_on, 'return' AS source,
                (2015 + r % 10)::VARCHAR AS tax_period, 'primary' AS filer_role, '' AS identity_theft, '' AS impairment,
                '' AS informant, '' AS deceased_on
            FROM range({rows}) t(r)) TO '{path}' (FORMAT csv, HEADER)""")


def records(path: Path, out: Path, threads: int) -> None:
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
    # Started while this process is small: a child begins with its server's memory.
    step("warm", len, "")
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
            step("records, addresses apart", records, silos, out, options.threads),
            step("peer: DuckDB to Parquet", by_duckdb, source, other),
            step("peer: PyArrow to Parquet", by_pyarrow, source, other),
            step("peer: Python's csv, nothing kept", plain_csv, source),
        ]
    for s in steps:
        print(f"  {s.name:<34} {s.seconds:7.1f} s {s.processor:7.1f} s of processor {s.peak_mib:8,.0f} MiB")
    print(f"  records a second: {options.records / steps[4].seconds:,.0f}   (required: 300,000)")


if __name__ == "__main__":
    main()
