"""Rates of the address parser: the reference on one core, and the bulk path on all of them.

    python bench/address.py [--rows 1280000] [--processes 2] [--nonstandard 0.15]

Addresses are made from parts: streets, units and real ZIP codes in the forms people write, and a share of
everything else.
"""

from __future__ import annotations

import argparse
import gc
import os
import random
import resource
import time

import duckdb

from muniment.intake.address import parse_address
from muniment.intake.address.bulk import parse_addresses
from muniment.intake.address.lexicon import read_table
from muniment.intake.address.wordlists import word_list

NAMES = word_list(
    "Maple Oak Elm Birch Cedar Walnut Cherry Hickory Willow Ash Poplar Spruce Magnolia Dogwood Juniper Laurel "
    "Chestnut Locust Sycamore Linden Jackson Lincoln Madison Monroe Jefferson Adams Grant Franklin Harrison "
    "Taylor Wilson Clark Lewis Baker Carter Cooper Fisher Hunter Mason Miller Turner Walker Weaver Holly Ivy Rose "
    "Lily Daisy Violet Amber Coral Crystal Ruby"
)
SECOND = (
    "Hill Ridge Creek Valley Grove Field Brook Meadow Stone Wood Dale Crest Haven Bend Glen Run Point".lower().split()
)
SUFFIXES = word_list("St Ave Rd Dr Ln Ct Blvd Way Cir Ter Street Avenue Road Drive Lane Court")
DIRECTIONS = ("", "", "", "N ", "S ", "E ", "W ", "North ", "SW ")
ODD = (
    "PO Box {n}", "P.O. Box {n}", "RR {k} Box {n}", "{n} State Route {k}", "{n} US Highway {k}", "{n} County Road {k}",
    "{n} St Johns Pl", "{n} Broadway", "{n} Avenue A Apt {k}", "{n} E {n} S", "{n} 1/2 Main St", "{n} Camino Real",
    "{n} {name}",
    "Sunset Apts {n} {name} St Apt {k}", "Failed to Provide", "Unknown", "{n} {name} St Rear",
    "{n} Martin Luther King Jr Blvd",
    "c/o Someone, {n} {name} Ave", "{n} Twenty-First St", "HC {k} Box {n}", "{n} {name} Park", "One {name} Plaza",
    "N/A", "{name} St",
)  # fmt: skip


def make(rows: int, nonstandard: float) -> list[tuple[str, str, str, str, str]]:
    rng = random.Random(12)
    places = [
        (r["cities"].split("|")[0].title(), r["state"].upper(), r["zip"])
        for r in read_table("places.csv")
        if r["state"] not in ("aa", "ae", "ap", "pr")
    ]
    made = []
    for _ in range(rows):
        city, state, zip5 = rng.choice(places)
        n, k = rng.randint(1, 19999), rng.randint(1, 90)
        name = (
            rng.choice(NAMES)
            + (rng.choice(SECOND) if rng.random() < 0.7 else "")
            + ("" if rng.random() < 0.6 else " " + rng.choice(NAMES))
        )
        if rng.random() < nonstandard:
            line = rng.choice(ODD).format(n=n, k=k, name=name)
        else:
            line = f"{n} {rng.choice(DIRECTIONS)}{name} {rng.choice(SUFFIXES)}"
            if rng.random() < 0.3:
                line += rng.choice((" Apt ", " #", " Unit ", " Ste ")) + str(k)
        if rng.random() < 0.1:
            made.append((f"{line}, {city} {state} {zip5}", "", "", "", ""))
        else:
            made.append((line, city, state, zip5, "US"))
    return made


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--rows", type=int, default=1_280_000)
    options.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    options.add_argument("--nonstandard", type=float, default=0.15)
    given = options.parse_args()
    rows = make(given.rows, given.nonstandard)
    gc.collect()
    gc.freeze()  # the million made rows are no part of what is measured
    sample = rows[:40_000]
    for a in sample[:20_000]:
        parse_address(*a)  # the caches of places and words as a running program has them
    start = time.perf_counter()
    for a in sample[20_000:]:
        parse_address(*a)
    rate = len(sample[20_000:]) / (time.perf_counter() - start)
    print(f"reference: {rate:,.0f} addresses/s on one core")
    import pyarrow as pa

    columns = list(zip(*rows, strict=True))
    table = pa.table(
        {
            "row": range(1, len(rows) + 1),
            **dict(zip(("address_line", "city", "state", "postal_code", "country"), map(list, columns), strict=True)),
        }
    )
    del rows, columns
    con = duckdb.connect()
    con.execute("SET memory_limit = '1200MB'").fetchall()
    con.execute(f"SET threads = {given.processes}").fetchall()
    con.register("given", table)
    con.execute("CREATE TABLE source AS SELECT * FROM given").fetchall()
    con.unregister("given")
    del table
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    start = time.perf_counter()
    marks: list[tuple[str, float]] = []

    def progress(step: str, done: int, total: int) -> None:
        if not marks or marks[-1][0] != step:
            marks.append((step, time.perf_counter() - start))

    summary = parse_addresses(con, "source", "target", processes=given.processes, progress=progress)
    took = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(summary)
    print(" ".join(f"{step}: {t:.1f} s;" for step, t in marks))
    print(
        f"bulk: {took:.1f} s, {summary.rows / took:,.0f} rows/s, fast path {summary.fast / max(summary.rows, 1):.1%}, "
        f"peak {peak} MiB (of them {before} before)"
    )


if __name__ == "__main__":
    main()
