"""The reference parser: one address as received, to its components and to what the facial rules F02 to F04 ask of it.

It decides by what an address is, and only then by what people write instead of one; a placeholder anywhere unmakes the
delivery line. It reads no clock and no network, and it never raises on any text.
"""

from __future__ import annotations

from typing import Final

from muniment.intake.address.cities import city_key_of, may_be_part
from muniment.intake.address.columns import MAX_LENGTH, Columns, read_columns
from muniment.intake.address.foreign import read_foreign
from muniment.intake.address.lexicon import STATE_NAMES
from muniment.intake.address.localities import is_city, judge_locality, place_of
from muniment.intake.address.model import Delivery, ParsedAddress, address_key
from muniment.intake.address.placeholders import find_hard, is_label, is_vague, only_soft
from muniment.intake.address.tail import Tail, split_tail
from muniment.intake.address.text import fold_field, segments
from muniment.intake.address.us import is_military_place, read_domestic


def parse_address(
    line: str | None,
    city: str | None = "",
    state: str | None = "",
    postal_code: str | None = "",
    country: str | None = "",
) -> ParsedAddress:
    """Gives the components and facts of one address; equal addresses get equal keys, and no text makes it raise.

    The address may stand in its columns or whole in `line`. Domestic when the country is empty or the United States and
    its territories, unless the line itself ends in another country. Source: RULES.md F02 to F04.
    """
    line, city, state = line or "", city or "", state or ""
    postal_code, country = postal_code or "", country or ""
    flags: list[str] = []
    if len(line) > MAX_LENGTH:
        line = line[:MAX_LENGTH]
        flags.append("over_long")
    folded = fold_field(line)
    columns = read_columns(city, state, postal_code, country)
    tail = split_tail(
        segments(folded.text),
        city=columns.city,
        state=columns.state,
        zip_digits="" if columns.foreign else columns.zip_digits,
        foreign=columns.foreign,
    )
    hostile = folded.hostile or columns.hostile
    placeholder = columns.placeholder or (bool(folded.mixed_words) and find_hard(folded.mixed_words))
    empty = not any(c.isalnum() for c in folded.text)
    country_code = columns.foreign or tail.country
    if country_code and country_code != "us":
        return _foreign(tail, columns, country_code, hostile, placeholder, empty, flags)
    return _domestic(tail, columns, hostile, placeholder, empty, flags)


def _domestic(
    tail: Tail, columns: Columns, hostile: str, placeholder: bool, empty: bool, flags: list[str]
) -> ParsedAddress:
    city_words = columns.city_words or tail.city
    city = columns.city or city_key_of(tail.city)
    contradiction = bool(columns.zip_digits and tail.zip_digits and tail.zip_digits != columns.zip_digits[:5]) or bool(
        columns.state and tail.state and tail.state != columns.state
    )
    state = columns.state or ("" if columns.state_given else tail.state)
    locality = judge_locality(city, state, columns.zip_digits or tail.zip_digits, columns.state_given or bool(state))
    flags.extend(locality.flags)
    flat = tuple(w for s in tail.rest for w in s)
    bare = _bare(flat, city_words, locality.zip5, city, locality.state)
    military = is_military_place(city, locality.state)
    delivery = read_domestic(tail.rest, locality.state, military=military) if flat else Delivery()
    words = tuple(w for w in flat if not w.isdigit())
    placeholder = (
        placeholder
        or delivery.placeholder
        or find_hard((*flat, "us") if tail.country else flat, hawaii=locality.state == "hi")
        or only_soft(words)
        or (not delivery.ok and bool(flat) and (is_label(flat) or is_vague(words)))
        or (bool(tail.city) and _no_city(tail.city, locality.state, locality.zip5))
    )
    if bare or placeholder:
        delivery.ok = False
    return _compose(
        delivery,
        city=city,
        state=locality.state,
        zip5=locality.zip5,
        country="us",
        empty=empty,
        placeholder=placeholder,
        bare=bare or empty,
        locality=locality.present,
        conflict=locality.conflict or contradiction,
        hostile=hostile,
        flags=flags,
    )


def _no_city(words: tuple[str, ...], state: str, zip5: str) -> bool:
    """A placeholder where the city should stand; Nada is a town in Texas."""
    return (find_hard(words) or only_soft(words)) and not is_city(words, state, zip5)


