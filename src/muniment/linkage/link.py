"""Linking: the rows that passed on their face, and nobody else, are looked up in the index.

The model, the index and the thresholds are frozen before a package is linked; nothing is learned from its rows. Rows are
worked off in chunks, and since no row's candidates, score or decision depend on another row, the chunks leave no trace.
"""

from __future__ import annotations

import math
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from muniment.linkage import derive, keys, names, tables
from muniment.linkage.candidates import find_pairs, make_request_keys
from muniment.linkage.compare import compare_pairs
from muniment.linkage.decision import best_name_sql, decide, unresolved_sql, weigh_copied
from muniment.linkage.evidence import EVIDENCE, RULES, add_evidence
from muniment.linkage.index import IndexManifest, read_manifest
from muniment.linkage.items import FILE as ITEMS_FILE
from muniment.linkage.items import carried
from muniment.linkage.joint import compete
from muniment.linkage.model import Model, load_model, weights_sql
from muniment.linkage.reader import IndexReader, open_index
from muniment.vocabulary.columns import ADDRESS_COLUMNS, MATCH_COLUMNS, PERSON_KEYS
from muniment.vocabulary.errors import LawSaysNo, UsageError
from muniment.vocabulary.items import ADDRESS, columns_beside_address
from muniment.vocabulary.progress import Progress, silent

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

CHUNK: Final = 700_000
"""Rows looked up together: each time the index is read once, so that a chunk is as large as its rows fit into little memory."""
PERSONS: Final = 4_000_000
"""Persons on file up to which so many rows do. Among more a row has more candidates: 13 among 4 million, 45 among 40."""
ELIGIBLE: Final = "eligible"
MATCH_TYPES: Final = {
    "row": "INTEGER", "row_ref": "VARCHAR", "person_id": "VARCHAR", "probability": "DOUBLE", "runner_up": "DOUBLE",
    "name_level": "TINYINT", "dob_level": "TINYINT", "address_level": "TINYINT", "tin_level": "TINYINT",
    "decision": "VARCHAR", "score": "DOUBLE",
}  # fmt: skip
SCHEMA: Final = {**{c: MATCH_TYPES[c] for c in MATCH_COLUMNS}, **EVIDENCE}


@dataclass(frozen=True, slots=True)
class MatchOptions:
    """What the agreement says of matching, the fitted model where there is one, and thresholds (scores) in place of its own.

    `address` (any_on_file, last_known) changes no row here: both answers are evidence and determination chooses.
    `fields`: the items that may be given; of those beside the address a row's line holds what the row asks for.
    """

    address: str = "any_on_file"
    last_known: str = "return_or_notice"
    joint: bool = False
    fields: tuple[str, ...] = (ADDRESS,)
    model: Path | None = None
    match: float | None = None
    review: float | None = None


@dataclass(frozen=True, slots=True)
class LinkSummary:
    """Counts of one link. `index_version` is '' when no row was eligible and no index was opened. `profile` counts the
    rows looked up and those of them with a number, a birth date, a middle name.
    """

    rows: int
    matched: int
    review: int
    none: int
    index_version: str
    model: str
    profile: dict[str, int]


def link(
    index_dir: Path,
    facts: Path,
    findings: Path,
    out: Path,
    *,
    options: MatchOptions | None = None,
    key: bytes = b"",
    threads: int = 2,
    memory_limit: str = "4GB",
    spark: str = "",
    progress: Progress = silent,
) -> LinkSummary:
    """Write the matches of the rows whose facial outcome is `eligible`, one line each, ordered by row.

    Guarantees: no file of the index is opened for a row that failed, and none at all when every row failed; a row's line
    depends on that row, the index, the model and the options alone (but for `joint`); equal input gives equal bytes.
    `key`: of an index that is encrypted. `spark`: the master of the cluster to link on (spark.py), with `out`'s folder on storage its
    executors share; the bytes are the same. Joint mode needs all rows in one place and is worked off here.
    Raises UsageError for an unknown rule and IntegrityFailure for a damaged index.
    """
    options = options or MatchOptions()
    model = chosen_model(options)
    spill = out.parent / f".{out.name}.spill"
    con = tables.connect(threads=threads, memory_limit=memory_limit, spill=spill)
    index = IndexReader(index_dir, key)
    try:
        con.execute(f"CREATE TABLE matches ({', '.join(f'{c} {t}' for c, t in SCHEMA.items())})")
        beside = columns_beside_address(options.fields)
        rows = make_eligible(con, facts, findings, items=bool(beside))
        version = ""
        if rows:
            manifest = read_manifest(index_dir)
            version = manifest.version
            open_index(con, index)
            if beside:
                check_items(manifest, options.fields)
            if spark and not options.joint:
                from muniment.linkage.spark import Job, link_on, session

                with session(spark) as cluster:
                    job = Job(
                        index_dir, manifest, model, out.parent, options.last_known, options.fields, memory_limit, key
                    )
                    link_on(cluster, con, index, job, rows, progress)
            else:
                _link_here(con, index, manifest, model, options, rows, progress)
        tables.write_parquet(con, "SELECT * FROM matches ORDER BY row", out)
        profile = _profile(con)
        counted = dict(con.execute("SELECT decision, count(*) FROM matches GROUP BY decision").fetchall())
    finally:
        index.close()
        con.close()
        shutil.rmtree(spill, ignore_errors=True)
    return LinkSummary(
        rows=rows,
        matched=counted.get("match", 0),
        review=counted.get("review", 0),
        none=counted.get("none", 0),
        index_version=version,
        model=model.sha256,
        profile=profile,
    )


