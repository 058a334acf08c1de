"""Says whether a row's reason contradicts its own columns (I2-F08, hold): order date, matter, person, class of the order, statute, status.

Only words that tie a value to the column count: `the final order of 2024-01-10` speaks of the order, `told agents on 2026-02-10` does not.
A reason that names the column's value among others does not contradict it. It never says which of the two is right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Final

from muniment.assessment.literals import Lexicon
from muniment.assessment.purpose import fold
from muniment.assessment.statutes import CRIMINAL, StatuteTable, read_citation

_MONTHS: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip
_MONTH: Final = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
_DATE: Final = (
    r"(?P<{0}>\d{{4}}[-/]\d{{1,2}}[-/]\d{{1,2}}|\d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{4}}"
    r"|" + _MONTH.replace("{", "{{").replace("}", "}}") + r" \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}"
    r"|\d{{1,2}}(?:st|nd|rd|th)?(?: of|-)? ?" + _MONTH.replace("{", "{{").replace("}", "}}") + r",?[ -]\d{{4}})"
)
_ORDER: Final = r"(?:final (?:administrative )?(?:removal )?orders?(?: of (?:removal|deportation|exclusion))?|(?:removal|deportation|exclusion) orders?|orders? of (?:removal|deportation|exclusion))"
_BY: Final = r"(?: against (?:\w+ ){0,2}\w+| by (?:an? |the )?(?:immigration )?(?:judge|court|board)(?: of immigration appeals)?| in absentia| from the (?:united states|country)| under [^,;.]{0,30})?"
_ORDER_DATE: Final = re.compile(
    rf"\b{_ORDER}(?: under [^,;]{{0,30}}?)? (?:of|dated|from) {_DATE.format('a')}"
    rf"|\b{_ORDER}{_BY}(?: (?:was|were|became|is|has been|had been|been|that was))? (?:entered|issued|made|rendered|signed|final|administratively final){_BY}(?: on| as of| dated)? {_DATE.format('b')}"
    rf"|\bordered (?:to be )?(?:removed|deported|excluded){_BY}{_BY}(?: on)? {_DATE.format('c')}"
    rf"|\b{_DATE.format('d')} {_ORDER}"
    rf"|\b{_ORDER}[:,]? ?\((?:dated |of |entered )?{_DATE.format('e')}\)"
    rf"|\b{_ORDER} ?: ?{_DATE.format('f')}"
    rf"|\b(?:became|becoming|has become) (?:administratively )?final(?: on| as of)? {_DATE.format('g')}"
)
_MATTER: Final = re.compile(
    r"\bmatter(?: no\.?| number| id| ref(?:erence)?\.?)?:? ?#?((?=[a-z0-9/_-]*\d)[a-z0-9][a-z0-9/_-]{2,})"
)
_TOKEN: Final = re.compile(r"(?<![a-z0-9-])[a-z]{1,8}[-/_]?\d{3,}[a-z0-9/_-]*")
_VERB: Final = r"(?:was|is|has|had|did|wilfully|willfully|failed|refused|refuses|remains|remained|told|knowingly|re-?entered|stated|appears|used|made)"
_SUBJECT: Final = re.compile(
    rf"\b(?:the )?(?:subject|defendant|suspect|taxpayer|alien|mr\.?|mrs\.?|ms\.?),? ((?:[^\W\d_]['\w.-]*) (?:[^\W\d_]['\w.-]* ){{0,2}}?[^\W\d_]['\w-]*),? {_VERB}\b"
)
_COMMON: Final = frozenset([
    "a", "an", "and", "are", "as", "at", "been", "being", "by", "came", "foreign", "for", "found", "from",
    "has", "have", "having", "he", "her", "him", "his", "in", "is", "it", "its", "last", "national", "no",
    "not", "now", "of", "on", "one", "or", "other", "person", "same", "she", "subject", "that", "the", "their",
    "them", "then", "they", "this", "to", "under", "until", "up", "was", "were", "who", "whose", "will", "with",
    "without", "woman", "man", "individual", "alien", "aliens", "citizen", "named", "above", "listed", "below",
    "mentioned", "concerned", "again", "also", "already", "always", "never", "once", "twice", "still",
    "currently", "presently", "previously", "allegedly", "reportedly", "repeatedly", "openly", "knowingly",
    "wilfully", "willfully", "intentionally", "subsequently", "later", "first", "two", "three", "both", "each",
    "all", "had", "did", "does", "do", "be", "i", "ii", "iii", "served", "ordered", "removed", "deported",
    "convicted", "charged", "arrested", "indicted", "released", "told", "fugitive", "owner", "operator",
    "employee", "employer", "defendant", "suspect", "target", "witness", "victim", "company", "resident",
    "visitor", "student", "worker", "driver", "member", "leader", "family", "wife", "husband", "son",
    "daughter", "brother", "sister", "question",
])  # fmt: skip
_ORDER_CLASS: Final = re.compile(
    rf"\b{_ORDER}[^;.]{{0,60}}?\b(?:under|pursuant to|based on|resting on|in the class(?:es)? (?:of|described in)|by reason of)[^;]{{0,30}}?((?:8 ?u\.?s\.?c\.?a?\.?|ina)[^;,]{{0,4}}? ?(?:§+ ?|sec(?:tion|\.)? ?)?(?:\d+[a-z]?)(?: ?\([a-z0-9]{{1,3}}\))*)"
)
CLASSES: Final = {"8 usc 1227": ("1227", "237"), "8 usc 1182": ("1182", "212")}
"""The sections an order rests on, and the numbers one of which any citation of theirs holds (of the Code, of the Act)."""
_VIOLATION: Final = re.compile(
    r"\b(?:(?:in )?violat\w+ (?:of )?|offen[cs]es? (?:under|of|against) |charged (?:under|with(?: a violation of)?) |prosecut\w+ (?:under|for(?: a violation of)?) |investigat\w+ (?:under|of|for)(?: (?:a |possible |suspected )*violations? of)? )((?:title )?\d{1,2},? ?(?:u\.?s\.?c\.?a?\.?|united states code)[^;.]*?\d+[a-z]?(?: ?\([a-z0-9]{1,3}\))*)"
)

_NOT_OPEN: Final = re.compile(
    r"\b(?:not|no longer|never|isn't)(?: currently| presently| now| yet)? (?:the |a |an |under |being |a subject of )*(?:subject of |target of )?(?:any |a |an |the )?(?:open |active |pending |criminal |federal )*investigat\w+"
    r"|\b(?:there is |there are |with )?no (?:open |pending |active |current |criminal |federal )+(?:investigations?|proceedings?|matters?|cases?)\b"
    r"|\b(?:investigation|matter|case|prosecution)(?: [a-z]{0,4}-?\d[\w/-]*)? (?:is|was|has been|has since been) (?:now |since |already )?(?:closed|terminated|declined|dropped|concluded|dismissed)\b"
    r"|\bprosecution (?:was |has been |is )?declined\b|\b(?:case|matter|investigation) closed\b"
)
_NO_ORDER: Final = re.compile(
    r"\bthere (?:is|was) no (?:final )?(?:orders? of removal|removal orders?|final orders?)\b|\bno (?:final )?(?:orders? of removal|removal orders?|final orders?)(?: of removal)? (?:has been|was|is|exists?|yet)\b"
    rf"|\b{_ORDER} (?:was|is|has been|has since been) (?:stayed|vacated|rescinded|reopened|withdrawn|cancell?ed|not (?:yet )?final|reversed)\b"
    r"|\border (?:is|was) not (?:yet )?final\b"
)
_DEPARTED: Final = re.compile(
    r"\b(?:has|had|have) (?:already |since |voluntarily )*(?:departed|left|self-deported)(?: from)?(?: the)? (?:united states|u\.?s\.?a?\b|country)|\b(?:departed|left the (?:united states|country)) voluntarily\b|\bvoluntarily (?:departed|left)\b|\b(?:subject|alien|defendant|he|she|they) (?:left|departed)(?: from)? (?:the )?(?:united states|u\.?s\.?a?\b|country)\b|\bself-deported\b"
)
_RETURNED: Final = re.compile(r"\bre-?ent(?:er|ry)|\breturned\b|\bcame back\b|\bdid not\b[^.;]{0,20}\b(?:depart|leave)")


@dataclass(frozen=True, slots=True)
class Columns:
    """What the row's other columns say; text folded, '' when absent."""

    given: str
    middle: str
    family: str
    matter_id: str
    final_order_on: date | None
    provisions: tuple[str, ...]
    needs_order: bool
    order_class: str


