"""Builds the labelled address corpus from parts: `python bench/build_address_corpus.py`.

Every string is made by a form (a way to write an address, or something in its stead) from parts: names, places, units,
phrases. The form gives the label, by RULES.md ("Address: what is one"). The three lots share no part: a name, place or phrase
of one is in no string of another. docs/addresses.md says what each lot was used for.
"""

from __future__ import annotations

import csv
import random
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

OUT: Final = Path(__file__).parent.parent / "tests/unit/data/addresses_generated.csv"
COLUMNS: Final = ("lot", "form", "expected", "address_line", "city", "state", "postal_code", "country")
Fields = tuple[str, str, str, str, str]


@dataclass(frozen=True)
class Parts:
    """The words of one lot."""

    names: tuple[str, ...]
    suffixes: tuple[str, ...]
    places: tuple[tuple[str, str, str], ...]
    misspelt: tuple[tuple[str, str, str], ...]
    ordinals: tuple[str, ...]
    units: tuple[str, ...]
    highways: tuple[str, ...]
    closed: tuple[str, ...]
    unlucky: tuple[str, ...]
    po_box: tuple[str, ...]
    rural: tuple[str, ...]
    contract: tuple[str, ...]
    military: tuple[str, ...]
    puerto_rico: tuple[str, ...]
    puerto_rico_short: tuple[str, ...]
    foreign: tuple[str, ...]
    foreign_short: tuple[str, ...]
    placeholders: tuple[str, ...]
    soft: tuple[str, ...]
    vague: tuple[str, ...]
    facilities: tuple[str, ...]
    care: tuple[str, ...]
    general: tuple[str, ...]
    short: tuple[str, ...]
    formulas: tuple[str, ...]


def read_parts() -> dict[str, Parts]:
    """The parts of each lot, from `address_parts.toml`."""
    with (Path(__file__).parent / "address_parts.toml").open("rb") as file:
        lots = tomllib.load(file)
    return {
        name: Parts(
            **{
                key: tuple(_place(v) if key in ("places", "misspelt") else v for v in values)
                for key, values in lot.items()
            }
        )
        for name, lot in lots.items()
    }


def _place(text: str) -> tuple[str, str, str]:
    city, state, code = text.split("|")
    return city, state, code


# --- forms ------------------------------------------------------------------------------------------------------------


class Lot:
    """Draws parts of one lot; the same seed gives the same corpus."""

    def __init__(self, parts: Parts, seed: int) -> None:
        self.parts, self.rng = parts, random.Random(seed)

    def one(self, values: tuple[str, ...]) -> str:
        return self.rng.choice(values)

    def number(self) -> str:
        return str(
            self.rng.choice((self.rng.randint(1, 99), self.rng.randint(100, 9999), self.rng.randint(10000, 29999)))
        )

    def fill(self, template: str) -> str:
        p = self.parts
        values = {"n": str(self.rng.randint(1, 9)), "m": str(self.rng.randint(10, 999)), "name": self.one(p.names),
                  "name2": self.one(p.names), "suffix": self.one(p.suffixes)}  # fmt: skip
        return template.format(**values)

    def unit(self) -> str:
        return self.fill(self.one(self.parts.units))

    def direction(self) -> str:
        return self.one(("N", "S", "E", "W", "NE", "SW", "North", "E.", "South", "West"))

    def street(self) -> str:
        return f"{self.number()} {self.one(self.parts.names)} {self.one(self.parts.suffixes)}"

    def placed(self, line: str, place: tuple[str, str, str] | None = None) -> Fields:
        """The line with a place: whole in one cell, or in columns."""
        city, state, code = place or self.rng.choice(self.parts.places)
        if self.rng.random() < 0.15:
            code = f"{code}-{self.rng.randint(1000, 9999)}"
        style = self.rng.random()
        if style < 0.45:
            return line, city, state, code, self.one(("", "US", "USA", "United States"))
        if style < 0.75:
            return f"{line}, {city}, {state} {code}", "", "", "", ""
        if style < 0.9:
            return f"{line}, {city} {state} {code}", "", "", "", self.one(("", "US"))
        return f"{line}, {city}, {state}, {code}, USA", "", "", "", ""


def whole(text: str) -> Fields:
    return text, "", "", "", ""


def plain(h: Lot) -> Fields:
    return h.placed(h.street())


