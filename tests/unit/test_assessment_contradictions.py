"""When a reason contradicts its row's own columns (I2-F08, hold), and when it does not."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from assessment_support import row, run

from muniment.assessment.contradictions import Columns, Text, contradicted_law, contradictions, cues, dates_of
from muniment.assessment.purpose import fold
from muniment.assessment.statutes import table_for

TABLE = table_for("us/usc26/6103-i-2")
ROW = Columns("ana", "", "prueba", "M-2025000", date(2024, 1, 10), ("8 usc 1253(a)(1)(a)",), True, "8 usc 1227(a)")

AGREES = """
Subject Ana Prueba was served the final order of 2024-01-10 under 8 USC 1227(a), more than 90 days ago, told agents on 2026-02-10 that they would not depart, and did not depart; the address is needed to serve process in matter M-2025000.
Subject was ordered removed on January 10, 2024.
Ordered removed in absentia on 10 January 2024; never left.
Final order of removal dated 01/10/2024; interviewed on 2025-12-12.
Final order of removal dated 10/01/2024.
The final order of removal became final on Jan. 10, 2024, and the subject refused on 02/02/2026.
Served with the final order on 2024-02-15; refuses to leave.
The subject was served the final order of removal on 2024-02-01 and remains.
Prior order of removal dated 2015-03-03; the final order of 2024-01-10 stands.
The subject failed to report on 2025-05-05 under the order of supervision of 2025-04-01.
The subject wilfully refuses to depart.
Investigated for 8 USC 1253(a)(1)(A) since 2025.
Subject Ana P. Lopez was served.
Subject Anna Prueva was told to leave.
The subject is a foreign national and was told to leave.
Subject alien was ordered removed by an immigration judge on January 10, 2024.
Subject previously removed was found.
The related matter of his brother is separate.
In the matter of the subject, agents seek process.
The order under 8 USC 1227(a)(1)(B) was final.
Investigation of violations of 8 USC 1253(a)(1)(A) and 18 USC 1001.
Agents called the subject on 1/3/2026; she did not depart. Matter M2025000.
Case no. 1:25-cr-00012; address needed for summons.
Subject and wife were told to leave.
He did not leave the United States.
""".strip().splitlines()

DIFFERS = [
    (
        "Subject Ana Prueba was served the final order of 2023-08-14, told agents on 2024-01-10 that they would not depart.",
        "order_date",
    ),
    ("Ordered removed on March 3, 2022.", "order_date"),
    ("The final order of removal was entered on 2019-04-04.", "order_date"),
    ("Final order (2019-04-04); did not depart.", "order_date"),
    ("The 2019-04-04 removal order stands.", "order_date"),
    ("The subject is needed in matter M-2025001.", "matter"),
    ("The address is needed for M-2025999.", "matter"),
    ("Subject Juan Ejemplo was served the final order of 2024-01-10 and refused.", "person"),
    ("Subject Rosa Demo failed to depart.", "person"),
    ("The final order of removal under 8 USC 1182(a)(6) was ignored.", "order_class"),
    ("Charged with violation of 18 USC 1546.", "statute"),
    ("The subject is not under investigation.", "status"),
    ("The subject is no longer the subject of a criminal investigation.", "status"),
    ("The matter was closed in 2025.", "status"),
    ("Prosecution was declined.", "status"),
    ("No final order has been entered.", "status"),
    ("The final order was vacated in 2025.", "status"),
    ("The subject has departed the United States.", "status"),
]


@pytest.mark.parametrize("reason", AGREES)
def test_a_reason_that_agrees_is_not_held(reason: str) -> None:
    assert contradictions(reason, ROW, TABLE) == ()


@pytest.mark.parametrize(("reason", "column"), DIFFERS)
def test_a_reason_that_differs_names_the_column(reason: str, column: str) -> None:
    assert contradictions(reason, ROW, TABLE) == (column,)


@pytest.mark.parametrize(("reason", "column"), DIFFERS)
def test_the_cues_of_a_wording_never_miss_what_a_row_contradicts(reason: str, column: str) -> None:
    wording = re.sub(r"\d{5,}", "00000", re.sub(r"\d{4}-\d\d-\d\d", "0000-00-00", reason.casefold()))
    cue = cues(wording)
    assert cue.order_date or cue.matter or cue.subject or any(contradicted_law(Text(fold(wording)), ROW, TABLE))


def test_without_an_order_in_the_offence_an_old_order_may_be_anything() -> None:
    row = replace(ROW, needs_order=False, final_order_on=None, provisions=("8 usc 1326(a)",))
    assert (
        contradictions("Ordered removed on 2012-01-01, left, and re-entered; charged under 8 USC 1326(a).", row, TABLE)
        == ()
    )


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2024-01-10", {date(2024, 1, 10)}), ("01/10/2024", {date(2024, 1, 10), date(2024, 10, 1)}), ("january 10, 2024", {date(2024, 1, 10)}),
        ("10 january 2024", {date(2024, 1, 10)}), ("10th of january 2024", {date(2024, 1, 10)}), ("sept. 3, 2024", {date(2024, 9, 3)}),
        ("31/31/2024", set()), ("2024-13-40", set()),
    ],
)  # fmt: skip
def test_every_day_that_a_written_date_may_mean(text: str, days: set[date]) -> None:
    assert dates_of(text) == days


def test_in_bulk_every_reason_is_judged_as_it_is_singly(tmp_path: Path) -> None:
    """Wordings and the cheap tests before them change nothing: each reason as a row of one package about one person."""
    reasons = [(r, False) for r in AGREES] + [(r, True) for r, _ in DIFFERS]
    clean = row(1)
    rows = [
        clean | {"row": n, "row_ref": f"r{n:04d}", "reason_key": reason.casefold()}
        for n, (reason, _) in enumerate(reasons, 1)
    ]
    for (reason, differs), found in zip(reasons, run(tmp_path, rows).values(), strict=True):
        assert ("I2-F08" in found["held"]) == differs, reason
