"""The custodian's side: two silos of address observations, and what is truly on file for each person.

`returns.csv` holds income tax returns (primary and secondary filers and dependents), `information_returns.csv` wage
and contractor statements. Columns as CONTRACT.md, Records. `person_id` is the simulated person's true id, which the
custodian is taken to know.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from muniment.demo import people
from muniment.demo.numbers import FictionalNumbers
from muniment.demo.places import draw, place_of

if TYPE_CHECKING:
    import pandas as pd

RECORD_COLUMNS: Final = (
    "record_id", "person_id", "tin", "given_name", "middle_name", "family_name", "suffix", "date_of_birth",
    "address_line", "city", "state", "postal_code", "country", "observed_on", "source", "tax_period",
    "filer_role", "identity_theft", "impairment", "informant", "deceased_on", "protected",
)  # fmt: skip

RETURN_YEARS: Final = (2002, 2005, 2008, 2011, 2014, 2017, 2019, 2020, 2021, 2022, 2023, 2024)
"""Older years are thinned: they add persons and old addresses, not size."""

INFORMATION_YEARS: Final = (2019, 2020, 2021, 2022, 2023, 2024)

_ADDRESS: Final = tuple(f"mailing_address_{part}" for part in ("street_number", "street_name", "unit_number", "po_box"))
_MARKERS: Final = {
    "identity_theft": range(3),
    "impairment": range(3, 5),
    "informant": range(5, 6),
    "protected": range(6, 8),
}
"""Of a thousand persons, those a marker protects."""


@dataclass(frozen=True, slots=True)
class Address:
    """A true delivery address of the simulated world: a number and street with or without unit, or a post office
    box.
    """

    number: str
    street: str
    unit: str = ""
    box: str = ""

    @property
    def building(self) -> str:
        """Equal for every unit of one building."""
        return f"po box {self.box}" if self.box else f"{self.number}|{self.street}"

    @property
    def line(self) -> str:
        """The delivery line as a form would carry it, without the locality."""
        return f"po box {self.box}" if self.box else " ".join(p for p in (self.number, self.street, self.unit) if p)

    @property
    def complete(self) -> bool:
        """A number and a street, or a box: what the law's "address" needs besides the locality."""
        return bool(self.box or (self.number and self.street))


@dataclass(slots=True)
class OnFile:
    """What the records truly hold, before slips of the pen: the demo's truth, which no custodian has.

    `addresses`: for each filer, the true addresses with the latest tax year of each. `periods`: the years with a
    record. `names`, `tins`: of the latest return. `holders`: number to the persons whose records
    carry it, by right or by slip.
    """

    addresses: dict[str, dict[Address, int]] = field(default_factory=dict)
    periods: dict[str, set[int]] = field(default_factory=dict)
    names: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    tins: dict[str, str] = field(default_factory=dict)
    holders: dict[str, set[str]] = field(default_factory=dict)
    marked: dict[str, str] = field(default_factory=dict)
    persons: set[str] = field(default_factory=set)
    records: int = 0


def marker_of(person: str) -> str:
    """The protecting marker on a person's records, '' for nearly everybody."""
    roll = draw("marker", person) % 1000
    return next((name for name, rolls in _MARKERS.items() if roll in rolls), "")


def write_records(
    folder: Path,
    withheld: frozenset[str],
    return_years: Sequence[int] = RETURN_YEARS,
    information_years: Sequence[int] = INFORMATION_YEARS,
) -> tuple[OnFile, FictionalNumbers]:
    """Write `returns.csv` and `information_returns.csv` in `folder`, the same bytes on every run, and return what is
    truly on file.

    Persons in `withheld` have no record at all, though their families may: they are the persons a requester asks for
    in vain.
    """
    import pandas as pd

    numbers = FictionalNumbers(people.numbers_in_use(return_years, information_years))
    register = people.register()
    truth = OnFile()
    tax: list[pd.DataFrame] = []
    for year, clean, noised in people.returns(return_years):
        tax.extend(_return_rows(year, clean, noised, register, numbers, withheld, truth))
    _write(pd.concat(tax, ignore_index=True), "R", folder / "returns.csv", truth)
    info = [
        _information_rows(year, clean, noised, register, numbers, withheld, truth)
        for year, clean, noised in people.information_returns(information_years)
    ]
    _write(pd.concat(info, ignore_index=True), "I", folder / "information_returns.csv", truth)
    return truth, numbers


