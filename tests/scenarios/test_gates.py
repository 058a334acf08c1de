"""Gates (I2-B01 to B07) and what is counted over rows (F04, F08, F09, F13): packages of their own.

A failed gate gives every row its outcome, and what is wrong on the face of a row is listed beside it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from world import SIGNED, World, officer, record, request_row

from muniment.formats import keyfiles, sshsig

TODAY = date.today()
CLEAN, BAD = "clean", "bad"
fresh = count(1, 3)


class Houses:
    """One workspace with an agreement for each state of the gates; every agreement has its own requester, so that none sees another's rows."""

    def __init__(
        self, folder: Path, agreements: Mapping[str, Mapping[str, Any]], records: Sequence[dict[str, str]] = ()
    ) -> None:
        self.world = World(folder)
        for name in ("stranger", "second"):
            self.world.must("keys", "generate", "officer", "--name", name, "--out", self.world.keys)
        for number, (name, change) in enumerate(agreements.items(), 2):
            document = {
                "id": name,
                "parties": {"requester": {"name": f"Agency {name}", "short": name.upper()}},
            } | change
            if "signers" in document:
                document["signers"] = [self.signer(**s) for s in document["signers"]]
            self.world.must("agreement", "add", self.world.write_agreement(document, version=number))
        self.world.build_records(list(records) or [record(1)])
        self.packages = count(1)

    def signer(self, **change: Any) -> dict[str, Any]:
        key = (self.world.keys / f"{change.pop('key', 'req')}.pub").read_text().strip()
        return {
            "name": "Henrietta Head",
            "office": "agency_head",
            "key": key,
            "from": "2025-01-01",
            "to": None,
        } | change

    def submit(self, agreement: str, rows: Sequence[Mapping[str, str]], *, key: str = "req", **letter: Any) -> str:
        agency = f"Agency {agreement}"
        letter.setdefault("officers", [officer(f"O{n}", agency=agency) for n in (1, 2)])
        letter["signer"] = {"agency": agency} | letter.get("signer", {})
        arguments = self.world.submission(
            rows, name=f"g{next(self.packages)}", sign=False, **{"agreement": agreement} | letter
        )
        arguments[1] = agreement
        path, signature = Path(str(arguments[3])), Path(str(arguments[7]))
        private = keyfiles.load_ssh_private(self.world.keys / key)
        signature.write_text(sshsig.sign(path.read_bytes(), private, sshsig.REQUEST_NAMESPACE))
        ran = self.world.run("submit", *arguments, *self.world.act("ada"))
        assert ran.code == 0, (ran.json, ran.err)
        return str(ran.json["package"])

    def outcomes(self, agreement: str, rows: Sequence[Mapping[str, str]], **more: Any) -> dict[str, dict[str, str]]:
        package = self.submit(agreement, rows, **more)
        self.world.process(package)
        return self.world.outcomes(package)


def pair() -> list[dict[str, str]]:
    """A clean row and one without a period: the second shows that facial rules are listed beside a gate."""
    n = next(fresh)
    return [request_row(n, row_ref=CLEAN), request_row(n + 1, row_ref=BAD, taxable_periods="")]


def days(n: int) -> str:
    return (TODAY + timedelta(days=n)).isoformat()


def safe(findings: int | None, plan: str | None = None) -> dict[str, Any]:
    return {"safeguards": {"last_review_on": "2026-01-15", "open_findings": findings, "corrective_plan_on": plan}}


