"""The fitted model: what it learns, that order and threads leave no trace, and that little data changes little."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from math import log, log1p
from pathlib import Path
from typing import Any

import pytest
from linkage_support import World, person, rows_of, write_request

from muniment.linkage import MatchOptions, Model, dump_model, fit_model, link, load_model
from muniment.linkage.certificate import Certificate, Scope, drifted, read_certificate
from muniment.linkage.decision import CONFLICTS, LIKELY, REFUSED
from muniment.linkage.model import COMPARISONS

STREETS = ("Elm St", "Oak Ave", "Vale Ln", "Moor Dr", "Hill Rd")
GIVEN = ("Ana", "Luis", "Rosa", "Omar", "Kim", "Ivo", "Mei", "Carl", "Eva", "Juan", "Noor", "Wade")
FAMILY = (
    "Muestra",
    "Prueba",
    "Demo",
    "Testa",
    "Forma",
    "Modelo",
    "Fiktiv",
    "Beispiel",
    "Ejemplo",
    "Esempio",
    "Exemplo",
)


def somebody(n: int, **changes: Any) -> dict[str, Any]:
    born = date(1950, 1, 1) + timedelta(days=31 * n + 7)
    return {
        **person(
            GIVEN[n % len(GIVEN)], FAMILY[n % len(FAMILY)], f"900-00-{1000 + n:04d}", f"{100 + n} {STREETS[n % 5]}", "Erie",
            "PA", f"{16501 + n % 7}", date_of_birth=born.isoformat(), middle_name="PQRS"[n % 4],
        ),
        **changes,
    }  # fmt: skip


PEOPLE = range(120)
NOISY = [somebody(n, **({"date_of_birth": "1999-09-09"} if n % 3 == 0 else {})) for n in PEOPLE]
"""Every third row has another birth date than its person's on file: far more than the shipped model expects."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(tmp_path_factory.mktemp("fit"), [{"person_id": f"p{n}", **somebody(n)} for n in PEOPLE])


def fitted(world: World, folder: Path, rows: list[dict[str, Any]], threads: int = 2, **outcomes: Any) -> Model:
    facts, findings = write_request(folder, rows, **outcomes)
    return fit_model(world.index, facts, findings, spill=folder / "spill", threads=threads).model


def m(model: Model, comparison: str, level: int) -> float:
    return next(v.m for v in model.levels[comparison] if v.value == level)


def test_what_the_rows_are_like_is_learned(world: World, tmp_path: Path) -> None:
    shipped = load_model()
    noisy = fitted(world, tmp_path / "noisy", NOISY)
    clean = fitted(world, tmp_path / "clean", [somebody(n) for n in PEOPLE])
    assert m(clean, "birth", 4) > m(shipped, "birth", 4) > m(noisy, "birth", 4)
    assert m(noisy, "birth", 0) + m(noisy, "birth", 1) > m(shipped, "birth", 0) + m(shipped, "birth", 1)
    for model in (noisy, clean):
        for c in COMPARISONS:
            assert sum(v.m for v in model.levels[c]) == pytest.approx(1, abs=0.02)
            assert [v.u for v in model.levels[c]] == [v.u for v in shipped.levels[c]]


def test_order_of_rows_and_threads_leave_no_trace(world: World, tmp_path: Path) -> None:
    rows = [{**row, "row_ref": f"ref{n}"} for n, row in enumerate(NOISY)]
    one = fitted(world, tmp_path / "one", rows)
    two = fitted(world, tmp_path / "two", list(reversed(rows)), threads=1)
    assert dump_model(one) == dump_model(two)


def test_a_few_rows_change_next_to_nothing_and_none_nothing(world: World, tmp_path: Path) -> None:
    shipped = load_model()
    few = fitted(world, tmp_path / "few", NOISY[:10])
    assert (
        max(abs(a.m - b.m) for c in COMPARISONS for a, b in zip(few.levels[c], shipped.levels[c], strict=True)) < 0.02
    )
    nobody = fitted(world, tmp_path / "nobody", NOISY[:2], outcomes={1: "return", 2: "hold"})
    assert nobody == shipped


def test_namesakes_in_a_house_are_counted_in_the_index(tmp_path: Path) -> None:
    """A son of the father's name beside every third person; the same date again is the same person."""
    plain = [{"person_id": f"p{n}", **somebody(n)} for n in PEOPLE]
    sons = [{"person_id": f"s{n}", **somebody(n, tin="", date_of_birth="2001-02-03")} for n in PEOPLE if n % 3 == 0]
    again = [{"person_id": f"a{n}", **somebody(n, tin="")} for n in PEOPLE if n % 3 == 0]
    shares = []
    for name, more in (("plain", []), ("again", again), ("sons", sons)):
        (tmp_path / name).mkdir()
        shares.append(fitted(World(tmp_path / name, plain + more), tmp_path / name / "request", NOISY[:5]).namesake)
    assert shares[0] < load_model().namesake and shares[1] < load_model().namesake
    assert shares[2] == pytest.approx(80 / 660, abs=0.01)


