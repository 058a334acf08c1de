"""Agreements: add, list, show, publish; and the agreement as it stands for a package today."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from muniment.agreements.publish import public_edition
from muniment.agreements.read import read_agreement
from muniment.law import Pack, Profile, load_profile, shipped_pack, shipped_packs, shipped_profile, shipped_profiles
from muniment.store import artefacts
from muniment.store.models import AgreementVersion
from muniment.store.rows import insert
from muniment.store.transaction import transaction
from muniment.usecases import profiles
from muniment.usecases.acting import Attempt, Credentials, change_register
from muniment.usecases.files import read_file
from muniment.usecases.house import House
from muniment.usecases.journal import write_act
from muniment.vocabulary.agreement import Agreement
from muniment.vocabulary.errors import Defect, InputRefused, UsageError
from muniment.vocabulary.items import item
from muniment.vocabulary.request import Signer


def add_agreement(
    house: House, file: Path, *, first: Credentials | None = None, second: Credentials | None = None
) -> dict[str, object]:
    """Register one version of an agreement. Form is checked, not force: an expired one is accepted."""
    raw = read_file(file)
    with Attempt(house, "agreement_refused") as attempt:
        attempt.came(document=file)
        one, two = change_register(attempt, first, second, counsel=True)
        agreement = read_agreement(raw, file.name, refused_profiles=comparison_profiles())
        if agreement.authority not in shipped_packs():
            raise _defect(
                file,
                "authority",
                "MUN-AGREEMENT-020",
                "No authority pack of this name is shipped.",
                f"Known: {', '.join(shipped_packs())}.",
            )
        path = _profile_file(agreement, file)
        profile_raw = read_file(path) if path is not None else None
        profile = _own_profile(agreement, file, path) if path is not None else shipped_profile(agreement.profile)
        signers = profiles.signers_of(path, profile, one, two) if path is not None else None
        at = house.now()
        document = artefacts.keep_bytes(house.workspace, raw)
        profile_document = artefacts.keep_bytes(house.workspace, profile_raw) if profile_raw is not None else ""
        with transaction():
            versions = AgreementVersion.objects.filter(agreement_id=agreement.id)
            same = versions.filter(version=agreement.version).first()
            if same is not None and same.document == document:
                return {"agreement": agreement.id, "version": agreement.version, "already": True}
            newest = versions.order_by("-version").first()
            if newest is not None and newest.version >= agreement.version:
                raise _defect(
                    file,
                    "version",
                    "MUN-AGREEMENT-021",
                    f"Version {newest.version} of this agreement is registered already.",
                    "A changed agreement needs a higher version.",
                )
            body = {
                "agreement": agreement.id,
                "version": agreement.version,
                "document": document,
                "profile": agreement.profile,
                "profile_document": profile_document,
                "profile_id": profile.id,
                "profile_signers": signers.as_json() if signers is not None else {},
            }
            entry = write_act(house, "agreement_added", at, body, actor=one, second=two)
            insert(
                AgreementVersion(
                    agreement_id=agreement.id,
                    version=agreement.version,
                    document=document,
                    profile_document=profile_document,
                    added_at=at,
                    entry=entry,
                )
            )
    return {"agreement": agreement.id, "version": agreement.version, "document": document, "entry": entry}


def comparison_profiles() -> frozenset[str]:
    """Shipped profiles that serve comparison only: no agreement may name them."""
    return frozenset(name for name in shipped_profiles() if shipped_profile(name).comparison_only)


def newest_version(agreement_id: str, known: datetime | None = None) -> AgreementVersion:
    """The newest version registered until now, or until `known`."""
    versions = AgreementVersion.objects.filter(agreement_id=agreement_id)
    if known is not None:
        versions = versions.filter(added_at__lte=known)
    found = versions.order_by("-version").first()
    if found is None:
        raise UsageError(
            "MUN-AGREEMENT-001", "No agreement of this id is registered.", hint="See `muniment agreement list`."
        )
    return found


def load(house: House, version: AgreementVersion) -> Agreement:
    return read_agreement(
        artefacts.read(house.workspace, version.document), "agreement.yaml", refused_profiles=comparison_profiles()
    )


def agreed_items(house: House) -> tuple[str, ...]:
    """The items that the agreements registered, in whatever version, give."""
    versions = AgreementVersion.objects.order_by("pk")
    return tuple(dict.fromkeys(item(field) for version in versions for field in load(house, version).fields))


def as_it_stands(house: House, version: AgreementVersion, today: date, known: datetime | None = None) -> Agreement:
    """The version a package was submitted under, with what is judged on the day of every stage taken from the newest
    version in force: its end, its safeguards and its recipients. `known`: as it stood then."""
    frozen = load(house, version)
    newest = newest_version(version.agreement_id, known)
    if newest.pk == version.pk:
        return frozen
    current = load(house, newest)
    if current.effective_from > today:
        return replace(frozen, safeguards=current.safeguards)
    return replace(
        frozen, effective_to=current.effective_to, safeguards=current.safeguards, recipients=current.recipients
    )


def law_of(house: House, agreement: Agreement, profile_document: str) -> tuple[Pack, Profile]:
    """The pack of this release and the profile that an agreement stands on."""
    pack = shipped_pack(agreement.authority)
    if profile_document:
        return pack, load_profile(artefacts.read(house.workspace, profile_document), "profile.yaml", pack)
    return pack, shipped_profile(agreement.profile)


def key_of_signer(agreement: Agreement, signer: Signer) -> str:
    """The registered key of the signer that a letter names; '' when the register has none."""
    keys = (s.key for s in agreement.signers if (s.name, s.office) == (signer.name, signer.office))
    return next(keys, "")


def _profile_file(agreement: Agreement, file: Path) -> Path | None:
    """The profile's own file, where the agreement names one; None for a shipped profile."""
    if agreement.profile in shipped_profiles():
        return None
    path = file.parent / agreement.profile
    if not path.is_file():
        raise _defect(
            file,
            "profile",
            "MUN-AGREEMENT-022",
            "The profile is neither a shipped one nor a file.",
            f"Shipped: {', '.join(sorted(set(shipped_profiles()) - comparison_profiles()))}.",
        )
    return path


