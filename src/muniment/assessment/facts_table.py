"""From the facts artefact and what surrounds it (letter, agreement, register, history, judgments) to one relation: a column for each assessment fact.

Knows the names of facts, not what follows from them: that is the pack's. Reads no record of the custodian.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from muniment.assessment import engine
from muniment.assessment.batch_facts import OFFICER_COLUMNS, OfficeAddress, batch_facts, officer_rows
from muniment.assessment.probing import probing_rows
from muniment.assessment.reasons import read_citations, read_reasons
from muniment.assessment.scope import in_force_anywhere, persons_in_scope, reach
from muniment.formats import duck
from muniment.law import Pack
from muniment.vocabulary.agreement import Agreement, Order
from muniment.vocabulary.errors import InputRefused
from muniment.vocabulary.items import items_of
from muniment.vocabulary.progress import Progress
from muniment.vocabulary.request import Letter

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class AssessmentInput:
    """Everything a package is assessed from. Paths are artefacts of earlier stages; nothing else is read.

    facts: the facts artefact. signer_key: the public key line that verified the letter ('' when none did).
    orders: those not lifted. today: the day of this stage. law_as_of: the day of the law.
    history: facts artefacts of this requester's earlier packages (I2-F13), this package's own left out.
    judgments: officers' decisions, Parquet with row INTEGER, rule VARCHAR, decision VARCHAR: `rule` is a rule's id with confirm or refuse,
    or the name of a fact `from: judgment` with true or false.
    requester_offices: the agreement's addresses, normalised as the facts are. probing: False leaves I2-F13 out (package check).
    own_signatures: by officer, the public key line that signed the list of his rows (intake.engagement); only who did so is in it.
    """

    facts: Path
    letter: Letter
    agreement: Agreement
    signer_key: str
    orders: tuple[Order, ...]
    today: date
    law_as_of: date
    history: tuple[Path, ...] = ()
    judgments: Path | None = None
    requester_offices: tuple[OfficeAddress, ...] = ()
    probing: bool = True
    own_signatures: Mapping[str, str] = field(default_factory=dict)


_ROW_FACTS: Final[Mapping[str, str]] = {
    "given_state": "f.given_state",
    "family_state": "f.family_state",
    "tin_state": "f.tin_state",
    "address_empty": "f.address_empty",
    "address_placeholder": "f.address_placeholder",
    "address_bare": "f.address_bare",
    "address_kind": "f.address_kind",
    "delivery_line": "f.delivery_line",
    "locality": "f.locality",
    "locality_conflict": "f.locality_conflict",
    "address_hostile": "f.address_hostile",
    "address_facility": "f.address_facility",
    "address_care_of": "f.address_care_of",
    "address_general_delivery": "f.address_general_delivery",
    "periods": "f.periods",
    "periods_state": "f.periods_state",
    "matter_id": "f.matter_id",
    "stage": "f.stage_key",
    "opened_on": "f.opened_on",
    "final_order_on": "f.final_order_on",
    "birth_date": "f.birth_date",
    "reason_state": "f.reason_state",
    "sought_as": "f.sought_as",
    "statute_class": "st.statute_class",
    "statute_needs_order": "st.needs_order",
    "statute_needs_ninety_days": "st.needs_ninety",
    "order_class": "cl.order_class",
    "items": "it.items",
    "reason_purpose": "coalesce(re.reason_purpose, 'none')",
    "reason_gateway": "coalesce(re.reason_gateway, 'none')",
    "reason_contradicts": "coalesce(re.reason_contradicts, FALSE)",
    "officer_known": "o.officer_id IS NOT NULL",
    "officer_complete": "CASE WHEN o.officer_id IS NULL THEN TRUE ELSE o.officer_complete END",
    "officer_employment": "o.officer_employment",
    "officer_of_agency": "o.officer_of_agency",
    "officer_engaged": "CASE WHEN o.officer_id IS NULL THEN TRUE ELSE o.officer_engaged END",
    "officer_open_matters": "o.officer_open_matters",
    "officer_is_recipient": "CASE WHEN o.officer_id IS NULL THEN TRUE ELSE o.officer_is_recipient END",
    "officer_signed": "coalesce(o.officer_signed, FALSE)",
    "officer_rows": "coalesce(oc.rows, 0)",
    "identical_reason_rows": "coalesce(rc.rows, 0)",
    "shared_address_rows": "coalesce(ac.rows, 0)",
    "order_on_person": "op.row IS NOT NULL",
    "probing": "pr.row IS NOT NULL",
}
_WHERE_JOINED: Final[Mapping[str, str]] = {
    "st": "LEFT JOIN statutes_read st ON st.statute_key = f.statute_key",
    "cl": "LEFT JOIN classes_read cl ON cl.order_class_key = f.order_class_key",
    "it": "LEFT JOIN items_read it ON it.items_key = f.items_key",
    "re": "LEFT JOIN reasons_read re ON re.row = f.row",
    "o": "LEFT JOIN officers o ON o.officer_id = f.officer_id",
    "oc": "LEFT JOIN officer_counts oc ON oc.officer_id = f.officer_id",
    "rc": "LEFT JOIN reason_counts rc ON rc.row = f.row",
    "ac": "LEFT JOIN address_counts ac ON ac.address_key = f.address_key AND f.delivery_line",
    "op": "LEFT JOIN persons_ordered op ON op.row = f.row",
    "pr": "LEFT JOIN probing_found pr ON pr.row = f.row",
    "ju": "LEFT JOIN judged_facts ju ON ju.row = f.row",
}


def build_facts_table(
    con: DuckDBPyConnection,
    given: AssessmentInput,
    pack: Pack,
    needed: Iterable[str],
    table: str,
    progress: Progress,
    *,
    processes: int = 1,
) -> int:
    """Create `table`: `row` and one column for each fact in `needed`; one row per row of the facts artefact. Returns their number.

    `processes` bounds the helpers that read reasons; their number changes nothing.

    Raises InputRefused (MUN-ASSESS-001) when the pack asks for a fact this room does not give.
    """
    wanted = tuple(needed)
    con.execute(f"CREATE OR REPLACE VIEW facts AS SELECT * FROM read_parquet({duck.text(str(given.facts))})")
    (total,) = con.execute("SELECT count(*) FROM facts").fetchall()[0]
    scope = reach(given.orders, given.agreement, given.letter, given.today)
    anywhere = in_force_anywhere(given.orders, given.agreement, given.letter, given.today)
    constants = batch_facts(given.letter, given.agreement, given.signer_key, given.today)
    constants |= {
        "rows_received": total,
        "order_on_package": scope.package,
        "order_anywhere": anywhere,
        "assessed_on": given.today,
    }
    judged = {name for name in wanted if pack.facts[name].origin == "judgment"}
    columns = _columns(constants, scope.officers, given.requester_offices, judged, total)
    unknown = [name for name in wanted if name not in columns]
    if unknown:
        raise InputRefused(
            "MUN-ASSESS-001",
            f"The pack {pack.name} asks for facts that an assessment does not give: {', '.join(unknown)}.",
            hint="Name facts as docs/rooms.md and the shipped packs do.",
        )
    steps = _Steps(con, given, pack, scope, progress, processes)
    used = "".join(columns[name] for name in wanted)
    for alias in _WHERE_JOINED:
        if f"{alias}." in used:
            steps.prepare(alias)
    joins = [join for alias, join in _WHERE_JOINED.items() if alias in steps.prepared]
    selected = ", ".join(["f.row", *(f"{columns[name]} AS {name}" for name in wanted)])
    con.execute(f"CREATE OR REPLACE TABLE {table} AS SELECT {selected} FROM facts f {' '.join(joins)} ORDER BY f.row")
    return int(total)


def _columns(
    constants: Mapping[str, object],
    officers: frozenset[str],
    offices: tuple[OfficeAddress, ...],
    judged: set[str],
    total: int,
) -> dict[str, str]:
    """A SQL expression over the joined tables for each fact this room gives."""
    columns = {name: duck.literal(value) for name, value in constants.items()}
    columns |= dict(_ROW_FACTS)
    named = ", ".join(duck.text(o) for o in sorted(officers))
    columns["order_on_recipient"] = f"f.officer_id IN ({named})" if named else "FALSE"
    columns["at_requester_office"] = " OR ".join(_at(o) for o in offices) or "FALSE"
    columns["at_requester_office"] = f"({columns['at_requester_office']})"
    columns["address_zip_like"] = (
        "(f.zip5 <> '' OR regexp_matches(f.address_key, '(^|[^0-9])([0-9]{5}|[0-9]{9})([^0-9]|$)'))"
    )
    columns |= {name: f"ju.{name}" for name in judged}
    return columns


def _at(office: OfficeAddress) -> str:
    """The row's address is in that building: the unit is not asked, for an office moves within it."""
    text = duck.text
    if office.box:
        line = f"f.box = {text(office.box)} AND f.route = {text(office.route)}"
    elif office.house_number and office.street:
        line = f"f.house_number = {text(office.house_number)} AND f.street = {text(office.street)}"
    else:
        return "FALSE"
    places = []
    if office.zip5:
        places.append(f"f.zip5 = {text(office.zip5)}")
    if office.city_key:
        places.append(f"(f.city_key = {text(office.city_key)} AND f.state_key = {text(office.state_key)})")
    return f"({line} AND ({' OR '.join(places) or 'TRUE'}))"


