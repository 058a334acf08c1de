"""`recall`: history judged again under another profile, and the disclosures that would not be made.

Each is judged by the facts, the day, the orders and the decisions it was made on; only the readings change. Of packages
no record is opened: their matches are those they were released on. Disclosures from before Muniment have none, so
their rows that pass on their face are looked up in the newest index.
"""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from muniment.agreements.orders import read_order
from muniment.assessment.assess import AssessmentInput, assess
from muniment.determination import DeterminationInput, compare_matches
from muniment.formats import duck
from muniment.intake.letter import read_letter
from muniment.law import facts_compared, for_comparison
from muniment.linkage import link
from muniment.store import artefacts
from muniment.store.models import HistoricDisclosures, Package, Release, Stage, SuspensionOrder
from muniment.usecases import agreements
from muniment.usecases.acting import ANYBODY, Attempt, Credentials
from muniment.usecases.compare import profile_named
from muniment.usecases.files import write_whole
from muniment.usecases.fits import match_options, newest_index, newest_model
from muniment.usecases.house import House
from muniment.usecases.indexes import opened
from muniment.usecases.inputs import (
    ASSESS,
    DETERMINE,
    assessment_input,
    determination_input,
    match_constants,
    offices,
)
from muniment.usecases.packages import Case, fields_of, open_case
from muniment.usecases.stages import view
from muniment.vocabulary.columns import RECALL_COLUMNS
from muniment.vocabulary.errors import InputRefused, IntegrityFailure, LawSaysNo, UsageError
from muniment.vocabulary.outcomes import OutwardCode

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

HERE, BEFORE = "muniment", "history"


@dataclass(frozen=True, slots=True)
class Judged:
    """One source's disclosures judged again: how many there are, and a file of those that would not be made."""

    disclosures: int
    lines: Path


def recall(house: House, profile: str, out: Path, credentials: Credentials) -> dict[str, object]:
    """Write one line for each disclosure on record that `profile` (a shipped id or a file) would not make.

    Lines: RECALL_COLUMNS; `rules` are those that fail or hold under the profile. Packages under another authority than
    the profile's are left out and counted. Listing is an entry; it changes nothing.
    """
    if out.suffix.lower() not in (".csv", ".parquet"):
        raise UsageError("MUN-FILE-003", "The file's ending must be .csv or .parquet.")
    with Attempt(house, "recall_refused") as attempt:
        actor = attempt.by(credentials, ANYBODY)
        with _folder(house) as folder:
            judged, other, gone, profile_id = _judged(house, profile, folder)
            made = folder / f"recall{out.suffix.lower()}"
            lines, by_rule = _put_down(house, judged, made)
            counts = {source: sum(j.disclosures for s, j in judged if s == source) for source in (HERE, BEFORE)}
            body = {
                "profile": profile_id,
                "disclosures": counts,
                "would_not_be_made": lines,
                "rules": by_rule,
                "other_authorities": other,
                "evidence_destroyed": gone,
                "list": artefacts.sha256_file(made),
            }
            entry = view(house, "recall_listed", "", actor, body)
            write_whole(out, made.read_bytes())
    return {**body, "looked_up": newest_index() is not None, "file": str(out), "entry": entry}


def _judged(house: House, name: str, folder: Path) -> tuple[list[tuple[str, Judged]], int, list[str], str]:
    """Every source judged under the profile of this name; how many sources are under other authorities; the packages
    whose evidence was destroyed on schedule, of which nothing is said; the profile's id."""
    sources: list[Release | HistoricDisclosures] = [
        *Release.objects.select_related("package", "approval").order_by("entry"),
        *HistoricDisclosures.objects.select_related("agreement").order_by("entry"),
    ]
    found: list[tuple[str, Judged]] = []
    other, gone, profile_id = 0, list[str](), ""
    refused: InputRefused | None = None
    for done, source in enumerate(sources):
        house.progress("recall", done, len(sources))
        work = folder / f"{done}"
        work.mkdir(mode=0o700)
        case = _case_of(house, source)
        try:
            case = replace(case, profile=for_comparison(profile_named(name, case.pack)))
        except InputRefused as error:
            other, refused = other + 1, error
            continue
        profile_id = case.profile.id
        if isinstance(source, Release):
            try:
                with artefacts.reading():
                    found.append((HERE, _of_release(house, case, source, work)))
            except LawSaysNo as error:
                if error.code != artefacts.DESTROYED:
                    raise
                gone.append(source.package_id)
        else:
            with artefacts.reading():
                found.append((BEFORE, _of_history(house, case, source, work)))
    if refused is not None and not profile_id:
        raise refused
    return found, other, list(dict.fromkeys(gone)), profile_id


