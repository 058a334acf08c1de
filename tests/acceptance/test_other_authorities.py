"""Other authorities, from letter to opened answer, with nothing but another pack, agreement and letter."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from world import World, officer, record, request_row, run

EXAMPLE = Path(__file__).parents[2] / "examples" / "hospital" / "run.py"
IDENTITY = ("address", "name", "taxpayer_identifying_number")
COURT = {
    "court": "Example District Court", "judge": "magistrate_judge", "docket": "1:26-mc-0001",
    "granted_on": "2026-02-20", "authorised_by": "us_attorney",
}  # fmt: skip


@dataclass(frozen=True)
class Authority:
    """What differs from one authority to the next. `held`: the rule that waits for counsel on a clean row."""

    office: str
    fields: tuple[str, ...]
    asked: str
    gives: tuple[str, ...]
    letter: dict[str, Any] = field(default_factory=dict)
    row: dict[str, str] = field(default_factory=dict)
    employment: str = "federal_employee"
    held: str = ""


PLACE = ("address_line", "city", "state", "postal_code", "country")
AUTHORITIES = {
    "us/usc26/6103-i-1": Authority(
        "us_attorney", IDENTITY, "address;tin", (*PLACE, "tin"), held="I1-B09",
        letter={"court_order": {**COURT, "items": list(IDENTITY), "periods": [2023], "findings": [
            "specific_criminal_act", "relevance", "exclusive_use", "not_obtainable_elsewhere"]}},
        row={"statute": "18 USC 1343", "final_order_on": "", "order_class": "",
             "reason": "The address is needed to serve a subpoena in the matter of the wire fraud charged."},
    ),
    "us/usc26/6103-i-5": Authority(
        "us_attorney", ("address",), "address", PLACE, held="I5-B09",
        letter={"court_order": {**COURT, "items": ["address"], "findings": [
            "federal_felony_warrant", "exclusively_to_locate", "relevance"]}},
        row={"sought_as": "fugitive", "reason": "The warrant of 5 January is out; the person did not appear."},
    ),
    "us/usc26/6103-i-3-b": Authority(
        "law_enforcement_official", ("address",), "address", PLACE, held="I3B-F06", employment="state_or_local",
        letter={"attestations": ["imminent_danger"]},
        row={"reason": "The person has told a neighbour that they will take their own life tonight."},
    ),
    "us/usc26/6103-i-7-a": Authority(
        "delegate", IDENTITY, "name;address", (*PLACE, "given_name", "family_name"),
        letter={"attestations": ["terrorist_incident_threat_or_activity"]},
        row={"reason": "Rented the storage room in which the device was found."},
    ),
    "us/usc26/6103-m-2": Authority(
        "claims_officer", ("address",), "mailing address", PLACE, employment="contractor",
        letter={"attestations": ["federal_claim", "contractor_safeguards"]}, row={"address_line": "", "city": "", "state": "", "postal_code": ""},
    ),
    "us/usc5/552a-b-7": Authority(
        "agency_head", ("address", "date of birth"), "date_of_birth", ("date_of_birth",),
        row={"statute": "18 USC 1343", "reason": "The birth date is needed to tell two suspects of one name apart."},
    ),
    "us/cfr45/164-512-f-2": Authority(
        "law_enforcement_official", ("address", "date_of_birth"), "address;date_of_birth", (*PLACE, "date_of_birth"),
        employment="state_or_local", letter={"attestations": ["minimum_necessary"]},
        row={"sought_as": "material_witness", "reason": "Saw the robbery of 3 January and has moved since."},
    ),
}  # fmt: skip


def profile_of(pack: str) -> str:
    return f"us/{pack.rsplit('/', 1)[1]}-2026"


def agreement(authority: str, what: Authority) -> dict[str, Any]:
    return {
        "authority": authority, "profile": profile_of(authority), "fields": list(what.fields),
        "matching": {"address": "any_on_file", "last_known": "any"},
    }  # fmt: skip


@pytest.mark.parametrize("authority", AUTHORITIES)
def test_a_clean_row_and_one_that_asks_for_too_much(
    authority: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    what = AUTHORITIES[authority]
    w = World(tmp_path)
    signer = {"name": "Henrietta Head", "office": what.office, "key": (w.keys / "req.pub").read_text().strip(),
              "from": "2025-01-01", "to": None}  # fmt: skip
    changed = w.write_agreement({**agreement(authority, what), "signers": [signer]}, version=2)
    w.must("agreement", "add", changed)
    w.build_records([record(n) for n in range(3)])
    rows = [request_row(0, **{**what.row, "requested_items": what.asked}),
            request_row(1, **{**what.row, "requested_items": f"{what.asked};wages"})]  # fmt: skip
    package = w.submit(
        rows, authority=authority, signer={"office": what.office}, **what.letter,
        officers=[officer(f"O{n}", employment=what.employment) for n in (1, 2)],
    )  # fmt: skip
    w.process(package)
    told = w.must("tripwires", package, *w.act("ben"))["tripwires"]  # under any pack, whatever elements it has
    assert not any(wire["rows"] or wire["held"] for wire in told)
    if what.held:
        assert {line["outcome"] for line in w.outcomes(package).values()} == {"hold", "refuse"}
        held = {("1", f"hold:{what.held}"): "confirm"}
        assert w.decide(package, held, officer="ben").json["left_for_role"]  # a reviewer cannot decide it
        assert w.decide(package, held, officer="lex").json["decided"] == 1
        w.process(package)
    answers = w.all_the_way(package)
    clean, greedy = answers["r0000"], answers["r0001"]
    assert (clean["code"], greedy["code"]) == ("DISCLOSED", "REFUSED")
    given = {c: v for c, v in clean.items() if v and c not in ("row_ref", "code", "rules")}
    own = record(0)
    assert given == {c: own[c] for c in what.gives if own[c]}
    assert not [v for c, v in greedy.items() if v and c not in ("row_ref", "code", "rules")]
    assert "F11" in greedy["rules"]


def test_an_index_built_before_the_agreement_is_told(world: World) -> None:
    w = world
    w.build_records([record(0)])
    what = AUTHORITIES["us/cfr45/164-512-f-2"]
    signer = {"name": "Henrietta Head", "office": what.office, "key": (w.keys / "req.pub").read_text().strip(),
              "from": "2025-01-01", "to": None}  # fmt: skip
    authority = "us/cfr45/164-512-f-2"
    w.must("agreement", "add", w.write_agreement({**agreement(authority, what), "signers": [signer]}, version=2))
    package = w.submit(
        [request_row(0, **{**what.row, "requested_items": what.asked})], authority=authority,
        signer={"office": what.office}, officers=[officer("O1", employment=what.employment)], **what.letter,
    )  # fmt: skip
    refused = w.run("process", package, *w.act("ada"))
    assert (refused.code, refused.error) == (1, "MUN-LINKAGE-031")
    w.build_records([record(0)], "again.csv")
    answer = w.all_the_way(package)["r0000"]
    assert (answer["code"], answer["date_of_birth"]) == ("DISCLOSED", record(0)["date_of_birth"])


def hospital() -> ModuleType:
    spec = importlib.util.spec_from_file_location("hospital_example", EXAMPLE)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_hospital_of_the_examples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its own records, columns, agreement, recipient and closed list; the same program."""
    for name in ("DATABASE_URL", "MUNIMENT_OFFICER", "MUNIMENT_OFFICER_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MUNIMENT_WORKSPACE", str(tmp_path / "workspace"))
    example = hospital()

    def muniment(*words: object) -> dict[str, Any]:
        ran = run(*words)
        assert ran.code == 0, (words[:2], ran.json or ran.out, ran.err)
        return ran.json

    monkeypatch.setattr(example, "muniment", muniment)
    answers = example.run(tmp_path)
    codes = {ref: (row["code"], row["rules"]) for ref, row in answers.items()}
    assert codes == {
        "h01": ("DISCLOSED", ""), "h02": ("DISCLOSED", ""), "h03": ("DISCLOSED", ""), "h04": ("DISCLOSED", ""),
        "h05": ("REFUSED", "HF2-F11;HF2-F11b"), "h06": ("REFUSED", "HF2-F11"), "h07": ("REFUSED", "HF2-F11"),
        "h08": ("REFUSED", "HF2-F06;HF2-F12"), "h09": ("NOT_DISCLOSED", ""), "h10": ("NOT_DISCLOSED", ""),
        "h11": ("NOT_DISCLOSED", ""), "h12": ("RETURNED", "HF2-F02"), "h13": ("DISCLOSED", ""),
    }  # fmt: skip
    given = {r: {c: v for c, v in row.items() if v and c not in ("row_ref", "code")} for r, row in answers.items()}
    assert given["h01"] == {
        "given_name": "Ana", "middle_name": "Maria", "family_name": "Prueba", "date_of_birth": "1980-02-29",
        "address_line": "418 Maple St Apt 3", "city": "Dayton", "state": "OH", "postal_code": "45402",
    }  # fmt: skip
    assert set(given["h02"]) == {"address_line", "city", "state", "postal_code"}
    assert (given["h03"]["place_of_birth"], given["h03"]["tin"]) == ("Fresno, CA", "900-00-2002")
    assert given["h04"] == {"given_name": "Luis", "family_name": "Muestra", "deceased_on": "2025-02-27"}
    assert given["h13"]["date_of_birth"] == "1969-04-23"  # the other chart's birth date is none
    assert "place_of_birth" not in given["h13"]  # two charts, two places: neither is given
    assert list(answers["h01"])[:8] == [
        "row_ref", "code", "rules", "address_line", "city", "state", "postal_code", "country",
    ]  # fmt: skip
