"""The findings artefact: its columns, its bytes, its counts, and the sentences drawn from it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from assessment_support import (
    PACK,
    PROFILE,
    SIGNED,
    TODAY,
    agreement,
    letter,
    row,
    run,
    run_summary,
    signer_key,
    write_facts,
)

from muniment.assessment.assess import AssessmentInput, assess
from muniment.assessment.explain import reason_sentences
from muniment.law import load_pack, shipped_pack, shipped_profile
from muniment.vocabulary.errors import InputRefused, LawSaysNo

ROWS = [
    row(1),
    row(2, address_empty=True, delivery_line=False),
    row(3, statute_key="26 usc 7203"),
    row(4, address_care_of=True),
]


def test_columns_and_order(tmp_path: Path) -> None:
    _, out = run_summary(tmp_path, list(reversed(ROWS)))
    columns = [(r[0], r[1]) for r in duckdb.sql(f"DESCRIBE SELECT * FROM read_parquet('{out}')").fetchall()]
    assert columns[:7] == [
        ("row", "INTEGER"), ("row_ref", "VARCHAR"), ("outcome", "VARCHAR"), ("failed", "VARCHAR[]"), ("missing", "VARCHAR[]"),
        ("flags", "VARCHAR[]"), ("held", "VARCHAR[]"),
    ]  # fmt: skip
    elements = [e for e in shipped_pack(PACK).elements if e.stage != "M"]
    assert columns[7:] == [(f"s_{e.slug}", "TINYINT") for e in elements]
    assert [r[0] for r in duckdb.sql(f"SELECT row FROM read_parquet('{out}')").fetchall()] == [1, 2, 3, 4]


def test_the_same_input_gives_the_same_bytes_on_one_thread_or_two(tmp_path: Path) -> None:
    rows = [
        row(n, periods=[] if n % 7 == 0 else [2023], periods_state="empty" if n % 7 == 0 else "ok")
        for n in range(1, 3001)
    ]
    files = []
    for name, order, threads in (("a", rows, 1), ("b", rows, 2), ("c", rows[::-1], 2)):
        (tmp_path / name).mkdir()
        files.append(run_summary(tmp_path / name, order, threads=threads)[1].read_bytes())
    assert files[0] == files[1] == files[2]


def test_the_summary_counts_outcomes_and_rules(tmp_path: Path) -> None:
    summary, _ = run_summary(tmp_path, ROWS)
    assert (summary.rows, dict(summary.counts)) == (4, {"refuse": 1, "return": 1, "hold": 1, "eligible": 1})
    assert dict(summary.rules) == {"I2-B06": 1, "I2-F02": 1, "I2-F03": 1, "I2-F04": 1, "I2-F06": 1}
    assert summary.open_holds == 1


def test_nothing_is_left_beside_the_findings(tmp_path: Path) -> None:
    run_summary(tmp_path, ROWS)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["facts.parquet", "findings.parquet"]


def test_the_reading_of_2025_lets_through_what_courts_found_deficient(tmp_path: Path) -> None:
    unknown = {
        "address_placeholder": True,
        "delivery_line": False,
        "zip5": "45402",
        "address_key": "us|oh|dayton|45402",
    }
    rows = [row(1, **unknown), row(2, address_empty=True, delivery_line=False, zip5="", address_key="")]
    now, then = run(tmp_path, rows), run(tmp_path, rows, profile="us/zip-like-2025")
    assert [f["failed"] for f in now.values()] == [["I2-F02", "I2-F03"]] * 2
    assert [f["failed"] for f in then.values()] == [[], ["I2-F02"]]


def test_the_law_of_a_day_before_the_pack_is_no_law(tmp_path: Path) -> None:
    with pytest.raises(LawSaysNo):
        run(tmp_path, ROWS, law_as_of=SIGNED.replace(year=1990))


def test_a_pack_that_asks_for_an_unknown_fact_is_refused_by_name(tmp_path: Path) -> None:
    pack = load_pack(
        b"""
pack: example/visit
format: 1
sources: {s: {cite: "Visits Act s. 7"}}
facts: {shoe_size: {type: number, from: row}}
elements:
  - {id: V-F01, stage: F, title: Shoes, source: s, test: shoe_size > 3, on_not_met: return, say: "No shoes ({cite})."}
