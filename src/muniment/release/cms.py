"""Sealing: DER CMS AuthEnvelopedData that stock OpenSSL 3 opens, and that opens here only when every bit is right.

Does: seal to one P-384 certificate, replace the recipient while the ciphertext stays the same, open. Does not: decide
to whom, read files, or draw randomness of its own (`random(n)` gives n secret bytes).

Sources: RFC 5652, RFC 5083 (AuthEnvelopedData), RFC 5084 (AES-GCM), RFC 5753 (KeyAgreeRecipientInfo with ECDH),
RFC 3394 (AES key wrap), NIST SP 800-56A (P-384, one-pass Diffie-Hellman). The chain of one sealed file:

    content key (32 random bytes)  --AES-256-GCM, 12-byte nonce, 16-byte tag-->  encryptedContent, mac
    ephemeral P-384 key x recipient key --X9.63 KDF, SHA-384, over ukm--> key-encryption key --RFC 3394--> wrapped key

`ukm` (user keying material) goes into the derivation, so whatever stands in it is bound to the key: always a digest of
the recipient identifier, which CMS itself leaves unauthenticated, and after `rewrap` the ledger leaf before it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA384
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.x963kdf import X963KDF
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from muniment.formats.keyfiles import RecipientCertificate, read_certificate
from muniment.release import _cmsder
from muniment.release._cmsder import NONCE_BYTES, TAG_BYTES, Content, Envelope, Malformed, Recipient
from muniment.vocabulary.errors import IntegrityFailure

Random = Callable[[int], bytes]

MAX_PLAINTEXT: Final = 2**31 - 64  # one AES-GCM call of the library; NIST SP 800-38D allows 2**36 - 32
LEAF_HASH_BYTES: Final = 32
_ORDER: Final = int(  # of the base point of P-384 (SP 800-186)
    "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973", 16
)


class Unwrapper(Protocol):
    """Whoever holds a P-384 private key: a file's content here, a hardware module elsewhere."""

    def agree(self, peer: ec.EllipticCurvePublicKey) -> bytes:
        """The ECDH shared secret with `peer` (48 bytes)."""

    def derive(self, context: bytes, size: int) -> bytes:
        """`size` secret bytes that depend on the key and `context` alone."""


@dataclass(frozen=True, slots=True)
class KeyInMemory:
    """An Unwrapper whose key is in this process."""

    key: ec.EllipticCurvePrivateKey = field(repr=False)

    def agree(self, peer: ec.EllipticCurvePublicKey) -> bytes:
        return self.key.exchange(ec.ECDH(), peer)

    def derive(self, context: bytes, size: int) -> bytes:
        secret = self.key.private_numbers().private_value.to_bytes(48, "big")
        return HKDF(SHA384(), size, None, context).derive(secret)


def seal(plaintext: bytes, certificate_pem: str | bytes, random: Random) -> bytes:
    """A file that only the holder of the certificate's key can open, and that nobody can alter unnoticed.

    Takes 32 + 12 + 56 bytes from `random`. Raises InputRefused when nothing can be sealed to the certificate.
    """
    certificate = read_certificate(certificate_pem)
    if len(plaintext) > MAX_PLAINTEXT:
        raise ValueError("longer than one AES-GCM message may be")
    content_key, nonce = random(32), random(NONCE_BYTES)
    sealed = AESGCM(content_key).encrypt(nonce, plaintext, None)
    content = Content(nonce, sealed[:-TAG_BYTES], sealed[-TAG_BYTES:])
    return _cmsder.build(Envelope(_wrap(content_key, certificate, b"", random), content))


def rewrap(
    sealed: bytes,
    holder: Unwrapper,
    new_certificate_pem: str | bytes,
    *,
    bound_to: bytes,
    random: Random,
) -> bytes:
    """The same ciphertext and tag, openable by the new certificate's key instead of the holder's.

    `bound_to` is the 32-byte ledger leaf hash: the new key-encryption key is derived from it, so a file whose leaf was
    altered does not open. The content itself is not decrypted. Takes 56 bytes from `random`. Raises IntegrityFailure
    when `sealed` is damaged or was not sealed to the holder's key.
    """
    if len(bound_to) != LEAF_HASH_BYTES:
        raise ValueError("a leaf hash has 32 bytes")
    certificate = read_certificate(new_certificate_pem)
    envelope = _parse(sealed)
    content_key = _unwrap(envelope.recipient, holder)
    return _cmsder.build(Envelope(_wrap(content_key, certificate, bound_to, random), envelope.content))


