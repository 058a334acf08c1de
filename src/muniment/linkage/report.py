"""The report of a fitted model as one HTML page: weights, calibration with bounds, wrongful disclosures against recall, and
where errors come from. Charts are drawn in the page itself, each with its figures in a table below; nothing is fetched.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import log2
from typing import Final

from muniment.linkage.calibrate import Reviewed, isotonic
from muniment.linkage.model import COMPARISONS, Model
from muniment.vocabulary.rates import upper_bound

WIDE, HIGH, LEFT = 760, 240, 64
MIDDLE, SCALE = 400, 18
"""Of the weights: where nought is, and the width of a bit."""
STYLE: Final = """body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b}
table{border-collapse:collapse;margin:.5rem 0 2rem}td,th{padding:.15rem .8rem .15rem 0;text-align:left;vertical-align:top;border-bottom:1px solid #dfe1e2}
.facts th{font-weight:normal;color:#565c65;white-space:nowrap}.facts td{overflow-wrap:anywhere}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}svg{display:block;margin:1rem 0;max-width:100%;height:auto}svg text{font-size:12px;fill:#1b1b1b}
h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2rem}.no{color:#b50909}.yes{color:#00702e}"""


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


def render_report(model: Model, rows: Sequence[ReviewedRow], facts: Mapping[str, object], confidence: float) -> str:
    """The page. `facts` are shown as they are, in order; rows may be none, where the model was fitted without labels."""
    certified = bool(facts.get("certificate"))
    verdict = f'<p class="{"yes" if certified else "no"}">{"Certified" if certified else "Not certified"}: '
    verdict += f"{escape(str(facts.get('why') or 'the bound holds'))}.</p>"
    parts = [
        "<h1>Linkage: what the model is and what was shown of it</h1>",
        verdict,
        _facts(facts),
        "<h2>Weights</h2><p>Bits for (right) or against (left) the person, beside a stranger (dark) and beside a relative of "
        "the household (light). A value that is rare on file weighs more than its level says here.</p>",
        _weights(model),
    ]
    if rows:
        shown = [Reviewed(r.score, r.right) for r in rows if r.disclosed]
        parts += [_calibration(shown, confidence), _trade_off(rows, confidence), _errors(rows)]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Linkage report</title>'
        f"<style>{STYLE}</style></head><body>{''.join(parts)}</body></html>\n"
    )


def _weights(model: Model) -> str:
    lines, drawn, y = [], [], 14
    for c in COMPARISONS:
        for v in model.levels[c]:
            stranger, relative = log2(v.m / v.u), log2(v.m / v.r)
            drawn.append(f'<text x="0" y="{y + 4}">{escape(f"{c}: {v.label}")}</text>')
            for bits, shift, colour in ((stranger, -5, "#005ea2"), (relative, 1, "#73b3e7")):
                x, width = (MIDDLE + min(0.0, bits) * SCALE, abs(bits) * SCALE)
                drawn.append(f'<rect x="{x:.1f}" y="{y + shift}" width="{width:.1f}" height="5" fill="{colour}"/>')
            lines.append((c, v.label, f"{v.m:.4g}", f"{v.u:.4g}", f"{v.r:.4g}", f"{stranger:+.1f}", f"{relative:+.1f}"))
            y += 18
    drawn.append(f'<line x1="{MIDDLE}" x2="{MIDDLE}" y1="4" y2="{y - 8}" stroke="#565c65"/>')
    head = ("field", "level", "m (person)", "u (stranger)", "r (relative)", "bits, stranger", "bits, relative")
    return _svg(drawn, y, "Weights by level") + _table(head, lines)


def _calibration(shown: Sequence[Reviewed], confidence: float) -> str:
    blocks = isotonic(shown, confidence)
    text = (
        "<h2>Calibration</h2><p>Reviewed disclosures by score, pooled so that the rate never falls as the score falls. "
    )
    text += f"Red: the share that is wrong; blue: at most so many, the exact bound at {confidence:.4g} confidence.</p>"
    if not blocks:
        return text + "<p>No labelled row would be disclosed.</p>"
    top, bottom = max(r.score for r in shown), blocks[-1].lowest
    highest = max(b.bound for b in blocks)
    drawn, start = [], top
    for b in blocks:
        x1, x2 = (LEFT + (top - s) / ((top - bottom) or 1) * (WIDE - LEFT - 10) for s in (start, b.lowest))
        for rate, colour in ((b.bound, "#73b3e7"), (b.wrong / b.n, "#b50909")):
            y = HIGH - 24 - rate / highest * (HIGH - 40)
            drawn.append(
                f'<line x1="{x1:.1f}" x2="{x2:.1f}" y1="{y:.1f}" y2="{y:.1f}" stroke="{colour}" stroke-width="3"/>'
            )
        start = b.lowest
    drawn += _axes(f"{highest:.3%}", f"score {top:.1f}", f"{bottom:.1f}")
    lines = [(f"{b.lowest:.2f}", str(b.n), str(b.wrong), f"{b.wrong / b.n:.4%}", f"{b.bound:.4%}") for b in blocks]
    return (
        text + _svg(drawn, HIGH, "Wrong by score") + _table(("from score", "rows", "wrong", "rate", "at most"), lines)
    )


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
    highest = max(max(w / n for _, n, w in points), 1e-4)
    places = [
        (LEFT + (n - w) / on_file * (WIDE - LEFT - 10), HIGH - 24 - w / n / highest * (HIGH - 40)) for _, n, w in points
    ]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    drawn = [f'<polyline points="{line}" fill="none" stroke="#005ea2" stroke-width="2"/>']
    drawn += _axes(f"{highest:.3%}", "recall 0", "1")
    chosen = [points[min(len(points) - 1, i * len(points) // 12)] for i in range(12)] + [points[-1]]
    lines = [
        (f"{s:.2f}", str(n), str(w), f"{w / n:.4%}", f"{upper_bound(w, n, confidence):.4%}", f"{(n - w) / on_file:.4f}")
        for s, n, w in dict.fromkeys(chosen)
    ]
    head = ("threshold", "disclosed", "wrong", "rate", "at most", "recall")
    return text + _svg(drawn, HIGH, "Wrongful disclosures against recall") + _table(head, lines)


def _errors(rows: Sequence[ReviewedRow]) -> str:
    wrong = Counter(r.levels for r in rows if r.disclosed and not r.right)
    missed: Counter[str] = Counter()
    for r in rows:
        if r.on_file and not (r.disclosed and r.right):
            missed.update(reason for reason in (r.refusals or "law, or another candidate").split(";"))
    text = "<h2>Where errors come from</h2><h3>Somebody else's record, by agreement (-: nothing to compare)</h3>"
    lines = [(*("-" if v < 0 else str(v) for v in levels), str(n)) for levels, n in wrong.most_common(20)]
    text += _table(("name", "birth date", "address", "number", "wrong"), lines) if lines else "<p>None.</p>"
    text += "<h3>Persons on file who would not be answered, by reason</h3>"
    found = [(reason.replace("_", " "), str(n)) for reason, n in missed.most_common()]
    return text + (_table(("reason", "rows"), found) if found else "<p>None.</p>")


def _axes(highest: str, first: str, last: str) -> list[str]:
    base = HIGH - 24
    return [
        f'<line x1="{LEFT}" x2="{WIDE - 10}" y1="{base}" y2="{base}" stroke="#565c65"/>',
        f'<line x1="{LEFT}" x2="{LEFT}" y1="8" y2="{base}" stroke="#565c65"/>',
        f'<text x="0" y="20">{highest}</text><text x="0" y="{base}">0</text>',
        f'<text x="{LEFT}" y="{HIGH - 6}">{first}</text><text x="{WIDE - 10}" y="{HIGH - 6}" text-anchor="end">{last}</text>',
    ]


def _svg(drawn: Iterable[str], high: int, title: str) -> str:
    return (
        f'<svg role="img" width="{WIDE}" height="{high}" viewBox="0 0 {WIDE} {high}"><title>{title}</title>'
        f"{''.join(drawn)}</svg>"
    )


def _table(head: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """A column whose every cell is a number, or has nothing to say, stands on the right, its heading too."""
    right = [all(_is_number(v) for v in column) for column in zip(*lines, strict=True)] or [False] * len(head)

    def cells(kind: str, values: Sequence[str]) -> str:
        return "".join(
            f"<{kind}{' class=n' if n else ''}>{escape(v)}</{kind}>" for v, n in zip(values, right, strict=True)
        )

    body = "".join(f"<tr>{cells('td', line)}</tr>" for line in lines)
    return f"<table><thead><tr>{cells('th', head)}</tr></thead><tbody>{body}</tbody></table>"


def _facts(facts: Mapping[str, object]) -> str:
    lines = (
        f"<tr><th>{escape(name.replace('_', ' '))}</th><td>{escape(str(value))}</td></tr>"
        for name, value in facts.items()
        if value != ""
    )
    return f'<table class="facts"><tbody>{"".join(lines)}</tbody></table>'


def _is_number(text: str) -> bool:
    try:
        float(text.rstrip("%").replace(",", ""))
    except ValueError:
        return text == "-"
    return True
