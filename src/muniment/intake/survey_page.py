"""The survey of the records as one HTML page: counts, charts and the same figures in tables. No record's value is on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Final

from muniment.formats.charts import BLUE, GREY, ORANGE, colours, svg
from muniment.formats.page import facts, page, table
from muniment.intake.survey import EXPECTED, SiloSurvey, Survey, Year

KINDS: Final = {"missing": GREY, "junk": ORANGE, "unreadable": BLUE}
GAPS: Final = {"no number": GREY, "no birth date": ORANGE, "no whole address": BLUE}


def render_survey(survey: Survey, about: Mapping[str, object], whole: Mapping[str, int]) -> str:
    """The page. `about` is shown as it is, in order; `whole` is what the index counted over all silos."""
    links = "".join(f'<li><a href="#silo-{n}">{escape(s.name)}</a></li>' for n, s in enumerate(survey.silos, 1))
    parts = [
        "<h1>The records: how good they are</h1>",
        "<p>Counts over all silos of the index, and of each. A doubt about a record keeps nothing out of the index; it says how much "
        "linkage can find there.</p>",
        facts("The index", about),
        f'<nav aria-label="On this page"><ul><li><a href="#all">All silos</a></li>{links}</ul></nav>',
        '<h2 id="all">All silos</h2>',
        *_years(survey),
        *_spreads(survey),
        "<h3>Counted when the index was built</h3><p>Keys left out: values that so many persons share that they tell "
        "nobody apart.</p>",
        table("The index", ("", "count"), [(name.replace("_", " "), _count(n)) for name, n in sorted(whole.items())]),
    ]
    for number, silo in enumerate(survey.silos, 1):
        parts += _silo(number, silo)
    return page("The records", parts)


def _silo(number: int, silo: SiloSurvey) -> Iterable[str]:
    yield f'<h2 id="silo-{number}">{escape(silo.name)}</h2>'
    yield facts(
        f"Silo {silo.name}",
        {
            "records": _count(silo.rows),
            "equal to an earlier record but for their id": _part(silo.repeats, silo.rows),
            "with a marker that is neither yes nor no": _part(silo.unclear_markers, silo.rows),
        },
    )
    if not silo.rows:
        return
    shown = [c for c in silo.columns if c.name in EXPECTED]
    values = [{"column": c.name, "kind": kind, "share": getattr(c, kind) / silo.rows} for c in shown for kind in KINDS]
    yield "<p>Columns in which a gap is a gap. <i>Junk</i> reads well and cannot be so: a number typed to get past a field, a "
    yield "name that is none, a date to come. An address is unreadable where it is no whole one.</p>"
    yield svg(
        f"silo-{number}-columns",
        f"{silo.name}: missing, junk and unreadable by column",
        "Bars, one for each column; the table below has the figures.",
        values,
        {
            "mark": "bar",
            "height": {"step": 18},
            "encoding": {
                "y": {"field": "column", "type": "nominal", "sort": None, "title": None},
                "x": {"field": "share", "type": "quantitative", "axis": {"format": "%", "tickCount": 4},
                      "title": "share of the records"},
                "color": {"field": "kind", "type": "nominal", "scale": colours(KINDS)},
                "order": {"field": "kind", "sort": "ascending"},
            },
        },
    )  # fmt: skip
    head = ("column", *(word for kind in KINDS for word in (kind, "%")))
    lines = [(c.name, *(word for kind in KINDS for word in _both(getattr(c, kind), silo.rows))) for c in silo.columns]
    yield table(f"{silo.name} by column", head, lines)
    yield f"<h3>{escape(silo.name)} by year</h3>"
    yield _year_table(f"{silo.name} by year", silo.years)


def _years(survey: Survey) -> Iterable[str]:
    added: dict[int | None, list[int]] = {}
    for year in (y for silo in survey.silos for y in silo.years):
        sums = added.setdefault(year.year, [0, 0, 0, 0])
        for at, n in enumerate((year.rows, year.no_number, year.no_birth_date, year.no_address)):
            sums[at] += n
    years = [Year(y, *sums) for y, sums in sorted(added.items(), key=lambda item: (item[0] is None, item[0] or 0))]
    dated = [(silo.name, y) for silo in survey.silos for y in silo.years if y.year is not None]
    yield "<h3>Records by year</h3><p>The year an address was observed. Undated records are in the table alone.</p>"
    if dated:
        yield svg(
            "years",
            "Records by year and silo",
            "Stacked bars, one for each year; the table below has the sums, those of the silos the silos' own tables.",
            [{"year": y.year, "silo": name, "records": y.rows} for name, y in dated],
            {
                "mark": "bar",
                "height": 160,
                "encoding": {
                    "x": {"field": "year", "type": "ordinal", "title": None, "axis": {"labelOverlap": True}},
                    "y": {"field": "records", "type": "quantitative", "axis": {"format": "~s", "tickCount": 4}},
                    "color": {"field": "silo", "type": "nominal", "scale": {"range": [BLUE, ORANGE, GREY]}},
                },
            },
        )  # fmt: skip
        yield svg(
            "gaps",
            "What is missing, by year",
            "Lines: the share of a year's records without number, birth date and whole address; figures below.",
            [
                {"year": y.year, "kind": kind, "share": n / y.rows}
                for y in years
                if y.year is not None
                for kind, n in zip(GAPS, (y.no_number, y.no_birth_date, y.no_address), strict=True)
            ],
            {
                "mark": {"type": "line", "point": True},
                "height": 160,
                "encoding": {
                    "x": {"field": "year", "type": "ordinal", "title": None, "axis": {"labelOverlap": True}},
                    "y": {"field": "share", "type": "quantitative", "axis": {"format": "%", "tickCount": 4}},
                    "color": {"field": "kind", "type": "nominal", "scale": colours(GAPS)},
                },
            },
        )
    yield _year_table("All silos by year", years)


def _year_table(name: str, years: Sequence[Year]) -> str:
    head = ("year", "records", *(word for gap in GAPS for word in (gap, "%")))
    lines = [
        (
            "undated" if y.year is None else str(y.year),
            _count(y.rows),
            *(word for n in (y.no_number, y.no_birth_date, y.no_address) for word in _both(n, y.rows)),
        )
        for y in years
    ]
    return table(name, head, lines)


def _spreads(survey: Survey) -> Iterable[str]:
    for title, words, pairs in (
        ("Numbers by how many persons hold them", ("persons", "numbers"), survey.holders),
        ("Persons by how many numbers they have", ("numbers", "persons"), survey.numbers),
        ("Persons by how many birth dates they have", ("birth dates", "persons"), survey.births),
    ):
        yield f"<h3>{title}</h3>"
        several = [{"of": str(n) if n < 10 else "10 or more", "n": of} for n, of in pairs if n > 1]
        if several:
            yield svg(
                words[0].replace(" ", "-") + "-held",
                f"{title}: more than one",
                "Bars; the table below has the figures.",
                several,
                {
                    "mark": {"type": "bar", "color": BLUE},
                    "height": {"step": 18},
                    "encoding": {
                        "y": {"field": "of", "type": "nominal", "sort": None, "title": words[0]},
                        "x": {"field": "n", "aggregate": "sum", "type": "quantitative", "title": words[1],
                              "axis": {"format": "~s", "tickCount": 4}},
                    },
                },
            )  # fmt: skip
        yield table(title, words, [(_count(n), _count(of)) for n, of in pairs]) if pairs else "<p>None.</p>"


def _count(n: int) -> str:
    return f"{n:,}"


def _both(n: int, of: int) -> tuple[str, str]:
    return _count(n), f"{n / of:.2%}" if of else "-"


def _part(n: int, of: int) -> str:
    return " · ".join(_both(n, of))
