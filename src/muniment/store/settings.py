"""Django's settings for one workspace, read from the environment that `boot` prepares."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import dj_database_url

SECRET_KEY = os.environ.get("MUNIMENT_SECRET_KEY", "no session is served by this process")
INSTALLED_APPS = ["muniment.store"]
USE_TZ = True
TIME_ZONE = "UTC"
DEFAULT_AUTO_FIELD = "muniment.store.models.RowNumber"

SQLITE_PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA busy_timeout=60000;"
"""WAL with FULL: an acknowledged commit survives a power cut. WAL with NORMAL loses some (ARCHITECTURE.md)."""


def database(url: str, sqlite_file: str, schema: str) -> dict[str, Any]:
    """Connection settings: PostgreSQL when a URL is given, else SQLite in the workspace."""
    if url:
        settings: dict[str, Any] = dict(dj_database_url.parse(url))
        settings["OPTIONS"] = {**settings.get("OPTIONS", {}), "options": f"-c search_path={schema}"}
        return settings
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": sqlite_file,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "init_command": SQLITE_PRAGMAS, "timeout": 60},
    }


DATABASES = {
    "default": database(
        os.environ.get("DATABASE_URL", ""),
        str(Path(os.environ.get("MUNIMENT_WORKSPACE", ".")) / "muniment.sqlite3"),
        os.environ.get("MUNIMENT_SCHEMA", "public"),
    )
}
