"""Puerto Rico: urbanizations, condominiums, residenciales, kilometres of a road; numbers on either side of the street.

The urbanization, barrio or condominium goes into `building` ('urb mariolga'), so that the order of the parts, which
varies, never changes the key.
"""

from __future__ import annotations

import re
from typing import Final

from muniment.intake.address.facilities import is_facility
from muniment.intake.address.lexicon import BUILDING_WORDS, PUERTO_RICAN_WAYS, SUFFIXES, UNIT_WORDS
from muniment.intake.address.model import Delivery
from muniment.intake.address.placeholders import only_soft
from muniment.intake.address.streets import normal_name
from muniment.intake.address.units import unit_value, value_at

AREAS: Final = {
    "urb": "urb", "urbanizacion": "urb", "urbanization": "urb", "bo": "bo", "barrio": "bo", "bda": "bda",
    "barriada": "bda", "cond": "cond",
    "condominio": "cond", "condominium": "cond", "res": "res", "residencial": "res", "ext": "ext", "extension": "ext",
    "parc": "parc", "parcelas": "parc", "parcela": "parc", "com": "com", "comunidad": "com", "sect": "sect",
    "sector": "sect",
    "repto": "repto", "reparto": "repto", "qtas": "qtas", "quintas": "qtas", "jard": "jard", "jardines": "jard",
    "villas": "villas",
    "mans": "mans", "mansiones": "mans", "est": "est", "estancias": "est", "alts": "alts", "alturas": "alts",
    "egida": "egida",
    "hda": "hda", "hacienda": "hda", "coop": "coop", "cooperativa": "coop", "brisas": "brisas", "lomas": "lomas",
    "valle": "valle",
    "colinas": "colinas", "praderas": "praderas", "paseos": "paseos", "edif": "edif", "edificio": "edif",
    "terrazas": "terrazas", "vista": "vista",
}  # fmt: skip
_HOUSING: Final = frozenset({"cond", "res", "edif", "egida", "coop", "villas"})
SURE_WORDS: Final = frozenset({"urb", "urbanizacion", "urbanization"})
"""Words that ask for this grammar in any state."""

_KM: Final = re.compile(
    r"(?:^|(?<= ))(?:carr|carretera|pr|ruta|rd|road|state road)(?: (?:pr|num|no|estatal|"
    r"#))* ?-?(?P<road>\d{1,4}[a-z]?)(?P<ramal> (?:ramal|int|interior) ?\d*)? (?:km|kilometro|"
    r"k) ?(?P<km>\d{1,3}(?:\.\d{1,2})?)(?: (?:hm|h) ?(?P<hm>\d(?:\.\d)?))?(?: (?:int|interior))?(?= |$)"
)
_KM_FIRST: Final = re.compile(
    r"(?:^|(?<= ))(?:km|kilometro) ?(?P<km>\d{1,3}(?:\.\d{1,2})?)(?: (?:hm|h) ?(?P<hm>\d(?:\.\d)?))? (?:carr|"
    r"carretera|pr|ruta)(?: (?:pr|num|no|#))* ?-?(?P<road>\d{1,4}[a-z]?)(?P<ramal> ramal ?\d*)?(?= |$)"
)
_NUMBER: Final = re.compile(
    r"(?:[a-z]{1,2}-?\d{1,4}(?:-?[a-z])?|[a-z]{1,2}-\d{1,3}-?\d{0,3}|0*[1-9]\d{0,4}(?:-[a-z0-9]{1,4})?[a-z]?)"
)


