"""`text.py` in DuckDB SQL, for plain cells; every other cell is asked of `text.py` itself, once per distinct value.

A name is plain when it is printable ASCII. Any other text is plain when it holds only `PLAIN` characters: those a sentence in
a Latin script needs, on which this engine and Python cannot disagree. A cell that is not plain, or over-long, is *odd*.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Final

from muniment.intake import text
from muniment.intake.placeholders import (
    BOTH_NAMES,
    MIDDLE_NONE,
    NAME_ANYWHERE,
    NAME_FILLER,
    NAME_MARKS,
    NAME_PHRASES,
    REASON_WORDS,
)

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

BATCH: Final = 200_000

SUFFIXES: Final = {
    "jr": "jr", "jnr": "jr", "junior": "jr", "sr": "sr", "snr": "sr", "senior": "sr", "i": "i", "1st": "i", "ii": "ii",
    "2nd": "ii", "2d": "ii", "iii": "iii", "3rd": "iii", "3d": "iii", "iv": "iv", "4th": "iv", "v": "v", "5th": "v",
}  # fmt: skip
"""A generational suffix and its one form. Degrees and titles are no suffix: they tell no two persons apart."""

SUFFIXES_IN_NAMES: Final = tuple(s for s in SUFFIXES if s not in ("i", "v", "1st", "2d", "3d"))
"""Those taken off the end of a name. `I` and `V` there are initials."""


def literal(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _list(values: Iterable[str]) -> str:
    return "(" + ", ".join(literal(v) for v in sorted(values)) + ")"


def _alternatives(values: Iterable[str]) -> str:
    return "|".join(re.escape(v).replace("\\ ", " ") for v in sorted(values) if v.isascii())


_FILLER: Final = _alternatives(NAME_FILLER)
_REASON: Final = _alternatives(REASON_WORDS)
_PLACEHOLDER: Final = literal(
    f"(?:.* )?(?:{_alternatives(NAME_ANYWHERE)})(?: .*)?|{_alternatives(NAME_PHRASES)}|(?:{_FILLER})(?: (?:{_FILLER}))*"
)


PLAIN: Final = (
    (0x09, 0x0A), (0x0D, 0x0D), (0x20, 0x7E), (0xA1, 0xA7), (0xA9, 0xA9), (0xAB, 0xAC), (0xAE, 0xAE), (0xB0, 0xB1),
    (0xB6, 0xB7), (0xBB, 0xBB), (0xBF, 0xC5), (0xC7, 0xCF), (0xD1, 0xD7), (0xD9, 0xDD), (0xE0, 0xE5), (0xE7, 0xEF),
    (0xF1, 0xF7), (0xF9, 0xFD), (0xFF, 0x10F), (0x112, 0x125), (0x128, 0x12F), (0x134, 0x137), (0x139, 0x13E),
    (0x143, 0x148), (0x14C, 0x151), (0x154, 0x165), (0x168, 0x17E), (0x1E00, 0x1E95), (0x1EA0, 0x1EF9),
    (0x2010, 0x2010), (0x2012, 0x2016), (0x2018, 0x2023), (0x2027, 0x2027), (0x20A0, 0x20A7), (0x20A9, 0x20BF),
)  # fmt: skip
"""Ranges of characters that NFKC leaves alone, whose case folds to one character as `lower` gives it, and whose accents
`strip_accents` takes off as the reference does. A test goes through every one of them."""

_PLAIN_TEXT: Final = literal("[" + "".join(f"\\x{{{a:x}}}-\\x{{{b:x}}}" for a, b in PLAIN) + "]*")
_SPACES: Final = literal(" \t\n\r")


def odd(column: str) -> str:
    """Whether a name must go to the Python reference."""
    return f"(NOT regexp_full_match({column}, '[ -~]*') OR length({column}) > {text.MAX_CELL})"


def odd_text(column: str) -> str:
    """Whether any other text must go to the Python reference."""
    return f"(NOT regexp_full_match({column}, {_PLAIN_TEXT}) OR length({column}) > {text.MAX_CELL})"


def odd_rows(con: DuckDBPyConnection, source: str, columns: Sequence[str], target: str) -> None:
    """Table `target`: the rows of `source` (their `columns`) with an odd text, found with one look at each row."""
    whole = f"concat({', '.join(columns)})"
    con.execute(
        f"CREATE OR REPLACE TABLE {target} AS SELECT {', '.join(columns)} FROM {source} WHERE {odd_text(whole)}"
    )


def clean(column: str) -> str:
    """Of a name: printable ASCII, where spaces are the only white space."""
    return f"trim(regexp_replace({column}, ' {{2,}}', ' ', 'g'))"


def cleaned(source: str, columns: Sequence[str]) -> str:
    """SELECT of the rows of `source` with t_ and c_<column> (trimmed, clean) for plain `columns`.

    In three steps, each computed once: runs of spaces and spaces at the ends are rare, and looking for them is far
    cheaper than taking them away everywhere.
    """
    first, second, third = [], [], []
    for c in columns:
        first.append(f"replace(replace(replace({c}, '\n', ' '), '\t', ' '), '\r', ' ') AS x_{c}")
        second.append(
            f"CASE WHEN contains(x_{c}, '  ') THEN regexp_replace(x_{c}, ' {{2,}}', ' ', 'g') ELSE x_{c} END AS y_{c}"
        )
        ends = f"starts_with(y_{c}, ' ') OR ends_with(y_{c}, ' ')"
        third.append(f"CASE WHEN {ends} THEN trim({c}, {_SPACES}) ELSE {c} END AS t_{c}")
        third.append(f"CASE WHEN {ends} THEN trim(y_{c}) ELSE y_{c} END AS c_{c}")
    # Fields the caller does not use are never computed.
    return f"""
        SELECT * EXCLUDE ({", ".join(f"x_{c}, y_{c}" for c in columns)}), {", ".join(third)} FROM (
            SELECT *, {", ".join(second)} FROM (SELECT *, {", ".join(first)} FROM {source})
        )"""


def name_key(column: str) -> str:
    return f"trim(regexp_replace(regexp_replace(lower({column}), '[''`\".]', '', 'g'), '[^a-z0-9]+', ' ', 'g'))"


def name_state(column: str) -> str:
    words = f"trim(regexp_replace(regexp_replace({name_key(column)}, '\\b[0-9]+|[0-9]+\\b', '', 'g'), ' +', ' ', 'g'))"
    return f"""CASE
        WHEN trim({column}) = '' THEN 'empty'
        WHEN length(trim({column})) > {text.MAX_NAME} THEN 'control'
        WHEN regexp_matches({column}, '^ *([=+@]|-[A-Za-z(\\[{{])') THEN 'formula'
        WHEN lower({clean(column)}) IN {_list(NAME_MARKS)} THEN 'placeholder'
        WHEN {words} <> 'x' AND regexp_full_match({words}, {_PLACEHOLDER}) THEN 'placeholder'
        WHEN NOT regexp_matches({column}, '[A-Za-z]') THEN 'no_letter'
        ELSE 'name' END"""


def reason_state(column: str) -> str:
    """Of a folded, plain cell."""
    bare = f"CASE WHEN strlen({column}) = length({column}) THEN {column} ELSE strip_accents({column}) END"
    return f"""CASE
        WHEN {column} = '' THEN 'empty'
        WHEN regexp_full_match({bare}, '[^a-z]*(?:(?:{_REASON})(?:[^a-z]+|$))*') THEN 'placeholder'
        ELSE 'text' END"""


def date(column: str) -> str:
    """A real calendar date written YYYY-MM-DD, else NULL; of a cleaned cell."""
    return _date(column, "000[1-9]|00[1-9][0-9]|0[1-9][0-9]{2}|[1-9][0-9]{3}")


def _date(column: str, years: str) -> str:
    shape = f"'(?:{years})-[0-9]{{2}}-[0-9]{{2}}'"
    return f"CASE WHEN regexp_full_match({column}, {shape}) THEN TRY_CAST({column} AS DATE) END"


def birth(column: str) -> str:
    """A birth date that somebody whose record is asked for can have; before 1600 it is a filler."""
    return _date(column, "1[6-9][0-9]{2}|[2-9][0-9]{3}")


def tin_digits(column: str) -> str:
    """The number in a `tin_text`, '' when it is none."""
    return f"CASE WHEN regexp_full_match({column}, '[0-9]{{9}}') THEN {column} ELSE '' END"


def tin_text(column: str) -> str:
    """A cleaned number without hyphens, the typographic ones included, and spaces."""
    every = f"regexp_replace({column}, '[- \\x{{2010}}-\\x{{2015}}\\x{{2212}}\\x{{fe58}}\\x{{fe63}}]', '', 'g')"
    return f"CASE WHEN strlen({column}) = length({column}) THEN replace(replace({column}, '-', ''), ' ', '') ELSE {every} END"


def suffix_form(column: str) -> str:
    """The one form of a suffix key, '' when it is none."""
    cases = " ".join(f"WHEN {literal(k)} THEN {literal(v)}" for k, v in SUFFIXES.items())
    return f"(CASE {column} {cases} ELSE '' END)"


_SUFFIX_AT_END: Final = literal(f"^(.*\\S) ({'|'.join(SUFFIXES_IN_NAMES)})$")

_SUFFIX_WORD: Final = literal(f"(?:^| )({'|'.join(SUFFIXES)})(?: |$)")


def without_suffix(column: str) -> str:
    return f"regexp_replace({column}, {_SUFFIX_AT_END}, '\\1')"


def suffix_of(column: str) -> str:
    return f"regexp_extract({column}, {_SUFFIX_AT_END}, 2)"


def suffix_word(column: str) -> str:
    """The first generational suffix among the words of a suffix key: `jr` of `jr md`."""
    return f"regexp_extract({column}, {_SUFFIX_WORD}, 1)"


def joined_suffixes(first: str, *others: str) -> str:
    """Every different form said, in order: one in most rows, and two in conflict equal neither.

    Silence says nothing: a name that says Jr beside a suffix column that says Sr must not pass for either.
    """
    nothing = " AND ".join(f"{form} = ''" for form in (first, *others))
    forms = ", ".join((first, *others))
    return (
        f"CASE WHEN {nothing} THEN '' ELSE "
        f"array_to_string(list_sort(list_distinct(list_filter([{forms}], lambda x: x <> ''))), ' ') END"
    )


def silent(table: str, column: str) -> str:
    """Whether nothing is said in a cell of `table`, with its c_<column>; an over-long one says what cannot be read."""
    return f"({table}.c_{column} = '' AND length({table}.{column}) <= {text.MAX_CELL})"


def both_names(given: str, family: str) -> str:
    """Whether both keys are words that are names only beside a real one."""
    return f"({given} IN {_list(BOTH_NAMES)} AND {family} IN {_list(BOTH_NAMES)})"


def no_middle(key: str) -> str:
    return f"({key} IN {_list(MIDDLE_NONE)})"


def name_forms(con: DuckDBPyConnection, source: str, columns: Sequence[str], target: str) -> None:
    """Table `target` (value, state, key, core, ending, said): one row per distinct cell in `columns` of `source`.

    core is the key without a suffix at its end, ending that suffix, said the first suffix among the key's words. Names
    repeat: judging each once is several times cheaper than judging every row.
    """
    distinct = " UNION ".join(f"SELECT {c} AS value FROM {source}" for c in columns)
    con.execute(f"CREATE OR REPLACE TABLE name_value AS {distinct}")
    select = f"SELECT value FROM name_value WHERE {odd('value')}"
    _reference(con, select, "odd_name", ("state", "key"), lambda v: (text.name_state(v), _short_key(v)))
    con.execute(f"""
        CREATE OR REPLACE TABLE {target} AS
        SELECT value, state, key, {without_suffix("key")} AS core, {suffix_form(suffix_of("key"))} AS ending,
            {suffix_form(suffix_word("key"))} AS said
        FROM (
            SELECT value, state, key FROM odd_name
            UNION ALL
            SELECT value, {name_state("value")}, {name_key("value")} FROM name_value WHERE NOT {odd("value")}
        )""")


def period_forms(con: DuckDBPyConnection, source: str, target: str, most: int) -> None:
    """Table `target` (value, years, state): one row per distinct taxable_periods of `source`."""
    con.execute(f"""
        CREATE OR REPLACE TABLE {target} AS
        WITH said AS (
            SELECT taxable_periods AS value, {_parts("c_taxable_periods")} AS parts
            FROM (SELECT DISTINCT taxable_periods, c_taxable_periods FROM {source})
        ), years AS (
            SELECT *, list_sort(list_distinct(list_transform(list_filter(parts,
                lambda x: regexp_full_match(x, '[0-9]{{4}}')), lambda x: x::INTEGER))) AS years FROM said
        )
        SELECT value, years, CASE
            WHEN length(value) > {text.MAX_CELL} THEN 'unreadable'
            WHEN len(parts) = 0 THEN 'empty'
            WHEN len(list_filter(parts, lambda x: NOT regexp_full_match(x, '[0-9]{{4}}'))) > 0 THEN 'unreadable'
            WHEN len(years) > {most} THEN 'too_many'
            ELSE 'ok' END AS state
        FROM years""")


def item_forms(con: DuckDBPyConnection, source: str, target: str) -> None:
    """Table `target` (value, key): one row per distinct requested_items of `source`; folded, sorted, once each."""
    con.execute(f"""
        CREATE OR REPLACE TABLE {target} AS
        SELECT requested_items AS value,
            array_to_string(list_sort(list_distinct({_parts("f_requested_items")})), ';') AS key
        FROM (SELECT DISTINCT requested_items, f_requested_items FROM {source})""")


def _parts(column: str) -> str:
    return f"list_filter(list_transform(string_split({column}, ';'), lambda x: trim(x)), lambda x: x <> '')"


def odd_texts(con: DuckDBPyConnection, source: str, columns: Sequence[str], target: str) -> None:
    """Table `target` (value, trimmed, clean, fold, reason): one row per distinct odd value in `columns` of `source`.

    An over-long cell is unreadable: its three texts are empty, and as a reason it is a placeholder.
    """
    parts = " UNION ".join(f"SELECT {c} AS value FROM {source} WHERE {odd_text(c)}" for c in columns)
    _reference(con, parts, target, ("trimmed", "clean", "fold", "reason"), _text_row)


def _short_key(value: str) -> str:
    return text.name_key(value) if len(value) <= text.MAX_CELL else ""


def _text_row(value: str) -> tuple[str, ...]:
    if len(value) > text.MAX_CELL:
        return "", "", "", text.reason_state(value[: text.MAX_CELL + 1]) if value.strip() else "empty"
    return value.strip(), text.clean(value), text.fold(value), text.reason_state(value)


def _reference(
    con: DuckDBPyConnection,
    select: str,
    target: str,
    names: Sequence[str],
    answer: Callable[[str], tuple[str, ...]],
) -> None:
    import pyarrow as pa

    con.execute(f"CREATE OR REPLACE TABLE {target} (value VARCHAR, {', '.join(f'{n} VARCHAR' for n in names)})")
    values = con.cursor().execute(f"SELECT DISTINCT value FROM ({select})")
    while batch := values.fetchmany(BATCH):
        keys = [row[0] for row in batch]
        answers = [answer(v) for v in keys]
        table = pa.table(
            {"value": pa.array(keys, pa.string())}
            | {n: pa.array([a[i] for a in answers], pa.string()) for i, n in enumerate(names)}
        )
        con.register("odd_batch", table)
        con.execute(f"INSERT INTO {target} SELECT * FROM odd_batch")
        con.unregister("odd_batch")
