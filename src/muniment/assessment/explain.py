"""The sentences a requester reads: why a row was returned or refused, in the pack's own words."""

from __future__ import annotations

from muniment.law import Pack


def reason_sentences(pack: Pack, rule: str) -> str:
    """What a failed rule says, with its citations: the sentences of its elements, each once, in the pack's order.

    A rule of several limbs is told whole: the findings say that the rule failed, and every limb is a condition of it.
    Raises KeyError for a rule the pack does not have.
    """
    limbs = [element for element in pack.elements if element.rule == rule]
    if not limbs:
        raise KeyError(rule)
    sentences = [
        limb.say.replace("{cite}", "; ".join(pack.sources[source].cite for source in limb.sources)) for limb in limbs
    ]
    return " ".join(dict.fromkeys(sentences))
