"""What the files of the record index hold, as queries: from normalised silos to names, places, numbers and keys of persons.

A name, a place and an address are read once for each that there is, and a person's rows name them by a number: the
records are many, what they say is few. The text of a record is written once, in the silos' order, and joined with nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from muniment.linkage import keys, names, tables
from muniment.linkage.external_sort import Rows
from muniment.vocabulary.columns import ADDRESS_COLUMNS, PERSON_KEYS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from muniment.linkage.reader import IndexReader

ALLOWED_SOURCES: Final = ("return", "notice", "ncoa")
"""Sources of a last known address under the rule `return_or_notice`."""
JUNK_NUMBER: Final = "000[0-9]{6}|123456789|987654321|" + "|".join(d * 9 for d in "123456789")
"""Numbers typed to get past a field: on file they are nobody's number, so that they confirm and conflict with nothing."""
EARLIEST_BIRTH: Final = "1850-01-01"
RECORDS: Final = 20_000_000
"""Records that are joined and sorted at once; where there are more, the files are made part by part."""
PERSONS: Final = 5_000_000
"""Persons, or addresses, in one part."""
KEY_PARTS: Final = 16
"""Parts of the keys of one kind; a power of two."""

_RAW: Final = ("address_line", "city", "state", "postal_code", "country")
_MARKERS: Final = ("identity_theft", "impairment", "informant", "protected")
_NAME_KEYS: Final = ("given_key", "middle_key", "family_key", "suffix_key")
_COLUMNS: Final = ", ".join(ADDRESS_COLUMNS)
_GIVEN: Final = ("first", "stem", "rest", "middles", "initials", "given_joined", "all_joined", "groups", "known")
_MIDDLE: Final = ("rest", "middles", "initials", "all_joined")
_FAMILY: Final = ("family_joined", "all_joined", "core", "front", "suffix")
"""Of the columns of `names.parts_sql` those that one part of a name decides."""

WHOLE: Final = """g.first, g.stem, list_concat(g.rest, m.rest) AS rest, list_concat(g.middles, m.middles) AS middles,
      list_concat(g.initials, m.initials) AS initials, g.given_joined, f.family_joined,
      g.all_joined || m.all_joined || f.all_joined AS all_joined, f.core, f.front, g.groups, g.known"""
"""A name as a whole, but for its suffix, from `givens` g, `middles` m and `families` f."""

NAMES_VIEW: Final = f"""SELECT n.pid, {WHOLE}, n.suffix, g.given_persons, f.family_persons
      FROM name_numbers n JOIN givens g USING (gid) JOIN middles m USING (mid) JOIN families f USING (fid)"""
"""The names of persons with what is said of each."""


def files() -> dict[str, Rows]:
    """The files beside the observations and the keys: what is written, in an order that the content decides and the first column
    begins, by which rows are found.
    """
    said = ", ".join(c for c in ADDRESS_COLUMNS if c != "address_key")
    return {
        "persons": Rows(["FROM persons"], "pid", part_of("pid")),
        "names": Rows(["SELECT pid, gid, mid, fid, suffix FROM names"], "ALL", part_of("pid")),
        "givens": Rows(["SELECT * EXCLUDE (given_key) FROM givens"], "gid"),
        "middles": Rows(["SELECT * EXCLUDE (middle_key) FROM middles"], "mid"),
        "families": Rows(["SELECT * EXCLUDE (family_key, suffix) FROM families"], "fid"),
        "births": Rows(["SELECT pid, birth_date FROM births"], "ALL", part_of("pid")),
        "numbers": Rows(["SELECT pid, tin_digits FROM numbers"], "ALL", part_of("pid")),
        "addresses": Rows(["SELECT pid, aid FROM addresses"], "ALL", part_of("pid")),
        "places": Rows(
            [
                f"""SELECT aid, {said}, CASE WHEN address_key <> '' THEN hash(address_key) END AS address, persons_here, units_known
                  FROM places JOIN numbered USING (place) JOIN buildings USING (place)"""
            ],
            "aid",
            part_of("aid"),
        ),
        "terms": Rows(["FROM terms"], "kind, word"),
        "periods": Rows(["SELECT DISTINCT pid, period FROM records WHERE period IS NOT NULL"], "ALL", part_of("pid")),
    }