def directional(h: Lot) -> Fields:
    name, suffix = h.one(h.parts.names), h.one(h.parts.suffixes)
    lead, trail = h.rng.choice(
        ((f"{h.direction()} ", ""), ("", f" {h.direction()}"), (f"{h.direction()} ", f" {h.direction()}"))
    )
    return h.placed(f"{h.number()} {lead}{name} {suffix}{trail}")


def with_unit(h: Lot) -> Fields:
    comma = h.one(("", ","))
    if h.rng.random() < 0.15:
        return h.placed(f"Apt {h.rng.randint(1, 40)}, {h.street()}")
    return h.placed(f"{h.street()}{comma} {h.unit()}")


def fraction(h: Lot) -> Fields:
    number = f"{h.rng.randint(2, 999)}{h.one((' 1/2', '½', ' 1/4', '-1/2', ' 3/4'))}"
    return h.placed(f"{number} {h.one(h.parts.names)} {h.one(h.parts.suffixes)}")


def odd_number(h: Lot) -> Fields:
    a, b = h.rng.randint(2, 299), h.rng.randint(2, 99)
    number = h.one((f"{a}-{b}", f"{a}-A", f"{a}B", f"{a:04d}", f"#{a}"))
    return h.placed(f"{number} {h.one(h.parts.names)} {h.one(h.parts.suffixes)}")


def grid(h: Lot) -> Fields:
    a, b = h.rng.randint(101, 4999), h.rng.randint(2, 99) * 100
    if h.rng.random() < 0.6:
        return h.placed(f"{a} {h.one(('N', 'S', 'E', 'W'))} {b} {h.one(('N', 'S', 'E', 'W'))}")
    return h.placed(f"N{a % 99 + 1}W{b + a % 97} {h.one(h.parts.names)} {h.one(h.parts.suffixes)}")


def highway(h: Lot) -> Fields:
    road = h.one(h.parts.highways).format(n=h.rng.randint(2, 999))
    return h.placed(f"{h.number()} {road}" + (f" {h.unit()}" if h.rng.random() < 0.15 else ""))


def ordinal(h: Lot) -> Fields:
    lead = f"{h.direction()} " if h.rng.random() < 0.5 else ""
    return h.placed(f"{h.number()} {lead}{h.one(h.parts.ordinals)} {h.one(h.parts.suffixes)}")


def closed_name(h: Lot) -> Fields:
    return h.placed(
        f"{h.one((h.number(), 'One'))} {h.one(h.parts.closed)}" + (f" {h.unit()}" if h.rng.random() < 0.2 else "")
    )


def unlucky(h: Lot) -> Fields:
    return h.placed(f"{h.number()} {h.one(h.parts.unlucky)}" + (f" {h.unit()}" if h.rng.random() < 0.3 else ""))


def unlucky_place(h: Lot) -> Fields:
    place = h.rng.choice(
        (
            ("Nada", "TX", "77460"),
            ("Truth or Consequences", "NM", "87901"),
            ("Nowata", "OK", "74048"),
            ("Normal", "IL", "61761"),
        )
    )
    return h.placed(h.street(), place)


def box(h: Lot) -> Fields:
    return h.placed(h.fill(h.one(h.parts.po_box)))


def rural(h: Lot) -> Fields:
    return h.placed(h.fill(h.one(h.parts.rural)))


def contract(h: Lot) -> Fields:
    return h.placed(h.fill(h.one(h.parts.contract)))


def military(h: Lot) -> Fields:
    return whole(h.fill(h.one(h.parts.military)))


def puerto_rico(h: Lot) -> Fields:
    return whole(h.fill(h.one(h.parts.puerto_rico)))


def foreign(h: Lot) -> Fields:
    return whole(h.fill(h.one(h.parts.foreign)))


def as_typed(h: Lot) -> Fields:
    """Commas gone, other case, doubled spaces, stops: the same address."""
    city, state, code = h.rng.choice(h.parts.places)
    text = f"{h.street()} {h.one(('', h.unit()))} {city} {state} {code}"
    change = h.rng.random()
    text = (
        text.upper()
        if change < 0.3
        else text.lower()
        if change < 0.6
        else text.replace(" ", "  ")
        if change < 0.8
        else text
    )
    return whole(text)


def near_city(h: Lot) -> Fields:
    return h.placed(h.street(), h.rng.choice(h.parts.misspelt))


def no_zip(h: Lot) -> Fields:
    city, state, _ = h.rng.choice(h.parts.places)
    return h.rng.choice((whole(f"{h.street()}, {city}, {state}"), (h.street(), city, state, "", "")))


