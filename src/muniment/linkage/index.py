"""The record index: many silos and years in, one immutable folder of Parquet out.

It reads normalised silo files (docs/rooms.md) and decides nothing. `person_id` is the custodian's own and is trusted to
be one person across silos; a record without one stands for a person of its own.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from muniment.linkage import items as item_file
from muniment.linkage import keys, names, tables
from muniment.vocabulary.columns import ADDRESS_COLUMNS, PERSON_KEYS, RECORD_COLUMNS
from muniment.vocabulary.errors import Defect, InputRefused, IntegrityFailure
from muniment.vocabulary.progress import Progress, silent

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SCHEMA: Final = 3
SILO_COLUMNS: Final = (*RECORD_COLUMNS, *PERSON_KEYS, *ADDRESS_COLUMNS, "observed", "period", "deceased", "silo")
OPTIONAL: Final = frozenset({"protected"})
FILES: Final = (
    "observations", "persons", "names", "births", "numbers", "addresses", "units", "terms", "periods",
    *(f"keys_{k}" for k in sorted(keys.LIMIT)),
)  # fmt: skip
ORDER: Final = {
    "observations": "pid, newest",
    "persons": "pid",
    "names": "pid, given_key, middle_key, family_key, suffix_key",
    "births": "pid, birth_date",
    "numbers": "tin_digits, pid",
    "addresses": f"pid, {', '.join(ADDRESS_COLUMNS)}",
    "units": "point, place, predir, street_suffix, postdir",
    "terms": "kind, word",
    "periods": "pid, period",
}
"""The unique order in which a file is written; keys by key and person."""
RAW_ADDRESS: Final = ("address_line", "city", "state", "postal_code", "country")
ALLOWED_SOURCES: Final = ("return", "notice", "ncoa")
"""Sources of a last known address under the rule `return_or_notice`."""
JUNK_NUMBER: Final = "000[0-9]{6}|123456789|987654321|" + "|".join(d * 9 for d in "123456789")
"""Numbers typed to get past a field: on file they are nobody's number, so that they confirm and conflict with nothing."""

EARLIEST_BIRTH: Final = "1850-01-01"


@dataclass(frozen=True, slots=True)
class IndexManifest:
    """What an index is made of. `version` is the SHA-256 of `manifest.json`; whatever is in the index is under it."""

    version: str
    schema: int
    built_on: date
    silos: tuple[tuple[str, str], ...]
    files: tuple[tuple[str, str, int], ...]
    counts: dict[str, int]
    quality: dict[str, int]
    items: tuple[str, ...] = ()


