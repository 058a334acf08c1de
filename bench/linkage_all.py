"""Linkage beside Splink 5 on every set, as the table and the chart of docs/linkage.md (`make bench-linkage`).

    python bench/linkage_all.py [--seed 51] [--historical FILE] [--febrl WHEEL] [--worlds HOUSEHOLDS:REQUESTS ...] [--write]

Models are fitted without labels on the set itself; nothing is chosen by its truth. pseudopeople's four sets take seeds from --seed
on. A set whose file is not given is left out. --worlds: also speed and memory, each program in a
process of its own; Splink is stopped after FACTOR times what the link took.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import linkage_pseudopeople
import linkage_public
from linkage import curve, splink
from linkage_world import make_large_world
from page import put

from muniment.linkage import (
    MatchOptions,
    Reviewed,
    build_index,
    choose_threshold,
    derive,
    dump_model,
    explain,
    fit_model,
    link,
    load_model,
)
from muniment.vocabulary.rates import upper_bound

DOCS = Path(__file__).parents[1] / "docs"
BUILT = date(2026, 1, 31)
STEPS = ("build", "link", "few", "splink")
FEW = 1_000
FACTOR = 8
"""How much faster than Splink a link is asked to be: where Splink takes longer, it need not be waited for."""
LIMIT = 0.005
"""The rate to certify: half a set is too small a sample for one in a thousand."""
DROPPED = 0.6
POOLED = 4
EARLIEST = {"historical_50k": "0900-01-01"}
"""Birth dates before the usual first one are people's there; elsewhere they are slips."""


@dataclass(frozen=True)
class Measured:
    """One set: R@0.1 % and R@0 of us, of us in joint mode, and of Splink; what a match or a review is worth; and what a threshold
    certified on one half of the rows gives on the other (`stated`: its bound; without one the half is too small or too bad).
    """

    name: str
    on_file: int
    ours: tuple[float, float]
    joint: tuple[float, float]
    peer: tuple[float, float]
    found: int
    wrong: int
    joint_found: int
    joint_wrong: int
    stated: float | None
    actual: tuple[int, int]
    lost: float
    household: tuple[str, ...]


def two(con: duckdb.DuckDBPyConnection, ranked: str, on_file: int) -> tuple[float, float]:
    best = curve(con, ranked, on_file)
    return best["R@0.1%"], best["R@0"]


def measure(name: str, folder: Path) -> Measured:
    facts, findings, truth = (folder / f"{part}.parquet" for part in ("facts", "findings", "truth"))
    build_index([folder / "silo0.parquet"], folder / "index", built_on=BUILT)
    model = folder / "model.json"
    model.write_bytes(dump_model(fit_model(folder / "index", facts, findings, spill=folder / "spill").model))
    con = duckdb.connect()
    on_file = con.execute(f"SELECT count(*) FROM '{truth}' WHERE person_id <> ''").fetchall()[0][0]
    figures: dict[bool, tuple[float, float]] = {}
    counts: dict[bool, tuple[int, int]] = {}
    for joint in (True, False):
        out = folder / "matches.parquet"
        link(folder / "index", facts, findings, out, options=MatchOptions(model=model, joint=joint))
        con.execute(f"""CREATE OR REPLACE TABLE judged AS SELECT m.*, m.person_id = t.person_id AS "right",
            hash(m.row_ref) % 2 AS half FROM '{out}' m JOIN '{truth}' t USING (row) WHERE m.person_id IS NOT NULL""")
        figures[joint] = two(con, "judged", on_file)
        counts[joint] = con.execute("""SELECT count(*), count(*) FILTER (NOT "right") FROM judged
            WHERE decision <> 'none'""").fetchall()[0]
    halves = (
        f"SELECT count(*) FROM '{truth}' JOIN '{facts}' USING (row) WHERE person_id <> '' AND hash(row_ref) % 2 = 1"
    )
    stated, actual, lost = certified(con, con.execute(halves).fetchall()[0][0])
    splink(folder, con, on_file)
    household = household_pair(con, folder, model)
    return Measured(
        name, on_file, figures[False], figures[True], two(con, "peer_judged", on_file), *counts[False], *counts[True],
        stated, actual, lost, household,
    )  # fmt: skip


