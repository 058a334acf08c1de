"""Normalised silos, facts and findings for the tests of linkage, made from plain dictionaries.

The little normaliser below knows just the address forms used in the fixtures; intake's own is tested elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from muniment.linkage import LinkSummary, MatchOptions, build_index, link
from muniment.vocabulary.columns import ADDRESS_COLUMNS, PERSON_KEYS, RECORD_COLUMNS

BUILT = date(2026, 1, 31)
SUFFIXES = {"street": "st", "avenue": "ave", "court": "ct", "road": "rd", "drive": "dr", "lane": "ln", "place": "pl"}
KNOWN = {"st", "ave", "ct", "rd", "dr", "ln", "pl", "blvd"}
DIRECTIONS = {"north": "n", "south": "s", "east": "e", "west": "w"}
FACT_COLUMNS = ("row", "row_ref", *PERSON_KEYS, *ADDRESS_COLUMNS, "periods")


def address(line: str, city: str = "", state: str = "", postal: str = "", country: str = "") -> dict[str, str]:
    """ADDRESS_COLUMNS of one address in the fixtures' forms."""
    parts = dict.fromkeys(ADDRESS_COLUMNS, "")
    text = line.lower().replace(".", "").replace(",", " ")
    if found := re.search(r"(?:\bapt|unit|ste|#)\s*(\w+)$", text):
        parts["unit"], text = found[1], text[: found.start()]
    text = text.strip()
    if found := re.fullmatch(r"po box (\w+)", text):
        parts["route"], parts["box"] = "po box", found[1]
    elif found := re.fullmatch(r"(?:rr|rural route) (\d+)\s+box (\w+)", text):
        parts["route"], parts["box"] = f"rr {found[1]}", found[2]
    elif text:
        words = [DIRECTIONS.get(w, w) for w in text.split()]
        if words and words[0][0].isdigit():
            parts["house_number"] = words.pop(0)
        if words and words[0] in DIRECTIONS.values():
            parts["predir"] = words.pop(0)
        if len(words) > 1 and words[-1] in DIRECTIONS.values():
            parts["postdir"] = words.pop()
        if len(words) > 1 and SUFFIXES.get(words[-1], words[-1]) in KNOWN:
            parts["street_suffix"] = SUFFIXES.get(words[-1], words[-1])
            words.pop()
        parts["street"] = " ".join(words)
    parts["city_key"], parts["state_key"] = city.lower(), state.lower()
    parts["zip5"], parts["country_key"] = postal[:5], (country or ("us" if line else "")).lower()
    parts["address_key"] = "|".join(parts[c] for c in ADDRESS_COLUMNS[:-1]) if line else ""
    return parts


def _identity(given: Mapping[str, Any]) -> dict[str, Any]:
    born = given.get("date_of_birth") or None
    return {
        "given_key": given.get("given_name", "").lower(),
        "middle_key": given.get("middle_name", "").lower().strip("."),
        "family_key": given.get("family_name", "").lower(),
        "suffix_key": given.get("suffix", "").lower().strip("."),
        "birth_date": date.fromisoformat(born) if born else None,
        "tin_digits": given.get("tin", "").replace("-", ""),
    }


