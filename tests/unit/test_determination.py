"""Determination: outcomes follow from findings, matches and decisions; the guard takes nobody's word for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from muniment.determination import DeterminationInput, Item, determine, guard, items
from muniment.determination.sql import SAMPLE_SIZE
from muniment.law import shipped_pack, shipped_profile
from muniment.vocabulary.chain import Warrant
from muniment.vocabulary.columns import ADDRESS_COLUMNS
from muniment.vocabulary.errors import IntegrityFailure

PACK = shipped_pack("us/usc26/6103-i-2")
PROFILE = shipped_profile("us/dc-circuit-2026")

FACTS = {"row": "INTEGER", **dict.fromkeys(("given_key", "middle_key", "family_key", "suffix_key", "tin_digits"), "VARCHAR"),
         "birth_date": "DATE", "tin_state": "VARCHAR", "items_key": "VARCHAR", **dict.fromkeys(ADDRESS_COLUMNS, "VARCHAR")}  # fmt: skip
FINDINGS = {"row": "INTEGER", "row_ref": "VARCHAR", "outcome": "VARCHAR", "failed": "VARCHAR[]", "held": "VARCHAR[]",
            "missing": "VARCHAR[]"}  # fmt: skip
MATCHES = {
    "row": "INTEGER", "row_ref": "VARCHAR", "person_id": "VARCHAR", "decision": "VARCHAR",
    **dict.fromkeys(("name_level", "dob_level", "address_level", "tin_level"), "VARCHAR"),
    **dict.fromkeys(("filer", "deceased_before", "address_on_file", "address_is_last_known", "tin_conflict",
                     "tin_of_other", "period_on_file", "identity_theft", "impairment", "informant", "protected"),
                    "BOOLEAN"),
    **dict.fromkeys(("last_address_line", "last_city", "last_state", "last_postal_code", "last_country",
                     "last_record_id"), "VARCHAR"),
    "items": "MAP",
}  # fmt: skip
CLEAN = {name: False for name, kind in MATCHES.items() if kind == "BOOLEAN"} | {
    "filer": True, "address_on_file": True, "address_is_last_known": True, "period_on_file": True,
}  # fmt: skip
JUDGMENTS = {"row": "INTEGER", "item": "VARCHAR", "decision": "VARCHAR", "basis": "VARCHAR", "officer": "VARCHAR"}


KINDS = {"INTEGER": pa.int32(), "VARCHAR": pa.string(), "BOOLEAN": pa.bool_(), "DATE": pa.date32(),
         "VARCHAR[]": pa.list_(pa.string()), "MAP": pa.map_(pa.string(), pa.string())}  # fmt: skip


def save(path: Path, columns: Mapping[str, str], rows: Sequence[Mapping[str, Any]]) -> Path:
    schema = pa.schema([(name, KINDS[kind]) for name, kind in columns.items()])
    pq.write_table(pa.Table.from_pylist([dict(row) for row in rows], schema=schema), path)
    return path


class Bench:
    """Findings, matches and decisions of a few rows; the rest is clean."""

    def __init__(self, folder: Path) -> None:
        self.dir = folder
        self.facts: list[dict[str, Any]] = []
        self.findings: list[dict[str, Any]] = []
        self.matches: list[dict[str, Any]] = []
        self.judgments: list[dict[str, Any]] = []

    def row(self, number: int, outcome: str = "eligible", *rules: str, person: int | None = None, **match: Any) -> None:
        """One row of the file. `person`: who is asked for (the same number: a duplicate). `match`: what linkage found."""
        who = number if person is None else person
        ref = f"r{number:04d}"
        self.facts.append(
            {
                "row": number,
                "given_key": "ana",
                "family_key": f"prueba{who}",
                "tin_state": "absent",
                "zip5": "45402",
                "items_key": "address",
            }
        )
        held = list(rules) if outcome == "hold" else []
        self.findings.append(
            {"row": number, "row_ref": ref, "outcome": outcome, "failed": list(rules), "held": held, "missing": []}
        )
        if outcome == "eligible":
            found = CLEAN | {
                "row": number, "row_ref": ref, "person_id": f"P{who}", "decision": "match", "name_level": "full",
                "last_address_line": f"{who} Maple St", "last_city": "Dayton", "last_record_id": f"rec{who}",
            }  # fmt: skip
            self.matches.append(found | match)

    def judge(
        self, row: int, decision: str, officer: str = "ben", item: str = "match", basis: str | None = None
    ) -> None:
        if basis is None:
            basis = "facial" if item.startswith("hold:") else self.basis_of(row, item)
        self.judgments.append({"row": row, "item": item, "decision": decision, "basis": basis, "officer": officer})

    def basis_of(self, row: int, item: str) -> str:
        return next(i.basis for i in self.items(only_open=False) if (i.row, i.item) == (row, item))

    def inputs(self, **changes: Any) -> DeterminationInput:
        judgments = save(self.dir / "judgments", JUDGMENTS, self.judgments) if self.judgments else None
        given = DeterminationInput(
            facts=save(self.dir / "facts", FACTS, self.facts),
            findings=save(self.dir / "findings", FINDINGS, self.findings),
            matches=save(self.dir / "matches", MATCHES, self.matches),
            judgments=judgments,
            constants={"address_confirmation": "any_on_file"},
            law_as_of=date(2026, 3, 2),
            sample_key=b"key of the tests",
        )
        return replace(given, **changes)

    def run(self, **changes: Any) -> Path:
        out = self.dir / "outcomes"
        determine(self.inputs(**changes), PACK, PROFILE, out)
        return out

    def lines(self, **changes: Any) -> dict[str, dict[str, Any]]:
        return {line["row_ref"]: line for line in pq.read_table(self.run(**changes)).to_pylist()}

    def outcomes(self, **changes: Any) -> dict[str, str]:
        return {ref: line["outcome"] for ref, line in self.lines(**changes).items()}

    def open(self, **changes: Any) -> list[tuple[int, str, str]]:
        return [(i.row, i.item, i.kind) for i in self.items(**changes)]

    def items(self, *, only_open: bool = True, **changes: Any) -> list[Item]:
        return list(
            items(self.run(**changes), self.dir / "findings", PACK, PROFILE, spill=self.dir, only_open=only_open)
        )

    def guard(self, outcomes: Path, **changes: Any) -> Warrant:
        digest = sha256(outcomes.read_bytes()).hexdigest()
        return guard(self.inputs(**changes), PACK, PROFILE, outcomes, digest, spill=self.dir)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


# --- outcomes


@pytest.mark.parametrize(
    ("found", "rules"),
    [
        ({"decision": "none", "person_id": None}, "I2-M01"),
        ({"filer": False}, "I2-M01"),
        ({"deceased_before": True}, "I2-M01"),
        ({"address_on_file": False}, "I2-M02"),
        ({"period_on_file": False}, "I2-M04"),
        ({"last_address_line": None}, "I2-M04"),
        ({"identity_theft": True}, "I2-M05"),
        ({"impairment": True}, "I2-M06"),
        ({"informant": True}, "I2-M06"),
        ({"last_address_line": "=cmd|' /C calc'!A0"}, "I2-M07"),
        ({"last_city": "Day\nton"}, "I2-M07"),
        ({"last_address_line": "x" * 400}, "I2-M07"),
        ({"protected": True}, "I2-M08"),
    ],
)
def test_each_match_rule_says_no(bench: Bench, found: dict[str, Any], rules: str) -> None:
    bench.row(1, **found)
    line = bench.lines()["r0001"]
    assert (line["outcome"], line["rules"], line["outward_code"]) == ("no_disclosure", rules, "NOT_DISCLOSED")


@pytest.mark.parametrize(
    "fact", [name for name, kind in MATCHES.items() if kind == "BOOLEAN" and "tin" not in name and "last" not in name]
)
def test_an_unknown_fact_never_discloses(bench: Bench, fact: str) -> None:
    """Silence meets nothing: the row is not disclosed without a decision, and the decision is an officer's."""
    bench.row(1, **{fact: None})
    line = bench.lines()["r0001"]
    assert line["outcome"] == "no_disclosure" or (line["outcome"] == "disclose" and line["open_match"] == 1)


