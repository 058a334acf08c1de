"""Was every act signed by the officers it names, with the keys the register gave them on the day of the act?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from muniment.formats import sshsig
from muniment.formats.canonical import canonical_json, read_canonical
from muniment.store.models import LogRun, Officer
from muniment.vocabulary.errors import Defect, MunimentError

SIGNERS: Final = (("officer", "officer_key", "signature"), ("second_officer", "second_officer_key", "second_signature"))
"""The fields of an act's record that name an officer, the key's fingerprint and the signature over all other fields."""


def unsigned() -> Iterator[Defect]:
    """Every act that names an officer and bears no signature of a key that this officer had in service that day.

    A record that cannot be read, or is not what its entry commits to, is told by `opened`.
    """
    register = defaultdict[str, list[Officer]](list)
    for officer in Officer.objects.order_by("pk"):
        register[officer.name].append(officer)
    acts = LogRun.objects.filter(record__isnull=False).order_by("first").values_list("first", "kind", "day", "record")
    for first, kind, day, raw in acts.iterator(chunk_size=1000):
        try:
            record: Any = read_canonical(bytes(raw or b""))
        except (MunimentError, ValueError):
            continue
        if not isinstance(record, dict):
            continue
        signatures = [name for _, _, name in SIGNERS]
        message = canonical_json({name: value for name, value in record.items() if name not in signatures})
        for names in SIGNERS:
            named, key, signature = (record.get(name) for name in names)
            if any(value is not None for value in (named, key, signature)) and not _bears_out(
                register, day, message, named, key, signature
            ):
                text = f"Entry {first}: no signature of the officer named, by a key in service that day."
                yield Defect("ledger", None, kind, "MUN-DOCTOR-005", text)


def _bears_out(
    register: Mapping[str, list[Officer]], day: date, message: bytes, named: object, key: object, signature: object
) -> bool:
    in_service = [
        officer.public_key
        for officer in register.get(str(named), ())
        if officer.added_at.date() <= day and (officer.removed_at is None or day <= officer.removed_at.date())
    ]
    try:
        signer = sshsig.verify(message, str(signature), sshsig.ACT_NAMESPACE, in_service)
        return sshsig.fingerprint(signer) == key
    except MunimentError:
        return False
