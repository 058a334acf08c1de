"""The requester's side: packages of persons with the defects of August 2025, and the truth about each row.

What was kept of the real file's proportions (court record, 26 February 2026; 47,289 sent, 42,695 of them by number
alone): of what a name-and-number script sends, about nine tenths go by number without a look at the address, one
tenth by address; somewhat under five in a hundred have no address at all; about thirty in a hundred tell the
requester nothing new. What was not kept: only 3.7 % of that file's 1.28 million rows matched. At that rate a package
of this size would send two hundred rows, too few to show an error rate, so about three quarters of the persons asked
for are in the records here.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from muniment.demo import people
from muniment.demo.custodian import Address, OnFile
from muniment.demo.numbers import FictionalNumbers
from muniment.demo.places import draw, place_of

if TYPE_CHECKING:
    import pandas as pd

PERSON_COLUMNS: Final = (
    "row_ref", "given_name", "middle_name", "family_name", "suffix", "date_of_birth", "tin",
    "address_line", "city", "state", "postal_code", "country", "taxable_periods", "statute",
    "matter_id", "matter_stage", "matter_opened_on", "final_order_on", "order_class", "sought_as", "reason",
    "officer_id", "requested_items",
)  # fmt: skip

TRUTH_COLUMNS: Final = ("package", "row_ref", "person_id", "defect", "lawful", "why")

SIGNED_ON: Final = date(2026, 3, 2)

PRESENT: Final = {
    "old_address": 3.0,
    "right_with_number": 13.2,
    "right_without_number": 8.0,
    "number_of_another": 1.5,
    "never_theirs": 41.1,
    "placeholder_with_zip": 1.3,
    "placeholder": 0.6,
    "zip_only": 0.6,
    "jail": 0.6,
    "no_house_number": 0.5,
    "order_too_recent": 0.8,
    "civil_statute": 0.6,
    "civil_purpose": 0.6,
    "no_period": 0.5,
    "extra_item": 0.5,
    "contractor": 0.6,
}
"""Rows of a package about a person in the records, in hundredths of the package."""

ABSENT: Final = {
    "not_in_records": 20.0,
    "placeholder_with_zip": 2.2,
    "identity_of_another": 1.4,
    "never_theirs": 2.4,
}
"""Rows about a person without any record; together with PRESENT one hundred."""

NO_ADDRESS: Final = frozenset({"placeholder_with_zip", "placeholder", "zip_only", "jail", "no_house_number"})
"""Defects by which the request states no address at all."""

RIGHT_ADDRESS: Final = frozenset({"old_address", "right_with_number", "right_without_number"})
"""Kinds of row whose request is in order: the disclosure is lawful unless a slip or a marker stands against it."""

_PLACEHOLDERS: Final = (
    "Failed to Provide", "Unknown Address", "NA NA", "Failed to Provide", "Don't Care", "Homeless",
    "Address Unknown", "Refused", "None Given", "Failed to Provide",
)  # fmt: skip

_WITHHELD_PERCENT: Final = 24
_OTHER_KINDS: Final = {
    "order_too_recent": {},
    "civil_statute": {"statute": "8 USC 1227(a)(1)(B)"},
    "civil_purpose": {},
    "no_period": {"taxable_periods": ""},
    "extra_item": {"requested_items": "address;employer"},
    "contractor": {"officer_id": "OX"},
}


@dataclass(frozen=True, slots=True)
class Truth:
    """What is so about one row: the custodian's person it is about ('' for none on file), and whether an answer would
    be lawful.
    """

    package: str
    row_ref: str
    person_id: str
    defect: str
    lawful: bool
    why: str


@dataclass(frozen=True, slots=True)
class Written:
    """One row being written."""

    cells: dict[str, str]
    person_id: str
    kind: str
    why: str


def withheld_persons(census: people.Census) -> frozenset[str]:
    """About a quarter of the adults of the latest census: they will have no record, and some of them will be asked
    for.
    """
    return frozenset(str(p) for p in census.clean.index if draw("withheld", str(p)) % 100 < _WITHHELD_PERCENT)


class Writer:
    """Draws persons from the latest census and writes packages about them. No person is asked for in two packages."""

    def __init__(
        self, census: people.Census, on_file: OnFile, numbers: FictionalNumbers, true_numbers: Mapping[str, str]
    ) -> None:
        self._census = census
        self._on_file = on_file
        self._numbers = numbers
        self._true_numbers = true_numbers
        ids = sorted((str(p) for p in census.clean.index), key=lambda p: draw("asked", p))
        self._present = [p for p in ids if p in on_file.addresses]
        self._absent = [p for p in ids if p not in on_file.persons]
        self._home = {
            str(p): Address(n, s, u)
            for p, n, s, u in zip(
                census.clean.index,
                *(census.clean[c] for c in ("street_number", "street_name", "unit_number")),
                strict=True,
            )
        }
        self._strange = [a for a in dict.fromkeys(self._home[p] for p in reversed(ids)) if a.complete]
        self._written_names = _columns(
            census.noised,
            (
                "first_name",
                "middle_initial",
                "last_name",
                "date_of_birth",
                "street_number",
                "street_name",
                "unit_number",
            ),
        )

    def package(
        self, folder: Path, name: str, rows: int, officers: Sequence[str], *, one_officer: bool = False
    ) -> list[Truth]:
        """Write `folder/persons.csv` with `rows` rows and return their truth, in file order."""
        written = self._rows(rows)
        written.sort(key=lambda w: draw("order", name, w.cells["matter_id"]))
        truths = []
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "persons.csv").open("w", encoding="utf-8", newline="") as stream:
            out = csv.DictWriter(stream, PERSON_COLUMNS, lineterminator="\n")
            out.writeheader()
            for i, row in enumerate(written):
                ref = f"{name}{i + 1:05d}"
                cells = {**row.cells, "row_ref": ref}
                if not cells["officer_id"]:
                    cells["officer_id"] = officers[i % len(officers)]
                if one_officer:
                    cells["officer_id"] = officers[0]
                out.writerow(cells)
                why = row.why or ("one_officer_for_all" if one_officer else "")
                truths.append(Truth(name, ref, row.person_id, row.kind, not why, why))
        return truths

    def _rows(self, rows: int) -> list[Written]:
        result: list[Written] = []
        for kind, share in PRESENT.items():
            for person in self._take(self._present, round(rows * share / 100), self._fits(kind)):
                result.append(self._write(person, kind, present=True))
        for kind, share in ABSENT.items():
            count = round(rows * share / 100) if kind != "not_in_records" else 0
            for person in self._take(self._absent, count, lambda p: self._home[p].complete):
                result.append(self._write(person, kind, present=False))
        rest = rows - len(result)
        for person in self._take(self._absent, rest, lambda p: self._home[p].complete):
            result.append(self._write(person, "not_in_records", present=False))
        return result

    def _take(self, pool: list[str], count: int, fits: Callable[[str], bool]) -> list[str]:
        """The first `count` persons of the pool that fit, removed from it. Fewer where the pool has fewer (small
        samples).
        """
        taken: list[str] = []
        for person in pool:
            if len(taken) == count:
                break
            if fits(person):
                taken.append(person)
        chosen = set(taken)
        pool[:] = [p for p in pool if p not in chosen]
        return taken

    def _fits(self, kind: str) -> Callable[[str], bool]:
        if kind == "old_address":
            return lambda p: self._former(p) is not None
        if kind in NO_ADDRESS or kind == "never_theirs":
            return lambda p: True
        return lambda p: self._home[p].complete and self._home[p] in self._on_file.addresses[p]

    def _former(self, person: str) -> Address | None:
        """A complete address on file from another building than the person's present one."""
        home = self._home[person].building
        found = [a for a in self._on_file.addresses[person] if a.complete and a.building != home]
        return min(found, key=lambda a: a.line) if found else None

    def _write(self, person: str, kind: str, *, present: bool) -> Written:
        given, middle, family, born, number, street, unit = self._written_names[person]
        home = self._home[person]
        as_written = Address(number, street, unit)
        tin = self._tin(person)
        why = "" if kind in RIGHT_ADDRESS else kind
        if kind == "old_address":
            former = self._former(person)
            assert former is not None
            home = as_written = former
        elif kind == "never_theirs":
            home = as_written = self._somebody_elses(person)
        elif kind == "right_without_number":
            tin = ""
        elif kind == "number_of_another":
            tin = self._on_file.tins[self._lender()]
        elif kind == "identity_of_another":
            lender = self._lender()
            given, middle, family = self._on_file.names[lender]
            tin = self._on_file.tins[lender]
        elif kind == "not_in_records" and draw("untold", person) % 100 < 15:
            tin = ""
        if kind in RIGHT_ADDRESS:
            why, tin = self._slips(person, tin, home, as_written)
        if kind not in NO_ADDRESS and not as_written.complete:
            why = "no_street" if not as_written.street else "no_house_number"
        if not given or not family:
            why = "name_missing"
        cells = {
            "given_name": _cased(given), "middle_name": _cased(middle), "family_name": _cased(family), "suffix": "",
            "date_of_birth": people.moved_date(born), "tin": tin, "country": "US",
            **_address_cells(person, kind, home, as_written),
            **self._matter(person, kind, _cased(given), _cased(family)),
        }  # fmt: skip
        return Written(cells, person if present else "", kind, why)

    def _slips(self, person: str, tin: str, home: Address, as_written: Address) -> tuple[str, str]:
        """What stands against an otherwise lawful row: ('' or the reason, the number as finally written)."""
        roll = draw("slip", person) % 1000
        why = ""
        if as_written.number != home.number or as_written.unit != home.unit:
            why = "address_miswritten"
        differing = differing_number(person, tin, self._on_file.holders) if tin and roll < 12 else ""
        if differing:
            tin, why = differing, "number_differs"
        elif tin and roll < 16:
            tin, why = tin[:-1], "number_malformed"
        elif tin and len(self._on_file.holders.get(tin, ())) > 1:
            why = "number_on_file_for_another"
        return (f"marker_{self._on_file.marked[person]}" if person in self._on_file.marked else why), tin

    def _tin(self, person: str) -> str:
        """The person's own number: as on file, or for persons without record as the simulated world has it."""
        if person in self._on_file.tins:
            return self._on_file.tins[person]
        true = self._true_numbers.get(person)
        return self._numbers.of(true) if true else ""

    def _lender(self) -> str:
        """Somebody in the records, asked for in no package, whose name or number one other person uses."""
        file = self._on_file
        found = self._take(self._present, 1, lambda p: file.holders[file.tins[p]] == {p} and p not in file.marked)
        return found[0] if found else next(iter(sorted(file.tins)))

    def _somebody_elses(self, person: str) -> Address:
        """A real household's address that never was this person's."""
        known = {a.building for a in self._on_file.addresses.get(person, {})} | {self._home[person].building}
        start = draw("strange", person)
        return next(
            a
            for a in (self._strange[(start + i) % len(self._strange)] for i in range(len(self._strange)))
            if a.building not in known
        )

    def _matter(self, person: str, kind: str, given: str, family: str) -> dict[str, str]:
        """The request's own statements: period, statute, matter, dates, an individual reason."""
        roll = draw("matter", person)
        matter = f"M-2025-{roll % 10**9:09d}"
        ordered = SIGNED_ON - timedelta(days=41 if kind == "order_too_recent" else 100 + roll % 900)
        opened = SIGNED_ON - timedelta(days=10 + roll % 60)
        told = SIGNED_ON - timedelta(days=3 + roll % 7)
        asked = sorted(self._on_file.periods.get(person, {2022, 2023, 2024}))[-3:]
        cells = {
            "taxable_periods": ";".join(str(y) for y in asked),
            "statute": "8 USC 1253(a)(1)(A)",
            "matter_id": matter,
            "matter_stage": ("investigation", "preparation", "grand_jury")[roll % 3],
            "matter_opened_on": opened.isoformat(),
            "final_order_on": ordered.isoformat(),
            "order_class": "8 USC 1227(a)",
            "reason": _reason(roll, given, family, ordered, told, matter),
            "officer_id": "",
            "requested_items": "address",
        }
        if kind == "civil_purpose":
            cells["reason"] = f"To locate {given} {family} and remove them; see {matter}."
        return {**cells, **_OTHER_KINDS.get(kind, {})}