scenarios: {base: {shoe_size: 4}, rows: [{name: a, outcome: eligible}, {name: b, change: {shoe_size: 2}, outcome: return, rules: [V-F01]}]}
""",
        "visit.yaml",
    )
    given = AssessmentInput(
        write_facts(tmp_path / "f.parquet", ROWS), letter(rows=4), agreement(), signer_key(), (), TODAY, SIGNED
    )
    with pytest.raises(InputRefused, match="shoe_size"):
        assess(given, pack, None, tmp_path / "out.parquet", threads=1, memory_limit="500MB")
    assert not (tmp_path / "out.parquet").exists()


def test_another_custodian_runs_on_its_own_pack_without_a_change_of_code(tmp_path: Path) -> None:
    pack = load_pack(
        b"""
pack: example/hospital
format: 1
sources: {s: {cite: "Records Act s. 2"}}
facts:
  given_state: {type: text, from: row}
  birth_date: {type: date, from: row}
  signed_on: {type: date, from: letter}
elements:
  - {id: H-F01, stage: F, title: A name, source: s, test: given_state == 'name', on_not_met: return, say: "No name ({cite})."}
  - {id: H-F02, stage: F, title: A birth date, source: s, test: birth_date < signed_on, on_not_met: return, say: "No birth date ({cite})."}
scenarios:
  base: {given_state: name, birth_date: 1980-02-29, signed_on: 2026-03-02}
  rows:
    - {name: clean, outcome: eligible}
    - {name: nameless, change: {given_state: empty}, outcome: return, rules: [H-F01]}
    - {name: unborn, change: {birth_date: null}, outcome: return, rules: [H-F02]}
""",
        "hospital.yaml",
    )
    rows = [row(1), row(2, given_state="empty"), row(3, birth_date=None)]
    given = AssessmentInput(
        write_facts(tmp_path / "f.parquet", rows), letter(rows=3, authority="example/hospital"), agreement(authority="example/hospital"),
        signer_key(), (), TODAY, SIGNED,
    )  # fmt: skip
    summary = assess(given, pack, None, tmp_path / "out.parquet", threads=1, memory_limit="500MB")
    assert dict(summary.counts) == {"return": 2, "eligible": 1}


def test_sentences_say_what_failed_with_the_citation() -> None:
    pack = shipped_pack(PACK)
    assert reason_sentences(pack, "I2-F02").startswith(
        "The request does not set forth an address for this person (26 U.S.C. 6103(i)(2)(B)(i)"
    )
    one = reason_sentences(pack, "I2-F07", {"s_i2_f07_stage": 0, "s_i2_f07_opened": 1, "s_i2_f07_matter": 1})
    assert one.startswith("The stage of the matter") and "No matter" not in one
    with pytest.raises(KeyError):
        reason_sentences(pack, "I2-F99")


def test_sentences_for_all_rows_never_claim_a_finding_of_an_officer() -> None:
    pack = shipped_pack(PACK)
    for rule in pack.rules:
        sentences = reason_sentences(pack, rule)
        assert sentences and "{cite}" not in sentences
        if rule in ("I2-F04", "I2-F07", "I2-F08"):
            assert "was found" not in sentences and "were found" not in sentences


def test_no_sentence_names_the_number_of_a_limit() -> None:
    pack = shipped_pack(PACK)
    limits = agreement().limits
    for rule in ("I2-B07", "I2-F04", "I2-F08", "I2-F09"):
        said = reason_sentences(pack, rule)
        assert "limit" in said
        assert not any(
            f" {n} " in said
            for n in (limits.max_rows_per_officer, limits.shared_address_rows, limits.identical_reason_rows)
        )


def test_profile_must_fit_the_pack(tmp_path: Path) -> None:
    given = AssessmentInput(
        write_facts(tmp_path / "f.parquet", ROWS), letter(rows=4), agreement(), signer_key(), (), TODAY, SIGNED
    )
    other = replace(shipped_profile(PROFILE), authority="us/usc26/6103-i-1")
    with pytest.raises(InputRefused):
        assess(given, shipped_pack(PACK), other, tmp_path / "out.parquet", threads=1, memory_limit="500MB")
