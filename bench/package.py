"""A package of 1.28 million rows: read, checked, normalised (addresses parsed) and assessed on its face.

    python bench/package.py [--rows 1280000] [--threads 2] [--distinct-reasons]

Required: at most 60 s and 4 GiB on two cores, rules alone at most 2 s. The peer is Python's csv module reading the same
file and doing nothing with it: its time is what any reader pays. Each step runs in a process of its own; memory is its
peak plus the peaks of the helpers that lived at one time, as Linux keeps them (VmHWM).

The file: invented persons; 82 % of the addresses in standard forms, the rest (rural routes, boxes, foreign, run-on,
unusual and defective forms) for the slower parser. Reasons follow one wording with other names, dates and numbers; with
`--distinct-reasons` every row is told in words of its own, so that nothing can be judged once for many rows.
"""

from __future__ import annotations

import argparse
import csv
import multiprocessing
import os
import platform
import resource
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

SIGNED = date(2026, 3, 2)
PLACES = (("Dayton", "OH", "45402"), ("Fresno", "CA", "93701"), ("Boise", "ID", "83702"), ("Erie", "PA", "16501"),
          ("Reno", "NV", "89501"), ("Provo", "UT", "84601"), ("Chicago", "IL", "60601"), ("Paris", "TX", "75460"))  # fmt: skip
ODD = (
    "Rural Route {n}, Box {m}", "P.O. Box {m}", "HC {n} Box {m}", "{m} E {n}00 S", "{m}½ Kesselring Ave", "Failed to Provide",
    "Unknown Address", "NA NA", "{street}", "Apt {n}, {m} {street}", "{m} {street} # {n}B rear", "{m} County Road {n}",
    "N{n}W{m} Bluemound Rd", "{m} Avenue of the Americas", "c/o Example, {m} {street}", "{m} Old Mill Run Bldg {n} Apt {m}",
    "Calle {n} #{m}", "Example County Jail", "{m} San {street}", "",
)  # fmt: skip


@dataclass(frozen=True)
class Step:
    name: str
    seconds: float
    cpu: float
    peak_mib: float


TOLD = (
    ("was served", "received", "was handed", "signed for", "was read"),
    ("at the counter in", "at a stop near", "by mail sent to", "during an interview in", "before counsel in"),
    ("told agent", "wrote to agent", "said by telephone to agent", "let a cousin tell agent", "admitted to agent"),
    ("would not depart", "had no plan to leave", "would never go", "meant to stay", "would not comply"),
    ("ignored two travel appointments", "failed to appear for a flight", "missed the interview with the consulate",
     "tore up the travel document", "did not apply for a passport"),
    ("to serve process on", "to question", "to interview a witness close to", "to lay charges before the grand jury against",
     "to establish the residence of"),
)  # fmt: skip
"""Ways to tell the same offence; invented words between them make each row's text its own."""


def own_words(given: str, family: str, ordered: str, word: Callable[[int], str]) -> str:
    """A reason nobody else has: SQL over `r`."""
    said = [
        f"[{','.join(repr(t) for t in ways)}][1 + (hash(r * {101 + k}) % {len(ways)})::INTEGER]"
        for k, ways in enumerate(TOLD)
    ]
    return f"""'Subject ' || {given} || ' ' || {family} || ' ' || {said[0]} || ' the final order of ' || ({ordered}) || ' under 8 USC 1227(a) '
        || {said[1]} || ' ' || {word(201)} || ', ' || {said[2]} || ' ' || {word(202)} || ' that they ' || {said[3]} || ' because of '
        || {word(203)} || ', and ' || {said[4]} || ' in ' || {word(204)} || '; the address is needed ' || {said[5]} || ' ' || {word(205)}
        || ' in matter M-' || (2000000 + r) || '.'"""


