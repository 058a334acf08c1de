"""Comparison: how far a row and a candidate agree, component by component, over everything on file of the person.

Birth dates, numbers and addresses count by the best that is on file; names are compared one by one, and the model's own
weight chooses among them afterwards. What it gives is a table of levels; what they are worth is the model's.

birth date  4 equal · 5 two digits, or day and month, exchanged · 3 a digit wrong · 2 one part wrong: the year by one, or day
            or month in the right year · 6 two digits wrong · 1 the year alone, day and month of another year, or three digits
            wrong · 0 different
number      2 equal · 1 a slip · 0 different
(address: `confirm.address_level_sql`; names: `names`)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from muniment.linkage import confirm, derive, names

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from muniment.linkage.model import Model


BIRTH_LEVELS: Final = (0, 1, 6, 2, 3, 5, 4)
"""In the order of how much agrees."""
NUMBER_LEVELS: Final = (0, 1, 2)


def birth_level_sql(left: str = "l.birth_date", right: str = "r.birth_date") -> str:
    """The level of two birth dates. Levels 2 to 5 can be errors of the pen; 6, 1 and 0 are two dates."""
    same = {part: f"({part}({left}) = {part}({right}))" for part in ("year", "month", "day")}
    digits = "strftime({}, '%Y%m%d')"
    wrong = f"levenshtein({digits.format(left)}, {digits.format(right)})"
    # One slip leaves the year or the day as it is: the digits are compared of few pairs.
    near = f"({same['year']} OR {same['day']})"
    # The first of January stands where an office knew the year only.
    new_year = f"(strftime({left}, '%m%d') = '0101' OR strftime({right}, '%m%d') = '0101')"
    birthday = f"({same['month']} AND {same['day']})"
    # Day and month of another year are no slip by themselves: families have birthdays in common and copy them.
    return f"""CASE
      WHEN {left} IS NULL THEN NULL
      WHEN {left} = {right} THEN 4
      WHEN {near} AND damerau_levenshtein({digits.format(left)}, {digits.format(right)}) <= 1
        OR ({same["year"]} AND month({left}) = day({right}) AND day({left}) = month({right}))
        THEN CASE WHEN {wrong} = 1 THEN 3 ELSE 5 END
      WHEN {same["year"]} AND ({same["month"]} OR {same["day"]} OR {new_year})
        OR {birthday} AND abs(year({left}) - year({right})) = 1 THEN 2
      WHEN {wrong} <= 2 THEN 6
      WHEN {same["year"]} OR {birthday} OR {wrong} = 3 THEN 1
      ELSE 0 END::TINYINT"""


def number_level_sql(left: str = "l.tin_digits", right: str = "r.tin_digits") -> str:
    # One slip in numbers of one length leaves all digits but two in their place.
    near = f"CASE WHEN len({left}) = len({right}) THEN hamming({left}, {right}) <= 2 ELSE TRUE END"
    return f"""CASE WHEN {left} = {right} THEN 2
      WHEN {near} AND damerau_levenshtein({left}, {right}) <= 1 THEN 1 ELSE 0 END::TINYINT"""


def compare_pairs(con: DuckDBPyConnection, model: Model, persons: int, pairs: str, into: str) -> None:
    """In: `pairs` (row, pid), `req` (with given_persons and the like), index views. Out: table `into`, one row per pair
    and name on file: row, pid, the levels, and `tf_*` (how common the agreeing value is, smoothed to the shipped figure;
    for an address, how many others were ever there, for one miswritten, at either place; for a city, how many persons).
    """
    k = model.smoothing
    in_place = next(v.u for v in model.levels["address"] if v.value == 1)
    near = next(v.u for v in model.levels["address"] if v.value == 2)
    initial = next(v.u for v in model.levels["middle"] if v.value == 1)

    def share(count: str, usual: float) -> str:
        return f"(({count}) + {k * usual!r}) / {float(persons + k)!r}"

    _one_each(con, pairs, f"{into}_birth", "births", "birth_date", birth_level_sql(), BIRTH_LEVELS)
    _one_each(con, pairs, f"{into}_number", "numbers", "tin_digits", number_level_sql(), NUMBER_LEVELS)
    # In two steps, so that of the addresses on file only those of these persons are read.
    con.execute(f"""CREATE OR REPLACE TEMP TABLE {into}_addresses AS
      SELECT p.row, p.pid, a.aid FROM {pairs} p JOIN addresses a ON a.pid = p.pid""")
    con.execute(f"""CREATE OR REPLACE TEMP TABLE {into}_places AS
      SELECT row, pid, max(level) AS address_level,
             coalesce(min(persons_here) FILTER (level >= 3), max(persons_here) FILTER (level = 2), 0)::INTEGER AS persons_here
      FROM (SELECT a.row, a.pid, {confirm.address_level_sql()} AS level, r.persons_here
            FROM {into}_addresses a JOIN req l USING (row) JOIN places r ON r.aid = a.aid)
      GROUP BY row, pid""")
    con.execute(f"""CREATE OR REPLACE TEMP TABLE {into}_persons AS
      SELECT p.row, p.pid, a.address_level, coalesce(a.persons_here, 0) AS persons_here,
             CASE WHEN b.pid IS NULL THEN NULL WHEN b.several THEN bs.level
               ELSE {birth_level_sql("l.birth_date", "b.birth_date")} END AS birth_level,
             CASE WHEN l.tin_digits = '' OR n.pid IS NULL THEN NULL WHEN n.several THEN ns.level
               ELSE {number_level_sql("l.tin_digits", "n.tin_digits")} END AS number_level
      FROM {pairs} p JOIN req l USING (row)
      LEFT JOIN {into}_birth b ON b.pid = p.pid LEFT JOIN {into}_birth_best bs ON bs.row = p.row AND bs.pid = p.pid
      LEFT JOIN {into}_number n ON n.pid = p.pid LEFT JOIN {into}_number_best ns ON ns.row = p.row AND ns.pid = p.pid
      LEFT JOIN {into}_places a ON a.row = p.row AND a.pid = p.pid""")
    con.execute(f"""CREATE OR REPLACE TEMP TABLE {into}_names AS
      SELECT pid, gid, mid, fid, suffix, first, stem, given_joined, groups, known, given_persons, family_joined, family_persons,
             coalesce(g.second, m.second, '') AS second, g.seconds + m.seconds <= 1 AND one_word AS plain
      FROM name_numbers SEMI JOIN {pairs} USING (pid)
      JOIN (SELECT *, len(rest) AS seconds, rest[1] AS second FROM givens) g USING (gid)
      JOIN (SELECT mid, len(rest) AS seconds, rest[1] AS second FROM middles) m USING (mid)
      JOIN (SELECT *, {names.ONE_WORD} AS one_word FROM families) f USING (fid)""")

    def levels(plain: bool) -> str:
        return f"""SELECT p.row, p.pid, {names.given_level_sql(plain=plain)} AS given_level, {names.middle_level_sql(plain=plain)} AS middle_level,
             {names.family_level_sql(plain=plain)} AS family_level, {names.suffix_level_sql()} AS suffix_level,
             birth_level, number_level, address_level,
             {share("greatest(l.given_persons, r.given_persons)", model.usual("given"))} AS tf_given,
             {share("l.initial_persons", initial)} AS tf_middle, {share("l.birth_persons", model.usual("birth"))} AS tf_birth,
             {share("greatest(l.family_persons, r.family_persons)", model.usual("family"))} AS tf_family,
             CASE WHEN address_level = 1 THEN greatest({share("l.place_persons", in_place)}, {in_place!r})
               WHEN address_level = 2 THEN greatest(greatest(persons_here - 1, at_point) / {float(persons + k)!r}, {near!r})
               ELSE {share("greatest(persons_here - 1, 0)", model.usual("address"))} END AS tf_address"""

    # Names of a word each are compared without lists; of the others both names are read whole.
    con.execute(f"""CREATE OR REPLACE TEMP TABLE {into}_others AS
      SELECT p.*, r.gid, r.mid, r.fid, r.suffix AS on_file
      FROM {into}_persons p JOIN (SELECT row, plain FROM req) l USING (row)
      JOIN (SELECT pid, gid, mid, fid, suffix, plain FROM {into}_names) r USING (pid) WHERE NOT (l.plain AND r.plain)""")
    con.execute(f"""CREATE OR REPLACE TEMP TABLE {into} AS
      {levels(plain=True)}
      FROM {into}_persons p JOIN (FROM req WHERE plain) l USING (row) JOIN (FROM {into}_names WHERE plain) r USING (pid)
      UNION ALL
      {levels(plain=False)}
      FROM {into}_others p JOIN req l USING (row) JOIN (
        SELECT n.*, {derive.WHOLE}, g.given_persons, f.family_persons
        FROM (SELECT DISTINCT gid, mid, fid, on_file, on_file AS suffix FROM {into}_others) n
        JOIN givens g USING (gid) JOIN middles m USING (mid) JOIN families f USING (fid)) r USING (gid, mid, fid, on_file)""")
    for part in ("birth", "birth_best", "number", "number_best", "addresses", "places", "persons", "names", "others"):
        con.execute(f"DROP TABLE {into}_{part}")


def _one_each(
    con: DuckDBPyConnection, pairs: str, into: str, file: str, column: str, level: str, order: Sequence[int]
) -> None:
    """Out: `into`, one row per person of `pairs` with a value in `file`: pid, the value, and whether there are `several`; and
    `into`_best (row, pid, level), the best level of the pairs whose person has several. `order`: the levels, the best last.
    """
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE {into}_all AS SELECT pid, {column} FROM {file} SEMI JOIN {pairs} USING (pid)"
    )
    con.execute(f"""CREATE OR REPLACE TEMP TABLE {into} AS
      SELECT pid, min({column}) AS {column}, count(*) > 1 AS several FROM {into}_all GROUP BY pid""")
    con.execute(f"""CREATE OR REPLACE TEMP TABLE {into}_best AS
      SELECT row, pid, max_by(level, list_position({list(order)!r}, level)) AS level
      FROM (SELECT p.row, p.pid, {level} AS level FROM {pairs} p JOIN (SELECT pid FROM {into} WHERE several) USING (pid)
            JOIN {into}_all r USING (pid) JOIN req l USING (row))
      GROUP BY row, pid""")
    con.execute(f"DROP TABLE {into}_all")
