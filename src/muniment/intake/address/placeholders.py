"""What people write where an address should stand: phrases that say there is none, in every language listed.

The principle (docs/decisions/012-addresses.md): a phrase nobody names a street after is a placeholder wherever it
stands (`hard`). A word that is also a surname or a thing (Null, Blank,
Pending: `soft`) is one unless it stands in the name of a
complete street line: number, name, suffix. A `vague` word (Nowhere, Downtown) only fails as the whole name of a street
without suffix. A `label` (Address) only fails when nothing else stands there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from muniment.intake.address.lexicon import read_table
from muniment.intake.address.wordlists import word_list

_ROWS: Final = read_table("placeholders.csv")


def _phrases(kind: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(r["phrase"].split(" ")) for r in _ROWS if r["kind"] == kind)


_HARD: Final = _phrases("hard")
SOFT: Final = _phrases("soft")
VAGUE: Final = _phrases("vague")
LABEL: Final = _phrases("label")
_VAGUE_WORDS: Final = frozenset(p[0] for p in VAGUE if len(p) == 1)
_BETWEEN_VAGUE: Final = frozenset(
    word_list("in the on at around near of or and else out over about to from particular")
)
SOFT_WORDS: Final = frozenset(p[0] for p in SOFT if len(p) == 1)

_NEGATIONS: Final = frozenset(word_list("no not non never without sin sans sem senza nao"))
_NEGATED: Final = frozenset(
    word_list(
        "address addresses addr adress provided given known stated listed supplied specified disclosed reported "
        "recorded available applicable obtained furnished residence domicile domicilio direccion adresse endereco "
        "data info information details record response reply answer "
        "indirizzo proporciono proporcionado proporcionada informado disponible disponivel disponible fourni "
        "provide"
    )
)
_FAILING: Final = frozenset(
    word_list("failed fail fails failure refused refuses refuse declined declines unable unwilling")
)
_CURE: Final = frozenset(
    word_list(
        "provide give state supply answer disclose report furnish respond say obtain locate determine verify "
        "specify produce submit"
    )
)
_JOINED: Final = frozenset(
    j for p in _HARD if len(p) > 1 and len(j := "".join(p)) >= 6 and j.isascii()
) | {
    "failedtoprovide", "dontcare", "noaddress", "tobedetermined", "nofixedaddress",
}  # fmt: skip
_HARD_WORDS: Final = frozenset(p[0] for p in _HARD if len(p) == 1) | _JOINED
_TYPO_TARGETS: Final = (
    "unknown", "homeless", "desconocido", "desconocida", "unbekannt", "undisclosed", "transient", "confidential",
    "unavailable", "unspecified", "undetermined", "sconosciuto", "desconhecido", "withheld",
)  # fmt: skip
_TYPO_EXEMPT: Final = frozenset({"unknowns", "homeliness"})


def _one_edit(word: str) -> set[str]:
    letters = "abcdefghijklmnopqrstuvwxyz0135"
    splits = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    found = {a + b[1:] for a, b in splits if b}
    found |= {a + b[1] + b[0] + b[2:] for a, b in splits if len(b) > 1}
    found |= {a + c + b[1:] for a, b in splits if b for c in letters}
    found |= {a + c + b for a, b in splits for c in letters}
    return found


MISSPELT: Final = frozenset(w for target in _TYPO_TARGETS for w in _one_edit(target)) - _TYPO_EXEMPT
"""Words one edit away from a long placeholder ('unkown', 'unkn0wn'): none of them is a word or a known name."""

_BY_FIRST: Final[dict[str, list[tuple[str, ...]]]] = {}
for _p in sorted((p for p in _HARD if len(p) > 1), key=len, reverse=True):
    _BY_FIRST.setdefault(_p[0], []).append(_p)
_UNSPACED: Final = tuple(
    sorted(
        {
            "".join(p)
            for p in _HARD
            if re.search(r"[\u3040-\u30ff\u4e00-\u9fff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]", p[0])
        }
    )
)
_UNSPACED_SHORT: Final = frozenset({"无", "無", "なし", "没有", "沒有", "同上", "保密", "流浪", "ไม่มี"})
_UNSPACED_SCRIPT: Final = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_REPEATED: Final = re.compile(r"(?:x{2,}|([a-hj-z])\1{2,})$")
_LEET: Final = str.maketrans("0135", "oles")
_HOMELESS_SERVICES: Final = frozenset(
    word_list(
        "shelter shelters center ctr services service coalition outreach mission resource resources alliance "
        "initiative ministries"
    )
)
_NAME_COLLOCATIONS: Final = frozenset(
    {("none", "such"), ("na", "pali"), ("unknown", "soldier"), ("unknown", "soldiers")}
)
_NAME_FIRST: Final = frozenset(a for a, _ in _NAME_COLLOCATIONS)


@lru_cache(maxsize=65536)
def is_hard_word(word: str) -> bool:
    """Whether a single token is a placeholder wherever it stands."""
    if word in _HARD_WORDS or word in MISSPELT:
        return True
    if len(word) >= 2 and word.isalpha() and word.isascii():
        return bool(_REPEATED.fullmatch(word)) and word not in ("iii", "www")
    if not word.isascii():
        if _UNSPACED_SCRIPT.search(word):
            return word in _UNSPACED_SHORT or any(p in word for p in _UNSPACED if p not in _UNSPACED_SHORT)
        return False
    if any(c in word for c in "0135") and sum(c.isalpha() for c in word) >= 4:
        return word.translate(_LEET) in _HARD_WORDS
    return False


@lru_cache(maxsize=65536)
def starts_phrase(word: str) -> bool:
    """Whether a placeholder of several words may begin with this one."""
    return word in _BY_FIRST or word in _NEGATIONS or word in _FAILING or word == "will"


@lru_cache(maxsize=65536)
def suspect(word: str) -> bool:
    """Whether the token could be, begin or be a letter of a placeholder: most lines hold none."""
    return (len(word) == 1 and word.isalpha()) or is_hard_word(word) or starts_phrase(word)


def find_hard(words: Sequence[str], *, hawaii: bool = False) -> bool:
    """Whether a placeholder phrase stands anywhere among the tokens, spelt together, apart, or letter by letter."""
    if not any(map(suspect, words)):
        return False
    singles = 0
    n = len(words)
    for i, word in enumerate(words):
        if len(word) == 1 and word.isalpha():
            singles += 1
            if singles >= 3 and (i + 1 == n or len(words[i + 1]) != 1) and _spelt(words[i + 1 - singles : i + 1]):
                return True
        else:
            singles = 0
        if is_hard_word(word) and not _excused(words, i, hawaii):
            return True
        if starts_phrase(word) and _phrase_at(words, i):
            return True
    return False


def _spelt(letters: Sequence[str]) -> bool:
    """'u n k n o w n', also with a stray letter before it (a direction, a unit)."""
    joined = "".join(letters)
    return any(joined[k:] in _HARD_WORDS for k in range(min(3, len(joined) - 2)))


def _excused(words: Sequence[str], i: int, hawaii: bool) -> bool:
    following = words[i + 1] if i + 1 < len(words) else ""
    word = words[i]
    if (word, following) in _NAME_COLLOCATIONS:
        return True
    if word == "na" and hawaii:  # the Hawaiian plural article: Na Hoku St
        return following.isalpha() and following not in ("na", "n/a") and i > 0 and len(following) > 2
    return word == "homeless" and following in _HOMELESS_SERVICES


_PROMISED: Final = _CURE | frozenset(
    word_list("update advise follow call inform send notify tell complete add confirm")
)


def _phrase_at(words: Sequence[str], i: int) -> bool:
    word = words[i]
    following = words[i + 1] if i + 1 < len(words) else ""
    if word in _NEGATIONS and following in _NEGATED:
        return True
    if word == "will" and following in _PROMISED:  # 'Will provide later'; Will Rogers Rd is a street
        return True
    if word in _FAILING and following == "to":
        third = words[i + 2] if i + 2 < len(words) else ""
        if third in _CURE or word == "failed":
            return True
    return any(tuple(words[i : i + len(phrase)]) == phrase for phrase in _BY_FIRST.get(word, ()))


@lru_cache(maxsize=65536)
def only_soft(words: tuple[str, ...]) -> bool:
    """Whether the tokens are nothing but soft placeholders ('null', 'same', 'test test')."""
    if words in SOFT:
        return True
    return bool(words) and all(w in SOFT_WORDS for w in words)


def is_label(words: tuple[str, ...]) -> bool:
    """Whether the tokens are a form's caption and nothing else."""
    return words in LABEL


def is_vague(words: tuple[str, ...]) -> bool:
    """Whether the tokens point nowhere ('somewhere', 'downtown') or are soft; such a name needs a suffix."""
    if words in VAGUE or words in SOFT or words in LABEL or only_soft(words):
        return True
    return any(w in _VAGUE_WORDS for w in words) and all(w in _VAGUE_WORDS or w in _BETWEEN_VAGUE for w in words)


def attention_words() -> Iterable[str]:
    """Every word that begins or is a placeholder, of any kind: the fast path leaves lines with one to the reference."""
    for phrase in _HARD | SOFT | VAGUE | LABEL:
        yield phrase[0]
    yield from _JOINED
    yield from MISSPELT
    yield from _NEGATIONS
    yield from _FAILING
    yield "will"
    yield from _HOMELESS_SERVICES
