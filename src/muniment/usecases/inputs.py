"""What a stage rests on: a key that names every input by its hash, and the artefact that the key gives.

A stage is run from its key alone, the first time as in a replay: nothing that is not in the key, or frozen with the
package, can change its bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from datetime import date
from pathlib import Path
from typing import Any, Final

from muniment.agreements.orders import read_order
from muniment.assessment.assess import AssessmentInput, assess
from muniment.assessment.batch_facts import OfficeAddress, batch_facts
from muniment.determination import DeterminationInput, determine
from muniment.intake.address.parse import parse_address
from muniment.law import facts_needed
from muniment.linkage import MatchOptions, link
from muniment.store import artefacts
from muniment.store.models import Package, Stage
from muniment.usecases import keys
from muniment.usecases.decoys import link_decoys, newest_decoys
from muniment.usecases.engagement import signatures_of
from muniment.usecases.fits import certificate_for, newest_index, newest_model, no_index
from muniment.usecases.house import House
from muniment.usecases.indexes import opened
from muniment.usecases.orders import orders_in_force
from muniment.usecases.packages import Case, fields_of, standing, write_judgments
from muniment.vocabulary.agreement import Agreement

ASSESS, LINK, DETERMINE = "assess", "link", "determine"
Key = Mapping[str, Any]


def assessment_key(house: House, case: Case, today: date) -> Key:
    """What an assessment of this package on `today` rests on."""
    return {
        "letter": case.package.letter,
        "facts": case.package.facts,
        "pack": case.pack.id,
        "profile": case.profile.id,
        "agreement": case.package.agreement.document,
        "agreement_today": repr_agreement(case),
        "orders": [digest for digest, _ in orders_in_force(house, today)],
        "history": history(house, case.package),
        "judgments": write_judgments(house, case.package),
        "today": today.isoformat(),
    }


def assessment_input(house: House, case: Case, key: Key) -> AssessmentInput:
    workspace = house.workspace
    return AssessmentInput(
        facts=case.facts(house),
        letter=case.letter,
        agreement=case.agreement,
        signer_key=case.package.signer_key,
        orders=tuple(read_order(artefacts.read(workspace, digest), "order") for digest in key["orders"]),
        today=date.fromisoformat(key["today"]),
        history=tuple(artefacts.checked_path(workspace, digest) for digest in key["history"]),
        judgments=artefacts.path_or_none(workspace, key["judgments"]),
        law_as_of=case.letter.signed_on,
        requester_offices=offices(case.agreement),
        own_signatures=signatures_of(
            artefacts.checked_path(workspace, case.package.persons),
            case.letter,
            case.agreement,
            house.threads,
            house.memory_limit,
        ),
    )


def offices(agreement: Agreement) -> tuple[OfficeAddress, ...]:
    """The requester's own addresses in the normal form of the facts (I2-F04)."""
    parsed = [parse_address(text) for text in agreement.requester_offices]
    return tuple(
        OfficeAddress(**{field.name: getattr(address, field.name) for field in fields(OfficeAddress)})
        for address in parsed
    )


def repr_agreement(case: Case) -> dict[str, Any]:
    """The parts of the agreement that are judged on the day of the stage, as canonical values."""
    a, safe = case.agreement, case.agreement.safeguards
    return {
        "effective_from": a.effective_from.isoformat(),
        "effective_to": a.effective_to.isoformat() if a.effective_to else None,
        "open_findings": safe.open_findings,
        "open_high_findings": safe.open_high_findings,
        "corrective_plan_on": safe.corrective_plan_on.isoformat() if safe.corrective_plan_on else None,
        "recipients": sorted("/".join(filter(None, (r.id, r.officer, r.key))) for r in a.recipients),
    }


def history(house: House, package: Package) -> list[str]:
    """Facts of what the same requester asked before this package, oldest first (I2-F13). Fixed by the submission; of
    evidence that was destroyed on schedule, what was kept."""
    earlier = Package.objects.filter(requester=package.requester, number__lt=package.number).order_by("number")
    return [standing(house, before, facts) for before, facts in earlier.values_list("id", "facts")]