AGREEMENTS: dict[str, dict[str, Any]] = {
    "good": {},
    "expired": {"effective": {"from": "2025-04-07", "to": days(-1)}},
    "last-day": {"effective": {"from": "2025-04-07", "to": days(0)}},
    "expired-before": {"effective": {"from": "2025-04-07", "to": "2026-03-01"}},
    "not-yet": {"effective": {"from": days(1), "to": None}},
    "after-signing": {"effective": {"from": "2026-03-03", "to": None}},
    "from-signing": {"effective": {"from": "2026-03-02", "to": None}},
    "findings": safe(1),
    "findings-plan": safe(3, "2026-01-20"),
    "no-findings": safe(0),
    "component": {"signers": [{"office": "component_head"}]},
    "component-head-else": {"signers": [{}, {"key": "second", "name": "Carla Component", "office": "component_head"}]},
    "inspector": {"signers": [{"office": "inspector_general"}]},
    "attorney": {"signers": [{"office": "us_attorney"}]},
    "other-office": {"signers": [{"office": "other"}]},
    "signer-over": {"signers": [{"to": "2026-03-01"}]},
    "signer-later": {"signers": [{"from": "2026-03-03"}]},
    "signer-that-day": {"signers": [{"from": "2026-03-02", "to": "2026-03-02"}]},
    "two-terms": {"signers": [{"office": "component_head", "to": "2025-12-31"}, {"from": "2026-01-01"}]},
    "three-rows": {"limits": {"max_rows": 3}},
    "five-each": {"limits": {"max_rows_per_officer": 5}},
    "limits": {},
    "limits-address": {},
    "two-reasons": {"limits": {"identical_reason_rows": 2, "shared_address_rows": 2}},
}  # fmt: skip


@pytest.fixture(scope="module")
def houses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Houses]:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("DATABASE_URL", "MUNIMENT_WORKSPACE", "MUNIMENT_OFFICER", "MUNIMENT_OFFICER_KEY"):
            patch.delenv(name, raising=False)
        yield Houses(tmp_path_factory.mktemp("gates"), AGREEMENTS, [record(n) for n in range(1, 200)])


class Gate(NamedTuple):
    name: str
    agreement: str
    outcome: str
    rule: str = ""
    letter: dict[str, Any] = {}
    key: str = "req"


GATES = [
    Gate("nothing", "good", "disclose"),
    Gate("agreement expired since", "expired", "block", "I2-B02"),
    Gate("agreement on its last day", "last-day", "disclose"),
    Gate("agreement expired before the letter", "expired-before", "block", "I2-B02"),
    Gate("agreement not yet in force", "not-yet", "block", "I2-B02"),
    Gate("agreement in force only after the letter", "after-signing", "block", "I2-B02"),
    Gate("agreement in force from the letter's day", "from-signing", "disclose"),
    Gate("authority not covered", "good", "block", "I2-B02", {"authority": "us/usc26/6103-i-1"}),
    Gate("authority nobody knows", "good", "block", "I2-B02", {"authority": "somewhere/else"}),
    Gate("open findings without a plan", "findings", "block", "I2-B03"),
    Gate("open findings with a plan", "findings-plan", "disclose"),
    Gate("no open findings", "no-findings", "disclose"),
    Gate("signed with a key that nobody registered", "good", "refuse", "I2-B05", key="stranger"),
    Gate("another name", "good", "refuse", "I2-B05", {"signer": {"name": "Harold Head"}}),
    Gate("no name", "good", "refuse", "I2-B05", {"signer": {"name": ""}}),
    Gate("another office", "good", "refuse", "I2-B05", {"signer": {"office": "inspector_general"}}),
    Gate("says component head, registered as head", "good", "refuse", "I2-B05", {"signer": {"office": "component_head"}}),
    Gate("an office in no list", "other-office", "refuse", "I2-B05", {"signer": {"office": "other"}}),
    Gate("says head, registered as another", "other-office", "refuse", "I2-B05"),
    Gate("an office nobody has heard of", "good", "refuse", "I2-B05", {"signer": {"office": "secretary"}}),
    Gate("signed for another", "good", "refuse", "I2-B05", {"signer": {"signed_for": "The Director"}}),
    Gate("acting", "good", "disclose", "", {"signer": {"acting": True}}),
    Gate("a registered component head", "component", "hold", "I2-B05", {"signer": {"office": "component_head"}}),
    Gate("an acting component head", "component", "hold", "I2-B05", {"signer": {"office": "component_head", "acting": True}}),
    Gate("the component head's key with the head's name", "component-head-else", "refuse", "I2-B05", key="second"),
    Gate("the component head's own", "component-head-else", "hold", "I2-B05", {"signer": {"name": "Carla Component", "office": "component_head"}}, "second"),
    Gate("inspector general", "inspector", "disclose", "", {"signer": {"office": "inspector_general"}}),
    Gate("United States attorney", "attorney", "disclose", "", {"signer": {"office": "us_attorney"}}),
    Gate("registration over", "signer-over", "refuse", "I2-B05"),
    Gate("registered later", "signer-later", "refuse", "I2-B05"),
    Gate("registered that day", "signer-that-day", "disclose"),
    Gate("promoted since", "two-terms", "disclose"),
    Gate("sole use not stated", "good", "return", "I2-F10", {"sole_use": None}),
    Gate("use not sole", "good", "refuse", "I2-F10", {"sole_use": False}),
    Gate("no use statement", "good", "return", "I2-F10", {"use_statement": ""}),
    Gate("a use statement that says nothing", "good", "return", "I2-F10", {"use_statement": "n/a"}),
    Gate("no systems of storage", "good", "return", "I2-F10", {"systems_of_storage": []}),
    Gate("a nameless system of storage", "good", "return", "I2-F10", {"systems_of_storage": [" "]}),
    Gate("the letter's purpose is civil", "good", "refuse", "I2-F10", {"statement": "The addresses are needed to locate and remove the subjects."}),
    Gate("the use is civil", "good", "refuse", "I2-F10", {"use_statement": "For civil immigration enforcement."}),
    Gate("the use is mixed", "good", "refuse", "I2-F10", {"use_statement": "For criminal investigation and for removal proceedings."}),
    Gate("the letter denies a civil purpose", "good", "disclose", "", {"use_statement": "Solely for criminal proceedings, not for civil removal purposes."}),
    Gate("the letter speaks of fugitives", "good", "refuse", "I2-F12",
         {"statement": "Each person named is a fugitive with an outstanding federal arrest warrant."}),
]  # fmt: skip


