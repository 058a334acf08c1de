"""SSH signatures (SSHSIG), in process: what `ssh-keygen -Y sign` makes verifies here, and the other way round.

Does: parse the armour and the key strictly, sign, verify, compare keys. Does not: decide who may sign, read files, or
consult an `allowed_signers` file; the caller gives the keys it trusts.

Format: OpenSSH PROTOCOL.sshsig (version 1). Keys: RFC 4253 section 6.6, RFC 5656, RFC 8709, RFC 8332 (RSA only with
SHA-2), OpenSSH PROTOCOL.u2f for `sk-ssh-ed25519@openssh.com`. One encoding of each value is accepted, no other.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512

from muniment.formats._sshwire import Malformed, Reader, mpint, string, uint32
from muniment.vocabulary.errors import InputRefused, IntegrityFailure

REQUEST_NAMESPACE: Final = "muniment-request"
"""Letters (CONTRACT.md, Letter)."""
ACT_NAMESPACE: Final = "muniment-act"
"""Officers' acts."""
LAW_NAMESPACE: Final = "muniment-law"
"""Author and approver of a profile."""
ENGAGEMENT_NAMESPACE: Final = "muniment-engagement"
"""The requester's officers, each over the list of his own rows (intake.engagement)."""

PrivateKey = Ed25519PrivateKey | ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

_MAGIC: Final = b"SSHSIG"
_BEGIN: Final = "-----BEGIN SSH SIGNATURE-----"
_END: Final = "-----END SSH SIGNATURE-----"
_LINE: Final = 70  # what ssh-keygen writes; any width is read
_MAX_ARMOUR: Final = 64 * 1024
_MAX_KEY_LINE: Final = 16 * 1024
_MIN_RSA_BITS: Final = 2048
_MAX_RSA_BITS: Final = 16384
_USER_PRESENT: Final = 0x01
_SK_ED25519: Final = "sk-ssh-ed25519@openssh.com"
_CURVES: Final[dict[str, tuple[ec.EllipticCurve, SHA256 | SHA384]]] = {
    "nistp256": (ec.SECP256R1(), SHA256()),
    "nistp384": (ec.SECP384R1(), SHA384()),
}
_RSA_HASHES: Final = {"rsa-sha2-256": SHA256(), "rsa-sha2-512": SHA512()}
_KEY_LINE: Final = re.compile(r"([a-z0-9@.-]+)[ \t]+([A-Za-z0-9+/]+={0,2})(?:[ \t]+(.*))?")


@dataclass(frozen=True, slots=True)
class _PublicKey:
    """A public key whose blob was read to its last byte. `application` is set for security keys only."""

    kind: str
    blob: bytes
    key: Ed25519PublicKey | ec.EllipticCurvePublicKey | rsa.RSAPublicKey
    application: bytes = b""


@dataclass(frozen=True, slots=True)
class _Signature:
    public: _PublicKey
    namespace: str
    hash_name: str
    algorithm: str
    value: bytes
    flags_and_counter: bytes = b""


def sign(message: bytes, private_key: PrivateKey, namespace: str) -> str:
    """The armoured SSHSIG over `message`; the same bytes as `ssh-keygen -Y sign` for Ed25519 and RSA keys.

    Deterministic, ECDSA included (RFC 6979). Raises InputRefused for a kind of key that is not supported.
    """
    blob = _blob_of(private_key)
    signed = _signed_data(message, namespace, "sha512")
    if isinstance(private_key, Ed25519PrivateKey):
        value = string(b"ssh-ed25519") + string(private_key.sign(signed))
    elif isinstance(private_key, rsa.RSAPrivateKey):
        value = string(b"rsa-sha2-512") + string(private_key.sign(signed, padding.PKCS1v15(), SHA512()))
    else:
        kind, hash_ = _curve_of(private_key)
        r, s = decode_dss_signature(private_key.sign(signed, ec.ECDSA(hash_, deterministic_signing=True)))
        value = string(f"ecdsa-sha2-{kind}".encode()) + string(mpint(r) + mpint(s))
    body = (
        _MAGIC + uint32(1) + string(blob) + string(namespace.encode()) + string(b"") + string(b"sha512") + string(value)
    )
    text = base64.b64encode(body).decode()
    lines = [text[i : i + _LINE] for i in range(0, len(text), _LINE)]
    return "\n".join([_BEGIN, *lines, _END, ""])


