"""The text judgments of a package, done once for each distinct wording and not once for each row.

A million individual reasons are a few hundred wordings with other names, dates and matter numbers. A wording is the reason with the row's
own names, ISO dates and long numbers replaced; purpose, gateway and cues are judged on it. Only rows whose wording ties a value to a column
and whose value is not simply the column's are read singly.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING, Any, Final

from muniment.assessment import civil_work, engine, gateways, purpose
from muniment.assessment import contradictions as con_
from muniment.assessment.statutes import StatuteTable, read_citation, read_order_class, table_for
from muniment.formats import duck
from muniment.formats.processes import Mapper, mapper
from muniment.vocabulary.progress import Progress

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

CHUNK: Final = 8192
SMALL: Final = 20_000
"""Below so many wordings, starting processes costs more than it saves."""
_ORDER_DATE_CONTEXTS: Final = (
    "order of ",
    "order dated ",
    "removal of ",
    "removal dated ",
    "removed on ",
    "deported on ",
    "entered on ",
    "issued on ",
    "final on ",
)


@cache
def words_with_meaning() -> frozenset[str]:
    """Words the classifiers look at. A person named so (May, Will) keeps the name in the wording."""
    patterns: list[str] = []
    for module in (purpose, civil_work, gateways, con_):
        for value in vars(module).values():
            parts = value if isinstance(value, tuple) else (value,)
            patterns += [p.pattern for p in parts if isinstance(p, re.Pattern)]
    return frozenset(w for p in patterns for w in re.findall(r"[a-z]{2,}", p))


_CITATION_COLUMNS: Final = {
    "statute_key": "VARCHAR", "statute_class": "VARCHAR", "needs_order": "BOOLEAN", "needs_ninety": "BOOLEAN",
    "provisions": "VARCHAR[]",
}  # fmt: skip
_CLASS_COLUMNS: Final = {"order_class_key": "VARCHAR", "order_class": "VARCHAR", "other_classes": "VARCHAR[]"}


def read_citations(con: DuckDBPyConnection, facts: str, pack: str, *, processes: int = 1) -> None:
    """Create `statutes_read` (statute_key, class, needs_order, needs_ninety_days, provisions) and `classes_read`
    (order_class_key, order_class, other_classes: what a reason would contradict it with)."""
    for table, key, columns, judge in (
        ("statutes_read", "statute_key", _CITATION_COLUMNS, judge_citations),
        ("classes_read", "order_class_key", _CLASS_COLUMNS, judge_classes),
    ):
        engine.load(con, table, columns, [])
        query = f"SELECT DISTINCT {key} FROM {facts}"
        (texts,) = con.execute(f"SELECT count(*) FROM ({query})").fetchall()[0]
        with mapper(processes if texts >= SMALL else 1) as each:
            for judged in each(partial(judge, pack), _chunks(con, query)):
                engine.append(con, table, columns, judged)


def judge_citations(pack: str, chunk: Sequence[tuple[str]]) -> list[tuple[object, ...]]:
    """The lines of `statutes_read` for statutes as cited."""
    table = table_for(pack)
    cited = [(key, read_citation(key, table)) for (key,) in chunk]
    return [(key, c.kind, c.needs_order, c.needs_ninety_days, list(c.provisions)) for key, c in cited]


def judge_classes(pack: str, chunk: Sequence[tuple[str]]) -> list[tuple[object, ...]]:
    """The lines of `classes_read` for order classes as written."""
    table = table_for(pack)
    return [(key, read_order_class(key, table), list(con_.other_classes(key, table))) for (key,) in chunk]


def read_reasons(con: DuckDBPyConnection, facts: str, pack: str, progress: Progress, *, processes: int = 1) -> None:
    """Create `reasons_read` (row, reason_purpose, reason_gateway, reason_contradicts), only rows that differ from none, none, false.

    `pack` names the table of statutes. A row whose wording holds none of the words the classifiers look at is not read at
    all. The number of `processes` changes no result.
    """
    _wordings(con, facts)
    (wordings,) = con.execute("SELECT count(DISTINCT id) FROM wording_of").fetchall()[0]
    with mapper(processes if wordings >= SMALL else 1) as each:
        _judge_wordings(con, pack, each, wordings, progress)
        _judge_rows(con, facts, each, progress)
    con.execute("""
        CREATE OR REPLACE TABLE reasons_read AS
        SELECT w.row, r.purpose AS reason_purpose, r.gateway AS reason_gateway,
            r.contradicts OR s.row IS NOT NULL AS reason_contradicts
        FROM wording_of w JOIN wordings_read r USING (id) LEFT JOIN single_found s ON s.row = w.row
        WHERE r.purpose <> 'none' OR r.gateway <> 'none' OR reason_contradicts
    """)
    for table in ("worded", "wording_of", "wordings_read", "single_found"):
        con.execute(f"DROP TABLE {table}")


def _wordings(con: DuckDBPyConnection, facts: str) -> None:
    """`worded`: the rows whose wording is worth reading, for a purpose or gateway (`asks`), against the law the row names (`law`),
    or for a value that its columns leave unnamed (`differs`). `wording_of` (row, id, differs): the first row with the same
    wording, statute and class, and whether any row of it leaves a value of its columns unnamed."""
    engine.load(con, "words_with_meaning", {"word": "VARCHAR"}, [(w,) for w in sorted(words_with_meaning())])
    name = "CASE WHEN length({0}) > 1 AND {0} NOT IN (SELECT word FROM words_with_meaning) AND NOT regexp_matches({0}, {1}) THEN ' ' || {0} || ' ' ELSE chr(1) END"
    triggers = duck.text(purpose.sieve())
    given, family = name.format("given_key", triggers), name.format("family_key", triggers)
    classes = " OR ".join(
        f"(list_contains(other_classes, {duck.text(section)}) AND regexp_matches(wording, {duck.text('|'.join(numbers))}))"
        for section, numbers in con_.CLASSES.items()
    )
    foreign = "strlen(wording) > length(wording)"  # what is not ASCII may fold to anything
    con.execute(f"""
        CREATE OR REPLACE TABLE worded AS
        WITH written AS (
            SELECT row, statute_key, f.order_class_key, other_classes, {_differs()} AS differs,
                regexp_replace(regexp_replace(
                    replace(replace(' ' || reason_key || ' ', {given}, ' nemo '), {family}, ' nemo '),
                    '[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}', '0000-00-00', 'g'), '[0-9]{{5,}}', '00000', 'g') AS wording
            FROM {facts} f LEFT JOIN classes_read c ON c.order_class_key = f.order_class_key WHERE reason_state = 'text'
        ),
        sifted AS (
            SELECT * EXCLUDE (other_classes),
                {foreign} OR regexp_matches(wording, {triggers}) AS asks,
                {foreign} OR regexp_matches(wording, {duck.text(con_.law_sieve())}) OR coalesce({classes}, FALSE) AS law,
                differs AND ({foreign} OR regexp_matches(wording, {duck.text(con_.cue_sieve())})) AS cue
            FROM written
        )
        SELECT * EXCLUDE (cue) FROM sifted WHERE asks OR law OR cue
    """)
    # Texts are long: their digests are grouped, and no two of them have one.
    con.execute("""
        CREATE OR REPLACE TABLE wording_of AS
        SELECT unnest(rows) AS row, id, differs FROM (
            SELECT min(row) AS id, list(row) AS rows, bool_or(differs) AS differs FROM worded
            GROUP BY unhex(sha256(wording)), statute_key, order_class_key
        )
    """)


def _differs(date: str = "TRUE", matter: str = "TRUE", subject: str = "TRUE") -> str:
    """SQL over facts `f`: the reason does not simply name the row's own order date, matter or person.

    The arguments say for which of the three this is asked. What is named so contradicts nothing.
    """
    iso = "strftime(f.final_order_on, '%Y-%m-%d')"
    same_date = " OR ".join(f"contains(f.reason_key, {duck.text(c)} || {iso})" for c in _ORDER_DATE_CONTEXTS)
    return f"""
        (({date} AND f.final_order_on IS NOT NULL AND NOT ({same_date}))
        OR ({matter} AND f.matter_id <> '' AND NOT contains(f.reason_key, lower(f.matter_id)))
        OR ({subject} AND NOT (f.family_key <> '' AND contains(f.reason_key, f.family_key))
            AND NOT (length(f.given_key) > 2 AND contains(f.reason_key, f.given_key))))
    """


_WORDING_COLUMNS: Final = {
    "id": "BIGINT", "purpose": "VARCHAR", "gateway": "VARCHAR", "c_date": "BOOLEAN", "c_matter": "BOOLEAN",
    "c_subject": "BOOLEAN", "contradicts": "BOOLEAN",
}  # fmt: skip


def _judge_wordings(con: DuckDBPyConnection, pack: str, each: Mapper, total: int, progress: Progress) -> None:
    """`wordings_read`: what a wording says whatever the row's own values are; only those that say something."""
    query = """
        SELECT w.row, w.wording, w.statute_key, w.order_class_key, w.asks, w.law, o.differs
        FROM worded w JOIN wording_of o ON o.row = w.row WHERE o.row = o.id
    """
    done = 0
    engine.load(con, "wordings_read", _WORDING_COLUMNS, [])
    for judged in each(partial(judge_wordings, pack), _chunks(con, query)):
        done += CHUNK
        progress("reasons", min(done, total), total)
        engine.append(con, "wordings_read", _WORDING_COLUMNS, judged)