@dataclass(frozen=True, slots=True)
class Cues:
    """Which of the row's own values a reason of this wording ties to a column; all false: it cannot contradict them."""

    order_date: bool
    matter: bool
    subject: bool


NO_CUES: Final = Cues(False, False, False)


def cues(text: str) -> Cues:
    """Cheap necessary conditions, on a text whose digits may all have been replaced by 0."""
    return cues_of(Text(fold(text)))


class Text:
    """A folded text, searched only with patterns that may match it."""

    def __init__(self, folded: str) -> None:
        self.folded = folded
        self._worth = _worth(_lexicon().pieces(folded))

    def has(self, pattern: re.Pattern[str]) -> bool:
        return id(pattern) in self._worth and pattern.search(self.folded) is not None

    def all(self, pattern: re.Pattern[str]) -> Iterable[re.Match[str]]:
        return pattern.finditer(self.folded) if id(pattern) in self._worth else ()


@cache
def _lexicon() -> Lexicon:
    every = (_NOT_OPEN, _NO_ORDER, _DEPARTED, _ORDER_DATE, _MATTER, _ORDER_CLASS, _VIOLATION)
    return Lexicon(every=every)


@cache
def cue_sieve() -> str:
    """A regular expression (RE2) found in every folded text that has a cue."""
    tied = _lexicon().sieve([(_ORDER_DATE, _MATTER)])
    return f"{tied}|[a-z][-/_]?[0-9]|subject|defendant|suspect|taxpayer|alien|mr|ms"  # _TOKEN and _SUBJECT


