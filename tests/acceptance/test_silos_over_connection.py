"""Silos read over a connection: the same index as from a file, nothing written there, nothing of a password here."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from world import RECORD_COLUMNS, Ran, World, record, write_csv

from muniment.intake.silotable import read_description
from muniment.usecases.connections import address_of, fetch_silos

PASSWORD = "zz-Kestrel-4471-zz"
ROWS = [
    record(n, person_id=f"{100 + n}", tin=number, family_name="Prueba" + "á" * n)
    for n, number in ((1, "900-00-0001"), (2, "900-00-0002"), (3, "900-00-0002"), (4, ""))
]
TYPED = {"person_id": "BIGINT", "date_of_birth": "DATE", "observed_on": "DATE", "tax_period": "NUMERIC(6,2)"}


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database of the custodian's with the table `clients`, its rows in no order, and nothing of Muniment's."""
    if request.param == "sqlite":
        found = f"sqlite:///{tmp_path / 'registry.sqlite'}"
    else:
        found = request.getfixturevalue("postgres_url").replace("postgres:@", f"postgres:{PASSWORD}@")
        assert PASSWORD in found
        with psycopg.connect(found, autocommit=True) as con:
            con.execute("DROP SCHEMA IF EXISTS registry CASCADE; CREATE SCHEMA registry")
    columns = ", ".join(f'"{c}" {TYPED.get(c, "VARCHAR")}' for c in RECORD_COLUMNS)
    run_sql(found, f'CREATE TABLE {place(found)} ({columns}, "unwanted" BYTEA)'.replace(
        "BYTEA", "BYTEA" if request.param == "postgresql" else "BLOB"))  # fmt: skip
    for row in (ROWS[2], ROWS[0], ROWS[3], ROWS[1]):
        values = ", ".join(f"'{row[c]}'" if row.get(c) else "NULL" for c in RECORD_COLUMNS)
        run_sql(found, f"INSERT INTO {place(found)} VALUES ({values}, NULL)")
    return found


def place(url: str) -> str:
    return "clients" if url.startswith("sqlite") else "registry.clients"


def run_sql(url: str, statement: str) -> None:
    if url.startswith("sqlite"):
        with sqlite3.connect(url.removeprefix("sqlite:///")) as con:
            con.execute(statement)
    else:
        with psycopg.connect(url, autocommit=True) as other:
            other.execute(statement)


def describe(folder: Path, url: str, file: str = "clients", **keys: Any) -> Path:
    """A description whose address stands in a file of its owner's."""
    secret = folder / f"{file}.url"
    secret.touch(0o600)
    secret.write_text(url + "\n")
    path = folder / f"{file}.silo.yaml"
    table = {} if "query" in keys else {"table": "clients"} | ({"schema": "registry"} if "sqlite" not in url else {})
    path.write_text(json.dumps({"url_file": secret.name, **table, **keys}))
    return path


def defects(ran: Ran) -> set[tuple[str, str, str]]:
    assert ran.code == 3, (ran.code, ran.out, ran.err)
    return {(d["file"], d["column"], d["code"]) for d in ran.json["error"]["defects"]}


def test_a_table_and_its_export_give_the_same_index(world: World, url: str) -> None:
    write_csv(world.dir / "clients.csv", RECORD_COLUMNS, ROWS)
    from_file = world.must("records", "build", world.dir / "clients.csv")
    from_table = world.must("records", "build", describe(world.dir, url))
    assert from_table["index"] == from_file["index"]
    assert from_table["records"] == 4
    assert from_table["quality"] == from_file["quality"]


