#!/usr/bin/env python3
"""Verifies a copy of a disclosure ledger, or one proof from it. Stands alone: Python 3.11 and the `cryptography`
package.

    python verify.py LEDGERDIR VKEY [--witness VKEY ...] [--quorum N]
                     [--proof FILE --entry FILE] [--opening FILE --entry FILE]
                     [--kit DIR [--key FILE ...]]

LEDGERDIR holds `checkpoint` and `tile/`; `-` stands for none, where only a proof or an opening is to be verified.
VKEY is the log's key line, got from somewhere other than the log. Exit 0: everything verifies; 2: wrong use; 4:
something does not, and each thing that does not is named.

What is verified: the checkpoint's signature and its witnesses' cosignatures; that every entry hashes to its tile,
every tile to the one above, and all of them to the signed root; that older partial tiles agree; that a proof leads
from its entry to a signed root which this copy also has at that size; that a field shown to an auditor is the one
committed in the entry.

With --kit, an auditor's kit (`muniment ledger export --for-auditor`; its log is DIR/log): that every opening is of its
entry and no entry is left out; that request numbers have no gap; that what the gate released equals the release
entries; that row entries bear out what each disclosure says it holds; that sealed files and evidence are those named.
With --key, a recipient's or the gate's private key (PEM): that the sealed files it opens say what the entries say.

What is not: that the log shows everybody the same (ask the witnesses), and what an entry means (it says nothing, by
design).

Formats: C2SP tlog-tiles, tlog-checkpoint, signed-note, tlog-cosignature (v1), tlog-proof (v1); RFC 6962 hashing.
Nothing here is shared with the program that writes the log, so that one mistake cannot hide in both; and it is one
file, whatever its length, so that an auditor carries and reads one file.
"""

from __future__ import annotations

import argparse
import base64
import csv
import hashlib
import hmac
import io
import json
import re
import sys
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA384
from cryptography.hazmat.primitives.kdf.x963kdf import X963KDF
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

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


