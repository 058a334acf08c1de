"""The gate in a process of its own: a folder with its key, whom it believes, and what it let go.

    gate.key  gate.crt  the key that answers are sealed to, and its certificate
    policy.json         key lines of the log and the witnesses, quorum, and how old a cosignature may be (seconds)
    memory              one line for each release, durable before the answer leaves

It knows no workspace and no database: what it is shown must convince it (release.gate). Whoever runs it can be somebody
else than who runs the rest.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from muniment.formats.canonical import canonical_json, read_canonical
from muniment.ledger.proof import parse_proof
from muniment.release.cms import ciphertext_digest
from muniment.release.gate import Gate, GateEvidence, GatePolicy, GateRelease, GateState, Mark
from muniment.store.workspace import sync_folder
from muniment.usecases import keys
from muniment.usecases.files import read_file, write_whole
from muniment.usecases.house import utc_now
from muniment.usecases.selfcheck import known_answers
from muniment.vocabulary.errors import InputRefused, IntegrityFailure, MunimentError, UsageError

MAX_BODY: Final = 1 << 31
MAX_AGE: Final = 600
_BAD: Final = (KeyError, TypeError, ValueError, AttributeError)
Reply = tuple[int, str, bytes]


def create_gate(folder: Path, log: str, witnesses: Sequence[str], quorum: int, max_age: int) -> dict[str, object]:
    """A new gate that believes these keys and has let nothing go."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if (folder / "gate.key").exists():
        raise UsageError(
            "MUN-GATE-020", "The folder has a gate already.", hint="`gate trust` changes whom it believes."
        )
    told = trust(folder, log, witnesses, quorum, max_age)
    keys.create_gate(folder, utc_now())
    keys.write_key(folder / "memory", b"")
    sync_folder(folder)
    return {"gate": str(folder), "certificate": str(folder / "gate.crt"), **told}


def trust(folder: Path, log: str, witnesses: Sequence[str], quorum: int, max_age: int) -> dict[str, object]:
    """Whom the gate believes from its next start on."""
    document: dict[str, object] = {"log": log, "witnesses": list(witnesses), "quorum": quorum, "max_age": max_age}
    try:
        _policy(document)
    except MunimentError as error:
        raise UsageError("MUN-GATE-021", error.message, hint=error.hint) from None
    write_whole(folder / "policy.json", json.dumps(document, indent=1).encode())
    return {"quorum": quorum, "witnesses": len(witnesses)}


def _policy(held: Any) -> GatePolicy:
    return GatePolicy.of_vkeys(held["log"], held["witnesses"], held["quorum"], held["max_age"])


class GateHouse:
    """The gate of a folder, opened. Raises IntegrityFailure where key, policy or memory cannot be read: a gate that
    forgot must not open."""

    def __init__(self, folder: Path, clock: Callable[[], int]) -> None:
        known_answers()
        try:
            policy = _policy(json.loads(read_file(folder / "policy.json")))
        except _BAD:
            raise IntegrityFailure("MUN-GATE-022", "The gate's policy cannot be read.") from None
        self._gate = Gate(keys.read_gate_key(folder), policy)
        self._memory = Memory(folder / "memory")
        self._clock = clock
        self._turn = threading.Lock()

    def release(self, body: bytes) -> Reply:
        """The answer for its recipient, as `encode_passed` writes it; or a refusal, its code and message as JSON.

        One at a time: reading what was let go, judging and making the new mark durable are one step.
        """
        with self._turn:
            try:
                sealed, ask = decode_request(body)
                made = self._gate.release(
                    sealed,
                    ask["certificate"],
                    GateEvidence(
                        bytes.fromhex(ask["entry"]), ask["record"], bytes.fromhex(ask["salt"]), ask["proof"].encode()
                    ),
                    package=ask["package"],
                    recipient=ask["recipient"],
                    state=self._memory.state(ciphertext_digest(sealed), parse_proof(ask["proof"].encode()).index),
                    now=self._clock(),
                )
            except MunimentError as error:
                return 403, "application/json", canonical_json(error.as_json() | {"hint": error.hint})
            except _BAD:
                return 400, "application/json", canonical_json({"code": "MUN-GATE-023", "message": "No such request."})
            if not made.again:
                self._memory.add(made)
            return 200, "application/octet-stream", encode_passed(made)

    def releases(self, _: bytes = b"") -> Reply:
        """Everything let go, as JSON."""
        return 200, "application/json", canonical_json({"releases": self._memory.listed()})


class Memory:
    """Every release of a gate and the largest tree it saw, in one append-only file.

    A line is durable before the answer it stands for leaves. A last line without its end was never answered for, and
    is cut off; anything else that does not read stops the gate.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        raw = read_file(path)
        whole = raw[: raw.rfind(b"\n") + 1]
        self._leaves: dict[int, Mark] = {}
        self._texts: dict[bytes, Mark] = {}
        self._head = (0, b"")
        try:
            for line in whole.splitlines():
                held = read_canonical(line)
                mark = Mark(held["leaf_index"], bytes.fromhex(held["leaf_hash"]), bytes.fromhex(held["ciphertext"]))
                self._take(mark, held["size"], bytes.fromhex(held["root"]))
        except (*_BAD, InputRefused):
            raise IntegrityFailure(
                "MUN-GATE-003", "The gate's memory cannot be read.", hint="Restore it; never start with an empty one."
            ) from None
        if len(whole) < len(raw):
            os.truncate(path, len(whole))

    def state(self, ciphertext: bytes, leaf_index: int) -> GateState:
        """The largest tree, and what was released under this leaf or of this ciphertext."""
        near = (self._leaves.get(leaf_index), self._texts.get(ciphertext))
        return GateState(*self._head, seen=tuple(dict.fromkeys(mark for mark in near if mark is not None)))

    def add(self, made: GateRelease) -> None:
        answer = made.answer
        mark = Mark(answer.leaf_index, answer.leaf_hash, bytes.fromhex(answer.claim.ciphertext_sha256))
        line = canonical_json(
            {
                "leaf_index": mark.leaf_index,
                "leaf_hash": mark.leaf_hash.hex(),
                "ciphertext": mark.ciphertext_sha256.hex(),
                "size": made.state.size,
                "root": made.state.root.hex(),
            }
        )
        with self._path.open("ab") as file:
            file.write(line + b"\n")
            file.flush()
            os.fsync(file.fileno())
        self._take(mark, made.state.size, made.state.root)

    def listed(self) -> list[dict[str, object]]:
        return [
            {
                "leaf_index": mark.leaf_index,
                "leaf_hash": mark.leaf_hash.hex(),
                "ciphertext_sha256": mark.ciphertext_sha256.hex(),
            }
            for _, mark in sorted(self._leaves.items())
        ]

    def _take(self, mark: Mark, size: int, root: bytes) -> None:
        self._leaves[mark.leaf_index] = self._texts[mark.ciphertext_sha256] = mark
        self._head = (size, root)


def encode_request(sealed: bytes, **ask: Any) -> bytes:
    """A request to a gate: one line of canonical JSON, then the sealed file."""
    return canonical_json(ask) + b"\n" + sealed


def decode_request(body: bytes) -> tuple[bytes, dict[str, Any]]:
    head, _, sealed = body.partition(b"\n")
    ask: dict[str, Any] = read_canonical(head)
    return sealed, ask


def encode_passed(made: GateRelease) -> bytes:
    """A gate's answer: one line of canonical JSON, then the file for the recipient."""
    about = {"again": made.again, "size": made.state.size, "root": made.state.root.hex()}
    return canonical_json(about) + b"\n" + made.answer.sealed
