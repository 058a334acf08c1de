"""Pack -> one DuckDB query over millions of cases. It says what `reference` says, for every row.

What reaches SQL is built from typed nodes: names are quoted identifiers, values are quoted literals; no text of a pack
is ever pasted in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Final

from muniment.law import nodes as n
from muniment.law.pack import ELIGIBLE, Pack, Profile
from muniment.law.patterns import MAX_TEXT
from muniment.law.reference import MAX_NUMBER
from muniment.law.select import Condition, select, stages_of
from muniment.vocabulary.outcomes import Outcome, Status

STATUS_CODES: Final[Mapping[int, Status]] = {
    0: Status.NOT_MET,
    1: Status.MET,
    2: Status.UNDETERMINED,
    3: Status.NOT_APPLICABLE,
}
"""What the TINYINT columns `s_<element>` mean."""

_REFUSED: Final = 4
"""Inside the query only: not met because an officer refused it. Comes out as 0."""


def compile_findings(
    pack: Pack,
    profile: Profile | None,
    stages: Iterable[str],
    as_of: date,
    source: str,
    overrides: str | None = None,
) -> str:
    """A DuckDB SELECT that gives every row of `source` its findings, equal to `evaluate` row by row.

    source: what stands after FROM (a table's name or `(SELECT ...)`), with a column `row` and one column for each of
    `facts_needed`, of the fact's type (text VARCHAR, number any numeric, list VARCHAR[] or numeric[]).
    overrides: likewise, with columns `row`, `rule`, `decision` (confirm, refuse); may hold several decisions of a row.
    Out: `row`, one TINYINT `s_<slug>` for each element of the stages (STATUS_CODES), `outcome` VARCHAR, and the
    VARCHAR[] `failed`, `held`, `missing`, `flags`, never NULL. One row per row of `source`, in no promised order.
    """
    conditions = select(pack, profile, stages, as_of)
    return _Query(pack, conditions, stages_of(stages) == ("M",), overrides is not None).text(source, overrides)


class _Query:
    def __init__(self, pack: Pack, conditions: tuple[Condition, ...], matching: bool, overridden: bool) -> None:
        self.pack, self.conditions, self.matching, self.overridden = pack, conditions, matching, overridden

    def text(self, source: str, overrides: str | None) -> str:
        return "\n".join(
            (
                "WITH",
                f"law_cases AS ({self.cases(source)}),",
                f"law_tested AS ({self.tested()}),",
                *([f"law_decisions AS ({_decisions(overrides)}),"] if overrides is not None else []),
                f"law_decided AS ({self.decided()})",
                self.summary(),
            )
        )

    def cases(self, source: str) -> str:
        """Facts as the evaluators see them. One row per row of source."""
        read: set[str] = set()
        for condition in self.conditions:
            for part in (condition.test, condition.applies_when, condition.flag_when):
                read.update(n.facts_in(part) if part is not None else ())
        columns = [
            f"{_fact_column(name, fact.type)} AS {_name(name)}"
            for name, fact in self.pack.facts.items()
            if name in read
        ]
        return f"SELECT {_join(['row', *columns])} FROM {source}"

    def tested(self) -> str:
        """The status of every element before any officer's decision, and what is needed later of the facts."""
        columns = ["row"]
        for condition in self.conditions:
            slug = condition.element.slug
            columns.append(f"{_status(condition)} AS {_name('s_' + slug)}")
            if condition.flag_when is not None:
                columns.append(f"({_sql(condition.flag_when)}) IS TRUE AS {_name('f_' + slug)}")
            for fact in _awaited(condition):
                columns.append(f"{_lacks(condition, fact)} AS {_name(f'm_{slug}__{fact}')}")
        return f"SELECT {_join(columns)} FROM law_cases"

    def decided(self) -> str:
        """Officers' decisions put in: a confirmed hold or undetermined finding is met, a refused one is `_REFUSED`."""
        if not self.overridden:
            return "SELECT * FROM law_tested"
        changed = []
        for condition in self.conditions:
            status = _name("s_" + condition.element.slug)
            open_codes = "0, 2" if self.holds(condition) else "2"
            rule = _text(condition.element.rule)
            changed.append(
                f"CASE WHEN {status} IN ({open_codes}) AND list_contains(d.refused, {rule}) THEN {_REFUSED}::TINYINT"
                f" WHEN {status} IN ({open_codes}) AND list_contains(d.confirmed, {rule}) THEN 1::TINYINT"
                f" ELSE {status} END AS {status}"
            )
        replaced = f" REPLACE ({_join(changed)})" if changed else ""
        return f"SELECT t.*{replaced} FROM law_tested t LEFT JOIN law_decisions d ON t.row = d.row"

    def summary(self) -> str:
        """Findings -> outcome and lists. Lists are built only for rows that have something to list."""
        statuses = [self.status(condition) for condition in self.conditions]
        if self.overridden:
            statuses = [f"(CASE WHEN {s} = {_REFUSED} THEN 0 ELSE {s} END)::TINYINT AS {s}" for s in statuses]
        columns = ["row", *statuses, f"{self.outcome()} AS outcome"]
        failed = self.by_rule(self.failed)
        held = self.by_rule(self.waiting)
        columns.append(f"{_listing(failed)} AS failed")
        columns.append(f"{_listing(held)} AS held")
        columns.append(f"{_listing(self.missing())} AS missing")
        columns.append(f"{_listing(self.flags())} AS flags")
        return f"SELECT {_join(columns)} FROM law_decided"

    def holds(self, condition: Condition) -> bool:
        return condition.reading.on_not_met == Outcome.HOLD

    def status(self, condition: Condition) -> str:
        return _name("s_" + condition.element.slug)

    def failed(self, condition: Condition) -> str:
        return f"{self.status(condition)} IN (0, {_REFUSED})" if self.overridden else f"{self.status(condition)} = 0"

    def waiting(self, condition: Condition) -> str:
        """A hold not met, or undetermined, and not decided."""
        codes = ["0"] if self.holds(condition) else []
        codes += ["2"] if _awaited(condition) else []
        return f"{self.status(condition)} IN ({', '.join(codes)})" if codes else "FALSE"

    def by_rule(self, is_listed: Callable[[Condition], str]) -> dict[str, str]:
        found: dict[str, list[str]] = {}
        for condition in self.conditions:
            tests = found.setdefault(condition.element.rule, [])
            if condition.test is not None:
                tests.append(is_listed(condition))
        return {rule: _any(tests) for rule, tests in found.items() if any(test != "FALSE" for test in tests)}

    def outcome(self) -> str:
        live = [condition for condition in self.conditions if condition.test is not None]
        if self.matching:
            return f"CASE WHEN {_any([self.failed(c) for c in live])} THEN 'no_disclosure' ELSE 'disclose' END"
        cases = []
        for outcome in (Outcome.BLOCK, Outcome.REFUSE, Outcome.RETURN, Outcome.HOLD):
            if outcome == Outcome.HOLD:
                tests = [test for c in live if (test := self.waiting(c)) != "FALSE"]
            else:
                tests = [f"{self.status(c)} = 0" for c in live if c.reading.on_not_met == outcome]
            if outcome == Outcome.RETURN and self.overridden:
                # What an officer has refused is returned, whatever the element gives by itself (CONTRACT.md, Review).
                tests += [f"{self.status(c)} = {_REFUSED}" for c in live]
            if tests:
                cases.append(f"WHEN {_any(tests)} THEN '{outcome.value}'")
        return f"CASE {' '.join(cases)} ELSE '{ELIGIBLE}' END" if cases else f"'{ELIGIBLE}'"

    def missing(self) -> dict[str, str]:
        found: dict[str, list[str]] = {name: [] for name in self.pack.facts}
        for condition in self.conditions:
            for fact in _awaited(condition):
                column = _name(f"m_{condition.element.slug}__{fact}")
                found[fact].append(f"({self.status(condition)} = 2 AND {column})")
        return {fact: _any(tests) for fact, tests in found.items() if tests}

    def flags(self) -> dict[str, str]:
        found: dict[str, list[str]] = {}
        for condition in self.conditions:
            tests = found.setdefault(condition.element.flag, [])
            if condition.flag_when is not None:
                tests.append(f"({self.status(condition)} = 1 AND {_name('f_' + condition.element.slug)})")
        return {flag: _any(tests) for flag, tests in found.items() if tests}


def _decisions(overrides: str | None) -> str:
    """One row per row decided: the rules confirmed and the rules refused."""
    return (
        "SELECT row, list(rule) FILTER (decision = 'confirm') AS confirmed,"
        f" list(rule) FILTER (decision = 'refuse') AS refused FROM {overrides} GROUP BY row"
    )


def _listing(entries: Mapping[str, str]) -> str:
    """The keys whose test is true, in order."""
    if not entries:
        return "[]::VARCHAR[]"
    items = ", ".join(f"CASE WHEN {test} THEN {_text(key)} END" for key, test in entries.items())
    nothing = f"NOT ({_any(list(entries.values()))})"
    return f"CASE WHEN {nothing} THEN []::VARCHAR[] ELSE list_filter([{items}], lambda x: x IS NOT NULL) END"


def _status(condition: Condition) -> str:
    """0 not met, 1 met, 2 undetermined, 3 not applicable."""
    if condition.test is None:
        return "3::TINYINT"
    test = _sql(condition.test)
    cases = []
    if condition.applies_when is not None:
        applies = _sql(condition.applies_when)
        cases.append(f"WHEN ({applies}) IS FALSE THEN 3")
        awaited = _causes_any(condition.applies_when, condition.awaited)
        if awaited:
            cases.append(f"WHEN ({applies}) IS NULL AND {awaited} THEN 2")
    cases.append(f"WHEN {test} THEN 1")
    awaited = _causes_any(condition.test, condition.awaited)
    if awaited:
        cases.append(f"WHEN ({test}) IS NULL AND {awaited} THEN 2")
    return f"(CASE {' '.join(cases)} ELSE 0 END)::TINYINT"


def _awaited(condition: Condition) -> tuple[str, ...]:
    """Facts that can be among the causes: not those asked with `is` alone."""
    return tuple(fact for fact in condition.awaited if _lacks(condition, fact) != "FALSE")


def _lacks(condition: Condition, fact: str) -> str:
    """Given that the finding is undetermined: is this fact among the causes."""
    assert condition.test is not None
    by_test = _causes(condition.test, fact) or "FALSE"
    if condition.applies_when is None:
        return by_test
    by_applies = _causes(condition.applies_when, fact) or "FALSE"
    awaited = _causes_any(condition.applies_when, condition.awaited)
    if not awaited:
        return by_test
    return f"CASE WHEN ({_sql(condition.applies_when)}) IS NULL AND {awaited} THEN {by_applies} ELSE {by_test} END"


def _causes_any(node: n.Expr, facts: Iterable[str]) -> str:
    found = [causes for fact in facts if (causes := _causes(node, fact))]
    return _any(found) if found else ""


def _causes(node: n.Part, fact: str) -> str:
    """SQL that is true when `fact` is among the causes of the unknown value of `node`; '' when it never is."""
    match node:
        case n.Fact(name=name):
            return f"{_name(name)} IS NULL" if name == fact else ""
        case n.Literal() | n.Members() | n.IsBool() | n.IsNone():
            return ""
        case n.And(operands=operands) | n.Or(operands=operands):
            parts = [(operand, _causes(operand, fact)) for operand in operands]
            inside = _any([f"(({_sql(operand)}) IS NULL AND {causes})" for operand, causes in parts if causes])
            return f"(({_sql(node)}) IS NULL AND {inside})" if any(causes for _, causes in parts) else ""
    found = [causes for part in n.children(node) if (causes := _causes(part, fact))]
    return _any(found) if found else ""


# --- expressions ------------------------------------------------------------------------------------------------------


def _sql(node: n.Part) -> str:
    """A typed tree as a DuckDB expression; NULL is unknown."""
    match node:
        case n.Fact(name=name):
            return _name(name)
        case n.Literal(value=value):
            return _literal(value)
        case n.And(operands=operands):
            return "(" + " AND ".join(_sql(operand) for operand in operands) + ")"
        case n.Or(operands=operands):
            return "(" + " OR ".join(_sql(operand) for operand in operands) + ")"
        case n.Not(operand=operand):
            return f"(NOT {_sql(operand)})"
        case n.IsBool(operand=operand, value=value, negated=negated):
            return f"(({_sql(operand)}) IS {'NOT ' if negated else ''}{'TRUE' if value else 'FALSE'})"
        case n.IsNone(operand=operand, negated=negated):
            return f"(({_sql(operand)}) IS {'NOT ' if negated else ''}NULL)"
        case n.Compare(op=op, left=left, right=right):
            sign = {"==": "=", "!=": "<>"}.get(op, op)
            return f"({_sql(left)} {sign} {_sql(right)})"
        case n.In(operand=operand, members=members, negated=negated):
            found = _member(_sql(operand), members)
            return f"(NOT {found})" if negated else found
        case n.Arithmetic(op=op, left=left, right=right):
            return f"({_sql(left)} {op} {_sql(right)})"
        case n.Negative(operand=operand):
            return f"(- {_sql(operand)})"
        case n.Days(start=start, end=end):
            return f"date_diff('day', {_sql(start)}, {_sql(end)})::DOUBLE"
        case n.Shift(operand=operand, days=days):
            return f"({_sql(operand)} + ({days}))"
        case n.Year(operand=operand):
            return f"year({_sql(operand)})::DOUBLE"
        case n.TextTest(function=function, text=whole, part=part):
            return f"{function}({_sql(whole)}, {_sql(part)})"
        case n.Length(operand=operand):
            return f"length({_sql(operand)})::DOUBLE"
        case n.Matches(operand=operand, pattern=pattern):
            text = _sql(operand)
            return f"(length({text}) <= {MAX_TEXT} AND regexp_full_match({text}, {_text(pattern)}))"
        case n.Count(operand=operand):
            return f"len({_sql(operand)})::DOUBLE"
        case n.Extreme(function=function, operand=operand):
            return f"list_{function}({_sql(operand)})"
        case n.Quantified(function=function, operand=operand, members=members):
            return _quantified(function, _sql(operand), members)
    raise AssertionError(f"{type(node).__name__} reached evaluation unbound")


def _member(operand: str, members: n.ListOperand) -> str:
    match members:
        case n.Members(items=items) if items:
            return f"({operand} IN ({_join([_literal(item) for item in items])}))"
        case n.Members():
            return f"(CASE WHEN {operand} IS NULL THEN NULL ELSE FALSE END)"
        case n.Fact(name=name):
            column = _name(name)
            found = f"list_contains({column}, {operand})"
            return f"(CASE WHEN {operand} IS NULL OR {column} IS NULL THEN NULL ELSE {found} END)"
    raise AssertionError("a named list reached evaluation unbound")


def _quantified(function: str, operand: str, members: n.ListOperand) -> str:
    how = "list_has_all({m}, {o})" if function == "all_in" else "list_has_any({m}, {o})"
    match members:
        case n.Members(items=items, member=kind):
            written = f"[{_join([_literal(item) for item in items])}]::{_COLUMN[kind]}[]"
            return f"(CASE WHEN {operand} IS NULL THEN NULL ELSE {how.format(m=written, o=operand)} END)"
        case n.Fact(name=name):
            column = _name(name)
            inside = how.format(m=column, o=operand)
            return f"(CASE WHEN {operand} IS NULL OR {column} IS NULL THEN NULL ELSE {inside} END)"
    raise AssertionError("a named list reached evaluation unbound")


_COLUMN: Final = {n.Type.BOOL: "BOOLEAN", n.Type.NUMBER: "DOUBLE", n.Type.TEXT: "VARCHAR", n.Type.DATE: "DATE"}


def _fact_column(name: str, kind: n.Type) -> str:
    """A column of the source as the evaluators see it: numbers too large, infinite dates, NULL members are unknown."""
    column = _name(name)
    match kind:
        case n.Type.NUMBER:
            return f"CASE WHEN abs({column}::DOUBLE) <= {MAX_NUMBER!r}::DOUBLE THEN {column}::DOUBLE END"
        case n.Type.DATE:
            return f"CASE WHEN isfinite({column}::DATE) THEN {column}::DATE END"
        case n.Type.LIST_TEXT:
            return f"list_filter({column}::VARCHAR[], lambda x: x IS NOT NULL)"
        case n.Type.LIST_NUMBER:
            return f"list_filter({column}::DOUBLE[], lambda x: abs(x) <= {MAX_NUMBER!r}::DOUBLE)"
    return f"{column}::{_COLUMN[kind]}"


def _literal(value: n.Atom) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return f"{value!r}::DOUBLE"
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    return _text(value)


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _name(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'


def _any(tests: list[str]) -> str:
    return f"({' OR '.join(tests)})" if tests else "FALSE"


def _join(parts: Iterable[str]) -> str:
    return ", ".join(parts)
