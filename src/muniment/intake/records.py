"""The custodian's records, one silo for each file (CONTRACT.md, Records; docs/rooms.md, silo).

What a record says is never refused: a custodian's own data is what it is, and every doubt about it is counted and
flagged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from muniment.formats import duck
from muniment.formats.yaml import read_mapping
from muniment.intake import identity, sql
from muniment.intake.defects import Defects
from muniment.intake.facts import ADDRESS_SOURCE, AddressParser, bulk_parser
from muniment.intake.table import TableFile, read_table
from muniment.intake.tablespec import TableSpec
from muniment.vocabulary.columns import ADDRESS_COLUMNS, PERSON_KEYS, RECORD_COLUMNS
from muniment.vocabulary.errors import InputRefused
from muniment.vocabulary.items import RECORD_ITEM_COLUMNS
from muniment.vocabulary.progress import Progress, silent

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

COLUMNS_READ: Final = (*RECORD_COLUMNS, *RECORD_ITEM_COLUMNS)
RECORD_REQUIRED: Final = ("record_id", "person_id", "given_name", "family_name", "address_line")
MARKERS: Final = ("identity_theft", "impairment", "informant", "protected")
ROLES: Final = ("primary", "secondary", "dependent")
SOURCES: Final = ("return", "information_return", "notice", "ncoa", "other")

QUALITY: Final = (
    "q_person_missing", "q_name_missing", "q_tin_malformed", "q_tin_junk", "q_tin_shared", "q_birth_unreadable",
    "q_birth_future", "q_observed_missing", "q_observed_future", "q_period_unreadable", "q_deceased_unreadable",
    "q_deceased_future", "q_role_unknown", "q_source_unknown", "q_marker_unclear", "q_address_missing",
    "q_address_incomplete",
)  # fmt: skip
"""BOOLEAN columns of a silo: a doubt about the record, never a reason to leave it out."""

JUNK_NUMBER: Final = sql.literal("000[0-9]{6}|123456789|987654321|" + "|".join(d * 9 for d in "123456789"))
"""Numbers people type to get past a field."""

_DATES: Final = ("birth_date", "observed", "deceased")
"""Columns of which the flag `q_<what>_future` says that the date lies after the build."""

_YES: Final = ("true", "t", "yes", "y", "1")
_NO: Final = ("false", "f", "no", "n", "0")

_TEXTS: Final = (
    "date_of_birth", "tin", "observed_on", "tax_period", "deceased_on", "filer_role", "source", *MARKERS,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class QualityReport:
    """How many of a silo's records carry each flag of `QUALITY`."""

    rows: int
    counts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Silo:
    """One silo as normalised. `sha256` is the hash of the custodian's file; `absent` are columns it had not."""

    name: str
    path: Path
    sha256: str
    rows: int
    absent: tuple[str, ...]
    quality: QualityReport
    notes: tuple[str, ...] = ()

    def about(self) -> dict[str, object]:
        """What of it is not in its rows, for `take_silo`."""
        return {"name": self.name, "sha256": self.sha256, "absent": list(self.absent), "notes": list(self.notes)}


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Our column to the file's: for every silo, and for single silos by name, whose own entries win."""

    every: Mapping[str, str] = field(default_factory=dict)
    silos: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def of(self, silo: str) -> dict[str, str]:
        return {**self.every, **self.silos.get(silo, {})}


def read_map(raw: bytes, file: str, silos: Sequence[str]) -> ColumnMap:
    """The file of `--map`: `our column: the file's` for all files, and `silo: {our column: the file's}` for one of `silos`.

    A silo's own entries win over those for all. Raises InputRefused with every entry that cannot be one.
    """
    defects, body = Defects(file), read_mapping(raw, file)
    every = _known({k: v for k, v in body.items() if not isinstance(v, Mapping)}, "", defects)
    own: dict[str, Mapping[str, str]] = {}
    for silo, entries in body.items():
        if not isinstance(entries, Mapping):
            continue
        if silo not in silos:
            defects.add("MUN-INTAKE-035", "No file of this name was given.", column=silo,
                        hint="A silo is named by its file without the ending.")  # fmt: skip
        own[silo] = _known(entries, f"{silo}.", defects)
    found = ColumnMap(every, own)
    _two_of_ours(every, every, "", defects)
    for silo in own:
        _two_of_ours(found.of(silo), own[silo], f"{silo}.", defects)
    defects.refuse("MUN-INTAKE-000", "The mapping")
    return found


