"""What a submission is not refused for, and what a build of the records says of its silos."""

from __future__ import annotations

from world import RECORD_COLUMNS, World, officer, record, request_row, write_csv


def test_an_officer_listed_twice_costs_only_the_rows_that_name_him(world: World) -> None:
    w = world
    w.build_records([record(0), record(1)])
    rows = [request_row(0), request_row(1)]  # of O1 and of O2
    letter = {"officers": [officer("O1"), officer("O2"), officer("O1", name="Agent Else", engaged=False)]}

    checked = w.must("package", "check", *w.submission(rows, name="check", **letter))
    assert (checked["outcomes"], checked["clean"]) == ({"return": 1, "eligible": 1}, False)
    (note,) = checked["notes"]
    assert "officers[2]" in note and "O1" not in note

    package = w.submit(rows, **letter)
    w.process(package)
    found = {ref: (line["outcome"], line["rules"]) for ref, line in w.outcomes(package).items()}
    assert found == {"r0000": ("return", "I2-F09"), "r0001": ("disclose", "")}


def test_a_build_says_what_each_silo_lacks_and_takes_names_for_each(world: World) -> None:
    w = world
    lacking = [c for c in RECORD_COLUMNS if c not in ("middle_name", "protected")]
    write_csv(w.dir / "returns.csv", lacking, [record(0)])
    renamed = [("town" if c == "city" else c) for c in RECORD_COLUMNS]
    write_csv(w.dir / "notices.csv", renamed, [record(1) | {"town": record(1)["city"]}])
    (w.dir / "map.yaml").write_text("notices: {city: town}\n")
    built = w.must("records", "build", w.dir / "returns.csv", w.dir / "notices.csv", "--map", w.dir / "map.yaml")
    assert built["absent_columns"] == {"returns": ["middle_name", "protected"], "notices": []}
    assert built["quality"]["notices"]["q_address_incomplete"] == 0
    package = w.submit([request_row(0), request_row(1)])
    w.process(package)
    assert {line["outcome"] for line in w.outcomes(package).values()} == {"disclose"}

    (w.dir / "map.yaml").write_text("letters: {city: town}\n")
    refused = w.run("records", "build", w.dir / "returns.csv", "--map", w.dir / "map.yaml")
    assert (refused.code, [d["column"] for d in refused.json["error"]["defects"]]) == (3, ["letters"])
