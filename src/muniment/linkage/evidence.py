"""Evidence: what the records say of the best candidate, as the law's elements ask it. It judges nothing.

Read only for the candidate of a row that passed on its face, and never shown outside.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from muniment.linkage import confirm
from muniment.linkage.items import give_items
from muniment.vocabulary.items import ADDRESS, columns_beside_address

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

EVIDENCE: Final = {
    "candidates": "INTEGER",
    "refusals": "VARCHAR",
    "filer": "BOOLEAN",
    "deceased_before": "BOOLEAN",
    "address_on_file": "BOOLEAN",
    "address_is_last_known": "BOOLEAN",
    "tin_conflict": "BOOLEAN",
    "tin_of_other": "BOOLEAN",
    "period_on_file": "BOOLEAN",
    "identity_theft": "BOOLEAN",
    "impairment": "BOOLEAN",
    "informant": "BOOLEAN",
    "protected": "BOOLEAN",
    "last_address_line": "VARCHAR",
    "last_city": "VARCHAR",
    "last_state": "VARCHAR",
    "last_postal_code": "VARCHAR",
    "last_country": "VARCHAR",
    "last_source": "VARCHAR",
    "last_observed_on": "DATE",
    "last_record_id": "VARCHAR",
    "items": "MAP(VARCHAR, VARCHAR)",
}
"""Columns beside MATCH_COLUMNS, with their types (docs/rooms.md)."""

RULES: Final = {"return_or_notice": "last_return_or_notice", "any": "last_any"}
"""The agreement's rule for the last known address -> the index column that names the observation."""


def add_evidence(
    con: DuckDBPyConnection, decided: str, into: str, *, last_known: str, fields: Sequence[str] = (ADDRESS,)
) -> None:
    """In: `decided` (decision.decide), `req`, index views. Out: `into`, one row per row of `decided` with MATCH_COLUMNS
    and EVIDENCE. NULL evidence where nobody was compared; booleans are never NULL where somebody was, but
    for `deceased_before` where a date of death is on file that nobody can read: then it is unknown. Of `fields` those
    beside the address are in `items`, where the row asks for them.
    """
    if columns_beside_address(fields):
        give_items(con, decided, "given_items", fields)
    else:
        con.execute("CREATE OR REPLACE TEMP TABLE given_items (row INTEGER, items MAP(VARCHAR, VARCHAR))")
    con.execute(f"""CREATE OR REPLACE TEMP TABLE chosen AS
      SELECT d.*, p.person_id, p.filer, p.deceased, p.deceased_unclear, p.identity_theft, p.impairment, p.informant, p.protected,
             p.{RULES[last_known]} AS last_newest
      FROM {decided} d LEFT JOIN persons p USING (pid)""")
    # Of addresses and observations only those of these persons are read: first their numbers, then what they say.
    con.execute("""CREATE OR REPLACE TEMP TABLE had AS
      SELECT c.row, a.aid FROM chosen c JOIN addresses a ON a.pid = c.pid""")
    con.execute(f"""CREATE OR REPLACE TEMP TABLE confirmed AS
      SELECT h.row, h.aid, {confirm.confirms_sql()} AS confirms FROM had h JOIN req l USING (row) JOIN places r ON r.aid = h.aid""")
    con.execute("""CREATE OR REPLACE TEMP TABLE on_file AS
      SELECT row, bool_or(confirms) AS address_on_file FROM confirmed GROUP BY row""")
    con.execute("""CREATE OR REPLACE TEMP TABLE own_numbers AS
      SELECT c.row, count(*) AS numbers, bool_or(n.tin_digits = q.tin_digits) AS is_own
      FROM chosen c JOIN req q USING (row) JOIN numbers n ON n.pid = c.pid WHERE q.tin_digits <> '' GROUP BY c.row""")
    con.execute("""CREATE OR REPLACE TEMP TABLE asked AS
      SELECT DISTINCT c.row FROM chosen c JOIN (SELECT row, unnest(periods) AS period FROM req) q USING (row)
      JOIN periods p ON p.pid = c.pid AND p.period = q.period""")
    con.execute("""CREATE OR REPLACE TEMP TABLE newest AS
      SELECT c.row, o.* EXCLUDE (pid, newest, period, silo)
      FROM chosen c JOIN observations o ON o.pid = c.pid AND o.newest = c.last_newest""")
    con.execute("""CREATE OR REPLACE TEMP TABLE last_known AS
      SELECT o.*, c.confirms AS address_is_last_known FROM newest o JOIN confirmed c ON c.row = o.row AND c.aid = o.aid""")
    con.execute(f"""INSERT INTO {into} BY NAME
      SELECT c.row, q.row_ref, c.person_id, c.probability, c.runner_up, c.name_level, c.dob_level, c.address_level,
             c.tin_level, c.decision, c.score, c.candidates, c.refusals,
             c.filer,
             CASE WHEN c.pid IS NOT NULL AND NOT coalesce(c.deceased_unclear, FALSE)
                       OR c.deceased < make_date(list_min(q.periods)::BIGINT, 1, 1)
                  THEN coalesce(c.deceased < make_date(list_min(q.periods)::BIGINT, 1, 1), FALSE) END AS deceased_before,
             CASE WHEN c.pid IS NOT NULL THEN coalesce(f.address_on_file, FALSE) END AS address_on_file,
             CASE WHEN c.pid IS NOT NULL THEN coalesce(k.address_is_last_known, FALSE) END AS address_is_last_known,
             CASE WHEN c.pid IS NOT NULL THEN q.tin_digits <> '' AND coalesce(NOT n.is_own, FALSE) END AS tin_conflict,
             CASE WHEN c.pid IS NOT NULL THEN
               q.number_persons > CASE WHEN coalesce(n.is_own, FALSE) THEN 1 ELSE 0 END END AS tin_of_other,
             CASE WHEN c.pid IS NOT NULL THEN a.row IS NOT NULL END AS period_on_file,
             c.identity_theft, c.impairment, c.informant, c.protected,
             k.address_line AS last_address_line, k.city AS last_city, k.state AS last_state,
             k.postal_code AS last_postal_code, k.country AS last_country, k.source AS last_source,
             k.observed AS last_observed_on, k.record_id AS last_record_id, g.items
      FROM chosen c JOIN req q USING (row)
      LEFT JOIN on_file f USING (row) LEFT JOIN own_numbers n USING (row) LEFT JOIN asked a USING (row)
      LEFT JOIN last_known k USING (row) LEFT JOIN given_items g USING (row)""")
    made = ("chosen", "had", "confirmed", "on_file", "newest", "own_numbers", "asked", "last_known", "given_items")
    for table in made:
        con.execute(f"DROP TABLE {table}")
