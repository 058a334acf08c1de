"""An agreement is read for its form alone, and every defect of it is listed at once."""

from __future__ import annotations

import copy
import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from muniment.agreements.read import read_agreement
from muniment.formats import sshsig
from muniment.vocabulary.agreement import Agreement, Limits, Matching, Safeguards
from muniment.vocabulary.errors import InputRefused

KEY = sshsig.public_line(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))


def certificate(curve: ec.EllipticCurve) -> tuple[str, str]:
    """(certificate, private key), both PEM."""
    key = ec.generate_private_key(curve)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "recipient")])
    begins, ends = datetime(2025, 1, 1, tzinfo=UTC), datetime(2035, 1, 1, tzinfo=UTC)
    built = x509.CertificateBuilder(name, name, key.public_key(), 1, begins, ends).sign(key, hashes.SHA384())
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return built.public_bytes(serialization.Encoding.PEM).decode(), private.decode()


CERTIFICATE, PRIVATE = certificate(ec.SECP384R1())
SMALL, _ = certificate(ec.SECP256R1())

GOOD: dict[str, Any] = {
    "id": "example-2026",
    "version": 1,
    "title": "Example agreement",
    "parties": {
        "custodian": {"name": "Example Revenue Service", "short": "ERS"},
        "requester": {"name": "Example Enforcement Agency"},
    },
    "authority": "us/usc26/6103-i-2",
    "profile": "us/dc-circuit-2026",
    "effective": {"from": "2025-04-07", "to": None},
    "signers": [{"name": "Henrietta Head", "office": "agency_head", "key": KEY, "from": "2025-01-01", "to": None}],
    "recipients": [{"id": "R1", "name": "Agent Example", "officer": "O1", "certificate": CERTIFICATE}],
    "fields": ["address"],
}


def agreement(**changes: Any) -> bytes:
    body = {**copy.deepcopy(GOOD), **changes}
    return json.dumps({k: v for k, v in body.items() if v != "ABSENT"}).encode()


def read(raw: bytes, **options: Any) -> Agreement:
    return read_agreement(raw, "agreement.yaml", **options)


def defects(raw: bytes, **options: Any) -> set[str]:
    with pytest.raises(InputRefused) as caught:
        read(raw, **options)
    assert caught.value.exit_code == 3
    return {d.column for d in caught.value.defects}


def test_a_good_agreement_with_the_defaults_of_the_contract() -> None:
    got = read(agreement())
    assert (got.custodian.short, got.requester.short) == ("ERS", "Example Enforcement Agency")
    assert (got.limits, got.matching, got.safeguards) == (Limits(), Matching(), Safeguards())
    assert (got.engagement, got.reviews, got.retention_days) == ("signer", 1, 365)
    assert dict(got.clocks) == {"acknowledge_days": 5, "return_days": 10, "breach_hours": 24}
    assert got.signers[0].valid_from == date(2025, 1, 1)
    assert got.effective_to is None


def test_what_is_given_replaces_the_defaults() -> None:
    got = read(
        agreement(
            limits={"max_rows_per_officer": 10}, matching={"address": "last_known", "last_known": "any", "joint": True},
            safeguards={"last_review_on": "2026-01-15", "open_findings": 0, "corrective_plan_on": None},
            clocks={"return_days": 20}, retention={"undisclosed_evidence_days": 30}, requester_offices=["1 Agency Pl"],
            reviews=2, engagement="officer",
        )
    )  # fmt: skip
    assert got.limits == Limits(max_rows_per_officer=10)
    assert got.matching == Matching(address="last_known", last_known="any", joint=True)
    assert got.safeguards == Safeguards(date(2026, 1, 15), 0, None)
    assert dict(got.clocks)["return_days"] == 20
    assert (got.retention_days, got.requester_offices, got.reviews, got.engagement) == (
        30,
        ("1 Agency Pl",),
        2,
        "officer",
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"effective": {"from": "2019-01-01", "to": "2020-01-01"}},  # expired
        {"effective": {"from": "2090-01-01", "to": None}},  # not yet in force
        {"safeguards": {"open_findings": 3}},
        {"signers": [], "recipients": []},
        {"colour": "red"},
    ],
)
def test_form_only_is_checked(changes: dict[str, Any]) -> None:
    read(agreement(**changes))


def test_silence_about_findings_is_not_none_of_them() -> None:
    assert read(agreement(safeguards={"last_review_on": "2026-01-15"})).safeguards.open_findings is None


def test_every_missing_key_is_listed_at_once() -> None:
    assert defects(b"{}") == {
        "id", "version", "title", "parties", "authority", "profile", "effective", "signers", "recipients", "fields",
    }  # fmt: skip