def test_a_query_with_names_of_its_own(world: World, url: str) -> None:
    write_csv(world.dir / "half.csv", RECORD_COLUMNS, [r for r in ROWS if r["record_id"] in ("rec2", "rec3")])
    from_file = world.must("records", "build", world.dir / "half.csv")
    select = ", ".join(f'"{c}" AS "Their {c}"' for c in RECORD_COLUMNS)
    query = f"SELECT {select}, '100 %: {{}}' AS note FROM {place(url)} WHERE tin LIKE '%0002' -- a word\n ; "
    names = {c: f"Their {c}" for c in RECORD_COLUMNS}
    given = describe(world.dir, url, "any", name="half", query=query, columns=names)
    assert world.must("records", "build", given)["index"] == from_file["index"]


def test_files_and_tables_stand_beside_each_other(world: World, url: str) -> None:
    write_csv(world.dir / "other.csv", RECORD_COLUMNS, [record(9)])
    built = world.must("records", "build", describe(world.dir, url), world.dir / "other.csv")
    assert (built["silos"], built["records"], set(built["quality"])) == (2, 5, {"clients", "other"})


def test_every_defect_of_every_silo_is_listed(world: World, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOT_THERE", raising=False)
    run_sql(
        url,
        f"UPDATE {place(url)} SET unwanted = '{chr(92)}x00ff'"
        if "sqlite" not in url
        else "UPDATE clients SET unwanted = x'00ff'",
    )
    open_to_all = describe(world.dir, url, "open")
    (world.dir / "open.url").chmod(0o644)
    write_csv(world.dir / "bad.csv", RECORD_COLUMNS, [ROWS[0], ROWS[0]])
    given = [
        world.dir / "bad.csv",
        open_to_all,
        describe(world.dir, url, "absent", table="nowhere"),
        describe(world.dir, url, "query", query="SELEKT 1"),
        describe(world.dir, url, "column", columns={"tin": "ssn"}),
        describe(world.dir, url, "typed", columns={"tin": "unwanted"}),
        describe(world.dir, "postgresql://nobody@127.0.0.1:9/none", "down"),
        describe(world.dir, f"sqlite:///{world.dir / 'missing.sqlite'}", "missing"),
        describe(world.dir, "oracle://u@h/x", "other"),
    ]
    for name, body in {
        "env": {"url_env": "NOT_THERE", "table": "t"},
        "keys": {
            "url": "a",
            "url_env": "b",
            "table": "t",
            "query": "q",
            "colour": "x",
            "columns": {"tin": "a", "city": "a"},
        },
        "secret": {"url": f"postgresql://u:{PASSWORD}@127.0.0.1/d", "table": "t"},
        "secret2": {"url": f"postgresql://u@127.0.0.1/d?password={PASSWORD}", "table": "t"},
    }.items():
        path = world.dir / f"{name}.silo.yaml"
        path.write_text(json.dumps(body))
        given.append(path)
    ran = world.run("records", "build", *given)
    found = {(file.split(".")[0], column, code) for file, column, code in defects(ran)}
    assert found == {
        ("bad", "record_id", "MUN-INTAKE-014"), ("open", "url_file", "MUN-SILO-001"), ("absent", "", "MUN-SILO-005"),
        ("query", "", "MUN-SILO-005"), ("column", "tin", "MUN-INTAKE-010"), ("typed", "tin", "MUN-INTAKE-008"),
        ("down", "", "MUN-SILO-004"), ("missing", "", "MUN-SILO-004"), ("other", "url", "MUN-SILO-002"),
        ("env", "url_env", "MUN-SILO-001"), ("keys", "url", "MUN-INTAKE-062"), ("keys", "table", "MUN-INTAKE-062"),
        ("keys", "colour", "MUN-INTAKE-060"), ("keys", "columns.city", "MUN-INTAKE-032"),
        ("secret", "url", "MUN-SILO-003"), ("secret2", "url", "MUN-SILO-003"),
    }  # fmt: skip
    assert not (world.dir / "missing.sqlite").exists()
    assert PASSWORD not in ran.out + ran.err
    assert not traces(world.ws, PASSWORD)


def test_the_password_is_nowhere(world: World, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether the build succeeds or fails: not in what is printed, and in no file of the workspace."""
    secret = url if PASSWORD in url else f"postgresql://u:{PASSWORD}@127.0.0.1:9/none"
    monkeypatch.setenv("CLIENTS", secret)
    path = world.dir / "clients.silo.yaml"
    for table in ("clients", "nowhere"):
        path.write_text(json.dumps({"url_env": "CLIENTS", "schema": "registry", "table": table}))
        ran = world.run("records", "build", path)
        assert ran.code == (0 if secret is url and table == "clients" else 3)
        assert PASSWORD not in ran.out + ran.err
    assert not traces(world.ws, PASSWORD)


def traces(folder: Path, text: str) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and text.encode() in path.read_bytes()]


class Meddler:
    """Writes to the table once the first rows were asked for, as the custodian's own programs do all day."""

    def __init__(self, url: str) -> None:
        self.url, self.wrote = url, False

    def __call__(self, step: str, done: int, total: int) -> None:
        if step == "fetch" and not self.wrote:
            self.wrote = True
            run_sql(self.url, f"INSERT INTO {place(self.url)} (record_id, person_id) VALUES ('rec9', '9')")


def fetched(url: str, folder: Path, names: Sequence[str], meddler: Meddler, **keys: Any) -> list[int]:
    import pyarrow.parquet as pq

    silos = [read_description(describe(folder, url, name, **keys).read_bytes(), f"{name}.silo.yaml") for name in names]
    files, refused = fetch_silos(
        [(silo, address_of(silo, folder)) for silo in silos], folder / "out", memory_limit="1GB", progress=meddler
    )
    assert not refused
    return [pq.read_metadata(file).num_rows for file in files]


def test_all_silos_of_a_database_are_of_one_moment(tmp_path: Path, url: str) -> None:
    if url.startswith("sqlite"):
        run_sql(url, "PRAGMA journal_mode = wal")
    meddler = Meddler(url)
    assert fetched(url, tmp_path, ("a", "b"), meddler) == [4, 4]
    assert meddler.wrote
    assert fetched(url, tmp_path, ("a", "b"), meddler) == [5, 5], "a later build sees what was written meanwhile"


def test_nothing_can_be_written_there(world: World, url: str) -> None:
    if url.startswith("sqlite"):
        silo = read_description(describe(world.dir, url).read_bytes(), "clients.silo.yaml")
        with sa.create_engine(address_of(silo, world.dir)).connect() as con, pytest.raises(sa.exc.OperationalError):
            con.exec_driver_sql("DELETE FROM clients")
        return
    run_sql(url, "CREATE SEQUENCE registry.visits")
    counting = describe(world.dir, url, query="SELECT *, nextval('registry.visits') AS suffix_ FROM registry.clients",
                        columns={"suffix": "suffix_"})  # fmt: skip
    assert defects(world.run("records", "build", counting)) == {("clients.silo.yaml", "", "MUN-SILO-006")}
    with psycopg.connect(url) as con:
        assert con.execute("SELECT is_called FROM registry.visits").fetchone() == (False,)


def test_the_act_names_what_was_read_and_by_which_description(world: World, url: str) -> None:
    import hashlib

    given = describe(world.dir, url)
    entry = world.must("records", "build", given)["entry"]
    with sqlite3.connect(world.ws / "muniment.sqlite3") as con:
        (text,) = con.execute("SELECT record FROM store_logrun WHERE first = ?", [entry]).fetchone()
    body = json.loads(text)
    assert body["tables"] == [hashlib.sha256(given.read_bytes()).hexdigest()]
    run_sql(url, f"UPDATE {place(url)} SET city = 'Elsewhere' WHERE record_id = 'rec1'")
    world.must("records", "build", given)
    with sqlite3.connect(world.ws / "muniment.sqlite3") as con:
        (later,) = con.execute(
            "SELECT record FROM store_logrun WHERE kind = 'records_built' ORDER BY first DESC LIMIT 1"
        ).fetchone()
    assert len(body["sources"]) == 1 and json.loads(later)["sources"] != body["sources"]
