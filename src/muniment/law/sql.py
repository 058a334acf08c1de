"""A condition as DuckDB SQL: its status, the unknown facts behind it, and the expressions both rest on.

What reaches SQL is built from typed nodes: names are quoted identifiers, values are quoted literals; no text of a pack
is ever pasted in. NULL is unknown, as in Kleene's logic and the reference.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from muniment.law import nodes as n
from muniment.law.patterns import MAX_TEXT
from muniment.law.reference import MAX_NUMBER
from muniment.law.select import Condition


def status_of(condition: Condition) -> str:
    """0 not met, 1 met, 2 undetermined, 3 not applicable."""
    if condition.test is None:
        return "3::TINYINT"
    test = expression(condition.test)
    cases = []
    if condition.applies_when is not None:
        applies = expression(condition.applies_when)
        cases.append(f"WHEN ({applies}) IS FALSE THEN 3")
        awaited = any_cause(condition.applies_when, condition.awaited)
        if awaited:
            cases.append(f"WHEN ({applies}) IS NULL AND {awaited} THEN 2")
    cases.append(f"WHEN {test} THEN 1")
    awaited = any_cause(condition.test, condition.awaited)
    if awaited:
        cases.append(f"WHEN ({test}) IS NULL AND {awaited} THEN 2")
    return f"(CASE {' '.join(cases)} ELSE 0 END)::TINYINT"


def awaited_facts(condition: Condition) -> tuple[str, ...]:
    """Facts that can be among the causes: not those asked with `is` alone."""
    return tuple(fact for fact in condition.awaited if is_missing(condition, fact) != "FALSE")


def is_missing(condition: Condition, fact: str) -> str:
    """Given that the finding is undetermined: is this fact among the causes."""
    assert condition.test is not None
    by_test = cause(condition.test, fact) or "FALSE"
    if condition.applies_when is None:
        return by_test
    by_applies = cause(condition.applies_when, fact) or "FALSE"
    awaited = any_cause(condition.applies_when, condition.awaited)
    if not awaited:
        return by_test
    return (
        f"CASE WHEN ({expression(condition.applies_when)}) IS NULL AND {awaited} THEN {by_applies} ELSE {by_test} END"
    )


def any_cause(node: n.Expr, facts: Iterable[str]) -> str:
    found = [causes for fact in facts if (causes := cause(node, fact))]
    return any_of(found) if found else ""


def cause(node: n.Part, fact: str) -> str:
    """SQL that is true when `fact` is among the causes of the unknown value of `node`; '' when it never is."""
    match node:
        case n.Fact(name=name):
            return f"{quoted_name(name)} IS NULL" if name == fact else ""
        case n.Literal() | n.Members() | n.IsBool() | n.IsNone():
            return ""
        case n.And(operands=operands) | n.Or(operands=operands):
            parts = [(operand, cause(operand, fact)) for operand in operands]
            inside = any_of([f"(({expression(operand)}) IS NULL AND {causes})" for operand, causes in parts if causes])
            return f"(({expression(node)}) IS NULL AND {inside})" if any(causes for _, causes in parts) else ""
    found = [causes for part in n.children(node) if (causes := cause(part, fact))]
    return any_of(found) if found else ""


# --- expressions ------------------------------------------------------------------------------------------------------


def expression(node: n.Part) -> str:
    """A typed tree as a DuckDB expression; NULL is unknown."""
    match node:
        case n.Fact(name=name):
            return quoted_name(name)
        case n.Literal(value=value):
            return literal(value)
        case n.And(operands=operands):
            return "(" + " AND ".join(expression(operand) for operand in operands) + ")"
        case n.Or(operands=operands):
            return "(" + " OR ".join(expression(operand) for operand in operands) + ")"
        case n.Not(operand=operand):
            return f"(NOT {expression(operand)})"
        case n.IsBool(operand=operand, value=value, negated=negated):
            return f"(({expression(operand)}) IS {'NOT ' if negated else ''}{'TRUE' if value else 'FALSE'})"
        case n.IsNone(operand=operand, negated=negated):
            return f"(({expression(operand)}) IS {'NOT ' if negated else ''}NULL)"
        case n.Compare(op=op, left=left, right=right):
            sign = {"==": "=", "!=": "<>"}.get(op, op)
            return f"({expression(left)} {sign} {expression(right)})"
        case n.In(operand=operand, members=members, negated=negated):
            found = _member(expression(operand), members)
            return f"(NOT {found})" if negated else found
        case n.Arithmetic(op=op, left=left, right=right):
            return f"({expression(left)} {op} {expression(right)})"
        case n.Negative(operand=operand):
            return f"(- {expression(operand)})"
        case n.Days(start=start, end=end):
            return f"date_diff('day', {expression(start)}, {expression(end)})::DOUBLE"
        case n.Shift(operand=operand, days=days):
            return f"({expression(operand)} + ({days}))"
        case n.Year(operand=operand):
            return f"year({expression(operand)})::DOUBLE"
        case n.TextTest(function=function, text=whole, part=part):
            return f"{function}({expression(whole)}, {expression(part)})"
        case n.Length(operand=operand):
            return f"length({expression(operand)})::DOUBLE"
        case n.Matches(operand=operand, pattern=pattern):
            text = expression(operand)
            return f"(length({text}) <= {MAX_TEXT} AND regexp_full_match({text}, {quoted_text(pattern)}))"
        case n.Count(operand=operand):
            return f"len({expression(operand)})::DOUBLE"
        case n.Extreme(function=function, operand=operand):
            return f"list_{function}({expression(operand)})"
        case n.Quantified(function=function, operand=operand, members=members):
            return _quantified(function, expression(operand), members)
    raise AssertionError(f"{type(node).__name__} reached evaluation unbound")


def _member(operand: str, members: n.ListOperand) -> str:
    match members:
        case n.Members(items=items) if items:
            return f"({operand} IN ({joined([literal(item) for item in items])}))"
        case n.Members():
            return f"(CASE WHEN {operand} IS NULL THEN NULL ELSE FALSE END)"
        case n.Fact(name=name):
            column = quoted_name(name)
            found = f"list_contains({column}, {operand})"
            return f"(CASE WHEN {operand} IS NULL OR {column} IS NULL THEN NULL ELSE {found} END)"
    raise AssertionError("a named list reached evaluation unbound")


def _quantified(function: str, operand: str, members: n.ListOperand) -> str:
    how = "list_has_all({m}, {o})" if function == "all_in" else "list_has_any({m}, {o})"
    match members:
        case n.Members(items=items, member=kind):
            written = f"[{joined([literal(item) for item in items])}]::{COLUMN[kind]}[]"
            return f"(CASE WHEN {operand} IS NULL THEN NULL ELSE {how.format(m=written, o=operand)} END)"
        case n.Fact(name=name):
            column = quoted_name(name)
            inside = how.format(m=column, o=operand)
            return f"(CASE WHEN {operand} IS NULL OR {column} IS NULL THEN NULL ELSE {inside} END)"
    raise AssertionError("a named list reached evaluation unbound")


COLUMN: Final = {n.Type.BOOL: "BOOLEAN", n.Type.NUMBER: "DOUBLE", n.Type.TEXT: "VARCHAR", n.Type.DATE: "DATE"}


def fact_column(name: str, kind: n.Type) -> str:
    """A column of the source as the evaluators see it: numbers too large, infinite dates, NULL members are unknown."""
    column = quoted_name(name)
    match kind:
        case n.Type.NUMBER:
            return f"CASE WHEN abs({column}::DOUBLE) <= {MAX_NUMBER!r}::DOUBLE THEN {column}::DOUBLE END"
        case n.Type.DATE:
            return f"CASE WHEN isfinite({column}::DATE) THEN {column}::DATE END"
        case n.Type.LIST_TEXT:
            return f"list_filter({column}::VARCHAR[], lambda x: x IS NOT NULL)"
        case n.Type.LIST_NUMBER:
            return f"list_filter({column}::DOUBLE[], lambda x: abs(x) <= {MAX_NUMBER!r}::DOUBLE)"
    return f"{column}::{COLUMN[kind]}"


def literal(value: n.Atom) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return f"{value!r}::DOUBLE"
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    return quoted_text(value)


def quoted_text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def quoted_name(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'


def any_of(tests: list[str]) -> str:
    return f"({' OR '.join(tests)})" if tests else "FALSE"


def joined(parts: Iterable[str]) -> str:
    return ", ".join(parts)
