"""Signed notes and their keys (C2SP signed-note v1, Ed25519; cosignature/v1 of tlog-cosignature).

A note is a text and signature lines below it. A key is known by name and by a 4-byte id that depends on name, kind
and key; signatures of unknown keys are ignored, a bad signature of a known key spoils the note.

No key is made here and none is stored: 32 bytes of seed come in, from whoever may hold them.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from muniment.vocabulary.errors import IntegrityFailure

LOG: Final = 0x01
"""Kind of key: Ed25519 over the text; a log's."""
WITNESS: Final = 0x04
"""Kind of key: Ed25519 over a time and the text; a witness's."""

MAX_NOTE_BYTES: Final = 1_000_000
MAX_SIGNATURES: Final = 100
_CONTROL: Final = re.compile(r"[\x00-\x09\x0b-\x1f]")
_NAME: Final = re.compile(r"[^\s+\x00-\x1f]+")
_SIGNATURE_BYTES: Final = {LOG: 4 + 64, WITNESS: 4 + 8 + 64}


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key to verify with. `kind` is LOG or WITNESS, `public` 32 bytes."""

    name: str
    kind: int
    public: bytes

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError("a key's name has neither spaces nor plus signs and is not empty")
        if self.kind not in _SIGNATURE_BYTES or len(self.public) != 32:
            raise ValueError("not an Ed25519 key of a log or a witness")

    @property
    def id(self) -> bytes:
        """The key's 4-byte id."""
        return sha256(self.name.encode() + b"\n" + bytes((self.kind,)) + self.public).digest()[:4]

    @property
    def vkey(self) -> str:
        """The key as one line: `name+hexid+base64`."""
        return f"{self.name}+{self.id.hex()}+{_base64(bytes((self.kind,)) + self.public)}"


class LogSigner(Protocol):
    """Whoever holds a log's key: a file's content here, a hardware module elsewhere. It signs and shows nothing."""

    @property
    def name(self) -> str: ...

    @property
    def verifier(self) -> VerifierKey: ...

    def sign(self, text: str) -> Signature: ...


class Cosigner(Protocol):
    """Whoever holds a witness's key."""

    @property
    def verifier(self) -> VerifierKey: ...

    def cosign(self, text: str, time: int) -> Signature: ...


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A secret key in memory, a log's (LogSigner) or a witness's (Cosigner). `seed` is 32 random bytes (RFC 8032), never shown in a representation."""

    name: str
    kind: int
    seed: bytes = field(repr=False)

    @property
    def verifier(self) -> VerifierKey:
        return VerifierKey(self.name, self.kind, self._private().public_key().public_bytes_raw())

    @property
    def skey(self) -> str:
        """The secret as one line: `PRIVATE+KEY+name+hexid+base64`. It belongs in a file of mode 0600."""
        return f"PRIVATE+KEY+{self.name}+{self.verifier.id.hex()}+{_base64(bytes((self.kind,)) + self.seed)}"

    def sign(self, text: str) -> Signature:
        """A log's signature of a note's text."""
        if self.kind != LOG:
            raise ValueError("a witness's key signs no notes")
        return Signature(self.name, self.verifier.id + self._private().sign(_text_bytes(text)))

    def cosign(self, text: str, time: int) -> Signature:
        """A witness's signature of a checkpoint's text at POSIX time `time` (seconds)."""
        if self.kind != WITNESS:
            raise ValueError("a log's key makes no cosignatures")
        if not 0 <= time < 2**63:
            raise ValueError("no such time")
        signed = self._private().sign(_cosigned(text, time))
        return Signature(self.name, self.verifier.id + time.to_bytes(8, "big") + signed)

    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line. `blob` is the 4-byte key id and what the key's kind puts after it."""

    name: str
    blob: bytes

    @property
    def line(self) -> str:
        """The line, newline included."""
        return f"— {self.name} {_base64(self.blob)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text (ending in a newline) and its signatures, verified or not."""

    text: str
    signatures: tuple[Signature, ...]

    def encode(self) -> bytes:
        return (self.text + "\n" + "".join(s.line for s in self.signatures)).encode()

    def signed_by(self, *more: Signature) -> Note:
        """The note with further signatures; one already there is not doubled."""
        return Note(self.text, tuple(dict.fromkeys((*self.signatures, *more))))


