"""A log of ours before verifiers that are not: what they accept, and whether they notice a changed byte of every class.

`python bench/verifiers.py [ENTRIES] [--write]` (default 1,280,100: no multiple of 256, so that every class of tile is
there; `--write` puts the table into docs/ledger.md). Each verifier gets proofs spread over the log, the edges of its tiles included; then, for each class of tile
(entries or level, full or partial), one byte drawn at random is changed and a proof that rests on it must be refused.
`scitt-cose` runs in this process; `@sigstore/verify` is installed by npm into a temporary folder, where npm is; Go's `sumdb/tlog` (CheckRecord) runs where Go and Debian's
golang-golang-x-mod-dev are.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import scitt_cose

from muniment.ledger.checkpoint import Checkpoint
from muniment.ledger.entry import ENTRY_BYTES, bulk_entries
from muniment.ledger.note import LOG, SigningKey
from muniment.ledger.publish import LogFolder, Publisher
from muniment.ledger.tiles import BUNDLES, HASH_BYTES, HEIGHT, Tile, tiles_of
from muniment.ledger.tree import EMPTY_ROOT, Tree
from muniment.ledger.verify import Mismatch, split_bundle

KEY = SigningKey("bench.example/ledger", LOG, bytes(32))
FRAME = 2 + ENTRY_BYTES
NODE = """
const { verifyMerkleInclusion } = require('@sigstore/verify/dist/tlog/merkle.js');
for (const line of require('fs').readFileSync(0, 'utf8').trimEnd().split('\\n')) {
  const { Entry: entry, Index: index, Size: size, Root: root, Path: path } = JSON.parse(line);
  const hex = (text) => Buffer.from(text, 'hex');
  try {
    verifyMerkleInclusion({ canonicalizedBody: hex(entry), inclusionProof: { logIndex: String(index), hashes: path.map(hex) } },
                          { logSize: String(size), logHash: hex(root) });
    console.log('yes');
  } catch (error) {
    if (error.code !== 'TLOG_INCLUSION_PROOF_ERROR') throw error;
    console.log('no');
  }
}
"""
GO = """
package main

import (
    "bufio"
    "encoding/hex"
    "encoding/json"
    "fmt"
    "os"

    "golang.org/x/mod/sumdb/tlog"
)

type proof struct {
    Entry, Root string
    Index, Size int64
    Path        []string
}

func hash(text string) (h tlog.Hash) {
    raw, err := hex.DecodeString(text)
    if err != nil || len(raw) != len(h) {
        panic("not a hash")
    }
    copy(h[:], raw)
    return h
}

func main() {
    lines := bufio.NewScanner(os.Stdin)
    for lines.Scan() {
        var p proof
        if err := json.Unmarshal(lines.Bytes(), &p); err != nil {
            panic(err)
        }
        entry, err := hex.DecodeString(p.Entry)
        if err != nil {
            panic(err)
        }
        var path tlog.RecordProof
        for _, h := range p.Path {
            path = append(path, hash(h))
        }
        if tlog.CheckRecord(path, p.Size, hash(p.Root), p.Index, tlog.RecordHash(entry)) == nil {
            fmt.Println("yes")
        } else {
            fmt.Println("no")
        }
    }
}
"""


@dataclass(frozen=True)
class Case:
    """An entry, said to be at `index` of the tree of `size` entries with `root`."""

    entry: bytes
    index: int
    path: list[bytes]
    size: int
    root: bytes


Verifier = Callable[[Sequence[Case]], list[bool]]


def scitt(cases: Sequence[Case]) -> list[bool]:
    return [
        scitt_cose.verify_inclusion(c.entry.hex(), c.index, c.size, [h.hex() for h in c.path], c.root.hex())
        for c in cases
    ]


def sigstore(folder: Path) -> Verifier | None:
    """Sigstore's verifier, installed into `folder`; None where npm is not, or cannot."""
    if shutil.which("npm") is None:
        return None
    options = ["--silent", "--no-fund", "--no-audit", "--prefix", str(folder)]
    try:
        done = subprocess.run(
            ["npm", "install", *options, "@sigstore/verify", "@sigstore/core"], capture_output=True, timeout=120
        )
    except subprocess.TimeoutExpired:
        return None
    if done.returncode:
        return None

    return lambda cases: asked(["node", "-e", NODE], cases, folder)