def _readable(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def person(
    given: str, family: str, tin: str, line: str, city: str, state: str, postal: str, **more: Any
) -> dict[str, Any]:
    """A person as a row or a record states it; further columns by name."""
    return {
        "given_name": given, "family_name": family, "tin": tin, "address_line": line, "city": city, "state": state,
        "postal_code": postal, **more,
    }  # fmt: skip


def _place(given: Mapping[str, Any]) -> dict[str, str]:
    return address(*(given.get(c, "") for c in ("address_line", "city", "state", "postal_code", "country")))


def _write(path: Path, types: Mapping[str, str], rows: Iterable[Mapping[str, Any]]) -> Path:
    con = duckdb.connect()
    con.execute(f"CREATE TABLE t ({', '.join(f'{c} {t}' for c, t in types.items())})")
    values = [[row.get(c) for c in types] for row in rows]
    if values:
        con.executemany(f"INSERT INTO t VALUES ({', '.join('?' for _ in types)})", values)
    con.execute(f"COPY t TO '{path}' (FORMAT parquet)")
    con.close()
    return path


def write_silo(path: Path, records: Sequence[Mapping[str, Any]], silo: str = "main") -> Path:
    """One silo file. A record without `person_id` takes its number as one; `observed_on` and the like have defaults."""
    rows = []
    for i, record in enumerate(records):
        row: dict[str, Any] = dict.fromkeys(RECORD_COLUMNS, "")
        row |= {"record_id": f"{path.stem}-{i}", "observed_on": "2024-04-10", "source": "return", "tax_period": "2023"}
        row |= {"filer_role": "primary", **record, "silo": silo}
        row |= {**_identity(row), **_place(row)}
        row["observed"] = date.fromisoformat(row["observed_on"]) if row["observed_on"] else None
        row["period"] = int(row["tax_period"]) if row["tax_period"] else None
        row["deceased"] = _readable(row["deceased_on"])
        rows.append(row)
    types = dict.fromkeys((*RECORD_COLUMNS, *PERSON_KEYS, *ADDRESS_COLUMNS), "VARCHAR")
    types |= {"birth_date": "DATE", "observed": "DATE", "period": "INTEGER", "deceased": "DATE", "silo": "VARCHAR"}
    return _write(path, types, rows)


def write_request(
    folder: Path, persons: Sequence[Mapping[str, Any]], outcomes: Mapping[int, str] | None = None
) -> tuple[Path, Path]:
    """The facts and findings files. Rows are numbered from 1 unless they say `row`; eligible unless `outcomes` says not."""
    rows = []
    for i, person in enumerate(persons, start=1):
        rows.append(
            {
                "row": person.get("row", i),
                "row_ref": person.get("row_ref", f"r{i}"),
                **_identity(person),
                **_place(person),
                "periods": person.get("periods", [2023]),
            }
        )
    types = dict.fromkeys(FACT_COLUMNS, "VARCHAR") | {"row": "INTEGER", "birth_date": "DATE", "periods": "INTEGER[]"}
    folder.mkdir(parents=True, exist_ok=True)
    facts = _write(folder / "facts.parquet", types, rows)
    found = [{"row": r["row"], "outcome": (outcomes or {}).get(r["row"], "eligible")} for r in rows]
    findings = _write(folder / "findings.parquet", {"row": "INTEGER", "outcome": "VARCHAR"}, found)
    return facts, findings


class World:
    """An index over some records, and packages linked against it."""

    def __init__(self, folder: Path, *silos: Sequence[Mapping[str, Any]]) -> None:
        self.folder = folder
        self.index = folder / "index"
        self.links = 0
        paths = [write_silo(folder / f"silo{i}.parquet", records, f"silo{i}") for i, records in enumerate(silos)]
        self.manifest = build_index(paths, self.index, built_on=BUILT)
        self.summary: LinkSummary | None = None

    def link(
        self,
        persons: Sequence[Mapping[str, Any]],
        outcomes: Mapping[int, str] | None = None,
        options: MatchOptions | None = None,
    ) -> list[dict[str, Any]]:
        """The matches, as dictionaries in row order."""
        self.links += 1
        facts, findings = write_request(self.folder / f"package{self.links}", persons, outcomes)
        out = self.folder / f"matches{self.links}.parquet"
        self.summary = link(self.index, facts, findings, out, options=options)
        return rows_of(out)

    def one(self, person: Mapping[str, Any], options: MatchOptions | None = None) -> dict[str, Any]:
        """The match of a package of one row."""
        return self.link([person], options=options)[0]


def rows_of(path: Path) -> list[dict[str, Any]]:
    cursor = duckdb.connect().execute(f"SELECT * FROM read_parquet('{path}')")
    columns = [c[0] for c in cursor.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