def judge_wordings(pack: str, chunk: Sequence[tuple[int, str, str, str, bool, bool, bool]]) -> list[tuple[object, ...]]:
    """The lines of `wordings_read` for lines of (id, wording, statute_key, order_class_key, asks, law, differs)."""
    table = table_for(pack)
    judged: list[tuple[object, ...]] = []
    for number, wording, statute, order_class, asks, law, differs in chunk:
        folded = purpose.fold(wording)
        civil, where, cue, against = False, "none", con_.NO_CUES, False
        if asks:
            pieces = purpose.lexicon().pieces(folded)
            civil, where = purpose.states_civil_purpose(folded, pieces), purpose.other_gateway(folded, pieces)
        if law or differs:
            text = con_.Text(folded)
            cue = con_.cues_of(text) if differs else con_.NO_CUES
            against = law and any(con_.contradicted_law(text, _shared_columns(statute, order_class, table), table))
        if civil or where != "none" or against or cue != con_.NO_CUES:
            judged.append(
                (number, "civil" if civil else "none", where, cue.order_date, cue.matter, cue.subject, against)
            )
    return judged


@lru_cache(maxsize=4_096)
def _shared_columns(statute: str, order_class: str, table: StatuteTable) -> con_.Columns:
    """What many rows share of their columns."""
    cited = read_citation(statute, table)
    return con_.Columns("", "", "", "", None, cited.provisions, cited.needs_order, order_class)


