"""The record index: many silos and years in, one immutable folder of files out.

It reads normalised silo files (docs/rooms.md) and decides nothing. `person_id` is the custodian's own and is trusted to
be one person across silos; a record without one stands for a person of its own.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from muniment.linkage import derive, keys, sealed, tables
from muniment.linkage import items as item_file
from muniment.linkage.derive import JUNK_NUMBER
from muniment.linkage.external_sort import Rows, in_order
from muniment.linkage.reader import IndexReader
from muniment.linkage.sealed import SUFFIX, damaged
from muniment.vocabulary.columns import ADDRESS_COLUMNS, PERSON_KEYS, RECORD_COLUMNS
from muniment.vocabulary.errors import Defect, InputRefused, IntegrityFailure
from muniment.vocabulary.progress import Progress, silent

SCHEMA: Final = 7
SILO_COLUMNS: Final = (*RECORD_COLUMNS, *PERSON_KEYS, *ADDRESS_COLUMNS, "observed", "period", "deceased", "silo")
OPTIONAL: Final = frozenset({"protected"})
FILES: Final = ("observations", *derive.files(), *(f"keys_{k}" for k in sorted(keys.LIMIT)), "crowded")


@dataclass(frozen=True, slots=True)
class IndexManifest:
    """What an index is made of. `version` is the SHA-256 of `manifest.json`; whatever is in the index is under it.
    `files`: name and digest of the rows. What the bytes are, which differ with the key, is in `files.json`.
    """

    version: str
    schema: int
    built_on: date
    silos: tuple[tuple[str, str], ...]
    files: tuple[tuple[str, str], ...]
    counts: dict[str, int]
    quality: dict[str, int]
    items: tuple[str, ...] = ()


def build_index(
    silos: Sequence[Path],
    out_dir: Path,
    *,
    built_on: date,
    items: Sequence[str] = (),
    key: bytes = b"",
    progress: Progress = silent,
    threads: int = 2,
    memory_limit: str = "4GB",
) -> IndexManifest:
    """Build a new index in `out_dir`: every name, number and address a person ever had is in it, whatever silo it is from.
    `items`: what it is to carry beside the address, to be given; without them it keeps no name or number as written.

    `key` (32 bytes, of this index alone): its files are sealed under it; without one anybody can open them. The same silos (in any
    order) and `built_on` give the same version whatever the key, and with one key the same bytes. Raises InputRefused, with every defect, when a
    silo cannot be read or lacks a column, or when `out_dir` already holds something.
    """
    _check(silos, out_dir)
    out_dir.mkdir(parents=True, exist_ok=True)
    spill = out_dir / ".spill"
    con = tables.connect(threads=threads, memory_limit=memory_limit, spill=spill)
    try:
        hashes = sorted((tables.file_sha256(path), path) for path in silos)
        steps = len(FILES) + 2
        progress("index", 0, steps)
        observations = derive.load(con, [path for _, path in hashes], built_on)
        progress("index", 1, steps)
        derive.derive(con)
        progress("index", 2, steps)
        files: list[tuple[str, str]] = []
        kept = item_file.carried(items)
        salt = _salt(built_on, kept, [digest for digest, _ in hashes])
        at_once = derive.few(con)

        def write(name: str, rows: Rows) -> None:
            path = out_dir / f"{name}{SUFFIX}"
            batches = in_order(con, rows, spill / name, at_once=at_once)
            files.append((path.name, sealed.write(batches, path, key, salt)))
            progress("index", len(files) + 2, steps)

        for name, rows in {"observations": observations, **derive.files()}.items():
            write(name, rows)
        for kind in sorted(keys.LIMIT):
            write(f"keys_{kind}", derive.keys_of(kind))
        with IndexReader(out_dir, key) as index:
            derive.make_crowded(con, index)
        write("crowded", Rows(["FROM crowded"], "kind, key"))
        if kept:
            item_file.make_items(con, [path for _, path in hashes], kept, JUNK_NUMBER)
            write(item_file.FILE, Rows(["FROM items"], "pid", derive.part_of("pid")))
        body: dict[str, Any] = {
            **({"items": list(kept)} if kept else {}),
            "schema": SCHEMA,
            "hash_check": tables.hash_check(),
            "built_on": built_on.isoformat(),
            "silos": [{"name": path.name, "sha256": digest} for digest, path in hashes],
            "files": [{"name": n, "rows_sha256": d} for n, d in files],
            "counts": derive.counts(con),
            "quality": {**derive.quality(con, built_on), **derive.left_out(con)},
        }
    finally:
        con.close()
        shutil.rmtree(spill, ignore_errors=True)
    written = {n: {"sha256": tables.file_sha256(out_dir / n), "bytes": (out_dir / n).stat().st_size} for n, _ in files}
    (out_dir / "files.json").write_text(json.dumps(written, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    (out_dir / "manifest.json").write_text(json.dumps(body, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return read_manifest(out_dir)


def _salt(built_on: date, items: Sequence[str], silos: Sequence[str]) -> bytes:
    """What the files of an index are made of, as the salt of their keys: under one key other silos are sealed otherwise."""
    made_of = {"schema": SCHEMA, "built_on": built_on.isoformat(), "items": list(items), "silos": list(silos)}
    return hashlib.sha256(json.dumps(made_of).encode()).digest()


def read_manifest(index_dir: Path) -> IndexManifest:
    """The manifest of an index that is whole by the sizes of its files; IntegrityFailure otherwise.

    Hashes are in it for `verify_index`; reading a hundred million records to check them is not done on every link.
    """
    path = index_dir / "manifest.json"
    try:
        body = json.loads(path.read_text(encoding="utf-8"))
        manifest = IndexManifest(
            version=tables.file_sha256(path),
            schema=int(body["schema"]),
            built_on=date.fromisoformat(body["built_on"]),
            silos=tuple((s["name"], s["sha256"]) for s in body["silos"]),
            files=tuple((f["name"], f["rows_sha256"]) for f in body["files"]),
            counts={k: int(v) for k, v in body["counts"].items()},
            quality={k: int(v) for k, v in body["quality"].items()},
            items=tuple(map(str, body.get("items", ()))),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IntegrityFailure(
            "MUN-LINKAGE-001", "The record index cannot be read.", hint="Build it again with 'records build'."
        ) from error
    if manifest.schema != SCHEMA or body.get("hash_check") != tables.hash_check():
        raise IntegrityFailure(
            "MUN-LINKAGE-002",
            "The record index is of another version, of this program or of DuckDB.",
            hint="Build it again.",
        )
    written = _written(index_dir)
    for name, _ in manifest.files:
        file = index_dir / name
        if not file.is_file() or file.stat().st_size != written.get(name, ("", -1))[1]:
            raise damaged(name)
    return manifest


def verify_index(index_dir: Path, key: bytes = b"") -> IndexManifest:
    """The manifest of an index every byte of which is as built, and every row; IntegrityFailure otherwise. `key`: of an
    index that is encrypted."""
    manifest, written = read_manifest(index_dir), _written(index_dir)
    with IndexReader(index_dir, key) as index:
        for name, digest in manifest.files:
            as_written = tables.file_sha256(index_dir / name) == written[name][0]
            if not as_written or index.file(name.removesuffix(SUFFIX)).digest() != digest:
                raise damaged(name)
    return manifest


def _written(index_dir: Path) -> dict[str, tuple[str, int]]:
    """Hash and size of each file as it was written."""
    try:
        body = json.loads((index_dir / "files.json").read_text(encoding="utf-8"))
        return {name: (str(found["sha256"]), int(found["bytes"])) for name, found in body.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise damaged("files.json") from None


def persons_on_file(index_dir: Path, wanted: Collection[str], *, key: bytes = b"") -> frozenset[str]:
    """Those of the persons `wanted` that the index has."""
    wanted = frozenset(wanted)
    found: set[str] = set()
    if wanted:
        with IndexReader(index_dir, key) as index:
            for batch in index.file("persons").blocks():
                found |= wanted.intersection(batch.column("person_id").to_pylist())
    return frozenset(found)


def _check(silos: Sequence[Path], out_dir: Path) -> None:
    import duckdb

    defects: list[Defect] = []
    if not silos:
        defects.append(Defect("", None, "", "MUN-LINKAGE-010", "No silo was given."))
    if out_dir.exists() and any(out_dir.iterdir()):
        defects.append(Defect(out_dir.name, None, "", "MUN-LINKAGE-011", "The folder for the index is not empty."))
    for path in silos:
        try:
            found = {row[0] for row in duckdb.execute(f"DESCRIBE SELECT * FROM {tables.parquet(path)}").fetchall()}
        except duckdb.Error:
            defects.append(Defect(path.name, None, "", "MUN-LINKAGE-012", "The silo file is not readable Parquet."))
            continue
        for column in SILO_COLUMNS:
            if column not in found and column not in OPTIONAL:
                defects.append(Defect(path.name, None, column, "MUN-LINKAGE-013", f"Column {column} is missing."))
    if defects:
        raise InputRefused("MUN-LINKAGE-014", "The record index cannot be built from this.", defects=defects)
