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
from muniment.intake.address.placeholders import attention_words, suspect
from muniment.intake.address.puerto_rico import AREAS
from muniment.intake.address.routes import TRIGGERS
from muniment.intake.address.streets import attention_words as street_attention
from muniment.intake.address.us import attention_words as line_attention
from muniment.intake.address.wordlists import word_list

_DIRECTIONS: Final = word_list("ne nw se sw n s e w northeast northwest southeast southwest north south east west")
_UNIT_WORDS: Final = ("apt", "apartment", "unit", "ste", "suite", "#")
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


def distinct_sql(source: str) -> str:
    """In: the source. Out: addr_distinct, one row per distinct address, with an id that means nothing beyond this run."""
    return f"""
        CREATE TEMP TABLE addr_distinct AS
        SELECT row_number() OVER () AS id, line, city, state, postal_code, country
        FROM (SELECT DISTINCT coalesce(address_line, '') AS line, coalesce(city, '') AS city,
                     coalesce(state, '') AS state,
                     coalesce(postal_code, '') AS postal_code, coalesce(country, '') AS country
              FROM {source})
    """


def candidates_sql() -> str:
    """In: addr_distinct. Out: addr_split, one row per address whose line has the standard form, cut into its parts.

    An address whole in its line is cut at its last comma first; its place then stands in the same columns.
    """
    return rf"""
        CREATE TEMP TABLE addr_split AS
        WITH lowered AS (
            SELECT id, city, state, postal_code, country,
                   CASE WHEN contains(low, '.') OR contains(low, '  ')
                        THEN regexp_replace(regexp_replace(low, '[.]( |,|$)', '\1', 'g'), ' +', ' ', 'g')
                        ELSE low END AS text
            FROM (SELECT *, lower(trim(line)) AS low FROM addr_distinct WHERE length(line) BETWEEN 6 AND 120)
        ), cut AS (
            SELECT id, text, city, state, postal_code, country, false AS whole
            FROM lowered
            WHERE city <> '' AND postal_code <> ''
            UNION ALL
            SELECT id, w.line, w.city, w.state, w.zip, country, true
            FROM (
                SELECT id, country, regexp_extract(text, '{WHOLE}', ['line', 'city', 'state', 'zip']) AS w
                FROM lowered
                WHERE city = '' AND state = '' AND postal_code = ''
                  AND lower(trim(country)) IN ('', 'us', 'usa', 'united states')
            )
            WHERE w.line <> ''
        ), units AS (
            -- t: words; m: the last word that is not the unit's
            SELECT id, city, state, postal_code, country, whole, t,
                   CASE WHEN len(t) > 4 AND t[-2] IN ({_quoted(_UNIT_WORDS)}) THEN len(t) - 2
                        WHEN len(t) > 3 AND starts_with(t[-1], '#') THEN len(t) - 1 ELSE len(t) END AS m
            FROM (SELECT *, string_split(text, ' ') AS t FROM cut)
            WHERE len(t) BETWEEN 3 AND 10
        ), tails AS (
            SELECT *, CASE WHEN m < len(t) THEN ltrim(t[-1], '#') ELSE '' END AS unit,
                   CASE WHEN m < len(t) THEN rtrim(t[m], ',') ELSE t[m] END AS last
            FROM units
        ), ends AS (
            SELECT *, CASE WHEN m > 3 AND last IN ({_quoted(_DIRECTIONS)}) THEN last ELSE '' END AS postdir FROM tails
        ), suffixes AS (
            SELECT *, CASE WHEN postdir = '' THEN last ELSE t[m - 1] END AS suffix,
                   CASE WHEN postdir = '' THEN m ELSE m - 1 END AS s
            FROM ends
        ), starts AS (
            SELECT *, CASE WHEN s > 3 AND t[2] IN ({_quoted(_DIRECTIONS)}) THEN t[2] ELSE '' END AS predir FROM suffixes
        )
        SELECT id, city, state, postal_code, country, whole, t[1] AS number, predir,
               array_to_string(t[CASE WHEN predir = '' THEN 2 ELSE 3 END : s - 1], ' ') AS name, suffix, postdir, unit
        FROM starts
        WHERE suffix IN (SELECT variant FROM addr_suffixes) AND s > 2 AND regexp_full_match(t[1], '[1-9][0-9]{{0,5}}')
          AND (CASE WHEN unit = '' THEN m = len(t)
                    ELSE regexp_full_match(unit, '[1-9][0-9]{{0,4}}[a-z]?|[a-z][1-9][0-9]{{0,3}}') END)
    """


