"""Items of information: what a request asks for, an agreement agrees and a pack allows, by one name each; and the columns
of records and answers that carry them. What may leave is never decided here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final

ADDRESS: Final = "address"

ITEM_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    ADDRESS: ("address_line", "city", "state", "postal_code", "country"),
    "name": ("given_name", "middle_name", "family_name", "suffix"),
    "date of birth": ("date_of_birth",),
    "place of birth": ("place_of_birth",),
    "social security number": ("tin",),
    "taxpayer identifying number": ("tin",),
    "blood type": ("blood_type",),
    "type of injury": ("injury_type",),
    "date of treatment": ("treated_on",),
    "date of death": ("deceased_on",),
    "distinguishing characteristics": ("characteristics",),
}
"""Every item a record can carry, with its columns. An item that is not here can be asked for, and never be given."""

RECORD_ITEM_COLUMNS: Final = ("place_of_birth", "blood_type", "injury_type", "treated_on", "characteristics")
"""Columns a records file may have beside RECORD_COLUMNS: nothing is matched by them."""

CHANGING: Final = frozenset({"name", "type of injury", "date of treatment", "distinguishing characteristics"})
"""Items of which the newest record speaks. Of the others a person has one, and records that differ give none."""

_ADDRESS: Final = re.compile(
    r"(?:the )?(?:(?:last|most recent) known |mailing |last known mailing |current |home |residential )*address(?:es)?(?: on file)?"
)
_SPELLINGS: Final[Mapping[str, str]] = {
    "names": "name", "full name": "name", "birth date": "date of birth", "dob": "date of birth",
    "birth place": "place of birth", "birthplace": "place of birth", "ssn": "social security number",
    "tin": "taxpayer identifying number", "taxpayer identification number": "taxpayer identifying number",
    "death date": "date of death", "abo blood type and rh factor": "blood type", "injury type": "type of injury",
    "treatment date": "date of treatment", "date and time of treatment": "date of treatment",
    "distinguishing physical characteristics": "distinguishing characteristics",
}  # fmt: skip


def item(text: str) -> str:
    """One item in its one spelling: a mailing or last known address is an `address`; what is not known stays what it says."""
    folded = " ".join(re.sub(r"[_-]+", " ", unicodedata.normalize("NFKC", text).casefold()).split())
    return ADDRESS if _ADDRESS.fullmatch(folded) else _SPELLINGS.get(folded, folded)


def items_of(items_key: str) -> frozenset[str]:
    """The items of a cell: `;` stands between them."""
    return frozenset(item(part) for part in items_key.split(";") if part.strip())


def columns_beside_address(items: Iterable[str]) -> tuple[str, ...]:
    """The columns of these items but the address's, in one order, each once; an item no record carries has none."""
    wanted = set(items) - {ADDRESS}
    return tuple(dict.fromkeys(c for name, columns in ITEM_COLUMNS.items() if name in wanted for c in columns))
