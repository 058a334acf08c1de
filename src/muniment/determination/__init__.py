"""Findings × matches → one outcome per person, with strata, samples and the guard that every path re-runs.

This room reads artefacts and writes one. It opens no record index, decides no facial element, and knows no officer.
"""

from muniment.determination.compare import compare_matches
from muniment.determination.determine import DeterminationInput, DeterminationSummary, determine
from muniment.determination.guard import guard
from muniment.determination.items import Item, items

__all__ = ["DeterminationInput", "DeterminationSummary", "Item", "compare_matches", "determine", "guard", "items"]
