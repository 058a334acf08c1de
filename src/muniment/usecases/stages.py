"""Assess, link, determine. Each step is keyed by (package, step, input hash): repeated on one input it does nothing.

The artefact is durable before the transaction; the transaction writes the stage, its act and, for outcomes, one ledger
entry for each row. A process that dies leaves at most an artefact nobody refers to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from muniment.formats.canonical import canonical_rows
from muniment.store import artefacts
from muniment.store.models import Stage
from muniment.store.transaction import transaction
from muniment.usecases.acting import Attempt, Credentials
from muniment.usecases.house import House
from muniment.usecases.inputs import (
    ASSESS,
    DETERMINE,
    LINK,
    MAKERS,
    Key,
    assessment_key,
    determination_key,
    linkage_key,
)
from muniment.usecases.journal import Actor, write_act, write_rows
from muniment.usecases.packages import (
    Case,
    current_stage,
    input_hash,
    need_stage,
    open_case,
    record_stage,
    standing_path,
)
from muniment.vocabulary.errors import LawSaysNo
from muniment.vocabulary.outcomes import Role

ACTS: Final = {ASSESS: "package_assessed", LINK: "package_matched", DETERMINE: "package_determined"}
"""The kind of each stage's act."""
ROWS: Final = "row_outcomes"
"""The kind of the entries of rows."""


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


def _assess(house: House, case: Case, actor: Actor) -> Stage:
    return _once(house, case, ASSESS, assessment_key(house, case, house.today()), actor)


def _link(house: House, case: Case, actor: Actor) -> Stage:
    assessed = need_stage(case.package, ASSESS, "assessed")
    return _once(house, case, LINK, linkage_key(house, case, assessed), actor)


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
    return _once(house, case, DETERMINE, determination_key(house, case, assessed, matched), actor)


def _once(house: House, case: Case, name: str, key: Key, actor: Actor) -> Stage:
    """The stage made from this key: the one that is there, or else its artefact made and recorded with its act and, for
    outcomes, its rows' entries."""
    before = current_stage(case.package, name)
    if before is not None and before.input_hash == input_hash(key):
        return before
    summary: dict[str, Any] = {}
    artefact = artefacts.make(house.workspace, lambda out: summary.update(MAKERS[name](house, case, key, out)))
    with transaction():
        before = current_stage(case.package, name)
        stage = record_stage(house, case, name, key, artefact, summary, actor, at_kind=ACTS[name])
        if name == DETERMINE:
            write_rows(
                house,
                ROWS,
                stage.at,
                row_records(house, case.package.id, artefact, before.artefact if before else ""),
                artefact=artefact,
                package=case.package.id,
            )
    return stage


SHOWN: Final = ("row", "row_ref", "outcome", "rules", "outward_code", "stratum")
"""What the entry of a row commits to. It stays when the evidence is destroyed."""


def changed_rows(house: House, package: str, artefact: str, before: str) -> str:
    """SQL: the outcome line of each row that differs from the outcome set `before` ('': all), without order."""

    def lines(digest: str) -> str:
        return f"SELECT {', '.join(SHOWN)} FROM read_parquet('{standing_path(house, package, digest)}')"

    return lines(artefact) + (f" EXCEPT {lines(before)}" if before else "")


def row_records(house: House, package: str, artefact: str, before: str) -> Iterator[bytes]:
    """The canonical record of each row of `changed_rows`, in row order."""
    fixed = {"format": 1, "kind": "row_outcome", "outcomes": artefact, "package": package}
    with house.bulk() as con:
        cursor = con.execute(changed_rows(house, package, artefact, before) + " ORDER BY row")
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


def view(house: House, kind: str, package: str, actor: Actor | None, body: dict[str, Any] | None = None) -> int:
    """Somebody looked: that is an entry too (invariant 11). Returns its index."""
    with transaction():
        return write_act(house, kind, house.now(), body or {}, actor=actor, package=package)
