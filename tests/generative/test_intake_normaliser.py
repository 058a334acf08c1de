"""The SQL normaliser says of every cell what the Python reference says, and neither ever fails."""

from __future__ import annotations

import unicodedata

import duckdb
from hypothesis import example, given, settings
from hypothesis import strategies as st

from muniment.intake import sql, text
from muniment.intake.identity import identity_view, prepare, texts_view
from muniment.intake.placeholders import BOTH_NAMES, NAME_ANYWHERE, NAME_MARKS, NAME_PHRASES, REASON_WORDS

LISTED = NAME_ANYWHERE | NAME_MARKS | NAME_PHRASES | BOTH_NAMES | REASON_WORDS
OTHERS = ["Ana", "Jr", "III", "x", "1", "12b", "b12", "-", "--", "=", "+", "@", "O'Brien", "St.", "(", "Muestra", "N/A"]
words = st.sampled_from([*sorted(LISTED), *OTHERS])
glue = st.sampled_from([" ", "  ", "-", "/", ". ", ", ", "", "_"])
phrases = st.lists(st.tuples(words, glue), min_size=1, max_size=4).map(lambda p: "".join(w + g for w, g in p))
ascii_text = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=16)
any_text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=10)
ALPHABET = "".join(chr(c) for first, last in sql.PLAIN for c in range(first, last + 1))
plain_text = st.text(st.sampled_from(ALPHABET), max_size=16)
cased = st.tuples(
    st.one_of(phrases, ascii_text, plain_text, any_text), st.sampled_from([str, str.upper, str.title])
).map(lambda p: p[1](p[0]))
values = st.lists(cased, min_size=1, max_size=60)


def reference(value: str) -> tuple[str, ...]:
    return (
        text.name_state(value), text.name_key(value), text.clean(value), text.fold(value), text.reason_state(value),
        *text.tin_digits(value),
    )  # fmt: skip


def by_sql(cells: list[str]) -> list[tuple[str, ...]]:
    """What the room's own views say, each cell standing in a column that nothing beside it can change."""
    with duckdb.connect() as con:
        con.execute("CREATE TABLE cells (row INTEGER, given_name VARCHAR, middle_name VARCHAR, family_name VARCHAR, "
                    "suffix VARCHAR, tin VARCHAR, date_of_birth VARCHAR)")  # fmt: skip
        con.executemany(
            "INSERT INTO cells VALUES (?, ?, '', 'Prueba', '', ?, '')", [(i, c, c) for i, c in enumerate(cells)]
        )
        prepare(con, "cells", ("tin", "date_of_birth"))
        texts_view(con, "cells", "texts", ("tin", "date_of_birth"))
        identity_view(con, "texts", "identified")
        return con.execute(f"""
            SELECT given_state, n.key, c_tin, f_tin,
                COALESCE(r_tin, {sql.reason_state("f_tin")}), tin_state, tin_digits
            FROM identified JOIN name_form n ON n.value = given_name ORDER BY row""").fetchall()


@settings(max_examples=60, deadline=None)
@given(cells=values)
@example(cells=sorted(NAME_ANYWHERE | NAME_MARKS | NAME_PHRASES | BOTH_NAMES))
@example(cells=sorted(REASON_WORDS))
@example(cells=["123½ Main", "Аna", "x" * 300, "900–00–0001", "\x1f", "\u3164", "e\u0301", "ǰ", "ΐ", "İ", "\u200b="])
def test_sql_equals_the_reference(cells: list[str]) -> None:
    for cell, got in zip(cells, by_sql(cells), strict=True):
        assert got == reference(cell), ascii(cell)


@settings(max_examples=400, deadline=None)
@given(value=st.one_of(cased, any_text))
def test_normal_forms_are_stable(value: str) -> None:
    assert text.clean(text.clean(value)) == text.clean(value)
    assert text.fold(text.fold(value)) == text.fold(value)
    assert text.name_key(text.name_key(value)) == text.name_key(value)


@settings(max_examples=200, deadline=None)
@given(value=any_text)
def test_what_a_reader_cannot_tell_apart_has_one_key(value: str) -> None:
    key = text.name_key(value)
    assert text.name_key(unicodedata.normalize("NFD", value)) == key
    assert text.name_key("\u200b".join(value)) == key or "\u200b" in value or any(c in value for c in "¼½¾⅐⅑⅒⅓⅔")
    assert text.name_key(f"  {value}\u00a0 ") == key


def test_the_two_engines_agree_on_every_plain_character() -> None:
    cells = [*ALPHABET, *(f"a{c}b {c}" for c in ALPHABET), *(f"n/a{c}" for c in ALPHABET)]
    with duckdb.connect() as con:
        con.execute("CREATE TABLE one (cell VARCHAR)")
        con.executemany("INSERT INTO one VALUES (?)", [(c,) for c in cells])
        assert con.execute(f"SELECT count(*) FROM one WHERE {sql.odd_text('cell')}").fetchall() == [(0,)]
    for cell, got in zip(cells, by_sql(cells), strict=True):
        assert got == reference(cell), ascii(cell)
