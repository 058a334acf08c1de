"""History under another reading of the law: the disclosures that would not be made, Muniment's own and those before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from world import AGREEMENT, PERSON_COLUMNS, World, read_csv, record, request_row, write_csv

DISCLOSED_ON = "2026-03-07"
OLD = {
    "good": request_row(0, row_ref="good"),
    "placeholder": request_row(3, row_ref="placeholder", address_line="Failed to Provide"),
    "never-hers": request_row(4, row_ref="never-hers", address_line="1 Nowhere Blvd"),
    "nobody": request_row(5, row_ref="nobody"),
    "impaired": request_row(1, row_ref="impaired"),
}


@pytest.fixture(scope="module")
def custodian(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DATABASE_URL", raising=False)
        w = World(tmp_path_factory.mktemp("recall"))
        w.build_records([record(0), record(1, impairment="true"), record(3), record(4)])
        package = w.submit([request_row(0), request_row(4), request_row(1)])
        w.all_the_way(package)
        yield w


def old_files(w: World, name: str = "old", **changes: str) -> tuple[Path, Path]:
    rows = [row | {"disclosed_on": DISCLOSED_ON, "recipient_id": "KW"} | changes for row in OLD.values()]
    w.submission(rows, name=name)
    (w.dir / name / "letter.yaml.sig").unlink()
    file = w.dir / f"{name}.csv"
    write_csv(file, (*PERSON_COLUMNS, "disclosed_on", "recipient_id"), rows)
    return file, w.dir / name / "letter.yaml"


@pytest.fixture(scope="module")
def imported(custodian: World) -> str:
    file, letter = old_files(custodian)
    arguments = ["history", "import", file, "--agreement", AGREEMENT, "--letter", letter, *custodian.act("ada")]
    told = custodian.must(*arguments)
    assert told["rows"] == len(OLD) and "signature" in told["notes"][0]
    assert custodian.must(*arguments)["already"]
    return str(told["history"])


def recall(w: World, profile: str) -> tuple[dict[str, object], list[dict[str, str]]]:
    out = w.dir / "recall.csv"
    return w.must("recall", "--profile", profile, "--out", out, *w.act("lex")), read_csv(out)


def test_under_the_profile_it_was_made_under_nothing_of_ours_is_recalled(custodian: World) -> None:
    told, lines = recall(custodian, "us/dc-circuit-2026")
    assert [line for line in lines if line["source"] == "muniment"] == []
    assert told["disclosures"]["muniment"] == 2  # type: ignore[index]


def test_a_narrower_reading_recalls_with_its_rule_recipient_and_day(custodian: World) -> None:
    _, lines = recall(custodian, "us/cautious-2026")
    ours = [line for line in lines if line["package"] == "PKG-000001"]
    assert [(line["package"], line["row"], line["row_ref"], line["recipient_id"]) for line in ours] == [
        ("PKG-000001", "1", "r0000", "R1"),
        ("PKG-000001", "2", "r0004", "R1"),
    ]
    assert all("I2-B04" in line["rules"].split(";") and line["disclosed_on"] for line in ours)


def test_what_would_be_held_is_listed_by_the_rule_that_holds_it(custodian: World) -> None:
    package = custodian.submit([request_row(3)], name="alone")
    custodian.all_the_way(package, "alone")
    _, lines = recall(custodian, "us/cautious-2026")
    assert [line["rules"] for line in lines if line["package"] == package] == ["I2-F09"]


def test_disclosures_from_before_are_judged_by_what_was_asked_and_what_is_on_file(
    custodian: World, imported: str
) -> None:
    told, lines = recall(custodian, "us/dc-circuit-2026")
    rules = {line["row_ref"]: line["rules"] for line in lines if line["package"] == imported}
    assert "good" not in rules
    assert rules["placeholder"] == "I2-F02;I2-F03"
    assert rules["never-hers"] == "I2-M02"
    assert "I2-M01" in rules["nobody"]
    assert rules["impaired"] == "I2-M06"
    assert {line["recipient_id"] for line in lines} == {"KW"} and {line["disclosed_on"] for line in lines} == {
        DISCLOSED_ON
    }
    assert told["would_not_be_made"] == 4


def test_what_the_script_of_2025_looked_for_recalls_less(custodian: World, imported: str) -> None:
    _, lines = recall(custodian, "us/zip-like-2025")
    assert "placeholder" not in {line["row_ref"] for line in lines}


def test_an_order_of_that_day_recalls_also_when_it_was_lifted_since(custodian: World, imported: str) -> None:
    order = custodian.dir / "order.yaml"
    order.write_text("{id: O-1, forum: F, issued_on: 2026-03-01, effective_from: 2026-03-01, effective_to: 2026-03-31}")
    custodian.must("order", "add", order, *custodian.act("lex"))
    second = ["--second", "ben", "--second-key", custodian.keys / "ben"]
    custodian.must("order", "lift", "O-1", *custodian.act("lex"), *second)
    _, lines = recall(custodian, "us/dc-circuit-2026")
    blocked = {line["row_ref"] for line in lines if "I2-B01" in line["rules"]}
    assert blocked == set(OLD)


def test_a_recall_is_an_entry_and_the_workspace_is_whole(custodian: World, imported: str) -> None:
    from muniment.formats.canonical import read_canonical
    from muniment.store import artefacts, log

    told, _ = recall(custodian, "us/cautious-2026")
    act = log.act(int(told["entry"]))  # type: ignore[call-overload]
    assert act is not None and act.kind == "recall_listed" and act.record is not None
    assert read_canonical(bytes(act.record))["list"] == artefacts.sha256_file(custodian.dir / "recall.csv")
    custodian.must("doctor")


@pytest.mark.parametrize("day", ["", "7 March 2026", "2199-01-01", "2026-02-30", "20260307"])
def test_a_disclosure_without_a_day_that_can_be_refuses_the_file(custodian: World, day: str) -> None:
    file, letter = old_files(custodian, "bad", disclosed_on=day)
    ran = custodian.run("history", "import", file, "--agreement", AGREEMENT, "--letter", letter, *custodian.act("ada"))
    assert ran.code == 3
    assert {(d["row"], d["column"]) for d in ran.json["error"]["defects"]} == {
        (row, "disclosed_on") for row in range(1, len(OLD) + 1)
    }


def test_a_profile_of_no_authority_here_is_refused(custodian: World) -> None:
    out = custodian.dir / "none.csv"
    ran = custodian.run("recall", "--profile", "us/6103-m-2-2026", "--out", out, *custodian.act("lex"))
    assert ran.code == 3 and not out.exists()
    assert custodian.run("recall", "--profile", "us/nothing", "--out", out, *custodian.act("lex")).code == 2