def read(segs: list[list[str]], into: Delivery, state: str) -> bool:
    """Reads a Puerto Rico line into `into`; False when it is none of these forms."""
    flat = [w for s in segs for w in s]
    joined = " ".join(flat)
    match = _KM.search(joined) or _KM_FIRST.search(joined)
    if match:
        _areas(_split_areas(segs), into)
        km = match["km"] if not match["hm"] else f"{match['km'].split('.')[0]}.{match['hm'].replace('.', '')}"
        into.ok, into.kind = True, "puerto_rico"
        into.street_suffix, into.street, into.house_number = "carr", match["road"], f"km {_decimal(km)}"
        into.facility = is_facility(flat)
        return True
    parts = _split_areas(segs)
    areas = [p for p in parts if p[0] in AREAS]
    others = [p for p in parts if p[0] not in AREAS]
    trial = Delivery()
    number, street, suffix = "", "", ""
    for part in areas:
        found = _area_number(part, trial)
        number = number or found
    for part in others:
        found_number, found_street, found_suffix, rest = _street(part)
        if found_street and not street:
            street, suffix = found_street, found_suffix
            number = found_number or number
        elif found_number and not number:
            number = found_number
        if rest and only_soft(tuple(rest)):
            trial.placeholder = True
        _units(rest, trial)
    if any(AREAS[p[0]] in _HOUSING for p in areas) and trial.unit and not number:
        number = number or ""
        complete = True
    else:
        complete = bool(number and (street or areas))
    if street and not number and trial.unit and any(AREAS[p[0]] in _HOUSING for p in areas):
        complete = True
    if not complete or not (
        areas
        or suffix in ("calle", "carr", "ave", "camino", "paseo", "via", "marginal", "pasaje", "callejon", "vereda")
    ):
        return False
    if not areas and state != "pr":
        return False
    into.ok, into.kind = True, "puerto_rico"
    into.house_number, into.street, into.street_suffix = number, street, suffix
    into.unit, into.building, into.placeholder = trial.unit, trial.building, into.placeholder or trial.placeholder
    into.facility = is_facility(flat)
    return True


def _decimal(km: str) -> str:
    whole, _, part = km.partition(".")
    part = part.rstrip("0")
    return f"{whole.lstrip('0') or '0'}.{part}" if part else (whole.lstrip("0") or "0")


def _split_areas(segs: list[list[str]]) -> list[list[str]]:
    """Segments cut again before every area word and every way, so that each part is one thing."""
    parts: list[list[str]] = []
    for segment in segs:
        current: list[str] = []
        for word in segment:
            opens = word in AREAS and not (
                current
                and current[-1] in AREAS
                and word
                in (
                    "villas",
                    "est",
                    "jard",
                    "alts",
                    "valle",
                    "brisas",
                    "lomas",
                    "colinas",
                    "vista",
                    "ext",
                    "hacienda",
                    "hda",
                    "quintas",
                    "qtas",
                    "jardines",
                    "alturas",
                    "estancias",
                    "mansiones",
                    "extension",
                    "praderas",
                    "paseos",
                    "terrazas",
                    "repto",
                    "reparto",
                    "parcelas",
                    "com",
                    "sect",
                    "sector",
                )
            )
            if opens and current and word in ("vista", "valle", "est", "ext", "com", "res") and current[0] in AREAS:
                opens = word in ("res", "ext") and False
            way = word in PUERTO_RICAN_WAYS and current and current[0] in AREAS and len(current) > 1
            if (opens or way) and current:
                if way and _NUMBER.fullmatch(current[-1]) and len(current) > 2:
                    number = current.pop()
                    parts.append(current)
                    current = [number]
                else:
                    parts.append(current)
                    current = []
            current.append(word)
        if current:
            parts.append(current)
    return parts