def test_every_ill_formed_value_is_listed_at_once() -> None:
    raw = agreement(
        id="../../etc", version=0, title=" ", parties={"custodian": {"name": ""}, "requester": "x"}, authority=3,
        effective={"from": "soon", "to": "2020-01-01x"}, fields=[], engagement="both", reviews=3,
        limits={"max_rows": -1, "max_row": 5}, matching={"address": "zip", "joint": "yes", "confidence": 1.5},
        safeguards={"open_findings": "none"}, clocks={"return_days": 1.5}, retention=[],
        signers=[{"name": "x", "key": "ssh-rsa AAAA"}, "y"],
        recipients=[{"id": "R/1", "name": "x", "officer": "O1", "certificate": "no"}],
        clauses=[{"id": "c1", "heading": "h", "text": "t", "withheld": {"until": "x"}},
                 {"id": "c1", "heading": "h", "text": "t"}],
    )  # fmt: skip
    assert defects(raw) == {
        "id", "version", "title", "parties.custodian.name", "parties.requester", "authority", "effective.from",
        "effective.to", "fields", "engagement", "reviews", "limits.max_rows", "limits.max_row", "matching.address",
        "matching.joint", "matching.confidence", "safeguards.open_findings", "clocks.return_days", "retention",
        "signers[0].key", "signers[0].office", "signers[1]", "recipients[0].id", "recipients[0].certificate",
        "clauses[0].withheld.reason", "clauses[0].withheld.until", "clauses[1].id",
    }  # fmt: skip


def recipients(*entries: tuple[str, str]) -> bytes:
    return agreement(recipients=[{"id": i, "name": "x", "officer": "O1", "certificate": c} for i, c in entries])


def test_a_certificate_must_be_one_an_answer_can_be_sealed_to() -> None:
    assert defects(recipients(("R1", SMALL), ("R2", CERTIFICATE), ("R3", "-----BEGIN CERTIFICATE-----\nAAAA\n"))) == {
        "recipients[0].certificate", "recipients[2].certificate",
    }  # fmt: skip


def test_a_private_key_is_refused_and_never_repeated() -> None:
    with pytest.raises(InputRefused) as caught:
        read(recipients(("R1", CERTIFICATE + PRIVATE)))
    assert PRIVATE.splitlines()[1] not in json.dumps(caught.value.as_json())


def test_recipient_ids_differ_also_without_regard_to_case() -> None:
    assert defects(recipients(("R1", CERTIFICATE), ("r1", CERTIFICATE))) == {"recipients[1].id"}


@pytest.mark.parametrize("name", ["..", "a/b", "a\\b", ".hidden", "-x", "a b", "a\nb", "x" * 65, "é"])
def test_an_id_can_name_a_file(name: str) -> None:
    assert "id" in defects(agreement(id=name))


def test_a_profile_for_comparison_only_carries_no_agreement() -> None:
    assert defects(agreement(profile="us/zip-like-2025"), refused_profiles=["us/zip-like-2025"]) == {"profile"}


def test_times_do_not_end_before_they_begin() -> None:
    raw = agreement(
        effective={"from": "2026-01-02", "to": "2026-01-01"},
        signers=[{"name": "x", "office": "other", "key": KEY, "from": "2026-01-02", "to": "2026-01-01"}],
    )
    assert defects(raw) == {"effective.to", "signers[0].to"}


def with_keys(*keys: str) -> list[dict[str, str]]:
    return [
        {"id": f"R{n}", "name": "Agent Example", "officer": f"O{n}", "certificate": CERTIFICATE, "key": key}
        for n, key in enumerate(keys, 1)
    ]


OWN = [sshsig.public_line(Ed25519PrivateKey.from_private_bytes(bytes([n] * 32))) for n in (7, 8)]


def test_an_officers_own_key_is_read_and_need_not_be_there() -> None:
    assert [r.key for r in read(agreement(recipients=with_keys(*OWN))).recipients] == OWN
    assert read(agreement()).recipients[0].key == ""


@pytest.mark.parametrize("keys", [[OWN[0], OWN[0] + " again"], [OWN[0], KEY], [OWN[0], "no key"], [OWN[0], 7]])
def test_an_officers_key_is_a_key_and_nobody_elses(keys: list[str]) -> None:
    assert defects(agreement(recipients=with_keys(*keys))) == {"recipients[1].key"}


def test_one_officer_may_have_two_mailboxes_and_one_key() -> None:
    two = [one | {"officer": "O1"} for one in with_keys(OWN[0], OWN[0])]
    assert len(read(agreement(recipients=two)).recipients) == 2
