"""Runs a pack's scenarios, and breaks the pack on purpose to see whether they notice."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from muniment.law.pack import ALWAYS, Pack, Profile, Scenario
from muniment.law.reference import Evaluation, Finding, Rules, summarise
from muniment.vocabulary.errors import LawSaysNo
from muniment.vocabulary.outcomes import Outcome, Status


@dataclass(frozen=True, slots=True)
class ScenarioFailure:
    """A scenario whose answer is not the one its author wrote. `line` and `column` are where it stands."""

    name: str
    line: int
    message: str
    column: int = 0

    @property
    def placed(self) -> str:
        """The message with its place."""
        return f"{self.message} (line {self.line}, column {self.column})"


@dataclass(frozen=True, slots=True)
class Survivor:
    """A defect put into the pack on purpose that no scenario notices.

    mutation: never_fails, always_fails, applies_always, never_flags, reading_unused (then `reading` names it).
    """

    element: str
    mutation: str
    reading: str = ""


def run_scenarios(pack: Pack, profile: Profile | None = None) -> tuple[ScenarioFailure, ...]:
    """Every scenario whose outcome, rules, missing (and flags, held where given) differ from what is written.

    Without a profile each element has its default reading; a scenario's own `readings` and `switches` go before either.
    """
    failures = []
    for scenario in pack.scenarios:
        try:
            got = _run(pack, profile, scenario)
        except LawSaysNo as error:
            failures.append(ScenarioFailure(scenario.name, scenario.line, error.message, scenario.column))
            continue
        differences = list(_differences(scenario, got))
        if differences:
            failures.append(ScenarioFailure(scenario.name, scenario.line, "; ".join(differences), scenario.column))
    return tuple(failures)


def mutation_check(pack: Pack, profile: Profile | None = None) -> tuple[Survivor, ...]:
    """What no scenario would notice: elements that may as well not be there, in pack order. Empty is good.

    Each element is broken in turn: it never fails, always fails where it applies, applies to everybody, never flags.
    Only scenarios that pass unbroken are counted. Every reading must be used by a scenario in which the element
    applies.
    """
    runs = [run for scenario in pack.scenarios if (run := _Run.of(pack, profile, scenario)) is not None]
    survivors = []
    for element in pack.elements:
        mine = [(run, run.finding(element.id)) for run in runs if run.finding(element.id) is not None]
        mutations: list[tuple[str, Callable[[Finding], Finding]]] = [
            ("never_fails", _never_fails),
            ("always_fails", lambda f, pack=pack: _always_fails(f, pack)),  # type: ignore[misc]
        ]
        for name, mutate in mutations:
            if not any(run.notices(mutate(finding)) for run, finding in mine if finding is not None):
                survivors.append(Survivor(element.id, name))
        if element.applies_when is not None:
            broken = replace(element, applies_when=None)
            mutant = replace(pack, elements=tuple(broken if e is element else e for e in pack.elements))
            concerned = [run for run, f in mine if f is not None and f.status != Status.MET]
            if not any(run.fails_under(mutant, profile) for run in concerned):
                survivors.append(Survivor(element.id, "applies_always"))
        if element.flag and not any(run.flagged_only_by(element.id) for run in runs):
            survivors.append(Survivor(element.id, "never_flags"))
        for reading in element.readings if len(element.readings) > 1 else ():
            if not any(run.uses(element.id, reading) for run in runs):
                survivors.append(Survivor(element.id, "reading_unused", reading))
    return tuple(survivors)


def _profile_for(pack: Pack, profile: Profile | None, scenario: Scenario) -> Profile | None:
    if not scenario.readings and not scenario.switches:
        return profile
    base = profile or Profile("scenario", "", "", "", pack.name, ALWAYS, {}, {}, False)
    return replace(
        base,
        readings={**base.readings, **scenario.readings},
        switches={**base.switches, **scenario.switches},
        # A scenario may show a reading that is no longer, or not yet, the law; it decides nobody's case.
        comparison_only=True,
    )


def _run(pack: Pack, profile: Profile | None, scenario: Scenario) -> Evaluation:
    rules = Rules.of(pack, _profile_for(pack, profile, scenario), scenario.stages, scenario.as_of)
    return rules.evaluate(scenario.facts, scenario.decided)


def _differences(scenario: Scenario, got: Evaluation) -> Iterator[str]:
    pairs: Mapping[str, tuple[object, object]] = {
        "outcome": (scenario.outcome, got.outcome),
        "rules": (scenario.rules, got.failed),
        "missing": (scenario.missing, got.missing),
        "flags": (scenario.flags, got.flags),
        "held": (scenario.held, got.held),
    }
    for what, (wanted, found) in pairs.items():
        same = wanted is None or (set(wanted) == set(found) if isinstance(found, tuple) else wanted == found)  # type: ignore[call-overload]
        if not same:
            yield f"{what}: written {_shown(wanted)}, found {_shown(found)}"


def _shown(value: object) -> str:
    return (";".join(map(str, value)) or "none") if isinstance(value, tuple) else str(value)


@dataclass(frozen=True, slots=True)
class _Run:
    """A scenario that passes, with what it needs to be judged again under a broken element."""

    pack: Pack
    scenario: Scenario
    findings: tuple[Finding, ...]
    flags: Mapping[str, str]
    chosen: Mapping[str, str]

    @staticmethod
    def of(pack: Pack, profile: Profile | None, scenario: Scenario) -> _Run | None:
        used = _profile_for(pack, profile, scenario)
        try:
            rules = Rules.of(pack, used, scenario.stages, scenario.as_of)
        except LawSaysNo:
            return None
        got = rules.evaluate(scenario.facts, scenario.decided)
        if any(_differences(scenario, got)):
            return None
        chosen = {rule.condition.element.id: rule.condition.reading.name for rule in rules.compiled}
        flags = rules.flags(rules.case(scenario.facts))
        return _Run(pack, scenario, got.findings, flags, chosen)

    def finding(self, element_id: str) -> Finding | None:
        return next((finding for finding in self.findings if finding.element == element_id), None)

    def notices(self, changed: Finding) -> bool:
        findings = tuple(changed if finding.element == changed.element else finding for finding in self.findings)
        if findings == self.findings:
            return False
        return any(_differences(self.scenario, summarise(self.pack, self.scenario.stages, findings, self.flags)))

    def fails_under(self, mutant: Pack, profile: Profile | None) -> bool:
        return any(_differences(self.scenario, _run(mutant, profile, self.scenario)))

    def flagged_only_by(self, element_id: str) -> bool:
        fewer = {element: flag for element, flag in self.flags.items() if element != element_id}
        return any(_differences(self.scenario, summarise(self.pack, self.scenario.stages, self.findings, fewer)))

    def uses(self, element_id: str, reading: str) -> bool:
        finding = self.finding(element_id)
        if finding is None or self.chosen.get(element_id) != reading:
            return False
        waived = self.pack.element(element_id).readings[reading].test is None
        return waived or finding.status != Status.NOT_APPLICABLE


def _never_fails(finding: Finding) -> Finding:
    if finding.status in (Status.NOT_MET, Status.UNDETERMINED):
        return replace(finding, status=Status.MET, outcome=None, missing=())
    return finding


def _always_fails(finding: Finding, pack: Pack) -> Finding:
    if finding.status != Status.MET:
        return finding
    element = pack.element(finding.element)
    outcome = element.readings[element.default_reading].on_not_met
    return replace(finding, status=Status.NOT_MET, outcome=Outcome(outcome))
