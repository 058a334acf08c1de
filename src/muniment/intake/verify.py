"""Whether a letter is authentic and speaks of this file. Whether its key may sign is law (B05), decided elsewhere."""

from __future__ import annotations

from muniment.formats import sshsig
from muniment.vocabulary.errors import Defect, IntegrityFailure
from muniment.vocabulary.request import Letter


def verify_letter(raw_letter: bytes, armored_signature: str | bytes | None) -> str:
    """The public key (OpenSSH line) that signed exactly these bytes as a request.

    Raises IntegrityFailure where there is no signature, it cannot be read, was made for another purpose, or does not
    match. A letter is signed with `ssh-keygen -Y sign -n muniment-request` (CONTRACT.md, Letter).
    """
    if armored_signature is None or not armored_signature.strip():
        raise IntegrityFailure(
            "MUN-INTAKE-050",
            "The letter has no signature.",
            hint="Sign it: ssh-keygen -Y sign -n muniment-request -f KEY letter.yaml; send letter.yaml.sig with it.",
        )
    if isinstance(armored_signature, bytes):
        try:
            armored_signature = armored_signature.decode("ascii")
        except UnicodeDecodeError:
            raise IntegrityFailure(
                "MUN-INTAKE-051",
                "The signature is not an armoured SSH signature.",
                hint="Send letter.yaml.sig as made.",
            ) from None
    key = sshsig.signer_key(armored_signature)
    return sshsig.verify(raw_letter, armored_signature, sshsig.REQUEST_NAMESPACE, key)


def check_against_file(letter: Letter, persons_sha256: str, rows: int) -> None:
    """Return where the letter's claim about the persons file is true; else raise IntegrityFailure, all named."""
    defects = []
    if letter.file.sha256 != persons_sha256:
        defects.append(
            Defect(
                letter.file.name,
                None,
                "file.sha256",
                "MUN-INTAKE-052",
                "The persons file is not the one the letter was signed for: its SHA-256 differs.",
                "Send the very file, or sign a letter with this file's SHA-256.",
            )
        )
    if letter.file.rows != rows:
        defects.append(
            Defect(
                letter.file.name,
                None,
                "file.rows",
                "MUN-INTAKE-053",
                f"The letter says {letter.file.rows} rows; the persons file has {rows}.",
                "The header is not counted; a line break inside a quoted cell makes no row.",
            )
        )
    if defects:
        raise IntegrityFailure(
            "MUN-INTAKE-054", "The letter and the persons file do not agree.",
            hint="Send the file the letter was signed for.", defects=defects,
        )  # fmt: skip
