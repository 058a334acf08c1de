"""Random well-typed rules and random facts with unknowns: the reference and DuckDB say the same of every pair.

Each run compares 21,600 (rule, row) pairs: 30 examples, 24 drawn rules, 30 rows.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from law_strategies import DECIDED, FACTS, FORMATS, LISTS, ORIGINS, ROW, TESTS, element
from law_support import DAY, facts_relation, in_bulk, in_python, pack_of

from muniment.law import compile_comparison, compile_findings
from muniment.law.grammar import ExpressionRefused, Scope
from muniment.law.nodes import Type
from muniment.law.pack import ALWAYS, Profile
from muniment.law.parse import parse_test

RULES, ROWS, EXAMPLES = 24, 30, 30


def without_shrinking(examples: int) -> settings:
    """Shrinking 24 rules takes minutes; the message names the pair."""
    phases = (Phase.explicit, Phase.reuse, Phase.generate)
    return settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), phases=phases)


@pytest.mark.filterwarnings("ignore:Generating overly large repr")
@given(st.data(), st.booleans())
@without_shrinking(EXAMPLES)
def test_the_two_evaluators_agree(data: st.DataObject, matching: bool) -> None:
    origins = ORIGINS if matching else ORIGINS[:3]
    facts = {name: f"{kind} {origin if origin in origins else 'row'}" for name, (kind, origin) in FACTS.items()}
    elements = data.draw(st.lists(element(matching), min_size=RULES, max_size=RULES))
    rows = data.draw(st.lists(ROW, min_size=ROWS, max_size=ROWS))
    decided = data.draw(st.none() | st.lists(DECIDED, min_size=ROWS, max_size=ROWS))
    # One more element reads whatever the drawn ones left out, so that no fact is declared in vain.
    reads_all = " and ".join(f"{name} is None" for name in facts)
    elements.append({"test": f"not ({reads_all})", "stage": "M" if matching else "F"})
    elements.append({"test": "text_row in texts and number_row in numbers", "stage": elements[-1]["stage"]})
    elements.append(
        {"test": " or ".join(f"matches(text_row, {name})" for name in FORMATS), "stage": elements[-1]["stage"]}
    )
    pack = pack_of(elements, facts, lists=LISTS, formats=FORMATS)
    stages = ("M",) if matching else ("B", "F")
    python = in_python(pack, rows, stages, decided)
    bulk = in_bulk(pack, rows, stages, decided)
    for row, one, two in zip(rows, python, bulk, strict=True):
        for wrong in [name for name in one["statuses"] if one["statuses"][name] != two["statuses"][name]]:
            rule = next(element for element in pack.elements if element.id == wrong)
            answers = f"{one['statuses'][wrong]} in Python, {two['statuses'][wrong]} in DuckDB"
            raise AssertionError(f"{elements[pack.elements.index(rule)]} on {row}: {answers}")
        assert one == two


@st.composite
def disputed(draw: st.DrawFn, matching: bool) -> dict[str, Any]:
    """An element with two readings; one may be waived, or lead to another outcome."""
    found = draw(element(matching))
    second: dict[str, Any] = {"authority": "s", "test": draw(st.just(found["test"]) | TESTS)}
    kind = draw(st.sampled_from(["same", "other", "waived"]))
    if kind == "waived":
        second = {"authority": "s", "waived": True}
    elif kind == "other" and not matching:
        second["on_not_met"] = draw(st.sampled_from(["block", "refuse", "return"]))
    one = {"authority": "s", "test": found.pop("test")}
    return {**found, "readings": {"one": one, "two": second}, "default_reading": "one"}


@pytest.mark.filterwarnings("ignore:Generating overly large repr")
@given(st.data(), st.booleans(), st.booleans())
@without_shrinking(12)
def test_two_profiles_at_once_say_what_each_says_alone(
    data: st.DataObject, matching: bool, decided_by_officers: bool
) -> None:
    origins = ORIGINS if matching else ORIGINS[:3]
    facts = {name: f"{kind} {origin if origin in origins else 'row'}" for name, (kind, origin) in FACTS.items()}
    elements = data.draw(st.lists(disputed(matching), min_size=8, max_size=8))
    reads_all = " and ".join(f"{name} is None" for name in facts)
    formats = " or ".join(f"matches(text_row, {name})" for name in FORMATS)
    for test in (f"not ({reads_all})", "text_row in texts and number_row in numbers", formats):
        elements.append({"test": test, "stage": "M" if matching else "F"})
    pack = pack_of(elements, facts, lists=LISTS, formats=FORMATS)
    one, two = (
        Profile(
            name, "", "", "", pack.name, ALWAYS, {e.id: name for e in pack.elements if name in e.readings}, {}, False
        )
        for name in ("one", "two")
    )
    rows = data.draw(st.lists(ROW, min_size=10, max_size=10))
    stages = ("M",) if matching else ("B", "F")
    con = facts_relation(pack, rows, list(facts))
    overrides = None
    if decided_by_officers and not matching:
        overrides = "decided"
        con.execute("CREATE TABLE decided AS SELECT row, 'R-1' AS rule, 'confirm' AS decision FROM facts WHERE row < 3")
        con.execute("INSERT INTO decided SELECT row, 'R-2', 'refuse' FROM facts WHERE row < 5")
    together = con.sql(compile_comparison(pack, one, two, stages, DAY, "facts", overrides)).fetchall()
    alone, undecided = (
        [
            {
                line[0]: line
                for line in con.sql(
                    f"SELECT row, outcome, failed, * FROM ({compile_findings(pack, p, stages, DAY, 'facts', decided)})"
                ).fetchall()
            }
            for p in (one, two)
        ]
        for decided in (overrides, None)
    )
    assert len(together) == len(rows)
    for row, outcome_a, rules_a, outcome_b, rules_b, differs in together:
        a, b = alone[0][row], alone[1][row]
        assert (outcome_a, rules_a) == a[1:3] and (outcome_b, rules_b) == b[1:3]
        expected = []
        for at, its in enumerate(pack.elements):
            effects = []
            for p, decided, open_ in ((one, a, undecided[0][row]), (two, b, undecided[1][row])):
                gives = its.readings[p.readings.get(its.id, its.default_reading)].on_not_met
                # What an officer refused is returned, whatever the element gives by itself.
                refused = overrides and its.rule == "R-2" and row < 5 and (gives == "hold" or open_[4 + at] == 2)
                effects.append({0: "return" if refused else gives, 2: "waits"}.get(decided[4 + at], "fine"))
            if effects[0] != effects[1]:
                expected.append(its.id)
        assert differs == expected


@pytest.mark.parametrize(("gives", "differ"), [("refuse", ["T-000"]), ("return", [])])
def test_what_an_officer_refused_under_one_reading_is_told_from_what_fails_under_the_other(
    gives: str, differ: list[str]
) -> None:
    readings = {
        "one": {"authority": "s", "test": "a", "on_not_met": "hold"},
        "two": {"authority": "s", "test": "a and b", "on_not_met": gives},
    }
    element = {"rule": "R-2", "on_not_met": "hold", "decided_by": "reviewer", "default_reading": "one"}
    pack = pack_of([{**element, "readings": readings}], {"a": "bool row", "b": "bool row"})
    one, two = (
        Profile(name, "", "", "", pack.name, ALWAYS, {e.id: name for e in pack.elements}, {}, False)
        for name in ("one", "two")
    )
    con = facts_relation(pack, [{"a": False, "b": True}], ["a", "b"])
    con.execute("CREATE TABLE decided AS SELECT row, 'R-2' AS rule, 'refuse' AS decision FROM facts")
    found = con.sql(compile_comparison(pack, one, two, ("B", "F"), DAY, "facts", "decided")).fetchall()
    assert [(line[1], line[3], line[5]) for line in found] == [("return", gives, differ)]


def test_the_comparison_can_fail() -> None:
    """The negative control: a query that confuses `and` with `or` is noticed."""
    pack = pack_of([{"test": "a and b"}], {"a": "bool row", "b": "bool row"})
    wrong = pack_of([{"test": "a or b"}], {"a": "bool row", "b": "bool row"})
    rows = [{"a": True, "b": False}]
    assert in_python(pack, rows) == in_bulk(pack, rows) != in_bulk(wrong, rows)


SMALL = st.sampled_from(["a", "b", "c", "not a", "(a and b)", "(a or c)", "(b is true)", "(a == c)"])
THREE = st.sampled_from([True, False, None])


@given(SMALL, SMALL, SMALL, THREE, THREE, THREE)
@settings(max_examples=150, deadline=None)
def test_kleene_laws(p: str, q: str, r: str, a: bool | None, b: bool | None, c: bool | None) -> None:
    """De Morgan, distribution, double negation, and the order of truth, in the reference."""
    from muniment.law.reference import _compile

    scope = Scope(dict.fromkeys("abc", Type.BOOL), {}, {}, {}, {}, {})
    case = {"a": a, "b": b, "c": c}

    def v(source: str) -> bool | None:
        try:
            return _compile(parse_test(source, scope)).value(case)
        except ExpressionRefused:  # a comparison with itself
            return None

    assert v(f"not ({p} and {q})") is v(f"(not {p}) or (not {q})")
    assert v(f"not ({p} or {q})") is v(f"(not {p}) and (not {q})")
    assert v(f"{p} and ({q} or {r})") is v(f"({p} and {q}) or ({p} and {r})")
    assert v(f"not (not {p})") is v(p)
    assert v(f"{p} and {q}") is v(f"{q} and {p}")
    # Filling in an unknown fact never takes back an answer already given without `is`.
    if "is" not in p + q:
        before = v(f"{p} and {q}")
        for filled in (True, False):
            known = {name: filled if value is None else value for name, value in case.items()}
            after = _compile(parse_test(f"{p} and {q}", scope)).value(known)
            assert before is None or after is before


def test_a_run_compares_twenty_thousand_pairs() -> None:
    """What the project promises of every run of `make test`; fewer examples would break the promise in silence."""
    assert RULES * ROWS * EXAMPLES >= 20_000
