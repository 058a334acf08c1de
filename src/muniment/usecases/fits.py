"""Which fitted model a package is linked with, and whether a certificate covers what came of it."""

from __future__ import annotations

from muniment.formats.canonical import read_canonical
from muniment.linkage import Certificate, MatchOptions, Scope, read_certificate
from muniment.store import artefacts
from muniment.store.models import LinkageFit, RecordIndex, Stage
from muniment.usecases.house import House
from muniment.usecases.packages import Case, fields_of
from muniment.vocabulary.errors import LawSaysNo


def newest_index() -> RecordIndex | None:
    return RecordIndex.objects.order_by("-pk").first()


def no_index() -> LawSaysNo:
    return LawSaysNo(
        "MUN-LINK-001",
        "There is no record index to look anybody up in.",
        hint="Build one with `muniment records build FILE...`.",
    )


def newest_model(case: Case) -> str:
    """The newest fitted model of the package's agreement, by hash; '' for the shipped one."""
    fit = LinkageFit.objects.filter(agreement_id=case.agreement.id).order_by("-pk").first()
    return fit.model if fit else ""


def match_options(house: House, case: Case, model: str) -> MatchOptions:
    """The agreement's way of matching, with `model` by hash ('': the shipped one)."""
    m = case.agreement.matching
    path = artefacts.path_or_none(house.workspace, model)
    return MatchOptions(address=m.address, last_known=m.last_known, joint=m.joint, model=path, fields=fields_of(case))


def certificate_for(house: House, case: Case, matched: Stage) -> str:
    """The newest certificate that covers this linked package today, by hash; '' when none does."""
    scope = scope_of(case, matched.inputs.get("model", ""), matched.inputs["index"])
    matching = case.agreement.matching
    fits = LinkageFit.objects.filter(agreement_id=scope.agreement, model=scope.model).exclude(certificate="")
    for fit in fits.order_by("-pk"):
        if not stored_certificate(house, fit.certificate).lapsed(
            scope,
            limit=matching.wrongful_disclosure_limit,
            confidence=matching.confidence,
            today=house.today(),
            profile=matched.summary.get("profile", {}),
        ):
            return fit.certificate
    return ""


def scope_of(case: Case, model: str, index: str) -> Scope:
    matching = case.agreement.matching
    return Scope(case.agreement.id, model, index, matching.address, matching.last_known, matching.joint)


def stored_certificate(house: House, digest: str) -> Certificate:
    return read_certificate(read_canonical(artefacts.read(house.workspace, digest)))
