"""The reference: one case, evaluated in Python, with reasons. Whatever it says is what the language means.

`bulk` must agree with it on every rule and every fact; generated tests hold the two equal.
Inside, numbers are floats and dates are day numbers, so no sum of days can leave the calendar.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final

from muniment.law import nodes as n
from muniment.law.pack import ELIGIBLE, Pack, Profile, Stage
from muniment.law.patterns import MAX_TEXT
from muniment.law.select import Condition, select, stages_of
from muniment.vocabulary.errors import UsageError
from muniment.vocabulary.outcomes import Basis, Outcome, Status, worst

MAX_NUMBER: Final = 1e15
"""A number beyond this is unknown: no measured fact is so large, and sums stay exact."""

_JUDGED: Final = frozenset({"judgment"})
_VERIFIED: Final = frozenset({"match", "record", "register", "agreement"})

Case = Mapping[str, Any]
Value = Any
_Value = Callable[[Case], Value]
_Causes = Callable[[Case], frozenset[str]]
_NONE: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Finding:
    """One element for one person. `outcome` is what it gives when not met (undetermined in B and F: hold)."""

    element: str
    rule: str
    status: Status
    outcome: Outcome | None
    basis: Basis
    missing: tuple[str, ...] = ()
    decided_by: str = ""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What all elements of the stages give together. Rules, facts and flags in the pack's order.

    outcome: block, refuse, return, hold, eligible; M: no_disclosure, disclose. `held`: rules waiting for a decision.
    """

    outcome: str
    failed: tuple[str, ...]
    held: tuple[str, ...]
    missing: tuple[str, ...]
    flags: tuple[str, ...]
    findings: tuple[Finding, ...] = field(repr=False)


def evaluate(
    pack: Pack,
    profile: Profile | None,
    stages: Iterable[str],
    facts: Mapping[str, object],
    as_of: date,
    overrides: Mapping[str, str] | None = None,
) -> Evaluation:
    """The findings and the outcome of one case.

    Guarantee: nothing is met by silence. `facts` maps names to bool, number, text, date, or a list of texts or numbers;
    absent or None is unknown; names the pack does not know are ignored. `overrides`: rule -> confirm | refuse.
    Raises UsageError (MUN-LAW-130) for a fact of the wrong type; LawSaysNo and InputRefused as `select` does.
    """
    return Rules.of(pack, profile, stages, as_of).evaluate(facts, overrides or {})


@dataclass(frozen=True, slots=True)
class _Compiled:
    """`value(case)` is the value, None for unknown; `causes(case)` the unknown facts behind an unknown value."""

    value: _Value
    causes: _Causes


@dataclass(frozen=True, slots=True)
class _Rule:
    condition: Condition
    test: _Compiled | None
    applies_when: _Compiled | None
    flag_when: _Compiled | None


@dataclass(frozen=True, slots=True)
class Rules:
    """The conditions of one day, compiled once for many cases."""

    pack: Pack
    stages: tuple[Stage, ...]
    compiled: tuple[_Rule, ...]
    kinds: Mapping[str, n.Type]

    @staticmethod
    def of(pack: Pack, profile: Profile | None, stages: Iterable[str], as_of: date) -> Rules:
        return _rules(pack, profile, stages_of(stages), as_of)

    def evaluate(self, facts: Mapping[str, object], overrides: Mapping[str, str]) -> Evaluation:
        case = self.case(facts)
        return summarise(self.pack, self.stages, self.findings(case, overrides), self.flags(case))

    def case(self, facts: Mapping[str, object]) -> Case:
        """Facts as the evaluators see them."""
        return {name: inner_value(name, kind, facts.get(name)) for name, kind in self.kinds.items()}

    def findings(self, case: Case, overrides: Mapping[str, str]) -> tuple[Finding, ...]:
        return tuple(_decide(_find(rule, case, self.pack), rule, overrides) for rule in self.compiled)

    def flags(self, case: Case) -> dict[str, str]:
        """Element id -> flag, for those whose `flag_when` is true (whether it counts depends on the finding)."""
        return {
            rule.condition.element.id: rule.condition.element.flag
            for rule in self.compiled
            if rule.flag_when is not None and rule.flag_when.value(case) is True
        }