def certified(con: duckdb.DuckDBPyConnection, on_file: int) -> tuple[float | None, tuple[int, int], float]:
    """The bound stated by a threshold chosen on half the rows of `judged`; (wrong, found) of the other half at that threshold,
    and the recall lost there against the best threshold that keeps the limit.
    """
    reviewed = con.execute("""SELECT score, "right" FROM judged WHERE half = 0 AND decision <> 'none'""").fetchall()
    usual = load_model().review
    chosen = choose_threshold((Reviewed(*r) for r in reviewed), usual=usual, limit=LIMIT, confidence=0.95)
    others = con.execute("""SELECT score, "right" FROM judged WHERE half = 1 AND decision <> 'none'
        ORDER BY score DESC""").fetchall()
    kept = [right for score, right in others if score >= chosen.score]
    best, wrong = 0, 0
    for n, (_, right) in enumerate(others, start=1):
        wrong += not right
        if wrong <= LIMIT * n:
            best = max(best, n - wrong)
    actual = (kept.count(False), len(kept))
    return chosen.bound if chosen.holds else None, actual, max(0, best - kept.count(True)) / on_file


def household_pair(con: duckdb.DuckDBPyConnection, folder: Path, model: Path) -> tuple[str, ...]:
    """Lines that explain the wrong pair Splink is surest of and we refuse; none where there is none."""
    found = con.execute("""SELECT j.row, p.probability FROM peer_judged p JOIN judged j USING (row, person_id)
        WHERE NOT p."right" AND p.probability >= 0.99 AND j.decision = 'none' AND j.refusals LIKE '%first_name_veto%'
        ORDER BY p.score DESC, row LIMIT 1""").fetchall()
    if not found:
        return ()
    told = explain(
        folder / "index", folder / "facts.parquet", folder / "findings.parquet", found[0][0],
        options=MatchOptions(model=model), spill=folder / "spill",
    )  # fmt: skip
    lines = [f"| {bar.name} | {bar.label} | {bar.bits:+.1f} |" for bar in told.contributions]
    return (
        f"Splink: {found[0][1]:.7f}. Ours: {told.probability:.4f}, `{told.decision}`"
        f" ({', '.join(f'`{reason}`' for reason in told.refusals)}).",
        "", "| evidence | what was found | bits |", "|---|---|---|", *lines, f"| total | | {told.total:+.1f} |",
    )  # fmt: skip


def sets(args: argparse.Namespace) -> list[tuple[str, Callable[[Path], None]]]:
    def people(offset: int, number: float, heavy: bool) -> Callable[[Path], None]:
        return lambda folder: linkage_pseudopeople.make_world(
            folder, seed=args.seed + offset, number=number, heavy=heavy
        )

    def partly(offset: int, heavy: bool) -> Callable[[Path], None]:
        def make(folder: Path) -> None:
            people(offset, 0.4, heavy)(folder)
            drop_rows(folder)

        return make

    chosen = [
        ("default noise, number on 40 %", people(0, 0.4, False)),
        ("default noise, no number", people(1, 0.0, False)),
        ("heavy noise, number on 40 %", people(2, 0.4, True)),
        ("heavy noise, no number", people(3, 0.0, True)),
        ("default, number on 40 %, 60 % of the persons dropped", partly(0, False)),
        ("heavy, number on 40 %, 60 % of the persons dropped", partly(2, True)),
    ]
    if args.historical:
        chosen.append(("historical_50k", lambda folder: linkage_public.make_historical(folder, args.historical)))
    if args.febrl:
        chosen.append(("FEBRL4", lambda folder: linkage_public.make_febrl4(folder, args.febrl)))
    return chosen


