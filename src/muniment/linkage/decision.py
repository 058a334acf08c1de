"""The decision: one best candidate per row, how sure, and why not.

A row is decided from its own candidates alone; no row looks at another. Posterior of each candidate against the others and
against "not in the records"; a candidate's own weight already stands against its relatives (model). Persons whose name, first name or suffix says they
are somebody else (a relative, a neighbour, a stranger with the number) take no share of the posterior, but one of them with
more evidence than the best candidate refuses it. `score` is the ranking: the natural log-odds of `probability`, lowered by
REFUSED when refused for what no posterior overrules, or less than LIKELY.

Weights add up; a refusal does not. A household shares family name, address, often a number and sometimes a copied birth
date, and any sum of these outweighs the one component that says it is the son. So each refusal names a component which,
when it contradicts, no amount of agreement elsewhere makes good.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log2
from typing import TYPE_CHECKING, Final

from muniment.linkage import names
from muniment.linkage.model import COMPARISONS, VECTOR_LEVELS, Model

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

REFUSED: Final = 1000.0
RESOLVED: Final = 13.3
"""Bits from which on a candidate ends the search (1 in 10,000 against it). Not the threshold of a match: a stricter one
would then search for more candidates, and could find one to disclose."""
LIKELY: Final = 1.1
"""Log-odds below which a row ranks with the refused ones (3 to 1 that it is the person)."""
NOBODY: Final = -2000.0
"""Score of a row nobody was compared with."""
COPIED: Final = (0.3, 0.012, 5e-4)
"""How often a birth date in conflict is that of another person of the family on file: where the row's person is the candidate (who
filled in the form took the date from the line above), where it is a relative (as often as two of a house share a date), where it
is a stranger."""

IDENTITY_REFUSALS: Final = {
    # The first name is another one, and not even birth date, middle and family name together say that it is a second first
    # name; or it is only alike, and no number says it is a slip.
    "first_name_veto": """(given = 0 AND NOT (birth = 4 AND middle >= 1 AND family >= 3))
        OR (given = 1 AND number <> 2)""",
    # Only a middle name, or letters in disorder; or no name that anybody could read.
    "first_name_garbled": """(given IN (2, 3) AND number <> 2 AND birth < 3)
        OR (given IN (8, 9, 10, 11) AND NOT (birth = 4 AND middle >= 1 AND family >= 3))""",
    # Twins and parents share initials: an initial needs the number, or everything else. No name at all leaves a person
    # of the household, whom only birth date or number can name.
    "name_incomplete": """((given = -1 OR family = -1) AND number <> 2 AND birth < 3)
        OR (given = 5 AND number <> 2 AND NOT (birth = 4 AND middle >= 1 AND address >= 3))""",
    # Another family name may be a married one, if the first name is the same and more of the person's own agrees.
    "family_name_veto": """(family IN (0, 1) AND given NOT IN (6, 7))
        OR (family < 4 AND family >= 0 AND number <> 2 AND birth < 3 AND NOT (given = 7 AND middle >= 1))""",
    "suffix_conflict": "suffix = 0",
}
"""Reasons that the candidate is somebody else, by reason and condition over a pair's levels (-1: nothing to compare)."""

OTHER_REFUSALS: Final = {
    # The middle name is not one of those on file. Father and son are told apart by it, so that everything else must be
    # theirs beyond doubt: both names as on file, and the birth date, which a household does not share as it shares a number.
    "middle_name_conflict": """middle = 0
        AND NOT (given = 7 AND family >= 5 AND (birth = 4 OR (birth = 3 AND number = 2)))""",
    # Not quite the first name on file, and only what the whole household shares beside it.
    "first_name_unsure": "given IN (4, 6) AND number <> 2 AND birth < 3",
    # Name and number are those of one person, birth date and address of another: somebody goes by them, or is mixed up.
    "identity_of_another": "birth IN (0, 1) AND address < 2",
    # Two dates, not one date miswritten. Also when number and address agree: both are what a child borrows from a parent.
    "birth_date_conflict": "birth IN (0, 1)",
    # A suffix on one side says that there are two of the name in the family; name and address are those of both.
    "suffix_unresolved": "suffix = 1 AND number <> 2 AND birth < 3",
    "number_conflict": "number IN (0, 1)",
    # On file for several persons it identifies none of them.
    "shared_number": "number = 2 AND number_persons > 1",
}
"""Reasons not to trust a pair that may well be the person."""

CONFLICTS: Final = (
    "family_name_veto", "name_incomplete", "middle_name_conflict", "first_name_garbled", "first_name_unsure",
    "birth_date_conflict", "number_conflict",
)  # fmt: skip
"""Refusals that a model fitted on such data overrules where its posterior is high enough: it has counted how
often a person's own components conflict, and a relative's."""
CONFLICTS_IN_COMPETITION: Final = (*CONFLICTS, "first_name_veto")
"""What it overrules where the relative who might be meant could have had a row too (joint)."""

