"""Pack x profile x stages x day -> the conditions that count. Both evaluators start from here and from nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from muniment.law import nodes as n
from muniment.law.pack import AWAITED_ORIGINS, STAGES, Element, Pack, Profile, Reading, Stage
from muniment.vocabulary.errors import InputRefused, LawSaysNo


@dataclass(frozen=True, slots=True)
class Condition:
    """One element as it counts that day: lists and switches put in. `test` None: not applicable to anybody."""

    element: Element
    reading: Reading
    test: n.Expr | None
    applies_when: n.Expr | None
    flag_when: n.Expr | None
    awaited: tuple[str, ...]
    """Facts of the test and of `applies_when` whose silence is undetermined, in the pack's order."""


def stages_of(stages: Iterable[str]) -> tuple[Stage, ...]:
    """The stages in order. Raises ValueError on an unknown one, on none, and on M together with B or F."""
    wanted = set(stages)
    if not wanted or not wanted <= set(STAGES) or ("M" in wanted and len(wanted) > 1):
        raise ValueError("stages are B, F, both, or M alone")
    return tuple(stage for stage in STAGES if stage in wanted)


def select(pack: Pack, profile: Profile | None, stages: Iterable[str], as_of: date) -> tuple[Condition, ...]:
    """One condition for each element of the stages, in pack order.

    Fails closed: raises LawSaysNo when pack, profile, a chosen reading or a list in use is not in effect on `as_of`
    (profile and readings may be out of effect when the profile is comparison_only), and InputRefused when the profile
    is not for this pack. `profile` None takes each element's default reading.
    """
    wanted = stages_of(stages)
    check_fit(pack, profile)
    comparing = profile is not None and profile.comparison_only
    if not pack.effective.holds(as_of):
        raise _out_of_effect(f"The pack {pack.name}")
    if profile is not None and not comparing and not profile.in_effect_on(as_of):
        raise _out_of_effect(f"The profile {profile.name}")
    found = []
    for element in pack.elements:
        if element.stage not in wanted:
            continue
        chosen = element.default_reading
        if profile is not None:
            chosen = profile.readings.get(element.id, chosen)
        reading = element.readings[chosen]
        in_effect = element.effective.holds(as_of)
        if in_effect and not comparing and not reading.effective.holds(as_of):
            raise _out_of_effect(f"The reading {reading.name} of {element.id}")
        if reading.comparison_only and not comparing:
            raise LawSaysNo(
                "MUN-LAW-122",
                f"The reading {reading.name} of {element.id} serves comparison only.",
                hint="Choose another reading in the profile.",
                citation=pack.cite(reading.authority),
            )
        if not in_effect or reading.test is None:
            found.append(Condition(element, reading, None, None, None, ()))
            continue
        binder = _Binder(pack, profile, as_of)
        test = binder.bind(reading.test)
        applies = binder.bind(element.applies_when) if element.applies_when is not None else None
        flag_when = binder.bind(element.flag_when) if element.flag_when is not None else None
        read = {*n.facts_in(test), *(n.facts_in(applies) if applies is not None else ())}
        awaited = tuple(name for name, fact in pack.facts.items() if name in read and fact.origin in AWAITED_ORIGINS)
        found.append(Condition(element, reading, test, applies, flag_when, awaited))
    return tuple(found)


def check_fit(pack: Pack, profile: Profile | None) -> None:
    """A profile names only what the pack has. Raises InputRefused."""
    if profile is None:
        return
    elements = {element.id: element for element in pack.elements}
    fits = profile.authority == pack.name and all(
        element_id in elements and reading in elements[element_id].readings
        for element_id, reading in profile.readings.items()
    )
    known = set(profile.switches) <= set(pack.switches) and set(profile.terms) <= set(pack.terms)
    if not fits or not known:
        message = f"The profile {profile.name} is not for the pack {pack.name} as it stands."
        raise InputRefused("MUN-LAW-120", message, hint="Load the profile with its pack to see each difference.")


def facts_needed(
    pack: Pack, profile: Profile | None, stages: Iterable[str], as_of: date | None = None
) -> tuple[str, ...]:
    """The facts an evaluation reads, in the pack's order; on `as_of` when given, else over all days."""
    wanted = stages_of(stages)
    read: set[str] = set()
    if as_of is not None:
        for condition in select(pack, profile, wanted, as_of):
            for part in (condition.test, condition.applies_when, condition.flag_when):
                read.update(n.facts_in(part) if part is not None else ())
    else:
        check_fit(pack, profile)
        for element in (e for e in pack.elements if e.stage in wanted):
            chosen = profile.readings.get(element.id) if profile is not None else None
            reading = element.readings[chosen or element.default_reading]
            if reading.test is None:
                continue
            for part in (reading.test, element.applies_when, element.flag_when):
                read.update(n.facts_in(part) if part is not None else ())
    return tuple(name for name in pack.facts if name in read)


class _Binder:
    """Puts the lists in effect and the profile's switches into an expression."""

    def __init__(self, pack: Pack, profile: Profile | None, as_of: date) -> None:
        self.pack, self.profile, self.as_of = pack, profile, as_of

    def bind(self, node: n.Expr) -> n.Expr:
        bound: n.Expr = self.part(node)
        return bound

    def part(self, node: Any) -> Any:
        if isinstance(node, n.Switch):
            switch = self.pack.switches[node.name]
            chosen = self.profile.switches.get(node.name) if self.profile is not None else None
            return n.Literal(switch.default if chosen is None else chosen, switch.type)
        if isinstance(node, n.NamedList):
            for version in self.pack.lists[node.name]:
                if version.effective.holds(self.as_of):
                    return version.members
            raise _out_of_effect(f"The list {node.name}")
        if not hasattr(node, "__dataclass_fields__"):
            return node
        changed: dict[str, Any] = {}
        for entry in fields(node):
            value = getattr(node, entry.name)
            if isinstance(value, tuple) and entry.name == "operands":
                changed[entry.name] = tuple(self.part(item) for item in value)
            elif hasattr(value, "__dataclass_fields__"):
                changed[entry.name] = self.part(value)
        return replace(node, **changed) if changed else node


def _out_of_effect(what: str) -> LawSaysNo:
    return LawSaysNo(
        "MUN-LAW-121", f"{what} is not in effect on the day of the law.", hint="Name another day, or another version."
    )