def _link_here(
    con: DuckDBPyConnection,
    index: IndexReader,
    manifest: IndexManifest,
    model: Model,
    options: MatchOptions,
    rows: int,
    progress: Progress,
) -> None:
    """In: `eligible`, what `open_index` laid out. Out: in `matches` a line for each row, found chunk by chunk."""
    progress("link", 0, rows)
    chunk = rows if options.joint else _chunk(manifest.counts["persons"])
    for start in range(0, rows, chunk):
        link_chunk(con, index, manifest, model, start, start + chunk)
        if options.joint:
            compete(con, model, manifest.counts["persons"], "best", "decided")
        bring_evidence(con, index, "decided", options.fields)
        add_evidence(con, "decided", "matches", last_known=options.last_known, fields=options.fields)
        progress("link", min(start + chunk, rows), rows)


def _chunk(persons: int) -> int:
    """How many rows are looked up together in an index of so many persons. No line depends on it."""
    return min(CHUNK, round(CHUNK * math.pow(PERSONS / max(persons, 1), 2 / 3)))


def link_chunk(
    con: DuckDBPyConnection, index: IndexReader, manifest: IndexManifest, model: Model, start: int, stop: int
) -> None:
    """In: `eligible` rows numbered start..stop-1, what `open_index` laid out. Out: `req`, `decided`, and view `scored` (all pairs, with the
    summands of their weights).
    """
    persons = manifest.counts["persons"]
    make_requests(con, index, manifest, start, stop)
    make_request_keys(con)
    find_pairs(con, index, keys.STRONG, only="req", into="pairs")
    index.bring_compared(con, "SELECT pid FROM pairs")
    compare_pairs(con, model, persons, "pairs", "vectors")
    score = weights_sql(model, persons, "vectors")
    con.execute(f"CREATE OR REPLACE TEMP TABLE best AS {best_name_sql(f'({score})')}")
    con.execute(f"CREATE OR REPLACE TEMP TABLE unresolved AS {unresolved_sql('best', model, persons)}")
    find_pairs(con, index, keys.WEAK, only="unresolved", into="weak_found")
    con.execute("CREATE OR REPLACE TEMP TABLE weak AS SELECT * FROM weak_found ANTI JOIN pairs USING (row, pid)")
    index.bring_compared(con, "SELECT pid FROM weak ANTI JOIN pairs USING (pid)", more=True)
    compare_pairs(con, model, persons, "weak", "weak_vectors")
    weak_score = weights_sql(model, persons, "weak_vectors")
    con.execute(f"INSERT INTO best BY NAME {best_name_sql(f'({weak_score})')}")
    con.execute(f"CREATE OR REPLACE TEMP VIEW scored AS {score} UNION ALL BY NAME {weak_score}")
    weigh_copied(con, "best")
    decide(con, model, persons, "best", "decided")


def chosen_model(options: MatchOptions) -> Model:
    if options.last_known not in RULES:
        raise UsageError(
            "MUN-LINKAGE-030", "Unknown rule for the last known address.", hint=f"One of {', '.join(RULES)}."
        )
    model = load_model(options.model)
    match = model.match if options.match is None else options.match
    review = min(model.review, match) if options.review is None else options.review
    return replace(model, match=match, review=review)


def bring_evidence(con: DuckDBPyConnection, index: IndexReader, decided: str, fields: tuple[str, ...]) -> None:
    """In: what was brought to compare them. Out: what else `add_evidence` reads of the persons of `decided`."""
    items = (ITEMS_FILE,) if columns_beside_address(fields) else ()
    for name in ("persons", "periods", "observations", *items):
        index.load(con, name, only=f"SELECT pid FROM {decided} WHERE pid IS NOT NULL")


def check_items(manifest: IndexManifest, fields: tuple[str, ...]) -> None:
    """Raises LawSaysNo where the index was built before the agreement that names these items."""
    lacking = [name for name in carried(fields) if name not in manifest.items]
    if lacking:
        raise LawSaysNo(
            "MUN-LINKAGE-031",
            f"The record index does not carry: {', '.join(lacking)}.",
            hint="Run `muniment records build FILE...` again: it carries the items of the agreements registered.",
        )


