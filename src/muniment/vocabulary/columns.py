"""The columns of every file and artefact that crosses a wall (CONTRACT.md; docs/rooms.md)."""

from __future__ import annotations

from typing import Final

PERSON_COLUMNS: Final = (
    "row_ref", "given_name", "middle_name", "family_name", "suffix", "date_of_birth", "tin",
    "address_line", "city", "state", "postal_code", "country", "taxable_periods", "statute",
    "matter_id", "matter_stage", "matter_opened_on", "final_order_on", "order_class", "sought_as", "reason",
    "officer_id", "requested_items",
)  # fmt: skip
"""Columns of the persons file, in order (CONTRACT.md, Persons)."""

PERSON_REQUIRED: Final = (
    "row_ref", "given_name", "family_name", "address_line", "taxable_periods", "statute", "matter_id",
    "matter_stage", "matter_opened_on", "reason", "officer_id", "requested_items",
)  # fmt: skip
"""Columns that must be present in the header; the others are empty when absent."""

DISCLOSED_COLUMNS: Final = ("disclosed_on", "recipient_id")
"""What a file of disclosures made before Muniment has beside PERSON_COLUMNS."""

RECALL_COLUMNS: Final = ("source", "package", "row", "row_ref", "rules", "disclosed_on", "recipient_id")
"""Columns of a recall list: one line for each disclosure that would not be made."""

RECORD_COLUMNS: Final = (
    "record_id", "person_id", "tin", "given_name", "middle_name", "family_name", "suffix", "date_of_birth",
    "address_line", "city", "state", "postal_code", "country", "observed_on", "source", "tax_period",
    "filer_role", "identity_theft", "impairment", "informant", "deceased_on", "protected",
)  # fmt: skip
"""Columns of a records file: one row for each address observation of a person in a silo. `protected` is optional."""

ADDRESS_COLUMNS: Final = (
    "house_number",     # one key form: '12-34', '123 1/2', 'n6w23001', '123-a'; box number lives in `box`
    "predir",           # n, s, e, w, ne, nw, se, sw
    "street",           # street name without directionals and suffix, casefolded, ordinals as digits ('5th')
    "street_suffix",    # USPS abbreviation, casefolded: st, ave, ct ...
    "postdir",
    "unit",             # unit value only: '3', '5b'; apt/unit/ste/# are equal
    "building",
    "box",              # PO box, RR/HC/PSC box number
    "route",            # 'rr 2', 'hc 1', 'psc 1234', 'cmr 400', 'unit 2050', 'po box'
    "city_key",
    "state_key",        # two letters, casefolded; '' outside the US
    "zip5",
    "country_key",      # ISO 3166 alpha-2 casefolded where known ('us'), else the folded name
    "address_key",      # all of the above in one string: equal keys mean the same delivery point
)  # fmt: skip
"""Normalised address components, the same on the request's and the custodian's side. Text, '' when absent."""

PERSON_KEYS: Final = ("given_key", "middle_key", "family_key", "suffix_key", "birth_date", "tin_digits")
"""Normalised identity columns, the same on both sides. Text ('' when absent) but `birth_date`: DATE or NULL."""

MATCH_COLUMNS: Final = (
    "row", "row_ref", "person_id", "probability", "runner_up", "name_level", "dob_level", "address_level",
    "tin_level", "decision", "score",
)  # fmt: skip
"""Columns of `muniment matches` (CONTRACT.md). decision: match, review, none."""

OUTCOME_COLUMNS: Final = ("row", "row_ref", "outcome", "rules", "missing", "outward_code", "stratum")
RESPONSE_COLUMNS: Final = ("row_ref", "code", "rules", "address_line", "city", "state", "postal_code", "country")
REVIEW_COLUMNS: Final = ("row", "row_ref", "item", "kind", "proposed", "reason", "decided_by")
DECISION_COLUMNS: Final = ("row", "item", "decision", "reason")
