"""Returns and refusals of one release, and the letter that tells them to the signer."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from muniment.assessment.explain import decided, facial_reasons
from muniment.law import slug
from muniment.release.letters import ReturnRow, write_returns
from muniment.release.return_letter import MAX_LISTED, ReturnLetter, ReturnsFile, Told, typeset
from muniment.store import artefacts
from muniment.usecases.house import House
from muniment.usecases.packages import Case, fields_of
from muniment.vocabulary.errors import IntegrityFailure
from muniment.vocabulary.outcomes import Outcome, OutwardCode
from muniment.vocabulary.reasons import Reason

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

NOT_MET, UNDETERMINED = 0, 2
_DECIDES = {OutwardCode.RETURNED: {Outcome.RETURN}, OutwardCode.REFUSED: {Outcome.REFUSE, Outcome.RETURN}}
"""Which reasons bear a code by themselves. Without one, an officer refused a hold."""


@dataclass(slots=True)
class FacialReasons:
    """What the findings say of rows that failed on their face, and how many rows each reason concerns."""

    known: dict[str, Reason]
    findings: Path
    rows: dict[tuple[Reason, bool], int] = field(default_factory=Counter)
    sealed: dict[OutwardCode, int] = field(default_factory=Counter)
    gates: tuple[Reason, ...] = ()
    _seen: dict[tuple[OutwardCode, str], tuple[Reason, ...]] = field(default_factory=dict)

    def failed(self, con: DuckDBPyConnection) -> str:
        """SQL: the ids of the elements that returned or refused the row `g` of the findings with the rules of `o`, `;`-joined:
        of the rules listed those not met, and of a rule that an officer's refusal alone put there the undetermined ones. A
        hold that was confirmed is no reason. Reads the gates on the way."""
        columns = {row[0] for row in con.execute(f"DESCRIBE FROM read_parquet('{self.findings}')").fetchall()}
        there = {i: f"s_{slug(i)}" for i in self.known if f"s_{slug(i)}" in columns}
        self.gates = self._failed_by_all(con, there)
        told = []
        for i, column in there.items():
            rule = self.known[i].rule
            refused = f"g.{column} = {UNDETERMINED} AND NOT list_contains(g.failed, '{rule}')"
            told.append(
                f"CASE WHEN list_contains(string_split(o.rules, ';'), '{rule}') AND (g.{column} = {NOT_MET} OR {refused}) THEN '{i}' END"
            )
        listed = ", ".join(told)
        return f"array_to_string(list_filter([{listed}]::VARCHAR[], lambda x: x IS NOT NULL), ';')"

    def count(self, code: OutwardCode, failed: str, *, sealed: bool) -> str:
        """Count one row that was returned or refused; its reasons as one text, with their citations."""
        reasons = self._seen.get((code, failed)) or self._seen.setdefault((code, failed), self._of(code, failed))
        for reason in reasons:
            self.rows[reason, sealed] += 1
        if sealed:
            self.sealed[code] += 1
        return " ".join(dict.fromkeys(reason.said for reason in reasons))

    def told(self) -> tuple[Told, ...]:
        """In the pack's order; a hold that an officer refused stands apart from one that nobody has decided."""
        reasons = {reason for reason, _ in self.rows} - set(self.gates)
        order = list(self.known)
        return tuple(
            Told(reason, self.rows.get((reason, False), 0), self.rows.get((reason, True), 0))
            for reason in sorted(reasons, key=lambda r: (order.index(r.id), r.basis, r.outcome))
        )

    def _of(self, code: OutwardCode, failed: str) -> tuple[Reason, ...]:
        reasons = tuple(self.known[i] for i in failed.split(";") if i)
        if not reasons:
            raise IntegrityFailure(
                "MUN-RELEASE-021",
                "A row is returned or refused, and the findings do not say why.",
                hint="Run `muniment process ID` again.",
            )
        if any(reason.outcome in _DECIDES[code] for reason in reasons):
            return reasons
        return tuple(decided(reason) for reason in reasons)

    def _failed_by_all(self, con: DuckDBPyConnection, there: dict[str, str]) -> tuple[Reason, ...]:
        gates = [i for i in there if self.known[i].gate and self.known[i].outcome is not Outcome.HOLD]
        if not gates:
            return ()
        tests = ", ".join(f"coalesce(bool_and({there[i]} = {NOT_MET}), FALSE)" for i in gates)
        found = con.execute(f"SELECT {tests} FROM read_parquet('{self.findings}')").fetchall()[0]
        return tuple(self.known[i] for i, failed in zip(gates, found, strict=True) if failed)


def reasons_of(case: Case, findings: Path) -> FacialReasons:
    return FacialReasons(facial_reasons(case.pack, case.profile), findings)


@dataclass(frozen=True, slots=True)
class Written:
    """The artefacts of what goes to the signer; '' where there is none."""

    returns: str
    letter: str


def write_to_signer(
    house: House, case: Case, rows: tuple[ReturnRow, ...], reasons: FacialReasons, release: int, today: date
) -> Written:
    """`returns.csv` where rows have no recipient, and the letter where anything was decided on its face."""
    workspace = house.workspace
    returns = artefacts.make(workspace, lambda out: write_returns(rows, out), ".csv") if rows else ""
    told = reasons.told()
    if not told and not reasons.gates:
        return Written(returns, "")
    package, letter, agreement = case.package, case.letter, case.agreement
    clocks = dict(agreement.clocks)
    refused = sum(row.code is OutwardCode.REFUSED for row in rows)
    made = ReturnLetter(
        custodian=agreement.custodian.name,
        requester=agreement.requester.name,
        agreement=f"{agreement.title} ({agreement.id}, version {agreement.version})",
        authority=f"{case.pack.title} ({case.pack.name})",
        package=package.id,
        request_id=letter.request_id,
        signer=letter.signer,
        signed_on=letter.signed_on,
        received_on=package.submitted_at.date(),
        dated=today,
        release=release,
        file_name=letter.file.name,
        file_sha256=letter.file.sha256,
        file_rows=package.rows,
        fields=fields_of(case),
        acknowledge_days=clocks["acknowledge_days"],
        return_days=clocks["return_days"],
        gates=reasons.gates,
        told=told,
        returns=ReturnsFile(
            artefacts.path_of(workspace, returns), returns, len(rows) - refused, refused, rows[:MAX_LISTED]
        )
        if returns
        else None,
        sealed_returned=reasons.sealed.get(OutwardCode.RETURNED, 0),
        sealed_refused=reasons.sealed.get(OutwardCode.REFUSED, 0),
    )
    return Written(returns, artefacts.keep_bytes(workspace, typeset(made)))
