"""Key files: made once, never overwritten, private ones readable by their owner only.

Officers, requesters and counsel hold OpenSSH Ed25519 keys; recipients a P-384 key with a certificate that only allows
key agreement (RFC 5480, RFC 5753). Keys are drawn from the operating system's generator by OpenSSL: key generation
is the one place where a caller's random source would be a way to get it wrong. Times are passed in.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.x509.oid import NameOID

from muniment.formats import sshsig
from muniment.vocabulary.errors import InputRefused, UsageError

_MAX_BYTES: Final = 64 * 1024
_MAX_NAME: Final = 64  # X.520 ub-common-name
_PRIVATE: Final = 0o600
_PUBLIC: Final = 0o644
_YEARS: Final = 5


@dataclass(frozen=True, slots=True)
class KeyPair:
    """Where the two files of a new key are."""

    private: Path
    public: Path


@dataclass(frozen=True, slots=True)
class RecipientCertificate:
    """A certificate an answer can be sealed to: P-384 and, where it states a key usage, key agreement.

    `fingerprint` is the lower-case hex SHA-256 of the DER. `issuer_and_serial` is the DER of IssuerAndSerialNumber's
    two parts. Not a judgment on validity dates: the caller compares `not_before` and `not_after` (UTC).
    """

    fingerprint: str
    public_key: ec.EllipticCurvePublicKey
    issuer_der: bytes
    serial_number: int
    not_before: datetime
    not_after: datetime


def generate_ssh(directory: Path, name: str, passphrase: bytes | None = None) -> KeyPair:
    """Makes DIRECTORY/NAME (OpenSSH Ed25519 private key, mode 0600) and DIRECTORY/NAME.pub with NAME as its comment.

    Raises UsageError when either file exists or the name cannot be a file's. Both files are made or neither.
    """
    _check_name(name)
    key = Ed25519PrivateKey.generate()
    encryption: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if passphrase:
        encryption = serialization.BestAvailableEncryption(passphrase)
    try:
        private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, encryption)
    except UnsupportedAlgorithm:
        raise UsageError("MUN-KEY-012", "Passphrases need the bcrypt package.", hint=_BCRYPT_HINT) from None
    line = sshsig.public_line(key, name) + "\n"
    pair = KeyPair(directory / name, directory / f"{name}.pub")
    _write_pair(pair, private, line.encode())
    return pair


def generate_recipient(directory: Path, name: str, now: datetime, passphrase: bytes | None = None) -> KeyPair:
    """Makes DIRECTORY/NAME.key (P-384, PEM PKCS #8, mode 0600) and DIRECTORY/NAME.crt, valid five years from `now`.

    The certificate is self-signed, CN=NAME, a random serial, keyUsage keyAgreement only. `now` must carry a time zone.
    Raises UsageError as `generate_ssh` does.
    """
    _check_name(name)
    key = ec.generate_private_key(ec.SECP384R1())
    encryption: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if passphrase:
        encryption = serialization.BestAvailableEncryption(passphrase)
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption)
    certificate = self_signed(key, name, now)
    pair = KeyPair(directory / f"{name}.key", directory / f"{name}.crt")
    _write_pair(pair, private, certificate)
    return pair


def self_signed(key: ec.EllipticCurvePrivateKey, name: str, now: datetime) -> bytes:
    """The PEM certificate `generate_recipient` writes, for a key that already exists (the gate's)."""
    start = now.astimezone(UTC).replace(microsecond=0)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    usage = dict.fromkeys(
        (
            "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_cert_sign",
            "crl_sign", "encipher_only", "decipher_only",
        ),
        False,
    )  # fmt: skip
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(_years_later(start))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(key_agreement=True, **usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA384())
    )
    return certificate.public_bytes(serialization.Encoding.PEM)


def load_ssh_private(path: Path, passphrase: bytes | None = None) -> sshsig.PrivateKey:
    """The signing key in an OpenSSH private key file.

    Raises UsageError when there is no such file; InputRefused `MUN-KEY-005` when it wants a passphrase (a door may
    then ask for one), `MUN-KEY-006` when the passphrase is wrong, `MUN-KEY-004` when it is no such key.
    """
    raw = _read(path)
    if b"-----BEGIN OPENSSH PRIVATE KEY-----" not in raw:
        hint = "Give the private key: the file made beside the .pub file, without an ending."
        raise _refused("MUN-KEY-004", "This file is no OpenSSH private key.", hint)
    try:
        key = serialization.load_ssh_private_key(raw, passphrase or None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise _not_loaded(error, passphrase, "This file is no OpenSSH private key.") from None
    if not isinstance(key, Ed25519PrivateKey | ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise _refused("MUN-KEY-004", "A key of this kind cannot sign here.", "Make one: ssh-keygen -t ed25519.")
    sshsig.public_line(key)  # refuses curves that are not supported
    return key


def load_public_line(path: Path) -> str:
    """The one public key line in a .pub file, comment included. Raises as `load_ssh_private` does."""
    raw = _read(path)
    if b"PRIVATE KEY" in raw:
        raise _refused("MUN-KEY-007", "This file is a private key.", "Give the .pub file beside it; keep this one.")
    try:
        lines = [line.strip() for line in raw.decode("utf-8-sig").splitlines()]
    except UnicodeDecodeError:
        lines = []
    lines = [line for line in lines if line and not line.startswith("#")]
    if len(lines) != 1:
        raise _refused("MUN-KEY-008", "This file does not hold exactly one public key line.", "Give one .pub file.")
    sshsig.check_public_line(lines[0])
    return lines[0]


def load_recipient_private(path: Path, passphrase: bytes | None = None) -> ec.EllipticCurvePrivateKey:
    """The P-384 key in a PEM file. Raises as `load_ssh_private` does."""
    raw = _read(path)
    try:
        key = serialization.load_pem_private_key(raw, passphrase or None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise _not_loaded(error, passphrase, "This file is no recipient's private key.") from None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP384R1):
        raise _refused("MUN-KEY-004", "A recipient's key is on the curve P-384; this one is not.", _RECIPIENT_HINT)
    return key


def read_certificate(pem: str | bytes) -> RecipientCertificate:
    """What sealing needs of a recipient's certificate. Raises InputRefused when nothing can be sealed to it."""
    raw = pem.encode() if isinstance(pem, str) else pem
    try:
        certificate = x509.load_pem_x509_certificate(raw)
        public_key = certificate.public_key()
        usage = next((e.value for e in certificate.extensions if isinstance(e.value, x509.KeyUsage)), None)
    except (ValueError, UnsupportedAlgorithm, x509.InvalidVersion, x509.DuplicateExtension):
        raise _refused("MUN-KEY-009", "This is no X.509 certificate in PEM.", _RECIPIENT_HINT) from None
    if not isinstance(public_key, ec.EllipticCurvePublicKey) or not isinstance(public_key.curve, ec.SECP384R1):
        raise _refused("MUN-KEY-010", "A recipient's certificate is for a P-384 key; this one is not.", _RECIPIENT_HINT)
    if usage is not None and not usage.key_agreement:
        raise _refused("MUN-KEY-011", "The certificate does not allow key agreement.", _RECIPIENT_HINT)
    der = certificate.public_bytes(serialization.Encoding.DER)
    digest = hashes.Hash(hashes.SHA256())
    digest.update(der)
    return RecipientCertificate(
        fingerprint=digest.finalize().hex(),
        public_key=public_key,
        issuer_der=certificate.issuer.public_bytes(),
        serial_number=certificate.serial_number,
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
    )


def write_new(path: Path, data: bytes, mode: int = _PRIVATE) -> None:
    """Creates `path` with `data` and `mode`, durable on return; raises UsageError rather than touch a file that exists.

    On failure the file is gone again.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), mode)
    except FileExistsError:
        raise _exists(path) from None
    except OSError as error:
        raise _cannot_write(path, error) from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        path.unlink(missing_ok=True)
        raise _cannot_write(path, error) from None


_BCRYPT_HINT: Final = "Install it in the same environment: pip install bcrypt."
_RECIPIENT_HINT: Final = "Make one with: muniment keys generate recipient --name NAME --out DIR."


def _write_pair(pair: KeyPair, private: bytes, public: bytes) -> None:
    for path in (pair.private, pair.public):
        if os.path.lexists(path):
            raise _exists(path)
    try:
        pair.private.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise _cannot_write(pair.private.parent, error) from None
    write_new(pair.private, private, _PRIVATE)
    _or_undo(lambda: write_new(pair.public, public, _PUBLIC), pair.private)


def _or_undo(step: Callable[[], None], made: Path) -> None:
    try:
        step()
    except UsageError:
        made.unlink(missing_ok=True)
        raise


def _check_name(name: str) -> None:
    plain = name.isprintable() and "/" not in name and "\\" not in name
    if not plain or not name or len(name) > _MAX_NAME or name[0] in ".- " or name[-1] in ". ":
        raise UsageError(
            "MUN-KEY-001",
            "The name cannot be used for a key.",
            hint=f"Use letters, digits, '-', '_' and '.', at most {_MAX_NAME}, beginning with a letter or digit.",
        )


def _years_later(start: datetime) -> datetime:
    try:
        return start.replace(year=start.year + _YEARS)
    except ValueError:  # 29 February
        return start.replace(year=start.year + _YEARS, day=28)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            raw = file.read(_MAX_BYTES + 1)
    except FileNotFoundError:
        raise UsageError("MUN-KEY-003", f"There is no file {path}.", hint="Check the path.") from None
    except OSError as error:
        raise UsageError("MUN-KEY-003", f"The file {path} cannot be read: {error.strerror}.") from None
    if len(raw) > _MAX_BYTES:
        raise _refused("MUN-KEY-004", "This file is too long to be a key.", "Check the path.")
    return raw


def _not_loaded(error: Exception, passphrase: bytes | None, otherwise: str) -> InputRefused:
    text = str(error).lower()
    if "bcrypt" in text:
        return _refused("MUN-KEY-012", "Passphrases need the bcrypt package.", _BCRYPT_HINT)
    wants_passphrase = isinstance(error, TypeError) or "password-protected" in text
    if wants_passphrase and not passphrase:
        return _refused("MUN-KEY-005", "This key wants a passphrase.", "Give the passphrase when asked.")
    if passphrase and ("not encrypted" in text or isinstance(error, TypeError)):
        return _refused("MUN-KEY-006", "This key has no passphrase, but one was given.", "Leave it empty.")
    if passphrase and not isinstance(error, UnsupportedAlgorithm):
        return _refused("MUN-KEY-006", "The passphrase does not open this key.", "Try again.")
    return _refused("MUN-KEY-004", otherwise, "Check that the file is the private key and is whole.")


def _exists(path: Path) -> UsageError:
    return UsageError(
        "MUN-KEY-002", f"The file {path} exists; a key is never overwritten.", hint="Choose another name or folder."
    )


def _cannot_write(path: Path, error: OSError) -> UsageError:
    return UsageError("MUN-KEY-003", f"The file {path} cannot be written: {error.strerror}.", hint="Check the folder.")


def _refused(code: str, message: str, hint: str) -> InputRefused:
    return InputRefused(code, message, hint=hint)
