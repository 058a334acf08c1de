"""A clean package at the level of facts, for tests of assessment: change what the test is about, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

import duckdb

from muniment.assessment.assess import AssessmentInput, AssessmentSummary, assess
from muniment.law import shipped_pack, shipped_profile
from muniment.vocabulary.agreement import Agreement, Limits, Party, Recipient, RegisteredSigner, Safeguards
from muniment.vocabulary.columns import ADDRESS_COLUMNS
from muniment.vocabulary.request import FileClaim, Letter, LetterOfficer, Signer

SIGNED: Final = date(2026, 3, 2)
TODAY: Final = date(2026, 3, 9)
PACK: Final = "us/usc26/6103-i-2"
PROFILE: Final = "us/dc-circuit-2026"

FACT_TYPES: Final[Mapping[str, str]] = {
    "row": "INTEGER", "row_ref": "VARCHAR", "given_key": "VARCHAR", "middle_key": "VARCHAR", "family_key": "VARCHAR", "suffix_key": "VARCHAR",
    "birth_date": "DATE", "tin_digits": "VARCHAR", **dict.fromkeys(ADDRESS_COLUMNS, "VARCHAR"),
    "given_state": "VARCHAR", "family_state": "VARCHAR", "tin_state": "VARCHAR", "address_empty": "BOOLEAN", "address_placeholder": "BOOLEAN",
    "address_bare": "BOOLEAN", "address_kind": "VARCHAR", "delivery_line": "BOOLEAN", "locality": "BOOLEAN", "locality_conflict": "BOOLEAN",
    "address_hostile": "BOOLEAN", "address_facility": "BOOLEAN", "address_care_of": "BOOLEAN", "address_general_delivery": "BOOLEAN",
    "address_flags": "VARCHAR", "periods": "INTEGER[]", "periods_state": "VARCHAR", "statute_key": "VARCHAR", "matter_id": "VARCHAR",
    "stage_key": "VARCHAR", "opened_on": "DATE", "final_order_on": "DATE", "order_class_key": "VARCHAR", "reason_key": "VARCHAR",
    "reason_state": "VARCHAR", "officer_id": "VARCHAR", "items_key": "VARCHAR", "sought_as": "VARCHAR",
}  # fmt: skip
"""Columns of the facts artefact (docs/rooms.md)."""


@cache
def signer_key() -> str:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32))).public_key()
    return key.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()


def row(number: int = 1, **change: Any) -> dict[str, Any]:
    """Ana Prueba's row as facts. `number` makes another person of her: own name, number, birth date, address, matter."""
    n = number - 1
    given, family = ("ana", "prueba") if n == 0 else (f"ana{_letters(n)}", f"prueba{_letters(n * 7 + 3)}")
    street = f"{418 + 2 * n} maple st"
    clean: dict[str, Any] = {
        "row": number, "row_ref": f"r{number:04d}", "given_key": given, "middle_key": "", "family_key": family, "suffix_key": "",
        "birth_date": date(1960 + n % 40, 1 + n % 12, 1 + n % 28), "tin_digits": f"90000{1000 + n:04d}",
        **dict.fromkeys(ADDRESS_COLUMNS, ""), "house_number": str(418 + 2 * n), "street": "maple", "street_suffix": "st", "city_key": "dayton",
        "state_key": "oh", "zip5": "45402", "country_key": "us", "address_key": f"us|oh|dayton|45402|{street}",
        "given_state": "name", "family_state": "name", "tin_state": "well_formed", "address_empty": False, "address_placeholder": False,
        "address_bare": False, "address_kind": "us_street", "delivery_line": True, "locality": True, "locality_conflict": False,
        "address_hostile": False, "address_facility": False, "address_care_of": False, "address_general_delivery": False, "address_flags": "",
        "periods": [2023], "periods_state": "ok", "statute_key": "8 usc 1253(a)(1)(a)", "matter_id": f"M-{2025000 + n}",
        "stage_key": "investigation", "opened_on": date(2026, 1, 5), "final_order_on": date(2024, 1, 10), "order_class_key": "8 usc 1227(a)",
        "reason_key": f"subject {given} {family} was served the final order of 2024-01-10 under 8 usc 1227(a), told agents afterwards that they"
        f" would not depart, and did not depart; the address is needed to serve process in matter m-{2025000 + n}.",
        "reason_state": "text", "officer_id": "O1", "items_key": "address", "sought_as": "",
    }  # fmt: skip
    assert set(change) <= set(clean), f"no such fact: {set(change) - set(clean)}"
    return clean | change


