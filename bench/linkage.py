"""Benchmark of linkage: wrongful disclosure rate with its upper bound, recall, time and memory, beside plain Splink.

    python bench/linkage.py run  [--households N] [--requests N] [--seed S] [--noise X] [--number SHARE] [--splink]
                                  [--pseudopeople] (its sample instead of the made-up world; --noise above 1: heavy)
    python bench/linkage.py fit  [--households N] [--requests N] [--seed S] [--write]

`run` links a made-up world (bench/linkage_world.py) with the shipped model. `fit` counts comparison levels among true
pairs (m) and among pairs of two persons drawn at random (u) in a world with another seed, and writes the shipped figures.
Not run by the tests. WDR: records of another person / records that would be disclosed. Bounds: Clopper-Pearson, one-sided
95 %.
"""

from __future__ import annotations

import argparse
import json
import logging
import resource
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
from linkage_world import make_world

from muniment.linkage import build_index, link, load_model
from muniment.vocabulary.rates import upper_bound

PARAMETERS = Path(__file__).parents[1] / "src/muniment/linkage/parameters/shipped.json"


def curve(con: duckdb.DuckDBPyConnection, ranked: str, on_file: int) -> dict[str, float]:
    """Recall at WDR 0.1 %, 0.01 % and none wrong, of `ranked` (score, right): best first, equal scores together."""
    rows = con.execute(f"""SELECT sum(n) OVER w AS n, sum(wrong) OVER w AS wrong FROM (
        SELECT score, count(*) AS n, count(*) FILTER (NOT "right") AS wrong FROM {ranked} GROUP BY score)
        WINDOW w AS (ORDER BY score DESC)""").fetchall()
    best = {"R@0.1%": 0.0, "R@0.01%": 0.0, "R@0": 0.0}
    for n, wrong in rows:
        for name, limit in (("R@0.1%", 0.001), ("R@0.01%", 0.0001), ("R@0", 0.0)):
            if wrong <= limit * n:
                best[name] = max(best[name], (n - wrong) / on_file)
    return best


def report(title: str, con: duckdb.DuckDBPyConnection, chosen: str, on_file: int) -> None:
    n, wrong = con.execute(f'SELECT count(*), count(*) FILTER (NOT "right") FROM {chosen}').fetchall()[0]
    rate = f"{wrong / n:.4%}" if n else "-"
    bound = f"{upper_bound(wrong, n):.4%}"
    print(f"  {title:<26} n={n:<8} wrong={wrong:<5} WDR={rate} (<= {bound}) recall={(n - wrong) / on_file:.4f}")


def run(args: argparse.Namespace, folder: Path) -> None:
    if args.pseudopeople:
        import linkage_pseudopeople

        linkage_pseudopeople.make_world(folder, seed=args.seed, number=args.number, heavy=args.noise > 1)
    else:
        make_world(
            folder,
            households=args.households,
            requests=args.requests,
            seed=args.seed,
            noise=args.noise,
            number=args.number,
        )
    start = time.perf_counter()
    manifest = build_index([folder / "silo0.parquet"], folder / "index", built_on=date(2026, 1, 31), threads=2)
    built = time.perf_counter() - start
    print(f"index: {manifest.counts['records']} records, {manifest.counts['persons']} persons, {built:.1f} s")
    start = time.perf_counter()
    out = folder / "matches.parquet"
    summary = link(
        folder / "index", folder / "facts.parquet", folder / "findings.parquet", out, memory_limit=args.memory
    )
    took = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / 1024
    print(f"link: {summary.rows} rows, {took:.1f} s, peak {peak:.2f} GiB (index build included)")
    con = duckdb.connect()
    on_file = con.execute(f"SELECT count(*) FROM '{folder / 'truth.parquet'}' WHERE person_id <> ''").fetchall()[0][0]
    con.execute(f"""CREATE TABLE judged AS SELECT m.*, m.person_id = t.person_id AS "right", t.person_id AS truth
        FROM '{out}' m JOIN '{folder / "truth.parquet"}' t USING (row) WHERE m.person_id IS NOT NULL""")
    con.execute("""CREATE VIEW disclosable AS SELECT * FROM judged
        WHERE decision <> 'none' AND address_on_file AND filer AND NOT tin_conflict AND NOT tin_of_other AND period_on_file""")
    con.execute("CREATE VIEW matched AS SELECT * FROM judged WHERE decision = 'match'")
    con.execute("CREATE VIEW found AS SELECT * FROM judged WHERE decision <> 'none'")
    report("match", con, "matched", on_file)
    report("match or review", con, "found", on_file)
    report("would be disclosed (M01-M05)", con, "disclosable", on_file)
    print("  ranking:", {k: round(v, 4) for k, v in curve(con, "judged", on_file).items()})
    if args.show:
        con.sql("""SELECT row, person_id, truth, probability, score, decision, name_level, dob_level, address_level, tin_level
            FROM judged WHERE NOT "right" ORDER BY score DESC LIMIT 25""").show(max_rows=30, max_width=250)
        con.sql("""SELECT decision, refusals, count(*) n, count(*) FILTER ("right") AS r FROM judged GROUP BY ALL
            ORDER BY n DESC LIMIT 25""").show(max_rows=30, max_width=200)
    if args.splink:
        splink(folder, con, on_file)


