"""The closed word lists of US addresses: USPS Publication 28 (suffixes, units, directionals), states, number words.

Data of the US government, public domain; `data/suffixes.csv` holds Appendix C1. A `strong` suffix is a word for a way
(street, road), which ends a street name wherever it stands; a `weak` one is also an everyday noun (park, lake), which
ends it only in the last place.
"""

from __future__ import annotations

import csv
from importlib.resources import files
from typing import Final

from muniment.intake.address.wordlists import word_list

DATA: Final = files("muniment.intake.address") / "data"


def read_table(name: str) -> list[dict[str, str]]:
    """The rows of a packaged CSV table."""
    return list(csv.DictReader((DATA / name).read_text(encoding="utf-8").splitlines()))


def _suffixes(strength: str) -> dict[str, str]:
    rows = read_table("suffixes.csv")
    return {v: r["suffix"] for r in rows if r["strength"] == strength for v in r["variants"].split()}


STRONG_SUFFIXES: Final = _suffixes("strong")
WEAK_SUFFIXES: Final = _suffixes("weak")
SUFFIXES: Final = {**WEAK_SUFFIXES, **STRONG_SUFFIXES}
NEVER_A_NAME: Final = frozenset(
    word_list(
        "st str strt ave av aven avn rd road street avenue drive dr drv lane ln blvd boulevard bvd ct crt court "
        "cir circ circle pl place hwy highway pkwy parkway ter terr terrace way wy expy fwy freeway expressway "
        "tpke turnpike sq trl aly alley apt unit ste rte route rt box bx po loop sr cr fm rm us state interstate"
    )
)
"""Suffixes so plain that alone after a number ('12 St') they name no street; 'park' or 'summit' could."""

DIRECTIONALS: Final = {
    "n": "n", "s": "s", "e": "e", "w": "w", "ne": "ne", "nw": "nw", "se": "se", "sw": "sw",
    "north": "n", "south": "s", "east": "e", "west": "w", "northeast": "ne", "northwest": "nw",
    "southeast": "se", "southwest": "sw", "no": "n", "so": "s", "nth": "n", "sth": "s", "nrth": "n", "wst": "w",
    "northwst": "nw", "southwst": "sw", "nthw": "nw", "nthe": "ne",
    "norte": "n", "sur": "s", "este": "e", "oeste": "w",
}  # fmt: skip
PLAIN_DIRECTIONALS: Final = {
    k: v for k, v in DIRECTIONALS.items() if k not in ("no", "so", "norte", "sur", "este", "oeste")
}

STATES: Final = {
    "al": "alabama", "ak": "alaska", "az": "arizona", "ar": "arkansas", "ca": "california", "co": "colorado",
    "ct": "connecticut", "de": "delaware", "dc": "district of columbia", "fl": "florida", "ga": "georgia",
    "hi": "hawaii",
    "id": "idaho", "il": "illinois", "in": "indiana", "ia": "iowa", "ks": "kansas", "ky": "kentucky", "la": "louisiana",
    "me": "maine", "md": "maryland", "ma": "massachusetts", "mi": "michigan", "mn": "minnesota", "ms": "mississippi",
    "mo": "missouri", "mt": "montana", "ne": "nebraska", "nv": "nevada", "nh": "new hampshire", "nj": "new jersey",
    "nm": "new mexico", "ny": "new york", "nc": "north carolina", "nd": "north dakota", "oh": "ohio", "ok": "oklahoma",
    "or": "oregon", "pa": "pennsylvania", "ri": "rhode island", "sc": "south carolina", "sd": "south dakota",
    "tn": "tennessee", "tx": "texas", "ut": "utah", "vt": "vermont", "va": "virginia", "wa": "washington",
    "wv": "west virginia", "wi": "wisconsin", "wy": "wyoming", "pr": "puerto rico", "vi": "virgin islands",
    "gu": "guam",
    "as": "american samoa", "mp": "northern mariana islands", "fm": "federated states of micronesia",
    "mh": "marshall islands", "pw": "palau", "aa": "armed forces americas", "ae": "armed forces europe",
    "ap": "armed forces pacific",
}  # fmt: skip
MILITARY_STATES: Final = frozenset({"aa", "ae", "ap"})
_STATE_ALIASES: Final = {
    "calif": "ca", "cal": "ca", "penn": "pa", "penna": "pa", "mass": "ma", "conn": "ct", "fla": "fl", "tex": "tx",
    "ariz": "az",
    "colo": "co", "ill": "il", "ind": "in", "mich": "mi", "minn": "mn", "wash": "wa", "wisc": "wi", "wis": "wi",
    "tenn": "tn",
    "okla": "ok", "ore": "or", "oreg": "or", "nebr": "ne", "neb": "ne", "nev": "nv", "ala": "al", "ark": "ar",
    "kans": "ks", "kan": "ks",
    "miss": "ms", "mont": "mt", "wyo": "wy", "n mex": "nm", "n y": "ny", "n j": "nj", "n c": "nc", "s c": "sc",
    "n d": "nd",
    "s d": "sd", "n h": "nh", "w va": "wv", "w v": "wv", "r i": "ri", "d c": "dc", "p r": "pr", "n m": "nm",
    "us virgin islands": "vi",
    "u s virgin islands": "vi", "usvi": "vi", "n carolina": "nc", "s carolina": "sc", "n dakota": "nd",
    "s dakota": "sd",
    "nueva york": "ny", "nuevo mexico": "nm", "carolina del norte": "nc", "carolina del sur": "sc", "luisiana": "la",
    "tejas": "tx",
    "pensilvania": "pa", "nueva jersey": "nj", "dist of columbia": "dc", "wash dc": "dc", "porto rico": "pr",
    "puertorico": "pr",
}  # fmt: skip
STATE_NAMES: Final = {
    **{name: code for code, name in STATES.items()},
    **{code: code for code in STATES},
    **_STATE_ALIASES,
}
"""Every spelling of a state, as folded words joined by a space, to its two letters."""

