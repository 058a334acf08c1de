"""A database of the first release with a row in every table comes up to the newest schema with all its data, and is
still append-only. Holds for every migration to come: what one moves or drops, it says in MOVED."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import pytest
from world import World, run

from muniment.store import boot
from muniment.store.workspace import find_workspace

FIRST_RELEASE: Final = "0003_ends"
MOVED: Final[dict[str, frozenset[str]]] = {}
"""By table: columns of the first release that a later migration moved or dropped, whose own test shows what became of
them."""


def executor() -> Any:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    return MigrationExecutor(connection)


def step_by_step(name: str) -> None:
    """Migrate, forwards or back, by the migrations of each release (a new database takes them in one)."""
    by_release = executor()
    by_release.loader.replace_migrations = False
    by_release.loader.build_graph()
    by_release.migrate([("store", name)])


def models_at(*targets: tuple[str, str]) -> dict[str, Any]:
    """The models as the migrations up to `targets` make them (none: the newest), by table."""
    loader = executor().loader
    nodes = list(targets) or loader.graph.leaf_nodes("store")
    state = loader.project_state(nodes)
    return {model._meta.db_table: model for model in state.apps.get_models() if model._meta.app_label == "store"}


def value_of(field: Any, made: dict[Any, Any]) -> Any:
    """A value of the field's own kind that a careless migration would lose or change."""
    from django.db import models

    if isinstance(field, models.ForeignKey):  # OneToOneField too
        return made[field.remote_field.model]
    for kind, value in (
        (models.JSONField, {"é": ["ü", 1, None], "n": 2**53 - 1}),
        (models.BinaryField, bytes(range(256))),
        (models.DateTimeField, datetime(2026, 3, 2, 23, 59, 59, 123456, tzinfo=UTC)),
        (models.DateField, date(2026, 3, 2)),
        (models.BooleanField, True),
        (models.PositiveIntegerField, 7),
        (models.IntegerField, 2**40 + 7),  # BigIntegerField and its kin
        (models.CharField, "Ünïcode 'quoted' \\ %s"),
        (models.TextField, "two\nlines\t"),
    ):
        if isinstance(field, kind):
            return value if not isinstance(value, str) else value[: field.max_length or len(value)]
    raise AssertionError(f"no value for {field}")


def made_row(
    model: Any, made: dict[Any, Any], write: Callable[[Any], Any] = lambda row: row.save(force_insert=True) or row
) -> Any:
    """The row of this table, made with all it refers to."""
    from django.db import models

    if model not in made:
        fields = [f for f in model._meta.fields if f.get_internal_type() != "BigAutoField"]
        for field in fields:
            if isinstance(field, models.ForeignKey):
                made_row(field.remote_field.model, made, write)
        made[model] = write(model(**{field.name: value_of(field, made) for field in fields}))
    return made[model]


def contents(models: dict[str, Any], columns: dict[str, list[str]]) -> dict[str, list[dict[str, Any]]]:
    found = {}
    for table, names in columns.items():
        rows = list(models[table]._base_manager.order_by("pk").values(*names))
        for row in rows:
            row.update({k: bytes(v) for k, v in row.items() if isinstance(v, memoryview)})
        found[table] = rows
    return found


def schema_of(workspace: Path) -> set[tuple[Any, ...]]:
    """Every column, constraint, index and trigger of this workspace's tables, as the database itself tells them."""
    from django.db import connection

    space = find_workspace(workspace).schema
    asked = {
        "sqlite": ["SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name LIKE '%store%'"],
        "postgresql": [
            "SELECT table_name, column_name, data_type, is_nullable, character_maximum_length, is_identity, column_default "
            f"FROM information_schema.columns WHERE table_schema = '{space}' AND table_name LIKE 'store%%'",
            "SELECT tablename, replace(indexdef, schemaname || '.', ''), '' "
            f"FROM pg_indexes WHERE schemaname = '{space}' AND tablename LIKE 'store%%'",
            "SELECT conrelid::regclass::text, contype::text, pg_get_constraintdef(oid) "
            f"FROM pg_constraint WHERE connamespace = '{space}'::regnamespace",
        ],
    }
    found = set()
    with connection.cursor() as cursor:
        for question in asked[connection.vendor]:
            cursor.execute(question)
            found |= set(cursor.fetchall())
    return found | triggers(workspace)


