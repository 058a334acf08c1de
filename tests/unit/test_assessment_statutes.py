"""Citations in the spellings people use, looked up to the subsection (I2-F06, I2-B06, I2-F08)."""

from __future__ import annotations

import csv
from importlib import resources

import pytest

from muniment.assessment.statutes import StatuteTable, read_citation, read_order_class, table_for

TABLE = table_for("us/usc26/6103-i-2")

SAME_OFFENCE = """
8 USC 1253(a)(1)(A)
8 U.S.C. § 1253(a)(1)(A)
8 U.S.C. 1253(a)(1)(A)
8 U. S. C. § 1253 (a)(1)(A)
Title 8, United States Code, Section 1253(a)(1)(A)
Title 8 U.S.C. Sec. 1253(a)(1)(A)
8USC1253(a)(1)(A)
8 u.s.c. sec. 1253 (a) (1) (A)
8 U.S. Code § 1253(a)(1)(A)
8 USCA 1253(a)(1)(A)
section 1253(a)(1)(A) of title 8, United States Code
INA § 243(a)(1)(A)
INA 243(a)(1)(A)
I.N.A. Section 243(a)(1)(A)
Immigration and Nationality Act, section 243(a)(1)(A)
8 USC 1253(a)(1)(A).
8 USC 1253(a)(1)(A) (failure to depart)
USC Title 8 Section 1253(a)(1)(A)
Section 243(a)(1)(A), INA (8 USC 1253(a)(1)(A))
INA 243(a)(1)(A) = 8 USC 1253(a)(1)(A)
Sec. 243(a)(1)(A) of the INA
§ 1253(a)(1)(A) of Title 8 of the United States Code
8 U.S.C. 1253, subsection (a)(1)(A)
8 USC 1253 subsec. (a), par. (1), subpar. (A)
8 USC § 1253[a][1][A]
08 USC 1253(a)(1)(A)
8-USC-1253(a)(1)(A)
8 U.S.C.S. § 1253(a)(1)(A)
8 U.S.C. § 1253(a)(1)(A) (2018)
8 U.S.C. § 1253(a)(1)(A) (2018 ed. Supp. IV)
8 USC 1253(a)(1)(A), as amended
8 USC １２５３(a)(1)(A)
8 USC 1253(a)(1)(A) 90 days
8 USC 1253(a)(1)(A), order of 2024-01-10
failure to depart, 8 USC 1253(a)(1)(A), a felony
""".strip().splitlines()


