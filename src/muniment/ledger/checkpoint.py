"""Checkpoints: a log's size and root, under its name (C2SP tlog-checkpoint). No extension lines, written or read.

An extension line would be signed and audited by nobody; a checkpoint of ours that has one is not ours.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Final

from muniment.ledger.note import LogSigner, Note, VerifierKey, parse_note, verify_note
from muniment.vocabulary.errors import IntegrityFailure

_SIZE: Final = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A tree head. `origin` is the log's name (and its key's), `root` 32 bytes."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The note's text."""
        if not self.origin or any(c.isspace() or c < " " for c in self.origin):
            raise ValueError("an origin is one word")
        if not 0 <= self.size < 2**63 or len(self.root) != 32:
            raise ValueError("no such tree")
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    def sign(self, key: LogSigner) -> Note:
        """The signed note. The caller has asked `signing.may_sign` first. Raises ValueError for another log's key."""
        if key.name != self.origin:
            raise ValueError("the key is not this log's")
        return Note(self.text, (key.sign(self.text),))


def parse_checkpoint(text: str) -> Checkpoint:
    """The tree head of a note's text. Raises IntegrityFailure for any text `Checkpoint.text` would not write."""
    lines = text.split("\n")
    if len(lines) == 4 and lines[3] == "" and _SIZE.fullmatch(lines[1]):
        try:
            checkpoint = Checkpoint(lines[0], int(lines[1]), base64.b64decode(lines[2], validate=True))
            if checkpoint.text == text:
                return checkpoint
        except (ValueError, binascii.Error):
            pass
    raise IntegrityFailure("MUN-LEDGER-030", "The text is no checkpoint of a log (origin, size, root; nothing else).")


def read_checkpoint(raw: bytes) -> Checkpoint:
    """The tree head of a note, its signatures *not* verified."""
    return parse_checkpoint(parse_note(raw).text)


def verify_checkpoint(raw: bytes, key: VerifierKey) -> tuple[Checkpoint, Note]:
    """The tree head that the log with `key` signed. Raises IntegrityFailure where it did not, or signed for another
    log.
    """
    note = verify_note(raw, key)
    checkpoint = parse_checkpoint(note.text)
    if checkpoint.origin != key.name:
        raise IntegrityFailure("MUN-LEDGER-031", "The checkpoint is signed by the key of another log.")
    return checkpoint, note
