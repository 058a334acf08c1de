"""Opening an answer when the disk fails at each step: an error with a sentence, and nothing left behind."""

from __future__ import annotations

import errno
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from muniment.formats import keyfiles
from muniment.release import cms
from muniment.release.opening import open_answer
from muniment.release.response import ResponseRow, build_response
from muniment.vocabulary.errors import UsageError
from muniment.vocabulary.outcomes import OutwardCode


@pytest.mark.parametrize("step", ["open", "fsync", "rename"])
@pytest.mark.parametrize("out_exists", [True, False])
def test_nothing_is_left_when_the_disk_fails(
    step: str, out_exists: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = keyfiles.generate_recipient(tmp_path / "keys", "R1", datetime(2026, 3, 2, tzinfo=UTC))
    answer = tmp_path / "R1.cms"
    plaintext = build_response([ResponseRow("r1", OutwardCode.NOT_DISCLOSED)])
    answer.write_bytes(cms.seal(plaintext, pair.public.read_text(), os.urandom))
    key = keyfiles.load_recipient_private(pair.private)
    out = tmp_path / "deep" / "out"
    if out_exists:
        out.mkdir(parents=True)
    before = sorted(tmp_path.rglob("*"))
    real_open = os.open

    def full(*arguments: Any, **named: Any) -> int:
        if step == "open" and not str(arguments[0]).endswith("response.csv"):
            return real_open(*arguments, **named)
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, step, full)
        if step == "rename":  # and the link that stands in its place when the folder is there already
            patch.setattr(os, "link", full)
        with pytest.raises(UsageError) as refused:
            open_answer(answer, key, out)
    assert "No space left" in refused.value.message
    assert sorted(tmp_path.rglob("*")) == before
    assert open_answer(answer, key, out).rows == 1  # and the same call works once the disk does
