"""The model: Splink's settings with shipped m and u, and Splink's own SQL for the match weight of each pair.

Splink (5.0) owns comparisons, levels, term-frequency adjustment and the sum of weights; candidates, comparison over all
of a person's addresses and the decision are ours. Pairs are scored with the SQL Splink generates for comparison vectors,
so that the rows of a package are never registered with it: its term-frequency tables would count them.
`probability_two_random_records_match` is one half, which makes Splink's `match_weight` the evidence alone, in bits; the
prior depends on the number of persons and is applied by `decision`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib import resources
from math import log2
from pathlib import Path
from typing import Any, Final

from muniment.vocabulary.errors import Defect, InputRefused

COMPARISONS: Final = ("given", "middle", "family", "suffix", "birth", "number", "address")
VECTOR_LEVELS: Final = tuple(f"{c}_level" for c in COMPARISONS)
NAMESAKE: Final = ("birth", "number")
"""Comparisons that tell a person from a relative of the same name at the same address."""
TERM_FREQUENCY: Final = {"given": (7, 6), "family": (6, 5), "address": (5, 4, 3, 1)}
"""Levels whose weight follows from how common the agreeing value is among the records."""
LEAST_SHARE: Final = {"given": 2e-5, "family": 5e-6, "address": 2e-7}
"""However rare a value is on file, it counts as no rarer: the person asked for need not be on file at all."""


@dataclass(frozen=True, slots=True)
class Level:
    """One comparison level: among true pairs it has probability `m`, among pairs of two persons drawn at random `u`, among
    pairs of two persons of one household or family `r`.
    """

    value: int
    label: str
    m: float
    u: float
    r: float


@dataclass(frozen=True, slots=True)
class Model:
    """A model frozen before a package is linked. `match` and `review` are scores (natural log-odds): from `match` on a
    row is called a match, from `review` on it is for review. All else are shares.

    `relatives`: how many relatives on file a person has. What speaks for the person may speak for a relative as well, who is
    on file where the person need not be; only what `m` and `r` differ in tells them apart. `namesake`: the share of persons
    with a relative of the very same name and address, father and son; only birth date and number differ (`namesake_levels`).
    """

    levels: dict[str, tuple[Level, ...]]
    presence: float
    least_population: int
    smoothing: int
    match: float
    review: float
    tie: float
    relatives: float
    namesake: float
    namesake_levels: dict[str, dict[int, float]]
    origin: str
    sha256: str

    def usual(self, comparison: str) -> float:
        """u of the highest level: how common an agreeing value is when the records cannot say."""
        return self.levels[comparison][0].u

    def prior(self, persons: int) -> float:
        """Probability that one given person of the index is the one asked for, before any evidence."""
        return self.presence / max(persons, self.least_population)


def load_model(path: Path | None = None) -> Model:
    """The shipped model, or the one in `path`. Raises InputRefused when a level is missing or a share is no share."""
    if path is None:
        raw = resources.files("muniment.linkage.parameters").joinpath("shipped.json").read_bytes()
        name = "shipped.json"
    else:
        raw, name = path.read_bytes(), path.name
    try:
        body: dict[str, Any] = json.loads(raw)
        decision = body["decision"]
        model = Model(
            levels={
                c: tuple(
                    Level(int(v["value"]), v["label"], float(v["m"]), float(v["u"]), float(v["r"]))
                    for v in body["levels"][c]
                )
                for c in COMPARISONS
            },
            presence=float(decision["presence"]),
            least_population=int(decision["least_population"]),
            smoothing=int(decision["smoothing"]),
            match=float(decision["match"]),
            review=float(decision["review"]),
            tie=float(decision["tie"]),
            relatives=float(decision["relatives"]),
            namesake=float(decision["namesake"]["share"]),
            namesake_levels={
                c: {v: float(decision["namesake"][c][str(v)]) for v in (level["value"] for level in body["levels"][c])}
                for c in NAMESAKE
            },
            origin=str(body["origin"]),
            sha256=hashlib.sha256(raw).hexdigest(),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise InputRefused("MUN-LINKAGE-020", "The linkage model cannot be read.") from error
    defects = [
        Defect(name, None, f"levels.{c}.{v.value}", "MUN-LINKAGE-021", "m, u and r must be above 0 and not above 1.")
        for c, levels in model.levels.items()
        for v in levels
        if not all(0 < share <= 1 for share in (v.m, v.u, v.r))
    ]
    if not 0 < model.review <= model.match:
        defects.append(Defect(name, None, "decision", "MUN-LINKAGE-022", "0 < review <= match does not hold."))
    if defects:
        raise InputRefused("MUN-LINKAGE-020", "The linkage model cannot be used.", defects=defects)
    return model


def dump_model(model: Model) -> bytes:
    """The file `load_model` reads back as this model; equal models give equal bytes."""
    body = {
        "origin": model.origin,
        "decision": {
            "presence": model.presence,
            "least_population": model.least_population,
            "smoothing": model.smoothing,
            "match": model.match,
            "review": model.review,
            "tie": model.tie,
            "relatives": model.relatives,
            "namesake": {
                "share": model.namesake,
                **{c: {str(v): p for v, p in of.items()} for c, of in model.namesake_levels.items()},
            },
        },
        "levels": {c: [asdict(v) for v in model.levels[c]] for c in COMPARISONS},
    }
    return (json.dumps(body, indent=1) + "\n").encode()


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


def weights_sql(model: Model, persons: int, vectors: str) -> str:
    """In: `vectors` (compare_pairs). One row per row of it: row, pid, the levels, `match_weight` in bits (the evidence
    against a stranger) with its summands `mw_<comparison>` and `mw_tf_adj_<comparison>`, `mw_relative` (never above 0: what
    of it a relative would have as well), and `weight`, the sum of both.
    """
    from splink.internals.predict import predict_from_comparison_vectors_sqls_using_settings

    settings = splink_settings(model).get_settings("duckdb")
    wanted = settings._columns_to_select_for_comparison_vector_values
    kept = ("row", "pid", *VECTOR_LEVELS)
    # Splink asks for a left and a right column of everything; ours stand on the right, the left ones are empty.
    sides = ", ".join(f"NULL AS {c}_l, {c} AS {c}_r" for c in kept)
    terms = ", ".join(f"NULL::DOUBLE AS tf_{c}_l, tf_{c} AS tf_{c}_r" for c in TERM_FREQUENCY)
    steps = [
        ("__splink__df_blocked", f"SELECT 0 AS pair_l, 0 AS pair_r, 0 AS match_key, {sides}, {terms} FROM {vectors}"),
        ("__splink__df_comparison_vectors", f"SELECT {', '.join(wanted)} FROM __splink__df_blocked"),
        *((s["output_table_name"], s["sql"]) for s in predict_from_comparison_vectors_sqls_using_settings(settings)),
    ]
    chain = ", ".join(f"{name} AS ({sql})" for name, sql in steps)
    columns = ", ".join(f"{c}_r AS {c}" for c in kept)
    parts = ", ".join([*(f"mw_{c}" for c in COMPARISONS), *(f"mw_tf_adj_{c}" for c in TERM_FREQUENCY)])
    return f"""WITH {chain} SELECT *, match_weight + mw_relative AS weight FROM (
      SELECT {columns}, match_weight, {parts}, {_relative_sql(model, persons)} AS mw_relative FROM __splink__df_predict)"""


def _relative_sql(model: Model, persons: int) -> str:
    """What of the evidence a relative would have as well: -log2(1 + the odds of each class of relatives against a stranger).

    A relative stands at k/N x P(levels | relative) / P(levels | stranger), for k relatives among the N persons on file; a
    namesake in the house likewise, with the person's own m but for NAMESAKE. Where these are large, m against r is all that is
    left of the weight.
    """
    relative = {c: {v.value: v.r for v in model.levels[c]} for c in COMPARISONS}
    classes = ((model.relatives, relative), (model.namesake, model.namesake_levels))
    # Beyond 900 bits a power of two is no number any more; nothing changes there.
    odds = " + ".join(
        f"pow(2.0::DOUBLE, least(900.0, match_weight + {_against_sql(model, levels)}"
        f" + {log2(count / max(persons, model.least_population))!r}))"
        for count, levels in classes
    )
    return f"-log2(1 + {odds})"


def _against_sql(model: Model, levels: Mapping[str, Mapping[int, float]]) -> str:
    """Bits by which the class with these shares is likelier than the person, summed over the pair's levels."""
    of_person = {c: {v.value: v.m for v in model.levels[c]} for c in levels}
    return " + ".join(
        f"CASE {c}_level_r {' '.join(f'WHEN {v} THEN {log2(p / of_person[c][v])!r}' for v, p in of.items())} ELSE 0 END"
        for c, of in levels.items()
    )
