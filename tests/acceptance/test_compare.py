"""`law compare` on a real package: readings side by side with numbers, before anything is released."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from world import World, record, request_row

DEFAULT, AUGUST = "us/dc-circuit-2026", "us/zip-like-2025"
ROWS = {
    "good": request_row(0, row_ref="good"),
    "never-hers": request_row(1, row_ref="never-hers", address_line="1 Nowhere Blvd"),
    "zip-alone": request_row(2, row_ref="zip-alone", address_line="00000", city="", state="", postal_code=""),
    "placeholder": request_row(3, row_ref="placeholder", address_line="Unknown Address 45402", city="", state=""),
    "civil": request_row(4, row_ref="civil", statute="8 USC 1227(a)(1)(B)"),
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DATABASE_URL", raising=False)
        made = World(tmp_path_factory.mktemp("compare"))
        made.build_records([record(n) for n in range(5)])
        made.process(made.submit(list(ROWS.values())))
        yield made


PACKAGE = "PKG-000001"


def compare(world: World, *more: object, profiles: str = f"{DEFAULT},{AUGUST}") -> dict[str, Any]:
    return world.must("law", "compare", PACKAGE, "--profiles", profiles, *more)


def test_counts_by_profile_element_and_stratum(world: World) -> None:
    found = compare(world)
    default, august = found["profiles"]
    assert default["outcomes"] == {"disclose": 1, "no_disclosure": 1, "refuse": 1, "return": 2}
    assert august["outcomes"] == {"disclose": 2, "eligible": 2, "refuse": 1}
    assert (found["rows"], found["differ"]) == (5, 3)
    at = {line["element"]: line["rows"] for line in found["elements"]}
    assert at["I2-F02"] == 2 and at["I2-F03.delivery"] == 2 and at["I2-M02"] == 1
    line = next(line for line in found["elements"] if line["element"] == "I2-F02")
    assert (line["reading_a"], line["reading_b"]) == ("real_address", "zip_like")
    assert "Feb. 26, 2026" in line["authority_a"] and "Aug. 2025" in line["authority_b"]
    strata = {(s["a"], s["b"]): s["rows"] for s in found["strata"]}
    assert strata == {("return/I2-F02", "eligible"): 2, ("no_disclosure/I2-M02", "disclose"): 1}


def test_samples_name_rows_and_nobody(world: World) -> None:
    found = compare(world)
    assert [s["row_ref"] for s in found["samples"]] == ["never-hers", "zip-alone", "placeholder"]
    assert set(found["samples"][0]) == {"row", "row_ref", "outcome_a", "rules_a", "outcome_b", "rules_b"}
    said = str(found)
    for row in ROWS.values():
        assert row["family_name"] not in said and row["tin"] not in said and row["matter_id"] not in said


def test_all_rows_as_parquet_agree_with_the_outcomes(world: World, tmp_path: Path) -> None:
    """Under the frozen profile the comparison says what the package's own outcomes say."""
    out = tmp_path / "all.parquet"
    assert compare(world, "--out", out)["file"] == str(out)
    lines = duckdb.sql(f"SELECT row_ref, outcome_a, rules_a, looked_up FROM '{out}' ORDER BY row").fetchall()
    outcomes = world.outcomes(PACKAGE)
    assert [(ref, outcome, rules) for ref, outcome, rules, _ in lines] == [
        (ref, outcomes[ref]["outcome"], outcomes[ref]["rules"]) for ref in ROWS
    ]
    assert [looked for *_, looked in lines] == [True, True, False, False, False]


def test_every_comparison_is_an_entry_and_changes_nothing(world: World) -> None:
    from muniment.store.models import LogRun, Package, Stage

    before = (list(Package.objects.values()), Stage.objects.count(), LogRun.objects.filter(kind="law_compared").count())
    entry = compare(world, *world.act("ben"))["entry"]
    record = bytes(LogRun.objects.get(first=entry).record).decode()
    assert '"officer":"ben"' in record and '"signature"' in record and AUGUST in record and DEFAULT in record
    compare(world)
    after = (list(Package.objects.values()), Stage.objects.count(), LogRun.objects.filter(kind="law_compared").count())
    assert after == (before[0], before[1], before[2] + 2)


def test_a_profile_may_be_a_file_and_a_profile_with_itself_does_not_differ(world: World, tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("profile: mine\nformat: 1\nauthority: us/usc26/6103-i-2\nreadings: {I2-M02: any_on_file}\n")
    found = compare(world, profiles=f"{DEFAULT},{file}")
    assert found["differ"] == 0 and found["elements"] == [] and found["profiles"][1]["name"] == "mine"


def test_the_law_as_of_another_day(world: World) -> None:
    """Outside the days of a profile it may still be compared with, and the answer says so; a pack may not."""
    found = compare(world, "--as-of", "2025-09-01")
    assert [p["in_effect"] for p in found["profiles"]] == [True, True]
    assert not compare(world)["profiles"][1]["in_effect"]
    assert world.run("law", "compare", PACKAGE, "--profiles", f"{DEFAULT},{AUGUST}", "--as-of", "1990-01-01").code == 1


@pytest.mark.parametrize(
    ("profiles", "more", "code"),
    [
        (DEFAULT, [], 2),
        (f"{DEFAULT},no/such", [], 2),
        (f"{DEFAULT},{AUGUST}", ["--out", "rows.csv"], 2),
        (f"{DEFAULT},{AUGUST}", ["--as-of", "soon"], 2),
    ],
)
def test_wrong_calls(world: World, profiles: str, more: list[str], code: int) -> None:
    assert world.run("law", "compare", PACKAGE, "--profiles", profiles, *more).code == code


def test_a_profile_of_no_fit_is_refused_with_its_place(world: World, tmp_path: Path) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text("profile: mine\nformat: 1\nauthority: us/usc26/6103-i-2\nreadings: {I2-F02: no_such}\n")
    from muniment.store.models import LogRun

    refused = LogRun.objects.filter(kind="law_comparison_refused")
    before = refused.count()
    ran = world.run("law", "compare", PACKAGE, "--profiles", f"{DEFAULT},{file}")
    assert ran.code == 3 and ran.json["error"]["defects"][0]["row"] == 4
    assert refused.count() == before + 1


def test_a_package_not_yet_linked_is_compared_on_its_face(world: World) -> None:
    package = world.submit([ROWS["good"] | {"row_ref": "later"}], name="later")
    found = world.must("law", "compare", package, "--profiles", f"{DEFAULT},{AUGUST}")
    assert [p["outcomes"] for p in found["profiles"]] == [{"eligible": 1}, {"eligible": 1}]


def test_the_table_for_people_says_who_is_eligible_and_where_they_differ(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    from muniment.doors.cli.main import main

    profiles = f"{DEFAULT},{AUGUST}"
    assert main(["law", "compare", PACKAGE, "--profiles", profiles, "--workspace", str(world.ws)]) == 0
    text = capsys.readouterr().out
    assert "under A 2 eligible on their face, under B 4; 3 rows differ" in text
    assert "these 2 differ at I2-F02: The request sets forth the person's address" in text
    assert "never-hers" in text
