"""Who may do what: roles, keys, and three different people for one package whatever roles they hold (invariant 9)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from world import World, record, request_row

ALL_ROLES = "intake,assessor,reviewer,approver,sender,counsel,privacy,criminal_investigation,auditor"
NEEDS = {
    "submit": {"intake"},
    "assess": {"assessor"},
    "link": {"assessor"},
    "determine": {"assessor"},
    "process": {"assessor"},
    "matches": {"assessor"},
    "review": {"reviewer", "counsel", "privacy"},
    "approve": {"approver"},
    "release": {"sender"},
    "order add": set(ALL_ROLES.split(",")),
}
"""CONTRACT.md, Stages. Review: a hold of the law may be counsel's or the privacy officer's to decide."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One world with a determined package, and one officer for each role, named after it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DATABASE_URL", raising=False)
        world = World(tmp_path_factory.mktemp("roles"))
        for role in ALL_ROLES.split(","):
            engage(world, f"only-{role}", role)
        world.build_records([record(0)])
        world.process(world.submit([request_row(0)]))
        yield world


def engage(w: World, name: str, roles: str) -> None:
    w.must("keys", "generate", "officer", "--name", name, "--out", w.keys)
    signed = [*w.act("ada"), "--second", "lex", "--second-key", w.keys / "lex"]
    file = w.keys / f"{name}.pub"
    acting = signed if packages() else []
    w.must("officers", "add", name, "--roles", roles, "--key", file, *acting)


def packages() -> int:
    from muniment.store.models import Package

    return Package.objects.count()


def order_file(w: World) -> Path:
    file = w.dir / "future-order.yaml"
    file.write_text(
        "id: O-2199\nforum: Example court\nissued_on: 2026-01-01\neffective_from: 2199-01-01\n"
        "effective_to: null\nscope: {agreements: [none-of-ours]}\ntext: None.\n"
    )
    return file


def commands(w: World) -> dict[str, list[object]]:
    package = "PKG-000001"
    return {
        "submit": ["submit", *w.submission([request_row(0)])],
        **{name: [name, package] for name in ("assess", "link", "determine", "process", "review", "approve")},
        "matches": ["matches", package, "--out", w.dir / "matches.csv"],
        "release": ["release", package, "--out", w.dir / "out"],
        "order add": ["order", "add", order_file(w)],
    }


@pytest.mark.parametrize("name", NEEDS)
def test_each_command_needs_its_role(house: World, name: str) -> None:
    command = commands(house)[name]
    for role in ALL_ROLES.split(","):
        ran = house.run(*command, *house.act(f"only-{role}"))
        if role in NEEDS[name]:
            assert ran.error != "MUN-OFFICER-003", role
        else:
            assert (ran.code, ran.error) == (1, "MUN-OFFICER-003"), role
        assert "Traceback" not in ran.err


@pytest.mark.parametrize("name", NEEDS)
def test_each_command_needs_an_officer_with_the_officers_own_key(house: World, name: str) -> None:
    command = commands(house)[name]
    assert house.run(*command).code == 2
    assert house.run(*command, "--officer", "ada").code == 2
    assert house.run(*command, "--officer", "nobody", "--key", house.keys / "ada").code == 1
    role = sorted(NEEDS[name])[0]
    assert house.run(*command, "--officer", f"only-{role}", "--key", house.keys / "dee").code == 4
    assert house.run(*command, "--officer", f"only-{role}", "--key", house.keys / "no-such-file").code == 2
    assert house.run(*command, "--officer", f"only-{role}", "--key", house.keys / "dee.pub").code == 3


def test_what_needs_no_officer(house: World) -> None:
    out = house.dir / "outcomes.parquet"
    for command in (
        ["outcomes", "PKG-000001", "--out", out],
        ["package", "check", *house.submission([request_row(3)], name="check")],
        ["officers", "list"], ["agreement", "list"], ["agreement", "show", "example-2026"], ["order", "list"],
        ["law", "list"], ["ledger", "vkey"], ["ledger", "verify"], ["doctor"],
    ):  # fmt: skip
        house.must(*command)
    from muniment.store.models import LogRun

    viewed = LogRun.objects.filter(kind="outcomes_exported").last()
    assert viewed is not None and b'"operator"' in bytes(viewed.record)