def parse_note(raw: bytes) -> Note:
    """The note `raw` encodes, nothing of it verified. Raises IntegrityFailure where it is no note."""
    if len(raw) > MAX_NOTE_BYTES:
        raise _bad("The note is too long.")
    try:
        whole = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise _bad("The note is not UTF-8.") from None
    at = whole.rfind("\n\n")
    if at < 0 or _CONTROL.search(whole):
        raise _bad("The note has no empty line before its signatures, or has control characters.")
    text, lines = whole[: at + 1], whole[at + 2 :].split("\n")
    if len(lines) < 2 or lines.pop() != "" or len(lines) > MAX_SIGNATURES:
        raise _bad("The note has no signature, too many, or no newline at its end.")
    return Note(text, tuple(parse_signature(line) for line in lines))


def parse_signature(line: str) -> Signature:
    """The signature a line (without its newline) holds. Raises IntegrityFailure where it is none."""
    parts = line.split(" ")
    blob = _unbase64(parts[2]) if len(parts) == 3 else None
    if len(parts) != 3 or parts[0] != "—" or not _NAME.fullmatch(parts[1]) or blob is None or len(blob) < 5:
        raise _bad("A signature line of the note is malformed.")
    return Signature(parts[1], blob)


def verify_note(raw: bytes, key: VerifierKey) -> Note:
    """The note, its text signed by `key`, a log's. Raises IntegrityFailure where `key` has not signed, or signed
    otherwise.
    """
    if key.kind != LOG:
        raise ValueError("a note is signed by a log's key")
    note = parse_note(raw)
    found = _of(note, key)
    if not found:
        raise IntegrityFailure("MUN-LEDGER-021", f"The note has no signature of the key {key.name}.")
    for blob in found:
        _verify(key, blob[4:], _text_bytes(note.text))
    return note


def cosigned_at(note: Note, witnesses: Iterable[VerifierKey]) -> dict[str, int]:
    """When each of `witnesses` cosigned (POSIX seconds, by `vkey`); who did not is left out.

    Raises IntegrityFailure where a signature under a witness's name and id is not that witness's.
    """
    times: dict[str, int] = {}
    for key in witnesses:
        if key.kind != WITNESS:
            raise ValueError("a cosignature is verified with a witness's key")
        for blob in _of(note, key):
            time = int.from_bytes(blob[4:12], "big")
            if time >= 2**63:
                raise _bad("A cosignature has no possible time.")
            _verify(key, blob[12:], _cosigned(note.text, time))
            times[key.vkey] = max(time, times.get(key.vkey, 0))
    return times


def parse_vkey(line: str) -> VerifierKey:
    """The key of a `name+hexid+base64` line. Raises IntegrityFailure where the id is not the key's, or the kind
    unknown.
    """
    parts = line.strip().split("+", 2)
    raw = _unbase64(parts[2]) if len(parts) == 3 else None
    if raw:
        try:
            key = VerifierKey(parts[0], raw[0], raw[1:])
        except ValueError:
            pass
        else:
            if key.vkey == line.strip():
                return key
    raise IntegrityFailure("MUN-LEDGER-022", "The line is no verifier key (name+id+key) of a log or a witness.")


def parse_skey(line: str) -> SigningKey:
    """The key of a `PRIVATE+KEY+name+hexid+base64` line. Raises IntegrityFailure; never shows any part of the line."""
    parts = line.strip().split("+", 4)
    raw = _unbase64(parts[4]) if len(parts) == 5 else None
    if raw and len(raw) == 33:
        key = SigningKey(parts[2], raw[0], raw[1:])
        try:
            if key.skey == line.strip():
                return key
        except ValueError:
            pass
    raise IntegrityFailure("MUN-LEDGER-023", "The file is no signing key of a log or a witness.")


def _of(note: Note, key: VerifierKey) -> Sequence[bytes]:
    found = [s.blob for s in note.signatures if s.name == key.name and s.blob[:4] == key.id]
    if any(len(blob) != _SIGNATURE_BYTES[key.kind] for blob in found):
        raise IntegrityFailure("MUN-LEDGER-024", f"A signature of the key {key.name} has the wrong length.")
    return found


def _verify(key: VerifierKey, signature: bytes, message: bytes) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, message)
    except (InvalidSignature, ValueError):
        raise IntegrityFailure("MUN-LEDGER-024", f"The signature of the key {key.name} does not verify.") from None


def _cosigned(text: str, time: int) -> bytes:
    return f"cosignature/v1\ntime {time}\n".encode() + _text_bytes(text)


def _text_bytes(text: str) -> bytes:
    if not text.endswith("\n") or _CONTROL.search(text):
        raise ValueError("a note's text ends in a newline and has no control characters")
    return text.encode()


def _bad(message: str) -> IntegrityFailure:
    return IntegrityFailure("MUN-LEDGER-020", message)


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _unbase64(text: str) -> bytes | None:
    """Strict: no other spelling of the same bytes passes."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw if _base64(raw) == text else None
