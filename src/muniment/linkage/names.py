"""Names as evidence: how a normalised name falls into parts, and how much two names agree.

The text is normalised by intake; here it is only cut into words. All of it is SQL text for DuckDB, so that ten pairs
and ten million are compared by the same code. Levels are small integers, higher is better, NULL is "nothing to compare".

given   7 the same first word, or the same letters in all · 6 a known short form, or given and family name exchanged ·
        5 an initial that agrees · 4 a slip of the pen · 3 garbled: most of the letters of a name that no list knows ·
        2 the other's middle name · 1 alike, but both are names of their own (MARIO, MARIA) · 11 half of the letters, or a third
        and the initial · 8 a third of the letters, or the initial · 9 a word that is no name · 10 another initial · 0 another
        name (11, 8, 9 and 10 rank between 1 and 0)
middle  2 a word in common · 1 an initial in common · 0 different
family  6 the same letters · 5 one is part of the other (LOPEZ, PRUEBA LOPEZ), or exchanged · 4 a slip of the pen ·
        3 garbled · 2 a word in common · 1 in part alike · 0 another name
suffix  2 the same · 1 on one side only, or JR beside II · 0 in conflict
"""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources
from typing import Final

PARTICLES: Final = (
    "de", "del", "la", "las", "los", "el", "y", "e", "da", "das", "do", "dos", "di", "du", "le", "van", "von", "der",
    "den", "ter", "ten", "bin", "ibn", "al", "bint", "abu", "st", "san", "santa", "mac", "mc", "of", "the",
)  # fmt: skip
"""Words of a family name that do not identify by themselves."""

GARBLED: Final = 0.72
IN_PART: Final = 0.5
"""Jaro-Winkler similarities of family names."""
MOST: Final = 0.6
HALF: Final = 0.5
A_THIRD: Final = 0.3
"""Shares of the letters of first names that stand in their place: names of one house are often Jaro-Winkler alike by chance."""

SUFFIXES: Final = {
    "jr": "jr", "junior": "jr", "jnr": "jr", "sr": "sr", "senior": "sr", "snr": "sr", "ii": "ii", "2nd": "ii",
    "iii": "iii", "3rd": "iii", "iv": "iv", "4th": "iv", "v": "v", "5th": "v",
}  # fmt: skip
"""Generational suffixes and their one form. In a family name 'v' is left alone: it may be an initial."""


ROLES: Final = (
    "mr", "mrs", "ms", "miss", "mister", "madam", "senor", "senora", "senorita", "dr", "dad", "father", "mom", "mother",
    "mama", "papa", "son", "daughter", "dau", "brother", "sister", "husband", "wife", "spouse", "child", "kid", "baby", "infant",
    "boy", "girl", "man", "woman", "lady", "gentleman", "gentle", "male", "female", "minor", "adult", "person", "respondent",
    "resident", "inmate", "tenant", "occupant", "hijo", "hija", "padre", "madre", "nino", "nina", "esposa", "esposo",
    "grandson", "granddaughter", "grandfather", "grandmother",
    "nephew", "niece", "uncle", "aunt", "cousin", "stepson", "stepdaughter", "roommate", "lodger", "boarder", "friend",
    "youngest", "oldest", "eldest", "unknown", "refused", "refuse", "anonymous", "fnu", "nfn", "lnu",
    "grandchild", "gent", "gentlemen", "gentelman", "coh", "doh", "loh", "moh", "soh",
)  # fmt: skip
"""Words that stand where a first name should: they say who is meant, not what the person is called."""


BESIDE_ROLES: Final = ("of", "in", "the", "house", "f", "m")
"""Words that go with those: LADY OF THE, MAN IN THE, CHILD F."""
NO_FAMILY_NAMES: Final = (
    "unknown", "unk", "anonymous", "anon", "none", "refused", "refuse", "declined", "apellido", "respondent", "respondant", "resp",
    "resident", "occupant", "household", "householder", "husband", "wife", "daughter", "female", "male", "girl", "adult",
    "hh", "hhm", "coh", "doh", "loh", "moh", "soh", "xxx", "lnu", "nln",
)  # fmt: skip
"""Words that stand where a family name should; that are hardly anybody's name (as Child, Person, House and Man are)."""
OF_THE_HOUSE: Final = ("house", "home", "casa", "name", "know")
IN_THE_HOUSE: Final = ("lady", "man", "woman", "of", "the", "de", "la", "no", "last", "dont", "do", "not")
"""So do names of several words, all of these and one of the first: LADY OF THE HOUSE, DE LA CASA, NO LAST NAME."""


TITLES: Final = (
    "sir", "lord", "dame", "reverend", "rev", "bishop", "archbishop", "viscount", "admiral", "captain", "capt", "colonel",
    "lieutenant", "professor", "prof", "honourable", "hon", "baronet",
)  # fmt: skip
"""Words before a first name; that are hardly anybody's name (as Earl, Duke and Major are)."""


