"""`linkage conflicts`: identity conflicts for the office that may act on them. Nothing of it reaches a requester."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path
from typing import Final

from muniment.formats.duck import path_text
from muniment.linkage import find_conflicts
from muniment.store.models import Package
from muniment.usecases.acting import Attempt, Credentials
from muniment.usecases.files import write_whole
from muniment.usecases.fits import newest_index, no_index
from muniment.usecases.house import House
from muniment.usecases.indexes import opened
from muniment.usecases.inputs import LINK
from muniment.usecases.packages import current_stage, standing_path
from muniment.usecases.stages import view
from muniment.vocabulary.outcomes import Role

COLUMNS: Final = ("conflict", "kind", "person_id", "period", "records", "package", "row")
GIVEN: Final = {
    # The number is on file for somebody else than the person found, or not among that person's own.
    "number_of_another": "tin_of_other",
    "number_not_on_file": "tin_conflict AND NOT tin_of_other",
}
"""Conflicts seen while linking, by kind: the condition over a row's line."""


def list_conflicts(house: House, out: Path, credentials: Credentials) -> dict[str, object]:
    """Write what contradicts itself on file, and where a linked row's number is not the person's, as CSV."""
    with Attempt(house, "conflicts_refused") as attempt:
        actor = attempt.by(credentials, {Role.PRIVACY, Role.CRIMINAL_INVESTIGATION, Role.ASSESSOR})
        index = newest_index()
        if index is None:
            raise no_index()
        records = opened(house, index)
        lines: list[tuple[object, ...]] = [
            (*line, "", "")
            for line in find_conflicts(
                records.folder,
                key=records.key,
                spill=house.spill(),
                threads=house.threads,
                memory_limit=house.memory_limit,
            )
        ]
        for package in Package.objects.order_by("number"):
            lines += _while_linking(house, package)
        text = io.StringIO(newline="")
        writer = csv.writer(text)
        writer.writerow(COLUMNS)
        writer.writerows(lines)
        kinds = dict(sorted(Counter(str(line[1]) for line in lines).items()))
        view(house, "conflicts_listed", "", actor, {"index": index.digest, "lines": len(lines)})
        write_whole(out, text.getvalue().encode())
    return {"lines": len(lines), "kinds": kinds, "file": str(out)}


def _while_linking(house: House, package: Package) -> list[tuple[object, ...]]:
    stage = current_stage(package, LINK)
    if stage is None:
        return []
    matches = path_text(standing_path(house, package.id, stage.artefact))
    found: list[tuple[object, ...]] = []
    with house.bulk() as con:
        for kind, condition in GIVEN.items():
            rows = con.execute(
                f"SELECT row, person_id FROM read_parquet({matches}) WHERE {condition} ORDER BY row"
            ).fetchall()
            found += [(f"{package.id}-{row}", kind, person, None, "", package.id, row) for row, person in rows]
    return found