def _judge_rows(con: DuckDBPyConnection, facts: str, each: Mapper, progress: Progress) -> None:
    """`single_found` (row): rows whose reason names another order date, matter or person than the columns."""
    query = f"""
        SELECT f.row, f.reason_key, f.given_key, f.middle_key, f.family_key, f.matter_id, f.final_order_on
        FROM {facts} f JOIN wording_of w ON w.row = f.row JOIN wordings_read r ON r.id = w.id
        WHERE {_differs("r.c_date", "r.c_matter", "r.c_subject")}
    """
    engine.load(con, "single_found", {"row": "INTEGER"}, [])
    for found in each(judge_rows, _chunks(con, query)):
        progress("reasons", 1, 1)
        engine.append(con, "single_found", {"row": "INTEGER"}, found)


def judge_rows(chunk: Sequence[tuple[Any, ...]]) -> list[tuple[object, ...]]:
    """The rows that contradict themselves, of lines of (row, reason_key, names, matter_id, final_order_on)."""
    found: list[tuple[object, ...]] = []
    for row, reason, given, middle, family, matter, ordered in chunk:
        on = ordered if isinstance(ordered, date) else None
        columns = con_.Columns(given, middle, family, matter, on, (), False, "")
        if any(con_.contradicted_values(con_.Text(purpose.fold(reason)), columns)):
            found.append((row,))
    return found


def _chunks(con: DuckDBPyConnection, query: str) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of a query as they come, never all at once: by a cursor of its own, while the connection goes on working."""
    cursor = con.cursor()
    for batch in cursor.sql(query).to_arrow_reader(CHUNK):
        if batch.num_rows:
            yield list(zip(*(column.to_pylist() for column in batch.columns), strict=True))
    cursor.close()