def _bare(flat: tuple[str, ...], city_words: tuple[str, ...], zip5: str, city: str, state: str) -> bool:
    """Whether nothing is left without digits, the city, states and the country."""
    words = [w for w in flat if not w.isdigit() and any(c.isalpha() for c in w)]
    if not words:
        return True
    place = place_of(zip5) if zip5 else None
    listed = f" {city} {' '.join(place.cities) if place else ''} "
    if not all(w in _STATE_WORDS or w in city_words or may_be_part(w, listed) for w in words):
        return False
    keys = {city, *(place.cities if place else ())} - {""}
    i = 0
    while i < len(flat):
        if not any(c.isalpha() for c in flat[i]):
            i += 1
            continue
        for k in range(min(4, len(flat) - i), 0, -1):
            run = flat[i : i + k]
            following = flat[i + k] if i + k < len(flat) else ""
            if (
                run == city_words
                or city_key_of(run) in keys
                or _is_state(run, state)
                or (" ".join(run) in _HOME and not following[:1].isdigit())
            ):
                i += k
                break
        else:
            return False
    return True


_STATE_WORDS: Final = frozenset(w for name in STATE_NAMES for w in name.split()) | {
    "usa",
    "us",
    "united",
    "states",
    "u",
    "s",
    "a",
}
_HOME: Final = frozenset({"usa", "us", "united states", "u s a"})
_SUFFIX_LIKE: Final = frozenset({"ct", "la", "ne", "al", "fm", "as", "mp", "pr", "vi"})


def _is_state(run: tuple[str, ...], state: str) -> bool:
    """The state's own name, or any state's letters where they are not a suffix ('Ct').

    Another state's full name may be a street's ('1234 Wisconsin' in Washington); without a state every name counts.
    """
    name = " ".join(run)
    code = STATE_NAMES.get(name)
    if not code:
        return False
    if len(name) > 2:
        return not state or code == state
    return name not in _SUFFIX_LIKE


def _foreign(
    tail: Tail, columns: Columns, code: str, hostile: str, placeholder: bool, empty: bool, flags: list[str]
) -> ParsedAddress:
    delivery, place = read_foreign(tail.rest, columns.city, columns.state_words)
    city = columns.city or (place if place != columns.state_words else "")
    flat = tuple(w for s in tail.rest for w in s)
    letters = [w for w in flat if any(c.isalpha() for c in w)]
    bare = not letters or (city_key_of(letters) or "?") in {city, columns.state_words}
    placeholder = (
        placeholder or delivery.placeholder or find_hard(flat) or only_soft(tuple(w for w in flat if not w.isdigit()))
    )
    located = any(c.isalpha() for c in place)
    if bare or placeholder:
        delivery.ok = False
    return _compose(
        delivery,
        city=city,
        state="",
        zip5="",
        country=code,
        empty=empty,
        placeholder=placeholder,
        bare=bare,
        locality=located,
        conflict=False,
        hostile=hostile,
        flags=flags,
    )


def _compose(
    delivery: Delivery,
    *,
    city: str,
    state: str,
    zip5: str,
    country: str,
    empty: bool,
    placeholder: bool,
    bare: bool,
    locality: bool,
    conflict: bool,
    hostile: str,
    flags: list[str],
) -> ParsedAddress:
    if hostile:
        flags.append(hostile)
    flags.extend(delivery.flags)
    parts = (
        (
            delivery.house_number, delivery.predir, delivery.street, delivery.street_suffix, delivery.postdir,
            delivery.unit,
            delivery.building, delivery.box, delivery.route,
        )
        if delivery.ok
        else ("",) * 9
    )  # fmt: skip
    return ParsedAddress(
        *parts,
        city,
        state,
        zip5,
        country,
        address_key(*parts, city, state, zip5, country) if any(parts) or city or state or zip5 else "",
        empty,
        placeholder,
        bare,
        delivery.kind if delivery.ok else "none",
        delivery.ok,
        locality,
        conflict,
        bool(hostile),
        delivery.facility,
        delivery.care_of,
        delivery.general,
        ";".join(dict.fromkeys(flags)),
    )