STATE_ENDINGS: Final = frozenset(name.rsplit(" ", 1)[-1] for name in STATE_NAMES)

UNIT_WORDS: Final = {
    "apt": "", "apartment": "", "apmt": "", "aptmt": "", "apartamento": "", "apto": "", "appt": "",
    "appartement": "", "unit": "",
    "unidad": "", "aprt": "", "ap": "", "aptmnt": "", "unt": "", "un": "", "flat": "", "nbr": "", "ste": "",
    "suite": "", "suit": "", "rm": "", "room": "", "lot": "", "spc": "", "space": "", "sp": "", "trlr": "",
    "trailer": "", "slip": "", "no": "", "num": "", "number": "", "dept": "", "depto": "", "departamento": "",
    "pmb": "pmb ", "ofc": "",
    "office": "", "oficina": "", "villa": "", "cuarto": "", "hab": "", "habitacion": "", "stop": "", "pier": "",
    "hngr": "", "hangar": "", "penthouse": "ph",
    "ph": "ph", "fl": "fl ", "flr": "fl ", "floor": "fl ", "piso": "fl ", "interior": "", "int": "", "local": "",
    "suites": "",
    "door": "", "townhouse": "", "condo": "", "condominium": "", "site": "", "key": "", "desk": "", "cubicle": "",
    "bed": "", "dorm": "", "wing": "",
}  # fmt: skip
"""Unit designators that need a value, with what their value keeps in front. Apt, unit, suite, # and lot are equal."""

FLOOR_WORDS: Final = frozenset({"fl", "flr", "floor", "piso"})
BUILDING_WORDS: Final = {
    "bldg": "bldg", "building": "bldg", "bld": "bldg", "bg": "bldg", "edif": "bldg", "edificio": "bldg",
    "torre": "twr", "tower": "twr", "twr": "twr", "block": "blk", "blk": "blk", "bloque": "blk", "phase": "phase",
    "section": "sect", "sect": "sect", "entrance": "ent", "lvl": "level", "level": "level", "nivel": "level",
    "quarters": "bldg", "barracks": "bldg",
}  # fmt: skip
LONE_UNITS: Final = {
    "rear": "rear", "front": "frnt", "frnt": "frnt", "upper": "uppr", "uppr": "uppr", "up": "uppr",
    "upstairs": "uppr", "lower": "lowr", "lowr": "lowr", "downstairs": "lowr", "down": "lowr", "basement": "bsmt",
    "bsmt": "bsmt", "penthouse": "ph", "ph": "ph", "lobby": "lbby", "lbby": "lbby", "side": "side",
    "attic": "attic", "garage": "garage", "back": "rear",
}  # fmt: skip
"""Designators that stand alone at the end of a line."""

SURE_UNITS: Final = frozenset(
    word_list(
        "apt apartment apmt aptmt aprt aptmnt unt unit ste suite rm room apto apartamento depto departamento dept "
        "pmb # lot trlr spc no num"
    )
)

_ONES: Final = word_list("one two three four five six seven eight nine ten eleven twelve")
NUMBER_WORDS: Final = {w: str(i + 1) for i, w in enumerate(_ONES)}

_ORDINAL_ONES: Final = word_list("first second third fourth fifth sixth seventh eighth ninth")
_ORDINAL_TEENS: Final = word_list(
    "tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
)
_TENS: Final = {
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
_ROUND: Final = {"twentieth": 20, "thirtieth": 30, "fortieth": 40, "fiftieth": 50, "sixtieth": 60, "seventieth": 70,
                 "eightieth": 80, "ninetieth": 90, "hundredth": 100}  # fmt: skip


def ordinal(n: int) -> str:
    """5 -> '5th'."""
    ending = "th" if 10 <= n % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{ending}"


ORDINALS: Final = {
    **{w: ordinal(i + 1) for i, w in enumerate(_ORDINAL_ONES)},
    **{w: ordinal(i + 10) for i, w in enumerate(_ORDINAL_TEENS)},
    **{w: ordinal(n) for w, n in _ROUND.items()},
    **{t + o: ordinal(n + i + 1) for t, n in _TENS.items() for i, o in enumerate(_ORDINAL_ONES)},
}
ORDINAL_TENS: Final = _TENS
ORDINAL_ONES: Final = {w: i + 1 for i, w in enumerate(_ORDINAL_ONES)}

SPANISH_WAYS: Final = {
    "calle": "calle", "cll": "calle", "callejon": "callejon", "camino": "camino", "cam": "camino",
    "caminito": "caminito", "avenida": "ave", "avda": "ave",
    "av": "ave", "via": "via", "paseo": "paseo", "carretera": "carr", "carr": "carr", "vereda": "vereda",
    "pasaje": "pasaje",
    "calzada": "calzada", "bulevar": "blvd", "rue": "rue", "marginal": "marginal", "entrada": "entrada",
    "calleja": "calleja",
    "rua": "rua", "travesia": "travesia", "circulo": "circulo", "rambla": "rambla",
}  # fmt: skip
PUERTO_RICAN_WAYS: Final = {**SPANISH_WAYS, "ave": "ave", "avenue": "ave", "boulevard": "blvd", "blvd": "blvd"}
"""Words for a way that stand before the name; with a number they need no suffix, and take its place in the key."""

CLOSED_NAMES: Final = frozenset(
    word_list(
        "broadway bowery esplanade strand embarcadero promenade boardwalk wharf levee tenderloin malecon fenway "
        "riverway jamaicaway"
    )
)
"""Street names that are complete without a suffix."""
