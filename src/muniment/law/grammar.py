"""What the language knows: its names, limits and words, and what it says to those who write something else."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from muniment.law import nodes as n
from muniment.law.nodes import Type

MAX_LENGTH: Final = 2_000
MAX_DEPTH: Final = 24
MAX_NODES: Final = 400
MAX_NUMBER: Final = 1e15
MAX_SHIFT: Final = 100_000
MAX_MEMBERS: Final = 200

FUNCTIONS: Final = (
    "starts_with", "ends_with", "contains", "length", "matches", "all_in", "any_in", "count", "year", "max", "min",
    "days", "date",
)  # fmt: skip
CONSTANTS: Final[Mapping[str, bool | None]] = {
    "true": True, "false": False, "none": None, "null": None, "True": True, "False": False, "None": None,
}  # fmt: skip
RESERVED: Final = frozenset({*FUNCTIONS, *CONSTANTS, "and", "or", "not", "in", "is", "row"})

COMPARISONS: Final = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
}  # fmt: skip
REFUSED_FORMS: Final = {
    ast.Attribute: ("An attribute (a dot after a name)", "Facts have no parts; declare the part as a fact of its own."),
    ast.Subscript: ("A subscript", "Use `in`, `count`, `max`, `min`, `all_in` or `any_in` on lists."),
    ast.Lambda: ("A lambda", "Write the condition out."),
    ast.ListComp: ("A comprehension", "Use `all_in` or `any_in`."),
    ast.SetComp: ("A comprehension", "Use `all_in` or `any_in`."),
    ast.DictComp: ("A comprehension", "Use `all_in` or `any_in`."),
    ast.GeneratorExp: ("A comprehension", "Use `all_in` or `any_in`."),
    ast.JoinedStr: ("An f-string", "Write plain text in quotes."),
    ast.NamedExpr: ("An assignment", "Declare a fact instead."),
    ast.Starred: ("A star", "Write the items out."),
    ast.IfExp: ("A conditional", "Use `and`, `or`, or two elements with `applies_when`."),
    ast.Dict: ("A dictionary", "Use a named list."),
    ast.Set: ("A set", "Write a list with square brackets."),
    ast.Tuple: ("A tuple", "Write a list with square brackets."),
    ast.List: ("A list", "A list stands only right of `in`, or second in `all_in` and `any_in`."),
    ast.Await: ("`await`", "Remove it."),
    ast.Yield: ("`yield`", "Remove it."),
    ast.YieldFrom: ("`yield`", "Remove it."),
}


class ExpressionRefused(ValueError):
    """What is wrong, where (character from 0), and a hint."""

    def __init__(self, message: str, offset: int, hint: str) -> None:
        super().__init__(message)
        self.message, self.offset, self.hint = message, offset, hint


@dataclass(frozen=True, slots=True)
class Scope:
    """The names an expression may use. `values` closes a text fact's or switch's set of values."""

    facts: Mapping[str, Type]
    values: Mapping[str, tuple[n.Atom, ...]]
    switches: Mapping[str, Type]
    lists: Mapping[str, Type]
    list_items: Mapping[str, tuple[n.Atom, ...]]
    formats: Mapping[str, str]

    def names(self) -> tuple[str, ...]:
        return (*self.facts, *self.switches, *self.lists, *self.formats)


def named_type(kind: Type) -> str:
    return {
        Type.BOOL: "a yes or no",
        Type.NUMBER: "a number",
        Type.TEXT: "a text",
        Type.DATE: "a date",
        Type.LIST_TEXT: "a list of texts",
        Type.LIST_NUMBER: "a list of numbers",
    }[kind]


CURES: Final = {
    Type.BOOL: "Use `is true` or `is false`.",
    Type.NUMBER: "Write a number without quotes.",
    Type.TEXT: "Put text in quotes.",
    Type.DATE: "Write date('2025-04-07').",
    Type.LIST_TEXT: "Use `in`, `all_in`, `any_in` or `count`.",
    Type.LIST_NUMBER: "Use `in`, `all_in`, `any_in`, `count`, `max` or `min`.",
}
