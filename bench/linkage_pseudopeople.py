"""pseudopeople's sample as a second opinion: fictional people, noise made by others, no parameter of ours fitted on it.

Requests are census rows; records are the W-2 and 1099 forms of 2020, with the birth date of the social
security register; a quarter of the persons is taken out of the records. The sample says 'Anytown, WA 00000' everywhere, so
each household gets a ZIP of its own, the same on both sides. `number` of the requests carry the person's own number.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

import duckdb

FORM = re.compile(r"[^a-z0-9 ]+")
SUFFIXES = {"st", "ave", "rd", "dr", "ln", "ct", "blvd", "pl", "way", "cir", "ter", "street", "avenue", "road", "drive"}
DIRECTIONS = {"n", "s", "e", "w", "ne", "nw", "se", "sw"}


def _share(*what: object) -> float:
    return int(hashlib.md5("|".join(map(str, what)).encode()).hexdigest()[:12], 16) / 16**12


def _text(value: Any) -> str:
    return "" if value is None or value != value else FORM.sub(" ", str(value).lower()).strip()


def _address(number: Any, street: Any, unit: Any, box: Any, place: Any) -> dict[str, str]:
    words = _text(street).split()
    parts = dict.fromkeys(("predir", "postdir", "street_suffix", "building", "route", "box"), "")
    if words and words[0] in DIRECTIONS:
        parts["predir"] = words.pop(0)
    if len(words) > 1 and words[-1] in DIRECTIONS:
        parts["postdir"] = words.pop()
    if len(words) > 1 and words[-1] in SUFFIXES:
        parts["street_suffix"] = words.pop()
    units = [w for w in _text(unit).split() if w not in {"apt", "unit", "ste", "apartment", "no"}]
    parts |= {"house_number": _text(number), "street": " ".join(words), "unit": "".join(units)}
    if _text(box):
        parts |= {"route": "po box", "box": _text(box), "house_number": "", "street": "", "unit": ""}
    zip5 = f"{10000 + int(_share('zip', place) * 2000) * 37:05d}"
    parts |= {"city_key": f"town {zip5[:4]}", "state_key": "wa", "zip5": zip5, "country_key": "us"}
    return {**parts, "address_key": "|".join(parts.values()) if parts["street"] or parts["box"] else ""}


def _birth(value: Any) -> str | None:
    text = "" if value is None or value != value else str(value)
    found = re.fullmatch(r"(\d{2})/(\d{2})/(\d{4})", text) or re.fullmatch(r"(\d{4})(\d{2})(\d{2})", text)
    if not found:
        return None
    year, month, day = (found[3], found[1], found[2]) if "/" in text else (found[1], found[2], found[3])
    return f"{year}-{month}-{day}"


def make_world(folder: Path, *, seed: int, number: float, heavy: bool) -> None:
    """The same four files as `linkage_world.make_world`. `heavy` multiplies pseudopeople's error rates by five."""
    import pandas as pd
    import pseudopeople as pp

    folder.mkdir(parents=True, exist_ok=True)
    config = _heavy(pp) if heavy else None
    census = pp.generate_decennial_census(seed=seed, year=2020, config=config)
    forms = [pp.generate_taxes_w2_and_1099(seed=seed + 1, year=y, config=config) for y in (2020,)]
    register = pp.generate_social_security(seed=seed + 2, year=2020, config=pp.NO_NOISE)
    born = dict(zip(register.simulant_id, register.date_of_birth, strict=True))
    own = dict(zip(register.simulant_id, register.ssn, strict=True))
    records: list[dict[str, Any]] = []
    present: set[str] = set()
    for form in forms:
        for n, r in enumerate(form.to_dict("records")):
            person = str(r["simulant_id"])
            if _share(seed, "absent", person) < 0.25:
                continue
            present.add(person)
            digits = _text(r["ssn"]).replace(" ", "")
            mail = {k[16:]: v for k, v in r.items() if k.startswith("mailing_address_")}
            address = _address(
                mail["street_number"], mail["street_name"], mail["unit_number"], mail["po_box"], r["household_id"]
            )
            records.append({
                "record_id": f"{r['tax_year']}-{n}", "person_id": person, "given_key": _text(r["first_name"]),
                "middle_key": _text(r["middle_initial"]), "family_key": _text(r["last_name"]), "suffix_key": "",
                "birth_date": _birth(born.get(r["simulant_id"])), "tin_digits": digits if len(digits) == 9 else "",
                "observed": f"{int(r['tax_year']) + 1}-04-01", "period": int(r["tax_year"]), "deceased": None,
                "source": "return", "filer_role": "primary", "silo": "forms", "country": "US",
                "address_line": " ".join(v for v in (address["house_number"], address["street"]) if v), **address,
            })  # fmt: skip
    texts = "tin given_name middle_name family_name suffix date_of_birth city state postal_code observed_on tax_period"
    frame = pd.DataFrame(records).assign(
        **dict.fromkeys([*texts.split(), "identity_theft", "impairment", "informant", "deceased_on", "protected"], "")
    )
    rows: list[dict[str, Any]] = []
    truth: list[dict[str, Any]] = []
    for row, r in enumerate(census.sample(frac=1, random_state=seed).to_dict("records"), start=1):
        person = str(r["simulant_id"])
        number_given = (
            _text(own.get(r["simulant_id"])).replace(" ", "") if _share(seed, "number", person) < number else ""
        )
        address = _address(r["street_number"], r["street_name"], r["unit_number"], None, r["household_id"])
        rows.append({
            "row": row, "row_ref": f"r{row}", "given_key": _text(r["first_name"]),
            "middle_key": _text(r["middle_initial"]), "family_key": _text(r["last_name"]), "suffix_key": "",
            "birth_date": _birth(r["date_of_birth"]), "tin_digits": number_given, **address,
            "periods": [2020],
        })  # fmt: skip
        truth.append({"row": row, "person_id": person if person in present else ""})
    con = duckdb.connect()
    silo, facts, known = frame, pd.DataFrame(rows), pd.DataFrame(truth)
    con.register("silo", silo)
    con.register("facts", facts)
    con.register("known", known)
    con.execute(f"""COPY (SELECT * REPLACE (TRY_CAST(birth_date AS DATE) AS birth_date, CAST(observed AS DATE) AS observed,
        period::INTEGER AS period, NULL::DATE AS deceased) FROM silo) TO '{folder / "silo0.parquet"}' (FORMAT parquet)""")
    con.execute(f"""COPY (SELECT * REPLACE (TRY_CAST(birth_date AS DATE) AS birth_date, row::INTEGER AS row,
        periods::INTEGER[] AS periods) FROM facts) TO '{folder / "facts.parquet"}' (FORMAT parquet)""")
    con.execute(
        f"COPY (SELECT row::INTEGER AS row, 'eligible' AS outcome FROM known) TO '{folder / 'findings.parquet'}'"
    )
    con.execute(f"COPY (SELECT row::INTEGER AS row, person_id FROM known) TO '{folder / 'truth.parquet'}'")
    con.close()


def _heavy(pp: Any) -> dict[str, Any]:
    """pseudopeople's own default rates of the columns we use, five times as high (0.25 at most)."""

    def times(node: Any, key: str = "") -> Any:
        if isinstance(node, dict):
            return {k: times(v, k) for k, v in node.items()}
        return (
            min(0.25, node * 5)
            if key in {"cell_probability", "token_probability"} and isinstance(node, float)
            else node
        )

    columns = {"first_name", "middle_initial", "last_name", "date_of_birth", "ssn", "street_number", "street_name"}
    wanted: dict[str, Any] = {}
    for dataset in ("decennial_census", "taxes_w2_and_1099"):
        noise = pp.get_config()[dataset]["column_noise"]
        wanted[dataset] = {
            "column_noise": {c: times(v) for c, v in noise.items() if c.removeprefix("mailing_address_") in columns}
        }
    return wanted