def test_what_failed_on_its_face_keeps_its_outcome_and_all_rules(bench: Bench) -> None:
    for at, outcome in enumerate(("block", "refuse", "return", "hold"), 1):
        bench.row(at, outcome, "I2-F02", "I2-F04")
    lines = bench.lines()
    assert [line["outcome"] for line in lines.values()] == ["block", "refuse", "return", "hold"]
    assert {line["rules"] for line in lines.values()} == {"I2-F02;I2-F04"}
    assert [line["outward_code"] for line in lines.values()] == ["NOT_DISCLOSED", "REFUSED", "RETURNED", "PENDING"]


@pytest.mark.parametrize("change", ["looked up without being eligible", "eligible and not looked up"])
def test_findings_and_matches_that_do_not_belong_together(bench: Bench, change: str) -> None:
    bench.row(1)
    bench.row(2)
    if change == "eligible and not looked up":
        bench.matches.pop()
    else:
        bench.findings[1] |= {"outcome": "return", "failed": ["I2-F02"]}
    with pytest.raises(IntegrityFailure) as caught:
        bench.run()
    assert caught.value.code == "MUN-DETERMINE-001"


# --- the guard


def tamper(path: Path, change: Callable[[list[dict[str, Any]]], object]) -> Path:
    table = pq.read_table(path)
    rows = table.to_pylist()
    change(rows)
    out = path.with_name("tampered")
    pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), out)
    return out