def triggers(workspace: Path) -> set[tuple[str, str]]:
    """(table, name) of every trigger of this workspace's tables."""
    from django.db import connection

    asked = {
        "sqlite": "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT event_object_table, trigger_name FROM information_schema.triggers "
        f"WHERE trigger_schema = '{find_workspace(workspace).schema}'",
    }
    with connection.cursor() as cursor:
        cursor.execute(asked[connection.vendor])
        return set(cursor.fetchall())


@pytest.fixture
def first_release(tmp_path: Path, database: str) -> Path:
    """A workspace whose database has the schema of the first release, and nothing in it."""
    from muniment.store.workspace import create_workspace, mark_complete
    from muniment.usecases import keys
    from muniment.usecases.house import House

    workspace = create_workspace(tmp_path / "ws")
    keys.create(House(workspace))
    boot.connect(workspace)
    from django.db import connection

    if database == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE SCHEMA "{workspace.schema}"')
    step_by_step(FIRST_RELEASE)
    mark_complete(workspace)
    return workspace.root


def test_the_first_release_comes_up_to_date_with_all_its_data(first_release: Path) -> None:
    from django.db import DatabaseError, connection, transaction

    old = models_at(("store", FIRST_RELEASE))
    assert len(old) == 16
    made: dict[Any, Any] = {}
    for model in old.values():
        made_row(model, made)
    columns = {
        table: [f.attname for f in model._meta.fields if f.column not in MOVED.get(table, ())]
        for table, model in old.items()
    }
    before = contents(old, columns)
    assert all(len(rows) == 1 for rows in before.values())

    guards = triggers(first_release)
    newest = not executor().migration_plan(executor().loader.graph.leaf_nodes("store"))
    ran = run("ledger", "vkey", "--workspace", first_release)
    assert (ran.code, ran.error) == ((0, "") if newest else (4, "MUN-STORE-020"))
    ran = run("init", first_release, "--upgrade")
    assert (ran.code, ran.json.get("migrations") == []) == (0, newest), ran.json
    assert run("ledger", "vkey", "--workspace", first_release).code == 0

    after = contents(models_at(), columns)
    log = after.pop("store_logrun")
    assert log[:1] == before.pop("store_logrun")
    assert [row["kind"] for row in log[1:]] == ["database_upgraded"] and log[1]["first"] == log[0]["first"] + log[0][
        "count"
    ]
    assert after == before

    assert guards < triggers(first_release)
    for table in columns:
        if table == "store_witnessstate":
            continue
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table}")


def test_what_insert_writes_is_what_was_given(first_release: Path) -> None:
    """Into every table, as the ORM reads it back; the control is the ORM's own writing."""
    from django.apps import apps

    from muniment.store.rows import insert

    assert run("init", first_release, "--upgrade").code == 0
    tables = [model for model in apps.get_app_config("store").get_models() if model._meta.db_table != "store_logrun"]
    made: dict[Any, Any] = {}
    for model in tables:
        row = made_row(model, made, insert)
        assert not row._state.adding
        names = [field.attname for field in model._meta.fields]
        (read,) = contents({model._meta.db_table: model}, {model._meta.db_table: names})[model._meta.db_table]
        assert read == {name: getattr(row, name) for name in names}


def test_a_new_database_is_as_one_that_came_up_step_by_step(first_release: Path, tmp_path: Path) -> None:
    assert run("init", first_release, "--upgrade").code == 0
    stepped = schema_of(first_release)
    assert run("init", tmp_path / "new").code == 0
    assert run("ledger", "vkey", "--workspace", tmp_path / "new").code == 0
    assert schema_of(tmp_path / "new") == stepped and len(stepped) > 50


def test_models_and_migrations_agree(world_on_both: World) -> None:
    from django.core.management import call_command

    boot.connect(find_workspace(world_on_both.ws))
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_migrations_go_forward_from_nothing_and_back(world_on_both: World) -> None:
    """An older database is refused until `init --upgrade`, which brings it here; the way is on record."""
    from django.db import connection

    from muniment.store.models import LogRun

    w = world_on_both
    boot.connect(find_workspace(w.ws))
    assert connection.introspection.table_names()
    step_by_step("0001_initial")
    ran = w.run("doctor")
    assert (ran.code, ran.error) == (4, "MUN-STORE-020")
    w.must("init", w.ws, "--upgrade")
    w.must("doctor")
    assert LogRun.objects.filter(kind="database_upgraded").count() == 1