def summarise(
    pack: Pack, stages: tuple[Stage, ...], findings: tuple[Finding, ...], flags: Mapping[str, str]
) -> Evaluation:
    """Findings of all elements -> the outcome of the person (LAW.md, semantics 2)."""
    failed = [finding for finding in findings if finding.status == Status.NOT_MET]
    open_ = [finding for finding in findings if finding.status == Status.UNDETERMINED]
    lacking = {name for finding in open_ for name in finding.missing}
    outcome: str
    if stages == ("M",):
        outcome = Outcome.NO_DISCLOSURE if failed else Outcome.DISCLOSE
    elif failed:
        outcome = worst(finding.outcome for finding in failed if finding.outcome is not None)
    else:
        outcome = Outcome.HOLD if open_ else ELIGIBLE
    held = [f for f in findings if f.status == Status.UNDETERMINED or (f in failed and f.outcome == Outcome.HOLD)]
    shown = {flags[f.element] for f in findings if f.status == Status.MET and f.element in flags}
    # A rule or flag stands where the pack first mentions it, whichever of its elements has failed.
    rules = dict.fromkeys(finding.rule for finding in findings)
    raised = dict.fromkeys(element.flag for element in pack.elements if element.stage in stages)
    failed_rules, held_rules = {f.rule for f in failed}, {f.rule for f in held}
    return Evaluation(
        outcome=str(outcome),
        failed=tuple(rule for rule in rules if rule in failed_rules),
        held=tuple(rule for rule in rules if rule in held_rules),
        missing=tuple(name for name in pack.facts if name in lacking),
        flags=tuple(flag for flag in raised if flag in shown),
        findings=findings,
    )


@lru_cache(maxsize=64)
def _rules(pack: Pack, profile: Profile | None, stages: tuple[Stage, ...], as_of: date) -> Rules:
    compiled, kinds = [], {}
    for condition in select(pack, profile, stages, as_of):
        parts = (condition.test, condition.applies_when, condition.flag_when)
        compiled.append(_Rule(condition, *(None if part is None else _compile(part) for part in parts)))
        for part in parts:
            for name in n.facts_in(part) if part is not None else ():
                kinds[name] = pack.facts[name].type
    return Rules(pack, stages, tuple(compiled), kinds)


def _find(rule: _Rule, case: Case, pack: Pack) -> Finding:
    """One element, before any officer's decision."""
    element, reading = rule.condition.element, rule.condition.reading

    def found(status: Status, outcome: Outcome | None = None, missing: tuple[str, ...] = ()) -> Finding:
        role = str(reading.decided_by or "")
        return Finding(element.id, element.rule, status, outcome, _basis(rule, case, pack), missing, role)

    def undetermined(causes: frozenset[str]) -> Finding:
        missing = tuple(name for name in rule.condition.awaited if name in causes)
        return found(Status.UNDETERMINED, None if element.stage == "M" else Outcome.HOLD, missing)

    awaited = set(rule.condition.awaited)
    if rule.test is None:
        return found(Status.NOT_APPLICABLE)
    if rule.applies_when is not None:
        applies = rule.applies_when.value(case)
        if applies is False:
            return found(Status.NOT_APPLICABLE)
        if applies is None and (causes := rule.applies_when.causes(case) & awaited):
            return undetermined(frozenset(causes))
    met = rule.test.value(case)
    if met is True:
        return found(Status.MET)
    if met is None and (causes := rule.test.causes(case) & awaited):
        return undetermined(frozenset(causes))
    return found(Status.NOT_MET, reading.on_not_met)