_BIRTH: Final = "CASE birth_level WHEN 5 THEN 3 WHEN 6 THEN 1 ELSE birth_level END"
"""Which slip it is, and how far two dates differ, is evidence; for a refusal a slip is a slip and two dates are two."""
# A condition that came to NULL would refuse nobody: levels are read with -1 for NULL, so that no condition can be unknown.
_KNOWN_LEVELS: Final = ", ".join(
    f"coalesce({_BIRTH if c == 'birth' else f'{c}_level'}, -1) AS {c}" for c in COMPARISONS
)


NAMES_COMPARED: Final = "(given_level IS NOT NULL)::TINYINT + (family_level IS NOT NULL)::TINYINT"
"""Of the names on file the one counts that leaves out least of what the row has; then the heaviest."""


def best_name_sql(scored: str) -> str:
    """In: `scored` (model.weights_sql), one row per pair and name on file. One row per pair: the heaviest name's levels, of
    the names that have what the row has: a record that leaves a name out contradicts nothing, and must not hide that those
    which have it do. Nor does a garbled name count where another on file is plainly not the row's: it is garbled from that
    one. Of middle name and suffix what all names on file say together, for the same reason.
    """
    of_one = (c for c in VECTOR_LEVELS if c not in {"middle_level", "suffix_level"})
    fields = ", ".join(f"{c} := {c}" for c in ("weight", "match_weight", *of_one))
    best = f"max(struct_pack(compared := {NAMES_COMPARED}, {fields}))"
    garbled = "coalesce(given_level IN (3, 8, 9, 11), FALSE)"
    return f"""SELECT row, pid, unnest(best), middle_level, suffix_level FROM (
      SELECT row, pid, CASE WHEN bool_or(given_level = 0) AND NOT bool_or(coalesce(given_level BETWEEN 4 AND 7, FALSE))
               THEN {best} FILTER (NOT {garbled}) ELSE {best} END AS best, max(middle_level) AS middle_level,
             CASE WHEN max(suffix_level) < 2 THEN min(suffix_level) ELSE max(suffix_level) END AS suffix_level
      FROM {scored} GROUP BY row, pid)"""


def weigh_copied(con: DuckDBPyConnection, pairs: str) -> None:
    """In: `pairs`, all of a row together. Out: the same, weighed by what a conflict of birth dates says where the row's is that of
    another candidate of the same family name: the row is of this family, and somebody took one member's date for another's.

    A relative who is not on file may bear the date as well; the one whose date it is stands beside the pair as a candidate.
    """
    of_person, of_relative, of_stranger = COPIED
    con.execute(f"""UPDATE {pairs} SET match_weight = match_weight + {log2(of_person / of_stranger)!r},
        weight = match_weight + {log2(of_person / of_stranger)!r}
          - log2(1 + {of_relative / of_stranger!r} * (pow(2.0::DOUBLE, least(900.0, match_weight - weight)) - 1))
      FROM ({copied_sql(pairs)}) c WHERE {pairs}.row = c.row AND {pairs}.pid = c.pid""")


def copied_sql(pairs: str) -> str:
    """The pairs (row, pid) of `pairs` whose birth date is another's of the family."""
    # By the family name, not the house: in a barracks the date is found with somebody by chance.
    return f"""SELECT row, pid FROM {pairs} SEMI JOIN (
      SELECT row FROM {pairs} WHERE birth_level = 4 AND family_level >= 3) USING (row)
      WHERE birth_level IN (0, 1, 6) AND family_level >= 3"""


def unresolved_sql(pairs: str, model: Model, persons: int) -> str:
    """Rows that still need the weak keys: no strong candidate that stands and on which birth date or number agrees.

    Name and address alone never resolve a row: somebody of the same name in the same house may have been found only by
    the address.
    """
    refused = _any_of({**IDENTITY_REFUSALS, **OTHER_REFUSALS})
    return f"""SELECT row FROM req ANTI JOIN (
      SELECT DISTINCT row FROM (SELECT row, match_weight, {_KNOWN_LEVELS} FROM {pairs})
      JOIN (SELECT row, number_persons FROM req) USING (row)
      WHERE (birth = 4 OR number = 2) AND NOT {refused}
        AND match_weight + log2({model.prior(persons)!r}) >= {RESOLVED!r}
    ) USING (row)"""


