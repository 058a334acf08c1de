"""The id of a pack or profile: the SHA-256 of its RFC 8785 JSON, so layout and comments do not change it."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def document_id(document: bytes) -> str:
    """Hex SHA-256 of a document's canonical form."""
    return hashlib.sha256(document).hexdigest()


def canonical_document(plain: dict[str, Any]) -> bytes:
    """The RFC 8785 JSON of a read document (dates already ISO text). It reads back to the same pack or profile.

    `document.read_document` sees to what makes this the canonical form: keys are ASCII, so code point order is
    UTF-16 order; numbers lie between 0.0001 and 10^15, where Python and ECMAScript write the same digits.
    `formats.canonical` has no fractions, which a scenario may need; tests hold both against the `rfc8785` package.
    """
    text = json.dumps(_whole(plain), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode()


def _whole(value: Any) -> Any:
    """1.0 and 1 are one number in RFC 8785."""
    if isinstance(value, dict):
        return {key: _whole(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_whole(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
