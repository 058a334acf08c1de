"""Assess, link, determine. Each step is keyed by (package, step, input hash): repeated on one input it does nothing.

The artefact is durable before the transaction; the transaction writes the stage, its act and, for outcomes, one ledger
entry for each row. A process that dies leaves at most an artefact nobody refers to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

from muniment.assessment.assess import AssessmentInput, assess
from muniment.assessment.batch_facts import OfficeAddress, batch_facts
from muniment.determination import DeterminationInput, determine
from muniment.formats.canonical import canonical_rows
from muniment.intake.address.parse import parse_address
from muniment.law import facts_needed
from muniment.linkage import MatchOptions, link
from muniment.store import artefacts
from muniment.store.models import Package, RecordIndex, Stage
from muniment.store.transaction import transaction
from muniment.usecases import keys
from muniment.usecases.acting import Attempt, Credentials
from muniment.usecases.house import House
from muniment.usecases.journal import Actor, write_act, write_rows
from muniment.usecases.orders import orders_in_force
from muniment.usecases.packages import (
    Case,
    current_stage,
    fields_of,
    input_hash,
    need_stage,
    open_case,
    record_stage,
    write_judgments,
)
from muniment.vocabulary.agreement import Agreement
from muniment.vocabulary.errors import LawSaysNo
from muniment.vocabulary.outcomes import Role

ASSESS, LINK, DETERMINE = "assess", "link", "determine"


@dataclass(frozen=True, slots=True)
class Assessing:
    """An assessment about to run: its inputs by hash, and the same as objects."""

    key: dict[str, Any]
    inputs: AssessmentInput


def assess_package(house: House, package_id: str, credentials: Credentials) -> dict[str, object]:
    """Judge every row against every facial element of the law, as of today. Opens no record."""
    with Attempt(house, "assessment_refused", package_id) as attempt:
        actor = attempt.by(credentials, {Role.ASSESSOR})
        case = open_case(house, package_id, house.today())
        return _answer(case, _assess(house, case, actor))


def link_package(house: House, package_id: str, credentials: Credentials) -> dict[str, object]:
    """Look up the rows that are eligible on their face, and only those."""
    with Attempt(house, "linkage_refused", package_id) as attempt:
        actor = attempt.by(credentials, {Role.ASSESSOR})
        case = open_case(house, package_id, house.today())
        return _answer(case, _link(house, case, actor))


def determine_package(house: House, package_id: str, credentials: Credentials) -> dict[str, object]:
    """Give every row its outcome, and write one ledger entry for each row whose outcome is new."""
    with Attempt(house, "determination_refused", package_id) as attempt:
        actor = attempt.by(credentials, {Role.ASSESSOR})
        case = open_case(house, package_id, house.today())
        return _answer(case, _determine(house, case, actor))


def process_package(house: House, package_id: str, credentials: Credentials) -> dict[str, object]:
    """All three stages."""
    with Attempt(house, "processing_refused", package_id) as attempt:
        actor = attempt.by(credentials, {Role.ASSESSOR})
        case = open_case(house, package_id, house.today())
        _assess(house, case, actor)
        _link(house, case, actor)
        return _answer(case, _determine(house, case, actor))


def _answer(case: Case, stage: Stage) -> dict[str, object]:
    return {"package": case.package.id, "stage": stage.name, **stage.summary}


def assessing(house: House, case: Case, today: date) -> Assessing:
    """What an assessment of this package on `today` would rest on."""
    orders = orders_in_force(house, today)
    earlier = history(house, case.package)
    judgments = write_judgments(house, case.package)
    key = {
        "letter": case.package.letter,
        "facts": case.package.facts,
        "pack": case.pack.id,
        "profile": case.profile.id,
        "agreement": case.package.agreement.document,
        "agreement_today": repr_agreement(case),
        "orders": [digest for digest, _ in orders],
        "history": earlier,
        "judgments": judgments,
        "today": today.isoformat(),
    }
    workspace = house.workspace
    return Assessing(
        key,
        AssessmentInput(
            facts=case.facts(house),
            letter=case.letter,
            agreement=case.agreement,
            signer_key=case.package.signer_key,
            orders=tuple(order for _, order in orders),
            today=today,
            history=tuple(artefacts.checked_path(workspace, digest) for digest in earlier),
            judgments=artefacts.checked_path(workspace, judgments) if judgments else None,
            law_as_of=case.letter.signed_on,
            requester_offices=offices(case.agreement),
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
        "recipients": sorted(f"{r.id}/{r.officer}" for r in a.recipients),
    }


def history(house: House, package: Package) -> list[str]:
    """Facts of what the same requester asked before this package, oldest first (I2-F13). Fixed by the submission."""
    earlier = Package.objects.filter(requester=package.requester, number__lt=package.number).order_by("number")
    return list(earlier.values_list("facts", flat=True))


def _assess(house: House, case: Case, actor: Actor) -> Stage:
    todo = assessing(house, case, house.today())
    done = _done(case.package, ASSESS, todo.key)
    if done is not None:
        return done
    summary: dict[str, Any] = {}

    def write(out: Path) -> None:
        found = assess(
            todo.inputs,
            case.pack,
            case.profile,
            out,
            threads=house.threads,
            memory_limit=house.memory_limit,
            progress=house.progress,
        )
        summary.update(rows=found.rows, outcomes=dict(found.counts), rules=dict(found.rules), flags=dict(found.flags))

    artefact = artefacts.make(house.workspace, write)
    with transaction():
        return record_stage(house, case, ASSESS, todo.key, artefact, summary, actor, at_kind="package_assessed")


def _link(house: House, case: Case, actor: Actor) -> Stage:
    assessed = need_stage(case.package, ASSESS, "assessed")
    index = RecordIndex.objects.order_by("-pk").first()
    eligible = assessed.summary["outcomes"].get("eligible", 0)
    if index is None and eligible:
        raise LawSaysNo(
            "MUN-LINK-001",
            "There is no record index to look anybody up in.",
            hint="Build one with `muniment records build FILE...`.",
        )
    matching = case.agreement.matching
    options = MatchOptions(
        address=matching.address, last_known=matching.last_known, joint=matching.joint, fields=fields_of(case)
    )
    key = {
        "findings": assessed.artefact,
        "facts": case.package.facts,
        "index": index.digest if index else "",
        "address": options.address,
        "last_known": options.last_known,
        "joint": options.joint,
        "fields": list(options.fields),
    }
    done = _done(case.package, LINK, key)
    if done is not None:
        return done
    summary: dict[str, Any] = {}

    def write(out: Path) -> None:
        folder = house.workspace.indexes / (index.digest if index else "none")
        found = link(
            folder,
            case.facts(house),
            artefacts.checked_path(house.workspace, assessed.artefact),
            out,
            options=options,
            threads=house.threads,
            memory_limit=house.memory_limit,
            progress=house.progress,
        )
        summary.update(asdict(found))

    artefact = artefacts.make(house.workspace, write)
    with transaction():
        return record_stage(house, case, LINK, key, artefact, summary, actor, at_kind="package_matched")


def determining(house: House, case: Case, assessed: Stage, matched: Stage) -> tuple[dict[str, Any], DeterminationInput]:
    """What a determination rests on now: by hash, and as an input of the room."""
    judgments = write_judgments(house, case.package)
    key = {
        "findings": assessed.artefact,
        "matches": matched.artefact,
        "judgments": judgments,
        "pack": case.pack.id,
        "profile": case.profile.id,
        "address": case.agreement.matching.address,
        "reviews": case.agreement.reviews,
        "fields": list(fields_of(case)),
        "certified": False,
    }
    workspace = house.workspace
    return key, DeterminationInput(
        facts=case.facts(house),
        findings=artefacts.checked_path(workspace, assessed.artefact),
        matches=artefacts.checked_path(workspace, matched.artefact),
        judgments=artefacts.checked_path(workspace, judgments) if judgments else None,
        constants=match_constants(case, facts_needed(case.pack, case.profile, {"M"}, case.letter.signed_on)),
        law_as_of=case.letter.signed_on,
        sample_key=keys.salt_key(workspace) + case.package.id.encode(),
        reviews=case.agreement.reviews,
        fields=fields_of(case),
    )


def match_constants(case: Case, needed: Iterable[str]) -> dict[str, object]:
    """Of the facts `needed` by elements of the match stage, those of letter and agreement: none depends on the day of
    the stage."""
    known = batch_facts(case.letter, case.agreement, case.package.signer_key, case.letter.signed_on)
    return {name: known[name] for name in needed if name in known}


def _determine(house: House, case: Case, actor: Actor) -> Stage:
    assessed = need_stage(case.package, ASSESS, "assessed")
    matched = need_stage(case.package, LINK, "linked")
    if matched.inputs["findings"] != assessed.artefact:
        raise LawSaysNo(
            "MUN-DETERMINE-002",
            "The package was assessed again since it was linked.",
            hint="Run `muniment link ID`, or `muniment process ID` for all stages.",
        )
    return write_determination(house, case, assessed, matched, actor)


def write_determination(house: House, case: Case, assessed: Stage, matched: Stage, actor: Actor) -> Stage:
    """Derive the outcomes and write them with one entry for each row whose outcome is new."""
    key, inputs = determining(house, case, assessed, matched)
    done = _done(case.package, DETERMINE, key)
    if done is not None:
        return done
    summary: dict[str, Any] = {}

    def write(out: Path) -> None:
        found = determine(inputs, case.pack, case.profile, out, threads=house.threads, memory_limit=house.memory_limit)
        summary.update(found.as_json())

    artefact = artefacts.make(house.workspace, write)
    with transaction():
        before = current_stage(case.package, DETERMINE)
        stage = record_stage(house, case, DETERMINE, key, artefact, summary, actor, at_kind="package_determined")
        write_rows(
            house,
            "row_outcomes",
            stage.at,
            row_records(house, case.package.id, artefact, before.artefact if before else ""),
            artefact=artefact,
            package=case.package.id,
        )
    return stage


def row_records(house: House, package: str, artefact: str, before: str) -> Iterator[bytes]:
    """The canonical record of each row whose outcome differs from the outcome set `before` ('': all), in row order."""
    new = f"read_parquet('{artefacts.path_of(house.workspace, artefact)}')"
    shown = "row, row_ref, outcome, rules, outward_code, stratum"
    query = f"SELECT {shown} FROM {new}"
    if before:
        query += f" EXCEPT SELECT {shown} FROM read_parquet('{artefacts.path_of(house.workspace, before)}')"
    fixed = {"format": 1, "kind": "row_outcome", "outcomes": artefact, "package": package}
    with house.bulk() as con:
        cursor = con.execute(query + " ORDER BY row")
        while batch := cursor.fetchmany(50_000):
            row, row_ref, outcome, rules, code, stratum = zip(*batch, strict=True)
            columns: dict[str, Sequence[object]] = {name: [value] * len(batch) for name, value in fixed.items()}
            columns |= {
                "row": row,
                "row_ref": row_ref,
                "outcome": outcome,
                "rules": rules,
                "code": code,
                "stratum": stratum,
            }
            yield from canonical_rows(columns)


def _done(package: Package, name: str, key: dict[str, Any]) -> Stage | None:
    """The stage's current state, when it was made from this very input."""
    stage = current_stage(package, name)
    return stage if stage is not None and stage.input_hash == input_hash(key) else None


def view(house: House, kind: str, package: str, actor: Actor | None, body: dict[str, Any] | None = None) -> int:
    """Somebody looked: that is an entry too (invariant 11). Returns its index."""
    with transaction():
        return write_act(house, kind, house.now(), body or {}, actor=actor, package=package)