@pytest.mark.parametrize("text", SAME_OFFENCE)
def test_every_usual_spelling_designates_the_same_offence(text: str) -> None:
    citation = read_citation(text, TABLE)
    assert (citation.kind, citation.provisions) == ("criminal", ("8 usc 1253(a)(1)(a)",))
    assert citation.needs_order and citation.needs_ninety_days


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("18 USC 371", "criminal"), ("18 USC 2", "criminal"), ("18 U.S.C. 1001(a)(2)", "criminal"), ("18 USC 1028A", "criminal"),
        ("18 USC 1546(a)", "criminal"), ("8 USC 1324(a)(1)(A)(ii)", "criminal"), ("8 USC 1325(a)", "criminal"), ("8 USC 1326", "criminal"),
        ("8 USC 1326(a)", "criminal"), ("8 USC 1326(b)(2)", "criminal"), ("8 USC 1327", "criminal"), ("8 USC 1328", "criminal"),
        ("8 USC 1306(a)", "criminal"), ("8 USC 1253(b)", "criminal"), ("21 USC 841(a)(1)", "criminal"), ("21 USC 843(b)", "criminal"),
        ("21 USC 846", "criminal"), ("21 USC 848", "criminal"), ("21 USC 952", "criminal"), ("21 USC 960", "criminal"), ("21 USC 963", "criminal"),
        ("31 USC 5324(a)(3)", "criminal"), ("31 USC 5322", "criminal"), ("31 USC 5332", "criminal"), ("42 USC 408(a)(7)(B)", "criminal"),
        ("42 USC 1320a-7b(b)", "criminal"), ("22 USC 2778(c)", "criminal"), ("50 USC 1705(c)", "criminal"), ("15 USC 78j(b), 78ff", "criminal"),
        ("18 USC 922(g)(5)(A) and 924(a)(2)", "criminal"), ("18 USC 371 and 8 USC 1326", "criminal"), ("8 USC §§ 1325(a), 1326", "criminal"),
        ("8 USC 1182", "administrative"), ("8 USC 1227(a)(1)(B)", "administrative"), ("8 USC 1229a", "administrative"),
        ("8 USC 1231", "administrative"), ("8 USC 1225", "administrative"), ("8 USC 1226(c)", "administrative"), ("8 USC 1357", "administrative"),
        ("INA 237(a)(1)(B)", "administrative"), ("8 CFR 241.4", "administrative"), ("8 USC 1229c(d)", "civil"), ("8 USC 1324d", "civil"),
        ("8 USC 1324a", "civil"), ("8 USC 1253(c)", "civil"), ("8 USC 1325(b)", "civil"), ("31 USC 5321", "civil"), ("18 USC 981", "civil"),
        ("8 USC 1324a(f)", "criminal"), ("8 USC 1324c(e)", "criminal"),
        ("26 USC 7203", "tax"), ("IRC § 7201", "tax"), ("Internal Revenue Code section 7206(1)", "tax"), ("26 U.S.C.", "tax"), ("26 CFR 301", "tax"),
        ("8 USC 1253", "unspecific"), ("8 USC 1253(a)", "unspecific"), ("8 USC 1253(a)(2)", "unspecific"), ("8 USC 1324", "unspecific"),
        ("8 USC 1325", "unspecific"), ("22 USC 2778", "unspecific"), ("INA 243", "unspecific"), ("8 USC 1253(a)(1)(A) et seq.", "unspecific"),
        ("8 USC 1253(a)(9)", "unknown"), ("8 USC 1253(a)(1)(E)", "unknown"), ("8 USC 1253(z)", "unknown"), ("18 USC 371(a)", "unknown"),
        ("18 USC 99999", "unknown"), ("99 USC 1", "unknown"), ("18 USC 3142", "unknown"), ("INA 999", "unknown"),
        ("murder", "unreadable"), ("1253(a)(1)(A)", "unreadable"), ("8 USC", "unreadable"), ("Cal. Penal Code 187", "unreadable"),
        ("n/a", "unreadable"), ("8 USC 1253a1A", "unreadable"), ("", "empty"), ("   ", "empty"),
    ],
)  # fmt: skip
def test_class_of_a_citation(text: str, kind: str) -> None:
    assert read_citation(text, TABLE).kind == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("8 USC 1253(a)(1)(A); 8 USC 1231", "administrative"),
        ("8 USC 1231, 8 USC 1253(a)(1)(A)", "administrative"),
        ("8 USC 1253(a)(1)(A) & 26 USC 7203", "tax"),
        ("26 USC 7203 and 8 USC 1227", "tax"),
        ("18 USC 1001 and 18 USC 99999", "unknown"),
        ("18 USC 1001; 8 USC 1253", "unspecific"),
        ("8 USC 1227 and 18 USC 99999", "administrative"),
    ],
)
def test_of_several_citations_the_worst_wins(text: str, kind: str) -> None:
    assert read_citation(text, TABLE).kind == kind


