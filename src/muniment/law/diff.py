"""What changed between two versions of a pack, or between two profiles, in the words of the documents themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from muniment.law.pack import Pack, Profile, Scenario
from muniment.law.scenarios import run_scenarios
from muniment.law.view import Shown, period_text, view_pack


@dataclass(frozen=True, slots=True)
class Change:
    """`what` names the part (an element, a fact, a list ...), `field` what of it; '' on the side where it is not there."""

    what: str
    field: str
    before: str
    after: str


def diff_packs(before: Pack, after: Pack) -> tuple[Change, ...]:
    """Every difference that can change what is lawful or how it is said: elements, readings, facts, lists, terms."""
    one, two = view_pack(before), view_pack(after)
    changes = [
        Change("pack", key, _text(one[key]), _text(two[key]))
        for key in ("pack", "title", "note", "effective")
        if one[key] != two[key]
    ]
    for block, key in (("elements", "element"), ("facts", "fact"), ("terms", "term")):
        changes += _blocks({e[key]: e for e in one[block]}, {e[key]: e for e in two[block]}, block.removesuffix("s"))
    changes += _blocks(
        {k: {"items": v} for k, v in one["lists"].items()}, {k: {"items": v} for k, v in two["lists"].items()}, "list"
    )
    return tuple(changes)


def diff_profiles(before: Profile, after: Profile, pack: Pack) -> tuple[Change, ...]:
    """Elements, switches and terms for which the two choose differently, defaults put in, with the authority of each."""
    changes = []
    for element in pack.elements:
        one, two = (p.readings.get(element.id, element.default_reading) for p in (before, after))
        if one != two:
            sides = (f"{name} ({pack.cite(element.readings[name].authority)})" for name in (one, two))
            changes.append(Change(f"element {element.id}", "reading", *sides))
    for name, switch in pack.switches.items():
        values = [p.switches.get(name, switch.default) for p in (before, after)]
        if values[0] != values[1]:
            changes.append(Change(f"switch {name}", "value", str(values[0]), str(values[1])))
    for name, term in pack.terms.items():
        options = [p.terms.get(name, term.default) for p in (before, after)]
        if options[0] != options[1]:
            changes.append(Change(f"term {name}", "option", *options))
    periods = [period_text(p.effective) or "always" for p in (before, after)]
    if periods[0] != periods[1]:
        changes.append(Change("profile", "effective", *periods))
    if before.comparison_only != after.comparison_only:
        only = [str(p.comparison_only).lower() for p in (before, after)]
        changes.append(Change("profile", "comparison_only", *only))
    return tuple(changes)


def scenarios_that_turn(before: Pack, after: Pack) -> tuple[tuple[str, str], ...]:
    """Scenarios of `before` that come out otherwise under `after`, with how; in the order of the file.

    A scenario that names a rule, fact or reading `after` does not have cannot be judged, and is named as such.
    """
    judged = [scenario for scenario in before.scenarios if _fits(scenario, before, after)]
    turned = {f.name: f.message for f in run_scenarios(replace(after, scenarios=tuple(judged)))}
    for scenario in before.scenarios:
        if not _fits(scenario, before, after):
            turned[scenario.name] = "cannot be judged: it names what is no longer there"
    return tuple((s.name, turned[s.name]) for s in before.scenarios if s.name in turned)


def _fits(scenario: Scenario, before: Pack, after: Pack) -> bool:
    readings = {element.id: element.readings for element in after.elements}
    kinds = {name: fact.type for name, fact in after.facts.items()}
    return (
        all(element in readings and name in readings[element] for element, name in scenario.readings.items())
        and set(scenario.switches) <= set(after.switches)
        and all(kinds.get(name) == before.facts[name].type for name in scenario.facts)
        and any(element.stage in scenario.stages for element in after.elements)
    )


def _blocks(one: Mapping[str, Shown], two: Mapping[str, Shown], kind: str) -> Iterator[Change]:
    for name in dict.fromkeys([*one, *two]):
        if name not in two:
            yield Change(f"{kind} {name}", "", _text(one[name].get("title", "there")), "")
        elif name not in one:
            yield Change(f"{kind} {name}", "", "", _text(two[name].get("title", "there")))
        else:
            for key in one[name]:
                if one[name][key] != two[name][key]:
                    yield from _field(f"{kind} {name}", key, one[name][key], two[name][key])


def _field(what: str, key: str, one: Any, two: Any) -> Iterator[Change]:
    """Readings and options are compared one by one, by name."""
    inner = {"readings": "reading", "options": "option"}.get(key)
    if inner is None:
        yield Change(what, key, _text(one), _text(two))
        return
    sides = [{entry[inner]: {k: v for k, v in entry.items() if k != "chosen"} for entry in side} for side in (one, two)]
    yield from _blocks(sides[0], sides[1], f"{what} {inner}")


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(map(_text, value))
    if isinstance(value, dict):
        return ", ".join(f"{k} {_text(v)}" for k, v in value.items() if v not in (None, ""))
    return str(value)