def _basis(rule: _Rule, case: Case, pack: Pack) -> Basis:
    """The element's basis, unless the case does not bear it: what no officer has judged is not `judged`, and what no
    record, register or agreement speaks to is not `verified` (invariant 13). A test can be met by their silence.
    """
    basis = rule.condition.element.basis
    origins = {Basis.JUDGED: _JUDGED, Basis.VERIFIED: _VERIFIED}.get(basis)
    if origins is None or rule.condition.test is None:
        return basis
    read = n.facts_in(rule.condition.test)
    known = any(case[name] is not None and pack.facts[name].origin in origins for name in read)
    return basis if known else Basis.STATED


def _decide(finding: Finding, rule: _Rule, overrides: Mapping[str, str]) -> Finding:
    """An officer's decision on a rule touches its holds and its undetermined findings, and nothing else."""
    decision = overrides.get(finding.rule)
    holds = finding.status == Status.NOT_MET and finding.outcome == Outcome.HOLD
    if decision not in ("confirm", "refuse") or not (holds or finding.status == Status.UNDETERMINED):
        return finding
    if decision == "confirm":
        return Finding(finding.element, finding.rule, Status.MET, None, Basis.JUDGED, (), finding.decided_by)
    outcome = Outcome.NO_DISCLOSURE if rule.condition.element.stage == "M" else Outcome.RETURN
    return Finding(finding.element, finding.rule, Status.NOT_MET, outcome, Basis.JUDGED, (), finding.decided_by)


# --- values -----------------------------------------------------------------------------------------------------------


def inner_value(name: str, kind: n.Type, value: object) -> Value:
    """A fact as the evaluators see it; None is unknown. Raises UsageError naming the fact, never its value."""
    if value is None:
        return None
    if kind == n.Type.BOOL and isinstance(value, bool):
        return value
    if kind == n.Type.NUMBER and isinstance(value, int | float) and not isinstance(value, bool):
        return _number(value)
    if kind == n.Type.TEXT and isinstance(value, str):
        return str(value)
    if kind == n.Type.DATE and isinstance(value, date) and not isinstance(value, datetime):
        return value.toordinal()
    member = kind.member
    if member is not None and isinstance(value, list | tuple):
        items = (inner_value(name, member, item) for item in value)
        return tuple(item for item in items if item is not None)
    raise UsageError("MUN-LAW-130", f"The fact '{name}' is not of type {kind.value}.", hint="See the pack's `facts`.")


def _number(value: int | float) -> float | None:
    if isinstance(value, float) and math.isnan(value):
        return None
    return float(value) if abs(value) <= MAX_NUMBER else None


def _literal(value: n.Atom) -> Value:
    if isinstance(value, date):
        return value.toordinal()
    return value


# --- compilation ------------------------------------------------------------------------------------------------------

_COMPARE: Final[Mapping[str, Callable[[Value, Value], bool]]] = {
    "==": lambda a, b: bool(a == b),
    "!=": lambda a, b: bool(a != b),
    "<": lambda a, b: bool(a < b),
    "<=": lambda a, b: bool(a <= b),
    ">": lambda a, b: bool(a > b),
    ">=": lambda a, b: bool(a >= b),
}


