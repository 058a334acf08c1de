"""Review: what is open, and what officers decide on it."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path

from muniment.determination.items import Item, items
from muniment.store import artefacts
from muniment.store.models import Approval, Judgment
from muniment.store.transaction import transaction
from muniment.usecases.acting import Attempt, Credentials, roles_of
from muniment.usecases.files import must_be_file, read_file, write_whole
from muniment.usecases.house import House
from muniment.usecases.inputs import ASSESS, DETERMINE, LINK
from muniment.usecases.journal import Actor, write_act
from muniment.usecases.packages import Case, hands_of, need_stage, open_case
from muniment.usecases.stages import view, write_determination
from muniment.usecases.tripwires import counts, shown, tripwires_of
from muniment.vocabulary.columns import DECISION_COLUMNS, REVIEW_COLUMNS
from muniment.vocabulary.errors import Defect, InputRefused, LawSaysNo
from muniment.vocabulary.outcomes import Role

REVIEWING = frozenset({Role.REVIEWER, Role.COUNSEL, Role.PRIVACY})
DECISIONS = ("confirm", "refuse")


def list_open(house: House, package_id: str, credentials: Credentials) -> dict[str, object]:
    """What is still open, counted by kind and stratum's item, and the tripwires that concern a row; a view is an entry."""
    with Attempt(house, "review_view_refused", package_id) as attempt:
        actor = attempt.by(credentials, REVIEWING)
        case = open_case(house, package_id, house.today())
        found = _open_items(house, case)
        kinds = Counter(item.kind for item in found)
        wires = tripwires_of(house, case)
        view(house, "review_viewed", case.package.id, actor, {"open": len(found), "tripwires": counts(wires)})
    return {
        "package": case.package.id,
        "open": len(found),
        "kinds": dict(sorted(kinds.items())),
        "decided_by": dict(sorted(Counter(item.decided_by for item in found).items())),
        "items": [_shown(item) for item in found[:200]],
        "tripwires": [shown(wire) for wire in wires if wire.rows],
    }


def export_open(house: House, package_id: str, out: Path, credentials: Credentials) -> dict[str, object]:
    """Write all open items as CSV."""
    with Attempt(house, "review_export_refused", package_id) as attempt:
        actor = attempt.by(credentials, REVIEWING)
        case = open_case(house, package_id, house.today())
        found = _open_items(house, case)
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, REVIEW_COLUMNS)
        writer.writeheader()
        writer.writerows(_shown(item) for item in found)
        view(house, "review_exported", case.package.id, actor, {"open": len(found)})
        write_whole(out, text.getvalue().encode())
    return {"package": case.package.id, "open": len(found), "file": str(out)}


def decide(house: House, package_id: str, file: Path, credentials: Credentials) -> dict[str, object]:
    """Record decisions and derive the outcomes anew. A file with any defect changes nothing.

    Lines on items that another role decides are left open and counted as `left_for_role`.
    """
    with Attempt(house, "review_decision_refused", package_id) as attempt:
        actor = attempt.by(credentials, REVIEWING)
        attempt.came(file=must_be_file(file))
        case = open_case(house, package_id, house.today())
        return _decide(house, case, actor, file)


def _decide(house: House, case: Case, actor: Actor, file: Path) -> dict[str, object]:
    stage = need_stage(case.package, DETERMINE, "determined")
    assessed = need_stage(case.package, ASSESS, "assessed")
    matched = need_stage(case.package, LINK, "linked")
    _not_after_approval(case, stage.artefact)
    raw = read_file(file)
    known = {(item.row, item.item): item for item in _all_items(house, case, stage.artefact)}
    lines = read_decisions(raw, file.name, known)
    roles = roles_of(actor)
    owners = [known[row, item].decided_by for row, item, _, _ in lines]
    mine = [line for line, owner in zip(lines, owners, strict=True) if owner in roles]
    left = Counter(owner for owner in owners if owner not in roles)
    document = artefacts.keep_bytes(house.workspace, raw)
    at = house.now()
    with transaction():
        hands_of(case.package).check_prepares(actor.hand)
        if mine:
            body = {
                "decisions": len(mine),
                "confirmed": sum(d == "confirm" for _, _, d, _ in mine),
                "refused": sum(d == "refuse" for _, _, d, _ in mine),
                "file": document,
                "on": stage.artefact,
                "left_for_role": dict(sorted(left.items())),
            }
            entry = write_act(house, "review_decided", at, body, actor=actor, package=case.package.id)
            Judgment.objects.bulk_create(
                (
                    Judgment(
                        package=case.package,
                        row=row,
                        item=item,
                        decision=decision,
                        reason="",
                        basis=known[row, item].basis,
                        officer_id=actor.id,
                        at=at,
                        entry=entry,
                    )
                    for row, item, decision, _ in mine
                ),
                batch_size=2000,
            )
    if mine:
        stage = write_determination(house, case, assessed, matched, actor)
    return {
        "package": case.package.id,
        "decided": len(mine),
        "left_for_role": dict(sorted(left.items())),
        **stage.summary,
    }


