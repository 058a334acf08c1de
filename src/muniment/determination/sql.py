"""The SQL of determination. Each function's docstring says what goes in, one row per what, and what comes out.

Temporary tables, in order: finding → allowed → match → judgment → match_fact → match_finding → proposal → drawn → item → outcome.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from muniment.formats.duck import literal, path_text
from muniment.vocabulary.columns import ADDRESS_COLUMNS, PERSON_KEYS
from muniment.vocabulary.items import ADDRESS, columns_beside_address, items_of

SAMPLE_SIZE: Final = 59
"""Rows drawn of each stratum: with no error among 59, at most 5 % of the stratum is wrong at 95 % confidence."""

RUNS: Final = r"(^|;)[\s\x22\x27]*[=+\-@＝＋－＠﹢﹣﹦﹫−]"
CONTROL: Final = r"[\x00-\x1f\x7f-\x{9f}\x{2028}\x{2029}]"
ROOM: Final = 290
"""Bytes of an address as written, quotes and commas included."""
ITEM_ROOM: Final = 250
"""Bytes of any other cell of an answer, a quotation mark counted twice."""
ADDRESS_CELLS: Final = ("last_address_line", "last_city", "last_state", "last_postal_code", "last_country")

OUTWARD: Final = {
    "disclose": "DISCLOSED",
    "no_disclosure": "NOT_DISCLOSED",
    "return": "RETURNED",
    "refuse": "REFUSED",
    "hold": "PENDING",
    "block": "NOT_DISCLOSED",
}
"""What a requester sees for an outcome. A blocked row looks like any other that is not disclosed (CONTRACT.md)."""


def load_findings(findings: Path, facts: Path, row_facts: Sequence[str]) -> str:
    """In: findings, facts. One row per row of the file. Out: `finding` with the key under which duplicates are one, and
    the facts of the row that elements of the match stage use."""
    used = "".join(f", p.{name}" for name in row_facts)
    identity = ", ".join(f"coalesce(p.{column}::VARCHAR, '')" for column in (*PERSON_KEYS, *ADDRESS_COLUMNS))
    return f"""CREATE TEMP TABLE finding AS
        SELECT f.row, f.row_ref, f.outcome, f.failed, f.held, f.missing, coalesce(p.items_key, '') AS items_key,
               sha256(concat_ws(chr(31), {identity})) AS duplicate_key{used}
        FROM read_parquet({path_text(findings)}) f JOIN read_parquet({path_text(facts)}) p USING (row)"""


def load_matches(matches: Path) -> str:
    """In: matches, `finding`, `allowed`. One row per row that reached linkage. Out: `match` with the basis a decision on it
    rests on, and what of it would leave: `cells`, the texts; `beyond`, whether one of them is not the row's to have; `gives`,
    whether there is anything."""
    address = ", ".join(f"m.{cell}" for cell in ADDRESS_CELLS)
    return f"""CREATE TEMP TABLE match AS
        SELECT m.*, a.address AS gives_address, list_concat(CASE WHEN a.address THEN [{address}] ELSE [] END, coalesce(map_values(items), [])) AS cells,
               NOT list_has_all(a.columns, coalesce(map_keys(items), [])) AS beyond,
               coalesce(a.address AND last_address_line <> '', FALSE) OR coalesce(cardinality(items), 0) > 0 AS gives,
               sha256(concat_ws(chr(31), coalesce(person_id, ''), decision, coalesce(last_record_id, ''),
               coalesce(last_address_line, ''), coalesce(last_city, ''), coalesce(last_state, ''),
               coalesce(last_postal_code, ''), coalesce(last_country, ''), items::VARCHAR)) AS basis
        FROM read_parquet({path_text(matches)}) m JOIN finding f USING (row) JOIN allowed a USING (items_key)"""


def count_unpaired() -> str:
    """Out: how many rows are eligible without a match line, or have one without being eligible."""
    return """SELECT count(*) FROM (SELECT row FROM finding WHERE outcome = 'eligible') e
              FULL JOIN match m USING (row) WHERE e.row IS NULL OR m.row IS NULL"""


def load_judgments(judgments: Path | None) -> str:
    """In: judgments. One row per decision of one officer on one item. Out: `judgment`."""
    if judgments is None:
        return """CREATE TEMP TABLE judgment (row BIGINT, item VARCHAR, decision VARCHAR, basis VARCHAR,
                  officer VARCHAR)"""
    return f"""CREATE TEMP TABLE judgment AS
        SELECT row, item, decision, basis, officer FROM read_parquet({path_text(judgments)})"""


def allow(fields: Collection[str], items_keys: Iterable[str]) -> str:
    """In: the items that may be given, the distinct items_key of `finding`. One row per key. Out: `allowed`: whether the
    address may be given to a row that asks so, and which columns beside it."""
    rows = [(key, items_of(key) & set(fields)) for key in items_keys]
    values = ", ".join(
        f"({literal(key)}, {literal(ADDRESS in given)}, {literal(columns_beside_address(given))})"
        for key, given in rows
    )
    return f"CREATE TEMP TABLE allowed AS SELECT * FROM (VALUES {values}) t(items_key, address, columns)"


def match_facts(constants: Mapping[str, object], row_facts: Sequence[str]) -> str:
    """In: `match`, `finding`, the agreement's constants. One row per row that reached linkage. Out: `match_fact`.

    `output_beyond_fields`: what is on file cannot leave as the agreed fields and nothing else: it is not asked for or not
    agreed, would run in a spreadsheet, holds control characters, or is longer than an answer's row has room for
    (release.response). `item_on_file`: there is something to give.
    """
    extra = "".join(f", {literal(value)} AS {name}" for name, value in sorted(constants.items()))
    extra += "".join(f", f.{name}" for name in row_facts)
    address = ", ".join(f"m.{cell}" for cell in ADDRESS_CELLS)
    long = f"""m.gives_address AND strlen(replace(array_to_string([{address}], ',,,'), '"', '""')) > {ROOM}
        OR len(list_filter(map_values(m.items), lambda v: strlen(replace(v, '"', '""')) > {ITEM_ROOM})) > 0"""
    return f"""CREATE TEMP TABLE match_fact AS
        SELECT m.*, m.gives AS item_on_file{extra},
            len(list_filter(m.cells, lambda cell: regexp_matches(cell, '{RUNS}') OR regexp_matches(cell, '{CONTROL}')))
                > 0 OR coalesce({long}, FALSE) OR m.beyond AS output_beyond_fields
        FROM match m JOIN finding f USING (row)"""


def propose(first_match_rule: str) -> str:
    """In: finding, match, match_finding. One row per row of the file.
    Out: `proposal`: the outcome before any officer's decision on a match, and the stratum it belongs to."""
    return f"""CREATE TEMP TABLE proposal AS
        WITH merged AS (
            SELECT f.row, f.row_ref, f.duplicate_key, f.held,
                CASE WHEN f.outcome <> 'eligible' THEN f.outcome
                     WHEN mf.outcome = 'disclose' AND (m.beyond OR NOT m.gives) THEN 'no_disclosure'
                     ELSE mf.outcome END AS outcome,
                CASE WHEN f.outcome <> 'eligible' THEN f.failed ELSE mf.failed END AS rules,
                CASE WHEN f.outcome <> 'eligible' THEN f.missing ELSE mf.missing END AS missing,
                m.person_id, m.decision, m.basis,
                concat_ws('-', m.name_level, m.dob_level, m.address_level, m.tin_level) AS levels
            FROM finding f LEFT JOIN match m USING (row) LEFT JOIN match_finding mf USING (row))
        SELECT *, CASE WHEN outcome = 'disclose' THEN 'disclose/' || levels
                       WHEN outcome = 'no_disclosure' THEN 'no_disclosure/' || coalesce(rules[1], '{first_match_rule}')
                       ELSE outcome || '/' || coalesce(rules[1], '') END AS stratum
        FROM merged"""