def build_index(
    silos: Sequence[Path],
    out_dir: Path,
    *,
    built_on: date,
    items: Sequence[str] = (),
    progress: Progress = silent,
    threads: int = 2,
    memory_limit: str = "4GB",
) -> IndexManifest:
    """Build a new index in `out_dir`: every name, number and address a person ever had is in it, whatever silo it is from.
    `items`: what it is to carry beside the address, to be given; without them it keeps no name or number as written.

    The same silos (in any order) and `built_on` give the same bytes. Raises InputRefused, with every defect, when a
    silo cannot be read or lacks a column, or when `out_dir` already holds something.
    """
    _check(silos, out_dir)
    out_dir.mkdir(parents=True, exist_ok=True)
    spill = out_dir / ".spill"
    con = tables.connect(threads=threads, memory_limit=memory_limit, spill=spill)
    try:
        hashes = sorted((tables.file_sha256(path), path) for path in silos)
        steps = len(FILES) + 2
        progress("index", 0, steps)
        _load(con, [path for _, path in hashes], built_on)
        progress("index", 1, steps)
        _derive(con)
        progress("index", 2, steps)
        files: list[tuple[str, str, int]] = []
        skipped: dict[str, int] = {}
        for done, name in enumerate(FILES, start=3):
            if name.startswith("keys_"):
                skipped[f"{name}_left_out"] = _make_keys(con, int(name[5:]))
            path = out_dir / f"{name}.parquet"
            order = f"ORDER BY {ORDER[name]}" if name in ORDER else ""  # keys are made in order
            tables.write_parquet(con, f"SELECT * FROM {name} {order}", path, threads=threads)
            if name.startswith("keys_"):
                con.execute(f"DROP TABLE {name}")
            files.append((path.name, tables.file_sha256(path), path.stat().st_size))
            progress("index", done, steps)
        if kept := item_file.carried(items):
            item_file.make_items(con, [path for _, path in hashes], kept, JUNK_NUMBER)
            path = out_dir / f"{item_file.FILE}.parquet"
            tables.write_parquet(con, "SELECT * FROM items ORDER BY pid", path, threads=threads)
            files.append((path.name, tables.file_sha256(path), path.stat().st_size))
        body: dict[str, Any] = {
            **({"items": list(kept)} if kept else {}),
            "schema": SCHEMA,
            "hash_check": tables.hash_check(),
            "built_on": built_on.isoformat(),
            "silos": [{"name": path.name, "sha256": digest} for digest, path in hashes],
            "files": [{"name": n, "sha256": d, "bytes": s} for n, d, s in files],
            "counts": _counts(con),
            "quality": {**_quality(con, built_on), **skipped},
        }
    finally:
        con.close()
        shutil.rmtree(spill, ignore_errors=True)
    (out_dir / "manifest.json").write_text(json.dumps(body, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return read_manifest(out_dir)


def read_manifest(index_dir: Path) -> IndexManifest:
    """The manifest of an index that is whole by the sizes of its files; IntegrityFailure otherwise.

    Hashes are in it for `verify_index`; reading a hundred million records to check them is not done on every link.
    """
    path = index_dir / "manifest.json"
    try:
        body = json.loads(path.read_text(encoding="utf-8"))
        manifest = IndexManifest(
            version=tables.file_sha256(path),
            schema=int(body["schema"]),
            built_on=date.fromisoformat(body["built_on"]),
            silos=tuple((s["name"], s["sha256"]) for s in body["silos"]),
            files=tuple((f["name"], f["sha256"], int(f["bytes"])) for f in body["files"]),
            counts={k: int(v) for k, v in body["counts"].items()},
            quality={k: int(v) for k, v in body["quality"].items()},
            items=tuple(map(str, body.get("items", ()))),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IntegrityFailure(
            "MUN-LINKAGE-001", "The record index cannot be read.", hint="Build it again with 'records build'."
        ) from error
    if manifest.schema != SCHEMA or body.get("hash_check") != tables.hash_check():
        raise IntegrityFailure(
            "MUN-LINKAGE-002",
            "The record index is of another version, of this program or of DuckDB.",
            hint="Build it again.",
        )
    for name, _, size in manifest.files:
        file = index_dir / name
        if not file.is_file() or file.stat().st_size != size:
            raise IntegrityFailure(
                "MUN-LINKAGE-003",
                f"The record index is damaged: {name} is not as built.",
                hint="Restore or rebuild it.",
            )
    return manifest


def verify_index(index_dir: Path) -> IndexManifest:
    """The manifest of an index every byte of which is as built; IntegrityFailure otherwise."""
    manifest = read_manifest(index_dir)
    for name, digest, _ in manifest.files:
        if tables.file_sha256(index_dir / name) != digest:
            raise IntegrityFailure(
                "MUN-LINKAGE-003",
                f"The record index is damaged: {name} is not as built.",
                hint="Restore or rebuild it.",
            )
    return manifest


def persons_on_file(index_dir: Path, wanted: Collection[str], *, spill: Path) -> frozenset[str]:
    """Those of the persons `wanted` that the index has."""
    if not wanted:
        return frozenset()
    with tables.connect(threads=1, memory_limit="1GB", spill=spill) as con:
        rows = con.execute(
            f"SELECT DISTINCT person_id FROM {tables.parquet(index_dir / 'persons.parquet')} "
            "WHERE person_id IN (SELECT unnest(?::VARCHAR[]))",
            [list(wanted)],
        ).fetchall()
    return frozenset(person for (person,) in rows)


def _check(silos: Sequence[Path], out_dir: Path) -> None:
    import duckdb

    defects: list[Defect] = []
    if not silos:
        defects.append(Defect("", None, "", "MUN-LINKAGE-010", "No silo was given."))
    if out_dir.exists() and any(out_dir.iterdir()):
        defects.append(Defect(out_dir.name, None, "", "MUN-LINKAGE-011", "The folder for the index is not empty."))
    for path in silos:
        try:
            found = {row[0] for row in duckdb.execute(f"DESCRIBE SELECT * FROM {tables.parquet(path)}").fetchall()}
        except duckdb.Error:
            defects.append(Defect(path.name, None, "", "MUN-LINKAGE-012", "The silo file is not readable Parquet."))
            continue
        for column in SILO_COLUMNS:
            if column not in found and column not in OPTIONAL:
                defects.append(Defect(path.name, None, column, "MUN-LINKAGE-013", f"Column {column} is missing."))
    if defects:
        raise InputRefused("MUN-LINKAGE-014", "The record index cannot be built from this.", defects=defects)


def _load(con: DuckDBPyConnection, silos: Sequence[Path], built_on: date) -> None:
    """In: silo files. Out: `records`, one row per record, with `pid` (persons numbered by their own id's order)."""
    plain = (c for c in (*PERSON_KEYS, *ADDRESS_COLUMNS) if c not in {"birth_date", "tin_digits"})
    parts = ", ".join(f"coalesce({c}, '') AS {c}" for c in plain)
    number = f"CASE WHEN regexp_full_match(tin_digits, '{JUNK_NUMBER}') THEN '' ELSE coalesce(tin_digits, '') END"
    raw = ", ".join(f"coalesce({c}, '') AS {c}" for c in RAW_ADDRESS)
    selects = []
    for path in silos:
        have = {r[0] for r in con.execute(f"DESCRIBE SELECT * FROM {tables.parquet(path)}").fetchall()}
        flags = ", ".join(_flag_sql(c, c in have) for c in ("identity_theft", "impairment", "informant", "protected"))
        selects.append(f"""
          SELECT coalesce(record_id, '') AS record_id,
                 coalesce(nullif(trim(person_id), ''), 'record:' || coalesce(record_id, '')) AS person_id,
                 lower(trim(coalesce(source, ''))) AS source, lower(trim(coalesce(filer_role, ''))) AS filer_role,
                 {raw}, {parts}, {number} AS tin_digits,
                 {births_until_sql("birth_date", built_on)} AS birth_date, observed, period::INTEGER AS period, deceased,
                 deceased IS NULL AND trim(coalesce(deceased_on, '')) <> '' AS deceased_unclear, {flags},
                 coalesce(silo, '') AS silo
          FROM {tables.parquet(path)}""")
    con.execute(f"CREATE TABLE loaded AS {' UNION ALL '.join(selects)}")
    con.execute("""CREATE TABLE ids AS
      SELECT person_id, (row_number() OVER (ORDER BY person_id) - 1)::INTEGER AS pid
      FROM (SELECT DISTINCT person_id FROM loaded)""")
    con.execute(
        "CREATE TABLE records AS SELECT i.pid, l.* EXCLUDE (person_id) FROM loaded l JOIN ids i USING (person_id)"
    )
    con.execute("DROP TABLE loaded")


def births_until_sql(column: str, day: date) -> str:
    """`column`, but NULL for a date nobody alive in the income tax's time was born on, or after `day`: such a date is a
    slip of unknown size, and would stand against the true one.
    """
    return f"CASE WHEN {column} BETWEEN DATE '{EARLIEST_BIRTH}' AND DATE '{day.isoformat()}' THEN {column} END"


def _flag_sql(column: str, present: bool) -> str:
    """A marker is off when empty or plainly 'no'; any other word is on, because doubt protects the person."""
    if not present:
        return f"FALSE AS {column}"
    value = f"lower(trim(coalesce({column}::VARCHAR, '')))"
    return f"({value} NOT IN ('', 'false', 'f', 'no', 'n', '0')) AS {column}"


def _derive(con: DuckDBPyConnection) -> None:
    """In: `records`, `ids`. Out: the tables named in FILES but the keys."""
    for statement in names.lookup_tables_sql():
        con.execute(statement)
    has_address = "(trim(address_line) <> '' OR address_key <> '')"
    order = (  # newest first; then the source that says most about where somebody lives; then by content alone
        "coalesce(observed, DATE '0001-01-01') DESC, "
        "CASE source WHEN 'return' THEN 0 WHEN 'notice' THEN 1 WHEN 'ncoa' THEN 2 WHEN 'information_return' THEN 3 ELSE 4 END, "
        "coalesce(period, 0) DESC, record_id, address_key, address_line, city, state, postal_code, silo"
    )
    raw = ", ".join(RAW_ADDRESS)
    parts = ", ".join(ADDRESS_COLUMNS)
    con.execute(f"""CREATE TABLE observations AS
      SELECT pid, (row_number() OVER (PARTITION BY pid ORDER BY {order}) - 1)::INTEGER AS newest,
             record_id, observed, source, period, filer_role, {raw}, {parts}, {has_address} AS has_address, silo
      FROM records""")
    allowed = ", ".join(f"'{s}'" for s in ALLOWED_SOURCES)
    con.execute(f"""CREATE TABLE persons AS
      SELECT i.pid, i.person_id, s.* EXCLUDE (pid), o.last_return_or_notice, o.last_any
      FROM ids i
      JOIN (SELECT pid, bool_or(filer_role IN ('primary', 'secondary')) AS filer, min(deceased) AS deceased,
                   bool_or(deceased_unclear) AS deceased_unclear,
                   bool_or(identity_theft) AS identity_theft, bool_or(impairment) AS impairment,
                   bool_or(informant) AS informant, bool_or(protected) AS protected
            FROM records GROUP BY pid) s USING (pid)
      JOIN (SELECT pid, min(newest) FILTER (has_address AND source IN ({allowed})) AS last_return_or_notice,
                   min(newest) FILTER (has_address) AS last_any
            FROM observations GROUP BY pid) o USING (pid)""")
    con.execute("""CREATE TABLE periods AS
      SELECT DISTINCT pid, period FROM records WHERE period IS NOT NULL""")
    con.execute("""CREATE TABLE births AS
      SELECT DISTINCT pid, birth_date FROM records WHERE birth_date IS NOT NULL""")
    con.execute("""CREATE TABLE numbers AS
      SELECT DISTINCT tin_digits, pid FROM records WHERE tin_digits <> ''""")
    con.execute("""CREATE TABLE plain_names AS
      SELECT DISTINCT pid, given_key, middle_key, family_key, suffix_key FROM records""")
    con.execute(f"CREATE TABLE name_parts AS {names.parts_sql('plain_names')}")
    con.execute("""CREATE TABLE terms AS
      SELECT 'given' AS kind, first AS word, count(DISTINCT pid)::INTEGER AS persons
      FROM name_parts WHERE first <> '' GROUP BY first
      UNION ALL
      SELECT 'family', word, count(DISTINCT pid)::INTEGER FROM (
        SELECT DISTINCT pid, unnest(list_distinct(list_concat(core, [family_joined]))) AS word FROM name_parts)
      WHERE word <> '' GROUP BY word
      UNION ALL
      SELECT 'initial', initial, count(DISTINCT pid)::INTEGER FROM (
        SELECT DISTINCT pid, unnest(initials) AS initial FROM name_parts) GROUP BY initial
      UNION ALL
      SELECT 'birth', birth_date::VARCHAR, count(*)::INTEGER FROM births GROUP BY birth_date""")
    con.execute("""CREATE TABLE names AS
      SELECT n.* REPLACE (n.known OR coalesce(g.persons, 0) >= (SELECT greatest(10, count(*) / 10000) FROM ids) AS known),
             coalesce(g.persons, 0) AS given_persons, coalesce(f.persons, 0) AS family_persons
      FROM name_parts n
      LEFT JOIN terms g ON g.kind = 'given' AND g.word = n.first
      LEFT JOIN terms f ON f.kind = 'family' AND f.word = n.family_joined""")
    _derive_addresses(con)


def _derive_addresses(con: DuckDBPyConnection) -> None:
    """In: `observations`, `terms`. Out: how many persons were ever in a place (in `terms`), `units` (buildings with units) and `addresses` (distinct per person, with newest date,
    sources, whether units are known at the building, and how many persons were ever at the delivery point).
    """
    parts = ", ".join(ADDRESS_COLUMNS)
    con.execute(f"""CREATE TABLE plain_addresses AS
      SELECT pid, {parts}, max(observed) AS newest, list_sort(list_distinct(list(source))) AS sources,
             {keys.localities_sql("observations")} AS where_list, {keys.point_sql("observations")} AS point
      FROM observations WHERE has_address GROUP BY ALL""")
    con.execute("""CREATE TABLE units AS
      SELECT DISTINCT point, unnest(where_list) AS place, predir, street_suffix, postdir
      FROM plain_addresses WHERE unit <> '' AND box = '' AND point IS NOT NULL""")
    con.execute("""CREATE TABLE at_point AS
      SELECT point, place, count(DISTINCT pid)::INTEGER AS persons FROM (
        SELECT pid, point, unnest(where_list) AS place FROM plain_addresses WHERE point IS NOT NULL)
      GROUP BY ALL""")
    con.execute("""INSERT INTO terms SELECT 'place', place, count(DISTINCT pid)::INTEGER
      FROM (SELECT pid, unnest(where_list) AS place FROM plain_addresses) GROUP BY place""")
    con.execute("CREATE TABLE numbered AS SELECT row_number() OVER () AS n, * FROM plain_addresses")
    con.execute("""CREATE TABLE building AS
      SELECT a.n, max(p.persons) AS persons_here, bool_or(u.point IS NOT NULL) AS units_known
      FROM (SELECT n, point, predir, street_suffix, postdir, unnest(where_list) AS place
            FROM numbered WHERE point IS NOT NULL) a
      JOIN at_point p USING (point, place)
      LEFT JOIN units u ON u.point = a.point AND u.place = a.place
        AND (u.predir = a.predir OR u.predir = '' OR a.predir = '')
        AND (u.street_suffix = a.street_suffix OR u.street_suffix = '' OR a.street_suffix = '')
        AND (u.postdir = a.postdir OR u.postdir = '' OR a.postdir = '')
      GROUP BY a.n""")
    con.execute("""CREATE TABLE addresses AS
      SELECT a.* EXCLUDE (n), coalesce(b.persons_here, 0) AS persons_here, coalesce(b.units_known, FALSE) AS units_known
      FROM numbered a LEFT JOIN building b USING (n)""")
    for table in ("plain_addresses", "at_point", "numbered", "building"):
        con.execute(f"DROP TABLE {table}")


def _make_keys(con: DuckDBPyConnection, kind: int) -> int:
    """Out: `keys_<kind>` (key, pid), distinct, without values shared by too many; gives how many values were left out.

    What is left out depends on the index alone, so that no request can change another request's candidates.
    """
    query = keys.key_rows_sql("pid", "names", "births", "numbers", "addresses")[kind]
    con.execute(f"CREATE TABLE all_keys AS SELECT DISTINCT key, pid FROM ({query})")
    con.execute(f"""CREATE TABLE crowded AS
      SELECT key FROM all_keys GROUP BY key HAVING count(*) > {keys.LIMIT[kind]}""")
    con.execute(
        f"CREATE TABLE keys_{kind} AS SELECT key, pid FROM all_keys ANTI JOIN crowded USING (key) ORDER BY key, pid"
    )
    left_out = int(tables.one(con, "SELECT count(*) FROM crowded"))
    con.execute("DROP TABLE all_keys")
    con.execute("DROP TABLE crowded")
    return left_out


def _counts(con: DuckDBPyConnection) -> dict[str, int]:
    return {
        "records": int(tables.one(con, "SELECT count(*) FROM records")),
        **{
            t: int(tables.one(con, f"SELECT count(*) FROM {t}"))
            for t in ("persons", "names", "births", "numbers", "addresses", "units")
        },
    }


def _quality(con: DuckDBPyConnection, built_on: date) -> dict[str, int]:
    """Numbers for the custodian's report; none of them refuses a build."""
    day = f"DATE '{built_on.isoformat()}'"
    of = {
        "records_without_name": "records WHERE given_key = '' OR family_key = ''",
        "records_without_address": "observations WHERE NOT has_address",
        "records_without_birth_date": "records WHERE birth_date IS NULL",
        "records_without_number": "records WHERE tin_digits = ''",
        "records_undated": "records WHERE observed IS NULL",
        "records_dated_after_build": f"records WHERE observed > {day}",
        "persons_never_filer": "persons WHERE NOT filer",
        "persons_deceased": "persons WHERE deceased IS NOT NULL",
        "persons_deceased_after_build": f"persons WHERE deceased > {day}",
        "persons_with_identity_theft_marker": "persons WHERE identity_theft",
        "persons_protected": "persons WHERE protected",
        "persons_with_several_numbers": "(SELECT pid FROM numbers GROUP BY pid HAVING count(*) > 1)",
        "persons_with_several_birth_dates": "(SELECT pid FROM births GROUP BY pid HAVING count(*) > 1)",
        "numbers_of_several_persons": "(SELECT tin_digits FROM numbers GROUP BY tin_digits HAVING count(*) > 1)",
    }
    return {name: int(tables.one(con, f"SELECT count(*) FROM {source}")) for name, source in of.items()}
