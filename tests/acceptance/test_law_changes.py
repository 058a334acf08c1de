"""The law changes in the middle of a package's life: a package keeps the law it was received under."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import pytest
from world import World, record, request_row

from muniment.law import Pack, load_pack
from muniment.store import artefacts

PACK = "us/usc26/6103-i-2"
ROW = request_row(0, taxable_periods="2019")
RECORDS = [record(0, tax_period="2019")]
LATER = """
  - id: I2-F99
    stage: F
    title: A condition of a later law
    source: i2Bii
    effective: {from: 2026-03-03}
    test: min(periods) >= 2020
    on_not_met: return
    say: "The period is too old ({cite})."
"""


def changed(old: str, new: str) -> Pack:
    """The shipped pack with one change, as a later release might ship it; its scenarios may be wrong for it."""
    from muniment.law.load import build_pack

    raw = resources.files("muniment.law").joinpath("packs", "us", "usc26", "6103-i-2.yaml").read_text(encoding="utf-8")
    assert old in raw
    return build_pack(raw.replace(old, new, 1).encode(), "later.yaml")


def ship(monkeypatch: pytest.MonkeyPatch, pack: Pack) -> None:
    for module in ("agreements", "packages"):
        monkeypatch.setattr(f"muniment.usecases.{module}.shipped_pack", lambda name: pack)


def test_a_package_keeps_the_law_it_was_received_under(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.build_records(RECORDS)
    before = world.submit([ROW], name="before")
    ship(monkeypatch, changed("min(periods) >= 1913", "min(periods) >= 2020"))
    after = world.submit([ROW], name="after")
    for package in (before, after):
        world.process(package)
    assert world.outcomes(before)["r0000"]["outcome"] == "disclose"
    again = world.outcomes(after)["r0000"]
    assert (again["outcome"], again["rules"]) == ("return", "I2-F05")
    found = world.must("law", "compare", before, "--profiles", "us/dc-circuit-2026,us/zip-like-2025")
    assert found["profiles"][0]["outcomes"] == {"disclose": 1}
    assert world.must("doctor")["ok"]
    released = world.all_the_way(before)
    assert released["r0000"]["code"] == "DISCLOSED"


def test_a_kept_law_that_was_touched_stops_the_package(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from muniment.store.models import Package
    from muniment.store.workspace import find_workspace

    world.build_records(RECORDS)
    package = world.submit([ROW])
    path = artefacts.path_of(find_workspace(world.ws), Package.objects.get(id=package).pack)
    path.chmod(0o600)
    path.write_bytes(path.read_bytes().replace(b">= 1913", b">= 1813"))
    ship(monkeypatch, changed("min(periods) >= 1913", "min(periods) >= 2020"))
    assert world.run("process", package, *world.act("ada")).code == 4


def test_the_letter_s_day_decides_which_law_counts(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """One pack, one element in effect from the third of March: the day of the stage is long after it for both letters."""
    ship(
        monkeypatch,
        changed("\n  # ---------------------------------------------------------------- M:", LATER + "  # M:"),
    )
    world.build_records(RECORDS)
    found = {}
    for day in ("2026-03-02", "2026-03-03"):
        package = world.submit([ROW], name=f"letter-{day}", signed_on=day)
        world.process(package)
        found[day] = world.outcomes(package)["r0000"]["rules"]
    assert found == {"2026-03-02": "", "2026-03-03": "I2-F99"}


def test_every_shipped_pack_reads_back_from_what_is_kept() -> None:
    from muniment.law import load_profile, shipped_pack, shipped_packs, shipped_profile, shipped_profiles

    for name in shipped_packs():
        pack = shipped_pack(name)
        kept = load_pack(pack.document, "kept.json")
        assert kept.id == pack.id and kept.document == pack.document
        assert (kept.elements, kept.facts, kept.lists, kept.sources) == (
            pack.elements,
            pack.facts,
            pack.lists,
            pack.sources,
        )
        assert [s.facts for s in kept.scenarios] == [s.facts for s in pack.scenarios]
    for name in shipped_profiles():
        profile = shipped_profile(name)
        kept_profile = load_profile(profile.document, "kept.json", shipped_pack(profile.authority))
        assert kept_profile.id == profile.id and kept_profile.readings == profile.readings


def test_a_list_of_days_is_one_bare_or_quoted(tmp_path: Path) -> None:
    from law_support import pack_of

    bare, quoted = (
        pack_of([{"test": "d in days_off"}], {"d": "date row"}, lists={"days_off": {"items": items}})
        for items in (["2026-01-01"], ["2026-01-01", "2026-12-25"])
    )
    assert bare.lists["days_off"][0].members.member == quoted.lists["days_off"][0].members.member == "date"