def write_truth(path: Path, truths: Sequence[Truth]) -> None:
    """The hidden truth, for the judge only."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream, lineterminator="\n")
        out.writerow(TRUTH_COLUMNS)
        for t in truths:
            out.writerow([t.package, t.row_ref, t.person_id, t.defect, "yes" if t.lawful else "no", t.why])


def _address_cells(person: str, kind: str, home: Address, written: Address) -> dict[str, str]:
    """The address as the requester's system exported it: in columns, or the whole of it in one."""
    place = place_of(home.building)
    cells = {"city": place.city, "state": place.state, "postal_code": place.postal_code}
    line = _cased(written.line)
    roll = draw("style", person)
    if kind in {"placeholder", "placeholder_with_zip"}:
        line = _PLACEHOLDERS[roll % len(_PLACEHOLDERS)]
        nowhere = dict.fromkeys(cells, "")
        if kind == "placeholder":
            return {"address_line": line, **nowhere}
        if roll % 3 == 0:
            return {"address_line": f"{line} {place.postal_code}", **nowhere}
        return {"address_line": "00000" if roll % 17 == 1 else line, **cells}
    if kind == "zip_only":
        if roll % 2:
            return {"address_line": "", **cells}
        return {"address_line": place.postal_code, "city": "", "state": "", "postal_code": ""}
    if kind == "jail":
        facility = ("County Jail", "Detention Center", "County Correctional Facility")[roll % 3]
        return {"address_line": f"{place.city} {facility}", **cells}
    if kind == "no_house_number":
        return {"address_line": _cased(replace(written, number="").line), **cells}
    if roll % 100 < 15:
        whole = f"{line}, {place.city}, {place.state} {place.postal_code}"
        return {"address_line": whole, "city": "", "state": "", "postal_code": ""}
    if roll % 100 < 20:
        cells["postal_code"] = f"{place.postal_code}-{1000 + roll % 9000}"
    return {"address_line": line, **cells}


