"""The act of linking: who is looked up, what the file looks like, and what an explanation adds up to."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from linkage_support import World, person, write_request

from muniment.linkage import MatchOptions, explain, link, verify_index
from muniment.linkage.link import SCHEMA
from muniment.vocabulary.columns import MATCH_COLUMNS
from muniment.vocabulary.errors import InputRefused, IntegrityFailure, UsageError

PINE = ("8 Pine Rd", "Reno", "NV", "89501")
TWIN = {"date_of_birth": "1991-07-08"}
RECORDS: list[dict[str, Any]] = [
    {"person_id": "kim", **person("Kim", "Forma", "900-00-0401", *PINE, **TWIN)},
    {"person_id": "tom", **person("Tom", "Forma", "900-00-0402", *PINE, **TWIN)},
    {"person_id": "mia", **person("Mia", "Forma", "900-00-0403", *PINE, date_of_birth="1960-02-03")},
]
KIM, TOM = ({c: v for c, v in r.items() if c != "person_id"} for r in RECORDS[:2])


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(tmp_path_factory.mktemp("link"), RECORDS)


def test_no_file_of_the_index_is_opened_when_every_row_failed_on_its_face(tmp_path: Path) -> None:
    facts, findings = write_request(tmp_path, [KIM, TOM], {1: "return", 2: "refuse"})
    summary = link(tmp_path / "no such index", facts, findings, tmp_path / "out.parquet")
    assert (summary.rows, summary.index_version) == (0, "")
    assert (tmp_path / "out.parquet").is_file()


def test_the_same_call_with_one_eligible_row_does_need_the_index(tmp_path: Path) -> None:
    facts, findings = write_request(tmp_path, [KIM, TOM], {1: "return"})
    with pytest.raises(IntegrityFailure):
        link(tmp_path / "no such index", facts, findings, tmp_path / "out.parquet")


def test_a_cluster_without_pyspark_is_told_so(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    facts, findings = write_request(tmp_path, [KIM])
    with pytest.raises(UsageError) as told:
        link(world.index, facts, findings, tmp_path / "out.parquet", spark="local[2]")
    assert told.value.code == "MUN-LINKAGE-060"


def test_only_eligible_rows_have_a_line_and_every_one_of_them_has(world: World) -> None:
    nobody = person("Nemo", "Nadie", "", "1 Elsewhere Pl", "Miami", "FL", "33101")
    found = world.link([KIM, KIM, nobody, TOM], {2: "hold"})
    assert [(r["row"], r["decision"]) for r in found] == [(1, "match"), (3, "none"), (4, "match")]
    assert tuple(found[0]) == tuple(SCHEMA) and tuple(found[0])[: len(MATCH_COLUMNS)] == MATCH_COLUMNS


def test_duplicate_rows_get_the_same_line(world: World) -> None:
    first, second = world.link([KIM, KIM])
    assert {k: v for k, v in first.items() if k not in {"row", "row_ref"}} == {
        k: v for k, v in second.items() if k not in {"row", "row_ref"}
    }


def test_among_more_persons_fewer_rows_are_looked_up_together_and_no_line_depends_on_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    nobody = person("Nemo", "Nadie", "", "1 Elsewhere Pl", "Miami", "FL", "33101")
    asked = [KIM, nobody, TOM, KIM, TOM]
    together = world.link(asked)
    module = sys.modules["muniment.linkage.link"]
    chunks: list[tuple[int, int]] = []
    one = module.link_chunk

    def counted(*given: Any) -> None:
        chunks.append(given[-2:])
        one(*given)

    monkeypatch.setattr(module, "link_chunk", counted)
    monkeypatch.setattr(module, "PERSONS", 1)  # three are on file
    monkeypatch.setattr(module, "CHUNK", 4)
    assert world.link(asked) == together
    assert chunks == [(0, 2), (2, 4), (4, 6)]


def test_duplicate_rows_keep_one_outcome_in_joint_mode_too(world: World) -> None:
    found = world.link([KIM, KIM], options=MatchOptions(joint=True))
    assert [r["decision"] for r in found] == ["match", "match"]


@pytest.mark.parametrize(("twin", "who"), [(KIM, "kim"), (TOM, "tom")])
@pytest.mark.parametrize("tin", [True, False])
def test_twins_of_one_birth_date_and_address_are_told_apart_by_the_first_name(
    world: World, twin: dict[str, Any], who: str, tin: bool
) -> None:
    found = world.one(twin if tin else {**twin, "tin": ""})
    assert (found["person_id"], found["decision"]) == (who, "match")


def test_a_twin_with_the_other_twins_number_is_refused(world: World) -> None:
    found = world.one({**KIM, "tin": TOM["tin"]})
    assert (found["person_id"], found["decision"]) == ("kim", "none")
    assert found["tin_conflict"] and found["tin_of_other"]


def test_a_threshold_can_only_take_away(world: World) -> None:
    strict = world.one({**KIM, "tin": ""}, options=MatchOptions(match=27.6, review=29.9))
    assert strict["decision"] == "none" and "below_threshold" in strict["refusals"]


def test_the_bars_of_an_explanation_add_up_and_lead_to_the_same_decision(world: World, tmp_path: Path) -> None:
    row = {**KIM, "given_name": "Kin"}
    line = world.one(row)
    facts, findings = write_request(tmp_path, [row, TOM], {2: "return"})
    told = explain(world.index, facts, findings, 1, spill=tmp_path / "spill")
    assert (told.person_id, told.decision, told.probability) == (
        line["person_id"],
        line["decision"],
        line["probability"],
    )
    assert told.contributions[0].name == "prior" and told.total == pytest.approx(
        sum(b.bits for b in told.contributions)
    )
    assert next(b for b in told.contributions if b.name == "number").bits > 0
    with pytest.raises(UsageError, match="did not reach linkage"):
        explain(world.index, facts, findings, 2, spill=tmp_path / "spill")


def test_a_damaged_index_is_noticed(world: World, tmp_path: Path) -> None:
    copy = tmp_path / "index"
    shutil.copytree(world.index, copy)
    assert verify_index(copy) == world.manifest
    names = copy / "names.blocks"
    names.write_bytes(names.read_bytes()[:-1] + b"?")
    with pytest.raises(IntegrityFailure, match=r"names\.blocks"):
        verify_index(copy)
    (copy / "persons.blocks").unlink()
    facts, findings = write_request(tmp_path / "package", [KIM])
    with pytest.raises(IntegrityFailure, match=r"persons\.blocks"):
        link(copy, facts, findings, tmp_path / "out.parquet")


def test_a_model_with_impossible_shares_is_refused_with_every_defect(world: World, tmp_path: Path) -> None:
    import json
    from importlib import resources

    body = json.loads(resources.files("muniment.linkage.parameters").joinpath("shipped.json").read_text())
    body["levels"]["given"][0]["m"] = 0
    body["decision"]["review"] = 18.4
    (tmp_path / "model.json").write_text(json.dumps(body))
    with pytest.raises(InputRefused) as refused:
        world.one(KIM, options=MatchOptions(model=tmp_path / "model.json"))
    assert len(refused.value.defects) == 2
