"""The report of a fitted model as one HTML page: weights, calibration with bounds, wrongful disclosures against recall, and
where errors come from. Each chart has its figures in a table below; nothing is fetched.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import log2
from typing import Final

from muniment.formats.charts import BLUE, LIGHT, RED, colours, svg
from muniment.formats.page import facts, page, table
from muniment.linkage.calibrate import Reviewed, isotonic
from muniment.linkage.model import COMPARISONS, Model
from muniment.vocabulary.rates import upper_bound

BESIDE: Final = {"a stranger": BLUE, "a relative": LIGHT}
RATES: Final = {"wrong": RED, "at most": LIGHT}


@dataclass(frozen=True, slots=True)
class ReviewedRow:
    """A labelled row that was linked. `disclosed`: it would be; `on_file`: the label names somebody; levels -1: nothing to
    compare. It names nobody.
    """

    score: float
    right: bool
    disclosed: bool
    on_file: bool
    refusals: str
    levels: tuple[int, int, int, int]


def render_report(model: Model, rows: Sequence[ReviewedRow], shown: Mapping[str, object], confidence: float) -> str:
    """The page. `shown` is shown as they are, in order; rows may be none, where the model was fitted without labels."""
    certified = bool(shown.get("certificate"))
    verdict = f'<p class="{"yes" if certified else "no"}">{"Certified" if certified else "Not certified"}: '
    verdict += f"{escape(str(shown.get('why') or 'the bound holds'))}.</p>"
    parts = [
        "<h1>Linkage: what the model is and what was shown of it</h1>",
        verdict,
        facts("The fit", shown),
        "<h2>Weights</h2><p>Bits for (right) or against (left) the person, beside a stranger and beside a relative of "
        "the household. A value that is rare on file weighs more than its level says here.</p>",
        _weights(model),
    ]
    if rows:
        disclosed = [Reviewed(r.score, r.right) for r in rows if r.disclosed]
        parts += [_calibration(disclosed, confidence), _trade_off(rows, confidence), _errors(rows)]
    return page("Linkage report", parts)


def _weights(model: Model) -> str:
    lines, values = [], []
    for c in COMPARISONS:
        for v in model.levels[c]:
            stranger, relative = log2(v.m / v.u), log2(v.m / v.r)
            for beside, bits in zip(BESIDE, (stranger, relative), strict=True):
                values.append({"level": f"{c}: {v.label}", "beside": beside, "bits": bits})
            lines.append((c, v.label, f"{v.m:.4g}", f"{v.u:.4g}", f"{v.r:.4g}", f"{stranger:+.1f}", f"{relative:+.1f}"))
    drawn = svg(
        "weights",
        "Weights by level",
        "Bars, two for each level; figures below.",
        values,
        {
            "mark": "bar",
            "width": 544,
            "padding": {
                "left": 60,
                "right": 5,
                "top": 5,
                "bottom": 5,
            },  # a reader's font may be wider than the one measured
            "height": {"step": 9},
            "encoding": {
                "y": {"field": "level", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 400}},
                "yOffset": {"field": "beside", "type": "nominal", "sort": list(BESIDE)},
                "x": {"field": "bits", "type": "quantitative", "axis": {"tickCount": 4}},
                "color": {"field": "beside", "type": "nominal", "scale": colours(BESIDE)},
            },
        },
    )
    head = ("field", "level", "m (person)", "u (stranger)", "r (relative)", "bits, stranger", "bits, relative")
    return drawn + table("Weights", head, lines)


def _calibration(shown: Sequence[Reviewed], confidence: float) -> str:
    blocks = isotonic(shown, confidence)
    text = (
        "<h2>Calibration</h2><p>Reviewed disclosures by score, pooled so that the rate never falls as the score falls. "
    )
    text += f"Red: the share that is wrong; blue: at most so many, the exact bound at {confidence:.4g} confidence.</p>"
    if not blocks:
        return text + "<p>No labelled row would be disclosed.</p>"
    values, start = [], max(r.score for r in shown)
    for b in blocks:
        for name, rate in zip(RATES, (b.wrong / b.n, b.bound), strict=True):
            values += [{"score": score, "rate": rate, "what": name} for score in dict.fromkeys((start, b.lowest))]
        start = b.lowest
    drawn = svg(
        "calibration",
        "Wrong by score",
        "Two lines by falling score: the share that is wrong, and at most how many; figures below.",
        values,
        {
            "mark": {"type": "line", "strokeWidth": 3},
            "height": 200,
            "encoding": {
                "x": {"field": "score", "type": "quantitative", "sort": "descending", "scale": {"zero": False}},
                "y": {
                    "field": "rate",
                    "type": "quantitative",
                    "axis": {"format": ".2~%", "tickCount": 4},
                    "title": None,
                },
                "order": {"field": "score", "sort": "descending"},
                "color": {"field": "what", "type": "nominal", "scale": colours(RATES)},
            },
        },
    )
    lines = [(f"{b.lowest:.2f}", str(b.n), str(b.wrong), f"{b.wrong / b.n:.4%}", f"{b.bound:.4%}") for b in blocks]
    return text + drawn + table("Calibration", ("from score", "rows", "wrong", "rate", "at most"), lines)


def _trade_off(rows: Sequence[ReviewedRow], confidence: float) -> str:
    on_file = sum(r.on_file for r in rows)
    ranked = sorted((r for r in rows if r.disclosed), key=lambda r: -r.score)
    points: list[tuple[float, int, int]] = []
    wrong = 0
    for n, row in enumerate(ranked, 1):
        wrong += not row.right
        if n == len(ranked) or ranked[n].score < row.score:
            points.append((row.score, n, wrong))
    text = (
        "<h2>Wrongful disclosures against recall</h2><p>For each threshold: of the persons on file, how many would be "
    )
    text += "answered rightly, and how many answers would be somebody else's.</p>"
    if not points or not on_file:
        return text + "<p>Nothing to show.</p>"
    drawn = svg(
        "trade-off",
        "Wrongful disclosures against recall",
        "A line from the strictest threshold to the loosest; figures below.",
        [{"recall": (n - w) / on_file, "rate": w / n, "at": at} for at, (_, n, w) in enumerate(points)],
        {
            "mark": {"type": "line", "color": BLUE},
            "height": 200,
            "encoding": {
                "x": {"field": "recall", "type": "quantitative", "scale": {"domain": [0, 1]}},
                "y": {"field": "rate", "type": "quantitative", "axis": {"format": ".2~%", "tickCount": 4},
                      "title": "somebody else's"},
                "order": {"field": "at"},
            },
        },
    )  # fmt: skip
    chosen = [points[min(len(points) - 1, i * len(points) // 12)] for i in range(12)] + [points[-1]]
    lines = [
        (f"{s:.2f}", str(n), str(w), f"{w / n:.4%}", f"{upper_bound(w, n, confidence):.4%}", f"{(n - w) / on_file:.4f}")
        for s, n, w in dict.fromkeys(chosen)
    ]
    head = ("threshold", "disclosed", "wrong", "rate", "at most", "recall")
    return text + drawn + table("Wrongful disclosures against recall", head, lines)


def _errors(rows: Sequence[ReviewedRow]) -> str:
    wrong = Counter(r.levels for r in rows if r.disclosed and not r.right)
    missed: Counter[str] = Counter()
    for r in rows:
        if r.on_file and not (r.disclosed and r.right):
            missed.update(reason for reason in (r.refusals or "law, or another candidate").split(";"))
    text = "<h2>Where errors come from</h2><h3>Somebody else's record, by agreement (-: nothing to compare)</h3>"
    lines = [(*("-" if v < 0 else str(v) for v in levels), str(n)) for levels, n in wrong.most_common(20)]
    text += table("Errors", ("name", "birth date", "address", "number", "wrong"), lines) if lines else "<p>None.</p>"
    text += "<h3>Persons on file who would not be answered, by reason</h3>"
    found = [(reason.replace("_", " "), str(n)) for reason, n in missed.most_common()]
    return text + (table("Not answered", ("reason", "rows"), found) if found else "<p>None.</p>")
