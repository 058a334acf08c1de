"""From persons as received to the facts artefact: every cell read once, in one form, with its state (docs/rooms.md,
facts).

It decides no law: an unreadable cell becomes NULL or a state, and what follows from that is for assessment.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from muniment.formats import duck
from muniment.intake import identity, sql
from muniment.vocabulary.columns import ADDRESS_COLUMNS, PERSON_KEYS
from muniment.vocabulary.progress import Progress, silent

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

AddressParser = Callable[..., Any]
"""parse_addresses(con, source, target, *, processes, progress): see `intake.address.bulk`."""

ADDRESS_FACTS: Final = (
    "address_empty", "address_placeholder", "address_bare", "address_kind", "delivery_line", "locality",
    "locality_conflict", "address_hostile", "address_facility", "address_care_of", "address_general_delivery",
    "address_flags",
)  # fmt: skip

ADDRESS_SOURCE: Final = ("address_line", "city", "state", "postal_code", "country")

_TEXTS: Final = (
    "date_of_birth", "tin", "taxable_periods", "statute", "matter_id", "matter_stage", "matter_opened_on",
    "final_order_on", "order_class", "reason", "officer_id", "requested_items", "sought_as",
)  # fmt: skip

MAX_PERIODS: Final = 10


def normalise_persons(
    persons: Path,
    out: Path,
    *,
    threads: int = 2,
    memory_limit: str = "2GB",
    processes: int = 2,
    progress: Progress = silent,
    parse_addresses: AddressParser | None = None,
) -> Path:
    """Write the facts of `persons` to `out`: one row per row of the file, in its order, whatever the rows hold.

    `persons` is the artefact of `read_persons`. The same input gives the same bytes, whatever `threads` and
    `processes`.
    """
    parse = parse_addresses or bulk_parser()
    with duck.connection(out.parent, threads=threads, memory_limit=memory_limit) as con:
        progress("normalise", 0, 3)
        con.execute(f"CREATE VIEW persons AS SELECT * FROM read_parquet({duck.path_text(persons)})")
        con.execute(f"CREATE VIEW address_source AS SELECT row, {', '.join(ADDRESS_SOURCE)} FROM persons")
        parse(con, "address_source", "address_parsed", processes=processes, progress=progress)
        progress("normalise", 1, 3)
        identity.prepare(con, "persons", _TEXTS)
        identity.texts_view(con, "persons", "texts", _TEXTS)
        identity.identity_view(con, "texts", "identified")
        sql.period_forms(con, "texts", "period_form", MAX_PERIODS)
        sql.item_forms(con, "texts", "item_form")
        progress("normalise", 2, 3)
        duck.write(con, facts_select("identified", "address_parsed"), out)
        progress("normalise", 3, 3)
    return out


def bulk_parser() -> AddressParser:
    """The address reader of this room, imported only when it is used."""
    from muniment.intake.address.bulk import parse_addresses

    parser: AddressParser = parse_addresses
    return parser


def facts_select(source: str, addresses: str) -> str:
    """SELECT of the facts: in, an `identity_view`, the parsed addresses, period_form and item_form; out, one row
    per person, in file order."""
    return f"""
        SELECT p.row, p.row_ref, {", ".join("p." + k for k in PERSON_KEYS)},
            {", ".join("a." + c for c in ADDRESS_COLUMNS)},
            p.given_state, p.family_state, p.tin_state,
            {", ".join("a." + c for c in ADDRESS_FACTS)},
            y.years AS periods, y.state AS periods_state,
            p.f_statute AS statute_key,
            p.t_matter_id AS matter_id,
            regexp_replace(p.f_matter_stage, '[ _-]+', '_', 'g') AS stage_key,
            {sql.date("p.c_matter_opened_on")} AS opened_on,
            {sql.date("p.c_final_order_on")} AS final_order_on,
            p.f_order_class AS order_class_key,
            p.f_reason AS reason_key,
            COALESCE(p.r_reason, {sql.reason_state("p.f_reason")}) AS reason_state,
            p.t_officer_id AS officer_id,
            i.key AS items_key,
            regexp_replace(p.f_sought_as, '[ _-]+', '_', 'g') AS sought_as
        FROM {source} p JOIN {addresses} a ON a.row = p.row
            JOIN period_form y ON y.value = p.taxable_periods JOIN item_form i ON i.value = p.requested_items
        ORDER BY p.row"""


def addresses_unread(con: DuckDBPyConnection, source: str, target: str, **_: object) -> None:
    """A parser for measuring intake without addresses: it finds none anywhere, so that no row can pass for one."""
    texts = ", ".join(f"'' AS {c}" for c in ADDRESS_COLUMNS)
    flags = ", ".join(
        f"'none' AS {c}" if c == "address_kind" else f"'' AS {c}" if c == "address_flags" else f"false AS {c}"
        for c in ADDRESS_FACTS
    )
    con.execute(f"CREATE OR REPLACE TABLE {target} AS SELECT row, {texts}, {flags} FROM {source}")
