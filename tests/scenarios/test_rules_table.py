"""Every row of the table of conditions, held against the whole program: what one wrong thing gives, and what is still right.

A case is a row that meets every element, with one change. The rules listed must be exactly those named: a rule too many is as wrong as one
too few. Row-level cases stand in one package each for the face and for the match; gates are packages of their own in `test_gates.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from world import SIGNED, World, officer, person, record, request_row

OUTWARD = {
    "disclose": "DISCLOSED", "no_disclosure": "NOT_DISCLOSED", "return": "RETURNED", "refuse": "REFUSED", "hold": "PENDING",
    "block": "NOT_DISCLOSED",
}  # fmt: skip


class Case(NamedTuple):
    name: str
    change: dict[str, str]
    outcome: str
    rules: str = ""


def ago(days: int) -> str:
    return (SIGNED - timedelta(days=days)).isoformat()


def many(name: str, column: str, values: str | list[str], outcome: str, rules: str = "", **also: str) -> list[Case]:
    listed = values.strip("\n").splitlines() if isinstance(values, str) else values
    return [Case(f"{name}: {v!r}", {column: v} | also, outcome, rules) for v in listed]


WHOLE = {"city": "", "state": "", "postal_code": "", "country": ""}

NAMES = [
    *many("family", "family_name", ["", "   ", "FNU", "LNU", "NFN", "Unknown", "unknown", "N/A", "None", "Not Provided", "123", "---", "?", "."],
          "return", "I2-F01"),
    *many("given", "given_name", ["", "FNU", "Nfn", "UNKNOWN", "no name given", "4", "N/A", "John/Jane Doe Unknown", "=HYPERLINK(\"x\")", "+cmd",
          "@SUM(A1)", "-x", "=1+1", "An\u0430", "An\u202ea", "A\u0007na"], "return", "I2-F01"),
    *many("given", "given_name", ["Ana", "ANA", "Añá", "Ana-Luisa", "Ana Luisa", "O'Ana", "Анна", "アナ", "Li", "A."], "disclose"),
    *many("family", "family_name", ["Placeholder", "Null", "Nunn", "Nada", "D'Unknowne", "None-Smith", "de la Prueba", "Ng"], "disclose"),
]  # fmt: skip

NUMBERS = [
    *many("tin", "tin", ["90000001", "900-00-001", "9000000011", "900-00-00O1", "ABCDEFGHI", "900.00.0001", "x", "0"], "return", "I2-F01b"),
    *many("tin", "tin", ["", "  "], "disclose"),
]  # fmt: skip

NO_ADDRESS = [
    *many("no address at all", "address_line", ["", "   ", ".", "00000", "45402", "Don't Care 12345", "NA NA 45402", "Unknown Address 45402",
          "Failed to Provide", "Failed to Provide 45402", "FAILED  TO  PROVIDE", "N/A", "none", "Unknown", "not provided", "Homeless",
          "refused to provide", "no fixed address", "transient", "desconocido", "sin domicilio", "inconnu", "unbekannt", "Dayton OH 45402",
          "OH 45402", "Dayton, OH", "99999-9999", "x x x 45402", "xxxxx", "TBD", "same as above", "see file"],
          "return", "I2-F02;I2-F03", **WHOLE),
    *many("placeholder beside a locality", "address_line", ["", "Failed to Provide", "Unknown", "Unknown Address", "Homeless", "N/A", "NA NA", "00000",
          "Undomiciled", "123 Unknown", "123 Unknown St", "Unknown St", "1 Failed to Provide Rd"], "return", "I2-F02;I2-F03"),
]  # fmt: skip

BAD_ADDRESS = [
    *many("no delivery line", "address_line", ["Maple St", "Maple Street", "418", "Apt 3", "Main St & Oak Ave", "corner of Main and Oak"], "return"),
    *many("no locality", "address_line", ["418 Maple St", "418 Maple St Apt 3", "PO Box 310"], "return", "I2-F03", **WHOLE),
    Case("state and ZIP in conflict", {"address_line": "418 Maple St", "city": "Dayton", "state": "CA", "postal_code": "45402"}, "return", "I2-F03"),
    Case("the same in one line", {"address_line": "418 Maple St Apt 3, Dayton CA 45402"} | WHOLE, "return", "I2-F03"),
    Case("ZIP not assigned", {"address_line": "418 Maple St", "city": "Dayton", "state": "OH", "postal_code": "00000"}, "return", "I2-F03"),
    Case("ZIP of nines", {"address_line": "418 Maple St", "city": "Dayton", "state": "OH", "postal_code": "99999"}, "return", "I2-F03"),
    Case("city in no place of the state", {"address_line": "418 Maple St", "city": "Zzyzxville", "state": "OH", "postal_code": "45402"}, "return", "I2-F03"),
    *many("hostile text", "address_line", ["=HYPERLINK(\"x\")", "@418 Maple St", "418 M\u0430ple St", "418 Maple \u202eSt"], "return"),
    Case("jail without a street", {"address_line": "Example County Jail", "city": "Dayton", "state": "OH", "postal_code": "45402"}, "return"),
]  # fmt: skip

HELD_ADDRESS = [
    *many("facility or care of", "address_line", ["c/o Maria Ejemplo, 418 Maple St", "General Delivery", "Example County Jail, 330 W Second St",
          "Example Detention Center, 12 Elm St", "% Maria Ejemplo 418 Maple St"], "hold", "I2-F04"),
    Case("an office of the requester", {"address_line": "500 Agency Plaza", "city": "Dayton", "state": "OH", "postal_code": "45402"}, "hold", "I2-F04"),
    Case("a room of it", {"address_line": "500 Agency Plaza Rm 12", "city": "Dayton", "state": "OH", "postal_code": "45402"}, "hold", "I2-F04"),
]  # fmt: skip

PERIODS = [
    *many("period", "taxable_periods", ["", " ", "ALL", "all", "2027", "1912", "0", "23", "2023-2024", "FY2023", "2023;ALL", "2023;2027", "1912;2023",
          "latest", "20233", "-2023", "2023.0", "2013;2014;2015;2016;2017;2018;2019;2020;2021;2022;2023"], "return", "I2-F05"),
    *many("period", "taxable_periods", ["2023", " 2023 ", "2023;2024", "2024; 2023", "2023;2026", "1913;2023",
          "2014;2015;2016;2017;2018;2019;2020;2021;2022;2023", "2023;2023"], "disclose"),
]  # fmt: skip

STATUTES = [
    *many("statute", "statute", ["", "n/a", "8 USC 1253", "8 U.S.C. § 1253", "INA 243", "8 USC 1253(a)", "18 USC 99999", "99 USC 1", "murder", "1253(a)(1)(A)",
          "8 USC 1324", "8 USC 1325", "18 USC 1546(z)", "Cal. Penal Code 187", "8 USC 1253(a)(2)"], "return", "I2-F06"),
    *many("statute", "statute", ["8 USC 1227(a)(1)(B)", "8 U.S.C. 1182(a)(6)(A)(i)", "8 USC 1229a", "8 USC 1231", "8 USC 1324d", "8 USC 1229c(d)", "INA 237(a)(1)(B)",
          "8 USC 1253(c)", "8 CFR 241.4", "8 USC 1326 and 8 USC 1231", "8 USC 1231; 8 USC 99999", "Title 8, United States Code, Section 1227(a)"],
          "refuse", "I2-F06"),
    *many("statute", "statute", ["26 USC 7203", "26 U.S.C. § 7201", "IRC 7206(1)", "Internal Revenue Code section 7212(a)", "8 USC 1326 and 26 USC 7201",
          "26 USC 7201; 18 USC 371"], "refuse", "I2-B06;I2-F06"),
    *many("statute", "statute", ["8 USC 1326", "8 U.S.C. § 1326(a)", "18 USC 371", "18 U.S.C. § 371", "18 USC 1546(a)", "18 USC 1546", "18 USC 1001", "8 USC 1325(a)", "21 USC 841(a)(1)",
          "18 USC 1028A", "42 USC 408(a)(7)(B)", "18 USC 371; 8 USC 1326"], "disclose", "", reason="Subject used false papers; a summons is to be served."),
    *many("statute", "statute", ["8 U.S.C. § 1253(a)(1)(A)", "Title 8, United States Code, Section 1253(a)(1)(A)", "8 USC 1253(a)(1)", "INA 243(a)(1)(A)",
          "8 usc 1253 (a) (1) (a)", "Section 1253(a)(1)(A) of Title 8, United States Code", "8 USC 1253(a)(1)(B)"], "disclose"),
]  # fmt: skip

MATTERS = [
    *many("matter", "matter_id", ["", "  "], "return", "I2-F07", reason="Subject was told to depart, stayed and hid; a summons is to be served."),
    *many("stage", "matter_stage", ["", "closed", "removal", "civil", "unknown", "trial", "investigation;closed"], "return", "I2-F07"),
    *many("stage", "matter_stage", ["preparation", "Investigation", "GRAND_JURY", "grand jury", "grand-jury", " investigation "], "disclose"),
    *many("opened", "matter_opened_on", ["", "2026-03-03", "2027-01-01", "yesterday", "2026-02-30", "03/01/2026"], "return", "I2-F07"),
    *many("opened", "matter_opened_on", ["2026-03-02", "2010-01-01"], "disclose"),
]  # fmt: skip

NEUTRAL = "Subject was ordered removed, did not depart, and told agents so; a summons is to be served in this matter."
ORDERS = [
    *many("order date", "final_order_on", ["", "2026-03-03", "2030-01-01", "not known", "2024-02-30", ago(40), ago(89), ago(90), ago(0)], "return", "I2-F08", reason=NEUTRAL),
    *many("order date", "final_order_on", [ago(91), ago(5000)], "disclose", reason=NEUTRAL),
    *many("order date where 90 days are not needed", "final_order_on", [ago(40), ago(0)], "disclose", reason=NEUTRAL, statute="8 USC 1253(a)(1)(B)"),
    *many("order date still needed", "final_order_on", ["", "2026-03-03"], "return", "I2-F08", reason=NEUTRAL, statute="8 USC 1253(a)(1)(C)"),
    *many("order class", "order_class", ["", "8 USC 1182(a)", "8 USC 1182(a)(6)(A)(i)", "8 USC 1227", "INA 212(a)", "overstay", "8 USC 1227(b)",
          "8 USC 1227(a); 8 USC 1182(a)"], "return", "I2-F08", reason=NEUTRAL),
    *many("order class still needed", "order_class", ["", "8 USC 1182(a)"], "return", "I2-F08", reason=NEUTRAL, statute="8 USC 1253(a)(1)(D)"),
    *many("order class", "order_class", ["8 U.S.C. § 1227(a)(1)(B)", "INA 237(a)", "Title 8, United States Code, Section 1227(a)(2)"], "disclose",
          reason=NEUTRAL),
    Case("order columns are not asked for other offences", {"final_order_on": "", "order_class": "", "statute": "18 USC 1546(a)", "reason":
         "Subject used a forged visa on 2025-11-01; the address is needed to serve process."}, "disclose"),
    Case("nor 8 USC 1326", {"final_order_on": "", "order_class": "", "statute": "8 USC 1326(a)", "reason":
         "Subject was removed in 2019 and re-entered; the address is needed to serve a criminal summons."}, "disclose"),
]  # fmt: skip

REASONS = [
    *many("reason", "reason", ["", "   ", "n/a", "N/A", "TBD", "tbd.", "none", "unknown", "...", "-", "x", "see attached", "123", "to be determined", "NA NA",
          "reason", "not provided"], "return", "I2-F08"),
    *many("reason", "reason", ["for removal", "For removal.", "to locate and remove", "To locate and remove.", "civil immigration enforcement",
          "Deportation", "To execute the removal order.", "Needed for removal proceedings.", "locate for ERO arrest and removal",
          "Subject failed to depart; address needed to locate and remove him."], "refuse", "I2-F10"),
    *many("reason", "reason", ["Subject was removed in 2019 and re-entered; address needed to serve a criminal complaint.",
          "Not for civil removal purposes; the address is needed for a criminal trial.", "Failed to depart after the order of removal; summons to be served.",
          "Solely for the criminal investigation and not for civil removal purposes."], "disclose"),
    *many("reason", "reason", ["To locate a fugitive with an outstanding arrest warrant.", "There is imminent danger of death to a witness.",
          "Missing child believed to be with the subject."], "refuse", "I2-F12"),
    Case("reason names another day", {"reason": "Subject was served the final order of 2011-05-05 and did not depart; a summons is to be served."}, "hold",
         "I2-F08"),
    Case("reason names another matter", {"reason": "Subject did not depart; a summons is to be served in matter M-1999999."}, "hold", "I2-F08"),
    Case("reason says closed", {"reason": "Subject did not depart. The investigation has been closed."}, "hold", "I2-F08"),
    Case("reason names another person", {"reason": "Subject Zebulon Quartermaine was served the final order and did not depart; a summons is to be served."},
         "hold", "I2-F08"),
]  # fmt: skip

OFFICER_CASES = [
    *many("officer", "officer_id", ["", "O99", "o 1 x", "ON", "OX", "OM", "OG", "OR", "OQ", "OE", "OU", "OV", "o1"], "return", "I2-F09"),
    *many("officer", "officer_id", ["OC", "OS", "OO", "OA"], "refuse", "I2-F09"),
    *many("officer", "officer_id", ["OB", "OL1"], "hold", "I2-F09"),
    *many("officer", "officer_id", ["O1", " O2 ", "OL0", "OZ", "OSH", "OT"], "disclose"),
]  # fmt: skip

ITEMS = [
    *many("items", "requested_items", ["", " ", ";", " ; "], "return", "I2-F11"),
    *many("items", "requested_items", ["address;employer", "employer", "address; phone", "wages", "bank", "e-mail address", "employer address", "address;return",
          "address, employer", "all", "everything", "address and employer", "home address of spouse"], "refuse", "I2-F11"),
    *many("items", "requested_items", ["address", "Address", "ADDRESS", "last known address", "Mailing Address", "last-known address", "last_known_address",
          "mailing address; address", "address;", "the last known address", "last known mailing address"], "disclose"),
]  # fmt: skip

SEVERAL = [
    Case("return and hold", {"tin": "1", "officer_id": "OB"}, "return", "I2-F01b;I2-F09"),
    Case("refuse, return and hold", {"tin": "1", "officer_id": "OB", "statute": "8 USC 1231"}, "refuse", "I2-F01b;I2-F06;I2-F09"),
    Case("everything is listed", {"given_name": "", "taxable_periods": "", "statute": "26 USC 7203", "matter_id": "", "reason": "for removal",
         "officer_id": "", "requested_items": "bank"}, "refuse", "I2-B06;I2-F01;I2-F05;I2-F06;I2-F07;I2-F09;I2-F10;I2-F11"),
]  # fmt: skip

FACE = [
    *NAMES,
    *NUMBERS,
    *NO_ADDRESS,
    *BAD_ADDRESS,
    *HELD_ADDRESS,
    *PERIODS,
    *STATUTES,
    *MATTERS,
    *ORDERS,
    *REASONS,
    *OFFICER_CASES,
    *ITEMS,
    *SEVERAL,
]

LETTER_OFFICERS: list[dict[str, Any]] = [
    officer("O1"), officer("O2"), officer("OC", employment="contractor"), officer("OS", employment="state_or_local"), officer("OO", employment="other"),
    officer("OA", agency="Another Agency"), officer("ON", engaged=False), officer("OX", name=""), officer("OM", open_matters=None),
    officer("OG", agency=""), officer("OQ", role=""), officer("OR"), officer("OB", open_matters=5000), officer("OL1", open_matters=301),
    officer("OL0", open_matters=300), officer("OZ", open_matters=0), officer("OE", engaged=None), officer("OU", employment=""),
    officer("OV", name="N/A"), officer("OSH", agency="EEA"), officer("OT", employment="Federal Employee"),
]  # fmt: skip
NO_RECIPIENT = "OR"


@pytest.fixture(scope="module")
def shared_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("DATABASE_URL", "MUNIMENT_WORKSPACE", "MUNIMENT_OFFICER", "MUNIMENT_OFFICER_KEY"):
            patch.delenv(name, raising=False)
        world = World(tmp_path_factory.mktemp("table"))
        add_recipients(world)
        cases = [(1000 + n, case) for n, case in enumerate(FACE)]
        world.build_records(
            [
                *(record(n, **record_of(case)) for n, case in cases),
                *(r for n, m in numbered(MATCH) for r in m.records(n)),
                *TWINS,
            ]
        )
        yield world


def add_recipients(world: World) -> None:
    """Every officer but one is a recipient; offices of the requester are known; both before the first submission."""
    ids = sorted({o["id"] for o in LETTER_OFFICERS} - {NO_RECIPIENT})
    certificates = {}
    for name in ids:
        world.must("keys", "generate", "recipient", "--name", f"of-{name}", "--out", world.keys)
        certificates[name] = (world.keys / f"of-{name}.crt").read_text()
    changes = {
        "recipients": [
            {"id": f"R-{i}", "name": f"Agent {i}", "officer": i, "certificate": certificates[i]} for i in ids
        ],
        "requester_offices": ["500 Agency Plaza, Dayton OH 45402"],
    }
    world.must("agreement", "add", world.write_agreement(changes, version=2))


def record_of(case: Case) -> dict[str, str]:
    """The custodian knows what the case says of the person, so that only the face decides."""
    return {
        k: v
        for k, v in case.change.items()
        if k in ("given_name", "family_name", "address_line", "city", "state", "postal_code")
    }


def face_row(number: int, case: Case) -> dict[str, str]:
    change = dict(case.change)
    if (
        any(k in change for k in ("given_name", "family_name", "matter_id", "final_order_on"))
        and "reason" not in change
    ):
        change["reason"] = f"Subject did not depart although told to; a summons is to be served, reference {number}."
    return request_row(number, **{"officer_id": "O1" if number % 2 else "O2"} | change)


@pytest.fixture(scope="module")
def face(shared_world: World) -> dict[str, dict[str, str]]:
    rows = [face_row(1000 + n, case) for n, case in enumerate(FACE)]
    package = shared_world.submit(rows, name="face", officers=LETTER_OFFICERS)
    shared_world.process(package)
    return shared_world.outcomes(package)


@pytest.mark.parametrize(("number", "case"), [pytest.param(1000 + n, c, id=c.name) for n, c in enumerate(FACE)])
def test_one_wrong_thing_on_the_face(face: dict[str, dict[str, str]], number: int, case: Case) -> None:
    got = face[f"r{number:04d}"]
    assert got["outcome"] == case.outcome, got
    assert got["outward_code"] == OUTWARD[case.outcome]
    if case.rules or case.outcome == "disclose":
        assert got["rules"] == case.rules
    else:
        assert "I2-F03" in got["rules"]


# ------------------------------------------------------------------------------------------------ what the records say


class Match(NamedTuple):
    name: str
    row: dict[str, str]
    on_file: list[dict[str, str]]
    outcome: str
    rules: str = ""

    def records(self, number: int) -> list[dict[str, str]]:
        found = []
        for n, changes in enumerate(self.on_file):
            found.append(record(number, **{"record_id": f"rec{number}-{n}", "person_id": f"P{number}"} | changes))
        return found


def numbered(cases: list[Match]) -> list[tuple[int, Match]]:
    return [(2000 + 3 * n, case) for n, case in enumerate(cases)]


def at(line: str, city: str = "Dayton", state: str = "OH", postal_code: str = "45402") -> dict[str, str]:
    return {"address_line": line, "city": city, "state": state, "postal_code": postal_code}


def address(given: str, on_file: str, outcome: str, name: str = "address") -> Match:
    return Match(
        f"{name}: {given} / {on_file}", at(given), [at(on_file)], outcome, "" if outcome == "disclose" else "I2-M02"
    )


MATCH = [
    Match("nobody", {}, [], "no_disclosure", "I2-M01"),
    Match("a dependent only", {}, [{"filer_role": "dependent"}], "no_disclosure", "I2-M01"),
    Match("a secondary filer", {}, [{"filer_role": "secondary"}], "disclose"),
    Match("dependent once, filer later", {"taxable_periods": "2024"}, [{"filer_role": "dependent"}, {"tax_period": "2024", "observed_on": "2025-04-01"}],
          "disclose"),
    Match("died before the period", {}, [{"deceased_on": "2020-05-05"}], "no_disclosure", "I2-M01"),
    Match("died in the period", {}, [{"deceased_on": "2023-05-05"}], "disclose"),
    Match("died after it", {}, [{"deceased_on": "2024-05-05"}], "disclose"),
    Match("an old address", at("77 Oak Ave"), [at("77 Oak Ave"), at("9 Newer Pl") | {"observed_on": "2025-04-10", "tax_period": "2024"}], "disclose"),
    Match("never theirs", at("1 Nowhere Blvd"), [at("77 Oak Ave")], "no_disclosure", "I2-M02"),
    Match("number proves no address", at("1 Nowhere Blvd", postal_code="45404"), [at("77 Oak Ave")], "no_disclosure", "I2-M02"),
    address("31 N Elm St", "31 Elm St", "disclose", "directional missing on one side"),
    address("32 Elm St", "32 N Elm St", "disclose", "directional missing on the other"),
    address("33 N Elm St", "33 S Elm St", "no_disclosure", "directional in conflict"),
    address("34 Elm", "34 Elm St", "disclose", "suffix missing on one side"),
    address("35 Elm Ave", "35 Elm St", "no_disclosure", "suffix in conflict"),
    address("36 Elm Street", "36 Elm St", "disclose"),
    address("37 Elm St", "38 Elm St", "no_disclosure", "another house number"),
    address("39 Elm St Apt 5B", "39 Elm St", "no_disclosure", "unit on one side"),
    address("40 Elm St", "40 Elm St Apt 5B", "no_disclosure", "unit on the other"),
    address("41 Elm St Apt 5B", "41 Elm St Apt 5C", "no_disclosure", "units differ"),
    address("42 Elm St #5B", "42 Elm St Apt 5B", "disclose"),
    address("43 Fifth Ave", "43 5th Avenue", "disclose"),
    address("PO Box 310", "P.O. Box 310", "disclose"),
    address("PO Box 310", "PO Box 311", "no_disclosure"),
    address("123½ Elm St", "123 1/2 Elm St", "disclose"),
    address("842 E Elm St", "842E Elm St", "disclose"),
    Match("city agrees, ZIP is another of it", at("44 Elm St", postal_code="45403"), [at("44 Elm St")], "disclose"),
    Match("ZIP+4", at("45 Elm St", postal_code="45402-1144"), [at("45 Elm St")], "disclose"),
    Match("all in one line", {"address_line": "46 Elm St, Dayton OH 45402"} | WHOLE, [at("46 Elm St")], "disclose"),
    Match("another number than on file", {"tin": "900-00-9999"}, [{}], "no_disclosure", "I2-M03"),
    Match("one of two numbers on file", {}, [{}, {"tin": "900-00-8888", "record_id": "x2"}], "disclose"),
    Match("no number on file", {}, [{"tin": ""}], "disclose"),
    Match("no record in a period asked", {"taxable_periods": "2021"}, [{}], "no_disclosure", "I2-M04"),
    Match("a record in one of them", {"taxable_periods": "2021;2023"}, [{}], "disclose"),
    Match("only from somebody else's return", {}, [{"source": "information_return"}], "no_disclosure", "I2-M04"),
    Match("only from another source", {}, [{"source": "other"}], "no_disclosure", "I2-M04"),
    Match("from a notice", {}, [{"source": "notice"}], "disclose"),
    Match("from the post office's changes", {}, [{"source": "ncoa"}], "disclose"),
    Match("identity theft", {}, [{"identity_theft": "true"}], "no_disclosure", "I2-M05"),
    Match("identity theft on another of their records", {}, [{}, {"identity_theft": "true", "tax_period": "2020", "observed_on": "2021-04-01"}],
          "no_disclosure", "I2-M05"),
    Match("impairment", {}, [{"impairment": "true"}], "no_disclosure", "I2-M06"),
    Match("informant", {}, [{"informant": "TRUE"}], "no_disclosure", "I2-M06"),
    Match("marked false", {}, [{"informant": "false", "impairment": "False", "identity_theft": "false"}], "disclose"),
    Match("protected address", {}, [{"protected": "true"}], "no_disclosure", "I2-M08"),
    Match("several at once", at("1 Nowhere Blvd"), [{"impairment": "true", "protected": "true"}], "no_disclosure", "I2-M02;I2-M06;I2-M08"),
]  # fmt: skip

TWIN, OWNER, GUEST = 3001, 3011, 3022
TWINS = [
    record(TWIN, record_id="twin-1", person_id="T1", tin="900-00-7001"), record(TWIN, record_id="twin-2", person_id="T2", tin="900-00-7002"),
    record(OWNER), record(GUEST),
]  # fmt: skip


@pytest.fixture(scope="module")
def matched(shared_world: World) -> dict[str, dict[str, str]]:
    rows = [request_row(number, **case.row) for number, case in numbered(MATCH)]
    rows += [
        request_row(TWIN, row_ref="twin", tin=""),
        request_row(TWIN, row_ref="twin-with-number", tin="900-00-7002"),
        request_row(GUEST, row_ref="number-of-another", tin=person(OWNER)["tin"]),
    ]
    package = shared_world.submit(rows, name="match")
    shared_world.process(package)
    return shared_world.outcomes(package)


@pytest.mark.parametrize(("number", "case"), [pytest.param(n, c, id=c.name) for n, c in numbered(MATCH)])
def test_one_thing_in_the_records(matched: dict[str, dict[str, str]], number: int, case: Match) -> None:
    got = matched[f"r{number:04d}"]
    assert (got["outcome"], got["outward_code"]) == (case.outcome, OUTWARD[case.outcome]), got
    listed = set(got["rules"].split(";"))
    assert (got["rules"] == "") if case.outcome == "disclose" else set(case.rules.split(";")) <= listed


def test_two_persons_of_one_name_birth_and_address_are_nobody(matched: dict[str, dict[str, str]]) -> None:
    assert (matched["twin"]["outcome"], matched["twin"]["rules"]) == ("no_disclosure", "I2-M01")


def test_a_number_tells_them_apart(matched: dict[str, dict[str, str]]) -> None:
    assert matched["twin-with-number"]["outcome"] == "disclose"


def test_a_number_on_file_for_somebody_else(matched: dict[str, dict[str, str]]) -> None:
    got = matched["number-of-another"]
    assert got["outcome"] == "no_disclosure"
    assert {"I2-M03", "I2-M05"} <= set(got["rules"].split(";"))