def make_eligible(con: DuckDBPyConnection, facts: Path, findings: Path, *, items: bool = False) -> int:
    """Out: `eligible`, the facts of the rows that passed on their face, numbered from 0 in file order."""
    columns = ", ".join(("f.row", "f.row_ref", *(f"f.{c}" for c in (*PERSON_KEYS, *ADDRESS_COLUMNS)), "f.periods"))
    columns += ", f.items_key" if items else ""
    con.execute(f"""CREATE TEMP TABLE eligible AS
      SELECT row_number() OVER (ORDER BY f.row) - 1 AS n, {columns} FROM {tables.parquet(facts)} f
      SEMI JOIN (SELECT row FROM {tables.parquet(findings)} WHERE outcome = '{ELIGIBLE}') USING (row)""")
    return int(tables.one(con, "SELECT count(*) FROM eligible"))


def _profile(con: DuckDBPyConnection) -> dict[str, int]:
    rows, *counts = con.execute("""SELECT count(*), count(*) FILTER (tin_digits <> ''),
      count(birth_date), count(*) FILTER (middle_key <> '') FROM eligible""").fetchall()[0]
    return {"rows": rows, **dict(zip(("with_number", "with_birth_date", "with_middle_name"), counts, strict=True))}


def make_requests(con: DuckDBPyConnection, index: IndexReader, manifest: IndexManifest, start: int, stop: int) -> None:
    """In: `eligible`, what `open_index` laid out. Out: `req`, one row per row of the chunk, with name parts, how common its names are in the records, and how many
    persons are on file with its number, in its city, or (`at_point`) at its address where these are a crowd; `req_births`, `req_numbers`, `req_where` for the keys. A birth
    date after the day the index was built is no birth date.
    """
    persons = manifest.counts["persons"]
    text = ", ".join(f"coalesce({c}, '') AS {c}" for c in (*PERSON_KEYS, *ADDRESS_COLUMNS) if c != "birth_date")
    con.execute(f"""CREATE OR REPLACE TEMP TABLE chunk AS
      SELECT row, row_ref, {text}, {derive.births_until_sql("birth_date", manifest.built_on)} AS birth_date, periods
      FROM eligible WHERE n >= {start} AND n < {stop}""")
    con.execute(
        "CREATE OR REPLACE TEMP TABLE req_births AS SELECT row, birth_date FROM chunk WHERE birth_date IS NOT NULL"
    )
    con.execute("CREATE OR REPLACE TEMP TABLE req_numbers AS SELECT row, tin_digits FROM chunk WHERE tin_digits <> ''")
    index.find(con, 1, keys.key_rows_sql(1, "row", "req_"), "with_number")
    index.load(con, "numbers", only="SELECT pid FROM with_number")
    con.execute(f"""CREATE OR REPLACE TEMP TABLE req_where AS
      SELECT row, {keys.localities_sql("chunk")} AS where_list, {keys.point_sql("chunk")} AS point FROM chunk""")
    con.execute(f"CREATE OR REPLACE TEMP TABLE req_parts AS {names.parts_sql('chunk')}")
    con.execute(f"""CREATE OR REPLACE TEMP TABLE req AS
      SELECT p.* REPLACE (p.known OR coalesce(g.persons, 0) >= greatest(10, {persons} / 10000) AS known),
             coalesce(g.persons, 0) AS given_persons, coalesce(f.persons, 0) AS family_persons,
             coalesce(n.persons, 0) AS number_persons, coalesce(w.persons, 0) AS place_persons,
             coalesce(i.persons, 0) AS initial_persons, coalesce(b.persons, 0) AS birth_persons,
             CASE WHEN c.row IS NULL THEN 0 ELSE {keys.LIMIT[5]} END AS at_point
      FROM req_parts p
      LEFT JOIN (SELECT word, persons FROM terms WHERE kind = 'given') g ON g.word = p.first
      LEFT JOIN (SELECT word, persons FROM terms WHERE kind = 'family') f ON f.word = p.family_joined
      LEFT JOIN (SELECT word::DATE AS birth_date, persons FROM terms WHERE kind = 'birth') b USING (birth_date)
      LEFT JOIN (SELECT tin_digits, count(*) AS persons FROM numbers GROUP BY tin_digits) n ON n.tin_digits = p.tin_digits
      LEFT JOIN (SELECT row, max(persons) AS persons FROM (SELECT row, unnest(where_list) AS word FROM req_where)
        JOIN (SELECT word, persons FROM terms WHERE kind = 'place') USING (word) GROUP BY row) w ON w.row = p.row
      LEFT JOIN (SELECT DISTINCT row FROM (
        SELECT row, hash(5::UTINYINT, {keys.spot_sql("point", "word")}) AS key
        FROM (SELECT row, point, unnest(where_list) AS word FROM req_where WHERE point IS NOT NULL))
        SEMI JOIN (SELECT key FROM crowded WHERE kind = 5) USING (key)) c ON c.row = p.row
      LEFT JOIN (SELECT row, max(persons) AS persons FROM (SELECT row, unnest(initials) AS word FROM req_parts)
        JOIN (SELECT word, persons FROM terms WHERE kind = 'initial') USING (word) GROUP BY row) i ON i.row = p.row""")