def zip_alone(h: Lot) -> Fields:
    _, _, code = h.rng.choice(h.parts.places)
    return h.rng.choice((whole(f"{h.street()}, {code}"), (h.street(), "", "", code, "")))


def hidden_space(h: Lot) -> Fields:
    """Zero-width characters in a good address are removed before anything is tested."""
    line, *rest = h.placed(h.street())
    at = h.rng.randrange(1, len(line))
    return (line[:at] + h.one(("\u200b", "\u200c", "\ufeff", "\u2060")) + line[at:], rest[0], rest[1], rest[2], rest[3])


def facility(h: Lot) -> Fields:
    return h.placed(
        h.rng.choice((f"{h.one(h.parts.facilities)}, {h.street()}", f"{h.street()}, {h.one(h.parts.facilities)}"))
    )


def care_of(h: Lot) -> Fields:
    return h.placed(f"{h.one(h.parts.care)}, {h.street()}")


def general(h: Lot) -> Fields:
    return h.placed(h.one(h.parts.general))


def office(h: Lot) -> Fields:
    """The requester's own address (`requester_offices` of the agreement in the test)."""
    return h.placed(f"925 Federal Plz{h.one(('', ' Fl 3', ', Ste 200', ' Rm 12'))}", ("Detroit", "MI", "48226"))


def mass(h: Lot) -> Fields:
    """One delivery address on more rows than the agreement's limit."""
    return h.placed(h.one(("4100 Crowded St", "4100 Crowded Street", "4100 CROWDED ST.")), ("Dayton", "OH", "45402"))


def placeholder(h: Lot) -> Fields:
    phrase = h.one(h.parts.placeholders)
    return h.rng.choice((h.placed(phrase), whole(phrase), whole(f"{phrase} {h.rng.choice(h.parts.places)[2]}")))


def placeholder_inside(h: Lot) -> Fields:
    phrase, number = h.one(h.parts.placeholders), h.number()
    return h.placed(h.one((
        f"{number} {phrase}", f"{number} {phrase} Apt {number}", f"{phrase} {h.street()}", f"{h.street()}, {phrase}",
        f"{number} {phrase} {h.one(('St', 'Ave', 'Rd'))}", f"{phrase}, {number}",
    )))  # fmt: skip


def placeholder_disguised(h: Lot) -> Fields:
    phrase = h.one(h.parts.placeholders)
    ways = [phrase.upper(), phrase.lower(), f"** {phrase} **", f"({phrase})", phrase.replace(" ", "  "), phrase.replace(" ", "-"),
            f"{phrase}.", f"{phrase[:2]}\u200b{phrase[2:]}", phrase.replace(" ", "_"), f'"{phrase}"']  # fmt: skip
    return h.placed(h.rng.choice(ways))


def placeholder_city(h: Lot) -> Fields:
    _, state, code = h.rng.choice(h.parts.places)
    return (h.street(), h.one(h.parts.placeholders), state, code, "")


def soft(h: Lot) -> Fields:
    word, number = h.one(h.parts.soft), h.number()
    return h.placed(h.one((word, f"{number} {word}", word.upper(), f"{word} {word}", f"{number} {word}, Apt 3")))


def vague(h: Lot) -> Fields:
    return h.placed(h.one((h.one(h.parts.vague), f"{h.number()} {h.one(h.parts.vague)}")))


def short(h: Lot) -> Fields:
    return h.placed(h.fill(h.one(h.parts.short)))


def place_alone(h: Lot) -> Fields:
    city, state, code = h.rng.choice(h.parts.places)
    return h.rng.choice((
        whole(code), whole(f"{city}, {state}"), whole(f"{city}, {state} {code}"), whole(city), whole(f"{code} {code}"),
        ("", city, state, code, "US"), (code, "", "", "", ""), (city, city, state, code, ""), (f"{h.number()} {state}", city, state, code, ""),
    ))  # fmt: skip


def facility_alone(h: Lot) -> Fields:
    return h.placed(h.one(h.parts.facilities))


def wrong_place(h: Lot) -> Fields:
    (city, state, code), (_, other_state, other_code) = h.rng.sample(h.parts.places, 2)
    if state == other_state:
        return h.placed(h.street(), (city, "AK", code))
    return h.placed(
        h.street(),
        h.rng.choice(
            ((city, other_state, code), (city, state, other_code), (city, state, "00000"), (city, state, "99999"))
        ),
    )


