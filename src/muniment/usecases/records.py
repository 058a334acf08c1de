"""`records build`: a new version of the record index from the custodian's silos."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from muniment.intake.records import normalise_records, read_map
from muniment.intake.silotable import TableSilo, is_description, read_description
from muniment.linkage import build_index
from muniment.store import artefacts
from muniment.store.models import RecordIndex
from muniment.store.transaction import transaction
from muniment.usecases import agreements
from muniment.usecases.acting import Attempt
from muniment.usecases.connections import Address, address_of, fetch_silos
from muniment.usecases.files import must_be_file, read_file
from muniment.usecases.house import House
from muniment.usecases.journal import write_act
from muniment.vocabulary.errors import InputRefused


def build_records(house: House, files: Sequence[Path], map_file: Path | None = None) -> dict[str, object]:
    """Read the silos, build the index, make it the current version. Older versions stay: replay needs them. It carries
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
            )
            folder = work / "index"
            items = agreements.agreed_items(house)
            paths = [silo.path for silo in silos]
            manifest = build_index(paths, folder, built_on=today, items=items, progress=house.progress)
            artefacts.keep_folder(house.workspace, folder, manifest.version)
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
                **({"tables": [artefacts.sha256_file(file) for file in tables]} if tables else {}),
            }
            entry = write_act(house, "records_built", at, body)
            RecordIndex.objects.create(
                digest=manifest.version,
                built_on=today,
                built_at=at,
                records=manifest.counts["records"],
                persons=manifest.counts["persons"],
                quality=quality,
                entry=entry,
            )
    return {
        "index": manifest.version,
        "records": manifest.counts["records"],
        "persons": manifest.counts["persons"],
        "silos": len(silos),
        "absent_columns": {silo.name: list(silo.absent) for silo in silos},
        "quality": quality,
        "entry": entry,
    }


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
