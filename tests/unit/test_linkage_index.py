"""The index as built: coded names and addresses read back as they were, and bytes that follow from the content alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from linkage_support import BUILT, person, write_silo

from muniment.linkage import build_index, derive, names, read_manifest, tables
from muniment.linkage.index import SCHEMA
from muniment.linkage.reader import IndexReader, open_index
from muniment.vocabulary.errors import IntegrityFailure

NAMES = st.tuples(
    st.sampled_from(("ana", "ana maria", "j", "a-b", "mr", "")),
    st.sampled_from(("", "p", "rosa", "de la paz q")),
    st.sampled_from(("muestra", "de la muestra", "prueba demo jr", "prueba demo v", "o'demo", "")),
    st.sampled_from(("", "jr", "2nd", "esq", "sr.")),
)
HOUSES = ("12 Elm St", "12 N Elm St Apt 4", "12 Elm St Apt 4", "PO Box 7")


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(NAMES, min_size=1, max_size=8))
def test_a_coded_name_has_the_parts_of_the_whole_name(
    tmp_path_factory: pytest.TempPathFactory, made: list[tuple[str, ...]]
) -> None:
    folder = tmp_path_factory.mktemp("names")
    records = [
        {
            "person_id": f"p{i}",
            "middle_name": middle,
            "suffix": suffix,
            **person(first, last, "", HOUSES[0], "", "", ""),
        }
        for i, (first, middle, last, suffix) in enumerate(made)
    ]
    silo = write_silo(folder / "silo.parquet", records)
    build_index([silo], folder / "index", built_on=BUILT)
    with (
        tables.connect(threads=1, memory_limit="1GB", spill=folder / "spill") as con,
        IndexReader(folder / "index") as index,
    ):
        open_index(con, index)
        index.load(con, "persons")
        index.bring_names(con, "SELECT pid FROM persons")
        columns = [c for c, *_ in con.execute("DESCRIBE names").fetchall() if not c.endswith("_persons")]
        wanted = ", ".join("person_id" if c == "pid" else c for c in columns)
        keys = f"(SELECT person_id, given_key, middle_key, family_key, suffix_key FROM {tables.parquet(silo)})"
        whole = con.execute(f"SELECT {wanted} FROM ({names.parts_sql(keys)}) ORDER BY person_id").fetchall()
        coded = con.execute(
            f"SELECT {', '.join('person_id' if c == 'pid' else c for c in columns)} FROM names JOIN persons USING (pid) ORDER BY person_id"
        ).fetchall()
    assert coded == whole


def test_an_index_of_an_older_schema_is_refused(tmp_path: Path) -> None:
    silo = write_silo(tmp_path / "silo.parquet", [person("Ana", "Muestra", "", HOUSES[0], "Erie", "PA", "16501")])
    build_index([silo], tmp_path / "index", built_on=BUILT)
    manifest = tmp_path / "index" / "manifest.json"
    manifest.write_text(manifest.read_text("utf-8").replace(f'"schema": {SCHEMA}', f'"schema": {SCHEMA - 1}'), "utf-8")
    with pytest.raises(IntegrityFailure, match="another version"):
        read_manifest(tmp_path / "index")


def test_threads_memory_the_order_of_silos_and_parts_leave_no_trace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many row groups in every file, so that several threads would write them; then all in parts, as so many records are
    that they are not brought together at once.
    """
    silos = [tmp_path / f"{n}.parquet" for n in "ab"]
    with tables.connect(threads=2, memory_limit="2GB", spill=tmp_path / "spill") as con:
        base = write_silo(
            tmp_path / "one.parquet",
            [
                {"tax_period": "2023", **person("Ana", "Muestra", "900-00-0001", h, "Erie", "PA", "16501")}
                for h in HOUSES
            ],
        )
        for part, path in enumerate(silos):
            con.execute(f"""COPY (
              SELECT * REPLACE (record_id || '-' || i AS record_id, 'p' || (i * 7919 % 50000) AS person_id,
                given_key || i % 300 AS given_key, (900000000 + i % 60000)::VARCHAR AS tin_digits,
                DATE '1950-01-01' + (i % 20000)::INTEGER AS birth_date, (i % 900)::VARCHAR AS house_number, 'k' || i % 90000 AS address_key)
              FROM {tables.parquet(base)}, range({part} * 40000, {part} * 40000 + 40000) t(i)) TO '{path}' (FORMAT parquet)""")
    items = ("date_of_birth",)
    first = build_index(silos, tmp_path / "x", built_on=BUILT, items=items, threads=1)
    second = build_index(silos[::-1], tmp_path / "y", built_on=BUILT, items=items, threads=4, memory_limit="500MB")
    assert first == second
    monkeypatch.setattr(derive, "RECORDS", 30_000)
    monkeypatch.setattr(derive, "PERSONS", 20_000)
    assert build_index(silos, tmp_path / "z", built_on=BUILT, items=items) == first
    assert not (tmp_path / "z" / ".spill").exists()
