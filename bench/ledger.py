"""The ledger's figures, beside those required. Run by hand: `python bench/ledger.py [ENTRIES]` (default 1,280,000).

One process, one core, files in a temporary folder (TMPDIR chooses the disk). Each step runs in a process of its own, so
that its peak memory is its own.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import platform
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

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
    return {
        "hash and tile, entries of 140 B": timed(lambda: sum(len(f.content) for f in Growth(EMPTY).files(entries)))[0]
    }


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
        figures["inclusion proof, cold (ms)"] = 1000 * seconds / len(proofs)
        leaves = [leaf_hash(entries[i]) for i in range(0, size, step)]
        seconds, good = timed(
            lambda: [
                verify_inclusion(leaf, i * step, size, proof, staged.root)
                for i, (leaf, proof) in enumerate(zip(leaves, proofs, strict=True))
            ]
        )
        assert all(good)
        figures["inclusion proof, verify (µs)"] = 1_000_000 * seconds / len(proofs)
        raw = TlogProof(0, tuple(proofs[0]), note).encode()
        seconds, _ = timed(lambda: [verify_proof(raw, entries[0], KEY.verifier) for _ in range(200)])
        figures["tlog-proof with its signature, verify (µs)"] = 1_000_000 * seconds / 200
        figures["all inclusion proofs"] = timed(lambda: sum(map(len, inclusion_paths(size, folder.read))))[0]
        more = bulk_entries([b"x"] * 256, size, bytes(32), date(2026, 3, 2))
        publisher = Publisher(directory)
        seconds, staged = timed(lambda: publisher.stage(staged.size, staged.root, more))
        publisher.commit(Checkpoint(KEY.name, staged.size, staged.root).sign(KEY).encode())
        figures["stage 256 more entries (ms)"] = 1000 * seconds
        figures["verify.py, whole log"], code = timed(lambda: verify.main([name, KEY.verifier.vkey]))
        assert code == 0
    return figures


REQUIRED = {
    "hash and tile, entries of 140 B": 2.5,
    "bulk entries (salt, commit)": 6.0,
    "inclusion proof, cold (ms)": 1.0,
    "inclusion proof, verify (µs)": 50.0,
    "all inclusion proofs": 8.0,
}


def _step(run: Callable[[int], dict[str, float]], size: int, answer: Any) -> None:
    figures = run(size)
    answer.put((figures, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


def main() -> None:
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 1_280_000
    print(f"{size:,} entries · {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    context = multiprocessing.get_context("spawn")
    for run in (hash_and_tile, commit, publish_and_prove):
        answer = context.Queue()
        process = context.Process(target=_step, args=(run, size, answer))
        process.start()
        figures, peak = answer.get()
        process.join()
        for what, figure in figures.items():
            unit = "" if "(ms)" in what or "(µs)" in what else " s"
            required = REQUIRED.get(what)
            beside = f"required {required:g}{unit}: {figure / required:.2f} of it" if required else ""
            print(f"  {what:<44} {figure:>9.3f}{unit:<2}  {beside}")
        print(f"  {'peak memory of these':<44} {peak:>9.0f} MiB" + ("  required 1024" if run is hash_and_tile else ""))


if __name__ == "__main__":
    main()
