"""Builds the two packaged tables of the address parser; run by hand when a source publishes a new version.

    python bench/build_address_data.py places       # from the `zipcodes` package (MIT)
    python bench/build_address_data.py countries    # from Babel's CLDR names (Unicode licence); `pip install babel`

The tables are packaged rather than read from the libraries at run time because an outcome must be recomputable to the
byte years later (docs/decisions/012-addresses.md), and because a short command pays 0.05 s for them instead of 0.4 s.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from muniment.intake.address.text import fold_field, tokens
from muniment.intake.address.wordlists import word_list

DATA = Path(__file__).parent.parent / "src/muniment/intake/address/data"
LANGUAGES = word_list(
    "en es fr pt de it nl pl ru uk zh zh_Hant ja ko ar fa hi vi tr ht ro el he sw am so fil th id hu cs"
)
EXTRA = {
    "uk": "gb", "great britain": "gb", "britain": "gb", "england": "gb", "scotland": "gb", "wales": "gb",
    "northern ireland": "gb", "gran bretana": "gb", "inglaterra": "gb", "escocia": "gb",
    "usa": "us", "u s a": "us", "u s": "us", "us": "us", "united states of america": "us",
    "estados unidos de america": "us",
    "eeuu": "us", "ee uu": "us", "e e u u": "us", "etats unis d amerique": "us", "america": "us",
    "estados unidos": "us",
    "uae": "ae", "drc": "cd", "dr congo": "cd", "democratic republic of the congo": "cd", "republic of the congo": "cg",
    "ivory coast": "ci", "burma": "mm", "swaziland": "sz", "macedonia": "mk", "czech republic": "cz", "holland": "nl",
    "korea": "kr", "south korea": "kr", "republic of korea": "kr", "north korea": "kp", "rep dom": "do", "r d": "do",
    "rep dominicana": "do", "republica dominicana": "do", "dominican rep": "do", "cape verde": "cv", "east timor": "tl",
    "viet nam": "vn", "peoples republic of china": "cn", "pr china": "cn", "p r china": "cn", "prc": "cn", "roc": "tw",
    "republic of china": "tw", "russian federation": "ru", "turkey": "tr", "mejico": "mx",
    "estados unidos mexicanos": "mx",
    "el salvador": "sv", "republica de honduras": "hn", "republica de guatemala": "gt",
    "republica de el salvador": "sv",
    "brasil": "br", "micronesia": "fm", "palestine": "ps", "west bank": "ps", "gaza": "ps", "kosovo": "xk",
    "vatican": "va",
    "the gambia": "gm", "the bahamas": "bs", "the philippines": "ph", "the netherlands": "nl",
    "republic of ireland": "ie",
    "syria": "sy", "laos": "la", "moldova": "md", "tanzania": "tz", "bolivia": "bo", "venezuela": "ve", "iran": "ir",
    "st lucia": "lc", "st vincent": "vc", "st kitts": "kn", "trinidad": "tt", "antigua": "ag", "korea south": "kr",
    "hong kong": "hk", "macau": "mo", "macao": "mo", "cabo verde": "cv", "republic of cuba": "cu",
}  # fmt: skip
ALPHA3 = (
    "AFG:AF ALB:AL DZA:DZ AND:AD AGO:AO ATG:AG ARG:AR ARM:AM AUS:AU AUT:AT AZE:AZ BHS:BS BHR:BH BGD:BD BRB:BB "
    "BLR:BY BEL:BE "
    "BLZ:BZ BEN:BJ BTN:BT BOL:BO BIH:BA BWA:BW BRA:BR BRN:BN BGR:BG BFA:BF BDI:BI CPV:CV KHM:KH CMR:CM CAN:CA "
    "CAF:CF TCD:TD "
    "CHL:CL CHN:CN COL:CO COM:KM COD:CD COG:CG CRI:CR CIV:CI HRV:HR CUB:CU CYP:CY CZE:CZ DNK:DK DJI:DJ DMA:DM "
    "DOM:DO ECU:EC "
    "EGY:EG SLV:SV GNQ:GQ ERI:ER EST:EE SWZ:SZ ETH:ET FJI:FJ FIN:FI FRA:FR GAB:GA GMB:GM GEO:GE DEU:DE GHA:GH "
    "GRC:GR GRD:GD "
    "GTM:GT GIN:GN GNB:GW GUY:GY HTI:HT HND:HN HUN:HU ISL:IS IND:IN IDN:ID IRN:IR IRQ:IQ IRL:IE ISR:IL ITA:IT "
    "JAM:JM JPN:JP "
    "JOR:JO KAZ:KZ KEN:KE KIR:KI PRK:KP KOR:KR KWT:KW KGZ:KG LAO:LA LVA:LV LBN:LB LSO:LS LBR:LR LBY:LY LIE:LI "
    "LTU:LT LUX:LU "
    "MDG:MG MWI:MW MYS:MY MDV:MV MLI:ML MLT:MT MRT:MR MUS:MU MEX:MX MDA:MD MCO:MC MNG:MN MNE:ME MAR:MA MOZ:MZ "
    "MMR:MM NAM:NA "
    "NRU:NR NPL:NP NLD:NL NZL:NZ NIC:NI NER:NE NGA:NG MKD:MK NOR:NO OMN:OM PAK:PK PAN:PA PNG:PG PRY:PY PER:PE "
    "PHL:PH POL:PL "
    "PRT:PT QAT:QA ROU:RO RUS:RU RWA:RW KNA:KN LCA:LC VCT:VC WSM:WS SMR:SM STP:ST SAU:SA SEN:SN SRB:RS SYC:SC "
    "SLE:SL SGP:SG "
    "SVK:SK SVN:SI SLB:SB SOM:SO ZAF:ZA SSD:SS ESP:ES LKA:LK SDN:SD SUR:SR SWE:SE CHE:CH SYR:SY TWN:TW TJK:TJ "
    "TZA:TZ THA:TH "
    "TLS:TL TGO:TG TON:TO TTO:TT TUN:TN TUR:TR TKM:TM TUV:TV UGA:UG UKR:UA ARE:AE GBR:GB USA:US URY:UY UZB:UZ "
    "VUT:VU VEN:VE "
    "VNM:VN YEM:YE ZMB:ZM ZWE:ZW HKG:HK PRI:PR GUM:GU VIR:VI ASM:AS MNP:MP"
)


def key(text: str) -> str:
    return " ".join(tokens(fold_field(text).text))


def places() -> None:
    import zipcodes

    from muniment.intake.address.cities import city_key

    rows = []
    for z in sorted(zipcodes.list_all(), key=lambda z: str(z["zip_code"])):

        def names(values: list[str]) -> list[str]:
            return list(dict.fromkeys(k for v in values if (k := city_key(v)) and "," not in k))

        good = names([z["city"], *z["acceptable_cities"]])
        other = [n for n in names(z["unacceptable_cities"]) if n not in good]
        rows.append((z["zip_code"], z["state"].lower(), "" if z["active"] else "r", "|".join(good), "|".join(other)))
    with (DATA / "places.csv").open("w", encoding="utf-8", newline="") as f:
        writer = csv.writer(f, lineterminator="\n")
        writer.writerow(["zip", "state", "retired", "cities", "other_names"])
        writer.writerows(rows)
    print(len(rows), "ZIP codes")


def countries() -> None:
    from babel import Locale

    found: dict[str, set[str]] = {}
    codes = [
        c
        for c in Locale("en").territories
        if len(c) == 2 and c.isalpha() and c not in {"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"}
    ]
    for language in LANGUAGES:
        territories = Locale.parse(language).territories
        for code in codes:
            name = territories.get(code, "")
            for form in {name, name.split("(")[0]}:
                k = key(form)
                if len(k) >= (4 if k.isascii() else 2):
                    found.setdefault(k, set()).add(code.lower())
    table = {k: next(iter(v)) for k, v in found.items() if len(v) == 1}
    table.update({key(k): v for k, v in EXTRA.items()})
    table.update({a.lower(): b.lower() for a, b in (pair.split(":") for pair in ALPHA3.split())})
    with (DATA / "countries.csv").open("w", encoding="utf-8", newline="") as f:
        writer = csv.writer(f, lineterminator="\n")
        writer.writerow(["name", "code"])
        writer.writerows(sorted(table.items()))
    print(len(table), "country names")


if __name__ == "__main__":
    {"places": places, "countries": countries}[sys.argv[1]]()
