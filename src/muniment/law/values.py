"""Scalars and periods of a read document as values of the language."""

from __future__ import annotations

from collections.abc import Iterable

from muniment.law.document import Defects, Node, day_of, mapping, nearest, text_of
from muniment.law.nodes import Atom, Type
from muniment.law.pack import ALWAYS, Period


def read_period(node: Node | None, defects: Defects, what: str) -> Period:
    """`{from, to}`, never empty."""
    if node is None or node.value is None:
        return ALWAYS
    entry = mapping(node, defects, (), ("from", "to"), f"{what}'s `effective`")
    period = Period(
        day_of(entry.get("from"), defects, f"{what}'s first day"),
        day_of(entry.get("to"), defects, f"{what}'s last day"),
    )
    if period.first and period.last and period.last < period.first:
        defects.add(node, "MUN-LAW-056", f"{what} is in effect on no day.", "`from` is not after `to`.")
        return ALWAYS
    return period


def choice(node: Node | None, defects: Defects, what: str, known: Iterable[str], default: str = "") -> str:
    """One of `known`; a defect and the default otherwise."""
    if node is None:
        return default
    value = text_of(node, defects, what, limit=100)
    known = tuple(known)
    if value not in known:
        defects.law(node, 22, f"{what} is none of those known.", nearest(value, known))
        return default
    return value


def atom(value: object, kind: Type) -> Atom | None:
    """A document's scalar as a value of the language; None when it is of another type."""
    if kind == Type.BOOL:
        return value if isinstance(value, bool) else None
    if kind == Type.NUMBER:
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
    if kind == Type.TEXT:
        return value if isinstance(value, str) else None
    return day_of(Node(value, 0, 0), Defects(""), "")
