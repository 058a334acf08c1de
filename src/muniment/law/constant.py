"""Finds tests that cannot fail or cannot be met, so that no element is an ornament."""

from __future__ import annotations

from itertools import product
from typing import Final

from muniment.law import nodes as n

MAX_ATOMS: Final = 10


def constant_value(test: n.Expr) -> bool | None:
    """True or False when the test has that value whatever the facts are; None when it can have either, or is too
    large to say. Each distinct comparison counts as free to be true or false, so only what is sure is reported.
    """
    atoms = tuple(dict.fromkeys(_atoms(test)))
    free = tuple(atom for atom in atoms if n.facts_in(atom) or any(isinstance(p, n.Switch) for p in n.walk(atom)))
    if len(free) > MAX_ATOMS:
        return None
    fixed: dict[n.Expr, object] = {atom: atom.value for atom in atoms if isinstance(atom, n.Literal)}
    if len(fixed) + len(free) < len(atoms):
        return True  # a comparison of literals alone: whichever value it has, it has it always
    seen = set()
    for values in product((True, False), repeat=len(free)):
        seen.add(_value(test, {**fixed, **dict(zip(free, values, strict=True))}))
        if len(seen) > 1:
            return None
    return seen.pop()


def _atoms(node: n.Expr) -> list[n.Expr]:
    match node:
        case n.And() | n.Or():
            return [atom for operand in node.operands for atom in _atoms(operand)]
        case n.Not():
            return _atoms(node.operand)
        case n.IsBool():
            return _atoms(node.operand)
    return [node]


def _value(node: n.Expr, given: dict[n.Expr, object]) -> bool:
    match node:
        case n.And():
            return all(_value(operand, given) for operand in node.operands)
        case n.Or():
            return any(_value(operand, given) for operand in node.operands)
        case n.Not():
            return not _value(node.operand, given)
        case n.IsBool():
            return (_value(node.operand, given) is node.value) is not node.negated
    return bool(given[node])
