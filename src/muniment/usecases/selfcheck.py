"""Start-up: does the cryptography that runs here compute what the standards say, and whose is it?

Known answers of every primitive the house relies on, once in a process, before it does anything; a failure stops it.
Which libraries and provider ran is recorded in the ledger whenever it differs from what was recorded last. The house is
FIPS-capable: its algorithms are approved ones, and a provider restricted to those can be put under it. Whether a given
module is validated is its maker's to show, not ours.
"""

from __future__ import annotations

import hashlib
import hmac
import platform
import ssl
from functools import cache
from typing import Final

import cryptography
from cryptography.exceptions import InvalidSignature, InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.backends.openssl import backend
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap, aes_key_wrap

from muniment.store import log
from muniment.usecases.house import House
from muniment.usecases.journal import write_act
from muniment.vocabulary.errors import IntegrityFailure

POLICY: Final = "crypto"
_H = bytes.fromhex
_SEED: Final = _H("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
_SIGNED: Final = _H(
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
)
_KEK: Final = bytes(range(32))
_WRAPPED_IN: Final = _H("00112233445566778899aabbccddeeff000102030405060708090a0b0c0d0e0f")
_WRAPPED: Final = _H("28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21")


@cache
def known_answers() -> tuple[str, ...]:
    """The primitives checked. Raises IntegrityFailure naming those that do not give the standards' answers.

    SHA-256: FIPS 180-4. HMAC: RFC 4231, 4.3. Ed25519: RFC 8032, 7.1. AES-256-GCM: its authors' test case 14. Key wrap:
    RFC 3394, 4.6. P-384: two parties agree.
    """
    checks = {
        "SHA-256": lambda: hashlib.sha256(b"abc").hexdigest().startswith("ba7816bf8f01cfea"),
        "HMAC-SHA-256": lambda: (
            hmac.digest(b"Jefe", b"what do ya want for nothing?", "sha256").hex().startswith("5bdcc146bf60754e")
        ),
        "Ed25519": _ed25519,
        "AES-256-GCM": _gcm,
        "AES key wrap": lambda: (
            aes_key_wrap(_KEK, _WRAPPED_IN) == _WRAPPED and aes_key_unwrap(_KEK, _WRAPPED) == _WRAPPED_IN
        ),
        "ECDH P-384": _ecdh,
    }
    failed = [name for name, check in checks.items() if not _holds(check)]
    if failed:
        raise IntegrityFailure(
            "MUN-CRYPTO-001",
            f"The cryptographic library does not compute what it must: {', '.join(failed)}.",
            hint="Do not use this installation. Compare it with its lock file and install it anew.",
        )
    return tuple(checks)


@cache
def provider() -> dict[str, object]:
    """Which libraries run. `approved_only`: the provider refuses algorithms outside FIPS (judged by MD5)."""
    return {
        "python": platform.python_version(),
        "cryptography": cryptography.__version__,
        "cryptography_openssl": backend.openssl_version_text(),
        "hashlib_openssl": ssl.OPENSSL_VERSION,
        "approved_only": not _holds(lambda: bool(hashes.Hash(hashes.MD5()))),
        "checked": list(known_answers()),
    }


def record_provider(house: House) -> None:
    """One entry when other libraries run than were recorded last. Called in a transaction that writes anyway."""
    found = provider()
    if log.policy(POLICY) != found:
        at = house.now()
        log.set_policy(POLICY, found, at, write_act(house, "crypto_self_check", at, found))


def _holds(check: object) -> bool:
    try:
        return bool(check())  # type: ignore[operator]
    except (InvalidSignature, InvalidTag, UnsupportedAlgorithm, ValueError):
        return False


def _ed25519() -> bool:
    key = Ed25519PrivateKey.from_private_bytes(_SEED)
    key.public_key().verify(_SIGNED, b"")
    return key.sign(b"") == _SIGNED and not _holds(lambda: key.public_key().verify(_SIGNED, b"x") is None)


def _gcm() -> bool:
    sealed = AESGCM(bytes(32)).encrypt(bytes(12), bytes(16), None)
    altered = sealed[:-1] + bytes((sealed[-1] ^ 1,))
    return (
        sealed.hex() == "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"
        and AESGCM(bytes(32)).decrypt(bytes(12), sealed, None) == bytes(16)
        and not _holds(lambda: AESGCM(bytes(32)).decrypt(bytes(12), altered, None) is not None)
    )


def _ecdh() -> bool:
    one, two = ec.derive_private_key(7, ec.SECP384R1()), ec.derive_private_key(11, ec.SECP384R1())
    return one.exchange(ec.ECDH(), two.public_key()) == two.exchange(ec.ECDH(), one.public_key())