def _return_rows(
    year: int,
    clean: pd.DataFrame,
    noised: pd.DataFrame,
    register: pd.DataFrame,
    numbers: FictionalNumbers,
    withheld: frozenset[str],
    truth: OnFile,
) -> Iterator[pd.DataFrame]:
    """The primary, secondary and dependent rows of one year's returns; one row per person on a return."""
    addresses = _addresses(clean)
    common = _locality(noised, addresses)
    filed = [
        (date(year + 1, 4, 15) - timedelta(days=draw("filed", str(year), p) % 70)).isoformat() for p in clean.index
    ]
    roles = [("", "primary", list(clean.index))]
    roles.append(("spouse_", "secondary", list(clean["spouse_simulant_id"])))
    roles += [(f"dependent_{i}_", "dependent", list(clean[f"dependent_{i}_simulant_id"])) for i in range(1, 5)]
    for prefix, role, ids in roles:
        rows = common.copy()
        rows["person_id"] = ids
        rows["true_tin"] = clean[f"{prefix}ssn"].to_list()
        rows["tin"] = noised[f"{prefix}ssn"].to_list()
        rows["given_name"] = noised[f"{prefix}first_name"].to_list()
        rows["family_name"] = noised[f"{prefix}last_name"].to_list()
        middle = f"{prefix}middle_initial"
        rows["middle_name"] = noised[middle].to_list() if middle in noised else ""
        born = f"{prefix}date_of_birth"
        rows["true_birth"] = clean[born].str[:10].to_list() if born in clean else ""
        rows["observed_on"], rows["source"], rows["tax_period"], rows["filer_role"] = filed, "return", str(year), role
        keep = (rows["person_id"] != "") & ~rows["person_id"].isin(withheld)
        if role != "dependent":
            true_names = clean[[f"{prefix}first_name", middle, f"{prefix}last_name"]]
            _note(truth, year, rows, addresses, keep.to_list(), true_names, numbers)
        yield _finished(rows[keep], register, numbers, markers=role != "dependent", truth=truth)


def _information_rows(
    year: int,
    clean: pd.DataFrame,
    noised: pd.DataFrame,
    register: pd.DataFrame,
    numbers: FictionalNumbers,
    withheld: frozenset[str],
    truth: OnFile,
) -> pd.DataFrame:
    """One row per wage or contractor statement of a year. Some carry a number borrowed from another person, as in
    life.
    """
    addresses = _addresses(clean)
    rows = _locality(noised, addresses)
    rows["person_id"] = [person for person, _ in noised.index]
    rows["true_tin"], rows["tin"] = clean["ssn"].to_list(), noised["ssn"].to_list()
    rows["given_name"], rows["family_name"] = noised["first_name"].to_list(), noised["last_name"].to_list()
    rows["middle_name"], rows["true_birth"] = (
        noised["middle_initial"].to_list(),
        clean["date_of_birth"].str[:10].to_list(),
    )
    rows["observed_on"], rows["source"] = f"{year + 1}-01-31", "information_return"
    rows["tax_period"], rows["filer_role"] = str(year), ""
    keep = ~rows["person_id"].isin(withheld)
    for person, address, kept in zip(rows["person_id"], addresses, keep, strict=True):
        if kept:
            _note_address(truth, person, address, year)
    return _finished(rows[keep], register, numbers, markers=False, truth=truth)