@pytest.mark.parametrize("gate", [pytest.param(g, id=g.name) for g in GATES])
def test_a_gate_decides_every_row(houses: Houses, gate: Gate) -> None:
    got = houses.outcomes(
        gate.agreement,
        pair(),
        key=gate.key,
        **{k: dict(v) if isinstance(v, dict) else v for k, v in gate.letter.items()},
    )
    clean, bad = got[CLEAN], got[BAD]
    assert (clean["outcome"], clean["rules"]) == (gate.outcome, gate.rule)
    worse = {"block": "block", "refuse": "refuse"}.get(gate.outcome, "return")
    assert (bad["outcome"], bad["rules"].split(";")) == (
        worse,
        [r for r in (gate.rule, "I2-F05") if r] if gate.rule < "I2-F05" else ["I2-F05", gate.rule],
    )


@pytest.mark.parametrize(
    ("agreement", "letter", "flag"),
    [("good", {"signer": {"acting": True}}, "acting_signer"), ("findings-plan", {}, "open_findings_with_plan")],
)
def test_what_is_met_but_flagged_is_told_to_officers(
    houses: Houses, agreement: str, letter: dict[str, Any], flag: str
) -> None:
    package = houses.submit(agreement, pair(), **letter)
    assert houses.world.must("assess", package, *houses.world.act("ada"))["flags"] == {flag: 2}


def test_a_letter_without_officers_returns_every_row(houses: Houses) -> None:
    got = houses.outcomes("good", pair(), officers=[])
    assert (got[CLEAN]["outcome"], got[CLEAN]["rules"]) == ("return", "I2-F09")


def test_a_letter_without_sole_use_at_all_is_returned(houses: Houses) -> None:
    """The key is absent, not null."""
    rows = pair()
    arguments = houses.world.submission(rows, name="absent", sign=False, agreement="good")
    path = Path(str(arguments[3]))
    document = json.loads(path.read_text())
    del document["sole_use"], document["use_statement"], document["systems_of_storage"]
    document["signer"]["agency"] = "Agency good"
    path.write_text(json.dumps(document))
    Path(str(arguments[7])).write_text(
        sshsig.sign(path.read_bytes(), keyfiles.load_ssh_private(houses.world.keys / "req"), sshsig.REQUEST_NAMESPACE)
    )
    arguments[1] = "good"
    package = str(houses.world.must("submit", *arguments, *houses.world.act("ada"))["package"])
    houses.world.process(package)
    assert "I2-F10" in houses.world.outcomes(package)[CLEAN]["rules"]