def part_of(number: str) -> str:
    """In which part a row is, by the number of its person or address."""
    return f"{number} // {PERSONS}"


def births_until_sql(column: str, day: date) -> str:
    """`column`, but NULL for a date nobody alive in the income tax's time was born on, or after `day`: such a date is a
    slip of unknown size, and would stand against the true one.
    """
    return f"CASE WHEN {column} BETWEEN DATE '{EARLIEST_BIRTH}' AND DATE '{day.isoformat()}' THEN {column} END"


def load(con: DuckDBPyConnection, silos: Sequence[Path], built_on: date) -> Rows:
    """In: silo files, in the order of their hashes. Out: `records`, one row per record, in numbers: `pid` (persons by birth
    date, then by their own id: rows ask for persons of one date), `rid` (where it stands in the silos), `gid`, `mid`, `fid`
    (names), `place` (address; NULL without one), and `ids`, `givens`, `middles`, `families`, `places`, which say what the numbers mean. View `silo_rows`: the text.
    Returns the file of observations, which reads that text and `standing`.
    """
    spans = _make_silo_rows(con, silos, built_on)
    con.execute("""CREATE TABLE ids AS
      SELECT person_id, (row_number() OVER (ORDER BY born, person_id) - 1)::INTEGER AS pid
      FROM (SELECT person_id, min(birth_date) AS born FROM silo_rows GROUP BY person_id)""")
    for statement in names.lookup_tables_sql():
        con.execute(statement)
    for table, number, column, columns in (
        ("givens", "gid", "given_key", _GIVEN),
        ("middles", "mid", "middle_key", _MIDDLE),
        ("families", "fid", "family_key", _FAMILY),
        ("suffixes", "sid", "suffix_key", ("suffix",)),
    ):
        alone = ", ".join(f"'' AS {c}" for c in _NAME_KEYS if c != column)
        con.execute(f"CREATE TABLE one_part AS SELECT DISTINCT {column}, {alone} FROM silo_rows")
        con.execute(f"""CREATE TABLE {table} AS
          SELECT (row_number() OVER (ORDER BY {column}) - 1)::INTEGER AS {number}, {column}, {", ".join(columns)}
          FROM ({names.parts_sql("one_part")})""")
        con.execute("DROP TABLE one_part")
    con.execute(f"""CREATE TABLE places AS
      SELECT row_number() OVER ()::INTEGER AS place, * FROM (SELECT DISTINCT {_COLUMNS} FROM silo_rows WHERE has_address)""")
    rows, salt = int(tables.one(con, "SELECT count(*) FROM silo_rows")), 0
    _make_records(con, salt)
    while tables.one(con, "SELECT count(*) FROM records") != rows:  # two addresses have one hash, and a record both
        salt += 1
        _make_records(con, salt)
    return Rows([_observations_sql(*span) for span in spans], "pid, newest", part_of("pid"))


def _observations_sql(silo: str, first: int, end: int) -> str:
    """What the records from `first` to before `end` say, which all are of one silo."""
    return f"""SELECT r.pid, r.newest, r.aid, s.record_id, s.observed, s.source, s.period, {", ".join(f"s.{c}" for c in _RAW)}, s.silo
      FROM (FROM {silo} WHERE rid >= {first} AND rid < {end}) s JOIN (FROM standing WHERE rid >= {first} AND rid < {end}) r USING (rid)"""


def few(con: DuckDBPyConnection) -> bool:
    """Whether the files are made of all records at once."""
    return int(tables.one(con, "SELECT count(*) FROM records")) <= RECORDS