@cache
def law_sieve() -> str:
    """A regular expression (RE2) found in every folded ASCII text that contradicts what many rows share, but for the class
    of the order: of that `other_classes` tells."""
    return "|".join(p.pattern for p in (_NOT_OPEN, _NO_ORDER, _DEPARTED, _VIOLATION))


def other_classes(order_class: str, table: StatuteTable) -> tuple[str, ...]:
    """The sections of `CLASSES` a reason would contradict this class with; only a text with a number of theirs does."""
    own = _sections(order_class, table) if order_class else frozenset[str]()
    return tuple(section for section in CLASSES if section not in own) if own else ()


@lru_cache(maxsize=16_384)
def _worth(pieces: int) -> frozenset[int]:
    return frozenset(id(g.pattern) for g in _lexicon().worth("every", pieces))


def cues_of(t: Text) -> Cues:
    """`cues` of a folded text."""
    return Cues(
        order_date=t.has(_ORDER_DATE),
        matter="matter" in t.folded or _TOKEN.search(t.folded) is not None,
        subject=_SUBJECT.search(t.folded) is not None,
    )


def contradictions(text: str, row: Columns, table: StatuteTable) -> tuple[str, ...]:
    """The columns the reason contradicts, of: status, order_date, matter, person, order_class, statute; () when none."""
    t = Text(fold(text))
    return (*contradicted_values(t, row), *contradicted_law(t, row, table))


def contradicted_values(t: Text, row: Columns) -> Iterator[str]:
    """Of the row's own values: order_date, matter, person."""
    if row.final_order_on is not None and _other_date(t, row.final_order_on):
        yield "order_date"
    if _other_matter(t, row.matter_id):
        yield "matter"
    if _other_person(t, row):
        yield "person"


def contradicted_law(t: Text, row: Columns, table: StatuteTable) -> Iterator[str]:
    """Of what many rows share: status, order_class, statute."""
    if t.has(_NOT_OPEN) or (
        row.needs_order and (t.has(_NO_ORDER) or (t.has(_DEPARTED) and not _RETURNED.search(t.folded)))
    ):
        yield "status"
    if _other_class(t, row, table):
        yield "order_class"
    if _other_statute(t, row, table):
        yield "statute"