def open_sealed(
    sealed: bytes, private_key: ec.EllipticCurvePrivateKey, certificate_pem: str | bytes | None = None
) -> bytes:
    """The plaintext, given only after the tag over all of it has been verified.

    Raises IntegrityFailure when any byte was altered, when the key is another's, or when `certificate_pem` is given and
    the file is not addressed to it.
    """
    envelope = _parse(sealed)
    if certificate_pem is not None and _identifier(read_certificate(certificate_pem)) != envelope.recipient.identifier:
        raise _failure("MUN-SEAL-002", "The file is addressed to another certificate.")
    content_key = _unwrap(envelope.recipient, KeyInMemory(private_key))
    content = envelope.content
    try:
        return AESGCM(content_key).decrypt(content.nonce, content.ciphertext + content.tag, None)
    except InvalidTag:
        raise _failure("MUN-SEAL-004", "The content was altered after it was sealed.") from None


def ciphertext_digest(sealed: bytes) -> bytes:
    """SHA-256 over what `rewrap` leaves alone: the DER of EncryptedContentInfo (algorithm, nonce, tag length,
    encryptedContent) followed by the DER of `mac`.

    The same before and after `rewrap`; different for any other content. Raises IntegrityFailure for no sealed file.
    """
    return hashlib.sha256(_cmsder.build_content(_parse(sealed).content)).digest()


def bound_leaf(sealed: bytes) -> bytes | None:
    """The ledger leaf hash a released file is bound to; None for a file that no gate has released."""
    ukm = _parse(sealed).recipient.ukm
    return ukm[:LEAF_HASH_BYTES] if len(ukm) == 2 * LEAF_HASH_BYTES else None


def _wrap(content_key: bytes, certificate: RecipientCertificate, bound_to: bytes, random: Random) -> Recipient:
    ephemeral = _ephemeral(random)
    identifier = _identifier(certificate)
    ukm = bound_to + hashlib.sha256(identifier).digest()
    kek = _derive(ephemeral.exchange(ec.ECDH(), certificate.public_key), ukm)
    point = ephemeral.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return Recipient(point, ukm, identifier, aes_key_wrap(kek, content_key))


def _unwrap(recipient: Recipient, holder: Unwrapper) -> bytes:
    if recipient.ukm[-32:] != hashlib.sha256(recipient.identifier).digest():
        raise _failure("MUN-SEAL-003", "The file's address was altered after it was sealed.")
    try:
        peer = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP384R1(), recipient.ephemeral_point)
        kek = _derive(holder.agree(peer), recipient.ukm)
        return aes_key_unwrap(kek, recipient.wrapped_key)
    except (InvalidUnwrap, ValueError):
        raise _failure(
            "MUN-SEAL-003", "This key does not open the file: it is another's, or the file was altered."
        ) from None


def _derive(shared_secret: bytes, ukm: bytes) -> bytes:
    return X963KDF(SHA384(), 32, _cmsder.build_shared_info(ukm)).derive(shared_secret)


def _ephemeral(random: Random) -> ec.EllipticCurvePrivateKey:
    """A key pair from 64 bits more than the order has, so that the remainder is unbiased (SP 800-56A, 5.6.1.2.1)."""
    return ec.derive_private_key(int.from_bytes(random(56), "big") % (_ORDER - 1) + 1, ec.SECP384R1())


def _identifier(certificate: RecipientCertificate) -> bytes:
    return _cmsder.build_identifier(certificate.issuer_der, certificate.serial_number)


def _parse(sealed: bytes) -> Envelope:
    try:
        return _cmsder.parse(sealed)
    except Malformed:
        raise _failure("MUN-SEAL-001", "This is no sealed file of ours, or it was altered.") from None


def _failure(code: str, message: str) -> IntegrityFailure:
    return IntegrityFailure(
        code, message, hint="Check that the file is whole and the key is the one it was sealed to; else ask again."
    )
