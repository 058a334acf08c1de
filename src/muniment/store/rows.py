"""Statements that every act runs, straight on the database's driver, and rows written with them.

Inside a `transaction()` as everything else. Django's ORM makes the same statement anew for every row, and its cursor
costs more than most statements here do: two thirds of an act's processor time (docs/decisions/030-single-acts.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, Final, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import (
    AutoField,
    BigIntegerField,
    CharField,
    Field,
    Model,
    PositiveBigIntegerField,
    PositiveIntegerField,
    TextField,
)

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
    columns, statement, given = _insertion(type(row), database.vendor)
    values = []
    for name, field, plain in columns:
        value = getattr(row, name)
        values.append(value if type(value) is plain else field.get_db_prep_save(value, database))
    cursor = execute(statement, values)
    if given is not None:
        row.pk = cursor.fetchone()[0] if database.vendor == "postgresql" else cursor.lastrowid
    row._state.adding, row._state.db = False, database.alias
    return row


_TEXT: Final = (CharField, TextField)
_WHOLE: Final = (BigIntegerField, PositiveBigIntegerField, PositiveIntegerField)
_Columns = list[tuple[str, "Field[Any, Any]", type | None]]


@cache
def _insertion(model: type[Model], vendor: str) -> tuple[_Columns, str, AutoField[Any, Any] | None]:
    """The attributes written, each with its field and the type of value that goes to the database as it is; the
    statement; the key that the database gives, where it gives one."""
    key = model._meta.pk if isinstance(model._meta.pk, AutoField) else None
    fields = [field for field in model._meta.concrete_fields if field is not key]
    names, places = ", ".join(f'"{f.column}"' for f in fields), ", ".join(["%s"] * len(fields))
    back = f' RETURNING "{key.column}"' if key is not None and vendor == "postgresql" else ""
    columns: _Columns = [
        (f.attname, f, str if isinstance(f, _TEXT) else int if isinstance(f, _WHOLE) else None) for f in fields
    ]
    return columns, f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({places}){back}', key


@cache
def _spelled(statement: str, vendor: str) -> str:
    return statement.replace("%s", "?") if vendor == "sqlite" else statement
