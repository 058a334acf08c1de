"""The one DER encoding of a sealed file, both ways: `parse` accepts exactly the bytes that `build` makes.

No keys and no cryptography here. The shape is fixed (one recipient, fixed algorithms), so reading ends with building
again and comparing: whatever a lenient reader would have let pass (BER, other parameters, trailing bytes, attributes)
differs and is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from asn1crypto import algos, cms, core, keys

NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16
_POINT_BYTES: Final = 97
_WRAPPED_BYTES: Final = 40
_UKM_BYTES: Final = (32, 64)
_STD_DH_SHA384_KDF: Final = "1.3.132.1.11.2"  # dhSinglePass-stdDH-sha384kdf-scheme
_AUTH_ENVELOPED: Final = "authenticated_enveloped_data"
# Reading asn1crypto's lazily parsed values raises any of these on hostile input.
_PARSER_ERRORS: Final = (
    ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError, MemoryError,
)  # fmt: skip


class Malformed(Exception):
    """The bytes are not the encoding of a sealed file."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """`identifier` is the DER IssuerAndSerialNumber; `ephemeral_point` uncompressed, 97 bytes; `wrapped_key` 40."""

    ephemeral_point: bytes
    ukm: bytes
    identifier: bytes
    wrapped_key: bytes


@dataclass(frozen=True, slots=True)
class Content:
    nonce: bytes
    ciphertext: bytes
    tag: bytes


@dataclass(frozen=True, slots=True)
class Envelope:
    recipient: Recipient
    content: Content


class _GcmParameters(core.Sequence):  # type: ignore[misc]
    """RFC 5084 section 3.2. The tag length's default is 12, so 16 is always written."""

    _fields = [("nonce", core.OctetString), ("icv_len", core.Integer)]


class _WrapAlgorithm(core.Sequence):  # type: ignore[misc]
    """RFC 3565: AES key wrap, parameters absent."""

    _fields = [("algorithm", core.ObjectIdentifier)]


class _SharedInfo(core.Sequence):  # type: ignore[misc]
    """ECC-CMS-SharedInfo (RFC 5753 section 7.2)."""

    _fields = [
        ("key_info", _WrapAlgorithm),
        ("entity_u_info", core.OctetString, {"explicit": 0}),
        ("supp_pub_info", core.OctetString, {"explicit": 2}),
    ]


def build(envelope: Envelope) -> bytes:
    """The DER ContentInfo."""
    enveloped = cms.AuthEnvelopedData(
        {
            "version": "v0",
            "recipient_infos": [cms.RecipientInfo("kari", _recipient_info(envelope.recipient))],
            "auth_encrypted_content_info": _content_info(envelope.content),
            "mac": envelope.content.tag,
        }
    )
    der: bytes = cms.ContentInfo({"content_type": _AUTH_ENVELOPED, "content": enveloped}).dump()
    return der


def build_content(content: Content) -> bytes:
    """The DER EncryptedContentInfo followed by the DER of the tag."""
    der: bytes = _content_info(content).dump() + core.OctetString(content.tag).dump()
    return der


def build_identifier(issuer_der: bytes, serial_number: int) -> bytes:
    """The DER IssuerAndSerialNumber; the issuer byte for byte as the certificate has it."""
    der: bytes = core.SequenceOf(
        spec=core.Any, value=[core.Any.load(issuer_der), core.Any.load(core.Integer(serial_number).dump())]
    ).dump()
    return der


def build_shared_info(ukm: bytes) -> bytes:
    der: bytes = _SharedInfo(
        {"key_info": _wrap_algorithm(), "entity_u_info": ukm, "supp_pub_info": (256).to_bytes(4, "big")}
    ).dump()
    return der


def parse(sealed: bytes) -> Envelope:
    """The parts of a sealed file. Raises Malformed unless `build` gives back exactly `sealed`."""
    try:
        envelope = _read(sealed)
        if build(envelope) == sealed:
            return envelope
    except _PARSER_ERRORS:
        pass
    raise Malformed


def _read(sealed: bytes) -> Envelope:
    info = cms.ContentInfo.load(sealed, strict=True)
    if info["content_type"].native != _AUTH_ENVELOPED:
        raise ValueError
    enveloped = info["content"]
    (recipient_info,) = enveloped["recipient_infos"]
    if recipient_info.name != "kari":
        raise ValueError
    kari = recipient_info.chosen
    (encrypted_key,) = kari["recipient_encrypted_keys"]
    recipient = Recipient(
        ephemeral_point=kari["originator"].chosen["public_key"].native,
        ukm=kari["ukm"].native,
        identifier=encrypted_key["rid"].chosen.dump(),
        wrapped_key=encrypted_key["encrypted_key"].native,
    )
    content_info = enveloped["auth_encrypted_content_info"]
    parameters = content_info["content_encryption_algorithm"]["parameters"].parse(_GcmParameters)
    content = Content(
        nonce=parameters["nonce"].native,
        ciphertext=content_info["encrypted_content"].native,
        tag=enveloped["mac"].native,
    )
    if (
        len(recipient.ephemeral_point) != _POINT_BYTES
        or len(recipient.ukm) not in _UKM_BYTES
        or len(recipient.wrapped_key) != _WRAPPED_BYTES
        or len(content.nonce) != NONCE_BYTES
        or len(content.tag) != TAG_BYTES
    ):
        raise ValueError
    return Envelope(recipient, content)


def _recipient_info(recipient: Recipient) -> Any:
    originator = keys.PublicKeyInfo(
        {
            "algorithm": keys.PublicKeyAlgorithm(
                {"algorithm": "ec", "parameters": keys.ECDomainParameters("named", "secp384r1")}
            ),
            "public_key": keys.ECPointBitString(recipient.ephemeral_point),
        }
    )
    return cms.KeyAgreeRecipientInfo(
        {
            "version": "v3",
            "originator": cms.OriginatorIdentifierOrKey("originator_key", originator),
            "ukm": recipient.ukm,
            "key_encryption_algorithm": cms.KeyEncryptionAlgorithm(
                {"algorithm": _STD_DH_SHA384_KDF, "parameters": _wrap_algorithm()}
            ),
            "recipient_encrypted_keys": [
                cms.RecipientEncryptedKey(
                    {
                        "rid": cms.KeyAgreementRecipientIdentifier(
                            "issuer_and_serial_number", cms.IssuerAndSerialNumber.load(recipient.identifier)
                        ),
                        "encrypted_key": recipient.wrapped_key,
                    }
                )
            ],
        }
    )


def _content_info(content: Content) -> Any:
    return cms.EncryptedContentInfo(
        {
            "content_type": "data",
            "content_encryption_algorithm": algos.EncryptionAlgorithm(
                {
                    "algorithm": "aes256_gcm",
                    "parameters": _GcmParameters({"nonce": content.nonce, "icv_len": TAG_BYTES}),
                }
            ),
            "encrypted_content": content.ciphertext,
        }
    )


def _wrap_algorithm() -> Any:
    return _WrapAlgorithm({"algorithm": algos.EncryptionAlgorithmId("aes256_wrap").dotted})
