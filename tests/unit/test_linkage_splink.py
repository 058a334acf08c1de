"""Match weights are Splink's: its own public `predict` scores the same pairs and gives the same bits."""

from __future__ import annotations

import logging
from typing import Any

import duckdb
import pytest

from muniment.linkage import load_model
from muniment.linkage.model import COMPARISONS, LEAST_SHARE, TERM_FREQUENCY, VECTOR_LEVELS, Level, Model, weights_sql


def splink_settings(model: Model) -> Any:
    """The model as Splink's `SettingsCreator` (unique id `pair`; columns `<comparison>_level`, `tf_<comparison>`)."""
    import splink.comparison_library as cl
    from splink import SettingsCreator

    def level(comparison: str, v: Level) -> dict[str, Any]:
        body: dict[str, Any] = {
            "sql_condition": f"{comparison}_level_r = {v.value}",
            "label_for_charts": v.label,
            "m_probability": v.m,
            "u_probability": v.u,
        }
        if v.value in TERM_FREQUENCY.get(comparison, ()):
            # The reference is the level's own u, so that the adjustment puts the value's frequency in its place.
            body |= {
                "tf_adjustment_column": comparison,
                "tf_adjustment_weight": 1.0,
                "tf_minimum_u_value": LEAST_SHARE[comparison],
                "disable_tf_exact_match_detection": True,
            }
        return body

    comparisons: list[Any] = [
        cl.CustomComparison(
            output_column_name=c,
            comparison_levels=[
                {
                    "sql_condition": f"{c}_level_r IS NULL",
                    "label_for_charts": "nothing to compare",
                    "is_null_level": True,
                },
                *(level(c, v) for v in model.levels[c][:-1]),
                {
                    "sql_condition": "ELSE",
                    "label_for_charts": model.levels[c][-1].label,
                    "m_probability": model.levels[c][-1].m,
                    "u_probability": model.levels[c][-1].u,
                },
            ],
        )
        for c in COMPARISONS
    ]
    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=[],
        probability_two_random_records_match=0.5,
        unique_id_column_name="pair",
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=True,
        additional_columns_to_retain=["row", "pid", *VECTOR_LEVELS],
    )


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