def sample(key: bytes) -> str:
    """In: proposal. One row per row drawn. Out: `drawn`: the acceptance sample of each stratum of would-be
    disclosures, by a keyed hash of the row's reference: neither order nor number of rows decides who is drawn first."""
    salt = hashlib.sha256(b"muniment acceptance sample\x00" + key).hexdigest()
    return f"""CREATE TEMP TABLE drawn AS
        SELECT row FROM proposal WHERE outcome = 'disclose'
        QUALIFY row_number() OVER (PARTITION BY stratum ORDER BY sha256('{salt}' || row_ref)) <= {SAMPLE_SIZE}"""


def make_items(*, certified: bool, reviews: int) -> str:
    """In: proposal, drawn, judgment. One row per item.
    Out: `item` with its status (open, confirmed, refused) and `failed_stratum`. A decision counts only on the basis it
    was made on; a refusal counts for all duplicates of the row. A borderline match needs `reviews` officers."""
    return f"""
        CREATE TEMP TABLE raw_item AS
            SELECT row, duplicate_key, stratum, 'hold:' || h.rule AS item, 'hold' AS kind, 'facial' AS basis,
                   1 AS needed
            FROM proposal, unnest(held) AS h(rule) WHERE outcome = 'hold'
            UNION ALL
            SELECT p.row, duplicate_key, stratum, 'match' AS item,
                   CASE WHEN len(missing) > 0 THEN 'evidence' WHEN decision = 'review' THEN 'borderline'
                        WHEN d.row IS NOT NULL THEN 'sample' WHEN {certified is False} THEN 'uncertified'
                        ELSE 'stratum' END AS kind,
                   basis, CASE WHEN decision = 'review' THEN {int(reviews)} ELSE 1 END AS needed
            FROM proposal p LEFT JOIN drawn d USING (row) WHERE outcome = 'disclose';
        CREATE TEMP TABLE counted AS
            SELECT i.*, count(DISTINCT j.officer) FILTER (j.decision = 'confirm') AS confirms,
                   coalesce(bool_or(j.decision = 'refuse'), FALSE) AS refused_here
            FROM raw_item i LEFT JOIN judgment j ON j.row = i.row AND j.item = i.item AND j.basis = i.basis
            GROUP BY ALL;
        CREATE TEMP TABLE judged AS
            SELECT *, bool_or(refused_here) OVER (PARTITION BY duplicate_key, item, basis) AS refused FROM counted;
        CREATE TEMP TABLE failed_stratum AS
            SELECT DISTINCT stratum FROM judged WHERE kind = 'sample' AND refused_here;
        CREATE TEMP TABLE item AS
            SELECT row, item, kind, basis, needed, confirms,
                   CASE WHEN refused THEN 'refused' WHEN confirms >= needed THEN 'confirmed' ELSE 'open' END AS status
            FROM judged
            WHERE kind <> 'stratum' OR refused OR stratum IN (SELECT stratum FROM failed_stratum)"""


