"""The auditor's kit: a folder that leaves the house and is verified elsewhere, by `verify.py` alone.

    log/            the published log: checkpoint and tiles
    openings/       acts, padding and rows with what opens them; `closed`: rows of packages that were not selected
    evidence/       the artefacts that the selected packages' acts name, each under its hash
    sealed/         each disclosure's sealed files (to the gate, to the recipient) and the recipient's certificate
    indexes/ law/   manifests of the record indexes used; packs and profiles shipped
    gate.json       what the gate remembers to have released
    manifest.json   what was selected, by whom, and the hash of every file; verify.py, README.txt

Of selected packages everything is shown; of the other acts only their kind, and what shows that no request, disclosure
or release is missing.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from importlib import resources
from pathlib import Path
from typing import Any, Final

from muniment import __version__
from muniment.formats.canonical import canonical_json
from muniment.ledger import verify
from muniment.ledger.fields import open_field
from muniment.ledger.publish import CHECKPOINT, LogFolder
from muniment.ledger.tiles import tiles_of
from muniment.store import artefacts, log
from muniment.store.models import Delivery, Envelope, LogRun, Package, Release, Stage
from muniment.store.transaction import transaction
from muniment.usecases import checkpoints
from muniment.usecases.acting import Attempt, Credentials
from muniment.usecases.evidence import evidence_of
from muniment.usecases.files import write_whole
from muniment.usecases.gates import releases_of
from muniment.usecases.house import House
from muniment.usecases.inputs import LINK
from muniment.usecases.journal import timestamp, write_act
from muniment.usecases.openings import PADDING, act_of, is_act, rows_of
from muniment.usecases.packages import find_package, standing
from muniment.usecases.salts import Salts
from muniment.vocabulary.errors import UsageError
from muniment.vocabulary.outcomes import Role

SHOWN: Final = {
    "package_received": ("kind", "number", "package"),
    "disclosure": ("kind", "package", "recipient", "certificate_sha256", "ciphertext_sha256"),
    "gate_released": ("kind", "package", "recipient", "ciphertext_sha256", "disclosure"),
}
"""Of acts outside the selection: the fields that show nothing is missing. Of any other kind, the kind alone."""

README: Final = """An auditor's kit of a disclosure ledger. With Python 3.11 and the package `cryptography`:

    python verify.py log VKEY --witness WITNESS_VKEY --kit .

VKEY and WITNESS_VKEY are the key lines of the log and of its witness: get them from somewhere other than this folder.
A recipient's private key given with --key opens that recipient's sealed files and compares them with their entries.
This folder holds confidential records; keep it accordingly.
"""


def export_for_auditor(house: House, out: Path, packages: list[str], credentials: Credentials) -> dict[str, object]:
    """Write the kit to the new folder `out`. `packages`: those shown whole; none given: all. The export is an entry,
    which the exported log already holds."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError("MUN-AUDIT-001", "The folder for the kit is not empty.", hint="Choose a new folder.")
    selected = [find_package(name).id for name in packages] or list(
        Package.objects.order_by("number").values_list("id", flat=True)
    )
    with Attempt(house, "auditor_export_refused") as attempt:
        attempt.about(packages=selected)
        actor = attempt.by(credentials, {Role.AUDITOR, Role.COUNSEL})
        with transaction():
            at = house.now()
            entry = write_act(house, "exported_for_auditor", at, {"packages": selected}, actor=actor)
        published = checkpoints.publish(house)
        part = out.with_name(out.name + ".part")
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(mode=0o700, parents=True)
        try:
            _write_log(house, part, published)
            counts = _write_openings(house, part, published.size, set(selected))
            _write_evidence(house, part, selected)
            _write_law(part)
            about = {
                "kit": 1,
                "release": __version__,
                "made_at": timestamp(at),
                "officer": actor.hand.name,
                "packages": selected,
                "entry": entry,
                "size": published.size,
                "files": {p.relative_to(part).as_posix(): artefacts.sha256_file(p) for p in _files(part)},
            }
            write_whole(part / "manifest.json", json.dumps(about, indent=1, sort_keys=True).encode())
            if out.exists():
                out.rmdir()
            part.rename(out)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    return {"kit": str(out), "packages": selected, "size": published.size, "openings": counts, "entry": entry}


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _write_log(house: House, kit: Path, published: checkpoints.Published) -> None:
    folder = LogFolder(house.workspace.ledger)
    for tile in tiles_of(published.size):
        _write(kit / "log" / tile.path, folder.read(tile))
    _write(kit / "log" / CHECKPOINT, published.note)


