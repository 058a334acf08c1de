"""Which row goes to whom, and what it says: read from artefacts, handed to the release room's types."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from muniment.release.letters import ReturnRow
from muniment.release.response import Address, ResponseRow
from muniment.usecases.returns import FacialReasons
from muniment.vocabulary.agreement import Recipient
from muniment.vocabulary.items import ADDRESS, items_of
from muniment.vocabulary.outcomes import OutwardCode

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class Answers:
    """The rows of one release. `by_recipient` is in the agreement's order, each with its rows and how many disclosures
    they are: rows that repeat a person for one recipient are one. `unaddressed` rows have no mailbox."""

    by_recipient: tuple[tuple[Recipient, tuple[ResponseRow, ...], int], ...]
    unaddressed: tuple[ReturnRow, ...]
    answered: tuple[tuple[int, str], ...]


@cache
def asks_address(items_key: str) -> bool:
    return ADDRESS in items_of(items_key)


def collect(
    bulk: AbstractContextManager[DuckDBPyConnection],
    outcomes: Path,
    matches: Path,
    facts: Path,
    recipients: Sequence[Recipient],
    before: Sequence[Path],
    reasons: FacialReasons,
    fields: Collection[str] = (ADDRESS,),
) -> Answers:
    """The rows still to be answered: all in a first release; in a supplementary one those that were pending and are
    decided now. `before` are the `answered` artefacts of earlier releases (row, code). Of `fields`, the items that may
    leave, a row gets those it asks for. Facial returns and refusals are counted in `reasons`."""
    mailbox = {recipient.officer: recipient for recipient in recipients}
    with bulk as con:
        con.execute("CREATE TEMP TABLE final (row BIGINT)")
        for path in before:
            con.execute(f"INSERT INTO final SELECT row FROM read_parquet('{path}') WHERE code <> 'PENDING'")
        failed = reasons.failed(con)
        held_back = "AND o.outward_code <> 'PENDING'" if before else ""
        cursor = con.execute(
            f"""WITH told AS (
                    SELECT o.row, o.row_ref, o.outward_code, o.rules, f.officer_id, f.items_key,
                           o.outward_code = 'DISCLOSED' AND row_number() OVER (
                               PARTITION BY o.outward_code, o.duplicate_key, f.officer_id, f.items_key ORDER BY o.row) = 1 AS counts
                    FROM read_parquet('{outcomes}') o JOIN read_parquet('{facts}') f USING (row))
                SELECT o.*, CASE WHEN o.outward_code IN ('RETURNED', 'REFUSED') THEN {failed} END AS failed, m.items, m.last_address_line, m.last_city, m.last_state, m.last_postal_code, m.last_country
                FROM told o JOIN read_parquet('{reasons.findings}') g USING (row) LEFT JOIN read_parquet('{matches}') m USING (row)
                WHERE o.row NOT IN (SELECT row FROM final) {held_back} ORDER BY o.row"""
        )
        addressed: dict[str, list[ResponseRow]] = {}
        unaddressed: list[ReturnRow] = []
        answered: list[tuple[int, str]] = []
        disclosures: Counter[str] = Counter()
        while batch := cursor.fetchmany(20_000):
            for row, row_ref, code_text, rules_text, officer, items_key, counts, failed, items, *cells in batch:
                code = OutwardCode(code_text)
                facial = code in (OutwardCode.RETURNED, OutwardCode.REFUSED)
                rules = tuple(rules_text.split(";")) if facial and rules_text else ()
                recipient = mailbox.get(officer)
                reason = reasons.count(code, failed, sealed=recipient is not None) if facial else ""
                if recipient is not None:
                    address, given = None, ()
                    if code is OutwardCode.DISCLOSED:
                        given = tuple((items or {}).items())
                        if ADDRESS in fields and asks_address(items_key) and (cells[0] or not given):
                            address = Address(*(cell or "" for cell in cells))
                    disclosures[recipient.id] += counts
                    addressed.setdefault(recipient.id, []).append(ResponseRow(row_ref, code, rules, address, given))
                elif facial:
                    unaddressed.append(ReturnRow(row_ref, code, rules, reason))
                else:
                    continue  # nobody to tell: the row stays unanswered until somebody is
                answered.append((row, code.value))
    sealed = tuple((r, tuple(addressed[r.id]), disclosures[r.id]) for r in recipients if r.id in addressed)
    return Answers(sealed, tuple(unaddressed), tuple(answered))
