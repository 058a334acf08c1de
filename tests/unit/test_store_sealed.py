"""A sealed file opens under its key and name alone, whole or not at all."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muniment.store import sealed
from muniment.vocabulary.errors import IntegrityFailure

KEY = bytes(range(32))
NAME = "ab" * 32
SIZES = (0, 1, sealed.CHUNK - 1, sealed.CHUNK, sealed.CHUNK + 1, 3 * sealed.CHUNK)


def encrypted(folder: Path, data: bytes) -> bytes:
    plain, out = folder / "plain", io.BytesIO()
    plain.write_bytes(data)
    sealed.encrypt(plain, out, KEY, NAME)
    return out.getvalue()


def opened(folder: Path, raw: bytes, key: bytes = KEY, name: str = NAME) -> bytes:
    file, out = folder / "sealed", io.BytesIO()
    file.write_bytes(raw)
    sealed.decrypt(file, out, key, name)
    return out.getvalue()


@pytest.mark.parametrize("size", SIZES)
def test_it_opens_to_what_it_was(tmp_path: Path, size: int) -> None:
    data = bytes(i * 7 % 251 for i in range(min(size, 5000))) * (size // 5000 + 1)
    assert opened(tmp_path, encrypted(tmp_path, data[:size])) == data[:size]


@given(at=st.integers(0, 2**32), bit=st.integers(0, 7), cut=st.integers(1, 60))
def test_changed_cut_or_longer_it_does_not_open(
    tmp_path_factory: pytest.TempPathFactory, at: int, bit: int, cut: int
) -> None:
    folder = tmp_path_factory.getbasetemp()
    raw = encrypted(folder, b"evidence of a person not disclosed")
    changed = bytearray(raw)
    changed[at % len(raw)] ^= 1 << bit
    for bad in (bytes(changed), raw[:-cut], raw + bytes(cut)):
        with pytest.raises(IntegrityFailure, match="not what its name says"):
            opened(folder, bad)


def test_chunks_cannot_be_dropped_or_swapped_nor_the_file_take_another_name_or_key(tmp_path: Path) -> None:
    raw = encrypted(tmp_path, bytes(3 * sealed.CHUNK))
    head, step = len(sealed.MAGIC), sealed.CHUNK + sealed.TAG
    chunks = [raw[head + i * step : head + (i + 1) * step] for i in range(3)]
    for order in ([0, 1], [1, 0, 2], [0, 2], [0, 1, 1, 2], []):
        with pytest.raises(IntegrityFailure):
            opened(tmp_path, raw[:head] + b"".join(chunks[i] for i in order))
    for key, name in ((bytes(32), NAME), (KEY, "cd" * 32), (b"short", NAME)):
        with pytest.raises(IntegrityFailure):
            opened(tmp_path, raw, key, name)
