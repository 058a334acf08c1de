"""Cities, states and ZIP codes: which agree, which are unknown (RULES.md F03), from the packaged ZIP table."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from muniment.intake.address.cities import city_key_of
from muniment.intake.address.lexicon import DATA, MILITARY_STATES

EDITS: Final = 2
_EXTRA_PLACES: Final = {
    "dc": ("washington", "georgetown"),
    "ny": ("queens", "manhattan", "bronx", "brooklyn", "staten island"),
}
_MILITARY_CITIES: Final = ("apo", "fpo", "dpo")


@dataclass(frozen=True, slots=True)
class Place:
    """An assigned ZIP code: its state, its names, whether the postal service has retired it."""

    state: str
    cities: tuple[str, ...]
    other_names: tuple[str, ...]
    retired: bool


class _Table:
    """The ZIP table, split on demand: a short command touches a handful of its 42,789 rows."""

    def __init__(self) -> None:
        text = (DATA / "places.csv").read_text(encoding="utf-8")
        self._rows: dict[str, str] = {line[:5]: line for line in text.splitlines()[1:]}
        self._by_state: dict[str, list[str]] = {}

    @lru_cache(maxsize=65536)  # noqa: B019 - one instance for the life of the process
    def place(self, zip5: str) -> Place | None:
        row = self._rows.get(zip5)
        if row is None:
            return None
        _, state, retired, cities, others = row.split(",")
        return Place(state, tuple(cities.split("|")), tuple(others.split("|")) if others else (), bool(retired))

    @lru_cache(maxsize=128)  # noqa: B019
    def of_state(self, state: str) -> tuple[frozenset[str], frozenset[str], list[str]]:
        """The proper city names of a state, every known name, and the latter as a sorted list."""
        proper: set[str] = set(_EXTRA_PLACES.get(state, ()))
        every = set(proper)
        if state in MILITARY_STATES:
            every.update(_MILITARY_CITIES)
        if not self._by_state:
            for row in self._rows.values():
                self._by_state.setdefault(row[6:8], []).append(row)
        for row in self._by_state.get(state, ()):
            _, _, _, cities, others = row.split(",")
            proper.update(cities.split("|"))
            every.update(others.split("|"))
        every |= proper
        every.discard("")
        return frozenset(proper), frozenset(every), sorted(every)


@lru_cache(maxsize=1)
def _table() -> _Table:
    return _Table()


def place_of(zip5: str) -> Place | None:
    """The assigned ZIP code, or None ('00000', '99999' and every five digits nobody was given)."""
    return _table().place(zip5)


def names_of_state(state: str) -> frozenset[str]:
    """Every name, proper or customary, of a place of the state."""
    return _table().of_state(state)[1]


def proper_names_of_state(state: str) -> frozenset[str]:
    """The names the postal service accepts as cities of the state."""
    return _table().of_state(state)[0]


def _near(name: str, candidates: tuple[str, ...] | list[str], edits: int) -> bool:
    return process.extractOne(name, candidates, scorer=OSA.distance, score_cutoff=edits) is not None


@lru_cache(maxsize=65536)
def city_fits(city: str, state: str, zip5: str) -> str:
    """'exact', 'near' (within two edits) or '' when the city is unknown for the ZIP and in no place of the state.

    Two edits turn half the names of three or four letters into some other place of the state, so a short name must be
    within one edit of the state's places; within the ZIP's own names two are allowed, as everywhere.
    """
    place = place_of(zip5) if zip5 else None
    own = place.cities + place.other_names if place else ()
    if city in own:
        return "exact"
    known_state = state or (place.state if place else "")
    if known_state and city in names_of_state(known_state):
        return "exact"
    if len(city) < 3:
        return ""
    if own and _near(city, own, EDITS):
        return "near"
    if known_state and _near(city, _table().of_state(known_state)[2], EDITS if len(city) > 4 else 1):
        return "near"
    return ""


@lru_cache(maxsize=65536)
def stands_alone(city: str, state: str) -> str:
    """`city_fits` where no ZIP bears the city out: 'exact', 'near' (one edit, of a longer name) or ''.

    Only a city of the postal service's counts then. Two edits reach another town of the state, and customary names are so
    many that a city of another state finds its like among them (Dayton, CA).
    """
    proper = proper_names_of_state(state) | (frozenset(_MILITARY_CITIES) if state in MILITARY_STATES else frozenset())
    if city in proper:
        return "exact"
    return "near" if len(city) > 4 and _near(city, sorted(proper), 1) else ""


@dataclass(frozen=True, slots=True)
class Locality:
    """What was given as city, state and ZIP, and whether they hold together."""

    city: str
    state: str
    zip5: str
    present: bool
    conflict: bool
    flags: tuple[str, ...] = ()


@lru_cache(maxsize=65536)
def judge_locality(city: str, state: str, zip_digits: str, state_given: bool) -> Locality:
    """The locality of keys already read: `zip_digits` is what stood in the ZIP's place (not always five digits).

    Present: city and state, or an assigned ZIP. Conflict: ZIP not assigned, state and ZIP differ, or the city is
    unknown for the ZIP and in no place of the state; without a ZIP, see `stands_alone`. `state_given` is true when
    something stood there, readable or not.
    """
    flags: list[str] = []
    place = place_of(zip_digits) if len(zip_digits) == 5 else None
    conflict = bool(zip_digits) and place is None
    if state_given and not state:
        conflict = True
    if place is not None:
        if state and place.state != state:
            conflict = True
        if place.retired:
            flags.append("zip_retired")
    known_state = state or (place.state if place else "")
    if city and known_state:
        fit = city_fits(city, known_state, zip_digits) if place else stands_alone(city, known_state)
        if not fit:
            conflict = True
        elif fit == "near":
            flags.append("city_spelling")
    present = bool(place) or bool(city and state)
    return Locality(city, known_state, zip_digits if len(zip_digits) == 5 else "", present, conflict, tuple(flags))


def is_city(words: tuple[str, ...], state: str, zip5: str, *, customary: bool = False) -> bool:
    """Whether these words are exactly a city of the ZIP or of the state; `customary` admits tolerated names."""
    key = city_key_of(words)
    place = place_of(zip5) if zip5 else None
    if place and (key in place.cities or (customary and key in place.other_names)):
        return True
    known = state or (place.state if place else "")
    if not known:
        return False
    if known in MILITARY_STATES and key in _MILITARY_CITIES:
        return True
    return key in (names_of_state(known) if customary else proper_names_of_state(known))
