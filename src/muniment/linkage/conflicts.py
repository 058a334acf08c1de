"""Identity conflicts on file: what the records say of persons that cannot all be true. It corrects nothing and judges nobody.

number_shared            one number on file for several persons
several_live_addresses   a person's returns give several addresses for one period
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from muniment.linkage import tables
from muniment.linkage.reader import IndexReader

COLUMNS: Final = ("conflict", "kind", "person_id", "period", "records")


_READ: Final = {
    "numbers": "pid, tin_digits",
    "observations": "pid, aid, record_id, source, period",
    "persons": "pid, person_id",
    "places": "aid, address",
}


def find_conflicts(
    index_dir: Path, *, key: bytes = b"", spill: Path, threads: int = 2, memory_limit: str = "2GB"
) -> list[tuple[str, str, str, int | None, str]]:
    """One line for each person in each conflict, as COLUMNS: the lines of one conflict bear its id, numbers are not told.
    `records`: the records it rests on, `;`-joined. Same index, same lines.
    """
    on = tables.connect(threads=threads, memory_limit=memory_limit, spill=spill)
    with on as con, IndexReader(index_dir, key) as index:
        for name, columns in _READ.items():
            index.load(con, name, select=f"SELECT {columns} FROM part")
        shared = con.execute("""
          WITH several AS (
            SELECT tin_digits, min(pid) AS first FROM numbers GROUP BY tin_digits HAVING count(*) > 1)
          SELECT 'n' || dense_rank() OVER (ORDER BY s.first, s.tin_digits) AS conflict, 'number_shared' AS kind, p.person_id,
                 NULL::INTEGER AS period, o.records
          FROM several s JOIN numbers n USING (tin_digits) JOIN persons p USING (pid)
          JOIN (SELECT pid, string_agg(record_id, ';' ORDER BY record_id) AS records FROM observations GROUP BY pid) o
            USING (pid)
          ORDER BY s.first, s.tin_digits, p.person_id""").fetchall()
        live = con.execute("""
          WITH several AS (
            SELECT pid, period, string_agg(record_id, ';' ORDER BY record_id) AS records
            FROM observations o JOIN places USING (aid)
            WHERE o.source = 'return' AND address IS NOT NULL AND period IS NOT NULL
            GROUP BY pid, period HAVING count(DISTINCT address) > 1)
          SELECT 'a' || row_number() OVER (ORDER BY p.person_id, s.period) AS conflict, 'several_live_addresses' AS kind,
                 p.person_id, s.period, s.records
          FROM several s JOIN persons p USING (pid) ORDER BY p.person_id, s.period""").fetchall()
    return [*shared, *live]
