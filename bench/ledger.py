"""The ledger's figures, beside those required: `python bench/ledger.py [ENTRIES] [--write]` (default 1,280,000).

One process, one core, files in a temporary folder (TMPDIR chooses the disk). Each step runs in a process of its own, so
that its peak memory is its own. `--write` puts the table into docs/ledger.md.
"""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import page

from muniment.formats.canonical import canonical_json, canonical_rows
from muniment.ledger import verify
from muniment.ledger.checkpoint import Checkpoint
from muniment.ledger.edge import EMPTY, Growth
from muniment.ledger.entry import bulk_entries
from muniment.ledger.note import LOG, SigningKey
from muniment.ledger.proof import TlogProof, verify_proof
from muniment.ledger.publish import LogFolder, Publisher
from muniment.ledger.tree import EMPTY_ROOT, Tree, inclusion_paths, leaf_hash, verify_inclusion

KEY = SigningKey("bench.example/ledger", LOG, bytes(32))
SAMPLES = 2000


def timed(run: Callable[[], Any]) -> tuple[float, Any]:
    gc.collect()
    start = time.perf_counter()
    result = run()
    return time.perf_counter() - start, result


def columns(size: int) -> dict[str, list[object]]:
    return {
        "row": list(range(1, size + 1)),
        "package": ["P-2026-0001"] * size,
        "row_ref": [f"r{i:07d}" for i in range(size)],
        "outcome": ["no_disclosure"] * size,
        "rules": [""] * size,
        "artefact": [sha256(b"artefact").hexdigest()] * size,
    }


def hash_and_tile(size: int) -> dict[str, float]:
    entries = [i.to_bytes(140, "big") for i in range(size)]
    return {HASH: timed(lambda: sum(len(f.content) for f in Growth(EMPTY).files(entries)))[0]}


def commit(size: int) -> dict[str, float]:
    table = columns(size)
    canonical, records = timed(lambda: list(canonical_rows(table)))
    sample = [{name: column[i] for name, column in table.items()} for i in range(min(size, 100_000))]
    single = timed(lambda: [canonical_json(record) for record in sample])[0] * size / len(sample)
    bulk = timed(lambda: bulk_entries(records, 0, bytes(32), date(2026, 3, 2)))[0]
    return {"canonical rows": canonical, "canonical, one call each": single, "bulk entries (salt, commit)": bulk}


