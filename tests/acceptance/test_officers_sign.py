"""`engagement: officer`: each officer signs the list of his own rows, before the signer signs the letter over it all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from world import World, officer, record, request_row

from muniment.formats import keyfiles, sshsig


def signed_officers(world: World, folder: Path, keys: dict[str, str]) -> list[dict[str, Any]]:
    """The letter's officers, each in `keys` with his signature over the list that `package rows` wrote for him."""
    listed = [officer(f"O{n}") for n in (1, 2)]
    for one in listed:
        if one["id"] in keys:
            content = (folder / f"{one['id']}.rows").read_bytes()
            private = keyfiles.load_ssh_private(world.keys / keys[one["id"]])
            one["signature"] = sshsig.sign(content, private, sshsig.ENGAGEMENT_NAMESPACE)
    return listed


def house(tmp_path: Path) -> World:
    world = World(tmp_path)
    for name in ("one", "two"):
        world.must("keys", "generate", "officer", "--name", name, "--out", world.keys)
    recipients = [
        {"id": f"R{n}", "name": f"Agent Example {n}", "officer": f"O{n}", "certificate": (world.keys / f"rc{n}.crt").read_text(),
         "key": (world.keys / f"{name}.pub").read_text().strip()}
        for n, name in ((1, "one"), (2, "two"))
    ]  # fmt: skip
    world.must(
        "agreement", "add", world.write_agreement({"engagement": "officer", "recipients": recipients}, version=2)
    )
    world.build_records([record(n) for n in range(1, 5)])
    return world


def draft(world: World, rows: list[dict[str, str]]) -> Path:
    """The lists of a letter that nobody has signed."""
    arguments = world.submission(rows, name="draft", sign=False, request_id="REQ-1")
    written = world.must("package", "rows", *arguments[2:6], "--out", world.dir / "lists")
    assert [(f["officer"], f["rows"]) for f in written["lists"]] == [("O1", 2), ("O2", 2)]
    return world.dir / "lists"


def test_an_officer_who_signed_his_rows_gets_them_and_another_has_his_returned(tmp_path: Path) -> None:
    world = house(tmp_path)
    rows = [request_row(n) for n in range(1, 5)]  # O1 has the even ones, O2 the odd ones
    listed = signed_officers(world, draft(world, rows), {"O1": "one"})
    told = world.must("package", "check", *world.submission(rows, name="a", officers=listed, request_id="REQ-1"))
    assert told["outcomes"] == {"return": 2, "eligible": 2} and not told["clean"]
    assert [note for note in told["notes"] if "officers[1] has no signature" in note]
    package = world.submit(rows, name="a", officers=listed, request_id="REQ-1")
    world.process(package)
    got = world.outcomes(package)
    assert {r: (o["outcome"], o["rules"]) for r, o in got.items()} == {
        f"r{n:04d}": ("return", "I2-F09") if n % 2 else ("disclose", "") for n in range(1, 5)
    }
    whole = signed_officers(world, world.dir / "lists", {"O1": "one", "O2": "two"})
    assert world.must("package", "check", *world.submission(rows, name="b", officers=whole, request_id="REQ-1"))[
        "clean"
    ]


def test_a_signature_for_other_rows_or_with_another_key_counts_for_nothing(tmp_path: Path) -> None:
    world = house(tmp_path)
    rows = [request_row(n) for n in range(1, 5)]
    listed = signed_officers(world, draft(world, rows), {"O1": "one", "O2": "one"})
    rows[1]["matter_id"] = "M-1"
    told = world.must("package", "check", *world.submission(rows, name="c", officers=listed, request_id="REQ-1"))
    assert told["outcomes"] == {"return": 4}
    assert [note.split(":")[0] for note in told["notes"] if note.startswith("officers[")] == [
        "officers[0] has a signature that is not good for the list of the officer's rows",
        "officers[1] is signed with a key that the agreement does not register for this officer",
    ]


def test_a_key_that_the_newest_agreement_no_longer_registers_signs_nothing(tmp_path: Path) -> None:
    world = house(tmp_path)
    rows = [request_row(n) for n in range(1, 5)]
    listed = signed_officers(world, draft(world, rows), {"O1": "one", "O2": "two"})
    package = world.submit(rows, name="d", officers=listed, request_id="REQ-1")
    assert world.process(package)["outcomes"] == {"disclose": 4}
    newer = world.write_agreement({"engagement": "officer"}, version=3)
    second = ["--second", "ada", "--second-key", world.keys / "ada"]
    world.must("agreement", "add", newer, *world.act("lex"), *second)
    assert world.process(package)["outcomes"] == {"return": 4}
