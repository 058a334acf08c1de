"""Silos read over a connection: rows come out of a database in one read-only transaction and stand in files afterwards.

The address of a database holds a password. It is read from the environment or from a file of its owner's, is given to
the driver, and goes nowhere else: what a driver says of an error is never passed on.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from muniment.intake.silotable import BATCH, TableSilo, columns_wanted, write_fetched
from muniment.vocabulary.errors import Defect, InputRefused
from muniment.vocabulary.progress import Progress

READ_ONLY: Final[Mapping[str, Mapping[str, Any]]] = {
    "postgresql": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
    "sqlite": {},
}
"""How each database gives one unchanging view that writes nothing; SQLite: by how its file is opened."""

Address = sa.URL
"""Where a database is and how to get in: a secret. Its text form hides the password."""

PATIENCE: Final = 15
"""Seconds a server has to answer."""

_SECRETS: Final = ("password", "sslpassword", "passfile")


def address_of(silo: TableSilo, folder: Path) -> Address:
    """The address of the silo's database; files are looked for from `folder`, where the description is.

    Raises InputRefused where it cannot be had, is of no database that is known here, or stands with a password in the
    description.
    """
    text = silo.url
    if silo.url_env:
        text = os.environ.get(silo.url_env, "")
        if not text:
            raise _refusal(silo, "url_env", "MUN-SILO-001", "The environment has no variable of this name.")
    elif silo.url_file:
        text = _of_owner(silo, folder / silo.url_file)
    try:
        url = sa.make_url(text.strip())
        backend = {"postgres": "postgresql"}.get(url.get_backend_name(), url.get_backend_name())
        if backend not in READ_ONLY or (backend == "sqlite" and not url.database):
            raise ValueError
    except (sa.exc.ArgumentError, ValueError):
        raise _refusal(silo, "url", "MUN-SILO-002", "This is no address of a SQLite or PostgreSQL database.",
                       "postgresql://USER@HOST/DATABASE or sqlite:////PATH.") from None  # fmt: skip
    if silo.url and (url.password or any(key in url.query for key in _SECRETS)):
        raise _refusal(silo, "url", "MUN-SILO-003", "The description holds a password.",
                       "Put the address into a variable (url_env) or a file of mode 0600 (url_file).")  # fmt: skip
    if backend == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    # The file is opened where the description says, never made, and never written.
    path = quote(str((folder / str(url.database)).absolute()))
    return sa.URL.create("sqlite", database=f"file:{path}", query={"mode": "ro", "uri": "true"})


def _of_owner(silo: TableSilo, path: Path) -> str:
    """The text of a file that nobody but its owner can read."""
    try:
        with path.open(encoding="utf-8") as file:
            if not stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
                return file.read()
    except (OSError, UnicodeDecodeError):
        raise _refusal(silo, "url_file", "MUN-SILO-001", "The file cannot be read.") from None
    raise _refusal(silo, "url_file", "MUN-SILO-001", "Others than its owner can open the file.", "chmod 600")


def fetch_silos(
    silos: Sequence[tuple[TableSilo, Address]], out_dir: Path, *, memory_limit: str, progress: Progress
) -> tuple[list[Path], list[InputRefused]]:
    """`out_dir/NAME` for each silo, and what the others were refused for. Those of one database are read in one
    transaction, and so say what was so at one moment.
    """
    out_dir.mkdir(mode=0o700, exist_ok=True)
    files: list[Path] = []
    refusals: list[InputRefused] = []
    for url in dict.fromkeys(url for _, url in silos):
        of_it = [silo for silo, its in silos if its == url]
        try:
            with _snapshot(url) as connection:
                for silo in of_it:
                    out = out_dir / silo.name
                    try:
                        with connection.begin_nested():
                            _fetch(connection, silo, out, memory_limit, progress)
                        files.append(out)
                    except InputRefused as refusal:
                        refusals.append(refusal)
        except _Unreachable:
            refusals += [_refusal(silo, "", "MUN-SILO-004", "The database does not answer, or does not let this user in.",
                                  "Check the address, the user's rights and the network.") for silo in of_it]  # fmt: skip
    return files, refusals


class _Unreachable(Exception):
    pass


@contextmanager
def _snapshot(url: Address) -> Iterator[sa.Connection]:
    """A connection in a read-only transaction that sees one state of the database, undone at its end."""
    options = {"isolation_level": None} if url.drivername == "sqlite" else {"connect_timeout": PATIENCE}
    engine = sa.create_engine(url, poolclass=NullPool, hide_parameters=True, connect_args=options)
    try:
        connection = engine.connect()
    except (sa.exc.SQLAlchemyError, OSError):
        raise _Unreachable from None
    try:
        with connection.execution_options(**READ_ONLY[engine.name]):
            transaction = connection.begin()
            if engine.name == "sqlite":
                connection.exec_driver_sql("BEGIN")
                connection.exec_driver_sql("SELECT count(*) FROM sqlite_master")  # else it is no database
            else:
                connection.exec_driver_sql("SET LOCAL TIME ZONE 'UTC'")
            yield connection
            transaction.rollback()
    except sa.exc.DatabaseError:
        raise _Unreachable from None


def _fetch(connection: sa.Connection, silo: TableSilo, out: Path, memory_limit: str, progress: Progress) -> None:
    source = _source(silo)
    try:
        found = list(connection.execute(sa.select(sa.text("*")).select_from(source).limit(0)).keys())
        total = 0 if silo.query else int(connection.scalar(sa.select(sa.func.count()).select_from(source)) or 0)
    except sa.exc.SQLAlchemyError:
        what = "The query is not one" if silo.query else "The table is not there"
        raise _refusal(silo, "", "MUN-SILO-005", f"{what}, or this user may not read it.") from None
    wanted = columns_wanted(silo, found)
    asked: sa.Select[*tuple[Any, ...]] = sa.select(
        *(sa.column(_exact(theirs)).label(_exact(ours)) for ours, theirs in wanted.items())
    )
    done = 0

    def batches() -> Iterator[Sequence[Sequence[object]]]:
        nonlocal done
        statement = asked.select_from(source).execution_options(yield_per=BATCH)
        with connection.execute(statement) as result:
            for rows in result.partitions():
                yield rows
                done += len(rows)
                progress("fetch", done, total)

    progress("fetch", 0, total)
    try:
        write_fetched(silo, list(wanted), batches(), out, memory_limit=memory_limit)
    except (sa.exc.SQLAlchemyError, ValueError, OverflowError):
        raise _refusal(silo, "", "MUN-SILO-006", f"The rows cannot be read beyond row {done}, of {total or 'unknown'}.",
                       "A value may be outside what can be read (text that is not UTF-8, an infinite date).") from None  # fmt: skip


def _source(silo: TableSilo) -> sa.FromClause:
    if silo.table:
        return sa.table(_exact(silo.table), schema=_exact(silo.schema) if silo.schema else None)
    query = re.sub(r"[;\s]+$", "", silo.query).replace(":", r"\:")  # no colon stands for a parameter
    return sa.text(query + "\n").columns().subquery("silo")


def _exact(name: str) -> sa.quoted_name:
    return sa.quoted_name(name, quote=True)


def _refusal(silo: TableSilo, column: str, code: str, message: str, hint: str = "") -> InputRefused:
    return InputRefused(
        "MUN-INTAKE-000",
        f"The silo {silo.name} cannot be accepted: 1 defect.",
        hint="Correct what is listed and build again.",
        defects=[Defect(silo.file, None, column, code, message, hint)],
    )