def verify(message: bytes, armored: str, namespace: str, keys: str | Iterable[str]) -> str:
    """The one of `keys` (OpenSSH public key lines) that signed exactly `message` in exactly `namespace`.

    Returning means verified. Raises IntegrityFailure for anything else: damaged armour, another namespace, another
    key, another message. Raises InputRefused when one of `keys` is itself no public key line.
    """
    candidates = [keys] if isinstance(keys, str) else list(keys)
    trusted = {_parse_line(line).blob: line for line in candidates}
    signature = _parse_armour(armored)
    if signature.namespace != namespace:
        raise _failure("MUN-SSHSIG-002", "The signature was made for another purpose (namespace).")
    line = trusted.get(signature.public.blob)
    if line is None:
        raise _failure("MUN-SSHSIG-003", "The signature was made with a key that is not among those registered.")
    try:
        _check(signature, message)
    except (InvalidSignature, Malformed, ValueError):
        raise _failure("MUN-SSHSIG-004", "The signature does not match the document.") from None
    return line


def signer_key(armored: str) -> str:
    """The public key a signature claims, as an OpenSSH line without comment. A claim only: `verify` proves it."""
    public = _parse_armour(armored).public
    return f"{public.kind} {base64.b64encode(public.blob).decode()}"


def public_line(private_key: PrivateKey, comment: str = "") -> str:
    """The OpenSSH public key line of a private key, without a line end."""
    blob = _blob_of(private_key)
    kind = Reader(blob).string().decode()
    return f"{kind} {base64.b64encode(blob).decode()}" + (f" {comment}" if comment else "")


def check_public_line(line: str) -> None:
    """Returns when `line` is one well-formed public key line of a supported kind; else raises InputRefused."""
    _parse_line(line)


def same_key(a: str, b: str) -> bool:
    """Whether two public key lines hold the same key, whatever their comments. Raises InputRefused for no key."""
    return _parse_line(a).blob == _parse_line(b).blob


def fingerprint(line: str) -> str:
    """`SHA256:...` as `ssh-keygen -l` prints it. Raises InputRefused for no key."""
    digest = hashlib.sha256(_parse_line(line).blob).digest()
    return "SHA256:" + base64.b64encode(digest).decode().rstrip("=")


def _signed_data(message: bytes, namespace: str, hash_name: str) -> bytes:
    if not namespace:
        raise ValueError("PROTOCOL.sshsig forbids an empty namespace")
    digest = hashlib.new(hash_name, message).digest()
    return _MAGIC + string(namespace.encode()) + string(b"") + string(hash_name.encode()) + string(digest)


def _check(signature: _Signature, message: bytes) -> None:
    signed = _signed_data(message, signature.namespace, signature.hash_name)
    key = signature.public.key
    if isinstance(key, Ed25519PublicKey):
        if signature.public.application:
            signed = (
                hashlib.sha256(signature.public.application).digest()
                + signature.flags_and_counter
                + hashlib.sha256(signed).digest()
            )
        key.verify(signature.value, signed)
    elif isinstance(key, rsa.RSAPublicKey):
        key.verify(signature.value, signed, padding.PKCS1v15(), _RSA_HASHES[signature.algorithm])
    else:
        reader = Reader(signature.value)
        r, s = reader.mpint(), reader.mpint()
        reader.end()
        key.verify(encode_dss_signature(r, s), signed, ec.ECDSA(_curve_of(key)[1]))


def _parse_armour(armored: str) -> _Signature:
    try:
        return _parse_body(_unarmour(armored))
    except (Malformed, UnicodeError, ValueError, UnsupportedAlgorithm):
        raise _failure("MUN-SSHSIG-001", "The file is no well-formed SSH signature.") from None


def _unarmour(armored: str) -> bytes:
    if len(armored) > _MAX_ARMOUR:
        raise Malformed("too long")
    lines = armored.replace("\r\n", "\n").removesuffix("\n").split("\n")
    if len(lines) < 3 or lines[0] != _BEGIN or lines[-1] != _END:
        raise Malformed("armour")
    return _base64("".join(lines[1:-1]))


def _parse_body(body: bytes) -> _Signature:
    reader = Reader(body)
    if reader.take(len(_MAGIC)) != _MAGIC or reader.uint32() != 1:
        raise Malformed("magic or version")
    public = _parse_blob(reader.string())
    namespace = reader.string().decode()
    if not namespace or reader.string() != b"":  # the reserved field has no meaning yet: nothing may hide in it
        raise Malformed("namespace or reserved")
    hash_name = reader.string().decode()
    if hash_name not in ("sha256", "sha512"):
        raise Malformed("hash")
    inner = Reader(reader.string())
    reader.end()
    algorithm = inner.string().decode()
    value = inner.string()
    flags_and_counter = b""
    if public.application:
        flags_and_counter = inner.take(5)
        if not flags_and_counter[0] & _USER_PRESENT:
            raise Malformed("nobody touched the security key")
    inner.end()
    allowed = _RSA_HASHES if public.kind == "ssh-rsa" else (public.kind,)
    if algorithm not in allowed:
        raise Malformed("algorithm")
    return _Signature(public, namespace, hash_name, algorithm, value, flags_and_counter)


