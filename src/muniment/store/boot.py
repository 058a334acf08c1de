"""Start Django for one workspace; switch to another in the same process (tests do)."""

from __future__ import annotations

import os

from muniment.store.workspace import Workspace


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


def create_database(workspace: Workspace) -> None:
    """Make the tables of a new workspace, or bring older ones up to date."""
    connect(workspace)
    from django.core.management import call_command
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE SCHEMA IF NOT EXISTS "{workspace.schema}"')
    call_command("migrate", verbosity=0, interactive=False)
    if connection.vendor == "sqlite":
        workspace.database.chmod(0o600)


def pending_migrations(workspace: Workspace) -> list[str]:
    """Names of migrations that this release has and the database has not."""
    connect(workspace)
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]
