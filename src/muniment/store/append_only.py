"""Triggers that make the tables of record append-only in the database itself, whoever is connected."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

FIRST: Final = (
    "store_logrun",
    "store_treehead",
    "store_signedhead",
    "store_agreementversion",
    "store_recordindex",
    "store_package",
    "store_stage",
    "store_judgment",
    "store_approval",
    "store_release",
    "store_envelope",
    "store_delivery",
    "store_gatememory",
)
"""The append-only tables of the first migrations."""

APPEND_ONLY: Final = (
    *FIRST,
    "store_linkagefit",
    "store_decoyset",
    "store_saltepoch",
    "store_policyversion",
    "store_historicdisclosures",
    "store_destruction",
    "store_retentionhold",
)
"""Rows here are never changed or removed. A later table gets its triggers by `install_on` in the migration that makes it."""

KEPT: Final = ("store_officer", "store_suspensionorder")
"""Rows here may only have their end written (removed_at, lifted_at); they are never removed."""

ENDS: Final = {
    "store_officer": ("removed_at", ("id", "name", "roles", "public_key", "added_at", "entry")),
    "store_suspensionorder": ("lifted_at", ("id", "order_id", "document", "added_at", "entry")),
}
"""For each kept table the column of its end, which is written once, and the columns that never change."""


def install(apps: Any, schema_editor: Any) -> None:
    """Forward step of the migration of the first tables: one trigger for each forbidden act on each table."""
    _install(schema_editor, FIRST, KEPT)


def install_on(*tables: str) -> Callable[[Any, Any], None]:
    """Forward step of a later migration: `tables` are append-only."""
    return lambda apps, schema_editor: _install(schema_editor, tables, ())


def install_anew_on(*tables: str) -> Callable[[Any, Any], None]:
    """Step of a migration that changed a column: SQLite made `tables` anew, and they lost their triggers with it. The kept tables
    come together."""

    def step(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "sqlite":
            kept = [table for table in tables if table in KEPT]
            _install(schema_editor, [table for table in tables if table not in KEPT], kept)
            if kept:
                install_ends(apps, schema_editor)

    return step


def _install(schema_editor: Any, append_only: Sequence[str], kept: Sequence[str]) -> None:
    vendor = schema_editor.connection.vendor
    if vendor == "postgresql":
        schema_editor.execute(
            "CREATE OR REPLACE FUNCTION muniment_append_only() RETURNS trigger AS $$ BEGIN "
            "RAISE EXCEPTION 'append-only'; END $$ LANGUAGE plpgsql"
        )
    for table, events in [(t, ("UPDATE", "DELETE")) for t in append_only] + [(t, ("DELETE",)) for t in kept]:
        for event in events:
            name = f"{table}_no_{event.lower()}"
            if vendor == "postgresql":
                schema_editor.execute(
                    f"CREATE TRIGGER {name} BEFORE {event} ON {table} "
                    "FOR EACH STATEMENT EXECUTE FUNCTION muniment_append_only()"
                )
            else:
                schema_editor.execute(
                    f"CREATE TRIGGER {name} BEFORE {event} ON {table} BEGIN SELECT RAISE(ABORT, 'append-only'); END"
                )
    if vendor == "postgresql":
        for table in (*append_only, *kept):
            schema_editor.execute(
                f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION muniment_append_only()"
            )


def install_ends(apps: Any, schema_editor: Any) -> None:
    """Forward step of a migration: of a kept row the end alone is ever written, and once."""
    postgresql = schema_editor.connection.vendor == "postgresql"
    act = "EXECUTE FUNCTION muniment_append_only()" if postgresql else "BEGIN SELECT RAISE(ABORT, 'append-only'); END"
    for table, (end, fixed) in ENDS.items():
        of_all = f"BEFORE UPDATE OF {', '.join(fixed)} ON {table} " + ("FOR EACH STATEMENT " if postgresql else "")
        schema_editor.execute(f"CREATE TRIGGER {table}_no_update {of_all}{act}")
        again = f"OLD.{end} IS NOT NULL"
        when = f"FOR EACH ROW WHEN ({again})" if postgresql else f"WHEN {again}"
        schema_editor.execute(f"CREATE TRIGGER {table}_no_second_end BEFORE UPDATE OF {end} ON {table} {when} {act}")


def remove_ends(apps: Any, schema_editor: Any) -> None:
    """Backward step of `install_ends`."""
    on = " ON {}" if schema_editor.connection.vendor == "postgresql" else ""
    for table in ENDS:
        for name in ("no_update", "no_second_end"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_{name}{on.format(table)}")


def grant(role: str, schema: str) -> None:
    """PostgreSQL: let `role` do the daily work in `schema`, and nothing that forgets: it reads and adds, writes an end,
    and keeps the embedded witness's state. The tables stay their owner's, so it can neither drop nor disarm a trigger."""
    from django.apps import apps
    from django.db import connection

    name, space = connection.ops.quote_name(role), connection.ops.quote_name(schema)
    tables = {model._meta.db_table for model in apps.get_app_config("store").get_models()}
    statements = [f"GRANT USAGE ON SCHEMA {space} TO {name}", f"GRANT SELECT ON {space}.django_migrations TO {name}"]
    for table in sorted(tables):
        statements.append(f"REVOKE ALL ON {space}.{table} FROM {name}, PUBLIC")
        statements.append(f"GRANT SELECT, INSERT ON {space}.{table} TO {name}")
    for table in sorted(tables - set(APPEND_ONLY) - set(KEPT)):
        statements.append(f"GRANT UPDATE ON {space}.{table} TO {name}")
    statements += [f"GRANT UPDATE ({end}) ON {space}.{table} TO {name}" for table, (end, _) in ENDS.items()]
    statements.append(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {space} TO {name}")
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def remove(apps: Any, schema_editor: Any) -> None:
    """Backward step, for tests of migrations."""
    remove_from(*APPEND_ONLY, *KEPT)(apps, schema_editor)


def remove_from(*tables: str) -> Callable[[Any, Any], None]:
    """Step of a migration before one that writes to rows of `tables`."""

    def step(apps: Any, schema_editor: Any) -> None:
        for table in tables:
            on = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
            for event in ("update", "delete", "truncate"):
                schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{event}{on}")

    return step
