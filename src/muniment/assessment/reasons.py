"""The text judgments of a package, done once for each distinct wording and not once for each row.

A million individual reasons are a few hundred wordings with other names, dates and matter numbers. A wording is the reason with the row's
own names, ISO dates and long numbers replaced; purpose, gateway and cues are judged on it. Only rows whose wording ties a value to a column
and whose value is not simply the column's are read singly.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Final

from muniment.assessment import contradictions as con_
from muniment.assessment import engine, purpose
from muniment.assessment.statutes import StatuteTable, read_citation, read_order_class
from muniment.formats import duck
from muniment.vocabulary.progress import Progress

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

CHUNK: Final = 50_000
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
    for module in (purpose, con_):
        for value in vars(module).values():
            parts = value if isinstance(value, tuple) else (value,)
            patterns += [p.pattern for p in parts if isinstance(p, re.Pattern)]
    return frozenset(w for p in patterns for w in re.findall(r"[a-z]{2,}", p))


def read_citations(con: DuckDBPyConnection, facts: str, table: StatuteTable) -> None:
    """Create `statutes_read` (statute_key, class, needs_order, needs_ninety_days, provisions) and `classes_read` (order_class_key, order_class)."""
    keys = [r[0] for r in con.execute(f"SELECT DISTINCT statute_key FROM {facts} ORDER BY 1").fetchall()]
    rows = []
    for key in keys:
        c = read_citation(key, table)
        rows.append((key, c.kind, c.needs_order, c.needs_ninety_days, list(c.provisions)))
    engine.load(
        con,
        "statutes_read",
        {
            "statute_key": "VARCHAR",
            "statute_class": "VARCHAR",
            "needs_order": "BOOLEAN",
            "needs_ninety": "BOOLEAN",
            "provisions": "VARCHAR[]",
        },
        rows,
    )
    keys = [r[0] for r in con.execute(f"SELECT DISTINCT order_class_key FROM {facts} ORDER BY 1").fetchall()]
    engine.load(
        con,
        "classes_read",
        {"order_class_key": "VARCHAR", "order_class": "VARCHAR"},
        [(key, read_order_class(key, table)) for key in keys],
    )


def read_reasons(con: DuckDBPyConnection, facts: str, table: StatuteTable, progress: Progress) -> None:
    """Create `reasons_read` (row, reason_purpose, reason_gateway, reason_contradicts), only rows that differ from none, none, false.

    Needs `statutes_read`. A row whose wording holds none of the words the classifiers look at is not read at all.
    """
    _wordings(con, facts)
    found = con.execute("SELECT id, wording FROM wordings ORDER BY id")
    judged: list[tuple[object, ...]] = []
    while chunk := found.fetchmany(CHUNK):
        for number, wording in chunk:
            civil, where, cue = purpose.is_civil_purpose(wording), purpose.gateway(wording), con_.cues(wording)
            if civil or where != "none" or cue != con_.Cues(False, False, False, False, False):
                judged.append(
                    (
                        number,
                        "civil" if civil else "none",
                        where,
                        cue.order_date,
                        cue.matter,
                        cue.subject,
                        cue.other,
                        cue.always,
                    )
                )
        progress("reasons", len(judged), 0)
    engine.load(
        con,
        "wordings_read",
        {
            "id": "BIGINT",
            "purpose": "VARCHAR",
            "gateway": "VARCHAR",
            "c_date": "BOOLEAN",
            "c_matter": "BOOLEAN",
            "c_subject": "BOOLEAN",
            "c_other": "BOOLEAN",
            "c_always": "BOOLEAN",
        },
        judged,
    )
    _other_contradictions(con, facts, table)
    _single_contradictions(con, facts, table)
    con.execute("""
        CREATE OR REPLACE TABLE reasons_read AS
        SELECT w.row, r.purpose AS reason_purpose, r.gateway AS reason_gateway,
            r.c_always OR coalesce(o.found, FALSE) OR s.row IS NOT NULL AS reason_contradicts
        FROM wording_of w JOIN wordings_read r USING (id)
        LEFT JOIN other_found o ON o.id = w.id AND o.statute_key = w.statute_key AND o.order_class_key = w.order_class_key
        LEFT JOIN single_found s ON s.row = w.row
        WHERE r.purpose <> 'none' OR r.gateway <> 'none' OR reason_contradicts
    """)


def _wordings(con: DuckDBPyConnection, facts: str) -> None:
    """`wordings` (id, wording): distinct wordings worth reading. `wording_of` (row, id, ...): the rows that have one."""
    engine.load(con, "words_with_meaning", {"word": "VARCHAR"}, [(w,) for w in sorted(words_with_meaning())])
    name = "CASE WHEN length({0}) > 1 AND {0} NOT IN (SELECT word FROM words_with_meaning) AND NOT regexp_matches({0}, {1}) THEN ' ' || {0} || ' ' ELSE chr(1) END"
    triggers = duck.text(purpose.TRIGGER_SQL)
    given, family = name.format("given_key", triggers), name.format("family_key", triggers)
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE wording_rows AS
        SELECT row, statute_key, order_class_key,
            regexp_replace(regexp_replace(
                replace(replace(' ' || reason_key || ' ', {given}, ' nemo '), {family}, ' nemo '),
                '[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}', '0000-00-00', 'g'), '[0-9]{{5,}}', '00000', 'g') AS wording
        FROM {facts} WHERE reason_state = 'text'
    """)
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE wordings AS
        SELECT row_number() OVER (ORDER BY wording) AS id, wording FROM (SELECT DISTINCT wording FROM wording_rows)
        WHERE regexp_matches(wording, {duck.text(purpose.TRIGGER_SQL + "|" + con_.CUE_SQL)})
    """)
    con.execute("""
        CREATE OR REPLACE TEMP TABLE wording_of AS
        SELECT r.row, w.id, r.statute_key, r.order_class_key FROM wording_rows r JOIN wordings w USING (wording)
    """)
    con.execute("DROP TABLE wording_rows")


def _other_contradictions(con: DuckDBPyConnection, facts: str, table: StatuteTable) -> None:
    """`other_found` (id, statute_key, order_class_key, found): status, class and statute, which need no value of a single row."""
    rows = con.execute("""
        SELECT DISTINCT w.id, t.wording, w.statute_key, w.order_class_key, s.provisions, s.needs_order
        FROM wording_of w JOIN wordings_read r USING (id) JOIN wordings t USING (id) JOIN statutes_read s ON s.statute_key = w.statute_key
        WHERE r.c_other ORDER BY ALL
    """).fetchall()
    found = []
    for number, wording, statute, order_class, provisions, needs_order in rows:
        columns = con_.Columns("", "", "", "", None, tuple(provisions), needs_order, order_class)
        if con_.contradictions(wording, columns, table):
            found.append((number, statute, order_class, True))
    engine.load(
        con,
        "other_found",
        {"id": "BIGINT", "statute_key": "VARCHAR", "order_class_key": "VARCHAR", "found": "BOOLEAN"},
        found,
    )


def _single_contradictions(con: DuckDBPyConnection, facts: str, table: StatuteTable) -> None:
    """`single_found` (row): rows whose reason names another order date, matter or person than the columns."""
    iso = "strftime(f.final_order_on, '%Y-%m-%d')"
    same_date = " OR ".join(f"contains(f.reason_key, {duck.text(c)} || {iso})" for c in _ORDER_DATE_CONTEXTS)
    found = con.execute(f"""
        SELECT f.row, f.reason_key, f.given_key, f.middle_key, f.family_key, f.matter_id, f.final_order_on
        FROM {facts} f JOIN wording_of w ON w.row = f.row JOIN wordings_read r ON r.id = w.id
        WHERE (r.c_date AND f.final_order_on IS NOT NULL AND NOT ({same_date}))
            OR (r.c_matter AND f.matter_id <> '' AND NOT contains(f.reason_key, lower(f.matter_id)))
            OR (r.c_subject AND NOT (f.family_key <> '' AND contains(f.reason_key, f.family_key))
                AND NOT (length(f.given_key) > 2 AND contains(f.reason_key, f.given_key)))
        ORDER BY f.row
    """)
    rows: list[tuple[object, ...]] = []
    while chunk := found.fetchmany(CHUNK):
        for row, reason, given, middle, family, matter, ordered in chunk:
            columns = con_.Columns(
                given, middle, family, matter, ordered if isinstance(ordered, date) else None, (), False, ""
            )
            if con_.contradictions(reason, columns, table):
                rows.append((row,))
    engine.load(con, "single_found", {"row": "INTEGER"}, rows)