def _make_records(con: DuckDBPyConnection, salt: int) -> None:
    address = f"hash({salt}, {_COLUMNS})"
    con.execute(f"""CREATE OR REPLACE TABLE records AS
      SELECT i.pid, s.rid, g.gid, m.mid, f.fid, CASE WHEN x.suffix <> '' THEN x.suffix ELSE f.suffix END AS suffix, p.place,
             s.tin_digits, s.birth_date, s.observed, s.source, s.period, s.filer, s.deceased, s.deceased_unclear,
             {", ".join(f"s.{c}" for c in _MARKERS)}, s.given_key = '' OR s.family_key = '' AS nameless, s.record_id,
             hash({", ".join(f"s.{c}" for c in (*ADDRESS_COLUMNS, *_RAW))}, s.silo) AS content
      FROM (SELECT *, CASE WHEN has_address THEN {address} END AS address FROM silo_rows) s
      JOIN ids i USING (person_id) JOIN givens g USING (given_key) JOIN middles m USING (middle_key)
      JOIN families f USING (family_key) JOIN suffixes x USING (suffix_key)
      LEFT JOIN (SELECT place, {address} AS address FROM places) p USING (address)""")


def _make_silo_rows(con: DuckDBPyConnection, silos: Sequence[Path], built_on: date) -> list[tuple[str, int, int]]:
    """Out: view `silo_rows`, one row per record, silo by silo: its text, without NULL, and what is read from it. Returns spans
    of at most RECORDS records: of each the view that has them, the first and the one after the last.
    """
    plain = (c for c in (*PERSON_KEYS, *ADDRESS_COLUMNS, *_RAW) if c not in {"birth_date", "tin_digits"})
    text = ", ".join(f"coalesce({c}, '') AS {c}" for c in plain)
    number = f"CASE WHEN regexp_full_match(tin_digits, '{JUNK_NUMBER}') THEN '' ELSE coalesce(tin_digits, '') END"
    spans: list[tuple[str, int, int]] = []
    before = 0
    for silo, path in enumerate(silos):
        have = {r[0] for r in con.execute(f"DESCRIBE SELECT * FROM {tables.parquet(path)}").fetchall()}
        flags = ", ".join(_flag_sql(c, c in have) for c in _MARKERS)
        con.execute(f"""CREATE VIEW silo_{silo} AS
          SELECT (file_row_number + {before})::INTEGER AS rid, coalesce(record_id, '') AS record_id,
                 coalesce(nullif(trim(person_id), ''), 'record:' || coalesce(record_id, '')) AS person_id,
                 lower(trim(coalesce(source, ''))) AS source,
                 lower(trim(coalesce(filer_role, ''))) IN ('primary', 'secondary') AS filer,
                 {text}, {number} AS tin_digits, {births_until_sql("birth_date", built_on)} AS birth_date, observed,
                 period::INTEGER AS period, deceased, deceased IS NULL AND trim(coalesce(deceased_on, '')) <> '' AS deceased_unclear,
                 {flags}, coalesce(silo, '') AS silo, trim(address_line) <> '' OR address_key <> '' AS has_address
          FROM {tables.parquet(path)}""")
        end = before + int(tables.one(con, f"SELECT count(*) FROM {tables.parquet(path)}"))
        spans += [
            (f"silo_{silo}", first, min(first + RECORDS, end)) for first in range(before, max(end, before + 1), RECORDS)
        ]
        before = end
    con.execute(f"CREATE VIEW silo_rows AS {' UNION ALL '.join(f'FROM silo_{n}' for n in range(len(silos)))}")
    return spans


def _flag_sql(column: str, present: bool) -> str:
    """A marker is off when empty or plainly 'no'; any other word is on, because doubt protects the person."""
    if not present:
        return f"FALSE AS {column}"
    value = f"lower(trim(coalesce({column}::VARCHAR, '')))"
    return f"({value} NOT IN ('', 'false', 'f', 'no', 'n', '0')) AS {column}"


