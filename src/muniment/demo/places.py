"""Real places for fictional streets.

pseudopeople's sample puts every street in "Anytown, WA 00000", which is no place: a facial rule that tests city,
state and ZIP against each other returns every such row. Each building is given one assigned ZIP code instead, the
same on the custodian's and the requester's side.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

_NOT_STATES: Final = frozenset({"AA", "AE", "AP", "AS", "FM", "GU", "MH", "MP", "PR", "PW", "VI"})
"""Military post and territories, whose addresses have forms of their own."""

_PLAIN_CITY: Final = re.compile(r"[A-Za-z][A-Za-z ]{2,}")


@dataclass(frozen=True, slots=True)
class Place:
    city: str
    state: str
    postal_code: str


@cache
def all_places() -> tuple[Place, ...]:
    """Every active standard ZIP of the states and the District with its own city, in ZIP order. From the `zipcodes`
    package.
    """
    import zipcodes

    listed: list[dict[str, Any]] = zipcodes.list_all()  # type: ignore[no-untyped-call]
    found = {
        z["zip_code"]: Place(z["city"], z["state"], z["zip_code"])
        for z in listed
        if z["active"]
        and z["zip_code_type"] == "STANDARD"
        and z["state"] not in _NOT_STATES
        and _PLAIN_CITY.fullmatch(z["city"])
    }
    return tuple(found[code] for code in sorted(found))


@cache
def place_of(building: str) -> Place:
    """The one place of a building: `building` is its clean number and street, or its post office box. Equal text,
    equal place.
    """
    places = all_places()
    return places[draw("place", building) % len(places)]


def draw(*parts: str) -> int:
    """A 64-bit number fixed by its arguments: the demo's only dice, so that every run rolls the same."""
    return int.from_bytes(hashlib.sha256("\x1f".join(parts).encode()).digest()[:8], "big")
