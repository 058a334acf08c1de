"""Facilities, care-of and General Delivery (RULES.md F04): held for a reviewer, and no street of their own."""

from __future__ import annotations

import re
from typing import Final

from muniment.intake.address.wordlists import word_list

_FACILITY: Final = re.compile(
    r"\b(?:"
    r"jail|jails|prison|prisons|penitentiary|penitenciaria|gaol|carcel|prision|reclusorio|penal|"
    r"(?:detention|correctional|correction|corrections|processing|reception|custody|removal|immigration|deportation|booking|"
    r"juvenile|remand|transitional|reentry|re entry|holding|intake)\s+(?:\w+\s+)?(?:center|ctr|centre|cntr|facility|"
    r"fac|institution|inst|"
    r"complex|unit|department|dept|camp|annex|home|hall|office|station)|"
    r"dept of corrections?|department of corrections?|doc facility|fci|fpc|usp|mcc|mdc|fdc|fmc|"
    r"(?:state|federal|county|city|regional|metro|metropolitan|juvenile)\s+(?:jail|prison|pen|penitentiary|correctional|detention|hospital|farm|lockup)|"
    r"sheriffs?(?:\s+(?:office|dept|department))?|police(?:\s+(?:dept|department|station|hq|headquarters))|precinct|"
    r"ice\s+(?:facility|office|field\s+office|detention|processing|ero|hsi)|ero\s+field\s+office|uscis|(?:cbp|border\s+patrol)\s+(?:station|facility)|"
    r"(?:us\s+)?courthouse|(?:district|superior|municipal|county|immigration|federal|supreme|circuit)\s+court(?:house)?|"
    r"(?:homeless|womens?|mens|emergency|family|domestic\s+violence|overflow|night|warming|refugee|county|city|community)\s+(?:shelter|refuge)|shelter|"
    r"rescue\s+mission|gospel\s+mission|salvation\s+army|union\s+mission|catholic\s+charities|day\s+center|"
    r"work\s+(?:release|furlough|camp)|boot\s+camp|community\s+corrections?|residential\s+re\s?entry|"
    r"halfway\s+house|safe\s+house|sober\s+(?:living|home|house)|group\s+home|treatment\s+(?:center|ctr|facility)|rehab(?:ilitation)?(?:\s+(?:center|ctr|facility|hospital))?|"
    r"detox|hospital|hosp|medical\s+(?:center|ctr)|infirmary|psychiatric\s+\w+|hospicio|"
    r"embassy|consulate|consulado|embajada|consulate\s+general|"
    r"nursing\s+home|"
    r"law\s+(?:office|offices|firm|group)|attorneys?\s+at\s+law|legal\s+(?:aid|services|clinic)|public\s+defenders?(?:\s+office)?|"
    r"centro\s+de\s+(?:detencion|internamiento|reclusion|rehabilitacion|readaptacion)|albergue|refugio|cereso|cefereso|comisaria|"
    r"gefangnis|justizvollzugsanstalt|jva|maison\s+d\s+arret|centre\s+de\s+detention|presidio|penitenciaria|cadeia|abrigo"
    r")\b"
)
_WORDS: Final = re.compile(r"[a-z]+")
FACILITY_WORDS: Final = frozenset(
    word_list(
        "jail jails prison prisons penitentiary penitenciaria gaol carcel prision reclusorio penal detention "
        "correctional correction corrections processing reception custody removal immigration deportation booking "
        "juvenile remand transitional reentry holding intake fci fpc usp mcc mdc fdc fmc federal sheriff sheriffs "
        "police precinct ice ero uscis cbp border courthouse court shelter refuge mission salvation charities day "
        "work boot community residential halfway safe sober group treatment rehab rehabilitation detox hospital hosp medical infirmary "
        "psychiatric hospicio embassy consulate consulado embajada nursing law attorney attorneys legal public "
        "centro albergue refugio cereso cefereso comisaria gefangnis justizvollzugsanstalt jva maison presidio "
        "cadeia abrigo centre pen lockup doc department dept"
    )
)
"""A superset of the words any facility phrase needs: without one of them the pattern need not run."""

GENERAL_DELIVERY: Final = re.compile(
    r"\b(?:general del(?:ivery|iv|vry)?|gen(?:eral)? (?:delivery|del|dlvry)|genl delivery|gnrl delivery|"
    r"lista de correos?|poste restante|entrega general|posta restante)\b"
)
GENERAL_WORDS: Final = frozenset(["general", "gen", "genl", "gnrl", "lista", "poste", "posta", "entrega"])
CARE_OF: Final = re.compile(
    r"(?:^| )(?:c/o|in care of|care of|co/|attn|attention|a/c|al cuidado de|a cargo de|bajo el cuidado de|"
    r"por conducto de|aux soins de|aos cuidados de|p/a)(?: |$)"
)
CARE_WORDS: Final = frozenset(word_list("c/o care attn attention a/c cuidado cargo conducto soins cuidados p/a"))


def is_facility(words: list[str] | tuple[str, ...]) -> bool:
    """Whether a run of words (never a street's own name) is the name of a facility."""
    if FACILITY_WORDS.isdisjoint(words):
        return False
    return _FACILITY.search(" ".join(words)) is not None