# ------------------------------------------------------------------------------------------------------ what is counted


def row_of(number: int, **change: str) -> dict[str, str]:
    """A row whose reason is its own."""
    return request_row(number, **{"officer_id": "O1"} | change)


def assert_counted(got: Mapping[str, Mapping[str, str]], rules: str) -> None:
    """All rows but `own` hold with `rules`; without, nothing held them, and as nobody is on file they are not disclosed."""
    for ref, line in got.items():
        if ref != "own":
            assert line["outcome"] == ("hold" if rules else "no_disclosure")
            assert line["rules"] == rules if rules else "I2-M01" in line["rules"]
    assert got["own"]["outcome"] == "disclose"


def test_over_the_limit_of_rows_every_row_holds(houses: Houses) -> None:
    got = houses.outcomes("three-rows", [row_of(n) for n in range(1000, 1004)])
    assert {(o["outcome"], o["rules"], o["outward_code"]) for o in got.values()} == {("hold", "I2-B07", "PENDING")}


def test_at_the_limit_of_rows_none_holds(houses: Houses) -> None:
    got = houses.outcomes("three-rows", [row_of(n) for n in range(1, 4)])
    assert {o["rules"] for o in got.values()} == {""}


def test_an_officers_rows_over_the_limit_hold_and_nobody_elses(houses: Houses) -> None:
    officers = [officer(f"O{n}", agency="Agency five-each", open_matters=3) for n in (1, 2)]
    rows = [*(row_of(n) for n in range(100, 106)), *(row_of(n, officer_id="O2") for n in range(110, 115))]
    got = list(houses.outcomes("five-each", rows, officers=officers).values())
    assert {(o["outcome"], o["rules"]) for o in got[:6]} == {("hold", "I2-B07;I2-F09")}
    assert {o["rules"] for o in got[6:]} == {""}


@pytest.mark.parametrize(("rows", "holds"), [(50, False), (51, True)])
def test_one_reason_word_for_word_on_more_than_fifty_rows(houses: Houses, rows: int, holds: bool) -> None:
    same = "Subject did not depart although ordered to; a summons is to be served."
    listed = [row_of(2000 + 100 * holds + n, reason=same if n % 2 else f"  {same.upper()} ") for n in range(rows)]
    got = houses.outcomes("limits", [*listed, row_of(1, row_ref="own")])
    assert_counted(got, "I2-B07;I2-F08" if holds else "")


@pytest.mark.parametrize(("rows", "holds"), [(25, False), (26, True)])
def test_one_address_on_more_than_twenty_five_rows(houses: Houses, rows: int, holds: bool) -> None:
    spellings = ("700 Shared St Apt 9", "700 Shared Street #9", "700 SHARED ST APARTMENT 9")
    place = {"city": "Dayton", "state": "OH", "postal_code": "45402"}
    listed = [row_of(2500 + 100 * holds + n, address_line=spellings[n % 3], **place) for n in range(rows)]
    got = houses.outcomes("limits-address", [*listed, row_of(2 + holds, row_ref="own")])
    assert_counted(got, "I2-B07;I2-F04" if holds else "")


def test_a_return_on_a_held_row_is_listed_with_the_hold(houses: Houses) -> None:
    same = "Subject did not depart although ordered to; a summons is to be served."
    got = houses.outcomes(
        "two-reasons", [row_of(n, reason=same, taxable_periods="" if n == 60 else "2023") for n in (60, 61, 62)]
    )
    assert (got["r0060"]["outcome"], got["r0060"]["rules"]) == ("return", "I2-B07;I2-F05;I2-F08")
    assert got["r0061"]["outcome"] == "hold"


# -------------------------------------------------------------------------------------------------------------- probing


PROBING = {f"probe-{n}": {} for n in range(1, 4)} | {"probe-else": {}}


