"""Pack -> one DuckDB query over millions of cases. It says what `reference` says, for every row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Final

from muniment.law import nodes as n
from muniment.law.pack import ELIGIBLE, Pack, Profile
from muniment.law.select import Condition, select, stages_of
from muniment.law.sql import any_of, awaited_facts, fact_column, is_missing, joined, quoted_name, quoted_text, status_of
from muniment.law.sql import expression as sql_of
from muniment.vocabulary.outcomes import Outcome, Status

STATUS_CODES: Final[Mapping[int, Status]] = {
    0: Status.NOT_MET,
    1: Status.MET,
    2: Status.UNDETERMINED,
    3: Status.NOT_APPLICABLE,
}
"""What the TINYINT columns `s_<element>` mean."""

REFUSED: Final = 4
"""Inside the query only: not met because an officer refused it. Comes out as 0."""

NOTHING: Final = "[]::VARCHAR[]"


def compile_findings(
    pack: Pack,
    profile: Profile | None,
    stages: Iterable[str],
    as_of: date,
    source: str,
    overrides: str | None = None,
) -> str:
    """A DuckDB SELECT that gives every row of `source` its findings, equal to `evaluate` row by row.

    source: what stands after FROM (a table's name or `(SELECT ...)`), with a column `row` and one column for each of
    `facts_needed`, of the fact's type (text VARCHAR, number any numeric, list VARCHAR[] or numeric[]).
    overrides: likewise, with columns `row`, `rule`, `decision` (confirm, refuse); may hold several decisions of a row.
    Out: `row`, one TINYINT `s_<slug>` for each element of the stages (STATUS_CODES), `outcome` VARCHAR, and the
    VARCHAR[] `failed`, `held`, `missing`, `flags`, never NULL. One row per row of `source`, in no promised order.
    """
    conditions = select(pack, profile, stages, as_of)
    named = {condition.element.slug: condition for condition in conditions}
    tested = tested_ctes(pack, named, source, overrides)
    view = View(named, matching=stages_of(stages) == ("M",), overridden=overrides is not None)
    columns = ["row", *view.statuses(), "outcome", f"{view.failed_list('outcome')} AS failed"]
    columns += [f"{view.held_list('outcome')} AS held", f"{view.missing_list(pack, 'outcome')} AS missing"]
    columns.append(f"{view.flag_list()} AS flags")
    judged = f"law_judged AS (SELECT *, {view.outcome()} AS outcome FROM law_decided)"
    return f"WITH {tested},\n{judged}\nSELECT {joined(columns)} FROM law_judged"


def tested_ctes(pack: Pack, named: Mapping[str, Condition], source: str, overrides: str | None) -> str:
    """The CTEs up to `law_decided`: one row per row of source, with `s_<name>`, `f_<name>` (the flag's test) and
    `m_<name>__<fact>` (is it missing) for each condition, officers' decisions put in."""
    parts = [f"law_cases AS ({_cases(pack, named.values(), source)})", f"law_tested AS ({_tested(named)})"]
    if overrides is None:
        return ",\n".join([*parts, "law_decided AS (SELECT * FROM law_tested)"])
    parts.append(f"law_decisions AS ({_decisions(overrides)})")
    return ",\n".join([*parts, f"law_decided AS ({_decided(named)})"])


def _cases(pack: Pack, conditions: Iterable[Condition], source: str) -> str:
    """Facts as the evaluators see them. One row per row of source."""
    read: set[str] = set()
    for condition in conditions:
        for part in (condition.test, condition.applies_when, condition.flag_when):
            read.update(n.facts_in(part) if part is not None else ())
    columns = [
        f"{fact_column(name, fact.type)} AS {quoted_name(name)}" for name, fact in pack.facts.items() if name in read
    ]
    return f"SELECT {joined(['row', *columns])} FROM {source}"


def _tested(named: Mapping[str, Condition]) -> str:
    """The status of every condition before any officer's decision, and what is needed later of the facts."""
    columns = ["row"]
    for name, condition in named.items():
        columns.append(f"{status_of(condition)} AS {_status(name)}")
        if condition.flag_when is not None:
            columns.append(f"({sql_of(condition.flag_when)}) IS TRUE AS {quoted_name('f_' + name)}")
        for fact in awaited_facts(condition):
            columns.append(f"{is_missing(condition, fact)} AS {quoted_name(f'm_{name}__{fact}')}")
    return f"SELECT {joined(columns)} FROM law_cases"


def _decisions(overrides: str) -> str:
    """One row per row decided: the rules confirmed and the rules refused."""
    return (
        "SELECT row, list(rule) FILTER (decision = 'confirm') AS confirmed,"
        f" list(rule) FILTER (decision = 'refuse') AS refused FROM {overrides} GROUP BY row"
    )


def _decided(named: Mapping[str, Condition]) -> str:
    """Officers' decisions put in: a confirmed hold or undetermined finding is met, a refused one is `REFUSED`."""
    changed = []
    for name, condition in named.items():
        status = _status(name)
        open_codes = "0, 2" if condition.reading.on_not_met == Outcome.HOLD else "2"
        rule = quoted_text(condition.element.rule)
        changed.append(
            f"CASE WHEN {status} IN ({open_codes}) AND list_contains(d.refused, {rule}) THEN {REFUSED}::TINYINT"
            f" WHEN {status} IN ({open_codes}) AND list_contains(d.confirmed, {rule}) THEN 1::TINYINT"
            f" ELSE {status} END AS {status}"
        )
    replaced = f" REPLACE ({joined(changed)})" if changed else ""
    return f"SELECT t.*{replaced} FROM law_tested t LEFT JOIN law_decisions d ON t.row = d.row"


class View:
    """What the conditions of one profile say together, as SQL over `law_decided`.

    Lists are built only for rows that have something to list: an eligible row has none but flags.
    """

    def __init__(self, named: Mapping[str, Condition], *, matching: bool, overridden: bool) -> None:
        self.named, self.matching, self.overridden = named, matching, overridden
        self.live = {name: condition for name, condition in named.items() if condition.test is not None}

    def statuses(self) -> list[str]:
        """`s_<name>` of every condition as it leaves the query."""
        columns = [_status(name) for name in self.named]
        if not self.overridden:
            return columns
        return [f"(CASE WHEN {s} = {REFUSED} THEN 0 ELSE {s} END)::TINYINT AS {s}" for s in columns]

    def failed(self, name: str) -> str:
        return f"{_status(name)} IN (0, {REFUSED})" if self.overridden else f"{_status(name)} = 0"

    def waiting(self, name: str) -> str:
        """A hold not met, or undetermined, and not decided."""
        condition = self.named[name]
        codes = ["0"] if condition.reading.on_not_met == Outcome.HOLD else []
        codes += ["2"] if awaited_facts(condition) else []
        return f"{_status(name)} IN ({', '.join(codes)})" if codes else "FALSE"

    def outcome(self) -> str:
        if self.matching:
            return f"CASE WHEN {any_of([self.failed(name) for name in self.live])} THEN 'no_disclosure' ELSE 'disclose' END"
        cases = []
        for outcome in (Outcome.BLOCK, Outcome.REFUSE, Outcome.RETURN, Outcome.HOLD):
            if outcome == Outcome.HOLD:
                tests = [test for name in self.live if (test := self.waiting(name)) != "FALSE"]
            else:
                tests = [f"{_status(name)} = 0" for name, c in self.live.items() if c.reading.on_not_met == outcome]
            if outcome == Outcome.RETURN and self.overridden:
                # What an officer has refused is returned, whatever the element gives by itself (CONTRACT.md, Review).
                tests += [f"{_status(name)} = {REFUSED}" for name in self.live]
            if tests:
                cases.append(f"WHEN {any_of(tests)} THEN '{outcome.value}'")
        return f"CASE {' '.join(cases)} ELSE '{ELIGIBLE}' END" if cases else f"'{ELIGIBLE}'"

    def failed_list(self, outcome: str) -> str:
        """Rules not met. `outcome`: the column that holds `outcome()`."""
        return _listing(self._by_rule(self.failed), self._nothing(outcome))

    def held_list(self, outcome: str) -> str:
        return _listing(self._by_rule(self.waiting), "FALSE" if self.matching else self._nothing(outcome))

    def missing_list(self, pack: Pack, outcome: str) -> str:
        found: dict[str, list[str]] = {name: [] for name in pack.facts}
        for name, condition in self.named.items():
            for fact in awaited_facts(condition):
                found[fact].append(f"({_status(name)} = 2 AND {quoted_name(f'm_{name}__{fact}')})")
        entries = {fact: any_of(tests) for fact, tests in found.items() if tests}
        return _listing(entries, "FALSE" if self.matching else self._nothing(outcome))

    def flag_list(self) -> str:
        found: dict[str, list[str]] = {}
        for name, condition in self.named.items():
            if condition.flag_when is not None:
                test = f"({_status(name)} = 1 AND {quoted_name('f_' + name)})"
                found.setdefault(condition.element.flag, []).append(test)
        return _listing({flag: any_of(tests) for flag, tests in found.items()}, "FALSE")

    def _nothing(self, outcome: str) -> str:
        """True of a row with nothing not met: nothing is undetermined either, in B and F."""
        return f"{outcome} = '{'disclose' if self.matching else ELIGIBLE}'"

    def _by_rule(self, is_listed: Callable[[str], str]) -> dict[str, str]:
        found: dict[str, list[str]] = {}
        for name, condition in self.live.items():
            found.setdefault(condition.element.rule, []).append(is_listed(name))
        return {rule: any_of(tests) for rule, tests in found.items() if any(test != "FALSE" for test in tests)}


def _status(name: str) -> str:
    return quoted_name("s_" + name)


def _listing(entries: Mapping[str, str], nothing: str) -> str:
    """The keys whose test is true, in order; none where `nothing` is true."""
    if not entries:
        return NOTHING
    items = ", ".join(f"CASE WHEN {test} THEN {quoted_text(key)} END" for key, test in entries.items())
    some = any_of(list(entries.values()))
    return (
        f"CASE WHEN {nothing} THEN {NOTHING} WHEN {some} THEN list_filter([{items}], lambda x: x IS NOT NULL)"
        f" ELSE {NOTHING} END"
    )
