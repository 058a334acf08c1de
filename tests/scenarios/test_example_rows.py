"""The example rows, each a package of its own, against the custodian's records R1 to R12.

Every row has an agreement with a requester of its own, so that no row probes for a person another row asked for. TINs 900-00-xxxx cannot be
issued; persons and streets are invented.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from world import World, officer, record

from muniment.vocabulary.columns import PERSON_COLUMNS

ANA, JUAN, MEI, ROSA = ("Ana", "Prueba Lopez"), ("Juan", "Ejemplo"), ("Mei", "Testa"), ("Rosa", "Demo")
HOME = "418 Maple St Apt 3, Dayton OH 45402"


def on_file(number: int, given: str, family: str, address_line: str, **more: str) -> dict[str, str]:
    fixed = {
        "record_id": f"R{number}", "person_id": f"R{number}", "given_name": given, "family_name": family, "tin": f"900-00-{number:04d}",
        "address_line": address_line, "city": "", "state": "", "postal_code": "", "country": "", "date_of_birth": "",
    }  # fmt: skip
    return record(number, **fixed | more)


RECORDS = [
    on_file(1, "Ana", "Prueba López", HOME, observed_on="2024-04-10"),
    on_file(
        1,
        "Ana",
        "Prueba López",
        "77 Oak Ave, Dayton OH 45403",
        record_id="R1-before",
        observed_on="2022-04-10",
        tax_period="2021",
    ),
    on_file(2, "Juan", "Ejemplo", "PO Box 310, Fresno CA 93701"),
    on_file(3, "Mei", "Testa", "9 Birch Ct, Boise ID 83702"),
    on_file(4, "Luis", "Muestra", "12 Elm St, Erie PA 16501", suffix="Sr"),
    on_file(5, "Luis", "Muestra", "12 Elm St, Erie PA 16501", suffix="Jr"),
    on_file(6, "Rosa", "Demo", "RR 2 Box 152, Paris TX 75460"),
    on_file(66, "Pedro", "Demo", "RR 2 Box 152, Paris TX 75460", filer_role="secondary", tin=""),
    on_file(7, "Carl", "Citizen", "5 Pine Rd, Reno NV 89501", identity_theft="true"),
    on_file(8, "Omar", "Fiktiv", "60 Lake Dr, Provo UT 84601", impairment="true"),
    on_file(9, "Tia", "Prueba", HOME, filer_role="dependent", tin=""),
    on_file(10, "Eva", "Modelo", "400 Tower St Apt 5B, Chicago IL 60601"),
    *(
        on_file(500 + n, "Nina", f"Nachbar{'abcdefghij'[n]}", f"400 Tower St Apt {n + 1}A, Chicago IL 60601")
        for n in range(10)
    ),
    on_file(11, "Ivo", "Forma", "Urb. Las Flores, 14 Calle 3, Ponce PR 00716"),
    on_file(12, "Kim", "Placeholder", "Calle 5 #123, Tegucigalpa, Honduras"),
]


class Example(NamedTuple):
    number: str
    who: tuple[str, str] = ANA
    tin: str = "900-00-0001"
    address: str = HOME
    change: dict[str, str] = {}
    outcome: str = "disclose"
    rule: str = ""
    letter: dict[str, Any] = {}
    agreement: dict[str, Any] = {}
    officer: dict[str, Any] = {}

    @property
    def id(self) -> str:
        return f"ex-{self.number}"


def returned(number: str, address: str, rules: str = "I2-F02;I2-F03") -> Example:
    return Example(number, address=address, outcome="return", rule=rules)


HISTORY_OFF = {"matching": {"address": "last_known"}}
EXAMPLES = [
    Example("1"),
    Example("2-history-on", address="77 Oak Ave, Dayton OH 45403"),
    Example("2-history-off", address="77 Oak Ave, Dayton OH 45403", agreement=HISTORY_OFF, outcome="no_disclosure", rule="I2-M02"),
    Example("1-history-off", agreement=HISTORY_OFF),
    Example("3", address="1 Nowhere Blvd, Dayton OH 45404", outcome="no_disclosure", rule="I2-M02"),
    returned("4", ""),
    returned("6", "Failed to Provide"),
    returned("9", "Unknown Address 45402"),
    returned("10", "NA NA 45402"),
    returned("12", "00000"),
    returned("14", "Dayton OH 45402"),
    returned("15", "Maple St, Dayton OH 45402", "I2-F03"),
    returned("17", "418 Maple St Apt 3", "I2-F03"),
    returned("18", "418 Maple St Apt 3, Dayton CA 45402", "I2-F03"),
    returned("19", "Example County Jail, Dayton OH 45402", "I2-F03;I2-F04"),
    returned("22", "Homeless, Dayton OH 45402"),
    Example("24", JUAN, "900-00-0002", "P.O. Box 310 Fresno CA 93701"),
    Example("25", ROSA, "900-00-0006", "Rural Route 2, Box 152, Paris TX 75460"),
    Example("27", ("Ivo", "Forma"), "900-00-0011", "Urb Las Flores 14 Calle 3 Ponce PR 00716"),
    Example("28", ("Kim", "Placeholder"), "900-00-0012", "Calle 5 #123, Tegucigalpa, Honduras"),
    Example("30", ("Eva", "Modelo"), "", "400 Tower St Apt 5B, Chicago IL 60601"),
    Example("30-without-the-unit", ("Eva", "Modelo"), "", "400 Tower St, Chicago IL 60601", outcome="no_disclosure", rule="I2-M02"),
    Example("31", ("Luis", "Muestra"), "", "12 Elm St, Erie PA 16501", outcome="no_disclosure", rule="I2-M01"),
    Example("32", ("Luis", "Muestra"), "900-00-0005", "12 Elm St, Erie PA 16501", {"suffix": "Jr"}),
    Example("32-in-the-family-name", ("Luis", "Muestra Jr"), "900-00-0005", "12 Elm St, Erie PA 16501"),
    Example("34", ("Jorge", "Otro"), "900-00-0007", "22 Cedar Ln, Reno NV 89501", outcome="no_disclosure", rule="I2-M05"),
    Example("carl-himself", ("Carl", "Citizen"), "900-00-0007", "5 Pine Rd, Reno NV 89501", outcome="no_disclosure", rule="I2-M05"),
    Example("omar", ("Omar", "Fiktiv"), "900-00-0008", "60 Lake Dr, Provo UT 84601", outcome="no_disclosure", rule="I2-M06"),
    Example("37", ("Tia", "Prueba"), "", HOME, outcome="no_disclosure", rule="I2-M01"),
    Example("38", MEI, "900-00-0003", "9 Birch Court, Boise ID 83702-1144"),
    Example("40", MEI, "900-00-003", "9 Birch Ct, Boise ID 83702", outcome="return", rule="I2-F01b"),
    Example("42", ('=HYPERLINK("x")', "Testa"), "900-00-0003", "9 Birch Ct, Boise ID 83702", outcome="return", rule="I2-F01"),
    Example("43", change={"taxable_periods": ""}, outcome="return", rule="I2-F05"),
    Example("46", change={"statute": "8 USC 1227(a)(1)(B)"}, outcome="refuse", rule="I2-F06"),
    Example("48", change={"statute": "26 USC 7203"}, outcome="refuse", rule="I2-B06;I2-F06"),
    Example("50", change={"final_order_on": "2026-01-21", "reason": "Subject was told to depart and did not; a summons is to be served."}, outcome="return",
            rule="I2-F08"),
    Example("52", change={"reason": "to locate and remove"}, outcome="refuse", rule="I2-F10"),
    Example("55", officer={"employment": "contractor"}, outcome="refuse", rule="I2-F09"),
    Example("57", letter={"sole_use": None}, outcome="return", rule="I2-F10"),
    Example("61", change={"requested_items": "address;employer;phone"}, outcome="refuse", rule="I2-F11"),
    Example("64", outcome="block", rule="I2-B01"),
    Example("66"),
    Example("75", ("Ana", "Lopez"), "900-00-0001", "418 Maple St #3, Dayton OH 45402", {"middle_name": "P."}),
    Example("75-in-the-given-name", ("Ana P.", "Lopez"), "900-00-0001", "418 Maple St #3, Dayton OH 45402"),
]  # fmt: skip


def row(example: Example, ref: str) -> dict[str, str]:
    given, family = example.who
    return dict.fromkeys(PERSON_COLUMNS, "") | {
        "row_ref": ref, "given_name": given, "family_name": family, "tin": example.tin, "address_line": example.address, "taxable_periods": "2023",
        "statute": "8 USC 1253(a)(1)(A)", "matter_id": "M-2025001", "matter_stage": "investigation", "matter_opened_on": "2025-11-03",
        "final_order_on": "2024-01-10", "order_class": "8 USC 1227(a)", "officer_id": "O1", "requested_items": "address",
        "reason": "Subject was served the final order of 2024-01-10, told agents that they would not depart, and did not depart; the address is"
        " needed to serve process in matter M-2025001.",
    } | example.change  # fmt: skip


@pytest.fixture(scope="module")
def custodian(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DATABASE_URL", raising=False)
        world = World(tmp_path_factory.mktemp("examples"))
        for number, example in enumerate(EXAMPLES, 2):
            change = {
                "id": example.id,
                "parties": {"requester": {"name": agency(example), "short": example.id}},
            } | example.agreement
            world.must("agreement", "add", world.write_agreement(change, version=number))
        world.build_records(RECORDS)
        yield world


def agency(example: Example) -> str:
    return f"Example Agency {example.number}"


def send(world: World, example: Example, rows: int = 1) -> str:
    listed = [row(example, f"{example.id}-{n}") for n in range(rows)]
    letter = {
        "agreement": example.id, "signer": {"agency": agency(example)}, "officers": [officer("O1", agency=agency(example), **example.officer)],
    } | example.letter  # fmt: skip
    arguments = world.submission(listed, name=example.id, **letter)
    arguments[1] = example.id
    return str(world.must("submit", *arguments, *world.act("ada"))["package"])


@pytest.mark.parametrize("example", [pytest.param(e, id=e.number) for e in EXAMPLES])
def test_example(custodian: World, example: Example) -> None:
    if example.number == "64":
        order = {
            "id": "MASS", "forum": "D. Mass.", "docket": "1:25-cv-12822", "issued_on": "2026-02-05", "effective_from": "2026-02-05",
            "effective_to": None, "scope": {"agreements": [], "authorities": [], "recipients": [agency(example)], "persons": []}, "text": "Stay.",
        }  # fmt: skip
        path = custodian.dir / "order.json"
        path.write_text(json.dumps(order))
        custodian.must("order", "add", path, *custodian.act("cy"))
    package = send(custodian, example, rows=2 if example.number == "66" else 1)
    custodian.process(package)
    for line in custodian.outcomes(package).values():
        assert line["outcome"] == example.outcome, line
        wanted = set(filter(None, example.rule.split(";")))
        assert (
            (wanted <= set(line["rules"].split(";")))
            if example.outcome == "no_disclosure"
            else (line["rules"] == example.rule)
        )
