"""The public edition: the same data, nothing withheld in it, nobody named."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from test_agreements_read import CERTIFICATE, KEY, agreement, read

from muniment.agreements.publish import PublicEdition, public_edition

CLAUSES = [
    {"id": "c1", "heading": "Purpose", "text": "To state the terms.\n\nSecond paragraph.", "withheld": None},
    {
        "id": "c2",
        "heading": "SECRETHEADING",
        "text": "SECRETTEXT",
        "withheld": {"reason": "points of contact", "until": None},
    },
    {"id": "c3", "heading": "Later", "text": "LATERTEXT", "withheld": {"reason": "pending", "until": "2027-01-01"}},
]
DAY = date(2026, 3, 2)


def edition(on: date = DAY, **changes: Any) -> PublicEdition:
    return public_edition(
        read(agreement(clauses=CLAUSES, requester_offices=["1 SECRETOFFICE Pl"], **changes)), "ab" * 32, on
    )


def test_withheld_clauses_are_left_out_with_their_reason() -> None:
    for text in (edition().markdown, edition().json_text):
        assert "SECRET" not in text and "LATERTEXT" not in text
        assert "points of contact" in text and "To state the terms" in text
        assert "c2" in text, "what is left out is seen to be left out"


def test_a_clause_is_public_from_its_day_on() -> None:
    assert "LATERTEXT" not in edition(date(2026, 12, 31)).markdown
    assert "LATERTEXT" in edition(date(2027, 1, 1)).markdown
    assert "LATERTEXT" in edition(date(2027, 1, 1)).json_text


def test_nobody_is_named_and_no_key_shown_but_offices_are() -> None:
    for text in (edition().markdown, edition().json_text):
        for private in ("Henrietta", "Agent Example", KEY.split()[1], CERTIFICATE.splitlines()[1]):
            assert private not in text
        assert "Agency head" in text


def test_limits_on_volume_are_not_numbers_to_cut_a_package_to() -> None:
    for text in (
        edition(limits={"max_rows_per_officer": 173}).markdown,
        edition(limits={"max_rows_per_officer": 173}).json_text,
    ):
        assert "173" not in text


def test_both_forms_are_the_same_whenever_made() -> None:
    assert edition() == edition()
    assert json.loads(edition().json_text)["agreement_sha256"] == "ab" * 32


def test_text_of_an_agreement_is_never_markup_of_the_page() -> None:
    text = edition(title="<script>x</script> # [a](b) | *c*").markdown
    assert "<script>" not in text
    assert r"\[a\]\(b\)" in text
