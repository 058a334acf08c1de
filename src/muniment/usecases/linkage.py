"""`linkage fit`: a model fitted on a package and the index, and what a reviewed sample shows of it.

A fit never looks at who is who; labels come in afterwards, for the threshold and the certificate. Fitting is an act of its
own: the package it was fitted on, and every later one of its agreement, is linked with the model from then on.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from muniment.determination import DeterminationInput, determine
from muniment.formats.canonical import canonical_json, read_canonical
from muniment.formats.duck import path_text
from muniment.law import facts_needed
from muniment.linkage import (
    Block,
    Fit,
    ReviewedRow,
    Threshold,
    certify,
    choose_threshold,
    curve_json,
    dump_model,
    fit_model,
    isotonic,
    link,
    load_model,
    persons_on_file,
    render_report,
)
from muniment.store import artefacts, log
from muniment.store.models import LinkageFit, RecordIndex, Stage
from muniment.store.rows import insert
from muniment.store.transaction import transaction
from muniment.usecases.acting import Attempt, Credentials
from muniment.usecases.files import must_be_file, read_file, write_whole
from muniment.usecases.fits import match_options, newest_index, newest_model, no_index, scope_of
from muniment.usecases.house import House
from muniment.usecases.indexes import opened
from muniment.usecases.inputs import ASSESS, match_constants
from muniment.usecases.journal import Actor, write_act
from muniment.usecases.labels import NO_SAMPLE, Sample, read_labels, reviewed_disclosures
from muniment.usecases.packages import Case, fields_of, need_stage, open_case
from muniment.usecases.stages import view
from muniment.vocabulary.errors import IntegrityFailure, TryAgainLater, UsageError
from muniment.vocabulary.outcomes import Role

NO_LABELS = "no labels were given"


@dataclass(frozen=True, slots=True)
class Given:
    """A labels file as kept, its labels of rows that reached linkage, and the reviewed rows that served before."""

    digest: str
    labels: Mapping[int, str]
    spent: frozenset[str]


@dataclass(frozen=True, slots=True)
class Shown:
    """A fitted model by hash, with the threshold in it, and what the reviewed sample says of it."""

    model: str
    fit: Fit
    threshold: Threshold
    curve: tuple[Block, ...]
    sample: Sample
    profile: Mapping[str, int]


def fit_linkage(
    house: House, package_id: str, labels: Path | None, credentials: Credentials, *, refit: bool = True
) -> dict[str, object]:
    """Fit the model on the package's eligible rows; with labels also choose the threshold, and certify it where they show
    enough. Without `refit` the agreement's newest model is put to the test as it is. Raises InputRefused (every defect) for
    labels that do not fit the package.
    """
    with Attempt(house, "linkage_fit_refused", package_id) as attempt:
        if labels is not None:
            attempt.came(labels=must_be_file(labels))
        actor = attempt.by(credentials, {Role.ASSESSOR})
        case = open_case(house, package_id, house.today())
        assessed = need_stage(case.package, ASSESS, "assessed")
        index = newest_index()
        if index is None:
            raise no_index()
        given = _given(house, case, assessed, index, labels) if labels else None
        work = artefacts.scratch_path(house.workspace)
        work.mkdir(mode=0o700)
        try:
            fit = _fit(house, case, assessed, index, work) if refit else _as_it_is(house, case)
            shown = _show(house, case, assessed, index, given, fit, work)
        finally:
            shutil.rmtree(work, ignore_errors=True)
        return _record(house, case, index, given, shown, actor)


def _given(house: House, case: Case, assessed: Stage, index: RecordIndex, labels: Path) -> Given:
    raw = read_file(labels)
    read = read_labels(raw, labels.name)
    with house.bulk() as con:
        of_file = con.execute(
            f"SELECT row_ref, row, outcome = 'eligible' FROM read_parquet({path_text(_findings(house, assessed))})"
        ).fetchall()
    rows = {row_ref: row for row_ref, row, _ in of_file}
    reached = {row for _, row, eligible in of_file if eligible}
    named = {person for row_ref, person in read.lines if rows.get(row_ref) in reached}
    records = opened(house, index)
    on_file = persons_on_file(records.folder, named - {""}, key=records.key)
    found = read.of_rows(rows, reached, on_file)
    return Given(artefacts.keep_bytes(house.workspace, raw), found, _spent(house))


def _spent(house: House) -> frozenset[str]:
    """Every reviewed row that a test has used up, whatever agreement or package it was of."""
    digests = LinkageFit.objects.exclude(spent="").values_list("spent", flat=True).distinct()
    return frozenset(key for digest in digests for key in artefacts.read(house.workspace, digest).decode().split())


def _findings(house: House, assessed: Stage) -> Path:
    return artefacts.checked_path(house.workspace, assessed.artefact)


def _fit(house: House, case: Case, assessed: Stage, index: RecordIndex, work: Path) -> Fit:
    records = opened(house, index)
    return fit_model(
        records.folder,
        case.facts(house),
        _findings(house, assessed),
        key=records.key,
        spill=work / "spill",
        threads=house.threads,
        memory_limit=house.memory_limit,
        progress=house.progress,
    )


def _as_it_is(house: House, case: Case) -> Fit:
    return Fit(load_model(artefacts.path_or_none(house.workspace, newest_model(case))), 0, 0)


def _show(
    house: House, case: Case, assessed: Stage, index: RecordIndex, given: Given | None, fit: Fit, work: Path
) -> Shown:
    facts, findings = case.facts(house), _findings(house, assessed)
    limits = {"threads": house.threads, "memory_limit": house.memory_limit}
    sample, profile = NO_SAMPLE, dict[str, int]()
    if given is not None:
        if not case.agreement.matching.joint:
            facts, findings = (
                _only(house, of, given.labels, work / name) for of, name in ((facts, "facts"), (findings, "findings"))
            )
        candidate, matches, outcomes = work / "model.json", work / "matches.parquet", work / "outcomes.parquet"
        candidate.write_bytes(dump_model(fit.model))
        options = replace(match_options(house, case, ""), model=candidate, match=fit.model.review)
        records = opened(house, index)
        profile = link(
            records.folder,
            facts,
            findings,
            matches,
            options=options,
            key=records.key,
            progress=house.progress,
            threads=house.threads,
            memory_limit=house.memory_limit,
        ).profile
        inputs = DeterminationInput(
            facts=facts,
            findings=findings,
            matches=matches,
            judgments=None,
            constants=match_constants(case, facts_needed(case.pack, case.profile, {"M"}, case.letter.signed_on)),
            law_as_of=case.letter.signed_on,
            sample_key=b"",
            fields=fields_of(case),
        )
        determine(inputs, case.pack, case.profile, outcomes, **limits)  # type: ignore[arg-type]
        sample = reviewed_disclosures(house, outcomes, matches, given.labels, given.spent)
    matching = case.agreement.matching
    threshold = choose_threshold(
        sample.reviewed,
        usual=fit.model.match,
        limit=matching.wrongful_disclosure_limit,
        confidence=matching.confidence,
    )
    if given is None:
        threshold = replace(threshold, why=NO_LABELS)
    elif sample.spent and not threshold.holds:
        served = f"{sample.spent} labelled disclosures have served an earlier certificate and do not serve another"
        threshold = replace(threshold, why=f"{served}; {threshold.why}")
    model = artefacts.keep_bytes(house.workspace, dump_model(replace(fit.model, match=threshold.score)))
    curve = isotonic(sample.reviewed, matching.confidence)
    return Shown(model, fit, threshold, curve, sample, profile)


def _only(house: House, source: Path, labels: Mapping[int, str], out: Path) -> Path:
    """The rows of an artefact that are labelled: no other row is looked up for a test."""
    with house.bulk() as con:
        con.execute("CREATE TABLE labelled AS SELECT unnest(?::BIGINT[]) AS row", [list(labels)])
        con.execute(
            f"COPY (SELECT * FROM read_parquet({path_text(source)}) SEMI JOIN labelled USING (row) ORDER BY row) "
            f"TO {path_text(out)} (FORMAT parquet)"
        )
    return out


def _record(
    house: House, case: Case, index: RecordIndex, given: Given | None, shown: Shown, actor: Actor
) -> dict[str, object]:
    """The fit, its certificate and their entry, together."""
    threshold, sample = shown.threshold, shown.sample
    keys = "\n".join(sorted(sample.keys)) if threshold.tested else ""
    spent = artefacts.keep_bytes(house.workspace, keys.encode()) if keys else ""
    rows = [[repr(r.score), r.right, r.disclosed, r.on_file, r.refusals, *r.levels] for r in sample.rows]
    reviewed = artefacts.keep_bytes(house.workspace, canonical_json(sorted(rows))) if rows else ""
    at = house.now()
    with transaction():
        if spent and given is not None and not given.spent == _spent(house):
            raise TryAgainLater("MUN-LINKAGE-050", "Another fit used labels meanwhile.", hint="Fit again.")
        before = LinkageFit.objects.filter(agreement_id=case.agreement.id)
        version = before.count() + 1
        attempts = before.exclude(labels="").count() + (given is not None)
        certificate = ""
        if threshold.holds and given is not None:
            issued = certify(
                scope_of(case, shown.model, index.digest),
                threshold,
                shown.curve,
                package=case.package.id,
                labels=given.digest,
                attempts=attempts,
                profile=shown.profile,
                today=house.today(),
            )
            certificate = artefacts.keep_bytes(house.workspace, canonical_json(issued.as_json()))
        body: dict[str, object] = {
            "agreement": case.agreement.id,
            "version": version,
            "index": index.digest,
            "model": shown.model,
            "labels": given.digest if given else "",
            "reviewed": reviewed,
            "spent": spent,
            "certificate": certificate,
            "threshold": repr(threshold.score),
            "sample_size": threshold.n,
            "wrong": threshold.wrong,
            "upper_bound": repr(threshold.bound),
            "limit": repr(threshold.limit),
            "confidence": repr(threshold.confidence),
            "attempts": attempts,
            "why": threshold.why,
            "curve": curve_json(shown.curve),
        }
        entry = write_act(house, "linkage_fitted", at, body, actor=actor, package=case.package.id)
        insert(
            LinkageFit(
                agreement_id=case.agreement.id,
                version=version,
                package=case.package,
                records=index.digest,
                model=shown.model,
                labels=given.digest if given else "",
                reviewed=reviewed,
                spent=spent,
                certificate=certificate,
                officer_id=actor.id,
                at=at,
                entry=entry,
            )
        )
    return {
        "package": case.package.id,
        "agreement": case.agreement.id,
        "version": version,
        "model": shown.model,
        "index": index.digest,
        "fitted_on_rows": shown.fit.rows,
        "threshold": threshold.score,
        "sample_size": threshold.n,
        "wrong": threshold.wrong,
        "upper_bound": threshold.bound,
        "limit": threshold.limit,
        "confidence": threshold.confidence,
        "attempts": attempts,
        "certified": bool(certificate),
        "certificate": certificate,
        "why": threshold.why,
        "entry": entry,
    }


def write_report(house: House, agreement: str, out: Path, credentials: Credentials) -> dict[str, object]:
    """Write the page about the newest fit of an agreement: weights, calibration, wrongful disclosures against recall."""
    with Attempt(house, "linkage_report_refused") as attempt:
        actor = attempt.by(credentials, {Role.ASSESSOR})
        fit = LinkageFit.objects.filter(agreement_id=agreement).order_by("-pk").first()
        if fit is None:
            raise UsageError("MUN-LINKAGE-051", "Nothing was fitted for this agreement.", hint="Run `linkage fit`.")
        act = log.act(fit.entry)
        if act is None or act.record is None:
            raise IntegrityFailure("MUN-LINKAGE-052", "The fit has no entry.", hint="Run `muniment doctor`.")
        body = read_canonical(bytes(act.record))
        names = ("agreement", "version", "index", "model", "threshold", "sample_size", "wrong", "upper_bound", "limit")
        facts = {name: body[name] for name in (*names, "confidence", "attempts", "certificate", "why")}
        lines = read_canonical(artefacts.read(house.workspace, fit.reviewed)) if fit.reviewed else []
        rows = [
            ReviewedRow(float(score), right, disclosed, on_file, refusals, (name, born, place, number))
            for score, right, disclosed, on_file, refusals, name, born, place, number in lines
        ]
        model = load_model(artefacts.checked_path(house.workspace, fit.model))
        page = render_report(model, rows, facts, float(body["confidence"]))
        view(house, "linkage_report_written", "", actor, {"agreement": agreement, "version": fit.version})
        write_whole(out, page.encode())
    return {"agreement": agreement, "version": fit.version, "file": str(out), "certified": bool(fit.certificate)}
