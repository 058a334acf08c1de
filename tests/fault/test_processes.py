"""A helper process that dies is noticed at once and said plainly; a parent that dies leaves no helper behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from multiprocessing import active_children
from pathlib import Path

import duckdb
import pytest

from muniment.formats.processes import mapper
from muniment.intake.address import bulk
from muniment.vocabulary.errors import InputRefused, TryAgainLater


def double(number: int) -> int:
    return 2 * number


def die(number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def refuse(number: int) -> int:
    raise InputRefused("MUN-TEST-001", "No.")


@pytest.mark.parametrize("processes", [1, 2])
def test_results_come_in_order_whatever_the_number_of_processes(processes: int) -> None:
    with mapper(processes) as each:
        assert list(each(double, range(50))) == [2 * n for n in range(50)]
        assert list(each(double, [])) == []


@pytest.mark.parametrize("processes", [1, 2])
def test_an_error_of_the_work_is_raised_as_it_is(processes: int) -> None:
    with pytest.raises(InputRefused, match="No"), mapper(processes) as each:
        list(each(refuse, range(5)))


def test_a_dead_helper_is_an_error_and_not_a_wait() -> None:
    with pytest.raises(TryAgainLater) as error, mapper(2) as each:
        list(each(die, range(20)))
    assert error.value.code == "MUN-FORMATS-001"
    assert not active_children()


def test_a_helper_killed_while_addresses_are_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "SMALL", 1)
    monkeypatch.setattr(bulk, "CHUNK", 50)
    con = duckdb.connect()
    con.execute("""CREATE TABLE source AS SELECT r::BIGINT AS row, r || ' Old Mill Rd Rear Bldg ' || r AS address_line,
                   'Dayton' AS city, 'OH' AS state, '45402' AS postal_code, '' AS country FROM range(2000) t(r)""")
    killed: list[int] = []

    def kill_one(step: str, done: int, total: int) -> None:
        if step == "addresses: reference" and not killed:
            helper = active_children()[0]
            killed.append(helper.pid or 0)
            helper.kill()

    with pytest.raises(TryAgainLater):
        bulk.parse_addresses(con, "source", "target", processes=2, progress=kill_one)
    assert killed
    assert con.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'target'").fetchall() == [(0,)]
    assert bulk.parse_addresses(con, "source", "target", processes=2).rows == 2000  # and it runs again


PARENT = """
import sys, time
from multiprocessing import active_children
from muniment.formats.processes import mapper
if __name__ == "__main__":
    with mapper(2) as each:
        for _ in each(abs, range(3)):
            pass
        print(*[p.pid for p in active_children()], flush=True)
        time.sleep(600)
"""


def test_helpers_do_not_outlive_a_killed_parent(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    parent = subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    helpers = [int(pid) for pid in parent.stdout.readline().split()]
    assert helpers
    parent.kill()
    parent.wait()
    parent.stdout.close()
    for _ in range(300):
        if not any(map(_runs, helpers)):
            return
        time.sleep(0.1)
    pytest.fail("a helper is still there")


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"