def _write_openings(house: House, kit: Path, size: int, selected: set[str]) -> dict[str, int]:
    counts = {"acts": 0, "padding": 0, "rows": 0, "closed": 0}
    salts = Salts(house)
    (kit / "openings").mkdir(mode=0o700)
    files = {name: _open(kit / "openings" / f"{name}.jsonl") for name in counts}
    try:
        for run in LogRun.objects.filter(first__lt=size).order_by("first").iterator(chunk_size=16):
            for name, line, entries in _lines(house, salts, run, selected):
                files[name].write(canonical_json(line) + b"\n")
                counts[name] += entries
            house.progress("openings", run.first + run.count, size)
    finally:
        for file in files.values():
            file.close()
    return counts


def _lines(house: House, salts: Salts, run: LogRun, selected: set[str]) -> Iterator[tuple[str, dict[str, Any], int]]:
    """(file, line, entries it opens) for one run of entries."""
    if run.kind == PADDING:
        padding = [salts.of(index).hex() for index in range(run.first, run.first + run.count)]
        yield "padding", {"first": run.first, "salts": padding}, run.count
    elif not is_act(run):
        if run.package not in selected:
            yield "closed", {"first": run.first, "count": run.count}, run.count
            return
        for index, row in enumerate(rows_of(house, run), run.first):
            yield "rows", {"index": index, "record": row.decode(), "salt": salts.of(index).hex()}, 1
    else:
        record, salt = act_of(run), salts.of(run.first)
        if not run.package or run.package in selected:
            yield "acts", {"index": run.first, "record": record, "salt": salt.hex()}, 1
        else:
            shown = [json.loads(open_field(record, salt, n).encode()) for n in SHOWN.get(run.kind, ("kind",))]
            yield "acts", {"index": run.first, "fields": shown}, 1


def _write_evidence(house: House, kit: Path, selected: list[str]) -> None:
    for folder in ("evidence", "sealed", "indexes"):
        (kit / folder).mkdir(mode=0o700)
    digests: set[str] = set()
    indexes: set[str] = set()
    for package in Package.objects.select_related("agreement").filter(id__in=selected):
        agreement = package.agreement
        digests |= {package.letter, package.signature, package.profile, agreement.document, agreement.profile_document}
        digests |= {kept for held in evidence_of(package) if (kept := standing(house, package.id, held))}
        for stage in Stage.objects.filter(package=package, name=LINK):
            indexes.add(stage.inputs["index"])
        for release in Release.objects.filter(package=package):
            run = log.act(release.entry)
            digests |= {release.answered, act_of(run)["returns"] if run else ""}
        _write_sealed(house, kit / "sealed", Envelope.objects.filter(release__package=package))
    for digest in sorted(digests - {""}):
        with artefacts.reading():
            _copy(artefacts.checked_path(house.workspace, digest), kit / "evidence" / digest)
    for digest in sorted(indexes - {""}):
        _copy(house.workspace.indexes / digest / "manifest.json", kit / "indexes" / f"{digest}.json")
    _write(kit / "gate.json", json.dumps({"releases": releases_of(house)}, indent=1).encode())


def _write_sealed(house: House, folder: Path, envelopes: Iterable[Envelope]) -> None:
    for envelope in envelopes:
        _write(folder / f"{envelope.entry}.gate.cms", artefacts.read(house.workspace, envelope.sealed))
        _write(folder / f"{envelope.entry}.crt", envelope.certificate.encode())
        delivered = Delivery.objects.filter(envelope=envelope).first()
        if delivered is not None:
            _write(folder / f"{envelope.entry}.cms", artefacts.read(house.workspace, delivered.artefact))


def _write_law(kit: Path) -> None:
    """Packs and profiles as shipped, and the verifier itself."""
    for kind in ("packs", "profiles"):
        with resources.as_file(resources.files("muniment.law").joinpath(kind)) as source:
            for path in _files(source):
                if path.suffix == ".yaml":
                    _write(kit / "law" / kind / path.relative_to(source), path.read_bytes())
    _write(kit / "verify.py", Path(verify.__file__).read_bytes())
    _write(kit / "README.txt", README.encode())


def _open(path: Path) -> Any:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _copy(source: Path, target: Path) -> None:
    with source.open("rb") as read, _open(target) as written:
        shutil.copyfileobj(read, written)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _open(path) as file:
        file.write(data)
