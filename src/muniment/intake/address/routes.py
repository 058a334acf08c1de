"""Delivery lines without a street: post office boxes, rural and highway contract routes, military forms."""

from __future__ import annotations

import re
from typing import Final

from muniment.intake.address.model import Delivery
from muniment.intake.address.units import unit_value
from muniment.intake.address.wordlists import word_list

TRIGGERS: Final = frozenset(
    word_list(
        "box bx po pob pobox p post postal apartado apdo casilla caixa buzon caller drawer lockbox rr hc hcr "
        "rural psc cmr unit uss usns usnv usav usas usat rfd star mc msc omc"
    )
)
"""A line without one of these words is none of the forms of this module."""

_BOX_WORD: Final = (
    r"(?:po\s?box|po\s?bx|pobox|pob|p\s?o\s?box|p\s?o\s?b|p\s?o\s?bx|post\s?office\s?box|post\s?office\s?bx|post\s?box|postal\s?box|"
    r"po\s?drawer|lock\s?box|caller\s?box|po\s?lockbox|po\s?caller|caller|drawer|lockbox|apartado(?:\s?postal)?|apdo(?:\s?postal)?|casilla(?:\s?de\s?correos?)?|casilla\s?postal|caixa\s?postal)"
)
_VALUE: Final = r"(?:(?:#|no|num|number)\s?)*(?P<box>[a-z]?-?\d+(?:-?[a-z]{1,2})?(?:-\d+)?)"
_PO_BOX: Final = re.compile(rf"(?:^|(?<= )){_BOX_WORD} ?{_VALUE}(?= |$)")
_PO_LETTER: Final = re.compile(rf"(?:^|(?<= )){_BOX_WORD} (?P<box>[a-w])$")
_RURAL: Final = re.compile(
    r"(?:^|(?<= ))(?:rr|r r|rural\s?route|rural\s?rte|rural\s?rt|rural\s?delivery|rural|rfd|r f d|rd|rfd\s?route|"
    r"route|rte|rt|ruta|ruta rural|star\s?rte|star\s?route) "
    rf"?(?:(?:#|no)\s?)*(?P<route>\d{{1,3}}[a-z]?) (?:(?:box|bx|buzon|bzn|buz) ?{_VALUE}|# ?(?P<hash>\d+[a-z]?))(?= |$)"
)
_CONTRACT: Final = re.compile(
    rf"(?:^|(?<= ))(?:hc|h c|hcr|hc\s?r|highway\s?contract(?:\s?route)?|hwy\s?contract(?:\s?route)?|star\s?route|"
    rf"star\s?rte) ?(?:(?:#|no)\s?)*(?P<route>\d{{1,3}}[a-z]?) "
    rf"(?:(?:box|bx|buzon|bzn|buz) ?{_VALUE}|# ?(?P<hash>\d+[a-z]?))(?= |$)"
)
_RURAL_REVERSED: Final = re.compile(
    rf"(?:^|(?<= ))box ?{_VALUE} (?:rr|r r|rural\s?route|rural\s?rte|rte|route) ?(?P<route>\d{{1,3}}[a-z]?)(?= |$)"
)
_MILITARY: Final = re.compile(
    rf"(?:^|(?<= ))(?P<kind>psc|cmr|unit|mc|msc|omc) ?(?:#|no)? ?(?P<route>\d{{1,6}}[a-z]?) (?:box|bx) ?{_VALUE}(?= |$)"
)
_SHIP: Final = re.compile(r"(?:^|(?<= ))(?:uss|usns|usnv|usav|usas|usat|uscgc|usco?g) (?P<name>[a-z0-9 ]+)$")


def _zero(value: str) -> bool:
    return not value.strip("0-") or set(value) <= {"0", "-"}


def _cut(joined: str, match: re.Match[str]) -> list[str]:
    return (joined[: match.start()] + " " + joined[match.end() :]).split()


def _box_of(match: re.Match[str]) -> str:
    groups = match.groupdict()
    return unit_value(groups.get("box") or groups.get("hash") or "")


def read_route(segs: list[list[str]], into: Delivery, *, military: bool) -> list[list[str]] | None:
    """Reads a box or route out of the segments; returns what is left, or None when there is none of them.

    `military` says that the place is APO, FPO or DPO with AA, AE or AP: only there are PSC, CMR, Unit and ships lines.
    """
    joined = " ".join(w for s in segs for w in s)
    for pattern, kind, label in (
        (_CONTRACT, "highway_contract", "hc"),
        (_RURAL, "rural_route", "rr"),
        (_RURAL_REVERSED, "rural_route", "rr"),
    ):
        match = pattern.search(joined)
        if match and not _zero(_box_of(match)) and not _zero(match["route"]):
            into.ok, into.kind, into.box = True, kind, _box_of(match)
            into.route = f"{label} {unit_value(match['route'])}"
            return [_cut(joined, match)]
    if military:
        match = _MILITARY.search(joined)
        if match and not _zero(match["box"]):
            into.ok, into.kind, into.box = True, "military", _box_of(match)
            into.route = f"{match['kind']} {unit_value(match['route'])}"
            return [_cut(joined, match)]
        match = _SHIP.search(joined)
        if match:
            into.ok, into.kind, into.route = True, "military", match[0].strip()
            return []
    match = _PO_BOX.search(joined) or _PO_LETTER.search(joined)
    if match and not _zero(_box_of(match)):
        into.ok, into.kind, into.route, into.box = True, "po_box", "po box", _box_of(match)
        return _keep_segments(segs, match, joined)
    return None


def _keep_segments(segs: list[list[str]], match: re.Match[str], joined: str) -> list[list[str]]:
    """The segments without the matched words, so that a street beside the box is still read in its own segment."""
    first = joined[: match.start()].count(" ") + (0 if match.start() == 0 or joined[match.start() - 1] == " " else 1)
    first = len(joined[: match.start()].split())
    last = first + len(match[0].split())
    left: list[list[str]] = []
    position = 0
    for segment in segs:
        kept = [w for k, w in enumerate(segment, start=position) if not first <= k < last]
        position += len(segment)
        if kept:
            left.append(kept)
    return left
