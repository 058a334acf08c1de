"""Fitting: the model's m and r from the rows of one package and the index, without knowing who is who (EM).

Each round scores the candidates with the model so far. m: the levels of every row's best candidate, as far as the posterior
believes in it (Fellegi-Sunter by expectation maximisation; Winkler, 1988); candidates that are plainly somebody else teach
nothing. r: the levels of the people of another first name who share the row's family name and address, as far as they
are believed to be relatives; how often a household shares a birth date or lends a number is seen there and nowhere else.
The shipped shares count as TRUST pairs, so that ten rows change next to nothing and ten thousand nearly everything. u
and the frequencies of values come from the index and are not touched.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from muniment.linkage import keys, tables
from muniment.linkage.candidates import find_pairs, make_request_keys
from muniment.linkage.compare import compare_pairs
from muniment.linkage.decision import IDENTITY_REFUSALS, best_name_sql, decide
from muniment.linkage.index import read_manifest
from muniment.linkage.link import make_eligible, make_requests
from muniment.linkage.model import COMPARISONS, Level, Model, load_model, weights_sql
from muniment.linkage.reader import IndexReader, open_index
from muniment.vocabulary.progress import Progress, silent

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ROWS: Final = 20_000
"""Rows of the package that are enough; which ones depends on their references alone."""
TRUST: Final = 500
ENOUGH: Final = 2_000
"""Rows from which on the fitted shares are the data's more than the shipped ones'; then conflicts may be overruled."""
OF_HOUSEHOLDS: Final = ("middle", "birth", "number")
"""Comparisons whose r is counted; the others say which pairs are looked at."""
SHARED: Final = ("family", "address")
"""Comparisons a household has in common, errors included: their r follows their m."""
UNSEEN: Final = 8
"""Relatives on file for each who is seen, at the same address and of the same family name as written. Set by hand."""
ROUNDS: Final = 10
FOUND: Final = 0.99
SETTLED: Final = 1e-4
UNIT: Final = 1_000_000
"""Posteriors are counted in millionths: a sum of floating point numbers would depend on the threads."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A fitted model, on how many rows, in how many rounds."""

    model: Model
    rows: int
    rounds: int


def fit_model(
    index_dir: Path,
    facts: Path,
    findings: Path,
    *,
    key: bytes = b"",
    spill: Path,
    threads: int = 2,
    memory_limit: str = "4GB",
    progress: Progress = silent,
) -> Fit:
    """The shipped model with m as the eligible rows suggest; equal input gives an equal model, in whatever order the rows
    stand. Opens no index when no row is eligible, and then gives the shipped model.
    """
    start = load_model()
    con = tables.connect(threads=threads, memory_limit=memory_limit, spill=spill)
    index = IndexReader(index_dir, key)
    try:
        if not make_eligible(con, facts, findings):
            return Fit(start, 0, 0)
        con.execute(f"""CREATE TEMP TABLE sampled AS
          SELECT row, row_number() OVER (ORDER BY md5(row_ref), row_ref) - 1 AS place FROM eligible
          QUALIFY place < {ROWS}""")
        con.execute("""CREATE OR REPLACE TEMP TABLE eligible AS
          SELECT e.* REPLACE (s.place AS n) FROM eligible e JOIN sampled s USING (row)""")
        rows = int(tables.one(con, "SELECT count(*) FROM eligible"))
        manifest = read_manifest(index_dir)
        persons = manifest.counts["persons"]
        open_index(con, index)
        make_requests(con, index, manifest, 0, rows)
        make_request_keys(con)
        find_pairs(con, index, (*keys.STRONG, *keys.WEAK), only="req", into="pairs")
        index.bring_compared(con, "SELECT pid FROM pairs")
        compare_pairs(con, start, persons, "pairs", "vectors")
        namesake, relatives = _housemates(con, index, start, persons)
        start = replace(start, namesake=namesake, relatives=relatives)
        model, rounds = start, 0
        while rounds < ROUNDS:
            progress("fit", rounds, ROUNDS)
            rounds += 1
            found = _round(con, start, model, persons)
            moved = max(
                max(abs(a.m - b.m), abs(a.r - b.r))
                for c in COMPARISONS
                for a, b in zip(found[c], model.levels[c], strict=True)
            )
            model = replace(model, levels=found)
            if moved < SETTLED:
                break
        progress("fit", ROUNDS, ROUNDS)
    finally:
        index.close()
        con.close()
        shutil.rmtree(spill, ignore_errors=True)
    origin = f"{start.origin}; m and r fitted on {rows} rows and index {manifest.version}"
    overrule = start.review if rows >= ENOUGH else None
    return Fit(replace(model, origin=origin, overrule=overrule), rows, rounds)


