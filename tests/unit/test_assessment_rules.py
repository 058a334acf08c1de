"""RULES.md's table of facial rules and gates, line by line: what is changed in a clean package, and what the row then gets."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from assessment_support import SIGNED, TODAY, agreement, letter, officer, row, run, signer_key

from muniment.vocabulary.agreement import Limits, Order, OrderScope, Recipient, RegisteredSigner, Safeguards


def one(folder: Path, change: dict[str, Any] | None = None, **given: Any) -> tuple[str, list[str]]:
    """Outcome and failed rules of a package of one row."""
    found = run(folder, [row(1, **(change or {}))], **given)["r0001"]
    return found["outcome"], found["failed"]


def with_officer(**change: Any) -> dict[str, Any]:
    return {"letter": letter(officers=[officer(**change)])}


def signed(**change: Any) -> dict[str, Any]:
    return {"letter": letter(**change)}


def agreed(**change: Any) -> dict[str, Any]:
    return {"agreement": agreement(**change)}


def head(office: str = "agency_head", **change: Any) -> RegisteredSigner:
    return replace(RegisteredSigner("Henrietta Head", office, signer_key(), date(2025, 1, 1), None), **change)


ORDER = Order("ORD-1", "Example court", "1:26-cv-1", date(2026, 2, 5), date(2026, 2, 5), None, OrderScope(), "Stay.")


def test_a_clean_row_is_eligible(tmp_path: Path) -> None:
    assert one(tmp_path) == ("eligible", [])


@pytest.mark.parametrize(
    ("given", "outcome", "rules"),
    [
        # B01
        ({"orders": (ORDER,)}, "block", ["I2-B01"]),
        ({"orders": (replace(ORDER, effective_from=date(2026, 3, 10)),)}, "eligible", []),
        ({"orders": (replace(ORDER, effective_to=date(2026, 3, 8)),)}, "eligible", []),
        ({"orders": (replace(ORDER, effective_to=TODAY),)}, "block", ["I2-B01"]),
        # B02
        (agreed(effective_from=date(2026, 3, 3)), "block", ["I2-B02"]),
        (agreed(effective_to=date(2026, 3, 5)), "block", ["I2-B02"]),
        (agreed(effective_to=TODAY), "eligible", []),
        (agreed(authority="us/usc26/6103-i-5"), "block", ["I2-B02"]),
        (signed(authority="us/usc26/6103-i-1"), "block", ["I2-B02"]),
        (signed(agreement="another-2026"), "block", ["I2-B02"]),
        # B03
        (agreed(safeguards=Safeguards(date(2026, 1, 15), 2, None)), "block", ["I2-B03"]),
        (agreed(safeguards=Safeguards(date(2026, 1, 15), 2, date(2026, 2, 1))), "eligible", []),
        (agreed(safeguards=Safeguards()), "block", ["I2-B03"]),
        # B05
        ({"signer_key": ""}, "refuse", ["I2-B04", "I2-B05"]),
        (agreed(signers=()), "refuse", ["I2-B05"]),
        (agreed(signers=(head(valid_from=date(2026, 3, 3)),)), "refuse", ["I2-B05"]),
        (agreed(signers=(head(valid_to=date(2026, 3, 1)),)), "refuse", ["I2-B05"]),
        (agreed(signers=(head(valid_from=SIGNED, valid_to=SIGNED),)), "eligible", []),
        (signed(name="Harriet Head"), "refuse", ["I2-B05"]),
        (signed(name="HENRIETTA  head"), "eligible", []),
        (signed(office="inspector_general"), "refuse", ["I2-B05"]),
        (signed(office="other") | agreed(signers=(head("other"),)), "refuse", ["I2-B05"]),
        (signed(office="inspector_general") | agreed(signers=(head("inspector_general"),)), "eligible", []),
        (signed(signed_for="the director"), "refuse", ["I2-B05"]),
        (signed(office="component_head") | agreed(signers=(head("component_head"),)), "hold", ["I2-B05"]),
        (signed(acting=True), "eligible", []),
        # F09
        (with_officer(id="O2"), "return", ["I2-F09"]),
        ({"letter": letter(officers=[officer(), officer()])}, "return", ["I2-F09"]),
        (with_officer(engaged=False), "return", ["I2-F09"]),
        (with_officer(engaged=None), "return", ["I2-F09"]),
        (with_officer(name=" "), "return", ["I2-F09"]),
        (with_officer(agency=""), "return", ["I2-F09"]),
        (with_officer(role="n/a"), "return", ["I2-F09"]),
        (with_officer(open_matters=None), "return", ["I2-F09"]),
        (with_officer(open_matters=-1), "return", ["I2-F09"]),
        (with_officer(employment=""), "return", ["I2-F09"]),
        (with_officer(employment="contractor"), "refuse", ["I2-F09"]),
        (with_officer(employment="state_or_local"), "refuse", ["I2-F09"]),
        (with_officer(employment="State or local"), "refuse", ["I2-F09"]),
        (with_officer(employment="other"), "refuse", ["I2-F09"]),
        (with_officer(agency="Another Agency"), "refuse", ["I2-F09"]),
        (with_officer(agency="EEA"), "eligible", []),
        (with_officer(open_matters=300), "eligible", []),
        (with_officer(open_matters=301), "hold", ["I2-F09"]),
        (agreed(recipients=()), "return", ["I2-F09"]),
        (agreed(engagement="officer"), "return", ["I2-F09"]),
        # F10
        (signed(sole_use=False), "refuse", ["I2-F10"]),
        (signed(sole_use=None), "return", ["I2-F10"]),
        (signed(use_statement=""), "return", ["I2-F10"]),
        (signed(systems_of_storage=()), "return", ["I2-F10"]),
        (signed(systems_of_storage=("",)), "return", ["I2-F10"]),
        (signed(statement="To locate and remove the persons named."), "refuse", ["I2-F10"]),
        (signed(use_statement="For criminal investigations and civil immigration enforcement."), "refuse", ["I2-F10"]),
        (signed(use_statement="Not for civil removal."), "eligible", []),
        # F12
        (signed(statement="Each person is a fugitive with an outstanding arrest warrant."), "refuse", ["I2-F12"]),
    ],
)  # fmt: skip
def test_gates_and_the_letter(tmp_path: Path, given: dict[str, Any], outcome: str, rules: list[str]) -> None:
    assert one(tmp_path, **given) == (outcome, rules)


FACES: list[tuple[dict[str, Any], str, list[str]]] = [
    ({"given_state": "empty"}, "return", ["I2-F01"]),
    ({"family_state": "placeholder"}, "return", ["I2-F01"]),
    ({"given_state": "no_letter"}, "return", ["I2-F01"]),
    ({"given_state": "formula"}, "return", ["I2-F01"]),
    ({"family_state": "mixed_script"}, "return", ["I2-F01"]),
    ({"tin_state": "malformed", "tin_digits": ""}, "return", ["I2-F01b"]),
    ({"tin_state": "absent", "tin_digits": ""}, "eligible", []),
    ({"address_empty": True}, "return", ["I2-F02"]),
    ({"address_placeholder": True}, "return", ["I2-F02"]),
    ({"address_bare": True}, "return", ["I2-F02"]),
    ({"delivery_line": False}, "return", ["I2-F03"]),
    ({"locality": False}, "return", ["I2-F03"]),
    ({"locality_conflict": True}, "return", ["I2-F03"]),
    ({"address_hostile": True}, "return", ["I2-F03"]),
    ({"address_placeholder": True, "delivery_line": False}, "return", ["I2-F02", "I2-F03"]),
    ({"address_facility": True}, "hold", ["I2-F04"]),
    ({"address_care_of": True}, "hold", ["I2-F04"]),
    ({"address_general_delivery": True}, "hold", ["I2-F04"]),
    ({"periods": [], "periods_state": "empty"}, "return", ["I2-F05"]),
    ({"periods": [2023], "periods_state": "unreadable"}, "return", ["I2-F05"]),
    ({"periods_state": "too_many"}, "return", ["I2-F05"]),
    ({"periods": [1912]}, "return", ["I2-F05"]),
    ({"periods": [2027]}, "return", ["I2-F05"]),
    ({"periods": [1913, 2026]}, "eligible", []),
    ({"statute_key": ""}, "return", ["I2-F06"]),
    ({"statute_key": "to be advised"}, "return", ["I2-F06"]),
    ({"statute_key": "8 usc 9999"}, "return", ["I2-F06"]),
    ({"statute_key": "8 usc 1253"}, "return", ["I2-F06"]),
    ({"statute_key": "8 usc 1253(a)(1)"}, "eligible", []),
    ({"statute_key": "8 usc 1227(a)(1)(b)"}, "refuse", ["I2-F06"]),
    ({"statute_key": "8 usc 1253(a)(1)(a); 8 usc 1231"}, "refuse", ["I2-F06"]),
    ({"statute_key": "26 usc 7203"}, "refuse", ["I2-B06", "I2-F06"]),
    ({"matter_id": ""}, "return", ["I2-F07"]),
    ({"stage_key": "trial"}, "return", ["I2-F07"]),
    ({"stage_key": "grand_jury"}, "eligible", []),
    ({"opened_on": None}, "return", ["I2-F07"]),
    ({"opened_on": date(2026, 3, 3)}, "return", ["I2-F07"]),
    ({"reason_state": "empty", "reason_key": ""}, "return", ["I2-F08"]),
    ({"reason_state": "placeholder", "reason_key": "n/a"}, "return", ["I2-F08"]),
    ({"final_order_on": None}, "return", ["I2-F08"]),
    ({"final_order_on": date(2026, 3, 3), "reason_key": "wilful failure to depart"}, "return", ["I2-F08"]),
    ({"final_order_on": date(2025, 12, 2), "reason_key": "wilful failure to depart"}, "return", ["I2-F08"]),
    ({"final_order_on": date(2025, 12, 1), "reason_key": "wilful failure to depart"}, "eligible", []),
    ({"final_order_on": date(2025, 12, 2), "reason_key": "refuses papers", "statute_key": "8 usc 1253(a)(1)(b)"}, "eligible", []),
    ({"order_class_key": ""}, "return", ["I2-F08"]),
    ({"order_class_key": "8 usc 1182(a)"}, "return", ["I2-F08"]),
    ({"order_class_key": "ina 237(a)(1)(b)"}, "eligible", []),
    ({"statute_key": "8 usc 1326(a)", "final_order_on": None, "order_class_key": "", "reason_key": "was removed in 2019 and re-entered"}, "eligible", []),
    ({"reason_key": "the final order of 2022-02-02 was ignored"}, "hold", ["I2-F08"]),
    ({"reason_key": "subject juan ejemplo was told to leave and stayed"}, "hold", ["I2-F08"]),
    ({"reason_key": "needed in matter m-2025999"}, "hold", ["I2-F08"]),
    ({"officer_id": ""}, "return", ["I2-F09"]),
    ({"officer_id": "O9"}, "return", ["I2-F09"]),
    ({"reason_key": "to locate and remove."}, "refuse", ["I2-F10"]),
    ({"reason_key": "not for removal; wilful failure to depart"}, "eligible", []),
    ({"items_key": ""}, "return", ["I2-F11"]),
    ({"items_key": "mailing address"}, "eligible", []),
    ({"items_key": "last known address"}, "eligible", []),
    ({"items_key": "address;last-known address"}, "eligible", []),
    ({"items_key": "address;employer"}, "refuse", ["I2-F11"]),
    ({"items_key": "email address"}, "refuse", ["I2-F11"]),
    ({"reason_key": "fugitive with a federal felony warrant"}, "refuse", ["I2-F12"]),
    ({"reason_key": "imminent danger of death"}, "refuse", ["I2-F12"]),
    ({"reason_key": "to find a missing child"}, "refuse", ["I2-F12"]),
]  # fmt: skip


@pytest.fixture(scope="module")
def faces(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """Every case of FACES as a row of one package: none may depend on another."""
    rows = [row(n, **change) for n, (change, _, _) in enumerate(FACES, 1)]
    return list(run(tmp_path_factory.mktemp("faces"), rows).values())


@pytest.mark.parametrize("number", range(len(FACES)), ids=lambda n: f"{FACES[n][0]}")
def test_the_face_of_a_row(faces: list[dict[str, Any]], number: int) -> None:
    _, outcome, rules = FACES[number]
    assert (faces[number]["outcome"], faces[number]["failed"]) == (outcome, rules)


def test_all_failed_rules_are_listed_whatever_the_outcome(tmp_path: Path) -> None:
    change = {
        "address_placeholder": True,
        "tin_state": "malformed",
        "tin_digits": "",
        "statute_key": "8 usc 1231",
        "address_care_of": True,
    }
    given = {"orders": (ORDER,)} | signed(sole_use=None)
    assert one(tmp_path, change, **given) == ("block", ["I2-B01", "I2-F01b", "I2-F02", "I2-F04", "I2-F06", "I2-F10"])


def test_flags_say_what_was_met_with_a_remark(tmp_path: Path) -> None:
    acting = run(tmp_path, [row(1)], letter=letter(acting=True))["r0001"]
    plan = run(tmp_path, [row(1)], agreement=agreement(safeguards=Safeguards(None, 1, date(2026, 2, 1))))["r0001"]
    assert (acting["flags"], plan["flags"]) == (["acting_signer"], ["open_findings_with_plan"])


LIMITS = Limits(max_rows=100, max_rows_per_officer=5, shared_address_rows=3, identical_reason_rows=4)


def package(count: int, **same: Any) -> list[dict[str, Any]]:
    """Rows of different persons, each with an officer of its own, that have `same` in common."""
    return [row(n, **({"officer_id": f"O{n}"} | same)) for n in range(1, count + 1)]


def assess_many(folder: Path, rows: list[dict[str, Any]], limits: Limits = LIMITS) -> list[tuple[str, list[str]]]:
    listed = [officer(f"O{n}", open_matters=3) for n in range(1, len(rows) + 1)]
    given = agreement(officers=listed, limits=limits)
    found = run(folder, rows, letter=letter(officers=listed, rows=len(rows)), agreement=given)
    return [(f["outcome"], f["failed"]) for f in found.values()]


@pytest.mark.parametrize(
    ("same", "limit", "rules"),
    [
        ({"officer_id": "O1"}, 5, ["I2-B07", "I2-F09"]),
        ({"reason_key": "wilful failure to depart after a final order"}, 4, ["I2-B07", "I2-F08"]),
        ({"address_key": "us|oh|dayton|45402|1 main st"}, 3, ["I2-B07", "I2-F04"]),
    ],
)
def test_over_a_limit_every_row_counted_holds_and_at_the_limit_none(
    tmp_path: Path, same: dict[str, Any], limit: int, rules: list[str]
) -> None:
    assert set(map(str, assess_many(tmp_path, package(limit, **same)))) == {str(("eligible", []))}
    over = assess_many(tmp_path, [*package(limit + 1, **same), row(50, officer_id="O2")])
    assert over == [("hold", rules)] * (limit + 1) + [("eligible", [])]


def test_a_package_over_the_limit_holds_every_row(tmp_path: Path) -> None:
    assert assess_many(tmp_path, package(4), replace(LIMITS, max_rows=3)) == [("hold", ["I2-B07"])] * 4


def test_empty_cells_are_nothing_that_could_be_shared(tmp_path: Path) -> None:
    empty = assess_many(
        tmp_path, package(6, reason_key="", reason_state="empty", address_key="", delivery_line=False, officer_id="")
    )
    assert empty == [("return", ["I2-F03", "I2-F08", "I2-F09"])] * 6


def test_the_offices_of_the_requester_are_held_whatever_the_unit(tmp_path: Path) -> None:
    from muniment.assessment.batch_facts import OfficeAddress

    office = OfficeAddress(house_number="418", street="maple", city_key="dayton", state_key="oh", zip5="45402")
    assert one(tmp_path, {"unit": "12"}, requester_offices=(office,)) == ("hold", ["I2-F04"])
    assert one(tmp_path, requester_offices=(replace(office, house_number="420"),)) == ("eligible", [])
    assert one(tmp_path, requester_offices=(OfficeAddress(),)) == ("eligible", [])


def test_one_officer_of_several_is_returned_and_the_others_are_not(tmp_path: Path) -> None:
    listed = [officer("O1"), officer("O2"), officer("O3", employment="contractor")]
    given = agreement(officers=[listed[0], listed[2]])
    rows = [row(n, officer_id=f"O{n}") for n in (1, 2, 3)]
    found = run(tmp_path, rows, letter=letter(officers=listed, rows=3), agreement=given)
    assert [f["outcome"] for f in found.values()] == ["eligible", "return", "refuse"]


def test_a_recipient_is_known_by_the_officer_it_names(tmp_path: Path) -> None:
    assert one(tmp_path, **agreed(recipients=(Recipient("R9", "Somebody", " O1 ", "PEM"),))) == ("eligible", [])


@pytest.mark.parametrize(
    ("decisions", "outcome"),
    [
        ([("I2-F04", "confirm")], "eligible"),
        ([("I2-F04", "refuse")], "return"),
        ([("I2-F04", "confirm"), ("I2-F04", "refuse")], "return"),
        ([("I2-F09", "confirm")], "hold"),
    ],
)
def test_an_officer_decides_a_hold(tmp_path: Path, decisions: list[tuple[str, str]], outcome: str) -> None:
    found = one(tmp_path, {"address_facility": True}, judgments=judgments(tmp_path, decisions))
    assert found[0] == outcome


@pytest.mark.parametrize(
    ("fact", "rule"),
    [
        ("found_closed", "I2-F07"),
        ("found_not_subject", "I2-F07"),
        ("found_a2_bar", "I2-F08"),
        ("found_address_not_theirs", "I2-F04"),
    ],
)
def test_an_adverse_finding_returns_a_row_that_was_clean(tmp_path: Path, fact: str, rule: str) -> None:
    assert one(tmp_path, judgments=judgments(tmp_path, [(fact, "true")])) == ("return", [rule])
    assert one(tmp_path, judgments=judgments(tmp_path, [(fact, "true"), (fact, "false")])) == ("return", [rule])
    assert one(tmp_path, judgments=judgments(tmp_path, [(fact, "false")])) == ("eligible", [])


def test_no_decision_of_an_officer_cures_a_defect_of_the_request(tmp_path: Path) -> None:
    every = judgments(tmp_path, [(f"I2-{r}", "confirm") for r in ("B01", "F02", "F03", "F06", "F09", "F10")])
    change = {"address_empty": True, "delivery_line": False, "statute_key": "8 usc 1231"}
    assert one(tmp_path, change, judgments=every, orders=(ORDER,)) == (
        "block",
        ["I2-B01", "I2-F02", "I2-F03", "I2-F06"],
    )


def judgments(folder: Path, decisions: list[tuple[str, str]]) -> Path:
    import pyarrow as pa
    import pyarrow.parquet as pq

    rules, said = zip(*decisions, strict=True)
    path = folder / "judgments.parquet"
    pq.write_table(
        pa.table({"row": pa.array([1] * len(rules), pa.int32()), "rule": list(rules), "decision": list(said)}), path
    )
    return path