def wrong_city(h: Lot) -> Fields:
    _, state, code = h.rng.choice(h.parts.places)
    return h.placed(h.street(), (h.one(("Zzyzx Qwork", "Vqwelplatz", "Xanthorrhoea Jx")), state, code))


def no_place(h: Lot) -> Fields:
    return h.rng.choice(
        (
            whole(h.street()),
            (h.street(), "", h.rng.choice(h.parts.places)[1], "", ""),
            (h.street(), h.rng.choice(h.parts.places)[0], "", "", ""),
        )
    )


def mixed_script(h: Lot) -> Fields:
    swaps = {"a": "а", "e": "е", "o": "о", "c": "с", "p": "р", "i": "і"}
    line, *rest = h.placed(h.street())
    at = h.rng.choice([k for k, c in enumerate(line) if c in swaps and line[k - 1 : k].isalpha()] or [0])
    return (line[:at] + swaps.get(line[at], line[at]) + line[at + 1 :], rest[0], rest[1], rest[2], rest[3])


def control(h: Lot) -> Fields:
    line, *rest = h.placed(h.street())
    at = h.rng.randrange(1, min(len(line), 8))
    return (
        line[:at] + h.one(("\u202e", "\u2066", "\x07", "\x1b", "\u202a")) + line[at:],
        rest[0],
        rest[1],
        rest[2],
        rest[3],
    )


def formula(h: Lot) -> Fields:
    return h.placed(h.one((h.one(h.parts.formulas), f"{h.one(h.parts.formulas)} {h.street()}")))


def puerto_rico_short(h: Lot) -> Fields:
    return whole(h.one(h.parts.puerto_rico_short))


def foreign_short(h: Lot) -> Fields:
    return whole(h.one(h.parts.foreign_short))


def military_elsewhere(h: Lot) -> Fields:
    line = h.fill(h.one(h.parts.military)).split(", APO")[0].split(", FPO")[0].split(", DPO")[0]
    return h.placed(line)


FORMS: Final[tuple[tuple[Callable[[Lot], Fields], str, int], ...]] = (
    (plain, "address", 130), (directional, "address", 110), (with_unit, "address", 130), (fraction, "address", 50),
    (odd_number, "address", 50), (grid, "address", 60), (highway, "address", 90), (ordinal, "address", 60),
    (closed_name, "address", 60), (unlucky, "address", 90), (unlucky_place, "address", 20), (box, "address", 50),
    (rural, "address", 40), (contract, "address", 40), (military, "address", 30), (puerto_rico, "address", 40),
    (foreign, "address", 80), (as_typed, "address", 80), (near_city, "address", 40), (no_zip, "address", 40),
    (zip_alone, "address", 30), (hidden_space, "address", 30),
    (facility, "hold", 60), (care_of, "hold", 30), (general, "hold", 15), (office, "hold", 15), (mass, "hold", 30),
    (placeholder, "not_an_address", 110), (placeholder_inside, "not_an_address", 110), (placeholder_disguised, "not_an_address", 90),
    (placeholder_city, "not_an_address", 40), (soft, "not_an_address", 40), (vague, "not_an_address", 20), (short, "not_an_address", 120),
    (place_alone, "not_an_address", 50), (facility_alone, "not_an_address", 30), (wrong_place, "not_an_address", 60),
    (wrong_city, "not_an_address", 20), (no_place, "not_an_address", 30), (mixed_script, "not_an_address", 40),
    (control, "not_an_address", 40), (formula, "not_an_address", 30), (puerto_rico_short, "not_an_address", 8),
    (foreign_short, "not_an_address", 8), (military_elsewhere, "not_an_address", 20),
)  # fmt: skip


def corpus() -> Iterator[tuple[str, ...]]:
    seen: set[Fields] = set()
    for seed, (name, parts) in enumerate(read_parts().items(), 1):
        share = 1 if seed < 3 else 2  # the later lots have half as many
        lot = Lot(parts, seed)
        for form, expected, count in FORMS:
            made = tries = 0
            wanted = count if form is mass else count // share  # a limit is passed or not
            while made < wanted and tries < 20 * wanted:
                tries += 1
                fields = form(lot)
                if fields in seen:
                    continue
                seen.add(fields)
                made += 1
                yield name, form.__name__, expected, *fields


def main() -> None:
    rows = list(corpus())
    with OUT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows)
    print(f"{len(rows)} addresses")


if __name__ == "__main__":
    main()
