"""PostgreSQL: the role of the daily work does all of it and can forget nothing, whatever becomes of the triggers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from world import World, record, request_row, run

from muniment.store.append_only import APPEND_ONLY, ENDS, KEPT, remove

ROLE = "muniment_daily"


@pytest.fixture
def urls(postgres_url: str) -> tuple[str, str]:
    """The owner's address of the database, and the daily role's."""
    parts = urlsplit(postgres_url)
    host = parts.netloc.rpartition("@")[2]
    return postgres_url, urlunsplit(parts._replace(netloc=f"{ROLE}:secret@{host}"))


@pytest.fixture
def world_of_role(tmp_path: Path, urls: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Set up by the owner, who gives the role its rights; used as the role."""
    owner, daily = urls
    monkeypatch.setenv("DATABASE_URL", owner)
    w = World(tmp_path)
    ran = run("init", w.ws, "--upgrade", "--role", "nobody_of_this_name")
    assert (ran.code, ran.error) == (2, "MUN-STORE-022")
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"DROP ROLE IF EXISTS {ROLE}")
        cursor.execute(f"CREATE ROLE {ROLE} LOGIN PASSWORD 'secret'")
    assert run("init", w.ws, "--upgrade", "--role", ROLE).code == 0
    monkeypatch.setenv("DATABASE_URL", daily)
    yield w
    monkeypatch.setenv("DATABASE_URL", owner)
    assert w.run("doctor").code == 0  # connects as the owner again
    with connection.cursor() as cursor:
        cursor.execute(f"DROP OWNED BY {ROLE}; DROP ROLE {ROLE}")


def test_the_role_works_and_cannot_forget(
    world_of_role: World, urls: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    w = world_of_role
    w.build_records([record(0)])
    package = w.submit([request_row(0)])
    assert w.all_the_way(package)["r0000"]["code"] == "DISCLOSED"
    two = [*w.act("lex"), "--second", "ben", "--second-key", w.keys / "ben"]
    w.must("officers", "remove", "dee", *two)
    w.must("doctor")

    from django.db import DatabaseError, connection, transaction

    def refused(statement: str) -> str:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
        except DatabaseError as error:
            return str(error)
        return ""

    def forgetting() -> dict[str, str]:
        found = {}
        for table in APPEND_ONLY + KEPT:
            fixed = ENDS[table][1][0] if table in ENDS else "entry" if table != "store_logrun" else "first"
            column = fixed if table not in ("store_treehead", "store_signedhead", "store_gatememory") else "size"
            for statement in (
                f"UPDATE {table} SET {column} = {column}",
                f"DELETE FROM {table}",
                f"TRUNCATE {table} CASCADE",
                f"ALTER TABLE {table} DISABLE TRIGGER ALL",
                f"DROP TABLE {table} CASCADE",
            ):
                found[statement] = refused(statement)
        return found

    assert all("permission denied" in said or "must be owner" in said for said in forgetting().values()), forgetting()
    monkeypatch.setenv("DATABASE_URL", urls[0])
    w.must("doctor")
    with connection.schema_editor() as editor:
        remove(None, editor)
    assert not refused("UPDATE store_logrun SET first = first"), "the owner, without triggers: the negative control"
    monkeypatch.setenv("DATABASE_URL", urls[1])
    w.must("doctor")
    assert all("permission denied" in said or "must be owner" in said for said in forgetting().values())


def test_sqlite_knows_no_roles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    ran = run("init", tmp_path / "ws", "--role", ROLE)
    assert (ran.code, ran.error) == (2, "MUN-STORE-021")
    assert not (tmp_path / "ws").exists()
