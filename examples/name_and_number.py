#!/usr/bin/env python3
"""WHAT NOT TO DO. A disclosure script of the kind that ran in August 2025, for comparison only.

It follows what court papers say of that script and nothing else: two mutually exclusive branches. Where a row has a
number, name and number are compared with the records, and the only test of the address is that something in it looks
like a ZIP code. Where a row has no number, name and address are compared. Either way the last known address is sent.

It asks nothing about the law, the officer, the purpose or the period; a row's address is never compared in the first
branch; nobody approves; nothing is recorded. Of 47,289 addresses the real one sent, a court counted about 42,695 as
unlawful.

Usage: python name_and_number.py persons.csv records.csv [more_records.csv ...] --out sent.csv

The files have the columns of docs/ (persons and records). `sent.csv` has `row_ref, branch, person_id, address_line,
city, state, postal_code`; the person id is there so that a comparison can say whose address went out. Standard
library only.
"""

from __future__ import annotations

import argparse
import csv
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

ADDRESS = ("address_line", "city", "state", "postal_code")
SENT_COLUMNS = ("row_ref", "branch", "person_id", *ADDRESS)
ZIP_LIKE = re.compile(r"(?<!\d)(\d{5}|\d{9}|\d{5}-\d{4})(?!\d)")


def fold(text: str) -> str:
    """Capitals, without punctuation or doubled spaces: all the care such a script takes."""
    return " ".join(re.sub(r"[^A-Z0-9 ]", " ", text.upper()).split())


def name(row: dict[str, str]) -> tuple[str, str]:
    return fold(row["given_name"]), fold(row["family_name"])


def number(row: dict[str, str]) -> str:
    return re.sub(r"\D", "", row["tin"])


def whole_address(row: dict[str, str]) -> str:
    """The address as one line, however the sender split it."""
    return fold(" ".join(row[c] for c in ADDRESS))


def looks_like_zip(row: dict[str, str]) -> bool:
    """True where the address field holds any five or nine digits. `Don't Care 12345` passes, and so does `00000`."""
    return any(ZIP_LIKE.search(row[c]) for c in ADDRESS)


class Records:
    """The custodian's records by name and number, by name and address, and each person's newest address."""

    def __init__(self, rows: Iterable[dict[str, str]]) -> None:
        self.by_number: dict[tuple[str, str, str], str] = {}
        self.by_address: dict[tuple[str, str, str], str] = {}
        self.newest: dict[str, tuple[str, dict[str, str]]] = {}
        for row in rows:
            person, seen = row["person_id"], row["observed_on"]
            if all(name(row)):
                if number(row):
                    self.by_number.setdefault((*name(row), number(row)), person)
                self.by_address.setdefault((*name(row), whole_address(row)), person)
            if seen >= self.newest.get(person, ("", {}))[0]:
                self.newest[person] = (seen, {c: row[c] for c in ADDRESS})


def run(persons: Iterable[dict[str, str]], records: Records) -> Iterator[dict[str, str]]:
    """One dict of SENT_COLUMNS for each row the script would send."""
    for row in persons:
        if number(row):
            branch = "number"
            person = records.by_number.get((*name(row), number(row))) if looks_like_zip(row) else None
        else:
            branch = "address"
            person = records.by_address.get((*name(row), whole_address(row)))
        if person is not None:
            yield {"row_ref": row["row_ref"], "branch": branch, "person_id": person, **records.newest[person][1]}


def read(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            yield {column: value or "" for column, value in row.items() if column is not None}


def main() -> None:
    parser = argparse.ArgumentParser(
        description="What not to do: name and number, no look at the address. For comparison only."
    )
    parser.add_argument("persons", type=Path)
    parser.add_argument("records", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    records = Records(row for path in given.records for row in read(path))
    with given.out.open("w", encoding="utf-8", newline="") as stream:
        out = csv.DictWriter(stream, SENT_COLUMNS, lineterminator="\n")
        out.writeheader()
        out.writerows(run(read(given.persons), records))


if __name__ == "__main__":
    main()