def _housemates(con: DuckDBPyConnection, index: IndexReader, start: Model, persons: int) -> tuple[float, float]:
    """The share of persons on file with somebody of the same first and family name at the same address, where a second entry of
    the same birth date is taken for the person again; and how many others of the family name a person has there. Counted on a
    sample of the index.
    """
    sample = f"FROM part WHERE hash(pid) % {1 + persons // ROWS} = 0"
    index.load(con, "keys_7", into="sampled_points", select=sample)
    con.execute("CREATE OR REPLACE TEMP TABLE sampled_keys AS FROM sampled_points ANTI JOIN crowded USING (key)")
    index.find(con, 7, "SELECT key, pid AS row FROM sampled_keys", "at_points")
    con.execute(
        "CREATE OR REPLACE TEMP TABLE housemates AS SELECT DISTINCT row AS pid, pid AS other FROM at_points WHERE pid <> row"
    )
    index.bring_names(con, "SELECT pid FROM housemates UNION ALL SELECT other FROM housemates")
    index.load(con, "births", only="SELECT pid FROM housemates UNION ALL SELECT other FROM housemates")
    names = "SELECT DISTINCT pid, first, family_joined, suffix FROM names WHERE first <> '' AND family_joined <> ''"
    con.execute(f"""CREATE OR REPLACE TEMP TABLE of_one_name AS
      SELECT DISTINCT h.pid, h.other FROM housemates h JOIN ({names}) a ON a.pid = h.pid JOIN ({names}) b ON b.pid = h.other
      WHERE a.first = b.first AND a.family_joined = b.family_joined""")
    found = """SELECT count(DISTINCT pid) FROM of_one_name o WHERE NOT EXISTS (
      FROM births a JOIN births b USING (birth_date) WHERE a.pid = o.pid AND b.pid = o.other)"""
    counts = con.execute(f"""SELECT ({found}), (SELECT count(*) FROM housemates),
      (SELECT count(DISTINCT pid) FROM sampled_keys)""").fetchall()[0]
    namesakes, others, looked_at = (int(count) for count in counts)
    namesake = float(f"{(namesakes + TRUST * start.namesake) / (looked_at + TRUST):.6g}")
    # A relative whose address or name is miswritten, or who bears another name, is not seen.
    return namesake, min(start.relatives, float(f"{UNSEEN * (others + 1) / (looked_at + 1):.6g}"))


def _round(con: DuckDBPyConnection, start: Model, model: Model, persons: int) -> dict[str, tuple[Level, ...]]:
    """In: `vectors`, `req`. The levels with m and r counted anew."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE scored AS {weights_sql(model, persons, 'vectors')}")
    con.execute(f"CREATE OR REPLACE TEMP TABLE best AS {best_name_sql('scored')}")
    decide(con, model, persons, "best", "decided")
    somebody_else = ", ".join(f"'{reason}'" for reason in IDENTITY_REFUSALS if reason != "first_name_garbled")
    con.execute(f"""CREATE OR REPLACE TEMP TABLE believed AS
      SELECT b.*, round(d.probability * {UNIT})::BIGINT AS belief FROM decided d JOIN best b USING (row, pid)
      WHERE NOT list_has_any(string_split(d.refusals, ';'), [{somebody_else}])""")
    # weight - match_weight is -log2(1 + relative odds); the stranger's 1 stands beside them. Only rows whose person was found
    # tell of relatives: elsewhere a person whose name is garbled would be taken for one.
    con.execute(f"""CREATE OR REPLACE TEMP TABLE relatives AS
      SELECT *, round({UNIT} * (others - 1) / others)::BIGINT AS belief FROM (
        SELECT b.*, pow(2.0::DOUBLE, match_weight - weight) AS others FROM best b
        JOIN (SELECT row, pid AS found, belief FROM believed) f ON f.row = b.row AND f.found <> b.pid
        WHERE f.belief >= {FOUND!r} * {UNIT} AND given_level IN (0, 1) AND family_level >= 5 AND address_level >= 4)""")
    # Who was born on another day is another person whatever the first name; so the first names of relatives can be counted.
    con.execute(f"""CREATE OR REPLACE TEMP TABLE born_apart AS
      SELECT b.*, {UNIT}::BIGINT AS belief FROM best b JOIN (SELECT row, pid AS found, belief FROM believed) f
        ON f.row = b.row AND f.found <> b.pid
      WHERE f.belief >= {FOUND!r} * {UNIT} AND family_level >= 5 AND address_level >= 4 AND birth_level IN (0, 1, 6)""")
    found = {}
    for c in COMPARISONS:
        m = _counted(con, "believed", c, {v.value: v.m for v in start.levels[c]})
        if c in SHARED:
            r = _scaled({v.value: v.r * m[v.value] / v.m for v in start.levels[c]})
        elif c == "given":
            r = _counted(con, "born_apart", c, {v.value: v.r for v in start.levels[c]})
        elif c not in OF_HOUSEHOLDS:
            r = {v.value: v.r for v in model.levels[c]}
        else:
            r = _counted(con, "relatives", c, {v.value: v.r for v in start.levels[c]})
        found[c] = tuple(replace(v, m=m[v.value], r=r[v.value]) for v in model.levels[c])
    return found


def _counted(con: DuckDBPyConnection, pairs: str, comparison: str, shipped: Mapping[int, float]) -> dict[int, float]:
    """The share of each level among `pairs`, by belief."""
    cursor = con.execute(f"""SELECT {comparison}_level, sum(belief)::BIGINT FROM {pairs}
      WHERE {comparison}_level IS NOT NULL GROUP BY 1""")
    belief: Mapping[int, int] = dict(cursor.fetchall())
    whole = sum(belief.values()) / UNIT + TRUST
    return {level: float(f"{(belief.get(level, 0) / UNIT + TRUST * p) / whole:.6g}") for level, p in shipped.items()}


def _scaled(shares: Mapping[int, float]) -> dict[int, float]:
    whole = sum(shares.values())
    return {level: float(f"{share / whole:.6g}") for level, share in shares.items()}