def column_entries(given: Mapping[str, object], path: str, defects: Defects) -> dict[str, str]:
    """The entries of a mapping that stands alone, ours to theirs; each that cannot be one is added to `defects`."""
    entries = _known(given, path, defects)
    _two_of_ours(entries, entries, path, defects)
    return entries


def _known(given: Mapping[str, object], path: str, defects: Defects) -> dict[str, str]:
    result: dict[str, str] = {}
    for ours, theirs in given.items():
        if ours not in COLUMNS_READ:
            defects.add("MUN-INTAKE-030", "This is no column of ours.", column=path + ours,
                        hint=f"Columns: {', '.join(COLUMNS_READ)}.")  # fmt: skip
        elif not isinstance(theirs, str) or not theirs:
            defects.add("MUN-INTAKE-031", "The file's column is not given as text.", column=path + ours)
        else:
            result[ours] = theirs
    return result


def _two_of_ours(entries: Mapping[str, str], reported: Mapping[str, str], path: str, defects: Defects) -> None:
    """A column of the file given to two of ours, said of those in `reported`, a part of `entries`."""
    taken = {theirs for ours, theirs in entries.items() if ours not in reported}
    for ours, theirs in reported.items():
        if theirs in taken:
            defects.add("MUN-INTAKE-032", "The file's column is given to two of ours.", column=path + ours)
        taken.add(theirs)


def record_spec(names: Mapping[str, str]) -> TableSpec:
    """What a silo must have to be read, where `names` gives our columns the silo's."""
    return TableSpec("records", COLUMNS_READ, RECORD_REQUIRED, ("record_id",), "record_id", names)


def normalise_records(
    paths: Sequence[Path],
    mapping: ColumnMap | None,
    out_dir: Path,
    *,
    as_of: date | None = None,
    threads: int = 2,
    memory_limit: str = "2GB",
    processes: int = 2,
    progress: Progress = silent,
    parse_addresses: AddressParser | None = None,
    fetched: Sequence[Path] = (),
    refused: Sequence[InputRefused] = (),
    kept: Mapping[Path, Silo] | None = None,
) -> tuple[Silo, ...]:
    """Write `out_dir/<stem>.parquet` for each file: every record, in file order, with its normalised columns and flags.

    `fetched` are those of `paths` that `silotable.write_fetched` made: their columns have our names, and no mapping is
    for them. `as_of` is the day against which a date is in the future; without it none is. Raises InputRefused with the
    defects of every file: those a persons file can have, and a missing or doubled `record_id`; and beside them with
    those of `refused`, what other silos of the same build were refused for. `kept`: of those normalised before, the silo.
    """
    kept = kept or {}
    parse = parse_addresses or bulk_parser()
    refusals = list(refused)
    try:
        _check_names(paths, none_is_right=bool(refused))
    except InputRefused as refusal:
        raise _together([*refusals, refusal]) from None
    names = mapping or ColumnMap()
    out_dir.mkdir(parents=True, exist_ok=True)
    read: dict[Path, TableFile] = {}
    received = {path: out_dir / f".{path.stem}.received" for path in paths if path not in kept}
    try:
        for path, raw in received.items():
            spec = record_spec({} if path in fetched else names.of(path.stem))
            try:
                read[path] = read_table(path, raw, spec, threads=threads, memory_limit="1GB", progress=progress,
                                         scratch=True)  # fmt: skip
            except InputRefused as refusal:
                refusals.append(refusal)
        if refusals:
            raise _together(refusals)
        return tuple(
            kept.get(path)
            or _normalise(path.stem, received[path], read[path], out_dir / f"{path.stem}.parquet", as_of, parse,
                          threads, memory_limit, processes, progress)
            for path in paths
        )  # fmt: skip
    finally:
        for raw in received.values():
            raw.unlink(missing_ok=True)


