"""Joint mode: the rows of a package compete for the records.

Two rows that ask for two members of one family have the same candidates, and each record belongs to the row that fits it
best. So a record that another row claims with better right is lost to a row; and that a relative is meant in a candidate's place
is the less likely the more of the relatives on file are asked for by rows of their own, where no such row is there. It is an
option of the agreement: here, and nowhere else, does a row's outcome depend on other rows.

The rows and the records are a matching, each row with one record or none and each record with one row or none; the
shares are found by passing messages between them (belief propagation), since one row's claim is worth less where that row
has a better one.
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, Final

from muniment.linkage.decision import CONFLICTS_IN_COMPETITION, REFUSED, decide
from muniment.vocabulary.columns import ADDRESS_COLUMNS, PERSON_KEYS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from muniment.linkage.model import Model

PASSES: Final = 2
"""How often the share of relatives asked for is counted: the second count knows of the rows the first has found."""
ROUNDS: Final = 4
FOUND: Final = 0.99
CLAIMED: Final = 0.5
Z: Final = 1.6449
"""One-sided 95 % of the normal distribution."""
NEGLIGIBLE: Final = 1e-4
"""Odds below which a claim is none."""


def compete(con: DuckDBPyConnection, model: Model, persons: int, pairs: str, decided: str) -> None:
    """In: `pairs` and `decided` of all rows of the package (decision.decide), `req`. Out: `decided` anew, by the weights as they
    stand beside the other rows. Rows that ask for one person in the same words are one claim and keep one outcome.
    """
    words = ", ".join((*PERSON_KEYS, *ADDRESS_COLUMNS))
    con.execute(f"""CREATE OR REPLACE TEMP TABLE claimants AS
      SELECT row, min(row) OVER (PARTITION BY {words}) AS claimant FROM req""")
    for _ in range(PASSES):
        relatives = _asked(
            con,
            f"""SELECT DISTINCT b.pid FROM {pairs} b JOIN {decided} d USING (row) WHERE d.probability >= {FOUND!r}
              AND d.pid <> b.pid AND b.family_level >= 5 AND b.address_level >= 4""",
            decided,
        )
        anybody = _asked(con, f"SELECT range::INTEGER AS pid FROM range({persons})", decided)
        # The alternatives to the person: a stranger, and with these odds a relative (model.weights_sql), none of whom has a row.
        con.execute(f"""CREATE OR REPLACE TEMP TABLE {pairs}_beside AS SELECT * REPLACE (
          match_weight - log2({1 - anybody!r} + {1 - relatives!r} * (pow(2.0::DOUBLE, match_weight - weight) - 1)) AS weight)
          FROM {pairs}""")
        _match(con, model.prior(persons) / (1 - model.presence), f"{pairs}_beside")
        con.execute(f"""CREATE OR REPLACE TEMP TABLE {pairs}_beside AS
          SELECT p.* REPLACE (weight + log2(coalesce(free, 1)) AS weight) FROM {pairs}_beside p JOIN claimants USING (row)
          LEFT JOIN claims USING (claimant, pid)""")
        decide(con, model, persons, f"{pairs}_beside", decided, conflicts=CONFLICTS_IN_COMPETITION, ranked=())
    con.execute(f"""UPDATE {decided} SET refusals = concat_ws(';', nullif(refusals, ''), 'claimed_by_better_row'),
        score = CASE WHEN score > {-REFUSED / 2!r} THEN score - {REFUSED!r} ELSE score END
      FROM claimants JOIN claims USING (claimant)
      WHERE {decided}.row = claimants.row AND {decided}.pid = claims.pid AND free < 0.5 AND decision = 'none'""")
    for table in (f"{pairs}_beside", "claims", "wants", "claimants"):
        con.execute(f"DROP TABLE {table}")


def _asked(con: DuckDBPyConnection, those: str, decided: str) -> float:
    """The share of the persons `those` (pid) whom some row asks for: no more than the package shows at 95 % confidence (Wilson,
    1927), so that a small one shows little.
    """
    asked, of = (
        con.execute(f"""SELECT count(*) FILTER (pid IN (SELECT pid FROM {decided} WHERE probability >= {CLAIMED!r})),
      count(*) FROM ({those})""").fetchall()[0]
    )
    if not of:
        return 0.0
    share, z2 = int(asked) / int(of), Z * Z / int(of)
    return max(0.0, (share + z2 / 2 - sqrt(z2 * (share * (1 - share) + z2 / 4))) / (1 + z2))


def _match(con: DuckDBPyConnection, odds: float, pairs: str) -> None:
    """In: `pairs`, `claimants`. Out: `claims` (claimant, pid, claim, free): the odds of each pair by itself, and the share in
    which the record is free for the claimant.
    """
    con.execute(f"""CREATE OR REPLACE TEMP TABLE claims AS
      SELECT claimant, pid, {odds!r} * pow(2.0::DOUBLE, max(weight)) AS claim, 1.0::DOUBLE AS free
      FROM {pairs} JOIN claimants USING (row) GROUP BY claimant, pid HAVING claim >= {NEGLIGIBLE!r}""")
    for _ in range(ROUNDS):
        # How much a claimant wants a record, beside the other records that are free for it.
        con.execute(f"""CREATE OR REPLACE TEMP TABLE wants AS
          SELECT a.claimant, a.pid, any_value(a.claim) / (1 + {_sum("b.claim * b.free")}) AS want
          FROM claims a LEFT JOIN claims b ON b.claimant = a.claimant AND b.pid <> a.pid GROUP BY a.claimant, a.pid""")
        con.execute(f"""CREATE OR REPLACE TEMP TABLE claims AS
          SELECT a.claimant, a.pid, any_value(c.claim) AS claim, 1 / (1 + {_sum("b.want")}) AS free
          FROM wants a JOIN claims c USING (claimant, pid)
          LEFT JOIN wants b ON b.pid = a.pid AND b.claimant <> a.claimant GROUP BY a.claimant, a.pid""")


def _sum(values: str) -> str:
    """In one order: a parallel sum of floating point numbers would depend on the threads."""
    return f"coalesce(list_sum(list({values} ORDER BY {values})), 0)"