def test_the_environment_names_the_officer_too(house: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUNIMENT_OFFICER", "ada")
    assert house.run("process", "PKG-000001").code == 2
    monkeypatch.setenv("MUNIMENT_OFFICER_KEY", str(house.keys / "ada"))
    assert house.run("process", "PKG-000001").code == 0


# --- three people, whatever roles they hold


def ready(w: World, assessor: str = "ada", reviewer: str = "ben") -> str:
    """A package with nothing left open, assessed and reviewed by the named."""
    w.build_records([record(0)])
    package = w.submit([request_row(0)])
    w.must("process", package, *w.act(assessor))
    assert w.decide(package, "confirm", reviewer).code == 0
    return package


def test_whoever_took_part_does_not_approve_or_send(world: World) -> None:
    w = world
    for name in ("ivy", "amy", "rob", "max"):
        engage(w, name, ALL_ROLES)
    w.build_records([record(0)])
    package = w.must("submit", *w.submission([request_row(0)]), *w.act("ivy"))["package"]
    w.must("process", package, *w.act("amy"))
    w.decide(package, "confirm", "rob")
    for name in ("ivy", "amy", "rob"):
        assert w.run("approve", package, *w.act(name)).error == "MUN-APPROVE-003"
    w.must("approve", package, *w.act("max"))
    for name in ("ivy", "amy", "rob", "max"):
        ran = w.run("release", package, "--out", w.dir / "out", *w.act(name))
        assert (ran.code, ran.error) == (1, "MUN-RELEASE-003")
    w.must("release", package, "--out", w.dir / "out", *w.act("dee"))


def test_an_earlier_assessor_stays_one(world: World) -> None:
    """Somebody who assessed the package once does not approve it after others assessed it again."""
    w = world
    for name in ("amy", "max"):
        engage(w, name, ALL_ROLES)
    w.build_records([record(0)])
    package = w.submit([request_row(0)])
    w.must("process", package, *w.act("amy"))
    w.build_records([record(0), record(1)], "more.csv")
    w.must("process", package, *w.act("ada"))  # another index: linked and determined anew
    w.decide(package, "confirm")
    assert w.run("approve", package, *w.act("amy")).error == "MUN-APPROVE-003"


def test_approver_and_sender_stay_apart_over_supplementary_releases(world: World) -> None:
    w = world
    for name in ("max", "eve"):
        engage(w, name, ALL_ROLES)
    w.build_records([record(0)])
    held = request_row(1, address_line="c/o Ana Demo, 114 Oak Ave")
    package = w.submit([request_row(0), held])
    w.process(package)
    w.decide(package, {(i["row"], i["item"]): "confirm" for i in w.open_items(package) if i["kind"] != "hold"})
    w.must("approve", package, *w.act("max"))
    w.must("release", package, "--out", w.dir / "one", *w.act("eve"))
    w.decide(package, "confirm")
    w.process(package)
    assert w.run("approve", package, *w.act("eve")).error == "MUN-APPROVE-003"
    w.must("approve", package, *w.act("cy"))
    assert w.run("release", package, "--out", w.dir / "two", *w.act("max")).error == "MUN-RELEASE-003"
    w.must("release", package, "--out", w.dir / "two", *w.act("dee"))


def test_who_approved_or_sent_a_package_prepares_it_no_more(world: World) -> None:
    w = world
    for name in ("max", "eve"):
        engage(w, name, ALL_ROLES)
    package = ready(w)
    w.must("approve", package, *w.act("max"))
    w.build_records([record(0), record(1)], "more.csv")
    for name in ("link", "process"):
        assert w.run(name, package, *w.act("max")).error == "MUN-PACKAGE-004"
    w.must("release", package, "--out", w.dir / "out", *w.act("eve"))
    for name in ("max", "eve"):
        assert w.run("process", package, *w.act(name)).error == "MUN-PACKAGE-004"
        assert w.decide(package, {("1", "match"): "refuse"}, name).error == "MUN-PACKAGE-004"
    w.process(package)


def test_one_person_under_two_names_is_one_person(world: World) -> None:
    """A key in service is not registered again; one that comes back under another name is still the same hand."""
    w = world
    engage(w, "amy", ALL_ROLES)
    assert w.run("officers", "add", "amelia", "--roles", "approver", "--key", w.keys / "amy.pub").code == 1
    package = ready(w, assessor="amy")
    two = [*w.act("ada"), "--second", "lex", "--second-key", w.keys / "lex"]
    w.must("officers", "remove", "amy", *two)
    assert w.run("process", package, *w.act("amy")).code == 1  # no longer in service
    w.must("officers", "add", "amelia", "--roles", "approver,sender", "--key", w.keys / "amy.pub", *two)
    amelia = ["--officer", "amelia", "--key", w.keys / "amy"]
    assert w.run("approve", package, *amelia).error == "MUN-APPROVE-003"
    w.must("approve", package, *w.act("cy"))
    assert w.run("release", package, "--out", w.dir / "out", *amelia).error == "MUN-RELEASE-003"


def test_two_reviewers_where_the_agreement_wants_two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """reviews: 2 is about borderline matches: one officer's word, twice, is still one."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    w = World(tmp_path, {"reviews": 2})
    engage(w, "bea", "reviewer")
    w.build_records([record(0)])
    package = w.submit([request_row(0)])
    w.process(package)
    borderline = [i for i in w.open_items(package) if i["kind"] == "borderline"]
    w.decide(package, "confirm")
    assert len(w.open_items(package)) == len(borderline)
    w.decide(package, {(i["row"], i["item"]): "confirm" for i in borderline})
    assert len(w.open_items(package)) == len(borderline)
    w.decide(package, "confirm", "bea")
    assert w.open_items(package) == []


# --- the register after the first submission


def test_the_register_changes_only_with_two_officers(world: World) -> None:
    w = world
    w.submit([request_row(0)])
    w.must("keys", "generate", "officer", "--name", "new", "--out", w.keys)
    add = ["officers", "add", "new", "--roles", "approver", "--key", w.keys / "new.pub"]
    second = ["--second", "cy", "--second-key", w.keys / "cy"]
    assert (w.run(*add).code, w.run(*add, *w.act("ada")).code) == (1, 1)
    assert w.run(*add, *w.act("ada"), "--second", "ada", "--second-key", w.keys / "ada").error == "MUN-OFFICER-011"
    assert w.run(*add, *w.act("ada"), "--second", "cy", "--second-key", w.keys / "dee").code == 4
    assert w.run(*add, *w.act("ada"), "--second", "nobody", "--second-key", w.keys / "dee").code == 1
    assert w.run("officers", "remove", "cy", *w.act("ada")).code == 1
    w.must(*add, *w.act("ada"), *second)
    assert w.run(*add, *w.act("ada"), *second).code == 2  # the name is taken
    w.must("officers", "remove", "new", *w.act("ada"), *second)
    assert w.run("officers", "remove", "new", *w.act("ada"), *second).code == 2
    removed = [o for o in w.must("officers", "list")["officers"] if o["name"] == "new"]
    assert len(removed) == 1 and removed[0]["removed"]


def test_agreements_change_only_with_counsel_and_a_second_officer(world: World) -> None:
    w = world
    w.submit([request_row(0)])
    add = ["agreement", "add", w.write_agreement({}, version=2)]
    assert w.run(*add).code == 1
    assert w.run(*add, *w.act("lex")).code == 1
    assert w.run(*add, *w.act("ada"), "--second", "cy", "--second-key", w.keys / "cy").error == "MUN-OFFICER-012"
    w.must(*add, *w.act("ada"), "--second", "lex", "--second-key", w.keys / "lex")
    assert w.must("agreement", "show", "example-2026")["version"] == 2


def test_an_act_carries_the_signatures_of_its_officers(world: World) -> None:
    from muniment.formats import sshsig
    from muniment.formats.canonical import canonical_json, read_canonical
    from muniment.store.models import LogRun

    w = world
    w.submit([request_row(0)])
    w.must(
        "agreement",
        "add",
        w.write_agreement({}, version=2),
        *w.act("lex"),
        "--second",
        "ada",
        "--second-key",
        w.keys / "ada",
    )
    run = LogRun.objects.filter(kind="agreement_added").last()
    assert run is not None
    record_ = read_canonical(bytes(run.record))
    signatures = [record_.pop("signature"), record_.pop("second_signature")]
    assert (record_["officer"], record_["second_officer"]) == ("lex", "ada")
    for name, signature in zip(("lex", "ada"), signatures, strict=True):
        line = (w.keys / f"{name}.pub").read_text().strip()
        sshsig.verify(canonical_json(record_), signature, sshsig.ACT_NAMESPACE, line)
