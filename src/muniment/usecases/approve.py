"""Approval: a third person signs the exact outcome set, after the guard has derived it again."""

from __future__ import annotations

from muniment.assessment.scope import reach
from muniment.determination import guard
from muniment.store import artefacts
from muniment.store.models import Approval, Stage
from muniment.store.rows import insert
from muniment.store.transaction import transaction
from muniment.usecases.acting import Attempt, Credentials, hand_of
from muniment.usecases.decoys import check_decoys
from muniment.usecases.house import House
from muniment.usecases.inputs import (
    ASSESS,
    DETERMINE,
    LINK,
    assessment_key,
    determination_input,
    determination_key,
    make_findings,
)
from muniment.usecases.journal import write_act
from muniment.usecases.orders import orders_in_force
from muniment.usecases.packages import Case, hands_of, need_stage, open_case
from muniment.vocabulary.chain import Approved, Assessed, Determined, Matched, Received
from muniment.vocabulary.errors import LawSaysNo
from muniment.vocabulary.outcomes import Role


def approve_package(house: House, package_id: str, credentials: Credentials) -> dict[str, object]:
    """Sign the exact outcome set. Refused while any item is open, undecided facial holds apart; refused to everybody
    who received, assessed, reviewed or sent the package, in whichever run or release that was."""
    with Attempt(house, "approval_refused", package_id) as attempt:
        actor = attempt.by(credentials, {Role.APPROVER})
        case = open_case(house, package_id, house.today())
        determined = borne_out(house, case)
        at = house.now()
        with transaction():
            check_unblocked(house, case)
            unchanged(case, determined)
            approved = Approved(determined, actor.hand, hands_of(case.package))
            again = Approval.objects.filter(package=case.package, outcomes=determined.outcomes).first()
            if again is not None:
                return {"package": case.package.id, "outcomes": again.outcomes, "already": True}
            body = {
                "outcomes": approved.determined.outcomes,
                "rows": determined.warrant.rows,
                "disclosed": determined.warrant.disclosed,
                "findings": determined.matched.assessed.findings,
                "matches": determined.matched.matches,
                "index": determined.matched.index,
                "pack": case.pack.id,
                "profile": case.profile.id,
            }
            entry = write_act(house, "package_approved", at, body, actor=actor, package=case.package.id)
            insert(
                Approval(package=case.package, outcomes=determined.outcomes, officer_id=actor.id, at=at, entry=entry)
            )
    return {
        "package": case.package.id,
        "outcomes": determined.outcomes,
        "rows": determined.warrant.rows,
        "disclosed": determined.warrant.disclosed,
        "confirmed_to_process": determined.warrant.pending_confirmations,
        "entry": entry,
    }


def borne_out(house: House, case: Case) -> Determined:
    """The chain of this package as it stands, with the guard run again and the facial law judged again as of today.

    Raises LawSaysNo when today's law, agreement, orders or decisions give other findings than those determined on, and
    when a decoy was matched beside the package.
    """
    assessed = need_stage(case.package, ASSESS, "assessed")
    matched = need_stage(case.package, LINK, "linked")
    stage = need_stage(case.package, DETERMINE, "determined")
    check_decoys(matched)
    _still_so(house, case, assessed, matched, stage)
    key = determination_key(house, case, assessed, matched)
    if stage.inputs != key:
        raise _changed()
    warrant = guard(
        determination_input(house, case, key),
        case.pack,
        case.profile,
        artefacts.checked_path(house.workspace, stage.artefact),
        stage.artefact,
        spill=house.spill(),
        threads=house.threads,
        memory_limit=house.memory_limit,
    )
    package = case.package
    received = Received(
        package.id, package.letter, package.persons, package.facts, package.rows, hand_of(package.intake_officer)
    )
    done = Matched(
        Assessed(received, assessed.artefact, hand_of(assessed.officer)),
        matched.artefact,
        matched.inputs["index"],
        hand_of(matched.officer),
    )
    return Determined(done, stage.artefact, hand_of(stage.officer), warrant)


def check_unblocked(house: House, case: Case) -> None:
    """Raises LawSaysNo when an order in force covers this package as a whole."""
    today = house.today()
    for _, order in orders_in_force(house, today):
        if reach([order], case.agreement, case.letter, today).package:
            raise LawSaysNo(
                "MUN-ORDER-010",
                f"The order {order.id} ({order.forum}, {order.docket}) is in force.",
                hint="Nothing goes on until counsel and a second officer lift it.",
            )


def unchanged(case: Case, determined: Determined) -> None:
    """Raises LawSaysNo when another process determined the package since the guard ran. Called in the transaction."""
    if need_stage(case.package, DETERMINE, "determined").artefact != determined.outcomes:
        raise LawSaysNo("MUN-APPROVE-005", "The outcomes changed meanwhile.", hint="Look at them, then approve again.")


def _still_so(house: House, case: Case, assessed: Stage, matched: Stage, stage: Stage) -> None:
    """Findings of today equal those determined on; the stages belong together."""
    if matched.inputs["findings"] != assessed.artefact or stage.inputs["matches"] != matched.artefact:
        raise _changed()
    check_unblocked(house, case)
    today = assessment_key(house, case, house.today())
    if today == assessed.inputs:
        return
    digest = artefacts.make(house.workspace, lambda out: make_findings(house, case, today, out))
    if not same_findings(house, digest, assessed.artefact, today["judgments"]):
        raise _changed()


def _changed() -> LawSaysNo:
    return LawSaysNo(
        "MUN-APPROVE-004",
        "Law, agreement, orders or decisions give other findings today.",
        hint="Run `muniment process ID` again, and review what changed.",
    )


def same_findings(house: House, today: str, before: str, judgments: str) -> bool:
    """Whether two findings artefacts say the same of every row: outcome, every element's status, rules, what is
    missing, flags. Rows whose hold was decided meanwhile (in the artefact `judgments`) may differ as the decision
    makes them: a refusal is already in the outcomes, and a confirmation is counted by the guard as pending.
    """
    if today == before:
        return True
    a, b = (f"read_parquet('{artefacts.checked_path(house.workspace, digest)}')" for digest in (today, before))
    decided = "(SELECT NULL::INTEGER AS row, NULL AS refused WHERE FALSE)"
    if judgments:
        made = f"read_parquet('{artefacts.checked_path(house.workspace, judgments)}')"
        decided = f"(SELECT row, bool_or(decision = 'refuse') AS refused FROM {made} WHERE rule <> '' GROUP BY row)"
    with house.bulk() as con:
        differing = con.execute(
            f"""WITH differing AS (SELECT row FROM (
                    (FROM {a} EXCEPT ALL FROM {b}) UNION ALL (FROM {b} EXCEPT ALL FROM {a})) GROUP BY row)
                SELECT count(*) FROM differing LEFT JOIN {a} a USING (row) LEFT JOIN {b} b USING (row)
                LEFT JOIN {decided} d USING (row)
                WHERE NOT coalesce(b.outcome = 'hold' AND d.row IS NOT NULL
                    AND a.outcome IN ('hold', CASE WHEN d.refused THEN 'return' ELSE 'eligible' END)
                    AND list_has_all(list_concat(b.failed, b.held), a.failed), FALSE)"""
        ).fetchone()
    return differing == (0,)
