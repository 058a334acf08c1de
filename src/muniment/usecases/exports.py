"""What people take out for their work: outcomes and matches. Every export is an entry."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from muniment.linkage import REASONS, explain
from muniment.store import artefacts
from muniment.usecases.acting import Attempt, Credentials
from muniment.usecases.files import write_whole
from muniment.usecases.fits import match_options
from muniment.usecases.house import House
from muniment.usecases.indexes import opened
from muniment.usecases.inputs import DETERMINE, LINK
from muniment.usecases.packages import find_package, need_stage, open_case
from muniment.usecases.stages import view
from muniment.vocabulary.columns import MATCH_COLUMNS, OUTCOME_COLUMNS
from muniment.vocabulary.errors import UsageError
from muniment.vocabulary.outcomes import Role


def export_outcomes(house: House, package_id: str, out: Path) -> dict[str, object]:
    """Write the outcomes of a package as CSV or Parquet, by the file's ending."""
    package = find_package(package_id)
    with Attempt(house, "outcomes_export_refused", package_id):
        stage = need_stage(package, DETERMINE, "determined")
        body = {"outcomes": stage.artefact}
        seen = partial(view, house, "outcomes_exported", package.id, None, body)
        rows = _export(house, stage.artefact, OUTCOME_COLUMNS, out, seen)
    return {"package": package.id, "rows": rows, "file": str(out), "outcomes": stage.artefact}


def export_matches(house: House, package_id: str, out: Path, credentials: Credentials) -> dict[str, object]:
    """Write the matches of a package: internal, one line for each row that reached linkage."""
    with Attempt(house, "matches_export_refused", package_id) as attempt:
        actor = attempt.by(credentials, {Role.ASSESSOR})
        package = find_package(package_id)
        stage = need_stage(package, LINK, "linked")
        seen = partial(view, house, "matches_exported", package.id, actor, {"matches": stage.artefact})
        rows = _export(house, stage.artefact, MATCH_COLUMNS, out, seen)
    return {"package": package.id, "rows": rows, "file": str(out)}


def explain_match(house: House, package_id: str, row: int, credentials: Credentials) -> dict[str, object]:
    """Why one row got its match: the evidence by field, in bits and in words, and what spoke against it. Looking is an
    entry. Raises UsageError for a row that is not in the package or did not reach linkage.
    """
    with Attempt(house, "explanation_refused", package_id) as attempt:
        actor = attempt.by(credentials, {Role.ASSESSOR})
        case = open_case(house, package_id, house.today())
        matched = need_stage(case.package, LINK, "linked")
        index = opened(house, matched.inputs["index"])
        told = explain(
            index.folder,
            case.facts(house),
            artefacts.checked_path(house.workspace, matched.inputs["findings"]),
            row,
            options=match_options(house, case, matched.inputs.get("model", "")),
            key=index.key,
            spill=artefacts.scratch_path(house.workspace),
            threads=house.threads,
            memory_limit=house.memory_limit,
        )
        line = _line(house, artefacts.checked_path(house.workspace, matched.artefact), row)
        view(house, "match_explained", case.package.id, actor, {"matches": matched.artefact, "row": row})
        return {
            "package": case.package.id,
            **line,
            "candidates": told.candidates,
            "evidence": [
                {"field": bar.name, "finding": bar.label, "level": bar.level, "bits": bar.bits, "words": bar.words}
                for bar in told.contributions
            ],
            "total_bits": told.total,
            "refusals": [
                {"reason": reason, "words": REASONS[reason]} for reason in str(line["refusals"]).split(";") if reason
            ],
        }


def _line(house: House, matches: Path, row: int) -> dict[str, object]:
    columns = ("row", "row_ref", "person_id", "decision", "probability", "runner_up", "score", "refusals")
    with house.bulk() as con:
        found = con.execute(
            f"SELECT {', '.join(columns)} FROM read_parquet('{matches}') WHERE row = ?", [row]
        ).fetchone()
    if found is None:
        raise UsageError("MUN-LINKAGE-040", "This row did not reach linkage.", hint="See its outcome and its rules.")
    return dict(zip(columns, found, strict=True))


def _export(house: House, digest: str, columns: tuple[str, ...], out: Path, seen: Callable[[], object]) -> int:
    """Copy columns of an artefact to a file in row order, once `seen` has written the entry of it. Doubles are written
    with 17 digits, so nothing is rounded."""
    source = artefacts.checked_path(house.workspace, digest)
    kind = out.suffix.lower()
    if kind not in (".csv", ".parquet"):
        raise UsageError("MUN-FILE-003", "The file's ending must be .csv or .parquet.")
    scratch = artefacts.scratch_path(house.workspace, kind)
    try:
        with house.bulk() as con:
            described = {
                name: type_ for name, type_, *_ in con.execute(f"DESCRIBE FROM read_parquet('{source}')").fetchall()
            }
            shown = ", ".join(
                f"printf('%.17g', {c}) AS {c}" if kind == ".csv" and described[c] == "DOUBLE" else c for c in columns
            )
            how = "FORMAT parquet" if kind == ".parquet" else "FORMAT csv, HEADER"
            con.execute(f"COPY (SELECT {shown} FROM read_parquet('{source}') ORDER BY row) TO '{scratch}' ({how})")
            rows = con.execute(f"SELECT count(*) FROM read_parquet('{source}')").fetchone()
        seen()
        write_whole(out, scratch.read_bytes())
    finally:
        scratch.unlink(missing_ok=True)
    return int(rows[0]) if rows else 0