def _case_of(house: House, source: Release | HistoricDisclosures) -> Case:
    """A release's package as it stood then; an import as if it were a package."""
    if isinstance(source, Release):
        return open_case(house, source.package_id, source.at.date(), known=source.at)
    agreement = agreements.load(house, source.agreement)
    pack, profile = agreements.law_of(house, agreement, source.agreement.profile_document)
    letter = read_letter(artefacts.read(house.workspace, source.letter), "letter.yaml")
    signer_key = source.signer_key or agreements.key_of_signer(agreement, letter.signer)
    never = Package(id=source.id, agreement=source.agreement, facts=source.facts, signer_key=signer_key)
    return Case(never, letter, agreement, pack, profile)


def _of_release(house: House, case: Case, release: Release, work: Path) -> Judged:
    """By the findings' and the determination's own inputs, and the matches it was released on."""
    determined = _stage(release, DETERMINE, release.approval.outcomes, release.approval.entry)
    assessed = _stage(release, ASSESS, determined.inputs["findings"], determined.entry)
    facial, matched = work / "facial.parquet", work / "matched.parquet"
    _assessed(house, case, assessment_input(house, case, assessed.inputs), facial)
    _matched(house, case, determination_input(house, case, determined.inputs), matched)
    facts = duck.path_text(case.facts(house))
    answered = duck.path_text(artefacts.checked_path(house.workspace, release.answered))
    with house.bulk() as con:
        con.execute("CREATE TEMP TABLE mailbox (officer_id VARCHAR, recipient_id VARCHAR)")
        con.executemany("INSERT INTO mailbox VALUES (?, ?)", [[r.officer, r.id] for r in case.agreement.recipients])
        made = f"""SELECT a.row, m.recipient_id, {duck.literal(release.at.date())} AS disclosed_on
            FROM read_parquet({answered}) a JOIN read_parquet({facts}) f USING (row)
            LEFT JOIN mailbox m USING (officer_id) WHERE a.code = '{OutwardCode.DISCLOSED}'"""
        return _not_made(con, HERE, release.package_id, facial, matched, made, work)


def _stage(release: Release, name: str, artefact: str, before: int) -> Stage:
    """The run that made this artefact, before the act that rests on it."""
    runs = Stage.objects.filter(package=release.package, name=name, artefact=artefact, entry__lt=before)
    found = runs.order_by("-pk").first()
    if found is None:
        raise IntegrityFailure(
            "MUN-RECALL-001",
            f"No {name} on record made what release {release.number} of {release.package_id} rests on.",
            hint="Run `muniment replay ID`.",
        )
    return found


def _of_history(house: House, case: Case, history: HistoricDisclosures, work: Path) -> Judged:
    """Facial law by the day of each disclosure; then the newest index for the rows that pass."""
    made = f"SELECT row, disclosed_on, recipient_id FROM read_parquet({_text(house, history.persons)})"
    facial = work / "facial.parquet"
    _facial_by_day(house, case, made, facial)
    matched = _looked_up(house, case, facial, work)
    with house.bulk() as con:
        return _not_made(con, BEFORE, history.id, facial, matched, made, work)


def _facial_by_day(house: House, case: Case, made: str, out: Path) -> None:
    """One assessment for each set of days on which the agreement and the orders in force were the same."""
    with house.bulk() as con:
        days = [day for (day,) in con.execute(f"SELECT DISTINCT disclosed_on FROM ({made}) ORDER BY 1").fetchall()]
    regimes: dict[tuple[bool, tuple[str, ...]], list[date]] = defaultdict(list)
    for day in days:
        regimes[case.agreement.in_force_on(day), _orders_on(house, day)].append(day)
    parts = []
    for number, ((_, orders), days) in enumerate(regimes.items()):
        given = AssessmentInput(
            facts=case.facts(house),
            letter=case.letter,
            agreement=case.agreement,
            signer_key=case.package.signer_key,
            orders=tuple(read_order(artefacts.read(house.workspace, digest), "order") for digest in orders),
            today=days[0],
            history=(),
            judgments=None,
            law_as_of=case.letter.signed_on,
            requester_offices=offices(case.agreement),
        )
        part = out.with_name(f"regime-{number}.parquet")
        _assessed(house, case, given, part)
        listed = ", ".join(map(duck.literal, days))
        parts.append(
            f"SELECT c.* FROM read_parquet({duck.path_text(part)}) c JOIN ({made}) d USING (row) WHERE d.disclosed_on IN ({listed})"
        )
    with house.bulk() as con:
        duck.write(con, f"SELECT * FROM ({' UNION ALL '.join(parts)}) ORDER BY row", out)


def _orders_on(house: House, day: date) -> tuple[str, ...]:
    """The orders in force on that day, lifted since or not, by hash."""
    found = []
    for row in SuspensionOrder.objects.order_by("order_id"):
        order = read_order(artefacts.read(house.workspace, row.document), "order")
        if order.in_force_on(day) and (row.lifted_at is None or row.lifted_at.date() > day):
            found.append(row.document)
    return tuple(found)


