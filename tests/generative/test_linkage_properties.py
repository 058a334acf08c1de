"""A row's line depends on that row and the index alone, whatever stands beside it, in what order, in what chunks."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from linkage_support import BUILT, World, person, rows_of, write_request, write_silo

from muniment.linkage import MatchOptions, build_index, link

FEW = settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])

# Few values of each kind, so that rows and records collide: namesakes, households, borrowed numbers and dates.
GIVEN = ("Ana", "Anna", "Luis", "A", "")
FAMILY = ("Muestra", "Prueba Muestra", "Prueba", "Demo")
PLACES = (
    ("12 Elm St", "Erie", "PA", "16501"),
    ("12 Elm St Apt 2", "Erie", "PA", "16501"),
    ("PO Box 7", "Erie", "PA", "16501"),
)
MADE = st.builds(
    lambda first, middle, last, suffix, tin, born, place: person(
        first, last, tin, *place, middle_name=middle, suffix=suffix, date_of_birth=born
    ),
    st.sampled_from(GIVEN),
    st.sampled_from(("", "P", "Rosa")),
    st.sampled_from(FAMILY),
    st.sampled_from(("", "", "Jr", "Sr")),
    st.sampled_from(("", "900-00-0501", "900-00-0502", "900-00-0511")),
    st.sampled_from(("", "1980-02-03", "1980-03-02", "2004-02-03")),
    st.sampled_from(PLACES),
)
RECORDS = [
    {"person_id": f"p{i % 5}", **person(first, last, tin, *place, suffix=suffix, date_of_birth=born)}
    for i, (first, last, suffix, tin, born, place) in enumerate([
        ("Ana", "Muestra", "", "900-00-0501", "1980-02-03", PLACES[0]),
        ("Luis", "Muestra", "Sr", "900-00-0502", "1975-06-07", PLACES[0]),
        ("Luis", "Muestra", "Jr", "900-00-0503", "2004-02-03", PLACES[0]),
        ("Anna", "Prueba Muestra", "", "900-00-0504", "1980-02-03", PLACES[1]),
        ("Ana", "Demo", "", "900-00-0505", "1980-03-02", PLACES[2]),
        ("Ana", "Prueba", "", "900-00-0501", "1980-02-03", PLACES[2]),
        ("Luis", "Muestra", "", "900-00-0501", "", PLACES[1]),
    ])
]  # fmt: skip
PEOPLE = st.one_of(MADE, st.sampled_from([{k: v for k, v in r.items() if k != "person_id"} for r in RECORDS]))


@cache
def world() -> World:
    folder = tempfile.mkdtemp(prefix="muniment-linkage-")
    return World(Path(folder), RECORDS)


def lines(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The lines without what says where in the file a row stood."""
    return [{k: v for k, v in line.items() if k not in {"row", "row_ref"}} for line in world().link(rows)]


@FEW
@given(st.data(), st.lists(PEOPLE, min_size=2, max_size=12), st.lists(PEOPLE, max_size=6))
def test_adding_removing_and_reordering_rows_changes_no_line(data: Any, rows: list[Any], others: list[Any]) -> None:
    kept = data.draw(st.lists(st.sampled_from(range(len(rows))), unique=True, min_size=1))
    before = lines(rows)
    after = lines([*others[:3], *(rows[i] for i in kept), *others[3:]])
    first = len(others[:3])
    assert after[first : first + len(kept)] == [before[i] for i in kept]


@FEW
@given(st.data(), st.lists(PEOPLE, min_size=2, max_size=12))
def test_in_joint_mode_too_order_changes_no_line_and_the_same_words_get_the_same_outcome(
    data: Any, rows: list[Any]
) -> None:
    def joint(those: list[Any]) -> list[dict[str, Any]]:
        found = world().link(those, options=MatchOptions(joint=True))
        return [{k: v for k, v in line.items() if k not in {"row", "row_ref"}} for line in found]

    order = data.draw(st.permutations(range(len(rows))))
    before = joint(rows)
    assert joint([rows[i] for i in order]) == [before[i] for i in order]
    twice = joint([*rows, *rows])
    assert twice[: len(rows)] == twice[len(rows) :] == before


@FEW
@given(st.lists(PEOPLE, min_size=1, max_size=12))
def test_equal_input_gives_equal_bytes_in_whatever_chunks_and_threads(rows: list[Any]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        facts, findings = write_request(folder, rows)
        link(world().index, facts, findings, folder / "one.parquet", threads=2)
        with mock.patch("muniment.linkage.link.CHUNK", 5):
            link(world().index, facts, findings, folder / "two.parquet", threads=1)
        assert (folder / "one.parquet").read_bytes() == (folder / "two.parquet").read_bytes()


@FEW
@given(st.lists(PEOPLE, min_size=1, max_size=12))
def test_whatever_is_refused_is_none_and_ranks_below_whatever_stands(rows: list[Any]) -> None:
    with tempfile.TemporaryDirectory() as name:
        facts, findings = write_request(Path(name), rows)
        link(world().index, facts, findings, Path(name) / "out.parquet")
        found = rows_of(Path(name) / "out.parquet")
    refused = [r for r in found if set(r["refusals"].split(";")) - {"", "below_threshold"}]
    standing = [r["score"] for r in found if r["decision"] != "none"]
    assert all(r["decision"] == "none" for r in refused)
    assert not refused or not standing or max(r["score"] for r in refused) < min(standing)
    assert all(0 <= r["probability"] <= 1 and r["runner_up"] <= 1 - r["probability"] + 1e-12 for r in found)
    assert all(not (r["tin_conflict"] and r["decision"] != "none") for r in found)


@FEW
@given(st.data())
def test_an_index_is_the_same_however_its_records_lie_in_their_silo(data: Any) -> None:
    order = data.draw(st.permutations(range(len(RECORDS))))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        named = [{**r, "record_id": f"r{i}"} for i, r in enumerate(RECORDS)]
        one = write_silo(folder / "one.parquet", named)
        two = write_silo(folder / "two.parquet", [named[i] for i in order])
        first = build_index([one], folder / "a", built_on=BUILT)
        second = build_index([two], folder / "b", built_on=BUILT)
        assert first.files == second.files