def write_persons(path: Path, rows: int, officers: int, *, distinct_reasons: bool = False) -> None:
    """The persons file, by DuckDB from fixed arithmetic."""
    import duckdb

    from muniment.vocabulary.columns import PERSON_COLUMNS

    syllables = "['ba','ke','li','mo','nu','ra','se','ti','vo','za','da','fe']"

    def word(k: int) -> str:
        return "(" + " || ".join(f"{syllables}[1 + (hash(r * {1000 * n + k}) % 12)::INTEGER]" for n in (1, 2, 3)) + ")"

    given, family = (
        f"upper({syllables}[1 + (hash(r * {a}) % 12)::INTEGER]) || "
        + " || ".join(f"{syllables}[1 + (hash(r * {k}) % 12)::INTEGER]" for k in (b, c))
        for a, b, c in ((11, 12, 13), (71, 72, 73))
    )
    street = "['Maple','Oak','Birch','Elm','Pine','Lake','Cedar','Walnut','Hill','Park'][1 + (r % 10)::INTEGER]"
    suffix = "['St','Ave','Ct','Rd','Dr','Ln','Blvd','Way'][1 + (hash(r * 3) % 8)::INTEGER]"
    odd = "[" + ",".join("'" + o.replace("'", "''") + "'" for o in ODD) + "]"
    line = f"""CASE WHEN hash(r * 7) % 100 < 82 THEN (100 + r % 9000) || ' ' || {street} || ' ' || {suffix}
                 || CASE WHEN r % 4 = 0 THEN ' Apt ' || (r % 300) ELSE '' END
               ELSE replace(replace(replace({odd}[1 + (hash(r * 17) % {len(ODD)})::INTEGER], '{{n}}', (1 + r % 89)::VARCHAR),
                    '{{m}}', (100 + r % 9000)::VARCHAR), '{{street}}', {street} || ' ' || {suffix}) END"""
    place = "[" + ",".join(f"['{c}','{s}','{z}']" for c, s, z in PLACES) + "][1 + (hash(r * 29) % 8)::INTEGER]"
    ordered = f"DATE '{SIGNED}' - (91 + r % 900)::INTEGER"
    told = f"""'Subject ' || {given} || ' ' || {family}
            || ' was served the final order of ' || ({ordered}) || ' under 8 USC 1227(a), told agents afterwards that they would
 not depart, and did not depart; the address is needed to serve process in matter M-' || (2000000 + r) || '.'"""
    if distinct_reasons:
        told = own_words(given, family, ordered, word)
    values = {
        "row_ref": "'r' || r", "given_name": given, "middle_name": "''",
        "family_name": family, "suffix": "''",
        "date_of_birth": "DATE '1940-01-01' + (hash(r * 5) % 24000)::INTEGER",
        "tin": "CASE WHEN r % 5 < 2 THEN printf('9%02d-%02d-%04d', r % 99, (r // 99) % 50, (r // 4950) % 10000) ELSE '' END",
        "address_line": line, "city": f"({place})[1]", "state": f"({place})[2]", "postal_code": f"({place})[3]",
        "country": "'US'", "taxable_periods": "'2023'",
        "statute": "CASE WHEN r % 50 = 0 THEN '8 USC 1227(a)(1)(B)' ELSE '8 USC 1253(a)(1)(A)' END",
        "matter_id": "'M-' || (2000000 + r)", "matter_stage": "'investigation'",
        "matter_opened_on": f"DATE '{SIGNED}' - (20 + r % 60)::INTEGER", "final_order_on": ordered,
        "order_class": "'8 USC 1227(a)'",
        "reason": f"CASE WHEN r % 97 = 0 THEN 'To locate and remove subject ' || r ELSE {told} END",
        "officer_id": f"'O' || (r % {officers})", "requested_items": "'address'",
    }  # fmt: skip
    values = dict.fromkeys(PERSON_COLUMNS, "''") | values
    columns = ", ".join(f"({values[c]})::VARCHAR AS {c}" for c in PERSON_COLUMNS)
    with duckdb.connect() as con:
        con.execute(f"COPY (SELECT {columns} FROM range(1, {rows + 1}) t(r)) TO '{path}' (FORMAT csv, HEADER)")


def step(name: str, run: Callable[..., Any], *arguments: Any) -> Step:
    """Run in a fresh process; seconds, processor seconds and peak memory of it and its helpers."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return Step(name, *pool.submit(_measured, run, arguments).result())


def _measured(run: Callable[..., Any], arguments: tuple[Any, ...]) -> tuple[float, float, float]:
    helpers, done = [0.0], threading.Event()
    watch = threading.Thread(target=_watch_helpers, args=(helpers, done), daemon=True)
    watch.start()
    start = time.perf_counter()
    run(*arguments)
    seconds = time.perf_counter() - start
    done.set()
    watch.join()
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu = sum(usage.ru_utime + usage.ru_stime for usage in used)
    return seconds, cpu, _peak_mib(os.getpid()) + helpers[0]


def _watch_helpers(most: list[float], done: threading.Event) -> None:
    """Keeps the largest sum of the helpers' peaks. What `getrusage` says of a helper counts the parent it was forked from."""
    while not done.wait(0.1):
        most[0] = max(most[0], sum(_peak_mib(child.pid or 0) for child in multiprocessing.active_children()))