def sumdb(folder: Path) -> Verifier | None:
    """Go's, of Debian's golang-golang-x-mod-dev, built in `folder`; None where it or Go is not."""
    sources = Path("/usr/share/gocode")
    if shutil.which("go") is None or not (sources / "src/golang.org/x/mod/sumdb/tlog").is_dir():
        return None
    (folder / "verify.go").write_text(GO)
    environment = os.environ | {"GO111MODULE": "off", "GOPATH": str(sources), "GOCACHE": str(folder / "cache")}
    subprocess.run(["go", "build", "-o", "verify", "verify.go"], cwd=folder, env=environment, check=True)
    return lambda cases: asked([str(folder / "verify")], cases, folder)


def asked(command: list[str], cases: Sequence[Case], folder: Path) -> list[bool]:
    """What a program answers, `yes` or `no` for each line of JSON it reads."""
    lines = [
        json.dumps(
            {
                "Entry": case.entry.hex(),
                "Index": case.index,
                "Size": case.size,
                "Root": case.root.hex(),
                "Path": [h.hex() for h in case.path],
            }
        )
        for case in cases
    ]
    ran = subprocess.run(command, cwd=folder, input="\n".join(lines), capture_output=True, text=True, check=True)
    answers = ran.stdout.split()
    assert len(answers) == len(cases) and set(answers) <= {"yes", "no"}
    return [answer == "yes" for answer in answers]


