"""Who a row is about, in the same form on the request's and on the custodian's side: PERSON_KEYS and their states."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from muniment.intake import sql

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

NAME_COLUMNS: Final = ("given_name", "middle_name", "family_name", "suffix")


def prepare(con: DuckDBPyConnection, source: str, texts: Sequence[str]) -> None:
    """Ask the Python reference about every odd cell of the name columns and of `texts` of `source`.

    Leaves the tables `odd_name` and `odd_text` that `texts_view` and `identity_view` join.
    """
    sql.odd_rows(con, source, (*NAME_COLUMNS, *texts), "odd_row")
    sql.odd_names(con, "odd_row", NAME_COLUMNS, "odd_name")
    sql.odd_texts(con, "odd_row", texts, "odd_text")


def texts_view(con: DuckDBPyConnection, source: str, view: str, texts: Sequence[str]) -> None:
    """View `view`: one row per row of `source` (its columns), with t_, c_ and f_<column> (trimmed, clean, folded) for
    `texts`.

    `r_<column>` is what the reference says of an odd cell as a reason, NULL for any other.
    """
    fields, joins = ["p.*"], []
    some_odd = con.execute("SELECT count(*) > 0 FROM odd_text").fetchall()[0][0]
    for c in texts:
        trimmed, clean, folded, reason = (
            f"trim(p.{c})",
            sql.clean("p." + c),
            f"lower({sql.clean('p.' + c)})",
            "NULL::VARCHAR",
        )
        if some_odd:
            # Every odd cell is in odd_text, so what the second argument says of it is never used.
            joins.append(f"LEFT JOIN odd_text o_{c} ON o_{c}.value = p.{c}")
            trimmed, clean, folded, reason = (
                f"COALESCE(o_{c}.trimmed, {trimmed})",
                f"COALESCE(o_{c}.clean, {clean})",
                f"COALESCE(o_{c}.fold, {folded})",
                f"o_{c}.reason",
            )
        fields += [f"{trimmed} AS t_{c}", f"{clean} AS c_{c}", f"{folded} AS f_{c}", f"{reason} AS r_{c}"]
    con.execute(f"CREATE OR REPLACE VIEW {view} AS SELECT {', '.join(fields)} FROM {source} p {' '.join(joins)}")


def identity_view(con: DuckDBPyConnection, source: str, view: str) -> None:
    """View `view`: one row per row of `source`, its columns and PERSON_KEYS, given_state, family_state and tin_state.

    `source` has the name columns and c_date_of_birth and c_tin of `texts_view`.
    """
    some_odd = con.execute("SELECT count(*) > 0 FROM odd_name").fetchall()[0][0]
    keys, states, joins = [], [], []
    for short, c in zip("gmfs", NAME_COLUMNS, strict=True):
        key, state = sql.name_key("p." + c), sql.name_state("p." + c)
        if some_odd:
            joins.append(f"LEFT JOIN odd_name n_{short} ON n_{short}.value = p.{c}")
            key, state = f"COALESCE(n_{short}.key, {key})", f"COALESCE(n_{short}.state, {state})"
        keys.append(f"{key} AS {short}_key")
        if short != "s":
            states.append(f"{state} AS {short}_state")
    con.execute(f"""
        CREATE OR REPLACE VIEW {view} AS
        WITH keyed AS (
            SELECT p.*, {", ".join(keys)}, {", ".join(states)} FROM {source} p {" ".join(joins)}
        ), judged AS (
            SELECT *, {sql.both_names("g_key", "f_key")} AS both_fill,
                {sql.suffix_form(sql.suffix_word("s_key"))} AS s_form,
                {sql.suffix_form(sql.suffix_of("f_key"))} AS f_form,
                {sql.suffix_form(sql.suffix_of("g_key"))} AS g_form,
                {sql.tin_digits("c_tin")} AS tin_text
            FROM keyed
        )
        SELECT * EXCLUDE (both_fill, s_form, f_form, g_form, tin_text, g_key, m_key, f_key, s_key, g_state, m_state,
                f_state),
            CASE WHEN both_fill AND g_state = 'name' THEN 'placeholder' ELSE g_state END AS given_state,
            CASE WHEN both_fill AND f_state = 'name' THEN 'placeholder' ELSE f_state END AS family_state,
            CASE WHEN both_fill OR g_state IN ('placeholder', 'no_letter') THEN ''
                ELSE {sql.without_suffix("g_key")} END AS given_key,
            CASE WHEN m_state = 'placeholder' OR {sql.no_middle("m_key")} THEN '' ELSE m_key END AS middle_key,
            CASE WHEN both_fill OR f_state IN ('placeholder', 'no_letter') THEN ''
                ELSE {sql.without_suffix("f_key")} END AS family_key,
            {sql.joined_suffixes("s_form", "f_form", "g_form")} AS suffix_key,
            {sql.birth("c_date_of_birth")} AS birth_date,
            CASE WHEN regexp_full_match(tin_text, '[0-9]{{9}}') THEN tin_text ELSE '' END AS tin_digits,
            CASE WHEN {sql.silent("judged", "tin")} THEN 'absent'
                WHEN regexp_full_match(tin_text, '[0-9]{{9}}') THEN 'well_formed' ELSE 'malformed' END AS tin_state
        FROM judged""")