def derive(con: DuckDBPyConnection) -> None:
    """In: what `load` made. Out: the tables that the files read."""
    _derive_persons(con)
    con.execute("CREATE TABLE births AS SELECT DISTINCT pid, birth_date FROM records WHERE birth_date IS NOT NULL")
    con.execute("CREATE TABLE numbers AS SELECT DISTINCT pid, tin_digits FROM records WHERE tin_digits <> ''")
    con.execute("CREATE TABLE names AS SELECT DISTINCT pid, gid, mid, fid, suffix FROM records")
    con.execute("CREATE TABLE addresses AS SELECT DISTINCT pid, place, aid FROM standing WHERE aid IS NOT NULL")
    con.execute("CREATE TABLE terms (kind VARCHAR, word VARCHAR, persons INTEGER)")
    _derive_names(con)
    _derive_places(con)
    con.execute("INSERT INTO terms SELECT 'birth', birth_date::VARCHAR, count(*) FROM births GROUP BY birth_date")


def _derive_persons(con: DuckDBPyConnection) -> None:
    """Out: `numbered`, the addresses in the order of the persons who had them; `standing`, where each record stands among its
    person's, 0 the newest, with its address; `persons`, with the places in that order of the last known address by each rule.
    """
    order = (  # newest first; then the source that says most about where somebody lives; then by content alone
        "coalesce(observed, DATE '0001-01-01') DESC, "
        "CASE source WHEN 'return' THEN 0 WHEN 'notice' THEN 1 WHEN 'ncoa' THEN 2 WHEN 'information_return' THEN 3 ELSE 4 END, "
        "coalesce(period, 0) DESC, record_id, content"
    )
    allowed = ", ".join(f"'{s}'" for s in ALLOWED_SOURCES)
    markers = ", ".join(f"bool_or({c}) AS {c}" for c in _MARKERS)
    con.execute(f"""CREATE TABLE ranked AS
      SELECT pid, rid, place, source, (row_number() OVER (PARTITION BY pid ORDER BY {order}) - 1)::INTEGER AS newest FROM records""")
    con.execute("""CREATE TABLE numbered AS
      SELECT place, (row_number() OVER (ORDER BY min(pid::BIGINT * 2147483648 + newest)) - 1)::INTEGER AS aid
      FROM ranked WHERE place IS NOT NULL GROUP BY place""")
    con.execute(f"""CREATE TABLE persons AS
      SELECT i.pid, i.person_id, s.* EXCLUDE (pid), o.last_return_or_notice, o.last_any
      FROM ids i
      JOIN (SELECT pid, bool_or(filer) AS filer, min(deceased) AS deceased,
                   bool_or(deceased_unclear) AS deceased_unclear, {markers} FROM records GROUP BY pid) s USING (pid)
      LEFT JOIN (SELECT pid, min(newest) FILTER (source IN ({allowed})) AS last_return_or_notice, min(newest) AS last_any
                 FROM ranked WHERE place IS NOT NULL GROUP BY pid) o USING (pid)""")
    con.execute(
        "CREATE TABLE standing AS SELECT rid, pid, newest, place, aid FROM ranked LEFT JOIN numbered USING (place)"
    )
    con.execute("DROP TABLE ranked")


