"""Linkage: the right person, or nobody. Persons who passed x record index -> matches.

It knows nothing of law: it says who the best candidate is, how sure, and what the records say of that person; determination
judges. It keeps nothing of a package and learns nothing from it.
"""

from __future__ import annotations

from muniment.linkage.calibrate import Block, Reviewed, Threshold, choose_threshold, isotonic
from muniment.linkage.certificate import Certificate, Scope, certify, curve_json, read_certificate
from muniment.linkage.conflicts import find_conflicts
from muniment.linkage.explain import REASONS, Contribution, Explanation, explain
from muniment.linkage.fit import Fit, fit_model
from muniment.linkage.index import IndexManifest, build_index, persons_on_file, read_manifest, verify_index
from muniment.linkage.link import LinkSummary, MatchOptions, link
from muniment.linkage.model import Model, dump_model, load_model
from muniment.linkage.report import ReviewedRow, render_report

__all__ = [
    "REASONS",
    "Block",
    "Certificate",
    "Contribution",
    "Explanation",
    "Fit",
    "IndexManifest",
    "LinkSummary",
    "MatchOptions",
    "Model",
    "Reviewed",
    "ReviewedRow",
    "Scope",
    "Threshold",
    "build_index",
    "certify",
    "choose_threshold",
    "curve_json",
    "dump_model",
    "explain",
    "find_conflicts",
    "fit_model",
    "isotonic",
    "link",
    "load_model",
    "persons_on_file",
    "read_certificate",
    "read_manifest",
    "render_report",
    "verify_index",
]
