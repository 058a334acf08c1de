"""Our pairs are scored with SQL that Splink generates; here Splink's own public `predict` scores the same pairs."""

from __future__ import annotations

import logging

import duckdb
import pytest

from muniment.linkage import load_model
from muniment.linkage.model import COMPARISONS, TERM_FREQUENCY, VECTOR_LEVELS, splink_settings, weights_sql


def test_weights_are_those_of_splinks_own_predict() -> None:
    from splink import DuckDBAPI, Linker

    model = load_model()
    con = duckdb.connect()
    # Every level of every comparison beside the highest of the others, each once missing, and three frequencies.
    top = {c: str(model.levels[c][0].value) for c in COMPARISONS}
    choices = [(c, value) for c in COMPARISONS for value in [*(str(v.value) for v in model.levels[c]), "NULL"]]
    rows = []
    for pid, (changed, value) in enumerate(choices):
        levels = {**top, changed: value}
        share = (0.25, 0.003, 1e-9)[pid % 3]
        cells = [f"{levels[c]}::TINYINT AS {c}_level" for c in COMPARISONS]
        cells += [f"{share!r}::DOUBLE AS tf_{c}" for c in TERM_FREQUENCY]
        rows.append(f"SELECT {pid} AS row, {pid} AS pid, {', '.join(cells)}")
    con.execute(f"CREATE TABLE vectors AS {' UNION ALL '.join(rows)}")
    ours = dict(con.execute(f"SELECT row, match_weight FROM ({weights_sql(model, 1000, 'vectors')})").fetchall())

    names = ", ".join((*VECTOR_LEVELS, *(f"tf_{c}" for c in TERM_FREQUENCY)))
    nothing = ", ".join(f"NULL::TINYINT AS {c}" for c in VECTOR_LEVELS)
    unknown = ", ".join(f"NULL::DOUBLE AS tf_{c}" for c in TERM_FREQUENCY)
    values = ", ".join(f"''::VARCHAR AS {c}" for c in TERM_FREQUENCY)
    con.execute(f"""CREATE TABLE nodes AS
        SELECT 'l' || row AS pair, row, pid, {nothing}, {unknown}, {values} FROM vectors
        UNION ALL BY NAME SELECT 'r' || row AS pair, row, pid, {names}, {values} FROM vectors""")
    con.execute("""CREATE TABLE pairs AS
        SELECT 'l' || row AS join_key_l, 'r' || row AS join_key_r, 0 AS match_key FROM vectors""")
    api = DuckDBAPI(connection=con)
    linker = Linker(api.register("nodes"), splink_settings(model))
    linker.table_management.register_blocked_pairs_for_predict(api.register("pairs"))
    try:
        logging.disable(logging.WARNING)
        found = linker.inference.predict().physical_name
    finally:
        logging.disable(logging.NOTSET)
    theirs = dict(con.execute(f"SELECT row_r, match_weight FROM {found}").fetchall())

    assert len(ours) == len(choices) and ours.keys() == theirs.keys()
    assert ours == pytest.approx(theirs, abs=1e-9)