def test_the_guard_passes_what_follows_from_its_evidence(bench: Bench) -> None:
    bench.row(1)
    bench.row(2, "return", "I2-F02")
    bench.row(3, protected=True)
    bench.judge(1, "confirm")
    warrant = bench.guard(bench.run())
    assert (warrant.rows, warrant.disclosed, warrant.open_items) == (3, 1, 0)


TAMPERINGS: dict[str, Callable[[list[dict[str, Any]]], object]] = {
    "a return becomes disclose": lambda rows: rows[1].update(outcome="disclose", outward_code="DISCLOSED"),
    "a protected person becomes disclose": lambda rows: rows[2].update(
        outcome="disclose", outward_code="DISCLOSED", rules=""
    ),
    "another person": lambda rows: rows[0].update(person_id="P9"),
    "another outward code": lambda rows: rows[2].update(outward_code="RETURNED"),
    "other rules": lambda rows: rows[1].update(rules="I2-F03"),
    "another reference": lambda rows: rows[0].update(row_ref="r0002"),
    "an item said to be confirmed": lambda rows: rows[0]["items"][0].update(status="confirmed"),
    "an item taken away": lambda rows: rows[0].update(items=None),
    "a row taken away": lambda rows: rows.pop(1),
    "a row doubled": lambda rows: rows.append(rows[0]),
    "an open item fewer": lambda rows: rows[0].update(open_match=0),
    "a hold said to be pending": lambda rows: rows[3].update(pending=True),
}


@pytest.mark.parametrize("case", TAMPERINGS)
def test_the_guard_refuses_a_changed_outcome_set(bench: Bench, case: str) -> None:
    bench.row(1)
    bench.row(2, "return", "I2-F02")
    bench.row(3, protected=True)
    bench.row(4, "hold", "I2-F04")
    with pytest.raises(IntegrityFailure) as caught:
        bench.guard(tamper(bench.run(), TAMPERINGS[case]))
    assert caught.value.code == "MUN-GUARD-002"


def test_the_guard_refuses_evidence_that_changed_afterwards(bench: Bench) -> None:
    bench.row(1)
    bench.row(2)
    outcomes = bench.run()
    bench.guard(outcomes)
    bench.matches[1]["impairment"] = True
    with pytest.raises(IntegrityFailure):
        bench.guard(outcomes)
    bench.matches[1]["impairment"] = False
    bench.findings[0] |= {"outcome": "return", "failed": ["I2-F01"]}
    with pytest.raises(IntegrityFailure):
        bench.guard(outcomes)


