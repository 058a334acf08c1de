"""An agreement from its file: form only. Whether it is in force, what it permits: that is law, decided later."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from muniment.agreements.form import Form
from muniment.formats.keyfiles import read_certificate
from muniment.formats.sshsig import check_public_line, fingerprint
from muniment.formats.yaml import read_mapping
from muniment.vocabulary.agreement import (
    Agreement,
    Clause,
    Limits,
    Matching,
    Party,
    Recipient,
    RegisteredSigner,
    Safeguards,
)
from muniment.vocabulary.errors import InputRefused

ADDRESS_CONFIRMATIONS: Final = ("any_on_file", "last_known")
LAST_KNOWN: Final = ("return_or_notice", "any")
ENGAGEMENTS: Final = ("signer", "officer")
CLOCKS: Final = (("acknowledge_days", 5), ("return_days", 10), ("breach_hours", 24))

# Both become names of files and addresses of pages; anything freer could walk out of a folder.
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_NAME_HINT: Final = "Letters, digits, dot, hyphen and underscore; at most 64, the first a letter or digit."


def read_agreement(raw: bytes, file: str, *, refused_profiles: Collection[str] = ()) -> Agreement:
    """The agreement in `raw` (YAML 1.2 or JSON). Raises InputRefused with every defect of its form.

    An agreement that is expired, not yet in force or has open findings is read: its packages are blocked later
    (CONTRACT.md, Submitting). `refused_profiles` are readings kept for comparison only; nothing may be decided under
    one. Limits, matching, clocks and retention that are absent are those of CONTRACT.md's example.
    """
    form = Form(read_mapping(raw, file), file)
    parties, effective = form.section("parties", needed=True), form.section("effective", needed=True)
    identifier = _name(form, "id")
    profile = form.text("profile")
    if profile in refused_profiles:
        form.add("profile", "MUN-AGREEMENT-002", "This profile is for comparison only: no agreement may rest on it.",
                 "Name the profile counsel has signed.")  # fmt: skip
    begins, ends = effective.day("from"), effective.optional_day("to")
    if ends is not None and ends < begins:
        effective.add("to", "MUN-AGREEMENT-003", "The agreement ends before it begins.")
    signers = _signers(form)
    agreement = Agreement(
        id=identifier,
        version=form.whole("version", missing=None, least=1),
        title=form.text("title"),
        custodian=_party(parties, "custodian"),
        requester=_party(parties, "requester"),
        authority=form.text("authority"),
        profile=profile,
        effective_from=begins,
        effective_to=ends,
        signers=signers,
        recipients=_recipients(form, {s.key for s in signers if s.key}),
        engagement=form.choice("engagement", ENGAGEMENTS, missing="signer"),
        fields=form.texts("fields", needed=True),
        limits=_limits(form),
        matching=_matching(form),
        safeguards=_safeguards(form),
        clocks=_clocks(form),
        retention_days=form.section("retention").whole("undisclosed_evidence_days", missing=365),
        requester_offices=form.texts("requester_offices"),
        reviews=form.whole("reviews", missing=1, choices=(1, 2)),
        clauses=_clauses(form),
    )
    form.refuse("MUN-AGREEMENT-000", "The agreement")
    return agreement


def _name(form: Form, key: str) -> str:
    name = form.text(key)
    if name and not _NAME.fullmatch(name):
        form.add(key, "MUN-AGREEMENT-001", "This cannot be a name for files and pages.", _NAME_HINT)
    return name


def _party(parties: Form, key: str) -> Party:
    party = parties.section(key, needed=True)
    name = party.text("name")
    return Party(name, party.text("short", missing=name))


def _signers(form: Form) -> tuple[RegisteredSigner, ...]:
    signers = []
    for _, entry in form.entries("signers", needed=True):
        key = _public_key(entry, needed=True)
        begins, ends = entry.optional_day("from"), entry.optional_day("to")
        if begins and ends and ends < begins:
            entry.add("to", "MUN-AGREEMENT-003", "The time ends before it begins.")
        signers.append(RegisteredSigner(entry.text("name"), entry.text("office"), key, begins, ends))
    return tuple(signers)


def _public_key(entry: Form, *, needed: bool) -> str:
    """The key's line, or '' where it is absent or is no key: a defect, but for a key that need not be there."""
    key = entry.text("key", missing=None if needed else "")
    if key:
        try:
            check_public_line(key)
        except InputRefused as refusal:
            entry.add("key", refusal.code, refusal.message, refusal.hint)
            return ""
    return key