def dates_of(text: str) -> frozenset[date]:
    """Every day the written date may mean: 01/10/2024 is both the first of October and the tenth of January."""
    text = text.strip()
    numbers = [int(n) for n in re.findall(r"\d+", text)]
    word = re.search(r"[a-z]{3,}", re.sub(r"\d(st|nd|rd|th)\b|\bof\b", "", text))
    if word and len(numbers) == 2:
        month = next((i for i, m in enumerate(_MONTHS, 1) if m.startswith(word[0][:3])), 0)
        tries = [(numbers[1], month, numbers[0])]
    elif len(numbers) == 3 and numbers[0] > 31:
        tries = [(numbers[0], numbers[1], numbers[2])]
    elif len(numbers) == 3:
        tries = [(numbers[2], numbers[0], numbers[1]), (numbers[2], numbers[1], numbers[0])]
    else:
        return frozenset()
    days = set()
    for year, month, day in tries:
        try:
            days.add(date(year, month, day))
        except ValueError:
            continue
    return frozenset(days)


def _other_date(t: Text, on: date) -> bool:
    """Dates are tied to the order and none of them is the column's."""
    tied = [dates_of(next(g for g in m.groups() if g)) for m in t.all(_ORDER_DATE)]
    readable = [d for d in tied if d]
    return bool(readable) and not any(on in d for d in readable)


def _bare(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text)


def _shape(text: str) -> str:
    return re.sub(r"\d", "0", text)


def _other_matter(t: Text, matter_id: str) -> bool:
    """Another matter is named, by the word or in the very shape of the column's id, and the column's is not."""
    own = fold(matter_id)
    if not own or _bare(own) in _bare(t.folded):
        return False
    if any(any(c.isdigit() for c in m[1]) for m in t.all(_MATTER)):
        return True
    return any(c.isalpha() for c in own) and any(
        _shape(m[0].rstrip("-/_")) == _shape(own) for m in _TOKEN.finditer(t.folded)
    )


def _other_person(t: Text, row: Columns) -> bool:
    """`Subject NAME was ...` where no word of NAME is near any of the row's names."""
    own = [w for part in (row.given, row.middle, row.family) for w in re.findall(r"[^\W\d_]+", fold(part))]
    if not own:
        return False
    named = []
    for found in _SUBJECT.finditer(t.folded):
        words = re.findall(r"[^\W\d_]+", found[1])
        if len(words) >= 2 and not _COMMON & set(words) and not any(w.endswith(("ly", "ing", "ed")) for w in words):
            named.append(words)
    return bool(named) and not any(_near(w, o) for words in named for w in words for o in own)


def _near(a: str, b: str) -> bool:
    from rapidfuzz.distance import DamerauLevenshtein

    if len(a) == 1 or len(b) == 1:
        return a[0] == b[0]
    return DamerauLevenshtein.distance(a, b, score_cutoff=2) <= (2 if min(len(a), len(b)) > 3 else 1)


def _other_class(t: Text, row: Columns, table: StatuteTable) -> bool:
    """The order is said to rest on 1182 where the column says 1227(a), or the reverse."""
    if not row.needs_order:
        return False
    others = other_classes(row.order_class, table)
    if not any(number in t.folded for section in others for number in CLASSES[section]):
        return False
    named = frozenset[str]().union(*(_sections(m[1], table) for m in t.all(_ORDER_CLASS)))
    return not named.isdisjoint(others) and not named & _sections(row.order_class, table)


def _other_statute(t: Text, row: Columns, table: StatuteTable) -> bool:
    """A violation of another federal crime is named and the column's statute is not."""
    cited = [found[1] for found in t.all(_VIOLATION)]
    named = {s for text in cited if read_citation(text, table).kind == CRIMINAL for s in _sections(text, table)}
    if not named:
        return False
    own = {p.split("(")[0] for p in row.provisions}
    return bool(own) and not own & named and not _names_own(t.folded, own)


@lru_cache(maxsize=65_536)
def _sections(text: str, table: StatuteTable) -> frozenset[str]:
    """The sections that a citation's provisions are in."""
    return frozenset(p.split("(")[0] for p in read_citation(text, table).provisions)


def _names_own(t: str, own: set[str]) -> bool:
    return any(re.search(rf"\b{re.escape(p.split(' usc ')[1])}\b", t) for p in own)