def _own_profile(agreement: Agreement, file: Path, path: Path) -> Profile:
    """The profile in the agreement's own file, fit to be adopted."""
    profile = load_profile(read_file(path), path.name, shipped_pack(agreement.authority))
    if profile.comparison_only:
        raise _defect(file, "profile", "MUN-AGREEMENT-023", "The profile serves comparison only.", "Name another.")
    return profile


def list_agreements(house: House) -> list[dict[str, object]]:
    return [
        {"agreement": v.agreement_id, "version": v.version, "document": v.document, "added": v.added_at.isoformat()}
        for v in AgreementVersion.objects.order_by("agreement_id", "version")
    ]


def show_agreement(house: House, agreement_id: str) -> dict[str, object]:
    version = newest_version(agreement_id)
    agreement = load(house, version)
    return {
        "agreement": agreement.id,
        "version": agreement.version,
        "title": agreement.title,
        "authority": agreement.authority,
        "profile": agreement.profile,
        "profile_signed": _profile_signed(version),
        "custodian": agreement.custodian.name,
        "requester": agreement.requester.name,
        "effective_from": agreement.effective_from.isoformat(),
        "effective_to": agreement.effective_to.isoformat() if agreement.effective_to else None,
        "in_force_today": agreement.in_force_on(house.today()),
        "recipients": [{"id": r.id, "officer": r.officer} for r in agreement.recipients],
        "fields": list(agreement.fields),
        "document": version.document,
    }


def _profile_signed(version: AgreementVersion) -> dict[str, object]:
    """How the profile is vouched for, as the entry of its registration says."""
    if not version.profile_document:
        return {"by": "shipped, covered by its hash; for counsel to verify"}
    signers = profiles.signed_by(version)
    return dict(signers) if signers else {"by": "nobody: registered before the first submission without two officers"}


def publish_agreement(house: House, agreement_id: str, out: Path) -> dict[str, object]:
    """Write the public edition: withheld clauses are left out, with the reason."""
    version = newest_version(agreement_id)
    with Attempt(house, "agreement_publication_refused") as attempt:
        attempt.about(agreement=version.agreement_id, version=version.version)
        agreement = load(house, version)
        out.mkdir(parents=True, exist_ok=True)
        today = house.today()
        edition = public_edition(agreement, version.document, today)
        files = {f"{agreement.id}.md": edition.markdown, f"{agreement.id}.json": edition.json_text}
        for name, text in files.items():
            (out / name).write_text(text, encoding="utf-8")
        at = house.now()
        with transaction():
            entry = write_act(
                house, "agreement_published", at, {"agreement": agreement.id, "version": agreement.version}
            )
    return {"agreement": agreement.id, "files": [str(out / name) for name in files], "entry": entry}


def _defect(file: Path, column: str, code: str, message: str, hint: str) -> InputRefused:
    return InputRefused(code, message, hint=hint, defects=[Defect(file.name, None, column, code, message, hint)])
