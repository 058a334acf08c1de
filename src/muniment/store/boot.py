"""Start Django for one workspace; switch to another in the same process (tests do)."""

from __future__ import annotations

import os

from muniment.store.workspace import Workspace
from muniment.vocabulary.errors import UsageError


def setup() -> None:
    """Start Django with this package's settings; models can be imported afterwards. Once in a process."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "muniment.store.settings")

    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()


def connect(workspace: Workspace) -> None:
    """Point the ORM at this workspace's database. Cheap when it already is."""
    url = os.environ.get("DATABASE_URL", "")
    setup()
    from django.db import connections

    from muniment.store.settings import database

    wanted = database(url, str(workspace.database), workspace.schema)
    current = connections.settings["default"]
    if all(current.get(key) == value for key, value in wanted.items()):
        return
    connections.close_all()
    connections.__dict__.pop("settings", None)  # a cached property: computed again from the line below
    connections._settings = {"default": wanted}  # type: ignore[attr-defined]
    if hasattr(connections._connections, "default"):  # type: ignore[attr-defined]
        del connections["default"]


def create_database(workspace: Workspace, role: str = "") -> None:
    """Make the tables of a new workspace, or bring older ones up to date. `role`: a PostgreSQL role, there already, that
    may do the daily work and can forget nothing. Raises UsageError where there is no such role."""
    connect(workspace)
    from django.core.management import call_command
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE SCHEMA IF NOT EXISTS "{workspace.schema}"')
    call_command("migrate", verbosity=0, interactive=False)
    if role:
        _grant(workspace, role)
    if connection.vendor == "sqlite":
        workspace.database.chmod(0o600)


def _grant(workspace: Workspace, role: str) -> None:
    from django.db import DatabaseError, connection

    from muniment.store.append_only import grant

    if connection.vendor != "postgresql":
        raise UsageError("MUN-STORE-021", "SQLite knows no roles.", hint="Give --role with a DATABASE_URL only.")
    try:
        grant(role, workspace.schema)
    except DatabaseError:
        raise UsageError(
            "MUN-STORE-022",
            "The database has no such role, or it cannot be given rights.",
            hint="CREATE ROLE NAME LOGIN PASSWORD '...'; then run this with the owner's DATABASE_URL.",
        ) from None


def pending_migrations(workspace: Workspace) -> list[str]:
    """Names of migrations that this release has and the database has not."""
    connect(workspace)
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]