def _compile(node: n.Part) -> _Compiled:
    """A typed tree as two closures."""
    match node:
        case n.Fact(name=name):
            return _Compiled(lambda case: case[name], lambda case: frozenset((name,)) if case[name] is None else _NONE)
        case n.Literal(value=value):
            inner = _literal(value)
            return _Compiled(lambda case: inner, lambda case: _NONE)
        case n.Members(items=items):
            inside = frozenset(_literal(item) for item in items)
            return _Compiled(lambda case: inside, lambda case: _NONE)
        case n.And(operands=operands):
            return _junction(tuple(_compile(operand) for operand in operands), False)
        case n.Or(operands=operands):
            return _junction(tuple(_compile(operand) for operand in operands), True)
        case n.Not(operand=operand):
            return _strict((operand,), lambda a: not a)
        case n.IsBool(operand=operand, value=wanted, negated=negated):
            inner_test = _compile(operand).value
            return _Compiled(lambda case: (inner_test(case) is wanted) is not negated, lambda case: _NONE)
        case n.IsNone(operand=operand, negated=negated):
            inner_any = _compile(operand).value
            return _Compiled(lambda case: (inner_any(case) is None) is not negated, lambda case: _NONE)
        case n.Compare(op=op, left=left, right=right):
            return _strict((left, right), _COMPARE[op])
        case n.In(operand=operand, members=members, negated=negated):
            return _strict((operand, members), lambda a, b: (a in b) is not negated)
        case n.Arithmetic(op="+", left=left, right=right):
            return _strict((left, right), lambda a, b: a + b)
        case n.Arithmetic(left=left, right=right):
            return _strict((left, right), lambda a, b: a - b)
        case n.Negative(operand=operand):
            return _strict((operand,), lambda a: -a)
        case n.Days(start=start, end=end):
            return _strict((start, end), lambda a, b: float(b - a))
        case n.Shift(operand=operand, days=days):
            return _strict((operand,), lambda a: a + days)
        case n.Year(operand=operand):
            return _strict((operand,), lambda a: float(date.fromordinal(a).year))
        case n.TextTest(function="starts_with", text=text, part=part):
            return _strict((text, part), lambda a, b: a.startswith(b))
        case n.TextTest(function="ends_with", text=text, part=part):
            return _strict((text, part), lambda a, b: a.endswith(b))
        case n.TextTest(text=text, part=part):
            return _strict((text, part), lambda a, b: b in a)
        case n.Length(operand=operand):
            return _strict((operand,), lambda a: float(len(a)))
        case n.Matches(operand=operand, pattern=pattern):
            form = re.compile(pattern)
            return _strict((operand,), lambda a: len(a) <= MAX_TEXT and form.fullmatch(a) is not None)
        case n.Count(operand=operand):
            return _strict((operand,), lambda a: float(len(a)))
        case n.Extreme(function="max", operand=operand):
            return _strict((operand,), lambda a: max(a, default=None))
        case n.Extreme(operand=operand):
            return _strict((operand,), lambda a: min(a, default=None))
        case n.Quantified(function="all_in", operand=operand, members=members):
            return _strict((operand, members), lambda a, b: all(item in b for item in a))
        case n.Quantified(operand=operand, members=members):
            return _strict((operand, members), lambda a, b: any(item in b for item in a))
    raise AssertionError(f"{type(node).__name__} reached evaluation unbound")


def _strict(parts: tuple[n.Part, ...], compute: Callable[..., Value]) -> _Compiled:
    """Unknown as soon as one operand is unknown; the causes are then those of the unknown operands."""
    compiled = tuple(_compile(part) for part in parts)
    values = tuple(part.value for part in compiled)

    def value(case: Case) -> Value:
        given = [each(case) for each in values]
        return None if None in given else compute(*given)

    def causes(case: Case) -> frozenset[str]:
        return _union(part.causes(case) for part in compiled)

    return _Compiled(value, causes)


def _junction(compiled: tuple[_Compiled, ...], decisive: bool) -> _Compiled:
    """Kleene's `or` (decisive True) and `and` (decisive False)."""

    def value(case: Case) -> Value:
        unknown = False
        for part in compiled:
            found = part.value(case)
            if found is decisive:
                return decisive
            unknown = unknown or found is None
        return None if unknown else not decisive

    def causes(case: Case) -> frozenset[str]:
        if value(case) is not None:
            return _NONE
        return _union(part.causes(case) for part in compiled if part.value(case) is None)

    return _Compiled(value, causes)


def _union(parts: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*parts)