def pooled(args: argparse.Namespace) -> list[str]:
    """Lines of the table: `POOLED` sets of one kind ranked together, all persons asked for and with most of them dropped. Of two
    thousand persons one wrong row decides; the scores of separate fits are posteriors and may be ranked together.
    """
    con = duckdb.connect()
    lines = []
    for kind, heavy, number in (("default", False, 0.4), ("heavy", True, 0.4), ("heavy", True, 0.0)):
        for table in ("whole", "dropped"):
            con.execute(f'CREATE OR REPLACE TABLE {table} (score DOUBLE, "right" BOOLEAN, found BOOLEAN)')
        on_file = dict.fromkeys(("whole", "dropped"), 0)
        each: dict[str, list[tuple[float, float]]] = {table: [] for table in on_file}
        for n in range(POOLED):
            with tempfile.TemporaryDirectory(dir=args.scratch) as name:
                folder = Path(name)
                linkage_pseudopeople.make_world(folder, seed=args.seed + n, number=number, heavy=heavy)
                build_index([folder / "silo0.parquet"], folder / "index", built_on=BUILT)
                for table in on_file:
                    if table == "dropped":
                        drop_rows(folder)
                    persons = alone(con, folder)
                    each[table].append(two(con, "one_set", persons))
                    con.execute(f"INSERT INTO {table} FROM one_set")
                    on_file[table] += persons
        for table, persons in on_file.items():
            found, wrong = con.execute(
                f'SELECT count(*) FILTER (found), count(*) FILTER (found AND NOT "right") FROM {table}'
            ).fetchall()[0]
            best = " / ".join(f"{figure:.3f}" for figure in two(con, table, persons))
            mean = " / ".join(f"{sum(figures) / POOLED:.3f}" for figures in zip(*each[table], strict=True))
            asked = "all persons asked for" if table == "whole" else f"{DROPPED:.0%} of the persons dropped"
            given = f"number on {number:.0%}" if number else "no number"
            lines.append(
                f"| {kind} noise, {given}, {POOLED} sets, {asked} | {persons:,} | {mean} | {best}"
                f" | {wrong} of {found:,}, {upper_bound(wrong, found):.3%} |"
            )
    return lines


def alone(con: duckdb.DuckDBPyConnection, folder: Path) -> int:
    """Out: `one_set`, the rows of a set as they rank each by itself, by a model fitted on them; returns the persons on file."""
    facts, findings, truth = (folder / f"{part}.parquet" for part in ("facts", "findings", "truth"))
    model, out = folder / "model.json", folder / "matches.parquet"
    model.write_bytes(dump_model(fit_model(folder / "index", facts, findings, spill=folder / "spill").model))
    link(folder / "index", facts, findings, out, options=MatchOptions(model=model))
    con.execute(f"""CREATE OR REPLACE TABLE one_set AS
        SELECT m.score, m.person_id = t.person_id AS "right", m.decision <> 'none' AS found
        FROM '{out}' m JOIN '{truth}' t USING (row) WHERE m.person_id IS NOT NULL""")
    return int(con.execute(f"SELECT count(*) FROM '{truth}' WHERE person_id <> ''").fetchall()[0][0])


def drop_rows(folder: Path) -> None:
    """Take 60 % of the rows out of a set, at random, so that families are only partly asked for; the records stay."""
    for part in ("facts", "findings", "truth"):
        path = folder / f"{part}.parquet"
        rows = duckdb.sql(
            f"SELECT * FROM '{path}' WHERE hash(row) % 1000 >= {DROPPED * 1000:.0f} ORDER BY row"
        ).to_arrow_table()
        duckdb.from_arrow(rows).write_parquet(str(path))


