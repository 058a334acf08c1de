"""Decoys: persons the custodian knows to be in no record, linked beside every package.

Rows do not look at one another, so a decoy is linked just as if it stood in the package, and changes no line of it. Whoever
of them is matched shows that linkage finds people who are not there: until that is understood nothing it found is released.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from muniment.formats import duck
from muniment.intake.persons import read_persons
from muniment.linkage import MatchOptions, link
from muniment.store import artefacts
from muniment.store.models import DecoySet, Stage
from muniment.store.rows import insert
from muniment.store.transaction import transaction
from muniment.usecases.acting import Attempt, Credentials
from muniment.usecases.facts import keep_facts
from muniment.usecases.files import must_be_file
from muniment.usecases.house import House
from muniment.usecases.indexes import OpenIndex
from muniment.usecases.journal import write_act
from muniment.vocabulary.errors import LawSaysNo
from muniment.vocabulary.outcomes import Role


def plant_decoys(house: House, file: Path, credentials: Credentials) -> dict[str, object]:
    """Take a persons file of decoys in; packages linked from then on are tested with it, and with no earlier one. Raises
    InputRefused with every defect of the file.
    """
    with Attempt(house, "decoys_refused") as attempt:
        attempt.came(decoys=must_be_file(file))
        actor = attempt.by(credentials, {Role.PRIVACY, Role.AUDITOR})
        persons = artefacts.scratch_path(house.workspace, ".parquet")
        try:
            rows = read_persons(file, persons, progress=house.progress).rows
            facts = keep_facts(house, persons)
        finally:
            persons.unlink(missing_ok=True)
        at = house.now()
        with transaction():
            entry = write_act(house, "decoys_planted", at, {"decoys": facts, "rows": rows}, actor=actor)
            insert(DecoySet(facts=facts, rows=rows, officer_id=actor.id, at=at, entry=entry))
    return {"decoys": facts, "rows": rows, "entry": entry}


def newest_decoys() -> str:
    """The facts of the decoys in use, by hash; '' when none were planted."""
    planted = DecoySet.objects.order_by("-pk").first()
    return planted.facts if planted else ""


def link_decoys(house: House, decoys: str, index: OpenIndex, options: MatchOptions) -> dict[str, int]:
    """How the decoys fared: `rows`, and of them `matched` and for `review`."""
    work = artefacts.scratch_path(house.workspace)
    work.mkdir(mode=0o700)
    try:
        facts, findings = artefacts.checked_path(house.workspace, decoys), work / "findings.parquet"
        with house.bulk() as con:
            duck.write(
                con,
                f"SELECT row, 'eligible' AS outcome FROM read_parquet({duck.path_text(facts)}) ORDER BY row",
                findings,
            )
        found = link(
            index.folder,
            facts,
            findings,
            work / "matches.parquet",
            options=options,
            key=index.key,
            threads=house.threads,
            memory_limit=house.memory_limit,
        )
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return {"rows": found.rows, "matched": found.matched, "review": found.review}


def check_decoys(matched: Stage) -> None:
    """Raises LawSaysNo when a decoy was matched beside this package."""
    fared = matched.summary.get("decoys") or {}
    if fared.get("matched"):
        raise LawSaysNo(
            "MUN-DECOY-001",
            f"{fared['matched']} of {fared['rows']} decoys were matched: linkage finds people who are in no record.",
            hint="Find out why, correct records, model or decoys, then run `muniment process ID`.",
        )
