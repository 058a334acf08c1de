"""What the address parser says about one address: its components and the facts F02 to F04 rest on."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Final

from muniment.vocabulary.columns import ADDRESS_COLUMNS

KINDS: Final = (
    "us_street", "po_box", "rural_route", "highway_contract", "military", "puerto_rico", "foreign", "none",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ParsedAddress:
    """One address: ADDRESS_COLUMNS in their normal form, and the address facts of docs/rooms.md.

    Components are text, '' when absent. `delivery_line` is never true where a placeholder stands or nothing is left
    beside digits and place. General Delivery has the kind `po_box` (mail held at a post office) and its own flag.
    """

    house_number: str = ""
    predir: str = ""
    street: str = ""
    street_suffix: str = ""
    postdir: str = ""
    unit: str = ""
    building: str = ""
    box: str = ""
    route: str = ""
    city_key: str = ""
    state_key: str = ""
    zip5: str = ""
    country_key: str = ""
    address_key: str = ""
    address_empty: bool = False
    address_placeholder: bool = False
    address_bare: bool = False
    address_kind: str = "none"
    delivery_line: bool = False
    locality: bool = False
    locality_conflict: bool = False
    address_hostile: bool = False
    address_facility: bool = False
    address_care_of: bool = False
    address_general_delivery: bool = False
    address_flags: str = ""


FACT_COLUMNS: Final = tuple(f.name for f in fields(ParsedAddress) if f.name not in ADDRESS_COLUMNS)
BOOLEAN_COLUMNS: Final = tuple(f.name for f in fields(ParsedAddress) if f.type == "bool")
OUTPUT_COLUMNS: Final = tuple(f.name for f in fields(ParsedAddress))


@dataclass(slots=True)
class Delivery:
    """The delivery part while it is being read; `ok` when it is a complete delivery line of `kind`."""

    ok: bool = False
    kind: str = "none"
    house_number: str = ""
    predir: str = ""
    street: str = ""
    street_suffix: str = ""
    postdir: str = ""
    unit: str = ""
    building: str = ""
    box: str = ""
    route: str = ""
    facility: bool = False
    care_of: bool = False
    general: bool = False
    placeholder: bool = False
    flags: list[str] = field(default_factory=list)


def address_key(*parts: str) -> str:
    """The components joined; equal keys mean the same delivery point. '' when every component is."""
    return "|".join(parts) if any(parts) else ""
