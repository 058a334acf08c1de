"""The survey counts what is wrong with the records and shows nothing of any; its page stands alone."""

from __future__ import annotations

import datetime
import html.parser
import re
import subprocess
import sys
from pathlib import Path

import pytest
from test_intake_records import BASE, write

from muniment.formats import page
from muniment.formats.canonical import canonical_json, read_canonical
from muniment.intake.facts import addresses_unread
from muniment.intake.records import normalise_records
from muniment.intake.survey import Column, Survey, Year, read_survey, survey_silos
from muniment.intake.survey_page import render_survey

TODAY = datetime.date(2026, 3, 2)


@pytest.fixture
def survey(tmp_path: Path) -> Survey:
    """Two silos. A person is P1 of both; P2 holds a number of P1's too, and P3 has two birth dates."""
    rows = [
        {},
        {},  # equal to the first but for its id
        {"person_id": "P2", "informant": "perhaps"},
        {"person_id": "P3", "tin": "", "date_of_birth": "1970-01-01", "observed_on": ""},
        {"person_id": "P3", "tin": "123456789", "date_of_birth": "1970-01-02", "observed_on": "2999-01-01"},
        {"person_id": "", "tin": "9", "date_of_birth": "soon", "given_name": "FNU", "observed_on": "2023-05-01"},
        {"person_id": "P4", "tin": "900-00-0004", "date_of_birth": "1776-07-04", "family_name": "", "tax_period": "x",
         "address_line": "", "city": "", "state": "", "postal_code": "", "country": "", "source": "rumour"},
    ]  # fmt: skip
    one = write(tmp_path / "one.csv", [{**BASE, "record_id": f"r{n}", **row} for n, row in enumerate(rows)])
    two = [{k: v for k, v in {**BASE, "tin": "900-00-0077"}.items() if k not in ("suffix", "protected")}]
    silos = normalise_records(
        [one, write(tmp_path / "two.csv", two)], None, tmp_path / "out", as_of=TODAY, parse_addresses=addresses_unread
    )
    return survey_silos(silos, tmp_path, threads=1, memory_limit="512MB")


def test_what_is_counted(survey: Survey) -> None:
    one, two = survey.silos
    assert (one.name, one.rows, one.repeats, one.unclear_markers) == ("one", 7, 1, 1)
    found = {c.name: (c.missing, c.junk, c.unreadable) for c in one.columns}
    assert {name: three for name, three in found.items() if name != "address" and three not in ((7, 0, 0), (0, 0, 0))} == {
        "person_id": (1, 0, 0), "tin": (1, 1, 1), "given_name": (0, 1, 0), "family_name": (1, 0, 0),
        "date_of_birth": (0, 1, 1), "address_line": (1, 0, 0), "city": (1, 0, 0), "state": (1, 0, 0),
        "postal_code": (1, 0, 0), "country": (1, 0, 0), "observed_on": (1, 1, 0), "source": (0, 0, 1),
        "tax_period": (0, 0, 1), "informant": (6, 0, 0),
    }  # fmt: skip
    assert found["address"] == (1, 0, 6), "no address was parsed in this test, so none is whole"
    assert one.years == (Year(2023, 1, 1, 1, 1), Year(2024, 4, 0, 1, 4), Year(None, 2, 2, 0, 2))
    assert {c.name for c in two.columns} == {c.name for c in one.columns} - {"suffix", "protected"}
    assert two.columns[0] == Column("person_id", 0, 0, 0)


def test_persons_and_numbers_are_counted_over_all_silos(survey: Survey) -> None:
    assert survey.holders == ((1, 2), (2, 1)), "P1 and P2 share one; junk is nobody's"
    assert survey.numbers == ((1, 2), (2, 1))
    assert survey.births == ((1, 3), (2, 1))


def test_it_is_kept_as_it_is(survey: Survey) -> None:
    assert read_survey(read_canonical(canonical_json(survey.as_json()))) == survey


class Page(html.parser.HTMLParser):
    """What of a page could be fetched or run, its identifiers, and whether its tags close."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.alone = True
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids += [str(given["id"])] if "id" in given else []
        self.links += [str(given["href"])] if "href" in given else []
        if tag in ("script", "link", "img", "iframe") or "src" in given or any(name.startswith("on") for name in given):
            self.alone = False
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_stands_alone_and_shows_nobody(survey: Survey) -> None:
    text = render_survey(survey, {"index": "a" * 64}, {"numbers_of_several_persons": 1})
    found = Page(text)
    assert found.alone and not found.open
    assert len(found.ids) == len(set(found.ids)), "two charts of one page would share a label"
    assert {link[1:] for link in found.links} <= set(found.ids)
    assert not re.search(r"url\(|@import|https?:|xlink", text)
    for value in ("Ana", "Prueba", "900000001", "900-00", "123456789", "Maple", "Dayton", "P3", "r3", "1970-01"):
        assert value not in text, value


def test_the_names_of_silos_are_text(survey: Survey) -> None:
    from dataclasses import replace

    odd = replace(survey, silos=(replace(survey.silos[0], name='<script>alert(1)</script>&"'),))
    assert Page(render_survey(odd, {}, {})).alone


def test_the_same_survey_gives_the_same_page_in_every_process(survey: Survey, tmp_path: Path) -> None:
    kept = tmp_path / "survey.json"
    kept.write_bytes(canonical_json(survey.as_json()))
    program = (
        "import sys; from pathlib import Path; from muniment.formats.canonical import read_canonical;"
        "from muniment.intake.survey import read_survey; from muniment.intake.survey_page import render_survey;"
        "sys.stdout.write(render_survey(read_survey(read_canonical(Path(sys.argv[1]).read_bytes())), {'a': 'b'}, {}))"
    )
    render_survey(survey, {"a": "b"}, {})
    here = render_survey(survey, {"a": "b"}, {})
    there = subprocess.run([sys.executable, "-c", program, kept], capture_output=True, text=True, check=True).stdout
    assert there == here


def test_no_silo_and_an_empty_one_have_a_page(tmp_path: Path) -> None:
    assert "None." in render_survey(Survey((), (), (), ()), {}, {})


def test_every_colour_has_a_shade_for_the_dark() -> None:
    from muniment.formats import charts

    for colour in (charts.GREY, charts.ORANGE, charts.BLUE, charts.RED, charts.LIGHT):
        assert f'[fill="{colour}"]' in page.STYLE