def _derive_names(con: DuckDBPyConnection) -> None:
    """Out: `words`, `family`, `pairs`, `stubs` for the keys; how many persons have a word (in `terms`, `givens`, `families`)."""
    for part in ("gid", "mid", "fid"):
        con.execute(f"CREATE TABLE of_{part} AS SELECT DISTINCT pid, {part} FROM names")
    con.execute("CREATE TABLE full_names AS SELECT DISTINCT pid, gid, fid FROM names")
    for table, number, words, into in (
        ("givens", "gid", keys.GIVEN_NAMES, "given_words"),
        ("givens", "gid", keys.FIRST_WORDS, "first_words"),
        ("middles", "mid", "rest", "middle_words"),
        ("families", "fid", keys.FAMILY_WORDS, "family_words"),
    ):
        con.execute(f"""CREATE TABLE {into} AS SELECT DISTINCT {number}, w, {keys.word_sql("w")} AS word FROM (
          SELECT {number}, unnest({words}) AS w FROM {table}) WHERE w <> ''""")
    con.execute("""CREATE TABLE words AS SELECT DISTINCT pid, word FROM (
      SELECT pid, word FROM of_gid JOIN given_words USING (gid) WHERE len(w) > 1
      UNION ALL SELECT pid, word FROM of_mid JOIN middle_words USING (mid) WHERE len(w) > 1
      UNION ALL SELECT pid, word FROM of_fid JOIN family_words USING (fid) WHERE len(w) > 1)""")
    con.execute("CREATE TABLE family AS SELECT DISTINCT pid, word FROM of_fid JOIN family_words USING (fid)")
    con.execute(f"""CREATE TABLE pairs AS SELECT DISTINCT pid, {keys.pair_sql("f.word", "w.word")} AS pair
      FROM full_names JOIN first_words f USING (gid) JOIN family_words w USING (fid)""")
    con.execute(f"""CREATE TABLE stubs AS SELECT DISTINCT pid, {keys.stub_sql("first", "family_joined")} AS stub
      FROM full_names JOIN givens USING (gid) JOIN families USING (fid) WHERE first <> '' AND family_joined <> ''""")
    con.execute("""INSERT INTO terms SELECT 'given', first, count(*) FROM (
      SELECT DISTINCT pid, first FROM of_gid JOIN givens USING (gid) WHERE first <> '') GROUP BY first""")
    con.execute("""INSERT INTO terms SELECT 'family', w, persons
      FROM (SELECT word, count(*) AS persons FROM family GROUP BY word) JOIN (SELECT DISTINCT w, word FROM family_words) USING (word)""")
    con.execute("""INSERT INTO terms SELECT 'initial', initial, count(*) FROM (
      SELECT DISTINCT pid, initial FROM (
        SELECT pid, initial FROM of_gid JOIN (SELECT DISTINCT gid, unnest(initials) AS initial FROM givens) USING (gid)
        UNION ALL
        SELECT pid, initial FROM of_mid JOIN (SELECT DISTINCT mid, unnest(initials) AS initial FROM middles) USING (mid)))
      GROUP BY initial""")
    con.execute("""CREATE OR REPLACE TABLE givens AS
      SELECT g.* REPLACE (g.known OR coalesce(t.persons, 0) >= (SELECT greatest(10, count(*) / 10000) FROM ids) AS known),
             coalesce(t.persons, 0) AS given_persons
      FROM givens g LEFT JOIN (FROM terms WHERE kind = 'given') t ON t.word = g.first""")
    con.execute("""CREATE OR REPLACE TABLE families AS SELECT f.*, coalesce(t.persons, 0) AS family_persons
      FROM families f LEFT JOIN (FROM terms WHERE kind = 'family') t ON t.word = f.family_joined""")
    for table in (
        "of_gid",
        "of_mid",
        "of_fid",
        "full_names",
        "given_words",
        "first_words",
        "middle_words",
        "family_words",
    ):
        con.execute(f"DROP TABLE {table}")


