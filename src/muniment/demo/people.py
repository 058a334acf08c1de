"""The fictional people: pseudopeople's bundled sample, clean beside noised, moved in time so that its last tax year
is 2024.

pseudopeople (BSD; Institute for Health Metrics and Evaluation) simulates households over the years 2018 to 2040 and
adds the errors of real forms. The sample ships with its package; nothing is fetched. The whole world is moved back
sixteen years, birth dates included, so that ages stay right and the periods of the demo are current.
"""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import pandas as pd

SHIFT: Final = 16
"""Years between the sample's calendar and the demo's."""

SEED: Final = 2025
LATEST_CENSUS: Final = 2040 - SHIFT
_FEW: Final = 4


@dataclass(frozen=True, slots=True)
class Census:
    """Adults in households of one census day: as true, and as somebody wrote them down. Both indexed by person
    (`simulant_id`).
    """

    clean: pd.DataFrame
    noised: pd.DataFrame


def returns(years: Sequence[int]) -> Iterator[tuple[int, pd.DataFrame, pd.DataFrame]]:
    """Income tax returns of each demo year: (year, clean with person ids of spouse and dependents, noised), indexed
    by the primary filer.
    """
    import pseudopeople

    yield from _by_year("taxes_1040", pseudopeople.generate_taxes_1040, ["simulant_id"], years, None)


def information_returns(years: Sequence[int]) -> Iterator[tuple[int, pd.DataFrame, pd.DataFrame]]:
    """Wage and contractor statements of each demo year: (year, clean, noised), indexed by person and employer."""
    import pseudopeople

    name, key = "taxes_w2_and_1099", ["simulant_id", "employer_id"]
    yield from _by_year(name, pseudopeople.generate_taxes_w2_and_1099, key, years, _employers_spared(name))


def census(year: int) -> Census:
    """The adults living in households on census day of a demo census year (2024, 2014, 2004)."""
    import pseudopeople

    no_rows_lost = {
        "do_not_respond": {"row_probability": 0.0},
        "duplicate_with_guardian": {
            "row_probability_in_households_under_18": 0.0,
            "row_probability_in_college_group_quarters_under_24": 0.0,
        },
    }
    clean = _sample("decennial_census", "year", [year + SHIFT])
    clean = clean[(clean["housing_type"] == "Household") & (clean["age"].astype(int) >= 18)].set_index("simulant_id")
    noised = _quiet(
        pseudopeople.generate_decennial_census, year + SHIFT, {"decennial_census": {"row_noise": no_rows_lost}}
    )
    noised = _plain(noised).set_index("simulant_id").loc[clean.index]
    return Census(clean, noised)


def register() -> pd.DataFrame:
    """The social security register up to 2024, indexed by person: true number, written birth date and middle name,
    true date of death.
    """
    import pseudopeople

    noised = _plain(_quiet(pseudopeople.generate_social_security, 2040, None))
    births = noised[noised["event_type"] == "creation"].drop_duplicates("simulant_id").set_index("simulant_id")
    events = _sample("social_security", None, [])
    deaths = events[(events["event_type"] == "death") & (events["event_date"].str[:4] <= "2040")]
    result = births[["date_of_birth", "middle_name"]].copy()
    died = deaths.drop_duplicates("simulant_id").set_index("simulant_id")["event_date"].str[:10]
    result["deceased_on"] = died.reindex(result.index).fillna("")
    return result


def moved_date(text: str) -> str:
    """A date of the sample as the demo's ISO date; text that is no date comes back as written (somebody's slip), ''
    stays ''.

    Reads `mm/dd/yyyy` (census), `yyyymmdd` (register) and ISO.
    """
    digits = text.replace("/", "").replace("-", "")
    if len(digits) != 8 or not digits.isdigit():
        return text
    year, month, day = (digits[4:], digits[:2], digits[2:4]) if "/" in text else (digits[:4], digits[4:6], digits[6:])
    if int(year) < 1000 + SHIFT:
        return text
    if month == "02" and day == "29" and not _leap(int(year) - SHIFT):
        day = "28"
    return f"{int(year) - SHIFT:04d}-{month}-{day}"


