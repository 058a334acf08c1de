"""The SQL of the fast path: which lines are clear beyond doubt, and what their components are.

Every statement works on temporary tables of `bulk.parse_addresses`. A line it does not understand is left out, never
guessed.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from muniment.intake.address.facilities import CARE_WORDS, FACILITY_WORDS, GENERAL_WORDS
from muniment.intake.address.lexicon import (
    BUILDING_WORDS,
    CLOSED_NAMES,
    DIRECTIONALS,
    LONE_UNITS,
    NUMBER_WORDS,
    ORDINAL_ONES,
    ORDINAL_TENS,
    ORDINALS,
    SPANISH_WAYS,
    STATE_NAMES,
    STRONG_SUFFIXES,
    UNIT_WORDS,
)
from muniment.intake.address.model import OUTPUT_COLUMNS
from muniment.intake.address.placeholders import attention_words, suspect
from muniment.intake.address.puerto_rico import AREAS
from muniment.intake.address.routes import TRIGGERS
from muniment.intake.address.streets import attention_words as street_attention
from muniment.intake.address.us import attention_words as line_attention
from muniment.intake.address.wordlists import word_list

_DIRECTIONS: Final = word_list("ne nw se sw n s e w northeast northwest southeast southwest north south east west")
_UNITS: Final = "apt|apartment|unit|ste|suite"
UNIT: Final = rf"((?:,* (?:{_UNITS}|#) #?|,* #)([1-9][0-9]{{0,4}}[a-z]?|[a-z][1-9][0-9]{{0,3}}))$"
"""A unit behind a street: the whole of it, and its value."""
NAME: Final = r"[a-z]{2,}(?: [a-z]{2,}){0,2}|[0-9]{0,3}(?:1st|2nd|3rd|[04-9]th|1[0-9]th)"
"""A street's name of one to three plain words, or an ordinal in digits."""

WHOLE: Final = (
    r"^([^,]+?(?:, ?(?:apt|unit|ste|suite|#)[^,]*)?), ?([a-z][a-z ]*[a-z]),? ([a-z]{2}),? (\d{5}(?:-\d{4})?)$"
)