def words_sql() -> str:
    """In: addr_split. Out: every distinct word of a street's name."""
    return rf"""
        SELECT DISTINCT unnest(string_split(name, ' ')) FROM (SELECT DISTINCT name FROM addr_split)
        WHERE regexp_full_match(name, '{NAME}')
    """


def names_sql() -> str:
    """In: addr_split. Out: addr_names, one row per distinct street name without a word that asks for attention."""
    return rf"""
        CREATE TEMP TABLE addr_names AS
        WITH names AS (SELECT DISTINCT name FROM addr_split),
        words AS (SELECT name, unnest(string_split(name, ' ')) AS word FROM names)
        SELECT name, regexp_replace(name, '^0+', '') AS street
        FROM names
        WHERE regexp_full_match(name, '{NAME}')
          AND name NOT IN (SELECT w.name FROM words w JOIN addr_attention a ON a.word = w.word)
    """


def fast_rows_sql() -> str:
    """In: addr_split, addr_names, addr_places, addr_suffixes. Out: rows of addr_parsed for every clear address."""
    short = {
        "north": "n", "south": "s", "east": "e", "west": "w", "northeast": "ne", "northwest": "nw",
        "southeast": "se", "southwest": "sw",
    }  # fmt: skip
    cases = " ".join(f"WHEN '{k}' THEN '{v}'" for k, v in short.items())

    def direction(column: str) -> str:
        return f"CASE {column} {cases} ELSE {column} END"

    return f"""
        INSERT INTO addr_parsed
        WITH joined AS (
            SELECT s.id, s.number, {direction("s.predir")} AS predir, n.street, x.suffix,
                   {direction("s.postdir")} AS postdir, s.unit,
                   p.city_key, p.state_key, p.zip5, p.flags
            FROM addr_split s
            JOIN addr_names n USING (name)
            JOIN addr_suffixes x ON x.variant = s.suffix
            JOIN addr_places p ON p.city = s.city AND p.state = s.state
                AND p.postal_code = s.postal_code AND p.country = s.country
            WHERE NOT (s.whole AND p.flags LIKE '%city_spelling%')  -- a misspelt city must have its own column
              AND NOT ends_with(' ' || s.name || ' ' || s.suffix, ' ' || p.city_key)
              AND NOT ends_with(' ' || s.name || ' ' || s.suffix, ' ' || lower(trim(s.city)))
        )
        SELECT id, number, predir, street, suffix, postdir, unit, '', '', '', city_key, state_key, zip5, 'us',
               concat_ws('|', number, predir, street, suffix, postdir, unit, '', '', '', city_key, state_key,
                         zip5, 'us'),
               false, false, false, 'us_street', true, true, false, false, false, false, false, flags
        FROM joined
    """


def result_sql(source: str, target: str) -> str:
    """In: the source, addr_distinct, addr_parsed. Out: the target, one row per source row, in the source's order."""
    return f"""
        CREATE TABLE {target} AS
        SELECT s.row, p.* EXCLUDE (id)
        FROM {source} s
        JOIN addr_distinct d ON d.line = coalesce(s.address_line, '') AND d.city = coalesce(s.city, '')
            AND d.state = coalesce(s.state, '') AND d.postal_code = coalesce(s.postal_code, '')
            AND d.country = coalesce(s.country, '')
        JOIN addr_parsed p ON p.id = d.id
        ORDER BY s.row
    """
