"""A made-up population for the linkage benchmark: households, twins, Jr and Sr, movers, borrowed numbers; truth known.

Everything is drawn by hashing (seed, person, what), so one seed gives one world whatever the threads. Output is in the
normal form the room reads: silos, facts, findings, and `truth.parquet` (row, person_id; '' for a person not on file).
No name, number or street is a real person's.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

MEN = [
    "james",
    "robert",
    "john",
    "michael",
    "david",
    "william",
    "richard",
    "joseph",
    "thomas",
    "charles",
    "christopher",
    "daniel",
    "matthew",
    "anthony",
    "mark",
    "donald",
    "steven",
    "paul",
    "andrew",
    "joshua",
    "kenneth",
    "kevin",
    "brian",
    "george",
    "timothy",
    "ronald",
    "edward",
    "jason",
    "jeffrey",
    "ryan",
    "jacob",
    "gary",
    "nicholas",
    "eric",
    "jonathan",
    "stephen",
    "larry",
    "justin",
    "scott",
    "brandon",
    "benjamin",
    "samuel",
    "gregory",
    "frank",
    "alexander",
    "patrick",
    "raymond",
    "jack",
    "dennis",
    "jerry",
    "tyler",
    "aaron",
    "jose",
    "adam",
    "nathan",
    "henry",
    "douglas",
    "zachary",
    "peter",
    "kyle",
    "ethan",
    "walter",
    "noah",
    "jeremy",
    "christian",
    "keith",
    "roger",
    "terry",
    "austin",
    "sean",
    "gerald",
    "carl",
    "harold",
    "dylan",
    "arthur",
    "lawrence",
    "jordan",
    "jesse",
    "bryan",
    "billy",
    "bruce",
    "gabriel",
    "joe",
    "logan",
    "alan",
    "juan",
    "albert",
    "willie",
    "elijah",
    "wayne",
    "randy",
    "vincent",
    "roy",
    "ralph",
    "eugene",
    "russell",
    "bobby",
    "mason",
    "philip",
    "louis",
    "luis",
    "carlos",
    "miguel",
    "jesus",
    "pedro",
    "francisco",
    "manuel",
    "alejandro",
    "ricardo",
    "fernando",
    "eduardo",
    "javier",
    "omar",
    "hector",
    "mohammed",
    "wei",
    "jun",
    "bradley",
    "curtis",
    "travis",
    "marcus",
]
WOMEN = [
    "mary",
    "patricia",
    "jennifer",
    "linda",
    "elizabeth",
    "barbara",
    "susan",
    "jessica",
    "sarah",
    "karen",
    "lisa",
    "nancy",
    "betty",
    "sandra",
    "margaret",
    "ashley",
    "kimberly",
    "emily",
    "donna",
    "michelle",
    "carol",
    "amanda",
    "melissa",
    "deborah",
    "stephanie",
    "rebecca",
    "sharon",
    "laura",
    "cynthia",
    "dorothy",
    "amy",
    "kathleen",
    "angela",
    "shirley",
    "emma",
    "brenda",
    "pamela",
    "nicole",
    "anna",
    "samantha",
    "katherine",
    "christine",
    "debra",
    "rachel",
    "carolyn",
    "janet",
    "maria",
    "olivia",
    "heather",
    "helen",
    "catherine",
    "diane",
    "julie",
    "victoria",
    "joyce",
    "lauren",
    "kelly",
    "christina",
    "ruth",
    "joan",
    "virginia",
    "judith",
    "evelyn",
    "hannah",
    "andrea",
    "megan",
    "cheryl",
    "jacqueline",
    "madison",
    "teresa",
    "abigail",
    "sophia",
    "martha",
    "sara",
    "gloria",
    "janice",
    "kathryn",
    "ann",
    "isabella",
    "judy",
    "charlotte",
    "julia",
    "grace",
    "amber",
    "alice",
    "jean",
    "denise",
    "frances",
    "danielle",
    "marilyn",
    "natalie",
    "beverly",
    "diana",
    "brittany",
    "theresa",
    "kayla",
    "alexis",
    "doris",
    "lori",
    "tiffany",
    "rosa",
    "guadalupe",
    "juana",
    "ana",
    "carmen",
    "lucia",
    "elena",
    "mei",
    "ling",
    "yolanda",
    "esperanza",
]
SHORT = {
    "james": "jim", "robert": "bob", "john": "jack", "michael": "mike", "william": "bill", "richard": "rick",
    "joseph": "joe", "thomas": "tom", "charles": "chuck", "christopher": "chris", "daniel": "dan", "matthew": "matt",
    "anthony": "tony", "patricia": "pat", "jennifer": "jen", "elizabeth": "liz", "barbara": "barb", "susan": "sue",
    "margaret": "peggy", "deborah": "deb", "rebecca": "becky", "katherine": "kate", "catherine": "cathy",
    "jose": "pepe", "francisco": "paco", "guadalupe": "lupe", "jesus": "chuy", "manuel": "manny",
}  # fmt: skip


def _list(words: list[str]) -> str:
    return "[" + ", ".join(f"'{w}'" for w in words) + "]"


def macros(seed: int) -> list[str]:
    """`u(i, what)` uniform in [0, 1); `slip(text, v)` one typing error in `text`, chosen by `v` in [0, 1)."""
    short = "MAP {" + ", ".join(f"'{k}': '{v}'" for k, v in SHORT.items()) + "}"
    return [
        f"CREATE MACRO u(i, what) AS (hash({seed}::VARCHAR || '|' || what || '|' || i::VARCHAR) % 1000000007) / 1000000007.0",
        """CREATE MACRO slip(t, v) AS CASE WHEN length(t) < 3 THEN t ELSE
             left(t, 1 + floor(v * (length(t) - 2))::INTEGER)
             || CASE floor(v * 997)::INTEGER % 3
                  WHEN 0 THEN substr('aeioulnrst', 1 + floor(v * 7919)::INTEGER % 10, 1)
                       || substr(t, 3 + floor(v * (length(t) - 2))::INTEGER)
                  WHEN 1 THEN substr(t, 3 + floor(v * (length(t) - 2))::INTEGER)
                  ELSE substr('aeioulnrst', 1 + floor(v * 7919)::INTEGER % 10, 1)
                       || substr(t, 2 + floor(v * (length(t) - 2))::INTEGER) END END""",
        # Different persons, different numbers: multiplication modulo a prime is one to one.
        "CREATE MACRO number_of(p) AS (900000000 + ((p + 11) * 40692011) % 99999989)::VARCHAR",
        f"CREATE MACRO man(v) AS ({_list(MEN)})[1 + floor(pow(v, 1.9) * {len(MEN)})::INTEGER]",
        f"CREATE MACRO woman(v) AS ({_list(WOMEN)})[1 + floor(pow(v, 1.7) * {len(WOMEN)})::INTEGER]",
        f"CREATE MACRO short_form(t) AS coalesce({short}[t], t)",
        """CREATE MACRO syllables(n) AS
             (['ba','ber','ca','cor','da','den','el','fa','fel','gar','gu','ha','her','in','ja','jor','ka','kol','la','lin',
               'ma','mor','na','nor','o','pa','per','qui','ra','rod','sa','sol','ta','tur','u','va','ver','wa','win','za'])
               [1 + n % 40] ||
             (['dan','rez','son','ton','ler','man','ski','ndo','gos','mas','lez','ham','ley','ford','ner','sen','stein',
               'cher','low','den','gan','ber','tes','vik','dra','los','ris','kin','no','ro'])[1 + (n // 40) % 30] ||
             (['','','a','s','er','es','o','i'])[1 + (n // 1200) % 8]""",
        "CREATE MACRO family(v) AS syllables(floor(pow(v, 2.6) * 9600)::INTEGER)",
    ]


PART = 2_000_000
"""Households made at once: ten million records, in ten gigabytes of memory."""


def make_large_world(folder: Path, *, households: int, requests: int, seed: int) -> None:
    """As `make_world`, in parts, each a silo. The requests are of the first part's people; so is the truth."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, first in enumerate(range(0, households, PART)):
        part = folder / f"part{number}"
        size = min(PART, households - first)
        make_world(part, households=size, requests=1 if number else requests, seed=seed, first=first)
        (part / "silo0.parquet").rename(folder / f"silo{number}.parquet")
        for path in part.iterdir():
            path.unlink() if number else path.rename(folder / path.name)
        part.rmdir()


def make_world(
    folder: Path,
    *,
    households: int,
    requests: int,
    seed: int,
    noise: float = 1.0,
    number: float = 0.4,
    first: int = 0,
) -> None:
    """Write silo0.parquet, facts.parquet, findings.parquet and truth.parquet. `noise` scales every error rate. `first`: the number of
    the first household, so that a large world can be made in parts, each a silo.
    """
    folder.mkdir(parents=True, exist_ok=True)
    con = duckdb.connect()
    con.execute("SET threads = 2")
    for statement in macros(seed):
        con.execute(statement)
    con.execute(f"""CREATE TABLE house AS
      SELECT h, family(u(h, 'fam')) || CASE WHEN u(h, 'two') < .12 THEN ' ' || family(u(h, 'fam2')) ELSE '' END AS family,
             1940 + floor(u(h, 'year') * 56)::INTEGER AS father_year, 1 + floor(u(h, 'size') * 5)::INTEGER AS size
      FROM range({first}, {first + households}) t(h)""")
    # member 0 father, 1 mother, 2.. children; a twin has the birth date of the child before
    con.execute("""CREATE TABLE raw AS
      SELECT h * 6 + k AS p, h, k, family, father_year,
             k >= 3 AND u(h * 6 + k, 'twin') < .04 AS twin,
             CASE WHEN k = 0 THEN TRUE WHEN k = 1 THEN FALSE ELSE u(h * 6 + k, 'sex') < .5 END AS male
      FROM (SELECT *, unnest(range(size)) AS k FROM house)""")
    con.execute("""CREATE TABLE born AS
      SELECT *, CASE k WHEN 0 THEN father_year WHEN 1 THEN father_year + floor(u(p, 'gap') * 9)::INTEGER - 4
                ELSE father_year + 20 + 3 * (CASE WHEN twin THEN k - 1 ELSE k END)
                     + floor(u(CASE WHEN twin THEN p - 1 ELSE p END, 'gap') * 3)::INTEGER END AS year,
             floor(u(CASE WHEN twin THEN p - 1 ELSE p END, 'day') * 364)::INTEGER AS day FROM raw""")
    con.execute("""CREATE TABLE person AS
      SELECT b.p, b.h, b.k, b.year, make_date(b.year, 1, 1) + b.day AS dob, b.year <= 2004 AS adult,
             CASE WHEN b.k >= 2 AND b.male AND u(b.p, 'junior') < .09 THEN man(u(b.h * 6, 'given'))
                  WHEN b.male THEN man(u(b.p, 'given')) ELSE woman(u(b.p, 'given')) END AS given,
             CASE WHEN u(b.p, 'middle') < .8 THEN
               CASE WHEN b.male THEN man(u(b.p, 'mid')) ELSE woman(u(b.p, 'mid')) END ELSE '' END AS middle,
             CASE WHEN b.k = 1 AND u(b.p, 'own') < .25 THEN family(u(b.p, 'maiden')) ELSE b.family END AS family,
             CASE WHEN b.k = 1 THEN family(u(b.p, 'maiden')) ELSE '' END AS maiden,
             CASE WHEN b.k >= 2 AND b.male AND u(b.p, 'junior') < .09 THEN 'jr'
                  WHEN b.k = 0 AND u(b.h * 6 + 2, 'junior') < .09 THEN 'sr' ELSE '' END AS suffix,
             number_of(b.p) AS tin,
             u(b.p, 'present') < CASE WHEN b.k < 2 THEN .75 WHEN b.year <= 2004 THEN .6 ELSE .5 END AS present
      FROM born b""")
    # Address n of a person: children who are of age have addresses of their own from the third on.
    con.execute("""CREATE MACRO owner(p, h, k, adult, n) AS CASE WHEN k >= 2 AND adult AND n >= 2 THEN p * 7 + n
                   ELSE h * 42 + n END""")
    con.execute("""CREATE TABLE place AS
      SELECT a, CASE WHEN big THEN (100 + b % 40)::VARCHAR ELSE (1 + floor(pow(u(a, 'no'), 2) * 9000)::INTEGER)::VARCHAR END
               AS house_number,
             syllables(CASE WHEN big THEN b * 31 % 9600 ELSE floor(u(a, 'street') * 5000)::INTEGER END) AS street,
             (['st','ave','rd','dr','ln','ct'])[1 + floor(u(CASE WHEN big THEN -b ELSE a END, 'suffix') * 6)::INTEGER]
               AS street_suffix,
             CASE WHEN big THEN (1 + floor(u(a, 'unit') * 400)::INTEGER)::VARCHAR
                  WHEN u(a, 'flat') < .2 THEN (1 + floor(u(a, 'unit') * 12)::INTEGER)::VARCHAR ELSE '' END AS unit,
             CASE WHEN big THEN b % 3000 ELSE floor(u(a, 'zip') * 3000)::INTEGER END AS z
      FROM (SELECT a, u(a, 'big') < .03 AS big, floor(u(a, 'which') * 400)::INTEGER AS b FROM (
        SELECT DISTINCT owner(p, h, k, adult, n) AS a FROM person, range(4) t(n)))""")
    con.execute("""CREATE VIEW spot AS SELECT a, house_number, street, street_suffix, unit,
      lpad((10000 + z * 29)::VARCHAR, 5, '0') AS zip5, syllables((z // 4) % 1200) || 'ville' AS city_key,
      (['ca','tx','ny','fl','oh','il','pa','ga','nc','mi'])[1 + z // 300] AS state_key FROM place""")
    con.execute("""CREATE TABLE record AS
      SELECT p.*, n, p * 10 + n AS r, 2019 + n + floor(u(p, 'start') * 3)::INTEGER AS period
      FROM (SELECT *, unnest(range(1 + floor(u(p, 'records') * 4)::INTEGER)) AS n FROM person WHERE present) p""")
    address = """'' AS predir, s.{street} AS street, s.street_suffix, '' AS postdir, s.unit, '' AS building, '' AS box,
      '' AS route, s.city_key, s.state_key, s.zip5, 'us' AS country_key"""
    noisy = f"{noise!r}"
    con.execute(f"""COPY (SELECT * EXCLUDE (a_key), a_key AS address_key, 'made-up' AS silo FROM (
      SELECT r::VARCHAR AS record_id, 'P' || p AS person_id, '' AS tin, '' AS given_name, '' AS middle_name,
        '' AS family_name, '' AS date_of_birth, make_date(period + 1, 4, 1) AS observed, period, NULL::DATE AS deceased,
        s.house_number || ' ' || s.street || ' ' || s.street_suffix AS address_line, s.city_key AS city,
        s.state_key AS state, s.zip5 AS postal_code, 'US' AS country, '' AS observed_on,
        CASE WHEN u(r, 'src') < .8 THEN 'return' ELSE 'information_return' END AS source, '' AS tax_period, '' AS suffix,
        CASE WHEN k = 0 OR adult AND k > 1 THEN 'primary' WHEN k = 1 THEN 'secondary' ELSE 'dependent' END AS filer_role,
        '' AS identity_theft, '' AS impairment, '' AS informant, '' AS deceased_on, '' AS protected,
        CASE WHEN u(r, 'gt') < .004 THEN slip(given, u(r, 'gtv')) ELSE given END AS given_key,
        CASE WHEN u(r, 'mi') < .5 THEN left(middle, 1) ELSE middle END AS middle_key,
        CASE WHEN maiden <> '' AND n = 0 AND u(p, 'wed') < .3 THEN maiden
             WHEN u(r, 'ft') < .004 THEN slip(family, u(r, 'ftv')) ELSE family END AS family_key,
        CASE WHEN u(r, 'sfx') < .5 THEN suffix ELSE '' END AS suffix_key,
        CASE WHEN u(r, 'nodob') < .03 THEN NULL WHEN u(r, 'dobt') < .004 THEN dob + 1 ELSE dob END AS birth_date,
        CASE WHEN u(r, 'notin') < .05 THEN ''
             WHEN u(r, 'lent') < .002 THEN number_of(p - 1)
             ELSE tin END AS tin_digits,
        s.house_number, {address.format(street="street")},
        concat_ws('|', s.house_number, s.street, s.street_suffix, s.unit, s.zip5) AS a_key
      FROM record JOIN spot s ON s.a = owner(p, h, k, adult, n)) ORDER BY record_id)
      TO '{folder / "silo0.parquet"}' (FORMAT parquet)""")
    # Requests: adults and half-grown children alike; some given a relative's date or number.
    con.execute(f"""CREATE TABLE request AS
      SELECT row_number() OVER (ORDER BY u(p, 'order'), p)::INTEGER AS row, * FROM (
        SELECT * FROM person WHERE year <= 2008 ORDER BY u(p, 'pick'), p LIMIT {requests})""")
    con.execute(f"""COPY (
      SELECT q.row, 'r' || q.row AS row_ref,
        CASE WHEN u(p, 'qs') < .03 * {noisy} THEN short_form(given) WHEN u(p, 'qgt') < .02 * {noisy}
             THEN slip(given, u(p, 'qgv')) WHEN u(p, 'qin') < .005 * {noisy} THEN left(given, 1)
             WHEN middle <> '' AND u(p, 'qmid') < .005 * {noisy} THEN middle ELSE given END AS given_key,
        CASE WHEN u(p, 'qm') < .35 THEN '' WHEN u(p, 'qmi') < .6 THEN left(middle, 1) ELSE middle END AS middle_key,
        CASE WHEN maiden <> '' AND u(p, 'qmn') < .03 * {noisy} THEN maiden
             WHEN instr(family, ' ') > 0 AND u(p, 'qc') < .2 THEN split_part(family, ' ', 2)
             WHEN u(p, 'qft') < .02 * {noisy} THEN slip(family, u(p, 'qfv')) ELSE family END AS family_key,
        CASE WHEN u(p, 'qsfx') < .4 THEN suffix ELSE '' END AS suffix_key,
        CASE WHEN u(p, 'qnd') < .12 THEN NULL
             WHEN u(p, 'qcopy') < .005 * {noisy} THEN (SELECT any_value(o.dob) FROM person o WHERE o.p = request_other)
             WHEN u(p, 'qdt') < .015 * {noisy} THEN dob + (1 + floor(u(p, 'qdv') * 3)::INTEGER)
             WHEN u(p, 'qdy') < .005 * {noisy} THEN make_date(year(dob) + 1, month(dob), least(day(dob), 28)) ELSE dob
             END AS birth_date,
        CASE WHEN u(p, 'qn') >= {number!r} THEN ''
             WHEN u(p, 'qlent') < .005 * {noisy}
               THEN number_of(request_other)
             WHEN u(p, 'qnt') < .01 * {noisy} THEN left(tin, 6) || right(tin, 1) || right(tin, 2)
             ELSE tin END AS tin_digits,
        CASE WHEN u(p, 'qht') < .01 * {noisy} THEN s.house_number || '1' ELSE s.house_number END AS house_number,
        s.predir, CASE WHEN u(p, 'qst') < .02 * {noisy} THEN slip(s.street, u(p, 'qsv')) ELSE s.street END AS street,
        CASE WHEN u(p, 'qns') < .03 THEN '' ELSE s.street_suffix END AS street_suffix, s.postdir,
        CASE WHEN u(p, 'qnu') < .1 THEN '' ELSE s.unit END AS unit, s.building, s.box, s.route, s.city_key, s.state_key,
        CASE WHEN u(p, 'qz') < .01 * {noisy} THEN '' ELSE s.zip5 END AS zip5, s.country_key, '' AS address_key,
        [2020, 2021, 2022] AS periods
      FROM (SELECT *, CASE WHEN k = 0 THEN p + 1 ELSE p - 1 END AS request_other,
                   CASE WHEN u(p, 'never') < .08 THEN -1 ELSE floor(u(p, 'which') * 3)::INTEGER END AS n FROM request) q
      JOIN (SELECT a, house_number, {address.format(street="street")} FROM spot s) s
        ON s.a = CASE WHEN n < 0 THEN owner(0, {first} + (h * 7 + 13) % {households}, 0, FALSE, 0) ELSE owner(p, h, k, adult, n) END
      ORDER BY q.row) TO '{folder / "facts.parquet"}' (FORMAT parquet)""")
    con.execute(
        f"COPY (SELECT row, 'eligible' AS outcome FROM request ORDER BY row) TO '{folder / 'findings.parquet'}'"
    )
    con.execute(f"""COPY (SELECT row, CASE WHEN present THEN 'P' || p ELSE '' END AS person_id FROM request ORDER BY row)
      TO '{folder / "truth.parquet"}'""")
    con.close()