def _quoted(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{w}'" for w in words)


def suffix_rows() -> list[tuple[str, str]]:
    """Every strong suffix as written, with its normal form."""
    left_out = ("la", "rte", "rt", "route")  # an article, and roads that carry a number
    return sorted((v, s) for v, s in STRONG_SUFFIXES.items() if len(v) > 1 and v not in left_out)


@lru_cache(maxsize=1)
def _attention() -> frozenset[str]:
    phrases = (
        STATE_NAMES, UNIT_WORDS, BUILDING_WORDS, LONE_UNITS, STRONG_SUFFIXES, DIRECTIONALS, NUMBER_WORDS, ORDINALS,
        ORDINAL_TENS,
        ORDINAL_ONES, SPANISH_WAYS, CLOSED_NAMES, TRIGGERS, AREAS, FACILITY_WORDS, CARE_WORDS, GENERAL_WORDS,
        set(attention_words()), street_attention(), line_attention(),
    )  # fmt: skip
    return frozenset(part for group in phrases for name in group for part in name.split())


def needs_attention(word: str) -> bool:
    """Whether the word means more than itself inside a street's name, so that the reference must look at the line."""
    return word in _attention() or suspect(word)


def _plain(column: str) -> str:
    """A cell as the reference is given it: of ASCII it reads capitals and small letters alike."""
    return f"CASE WHEN strlen({column}) = length({column}) THEN lower({column}) ELSE coalesce({column}, '') END"


def given_sql(source: str) -> str:
    """SELECT: in, the source; out, one row per row, its five columns in a form that the reference reads as it reads them.

    Of a ZIP+4 it reads five digits, and the United States named are as the country left out.
    """
    zip_digits = "CASE WHEN regexp_full_match(postal_code, '[0-9]{5}(?:-?[0-9]{4}|-)') THEN left(postal_code, 5)"
    return f"""
        SELECT row, {_plain("address_line")} AS line, {_plain("city")} AS city, {_plain("state")} AS state,
               {zip_digits} ELSE {_plain("postal_code")} END AS postal_code,
               CASE WHEN lower(country) IN ('us', 'usa', 'united states') THEN '' ELSE {_plain("country")} END AS country
        FROM {source}"""


def cut_sql(source: str) -> str:
    """In: the source. Out: addr_cut, one row per row: `number`, `street` and `unit` of a line that may have the standard
    form (`street` is NULL for any other), and its place.

    An address whole in its line is cut at its last comma first; its place then stands in the same columns.
    """
    return rf"""
        CREATE TEMP TABLE addr_cut AS
        WITH lowered AS (
            SELECT row, city, state, postal_code, country,
                   CASE WHEN length(line) NOT BETWEEN 6 AND 120 THEN ''
                        WHEN contains(line, '.') OR contains(line, '  ')
                        THEN regexp_replace(regexp_replace(trim(line), '[.]( |,|$)', '\1', 'g'), ' +', ' ', 'g')
                        ELSE trim(line) END AS text
            FROM ({given_sql(source)})
        ), whole AS (
            SELECT *, CASE WHEN city = '' AND state = '' AND postal_code = '' AND country = ''
                           THEN regexp_extract(text, '{WHOLE}', ['line', 'city', 'state', 'zip']) END AS w
            FROM lowered
        ), placed AS (
            SELECT row, w IS NOT NULL AS whole, CASE WHEN w IS NOT NULL THEN w.line
                        WHEN city <> '' AND postal_code <> '' THEN text ELSE '' END AS text,
                   CASE WHEN w IS NULL THEN city ELSE w.city END AS city,
                   CASE WHEN w IS NULL THEN state ELSE w.state END AS state,
                   CASE WHEN w IS NULL THEN postal_code ELSE left(w.zip, 5) END AS postal_code, country
            FROM whole
        ), numbered AS (
            SELECT * EXCLUDE (text), left(text, strpos(text, ' ') - 1) AS number, substr(text, strpos(text, ' ') + 1) AS body
            FROM placed
        ), units AS (
            SELECT *, CASE WHEN regexp_matches(body, '#| (?:{_UNITS}) ')
                           THEN regexp_extract(body, '{UNIT}', ['all', 'value']) END AS u
            FROM numbered
        )
        SELECT row, whole, city, state, postal_code, country, number, coalesce(u.value, '') AS unit,
               CASE WHEN regexp_full_match(number, '[1-9][0-9]{{0,5}}')
                    THEN left(body, length(body) - coalesce(length(u."all"), 0)) END AS street
        FROM units
    """


def split_sql() -> str:
    """In: addr_cut. Out: addr_split, one row per distinct street that ends in a suffix or in one and a direction."""
    return f"""
        CREATE TEMP TABLE addr_split AS
        WITH words AS (
            SELECT street, string_split(street, ' ') AS t
            FROM (SELECT DISTINCT street FROM addr_cut WHERE street IS NOT NULL)
        ), ends AS (
            SELECT *, CASE WHEN len(t) > 2 AND t[-1] IN ({_quoted(_DIRECTIONS)}) THEN t[-1] ELSE '' END AS postdir
            FROM words WHERE len(t) BETWEEN 2 AND 6
        ), suffixes AS (
            SELECT *, CASE WHEN postdir = '' THEN len(t) ELSE len(t) - 1 END AS s FROM ends
        ), starts AS (
            SELECT *, CASE WHEN s > 2 AND t[1] IN ({_quoted(_DIRECTIONS)}) THEN t[1] ELSE '' END AS predir FROM suffixes
        )
        SELECT street, predir, array_to_string(t[CASE WHEN predir = '' THEN 1 ELSE 2 END : s - 1], ' ') AS name,
               t[s] AS suffix, postdir
        FROM starts
        WHERE s > 1 AND t[s] IN (SELECT variant FROM addr_suffixes)
    """


def words_sql() -> str:
    """In: addr_split. Out: every distinct word of a street's name."""
    return rf"""
        SELECT DISTINCT unnest(string_split(name, ' ')) FROM (SELECT DISTINCT name FROM addr_split)
        WHERE regexp_full_match(name, '{NAME}')
    """


def streets_sql() -> str:
    """In: addr_split, addr_attention, addr_suffixes. Out: addr_streets, one row per distinct street without a word that asks
    for attention: the components, and how it ends.
    """
    short = {
        "north": "n", "south": "s", "east": "e", "west": "w", "northeast": "ne", "northwest": "nw",
        "southeast": "se", "southwest": "sw",
    }  # fmt: skip
    cases = " ".join(f"WHEN '{k}' THEN '{v}'" for k, v in short.items())
    return rf"""
        CREATE TEMP TABLE addr_streets AS
        WITH names AS (SELECT DISTINCT name FROM addr_split),
        words AS (SELECT name, unnest(string_split(name, ' ')) AS word FROM names),
        plain AS (
            SELECT name, regexp_replace(name, '^0+', '') AS street_name
            FROM names
            WHERE regexp_full_match(name, '{NAME}')
              AND name NOT IN (SELECT w.name FROM words w JOIN addr_attention a ON a.word = w.word)
        )
        SELECT row_number() OVER ()::INTEGER AS id, s.street AS written,
               CASE s.predir {cases} ELSE s.predir END AS predir, p.street_name AS street, x.suffix AS street_suffix,
               CASE s.postdir {cases} ELSE s.postdir END AS postdir, concat(' ', s.name, ' ', s.suffix) AS ending
        FROM addr_split s JOIN plain p USING (name) JOIN addr_suffixes x ON x.variant = s.suffix
        UNION ALL SELECT 0, NULL, '', '', '', '', ''
    """


def clear_sql() -> str:
    """In: addr_cut, addr_streets, addr_places. Out: addr_rows, one row per row with a clear address, by its street and place."""
    return """
        CREATE TEMP TABLE addr_rows AS
        SELECT c.row, c.number, s.id AS street, c.unit, p.id AS place, 0::BIGINT AS parsed,
               concat_ws('|', c.number, s.predir, s.street, s.street_suffix, s.postdir, c.unit, '', '', '', p.city_key,
                         p.state_key, p.zip5, 'us') AS address_key
        FROM addr_cut c
        JOIN addr_streets s ON s.written = c.street
        JOIN addr_places p ON p.city = c.city AND p.state = c.state AND p.postal_code = c.postal_code
            AND p.country = c.country
        WHERE NOT (c.whole AND p.flags LIKE '%city_spelling%')  -- a misspelt city must have its own column
          AND NOT ends_with(s.ending, ' ' || p.city_key) AND NOT ends_with(s.ending, ' ' || trim(p.city))
    """


def left_sql(source: str) -> str:
    """In: the source, addr_rows. Out: addr_left, one row per row that is for the reference."""
    return f"CREATE TEMP TABLE addr_left AS FROM ({given_sql(source)}) ANTI JOIN addr_rows USING (row)"


def distinct_sql() -> str:
    """In: addr_left. Out: addr_distinct, one row per distinct address, with an id that means nothing beyond this run."""
    return """
        CREATE TEMP TABLE addr_distinct AS
        SELECT row_number() OVER () AS id, * FROM (SELECT DISTINCT line, city, state, postal_code, country FROM addr_left)
    """


def left_rows_sql() -> str:
    """In: addr_left, addr_distinct. Out: their rows in addr_rows, by the address that the reference reads."""
    return """
        INSERT INTO addr_rows
        SELECT l.row, '', 0, '', 0, d.id, ''
        FROM addr_left l JOIN addr_distinct d USING (line, city, state, postal_code, country)
    """


_CLEAR: Final = {
    "house_number": "r.number", "predir": "s.predir", "street": "s.street", "street_suffix": "s.street_suffix",
    "postdir": "s.postdir", "unit": "r.unit", "building": "''", "box": "''", "route": "''", "city_key": "p.city_key",
    "state_key": "p.state_key", "zip5": "p.zip5", "country_key": "'us'", "address_key": "r.address_key",
    "address_kind": "'us_street'", "delivery_line": "TRUE", "locality": "TRUE", "address_flags": "p.flags",
}  # fmt: skip
"""What stands in the columns of a clear address, by `addr_rows` r, `addr_streets` s and `addr_places` p; FALSE in the others."""


def result_sql(target: str) -> str:
    """In: addr_rows and what its numbers mean. Out: the target, a table with one row per row of the source.

    Nothing here can be NULL, and the engine sees it: there is a row 0 in each table. The bytes of an artefact depend on it.
    A table: where these joins were a part of another, DuckDB 2.0 ended in an error of its own, since a column is a dictionary's in chunks
    of which every address is clear, and plain in others.
    """
    clear = dict.fromkeys(OUTPUT_COLUMNS, "FALSE") | _CLEAR
    columns = ", ".join(f"CASE WHEN r.parsed = 0 THEN {clear[c]} ELSE o.{c} END AS {c}" for c in OUTPUT_COLUMNS)
    return f"""
        CREATE OR REPLACE TEMP TABLE {target} AS
        SELECT r.row, {columns}
        FROM addr_rows r JOIN addr_streets s ON s.id = r.street JOIN addr_places p ON p.id = r.place
            JOIN addr_parsed o ON o.id = r.parsed
    """
