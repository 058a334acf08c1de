"""Canonical JSON (RFC 8785, a subset): one value, one sequence of bytes.

The subset: objects with ASCII keys, arrays, text, true, false, null, and integers below 2^53 in magnitude. Floats
have no place in a record that is hashed: two machines agree on them only by luck. Everything outside the subset is
refused; nothing is coerced, because a coerced key or number would make two different records hash alike.

With ASCII keys, sorting by code point equals RFC 8785's sorting by UTF-16 unit, and the standard library's encoder in C
writes the same escapes as RFC 8785, section 3.2.2.2; tests hold both against the `rfc8785` package.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from json.encoder import encode_basestring
from typing import Any, Final

from muniment.vocabulary.errors import Defect, InputRefused

MAX_INTEGER: Final = 2**53 - 1
MAX_DEPTH: Final = 100

_encode: Final = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, check_circular=False
).encode
_PLAIN: Final = frozenset({str, int, bool, type(None)})
_FLAT: Final = _PLAIN | {dict, list}


def canonical_json(value: object) -> bytes:
    """The RFC 8785 form of `value`; equal values, and only those, give equal bytes.

    Raises InputRefused naming every place that lies outside the subset (a float, a key that is not ASCII text, an
    integer of 2^53 or more, text with a lone surrogate, nesting deeper than 100, any other type). Places are named by
    key and position, never by value.
    """
    # Most values are an object or a list of little depth: a few checks in C instead of a walk in Python.
    try:
        if not _flat(value):
            _check(value)
        return _encode(value).encode()
    except (TypeError, UnicodeEncodeError):
        _check(value)
        raise  # pragma: no cover - _check refuses whatever the encoder refuses


def canonical_members(record: Mapping[str, Any]) -> dict[str, str]:
    """The members of an object, each value in canonical form (as text, which encodes); `object_of` puts them together.

    For records that are committed field by field and kept whole: each value is written once. Raises as `canonical_json`,
    and TypeError for what is no object.
    """
    value = record if type(record) is dict else {**record}  # TypeError for what is no object
    try:
        if not _flat(value):
            _check(value)
        members = {
            name: encode_basestring(m) if type(m) is str else repr(m) if type(m) is int else _encode(m)
            for name, m in value.items()
        }
        "".join(members.values()).encode()
    except (TypeError, UnicodeEncodeError):
        _check(value)
        raise  # pragma: no cover - _check refuses whatever the encoder refuses
    return members


def object_of(members: Mapping[str, str]) -> bytes:
    """The canonical form of the object with these members, each in canonical form, in whatever order."""
    return ("{" + ",".join([f"{encode_basestring(name)}:{members[name]}" for name in sorted(members)]) + "}").encode()


def canonical_rows(columns: Mapping[str, Sequence[object]]) -> Iterator[bytes]:
    """The canonical form of each row of a table of plain columns: `canonical_json` of row after row, at twice the
    speed.

    Columns have one length and hold text, integers, true, false and null. Raises InputRefused naming the columns
    outside the subset, ValueError for columns of unequal length.
    """
    if len({len(column) for column in columns.values()}) > 1:
        raise ValueError("columns of unequal length")
    defects = [d for name, column in columns.items() for d in _column_defects(name, column)]
    if defects:
        raise _refused(defects)
    names = sorted(columns)
    row = ("{" + ",".join(encode_basestring(name).replace("%", "%%") + ":%s" for name in names) + "}").__mod__
    return (row(values).encode() for values in zip(*(_scalars(columns[name]) for name in names), strict=True))


def read_canonical(raw: bytes) -> Any:
    """The value whose canonical form is exactly `raw`; raises InputRefused for any other spelling of it.

    Refusing other spellings keeps hash and content one to one also where the bytes come from outside.
    """
    try:
        value = json.loads(raw.decode("utf-8"))
        exact = canonical_json(value) == raw
    except (ValueError, RecursionError, InputRefused):
        exact = False
    if not exact:
        raise InputRefused(
            "MUN-JSON-002",
            "The bytes are not canonical JSON (RFC 8785, ASCII keys, no floats).",
            hint="Give the bytes exactly as they were written.",
        )
    return value


def _flat(value: object, nested: int = 2) -> bool:
    """Whether it is an object or a list of values inside the subset, not deeper nested than that; False also where that
    takes a walk to tell."""
    if type(value) is dict:
        members: Iterable[object] = value.values()
        if not "".join(value).isascii():
            return False
    elif type(value) is list:
        members = value
    else:
        return False
    kinds = set(map(type, members))
    if not kinds <= _PLAIN and not (
        nested and kinds <= _FLAT and all(_flat(m, nested - 1) for m in members if type(m) not in _PLAIN)
    ):
        return False
    return int not in kinds or all(-MAX_INTEGER <= m <= MAX_INTEGER for m in members if type(m) is int)


def _scalars(column: Sequence[object]) -> Iterable[str]:
    kinds = set(map(type, column))
    if kinds <= {str}:
        return map(encode_basestring, column)  # type: ignore[arg-type]
    if kinds <= {int}:
        return map(repr, column)
    return map(_encode, column)


def _column_defects(name: object, column: Sequence[object]) -> Iterator[Defect]:
    if not isinstance(name, str) or not name.isascii():
        yield _defect("$", "a key that is not ASCII text")
        return
    kinds = set(map(type, column))
    for kind in sorted(kinds - _PLAIN, key=lambda k: k.__name__):
        yield _defect(f"$.{name}", f"a value of type {kind.__name__}")
    if int in kinds and any(type(v) is int and not -MAX_INTEGER <= v <= MAX_INTEGER for v in column):
        yield _defect(f"$.{name}", "an integer of 2^53 or more")
    if str in kinds:
        try:
            "".join([v for v in column if type(v) is str]).encode()
        except UnicodeEncodeError:
            yield _defect(f"$.{name}", "text with a lone surrogate")


def _check(root: object) -> None:
    """Refuse what is outside the subset, all places at once."""
    defects: list[Defect] = []
    stack: list[tuple[object, str, int]] = [(root, "$", 0)]
    while stack:
        value, place, depth = stack.pop()
        kind = type(value)
        if depth > MAX_DEPTH:
            defects.append(_defect(place, f"nested deeper than {MAX_DEPTH} levels"))
            break  # a value that contains itself would go on for ever
        if kind is dict:
            assert isinstance(value, dict)
            for key, member in value.items():
                if not isinstance(key, str):
                    defects.append(_defect(place, "a key that is not text"))
                elif not key.isascii():
                    defects.append(_defect(place, "a key that is not ASCII"))
                else:
                    stack.append((member, f"{place}.{key}", depth + 1))
        elif kind is list:
            assert isinstance(value, list)
            stack.extend((member, f"{place}[{i}]", depth + 1) for i, member in enumerate(value))
        elif kind is int:
            assert isinstance(value, int)
            if not -MAX_INTEGER <= value <= MAX_INTEGER:
                defects.append(_defect(place, "an integer of 2^53 or more"))
        elif isinstance(value, str):
            try:
                value.encode()
            except UnicodeEncodeError:
                defects.append(_defect(place, "text with a lone surrogate"))
        elif value is not None and kind is not bool:
            defects.append(_defect(place, f"a value of type {kind.__name__}"))
    if defects:
        raise _refused(defects)


def _refused(defects: list[Defect]) -> InputRefused:
    return InputRefused(
        "MUN-JSON-001",
        f"The record cannot be written as canonical JSON: {len(defects)} place(s) lie outside the subset.",
        hint="Use text, integers below 2^53, true, false, null, lists, and objects with ASCII keys.",
        defects=defects,
    )


def _defect(place: str, what: str) -> Defect:
    return Defect("record", None, place, "MUN-JSON-001", f"{place} holds {what}.")
