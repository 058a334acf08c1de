"""The whole language, as a closed set of frozen nodes. Whatever is not here cannot be said in a rule.

Nodes carry their type; `parse` builds only well-typed trees. They do not evaluate themselves: `reference` (Python) and
`bulk` (DuckDB) do, and generated tests hold the two equal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Final, get_args


class Type(StrEnum):
    BOOL = "bool"
    NUMBER = "number"
    TEXT = "text"
    DATE = "date"
    LIST_TEXT = "list_text"
    LIST_NUMBER = "list_number"

    @property
    def member(self) -> Type | None:
        """The type of a list's members; None for what is no list."""
        return {Type.LIST_TEXT: Type.TEXT, Type.LIST_NUMBER: Type.NUMBER}.get(self)


Atom = bool | float | str | date
"""A literal's value. Numbers are always float: both engines then compute alike."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of the case: unknown when NULL."""

    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class Switch:
    """A choice of the profile; `select` replaces it by a Literal."""

    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class Literal:
    value: Atom
    type: Type


@dataclass(frozen=True, slots=True)
class NamedList:
    """A list of the pack; `select` replaces it by the Members in effect."""

    name: str
    member: Type


@dataclass(frozen=True, slots=True)
class Members:
    items: tuple[Atom, ...]
    member: Type


ListOperand = NamedList | Members | Fact
"""What may stand right of `in`: a named list, a literal list, or a fact of a list type."""


@dataclass(frozen=True, slots=True)
class Not:
    operand: Expr
    type: Type = Type.BOOL


@dataclass(frozen=True, slots=True)
class And:
    operands: tuple[Expr, ...]
    type: Type = Type.BOOL


@dataclass(frozen=True, slots=True)
class Or:
    operands: tuple[Expr, ...]
    type: Type = Type.BOOL


@dataclass(frozen=True, slots=True)
class Compare:
    """op: ==, !=, <, <=, >, >=; both sides of one type."""

    op: str
    left: Expr
    right: Expr
    type: Type = Type.BOOL


@dataclass(frozen=True, slots=True)
class IsBool:
    """`operand is value`: never unknown."""

    operand: Expr
    value: bool
    negated: bool
    type: Type = Type.BOOL


@dataclass(frozen=True, slots=True)
class IsNone:
    """`operand is None`: never unknown."""

    operand: Expr
    negated: bool
    type: Type = Type.BOOL


@dataclass(frozen=True, slots=True)
class In:
    operand: Expr
    members: ListOperand
    negated: bool
    type: Type = Type.BOOL


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """op: + or -, on numbers."""

    op: str
    left: Expr
    right: Expr
    type: Type = Type.NUMBER


@dataclass(frozen=True, slots=True)
class Negative:
    operand: Expr
    type: Type = Type.NUMBER


@dataclass(frozen=True, slots=True)
class Days:
    """Days from `start` to `end`."""

    start: Expr
    end: Expr
    type: Type = Type.NUMBER


@dataclass(frozen=True, slots=True)
class Shift:
    """A date moved by a whole number of days."""

    operand: Expr
    days: int
    type: Type = Type.DATE


@dataclass(frozen=True, slots=True)
class Year:
    operand: Fact | Literal
    type: Type = Type.NUMBER


@dataclass(frozen=True, slots=True)
class TextTest:
    """function: starts_with, ends_with, contains."""

    function: str
    text: Expr
    part: Expr
    type: Type = Type.BOOL


@dataclass(frozen=True, slots=True)
class Length:
    operand: Expr
    type: Type = Type.NUMBER


@dataclass(frozen=True, slots=True)
class Matches:
    """The whole text has the form. `pattern` is the checked pattern both engines read alike."""

    operand: Expr
    name: str
    pattern: str
    type: Type = Type.BOOL


@dataclass(frozen=True, slots=True)
class Count:
    operand: Fact
    type: Type = Type.NUMBER


@dataclass(frozen=True, slots=True)
class Extreme:
    """function: max, min. Unknown when the list is empty."""

    function: str
    operand: Fact
    type: Type = Type.NUMBER


@dataclass(frozen=True, slots=True)
class Quantified:
    """function: all_in, any_in."""

    function: str
    operand: Fact
    members: ListOperand
    type: Type = Type.BOOL


Expr = (
    Fact
    | Switch
    | Literal
    | Not
    | And
    | Or
    | Compare
    | IsBool
    | IsNone
    | In
    | Arithmetic
    | Negative
    | Days
    | Shift
    | Year
    | TextTest
    | Length
    | Matches
    | Count
    | Extreme
    | Quantified
)

Part = Expr | NamedList | Members


def children(node: Part) -> tuple[Part, ...]:
    """The nodes directly under `node`, in reading order."""
    found: list[Part] = []
    for name in _NAMES[type(node)]:
        value = getattr(node, name)
        if name == "operands":
            found.extend(value)
        elif hasattr(value, "__dataclass_fields__"):
            found.append(value)
    return tuple(found)


_NAMES: Final[Mapping[type, tuple[str, ...]]] = {
    kind: tuple(entry.name for entry in fields(kind)) for kind in get_args(Expr) + get_args(NamedList | Members)
}


def walk(node: Part) -> Iterator[Part]:
    """`node` and everything under it, in reading order."""
    waiting: list[Part] = [node]
    while waiting:
        part = waiting.pop()
        yield part
        waiting.extend(reversed(children(part)))


def facts_in(node: Part) -> tuple[str, ...]:
    """Names of the facts an expression reads, in the order of first mention."""
    return tuple(dict.fromkeys(part.name for part in walk(node) if isinstance(part, Fact)))
