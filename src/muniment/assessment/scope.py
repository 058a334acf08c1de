"""Which rows an order in force covers (I2-B01). Where a scope can be read wider or narrower, the wider is taken: it only stops."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from muniment.assessment import engine
from muniment.assessment.batch_facts import plain
from muniment.vocabulary.agreement import Agreement, Order, Recipient, ScopedPerson
from muniment.vocabulary.request import Letter

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

KEY_COLUMNS: Final = {"kind": "VARCHAR", "value": "VARCHAR"}


@dataclass(frozen=True, slots=True)
class Reach:
    """What the orders in force reach: the whole package, rows of some officers, and persons by key.

    `keys` are pairs (kind, value); a kind with an officer after it (`tin@O1`) holds for that officer's rows alone.
    """

    package: bool
    officers: frozenset[str]
    keys: frozenset[tuple[str, str]]


def reach(orders: Iterable[Order], agreement: Agreement, letter: Letter, today: date) -> Reach:
    """The reach of the orders (not lifted) that are in force on `today` and name this agreement and authority, or none."""
    package = False
    officers: set[str] = set()
    keys: set[tuple[str, str]] = set()
    for order in orders:
        if not order.in_force_on(today) or not _names_us(order, agreement, letter):
            continue
        everyone, rows_of = _recipients(order, agreement, letter)
        if not everyone and not rows_of:
            continue
        persons = [k for person in order.scope.persons for k in person_keys(person)]
        if order.scope.persons and persons:
            keys.update(persons if everyone else ((f"{kind}@{o}", v) for kind, v in persons for o in rows_of))
        elif everyone:
            package = True
        else:
            officers |= rows_of
    return Reach(package, frozenset(officers), frozenset(keys))


def in_force_anywhere(orders: Iterable[Order], agreement: Agreement, letter: Letter, today: date) -> bool:
    """Whether an order in force on `today` names this authority, or none, whoever its parties are."""
    return any(order.in_force_on(today) and _names_authority(order, agreement, letter) for order in orders)


def _names_us(order: Order, agreement: Agreement, letter: Letter) -> bool:
    agreements = {a.strip().casefold() for a in order.scope.agreements}
    if agreements and not agreements & {
        agreement.id.casefold(), f"{agreement.id}@{agreement.version}".casefold(), letter.agreement.casefold()
    }:  # fmt: skip
        return False
    return _names_authority(order, agreement, letter)


def _names_authority(order: Order, agreement: Agreement, letter: Letter) -> bool:
    authorities = {a.strip().strip("/").casefold() for a in order.scope.authorities}
    ours = {agreement.authority.casefold(), letter.authority.casefold()}
    return not authorities or any(o == a or o.startswith(a + "/") for o in ours for a in authorities)


def _recipients(order: Order, agreement: Agreement, letter: Letter) -> tuple[bool, set[str]]:
    """Whether all recipients are in scope, and otherwise the officers whose rows are."""
    named = {plain(r) for r in order.scope.recipients} - {""}
    if not order.scope.recipients or not named:
        return True, set()
    requester = {plain(t) for t in (agreement.requester.name, agreement.requester.short, letter.signer.agency)} - {""}
    if named & requester:
        return True, set()
    agency = {o.id: plain(o.agency) for o in letter.officers}
    return False, {r.officer.strip() for r in agreement.recipients if named & _names_of(r, agency)}


def _names_of(recipient: Recipient, agency: dict[str, str]) -> set[str]:
    return {plain(recipient.id), plain(recipient.name), plain(recipient.officer), agency.get(recipient.officer, "")} - {
        ""
    }


def _words(text: str) -> list[str]:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = (
        "".join(c for c in decomposed if not unicodedata.combining(c))
        .replace("'", "")
        .replace("’", "")
        .replace(".", "")
    )
    return re.findall(r"[^\W\d_]+", bare)


def person_keys(person: ScopedPerson) -> set[tuple[str, str]]:
    """Every key by which a row may be this person: number, row reference, name (first word with any later word, either order)."""
    keys: set[tuple[str, str]] = set()
    digits = re.sub(r"[\s-]", "", person.tin)
    if digits:
        keys.add(("tin", digits))
    given, family = _words(person.given_name), _words(person.family_name)
    if given and family:
        keys.update(("name", f"{given[0]} {f}") for f in family)
    elif family or given:
        keys.update(("family", w) for w in family)
        keys.update(("given", w) for w in given[:1])
    elif person.date_of_birth is not None and not digits:
        keys.add(("born", person.date_of_birth.isoformat()))
    text = person.text.strip()
    if text:
        keys.add(("ref", text.casefold()))
        number = re.sub(r"[\s-]", "", text)
        if number.isdigit():
            keys.add(("tin", number))
        words = _words(text)
        if len(words) > 1 and not any(c.isdigit() for c in text):
            for first in (words[0], words[-1]):
                keys.update(("name", f"{first} {w}") for w in words if w != first)
            if "," in text:
                after = _words(text.split(",", 1)[1])
                keys.update(("name", f"{after[0]} {w}") for w in words if after and w != after[0])
    return keys


def persons_in_scope(con: DuckDBPyConnection, facts: str, scope: Reach, table: str) -> None:
    """Create `table`: one line (row) for each row of `facts` that a person-scoped order reaches."""
    engine.load(con, "order_keys", KEY_COLUMNS, sorted(scope.keys))
    kinds = {kind.split("@")[0] for kind, _ in scope.keys}
    folded = "regexp_replace(strip_accents(lower({c})), '[^\\p{{L}}]+', ' ', 'g')"
    given, family = folded.format(c="given_key"), folded.format(c="family_key")
    parts = []
    if "tin" in kinds:
        parts.append(f"SELECT row, officer_id, 'tin' AS kind, tin_digits AS value FROM {facts} WHERE tin_digits <> ''")
    if "ref" in kinds:
        parts.append(f"SELECT row, officer_id, 'ref', lower(trim(row_ref)) FROM {facts}")
    if "born" in kinds:
        parts.append(
            f"SELECT row, officer_id, 'born', strftime(birth_date, '%Y-%m-%d') FROM {facts} WHERE birth_date IS NOT NULL"
        )
    if kinds & {"name", "family", "given"}:
        parts.append(
            f"SELECT row, officer_id, 'name', split_part(trim({given}), ' ', 1) || ' ' || unnest(string_split(trim({family}), ' ')) FROM {facts}"
        )
        parts.append(f"SELECT row, officer_id, 'family', unnest(string_split(trim({family}), ' ')) FROM {facts}")
        parts.append(f"SELECT row, officer_id, 'given', split_part(trim({given}), ' ', 1) FROM {facts}")
    if not parts:
        con.execute(f"CREATE OR REPLACE TABLE {table} (row INTEGER)")
        return
    con.execute(f"""
        CREATE OR REPLACE TABLE {table} AS
        SELECT DISTINCT p.row FROM ({" UNION ALL ".join(parts)}) p(row, officer_id, kind, value)
        JOIN order_keys k ON k.value = p.value AND (k.kind = p.kind OR k.kind = p.kind || '@' || p.officer_id)
    """)