def _recipients(form: Form, signers_keys: Collection[str]) -> tuple[Recipient, ...]:
    recipients: list[Recipient] = []
    seen: dict[str, str] = {}
    owners: dict[str, str | None] = dict.fromkeys(map(fingerprint, signers_keys))
    for path, entry in form.entries("recipients", needed=True):
        identifier, pem = _name(entry, "id"), entry.text("certificate")
        # Two names that differ in case only would be one file on some disks.
        if identifier and identifier.casefold() in seen:
            entry.add("id", "MUN-AGREEMENT-004", f"The same id stands in {seen[identifier.casefold()]} already.")
        seen.setdefault(identifier.casefold(), path)
        if "PRIVATE KEY" in pem:
            entry.add("certificate", "MUN-AGREEMENT-005", "A private key stands here; it is no longer secret.",
                      "Make a new key, keep it with the recipient, and give the certificate only.")  # fmt: skip
        elif pem:
            try:
                read_certificate(pem)
            except InputRefused as refusal:
                entry.add("certificate", refusal.code, refusal.message, refusal.hint)
        officer, key = entry.text("officer"), _public_key(entry, needed=False)
        if key and owners.setdefault(fingerprint(key), officer) != officer:
            entry.add("key", "MUN-AGREEMENT-006", "This key is a signer's or another officer's.",
                      "Each officer signs with a key of his own.")  # fmt: skip
        recipients.append(Recipient(identifier, entry.text("name"), officer, pem, key))
    return tuple(recipients)


def _limits(form: Form) -> Limits:
    plain = Limits()
    known = ("max_rows", "max_rows_per_officer", "shared_address_rows", "identical_reason_rows")
    limits = form.section("limits", known=known)
    return Limits(**{name: limits.whole(name, missing=getattr(plain, name)) for name in known})


def _matching(form: Form) -> Matching:
    plain = Matching()
    matching = form.section(
        "matching", known=("address", "last_known", "joint", "wrongful_disclosure_limit", "confidence")
    )
    return Matching(
        address=matching.choice("address", ADDRESS_CONFIRMATIONS, missing=plain.address),
        last_known=matching.choice("last_known", LAST_KNOWN, missing=plain.last_known),
        joint=matching.flag("joint", missing=plain.joint),
        wrongful_disclosure_limit=matching.fraction(
            "wrongful_disclosure_limit", missing=plain.wrongful_disclosure_limit
        ),
        confidence=matching.fraction("confidence", missing=plain.confidence),
    )


def _safeguards(form: Form) -> Safeguards:
    """Silence about findings stays silence: None, which no rule takes for none."""
    safeguards = form.section("safeguards")

    def findings(key: str) -> int | None:
        return None if safeguards.body.get(key) is None else safeguards.whole(key, missing=None)

    return Safeguards(
        last_review_on=safeguards.optional_day("last_review_on"),
        open_findings=findings("open_findings"),
        corrective_plan_on=safeguards.optional_day("corrective_plan_on"),
        open_high_findings=findings("open_high_findings"),
    )


def _clocks(form: Form) -> tuple[tuple[str, int], ...]:
    clocks = form.section("clocks")
    names = dict(CLOCKS)
    return tuple(
        (name, clocks.whole(name, missing=names.get(name, 0))) for name in dict.fromkeys([*names, *clocks.body])
    )


def _clauses(form: Form) -> tuple[Clause, ...]:
    clauses: list[Clause] = []
    seen: dict[str, str] = {}
    for path, entry in form.entries("clauses"):
        identifier = entry.text("id")
        if identifier and identifier in seen:
            entry.add("id", "MUN-AGREEMENT-004", f"The same id stands in {seen[identifier]} already.")
        seen.setdefault(identifier, path)
        reason, until = "", None
        if entry.body.get("withheld") is not None:
            withheld = entry.section("withheld", needed=True)
            # What is withheld without a reason could not be told from what was forgotten.
            reason, until = withheld.text("reason"), withheld.optional_day("until")
        clauses.append(Clause(identifier, entry.text("heading"), entry.text("text"), reason, until))
    return tuple(clauses)
