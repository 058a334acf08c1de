"""A witness of our own, run elsewhere: a folder with its key, the logs it knows, what it saw, and evidence.

witness.key  witness.vkey  logs   the identity, and one log's key line a line
state                             what was cosigned last, durable before a cosignature leaves
evidence/                         notes that convict a log, each pair once
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from muniment.formats.canonical import canonical_json
from muniment.formats.keyfiles import write_new
from muniment.ledger.note import LOG, WITNESS, SigningKey, parse_skey, parse_vkey
from muniment.ledger.witness import NOTHING_SEEN, Refused, Witness, WitnessState, parse_request, parse_state
from muniment.store.workspace import sync_folder
from muniment.usecases.files import read_file, write_whole
from muniment.usecases.selfcheck import known_answers
from muniment.vocabulary.errors import IntegrityFailure, UsageError

SIZE_TYPE = "text/x.tlog.size"
MAX_BODY = 1 << 20


def create_witness(folder: Path, name: str, logs: Sequence[str]) -> dict[str, object]:
    """A new witness that knows `logs` (key lines) and has seen nothing."""
    lines = []
    for line in logs:
        try:
            key = parse_vkey(line)
        except IntegrityFailure as error:
            raise UsageError("MUN-WITNESS-001", error.message) from None
        if key.kind != LOG:
            raise UsageError("MUN-WITNESS-001", "The key line is not a log's.")
        lines.append(key.vkey)
    try:
        own = SigningKey(name, WITNESS, os.urandom(32))
        vkey = own.verifier.vkey
    except ValueError:
        raise UsageError("MUN-WITNESS-002", "A witness's name has neither spaces nor plus signs.") from None
    (folder / "evidence").mkdir(mode=0o700, parents=True, exist_ok=True)
    write_new(folder / "witness.key", own.skey.encode())
    write_new(folder / "witness.vkey", vkey.encode(), 0o644)
    write_new(folder / "logs", "".join(f"{line}\n" for line in lines).encode())
    write_new(folder / "state", NOTHING_SEEN.encode())
    return {"witness": str(folder), "vkey": vkey, "logs": [parse_vkey(line).name for line in lines]}


@dataclass(frozen=True)
class WitnessFolder:
    """The witness in a folder. `clock` gives POSIX seconds."""

    folder: Path
    clock: Callable[[], int]
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def add_checkpoint(self, body: bytes) -> tuple[int, str, bytes]:
        """Status, content type and body of the answer to an add-checkpoint request (C2SP tlog-witness).

        Reading what was seen, judging and making the new state durable are one step: two requests at once, of threads
        or processes, cannot roll the witness back.
        """
        try:
            old, proof, note = parse_request(body)
        except IntegrityFailure:
            return 400, "text/plain", b""
        with self._alone():
            answer = self._witness().cosign(self._state(), note, old, proof, self.clock())
            if isinstance(answer, Refused):
                self._keep(answer)
                sized = answer.reason in ("stale", "rollback")
                return answer.status, SIZE_TYPE if sized else "text/plain", b"%d\n" % answer.seen_size if sized else b""
            write_whole(self.folder / "state", answer.state.encode())
            sync_folder(self.folder)
        return 200, "text/plain", answer.signature.line.encode()

    def key_line(self) -> str:
        return read_file(self.folder / "witness.vkey").decode().strip()

    def check(self) -> None:
        """Raises, before anything is served, where key, logs or state cannot be read: a witness that forgot must not
        cosign; nor one whose library miscomputes."""
        known_answers()
        self._witness()
        self._state()

    def _witness(self) -> Witness:
        key = parse_skey(read_file(self.folder / "witness.key").decode("ascii", "replace"))
        lines = read_file(self.folder / "logs").decode("utf-8", "replace").splitlines()
        return Witness(key, tuple(parse_vkey(line) for line in lines))

    def _state(self) -> WitnessState:
        return parse_state(read_file(self.folder / "state"))

    def _keep(self, refused: Refused) -> None:
        """The contradicting notes, under a name of their own content: asked again, nothing is doubled."""
        if not refused.evidence:
            return
        notes = [note.decode("utf-8", "replace") for note in refused.evidence]
        raw = canonical_json({"reason": refused.reason, "seen_size": refused.seen_size, "notes": notes})
        path = self.folder / "evidence" / f"{hashlib.sha256(raw).hexdigest()[:32]}.json"
        if not path.exists():
            write_whole(path, raw)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self._turn, (self.folder / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