def make_log(directory: Path, size: int) -> tuple[list[bytes], bytes]:
    """Publish a log in two steps; returns its entries and root."""
    entries = bulk_entries([b"%d" % i for i in range(size)], 0, bytes(32), date(2026, 3, 2))
    old, root = 0, EMPTY_ROOT
    for upto in (size // 3, size):
        with Publisher(directory) as publisher:
            staged = publisher.stage(old, root, entries[old:upto])
            publisher.commit(Checkpoint(KEY.name, staged.size, staged.root).sign(KEY).encode())
        old, root = staged.size, staged.root
    return entries, root


def spread(size: int, count: int) -> list[int]:
    """Indices all over the log, the edges of tiles of every level included."""
    edges = {
        edge + d
        for level in range(1, 4)
        for edge in (0, 256**level, size // 256**level * 256**level)
        for d in (-1, 0, 1)
    }
    return sorted(i for i in {*range(0, size, max(1, size // count)), *edges, size - 1} if 0 <= i < size)


def cases(directory: Path, entries: list[bytes], root: bytes, count: int) -> list[Case]:
    tree = Tree(len(entries), LogFolder(directory).read)
    return [Case(entries[i], i, tree.inclusion_proof(i), len(entries), root) for i in spread(len(entries), count)]


def consistent(directory: Path, size: int, count: int) -> int:
    """How many earlier sizes scitt-cose finds to be beginnings of the log, of `count`; a changed root must be none."""
    tree = Tree(size, LogFolder(directory).read)
    found = 0
    for old in spread(size, count)[1:]:
        first, last = tree.root(old), tree.root()
        proof = [h.hex() for h in tree.consistency_proof(old)]
        wrong = bytes([first[0] ^ 1]) + first[1:]
        found += scitt_cose.verify_consistency(first.hex(), last.hex(), old, size, proof)
        assert not scitt_cose.verify_consistency(wrong.hex(), last.hex(), old, size, proof)
    return found


def class_of(tile: Tile) -> str:
    kind = "entries" if tile.level == BUNDLES else f"level {tile.level}"
    return f"{kind}, {'full' if tile.width == 256 else 'partial'}"


def mutants(directory: Path, entries: list[bytes], root: bytes, each: int) -> Iterator[tuple[str, Case | None]]:
    """For `each` bytes of every class of tile: a proof that rests on the changed byte; None where the tile can then not
    be read at all."""
    folder, size, draw = LogFolder(directory), len(entries), random.Random(1)
    classes: dict[str, list[Tile]] = defaultdict(list)
    for tile in tiles_of(size):
        classes[class_of(tile)].append(tile)
    for name, tiles in sorted(classes.items()):
        for _ in range(each):
            tile = draw.choice(tiles)
            content = bytearray(folder.read(tile))
            at = draw.randrange(len(content))
            content[at] ^= 1 << draw.randrange(8)
            yield name, _mutant(folder, entries, root, tile, bytes(content), at)


def _mutant(folder: LogFolder, entries: list[bytes], root: bytes, tile: Tile, content: bytes, at: int) -> Case | None:
    size = len(entries)
    if tile.level == BUNDLES:
        try:
            entry = split_bundle(content, tile.path)[at // FRAME]
        except Mismatch:
            return None
        index = tile.index * 256 + at // FRAME
        return Case(entry, index, Tree(size, folder.read).inclusion_proof(index), size, root)

    def changed(asked: Tile) -> bytes:
        return content if asked == tile else folder.read(asked)

    sibling = (tile.index * 256 + at // HASH_BYTES) ^ 1
    for index in (sibling << (HEIGHT * tile.level), 0, size - 1):
        if index < size:
            path = Tree(size, changed).inclusion_proof(index)
            if path != Tree(size, folder.read).inclusion_proof(index):
                return Case(entries[index], index, path, size, root)
    raise AssertionError(f"no proof rests on {tile.path}, byte {at}")


def report(directory: Path, modules: Path, size: int) -> tuple[list[str], bool]:
    """The lines of a table, and whether every verifier that is here accepted every proof and noticed every change."""
    entries, root = make_log(directory, size)
    good = cases(directory, entries, root, 20_000)
    bad = list(mutants(directory, entries, root, 500))
    tried = Counter(kind for kind, _ in bad)
    lines = [f"| verifier | proofs accepted | {' | '.join(tried)} | seconds |", "|---" * (len(tried) + 3) + "|"]
    others = {
        "scitt-cose": scitt, "@sigstore/verify": sigstore(modules), "Go's sumdb/tlog": sumdb(modules),
    }  # fmt: skip
    sound = True
    for name, verifier in others.items():
        if verifier is None:
            lines.append(f"| {name} | not to be had here |{' |' * (len(tried) + 1)}")
            continue
        start = time.perf_counter()
        accepted = sum(verifier(good))
        seconds = time.perf_counter() - start
        answers = iter(verifier([case for _, case in bad if case is not None]))
        noticed = Counter(kind for kind, case in bad if case is None or not next(answers))
        sound = sound and accepted == len(good) and noticed == tried
        each = " | ".join(f"{noticed[kind]} of {count}" for kind, count in tried.items())
        lines.append(f"| {name} | {accepted:,} of {len(good):,} | {each} | {seconds:.1f} |")
    earlier = spread(size, 200)[1:]
    found = consistent(directory, size, 200)
    lines += [
        "",
        f"Of {len(earlier)} earlier sizes scitt-cose finds {found} to be beginnings of the log of {size:,} entries.",
    ]
    return lines, sound and found == len(earlier)


def main() -> None:
    import page

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("entries", type=int, nargs="?", default=1_280_100)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as log, tempfile.TemporaryDirectory() as modules:
        lines, sound = report(Path(log), Path(modules), given.entries)
    print(*lines, sep="\n")
    if not sound:
        sys.exit(1)
    if given.write:
        said = f"{datetime.now(UTC):%Y-%m-%d}, {page.hardware()}; `python bench/verifiers.py --write`."
        page.write("ledger.md", "verifiers", [*lines, said])


if __name__ == "__main__":
    main()