def _area_number(part: list[str], into: Delivery) -> str:
    """The name of an area into `building`; the number behind it ('Urb Mariolga B-14') is returned."""
    name: list[str] = []
    number = ""
    i = 1
    while i < len(part):
        word = part[i]
        if (word in UNIT_WORDS and word not in ("villa", "local")) or word in BUILDING_WORDS or word == "#":
            break
        if word in ("casa", "solar", "lote", "parcela") and i + 1 < len(part):
            i += 1
            continue
        if _NUMBER.fullmatch(word) and name:
            number = number or normal_number(word)
            i += 1
            continue
        name.append(word)
        i += 1
    _units(part[i:], into)
    label = AREAS[part[0]]
    if label == "edif":
        if number:
            _building(into, f"bldg {number}")
            return ""
        if part[1:2] and _NUMBER.fullmatch(part[1]):
            _building(into, f"bldg {normal_number(part[1])}")
            return ""
    if name:
        _building(into, f"{label} {normal_name(tuple(name))}")
    return number if name else ""


def _areas(parts: list[list[str]], into: Delivery) -> None:
    for part in parts:
        if part[0] in AREAS:
            name = [w for w in part[1:] if w not in ("km", "carr", "hm") and not w[0].isdigit()]
            if name:
                _building(into, f"{AREAS[part[0]]} {normal_name(tuple(name))}")


def _street(part: list[str]) -> tuple[str, str, str, list[str]]:
    """Number, street, way and the rest of a part, in either order: '25 Calle Rubi', 'Calle Luna B-14'."""
    i, number = 0, ""
    while i < len(part) and part[i] in ("#", "no", "num", "casa", "blq"):
        i += 1
    if i < len(part) and _NUMBER.fullmatch(part[i]) and part[i] not in PUERTO_RICAN_WAYS:
        number = normal_number(part[i])
        i += 1
        if (
            i < len(part)
            and len(part[i]) == 1
            and part[i].isalpha()
            and i + 1 < len(part)
            and part[i + 1] in PUERTO_RICAN_WAYS
        ):
            number, i = f"{number}{part[i]}", i + 1
    if i >= len(part):
        return number, "", "", []
    if part[i] in PUERTO_RICAN_WAYS and i + 1 < len(part):
        suffix = PUERTO_RICAN_WAYS[part[i]]
        name = [part[i + 1]]
        j = i + 2
        while (
            j < len(part)
            and not _NUMBER.fullmatch(part[j])
            and part[j] not in ("#", "no", "num", "casa")
            and part[j] not in UNIT_WORDS
            and part[j] not in BUILDING_WORDS
        ):
            name.append(part[j])
            j += 1
        if not number and j < len(part) and part[j] not in UNIT_WORDS | BUILDING_WORDS:
            k = j
            while k < len(part) and part[k] in ("#", "no", "num", "casa"):
                k += 1
            if k < len(part) and _NUMBER.fullmatch(part[k]):
                number, j = normal_number(part[k]), k + 1
        elif j < len(part) and part[j] in ("#", "no", "num") and j + 1 < len(part) and number == "":
            number, j = normal_number(part[j + 1]), j + 2
        return number, normal_name(tuple(name)), suffix, part[j:]
    if number:
        english = next((k for k in range(len(part) - 1, i, -1) if part[k] in SUFFIXES), 0)
        if english:
            return number, normal_name(tuple(part[i:english])), SUFFIXES[part[english]], part[english + 1 :]
    return number, "", "", part[i:]


def normal_number(text: str) -> str:
    """'B-14' and 'b14' are one house number."""
    return unit_value(text.replace("-", "") if text[0].isalpha() else text)


def _units(words: list[str], into: Delivery) -> None:
    i = 0
    while i < len(words):
        word = words[i]
        if word in BUILDING_WORDS:
            value, j = value_at(words, i + 1, sure=True)
            if value:
                _building(into, f"{BUILDING_WORDS[word]} {value}")
                i = j
                continue
        if word == "#" or word in UNIT_WORDS:
            value, j = value_at(words, i + 1, sure=True)
            if value and not into.unit:
                into.unit = f"{UNIT_WORDS.get(word, '')}{value}"
                i = j
                continue
        i += 1


def _building(into: Delivery, value: str) -> None:
    into.building = "; ".join(sorted({*filter(None, into.building.split("; ")), value}))
