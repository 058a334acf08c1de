"""Addresses elsewhere: a line with a number, `s/n`, a kilometre or a named landmark form; a locality; a country."""

from __future__ import annotations

import re
from typing import Final

from muniment.intake.address.cities import city_key_of
from muniment.intake.address.facilities import CARE_OF, GENERAL_DELIVERY, is_facility
from muniment.intake.address.lexicon import STRONG_SUFFIXES, UNIT_WORDS
from muniment.intake.address.model import Delivery
from muniment.intake.address.placeholders import only_soft
from muniment.intake.address.routes import read_route
from muniment.intake.address.units import read_units
from muniment.intake.address.wordlists import word_list

_POSTCODE: Final = re.compile(
    r"\d{3,7}|\d{2,5}-\d{2,4}|[a-z]{1,2}\d[a-z\d]?|\d[a-z]{2}|[a-z]\d[a-z]|\d[a-z]\d|[a-z]{1,3}-?\d{3,6}|cp|cep|plz"
)
_NO_NUMBER: Final = frozenset({"s/n", "sn", "snro"})
_LANDMARK: Final = re.compile(
    r"\b(?:cuadras?|varas|metros?|mts?|frente (?:a|al|del|de)|contiguo (?:a|al)|costado|a la par de|a la par del|"
    r"al lado (?:de|del)|junto (?:a|al)|detras (?:de|del)|"
    r"diagonal (?:a|al)|esquina (?:opuesta|con|de|del)|esq|entrada (?:a|al|de)|atras (?:de|del)|cerca (?:de|del)|"
    r"entre (?:calle|avenida|av)|"
    r"opposite|opp|near|behind|next to|beside|adjacent to|across from|off|junction of|corner of|en face de|derriere|"
    r"pres de|a cote de|face a|carrefour|em frente|ao lado|proximo|"
    r"gegenuber|davanti a|vicino a)\b"
)
_WAYS: Final = frozenset(
    word_list(
        "calle c cl av ave avda avenida avenue blvd bulevar boulevard camino carretera carr calzada pasaje paseo "
        "plaza callejon via viale vicolo corso piazza rua travessa praca rodovia estrada alameda rue chemin allee "
        "impasse place quai street st road rd lane ln drive way close court terrace strasse str weg platz gasse "
        "allee straat laan plein ulica ul ulitsa prospekt pr prospect улица ул проспект просп пер переулок вулиця "
        "вул cadde caddesi cad sokak sokagi sk mahalle mahallesi mah jalan jl gang duong pho ngo hem marg nagar "
        "colony sector block street building plot house barrio bo col colonia urb urbanizacion residencial res "
        "aldea caserio canton finca lote manzana mz zona sector carrera cra kra transversal diagonal diag jiron "
        "jr mz"
    )
)
_CJK: Final = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]")
_CJK_PLACE: Final = re.compile(r"[市区區县縣町村省道路街巷弄号號洞동구시로길읍면리丁目番]")
_CJK_NUMBER: Final = re.compile(r"[\d一二三四五六七八九十]")
_CJK_CITY: Final = re.compile(r"[^\d]*?[市区區县縣都府省시구군]")
_GLUED: Final = re.compile(
    r"\d{1,5}[a-z]?(?:[-/]\d{1,5}[a-z]?)*|[a-z]{1,2}-?\d{1,5}|\d{1,2}-?[a-z]|\d+\.\d+|km\d+(?:\.\d+)?"
)
_TYPES: Final = {
    "avenida": "av", "avda": "av", "ave": "av", "avenue": "av", "calle": "c", "cl": "c", "street": "st",
    "road": "rd", "lane": "ln", "boulevard": "blvd",
    "bulevar": "blvd", "carretera": "carr", "colonia": "col", "barrio": "bo", "urbanizacion": "urb",
    "residencial": "res", "strasse": "str",
    "ulica": "ul", "ulitsa": "ul", "улица": "ул", "jalan": "jl", "carrera": "cra", "kra": "cra", "manzana": "mz",
    "kilometro": "km", "drive": "dr",
    "numero": "", "no": "", "num": "", "nro": "", "#": "", "/": "", "&": "", "@": "", "nr": "", "n": "", "n°": "",
    "nº": "", "numer": "",
}  # fmt: skip


def _digit(word: str) -> bool:
    return any(c.isdigit() for c in word)


def _letters(words: list[str]) -> list[str]:
    return [w for w in words if any(c.isalpha() for c in w)]


def _strip_postcode(words: list[str]) -> list[str]:
    kept = list(words)
    while kept and _POSTCODE.fullmatch(kept[-1]) and _digit(kept[-1]):
        kept.pop()
    while kept and _POSTCODE.fullmatch(kept[0]) and (_digit(kept[0]) or kept[0] in ("cp", "cep", "plz")):
        kept.pop(0)
    return kept


def _is_line(words: list[str]) -> bool:
    """A number, `s/n` or kilometre beside words, or a landmark form with a name; never a unit or a postcode alone."""
    joined = " ".join(words)
    if _CJK.search(joined):
        return bool(_CJK_NUMBER.search(joined) and _CJK_PLACE.search(joined)) or bool(
            _digit(joined) and len(joined) > 4
        )
    left = read_units(list(words), Delivery())
    named = [
        w
        for w in _letters(left)
        if len(w) > 1
        and w not in _NO_NUMBER
        and w not in ("km", "no", "num", "nro", "numero", "po", "cp")
        and not _digit(w)
    ]
    if not named:
        glued = [w for w in _letters(left) if _digit(w) and sum(c.isalpha() for c in w) > 2]
        if not glued:
            return False
        named = glued
    if any(w in _NO_NUMBER for w in words) or re.search(r"\bsin n(?:umero|um|ro|o)\b", joined):
        return True
    if any(_digit(w) and w.strip("0-") for w in words) or "#" in words:
        return any(_digit(w) and w.strip("0-") for w in words)
    if re.search(r"\bkm\b", joined) and any(_digit(w) for w in words):
        return True
    return bool(_LANDMARK.search(joined)) and len(named) >= 3