def speed(args: argparse.Namespace) -> list[str]:
    """Lines of the table: seconds and peak memory of each step, in processes of their own, on made-up worlds."""
    lines = []
    for households, requests in args.worlds:
        with tempfile.TemporaryDirectory(dir=args.scratch) as scratch:
            folder = Path(scratch)
            # In another process: a child's peak is never said to be less than what its parent held when it began.
            world = [
                "--step",
                "world",
                "--scratch",
                scratch,
                "--worlds",
                f"{households}:{requests}",
                "--seed",
                str(args.seed),
            ]
            subprocess.run([sys.executable, __file__, *world], check=True, stdout=subprocess.DEVNULL)
            records = duckdb.sql(f"SELECT count(*) FROM '{scratch}/silo*.parquet'").fetchall()[0][0]
            linked = 0.0
            for step in STEPS:
                patience = max(60.0, FACTOR * linked) if step == "splink" else None
                asked = FEW if step == "few" else requests
                figures = in_a_process(step, folder, args.memory, patience)
                lines.append(f"| {step} | {asked:,} | {records:,} | {figures.said()} |")
                print(lines[-1], flush=True)
                linked = figures.seconds if step == "link" else linked
    return lines


@dataclass(frozen=True, slots=True)
class Spent:
    """Of one step, which may have been stopped before its end."""

    seconds: float
    processor: float
    peak: float
    stopped: bool

    def said(self) -> str:
        more = "> " if self.stopped else ""
        stopped = ", stopped" if self.stopped else ""
        return f"{more}{self.seconds:.1f}{stopped} | {more}{self.processor:.1f} | {more}{self.peak:.2f}"


def in_a_process(step: str, folder: Path, memory: str, patience: float | None) -> Spent:
    """Run a step; stop it after so many seconds. Raises CalledProcessError where it fails."""
    command = [
        sys.executable,
        str(Path(__file__).resolve()),
        "--step",
        step,
        "--scratch",
        str(folder),
        "--memory",
        memory,
    ]
    start = time.perf_counter()
    with (folder / "said").open("w+") as said:
        # In the folder, so that what it spills there goes with it.
        child = subprocess.Popen(command, stdout=said, cwd=folder)
        stopped = False
        while True:
            done, status, usage = os.wait4(child.pid, os.WNOHANG)
            if done:
                break
            if not stopped and patience is not None and time.perf_counter() - start > patience:
                child.kill()
                stopped = True
            time.sleep(0.1)
        child.returncode = os.waitstatus_to_exitcode(status)
        took = time.perf_counter() - start
        if child.returncode and not stopped:
            raise subprocess.CalledProcessError(child.returncode, command)
        peak = usage.ru_maxrss / 1024 / 1024
        if stopped:
            return Spent(took, usage.ru_utime + usage.ru_stime, peak, True)
        said.seek(0)
        seconds, cpu = (float(figure) for figure in said.read().split()[-2:])
        return Spent(seconds, cpu, peak, False)


def one_step(step: str, folder: Path, memory: str) -> None:
    start = time.perf_counter()
    if step == "build":
        build_index(sorted(folder.glob("silo*.parquet")), folder / "index", built_on=BUILT, memory_limit=memory)
    elif step == "link":
        link(folder / "index", folder / "facts.parquet", folder / "findings.parquet", folder / "out.parquet")
    elif step == "few":
        for part in ("facts", "findings"):
            duckdb.sql(f"COPY (FROM '{folder / part}.parquet' WHERE row <= {FEW}) TO '{folder / part}-few.parquet'")
        start = time.perf_counter()
        link(folder / "index", folder / "facts-few.parquet", folder / "findings-few.parquet", folder / "few.parquet")
    else:
        splink(folder, duckdb.connect(), 1)
    print(time.perf_counter() - start, time.process_time())


