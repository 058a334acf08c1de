"""The law as data: packs of rules that counsel can read, a program can run in bulk, and a court can replay.

It loads packs and profiles, and turns facts into findings. It does not know where facts come from, reads no record and
decides no disclosure: `eligible` means that a person may be looked up. The language is in docs/law-language.md.
"""

from muniment.law.bulk import STATUS_CODES, compile_findings
from muniment.law.check import PackReport, check_pack, is_profile, load_pack, survivor_defect
from muniment.law.compare import compile_comparison, facts_compared, for_comparison
from muniment.law.diff import Change, diff_packs, diff_profiles, scenarios_that_turn
from muniment.law.explain import Explanation, explain
from muniment.law.pack import ELIGIBLE, Element, FactType, Pack, Profile, Reading, Scenario, Stage, slug
from muniment.law.page import pack_page
from muniment.law.profile import load_profile
from muniment.law.reference import Evaluation, Finding, evaluate
from muniment.law.scenarios import ScenarioFailure, Survivor, mutation_check, run_scenarios
from muniment.law.select import facts_needed
from muniment.law.shipped import shipped_document, shipped_pack, shipped_packs, shipped_profile, shipped_profiles
from muniment.law.view import view_pack

__all__ = [
    "ELIGIBLE",
    "STATUS_CODES",
    "Change",
    "Element",
    "Evaluation",
    "Explanation",
    "FactType",
    "Finding",
    "Pack",
    "PackReport",
    "Profile",
    "Reading",
    "Scenario",
    "ScenarioFailure",
    "Stage",
    "Survivor",
    "check_pack",
    "compile_comparison",
    "compile_findings",
    "diff_packs",
    "diff_profiles",
    "evaluate",
    "explain",
    "facts_compared",
    "facts_needed",
    "for_comparison",
    "is_profile",
    "load_pack",
    "load_profile",
    "mutation_check",
    "pack_page",
    "run_scenarios",
    "scenarios_that_turn",
    "shipped_document",
    "shipped_pack",
    "shipped_packs",
    "shipped_profile",
    "shipped_profiles",
    "slug",
    "survivor_defect",
    "view_pack",
]
