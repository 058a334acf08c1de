#!/usr/bin/env python3
"""Verifies a copy of a disclosure ledger, or one proof from it. Stands alone: Python 3.11 and the `cryptography`
package.

    python verify.py LEDGERDIR VKEY [--witness VKEY ...] [--quorum N]
                     [--proof FILE --entry FILE] [--opening FILE --entry FILE]

LEDGERDIR holds `checkpoint` and `tile/`; `-` stands for none, where only a proof or an opening is to be verified.
VKEY is the log's key line, got from somewhere other than the log. Exit 0: everything verifies; 2: wrong use; 4:
something does not, and each thing that does not is named.

What is verified: the checkpoint's signature and its witnesses' cosignatures; that every entry hashes to its tile,
every tile to the one above, and all of them to the signed root; that older partial tiles agree; that a proof leads
from its entry to a signed root which this copy also has at that size; that a field shown to an auditor is the one
committed in the entry.

What is not: that the log shows everybody the same (ask the witnesses), and what an entry means (it says nothing, by
design).

Formats: C2SP tlog-tiles, tlog-checkpoint, signed-note, tlog-cosignature (v1), tlog-proof (v1); RFC 6962 hashing.
Nothing here is shared with the program that writes the log, so that one mistake cannot hide in both.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import hmac
import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

MAX_SHOWN = 50


class Mismatch(Exception):
    """Something does not verify; the text says what."""


@dataclass(frozen=True)
class Key:
    name: str
    kind: int
    id: bytes
    public: bytes


@dataclass(frozen=True)
class Head:
    """A signed tree head. `cosigned` holds witness names and POSIX seconds."""

    origin: str
    size: int
    root: bytes
    cosigned: tuple[tuple[str, int], ...]


def sha(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


# --- keys, notes, checkpoints
# ------------------------------------------------------------------------------------------


def read_key(line: str, kind: int) -> Key:
    """The key of a `name+id+base64` line; ValueError where it is none of that kind."""
    name, hexid, encoded = line.strip().split("+", 2)
    raw = exact_base64(encoded)
    if not name or len(raw) != 33 or raw[0] != kind or sha(name.encode() + b"\n" + raw)[:4].hex() != hexid:
        raise ValueError("not a key line of the kind needed")
    return Key(name, kind, bytes.fromhex(hexid), raw[1:])


def exact_base64(text: str) -> bytes:
    raw = base64.b64decode(text, validate=True)
    if base64.b64encode(raw).decode() != text:
        raise ValueError("not canonical base64")
    return raw


def read_head(note: bytes, log: Key, witnesses: Sequence[Key], quorum: int) -> Head:
    """The tree head in a note, signed by the log and by `quorum` of the witnesses."""
    try:
        text, tail = note.decode().rsplit("\n\n", 1)
        text += "\n"
        origin, size_text, root_text, end = text.split("\n")
        root = exact_base64(root_text)
    except ValueError:
        raise Mismatch("the checkpoint is not a signed note of origin, size and root") from None
    if end or not re.fullmatch(r"0|[1-9][0-9]{0,18}", size_text) or len(root) != 32:
        raise Mismatch("the checkpoint's size or root is malformed")
    if origin != log.name:
        raise Mismatch("the checkpoint names another log")
    found: dict[Key, list[bytes]] = {}
    for line in tail.removesuffix("\n").split("\n"):
        try:
            dash, name, encoded = line.split(" ")
            blob = exact_base64(encoded)
        except ValueError:
            raise Mismatch("a signature line of the checkpoint is malformed") from None
        if dash != "—":
            raise Mismatch("a signature line of the checkpoint is malformed")
        for key in (log, *witnesses):
            if (name, blob[:4]) == (key.name, key.id):
                found.setdefault(key, []).append(blob[4:])
    if not tail.endswith("\n"):
        raise Mismatch("the checkpoint does not end in a newline")
    if log not in found:
        raise Mismatch("the log's key has not signed the checkpoint")
    for signature in found[log]:
        check_signature(log, signature, text.encode())
    cosigned = []
    for witness in dict.fromkeys(witnesses):
        for blob in found.get(witness, ()):
            time = int.from_bytes(blob[:8], "big")
            check_signature(witness, blob[8:], f"cosignature/v1\ntime {time}\n{text}".encode())
            cosigned.append((witness.name, time))
    have = len({key.public for key in witnesses if key in found})
    if have < quorum:
        raise Mismatch(f"{have} of the {quorum} witnesses needed have cosigned the checkpoint")
    return Head(origin, int(size_text), root, tuple(cosigned))


def check_signature(key: Key, signature: bytes, message: bytes) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, message)
    except (InvalidSignature, ValueError):
        raise Mismatch(f"the signature of {key.name} does not verify") from None


# --- the tree
# ----------------------------------------------------------------------------------------------------------


def root_of(hashes: Sequence[bytes]) -> bytes:
    """RFC 6962's tree hash over hashes, an odd one at the end rising as it is."""
    level = list(hashes)
    while len(level) > 1:
        pairs = [sha(b"\1" + level[i] + level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = pairs + level[len(pairs) * 2 :]
    return level[0] if level else sha(b"")


def chunks(data: bytes) -> list[bytes]:
    return [data[i : i + 32] for i in range(0, len(data), 32)]


def tile_name(kind: str, index: int, width: int) -> str:
    digits = str(index).zfill((len(str(index)) + 2) // 3 * 3)
    parts = [digits[i : i + 3] for i in range(0, len(digits), 3)]
    name = "/".join([f"x{part}" for part in parts[:-1]] + parts[-1:])
    return f"tile/{kind}/{name}" + (f".p/{width}" if width < 256 else "")


def split_bundle(raw: bytes, name: str) -> list[bytes]:
    entries, at = [], 0
    while at < len(raw):
        length = int.from_bytes(raw[at : at + 2], "big")
        if at + 2 + length > len(raw):
            raise Mismatch(f"{name}: ends in the middle of an entry")
        entries.append(raw[at + 2 : at + 2 + length])
        at += 2 + length
    return entries


class Log:
    """A copy of a log, verified up to its checkpoint. `problems` names everything that does not verify."""

    def __init__(self, directory: Path, log: Key, witnesses: Sequence[Key], quorum: int) -> None:
        self.directory = directory
        self.problems: list[str] = []
        self.beyond = 0
        self.seen: set[str] = set()
        self.levels: list[list[bytes]] = []
        try:
            note = (directory / "checkpoint").read_bytes()
        except OSError:
            raise Mismatch("there is no checkpoint to read") from None
        self.head = read_head(note, log, witnesses, quorum)
        self._entries()
        self._levels()
        if self.root_at(self.head.size) != self.head.root:
            self.problems.append("checkpoint: the entries do not give the signed root")
        self._others()

    def root_at(self, size: int) -> bytes:
        """The root of the first `size` entries, from the entries themselves."""
        tops = self.levels[0][: size // 256]
        if size % 256 == 0:
            return root_of(tops)
        tail = self._leaves(size // 256)[: size % 256]
        # 256 leaves below each top: the last, smaller subtree joins last, so it rises alone just as in the full tree.
        return root_of([*tops, root_of(tail)]) if tops else root_of(tail)

    def _entries(self) -> None:
        """Bundles against level-0 tiles; what is above is computed from the entries alone."""
        tops: list[bytes] = []
        for index in range((self.head.size + 255) // 256):
            width = min(256, self.head.size - 256 * index)
            leaves = self._leaves(index)
            if len(leaves) != width:
                self.problems.append(f"{tile_name('entries', index, width)}: {len(leaves)} entries in place of {width}")
            self._same(tile_name("0", index, width), b"".join(leaves), tile_name("entries", index, width))
            if width == 256:
                tops.append(root_of(leaves))
        self.levels.append(tops)

    def _levels(self) -> None:
        level, hashes = 1, self.levels[0]
        while hashes:
            for index in range((len(hashes) + 255) // 256):
                part = hashes[256 * index : 256 * index + 256]
                self._same(tile_name(str(level), index, len(part)), b"".join(part), "the entries")
            hashes = [root_of(hashes[i : i + 256]) for i in range(0, len(hashes) // 256 * 256, 256)]
            self.levels.append(hashes)
            level += 1

    def _leaves(self, index: int) -> list[bytes]:
        name = tile_name("entries", index, min(256, self.head.size - 256 * index))
        self.seen.add(name)
        try:
            return [sha(b"\0" + entry) for entry in split_bundle(self._read(name), name)]
        except Mismatch as mismatch:
            if str(mismatch) not in self.problems:
                self.problems.append(str(mismatch))
            return []

    def _same(self, name: str, expected: bytes, source: str) -> None:
        self.seen.add(name)
        try:
            if self._read(name) != expected:
                self.problems.append(f"{name}: does not agree with {source}")
        except Mismatch as mismatch:
            self.problems.append(str(mismatch))

    def _read(self, name: str) -> bytes:
        try:
            return (self.directory / name).read_bytes()
        except OSError:
            raise Mismatch(f"{name}: missing or unreadable") from None

    def _others(self) -> None:
        """Files the checkpoint does not need: partial tiles of older sizes must agree; later tiles await their own."""
        for path in sorted((self.directory / "tile").rglob("*")):
            name = path.relative_to(self.directory).as_posix()
            if path.is_dir() or name in self.seen:
                continue
            found = re.fullmatch(r"tile/(entries|[0-9]{1,2})/((?:x\d{3}/)*\d{3})(?:\.p/(\d{1,3}))?", name)
            if not found:
                self.problems.append(f"{name}: no file of a log has this name")
                continue
            kind, digits, partial = found.groups()
            index, width = int(re.sub(r"\D", "", digits)), int(partial or 256)
            level = 0 if kind == "entries" else int(kind)
            count = self.head.size >> (8 * level)
            if name != tile_name(kind, index, width) or width == 0:
                self.problems.append(f"{name}: no file of a log has this name")
            elif index * 256 + width > count:
                self.beyond += 1
            elif self._read(name) != self._beginning(kind, index, width):
                self.problems.append(f"{name}: does not agree with the entries")

    def _beginning(self, kind: str, index: int, width: int) -> bytes:
        if kind == "entries":
            name = tile_name("entries", index, min(256, self.head.size - 256 * index))
            entries = split_bundle(self._read(name), name)[:width]
            return b"".join(len(e).to_bytes(2, "big") + e for e in entries)
        if kind == "0":
            return b"".join(self._leaves(index)[:width])
        return b"".join(self.levels[int(kind) - 1][256 * index : 256 * index + width])


# --- a proof and an opening
# --------------------------------------------------------------------------------------------


def verify_proof(raw: bytes, entry: bytes, log: Key, witnesses: Sequence[Key], quorum: int) -> tuple[int, Head]:
    """Index and tree head of a tlog-proof that leads from `entry` to a root the log signed."""
    head_part, gap, note = raw.partition(b"\n\n")
    try:
        lines = head_part.decode("ascii").split("\n")
        if not gap or lines.pop(0) != "c2sp.org/tlog-proof@v1":
            raise ValueError
        if lines[0].startswith("extra "):
            exact_base64(lines.pop(0)[6:])
        found = re.fullmatch(r"index (0|[1-9][0-9]{0,18})", lines.pop(0))
        path = [exact_base64(line) for line in lines]
        if not found or len(path) > 63 or any(len(h) != 32 for h in path):
            raise ValueError
    except (ValueError, IndexError):
        raise Mismatch("the proof is no C2SP tlog-proof") from None
    head, index = read_head(note, log, witnesses, quorum), int(found[1])
    if index >= head.size or climb(sha(b"\0" + entry), index, head.size, iter(path)) != head.root:
        raise Mismatch("the proof does not lead from the entry to the signed root")
    return index, head


def climb(leaf: bytes, index: int, size: int, path: Iterator[bytes]) -> bytes | None:
    """The root an audit path gives, by the recursion of RFC 6962, 2.1.1; None for a path of the wrong length."""

    def walk(index: int, size: int) -> bytes:
        if size == 1:
            return leaf
        half = 1 << ((size - 1).bit_length() - 1)
        if index < half:
            below = walk(index, half)
            return sha(b"\1" + below + next(path))
        below = walk(index - half, size - half)
        return sha(b"\1" + next(path) + below)

    try:
        root = walk(index, size)
    except StopIteration:
        return None
    return root if next(path, None) is None else None


def verify_opening(raw: bytes, entry: bytes) -> str:
    """The field (as JSON) that the opening shows to be in the record committed in `entry`, exactly once."""

    def canonical(value: object) -> bytes:
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    try:
        held = json.loads(raw)
        name, value, names = held["name"], held["value"], held["names"]
        salt, top_salt, hashes = (
            bytes.fromhex(held["salt"]),
            bytes.fromhex(held["top_salt"]),
            [bytes.fromhex(h) for h in held["hashes"]],
        )
        if (
            len(entry) != 37
            or names != sorted(set(names))
            or len(hashes) != len(names) - 1
            or any(len(b) != 32 for b in (salt, top_salt, *hashes))
        ):
            raise ValueError
        field = hmac.digest(salt, b"muniment/ledger/field/v1\0" + canonical([name, value]), "sha256")
        hashes.insert(names.index(name), field)
        top = b"muniment/ledger/fields/v1\0" + canonical(names) + b"".join(hashes)
        if not hmac.compare_digest(hmac.digest(top_salt, top, "sha256"), entry[5:]):
            raise ValueError
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Mismatch("the opening does not show a field of the record committed in the entry") from None
    return canonical({name: value}).decode()


# --- the command
# -------------------------------------------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns its exit code (0, 4; argparse leaves with 2)."""
    parser = argparse.ArgumentParser(prog="verify.py", description="Verify a disclosure ledger, or a proof from it.")
    parser.add_argument("ledger", metavar="LEDGERDIR", help="folder with `checkpoint` and `tile/`; - for none")
    parser.add_argument("vkey", metavar="VKEY", help="the log's key line, got from elsewhere")
    parser.add_argument("--witness", metavar="VKEY", action="append", default=[], help="a witness's key line")
    parser.add_argument("--quorum", type=int, help="how many witnesses must have cosigned (default: all given)")
    parser.add_argument("--proof", type=Path, metavar="FILE", help="a .tlog-proof; needs --entry")
    parser.add_argument("--opening", type=Path, metavar="FILE", help="a field's opening; needs --entry")
    parser.add_argument("--entry", type=Path, metavar="FILE", help="the entry's bytes")
    options = parser.parse_args(arguments)
    try:
        log = read_key(options.vkey, 1)
        witnesses = [read_key(line, 4) for line in options.witness]
    except ValueError:
        parser.error("a key line is not `name+id+base64` of an Ed25519 log (VKEY) or witness (--witness)")
    if (options.proof or options.opening) and not options.entry:
        parser.error("--proof and --opening need --entry")
    if options.ledger == "-" and not (options.proof or options.opening):
        parser.error("there is nothing to verify")
    try:
        return _run(options, log, witnesses)
    except Mismatch as mismatch:
        print(f"MISMATCH {mismatch}", file=sys.stderr)
    except Exception as error:  # whatever hostile bytes may do, a reader gets a sentence
        print(f"MISMATCH something could not be read ({type(error).__name__})", file=sys.stderr)
    return 4


def _run(options: argparse.Namespace, log: Key, witnesses: list[Key]) -> int:
    quorum = len({key.public for key in witnesses}) if options.quorum is None else options.quorum
    entry = options.entry.read_bytes() if options.entry else b""
    copy = None if options.ledger == "-" else Log(Path(options.ledger), log, witnesses, quorum)
    if copy and copy.problems:
        for problem in copy.problems[:MAX_SHOWN]:
            print(f"MISMATCH {problem}", file=sys.stderr)
        print(f"{len(copy.problems)} mismatch(es)", file=sys.stderr)
        return 4
    if copy:
        _tell("verified", copy.head)
        if copy.beyond:
            print(f"note {copy.beyond} file(s) lie beyond the checkpoint and are not verified")
    if options.proof:
        index, head = verify_proof(options.proof.read_bytes(), entry, log, witnesses, quorum)
        if copy and (head.size > copy.head.size or copy.root_at(head.size) != head.root):
            raise Mismatch("the proof's checkpoint is not part of this copy of the log: keep both as evidence")
        print(f"proven index {index}")
        _tell("proof", head)
    if options.opening:
        print(f"opened {verify_opening(options.opening.read_bytes(), entry)}")
    return 0


def _tell(what: str, head: Head) -> None:
    print(f"{what} {head.origin}\nsize {head.size}\nroot {head.root.hex()}")
    for name, time in head.cosigned:
        shown = datetime.fromtimestamp(time, UTC).isoformat() if time < 253402300800 else str(time)
        print(f"cosigned {name} {shown}")


if __name__ == "__main__":
    sys.exit(main())