def numbers_in_use(return_years: Iterable[int], information_years: Iterable[int]) -> set[str]:
    """Every taxpayer number of the sample in those demo years, borrowed ones included."""
    columns = ["ssn", "copy_ssn", "spouse_ssn", *(f"dependent_{i}_ssn" for i in range(1, 5))]
    tax = _sample("taxes_1040", "tax_year", [y + SHIFT for y in return_years], columns)
    found = {str(v) for c in columns for v in tax[c].unique()}
    both = ["ssn", "copy_ssn"]
    info = _sample("taxes_w2_and_1099", "tax_year", [y + SHIFT for y in information_years], both)
    return (found | {str(v) for c in both for v in info[c].unique()}) - {""}


def true_numbers(return_years: Iterable[int]) -> dict[str, str]:
    """Each filer's own number in the sample, before it is made fictional; also of persons a custodian is made not to
    know.
    """
    columns = ["simulant_id", "ssn", "spouse_simulant_id", "spouse_ssn"]
    tax = _sample("taxes_1040", "tax_year", [y + SHIFT for y in return_years], columns)
    found: dict[str, str] = {}
    for prefix in ("spouse_", ""):
        found.update(zip(tax[f"{prefix}simulant_id"], tax[f"{prefix}ssn"], strict=True))
    found.pop("", None)
    return found


def forget() -> None:
    """Give back the memory the sample takes (about 300 MB); the rest of the demo has its own use for it."""
    _raw.cache_clear()


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _by_year(
    name: str, generate: Any, key: list[str], years: Sequence[int], config: dict[str, Any] | None
) -> Iterator[tuple[int, pd.DataFrame, pd.DataFrame]]:
    """Clean and noised forms of each year, row for row. Many years are noised in one call: a call costs about a
    second whatever its size.
    """
    together = _plain(_quiet(generate, None, config)) if len(years) > _FEW else None
    for year in years:
        clean = _sample(name, "tax_year", [year + SHIFT]).set_index(key)
        if together is not None:
            noised = together[together["tax_year"] == str(year + SHIFT)]
        else:
            noised = _plain(_quiet(generate, year + SHIFT, config))
        noised = noised.set_index(key)
        yield year, clean.loc[noised.index], noised


def _employers_spared(name: str) -> dict[str, Any]:
    """No slips in the employer's columns, which no record of the demo has: they are half the cost of a statement."""
    import pseudopeople

    kinds: dict[str, Any] = pseudopeople.get_config()[name]["column_noise"]
    unused = [c for c in kinds if c.startswith("employer_") or c in ("wages", "tax_form")]
    none = {column: {kind: {"cell_probability": 0.0} for kind in kinds[column]} for column in unused}
    return {name: {"column_noise": none}}


def _quiet(generate: Any, year: int | None, config: dict[str, Any] | None) -> pd.DataFrame:
    """Run one generator without its progress bars: they are made for a notebook, and the demo has its own."""
    with contextlib.redirect_stderr(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        frame: pd.DataFrame = generate(seed=SEED + (year or 0), year=year, config=config)
    return frame


@lru_cache(maxsize=4)
def _raw(name: str) -> pd.DataFrame:
    import pandas as pd
    from pseudopeople.constants import paths

    return pd.read_parquet(Path(paths.SAMPLE_DATA_ROOT) / name / f"{name}.parquet")


def _sample(name: str, year_column: str | None, years: list[int], columns: list[str] | None = None) -> pd.DataFrame:
    """One bundled dataset before noise, as text with '' for missing."""
    frame = _raw(name)
    if year_column is not None:
        frame = frame[frame[year_column].astype(int).isin(years)]
    return _plain(frame if columns is None else frame[columns])


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Every column as text, missing as '', no categories: comparisons then mean what they say."""
    frame = frame.copy()
    for column in frame.columns:
        values = frame[column].astype(object)
        frame[column] = values.where(values.notna(), "").astype(str)
    return frame.reset_index(drop=True)
