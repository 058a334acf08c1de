"""Two profiles over the same cases: one DuckDB query that says what each gives and at which elements they differ.

It decides nobody's case: a profile or reading that is not, or not yet, in effect may be compared with.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from muniment.law.bulk import NOTHING, REFUSED, View, tested_ctes
from muniment.law.pack import Pack, Profile
from muniment.law.select import Condition, facts_needed, select, stages_of
from muniment.law.sql import any_of, joined, quoted_name, quoted_text
from muniment.vocabulary.outcomes import Outcome


def for_comparison(profile: Profile) -> Profile:
    """The same choices, whatever the day; never to be evaluated for a disclosure."""
    return replace(profile, comparison_only=True)


def facts_compared(pack: Pack, first: Profile, second: Profile, stages: Iterable[str], as_of: date) -> tuple[str, ...]:
    """The facts either profile reads, in the pack's order."""
    wanted = stages_of(stages)
    read = {name for profile in (first, second) for name in facts_needed(pack, for_comparison(profile), wanted, as_of)}
    return tuple(name for name in pack.facts if name in read)


def compile_comparison(
    pack: Pack,
    first: Profile,
    second: Profile,
    stages: Iterable[str],
    as_of: date,
    source: str,
    overrides: str | None = None,
) -> str:
    """A DuckDB SELECT: what each profile gives every row of `source`, as `compile_findings` would say one by one.

    source, overrides: as for `compile_findings`, with the columns of `facts_compared`. Conditions on which the profiles
    agree are tested once. Out: `row`, `outcome_a`, `rules_a`, `outcome_b`, `rules_b` (VARCHAR[] of failed rules), and
    `differs`: VARCHAR[] of the elements whose findings differ in effect (met and not applicable are alike).
    One row per row of `source`, in no promised order. Raises as `select` does, but for effective days of a profile.
    """
    wanted = stages_of(stages)
    one, two = (select(pack, for_comparison(profile), wanted, as_of) for profile in (first, second))
    named_one = {condition.element.slug: condition for condition in one}
    named_two: dict[str, Condition] = {}
    pairs: dict[str, str] = {}
    for left, right in zip(one, two, strict=True):
        slug = left.element.slug
        if _alike(left, right):
            named_two[slug] = left
        else:
            named_two[slug + "__b"] = right
            pairs[left.element.id] = _differs(slug, left, right)
    matching, overridden = wanted == ("M",), overrides is not None
    a = View(named_one, matching=matching, overridden=overridden)
    b = View(named_two, matching=matching, overridden=overridden)
    items = ", ".join(f"CASE WHEN {test} THEN {quoted_text(element)} END" for element, test in pairs.items())
    some = any_of(list(pairs.values()))
    differs = f"CASE WHEN {some} THEN list_filter([{items}], lambda x: x IS NOT NULL) ELSE {NOTHING} END"
    judged = ["*", f"{a.outcome()} AS outcome_a", f"{b.outcome()} AS outcome_b"]
    judged += [f"{differs if pairs else NOTHING} AS differs"]
    listed = ["*", f"{a.failed_list('outcome_a')} AS rules_a"]
    shown = ["row", "outcome_a", "rules_a", "outcome_b"]
    shown += [f"CASE WHEN len(differs) = 0 THEN rules_a ELSE {b.failed_list('outcome_b')} END AS rules_b", "differs"]
    return (
        f"WITH {tested_ctes(pack, named_one | named_two, source, overrides)},\n"
        f"law_judged AS (SELECT {joined(judged)} FROM law_decided),\n"
        f"law_listed AS (SELECT {joined(listed)} FROM law_judged)\n"
        f"SELECT {joined(shown)} FROM law_listed"
    )


def _alike(left: Condition, right: Condition) -> bool:
    """Whatever the facts, both give the same finding."""
    return (
        left.test == right.test
        and left.applies_when == right.applies_when
        and (left.test is None or left.reading.on_not_met == right.reading.on_not_met)
    )


def _differs(slug: str, left: Condition, right: Condition) -> str:
    """SQL: the two findings differ in what they lead to."""
    return f"({_effect('s_' + slug, left)} <> {_effect('s_' + slug + '__b', right)})"


def _effect(status: str, condition: Condition) -> str:
    """SQL: what a finding leads to. What an officer has refused is returned, whatever the element gives by itself."""
    fails = quoted_text(condition.reading.on_not_met.value)
    returned = quoted_text(Outcome.RETURN.value)
    return f"(CASE {quoted_name(status)} WHEN 0 THEN {fails} WHEN {REFUSED} THEN {returned} WHEN 2 THEN 'waits' ELSE '' END)"