def test_conflicts_are_overruled_only_where_the_data_are_enough(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert fitted(world, tmp_path / "few", NOISY).overrule is None
    monkeypatch.setattr("muniment.linkage.fit.ENOUGH", len(NOISY))
    assert fitted(world, tmp_path / "enough", NOISY).overrule == load_model().review


def test_what_the_posterior_may_overrule_it_ranks_below_whatever_stands(world: World, tmp_path: Path) -> None:
    """A conflict within what may well be the person lowers no score of a model that may overrule it; any other refusal does."""
    rows = [
        {**somebody(n), **change}
        for n in range(0, 60, 3)
        for change in (
            {"given_name": "", "tin": "", "date_of_birth": ""},
            {"given_name": "", "tin": ""},
            {"tin": "", "date_of_birth": "1911-11-22"},
            {"tin": "900-00-9999"},
            {},
        )
    ]
    facts, findings = write_request(tmp_path, rows)
    seen = {True: 0, False: 0}
    for overrule in (None, load_model().review):
        path = tmp_path / "model.json"
        path.write_bytes(dump_model(replace(load_model(), overrule=overrule)))
        link(world.index, facts, findings, tmp_path / "out.parquet", options=MatchOptions(model=path))
        found = rows_of(tmp_path / "out.parquet")
        standing = [r["score"] for r in found if r["decision"] != "none"]
        none = [r for r in found if r["decision"] == "none" and r["person_id"]]
        assert standing and none and max(r["score"] for r in none) < min(standing)
        for r in none:
            why = set(r["refusals"].split(";")) - {"", "below_threshold"}
            odds = log(r["probability"]) - log1p(-r["probability"])
            by_posterior = odds >= LIKELY and (not why or (overrule is not None and why <= set(CONFLICTS)))
            seen[by_posterior and bool(why)] += 1
            assert r["score"] == pytest.approx(odds - (0 if by_posterior else REFUSED), abs=1e-6)
    assert all(seen.values())


def test_a_model_written_is_the_model_read(world: World, tmp_path: Path) -> None:
    model = fitted(world, tmp_path, NOISY)
    path = tmp_path / "model.json"
    path.write_bytes(dump_model(model))
    again = load_model(path)
    assert dump_model(again) == dump_model(model) and again.levels == model.levels
    facts, findings = write_request(tmp_path / "later", NOISY)
    summary = link(world.index, facts, findings, tmp_path / "out.parquet", options=MatchOptions(model=path))
    assert summary.model == again.sha256
    assert summary.profile == {"rows": 120, "with_number": 120, "with_birth_date": 120, "with_middle_name": 120}


SCOPE = Scope("a", "m" * 64, "i" * 64, "any_on_file", "return_or_notice", False)
HELD: dict[str, Any] = {
    "limit": 0.001, "confidence": 0.95, "today": date(2026, 5, 1),
    "profile": {"rows": 900, "with_number": 400, "with_birth_date": 800, "with_middle_name": 500},
}  # fmt: skip
CERTIFICATE = Certificate(
    SCOPE, "P-1", "l" * 64, "9.5", 3000, 0, "0.000998", "0.001", "0.95", 1,
    {"rows": 3000, "with_number": 1200, "with_birth_date": 2700, "with_middle_name": 1500}, (), "2026-05-01", "2027-05-01",
)  # fmt: skip


@pytest.mark.parametrize(
    ("scope", "changed", "why"),
    [
        ({}, {}, ""),
        ({}, {"limit": 0.01, "confidence": 0.9}, ""),
        ({"model": "n" * 64}, {}, "another"),
        ({"index": "n" * 64}, {}, "another"),
        ({"joint": True}, {}, "another"),
        ({"last_known": "any"}, {}, "another"),
        ({}, {"limit": 0.0001}, "more than was shown"),
        ({}, {"confidence": 0.99}, "more than was shown"),
        ({}, {"today": date(2027, 5, 1)}, "expired"),
        ({}, {"today": date(2026, 4, 30)}, "expired"),
        ({}, {"profile": HELD["profile"] | {"with_number": 0}}, "another kind"),
        ({}, {"profile": HELD["profile"] | {"with_birth_date": 600}}, "another kind"),
    ],
)
def test_when_a_certificate_covers_a_package(scope: dict[str, Any], changed: dict[str, Any], why: str) -> None:
    from dataclasses import replace

    lapsed = CERTIFICATE.lapsed(replace(SCOPE, **scope), **{**HELD, **changed})
    assert (why in lapsed) if why else lapsed == ""
    assert read_certificate(CERTIFICATE.as_json()) == CERTIFICATE


def test_ten_rows_may_differ_by_chance() -> None:
    ten = {"rows": 10, "with_number": 8, "with_birth_date": 9, "with_middle_name": 5}
    assert not drifted(CERTIFICATE.profile, ten)
    assert drifted(CERTIFICATE.profile, {k: 100 * v for k, v in ten.items()})