@cache
def nickname_groups() -> tuple[tuple[str, ...], ...]:
    """Groups of given names of which one may stand for another. A name may be in several groups."""
    source = resources.files("muniment.linkage.parameters").joinpath("nicknames.csv").read_text("utf-8")
    return tuple(tuple(w for w in line if w) for line in csv.reader(source.splitlines()) if line)


@cache
def known_given_names() -> frozenset[str]:
    """Common given names: two of these that differ by a letter are two names, not a slip of the pen."""
    source = resources.files("muniment.linkage.parameters").joinpath("given_names.txt").read_text("utf-8")
    listed = {w for line in source.splitlines() if not line.startswith("#") for w in line.split()}
    return frozenset(listed.union(*nickname_groups()))


def lookup_tables_sql() -> list[str]:
    """Statements that create `nickname_lookup(word, groups)` and `known_lookup(word)`."""
    of_word: dict[str, list[int]] = {}
    for number, group in enumerate(nickname_groups()):
        for word in group:
            of_word.setdefault(word, []).append(number)
    # One text each: a list of values would take DuckDB longer to read than a small request to link.
    nicknames = " ".join(f"{w}:{','.join(map(str, sorted(set(g))))}" for w, g in sorted(of_word.items()))
    known = " ".join(sorted(known_given_names()))
    return [
        f"""CREATE OR REPLACE TEMP TABLE nickname_lookup AS
          SELECT split_part(w, ':', 1) AS word, string_split(split_part(w, ':', 2), ',')::SMALLINT[] AS groups
          FROM (SELECT unnest(string_split('{nicknames}', ' ')) AS w)""",
        f"CREATE OR REPLACE TEMP TABLE known_lookup AS SELECT unnest(string_split('{known}', ' ')) AS word",
    ]


_ENDING_OFF: Final = "regexp_replace({}, '(a|o|e|ita|ito|ina|ine|ette|elle)$', '')"


def _words(column: str) -> str:
    split = rf"string_split_regex(lower(strip_accents({column})), '[^\p{{L}}\p{{N}}]+')"
    return f"list_filter({split}, lambda w: w <> '')"


def _suffix_form(expression: str) -> str:
    cases = " ".join(f"WHEN '{k}' THEN '{v}'" for k, v in SUFFIXES.items())
    return f"CASE {expression} {cases} ELSE coalesce({expression}, '') END"


ONE_WORD: Final = "(family_joined = '' OR core = [family_joined])"
"""Whether a family name is one word and no more."""


def parts_sql(relation: str) -> str:
    """In: a relation with given_key, middle_key, family_key, suffix_key and any other columns.
    One row per row of it. Out: its columns and name parts:
    `first` (first given word), `stem` (it without the ending that marks a woman's or a man's name), `rest` (other given and
    middle words), `middles` (those of them that are no initials), `initials`, `given_joined`, `family_joined`, `all_joined`
    (rest and family name in one), `core` (family words that identify), `front` (initials of those before the last two),
    `suffix`, `groups` (nickname groups), `known`; words that stand where a name should are no name; `second` (the first of rest, or '') and `plain`: there is at most one word in rest, and
    the family name is one word.
    """
    in_family = ", ".join(f"'{s}'" for s in SUFFIXES if s != "v")
    roles = ", ".join(f"'{r}'" for r in ROLES)
    titles = ", ".join(f"'{t}'" for t in TITLES)
    beside, no_family, of_the_house, in_the_house = (
        ", ".join(f"'{w}'" for w in words) for words in (BESIDE_ROLES, NO_FAMILY_NAMES, OF_THE_HOUSE, IN_THE_HOUSE)
    )
    particles = ", ".join(f"'{p}'" for p in PARTICLES)
    return f"""
    SELECT p.* EXCLUDE (g, m, f), coalesce(p.rest[1], '') AS second, len(p.rest) <= 1 AND {ONE_WORD} AS plain, {_ENDING_OFF.format("p.first")} AS stem,
           list_filter(p.rest, lambda w: len(w) > 1) AS middles, list_transform(p.rest, lambda w: left(w, 1)) AS initials,
           list_transform(p.core[:-2], lambda w: left(w, 1)) AS front, coalesce(n.groups, []::SMALLINT[]) AS groups, k.word IS NOT NULL AS known
    FROM (
      SELECT * EXCLUDE (f0, moved, s0),
             CASE WHEN g[1] IN ({roles}) THEN '' ELSE coalesce(g[1], '') END AS first,
             list_concat(CASE WHEN g[1] IN ({roles}) THEN list_filter(g[2:], lambda w: w NOT IN ({roles}, {beside}))
               ELSE g[2:] END, m) AS rest,
             array_to_string(g, '') AS given_joined, array_to_string(f, '') AS family_joined,
             array_to_string(list_concat(g[2:], list_concat(m, f)), '') AS all_joined,
             CASE WHEN len(list_filter(f, lambda w: len(w) > 1 AND w NOT IN ({particles}))) > 0
                  THEN list_filter(f, lambda w: len(w) > 1 AND w NOT IN ({particles})) ELSE f END AS core,
             {_suffix_form("CASE WHEN s0 <> '' THEN s0 WHEN moved THEN f0[-1] ELSE '' END")} AS suffix
      FROM (
        SELECT * EXCLUDE (g0), CASE WHEN g0[1] IN ({titles}) THEN g0[2:] ELSE g0 END AS g,
               CASE WHEN moved THEN f0[:-2]
                 WHEN len(f0) = 1 AND f0[1] IN ({no_family}) THEN []
                 WHEN len(f0) > 1 AND list_has_any(f0, [{of_the_house}])
                   AND list_has_all([{of_the_house}, {in_the_house}], f0) THEN []
                 ELSE f0 END AS f
        FROM (
          SELECT *, len(f0) > 1 AND f0[-1] IN ({in_family}) AS moved
          FROM (
            SELECT *, {_words("given_key")} AS g0, {_words("middle_key")} AS m, {_words("family_key")} AS f0,
                   array_to_string({_words("suffix_key")}, '') AS s0
            FROM {relation})))) p
    LEFT JOIN nickname_lookup n ON n.word = p.first
    LEFT JOIN known_lookup k ON k.word = p.first"""