class _Steps:
    """Makes each joined table once, when a fact needs it."""

    def __init__(
        self,
        con: DuckDBPyConnection,
        given: AssessmentInput,
        pack: Pack,
        scope: object,
        progress: Progress,
        processes: int,
    ) -> None:
        self.con, self.given, self.pack, self.scope, self.progress = con, given, pack, scope, progress
        self.processes = processes
        self.prepared: set[str] = set()

    def prepare(self, alias: str) -> None:
        if alias in self.prepared:
            return
        self.prepared.add(alias)
        self.progress("facts", len(self.prepared), len(_WHERE_JOINED))
        getattr(self, f"_{alias}")()

    def _st(self) -> None:
        read_citations(self.con, "facts", self.pack.name, processes=self.processes)

    def _cl(self) -> None:
        self.prepare("st")

    def _it(self) -> None:
        keys = [r[0] for r in self.con.execute("SELECT DISTINCT items_key FROM facts ORDER BY 1").fetchall()]
        rows = [(key, sorted(items_of(key))) for key in keys]
        engine.load(self.con, "items_read", {"items_key": "VARCHAR", "items": "VARCHAR[]"}, rows)

    def _re(self) -> None:
        self.prepare("st")
        read_reasons(self.con, "facts", self.pack.name, self.progress, processes=self.processes)

    def _o(self) -> None:
        rows = officer_rows(self.given.letter, self.given.agreement, self.given.own_signatures)
        engine.load(self.con, "officers", OFFICER_COLUMNS, rows)

    def _oc(self) -> None:
        self.con.execute(
            "CREATE OR REPLACE TABLE officer_counts AS SELECT officer_id, count(*) AS rows FROM facts WHERE officer_id <> '' GROUP BY 1"
        )

    def _rc(self) -> None:
        """One row per row whose reason is shared; a reason of its own has no line. Hashes first: texts are long."""
        self.con.execute("""
            CREATE OR REPLACE TABLE reason_counts AS
            WITH hashed AS (SELECT row, hash(reason_key) AS h FROM facts WHERE reason_state = 'text'),
            often AS (SELECT h FROM hashed GROUP BY h HAVING count(*) > 1)
            SELECT row, count(*) OVER (PARTITION BY reason_key) AS rows
            FROM facts JOIN often ON hash(reason_key) = often.h WHERE reason_state = 'text'
        """)

    def _ac(self) -> None:
        self.con.execute("""
            CREATE OR REPLACE TABLE address_counts AS
            SELECT address_key, count(*) AS rows FROM facts WHERE address_key <> '' AND delivery_line GROUP BY 1 HAVING count(*) > 1
        """)

    def _op(self) -> None:
        persons_in_scope(self.con, "facts", self.scope, "persons_ordered")  # type: ignore[arg-type]

    def _pr(self) -> None:
        if not self.given.probing:
            self.con.execute("CREATE OR REPLACE TABLE probing_found (row INTEGER)")
            return
        history = [f"read_parquet({duck.text(str(p))})" for p in self.given.history]
        probing_rows(self.con, "facts", history, duck.literal(self.given.letter.signed_on), "probing_found")

    def _ju(self) -> None:
        """One row per row an officer has judged; a column for each judged fact, NULL where nobody has said."""
        names = [name for name, fact in self.pack.facts.items() if fact.origin == "judgment"]
        said = (
            f"SELECT row, rule, decision FROM read_parquet({duck.text(str(self.given.judgments))})"
            if self.given.judgments is not None
            else "SELECT 0 AS row, '' AS rule, '' AS decision WHERE FALSE"
        )
        # Where two officers differ the finding that stops counts: true of an adverse one (`found_...`), false of any other.
        picked = ", ".join(
            f"{'bool_or' if n.startswith('found_') else 'bool_and'}(decision = 'true')"
            f" FILTER (rule = {duck.text(n)} AND decision IN ('true', 'false')) AS {n}"
            for n in names
        )
        self.con.execute(f"CREATE OR REPLACE TABLE judged_facts AS SELECT row, {picked} FROM ({said}) GROUP BY row")