def canonical(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def mac(key: bytes, domain: str, data: bytes = b"") -> bytes:
    return hmac.digest(key, f"muniment/ledger/{domain}/v1\0".encode() + data, "sha256")


def verify_opening(raw: bytes, entry: bytes) -> str:
    """The field (as JSON) that the opening shows to be in the record committed in `entry`, exactly once."""
    return canonical(dict([opened_field(json_of(raw), entry)])).decode()


def json_of(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        raise Mismatch("an opening is no JSON") from None


def opened_field(held: Any, entry: bytes) -> tuple[str, Any]:
    try:
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
        hashes.insert(names.index(name), mac(salt, "field", canonical([name, value])))
        if not hmac.compare_digest(mac(top_salt, "fields", canonical(names) + b"".join(hashes)), entry[5:]):
            raise ValueError
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Mismatch("the opening does not show a field of the record committed in the entry") from None
    return name, value


def commitment_of(record: Mapping[str, Any], salt: bytes) -> bytes:
    """The commitment to a whole record, field by field: what an opening of all its fields comes to."""
    names = sorted(record)
    hashes = [mac(mac(salt, "field-salt", name.encode()), "field", canonical([name, record[name]])) for name in names]
    return mac(mac(salt, "fields-salt"), "fields", canonical(names) + b"".join(hashes))


# --- sealed files: DER CMS AuthEnvelopedData, read far enough to compare and, with a key, to open
# ------------------------------------------------------------------------------------------------


def elements(raw: bytes) -> list[tuple[int, bytes, bytes]]:
    """Tag, whole encoding and content of each DER element in `raw`."""
    found, at = [], 0
    while at < len(raw):
        tag, length, start = raw[at], raw[at + 1], at + 2
        if length > 128:
            start += length - 128
            length = int.from_bytes(raw[at + 2 : start], "big")
        if length == 128 or start + length > len(raw):
            raise ValueError("not DER")
        found.append((tag, raw[at : start + length], raw[start : start + length]))
        at = start + length
    return found


class SealedFile:
    """What a sealed file shows without a key: digest of its ciphertext, addressee, the leaf its key is bound to."""

    def __init__(self, raw: bytes) -> None:
        try:
            ((_, _, info),) = elements(raw)
            _, (_, _, wrapped) = elements(info)
            ((_, _, enveloped),) = elements(wrapped)
            _, (_, _, recipients), (_, content_whole, content), (_, mac_whole, self.tag) = elements(enveloped)
            ((_, _, agreed),) = elements(recipients)
            _, (_, _, originator), (_, _, ukm), _, (_, _, keys) = elements(agreed)
            ((_, _, public),) = elements(originator)
            self.point = elements(public)[1][2][1:]
            self.ukm = elements(ukm)[0][2]
            ((_, _, wrapped_key),) = elements(keys)
            (_, self.addressee, _), (_, _, self.wrapped_key) = elements(wrapped_key)
            _, (_, _, algorithm), (_, _, self.ciphertext) = elements(content)
            self.nonce = elements(elements(algorithm)[1][2])[0][2]
        except (ValueError, IndexError):
            raise Mismatch("is no sealed file") from None
        self.digest = sha(content_whole + mac_whole).hex()
        self.leaf = self.ukm[:32] if len(self.ukm) == 64 else None

    def is_for(self, certificate: x509.Certificate) -> bool:
        (_, issuer, _), (_, _, serial) = elements(elements(self.addressee)[0][2])
        return (issuer, int.from_bytes(serial, "big")) == (certificate.issuer.public_bytes(), certificate.serial_number)

    def open(self, key: ec.EllipticCurvePrivateKey) -> bytes | None:
        """The plaintext; None for another's key. Raises Mismatch where the key fits and the content was altered."""

        def der(tag: int, content: bytes) -> bytes:
            return bytes((tag, len(content))) + content

        shared = der(0x30, der(6, bytes.fromhex("60864801650304012d")))
        shared += der(0xA0, der(4, self.ukm)) + der(0xA2, der(4, (256).to_bytes(4, "big")))
        peer = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP384R1(), self.point)
        kek = X963KDF(SHA384(), 32, der(0x30, shared)).derive(key.exchange(ec.ECDH(), peer))
        try:
            content_key = aes_key_unwrap(kek, self.wrapped_key)
        except InvalidUnwrap:
            return None
        try:
            return AESGCM(content_key).decrypt(self.nonce, self.ciphertext + self.tag, None)
        except InvalidTag:
            raise Mismatch("was altered after it was sealed") from None


# --- the auditor's kit
# -------------------------------------------------------------------------------------------------


class Kit:
    """An auditor's kit held against its log. `problems` names everything that does not verify; `told` what was done."""

    def __init__(self, directory: Path, log: Log, keys: Sequence[ec.EllipticCurvePrivateKey]) -> None:
        self.directory, self.log, self.keys = directory, log, keys
        self.problems: list[str] = []
        self.told: list[str] = []
        self.acts: dict[int, dict[str, Any]] = {}
        self.rows: dict[int, dict[str, Any]] = {}
        self.seen: set[int] = set()
        self.counts = {"acts": 0, "padding": 0, "rows": 0, "closed": 0}
        self._entries: tuple[int, list[bytes]] = (-1, [])
        for step in (self._files, self._openings, self._numbers, self._releases, self._evidence, self._sealed):
            try:
                step()
            except (Mismatch, OSError, ValueError, KeyError, TypeError, AttributeError) as error:
                what = str(error) if isinstance(error, Mismatch) else f"cannot be read ({type(error).__name__})"
                self.problems.append(f"kit, {step.__name__.strip('_')}: {what}")

    def entry(self, index: int) -> bytes:
        bundle, at = divmod(index, 256)
        if self._entries[0] != bundle:
            name = tile_name("entries", bundle, min(256, self.log.head.size - 256 * bundle))
            self._entries = bundle, split_bundle((self.log.directory / name).read_bytes(), name)
        return self._entries[1][at]

    def of_kind(self, kind: str) -> list[tuple[int, dict[str, Any]]]:
        return [(index, act) for index, act in sorted(self.acts.items()) if act.get("kind") == kind]

    def _lines(self, name: str) -> Iterator[dict[str, Any]]:
        with (self.directory / "openings" / name).open("rb") as file:
            for line in file:
                yield json.loads(line)

    def _files(self) -> None:
        """Every file is the one listed, and none is beside the list."""
        listed = json.loads((self.directory / "manifest.json").read_bytes())["files"]
        present = {
            path.relative_to(self.directory).as_posix()
            for path in self.directory.rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        } - {"manifest.json"}
        for name in sorted(present ^ listed.keys()):
            self.problems.append(f"kit, {name}: {'not in the list' if name in present else 'missing'}")
        for name in sorted(present & listed.keys()):
            with (self.directory / name).open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != listed[name]:
                    self.problems.append(f"kit, {name}: is not the file that was listed")

    def _openings(self) -> None:
        """Each opening is of its entry, and every entry of the log is an act, padding, a row, or said to be closed."""
        for line in self._lines("acts.jsonl"):
            index, entry = line["index"], self._take(line["index"], "acts")
            if "record" in line:
                if commitment_of(line["record"], bytes.fromhex(line["salt"])) != entry[5:]:
                    raise Mismatch(f"entry {index} is not the record shown")
                self.acts[index] = line["record"]
            else:
                self.acts[index] = dict(opened_field(held, entry) for held in line["fields"])
            if "kind" not in self.acts[index]:
                raise Mismatch(f"the act at {index} does not show its kind")
        for line in self._lines("padding.jsonl"):
            for index, salt in enumerate(line["salts"], line["first"]):
                if mac(bytes.fromhex(salt), "padding") != self._take(index, "padding")[5:]:
                    raise Mismatch(f"entry {index} is no padding")
        for line in self._lines("rows.jsonl"):
            if (
                mac(bytes.fromhex(line["salt"]), "record", line["record"].encode())
                != self._take(line["index"], "rows")[5:]
            ):
                raise Mismatch(f"entry {line['index']} is not the row shown")
            self.rows[line["index"]] = json.loads(line["record"])
        for line in self._lines("closed.jsonl"):
            for index in range(line["first"], line["first"] + line["count"]):
                self._take(index, "closed")
        if len(self.seen) != self.log.head.size:
            raise Mismatch(f"{self.log.head.size - len(self.seen)} entries are left out")
        self.told.append("openings " + ", ".join(f"{count} {what}" for what, count in self.counts.items()))
        if self.counts["closed"]:
            self.told.append(f"note {self.counts['closed']} entries are said to be rows of packages not exported")

    def _take(self, index: int, what: str) -> bytes:
        if index in self.seen or not 0 <= index < self.log.head.size:
            raise Mismatch(f"entry {index} is shown twice, or is not in the log")
        self.seen.add(index)
        self.counts[what] += 1
        return self.entry(index)

    def _numbers(self) -> None:
        """Requests are numbered from 1 without a gap, in the order received."""
        numbers = [act.get("number") for _, act in self.of_kind("package_received")]
        if numbers != list(range(1, len(numbers) + 1)):
            raise Mismatch("request numbers have a gap or are out of order")
        self.told.append(f"requests {len(numbers)}, numbered without a gap")

    def _releases(self) -> None:
        """Gate releases, release entries and disclosures: one to one, in this order, about the same file."""
        disclosures = dict(self.of_kind("disclosure"))
        released: dict[int, str] = {}
        for index, act in self.of_kind("gate_released"):
            named = act["disclosure"]
            disclosure = disclosures.get(named)
            if disclosure is None or named > index or named in released:
                raise Mismatch(
                    f"the release at {index} is of no disclosure logged before it, or of one released before"
                )
            if any(act[field] != disclosure[field] for field in ("package", "recipient", "ciphertext_sha256")):
                raise Mismatch(f"the release at {index} is of another file than its disclosure says")
            released[named] = act["ciphertext_sha256"]
        gate = json.loads((self.directory / "gate.json").read_bytes())["releases"]
        marks = {mark["leaf_index"]: (mark["leaf_hash"], mark["ciphertext_sha256"]) for mark in gate}
        if len(marks) != len(gate) or marks != {i: (sha(b"\0" + self.entry(i)).hex(), c) for i, c in released.items()}:
            raise Mismatch("what the gate says it released is not what the entries say")
        self.told.append(f"disclosures {len(disclosures)}, gate releases {len(gate)}, release entries {len(released)}")

    def _evidence(self) -> None:
        """Row entries bear out the numbers of each disclosure; files named by hash are those."""
        for path in sorted((self.directory / "evidence").iterdir()):
            with path.open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != path.name:
                    raise Mismatch(f"{path.name} is not the file its name says")
        gone = sum(len(act["destroyed"]) for _, act in self.of_kind("evidence_destroyed") if "destroyed" in act)
        if gone:
            self.told.append(f"note {gone} files of evidence were destroyed on schedule, as entries say")
        for package in sorted({row["package"] for row in self.rows.values()}):
            final: set[int] = set()
            for index, act in self.of_kind("package_released"):
                if act["package"] != package:
                    continue
                codes = {
                    row["row"]: row["code"]
                    for i, row in sorted(self.rows.items())
                    if i < index and row["package"] == package
                }
                now = {number: code for number, code in codes.items() if number not in final}
                final |= {number for number, code in now.items() if code != "PENDING"}
                said = [
                    d
                    for _, d in self.of_kind("disclosure")
                    if (d["package"], d["release"]) == (package, act["release"])
                ]
                if sum(d["disclosed"] for d in said) != list(now.values()).count("DISCLOSED"):
                    raise Mismatch(f"{package}: the disclosures do not hold as many rows as the row entries say")
                if sorted(d["recipient"] for d in said) != sorted(act["recipients"]):
                    raise Mismatch(f"{package}: the release names other recipients than its disclosures")

    def _sealed(self) -> None:
        """Sealed files are those of their disclosures: ciphertext, addressee, leaf; and what a key opens agrees."""
        compared = opened = 0
        for index, act in self.of_kind("disclosure"):
            for path in sorted((self.directory / "sealed").glob(f"{index}.*cms")):
                try:
                    file = SealedFile(path.read_bytes())
                    opened += self._one_sealed(index, act, file, to_gate=path.name.endswith(".gate.cms"))
                except Mismatch as mismatch:
                    raise Mismatch(f"sealed/{path.name} {mismatch}") from None
                compared += 1
        self.told.append(f"sealed files {compared} compared, {opened} opened")

    def _one_sealed(self, index: int, act: dict[str, Any], file: SealedFile, *, to_gate: bool) -> bool:
        if file.digest != act["ciphertext_sha256"]:
            raise Mismatch("is another file than the entry says")
        if not to_gate:
            certificate = x509.load_pem_x509_certificate((self.directory / f"sealed/{index}.crt").read_bytes())
            pem = certificate.public_bytes(Encoding.DER)
            if sha(pem).hex() != act["certificate_sha256"] or not file.is_for(certificate):
                raise Mismatch("is for another recipient than the entry says")
            if file.leaf != sha(b"\0" + self.entry(index)):
                raise Mismatch("is bound to another entry")
        for key in self.keys:
            content = file.open(key)
            if content is not None:
                self._compare_content(act, content)
                return True
        return False

    def _compare_content(self, act: dict[str, Any], content: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            lines = list(csv.DictReader(io.StringIO(archive.read("response.csv").decode())))
        before = max(
            i
            for i, released in self.of_kind("package_released")
            if (released["package"], released["release"]) == (act["package"], act["release"])
        )
        codes = {
            row["row_ref"]: row["code"]
            for i, row in sorted(self.rows.items())
            if i < before and row["package"] == act["package"]
        }
        if len(lines) != act["rows"] or sum(line["code"] == "DISCLOSED" for line in lines) != act["disclosed"]:
            raise Mismatch("holds other numbers of rows than its entry says")
        for line in lines:
            if codes.get(line["row_ref"], line["code"] if not codes else None) != line["code"]:
                raise Mismatch("says otherwise than the row entries")
            if line["code"] != "DISCLOSED" and any(
                line[c] for c in line if c.startswith(("address", "city", "state", "postal", "country"))
            ):
                raise Mismatch("holds an address for a row that was not disclosed")


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
    parser.add_argument("--kit", type=Path, metavar="DIR", help="an auditor's kit of this log; LEDGERDIR is its log/")
    parser.add_argument(
        "--key", type=Path, metavar="FILE", action="append", default=[], help="opens sealed files (PEM)"
    )
    options = parser.parse_args(arguments)
    if (options.key and not options.kit) or (options.kit and options.ledger == "-"):
        parser.error("--key needs --kit, and --kit its log")
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
    if copy and options.kit:
        keys = [load_pem_private_key(path.read_bytes(), None) for path in options.key]
        kit = Kit(options.kit, copy, [key for key in keys if isinstance(key, ec.EllipticCurvePrivateKey)])
        for problem in kit.problems[:MAX_SHOWN]:
            print(f"MISMATCH {problem}", file=sys.stderr)
        if kit.problems:
            return 4
        print("\n".join(["kit verified", *kit.told]))
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
