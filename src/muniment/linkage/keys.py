"""Blocking keys: the same key values from a request row and from a person of the index.

Seven kinds, after LINKAGE's cascade. A key is a hash of its parts, the kind among them, so kinds never mix.

1 number · 2 a name word and the birth date · 3 first word, family word and locality · 4 birth date and locality ·
5 delivery point (strong only beside a family word, kind 7) · 6 first 3, last 4 and birth year ·
7 delivery point and a family word
"""

from __future__ import annotations

from typing import Final

STRONG: Final = (1, 2, 3, 4, 7)
WEAK: Final = (5, 6)
LIMIT: Final = {1: 200, 2: 200, 3: 200, 4: 100, 5: 60, 6: 100, 7: 200}
"""A key value with more persons than this says too little: it is left out of the index (and counted in the manifest)."""


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


def _hash(kind: int, *parts: str) -> str:
    return f"{kind}::UTINYINT AS kind, hash({kind}::UTINYINT, {', '.join(parts)}) AS key"


def key_rows_sql(owner: str, names: str, births: str, numbers: str, places: str) -> dict[int, str]:
    """For each kind a query of (kind, key, owner), not distinct.

    In: `names` (owner, first, rest, core, given_joined, family_joined), `births` (owner, birth_date), `numbers` (owner,
    tin_digits), `places` (owner, locality list `where_list`, `point`). One row per key of an owner.
    """
    words = "list_distinct(list_concat(list_concat([n.first], n.rest), list_concat(n.core, [n.family_joined])))"
    family = "list_distinct(list_concat(n.core, [n.family_joined]))"
    # The two words are put in order, so that given and family name exchanged still give the same key.
    first = "list_distinct([n.first, n.given_joined])"
    return {
        1: f"SELECT {owner}, {_hash(1, 'tin_digits')} FROM {numbers} WHERE tin_digits <> ''",
        2: f"""SELECT {owner}, {_hash(2, "w", "b.birth_date")} FROM (
                 SELECT {owner}, unnest({words}) AS w FROM {names} n) JOIN {births} b USING ({owner}) WHERE len(w) > 1""",
        3: f"""SELECT {owner}, {_hash(3, "least(f, w)", "greatest(f, w)", "place")} FROM (
                 SELECT {owner}, f, unnest({family}) AS w FROM (
                   SELECT {owner}, n.core, n.family_joined, unnest({first}) AS f FROM {names} n) n
               ) JOIN (SELECT DISTINCT {owner}, unnest(where_list) AS place FROM {places}) USING ({owner})
               WHERE f <> '' AND w <> ''""",
        4: f"""SELECT {owner}, {_hash(4, "b.birth_date", "place")} FROM {births} b
               JOIN (SELECT DISTINCT {owner}, unnest(where_list) AS place FROM {places}) USING ({owner})""",
        5: f"""SELECT {owner}, {_hash(5, "point", "place")} FROM (
                 SELECT {owner}, point, unnest(where_list) AS place FROM {places} WHERE point IS NOT NULL)""",
        6: f"""SELECT {owner}, {_hash(6, "left(n.first, 3)", "right(n.family_joined, 4)", "year(b.birth_date)")}
               FROM {names} n JOIN {births} b USING ({owner}) WHERE n.first <> '' AND n.family_joined <> ''""",
        7: f"""SELECT {owner}, {_hash(7, "point", "place", "w")} FROM (
                 SELECT {owner}, unnest({family}) AS w FROM {names} n) JOIN (
                 SELECT DISTINCT {owner}, point, unnest(where_list) AS place FROM {places} WHERE point IS NOT NULL
               ) USING ({owner}) WHERE w <> ''""",
    }
