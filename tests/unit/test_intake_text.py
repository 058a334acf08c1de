"""What a name's cell is (F01), how keys are formed, and when a reason says nothing (F08)."""

from __future__ import annotations

import pytest

from muniment.intake import text
from muniment.intake.placeholders import (
    BOTH_NAMES,
    MIDDLE_NONE,
    NAME_ANYWHERE,
    NAME_FILLER,
    NAME_MARKS,
    NAME_PHRASES,
)

NAMES = """Ana|Null|Na|NA|Placeholder|An|O|Y|X|Nemo|Doe|Test|Testa|Nil|Blank|Person|Van der Berg|O'Brien
|O’Brien|D’Angelo-Núñez|Jean-Luc|J.|J. R.|Ŝaïd|Владимир|Ελένη|李|李小龍|김|山田太郎|ナンシー関|محمد
|שרה|प्रिया|Ng|Wm.|St. John|Mª|Hoʻokena|-|x2|Baby|Grant|Unkovic|Nonet|Naomi|Refugio|Infante|Ditto
|Alias|1a|(Bob) Smith|Smith (Jr)|Ａｎａ|N A|VõDanh|José\u00a0Luis"""

PLACEHOLDERS = """FNU|fnu|LNU|NFN|NLN|Unknown|UNKNOWN|unknown unknown|Unknown Male|Unknown 2|unknown2
|First Name Unknown|N/A|n/a|N.A.|#N/A|none|None given|not provided|Not  Provided|no name|NoName|name
|last name|desconocido|Desconocida|sin nombre|Sin Apellido|Apellido Desconocido|unbekannt|inconnu
|inconnue|xxx|XXXX|xx|xx xx|Baby Boy|baby girl|refused|Failed to Provide|TBD|redacted|неизвестно
|Без имени|不详|未知|無名氏|미상|مجهول|não informado|n\u200bone|Ｎ/Ａ|See above|same as above
|Maria Unknown|FNU Lopez|(none)|nmn"""

OTHERS = {
    "empty": ["", " ", "\t", "\u200b", "\u00a0", "\ufeff \u200d", "\u3164"],
    "no_letter": ["-", ".", "123", "--", "?", "½", "1/2", "***", "٣", "😀", "( )"],
    "formula": ["=cmd", "=HYPERLINK(\"x\")", "+1", "@SUM", "-Ana", "-(1)", "＝x", " =x", "\u200b=x", "-[", "-é"],
    "mixed_script": ["Аna", "Anа", "Pаul Smith", "Smith-Аna", "Iοannis", "Anna李"],
    "control": ["An\x07a", "Ana\u202e", "\u200eAna", "An\na", "An\ta", "A\u2028b", "An\ue000a", "\u2066Ana", "x" * 300],
}  # fmt: skip


def split(listed: str) -> list[str]:
    return [n for n in listed.replace("\n", "").split("|") if n != "-" and n != "x2"]


@pytest.mark.parametrize("name", split(NAMES))
def test_a_name_is_a_name(name: str) -> None:
    assert text.name_state(name) == "name"


@pytest.mark.parametrize("name", split(PLACEHOLDERS))
def test_a_placeholder_is_none(name: str) -> None:
    assert text.name_state(name) == "placeholder"


def test_the_lists_are_in_the_form_they_are_compared_in() -> None:
    for word in NAME_ANYWHERE | NAME_PHRASES | NAME_FILLER | BOTH_NAMES | MIDDLE_NONE:
        assert text.name_key(word) == word
    assert all(text.fold(mark) == mark for mark in NAME_MARKS)


@pytest.mark.parametrize(("state", "name"), [(s, n) for s, names in OTHERS.items() for n in names])
def test_what_is_no_name_says_why(state: str, name: str) -> None:
    assert text.name_state(name) == state


@pytest.mark.parametrize(
    ("value", "key"),
    [
        ("Prueba López", "prueba lopez"),
        ("O'Brien", "obrien"),
        ("O’Brien", "obrien"),
        ("O´Brien", "obrien"),
        ("García-Márquez", "garcia marquez"),
        ("St. John", "st john"),
        ("J.R.", "jr"),
        ("Łukasz Øster Straße Þór", "lukasz oster strasse thor"),
        ("ＡＮＡ", "ana"),
        ("A\u200bna", "ana"),
        ("İpek", "ipek"),
        ("Ana   (Bob), Jr.", "ana bob jr"),
        ("प्रिया", "प्रिया"),
        ("Йосип", "иосип"),
        ("김", "김"),
    ],
)
def test_name_keys(value: str, key: str) -> None:
    assert text.name_key(value) == key


@pytest.mark.parametrize(
    ("value", "cleaned"),
    [
        ("123½ Main", "123 1/2 Main"),
        ("½ Main", "1/2 Main"),
        ("2⅔", "2 2/3"),
        (" a \n b\u00a0c ", "a b c"),
        ("a\u00adb", "ab"),
    ],
)
def test_fractions_are_split_and_invisible_characters_removed(value: str, cleaned: str) -> None:
    assert text.clean(value) == cleaned


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", ("absent", "")),
        (" ", ("absent", "")),
        ("900-00-0001", ("well_formed", "900000001")),
        ("900 00 0001", ("well_formed", "900000001")),
        ("9-0-0-000001", ("well_formed", "900000001")),
        ("９00000001", ("well_formed", "900000001")),
        ("900–00–0001", ("well_formed", "900000001")),
        ("90000001", ("malformed", "")),
        ("900-00-00011", ("malformed", "")),
        ("900.00.0001", ("malformed", "")),
        ("unknown", ("malformed", "")),
        ("٩٠٠٠٠٠٠٠١", ("malformed", "")),
        ("-", ("malformed", "")),
    ],
)
def test_a_number_is_nine_digits_after_hyphens_and_spaces(value: str, expected: tuple[str, str]) -> None:
    assert text.tin_digits(value) == expected


@pytest.mark.parametrize(
    "reason", ["n/a", "N/A.", "none", "-", ".", "TBD", "see letter", "See attached letter.", "same as above", "unknown",
               "no reason given", "xxx", "123",
               "to be determined", "ningún motivo", "ver carta", "不详", "?", "x" * 40_000]
)  # fmt: skip
def test_a_reason_that_says_nothing(reason: str) -> None:
    assert text.reason_state(reason) == "placeholder"


@pytest.mark.parametrize("reason", ["Served the final order.", "No longer at the address given; order of 2024 ignored.",
                                    "Refused to depart.", "Criminal investigation", "Не выполнил приказ",
                                    "拒绝离境"])  # fmt: skip
def test_a_reason_that_says_something(reason: str) -> None:
    assert text.reason_state(reason) == "text"


@pytest.mark.parametrize("reason", ["", "  ", "\u200b", "\n"])
def test_an_empty_reason(reason: str) -> None:
    assert text.reason_state(reason) == "empty"
