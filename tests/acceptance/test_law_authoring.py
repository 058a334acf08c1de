"""`law check`, `law show`, `law diff`: what the author of a rule and the lawyer who reads it are told."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

import pytest
from law_support import pack_text
from world import run

from muniment.doors.cli.main import main

PACK = "us/usc26/6103-i-2"
DEFAULT, AUGUST = "us/dc-circuit-2026", "us/zip-like-2025"
FACTS = {"a": "bool row", "b": "bool row"}
SCENARIOS = {
    "base": {"a": True, "b": True},
    "rows": [
        {"name": "clean", "outcome": "eligible"},
        {"name": "not a", "change": {"a": False}, "outcome": "return", "rules": ["T-000"]},
    ],
}


def write(path: Path, raw: bytes) -> Path:
    path.write_bytes(raw)
    return path


def shipped(tmp_path: Path, old: str = "", new: str = "") -> Path:
    """The shipped pack as a file, with one change."""
    text = resources.files("muniment.law").joinpath("packs", *f"{PACK}.yaml".split("/")).read_text(encoding="utf-8")
    assert old in text
    return write(tmp_path / "changed.yaml", text.replace(old, new, 1).encode())


# --- check


def test_all_defects_of_all_documents_are_listed_with_line_and_column(tmp_path: Path) -> None:
    pack = write(tmp_path / "pack.yaml", pack_text([{"test": "a and nosuch"}, {"test": "b", "source": "x"}], FACTS))
    profile = write(
        tmp_path / "profile.yaml",
        b"profile: mine\nformat: 1\nauthority: us/usc26/6103-i-2\nreadings:\n  I2-F02: zip_like\n  I2-F99: none\n",
    )
    ran = run("law", "check", pack, profile)
    assert ran.code == 3
    places = {(d["file"], d["code"], d["row"]) for d in ran.json["error"]["defects"]}
    assert {("pack.yaml", "MUN-LAW-052", 1), ("pack.yaml", "MUN-LAW-037", 1)} <= places
    assert ("profile.yaml", "MUN-LAW-115", 5) in places and any(p[0] == "profile.yaml" and p[2] == 6 for p in places)
    assert all(re.search(r"line \d+, column \d+", d["message"]) for d in ran.json["error"]["defects"])


def test_an_element_that_no_scenario_flips_is_an_error_at_its_place(tmp_path: Path) -> None:
    text = pack_text([{"test": "a"}, {"test": "b"}], FACTS, scenarios=SCENARIOS).replace(
        b'{"id": "T-001"', b'\n{"id": "T-001"'
    )
    ran = run("law", "check", write(tmp_path / "loose.yaml", text))
    assert ran.code == 3
    found = {(d["code"], d["row"], d["column"]) for d in ran.json["error"]["defects"]}
    assert found == {("MUN-LAW-003", 2, "T-001")}


def test_a_failing_scenario_is_an_error_at_its_line(tmp_path: Path) -> None:
    wrong = {**SCENARIOS, "rows": [*SCENARIOS["rows"], {"name": "wrong", "outcome": "refuse"}]}
    ran = run(
        "law",
        "check",
        write(
            tmp_path / "wrong.yaml",
            pack_text([{"test": "a"}], {"a": "bool row"}, scenarios={**wrong, "base": {"a": True}}),
        ),
    )
    [defect] = ran.json["error"]["defects"]
    assert (defect["code"], defect["column"], defect["row"]) == ("MUN-LAW-002", "wrong", 1)
    assert re.search(r"\(line 1, column \d+\)", defect["message"])


def test_a_sound_profile_and_pack_pass() -> None:
    found = run("law", "check", DEFAULT, "us/usc5/552a-b-7").json
    assert [p["profile"] for p in found["profiles"]] == [DEFAULT] and [p["pack"] for p in found["packs"]] == [
        "us/usc5/552a-b-7"
    ]


# --- show


def test_the_law_the_rule_and_its_readings_side_by_side(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["law", "show", PACK, "--profile", AUGUST]) == 0
    text = capsys.readouterr().out
    line = next(line for line in text.splitlines() if "I2-F02 (F)" in line)
    assert "26 U.S.C." in line and line.index("26 U.S.C.") < line.index("I2-F02") < line.index("real_address")
    assert "* zip_like" in text and "comparison only" in text and "counsel to verify" in text


def test_show_as_json_marks_what_is_chosen() -> None:
    found = run("law", "show", PACK, "--profile", AUGUST).json
    element = next(e for e in found["elements"] if e["element"] == "I2-F02")
    assert {r["reading"]: (r["chosen"], r["default"]) for r in element["readings"]} == {
        "real_address": (False, True), "zip_like": (True, False),
    }  # fmt: skip
    assert {s["on"] for s in element["law"]} == {None, "2026-02-26"} and element["says"].count("D.D.C.") == 1
    assert {t["term"] for t in found["terms"]} >= {"subject_notice", "recheck"}
    assert run("law", "show", AUGUST).json["elements"] == found["elements"]


# --- diff


def test_what_changed_between_two_packs_and_which_scenarios_turn(tmp_path: Path) -> None:
    later = shipped(tmp_path, "test: signed_on - final_order_on > 90", "test: signed_on - final_order_on > 120")
    # A pack whose scenarios fail does not load, so the author has moved the one that depends on the number.
    text = later.read_text().replace(
        "name: ninety-one days, change: {final_order_on: 2025-12-01}",
        "name: ninety-one days, change: {final_order_on: 2025-11-01}",
    )
    later.write_text(text)
    found = run("law", "diff", PACK, later).json
    assert [(c["what"], c["field"]) for c in found["changes"]] == [
        ("element I2-F08.ninety_days reading default", "test")
    ]
    assert "> 90" in found["changes"][0]["before"] and "> 120" in found["changes"][0]["after"]
    assert [s["scenario"] for s in found["scenarios_that_turn"]] == ["ninety-one days"]
    assert run("law", "diff", PACK, PACK).json["changes"] == []


def test_what_two_profiles_choose_differently_with_its_authority() -> None:
    found = run("law", "diff", DEFAULT, AUGUST).json
    changes = {c["what"]: c for c in found["changes"]}
    assert changes["element I2-F02"]["before"].startswith("real_address (Center for Taxpayer Rights")
    assert changes["element I2-F02"]["after"].startswith("zip_like (custodian practice")
    assert "element I2-B06" not in changes and changes["profile"]["field"] == "comparison_only"


def test_a_pack_and_a_profile_are_not_compared() -> None:
    assert run("law", "diff", PACK, DEFAULT).code == 2
    assert run("law", "show", "no/such").code == 2
