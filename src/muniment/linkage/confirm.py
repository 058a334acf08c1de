"""Address confirmation (I2-M02): is the address given one that is on file, component by component.

Probability has no part in it. Number, street and ZIP or city agree; a directional or street suffix missing on one side is
tolerated, a conflicting one is not; where the index knows units at the building, or either side gives one, the unit must
agree (so silence of both sides in a building of flats confirms nothing). Box and route addresses compare route and box,
foreign ones street, number, city and country.
"""

from __future__ import annotations

from typing import Final

US: Final = "('', 'us')"


def _agree_or_missing(column: str, left: str, right: str) -> str:
    return f"({left}.{column} = {right}.{column} OR {left}.{column} = '' OR {right}.{column} = '')"


def same_place_sql(left: str = "l", right: str = "r") -> str:
    """ZIP agrees, or city agrees and the states do not conflict."""
    return f"""(({left}.zip5 <> '' AND {left}.zip5 = {right}.zip5)
      OR ({left}.city_key <> '' AND {left}.city_key = {right}.city_key
          AND {_agree_or_missing("state_key", left, right)}))"""


def same_country_sql(left: str = "l", right: str = "r") -> str:
    """Countries do not conflict; none given means the United States."""
    return f"""(({left}.country_key IN {US} AND {right}.country_key IN {US}) OR {left}.country_key = {right}.country_key)"""


def same_street_sql(left: str = "l", right: str = "r") -> str:
    """Number and street agree, and neither directionals nor suffix conflict."""
    # 'N Main St' beside 'Main St S': each is missing where the other stands, and still they conflict.
    crossed = (
        f"(({left}.predir <> '' AND {left}.postdir = '' AND {right}.predir = '' AND {right}.postdir <> '' "
        f"AND {left}.predir <> {right}.postdir) OR ({right}.predir <> '' AND {right}.postdir = '' AND {left}.predir = '' "
        f"AND {left}.postdir <> '' AND {right}.predir <> {left}.postdir))"
    )
    return f"""({left}.street <> '' AND {left}.street = {right}.street
      AND {left}.house_number = {right}.house_number
      AND ({left}.house_number <> '' OR {left}.country_key NOT IN {US})
      AND {_agree_or_missing("predir", left, right)} AND {_agree_or_missing("postdir", left, right)}
      AND {_agree_or_missing("street_suffix", left, right)} AND NOT {crossed})"""


def confirms_sql(left: str = "l", right: str = "r") -> str:
    """TRUE when `left` (given) is the address `right` (on file, with `units_known`). Never NULL."""
    boxed = f"({left}.box <> '' OR {right}.box <> '' OR {left}.route <> '' OR {right}.route <> '')"
    same_box = f"({left}.box <> '' AND {left}.box = {right}.box AND {left}.route = {right}.route)"
    # A box number may stand beside a street address; then both must agree.
    same_unit = (
        f"({left}.unit = {right}.unit AND {left}.building = {right}.building "
        f"AND ({left}.unit <> '' OR NOT coalesce({right}.units_known, FALSE)))"
    )
    abroad = f"({left}.country_key NOT IN {US})"
    return f"""coalesce({same_country_sql(left, right)}
      AND CASE WHEN {abroad} THEN {left}.city_key <> '' AND {left}.city_key = {right}.city_key
               ELSE {same_place_sql(left, right)} END
      AND CASE WHEN {boxed} THEN {same_box} AND {left}.house_number = {right}.house_number
                    AND ({left}.house_number = '' OR {same_street_sql(left, right)})
               ELSE {same_street_sql(left, right)} AND {same_unit} END, FALSE)"""


def address_level_sql(left: str = "l", right: str = "r") -> str:
    """How much two addresses agree, as evidence of who the person is (not a confirmation).

    5 the same delivery point · 4 the same, a unit on one side only · 3 the same house in another flat, or with another
    locality · 2 nearly (a slip in the street or the number) · 1 the same ZIP or city · 0 elsewhere · NULL nothing to compare
    """
    place = same_place_sql(left, right)
    box = f"({left}.box <> '' AND {left}.box = {right}.box AND {left}.route = {right}.route)"
    house = f"({left}.house_number <> '' AND {left}.house_number = {right}.house_number)"
    street = f"({left}.street <> '' AND {left}.street = {right}.street)"
    near_street = (
        f"({house} AND {right}.street <> '' AND jaro_winkler_similarity({left}.street, {right}.street) >= 0.88)"
    )
    near_number = (
        f"({street} AND {left}.house_number <> '' AND {right}.house_number <> '' "
        f"AND damerau_levenshtein({left}.house_number, {right}.house_number) <= 1)"
    )
    near_box = f"({left}.box <> '' AND {right}.box <> '' AND damerau_levenshtein({left}.box, {right}.box) <= 1)"
    return f"""CASE
      WHEN {left}.street = '' AND {left}.box = '' OR {right}.street = '' AND {right}.box = '' THEN NULL
      WHEN ({box} OR {same_street_sql(left, right)}) AND {place} THEN CASE
        WHEN {left}.unit = {right}.unit THEN 5 WHEN {left}.unit = '' OR {right}.unit = '' THEN 4 ELSE 3 END
      WHEN {house} AND {street} AND ({place} OR ({left}.state_key <> '' AND {left}.state_key = {right}.state_key)) THEN 3
      WHEN {place} AND ({near_street} OR {near_number} OR {near_box}) THEN 2
      WHEN {place} THEN 1
      ELSE 0 END::TINYINT"""