def splink(folder: Path, con: duckdb.DuckDBPyConnection, on_file: int) -> float:
    """Seconds of Splink's own; its best record of each row goes into `peer_judged` (score, right) of `con`. Splink 5 as a sensible user sets it up: library comparisons, u from random pairs, EM, best record of each row."""
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    logging.disable(logging.WARNING)
    start = time.perf_counter()
    db = duckdb.connect()
    db.execute("SET threads = 2")
    columns = """given_key AS first_name, left(middle_key, 1) AS middle, family_key AS surname,
        strftime(birth_date, '%Y-%m-%d') AS dob, nullif(tin_digits, '') AS tin,
        nullif(house_number || ' ' || street || ' ' || street_suffix, '  ') AS address, nullif(zip5, '') AS zip"""
    db.execute(f"CREATE TABLE requests AS SELECT 'q' || row AS unique_id, {columns} FROM '{folder / 'facts.parquet'}'")
    db.execute(f"""CREATE TABLE records AS
        SELECT 'r' || record_id AS unique_id, person_id, {columns} FROM '{folder / "silo*.parquet"}'""")
    api = DuckDBAPI(connection=db)
    settings = SettingsCreator(
        link_type="link_only",
        blocking_rules_to_generate_predictions=[
            block_on("tin"), block_on("surname", "dob"), block_on("first_name", "dob"),
            block_on("first_name", "surname", "zip"), block_on("dob", "zip"), block_on("address", "zip"),
        ],
        comparisons=[
            cl.NameComparison("first_name").configure(term_frequency_adjustments=True),
            cl.ExactMatch("middle"),
            cl.NameComparison("surname").configure(term_frequency_adjustments=True),
            cl.DateOfBirthComparison("dob", input_is_string=True),
            cl.ExactMatch("tin"),
            cl.LevenshteinAtThresholds("address", [1, 3]),
            cl.ExactMatch("zip"),
        ],
    )  # fmt: skip
    linker = Linker([api.register("requests"), api.register("records")], settings)
    linker.training.estimate_probability_two_random_records_match(
        [block_on("tin"), block_on("first_name", "surname", "dob")], recall=0.7
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("first_name", "surname"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("dob"))
    found = linker.inference.predict(threshold_match_probability=0.5)
    db.execute(f"""CREATE TABLE best AS SELECT row, arg_max(person_id, match_weight) AS person_id,
            max(match_weight) AS score, max(match_probability) AS probability FROM (
        SELECT CASE WHEN unique_id_l[1] = 'q' THEN unique_id_l[2:] ELSE unique_id_r[2:] END::INTEGER AS row,
               CASE WHEN unique_id_l[1] = 'q' THEN unique_id_r ELSE unique_id_l END AS record,
               match_weight, match_probability FROM {found.physical_name}) JOIN records ON unique_id = record GROUP BY row""")
    took = time.perf_counter() - start
    con.execute("CREATE TABLE peer (row INTEGER, person_id VARCHAR, score DOUBLE, probability DOUBLE)")
    con.register("peer_rows", db.sql("SELECT * FROM best").to_arrow_table())
    con.execute("INSERT INTO peer SELECT * FROM peer_rows")
    con.execute(f"""CREATE TABLE peer_judged AS SELECT p.*, p.person_id = t.person_id AS "right"
        FROM peer p JOIN '{folder / "truth.parquet"}' t USING (row)""")
    con.execute("CREATE VIEW peer_sure AS SELECT * FROM peer_judged WHERE probability >= 0.9999")
    print(f"Splink 5, load, train, predict: {took:.1f} s")
    report("p >= 0.9999", con, "peer_sure", on_file)
    print("  ranking:", {k: round(v, 4) for k, v in curve(con, "peer_judged", on_file).items()})
    return took


def fit(args: argparse.Namespace, folder: Path) -> None:
    """Count levels: m among (row, own person), u among (row, a person drawn at random)."""
    from muniment.linkage import tables
    from muniment.linkage.compare import compare_pairs
    from muniment.linkage.link import make_eligible, make_requests
    from muniment.linkage.model import COMPARISONS, weights_sql
    from muniment.linkage.reader import IndexReader, open_index

    make_world(folder, households=args.households, requests=args.requests, seed=args.seed, number=args.number)
    manifest = build_index([folder / "silo0.parquet"], folder / "index", built_on=date(2026, 1, 31), threads=2)
    model = load_model()
    persons = manifest.counts["persons"]
    con = tables.connect(threads=2, memory_limit="8GB", spill=folder / "spill")
    rows = make_eligible(con, folder / "facts.parquet", folder / "findings.parquet")
    index = IndexReader(folder / "index")
    open_index(con, index)
    make_requests(con, index, manifest, 0, rows)
    index.load(con, "persons")
    con.execute(f"""CREATE TABLE own AS SELECT t.row, p.pid FROM '{folder / "truth.parquet"}' t
        JOIN persons p USING (person_id)""")
    con.execute(f"""CREATE TABLE other AS SELECT DISTINCT row, pid FROM (
          SELECT row, (hash(row::VARCHAR || '|' || i) % {persons})::INTEGER AS pid FROM own, range(100) t(i))
        ANTI JOIN own USING (row, pid)""")
    body: dict[str, Any] = json.loads(PARAMETERS.read_text("utf-8"))
    for pairs, share in (("own", "m"), ("other", "u")):
        index.bring_compared(con, f"SELECT pid FROM {pairs}")
        compare_pairs(con, model, persons, pairs, "vectors")
        con.execute(f"CREATE OR REPLACE TABLE scored AS {weights_sql(model, persons, 'vectors')}")
        con.execute("""CREATE OR REPLACE TABLE best AS SELECT unnest(b) FROM (
            SELECT max(struct_pack(w := weight, given := given_level, middle := middle_level, family := family_level,
              suffix := suffix_level, birth := birth_level, number := number_level, address := address_level)) AS b
            FROM scored GROUP BY row, pid)""")
        for c in COMPARISONS:
            found = dict(con.execute(f"SELECT {c}, count(*) FROM best WHERE {c} IS NOT NULL GROUP BY 1").fetchall())
            total = sum(found.values())
            print(share, c, total, {k: f"{v / total:.6f}" for k, v in sorted(found.items())})
            for level in body["levels"][c]:
                level[f"counted_{share}"] = [found.get(level["value"], 0), total]
    if args.write:
        write_parameters(body, args)


def write_parameters(body: dict[str, Any], args: argparse.Namespace) -> None:
    """Counts into shares; half a case is added so that nothing is impossible. `fixed` shares are kept as they are."""
    for levels in body["levels"].values():
        for share in ("m", "u"):
            free = [v for v in levels if share not in v.get("fixed", [])]
            counts = [v[f"counted_{share}"][0] + 0.5 for v in free]
            left = 1 - sum(v[share] for v in levels if share in v.get("fixed", []))
            for level, count in zip(free, counts, strict=True):
                level[share] = float(f"{left * count / sum(counts):.6g}")
        for v in levels:
            v.pop("counted_m", None)
            v.pop("counted_u", None)
    body["origin"] = (
        f"bench/linkage.py fit --households {args.households} --requests {args.requests} --seed {args.seed} "
        f"--number {args.number}: counted in a made-up world; shares listed under 'fixed' set by hand"
    )
    PARAMETERS.write_text(json.dumps(body, indent=1) + "\n", encoding="utf-8")
    print("written", PARAMETERS)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["run", "fit"])
    parser.add_argument("--households", type=int, default=40_000)
    parser.add_argument("--requests", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--noise", type=float, default=1.0)
    parser.add_argument("--number", type=float, default=0.4)
    parser.add_argument("--memory", default="4GB")
    parser.add_argument("--pseudopeople", action="store_true")
    parser.add_argument("--splink", action="store_true")
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        (fit if args.what == "fit" else run)(args, Path(folder))


if __name__ == "__main__":
    main()