def _letters(n: int) -> str:
    """Names far apart in letters: never two edits from one another."""
    return "".join(4 * "bcdfghjklmnpqrstvwxz"[n // 20**i % 20] for i in range(3))


def officer(id: str = "O1", **change: Any) -> LetterOfficer:
    clean = LetterOfficer(
        id, f"Agent {id}", "Special Agent", "Example Enforcement Agency", "federal_employee", "case agent", True, 12
    )
    return replace(clean, **change)


def letter(officers: Iterable[LetterOfficer] = (), rows: int = 1, **change: Any) -> Letter:
    signer = Signer("Henrietta Head", "Director", "agency_head", "Example Enforcement Agency", False, "")
    signer = replace(
        signer, **{k: change.pop(k) for k in list(change) if k in ("name", "office", "agency", "acting", "signed_for")}
    )
    clean = Letter(
        "example-2026", PACK, "REQ-1", SIGNED, signer, "Each person named is the subject of the criminal investigation stated in the row.", True,
        "Solely for the criminal investigations and proceedings stated.", ("EEA case system",), tuple(officers) or (officer(),),
        FileClaim("persons.csv", "0" * 64, rows),
    )  # fmt: skip
    return replace(clean, **change)


def agreement(officers: Iterable[LetterOfficer] = (), **change: Any) -> Agreement:
    listed = tuple(officers) or (officer(),)
    clean = Agreement(
        id="example-2026", version=1, title="Example", custodian=Party("Example Revenue Service", "ERS"),
        requester=Party("Example Enforcement Agency", "EEA"), authority=PACK, profile=PROFILE, effective_from=date(2025, 4, 7), effective_to=None,
        signers=(RegisteredSigner("Henrietta Head", "agency_head", signer_key(), date(2025, 1, 1), None),),
        recipients=tuple(Recipient(f"R-{o.id}", o.name, o.id, "PEM") for o in listed), limits=Limits(),
        safeguards=Safeguards(date(2026, 1, 15), 0, None),
    )  # fmt: skip
    return replace(clean, **change)


def write_facts(path: Path, rows: Iterable[Mapping[str, Any]]) -> Path:
    """The facts artefact of these rows."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds = {
        "INTEGER": pa.int32(), "VARCHAR": pa.string(), "BOOLEAN": pa.bool_(), "DATE": pa.date32(), "INTEGER[]": pa.list_(pa.int32())
    }  # fmt: skip
    listed = list(rows)
    table = pa.table({n: pa.array([r[n] for r in listed], type=kinds[k]) for n, k in FACT_TYPES.items()})
    pq.write_table(table, path)
    return path


def run(folder: Path, rows: Iterable[Mapping[str, Any]], **change: Any) -> dict[str, dict[str, Any]]:
    """Assess these rows; findings by row_ref. `change`: fields of AssessmentInput, or `letter`, `agreement`, `profile`."""
    return findings(run_summary(folder, rows, **change)[1])


def run_summary(folder: Path, rows: Iterable[Mapping[str, Any]], **change: Any) -> tuple[AssessmentSummary, Path]:
    listed = list(rows)
    profile = shipped_profile(change.pop("profile", PROFILE))
    threads = change.pop("threads", 1)
    given = AssessmentInput(
        write_facts(folder / "facts.parquet", listed),
        letter(rows=len(listed)),
        agreement(),
        signer_key(),
        (),
        TODAY,
        SIGNED,
    )
    out = folder / "findings.parquet"
    return assess(replace(given, **change), shipped_pack(PACK), profile, out, threads=threads, memory_limit="1GB"), out


def findings(path: Path) -> dict[str, dict[str, Any]]:
    con = duckdb.connect()
    found = con.execute(f"SELECT * FROM read_parquet('{path}') ORDER BY row")
    names = [d[0] for d in found.description or ()]
    return {r[names.index("row_ref")]: dict(zip(names, r, strict=True)) for r in found.fetchall()}
