"""YAML 1.2 (and so JSON) in, plain data out: no tags that build objects, no duplicate keys, no alias bombs.

Dates may be bare or quoted; `as_date` reads either. Every defect has a line and column.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from muniment.vocabulary.errors import Defect, InputRefused

MAX_BYTES: Final = 64 * 1024 * 1024
MAX_DEPTH: Final = 40
MAX_NODES: Final = 5_000_000


def read_mapping(raw: bytes, file: str) -> dict[str, Any]:
    """The one mapping in `raw`. Raises InputRefused with the position of what cannot be read.

    Guarantee: the result is built of dict, list, str, int, float, bool, None and date alone.
    """
    value = _parse(raw, file)
    if not isinstance(value, dict):
        raise _refused(file, "MUN-YAML-003", "The document is not a mapping of keys to values.")
    _check(value, file)
    return value


def as_date(value: object) -> date | None:
    """A date written bare or quoted as ISO 8601 (YYYY-MM-DD); None for anything else, never a guess."""
    if isinstance(value, datetime):
        return None
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        text = value.strip()
        if len(text) == 10:
            try:
                return date.fromisoformat(text)
            except ValueError:
                return None
    return None


def _parse(raw: bytes, file: str) -> Any:
    if len(raw) > MAX_BYTES:
        raise _refused(file, "MUN-YAML-001", f"The document is longer than {MAX_BYTES} bytes.")
    if b"\x00" in raw:
        raise _refused(file, "MUN-YAML-002", "The document contains a NUL byte.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refused(file, "MUN-YAML-002", f"The document is not UTF-8 (byte {error.start}).") from None
    if text.lstrip().startswith("{"):
        try:
            return json.loads(text, object_pairs_hook=_no_duplicates, parse_constant=_no_constant)
        except (ValueError, RecursionError):
            pass  # flow-style YAML may still be meant; its parser names the position
    yaml = YAML(typ="safe", pure=True)
    yaml.Constructor = _Constructor
    yaml.allow_duplicate_keys = False
    try:
        return yaml.load(io.StringIO(text))
    except _Impossible as error:
        text = f"A value is impossible, such as a day that its month has not{_place(error)}."
        raise _refused(file, "MUN-YAML-008", text) from None
    except MarkedYAMLError as error:
        raise _refused(file, "MUN-YAML-004", f"The document is not YAML 1.2{_place(error)}.") from None
    except (YAMLError, ValueError, RecursionError):
        raise _refused(file, "MUN-YAML-004", "The document is not YAML 1.2.") from None


def _place(error: MarkedYAMLError) -> str:
    mark = error.problem_mark or error.context_mark
    return f" (line {mark.line + 1}, column {mark.column + 1})" if mark else ""


class _Impossible(MarkedYAMLError):
    """A scalar that cannot be what it looks like: a bare 2026-02-30 is read as a date."""


class _Constructor(SafeConstructor):
    def construct_object(self, node: Any, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep=deep)
        except ValueError:
            raise _Impossible(problem_mark=node.start_mark) from None


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise ValueError("duplicate key")
    return result


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _check(root: object, file: str) -> None:
    """Refuse shapes that would cost without end, and values that are not plain data."""
    stack: list[tuple[object, int]] = [(root, 0)]
    seen = 0
    while stack:
        value, depth = stack.pop()
        seen += 1
        if seen > MAX_NODES or depth > MAX_DEPTH:
            raise _refused(file, "MUN-YAML-005", "The document is too deep or too large once aliases are followed.")
        if isinstance(value, Mapping):
            for key in value:
                if not isinstance(key, str):
                    raise _refused(file, "MUN-YAML-006", "A key is not text.")
            stack.extend((v, depth + 1) for v in value.values())
        elif isinstance(value, list):
            stack.extend((v, depth + 1) for v in value)
        elif value is not None and not isinstance(value, str | int | float | bool | date):
            raise _refused(file, "MUN-YAML-007", "A value is of a kind that is not allowed here.")


def _refused(file: str, code: str, message: str) -> InputRefused:
    return InputRefused(
        code, message, hint="Correct the document and send it again.", defects=[Defect(file, None, "", code, message)]
    )
