"""Comparison: how far a row and a candidate agree, component by component, over everything on file of the person.

Birth dates, numbers and addresses count by the best that is on file; names are compared one by one, and the model's own
weight chooses among them afterwards. What it gives is a table of levels; what they are worth is the model's.

birth date  4 equal · 3 a slip (a digit, two digits or day and month exchanged) · 2 one part wrong: the year by one, or day
            or month in the right year · 1 the year alone, or day and month of another year · 0 different
number      2 equal · 1 a slip · 0 different
(address: `confirm.address_level_sql`; names: `names`)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from muniment.linkage import confirm, names

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from muniment.linkage.model import Model


def birth_level_sql(left: str = "l.birth_date", right: str = "r.birth_date") -> str:
    """The level of two birth dates. Levels 2 and up can be errors of the pen; 1 and 0 are two dates."""
    same = {part: f"({part}({left}) = {part}({right}))" for part in ("year", "month", "day")}
    digits = "strftime({}, '%Y%m%d')"
    # The first of January stands where an office knew the year only.
    new_year = f"(strftime({left}, '%m%d') = '0101' OR strftime({right}, '%m%d') = '0101')"
    birthday = f"({same['month']} AND {same['day']})"
    # Day and month of another year are no slip by themselves: families have birthdays in common and copy them.
    return f"""CASE
      WHEN {left} = {right} THEN 4
      WHEN damerau_levenshtein({digits.format(left)}, {digits.format(right)}) <= 1
        OR ({same["year"]} AND month({left}) = day({right}) AND day({left}) = month({right})) THEN 3
      WHEN {same["year"]} AND ({same["month"]} OR {same["day"]} OR {new_year})
        OR {birthday} AND abs(year({left}) - year({right})) = 1 THEN 2
      WHEN {same["year"]} OR {birthday} THEN 1
      ELSE 0 END::TINYINT"""


def number_level_sql(left: str = "l.tin_digits", right: str = "r.tin_digits") -> str:
    return f"""CASE WHEN {left} = {right} THEN 2
      WHEN damerau_levenshtein({left}, {right}) <= 1 THEN 1 ELSE 0 END::TINYINT"""


def compare_pairs(con: DuckDBPyConnection, model: Model, persons: int, pairs: str, into: str) -> None:
    """In: `pairs` (row, pid), `req` (with given_persons and the like), index views. Out: table `into`, one row per pair
    and name on file: row, pid, the levels, and `tf_*` (how common the agreeing value is, smoothed to the shipped figure;
    for an address, how many others were ever there, for a city, how many persons).
    """
    k = model.smoothing
    in_place = next(v.u for v in model.levels["address"] if v.value == 1)
    initial = next(v.u for v in model.levels["middle"] if v.value == 1)

    def share(count: str, usual: float) -> str:
        return f"(({count}) + {k * usual!r}) / {float(persons + k)!r}"

    con.execute(f"""CREATE OR REPLACE TEMP TABLE {into}_births AS
      SELECT p.row, p.pid, max({birth_level_sql()}) AS birth_level
      FROM {pairs} p JOIN req l USING (row) JOIN births r ON r.pid = p.pid
      WHERE l.birth_date IS NOT NULL GROUP BY p.row, p.pid""")
    con.execute(f"""CREATE OR REPLACE TEMP TABLE {into}_numbers AS
      SELECT p.row, p.pid, max({number_level_sql()}) AS number_level
      FROM {pairs} p JOIN req l USING (row) JOIN numbers r ON r.pid = p.pid
      WHERE l.tin_digits <> '' GROUP BY p.row, p.pid""")
    # In two steps, so that of the addresses on file only those of these persons are read.
    con.execute(f"""CREATE OR REPLACE TEMP TABLE {into}_addresses AS
      SELECT p.row, p.pid, a.aid FROM {pairs} p JOIN addresses a ON a.pid = p.pid""")
    con.execute(f"""CREATE OR REPLACE TEMP TABLE {into}_places AS
      SELECT row, pid, max(level) AS address_level,
             coalesce(min(persons_here) FILTER (level >= 3), 0)::INTEGER AS persons_here
      FROM (SELECT a.row, a.pid, {confirm.address_level_sql()} AS level, r.persons_here
            FROM {into}_addresses a JOIN req l USING (row) JOIN places r ON r.aid = a.aid)
      GROUP BY row, pid""")
    con.execute(f"""CREATE OR REPLACE TEMP TABLE {into} AS
      SELECT p.row, p.pid, {names.given_level_sql()} AS given_level, {names.middle_level_sql()} AS middle_level,
             {names.family_level_sql()} AS family_level, {names.suffix_level_sql()} AS suffix_level,
             b.birth_level, n.number_level, a.address_level,
             {share("greatest(l.given_persons, r.given_persons)", model.usual("given"))} AS tf_given,
             {share("l.initial_persons", initial)} AS tf_middle, {share("l.birth_persons", model.usual("birth"))} AS tf_birth,
             {share("greatest(l.family_persons, r.family_persons)", model.usual("family"))} AS tf_family,
             CASE WHEN a.address_level = 1 THEN greatest({share("l.place_persons", in_place)}, {in_place!r})
               ELSE {share("greatest(coalesce(a.persons_here, 0) - 1, 0)", model.usual("address"))} END AS tf_address
      FROM {pairs} p JOIN req l USING (row) JOIN names r ON r.pid = p.pid
      LEFT JOIN {into}_births b ON b.row = p.row AND b.pid = p.pid
      LEFT JOIN {into}_numbers n ON n.row = p.row AND n.pid = p.pid
      LEFT JOIN {into}_places a ON a.row = p.row AND a.pid = p.pid""")
    for part in ("births", "numbers", "addresses", "places"):
        con.execute(f"DROP TABLE {into}_{part}")
