"""Law x package → findings. Knows nothing of records: `eligible` says that a row may be looked up, and no more."""

from muniment.assessment.assess import AssessmentSummary, assess
from muniment.assessment.batch_facts import OfficeAddress
from muniment.assessment.explain import reason_sentences
from muniment.assessment.facts_table import AssessmentInput

__all__ = ["AssessmentInput", "AssessmentSummary", "OfficeAddress", "assess", "reason_sentences"]