def table(found: list[Measured]) -> list[str]:
    lines = [
        "| set | persons on file | R@0.1 % / R@0: ours | joint mode | Splink 5 | wrong of those found, bound"
        " | the same, joint mode | stated, actual on the other half, recall lost |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for m in found:
        three = " | ".join(f"{a:.3f} / {b:.3f}" for a, b in (m.ours, m.joint, m.peer))
        of = " | ".join(
            f"{wrong} of {n:,}, {upper_bound(wrong, n):.3%}"
            for wrong, n in ((m.wrong, m.found), (m.joint_wrong, m.joint_found))
        )
        stated = "none" if m.stated is None else f"{m.stated:.3%}"
        lines.append(
            f"| {m.name} | {m.on_file:,} | {three} | {of} | {stated}, {m.actual[0]} of {m.actual[1]:,}, {m.lost:.3f} |"
        )
    return lines


def chart(found: list[Measured]) -> str:
    """R@0.1 % of both, a pair of bars for each set, as SVG that reads in light and dark."""
    height = 44 * len(found) + 54
    bars = []
    for n, m in enumerate(found):
        top = 34 + 44 * n
        bars.append(f'<text x="250" y="{top + 20}" text-anchor="end">{m.name.replace("&", "and")}</text>')
        for k, (value, colour) in enumerate(((m.ours[0], "#1f6f8b"), (m.peer[0], "#b0894a"))):
            y = top + 15 * k
            bars.append(f'<rect x="260" y="{y}" width="{400 * value:.1f}" height="13" fill="{colour}"/>')
            bars.append(f'<text x="{265 + 400 * value:.1f}" y="{y + 11}">{value:.3f}</text>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 {height}" font-family="sans-serif" font-size="12">'
        "<title>Recall at a wrongful disclosure rate of 0.1 %</title>"
        f'<rect width="720" height="{height}" fill="#ffffff"/>'
        '<rect x="260" y="10" width="12" height="12" fill="#1f6f8b"/><text x="278" y="20">Muniment, rows not competing</text>'
        '<rect x="470" y="10" width="12" height="12" fill="#b0894a"/><text x="488" y="20">Splink 5</text>'
        + "".join(bars)
        + f'<text x="260" y="{height - 6}">recall at a wrongful disclosure rate of 0.1 %</text></svg>\n'
    )


def sizes(text: str) -> tuple[int, int]:
    households, requests = map(int, text.split(":"))
    return households, requests


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=51)
    parser.add_argument("--historical", type=Path)
    parser.add_argument("--febrl", type=Path)
    parser.add_argument("--worlds", type=sizes, nargs="*", default=[], metavar="HOUSEHOLDS:REQUESTS")
    parser.add_argument("--scratch", type=Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--step", choices=("world", *STEPS))
    parser.add_argument("--memory", default="8GB", help="what a build may use, as DuckDB reads it")
    args = parser.parse_args()
    if args.step == "world":
        ((households, requests),) = args.worlds
        make_large_world(args.scratch, households=households, requests=requests, seed=args.seed)
        return
    if args.step:
        one_step(args.step, args.scratch, args.memory)
        return
    hardware = f"{os.cpu_count()} cores ({platform.machine()}), DuckDB {duckdb.__version__}, seeds from {args.seed}"
    timed = speed(args)
    found = []
    usual = derive.EARLIEST_BIRTH
    for name, make in sets(args):
        derive.EARLIEST_BIRTH = EARLIEST.get(name, usual)
        with tempfile.TemporaryDirectory(dir=args.scratch) as folder:
            make(Path(folder))
            found.append(measure(name, Path(folder)))
    derive.EARLIEST_BIRTH = usual
    lines = table(found)
    partly = [
        "| sets | persons on file | R@0.1 % / R@0, mean of the sets | ranked together | wrong of those found, bound |",
        "|---|---|---|---|---|",
        *pooled(args),
    ]
    print(hardware, *timed, *lines, *partly, *(line for m in found for line in m.household), sep="\n")
    if args.write:
        page = DOCS / "linkage.md"
        text = put(page.read_text("utf-8"), "accuracy", [*lines, "", f"{hardware}."])
        text = put(text, "partly", [*partly, "", f"{hardware}."])
        if example := next((m.household for m in found if m.household), None):
            text = put(text, "household", list(example))
        if timed:
            head = ["| step | requests | records | seconds | CPU seconds | peak GiB |", "|---|---|---|---|---|---|"]
            text = put(text, "speed", [*head, *timed, "", f"{hardware}."])
        page.write_text(text, encoding="utf-8")
        (DOCS / "linkage.svg").write_text(chart(found), encoding="utf-8")


if __name__ == "__main__":
    main()
