"""Linkage: the right person, or nobody. Persons who passed x record index -> matches.

It knows nothing of law: it says who the best candidate is, how sure, and what the records say of that person; determination
judges. It keeps nothing of a package and learns nothing from it.
"""

from __future__ import annotations

from muniment.linkage.explain import Contribution, Explanation, explain
from muniment.linkage.index import IndexManifest, build_index, read_manifest, verify_index
from muniment.linkage.link import LinkSummary, MatchOptions, link
from muniment.linkage.model import Model, load_model

__all__ = [
    "Contribution",
    "Explanation",
    "IndexManifest",
    "LinkSummary",
    "MatchOptions",
    "Model",
    "build_index",
    "explain",
    "link",
    "load_model",
    "read_manifest",
    "verify_index",
]
