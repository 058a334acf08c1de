"""`records report`: counts, an entry for the look, and nothing of a person on the page."""

from __future__ import annotations

import json
import sqlite3

from world import World, record


def test_the_page_and_its_entry(world: World) -> None:
    world.build_records([record(n, tin="900-00-0001") for n in range(1, 4)], "clients.csv")
    out = world.dir / "report.html"
    told = world.must("records", "report", "--out", out, *world.act("ada"))
    text = out.read_text()
    assert told["silos"] == 1 and "clients" in text and told["index"] in text
    for row in (record(n) for n in range(1, 4)):
        for column in ("tin", "family_name", "address_line", "person_id", "record_id"):
            assert not row[column] or f">{row[column]}<" not in text
    with sqlite3.connect(world.ws / "muniment.sqlite3") as con:
        acts = dict(con.execute("SELECT kind, record FROM store_logrun WHERE kind LIKE 'records%'").fetchall())
    assert json.loads(acts["records_report_written"])["survey"] == json.loads(acts["records_built"])["survey"]
    assert world.run("records", "report", "--out", out, *world.act("dee")).code == 1
    world.must("doctor")
    survey = next(world.ws.glob(f"artefacts/??/{json.loads(acts['records_built'])['survey']}"))
    survey.unlink()
    assert world.run("doctor").code == 4


def test_without_an_index_there_is_none(world: World) -> None:
    assert world.run("records", "report", "--out", world.dir / "x.html", *world.act("ada")).code != 0
    assert not (world.dir / "x.html").exists()
