"""The sentences a requester reads: why a row was returned or refused, in the pack's own words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from muniment.law import Element, Pack, Profile
from muniment.law.nodes import facts_in
from muniment.vocabulary.outcomes import Basis, Outcome
from muniment.vocabulary.reasons import Reason

NOT_MET = 0
"""The code of *not met* in the columns `s_<element>` of the findings (law.STATUS_CODES)."""


def reason_sentences(pack: Pack, rule: str, statuses: Mapping[str, int] | None = None) -> str:
    """What a failed rule says, with its citations, in the pack's order.

    With `statuses` (the columns `s_<element>` of one row's findings): exactly the limbs that row failed. Without: the limbs a request can
    fail by itself, told as alternatives, since the findings say only that the rule failed; never one that needs an officer's finding.
    Raises KeyError for a rule the pack does not have.
    """
    limbs = [element for element in pack.elements if element.rule == rule]
    if not limbs:
        raise KeyError(rule)
    if statuses is not None:
        return " ".join(_said(pack, [limb for limb in limbs if statuses.get(f"s_{limb.slug}") == NOT_MET]))
    sentences = _said(pack, [limb for limb in limbs if not _by_judgment_alone(pack, limb)] or limbs)
    if len(sentences) == 1:
        return sentences[0]
    return "One or more of these: " + " ".join(f"({n}) {sentence}" for n, sentence in enumerate(sentences, 1))


_ORDER_FACTS: Final = "order_on_"
"""How the facts that `scope` gives of orders begin. What an order does to a row is never told (CONTRACT.md, Answer)."""


def facial_reasons(pack: Pack, profile: Profile) -> dict[str, Reason]:
    """By element id, in the pack's order: what a requester may be told where the element is not met.

    Only elements of the gates and of the face: none of the match, and none that rests on an order.
    """
    return {
        element.id: _reason(pack, profile, element)
        for element in pack.elements
        if element.stage != "M" and not any(name.startswith(_ORDER_FACTS) for name in _facts_of(element))
    }


def decided(reason: Reason) -> Reason:
    """The same where an officer has looked at a hold and refused it: it rests on that judgment, and the row is returned."""
    cure = reason.cure.removeprefix(_UNDECIDED)
    return replace(reason, basis=Basis.JUDGED, outcome=Outcome.RETURN, cure=_DECIDED + cure)


_UNDECIDED: Final = "No ground of return by itself; an officer decides it when the row is sent again. "
_DECIDED: Final = "An officer looked at it on the face of the request and returned the row. "


def _reason(pack: Pack, profile: Profile, element: Element) -> Reason:
    citation = pack.citation(element)
    outcome = element.readings[profile.readings.get(element.id, element.default_reading)].on_not_met
    found = _by_judgment_alone(pack, element)
    return Reason(
        id=element.id,
        rule=element.rule,
        sentence=element.say.replace(" ({cite})", "").replace("{cite}", citation),
        said=element.say.replace("{cite}", citation),
        citation=citation,
        cure=_cure(element, outcome, found),
        basis=Basis.JUDGED if found else element.basis,
        outcome=outcome,
        gate=element.stage == "B",
    )


def _cure(element: Element, outcome: Outcome, found: bool) -> str:
    condition = f"{element.title[:1].lower()}{element.title[1:]}."
    if found:
        return "An officer found this. Write to the custodian with what shows otherwise before the row is sent again."
    match outcome:
        case Outcome.RETURN:
            return f"Send the row again in a request in which this holds: {condition}"
        case Outcome.HOLD:
            return f"{_UNDECIDED}What would settle it: {condition}"
        case Outcome.REFUSE:
            return (
                f"Sending it again does not cure this, unless the request misstated a fact and this holds: {condition}"
            )
    return f"Nothing can be disclosed until this holds: {condition}"


def _facts_of(element: Element) -> set[str]:
    return {
        name for reading in element.readings.values() if reading.test is not None for name in facts_in(reading.test)
    }


def _said(pack: Pack, limbs: list[Element]) -> list[str]:
    return list(dict.fromkeys(limb.say.replace("{cite}", pack.citation(limb)) for limb in limbs))


def _by_judgment_alone(pack: Pack, limb: Element) -> bool:
    facts = _facts_of(limb)
    return bool(facts) and all(pack.facts[name].origin == "judgment" for name in facts)
