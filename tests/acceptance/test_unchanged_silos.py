"""A silo that has not changed is not normalised again, and the index is the one a whole build gives."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from world import World, record, write_csv

from muniment.intake import records
from muniment.usecases.house import House, open_house
from muniment.usecases.records import build_records
from muniment.vocabulary.columns import RECORD_COLUMNS


@pytest.fixture
def house(world: World) -> House:
    return open_house(world.ws, threads=1)


@pytest.fixture
def silos(tmp_path: Path) -> list[Path]:
    """Two silos; a record of the first is dated a month from now."""
    later = (open_day() + timedelta(days=30)).isoformat()
    return [
        silo(tmp_path / "returns.csv", [record(0) | {"observed_on": later}, record(1)]),
        silo(tmp_path / "notices.csv", [record(n) for n in range(2, 6)]),
    ]


def open_day() -> Any:
    from muniment.usecases.house import utc_now

    return utc_now().date()


def silo(path: Path, rows: list[dict[str, str]]) -> Path:
    write_csv(path, RECORD_COLUMNS, [row | {"record_id": f"{path.stem}-{i}"} for i, row in enumerate(rows)])
    return path


def whole(tmp_path: Path, house: House, files: list[Path], *more: Any) -> dict[str, object]:
    """What a workspace that never saw the files gives, on the same day."""
    fresh = World(tmp_path / "fresh")
    return build_records(replace(open_house(fresh.ws, threads=1), clock=house.clock), files, *more)


def told(built: dict[str, object]) -> dict[str, object]:
    return {k: v for k, v in built.items() if k not in {"unchanged", "entry"}}


def test_only_what_changed_is_normalised(
    house: House, silos: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert build_records(house, silos)["unchanged"] == []
    silo(silos[1], [record(n) for n in range(2, 9)])
    normalised: list[str] = []
    real = records._normalise
    monkeypatch.setattr(records, "_normalise", lambda name, *given: normalised.append(name) or real(name, *given))
    again = build_records(house, silos)
    assert (again["unchanged"], normalised) == (["returns"], ["notices"])
    assert told(again) == told(whole(tmp_path, house, silos))


def test_what_was_in_the_future_is_told_anew(house: House, silos: list[Path], tmp_path: Path) -> None:
    first = build_records(house, silos)
    later = replace(house, clock=lambda: house.clock() + timedelta(days=40))
    again = build_records(later, silos)
    assert again["unchanged"] == ["notices", "returns"]
    before, after = (built["quality"]["returns"]["q_observed_future"] for built in (first, again))  # type: ignore[index]
    assert (before, after) == (1, 0)
    assert told(again) == told(whole(tmp_path, later, silos))


def test_another_mapping_or_name_is_another_silo(house: House, silos: list[Path], tmp_path: Path) -> None:
    build_records(house, silos)
    mapping = tmp_path / "map.yaml"
    mapping.write_text("returns:\n  middle_name: suffix\n  suffix: middle_name\n")
    assert build_records(house, silos, mapping)["unchanged"] == ["notices"]
    renamed = silos[1].rename(tmp_path / "ncoa.csv")
    assert build_records(house, [silos[0], renamed])["unchanged"] == []


@pytest.mark.parametrize("harm", ["silo.sealed", "silo.json", "key.wrapped"])
def test_a_kept_silo_that_does_not_open_is_normalised_again(house: House, silos: list[Path], harm: str) -> None:
    first = build_records(house, silos)
    for path in house.workspace.root.glob(f"silos/*/{harm}"):
        raw = bytearray(path.read_bytes())
        raw[len(raw) // 2] ^= 1
        path.write_bytes(raw)
    again = build_records(house, silos)
    assert again["unchanged"] == [] and told(again) == told(first)
    assert build_records(house, silos)["unchanged"] == ["notices", "returns"]


def test_kept_silos_are_the_newest_builds_and_nobody_can_read_them(house: House, silos: list[Path]) -> None:
    build_records(house, silos)
    assert len(list(house.workspace.root.glob("silos/*"))) == 2
    build_records(house, silos[1:])
    assert len(list(house.workspace.root.glob("silos/*"))) == 1
    name = record(3)["family_name"].encode()
    kept = [path.read_bytes() for path in house.workspace.root.glob("silos/*/*")]
    assert len(kept) == 3 and all(name.lower() not in raw.lower() for raw in kept)