def _alike(left: str, right: str) -> str:
    """A slip of the pen: one edit in a short word, two in a long one. The cheap measure goes first."""
    shorter = f"least(len({left}), len({right}))"
    return (
        f"(jaro_winkler_similarity({left}, {right}) >= 0.87 AND damerau_levenshtein({left}, {right}) <= "
        f"CASE WHEN {shorter} >= 8 THEN 2 WHEN {shorter} >= 4 THEN 1 ELSE 0 END)"
    )


def _garbled(left: str, right: str) -> str:
    """More letters in common, and in order, than two names have by chance; more wrong than a slip of the pen."""
    return f"(least(len({left}), len({right})) >= 3 AND jaro_winkler_similarity({left}, {right}) >= {GARBLED})"


def _letters_kept(left: str, right: str) -> str:
    return f"(1 - levenshtein({left}, {right}) / greatest(len({left}), len({right})))"


def _exchanged(left: str, right: str) -> str:
    return (
        f"({left}.family_joined <> '' AND {left}.given_joined = {right}.family_joined "
        f"AND {left}.family_joined = {right}.given_joined)"
    )


_OF_LISTS: Final = {
    "no_second": "(len({l}.rest) = 0 OR len({r}.rest) = 0)",
    "second_shared": "list_has_any({l}.middles, {r}.middles)",
    "initial_shared": "list_has_any({l}.initials, {r}.initials)",
    "second_is_first": "(list_contains({r}.rest, {l}.first) OR list_contains({l}.rest, {r}.first))",
    # A middle word or initial that is the front part of the other side's family name is no middle name.
    "second_in_family": """(list_has_any({l}.rest, {r}.core) OR list_has_any({r}.rest, {l}.core)
        OR list_has_any({l}.rest, {r}.front) OR list_has_any({r}.rest, {l}.front))""",
    "in_one": "({l}.all_joined = {r}.family_joined OR {l}.family_joined = {r}.all_joined)",
    "part_of": "(list_has_all({l}.core, {r}.core) OR list_has_all({r}.core, {l}.core))",
    "word_shared": "list_has_any({l}.core, {r}.core)",
}
"""What one name's words are to the other's."""

_OF_PLAIN: Final = {
    "no_second": "({l}.second = '' OR {r}.second = '')",
    "second_shared": "({l}.second = {r}.second AND len({l}.second) > 1)",
    "initial_shared": "(left({l}.second, 1) = left({r}.second, 1))",
    "second_is_first": "({r}.second = {l}.first OR {l}.second = {r}.first)",
    "second_in_family": "({l}.second = {r}.family_joined OR {r}.second = {l}.family_joined)",
    "in_one": """(ends_with({r}.family_joined, {l}.family_joined) AND {l}.second || {l}.family_joined = {r}.family_joined
        OR ends_with({l}.family_joined, {r}.family_joined) AND {r}.second || {r}.family_joined = {l}.family_joined)""",
    "part_of": "FALSE",
    "word_shared": "FALSE",
}
"""The same of two plain names, without lists. Two family names of a word each have a word in common only where they are equal, and
that is asked before."""


def _words_of(left: str, right: str, plain: bool) -> dict[str, str]:
    return {name: sql.format(l=left, r=right) for name, sql in (_OF_PLAIN if plain else _OF_LISTS).items()}