def test_the_guard_refuses_another_reading_of_the_agreement(bench: Bench) -> None:
    bench.row(1, address_is_last_known=False)
    outcomes = bench.run()
    with pytest.raises(IntegrityFailure):
        bench.guard(outcomes, constants={"address_confirmation": "last_known"})


# --- items and decisions


def test_without_a_certificate_every_disclosure_is_an_item(bench: Bench) -> None:
    for number in range(1, 4):
        bench.row(number)
    assert [row for row, _, _ in bench.open()] == [1, 2, 3]
    assert bench.outcomes() == {"r0001": "disclose", "r0002": "disclose", "r0003": "disclose"}


def test_a_refused_match_is_not_disclosed_and_looks_like_any_other(bench: Bench) -> None:
    bench.row(1)
    bench.judge(1, "refuse")
    line = bench.lines()["r0001"]
    assert (line["outcome"], line["rules"], line["outward_code"]) == ("no_disclosure", "I2-M01", "NOT_DISCLOSED")
    assert bench.open() == []


def test_a_refusal_outweighs_any_number_of_confirmations(bench: Bench) -> None:
    bench.row(1)
    bench.judge(1, "confirm", "ben")
    bench.judge(1, "refuse", "bea")
    bench.judge(1, "confirm", "bob")
    assert bench.outcomes() == {"r0001": "no_disclosure"}


def test_two_reviewers_where_two_are_wanted(bench: Bench) -> None:
    """Only borderline matches want two; the same officer twice is one."""
    bench.row(1, decision="review")
    bench.row(2)
    bench.judge(1, "confirm", "ben")
    bench.judge(1, "confirm", "ben")
    bench.judge(2, "confirm", "ben")
    assert bench.open(reviews=1) == []
    assert bench.open(reviews=2) == [(1, "match", "borderline")]
    bench.judge(1, "confirm", "bea")
    assert bench.open(reviews=2) == []


@pytest.mark.parametrize("change", [{"person_id": "P9"}, {"last_address_line": "9 Elm St"}, {"last_record_id": "rec9"}])
def test_a_decision_counts_on_its_own_basis_only(bench: Bench, change: dict[str, Any]) -> None:
    """What was looked at has changed: the confirmation is void, and so is a refusal."""
    bench.row(1)
    bench.judge(1, "confirm")
    assert bench.open() == []
    bench.matches[0] |= change
    assert bench.open() == [(1, "match", "sample")]


def test_duplicates_share_a_refusal(bench: Bench) -> None:
    """The same person on the same facts cannot be refused in one row and disclosed in another."""
    bench.row(1, person=7)
    bench.row(2, person=7)
    bench.row(3)
    bench.judge(1, "confirm")
    bench.judge(2, "refuse")
    bench.judge(3, "confirm")
    assert bench.outcomes() == {"r0001": "no_disclosure", "r0002": "no_disclosure", "r0003": "disclose"}


@pytest.mark.parametrize(
    ("failed", "decisions", "rules"),
    [
        ([], {"I2-F09": "refuse"}, "I2-F09"),
        ([], {"I2-F04": "refuse", "I2-F09": "refuse"}, "I2-F04;I2-F09"),
        ([], {"I2-F04": "confirm", "I2-F09": "refuse"}, "I2-F09"),
        (["I2-F04"], {"I2-F09": "refuse"}, "I2-F04;I2-F09"),
        (["I2-F04"], {"I2-F04": "confirm", "I2-F09": "refuse"}, "I2-F09"),
        (["I2-F04"], {"I2-F04": "refuse"}, "I2-F04"),
        (["I2-F04", "I2-F09"], {"I2-F04": "refuse", "I2-F09": "confirm"}, "I2-F04"),
    ],
)
def test_a_refused_hold_lists_what_was_refused(
    bench: Bench, failed: list[str], decisions: dict[str, str], rules: str
) -> None:
    """An undetermined hold has failed no rule before an officer refuses it, and is returned under that rule."""
    bench.row(1, "hold", "I2-F04", "I2-F09")
    bench.findings[0]["failed"] = failed
    for rule, decision in decisions.items():
        bench.judge(1, decision, item=f"hold:{rule}")
    line = bench.lines()["r0001"]
    assert (line["outcome"], line["rules"], line["outward_code"]) == ("return", rules, "RETURNED")
    bench.guard(bench.run())


