"""Each officer's own list of rows, and who signed it (`engagement: officer` of an agreement; docs/for-requesters.md).

The list is text in UTF-8, one canonical JSON object (RFC 8785) a line, each line ended by a line feed: first what is attested and for which
request, then the officer's rows as received, all columns, in file order. Who may sign for an officer is law (F09), decided elsewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Final

from muniment.formats import duck, sshsig
from muniment.formats.canonical import canonical_json, canonical_rows
from muniment.intake import identity
from muniment.vocabulary.columns import PERSON_COLUMNS
from muniment.vocabulary.errors import IntegrityFailure
from muniment.vocabulary.request import Letter, LetterOfficer

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FORMAT: Final = "muniment-engagement-1"
STATEMENT: Final = "I am personally and directly engaged in the matter named in each row of this list."
_BATCH: Final = 20_000


def row_lists(
    persons: Path, letter: Letter, *, threads: int = 2, memory_limit: str = "2GB"
) -> Iterator[tuple[str, bytes]]:
    """(officer, list) for each officer whom the letter lists once and a row of the persons artefact names, by officer.

    Rows are an officer's as the facts say so: by their trimmed `officer_id`.
    """
    yield from _lists(persons, letter, {o.id for o in _listed(letter)}, threads, memory_limit)


def own_signatures(persons: Path, letter: Letter, *, threads: int = 2, memory_limit: str = "2GB") -> dict[str, str]:
    """By officer, the public key (OpenSSH line) whose signature in the letter is good for exactly the list of his rows.

    Only who so signed is in it: no signature, one that cannot be read, one made for another purpose, request or set of rows are all absent.
    """
    signatures = {o.id: o.signature for o in _listed(letter) if o.signature}
    if not signatures:
        return {}
    found: dict[str, str] = {}
    for officer, content in _lists(persons, letter, signatures.keys(), threads, memory_limit):
        try:
            key = sshsig.signer_key(signatures[officer])
            found[officer] = sshsig.verify(content, signatures[officer], sshsig.ENGAGEMENT_NAMESPACE, key)
        except IntegrityFailure:
            continue
    return found


def _listed(letter: Letter) -> list[LetterOfficer]:
    times = Counter(o.id for o in letter.officers)
    return [o for o in letter.officers if times[o.id] == 1]


def _lists(
    persons: Path, letter: Letter, officers: Collection[str], threads: int, memory_limit: str
) -> Iterator[tuple[str, bytes]]:
    names = {o.id: o.name for o in letter.officers}
    with duck.connection(persons.parent, threads=threads, memory_limit=memory_limit) as con:
        for officer, rows in groupby(_rows(con, persons, officers), itemgetter(0)):
            lines = [line for _, line in rows]
            head = {
                "format": FORMAT,
                "agreement": letter.agreement,
                "authority": letter.authority,
                "request_id": letter.request_id,
                "officer": officer,
                "name": names[officer],
                "rows": len(lines),
                "statement": STATEMENT,
            }
            yield officer, b"".join(line + b"\n" for line in (canonical_json(head), *lines))


def _rows(con: DuckDBPyConnection, persons: Path, officers: Collection[str]) -> Iterator[tuple[str, bytes]]:
    """(officer, canonical row) of these officers' rows, by officer, in file order."""
    con.execute(f"CREATE VIEW persons AS SELECT * FROM read_parquet({duck.path_text(persons)})")
    identity.prepare_texts(con, "persons", ("officer_id",))
    identity.texts_view(con, "persons", "texts", ("officer_id",))
    con.execute("CREATE TABLE wanted (officer VARCHAR)")
    con.execute("INSERT INTO wanted SELECT unnest($1::VARCHAR[])", [list(officers)])
    cursor = con.execute(
        f"SELECT t.t_officer_id, {', '.join('t.' + c for c in PERSON_COLUMNS)} FROM texts t JOIN wanted w"
        " ON w.officer = t.t_officer_id ORDER BY t.t_officer_id, t.row"
    )
    while batch := cursor.fetchmany(_BATCH):
        whose, *cells = zip(*batch, strict=True)
        yield from zip(whose, canonical_rows(dict(zip(PERSON_COLUMNS, cells, strict=True))), strict=True)
