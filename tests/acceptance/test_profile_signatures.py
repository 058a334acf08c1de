"""A profile that an agreement brings is signed by an author and another person who approved it, one of them counsel."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from world import Ran, World, record, request_row

PROFILE = "profile: mine\nformat: 1\nauthority: us/usc26/6103-i-2\nreadings: {I2-M02: last_known}\n"
COUNSEL_AND_ANOTHER = ("lex", "ben")


def profile_file(world: World, text: str = PROFILE) -> Path:
    path = world.dir / "mine.yaml"
    path.write_text(text)
    return path


def sign(world: World, author: str, approver: str) -> None:
    file = world.dir / "mine.yaml"
    for name, duty in ((author, "author"), (approver, "approver")):
        world.must("law", "sign", file, "--as", duty, *world.act(name))


def add(world: World, *officers: object, version: int = 2) -> Ran:
    return world.run("agreement", "add", world.write_agreement({"profile": "mine.yaml"}, version), *officers)


def acting(world: World, one: str, two: str) -> list[object]:
    return [*world.act(one), "--second", two, "--second-key", world.keys / two]


def entry(index: int) -> dict[str, Any]:
    from muniment.store.models import LogRun

    return dict(json.loads(bytes(LogRun.objects.get(first=index).record)))


def shown(world: World) -> dict[str, Any]:
    return dict(world.must("agreement", "show", "example-2026")["profile_signed"])


def test_before_the_first_submission_nobody_need_sign_and_it_says_so(world: World) -> None:
    profile_file(world)
    assert "hash" in shown(world)["by"]  # the shipped one
    ran = add(world)
    assert ran.code == 0 and entry(ran.json["entry"])["profile_signers"] == {}
    assert "nobody" in shown(world)["by"]
    assert add(world, *acting(world, "ben", "cy"), version=3).code == 0
    assert "nobody" in shown(world)["by"], "two officers of whom none is counsel do not vouch for it"


def test_signed_beforehand_by_two_of_whom_one_is_counsel(world: World) -> None:
    profile_file(world)
    sign(world, *COUNSEL_AND_ANOTHER)
    ran = add(world)
    assert ran.code == 0
    assert {duty: hand["name"] for duty, hand in shown(world).items()} == {"author": "lex", "approver": "ben"}
    assert len(entry(ran.json["entry"])["profile_id"]) == 64


@pytest.mark.parametrize(("author", "approver", "code"), [("ben", "cy", "MUN-LAW-163"), ("lex", "lex", "MUN-LAW-162")])
def test_one_person_or_no_counsel_is_refused(world: World, author: str, approver: str, code: str) -> None:
    profile_file(world)
    sign(world, author, approver)
    ran = add(world)
    assert (ran.code, ran.error) == (1, code)


def test_one_signature_of_two_is_refused(world: World) -> None:
    world.must("law", "sign", profile_file(world), "--as", "author", *world.act("lex"))
    assert add(world).error == "MUN-LAW-161"


def test_a_profile_changed_after_it_was_signed_is_refused(world: World) -> None:
    profile_file(world)
    sign(world, *COUNSEL_AND_ANOTHER)
    profile_file(world, PROFILE + "# a comment changes nothing\n")
    assert add(world).code == 0
    profile_file(world, PROFILE.replace("last_known", "any_on_file"))
    assert add(world, version=3).code == 4


def test_a_signature_for_one_duty_does_not_serve_for_the_other(world: World) -> None:
    file = profile_file(world)
    world.must("law", "sign", file, "--as", "author", *world.act("lex"))
    (world.dir / "mine.yaml.approver.sig").write_bytes((world.dir / "mine.yaml.author.sig").read_bytes())
    assert add(world).code == 4


def test_of_somebody_no_longer_registered_it_does_not_count(world: World) -> None:
    profile_file(world)
    sign(world, *COUNSEL_AND_ANOTHER)
    world.must("officers", "remove", "ben")
    assert add(world).code == 4


def test_after_the_first_submission_the_two_who_register_it_sign_it(world: World) -> None:
    world.build_records([record(0)])
    world.submit([request_row(0)])
    profile_file(world)
    assert add(world).code == 1
    assert add(world, *acting(world, "ben", "cy")).error == "MUN-OFFICER-012"
    ran = add(world, *acting(world, "ben", "lex"))
    assert ran.code == 0, ran.json
    made = entry(ran.json["entry"])
    assert {d: h["name"] for d, h in made["profile_signers"].items()} == {"author": "ben", "approver": "lex"}
    assert made["signature"] and made["second_signature"]


def test_signing_is_an_entry_and_needs_a_known_duty(world: World) -> None:
    file = profile_file(world)
    made = entry(world.must("law", "sign", file, "--as", "author", *world.act("lex"))["entry"])
    assert (made["kind"], made["duty"], made["officer"]) == ("profile_signed", "author", "lex")
    assert world.run("law", "sign", file, "--as", "friend", *world.act("lex")).code == 2
