"""Blocking keys: the same key values from a request row and from a person of the index.

Eight kinds, after LINKAGE's cascade. A key is a hash of its parts, the kind among them, so kinds never mix.

1 number · 2 a name word and the birth date · 3 first word, family word and locality · 4 birth date and locality ·
5 delivery point (strong only beside a family word, kind 7) · 6 first 3, last 4 and birth year ·
7 delivery point and a family word · 8 a name word and locality (where birth date, number and street are all wrong at once)

Words and places are hashed once for each that there is, and a key is a hash of these hashes: the index has a name or a place
many times, and its text only once.
"""

from __future__ import annotations

from typing import Final

STRONG: Final = (1, 2, 3, 4, 7)
WEAK: Final = (5, 6, 8)
LIMIT: Final = {1: 200, 2: 200, 3: 200, 4: 100, 5: 60, 6: 100, 7: 200, 8: 60}
"""A key value with more persons than this says too little: it is looked up by nobody (the index lists it, its manifest counts it)."""
BORN_NEAR: Final = frozenset({8})
"""Keys that say so little that persons whose birth dates are far apart are not compared (`candidates.near`)."""

FIRST_WORDS: Final = "list_distinct([first, given_joined])"
FAMILY_WORDS: Final = "list_distinct(list_concat(core, [family_joined]))"
GIVEN_NAMES: Final = "list_concat([first], rest)"
"""Lists of words, from the columns of `names.parts_sql`."""


def localities_sql(alias: str) -> str:
    """A list of the ways to say where: the ZIP, and the city with its state or country."""
    return f"""list_filter([
      CASE WHEN {alias}.zip5 <> '' THEN 'z' || {alias}.zip5 END,
      CASE WHEN {alias}.city_key <> '' THEN
        'c' || {alias}.city_key || '|' || CASE WHEN {alias}.state_key <> '' THEN {alias}.state_key
        WHEN {alias}.country_key IN ('', 'us') THEN '' ELSE {alias}.country_key END END
      ], lambda t: t IS NOT NULL)"""


def point_sql(alias: str) -> str:
    """The delivery point within its locality, without what may be missing (directionals, suffix, unit); NULL if none."""
    return f"""CASE
      WHEN {alias}.box <> '' THEN 'b' || {alias}.route || '|' || {alias}.box
      WHEN {alias}.house_number <> '' AND {alias}.street <> '' THEN 'h' || {alias}.house_number || '|' || {alias}.street
      WHEN {alias}.street <> '' AND {alias}.country_key NOT IN ('', 'us') THEN 's' || {alias}.street END"""


def word_sql(word: str) -> str:
    return f"hash({word})"


def spot_sql(point: str, place: str) -> str:
    """A delivery point in one locality."""
    return f"hash({point}, {place})"


def pair_sql(first: str, family: str) -> str:
    """Two words, hashed, in order, so that given and family name exchanged give the same key."""
    return f"hash(least({first}, {family}), greatest({first}, {family}))"


def stub_sql(given: str, family: str) -> str:
    return f"hash(left({given}, 3), right({family}, 4))"


def key_rows_sql(kind: int, owner: str, prefix: str) -> str:
    """A query of (key, owner), distinct where the tables it reads are.

    In, each with `owner`: `numbers` (tin_digits), `births` (birth_date), `words` (word: of any name, longer than a letter), `pairs`
    (pair), `family` (word), `stubs` (stub), `localities` (locality), `spots` (spot), all hashed but number and birth date; their names begin with `prefix`.
    """

    def of(columns: str, table: str, beside: str = "") -> str:
        join = f" JOIN {prefix}{beside} b USING ({owner})" if beside else ""
        return f"SELECT hash({kind}::UTINYINT, {columns}) AS key, {owner} FROM {prefix}{table} a{join}"

    if kind == 6:
        return f"""SELECT hash(6::UTINYINT, stub, year) AS key, {owner} FROM {prefix}stubs
          JOIN (SELECT DISTINCT {owner}, year(birth_date) AS year FROM {prefix}births) USING ({owner})"""
    return {
        1: of("tin_digits", "numbers"),
        2: of("word, birth_date", "words", "births"),
        3: of("pair, locality", "pairs", "localities"),
        4: of("birth_date, locality", "localities", "births"),
        5: of("spot", "spots"),
        7: of("spot, word", "spots", "family"),
        8: of("word, locality", "words", "localities"),
    }[kind]