def _reason(roll: int, given: str, family: str, ordered: date, told: date, matter: str) -> str:
    """One person's reason: what was ordered, what they did, why the address matters to the offence."""
    name = f"{given} {family}".strip()
    did = (
        f"told agents on {told} that they would not depart",
        f"was seen at work on {told} and had made no travel arrangements",
        f"did not appear for the departure arranged for {told}",
        f"wrote on {told} that they did not intend to depart",
    )[roll // 7 % 4]
    need = (
        "the address is needed to serve the summons",
        "the address is needed to prove that the order reached the subject",
        "the address is needed to call a witness of the refusal",
    )[roll // 31 % 3]
    return (
        f"{name} was served on {ordered} with a final order under 8 USC 1227(a), {did}, and has not departed; "
        f"{need} in matter {matter}."
    )


def differing_number(person: str, tin: str, on_file: Container[str]) -> str:
    """The number with one of its last four digits changed, to one that is on file for nobody; '' when each of them is.

    One that were on file for the same person, written with a slip, would be no conflict, and the truth wrong.
    """
    first, by = draw("digit", person), draw("by", person)
    for turn in range(36):
        place = 7 + (first + turn) % 4
        number = tin[:place] + str((int(tin[place]) + 1 + (by + turn // 4) % 9) % 10) + tin[place + 1 :]
        if number not in on_file:
            return number
    return ""


def _cased(text: str) -> str:
    """Words with a capital, as case systems export them; a name the source already wrote in capitals inside stays
    so.
    """
    return " ".join(w[:1].upper() + w[1:] for w in text.split(" "))


def _columns(frame: pd.DataFrame, names: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Person to the values of some columns."""
    return {str(p): tuple(v) for p, *v in zip(frame.index, *(frame[c] for c in names), strict=True)}