def read_foreign(segs: list[list[str]], city: str, region: str) -> tuple[Delivery, str]:
    """The delivery line and the city's key of a foreign address whose country is known; total over all segments.

    `city` and `region` are keys from their own columns; without them the locality is a segment of the line.
    """
    into = Delivery()
    work = _join_numbers([list(s) for s in segs if s])
    if not work:
        return into, city
    if GENERAL_DELIVERY.search(" ".join(w for s in work for w in s)):
        into.general, into.ok, into.kind, into.route = True, True, "foreign", "general delivery"
        return into, city or (city_key_of(_strip_postcode(work[-1])) if len(work) > 1 else "")
    place = city or region
    if place:
        if len(work) > 1 and city_key_of(_strip_postcode(work[-1])) in (city, region):
            work.pop()
    else:
        place = _take_place(work)
    flat = [w for s in work for w in s]
    if CARE_OF.search(" ".join(flat)):
        into.care_of = True
    into.facility = is_facility(flat)
    lines = [s for s in work if _is_line(s)]
    for segment in work:
        if only_soft(tuple(segment)):
            into.placeholder = True
    box = Delivery()
    if not lines and flat and read_route([list(s) for s in work], box, military=False) is not None:
        lines = work
    if lines:
        into.ok, into.kind = True, "foreign"
    if box.ok or (read_route([list(s) for s in work], box, military=False) is not None):
        into.box, into.route = box.box, box.route
        if box.kind == "po_box" and into.box:
            work = [s for s in work if not any(w.strip("0") == into.box or w == into.box for w in s)] or []
    if into.ok:
        _components(work, into)
    return into, place


def _join_numbers(segs: list[list[str]]) -> list[list[str]]:
    """'Rua Augusta, 1234' and '12, rue de Rivoli': a short number between commas belongs to its street."""
    joined: list[list[str]] = []
    waiting: list[str] = []
    for position, segment in enumerate(segs):
        if len(segment) == 1 and _GLUED.fullmatch(segment[0]) and len(segment[0]) <= 5:
            if position == 0 and len(segs) > 1 and any(w in _WAYS for w in segs[1]):
                waiting = segment
                continue
            if joined and any(w in _WAYS for w in joined[-1]) and not _digit(" ".join(joined[-1])):
                joined[-1] = joined[-1] + segment
                continue
        joined.append(waiting + segment)
        waiting = []
    return joined


def _take_place(work: list[list[str]]) -> str:
    """Removes the locality from the segments and returns its key; '' when no segment can be one."""
    while len(work) > 1 and not _letters(_strip_postcode(work[-1])):
        work.pop()
    if len(work) > 1:
        last = _strip_postcode(work[-1])
        if _is_line(last) and any(w in _WAYS for w in last) and not any(_is_line(s) for s in work[:-1]):
            first = work.pop(0)
            return city_key_of(_strip_postcode(first))
        work.pop()
        if len(last) == 1 and len(last[0]) <= 3 and len(work) > 1 and not _is_line(_strip_postcode(work[-1])):
            last = _strip_postcode(work.pop())  # 'São Paulo, SP': the region's letters are not the city
        return city_key_of([w for w in last if not _digit(w)] or last)
    only = work[0]
    joined = " ".join(only)
    if _CJK.search(joined):
        found = _CJK_CITY.match(joined)
        return found[0] if found else ""
    words = _letters(only)
    if (
        _is_line(only)
        and (any(w in _WAYS or w in STRONG_SUFFIXES for w in words) or any(w in _NO_NUMBER for w in only))
        and len([w for w in words if not _digit(w)]) >= 3
    ):
        trimmed = _strip_postcode(only)
        if trimmed and not _digit(trimmed[-1]) and trimmed[-1] not in _WAYS:
            place = trimmed[-1]
            work[0] = trimmed[:-1]
            return city_key_of([place])
    return ""


def _components(work: list[list[str]], into: Delivery) -> None:
    words = [w for s in work for w in s]
    left = _units(words, into)
    number = ""
    marked = next(
        (k for k, w in enumerate(left[:-1]) if w in ("#", "no", "num", "numero", "nro", "nr") and _digit(left[k + 1])),
        -1,
    )
    if marked >= 0:
        number = left[marked + 1]
        left = left[:marked] + left[marked + 2 :]
    elif left and _GLUED.fullmatch(left[0]):
        number, left = left[0], left[1:]
    else:
        last = next((k for k in range(len(left) - 1, 0, -1) if _GLUED.fullmatch(left[k])), -1)
        if last > 0:
            number = left[last]
            left = left[:last] + left[last + 1 :]
    into.house_number = number
    into.street = " ".join(t for w in left if (t := _TYPES.get(w, w)))


def _units(words: list[str], into: Delivery) -> list[str]:
    """Units with a certain designator only: 'no', 'int' and 'local' mean other things elsewhere."""
    left: list[str] = []
    i = 0
    certain = frozenset(UNIT_WORDS) - {
        "no",
        "num",
        "number",
        "local",
        "villa",
        "key",
        "stop",
        "door",
        "site",
        "sp",
        "bed",
    }
    while i < len(words):
        if words[i] in certain and i + 1 < len(words) and (_digit(words[i + 1]) or len(words[i + 1]) == 1):
            read_units(words[i : i + 2], into)
            i += 2
        else:
            left.append(words[i])
            i += 1
    return left
