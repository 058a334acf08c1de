"""The artefacts that hold evidence of a package's persons, and what stays of them once they are destroyed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from muniment.formats.duck import path_text
from muniment.formats.duck import write as duck_write
from muniment.store import artefacts
from muniment.store.models import Destruction, LinkageFit, LogRun, Package, Release, Stage
from muniment.usecases.house import House
from muniment.usecases.inputs import DETERMINE
from muniment.usecases.stages import SHOWN

DECISIONS: Final = "review_decided"


def evidence_of(package: Package) -> set[str]:
    """Every artefact with evidence of persons of the package. Not among them: the letter, the agreement, the law; what
    was told (sealed answers, returns: a row's reference and its code); the record indexes, which are the custodian's."""
    found = {package.persons_file, package.persons, package.facts}
    for artefact, inputs in Stage.objects.filter(package=package).values_list("artefact", "inputs"):
        found |= {artefact, inputs.get("judgments", "")}
    found |= set(LinkageFit.objects.filter(package=package).values_list("labels", flat=True))
    for record in LogRun.objects.filter(package=package.id, kind=DECISIONS).values_list("record", flat=True):
        found.add(json.loads(bytes(record or b""))["file"])
    return found - {""}


@artefacts.reading()
def kept_of(house: House, package: Package, digest: str) -> str:
    """Make the artefact of what stays of one: the rows disclosed, whole; of outcomes also, of every row, what its entry
    commits to. '' where nothing stays (the raw file, whose rows are in `persons` too; officers' decision files; labels)."""
    outcomes = Stage.objects.filter(package=package, name=DETERMINE, artefact=digest).exists()
    source = artefacts.checked_path(house.workspace, digest)
    names = _columns(house, source)
    if "row" not in names:
        return ""
    answered = Release.objects.filter(package=package).values_list("answered", flat=True)
    files = [path_text(artefacts.checked_path(house.workspace, name)) for name in answered]
    told = " UNION ALL ".join(f"SELECT row FROM read_parquet({file}) WHERE code = 'DISCLOSED'" for file in files)
    gone = f"row NOT IN ({told})" if told else "TRUE"

    def write(out: Path) -> None:
        with house.bulk() as con:
            shown = [n if n in SHOWN else f"CASE WHEN {gone} THEN NULL ELSE {n} END AS {n}" for n in names]
            what, which = (", ".join(shown), "TRUE") if outcomes else ("*", f"NOT ({gone})")
            duck_write(con, f"SELECT {what} FROM read_parquet({path_text(source)}) WHERE {which} ORDER BY row", out)

    return artefacts.make(house.workspace, write)


def _columns(house: House, source: Path) -> list[str]:
    """The columns of a Parquet file; none of any other file."""
    with source.open("rb") as file:
        if file.read(4) != b"PAR1":
            return []
    with house.bulk() as con:
        return [name for name, *_ in con.execute(f"DESCRIBE FROM read_parquet({path_text(source)})").fetchall()]


def still_kept() -> set[str]:
    """Every artefact that is evidence of some package and not destroyed for that one."""
    found: set[str] = set()
    for package in Package.objects.all():
        gone = Destruction.objects.filter(package=package).values_list("digest", flat=True)
        found |= evidence_of(package) - set(gone)
    return found
