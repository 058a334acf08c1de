"""A record committed field by field, so that an auditor can be shown one field and nothing of the others.

    field commitment  HMAC-SHA-256(field salt, domain | canonical [name, value])
    field salt        HMAC-SHA-256(entry's salt, domain | name)
    top commitment    HMAC-SHA-256(top salt, domain | canonical list of names | field commitments in order)

The top commitment goes into the public entry. Each field has its own salt, so a field shown says nothing about its
neighbours, and the entry's own salt is never handed out. The names are committed beside the values: they are known
from the kind of act anyway, and with them no record can hold a field twice and show the auditor whichever it likes.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from json.encoder import encode_basestring
from typing import Any, Final

from muniment.formats.canonical import canonical_json, canonical_members, read_canonical
from muniment.ledger.entry import mac
from muniment.vocabulary.errors import IntegrityFailure, MunimentError

_FIELD: Final = b"muniment/ledger/field/v1\0"
_FIELD_SALT: Final = b"muniment/ledger/field-salt/v1\0"
_TOP: Final = b"muniment/ledger/fields/v1\0"
_TOP_SALT: Final = b"muniment/ledger/fields-salt/v1\0"


@dataclass(frozen=True, slots=True)
class FieldOpening:
    """What an auditor is handed for one field. `hashes` are the commitments of all other fields, in the order of
    `names`.

    A record has a score of fields, not millions: handing over their commitments is simpler to check than a path.
    """

    name: str
    value: Any
    salt: bytes
    top_salt: bytes
    names: tuple[str, ...]
    hashes: tuple[bytes, ...]

    def encode(self) -> bytes:
        """Canonical JSON, bytes in hexadecimal: a file for the auditor."""
        return canonical_json(
            {
                "name": self.name,
                "value": self.value,
                "salt": self.salt.hex(),
                "top_salt": self.top_salt.hex(),
                "names": list(self.names),
                "hashes": [h.hex() for h in self.hashes],
            }
        )


def commit_fields(record: Mapping[str, Any], salt: bytes) -> bytes:
    """The commitment (32 bytes) to a record of at least one field, under its entry's salt.

    Values are canonical JSON values. Raises InputRefused where a value is not, ValueError for an empty record or a salt
    that has not 32 bytes.
    """
    return commit_members(canonical_members(record), salt)


def commit_members(members: Mapping[str, str], salt: bytes) -> bytes:
    """`commit_fields` of a record given as its members in canonical form (`canonical_members`)."""
    fields = _fields(members, salt)
    return _top(list(fields), [committed for _, committed in fields.values()], mac(salt, _TOP_SALT))


def open_field(record: Mapping[str, Any], salt: bytes, name: str) -> FieldOpening:
    """What shows the field `name` of the record, and of the others only that they are there. Raises KeyError for no
    such field.
    """
    fields = _fields(canonical_members(record), salt)
    others = tuple(committed for other, (_, committed) in fields.items() if other != name)
    return FieldOpening(name, record[name], fields[name][0], mac(salt, _TOP_SALT), tuple(fields), others)


def verify_field(opening: FieldOpening, commitment: bytes) -> bool:
    """Whether the record committed has exactly one field of that name, with that value. Never raises on bad content."""
    names = list(opening.names)
    if (
        opening.name not in names
        or names != sorted(set(names))
        or len(opening.hashes) != len(names) - 1
        or any(len(b) != 32 for b in (*opening.hashes, opening.salt, opening.top_salt))
    ):
        return False
    hashes = list(opening.hashes)
    try:
        value = canonical_json(opening.value).decode()
        hashes.insert(names.index(opening.name), _field(opening.name, value, opening.salt))
        return hmac.compare_digest(_top(names, hashes, opening.top_salt), commitment)
    except (ValueError, TypeError, MunimentError):
        return False


def parse_opening(raw: bytes) -> FieldOpening:
    """The opening that `FieldOpening.encode` wrote. Raises IntegrityFailure for anything else."""
    try:
        held = read_canonical(raw)
        opening = FieldOpening(
            held["name"],
            held["value"],
            bytes.fromhex(held["salt"]),
            bytes.fromhex(held["top_salt"]),
            tuple(held["names"]),
            tuple(bytes.fromhex(h) for h in held["hashes"]),
        )
        if opening.encode() == raw:
            return opening
    except Exception:  # whatever an outsider's file does to the lines above, it is no opening
        pass
    raise IntegrityFailure("MUN-LEDGER-011", "The file is no opening of a ledger record's field.")


def _fields(members: Mapping[str, str], salt: bytes) -> dict[str, tuple[bytes, bytes]]:
    """By name, in order: the field's own salt and its commitment."""
    if not members:
        raise ValueError("a record has at least one field")
    salts = [(name, mac(salt, _FIELD_SALT + name.encode())) for name in sorted(members)]
    return {name: (own, _field(name, members[name], own)) for name, own in salts}


def _field(name: str, value: str, salt: bytes) -> bytes:
    """Over the canonical form of [name, value]; `value` is in canonical form already."""
    return mac(salt, _FIELD + f"[{encode_basestring(name)},{value}]".encode())


def _top(names: list[str], hashes: list[bytes], top_salt: bytes) -> bytes:
    return mac(top_salt, _TOP + canonical_json(names) + b"".join(hashes))
