"""The sentences a requester reads: why a row was returned or refused, in the pack's own words."""

from __future__ import annotations

from collections.abc import Mapping

from muniment.law import Element, Pack
from muniment.law.nodes import facts_in

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


def _said(pack: Pack, limbs: list[Element]) -> list[str]:
    return list(dict.fromkeys(limb.say.replace("{cite}", pack.citation(limb)) for limb in limbs))


def _by_judgment_alone(pack: Pack, limb: Element) -> bool:
    facts = {name for reading in limb.readings.values() if reading.test is not None for name in facts_in(reading.test)}
    return bool(facts) and all(pack.facts[name].origin == "judgment" for name in facts)