def _parse_line(line: str) -> _PublicKey:
    match = _KEY_LINE.fullmatch(line.strip()) if len(line) <= _MAX_KEY_LINE else None
    try:
        if match is None:
            raise Malformed("line")
        public = _parse_blob(_base64(match[2]))
        if public.kind != match[1]:
            raise Malformed("type")
        return public
    except (Malformed, UnicodeError, ValueError, UnsupportedAlgorithm):
        raise InputRefused(
            "MUN-SSHSIG-005",
            "This is no OpenSSH public key of a supported kind.",
            hint="Give the one line of a .pub file: ssh-ed25519 (recommended), ecdsa-sha2-nistp256 or -nistp384, "
            "sk-ssh-ed25519@openssh.com, or ssh-rsa of at least 2048 bits.",
        ) from None


def _parse_blob(blob: bytes) -> _PublicKey:
    reader = Reader(blob)
    kind = reader.string().decode()
    application = b""
    key: Ed25519PublicKey | ec.EllipticCurvePublicKey | rsa.RSAPublicKey
    if kind in ("ssh-ed25519", _SK_ED25519):
        key = Ed25519PublicKey.from_public_bytes(reader.string())
        if kind == _SK_ED25519:
            application = reader.string()
            if not application:
                raise Malformed("application")
    elif kind.startswith("ecdsa-sha2-") and kind.removeprefix("ecdsa-sha2-") in _CURVES:
        curve = reader.string().decode()
        if curve != kind.removeprefix("ecdsa-sha2-"):
            raise Malformed("curve")
        point = reader.string()
        if point[:1] != b"\x04":  # compressed points would be a second encoding of the same key
            raise Malformed("point")
        key = ec.EllipticCurvePublicKey.from_encoded_point(_CURVES[curve][0], point)
    elif kind == "ssh-rsa":
        e, n = reader.mpint(), reader.mpint()
        if not _MIN_RSA_BITS <= n.bit_length() <= _MAX_RSA_BITS:
            raise Malformed("modulus")
        key = rsa.RSAPublicNumbers(e, n).public_key()
    else:
        raise Malformed("kind")
    reader.end()
    return _PublicKey(kind, blob, key, application)


def _blob_of(private_key: PrivateKey) -> bytes:
    if isinstance(private_key, Ed25519PrivateKey):
        return string(b"ssh-ed25519") + string(private_key.public_key().public_bytes_raw())
    if isinstance(private_key, rsa.RSAPrivateKey):
        public = private_key.public_key().public_numbers()
        return string(b"ssh-rsa") + mpint(public.e) + mpint(public.n)
    curve, _ = _curve_of(private_key)
    numbers = private_key.public_key().public_numbers()
    size = (private_key.curve.key_size + 7) // 8
    point = b"\x04" + numbers.x.to_bytes(size, "big") + numbers.y.to_bytes(size, "big")
    return string(f"ecdsa-sha2-{curve}".encode()) + string(curve.encode()) + string(point)


def _curve_of(key: object) -> tuple[str, SHA256 | SHA384]:
    if isinstance(key, ec.EllipticCurvePrivateKey | ec.EllipticCurvePublicKey):
        for name, (curve, hash_) in _CURVES.items():
            if key.curve.name == curve.name:
                return name, hash_
    raise InputRefused(
        "MUN-SSHSIG-006", "Keys of this kind cannot sign here.", hint="Make an Ed25519 key: ssh-keygen -t ed25519."
    )


def _base64(text: str) -> bytes:
    """Decoded only when it is the one canonical spelling of its bytes."""
    raw = binascii.a2b_base64(text.encode("ascii"), strict_mode=True)
    if base64.b64encode(raw).decode() != text:
        raise Malformed("base64")
    return raw


def _failure(code: str, message: str) -> IntegrityFailure:
    return IntegrityFailure(
        code, message, hint="Sign again with: ssh-keygen -Y sign -n NAMESPACE -f KEY FILE, and send the new .sig file."
    )
