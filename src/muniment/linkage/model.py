"""The model: levels with m, u and r, and the SQL that gives each pair its match weight.

Fellegi-Sunter in Splink's terms: match weights in bits by comparison level, term-frequency adjustments in place of u. The weights
are those of Splink's own `predict` (tests hold the two together); what Splink has not is the class of relatives.
`match_weight` is the evidence alone; the prior depends on the number of persons and is applied by `decision`.
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
TERM_FREQUENCY: Final = {"given": (7, 6), "middle": (1,), "family": (6, 5), "birth": (4,), "address": (5, 4, 3, 2, 1)}
"""Levels whose weight follows from how common the agreeing value is among the records."""
LEAST_SHARE: Final = {"given": 2e-5, "middle": 2e-3, "family": 5e-6, "birth": 2e-5, "address": 2e-7}
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

    `overrule`: the score from which a conflict within what may well be the person is left to the posterior; none: it is always
    refused. `relatives`: how many relatives on file a person has. What speaks for the person may speak for a relative as well, who is
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
    overrule: float | None
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
            overrule=None if decision.get("overrule") is None else float(decision["overrule"]),
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
            "overrule": model.overrule,
            "relatives": model.relatives,
            "namesake": {
                "share": model.namesake,
                **{c: {str(v): p for v, p in of.items()} for c, of in model.namesake_levels.items()},
            },
        },
        "levels": {c: [asdict(v) for v in model.levels[c]] for c in COMPARISONS},
    }
    return (json.dumps(body, indent=1) + "\n").encode()


def weights_sql(model: Model, persons: int, vectors: str) -> str:
    """In: `vectors` (compare_pairs). One row per row of it: row, pid, the levels, `match_weight` in bits (the evidence
    against a stranger) with its summands `mw_<comparison>` and `mw_tf_adj_<comparison>`, `mw_relative` (never above 0: what
    of it a relative would have as well), and `weight`, the sum of both.
    """
    kept = ", ".join(("row", "pid", *VECTOR_LEVELS))
    parts = {f"mw_{c}": _by_level(c, {v.value: log2(v.m / v.u) for v in model.levels[c]}) for c in COMPARISONS}
    for c, levels in TERM_FREQUENCY.items():
        # The value's frequency is put in the place of the level's own u.
        cases = " ".join(
            f"WHEN {v.value} THEN log2({v.u!r} / greatest(tf_{c}, {LEAST_SHARE[c]!r}))"
            for v in model.levels[c]
            if v.value in levels
        )
        parts[f"mw_tf_adj_{c}"] = f"CASE {c}_level {cases} ELSE 0 END"
    summands = ", ".join(f"{sql} AS {name}" for name, sql in parts.items())
    return f"""SELECT *, match_weight + mw_relative AS weight FROM (
      SELECT *, {_relative_sql(model, persons)} AS mw_relative FROM (
        SELECT *, {" + ".join(parts)} AS match_weight FROM (SELECT {kept}, {summands} FROM {vectors})))"""


def _by_level(comparison: str, bits: Mapping[int, float]) -> str:
    """The bits of a pair's level; none where there is nothing to compare."""
    return f"CASE {comparison}_level {' '.join(f'WHEN {v} THEN {b!r}::DOUBLE' for v, b in bits.items())} ELSE 0 END"


def _relative_sql(model: Model, persons: int) -> str:
    """What of the evidence a relative would have as well: -log2(1 + the odds of each class of relatives against a stranger).

    A relative stands at k/N x P(levels | relative) / P(levels | stranger), for k relatives among the N persons on file; a
    namesake in the house likewise, with the person's own m but for NAMESAKE. Where these are large, m against r is all that is
    left of the weight.
    """
    relative = {c: {v.value: v.r for v in model.levels[c]} for c in COMPARISONS}
    classes = ((model.relatives, relative), (model.namesake, model.namesake_levels))
    # Beyond 900 bits a power of two is no number any more; nothing changes there.
    # A relative has this initial as often as a stranger has it.
    odds = " + ".join(
        f"pow(2.0::DOUBLE, least(900.0, match_weight - mw_tf_adj_middle + {_against_sql(model, levels)}"
        f" + {log2(count / max(persons, model.least_population))!r}))"
        for count, levels in classes
    )
    return f"-log2(1 + {odds})"


def _against_sql(model: Model, levels: Mapping[str, Mapping[int, float]]) -> str:
    """Bits by which the class with these shares is likelier than the person, summed over the pair's levels."""
    of_person = {c: {v.value: v.m for v in model.levels[c]} for c in levels}
    return " + ".join(_by_level(c, {v: log2(p / of_person[c][v]) for v, p in of.items()}) for c, of in levels.items())
