"""One row of a package and everything its outcome rests on, from what is stored."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from muniment.law import STATUS_CODES
from muniment.store import artefacts, log
from muniment.store.models import Approval, Envelope, Judgment, Package, Release, Stage
from muniment.usecases.house import House
from muniment.usecases.inputs import ASSESS, DETERMINE, LINK
from muniment.usecases.packages import current_stage, open_case
from muniment.usecases.stages import ROWS, changed_rows
from muniment.vocabulary.errors import UsageError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MATCH_SHOWN = ("decision", "probability", "name_level", "dob_level", "address_level", "tin_level", "refusals")
"""Of a match, what shows no record and nobody's name."""


def row_as_it_stands(house: House, package: Package, row: int) -> dict[str, object]:
    """Findings with basis and citation, match, decisions, outcomes (with the index of the row's own entry where the
    outcome was new), approvals and answers. Holds nothing of a person but the requester's reference. Raises UsageError for a row that is not there."""
    if row > package.rows:
        raise UsageError("MUN-REPLAY-020", f"The package has {package.rows} rows.", hint="Rows count from 1.")
    with house.bulk() as con:
        return {
            "row": row,
            "findings": _findings(con, house, package, row),
            "match": _match(con, house, package, row),
            "decisions": _decisions(package, row),
            "outcomes": _outcomes(con, house, package, row),
            "approvals": list(Approval.objects.filter(package=package).order_by("pk").values_list("entry", flat=True)),
            "answers": _answers(con, house, package, row),
        }


def _findings(con: DuckDBPyConnection, house: House, package: Package, row: int) -> list[dict[str, object]]:
    stage = current_stage(package, ASSESS)
    if stage is None:
        return []
    case = open_case(house, package.id, stage.at.date(), known=stage.at)
    line = _line(con, house, stage.artefact, row)
    return [
        {
            "element": element.id,
            "rule": element.rule,
            "title": element.title,
            "status": str(STATUS_CODES[line[f"s_{element.slug}"]]),
            "basis": str(element.basis),
            "citation": case.pack.citation(element),
        }
        for element in case.pack.elements
        if line.get(f"s_{element.slug}") is not None
    ]


def _match(con: DuckDBPyConnection, house: House, package: Package, row: int) -> dict[str, object] | None:
    stage = current_stage(package, LINK)
    line = _line(con, house, stage.artefact, row) if stage is not None else {}
    return {name: line[name] for name in MATCH_SHOWN} if line else None


def _decisions(package: Package, row: int) -> list[dict[str, object]]:
    found = Judgment.objects.select_related("officer").filter(package=package, row=row).order_by("pk")
    return [
        {"item": j.item, "decision": j.decision, "officer": j.officer.name, "at": j.at.isoformat(), "entry": j.entry}
        for j in found
    ]


def _outcomes(con: DuckDBPyConnection, house: House, package: Package, row: int) -> list[dict[str, object]]:
    stages = [None, *Stage.objects.filter(package=package, name=DETERMINE).order_by("pk")]
    shown = ("outcome", "rules", "missing", "outward_code", "stratum")
    found: list[dict[str, object]] = []
    for before, stage in pairwise(stages):
        assert stage is not None
        changed = changed_rows(house, package.id, stage.artefact, before.artefact if before is not None else "")
        place = con.execute(f"SELECT count(*) FILTER (row < {row}), bool_or(row = {row}) FROM ({changed})").fetchall()[
            0
        ]
        run = log.select(package.id).filter(kind=ROWS, artefact=stage.artefact, first__gt=stage.entry).order_by("first")
        first = run.values_list("first", flat=True).first()
        line = _line(con, house, stage.artefact, row)
        found.append(
            {
                "determined": stage.entry,
                "at": stage.at.isoformat(),
                **{name: line[name] for name in shown},
                "entry": first + place[0] if first is not None and place[1] else None,
            }
        )
    return found


def _answers(con: DuckDBPyConnection, house: House, package: Package, row: int) -> list[dict[str, object]]:
    officer = _line(con, house, package.facts, row)["officer_id"]
    found: list[dict[str, object]] = []
    for release in Release.objects.filter(package=package).order_by("number"):
        line = _line(con, house, release.answered, row)
        if not line:
            continue
        recipients = open_case(house, package.id, release.at.date(), known=release.at).agreement.recipients
        recipient = next((r.id for r in recipients if r.officer == officer), "")
        sealed = Envelope.objects.filter(release=release, recipient=recipient).first()
        found.append(
            {
                "release": release.number,
                "code": line["code"],
                "recipient": recipient,
                "entry": sealed.entry if sealed is not None else release.entry,
            }
        )
    return found


def _line(con: DuckDBPyConnection, house: House, artefact: str, row: int) -> dict[str, Any]:
    """The row's line of an artefact by column; empty when it has none."""
    cursor = con.execute(
        f"SELECT * FROM read_parquet('{artefacts.checked_path(house.workspace, artefact)}') WHERE row = {row}"
    )
    names = [column[0] for column in cursor.description or ()]
    line = cursor.fetchone()
    return dict(zip(names, line, strict=True)) if line is not None else {}