def decide(
    con: DuckDBPyConnection,
    model: Model,
    persons: int,
    pairs: str,
    into: str,
    *,
    conflicts: Sequence[str] = CONFLICTS,
    ranked: Sequence[str] = CONFLICTS,
) -> None:
    """In: `pairs` (one row per pair), `req`. Out: table `into`, one row per row of `req`: row, pid (NULL: nobody),
    candidates, probability, runner_up, score, decision, refusals, levels. Order of rows and of pairs has no effect.
    A fitted model overrules `conflicts` where the posterior is high enough; `ranked` are those of them that do not lower the score where
    it is not.
    """
    prior = model.prior(persons)
    by_posterior = () if model.overrule is None else ranked
    firm = f"list_filter(r.why, lambda w: NOT list_contains({list(by_posterior)!r}::VARCHAR[], w))"
    con.execute(f"""CREATE OR REPLACE TEMP TABLE {into}_ranked AS
      SELECT *, row_number() OVER (PARTITION BY row ORDER BY somebody_else, weight DESC, pid) AS place
      FROM (SELECT row, pid, weight, {_any_of(_identity(model, conflicts))} AS somebody_else
            FROM (SELECT *, {_KNOWN_LEVELS} FROM {pairs}))""")
    # The sum runs over an ordered list: a parallel sum of floating point numbers would depend on the threads.
    con.execute(f"""CREATE OR REPLACE TEMP TABLE {into}_rivals AS
      SELECT row, count(*)::INTEGER AS candidates,
             coalesce(list(weight ORDER BY place) FILTER (NOT somebody_else AND place > 1), []) AS rivals,
             max(weight) FILTER (somebody_else AND place > 1) AS best_of_others
      FROM {into}_ranked GROUP BY row""")
    con.execute(f"""CREATE OR REPLACE TEMP TABLE {into} AS
      WITH weighed AS (
        SELECT b.*, q.number_persons, f.somebody_else, r.candidates, r.best_of_others,
               {prior!r} * pow(2.0::DOUBLE, b.weight) AS own,
               {1 - model.presence!r} + coalesce(list_sum(
                 list_transform(r.rivals, lambda w: {prior!r} * pow(2.0::DOUBLE, w))), 0) AS against,
               coalesce({prior!r} * pow(2.0::DOUBLE, r.rivals[1]), 0) AS second
        FROM (SELECT *, {_KNOWN_LEVELS} FROM {pairs}) b
        JOIN (SELECT row, pid, somebody_else FROM {into}_ranked WHERE place = 1) f USING (row, pid)
        JOIN {into}_rivals r USING (row) JOIN (SELECT row, number_persons FROM req) q USING (row)
      ), shares AS (
        SELECT *, own / (own + against) AS probability, second / (own + against) AS runner_up,
               ln(own) - ln(against) AS log_odds
        FROM weighed
      ), refused AS (
        SELECT *, list_concat({_reasons(_in_force(model, conflicts))}, list_filter([
          CASE WHEN NOT somebody_else AND best_of_others > weight THEN 'outranked' END,
          CASE WHEN runner_up >= {model.tie!r} THEN 'tie' END], lambda t: t IS NOT NULL)) AS why
        FROM shares
      )
      SELECT q.row, r.pid, coalesce(r.candidates, 0) AS candidates,
             coalesce(r.probability, 0) AS probability, coalesce(r.runner_up, 0) AS runner_up,
             CASE WHEN r.pid IS NULL THEN {NOBODY!r} WHEN len({firm}) > 0 OR r.log_odds < {min(LIKELY, model.review)!r}
                  THEN r.log_odds - {REFUSED!r} ELSE r.log_odds END AS score,
             CASE WHEN r.pid IS NULL OR len(r.why) > 0 THEN 'none'
                  WHEN r.log_odds >= {model.match!r} THEN 'match'
                  WHEN r.log_odds >= {model.review!r} THEN 'review' ELSE 'none' END AS decision,
             CASE WHEN r.pid IS NULL THEN '' ELSE array_to_string(
               list_concat(r.why, CASE WHEN r.log_odds < {model.review!r} THEN ['below_threshold'] ELSE [] END), ';')
             END AS refusals,
             {names.name_level_sql("r.given_level", "r.family_level")} AS name_level,
             {_BIRTH} AS dob_level, r.address_level, r.number_level AS tin_level
      FROM req q LEFT JOIN refused r USING (row)""")
    con.execute(f"DROP TABLE {into}_ranked")
    con.execute(f"DROP TABLE {into}_rivals")


def _identity(model: Model, conflicts: Sequence[str]) -> dict[str, str]:
    """The refusals that make a candidate somebody else, who takes no share of the posterior."""
    return {r: c for r, c in IDENTITY_REFUSALS.items() if model.overrule is None or r not in conflicts}


def _in_force(model: Model, conflicts: Sequence[str]) -> dict[str, str]:
    """All refusals, by reason and condition over a pair's levels and its `log_odds`."""
    both = {**IDENTITY_REFUSALS, **OTHER_REFUSALS}
    if model.overrule is None:
        return both
    return both | {reason: f"({both[reason]}) AND log_odds < {model.overrule!r}" for reason in conflicts}


def _any_of(table: dict[str, str]) -> str:
    return f"({' OR '.join(f'({condition})' for condition in table.values())})"


def _reasons(table: dict[str, str]) -> str:
    cases = ", ".join(f"CASE WHEN {condition} THEN '{reason}' END" for reason, condition in table.items())
    return f"list_filter([{cases}], lambda t: t IS NOT NULL)"
