"""Who a row is about, in the same form on the request's and on the custodian's side: PERSON_KEYS and their states."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from muniment.intake import sql

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

NAME_COLUMNS: Final = ("given_name", "middle_name", "family_name", "suffix")


def prepare(con: DuckDBPyConnection, source: str, texts: Sequence[str]) -> None:
    """Judge every distinct name of `source`, and ask the Python reference about every odd cell of `texts`.

    Leaves the tables `name_form` and `odd_text` that `identity_view` and `texts_view` join.
    """
    sql.name_forms(con, source, NAME_COLUMNS, "name_form")
    prepare_texts(con, source, texts)


def prepare_texts(con: DuckDBPyConnection, source: str, texts: Sequence[str]) -> None:
    """`prepare` for `texts_view` alone."""
    sql.odd_rows(con, source, texts, "odd_row")
    sql.odd_texts(con, "odd_row", texts, "odd_text")


def texts_view(con: DuckDBPyConnection, source: str, view: str, texts: Sequence[str]) -> None:
    """View `view`: one row per row of `source` (its columns), with t_, c_ and f_<column> (trimmed, clean, folded) for
    `texts`.

    `r_<column>` is what the reference says of an odd cell as a reason, NULL for any other.
    """
    some_odd = con.execute("SELECT count(*) > 0 FROM odd_text").fetchall()[0][0]
    plain = sql.cleaned(source, texts)
    if some_odd:
        # Every odd cell is in odd_text, so what the second argument says of it is never used.
        joins = " ".join(f"LEFT JOIN odd_text o_{c} ON o_{c}.value = p.{c}" for c in texts)
        answers = ", ".join(
            f"COALESCE(o_{c}.trimmed, p.t_{c}) AS t_{c}, COALESCE(o_{c}.clean, p.c_{c}) AS c_{c}, "
            f"COALESCE(o_{c}.fold, lower(p.c_{c})) AS f_{c}, o_{c}.reason AS r_{c}"
            for c in texts
        )
        ours = ", ".join(f"t_{c}, c_{c}" for c in texts)
        select = f"SELECT p.* EXCLUDE ({ours}), {answers} FROM ({plain}) p {joins}"
    else:
        folded = ", ".join(f"lower(c_{c}) AS f_{c}, NULL::VARCHAR AS r_{c}" for c in texts)
        select = f"SELECT *, {folded} FROM ({plain})"
    con.execute(f"CREATE OR REPLACE VIEW {view} AS {select}")


def identity_view(con: DuckDBPyConnection, source: str, view: str) -> None:
    """View `view`: one row per row of `source`, its columns and PERSON_KEYS, given_state, family_state and tin_state.

    `source` has the name columns and c_date_of_birth and c_tin of `texts_view`.
    """
    joins = " ".join(f"JOIN name_form {c[0]} ON {c[0]}.value = p.{c}" for c in NAME_COLUMNS)
    con.execute(f"""
        CREATE OR REPLACE VIEW {view} AS
        WITH judged AS (
            SELECT p.*, {sql.both_names("g.key", "f.key")} AS both_fill,
                g.state AS g_state, f.state AS f_state, g.core AS g_core, f.core AS f_core,
                CASE WHEN m.state = 'placeholder' OR {sql.no_middle("m.key")} THEN '' ELSE m.key END AS middle_key,
                {sql.joined_suffixes("s.said", "f.ending", "g.ending")} AS suffix_key,
                {sql.tin_text("c_tin")} AS tin_text
            FROM {source} p {joins}
        )
        SELECT * EXCLUDE (both_fill, g_state, f_state, g_core, f_core, tin_text),
            CASE WHEN both_fill AND g_state = 'name' THEN 'placeholder' ELSE g_state END AS given_state,
            CASE WHEN both_fill AND f_state = 'name' THEN 'placeholder' ELSE f_state END AS family_state,
            CASE WHEN both_fill OR g_state IN ('placeholder', 'no_letter') THEN '' ELSE g_core END AS given_key,
            CASE WHEN both_fill OR f_state IN ('placeholder', 'no_letter') THEN '' ELSE f_core END AS family_key,
            {sql.birth("c_date_of_birth")} AS birth_date,
            {sql.tin_digits("tin_text")} AS tin_digits,
            CASE WHEN {sql.silent("judged", "tin")} THEN 'absent'
                WHEN {sql.tin_digits("tin_text")} <> '' THEN 'well_formed' ELSE 'malformed' END AS tin_state
        FROM judged""")