def given_level_sql(left: str = "l", right: str = "r", *, plain: bool = False) -> str:
    """`plain`: both names are; this is quicker."""
    words = _words_of(left, right, plain)
    # Names that differ in the ending that marks a woman's or a man's name are two names: MARIO and MARIA, PAUL and PAULA.
    two_endings = f"({left}.stem = {right}.stem)"
    shorter = f"least(len({left}.first), len({right}.first))"
    kept = _letters_kept(f"{left}.first", f"{right}.first")
    initial = f"(left({left}.first, 1) = left({right}.first, 1))"
    opening = (
        f"({shorter} >= 3 AND (starts_with({left}.first, {right}.first) OR starts_with({right}.first, {left}.first)))"
    )
    return f"""CASE
      WHEN {left}.first = '' OR {right}.first = '' THEN NULL
      WHEN {left}.first = {right}.first OR {left}.given_joined = {right}.given_joined THEN 7
      WHEN list_has_any({left}.groups, {right}.groups) OR {_exchanged(left, right)} THEN 6
      WHEN len({left}.first) = 1 OR len({right}.first) = 1
        THEN CASE WHEN left({left}.first, 1) = left({right}.first, 1) THEN 5 ELSE 10 END
      WHEN {words["second_is_first"]} THEN 2
      WHEN {two_endings} THEN 1
      WHEN {opening} OR {_alike(f"{left}.first", f"{right}.first")}
        THEN CASE WHEN {left}.known AND {right}.known THEN 1 ELSE 4 END
      WHEN {left}.known AND {right}.known THEN 0
      WHEN {shorter} >= 3 AND {kept} >= {MOST} THEN 3
      WHEN {shorter} >= 3 AND {kept} >= {HALF} OR {kept} >= {A_THIRD} AND {initial} THEN 11
      WHEN {kept} >= {A_THIRD} OR {initial} THEN 8
      ELSE 9 END::TINYINT"""


def middle_level_sql(left: str = "l", right: str = "r", *, plain: bool = False) -> str:
    """`plain`: both names are; this is quicker."""
    words = _words_of(left, right, plain)
    return f"""CASE
      WHEN {words["no_second"]} THEN NULL
      WHEN {words["second_shared"]} THEN 2
      WHEN {words["initial_shared"]} THEN 1
      WHEN {words["second_is_first"]} OR {words["second_in_family"]} THEN NULL
      ELSE 0 END::TINYINT"""


def family_level_sql(left: str = "l", right: str = "r", *, plain: bool = False) -> str:
    """`plain`: both names are; this is quicker."""
    words = _words_of(left, right, plain)
    # Most pairs have little in common, and that is asked once, before what takes more.
    alike = f"jaro_winkler_similarity({left}.family_joined, {right}.family_joined)"
    return f"""CASE
      WHEN {left}.family_joined = '' OR {right}.family_joined = '' THEN NULL
      WHEN {left}.family_joined = {right}.family_joined OR {words["in_one"]} THEN 6
      WHEN {words["part_of"]} OR {_exchanged(left, right)} THEN 5
      WHEN {alike} < {IN_PART} THEN CASE WHEN {words["word_shared"]} THEN 2 ELSE 0 END
      WHEN {_alike(f"{left}.family_joined", f"{right}.family_joined")} THEN 4
      WHEN {_garbled(f"{left}.family_joined", f"{right}.family_joined")} THEN 3
      WHEN {words["word_shared"]} THEN 2
      ELSE 1 END::TINYINT"""


def suffix_level_sql(left: str = "l", right: str = "r") -> str:
    return f"""CASE
      WHEN {left}.suffix = '' AND {right}.suffix = '' THEN NULL
      WHEN {left}.suffix = {right}.suffix THEN 2
      WHEN {left}.suffix = '' OR {right}.suffix = '' THEN 1
      WHEN {left}.suffix IN ('jr', 'ii') AND {right}.suffix IN ('jr', 'ii') THEN 1
      ELSE 0 END::TINYINT"""


def name_level_sql(given: str, family: str) -> str:
    """One level for both names, 5 (both exact) to 0 (one is another name): the weaker of the two decides."""
    return f"""CASE WHEN {given} IS NULL OR {family} IS NULL THEN NULL ELSE least(
      CASE {given} WHEN 7 THEN 5 WHEN 6 THEN 4 WHEN 5 THEN 3 WHEN 4 THEN 3 WHEN 3 THEN 2 WHEN 11 THEN 1 WHEN 8 THEN 1 WHEN 9 THEN 0 WHEN 10 THEN 0 ELSE {given} END,
      CASE {family} WHEN 6 THEN 5 WHEN 5 THEN 4 WHEN 4 THEN 3 WHEN 3 THEN 2 WHEN 2 THEN 1 ELSE {family} END) END::TINYINT"""
