"""What a pack and a profile are once loaded. Frozen; only `load` and `profile` make them, so holding one is proof that
it was checked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

from muniment.law import nodes as n
from muniment.vocabulary.outcomes import Basis, Outcome, Role

Stage = Literal["B", "F", "M"]
STAGES: Final[tuple[Stage, ...]] = ("B", "F", "M")

ELIGIBLE: Final = "eligible"
"""The outcome of stages B and F when nothing fails: the person may be looked up. It releases nothing."""

REQUEST_ORIGINS: Final = frozenset({"letter", "row", "agreement", "register"})
"""Silence of these is a known absence: the element is not met."""
AWAITED_ORIGINS: Final = frozenset({"judgment", "match", "record"})
"""Silence of these is undetermined: somebody, or a later stage, still has to say."""
RECORD_ORIGINS: Final = frozenset({"match", "record"})
"""Never in a B or F element: a custodian's record cannot cure a defect of the request."""
ORIGINS: Final = REQUEST_ORIGINS | AWAITED_ORIGINS


@dataclass(frozen=True, slots=True)
class Period:
    """Both days included; None is without bound."""

    first: date | None = None
    last: date | None = None

    def holds(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    def overlaps(self, other: Period) -> bool:
        return (self.first is None or other.last is None or self.first <= other.last) and (
            other.first is None or self.last is None or other.first <= self.last
        )


ALWAYS: Final = Period()


@dataclass(frozen=True, slots=True)
class Source:
    id: str
    cite: str
    text: str
    kind: str
    url: str
    note: str
    on: date | None = None
    """The day it was decided, signed or enacted."""


@dataclass(frozen=True, slots=True)
class FactType:
    """A fact a case may hold, and where alone it may come from. `role`: who may judge it."""

    name: str
    type: n.Type
    origin: str
    role: Role | None
    values: tuple[n.Atom, ...]
    note: str


@dataclass(frozen=True, slots=True)
class SwitchType:
    name: str
    type: n.Type
    default: n.Atom
    values: tuple[n.Atom, ...]
    note: str


@dataclass(frozen=True, slots=True)
class TermOption:
    """One way to settle a term. `offered` False: on record as somebody's position; this program does not do it."""

    name: str
    authority: str
    effective: Period
    offered: bool
    note: str


@dataclass(frozen=True, slots=True)
class Term:
    """A choice of the profile that is no condition of any row, such as whether the person is told."""

    name: str
    title: str
    options: Mapping[str, TermOption]
    default: str


@dataclass(frozen=True, slots=True)
class ListVersion:
    effective: Period
    members: n.Members
    note: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read an element. `test` is None when the reading waives the element. `comparison_only`: no agreement
    may adopt it."""

    name: str
    test: n.Expr | None
    test_text: str
    authority: str
    effective: Period
    on_not_met: Outcome
    decided_by: Role | None
    note: str
    comparison_only: bool = False


@dataclass(frozen=True, slots=True)
class Element:
    """One condition of the law. `readings` is never empty; `default_reading` names one of them."""

    id: str
    rule: str
    stage: Stage
    title: str
    sources: tuple[str, ...]
    effective: Period
    applies_when: n.Expr | None
    applies_text: str
    readings: Mapping[str, Reading]
    default_reading: str
    basis: Basis
    say: str
    flag: str
    flag_when: n.Expr | None
    flag_text: str
    note: str
    line: int = field(default=0, compare=False)
    column: int = field(default=0, compare=False)

    @property
    def slug(self) -> str:
        """The element's name in a column: `s_<slug>`."""
        return slug(self.id)


def slug(element_id: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", element_id.lower()).strip("_")


@dataclass(frozen=True, slots=True)
class Scenario:
    """A case with its expected answer. `flags` and `held` are None where the author did not say."""

    name: str
    line: int
    facts: Mapping[str, n.Atom | tuple[n.Atom, ...] | None]
    stages: tuple[Stage, ...]
    as_of: date
    outcome: str
    rules: tuple[str, ...]
    missing: tuple[str, ...]
    flags: tuple[str, ...] | None
    held: tuple[str, ...] | None
    readings: Mapping[str, str]
    switches: Mapping[str, n.Atom]
    decided: Mapping[str, str]
    column: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Pack:
    """One authority as data, checked. `document` is its RFC 8785 JSON, which loads as the same pack; `id` its SHA-256."""

    name: str
    id: str
    title: str
    note: str
    effective: Period
    sources: Mapping[str, Source]
    facts: Mapping[str, FactType]
    switches: Mapping[str, SwitchType]
    lists: Mapping[str, tuple[ListVersion, ...]]
    formats: Mapping[str, str]
    terms: Mapping[str, Term]
    elements: tuple[Element, ...]
    scenarios: tuple[Scenario, ...]
    document: bytes

    @property
    def rules(self) -> tuple[str, ...]:
        """Rule ids in the order every output lists them."""
        return tuple(dict.fromkeys(element.rule for element in self.elements))

    def element(self, element_id: str) -> Element:
        """Raises KeyError for an unknown id."""
        return {element.id: element for element in self.elements}[element_id]

    def list_on(self, name: str, day: date) -> frozenset[n.Atom] | None:
        """The members of a list on a day; None where the pack has no such list, empty where none is in effect."""
        if name not in self.lists:
            return None
        return frozenset(m for v in self.lists[name] if v.effective.holds(day) for m in v.members.items)

    def cite(self, authority: str) -> str:
        """The citation of a source, or the free text that stands for one."""
        return self.sources[authority].cite if authority in self.sources else authority

    def citation(self, element: Element) -> str:
        return "; ".join(self.sources[source].cite for source in element.sources)


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """Which reading of each element counts. `document` is its RFC 8785 JSON; `id` its SHA-256."""

    name: str
    id: str
    title: str
    note: str
    authority: str
    effective: Period
    readings: Mapping[str, str]
    switches: Mapping[str, n.Atom]
    comparison_only: bool
    document: bytes = b""
    terms: Mapping[str, str] = field(default_factory=dict)

    def in_effect_on(self, day: date) -> bool:
        return self.effective.holds(day)
