"""`law compare`: what two profiles make of one package, before anything is released. The frozen profile stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

from muniment.assessment.compare import compare_assessments
from muniment.determination import compare_matches
from muniment.law import Pack, Profile, facts_compared, load_profile, shipped_document, shipped_profiles
from muniment.oversight.comparison import Comparison, put_together
from muniment.store import artefacts
from muniment.usecases.acting import ANYBODY, Attempt, Credentials
from muniment.usecases.files import read_file, write_whole
from muniment.usecases.house import House
from muniment.usecases.inputs import (
    ASSESS,
    LINK,
    assessment_input,
    assessment_key,
    determination_input,
    determination_key,
    match_constants,
)
from muniment.usecases.journal import Actor
from muniment.usecases.packages import Case, current_stage, need_stage, open_case
from muniment.usecases.stages import view
from muniment.vocabulary.errors import UsageError


def compare_profiles(
    house: House,
    package_id: str,
    names: Sequence[str],
    out: Path | None,
    credentials: Credentials | None = None,
    as_of: date | None = None,
) -> dict[str, object]:
    """Evaluate the package's own facts under two profiles, as of today, and say which rows they treat differently.

    Facial elements are evaluated for every row; conditions on match and record only for rows already looked up: no
    record is opened. `out` takes all rows as Parquet. `as_of`: the day of the law (default: the letter's). A comparison
    is an entry; it changes nothing of the package.
    """
    if len(names) != 2:
        raise UsageError("MUN-LAW-150", "Two profiles are compared.", hint="--profiles A,B: shipped ids or files.")
    if out is not None and out.suffix.lower() != ".parquet":
        raise UsageError("MUN-FILE-003", "The file's ending must be .parquet.")
    with Attempt(house, "law_comparison_refused", package_id) as attempt:
        actor = attempt.by(credentials, ANYBODY) if credentials is not None else None
        return _compared(house, open_case(house, package_id, house.today()), names, out, actor, as_of)


def _compared(
    house: House, case: Case, names: Sequence[str], out: Path | None, actor: Actor | None, as_of: date | None
) -> dict[str, object]:
    first, second = (profile_named(name, case.pack, case.profile) for name in names)
    day = as_of or case.letter.signed_on
    scratch = artefacts.scratch_path(house.workspace, ".parquet")
    try:
        found = _compare(house, case, first, second, day, scratch)
        digest = artefacts.sha256_file(scratch)
        shown = [{"name": p.name, "id": p.id, "in_effect": p.in_effect_on(day)} for p in (first, second)]
        body = {
            "profiles": [{"name": p.name, "id": p.id} for p in (first, second)],
            "frozen_profile": case.profile.id,
            "pack": case.pack.id,
            "law_as_of": day.isoformat(),
            "rows": found.rows,
            "differ": found.differ,
            "comparison": digest,
        }
        entry = view(house, "law_compared", case.package.id, actor, body)
        if out is not None:
            write_whole(out, scratch.read_bytes())
    finally:
        scratch.unlink(missing_ok=True)
    return {
        "package": case.package.id,
        "law_as_of": day.isoformat(),
        "profiles": [
            {**profile, "outcomes": dict(outcomes), "eligible": _eligible(outcomes)}
            for profile, outcomes in zip(shown, (found.outcomes_a, found.outcomes_b), strict=True)
        ],
        "frozen_profile": case.profile.name,
        "rows": found.rows,
        "differ": found.differ,
        "elements": _elements(case.pack, first, second, found),
        "strata": [{"a": a, "b": b, "rows": rows} for a, b, rows in found.strata],
        "samples": [asdict(sample) for sample in found.samples],
        "file": str(out) if out is not None else None,
        "comparison": digest,
        "entry": entry,
    }


def profile_named(name: str, pack: Pack, frozen: Profile | None = None) -> Profile:
    """A profile by a shipped id or a file, checked against the pack; the name of the `frozen` one means that very one.
    Raises UsageError, InputRefused with every difference.
    """
    if frozen is not None and name == frozen.name:
        return frozen
    if name in shipped_profiles():
        return load_profile(shipped_document(name), name, pack)
    path = Path(name)
    if not path.is_file():
        raise UsageError(
            "MUN-LAW-141",
            "There is no profile and no file of that name.",
            hint=f"Shipped: {', '.join(shipped_profiles())}.",
        )
    return load_profile(read_file(path), path.name, pack)


def _compare(house: House, case: Case, first: Profile, second: Profile, day: date, out: Path) -> Comparison:
    key = assessment_key(house, case, house.today())
    given = replace(assessment_input(house, case, key), law_as_of=day)
    facial, matched = (artefacts.scratch_path(house.workspace, ".parquet") for _ in range(2))
    linked = current_stage(case.package, LINK)
    threads, memory = house.threads, house.memory_limit
    try:
        compare_assessments(
            given, case.pack, first, second, facial, threads=threads, memory_limit=memory, progress=house.progress
        )
        if linked is not None:
            assessed = need_stage(case.package, ASSESS, "assessed")
            found = determination_input(house, case, determination_key(house, case, assessed, linked))
            constants = match_constants(case, facts_compared(case.pack, first, second, {"M"}, day))
            found = replace(found, constants=constants, law_as_of=day)
            compare_matches(found, case.pack, first, second, matched, threads=threads, memory_limit=memory)
        both = matched if linked is not None else None
        return put_together(facial, both, out, threads=threads, memory_limit=memory)
    finally:
        facial.unlink(missing_ok=True)
        matched.unlink(missing_ok=True)


def _eligible(outcomes: Mapping[str, int]) -> int:
    """Rows with nothing against them on their face."""
    return sum(outcomes.get(name, 0) for name in ("eligible", "disclose", "no_disclosure"))


def _elements(pack: Pack, first: Profile, second: Profile, found: Comparison) -> list[dict[str, object]]:
    """The elements at which rows differ, in the pack's order, with the reading and the authority under each."""
    shown: list[dict[str, object]] = []
    for element in pack.elements:
        if element.id not in found.elements:
            continue
        line: dict[str, object] = {"element": element.id, "rule": element.rule, "title": element.title}
        for side, profile in (("a", first), ("b", second)):
            reading = element.readings[profile.readings.get(element.id, element.default_reading)]
            line |= {f"reading_{side}": reading.name, f"authority_{side}": pack.cite(reading.authority)}
        shown.append({**line, "rows": found.elements[element.id]})
    return shown
