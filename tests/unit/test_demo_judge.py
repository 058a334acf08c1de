"""The script that must not be used, the judge, the bound and the table."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from pathlib import Path

import pytest

from muniment.demo.judge import (
    NEVER_THEIRS,
    NO_ADDRESS_GIVEN,
    ONE_OFFICER,
    OTHER,
    WRONG_PERSON,
    DemoFigures,
    TrueRow,
    judge,
    judge_muniment,
    judge_script,
    run_script,
)
from muniment.demo.table import Closing, plain_lines
from muniment.vocabulary.rates import upper_bound

SCRIPT = Path(__file__).parents[2] / "examples" / "name_and_number.py"
PERSON = ("row_ref", "given_name", "family_name", "tin", "address_line", "city", "state", "postal_code")
RECORD = ("person_id", *PERSON[1:], "observed_on")
ANA = ("Ana", "Prueba", "900-00-0001")
MEI = ("Mei", "Testa", "900-00-0003")
CLOSING = Closing(
    "f" * 64, 6412, "muniment ledger verify --workspace demo", (("Every row's reason", "muniment serve"),)
)


def write(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as stream:
        out = csv.writer(stream)
        out.writerow(header)
        out.writerows(rows)
    return path


@pytest.fixture
def sent(tmp_path: Path) -> dict[str, dict[str, str]]:
    """What the script sends for the hand-written rows of DOMAIN.md, section 9."""
    records = write(
        tmp_path / "records.csv",
        RECORD,
        [
            ("P1", *ANA, "77 Oak Ave", "Dayton", "OH", "45403", "2022-04-10"),
            ("P1", *ANA, "418 Maple St Apt 3", "Dayton", "OH", "45402", "2024-04-10"),
            ("P3", *MEI, "9 Birch Ct", "Boise", "ID", "83702", "2024-04-10"),
        ],
    )
    persons = write(
        tmp_path / "persons.csv",
        PERSON,
        [
            ("right", *ANA, "418 Maple St Apt 3", "Dayton", "OH", "45402"),
            ("never-hers", *ANA, "1 Nowhere Blvd", "Dayton", "OH", "45404"),
            ("placeholder-zip", *ANA, "Unknown Address 45402", "", "", ""),
            ("zeros", *ANA, "00000", "", "", ""),
            ("dont-care", *ANA, "Don't Care 12345", "", "", ""),
            ("no-zip", *ANA, "Failed to Provide", "", "", ""),
            ("blank", *ANA, "", "", "", ""),
            ("number-of-another", "Jorge", "Otro", "900-00-0001", "22 Cedar Ln", "Reno", "NV", "89501"),
            ("address-branch", "MEI", "testa", "", "9 Birch Ct.", "Boise", "ID", "83702"),
            ("address-branch-wrong", "Mei", "Testa", "", "8 Birch Ct", "Boise", "ID", "83702"),
        ],
    )
    out = run_script(SCRIPT, persons, [records], tmp_path / "sent.csv")
    with out.open(encoding="utf-8", newline="") as stream:
        return {r["row_ref"]: r for r in csv.DictReader(stream)}


@pytest.mark.parametrize("row", ["never-hers", "placeholder-zip", "zeros", "dont-care"])
def test_the_number_branch_never_looks_at_the_address(sent: dict[str, dict[str, str]], row: str) -> None:
    assert sent[row]["branch"] == "number"
    assert sent[row]["address_line"] == "418 Maple St Apt 3"


def test_the_last_known_address_goes_out(sent: dict[str, dict[str, str]]) -> None:
    assert (sent["right"]["person_id"], sent["right"]["postal_code"]) == ("P1", "45402")


@pytest.mark.parametrize("row", ["no-zip", "blank", "number-of-another", "address-branch-wrong"])
def test_what_even_the_script_did_not_send(sent: dict[str, dict[str, str]], row: str) -> None:
    assert row not in sent


def test_without_a_number_name_and_address_are_compared(sent: dict[str, dict[str, str]]) -> None:
    assert (sent["address-branch"]["branch"], sent["address-branch"]["person_id"]) == ("address", "P3")


TRUTH = {
    t.row_ref: t
    for t in (
        TrueRow("a1", "P1", "right_with_number", True, ""),
        TrueRow("a2", "P2", "never_theirs", False, "never_theirs"),
        TrueRow("a3", "P3", "jail", False, "jail"),
        TrueRow("a4", "", "identity_of_another", False, "identity_of_another"),
        TrueRow("a5", "P5", "civil_statute", False, "civil_statute"),
        TrueRow("b1", "P6", "right_with_number", False, "one_officer_for_all"),
        TrueRow("b2", "P7", "right_without_number", True, ""),
    )
}


def test_each_unlawful_row_counts_once_and_the_wrong_person_first(tmp_path: Path) -> None:
    rows = [("a1", "number", "P1"), ("a2", "number", "P2"), ("a3", "number", "P3"), ("a4", "number", "P9")]
    rows += [("a5", "number", "P5"), ("b1", "number", "P6"), ("b2", "address", "P8")]
    figures = judge_script(TRUTH, [write(tmp_path / "s.csv", ("row_ref", "branch", "person_id"), rows)])
    assert (figures.sent, figures.by_number, figures.by_address) == (7, 6, 1)
    assert dict(figures.reasons) == {
        WRONG_PERSON: 2,
        NO_ADDRESS_GIVEN: 1,
        NEVER_THEIRS: 1,
        ONE_OFFICER: 1,
        OTHER: 1,
    }
    assert figures.unlawful == 6


def test_a_disclosure_without_the_right_match_is_of_a_wrong_person() -> None:
    codes = dict.fromkeys(("a1", "b2", "a4"), "DISCLOSED") | {"a2": "NOT_DISCLOSED", "a3": "RETURNED", "b1": "PENDING"}
    figures = judge_muniment(TRUTH, codes, {"a1": "P1", "b2": "P1", "a4": "P9"})
    assert (figures.disclosed, figures.wrong_person, figures.unlawful) == (3, 2, 1)
    assert (figures.lawful_rows, figures.lawful_answered) == (2, 2)
    assert (figures.returned, figures.held, figures.refused, figures.unanswered) == (1, 1, 0, 1)


def test_figures_come_from_files_anybody_can_read_again(tmp_path: Path) -> None:
    truth = write(
        tmp_path / "truth.csv",
        ("package", "row_ref", "person_id", "defect", "lawful", "why"),
        [("a", "r1", "P1", "right_with_number", "yes", ""), ("a", "r2", "P2", "jail", "no", "jail")],
    )
    script = write(tmp_path / "sent.csv", ("row_ref", "branch", "person_id"), [("r2", "number", "P2")])
    answer = write(tmp_path / "response.csv", ("row_ref", "code"), [("r1", "DISCLOSED"), ("r2", "RETURNED")])
    matches = write(tmp_path / "matches.csv", ("row_ref", "person_id"), [("r1", "P1")])
    figures = judge(truth, [script], [answer], [matches], packages=1, taxpayers=2)
    assert (figures.rows, figures.script.unlawful, figures.muniment.wrong_person) == (2, 1, 0)
    assert figures.muniment_wrong_bound == pytest.approx(0.95)


@pytest.mark.parametrize("trials", [1, 17, 3000, 30_000])
def test_no_error_seen_is_about_three_in_n(trials: int) -> None:
    bound = upper_bound(0, trials)
    assert (1 - bound) ** trials == pytest.approx(0.05)
    assert bound < 3 / trials


@pytest.mark.parametrize(("errors", "trials"), [(0, 5), (1, 10), (3, 3000), (90, 4338), (1500, 3000), (9, 10)])
def test_the_bound_is_clopper_and_pearsons(errors: int, trials: int) -> None:
    beta = pytest.importorskip("scipy.stats").beta
    for confidence in (0.8, 0.95, 0.999):
        exact = float(beta.ppf(confidence, errors + 1, trials - errors))
        assert upper_bound(errors, trials, confidence) == pytest.approx(exact, rel=1e-9)


def test_nothing_sent_shows_nothing_and_all_wrong_is_all_wrong() -> None:
    assert upper_bound(0, 0) == 1.0
    assert upper_bound(4, 4) == 1.0
    with pytest.raises(ValueError, match="between"):
        upper_bound(2, 1)


def figures(disclosed: int, wrong: int) -> DemoFigures:
    truth = {f"r{i}": TrueRow(f"r{i}", f"P{i}", "right_with_number", True, "") for i in range(disclosed + 10)}
    codes = {f"r{i}": "DISCLOSED" if i < disclosed else "RETURNED" for i in range(disclosed + 10)}
    matches = {f"r{i}": f"P{i}" if i >= wrong else "PX" for i in range(disclosed)}
    return DemoFigures(len(truth), 2, 19_141, judge_script(truth, []), judge_muniment(truth, codes, matches))


def test_the_table_is_plain_text_of_eighty_columns() -> None:
    lines = plain_lines(figures(1320, 0), CLOSING)
    assert max(len(line) for line in lines) <= 80
    assert "\x1b" not in "".join(lines)
    assert all(line.isascii() for line in lines)


def test_no_wrong_person_is_never_a_bare_zero() -> None:
    text = "\n".join(plain_lines(figures(1320, 0), CLOSING))
    assert "0 of 1,320; with 95% confidence the true rate is at most 0.23%" in text
    assert math.ceil(upper_bound(0, 1320) * 10_000) == 23
    assert "nothing was sent, so nothing is shown" in text  # the script's line in this example


def test_a_wrong_person_shows_in_the_table() -> None:
    assert "2 of 1,320" in "\n".join(plain_lines(figures(1320, 2), CLOSING))


def test_the_root_can_be_copied_and_the_table_ends_the_output() -> None:
    lines = plain_lines(figures(100, 0), CLOSING)
    assert any(CLOSING.ledger_root in line for line in lines)
    assert any(CLOSING.verify_command in line for line in lines)
    assert "muniment serve" in lines[-2]
    assert lines[-1].startswith("+")


def test_on_a_terminal_the_table_has_colour_and_the_same_words() -> None:
    from rich.console import Console

    from muniment.demo.table import print_table

    stream = io.StringIO()
    console = Console(file=stream, width=100, force_terminal=True, color_system="standard")
    print_table(figures(100, 0), CLOSING, console)
    assert "\x1b[" in stream.getvalue()
    assert "WHAT MUNIMENT DID" in stream.getvalue()
