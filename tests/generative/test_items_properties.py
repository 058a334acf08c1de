"""Invariant 6 on generated agreements and requests: what leaves is asked for, agreed and in the authority's closed list.

The rooms run one after another as they do in a house: file, facts, findings, matches, outcomes, answer. Persons are fictional.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Final

import assessment_support as support
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from world import PERSON_COLUMNS, write_csv

from muniment.assessment import AssessmentInput, assess
from muniment.assessment.explain import facial_reasons
from muniment.determination import DeterminationInput, determine, guard
from muniment.formats import duck
from muniment.intake.facts import normalise_persons
from muniment.intake.persons import read_persons
from muniment.intake.records import normalise_records
from muniment.law import shipped_pack, shipped_profile
from muniment.linkage import MatchOptions, build_index, link
from muniment.release.opening import read_response
from muniment.release.response import ResponseRow, build_response
from muniment.usecases.answers import collect
from muniment.usecases.packages import fields_of
from muniment.usecases.returns import FacialReasons
from muniment.vocabulary.columns import RECORD_COLUMNS
from muniment.vocabulary.errors import IntegrityFailure
from muniment.vocabulary.items import ITEM_COLUMNS, RECORD_ITEM_COLUMNS, item, items_of
from muniment.vocabulary.outcomes import OutwardCode

PACK: Final = shipped_pack("us/cfr45/164-512-f-2")
PROFILE: Final = shipped_profile("us/164-512-f-2-2026")
CONSTANTS = {"address_confirmation": "any_on_file"}
CLOSED: Final = PACK.list_on("items_allowed", support.SIGNED) or frozenset()
OUTSIDE: Final = (
    "dna",
    "DNA analysis",
    "dental_records",
    "tissue",
    "diagnosis",
    "wages",
    "taxpayer identifying number",
)
SPELLINGS: Final = ("Mailing Address", "dob", "SSN", "full_name", "Date_of-Birth", "birthplace")
spoken = st.sampled_from((*sorted(map(str, CLOSED)), *OUTSIDE, *SPELLINGS))
cells = st.lists(spoken, max_size=4).map(";".join)
PEOPLE: Final = (
    ("Ana", "Prueba", "1980-02-29", "900-00-3001", "418 Maple St", "Dayton", "OH", "45402"),
    ("Juan", "Ejemplo", "1975-07-14", "900-00-3002", "12 Elm St", "Erie", "PA", "16501"),
    ("Mei", "Testa", "1991-12-01", "900-00-3003", "9 Birch Ct", "Boise", "ID", "83702"),
)
KEYS: Final = ("given_name", "family_name", "date_of_birth", "tin", "address_line", "city", "state", "postal_code")


def who(number: int) -> dict[str, str]:
    return dict(zip(KEYS, PEOPLE[number], strict=True))


def record(number: int) -> dict[str, str]:
    own = {c: f"{c} of {number}" for c in RECORD_ITEM_COLUMNS}
    return {**who(number), **own, "record_id": f"V{number}", "person_id": f"P{number}", "observed_on": "2025-05-05",
            "deceased_on": f"2025-06-0{number + 1}", "middle_name": f"M{number}"}  # fmt: skip


@dataclass
class Hospital:
    """An index that carries every item there is, so that nothing but the rules keeps one back."""

    index: Path

    def answer(self, folder: Path, asked: list[str], fields: list[str]) -> list[dict[str, str]]:
        """The rows of the opened answer: row n asks for `asked[n]` of person n modulo three."""
        rows = [self.row(n, cell) for n, cell in enumerate(asked)]
        write_csv(folder / "persons.csv", PERSON_COLUMNS, rows)
        read_persons(folder / "persons.csv", folder / "persons.parquet")
        facts = normalise_persons(folder / "persons.parquet", folder / "facts.parquet", threads=1, processes=1)
        officer = support.officer(employment="state_or_local")
        letter = support.letter([officer], rows=len(rows), authority=PACK.name, office="law_enforcement_official",
                                attestations=("minimum_necessary",))  # fmt: skip
        agreement = support.agreement([officer], authority=PACK.name, profile=PROFILE.name, fields=tuple(fields))
        signer = replace(agreement.signers[0], office="law_enforcement_official")
        agreement = replace(agreement, signers=(signer,))
        may = fields_of(SimpleNamespace(pack=PACK, letter=letter, agreement=agreement))  # type: ignore[arg-type]
        assert set(may) <= CLOSED & {item(f) for f in fields}
        findings, matches, outcomes = (folder / f"{n}.parquet" for n in ("findings", "matches", "outcomes"))
        given = AssessmentInput(facts, letter, agreement, support.signer_key(), (), support.TODAY, support.SIGNED)
        assess(given, PACK, PROFILE, findings, threads=1)
        link(self.index, facts, findings, matches, options=MatchOptions(last_known="any", fields=may))
        inputs = DeterminationInput(facts, findings, matches, None, CONSTANTS, support.SIGNED, b"key", fields=may)
        determine(inputs, PACK, PROFILE, outcomes)
        self.more_is_stopped(folder, inputs, outcomes)
        bulk = duck.connection(folder, threads=1, memory_limit="1GB")
        reasons = FacialReasons(facial_reasons(PACK, PROFILE), findings)
        answers = collect(bulk, outcomes, matches, facts, agreement.recipients, [], reasons, may)
        answered = [row for _, found, _ in answers.by_recipient for row in found]
        text, _ = read_response(build_response(answered, may))
        return list(csv.DictReader(io.StringIO(text.decode())))

    @staticmethod
    def row(number: int, items: str) -> dict[str, str]:
        return {**who(number % 3), "row_ref": f"r{number}", "matter_id": f"C-{number}", "sought_as": "suspect",
                "reason": f"Seen at the place of case {number}.", "officer_id": "O1", "requested_items": items}  # fmt: skip

    @staticmethod
    def more_is_stopped(folder: Path, inputs: DeterminationInput, outcomes: Path) -> None:
        """Matches that hold one item more than a row asks for: the guard does not pass the outcomes that stand, and
        outcomes derived from them disclose none of these rows."""
        table = pq.read_table(inputs.matches)
        held = [dict(m or ()) for m in table["items"].to_pylist()]
        rows = table["row"].to_pylist()
        asked = dict(zip(*(pq.read_table(inputs.facts)[c].to_pylist() for c in ("row", "items_key")), strict=True))
        more = [n for n, row in enumerate(rows) if "type of injury" not in items_of(asked[row])]
        for n in more:
            held[n]["injury_type"] = "burn"
        forged = table.set_column(
            table.schema.get_field_index("items"), "items",
            pa.array([list(m.items()) or None for m in held], pa.map_(pa.string(), pa.string())),
        )  # fmt: skip
        pq.write_table(forged, folder / "forged.parquet")
        bad = replace(inputs, matches=folder / "forged.parquet")
        disclosed = set(pq.read_table(outcomes, filters=[("outcome", "==", "disclose")])["row"].to_pylist())
        if {rows[n] for n in more} & disclosed:
            with pytest.raises(IntegrityFailure):
                guard(bad, PACK, PROFILE, outcomes, sha256(outcomes.read_bytes()).hexdigest(), spill=folder)
        determine(bad, PACK, PROFILE, folder / "again.parquet")
        again = pq.read_table(folder / "again.parquet", filters=[("outcome", "==", "disclose")])["row"].to_pylist()
        assert not {rows[n] for n in more} & set(again)


@pytest.fixture(scope="module")
def hospital(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hospital]:
    folder = tmp_path_factory.mktemp("hospital")
    write_csv(folder / "charts.csv", (*RECORD_COLUMNS, *RECORD_ITEM_COLUMNS), [record(n) for n in range(3)])
    silos = normalise_records([folder / "charts.csv"], None, folder / "silos", threads=1, processes=1)
    build_index([s.path for s in silos], folder / "index", built_on=date(2026, 1, 31), items=tuple(ITEM_COLUMNS))
    yield Hospital(folder / "index")


@given(asked=st.lists(cells, min_size=1, max_size=9), fields=st.lists(spoken, max_size=6, unique=True))
@settings(max_examples=15, deadline=None)
def test_only_what_is_asked_agreed_and_in_the_closed_list_leaves(
    hospital: Hospital, asked: list[str], fields: list[str]
) -> None:
    with TemporaryDirectory() as folder:
        answer = hospital.answer(Path(folder), asked, fields)
    may = CLOSED & {item(f) for f in fields}
    assert len(answer) == len(asked)
    for number, (cell, line) in enumerate(zip(asked, answer, strict=True)):
        wanted = items_of(cell)
        given_cells = {c: v for c, v in line.items() if v and c not in ("row_ref", "code", "rules")}
        rules = line["rules"].split(";")
        if not wanted:
            assert line["code"] == "RETURNED" and "HF2-F11" in rules
        elif not wanted <= may:
            assert line["code"] == "REFUSED" and "HF2-F11" in rules
        else:
            assert line["code"] == "DISCLOSED", line
            assert given_cells == of_record(number % 3, wanted)
        assert line["code"] == "DISCLOSED" or not given_cells


def of_record(number: int, wanted: frozenset[str]) -> Mapping[str, str]:
    """What the record of the very person holds of the items wanted."""
    columns = {c for name in wanted for c in ITEM_COLUMNS[name]}
    return {c: v for c, v in record(number).items() if c in columns and v}


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_an_answer_cannot_be_built_with_a_column_that_is_not_agreed(data: st.DataObject) -> None:
    fields = data.draw(st.lists(st.sampled_from(sorted(ITEM_COLUMNS)), unique=True))
    columns = [c for name in ITEM_COLUMNS if name != "address" for c in ITEM_COLUMNS[name]]
    held = data.draw(st.dictionaries(st.sampled_from(columns), st.just("x"), min_size=1))
    row = ResponseRow("r1", OutwardCode.DISCLOSED, items=tuple(held.items()))
    agreed = {c for name in fields for c in ITEM_COLUMNS[name]}
    if set(held) <= agreed:
        (line,) = csv.DictReader(io.StringIO(read_response(build_response([row], fields))[0].decode()))
        assert {c: v for c, v in line.items() if v and c not in ("row_ref", "code")} == held
    else:
        with pytest.raises(IntegrityFailure):
            build_response([row], fields)
