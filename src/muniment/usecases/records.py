"""`records build`: a new version of the record index from the custodian's silos."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from muniment.intake.records import normalise_records, read_map
from muniment.linkage import build_index
from muniment.store import artefacts
from muniment.store.models import RecordIndex
from muniment.store.transaction import transaction
from muniment.usecases import agreements
from muniment.usecases.acting import Attempt
from muniment.usecases.files import must_be_file, read_file
from muniment.usecases.house import House
from muniment.usecases.journal import write_act


def build_records(house: House, files: Sequence[Path], map_file: Path | None = None) -> dict[str, object]:
    """Read the silos, build the index, make it the current version. Older versions stay: replay needs them. It carries
    the items that some agreement registered today gives beside the address, and no other."""
    for file in files:
        must_be_file(file)
    map_raw = read_file(map_file) if map_file else b""
    with Attempt(house, "records_refused") as attempt:
        attempt.came(sources=files, **({"map": map_file} if map_file else {}))
        names = [file.stem for file in files]
        mapping = read_map(map_raw, map_file.name, names) if map_file else None
        sources = [artefacts.sha256_file(file) for file in files]
        work = artefacts.scratch_path(house.workspace)
        work.mkdir(mode=0o700)
        today = house.today()
        try:
            silos = normalise_records(
                files,
                mapping,
                work,
                as_of=today,
                threads=house.threads,
                memory_limit=house.memory_limit,
                processes=house.threads,
                progress=house.progress,
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
                "sources": sources,
                "built_on": today.isoformat(),
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