def _derive_places(con: DuckDBPyConnection) -> None:
    """Out: `localities`, `spots` for the keys; how many persons were ever in a place (in `terms`); `buildings`, one row per
    address: how many persons were ever at the delivery point, and whether units are known at the building.
    """
    con.execute(f"""CREATE TABLE located AS
      SELECT place, predir, street_suffix, postdir, unit <> '' AND box = '' AS has_unit, point, town,
             {keys.word_sql("town")} AS locality, CASE WHEN point IS NOT NULL THEN {keys.spot_sql("point", "town")} END AS spot
      FROM (SELECT *, unnest({keys.localities_sql("places")}) AS town, {keys.point_sql("places")} AS point FROM places)""")
    _make_of_addresses(con, "localities", "locality")
    con.execute("""INSERT INTO terms SELECT 'place', town, persons
      FROM (SELECT locality, count(*) AS persons FROM localities GROUP BY locality)
      JOIN (SELECT DISTINCT town, locality FROM located) USING (locality)""")
    _make_of_addresses(con, "spots", "spot")
    con.execute("""CREATE TABLE units AS
      SELECT DISTINCT spot, predir, street_suffix, postdir FROM located WHERE has_unit AND spot IS NOT NULL""")
    con.execute("""CREATE TABLE beside_units AS
      SELECT DISTINCT a.place FROM located a JOIN units u ON u.spot = a.spot
        AND (u.predir = a.predir OR u.predir = '' OR a.predir = '')
        AND (u.street_suffix = a.street_suffix OR u.street_suffix = '' OR a.street_suffix = '')
        AND (u.postdir = a.postdir OR u.postdir = '' OR a.postdir = '')""")
    con.execute("CREATE TABLE crowds AS SELECT spot, count(*)::INTEGER AS persons FROM spots GROUP BY spot")
    con.execute("CREATE TABLE buildings (place INTEGER, persons_here INTEGER, units_known BOOLEAN)")
    for start in range(1, int(tables.one(con, "SELECT count(*) FROM places")) + 1, PERSONS):
        here = f"place >= {start} AND place < {start + PERSONS}"
        con.execute(f"""INSERT INTO buildings SELECT p.place, coalesce(h.persons, 0), u.place IS NOT NULL
          FROM (SELECT place FROM places WHERE {here}) p LEFT JOIN (FROM beside_units WHERE {here}) u USING (place) LEFT JOIN (
            SELECT place, max(persons) AS persons FROM (FROM located WHERE {here}) JOIN crowds USING (spot) GROUP BY place) h USING (place)""")
    con.execute("DROP TABLE crowds")
    con.execute("DROP TABLE beside_units")
    con.execute("DROP TABLE located")


def _make_of_addresses(con: DuckDBPyConnection, table: str, column: str) -> None:
    """Out: `table` (pid, `column` of `located`), distinct. Some persons at a time: a nation's do not fit into memory at once."""
    con.execute(f"CREATE TABLE {table} (pid INTEGER, {column} UBIGINT)")
    for start in range(0, int(tables.one(con, "SELECT count(*) FROM ids")), PERSONS):
        con.execute(f"""INSERT INTO {table} SELECT DISTINCT pid, {column}
          FROM (FROM addresses WHERE pid >= {start} AND pid < {start + PERSONS}) JOIN located USING (place)
          WHERE {column} IS NOT NULL""")


def keys_of(kind: int) -> Rows:
    """(key, pid) of one kind, distinct but for two texts of one hash."""
    part = f"key >> {64 - KEY_PARTS.bit_length() + 1}"
    return Rows([f"SELECT key, pid FROM ({keys.key_rows_sql(kind, 'pid', '')})"], "key, pid", part)


def make_crowded(con: DuckDBPyConnection, index: IndexReader) -> None:
    """Out: table `crowded` (kind, key): the values in the key files that more persons share than LIMIT says. It depends on the index alone, so
    that no request can change another request's candidates.
    """
    con.execute("CREATE TABLE crowded (kind UTINYINT, key UBIGINT)")
    for kind, limit in sorted(keys.LIMIT.items()):
        values = index.file(f"keys_{kind}").oftener_than(limit)
        con.execute(f"INSERT INTO crowded SELECT {kind}, unnest($1::UBIGINT[])", [values])


def left_out(con: DuckDBPyConnection) -> dict[str, int]:
    """How many values of each kind are crowded."""
    found = dict(con.execute("SELECT kind, count(*) FROM crowded GROUP BY kind").fetchall())
    return {f"keys_{kind}_left_out": int(found.get(kind, 0)) for kind in sorted(keys.LIMIT)}


def counts(con: DuckDBPyConnection) -> dict[str, int]:
    tables_counted = ("records", "persons", "names", "births", "numbers", "addresses", "units")
    return {table: int(tables.one(con, f"SELECT count(*) FROM {table}")) for table in tables_counted}


def quality(con: DuckDBPyConnection, built_on: date) -> dict[str, int]:
    """Numbers for the custodian's report; none of them refuses a build."""
    day = f"DATE '{built_on.isoformat()}'"
    of = {
        "records_without_name": "records WHERE nameless",
        "records_without_address": "records WHERE place IS NULL",
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
