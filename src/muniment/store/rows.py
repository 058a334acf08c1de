"""Statements that every act runs, straight on the database's driver, and rows written with them.

Inside a `transaction()` as everything else. Django's ORM makes the same statement anew for every row, and its cursor
costs more than most statements here do: two thirds of an act's processor time (docs/decisions/030-single-acts.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import AutoField, Field, Model

Row = TypeVar("Row", bound=Model)


def execute(statement: str, values: Sequence[object] = ()) -> Any:
    """Run one statement, its places marked %s; returns the driver's cursor. Raises Django's errors, as its cursor does."""
    database = connections[DEFAULT_DB_ALIAS]  # once: `django.db.connection` looks it up at every dot
    database.validate_no_broken_transaction()
    database.ensure_connection()
    try:
        with database.wrap_database_errors:
            return database.connection.execute(_spelled(statement, database.vendor), values)
    except BaseException:
        database.needs_rollback = database.in_atomic_block
        raise


def insert(row: Row) -> Row:
    """Write a new row; returns it with the key that the database gave it. As `Model.objects.create`, at a fifth of the
    processor time, for models without signals and without parents."""
    database = connections[DEFAULT_DB_ALIAS]
    fields, statement, given = _insertion(type(row), database.vendor)
    values = [field.get_db_prep_save(getattr(row, field.attname), database) for field in fields]
    cursor = execute(statement, values)
    if given is not None:
        row.pk = cursor.fetchone()[0] if database.vendor == "postgresql" else cursor.lastrowid
    row._state.adding, row._state.db = False, database.alias
    return row


@cache
def _insertion(model: type[Model], vendor: str) -> tuple[list[Field[Any, Any]], str, AutoField[Any, Any] | None]:
    """The columns written, the statement, and the key that the database gives, where it gives one."""
    key = model._meta.pk if isinstance(model._meta.pk, AutoField) else None
    fields = [field for field in model._meta.concrete_fields if field is not key]
    names, places = ", ".join(f'"{f.column}"' for f in fields), ", ".join(["%s"] * len(fields))
    back = f' RETURNING "{key.column}"' if key is not None and vendor == "postgresql" else ""
    return fields, f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({places}){back}', key


@cache
def _spelled(statement: str, vendor: str) -> str:
    return statement.replace("%s", "?") if vendor == "sqlite" else statement
