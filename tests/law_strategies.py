"""Hypothesis strategies: well-typed rules of the language, and rows of facts with unknowns."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from hypothesis import strategies as st

from muniment.law.constant import constant_value
from muniment.law.grammar import ExpressionRefused, Scope
from muniment.law.nodes import Type
from muniment.law.parse import parse_test

ORIGINS = ("row", "judgment", "letter", "record")
FACTS = {
    f"{kind}_{origin}": (kind, origin)
    for kind in ("bool", "number", "text", "date", "list_text", "list_number")
    for origin in ORIGINS
}
FORMATS = {"code": r"[a-z]{1,2}-?\d*", "any_line": r".+", "choice": r"(a|bc)|[^a-z]"}
LISTS = {"texts": ["a", "b-1", "it's", "", "é"], "numbers": [0, 1, 2.5, -3]}
TEXTS = ["", "a", "b", "b-1", "bc", "it's", "é", "e\u0301", "a\nb", "%", "_", "A", "🤦", "\u202e", "x" * 5000]
NUMBERS = [0.0, -0.0, 1.0, 2.0, 2.5, -3.0, 90.0, 2025.0, 1e15, 1e16, float("nan"), float("inf")]
DATES = [date(2025, 1, 1), date(2025, 4, 1), date(2024, 2, 29), date(1, 1, 1), date(9999, 12, 31), date(2026, 3, 2)]


@cache
def names(kind: str) -> st.SearchStrategy[str]:
    return st.sampled_from([name for name, (its, _) in FACTS.items() if its == kind])


@cache
def literal_text() -> st.SearchStrategy[str]:
    return st.sampled_from(["''", "'a'", '"it\'s"', "'b-1'", "'é'", "'%'", "'_'", "'A'"])


@cache
def number(depth: int) -> st.SearchStrategy[str]:
    flat = names("number") | st.sampled_from(["0", "1", "2.5", "90", "2025"])
    if depth <= 0:
        return flat
    return st.one_of(
        flat,
        st.tuples(number(depth - 1), st.sampled_from("+-"), number(depth - 1)).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        number(depth - 1).map(lambda x: f"-({x})"),
        names("text").map(lambda x: f"length({x})"),
        names("date").map(lambda x: f"year({x})"),
        st.tuples(st.sampled_from(["max", "min", "count"]), names("list_number")).map(lambda t: f"{t[0]}({t[1]})"),
        names("list_text").map(lambda x: f"count({x})"),
        st.tuples(day(depth - 1), day(depth - 1)).map(lambda t: f"days({t[0]}, {t[1]})"),
        st.tuples(day(depth - 1), day(depth - 1)).map(lambda t: f"({t[0]} - {t[1]})"),
    )


@cache
def day(depth: int) -> st.SearchStrategy[str]:
    flat = names("date") | st.just("date('2025-04-01')")
    if depth <= 0:
        return flat
    return flat | st.tuples(day(depth - 1), st.sampled_from(["+ 90", "- 1", "+ 100000"])).map(
        lambda t: f"({t[0]} {t[1]})"
    )


@cache
def text_list() -> st.SearchStrategy[str]:
    return st.sampled_from(["texts", "['a']", "['b-1', \"it's\"]", "[]"]) | names("list_text")


@cache
def number_list() -> st.SearchStrategy[str]:
    return st.sampled_from(["numbers", "[0, 1]", "[2.5]", "[]"]) | names("list_number")


@cache
def condition(depth: int) -> st.SearchStrategy[str]:
    text = names("text") | literal_text()
    compare = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
    equal = st.sampled_from(["==", "!="])
    isin = st.sampled_from(["in", "not in"])
    flat = st.one_of(
        names("bool"),
        st.tuples(text, equal, text).map(" ".join),
        st.tuples(number(1), compare, number(1)).map(" ".join),
        st.tuples(day(1), compare, day(1)).map(" ".join),
        st.tuples(number(0), compare, number(1), compare, number(0)).map(" ".join),
        st.tuples(text, isin, text_list()).map(" ".join),
        st.tuples(number(1), isin, number_list()).map(" ".join),
        st.tuples(st.sampled_from(["starts_with", "ends_with", "contains"]), text, text).map(
            lambda t: f"{t[0]}({t[1]}, {t[2]})"
        ),
        st.tuples(names("text"), st.sampled_from(list(FORMATS))).map(lambda t: f"matches({t[0]}, {t[1]})"),
        st.tuples(st.sampled_from(["all_in", "any_in"]), names("list_text"), text_list()).map(
            lambda t: f"{t[0]}({t[1]}, {t[2]})"
        ),
        st.tuples(st.sampled_from(["all_in", "any_in"]), names("list_number"), number_list()).map(
            lambda t: f"{t[0]}({t[1]}, {t[2]})"
        ),
        st.tuples(st.sampled_from(list(FACTS)), st.sampled_from(["is None", "is not None"])).map(" ".join),
        st.tuples(number(1), st.sampled_from(["is None", "is not None"])).map(lambda t: f"({t[0]}) {t[1]}"),
    )
    if depth <= 0:
        return flat
    deeper = condition(depth - 1)
    return st.one_of(
        flat,
        st.tuples(deeper, st.sampled_from(["and", "or"]), deeper).map(lambda t: f"({t[0]}) {t[1]} ({t[2]})"),
        st.tuples(deeper, st.sampled_from(["and", "or"]), deeper).map(lambda t: f"({t[0]}) {t[1]} ({t[2]})"),
        deeper.map(lambda x: f"not ({x})"),
        st.tuples(deeper, st.sampled_from(["is true", "is not true", "is false", "is not false"])).map(
            lambda t: f"({t[0]}) {t[1]}"
        ),
        st.tuples(deeper, equal, deeper).map(lambda t: f"({t[0]}) {t[1]} ({t[2]})"),
    )


SCOPE = Scope(
    facts={name: Type(kind) for name, (kind, _) in FACTS.items()},
    values={},
    switches={},
    lists={"texts": Type.TEXT, "numbers": Type.NUMBER},
    list_items={"texts": (), "numbers": ()},
    formats=FORMATS,
)


def usable(source: str) -> bool:
    """The loader refuses tests that are constant; the generator is free to draw them."""
    try:
        return constant_value(parse_test(source, SCOPE)) is None
    except ExpressionRefused as error:
        assert "same" in error.message, (source, error.message)
        return False


TESTS = st.one_of(*(condition(depth) for depth in range(4))).filter(usable)


@st.composite
def element(draw: st.DrawFn, matching: bool) -> dict[str, Any]:
    found: dict[str, Any] = {"test": draw(TESTS), "rule": draw(st.sampled_from(["R-1", "R-2", "R-3", "R-4", "R-5"]))}
    if draw(st.integers(0, 3)) == 0:
        found["applies_when"] = draw(TESTS)
    if draw(st.integers(0, 4)) == 0:
        found.update(flag=draw(st.sampled_from(["one", "two"])), flag_when=draw(TESTS))
    if matching:
        return {**found, "stage": "M"}
    if draw(st.booleans()):
        return {**found, "stage": draw(st.sampled_from("BF")), "on_not_met": "hold", "decided_by": "reviewer"}
    return {**found, "stage": "F", "on_not_met": draw(st.sampled_from(["block", "refuse", "return"]))}


@cache
def value(kind: str) -> st.SearchStrategy[Any]:
    known: dict[str, st.SearchStrategy[Any]] = {
        "bool": st.booleans(),
        "number": st.sampled_from(NUMBERS),
        "text": st.sampled_from(TEXTS),
        "date": st.sampled_from(DATES),
        "list_text": st.lists(st.sampled_from([*TEXTS, None]), max_size=3),
        "list_number": st.lists(st.sampled_from([*NUMBERS, None]), max_size=3),
    }
    return st.none() | known[kind]


ROW = st.fixed_dictionaries({name: value(kind) for name, (kind, _) in FACTS.items()})
DECIDED = st.dictionaries(st.sampled_from(["R-1", "R-2", "R-3"]), st.sampled_from(["confirm", "refuse"]), max_size=2)