def read_decisions(raw: bytes, file: str, known: dict[tuple[int, str], Item]) -> list[tuple[int, str, str, str]]:
    """The lines of a decision file as (row, item, decision, reason). Raises InputRefused listing every defect."""
    defects: list[Defect] = []
    try:
        reader = csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True)
        header = list(reader.fieldnames or ())
        missing = [c for c in DECISION_COLUMNS if c not in header]
        if missing:
            defects = [
                Defect(file, 0, c, "MUN-REVIEW-001", "A column is missing.", f"Columns: {', '.join(DECISION_COLUMNS)}.")
                for c in missing
            ]
            raise InputRefused("MUN-REVIEW-001", "The decision file lacks columns.", defects=defects)
        rows = list(reader)
    except (UnicodeDecodeError, csv.Error):
        raise InputRefused(
            "MUN-REVIEW-002",
            "The decision file is not CSV in UTF-8.",
            defects=[Defect(file, None, "", "MUN-REVIEW-002", "Not CSV in UTF-8.")],
        ) from None
    lines: list[tuple[int, str, str, str]] = []
    seen: set[tuple[int, str]] = set()
    for number, line in enumerate(rows, 1):
        text_row, item = (line.get("row") or "").strip(), (line.get("item") or "").strip()
        decision, reason = (line.get("decision") or "").strip(), (line.get("reason") or "").strip()
        row = int(text_row) if text_row.isascii() and text_row.isdecimal() else -1
        if None in line or None in line.values():
            defects.append(
                Defect(file, number, "", "MUN-REVIEW-003", "The line has more or fewer cells than the header.")
            )
        if (row, item) not in known:
            defects.append(
                Defect(
                    file,
                    number,
                    "item",
                    "MUN-REVIEW-004",
                    "No such item is on this row.",
                    "Take row and item from `muniment review ID --export`.",
                )
            )
        if (row, item) in seen:
            defects.append(Defect(file, number, "item", "MUN-REVIEW-005", "The item is decided twice in this file."))
        seen.add((row, item))
        if decision not in DECISIONS:
            defects.append(
                Defect(file, number, "decision", "MUN-REVIEW-006", "The decision is neither confirm nor refuse.")
            )
        if not reason:
            defects.append(Defect(file, number, "reason", "MUN-REVIEW-007", "A decision needs a reason."))
        lines.append((row, item, decision, reason))
    if defects:
        raise InputRefused(
            "MUN-REVIEW-008",
            f"The decision file has {len(defects)} defects; nothing was recorded.",
            hint="Correct them and decide again.",
            defects=defects,
        )
    return lines


def _not_after_approval(case: Case, outcomes: str) -> None:
    approved = Approval.objects.filter(package=case.package, outcomes=outcomes, release=None).exists()
    if approved:
        raise LawSaysNo(
            "MUN-REVIEW-009",
            "This outcome set is approved and waits for its release.",
            hint="Release it, or have it processed again first.",
        )


def _all_items(house: House, case: Case, outcomes: str) -> list[Item]:
    return _items(house, case, outcomes, only_open=False)


def _open_items(house: House, case: Case) -> list[Item]:
    stage = need_stage(case.package, DETERMINE, "determined")
    return _items(house, case, stage.artefact, only_open=True)


def _items(house: House, case: Case, outcomes: str, *, only_open: bool) -> list[Item]:
    findings = need_stage(case.package, DETERMINE, "determined").inputs["findings"]
    made, found = (artefacts.checked_path(house.workspace, digest) for digest in (outcomes, findings))
    return list(items(made, found, case.pack, case.profile, spill=house.spill(), only_open=only_open))


def _shown(item: Item) -> dict[str, object]:
    return {
        "row": item.row,
        "row_ref": item.row_ref,
        "item": item.item,
        "kind": item.kind,
        "proposed": item.proposed,
        "reason": item.reason,
        "decided_by": item.decided_by,
    }