def test_a_held_row_is_confirmed_rule_by_rule(bench: Bench) -> None:
    bench.row(1, "hold", "I2-F04", "I2-F08")
    assert bench.open() == [(1, "hold:I2-F04", "hold"), (1, "hold:I2-F08", "hold")]
    bench.judge(1, "confirm", item="hold:I2-F04")
    line = bench.lines()["r0001"]
    assert (line["outcome"], line["pending"], line["open_facial"]) == ("hold", False, 1)
    bench.judge(1, "confirm", item="hold:I2-F08")
    line = bench.lines()["r0001"]
    assert (line["outcome"], line["pending"], line["outward_code"]) == ("hold", True, "PENDING")
    bench.judge(1, "refuse", item="hold:I2-F08")
    assert bench.outcomes() == {"r0001": "return"}


# --- strata and samples


def certified(bench: Bench, rows: int, order: Callable[[list[int]], list[int]] = list) -> None:
    for number in order(list(range(1, rows + 1))):
        bench.row(number, name_level="full" if number % 2 else "close")


def drawn(bench: Bench) -> set[str]:
    return {i.row_ref for i in bench.items(certified=True)}


def test_the_sample_is_drawn_of_each_stratum_whatever_the_order(tmp_path: Path) -> None:
    one, two = Bench(tmp_path / "one"), Bench(tmp_path / "two")
    for bench in (one, two):
        bench.dir.mkdir()
    certified(one, 2 * (SAMPLE_SIZE + 15))
    certified(two, 2 * (SAMPLE_SIZE + 15), lambda numbers: numbers[::-1])
    assert len(drawn(one)) == 2 * SAMPLE_SIZE
    assert drawn(one) == drawn(two)
    assert {ref: line["stratum"] for ref, line in one.lines().items()} == {
        ref: line["stratum"] for ref, line in two.lines().items()
    }
    other = {i.row_ref for i in one.items(certified=True, sample_key=b"another")}
    assert other != drawn(one)  # nobody who has not the key knows who is drawn


def test_a_small_stratum_is_looked_at_whole(bench: Bench) -> None:
    certified(bench, 6)
    assert len(drawn(bench)) == 6


def test_a_refused_sample_item_fails_its_stratum_and_no_other(bench: Bench) -> None:
    certified(bench, 2 * (SAMPLE_SIZE + 10))
    sample = bench.items(certified=True)
    wrong = next(i for i in sample if i.row % 2)
    for item in sample:
        decision = "refuse" if item.row == wrong.row else "confirm"
        bench.judgments.append(
            {"row": item.row, "item": item.item, "decision": decision, "basis": item.basis, "officer": "ben"}
        )
    left = bench.open(certified=True)
    assert {row % 2 for row, _, _ in left} == {1}
    assert len(left) == 10 and {kind for _, _, kind in left} == {"stratum"}
    assert sum(outcome == "no_disclosure" for outcome in bench.outcomes(certified=True).values()) == 1
    # Deciding every item once leaves nothing open.
    bases = {i.row: i.basis for i in bench.items(certified=True)}
    for row, item, _ in left:
        basis = bases[row]
        bench.judgments.append({"row": row, "item": item, "decision": "confirm", "basis": basis, "officer": "ben"})
    assert bench.open(certified=True) == []


def test_the_same_input_gives_the_same_bytes(bench: Bench) -> None:
    certified(bench, 40)
    bench.row(41, "hold", "I2-F04")
    first = bench.run(certified=True).read_bytes()
    assert bench.run(certified=True).read_bytes() == first


def test_adding_a_row_never_turns_no_disclosure_into_disclosure(bench: Bench) -> None:
    bench.row(1, impairment=True)
    bench.row(2)
    before = bench.outcomes()
    bench.row(3)
    bench.row(4, "refuse", "I2-F06")
    assert bench.outcomes() | before == bench.outcomes()
