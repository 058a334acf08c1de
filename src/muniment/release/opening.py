"""The recipient's side: a sealed answer becomes `response.csv`, or nothing at all.

Does: read, verify, decrypt in memory, check the zip, and only then write. Does not: know the ledger or the agreement;
an answer's proof of inclusion is checked by `ledger`. Stock `openssl cms -decrypt` writes plaintext before it has
checked the tag and leaves it behind when the check fails; here no byte of a file that does not verify reaches a disk.
"""

from __future__ import annotations

import csv
import io
import os
import shutil
import tempfile
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec

from muniment.release.cms import bound_leaf, open_sealed
from muniment.release.response import PADDING_MEMBER, RESPONSE_MEMBER
from muniment.vocabulary.columns import RESPONSE_COLUMNS
from muniment.vocabulary.errors import InputRefused, IntegrityFailure, UsageError
from muniment.vocabulary.items import ITEM_COLUMNS, columns_beside_address

MAX_SEALED_BYTES: Final = 2**31
MAX_RESPONSE_BYTES: Final = 2**31
_MEMBERS: Final = (RESPONSE_MEMBER, PADDING_MEMBER)
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED_FLAG: Final = 0x1


@dataclass(frozen=True, slots=True)
class OpenedAnswer:
    """What was written. `leaf_hash` is the ledger leaf the key was bound to; None if no gate released the file."""

    response: Path
    rows: int
    leaf_hash: bytes | None


def open_answer(
    file: Path, key: ec.EllipticCurvePrivateKey, out: Path, certificate_pem: str | bytes | None = None
) -> OpenedAnswer:
    """Writes OUT/response.csv (mode 0600) from the sealed `file`, complete, or changes nothing.

    OUT is made if it is not there. Raises UsageError when a path cannot be used or OUT already holds an answer,
    InputRefused when the file is too long, IntegrityFailure when the key is another's or any byte was altered.
    """
    target = out / RESPONSE_MEMBER
    if out.exists() and not out.is_dir():
        raise UsageError("MUN-OPEN-002", f"{out} is not a folder.", hint="Give a folder for --out.")
    if os.path.lexists(target):
        raise UsageError("MUN-OPEN-003", f"{target} exists and is not overwritten.", hint="Give another folder.")
    sealed = _read(file)
    response, rows = read_response(open_sealed(sealed, key, certificate_pem))
    try:
        _write(out, response)
    except OSError as error:
        hint = "Check the folder and the space on its disk."
        raise UsageError(
            "MUN-OPEN-004", f"The answer cannot be written to {out}: {error.strerror}.", hint=hint
        ) from None
    return OpenedAnswer(target, rows, bound_leaf(sealed))


def read_response(archive: bytes) -> tuple[bytes, int]:
    """`response.csv` of an answer's zip, and how many rows it holds.

    Names are compared with a closed list, so none can lead out of a folder; sizes are checked before reading. Raises
    IntegrityFailure when the zip holds anything else or the file has not the columns of an answer.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as members:
            listed = members.infolist()
            names = [member.filename for member in listed]
            if RESPONSE_MEMBER not in names or len(set(names)) != len(names) or not set(names) <= set(_MEMBERS):
                raise _failure("The answer holds other files than it should.")
            for member in listed:
                if member.flag_bits & _ENCRYPTED_FLAG or member.compress_type not in _METHODS:
                    raise _failure("The answer's files are packed in a way that is not used.")
                if member.file_size > MAX_RESPONSE_BYTES:
                    raise _failure("The answer is larger than any answer can be.")
            with members.open(RESPONSE_MEMBER) as stream:
                response = stream.read(MAX_RESPONSE_BYTES + 1)
        if len(response) > MAX_RESPONSE_BYTES:
            raise _failure("The answer is larger than any answer can be.")
        table = csv.reader(io.StringIO(response.decode("utf-8"), newline=""), strict=True)
        header = next(table, [])
        widths = [len(row) for row in table]
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, OSError, csv.Error):
        raise _failure("What the seal holds is no answer.") from None
    beside = header[len(RESPONSE_COLUMNS) :]
    known = [c for c in columns_beside_address(ITEM_COLUMNS) if c in beside]
    if header != [*RESPONSE_COLUMNS, *known] or any(width != len(header) for width in widths):
        raise _failure("The answer has not the columns of an answer.")
    return response, len(widths)


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            sealed = stream.read(MAX_SEALED_BYTES + 1)
    except OSError as error:
        raise UsageError(
            "MUN-OPEN-001", f"The file {file} cannot be read: {error.strerror}.", hint="Check the path."
        ) from None
    if len(sealed) > MAX_SEALED_BYTES:
        raise InputRefused("MUN-OPEN-006", "The file is larger than any answer can be.", hint="Check the path.")
    return sealed


def _write(out: Path, response: bytes) -> None:
    """Into a private folder beside its place, then one rename: of the folder if OUT is new, else of the file."""
    missing = _missing_parents(out.parent)
    made: Path | None = None
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=".opening-", dir=out if out.is_dir() else out.parent))
        with os.fdopen(os.open(made / RESPONSE_MEMBER, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(response)
            file.flush()
            os.fsync(file.fileno())
        if out.is_dir():
            # A link never replaces what is there, which a rename would; the folder's removal drops the first name.
            _link_or_rename(made / RESPONSE_MEMBER, out / RESPONSE_MEMBER)
        else:
            made.rename(out)
    except BaseException:
        if made is not None:
            shutil.rmtree(made, ignore_errors=True)
        for folder in missing:
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
        raise
    shutil.rmtree(made, ignore_errors=True)


def _missing_parents(folder: Path) -> list[Path]:
    """The folders that writing would have to make, innermost first."""
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    return missing


def _link_or_rename(source: Path, target: Path) -> None:
    try:
        target.hardlink_to(source)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        source.rename(target)


def _failure(message: str) -> IntegrityFailure:
    return IntegrityFailure("MUN-OPEN-005", message, hint="Do not use it. Ask the custodian to send the answer again.")