@pytest.fixture(scope="module")
def probed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Houses]:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DATABASE_URL", raising=False)
        yield Houses(tmp_path_factory.mktemp("probing"), PROBING, [record(n) for n in range(1, 200)])


def test_one_person_with_two_addresses_in_one_package(probed: Houses) -> None:
    rows = [
        row_of(1, row_ref="a"), row_of(1, row_ref="b", address_line="9 Another St"), row_of(2, row_ref="other"),
        row_of(3, row_ref="same-1"), row_of(3, row_ref="same-2"), row_of(4, row_ref="form-1", address_line="153 Pine Road"),
        row_of(4, row_ref="form-2", address_line="153 PINE RD"),
        row_of(5, row_ref="typo-1"), row_of(5, row_ref="typo-2", given_name="Carll", address_line="9 Another St", date_of_birth=""),
        row_of(6, row_ref="birth-1", tin=""), row_of(6, row_ref="birth-2", tin="", address_line="9 Another St"),
        row_of(7, row_ref="blank-1"), row_of(7, row_ref="blank-2", address_line="", city="", state="", postal_code=""),
        row_of(8, row_ref="name-1", tin="", date_of_birth=""), row_of(8, row_ref="name-2", tin="", date_of_birth="", address_line="9 Another St"),
    ]  # fmt: skip
    got = probed.outcomes("probe-1", rows)
    fired = {ref for ref, o in got.items() if "I2-F13" in o["rules"].split(";")}
    assert fired == {"a", "b", "typo-1", "typo-2", "birth-1", "birth-2"}
    assert {got[ref]["outcome"] for ref in fired} == {"hold"}
    assert got["same-1"]["outcome"] == got["same-2"]["outcome"] == "disclose"


def test_one_person_with_another_address_in_a_later_package(probed: Houses) -> None:
    first = probed.submit("probe-2", [row_of(11), row_of(12)])
    probed.world.process(first)
    before = probed.world.outcomes(first)
    got = probed.outcomes("probe-2", [row_of(11, address_line="9 Another St"), row_of(12), row_of(13)])
    assert [o["rules"] for o in got.values()] == ["I2-F13", "", ""]
    probed.world.process(first)
    assert probed.world.outcomes(first) == before
    assert {o["outcome"] for o in before.values()} == {"disclose"}


def test_a_returned_row_counts_as_asked(probed: Houses) -> None:
    probed.outcomes("probe-3", [row_of(21, taxable_periods="")])
    got = probed.outcomes("probe-3", [row_of(21, address_line="9 Another St")])
    assert got["r0021"]["rules"] == "I2-F13"


def test_what_another_requester_asked_is_not_shown(probed: Houses) -> None:
    got = probed.outcomes("probe-else", [row_of(21, address_line="8 Another St"), row_of(11)])
    assert "I2-F13" not in got["r0021"]["rules"]
    assert got["r0011"]["outcome"] == "disclose"


# --------------------------------------------------------------------------------------------------------------- orders


def add_order(world: World, name: str, start: str = "2026-02-05", end: str | None = None, **scope: list[Any]) -> None:
    document = {
        "id": name, "forum": "Example court", "docket": "1:26-cv-1", "issued_on": "2026-02-05", "effective_from": start, "effective_to": end,
        "scope": {"agreements": [], "authorities": [], "recipients": [], "persons": []} | scope, "text": "Stay.",
    }  # fmt: skip
    path = world.dir / f"{name}.json"
    path.write_text(json.dumps(document))
    world.must("order", "add", path, *world.act("cy"))


def lift(world: World, name: str) -> None:
    world.must("order", "lift", name, *world.act("lex"), "--second", "ben", "--second-key", world.keys / "ben")