def _addresses(clean: pd.DataFrame) -> list[Address]:
    """The true address of each form."""
    columns: list[list[Any]] = [clean[c].to_list() for c in _ADDRESS]
    return [Address(n, s, u, b.removesuffix(".0")) for n, s, u, b in zip(*columns, strict=True)]


def _locality(noised: pd.DataFrame, addresses: list[Address]) -> pd.DataFrame:
    """Address lines as written on the forms, in capitals, with the true place of each building."""
    import pandas as pd

    columns: list[list[Any]] = [noised[c].to_list() for c in _ADDRESS]
    written = [Address(n, s, u, b) for n, s, u, b in zip(*columns, strict=True)]
    places = [place_of(a.building) for a in addresses]
    return pd.DataFrame(
        {
            "address_line": [a.line.upper() for a in written],
            "city": [p.city.upper() for p in places],
            "state": [p.state for p in places],
            "postal_code": [p.postal_code for p in places],
            "country": "US",
        }
    )


def _note(
    truth: OnFile,
    year: int,
    rows: pd.DataFrame,
    addresses: list[Address],
    keep: list[bool],
    true_names: pd.DataFrame,
    numbers: FictionalNumbers,
) -> None:
    """Remember what is truly on file for each filer of a year. Years come in ascending order: the last word is the
    latest.
    """
    for person, tin, address, kept, given, middle, family in zip(
        rows["person_id"], rows["true_tin"], addresses, keep, *(true_names[c] for c in true_names), strict=True
    ):
        if kept:
            truth.names[person] = (given, middle, family)
            truth.tins[person] = numbers.of(tin)
            truth.periods.setdefault(person, set()).add(year)
            truth.addresses.setdefault(person, {})
            _note_address(truth, person, address, year)
            if marker := marker_of(person):
                truth.marked[person] = marker


def _note_address(truth: OnFile, person: str, address: Address, year: int) -> None:
    """A filer's address also counts where only a statement carries it; somebody who never filed has none to confirm."""
    known = truth.addresses.get(person)
    if known is not None:
        known[address] = max(year, known.get(address, 0))


def _finished(
    rows: pd.DataFrame, register: pd.DataFrame, numbers: FictionalNumbers, *, markers: bool, truth: OnFile
) -> pd.DataFrame:
    """Fictional numbers, birth dates from the register (the form's own where the register has none), markers and
    deaths.
    """
    rows = rows.copy()
    pairs = list(zip(rows["tin"], rows["true_tin"], strict=True))
    rows["tin"] = [numbers.written(w, t) for w, t in pairs]
    for person, tin, (_, true) in zip(rows["person_id"], rows["tin"], pairs, strict=True):
        for number in (tin, numbers.of(true)):  # a relative's number copied onto a form is on file for both
            truth.holders.setdefault(number, set()).add(person)
    born = register["date_of_birth"].reindex(rows["person_id"])
    own = rows["true_birth"].to_list()
    rows["date_of_birth"] = [
        people.moved_date(r if isinstance(r, str) else o) for r, o in zip(born.to_list(), own, strict=True)
    ]
    died = register["deceased_on"].reindex(rows["person_id"]).to_list()
    rows["deceased_on"] = [people.moved_date(d) if isinstance(d, str) and markers else "" for d in died]
    mark = [marker_of(p) if markers else "" for p in rows["person_id"]]
    for name in _MARKERS:
        rows[name] = ["true" if m == name else "" for m in mark]
    rows["suffix"] = ""
    return rows


def _write(rows: pd.DataFrame, letter: str, path: Path, truth: OnFile) -> None:
    rows.insert(0, "record_id", [f"{letter}{i:07d}" for i in range(1, len(rows) + 1)])
    rows[list(RECORD_COLUMNS)].to_csv(path, index=False, lineterminator="\n", encoding="utf-8")
    truth.records += len(rows)
    truth.persons.update(rows["person_id"])
