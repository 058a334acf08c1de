"""Opening an answer: complete, or nothing is left behind."""

from __future__ import annotations

import io
import os
import stat
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from muniment.formats import keyfiles
from muniment.release import cms
from muniment.release.opening import open_answer, read_response
from muniment.release.response import ResponseRow, build_response
from muniment.vocabulary.columns import RESPONSE_COLUMNS
from muniment.vocabulary.errors import IntegrityFailure, MunimentError, UsageError
from muniment.vocabulary.outcomes import OutwardCode

NOW = datetime(2026, 3, 2, tzinfo=UTC)
HEADER = ",".join(RESPONSE_COLUMNS) + "\r\n"


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    for name in ("R1", "R2"):
        keyfiles.generate_recipient(folder, name, NOW)
    return folder


def _seal(keys: Path, target: Path, plaintext: bytes) -> Path:
    target.write_bytes(cms.seal(plaintext, (keys / "R1.crt").read_text(), os.urandom))
    return target


@pytest.fixture
def answer(keys: Path, tmp_path: Path) -> Path:
    rows = [ResponseRow("r1", OutwardCode.NOT_DISCLOSED), ResponseRow("r2", OutwardCode.PENDING)]
    return _seal(keys, tmp_path / "R1.cms", build_response(rows))


@pytest.mark.parametrize("existing", [True, False])
def test_the_recipient_gets_one_private_file(existing: bool, keys: Path, answer: Path, tmp_path: Path) -> None:
    out = tmp_path / "deep" / "out"
    if existing:
        out.mkdir(parents=True)
    opened = open_answer(answer, keyfiles.load_recipient_private(keys / "R1.key"), out)
    assert (opened.rows, opened.leaf_hash) == (2, None)
    assert [path.name for path in out.iterdir()] == ["response.csv"]
    assert stat.S_IMODE(opened.response.stat().st_mode) == 0o600
    assert opened.response.read_bytes().decode().startswith(HEADER + "r1,NOT_DISCLOSED")
    assert sorted(path.name for path in out.parent.iterdir()) == ["out"]


def _everything(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*"))


def _tamper(answer: Path) -> None:
    raw = bytearray(answer.read_bytes())
    raw[-1] ^= 1
    answer.write_bytes(raw)


@pytest.mark.parametrize(
    ("key", "spoil", "code"),
    [("R2", lambda answer: None, "MUN-SEAL-003"), ("R1", _tamper, "MUN-SEAL-004")],
    ids=["wrong key", "tampered"],
)
def test_a_failure_leaves_nothing_behind(
    key: str, spoil: Callable[[Path], None], code: str, keys: Path, answer: Path, tmp_path: Path
) -> None:
    spoil(answer)
    before = _everything(tmp_path)
    with pytest.raises(IntegrityFailure) as refused:
        open_answer(answer, keyfiles.load_recipient_private(keys / f"{key}.key"), tmp_path / "a" / "out")
    assert (refused.value.code, refused.value.exit_code) == (code, 4)
    assert _everything(tmp_path) == before


def test_an_answer_is_never_written_over_another(keys: Path, answer: Path, tmp_path: Path) -> None:
    key = keyfiles.load_recipient_private(keys / "R1.key")
    out = tmp_path / "out"
    out.mkdir()
    (out / "response.csv").write_text("an earlier answer")
    for place in (out, answer, tmp_path / "R1.cms" / "out"):
        with pytest.raises(UsageError):
            open_answer(answer, key, place)
    assert (out / "response.csv").read_text() == "an earlier answer"
    with pytest.raises(UsageError):
        open_answer(tmp_path / "missing.cms", key, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def _zip(members: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_a_plain_zip_made_by_others_reads_too() -> None:
    body = HEADER.encode() + b"r1,NOT_DISCLOSED,,,,,,\r\n"
    assert read_response(_zip({"response.csv": body}, zipfile.ZIP_DEFLATED)) == (body, 1)


@pytest.mark.parametrize(
    "content",
    [
        b"no zip",
        _zip({}),
        _zip({"../response.csv": HEADER.encode()}),
        _zip({"response.csv": HEADER.encode(), "/etc/cron.d/x": b""}),
        _zip({"response.csv": HEADER.encode(), "response.csv/x": b""}),
        _zip({"response.csv": b"row_ref,code\r\n"}),
        _zip({"response.csv": HEADER.encode() + b"r1,DISCLOSED\r\n"}),
        _zip({"response.csv": HEADER.encode() + b"\xff,,,,,,,\r\n"}),
        _zip({"response.csv": b""}),
        _zip({"response.csv": HEADER.encode()}, zipfile.ZIP_BZIP2),
        _zip({"response.csv": HEADER.encode()})[:-5],
        _zip({"response.csv": HEADER.encode()}).replace(b"row_ref", b"row_rex"),
    ],
)
def test_a_seal_over_something_else_is_not_opened(content: bytes, keys: Path, tmp_path: Path) -> None:
    sealed = _seal(keys, tmp_path / "x.cms", content)
    before = _everything(tmp_path)
    with pytest.raises(MunimentError) as refused:
        open_answer(sealed, keyfiles.load_recipient_private(keys / "R1.key"), tmp_path / "out")
    assert refused.value.exit_code == 4
    assert _everything(tmp_path) == before