def publish_and_prove(size: int) -> dict[str, float]:
    entries = bulk_entries([b"%d" % i for i in range(size)], 0, bytes(32), date(2026, 3, 2))
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        publisher = Publisher(directory)
        figures["stage (hash, tile, write, sync)"], staged = timed(lambda: publisher.stage(0, EMPTY_ROOT, entries))
        note = Checkpoint(KEY.name, staged.size, staged.root).sign(KEY).encode()
        figures["commit the checkpoint"] = timed(lambda: publisher.commit(note))[0]
        step = max(1, size // SAMPLES)
        folder = LogFolder(directory)

        def cold() -> list[list[bytes]]:
            return [Tree(size, folder.read).inclusion_proof(i) for i in range(0, size, step)]

        seconds, proofs = timed(cold)
        figures[COLD] = 1000 * seconds / len(proofs)
        leaves = [leaf_hash(entries[i]) for i in range(0, size, step)]
        seconds, good = timed(
            lambda: [
                verify_inclusion(leaf, i * step, size, proof, staged.root)
                for i, (leaf, proof) in enumerate(zip(leaves, proofs, strict=True))
            ]
        )
        assert all(good)
        figures[VERIFY] = 1_000_000 * seconds / len(proofs)
        raw = TlogProof(0, tuple(proofs[0]), note).encode()
        seconds, _ = timed(lambda: [verify_proof(raw, entries[0], KEY.verifier) for _ in range(200)])
        figures["tlog-proof with its signature, verify (µs)"] = 1_000_000 * seconds / 200
        figures[ALL] = timed(lambda: sum(map(len, inclusion_paths(size, folder.read))))[0]
        more = bulk_entries([b"x"] * 256, size, bytes(32), date(2026, 3, 2))
        publisher = Publisher(directory)
        seconds, staged = timed(lambda: publisher.stage(staged.size, staged.root, more))
        publisher.commit(Checkpoint(KEY.name, staged.size, staged.root).sign(KEY).encode())
        figures["stage 256 more entries (ms)"] = 1000 * seconds
        figures["verify.py, whole log"], code = timed(lambda: verify.main([name, KEY.verifier.vkey]))
        assert code == 0
    return figures


@dataclass(frozen=True)
class Asked:
    """A line of LEDGER.md's table: the figures in it, each with its bound, and how they are said."""

    what: str
    required: str
    figures: dict[str, float]
    said: str
    at_least: bool = False

    def line(self, measured: dict[str, float], size: int) -> str:
        """A line of the table; a small log's says nothing about the large one's."""
        found = {name: measured[name] for name in self.figures}
        reached = all(found[n] >= bound if self.at_least else found[n] <= bound for n, bound in self.figures.items())
        verdict = ("yes" if reached else "**no**") if size >= FULL else "too few entries"
        return f"| {self.what} | {self.said.format(m=measured)} | {self.required} | {verdict} |"


HASH, PEAK = "hash and tile, entries of 140 B", "hash and tile, peak memory (MiB)"
WHOLE, COLD, VERIFY, ALL = (
    "whole pipeline",
    "inclusion proof, cold (ms)",
    "inclusion proof, verify (µs)",
    "all inclusion proofs",
)
ACTS, LATE, BARE, GATE = (
    "single acts (/s)",
    "single act, 99th of 100 (ms)",
    "bare SQLite, between them (/s)",
    "gate (ms)",
)
FULL = 1_280_000
TABLE = (
    Asked("hash and tile 1.28 M entries of 140 B", "≤ 2.5 s, ≤ 1 GiB", {HASH: 2.5, PEAK: 1024}, f"{{m[{HASH}]:.2f}} s, {{m[{PEAK}]:.0f}} MiB"),
    Asked("whole pipeline for 1.28 M: canonicalise, commit, hash, one SQLite transaction, publish", "≤ 20 s", {WHOLE: 20}, f"{{m[{WHOLE}]:.1f}} s"),
    Asked("inclusion proof, cold / verify", "≤ 1 ms / ≤ 50 µs", {COLD: 1, VERIFY: 50}, f"{{m[{COLD}]:.2f}} ms / {{m[{VERIFY}]:.0f}} µs"),
    Asked("all 1.28 M inclusion proofs", "≤ 8 s", {ALL: 8}, f"{{m[{ALL}]:.1f}} s"),
    Asked("single act with its entry, durable", "≥ 3,000/s", {ACTS: 3000}, f"{{m[{ACTS}]:,.0f}}/s, p99 {{m[{LATE}]:.1f}} ms; bare SQLite between them {{m[{BARE}]:,.0f}}/s", at_least=True),
    Asked("gate", "≤ 10 ms", {GATE: 10}, f"{{m[{GATE}]:.1f}} ms"),
)  # fmt: skip


def whole_pipeline(size: int) -> dict[str, float]:
    """The house's own path for the rows of a package: canonical records from a Parquet artefact, salts, commitments,
    one SQLite transaction with its act, tiles, signature, witness, checkpoint."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from muniment.store import artefacts
    from muniment.store.transaction import transaction
    from muniment.usecases import checkpoints
    from muniment.usecases.house import open_house
    from muniment.usecases.initialise import initialise
    from muniment.usecases.journal import write_act, write_rows
    from muniment.usecases.stages import row_records

    with tempfile.TemporaryDirectory() as name:
        initialise(Path(name) / "ws")
        house = open_house(Path(name) / "ws")
        checkpoints.publish(house)
        table = columns(size)
        outcomes = {"outward_code": ["NOT_DISCLOSED"] * size, "stratum": [""] * size}
        made = pa.table({k: table[k] for k in ("row", "row_ref", "outcome", "rules")} | outcomes)
        digest = artefacts.make(house.workspace, lambda out: pq.write_table(made, out))
        del table, outcomes

        def write() -> None:
            at = house.now()
            with transaction():
                write_act(house, "package_determined", at, {"artefact": digest}, package="P")
                rows = row_records(house, "P", digest, "")
                write_rows(house, "row_outcomes", at, rows, artefact=digest, package="P")

        written, _ = timed(write)
        published, _ = timed(lambda: checkpoints.publish(house))
    return {
        "canonicalise, commit, one transaction": written,
        "publish under a witnessed checkpoint": published,
        WHOLE: written + published,
    }


def single_acts(size: int) -> dict[str, float]:
    """One act at a time, durable: row and entry in one transaction of the house. Between every fifty of them, fifty of
    bare sqlite3's with one row each (what the database alone takes): the disk is not the same from second to second."""
    import sqlite3

    from muniment.store.settings import SQLITE_PRAGMAS
    from muniment.store.transaction import transaction
    from muniment.usecases.house import open_house
    from muniment.usecases.initialise import initialise
    from muniment.usecases.journal import write_act

    count = min(6000, size)
    with tempfile.TemporaryDirectory() as name:
        initialise(Path(name) / "ws")
        house = open_house(Path(name) / "ws")
        from muniment.store.models import SuspensionOrder  # once Django has been started
        from muniment.store.rows import insert

        bare = sqlite3.connect(Path(name) / "bare", isolation_level=None)
        bare.executescript(SQLITE_PRAGMAS + "CREATE TABLE log (first INTEGER PRIMARY KEY, leaves BLOB, record BLOB)")

        def act(number: int) -> None:
            at, order = house.now(), f"O{number}"
            with transaction():
                entry = write_act(house, "order_added", at, {"order": order, "document": "", "stopped": []})
                insert(SuspensionOrder(order_id=order, document="", added_at=at, entry=entry))

        def alone(number: int) -> None:
            bare.execute("BEGIN IMMEDIATE")
            bare.execute("INSERT INTO log VALUES (?, ?, ?)", (number, bytes(37), bytes(200)))
            bare.execute("COMMIT")

        took: dict[Callable[[int], None], list[float]] = {act: [], alone: []}
        processor = 0.0
        for first in range(0, count, 50):
            for one, seconds in took.items():
                began = time.process_time()
                for number in range(first, min(first + 50, count)):
                    start = time.perf_counter()
                    one(number)
                    seconds.append(time.perf_counter() - start)
                processor += time.process_time() - began if one is act else 0

        def together() -> None:
            at = house.now()
            with transaction():
                for number in range(count):
                    write_act(house, "disclosure", at, {"release": number, "recipient": "", "rows": 1})

        many, _ = timed(together)
    ours = sorted(took[act])
    return {
        ACTS: count / sum(ours),
        "single act, median (ms)": 1000 * ours[count // 2],
        LATE: 1000 * ours[count * 99 // 100],
        "single act, processor time (ms)": 1000 * processor / count,
        BARE: count / sum(took[alone]),
        "bare SQLite, median (ms)": 1000 * sorted(took[alone])[count // 2],
        "acts of one transaction, a release's (/s)": count / many,
    }


def gate(size: int) -> dict[str, float]:
    """One release through the gate: proof, cosignature, commitment, re-wrapping."""
    from muniment.formats.keyfiles import generate_recipient, load_recipient_private
    from muniment.ledger.entry import Entry
    from muniment.ledger.fields import commit_fields
    from muniment.ledger.note import WITNESS
    from muniment.release import cms
    from muniment.release.gate import NOTHING_RELEASED, DisclosureClaim, Gate, GateEvidence, GatePolicy

    witness = SigningKey("bench.example/witness", WITNESS, bytes([1]) * 32)
    with tempfile.TemporaryDirectory() as name:
        pairs = [generate_recipient(Path(name), who, datetime(2026, 3, 2, tzinfo=UTC)) for who in ("gate", "r")]
        key, certificate = load_recipient_private(pairs[0].private), pairs[1].public.read_text()
        sealed = cms.seal(bytes(154_000), pairs[0].public.read_text(), os.urandom)
    record = {**DisclosureClaim.of("P", "R", certificate, sealed).as_fields(), "rows": 300, "at": "x", "officer": "x"}
    entries = [i.to_bytes(37, "big") for i in range(4096)]
    entries[9] = Entry(date(2026, 3, 2), commit_fields(record, bytes(32))).encode()
    files = {f.tile: f.content for f in Growth(EMPTY).files(entries)}
    tree = Tree(len(entries), files.__getitem__)
    note = Checkpoint(KEY.name, len(entries), tree.root()).sign(KEY)
    note = note.signed_by(witness.cosign(note.text, 1_772_450_000))
    evidence = GateEvidence(
        entries[9], record, bytes(32), TlogProof(9, tuple(tree.inclusion_proof(9)), note.encode()).encode()
    )
    door = Gate(cms.KeyInMemory(key), GatePolicy(KEY.verifier, (witness.verifier,), quorum=1, max_age=600))

    def one() -> None:
        door.release(
            sealed, certificate, evidence, package="P", recipient="R", state=NOTHING_RELEASED, now=1_772_450_000
        )

    seconds, _ = timed(lambda: [one() for _ in range(200)])
    return {GATE: 1000 * seconds / 200}


def _step(run: Callable[[int], dict[str, float]], size: int, answer: Any) -> None:
    figures = run(size)
    answer.put((figures, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("entries", type=int, nargs="?", default=FULL)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    where = f"{page.hardware()}, load {os.getloadavg()[0]:.1f}"
    print(f"{given.entries:,} entries · {where}")
    context = multiprocessing.get_context("spawn")
    measured: dict[str, float] = {}
    for run in (hash_and_tile, commit, publish_and_prove, whole_pipeline, single_acts, gate):
        answer = context.Queue()
        process = context.Process(target=_step, args=(run, given.entries, answer))
        process.start()
        process.join()
        if process.exitcode:
            sys.exit(1)
        figures, peak = answer.get()
        figures[f"{run.__name__.replace('_', ' ')}, peak memory (MiB)"] = peak
        measured |= figures
        for what, figure in figures.items():
            print(f"  {what:<44} {figure:>9.3f}{'' if what.endswith(')') else ' s'}", flush=True)
    lines = ["| what | measured | required | reached |", "|---|---|---|---|"]
    lines += [asked.line(measured, given.entries) for asked in TABLE]
    print(*lines, sep="\n")
    if given.write:
        said = f"{datetime.now(UTC):%Y-%m-%d}, {given.entries:,} entries, {where}; `python bench/ledger.py --write`."
        page.write("ledger.md", "figures", [*lines, "", said])


if __name__ == "__main__":
    main()