def decide(first_match_rule: str) -> str:
    """In: proposal, item. One row per row of the file. Out: `outcome`, the final table. A hold that is refused lists the
    rules an assessment lists that knows the decisions: those refused, undetermined ones too, and those failed and not
    confirmed."""
    outward = " ".join(f"WHEN '{outcome}' THEN '{code}'" for outcome, code in OUTWARD.items())
    return f"""CREATE TEMP TABLE outcome AS
        WITH state AS (
            SELECT row, bool_or(status = 'refused') AS refused, bool_and(status = 'confirmed') AS confirmed,
                   count(*) FILTER (status = 'open' AND kind <> 'hold') AS open_match,
                   count(*) FILTER (status = 'open' AND kind = 'hold') AS open_facial,
                   list(item) FILTER (status = 'refused') AS refusals, list(item) FILTER (status = 'confirmed') AS confirmations,
                   list({{'item': item, 'kind': kind, 'status': status, 'basis': basis}} ORDER BY item) AS items
            FROM item GROUP BY row),
        final AS (
            SELECT p.* EXCLUDE (rules), s.items, coalesce(s.open_match, 0) AS open_match,
                CASE WHEN s.refused THEN 0 ELSE coalesce(s.open_facial, 0) END AS open_facial,
                p.outcome = 'hold' AND coalesce(s.confirmed, FALSE) AS pending,
                CASE WHEN p.outcome = 'hold' AND s.refused THEN 'return'
                     WHEN p.outcome = 'disclose' AND s.refused THEN 'no_disclosure' ELSE p.outcome END AS final_outcome,
                CASE WHEN p.outcome = 'hold' AND s.refused THEN list_filter(held, lambda rule:
                         coalesce(list_contains(refusals, 'hold:' || rule), FALSE)
                         OR list_contains(rules, rule) AND NOT coalesce(list_contains(confirmations, 'hold:' || rule), FALSE))
                     WHEN p.outcome = 'disclose' AND s.refused THEN ['{first_match_rule}'] ELSE rules END AS rules
            FROM proposal p LEFT JOIN state s USING (row))
        SELECT row, row_ref, final_outcome AS outcome,
               array_to_string(rules, ';') AS rules, array_to_string(coalesce(missing, []), ';') AS missing,
               CASE final_outcome {outward} END AS outward_code, stratum,
               person_id, decision, basis, items, open_match, open_facial, pending, duplicate_key
        FROM final"""


def outcome_lines() -> str:
    """In: outcome. One row per row of the file, in file order. Out: the lines of the artefact."""
    return "SELECT * FROM outcome ORDER BY row"