def _check_names(paths: Sequence[Path], *, none_is_right: bool) -> None:
    defects, seen = Defects("records"), set[str]()
    if not paths and not none_is_right:
        defects.add("MUN-INTAKE-033", "No file was given.", hint="Give at least one CSV or Parquet file.")
    for path in paths:
        if path.stem in seen:
            defects.add("MUN-INTAKE-034", "Two silos have the same name.", column=path.stem,
                        hint="Rename one of them.")  # fmt: skip
        seen.add(path.stem)
    defects.refuse("MUN-INTAKE-000", "The list of files")


def _together(refusals: Sequence[InputRefused]) -> InputRefused:
    if len(refusals) == 1:
        return refusals[0]
    first = refusals[0]
    message = " ".join(r.message for r in refusals)
    return InputRefused(first.code, message, hint=first.hint, defects=[d for r in refusals for d in r.defects])


def _normalise(
    name: str, raw: Path, table: TableFile, out: Path, as_of: date | None, parse: AddressParser,
    threads: int, memory_limit: str, processes: int, progress: Progress,
) -> Silo:  # fmt: skip
    items = tuple(c for c in RECORD_ITEM_COLUMNS if c in table.columns)
    with duck.connection(out.parent, threads=threads, memory_limit=memory_limit) as con:
        con.execute(f"CREATE VIEW records AS SELECT * FROM read_parquet({duck.path_text(raw)})")
        con.execute(f"CREATE VIEW address_source AS SELECT row, {', '.join(ADDRESS_SOURCE)} FROM records")
        parse(con, "address_source", "address_parsed", processes=processes, progress=progress)
        progress("normalise", 1, 3)
        identity.prepare(con, "records", _TEXTS)
        identity.texts_view(con, "records", "texts", _TEXTS)
        identity.identity_view(con, "texts", "identified")
        con.execute(f"""
            CREATE TABLE shared AS
            SELECT tin_digits
            FROM (SELECT person_id, {sql.tin_digits("tin")} AS tin_digits
                  FROM (SELECT person_id, {sql.tin_text("c_tin")} AS tin FROM texts))
            WHERE tin_digits <> '' GROUP BY tin_digits HAVING min(person_id) <> max(person_id)""")
        _write(con, silo_select("identified", "address_parsed", "shared", name, as_of, items), out)
        progress("normalise", 2, 3)
        quality = _quality(con, out)
    progress("normalise", 3, 3)
    absent = tuple(c for c in RECORD_COLUMNS if c not in table.columns)
    return Silo(name, out, table.sha256, quality.rows, absent, quality, table.notes)


def take_silo(
    source: Path, about: Mapping[str, Any], out: Path, as_of: date, *, threads: int, memory_limit: str
) -> Silo:
    """A silo normalised on another day (`source`, and what `Silo.about` says of it) as it would be on `as_of`, in `out`: only what
    lies in the future is another matter by then.
    """
    with duck.connection(out.parent, threads=threads, memory_limit=memory_limit) as con:
        again = ", ".join(f"{_future(c, as_of)} AS q_{c.removesuffix('_date')}_future" for c in _DATES)
        _write(con, f"SELECT * REPLACE ({again}) FROM read_parquet({duck.path_text(source)}) ORDER BY row", out)
        quality = _quality(con, out)
    name, digest = str(about["name"]), str(about["sha256"])
    return Silo(name, out, digest, quality.rows, tuple(about["absent"]), quality, tuple(about["notes"]))