def _peak_mib(pid: int) -> float:
    """The most a process has held since it began; 0 of one that has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


def read(path: Path, out: Path) -> None:
    from muniment.intake.persons import read_persons

    read_persons(path, out)


def normalise(persons: Path, out: Path, threads: int) -> None:
    from muniment.intake.facts import normalise_persons

    normalise_persons(persons, out, threads=threads, processes=threads)


def assess(facts: Path, out: Path, rows: int, officers: int, threads: int) -> None:
    from muniment.assessment.assess import AssessmentInput
    from muniment.assessment.assess import assess as judge
    from muniment.law import shipped_pack, shipped_profile

    letter, agreement, key = _papers(rows, officers)
    judge(AssessmentInput(facts, letter, agreement, key, (), SIGNED, SIGNED), shipped_pack("us/usc26/6103-i-2"),
          shipped_profile("us/dc-circuit-2026"), out, threads=threads)  # fmt: skip


def _papers(rows: int, officers: int) -> tuple[Any, Any, str]:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from muniment.formats import sshsig
    from muniment.vocabulary import agreement as a
    from muniment.vocabulary import request as r

    key = sshsig.public_line(Ed25519PrivateKey.from_private_bytes(bytes(32)))
    listed = tuple(r.LetterOfficer(f"O{i}", f"Agent {i}", "Agent", "EEA", "federal_employee", "case agent", True, 12)
                   for i in range(officers))  # fmt: skip
    letter = r.Letter("bench", "us/usc26/6103-i-2", "REQ", SIGNED,
                      r.Signer("Head", "Director", "agency_head", "EEA", False, ""), "Each person is under investigation.",
                      True, "Solely for the investigations stated.", ("case system",), listed, r.FileClaim("p", "0" * 64, rows))  # fmt: skip
    agreement = a.Agreement(
        "bench", 1, "Bench", a.Party("Example Revenue Service", "ERS"), a.Party("EEA", "EEA"), "us/usc26/6103-i-2",
        "us/dc-circuit-2026", date(2025, 4, 7), None,
        (a.RegisteredSigner("Head", "agency_head", key, date(2025, 1, 1), None),),
        tuple(a.Recipient(f"R{i}", o.name, o.id, "") for i, o in enumerate(listed)),
        limits=a.Limits(max_rows=5_000_000), safeguards=a.Safeguards(date(2026, 1, 15), 0, None),
    )  # fmt: skip
    return letter, agreement, key


def rules_alone(facts: Path, rows: int, officers: int, threads: int) -> float:
    """The compiled rules over facts that are already in memory."""
    import duckdb

    from muniment.assessment.assess import AssessmentInput
    from muniment.assessment.facts_table import build_facts_table
    from muniment.law import compile_findings, facts_needed, shipped_pack, shipped_profile

    letter, agreement, key = _papers(rows, officers)
    pack, profile = shipped_pack("us/usc26/6103-i-2"), shipped_profile("us/dc-circuit-2026")
    with duckdb.connect() as con:
        con.execute(f"SET threads = {threads}")
        needed = facts_needed(pack, profile, ("B", "F"), SIGNED)
        build_facts_table(
            con, AssessmentInput(facts, letter, agreement, key, (), SIGNED, SIGNED), pack, needed, "af", _silent
        )
        start = time.perf_counter()
        con.execute("CREATE TABLE findings AS " + compile_findings(pack, profile, ("B", "F"), SIGNED, "af"))
        return time.perf_counter() - start


def _silent(step: str, done: int, total: int) -> None:
    return None


def plain_csv(path: Path) -> None:
    with path.open(newline="", encoding="utf-8") as file:
        for _ in csv.reader(file):
            pass


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_280_000)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--distinct-reasons", action="store_true", help="every reason in words of its own")
    options = parser.parse_args()
    officers = max(1, options.rows // 280)
    with tempfile.TemporaryDirectory() as folder:
        persons_csv, persons, facts, findings = (
            Path(folder) / n for n in ("persons.csv", "persons", "facts", "findings")
        )
        write_persons(persons_csv, options.rows, officers, distinct_reasons=options.distinct_reasons)
        size = persons_csv.stat().st_size / 1e6
        print(
            f"{options.rows:,} rows, {size:,.0f} MB of CSV; {platform.machine()}, {os.cpu_count()} cores, {options.threads} threads"
        )
        steps = [
            step("read and check", read, persons_csv, persons),
            step("normalise, addresses parsed", normalise, persons, facts, options.threads),
            step("assess, all B and F rules", assess, facts, findings, options.rows, officers, options.threads),
        ]
        peer = step("peer: Python's csv reads the file", plain_csv, persons_csv)
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
            rules = pool.submit(rules_alone, facts, options.rows, officers, options.threads).result()
    total = sum(s.seconds for s in steps)
    for s in (*steps, peer):
        print(f"  {s.name:<36} {s.seconds:7.1f} s {s.cpu:7.1f} s of processor {s.peak_mib:8,.0f} MiB")
    print(f"  {'rules alone':<36} {rules:7.2f} s   (required for 1.28 M: 2 s)")
    print(
        f"  {'in all':<36} {total:7.1f} s {max(s.peak_mib for s in steps):8,.0f} MiB   (required for 1.28 M: 60 s, 4,096 MiB)"
    )
    print(f"  ratio to the peer: {total / peer.seconds:.1f}")


if __name__ == "__main__":
    main()