def linkage_key(house: House, case: Case, assessed: Stage) -> Key:
    """What a linkage rests on now. Raises LawSaysNo where rows are to be looked up and there is no index."""
    index = newest_index()
    if index is None and assessed.summary["outcomes"].get("eligible", 0):
        raise no_index()
    matching = case.agreement.matching
    return {
        "findings": assessed.artefact,
        "facts": case.package.facts,
        "index": index.digest if index else "",
        "address": matching.address,
        "last_known": matching.last_known,
        "joint": matching.joint,
        "fields": list(fields_of(case)),
        "model": newest_model(case),
        "decoys": newest_decoys(),
    }


def determination_key(house: House, case: Case, assessed: Stage, matched: Stage) -> Key:
    """What a determination rests on now."""
    return {
        "findings": assessed.artefact,
        "matches": matched.artefact,
        "judgments": write_judgments(house, case.package),
        "pack": case.pack.id,
        "profile": case.profile.id,
        "address": case.agreement.matching.address,
        "reviews": case.agreement.reviews,
        "fields": list(fields_of(case)),
        "certificate": certificate_for(house, case, matched),
    }


def determination_input(house: House, case: Case, key: Key) -> DeterminationInput:
    workspace = house.workspace
    return DeterminationInput(
        facts=case.facts(house),
        findings=artefacts.checked_path(workspace, key["findings"]),
        matches=artefacts.checked_path(workspace, key["matches"]),
        judgments=artefacts.path_or_none(workspace, key["judgments"]),
        constants=match_constants(case, facts_needed(case.pack, case.profile, {"M"}, case.letter.signed_on)),
        law_as_of=case.letter.signed_on,
        sample_key=keys.salt_key(workspace) + case.package.id.encode(),
        certified=bool(key.get("certificate")),
        reviews=key["reviews"],
        fields=tuple(key["fields"]),
    )


def match_constants(case: Case, needed: Iterable[str]) -> dict[str, object]:
    """Of the facts `needed` by elements of the match stage, those of letter and agreement: none depends on the day of
    the stage."""
    known = batch_facts(case.letter, case.agreement, case.package.signer_key, case.letter.signed_on)
    return {name: known[name] for name in needed if name in known}


def make_findings(house: House, case: Case, key: Key, out: Path) -> dict[str, Any]:
    """Write the findings that an assessment's key gives; returns the stage's summary."""
    given = assessment_input(house, case, key)
    found = assess(
        given,
        case.pack,
        case.profile,
        out,
        threads=house.threads,
        memory_limit=house.memory_limit,
        progress=house.progress,
    )
    return {
        "rows": found.rows,
        "outcomes": dict(found.counts),
        "rules": dict(found.rules),
        "flags": dict(found.flags),
    }


def make_matches(house: House, case: Case, key: Key, out: Path) -> dict[str, Any]:
    """Write the matches that a linkage's key gives, decoys beside them; returns the stage's summary."""
    options = MatchOptions(
        address=key["address"],
        last_known=key["last_known"],
        joint=key["joint"],
        model=artefacts.path_or_none(house.workspace, key.get("model", "")),
        fields=tuple(key["fields"]),
    )
    index = opened(house, key["index"])
    found = link(
        index.folder,
        case.facts(house),
        artefacts.checked_path(house.workspace, key["findings"]),
        out,
        options=options,
        key=index.key,
        threads=house.threads,
        memory_limit=house.memory_limit,
        spark=house.spark,
        progress=house.progress,
    )
    summary = asdict(found)
    if key.get("decoys") and found.rows:
        summary["decoys"] = link_decoys(house, key["decoys"], index, options)
    return summary


def make_outcomes(house: House, case: Case, key: Key, out: Path) -> dict[str, Any]:
    """Write the outcomes that a determination's key gives; returns the stage's summary."""
    given = determination_input(house, case, key)
    found = determine(given, case.pack, case.profile, out, threads=house.threads, memory_limit=house.memory_limit)
    return found.as_json()


MAKERS: Final = {ASSESS: make_findings, LINK: make_matches, DETERMINE: make_outcomes}