@pytest.mark.parametrize(
    ("text", "kind", "provisions"),
    [
        ("8 USC 1253(a)(1)(A)-(D)", "criminal", "(a)(1)(a) (a)(1)(b) (a)(1)(c) (a)(1)(d)"),
        ("8 U.S.C. § 1253(a)(1)(B)–(C)", "criminal", "(a)(1)(b) (a)(1)(c)"),
        ("8 USC 1253(a)(1)(A) through (C)", "criminal", "(a)(1)(a) (a)(1)(b) (a)(1)(c)"),
        ("8 USC 1253(a)(1)(D)-(A)", "unreadable", "(a)(1)(d)"),
        ("8 USC 1253(b)-(c)", "civil", "(b) (c)"),
    ],
)
def test_a_range_of_subsections_is_all_of_them(text: str, kind: str, provisions: str) -> None:
    citation = read_citation(text, TABLE)
    assert (citation.kind, " ".join(p[len("8 usc 1253") :] for p in citation.provisions)) == (kind, provisions)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("8 USC 1325(a)-(d)", "civil"),  # (b) is between
        ("8 USC 1325(a)(1)-(3)", "criminal"), ("18 USC 1341-1343", "criminal"), ("18 USC 371-373", "criminal"),
        ("18 USC 1341 through 1344", "criminal"), ("18 USC 1028A-1029", "criminal"),
        ("8 USC 1324-1328", "civil"), ("8 USC 1324 to 8 USC 1328", "civil"), ("8 USC 1227-1231", "civil"),
        ("18 USC 1343-1341", "unreadable"), ("18 USC 1341 - 99999", "civil"), ("8 USC 1326 - 8 USC 1328", "criminal"),
        ("INA 274-278", "civil"), ("42 USC 1320a-7b(b)", "criminal"), ("42 USC 2000e-2", "unknown"),
    ],
)  # fmt: skip
def test_a_range_designates_what_lies_between(text: str, kind: str) -> None:
    assert read_citation(text, TABLE).kind == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("removal proceedings", "administrative"), ("Deportation", "administrative"), ("Privacy Act request", "administrative"),
        ("civil immigration enforcement", "civil"), ("civil penalty for failure to depart", "civil"), ("Tax evasion", "tax"),
        ("civil removal and tax fraud", "tax"), ("murder", "unreadable"), ("RICO", "unreadable"),
        ("8 USC 1253(a)(1)(A), wilful failure to depart after removal proceedings", "criminal"),
        ("18 USC 371 (conspiracy; see tax evasion case)", "criminal"),
    ],
)  # fmt: skip
def test_a_neighbour_is_known_by_name_where_nothing_is_cited(text: str, kind: str) -> None:
    assert read_citation(text, TABLE).kind == kind


def test_every_line_of_the_table_says_what_it_is_and_where_it_comes_from() -> None:
    path = resources.files("muniment.law").joinpath("packs", "us", "statutes.csv")
    lines = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    assert len(lines) > 1900
    for line in lines:
        assert line["kind"] in ("criminal", "civil", "administrative", "tax", "none")
        assert line["source"] and line["name"]
        if line["title"]:
            assert line["source"].startswith(f"{line['title']} U.S.C. {line['section']}".rstrip("*").rstrip())
    places = [(n["title"], n["section"], n["subsection"], n["name"] if not n["title"] else "") for n in lines]
    assert len(set(places)) == len(places)


@pytest.mark.parametrize(
    ("text", "order", "ninety"),
    [
        ("8 USC 1253(a)(1)(A)", True, True),
        ("8 USC 1253(a)(1)", True, True),
        ("8 USC 1253(a)(1)(B)", True, False),
        ("8 USC 1253(a)(1)(C)", True, False),
        ("8 USC 1253(a)(1)(D)", True, False),
        ("8 USC 1253(a)(1)(B) and (A)", True, True),
        ("8 USC 1253(a)(1)(B), (C)", True, False),
        ("8 USC 1253(b)", False, False),
        ("8 USC 1326(a)", False, False),
    ],
)
def test_which_offences_rest_on_an_order_and_on_ninety_days(text: str, order: bool, ninety: bool) -> None:
    citation = read_citation(text, TABLE)
    assert (citation.kind, citation.needs_order, citation.needs_ninety_days) == ("criminal", order, ninety)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("8 USC 1227(a)", "1227a"), ("8 U.S.C. § 1227(a)(1)(B)", "1227a"), ("INA 237(a)", "1227a"), ("INA § 237(a)(1)(B)", "1227a"),
        ("1227(a)", "1227a"), ("237(a)(1)", "1227a"), ("8 USC 1182(a)", "other"), ("INA 212(a)(6)", "other"), ("8 USC 1227", "other"),
        ("8 USC 1227(b)", "other"), ("8 USC 1227(a) and 8 USC 1182(a)", "other"), ("overstay", "unreadable"), ("", "empty"),
    ],
)  # fmt: skip
def test_class_of_an_order(text: str, kind: str) -> None:
    assert read_order_class(text, TABLE) == kind


def test_hostile_text_is_unreadable_and_ends() -> None:
    assert read_citation("8 USC " * 5000, TABLE).kind == "unreadable"
    assert read_citation("(" * 2000, TABLE).kind == "unreadable"
    assert read_citation("\u202e8 USC 9999", TABLE).kind in ("unknown", "unreadable")


def test_a_pack_without_a_table_knows_no_statute() -> None:
    assert table_for("elsewhere/example").classify("8", "1253", ("a", "1", "a")) == "unknown"
    assert read_citation("8 USC 1253(a)(1)(A)", StatuteTable({}, {})).kind == "unknown"