def _looked_up(house: House, case: Case, facial: Path, work: Path) -> Path | None:
    """The conditions on match and record for the rows that pass on their face; None where there is no index."""
    index = newest_index()
    if index is None:
        return None
    matches, out = work / "matches.parquet", work / "matched.parquet"
    record_index = opened(house, index)
    link(
        record_index.folder,
        case.facts(house),
        facial,
        matches,
        options=match_options(house, case, newest_model(case)),
        key=record_index.key,
        threads=house.threads,
        memory_limit=house.memory_limit,
        progress=house.progress,
    )
    given = DeterminationInput(
        facts=case.facts(house),
        findings=facial,
        matches=matches,
        judgments=None,
        constants={},
        law_as_of=case.letter.signed_on,
        sample_key=b"",
        fields=fields_of(case),
    )
    _matched(house, case, given, out)
    return out


def _assessed(house: House, case: Case, given: AssessmentInput, out: Path) -> None:
    """The findings under the case's profile, whatever the day it is in effect from: nothing is disclosed on them."""
    assess(
        given,
        case.pack,
        case.profile,
        out,
        threads=house.threads,
        memory_limit=house.memory_limit,
        progress=house.progress,
    )


def _matched(house: House, case: Case, given: DeterminationInput, out: Path) -> None:
    """The conditions on match and record of the rows looked up, under the case's profile."""
    profile = case.profile
    needed = facts_compared(case.pack, profile, profile, {"M"}, given.law_as_of)
    given = replace(given, constants=match_constants(case, needed))
    compare_matches(given, case.pack, profile, profile, out, threads=house.threads, memory_limit=house.memory_limit)


def _not_made(
    con: DuckDBPyConnection, source: str, package: str, facial: Path, matched: Path | None, made: str, work: Path
) -> Judged:
    """Of the disclosures `made` (row, disclosed_on, recipient_id), the lines of those that would not be: not eligible on
    their face, or not disclosed on match and record. Without `matched` nothing more is known of what passes on its face."""
    lines = work / "lines.parquet"
    on_record = (
        f"read_parquet({duck.path_text(matched)})"
        if matched
        else "(SELECT NULL::INTEGER AS row, '' AS outcome_a, []::VARCHAR[] AS rules_a WHERE FALSE)"
    )
    duck.write(
        con,
        f"""SELECT {duck.text(source)} AS source, {duck.text(package)} AS package, f.row, f.row_ref,
                array_to_string(CASE WHEN f.outcome = 'eligible' THEN m.rules_a ELSE list_sort(list_distinct(list_concat(f.failed, f.held))) END, ';') AS rules,
                d.disclosed_on, d.recipient_id
            FROM ({made}) d JOIN read_parquet({duck.path_text(facial)}) f USING (row) LEFT JOIN {on_record} m USING (row)
            WHERE f.outcome <> 'eligible' OR coalesce(m.outcome_a <> 'disclose', {"TRUE" if matched else "FALSE"})
            ORDER BY f.row""",
        lines,
    )
    count = con.execute(f"SELECT count(*) FROM ({made})").fetchall()[0][0]
    return Judged(int(count), lines)


def _put_down(house: House, judged: list[tuple[str, Judged]], out: Path) -> tuple[int, dict[str, int]]:
    """Write the list, sources in the order they happened; returns its lines and how many each rule concerns."""
    how = "FORMAT parquet" if out.suffix == ".parquet" else "FORMAT csv, HEADER"
    columns = ", ".join(RECALL_COLUMNS)
    nothing = f"SELECT {', '.join(f'NULL::VARCHAR AS {name}' for name in RECALL_COLUMNS)} WHERE FALSE"
    union = " UNION ALL ".join(f"SELECT * FROM read_parquet({duck.path_text(j.lines)})" for _, j in judged) or nothing
    with house.bulk() as con:
        con.execute(f"COPY (SELECT {columns} FROM ({union})) TO {duck.path_text(out)} ({how})")
        lines = con.execute(f"SELECT count(*) FROM ({union})").fetchall()[0][0]
        split = f"SELECT unnest(string_split(rules, ';')) AS rule FROM ({union})"
        rules = con.execute(f"SELECT rule, count(*) FROM ({split}) WHERE rule <> '' GROUP BY 1 ORDER BY 1").fetchall()
    return int(lines), dict(rules)


def _text(house: House, digest: str) -> str:
    return duck.path_text(artefacts.checked_path(house.workspace, digest))


@contextmanager
def _folder(house: House) -> Iterator[Path]:
    folder = artefacts.scratch_path(house.workspace)
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
