"""Findings as sentences, with the citation filled in. It adds no judgment: every sentence follows from a Finding."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from muniment.law.pack import Pack, Profile
from muniment.law.reference import Finding, Rules
from muniment.vocabulary.outcomes import Basis, Status

_BASIS = {
    Basis.STATED: "as the request states; nobody has verified it",
    Basis.FORMAT_CHECKED: "by its form alone",
    Basis.JUDGED: "as an officer judged",
    Basis.VERIFIED: "verified against a record or register",
}


@dataclass(frozen=True, slots=True)
class Explanation:
    """One finding as a person reads it. `authority` is the chosen reading's, '' where there is only one."""

    finding: Finding
    title: str
    sentence: str
    citation: str
    reading: str
    authority: str


def explain(
    pack: Pack,
    profile: Profile | None,
    stages: Iterable[str],
    facts: Mapping[str, object],
    as_of: date,
    overrides: Mapping[str, str] | None = None,
) -> tuple[Explanation, ...]:
    """A sentence for every element, in pack order; never more than the finding's basis bears (invariant 13)."""
    rules = Rules.of(pack, profile, stages, as_of)
    found = rules.findings(rules.case(facts), overrides or {})
    explanations = []
    for finding, rule in zip(found, rules.compiled, strict=True):
        element, reading = rule.condition.element, rule.condition.reading
        authority = pack.cite(reading.authority)
        citation = pack.citation(element)
        explanations.append(
            Explanation(finding, element.title, _sentence(finding, pack), citation, reading.name, authority)
        )
    return tuple(explanations)


def _sentence(finding: Finding, pack: Pack) -> str:
    element = pack.element(finding.element)
    citation = pack.citation(element)
    match finding.status:
        case Status.NOT_MET:
            return element.say.replace("{cite}", citation)
        case Status.MET:
            return f"{element.title}: met, {_BASIS[finding.basis]} ({citation})."
        case Status.UNDETERMINED:
            return f"{element.title}: not yet decided; waiting for {', '.join(finding.missing)} ({citation})."
    return f"{element.title}: does not apply here ({citation})."