def _write(con: DuckDBPyConnection, query: str, out: Path) -> None:
    """The silo `query` as `out`, in bytes that follow from its rows alone: with what DuckDB knows of where they come from
    (that a column has no NULL), it would write the same rows in other ones.
    """
    con.execute("SET disabled_optimizers = 'statistics_propagation'")
    duck.write(con, query, out)


def _quality(con: DuckDBPyConnection, silo: Path) -> QualityReport:
    sums = ", ".join(f"count(*) FILTER ({q})" for q in QUALITY)
    rows, *counts = con.execute(f"SELECT count(*), {sums} FROM read_parquet({duck.path_text(silo)})").fetchall()[0]
    return QualityReport(rows, tuple(zip(QUALITY, counts, strict=True)))


def _future(column: str, as_of: date | None) -> str:
    return f"COALESCE({column} > DATE '{as_of.isoformat()}', FALSE)" if as_of else "FALSE"


def silo_select(
    source: str, addresses: str, shared: str, silo: str, as_of: date | None, items: tuple[str, ...] = ()
) -> str:
    """SELECT of a silo: in, a view of `identity_view`, the parsed addresses by row, the numbers several persons hold;
    out, one row per record in file order.

    A marker is NULL where nothing is on file, FALSE where the custodian says so, and TRUE for any other word: a doubt
    about a marker must never open a record (M05, M06, M08).
    """
    silent = {m: sql.silent("p", m) for m in MARKERS}
    received = ", ".join(
        f"CASE WHEN {silent[c]} THEN NULL WHEN p.f_{c} IN {_NO} THEN FALSE ELSE TRUE END AS {c}"
        if c in MARKERS
        else f"p.{c}"
        for c in (*RECORD_COLUMNS, *items)
    )
    unclear = " OR ".join(f"NOT ({silent[m]} OR p.f_{m} IN {_YES + _NO})" for m in MARKERS)
    return f"""
        WITH typed AS (
            SELECT *,
                {sql.date("c_observed_on")} AS observed,
                CASE WHEN regexp_full_match(c_tax_period, '[0-9]{{4}}') THEN c_tax_period::INTEGER END AS period,
                {sql.date("c_deceased_on")} AS deceased,
                CASE WHEN trim(address_line) <> '' THEN FALSE ELSE trim(concat(city, state, postal_code)) = '' END AS no_address
            FROM {source}
        )
        SELECT p.row, {received}, {", ".join("p." + k for k in PERSON_KEYS)},
            {", ".join("a." + c for c in ADDRESS_COLUMNS)},
            p.observed, p.period, p.deceased, {sql.literal(silo)} AS silo,
            trim(p.person_id) = '' AS q_person_missing,
            p.given_state <> 'name' OR p.family_state <> 'name' AS q_name_missing,
            p.tin_state = 'malformed' AS q_tin_malformed,
            regexp_full_match(p.tin_digits, {JUNK_NUMBER}) AS q_tin_junk,
            s.tin_digits IS NOT NULL AS q_tin_shared,
            p.c_date_of_birth <> '' AND p.birth_date IS NULL AS q_birth_unreadable,
            {_future("p.birth_date", as_of)} AS q_birth_future,
            p.observed IS NULL AS q_observed_missing,
            {_future("p.observed", as_of)} AS q_observed_future,
            p.period IS NULL AND p.c_tax_period <> '' AS q_period_unreadable,
            p.deceased IS NULL AND p.c_deceased_on <> '' AS q_deceased_unreadable,
            {_future("p.deceased", as_of)} AS q_deceased_future,
            p.f_filer_role NOT IN {tuple(ROLES)} AS q_role_unknown,
            p.f_source NOT IN {tuple(SOURCES)} AS q_source_unknown,
            {unclear} AS q_marker_unclear,
            p.no_address AS q_address_missing, NOT p.no_address AND NOT (a.delivery_line AND a.locality) AS q_address_incomplete
        FROM typed p JOIN {addresses} a ON a.row = p.row LEFT JOIN {shared} s ON s.tin_digits = p.tin_digits
        ORDER BY p.row"""