NOT_OURS: dict[str, dict[str, Any]] = {
    "over": {"end": days(-1)},
    "to-come": {"start": days(1)},
    "other-agreement": {"agreements": ["elsewhere"]},
    "other-authority": {"authorities": ["us/usc26/6103-i-5"]},
    "other-recipient": {"recipients": ["R9"]},
    "other-person": {"persons": [{"tin": "900-00-9999"}]},
    "our-person-elsewhere": {"agreements": ["elsewhere"], "persons": [{"tin": "900-00-1001"}]},
    "our-person-not-this-recipient": {"recipients": ["R2"], "persons": [{"tin": "900-00-1001"}]},
}
OURS: dict[str, dict[str, Any]] = {
    "all": {},
    "last-day": {"end": days(0)},
    "first-day": {"start": days(0)},
    "agreement": {"agreements": ["example-2026"]},
    "authority": {"authorities": ["us/usc26/6103-i-2"]},
    "both": {"agreements": ["other", "example-2026"], "authorities": ["us/usc26/6103-i-2"]},
    "requester": {"recipients": ["Example Enforcement Agency"]},
}


@pytest.fixture(scope="module")
def ordered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, str]]:
    """Rows 1 to 6 for O1, 7 for O2, all clean but the sixth."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DATABASE_URL", raising=False)
        world = World(tmp_path_factory.mktemp("orders"))
        world.build_records([record(n) for n in range(1, 8)])
        rows = [row_of(n, taxable_periods="" if n == 6 else "2023") for n in range(1, 7)]
        yield world, world.submit([*rows, row_of(7, officer_id="O2")])


def blocked(world: World, package: str) -> set[str]:
    world.process(package)
    got = world.outcomes(package)
    found = {ref for ref, o in got.items() if o["outcome"] == "block"}
    assert all(("I2-B01" in o["rules"].split(";")) == (ref in found) for ref, o in got.items())
    assert {got[ref]["outward_code"] for ref in found} <= {"NOT_DISCLOSED"}
    assert "I2-F05" in got["r0006"]["rules"]
    return found


EVERYBODY = {f"r{n:04d}" for n in range(1, 8)}


def test_orders_that_do_not_reach_us_stop_nothing(ordered: tuple[World, str]) -> None:
    world, package = ordered
    for name, order in NOT_OURS.items():
        add_order(world, name, **order)
    assert blocked(world, package) == set()


@pytest.mark.parametrize("name", OURS)
def test_an_order_that_reaches_the_package_stops_every_row_until_it_is_lifted(
    ordered: tuple[World, str], name: str
) -> None:
    world, package = ordered
    add_order(world, f"ours-{name}", **OURS[name])
    assert blocked(world, package) == EVERYBODY
    lift(world, f"ours-{name}")
    assert blocked(world, package) == set()


@pytest.mark.parametrize("named", ["R2", "Agent Example 2", "O2"])
def test_an_order_on_a_recipient_stops_the_rows_of_its_officer(ordered: tuple[World, str], named: str) -> None:
    world, package = ordered
    add_order(world, f"recipient-{named}", recipients=[named])
    assert blocked(world, package) == {"r0007"}
    lift(world, f"recipient-{named}")


def test_an_order_on_persons_stops_only_their_rows(ordered: tuple[World, str]) -> None:
    world, package = ordered
    one, two, four = (row_of(n) for n in (1, 2, 4))
    add_order(
        world, "persons",
        persons=[
            {"tin": one["tin"]}, {"given_name": two["given_name"].upper(), "family_name": two["family_name"]}, "r0003",
            four["tin"].replace("-", ""), f"{request_row(5)['given_name']} {request_row(5)['family_name']}",
        ],
    )  # fmt: skip
    assert blocked(world, package) == {"r0001", "r0002", "r0003", "r0004", "r0005"}
    lift(world, "persons")
    assert blocked(world, package) == set()


def test_the_day_of_signing_is_not_the_day_of_the_stage(ordered: tuple[World, str]) -> None:
    """An order that began and ended around the letter's date is over; one that began after it counts."""
    world, package = ordered
    add_order(
        world, "around", start=(SIGNED - timedelta(days=1)).isoformat(), end=(SIGNED + timedelta(days=1)).isoformat()
    )
    assert blocked(world, package) == set()
    add_order(world, "since", start=(SIGNED + timedelta(days=1)).isoformat())
    assert blocked(world, package) == EVERYBODY
    lift(world, "since")
