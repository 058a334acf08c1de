"""`records build`: a new version of the record index from the custodian's silos; `records report`: how good they are."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from muniment.formats.canonical import canonical_json, read_canonical
from muniment.intake.records import ColumnMap, normalise_records, read_map
from muniment.intake.silotable import TableSilo, is_description, read_description
from muniment.intake.survey import read_survey, survey_silos
from muniment.intake.survey_page import render_survey
from muniment.linkage import build_index, read_manifest
from muniment.store import artefacts, log
from muniment.store.models import RecordIndex
from muniment.store.rows import insert
from muniment.store.transaction import transaction
from muniment.usecases import agreements
from muniment.usecases.acting import Attempt, Credentials
from muniment.usecases.connections import Address, address_of, fetch_silos
from muniment.usecases.files import must_be_file, read_file, write_whole
from muniment.usecases.fits import newest_index, no_index
from muniment.usecases.house import House
from muniment.usecases.indexes import keep, new_data_key
from muniment.usecases.journal import write_act
from muniment.usecases.silos import Shelf
from muniment.usecases.stages import view
from muniment.vocabulary.errors import InputRefused, UsageError
from muniment.vocabulary.outcomes import Role


def build_records(house: House, files: Sequence[Path], map_file: Path | None = None) -> dict[str, object]:
    """Read the silos, build the index, make it the current version; a silo that has not changed since the last build is not read
    and normalised again. Older versions stay: replay needs them. It carries
    the items that some agreement registered today gives beside the address, and no other."""
    for file in files:
        must_be_file(file)
    map_raw = read_file(map_file) if map_file else b""
    with Attempt(house, "records_refused") as attempt:
        plain = [file for file in files if not is_description(file)]
        attempt.came(sources=plain, **({"map": map_file} if map_file else {}))
        tables, refused = _tables([file for file in files if is_description(file)])
        if tables:
            attempt.came(tables=list(tables))
        mapping = read_map(map_raw, map_file.name, [file.stem for file in plain]) if map_file else None
        work = artefacts.scratch_path(house.workspace)
        work.mkdir(mode=0o700)
        today = house.today()
        try:
            fetched, unread = fetch_silos(
                list(tables.values()), work / "fetched", memory_limit=house.memory_limit, progress=house.progress
            )
            names = mapping or ColumnMap()
            columns = {path: {} if path in fetched else names.of(path.stem) for path in (*plain, *fetched)}
            shelf = Shelf(house, today, columns)
            kept = shelf.take(work)
            silos = normalise_records(
                [*plain, *fetched],
                mapping,
                work,
                as_of=today,
                threads=house.threads,
                memory_limit=house.memory_limit,
                processes=house.threads,
                progress=house.progress,
                fetched=fetched,
                refused=[*refused, *unread],
                kept=kept,
            )
            folder = work / "index"
            items = agreements.agreed_items(house)
            paths = [silo.path for silo in silos]
            key, wrapped = new_data_key(house)
            manifest = build_index(paths, folder, built_on=today, items=items, key=key, progress=house.progress)
            counted = survey_silos(silos, house.spill(), threads=house.threads, memory_limit=house.memory_limit)
            survey = artefacts.keep_bytes(house.workspace, canonical_json(counted.as_json()))
            keep(house, folder, manifest.version, wrapped)
            shelf.put(zip(columns, silos, strict=True))
        finally:
            shutil.rmtree(work, ignore_errors=True)
        quality = {silo.name: {"rows": silo.rows, **dict(silo.quality.counts)} for silo in silos}
        at = house.now()
        with transaction():
            body = {
                "index": manifest.version,
                "records": manifest.counts["records"],
                "persons": manifest.counts["persons"],
                "sources": [silo.sha256 for silo in silos],
                "built_on": today.isoformat(),
                "survey": survey,
                **({"tables": [artefacts.sha256_file(file) for file in tables]} if tables else {}),
            }
            entry = write_act(house, "records_built", at, body)
            insert(
                RecordIndex(
                    digest=manifest.version,
                    built_on=today,
                    built_at=at,
                    records=manifest.counts["records"],
                    persons=manifest.counts["persons"],
                    quality=quality,
                    entry=entry,
                )
            )
    return {
        "index": manifest.version,
        "records": manifest.counts["records"],
        "persons": manifest.counts["persons"],
        "silos": len(silos),
        "unchanged": sorted(silo.name for silo in kept.values()),
        "absent_columns": {silo.name: list(silo.absent) for silo in silos},
        "quality": quality,
        "entry": entry,
    }


def write_survey(house: House, out: Path, credentials: Credentials) -> dict[str, object]:
    """Write the page on the silos of the newest index: how good the records are, in counts. Showing it is an entry."""
    with Attempt(house, "records_report_refused") as attempt:
        actor = attempt.by(credentials, {Role.ASSESSOR, Role.PRIVACY, Role.AUDITOR})
        index = newest_index()
        if index is None:
            raise no_index()
        act = log.act(index.entry)
        body = read_canonical(bytes(act.record)) if act is not None and act.record is not None else {}
        if "survey" not in body:
            raise UsageError(
                "MUN-RECORDS-001", "The index was built by a release that counted nothing.", hint="Build it again."
            )
        survey = read_survey(read_canonical(artefacts.read(house.workspace, body["survey"])))
        manifest = read_manifest(house.workspace.indexes / index.digest)
        about = {name: body[name] for name in ("index", "built_on", "records", "persons")}
        page = render_survey(survey, about, manifest.quality)
        view(house, "records_report_written", "", actor, {"index": index.digest, "survey": body["survey"]})
        write_whole(out, page.encode())
    return {"index": index.digest, "silos": len(survey.silos), "file": str(out)}


def _tables(files: Sequence[Path]) -> tuple[dict[Path, tuple[TableSilo, Address]], list[InputRefused]]:
    """Of each description the silo and the address of its database; and what the others are refused for, which may be
    that they hold a password: their hash is taken nowhere."""
    tables: dict[Path, tuple[TableSilo, Address]] = {}
    refused: list[InputRefused] = []
    for file in files:
        try:
            silo = read_description(read_file(file), file.name)
            tables[file] = silo, address_of(silo, file.absolute().parent)
        except InputRefused as refusal:
            refused.append(refusal)
    return tables, refused
