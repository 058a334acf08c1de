"""Linking on Spark gives the bytes that one machine gives, however the index was cut. Wants the extra `spark`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pytest
from linkage_support import BUILT, person, rows_of, write_request, write_silo

from muniment.linkage import MatchOptions, build_index, link, spark

pytestmark = pytest.mark.slow
PLACES = [(f"{number} Elm St", "Erie", "PA", "16501") for number in range(12, 24)]
FIRST = ("Ana", "Anna", "Luis", "Luisa", "Marco", "Rosa")
LAST = ("Muestra", "Prueba", "Demo")
KEY = bytes(range(32))
ITEMS = ("address", "date of birth")


def people() -> list[dict[str, Any]]:
    """Households with namesakes, borrowed numbers and movers: every kind of key finds somebody, weak ones too."""
    return [
        {
            "person_id": f"p{i:03}",
            **person(
                FIRST[i % 6], LAST[i // 6 % 3], f"900-00-{i // 2 % 9000:04}" if i % 3 else "", *PLACES[i * 7 % 12]
            ),
            "date_of_birth": f"{1950 + i * 11 % 60}-0{1 + i % 9}-1{i % 10}",
        }
        for i in range(240)
    ]


def asked_for() -> list[dict[str, Any]]:
    records = [{k: v for k, v in p.items() if k != "person_id"} for p in people()[::2]]
    slips = [{**p, "given_name": p["given_name"][:-1] + "x", "tin": ""} for p in records[::5]]
    strangers = [person("Nemo", "Nadie", "", "1 Elsewhere Pl", "Miami", "FL", "33101")] * 2
    return [*records, *slips, *strangers]


@pytest.fixture(scope="module", autouse=True)
def one_session() -> Iterator[None]:
    """Starting a session takes seconds: all tests here share one."""
    pytest.importorskip("pyspark", reason="PySpark is not installed (make install-spark)")
    patch = pytest.MonkeyPatch()
    with spark.session("local[2]") as shared:

        @contextmanager
        def again(master: str) -> Iterator[Any]:
            yield shared

        patch.setattr(spark, "session", again)
        yield
    patch.undo()


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("index")
    silos = [write_silo(folder / f"{k}.parquet", people()[k::2], f"silo{k}") for k in range(2)]
    build_index(silos, folder / "index", built_on=BUILT, items=ITEMS, key=KEY)
    return folder / "index"


@pytest.mark.parametrize("block", [50, spark.BLOCK])
def test_the_same_bytes_as_one_machine(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    monkeypatch.setattr(spark, "BLOCK", block)
    facts, findings = write_request(tmp_path, asked_for(), {3: "return"})
    duckdb.execute(
        f"COPY (SELECT *, 'address; date of birth' AS items_key FROM '{facts}') TO '{tmp_path / 'asked.parquet'}'"
    )
    facts = tmp_path / "asked.parquet"
    options = MatchOptions(fields=ITEMS, review=3.6)  # a threshold with a row between it and that of a match
    here = link(index, facts, findings, tmp_path / "here.parquet", options=options, key=KEY)
    there = link(index, facts, findings, tmp_path / "there.parquet", options=options, key=KEY, spark="local[2]")
    assert here == there
    assert (tmp_path / "here.parquet").read_bytes() == (tmp_path / "there.parquet").read_bytes()
    found = rows_of(tmp_path / "there.parquet")
    assert {r["decision"] for r in found} == {"match", "review", "none"} and any(r["items"] for r in found)


def test_nothing_of_the_package_is_left_on_the_shared_folder(index: Path, tmp_path: Path) -> None:
    facts, findings = write_request(tmp_path, asked_for()[:5])
    link(index, facts, findings, tmp_path / "out.parquet", key=KEY, spark="local[2]")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["facts.parquet", "findings.parquet", "out.parquet"]


def test_no_cluster_is_asked_for_when_every_row_failed_on_its_face(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spark, "session", lambda master: pytest.fail("a session was opened"))
    facts, findings = write_request(tmp_path, asked_for()[:2], {1: "return", 2: "refuse"})
    assert link(tmp_path / "no index", facts, findings, tmp_path / "out.parquet", spark="local[2]").rows == 0
