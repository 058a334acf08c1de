"""Silos as normalised for the newest index, kept encrypted in the workspace: a build that is given the same file again
takes it from here, to the same index.

Nothing rests on what is kept: what is missing, was made by another program or does not open is normalised again.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from functools import cache
from hashlib import sha256
from importlib import metadata, resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from muniment.formats.canonical import canonical_json, read_canonical
from muniment.intake.records import Silo, take_silo
from muniment.store import artefacts, sealed
from muniment.usecases.house import House
from muniment.usecases.indexes import WRAPPED, data_key, new_data_key
from muniment.vocabulary.errors import IntegrityFailure

FOLDER: Final = "silos"
ROWS, ABOUT = "silo.sealed", "silo.json"
_ROOMS: Final = ("muniment.intake", "muniment.formats", "muniment.vocabulary")
_LIBRARIES: Final = ("duckdb", "zipcodes", "rapidfuzz", "ahocorasick-rs")


class Shelf:
    """The silos kept, as one build takes and puts them. `columns`: of each file, ours to theirs."""

    def __init__(self, house: House, day: date, columns: Mapping[Path, Mapping[str, str]]) -> None:
        self._house = house
        self._day = day
        self._columns = columns
        self._root = house.workspace.root / FOLDER
        self._taken = set[str]()

    def take(self, work: Path) -> dict[Path, Silo]:
        """Of the files those that were normalised before, by `work/NAME.parquet`, as they would be normalised today."""
        found = ((path, self._take(path, artefacts.sha256_file(path), work)) for path in self._columns)
        return {path: silo for path, silo in found if silo is not None}

    def _take(self, path: Path, digest: str, work: Path) -> Silo | None:
        folder = self._root / self._key(path, digest)
        if not folder.is_dir():
            return None
        scratch = artefacts.scratch_path(self._house.workspace)
        with suppress(OSError, IntegrityFailure):
            about = (folder / ABOUT).read_bytes()
            key = data_key(self._house, folder)
            try:
                with scratch.open("wb") as file:
                    sealed.decrypt(folder / ROWS, file, key, _name(folder, about))
                silo = take_silo(
                    scratch, read_canonical(about), work / f"{path.stem}.parquet", self._day,
                    threads=self._house.threads, memory_limit=self._house.memory_limit,
                )  # fmt: skip
                self._taken.add(folder.name)
                return silo
            finally:
                scratch.unlink(missing_ok=True)
        return None

    def put(self, silos: Iterable[tuple[Path, Silo]]) -> None:
        """Keep these silos, and no other from now on."""
        kept = set()
        for path, silo in silos:
            folder = self._root / self._key(path, silo.sha256)
            kept.add(folder.name)
            if folder.name not in self._taken:
                shutil.rmtree(folder, ignore_errors=True)  # it did not open
                self._put(silo, folder)
        for folder in self._root.iterdir():
            if folder.name not in kept:
                shutil.rmtree(folder)

    def _put(self, silo: Silo, folder: Path) -> None:
        scratch = artefacts.scratch_path(self._house.workspace)
        scratch.mkdir(mode=0o700)
        key, wrapped = new_data_key(self._house)
        about = canonical_json(silo.about())
        (scratch / WRAPPED).write_bytes(wrapped)
        (scratch / ABOUT).write_bytes(about)
        with (scratch / ROWS).open("wb") as file:
            sealed.encrypt(silo.path, file, key, _name(folder, about))
        self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
        scratch.rename(folder)

    def _key(self, path: Path, digest: str) -> str:
        """What a normalised silo depends on, but for the day."""
        return sha256(
            canonical_json(
                {
                    "file": digest,
                    "kind": path.suffix.lower(),
                    "name": path.stem,
                    "columns": dict(self._columns[path]),
                    "made_by": _program(),
                }
            )
        ).hexdigest()


def _name(folder: Path, about: bytes) -> str:
    """What the sealed rows are bound to: the silo, and what is said of it in clear beside them."""
    return f"{folder.name} {sha256(about).hexdigest()}"


@cache
def _program() -> str:
    """The code and libraries that normalise, as one hash."""
    digest = sha256()
    for room in _ROOMS:
        for name, raw in sorted(_files(resources.files(room), room)):
            digest.update(f"{name} {len(raw)}\n".encode() + raw)
    for library in _LIBRARIES:
        digest.update(f"{library} {metadata.version(library)}\n".encode())
    return digest.hexdigest()


def _files(folder: Traversable, name: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from _files(entry, f"{name}/{entry.name}")
        else:
            yield f"{name}/{entry.name}", entry.read_bytes()
