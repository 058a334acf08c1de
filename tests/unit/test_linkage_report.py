"""The page on a fit: it stands alone, with and without labelled rows."""

from __future__ import annotations

import pytest
from test_survey import Page

from muniment.linkage import ReviewedRow, load_model, render_report

FACTS = {"agreement": "x", "certificate": "", "why": "too <few> rows"}
ROWS = [
    ReviewedRow(20.0 - n / 7, n % 17 != 3, n % 5 != 4, True, "tie" if n % 5 == 4 else "", (3, 2, 2, -1))
    for n in range(120)
]


@pytest.mark.parametrize(("rows", "charts"), [([], 1), (ROWS, 3), (ROWS[4:5], 1)])
def test_the_page_stands_alone(rows: list[ReviewedRow], charts: int) -> None:
    text = render_report(load_model(None), rows, FACTS, 0.95)
    found = Page(text)
    assert found.alone and not found.open
    assert len(found.ids) == len(set(found.ids)) == 2 * charts
    assert "too &lt;few&gt; rows" in text
    assert text == render_report(load_model(None), rows, FACTS, 0.95)
