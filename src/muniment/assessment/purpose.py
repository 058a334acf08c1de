"""Judges what a reason or a letter says the information is *for*: civil or removal use (I2-F10), or another gateway (I2-F12).

Does: looks, clause by clause, for a purpose whose object is civil enforcement or removal itself. An offence's wording (`failed to depart
after the order of removal`), a negation (`not for removal`) and a past removal (`was removed in 2019 and re-entered`) are no purpose.
Does not: understand. It is a list of how such purposes are written, in English and a little Spanish, French, German and Portuguese;
`civil_work` adds how that work is spoken of otherwise; `tests/purpose_sentences.py` is its labelled list, and an officer sees every row it refuses.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import Final, Literal

from muniment.assessment import civil_work, gateways
from muniment.assessment.literals import Guarded, Lexicon, still_worth

Gateway = Literal["none", "fugitive", "danger", "child"]

_ACT = r"(?:remove|deport|expel|repatriate|detain)"
_ING = r"(?:removing|deporting|expelling|repatriating|detaining)"
_NOUN = (
    r"(?:removals?|deportations?|expulsions?|repatriations?"
    r"|(?:immigration|civil|administrative)(?: and \w+)? (?:enforcement|detention|arrests?|custody|removals?|removal operations?)"
    r"|enforcement and removal(?: operations)?|removal operations|fugitive operations"
    r"|(?:removal|deportation|immigration)(?: and \w+)? (?:proceedings?|hearings?|purposes|actions?|efforts|operations|enforcement|cases?)"
    r"|civil (?:use|purposes?|proceedings?|penalt(?:y|ies)|fines?|suits?|actions?|litigation|forfeitures?|investigations?|matters?|claims?|enforcement)"
    r"|civil(?: and| or| &| as well as) criminal(?: \w+)? (?:use|purposes?|enforcement|investigations?|proceedings?|matters?)|criminal(?: and| or| &| as well as) civil(?: \w+)? (?:use|purposes?|enforcement|investigations?|proceedings?|matters?)"
    r"|(?:civil|administrative) immigration \w+|immigration court|immigration raids?|raids?)"
)
_PERSON = r"(?:him|her|them|himself|herself|this|that|these|those|the|such|all|any|each|said|our|an?|and|or|from|under|pursuant|back|if|as|when|once|without|before|immediately|promptly|swiftly)"
_THINGS = (
    r"(?:\w+ ){0,4}(?:records?|evidence|funds?|money|cash|property|asset|assets|goods|documents?|files?|data|serial|numbers?|tags?|labels?|"
    r"firearms?|weapons?|drugs?|contraband|asbestos|vehicles?|merchandise|items?|currency|proceeds|files|equipment|obstacles?|doubts?|children?|minor|monitor|bracelet|"
    r"references?|ambiguity|duplicates?|goods|artifacts?|timber|minerals?|plates?|mail|packages?|cargo|copyright|information)\b"
)
# Who is governed by these does not state the requester's purpose but a fact, often the offence itself.
_GOVERNED = (
    r"(?:fail\w*|refus\w*|neglect\w*|declin\w*|(?<!in )order|orders|ordered|requir\w+|conspir\w*|attempt\w*|tr(?:y|ied|ying)|threaten\w*|offer\w*|promis\w*|"
    r"told|instruct\w*|direct\w*|helped|hir\w+|unable|able|began|continu\w*|agree[ds]?|caus\w*|induc\w*|cooperat\w*|unwilling|"
    r"efforts?|decisions?|decided|power|authority|arranged|plans? (?:was|were)|conspiracy|scheme|plot|officers sought|agents sought|went|came|arrived)"
)
_FAR = r"(?:\W+(?!(?:but|needed|wanted|sought|so|because|for|address)\b)\w+){0,8}?\W+"

_NEGATIVE: Final = re.compile(
    r"\b(?:not|never|no|nor|neither|without|rather than|instead of|excluding|excludes?|other than|except|exclusion of|forbid\w*|prohibit\w*|bars?|barred|"
    r"nothing|unrelated to|separate from|apart from|nothing to do with|refrain\w*|precludes?|disclaims?|cannot|isn't|won't|aren't|n't|ni|sin|pas|nicht|nao|kein\w*|as opposed to)\b"
)
# What is denied of the subject (`did not depart`, `no lawful status`) denies nothing of the purpose that follows it.
_FACT_NEGATION: Final = re.compile(
    r"\b(?:did|has|have|had|would|could|ought) (?:not|never) (?:\w+ly )?(?!(?:be )?(?:intend|seek|sought|plan|want|wish|request|ask)\w*)\w+"
    r"|\b(?:is|are|was|were|being|subject|alien|he|she|they|and|or|but) not (?:a |an |the |yet |now |lawfully |legally |currently )*(?:citizens?|nationals?|residents?|lawful\w*|legal\w*|authori\w*|admissible|admitted|eligible|"
    r"present|detained|in (?:custody|detention|status|compliance)|known|at\b|here|found|be (?:found|located|reached)|under (?:arrest|supervision)|deterred|cooperat\w+|enrolled|departed|left|compliant|working|employed|removable|documented)"
    r"|\b(?:cannot|can not) (?:be )?(?:found|located|reached|stay|remain|lawfully)"
    r"|\b(?:never|not) (?:departed|left|complied|appeared|reported|returned|surrendered|applied|presented|cooperated|responded|having|lawfully|legally)"
    r"|\bwithout (?:\w+ )?(?:authori\w+|inspection|admission|permission|status|papers|documents?|leave|visa|parole|being (?:admitted|inspected)|legal|lawful|leaving|departing)"
    r"|\bno (?:one\b|longer|(?:lawful|legal|immigration|valid) (?:status|right|basis|visa|presence|documents?)|status|visa|relief|right to|fixed (?:address|abode)|(?:known|current|permanent|last) (?:address|residence|employment)|"
    r"(?:criminal |pending |open )+(?:charges?|cases?|appeals?|history|record|convictions?|prosecutions?)(?: (?:is|are|was|were) (?:planned|pending|intended|filed|expected|sought))?|dispute|doubt|question|appeal|response)"
)
_NOT_ONLY: Final = re.compile(r"\bnot (?:only|just|merely|solely|simply|exclusively|limited to)\b")
_NEGATED_AFTER: Final = re.compile(
    r"\W*(?:(?!who\b|which\b|that\b|because\b|since\b|if\b)\w+ ){0,3}(?:(?:is|are|was|will be|shall be|remains?) (?:expressly |strictly )?(?:not|never|excluded|prohibited|forbidden|barred|disclaimed|outside|no )|(?:will|shall|may|does|do|must|can) (?:not|never)|cannot|plays? no part|forms? no part)\b"
)
_SENTENCES: Final = re.compile(r"[.!?\n]+(?=\s|$)")
# Every alternative opens with a letter or mark of its own, so that the search skips all others.
_CLAUSES: Final = re.compile(
    r"[.;!?\n]+(?=\s|$)|;|but(?<=\bbut)\b(?! also)|however(?<=\bhowever)\b|although(?<=\balthough)\b|,(?= yet\b)"
)

# Facts of an offence or of the past. They are blanked before a purpose is looked for.
_FACTS: Final = tuple(
    re.compile(p)
    for p in (
        r"\b(?:final |administrative |prior |outstanding |reinstated |executed )*(?:orders?|warrants?|notices?|stays?|grounds?|classe?s?|date|basis|withholding|cancellation|certificates?|reinstatement|proof|evidence|verification)(?: of| to| for)(?: \w+)? (?:removals?|deportations?|expulsions?|exclusion)\b",
        r"\b(?:final |prior |outstanding |reinstated |administrative )*(?:removal|deportation)(?: and \w+)? (?:orders?|flights?|officers?|dates?|history|appointments?|interviews?|period|warrants?|numbers?|judges?|statutes?|documents?|branch|unit)\b",
        r"\b(?:deportation|immigration|detention|enforcement and removal|removal)(?: and \w+)?(?: operations)? (?:officers?|agents?|judges?|inspectors?|centers?|centres?|facility|facilities|status|records?|documents?|fraud|history|inspection|checkpoint|attorneys?|lawyers?|laws?|stations?|counsel|benefits?|applications?|papers|forms?|interviews?)\b",
        r"\b(?:after|following|since|upon|despite|before|prior to|subsequent to|during|until|notwithstanding|post|pre|awaiting|pending)[- ](?!:)(?:and (?:before|after) )?(?:his |her |their |its |a |an |the |that |this |any |such |prior |previous |earlier |formal |first |second |third |last |lawful |actual |being )*(?:removals?|deportations?|expulsions?|removed|deported|(?:removal|deportation|immigration|civil) (?:proceedings?|hearings?|enforcement|detention|custody))\b",
        r"\b(?:prior|previous|earlier|past|former|first|second|third|fourth|last|latest|two|three|four|five|multiple|several|criminal|illegal|unlawful)(?: (?:formal|physical|\w+))? (?:removals?|deportations?|expulsions?|detentions?)\b",
        r"\b(?:was|were|been|being|is|are|had|has|got|having|who|aliens?|previously|once|twice|already|formally|lawfully|subsequently|first|then|last|physically|(?:was|were|been) \w+,? and) (?:\w+ly |\w+ times |twice |once )?(?:ordered (?:to be )?|(?<=was )to be |(?<=were )to be )?(?:removed|deported|expelled|detained|repatriated)\b",
        r"\bordered (?:to be )?(?:removed|deported|expelled|excluded)\b",
        r"\b(?:told|warned|informed|notified|advised|threat\w+|said|learned|stated|knew|complained|believ\w+|fear\w+)\b[^.;]{0,60}\b(?:will|would|shall|could|may|might) (?:have \w+ )?be (?:removed|deported|expelled|detained)\b",
        r"\b(?:prevent|hamper|obstruct|imped|avoid|evad|escap|defeat|delay|frustrat|resist|hinder|thwart|block|circumvent|flee|fled|dodg|elud|stop|halt|cancel)\w*"
        + _FAR
        + r"(?:departure|removals?|deportations?|expulsions?|detention|(?:removal|deportation|immigration) (?:proceedings?|hearings?|enforcement))\b",
        r"\b(?:interfer\w+ with|comply(?:ing)? with|complied with|cooperat\w+ (?:with|in)|flight from|fear of|risk of|subject to|avoidance of|evasion of|escape from|obstruction of|challeng\w+|contest\w+|appeal\w*)\W+(?:his |her |their |the |own |any |a )*(?:removals?|deportations?|expulsions?|detention|(?:removal|deportation|immigration) (?:proceedings?|hearings?))\b",
        r"\b(?:fail|refus|neglect|declin)\w*(?: or \w+)?(?: and \w+)? to\b"
        + _FAR
        + r"(?:removals?|deportations?|expulsions?|removal proceedings|removal hearings?|immigration court|immigration hearings?)\b",
        r"\b(?:failure|refusal)(?: or \w+)?(?: (?:to|of)\b" + _FAR + r"| )(?:removals?|deportations?|expulsions?)\b",
        r"\b(?:present|report|appear|surrender|available|submit|show(?:ed)? up|turn(?:ed)? up)\w*\b(?: \w+){0,6}? for (?:the |his |her |their |a )?(?:removals?|deportations?|expulsions?|(?:removal|deportation|immigration) (?:proceedings?|hearings?|processing))\b",
        r"(?<!\bto )(?<!\bto be )(?<!will be )(?<!shall be )(?<!can be )(?<!may be )(?<!must be )\b(?:schedul|book|manifest|slat|due|set|eligib|amenab|ready|clear|liab|processed|arrested|detained|transported|escorted|flown|call|summon|direct|requir|instruct|notif|held|appointed|listed|travel documents?|time and place)\w*(?: \w+){0,6}? (?:for|to) (?:the |his |her |their |a )?(?:removals?|deportations?|expulsions?)\b",
        r"\b(?:placed|put|been|was|were|had been|appeared|found|released|while|encountered|identified|fled) (?:in|into|from|during|through|by) (?:a |an |the |civil |administrative )*(?:removal|deportation|immigration)(?: and \w+)? (?:proceedings?|hearings?|detention|custody|enforcement|operations?|court|raids?|enforcement operation|enforcement action)\b",
        r"\b(?:administratively|civilly) (?:arrested|detained)\b",
        r"\b(?:was|were|had been|been) (?:\w+ )?(?:arrested|encountered|detained|fined|held|apprehended|released|sanctioned)\b(?: \w+){0,6}? (?:in|by|during|on|under|from|through|after)(?: \w+){0,3}? (?:administrative arrest|immigration (?:enforcement|detention|custody|arrest)|civil (?:proceedings?|penalty|detention|action)|enforcement and removal(?: operations)?)\b",
        r"\b(?:after|following|since|in) (?:an? |the |his |her )?(?:administrative|immigration|civil) arrest\b",
        r"\b(?:lied|lying|lies|perjured \w+|swore|testified|testimony|statements?|false\w* \w+) (?:to|in|before|at) (?:an? |the |his |her )?(?:immigration|removal|deportation) (?:court|judge|hearings?|proceedings?)\b",
        r"\bcivil (?:rights|disorders?|service|war|status|society|registry)\b",
        r"\b(?:bulk|drug|secret|court)[- ]removal\b|\bremovals? of (?:\w+ ){0,3}" + _THINGS,
        r"\bremov(?:al|ing)(?: of)? (?:the |his |her )?(?:serial|asbestos|evidence|records?|documents?|property|funds|gps|ankle)\b",
    )
)

_MARK = r"(?:for|in furtherance of|in support of|in aid of|in pursuit of|purposes? of|with a view to|toward|towards|in preparation (?:of|for)|preparatory to|purposes?(?: of (?:this|the) request)?(?: (?:is|are)|:| -)|reason:|use:|used? (?:in|for|by|during)|needed (?:in|by|during)|sought (?:in|by)|assist(?:ing|ance)? (?:in|with)|aid(?:ing)? in|support(?:ing)?|facilitat(?:e|ing)|as part of)"
_BETWEEN = r"(?:\W+(?!(?:which|who|that|because|after|charged|violat\w+|offen[cs]es?|prosecut\w+ (?:of|for)|not|under)\b)\w+){0,6}?\W+"

# Looked for in the clause as written: carrying out an order of removal is itself the purpose.
_BEFORE_MASK: Final = tuple(
    re.compile(p)
    for p in (
        r"\b(?:to|can|may|will|shall|and|who) (?:\w+ly )?(?:execute|enforce|effect|effectuate|carry out|implement|perfect|serve and execute)\W+(?:\w+\W+){0,5}?(?:removal|deportation|expulsion|orders? of removal|removal orders?|warrants? of (?:removal|deportation))\b",
        r"\b(?:in|for|of|with|by) (?:carrying out|effecting|effectuating|executing|conducting|performing|completing|facilitating|enforcing)\W+(?:\w+\W+){0,4}?(?:removals?|deportations?|expulsions?|orders? of removal|removal orders?)\b",
        r"^(?!.*\b(?:after|following|since|until|despite|before|was|were|had)\b).*\band (?:subsequent |eventual |then |possible )?(?:removal|deportation) (?:from|of the (?:subject|alien|person|individual))\b",
        r"\b(?:to|will) enforce (?:the |civil |federal |our |us |u\.s\. )*immigration laws?\b|\bfor (?:the )?enforcement of (?:the |civil |federal |our )*immigration laws?\b",
        r"\b(?:to|may|can|will|shall) (?:be )?(?:bring|place|present|brought|placed|presented)\W+(?:\w+\W+){0,4}?before (?:an |the )?immigration (?:judge|court)\b",
        r"\b(?:can|may|will|shall|could|to|should|must) be taken (?:back )?into (?:ice|immigration|administrative|civil|ero) (?:custody|detention)\b",
        r"\b(?:removal|deportation|expulsion)(?: of [^.;]{0,40})? (?:is|being) (?:the|our|its) (?:\w+ )?(?:aim|goal|purpose|object|objective|intent|intention)\b",
        r"\b(?:to|can|may|will|shall) (?:\w+ly )?(?:execute|enforce|effectuate|carry out|implement) (?:the |his |her |their |this |that )?(?:final|outstanding) (?:administrative )?orders?\b",
        r"\binto compliance with (?:the |his |her |their |an? )?(?:final )?(?:orders? of (?:removal|deportation)|removal orders?|final orders?)\b",
        r"\b(?:assist|help|support|aid|benefit|inform)(?:s|ing|ance (?:to|of))? (?:the )?(?:ero\b|enforcement and removal)",
        r"^\W*(?:the )?(?:enforcement of|execution of|executing|enforcing|effecting|effectuating|reinstatement of|reinstating)\W+(?:\w+\W+){0,4}?(?:(?:removal|deportation) orders?|orders? of (?:removal|deportation))\b",
        r"\bto be able to (?:remove|deport|expel|repatriate)\b",
        r"\b(?:to|and|will) (?:find|arrest|locate|apprehend|detain)(?: and \w+)? (?:people|persons|aliens|individuals|those|immigrants) (?:who are )?(?:unlawfully|illegally|here illegally|in the (?:united states|country|u\.?s\.?) (?:illegally|unlawfully|without (?:status|authori[sz]ation)))\b",
        r"\bto (?:put|place|get)\W+(?:\w+\W+){1,4}?on(?:to)? (?:a |the |an )?(?:next |first )?(?:plane|flight|bus)\b",
        r"\b(?:is|are) to be (?:\w+ ){0,6}and (?:then )?(?:removed|deported|expelled|repatriated)\b",
        r"\b(?:ensure|make sure|see)(?: that)?(?: \w+){1,3} (?:is|are|be|gets?) (?:removed|deported|expelled|repatriated)\b",
        r"\b(?:will|to|can|may|shall) (?:arrest|apprehend|detain|take)\b[^.;]{0,50}\badministrative (?:immigration )?warrants?\b",
        r"\b(?:to|in|on|into) (?:the |a |our )?(?:removal|deportation|ero) (?:docket|list|queue|targets?|target list)\b",
        r"\b(?:to|and|will) (?:send|return|ship|fly) (?:him|her|them|the \w+|this \w+)(?: back| home)* to (?:his|her|their|the)(?: home| own| native)? countr(?:y|ies)\b",
        r"\b(?:for|in) (?:the )?(?:execution|enforcement|implementation|effectuation) of\W+(?:\w+\W+){0,5}?(?:removal|deportation|expulsion)\b",
        r"\bto (?:board|put|place|return|get)\W+(?:\w+\W+){1,4}?on(?:to)? (?:a |the |an )?(?:next |first )?(?:removal|deportation|ice air) (?:flight|plane)\b",
        r"\bto (?:be )?(?:effect|facilitate|enable|support|assist|ensure|secure|arrange|complete|expedite|plan|conduct|achieve|pursue|initiate|commence|institute|reinstate|reopen|start|begin|process|continue|finali[sz]e|prepare|schedule|accomplish|aid|further|advance|speed up|help)(?:ed)?\W+(?:(?!(?:investigat\w+|prosecut\w+|criminal|charges?|indict\w+|trial|grand|violat\w+)\b)\w+\W+){0,5}?(?:removal|deportation|expulsion|repatriation|detention)\b(?! (?:officer|flight)s?\b)",
        r"\bto (?:place|put|bring)\W+(?:\w+\W+){1,4}?(?:in|into|before) (?:civil )?(?:removal|deportation|immigration|ice) (?:proceedings|custody|detention|court)\b",
        r"\bto (?:take|get|bring)\W+(?:\w+\W+){0,4}?(?:into|in|to) (?:ice|immigration|administrative|civil|ero) (?:custody|detention)\b",
        r"\bto (?:serve|issue|deliver)\W+(?:\w+\W+){0,5}?(?:notices? to appear|nta|i-862|i-205|i-200|warrants? of (?:removal|deportation)|administrative warrants?)\b",
        r"\b(?:support|aid|assist|further|help|facilitate)\w*(?: of| with| in)?(?: \w+){0,3} efforts to (?:remove|deport|expel)\b",
        r"\b(?:for|to|in|under)\b[^.;]{0,60}\b(?:proceedings?|action|processing|detention|custody|arrest|proceed|removal|detain\w*)(?: \w+){0,3} (?:under|pursuant to|per) (?:section |sec\.? |§ ?)?(?:8 ?u\.?s\.?c\.?a?\.?,? ?(?:§+ ?|sec\.? ?)?(?:1229a|1229c|1231|1226|1225|1228)|ina ?§? ?(?:240|241|236|235|238))\b",
        r"\b(?:for|use by|used by|disclosure to|sharing with|shared with|passed to|forwarded to|provided to|referral to|referred to|on behalf of) (?:the )?(?:ero\b|enforcement and removal operations|ice ero|removal operations|fugitive operations)",
        r"\b(?:para|a fin de|con el fin de|con el proposito de|con objeto de|afin de|afin d'|pour|a fim de)\W+(?:\w+\W+){0,4}?(?:deportar\w*|expulsar\w*|remover\w*|detener\w*|repatriar\w*|deporter|expulser|eloigner|reconduire|deportacao|deportacion|(?:su |la )?expulsion)\b",
        r"\b(?:zur|fur die|um)\W+(?:\w+\W+){0,4}?(?:abschiebung|abzuschieben|ruckfuhrung|ausweisung)\b",
        r"\b(?:para (?:su |la |sua |a )?|pour (?:son |l'|la )?)(?:deportacion|expulsion|deportacao|expulsao|eloignement|reconduite)\b",
    )
)
_AFTER_MASK: Final = tuple(
    re.compile(p)
    for p in (
        r"\bto (?:\w+ly )?" + _ACT + r"\b(?!\W+" + _THINGS + r")",
        r"\b(?:locat|find|identif|arrest|apprehend|track|pick|seiz|captur|question|interview|encounter)\w*(?:[ ,]+\w+){0,5}?[ ,]+(?:and|then|or|&)[ ,]+(?:then |then to |subsequently |to |/or )?"
        + _ACT
        + r"\b(?!\W+"
        + _THINGS
        + r")",
        r"\b(?:will|shall|can|may|must|should|intends?|wants?|plans?|seeks?|wish(?:es)?|would like|going|aims?) (?:to )?(?:\w+ly )?"
        + _ACT
        + r"\b(?!\W+"
        + _THINGS
        + r")",
        r"\bto (?:\w+\W+){1,6}?and (?:then )?" + _ACT + r"\b(?!\W+" + _THINGS + r")",
        r"\b(?:so|in order)(?: that)?\b[^.;]{0,80}\b(?:can|may|will|could|might|to) be (?:\w+ )?(?:and )?(?:removed|deported|expelled|detained|repatriated)\b",
        r"\b(?:to|will|would|may|can|could) (?:help|enable|allow|assist|permit)(?: \w+){0,3}? (?:to |in )?(?:remove|deport|expel|repatriate)\b",
        r"\b(?:will|shall) be (?:\w+ and )?(?:removed|deported|expelled|repatriated)\b(?! (?:from (?:the )?(?:file|list|database|system|record)))",
        r"^ ?(?:the )?(?:\w+ ){1,4}to be (?:\w+,? (?:and |then )?)?(?:removed|deported|expelled)\b",
        r"\b(?:needs?|wants?|is|are|has|have|ought|must|should|needed|wanted)(?: to)? be (?:\w+ and )?(?:removed|deported|expelled|repatriated)\b",
        r"\b(?:for|of|in|with|by|at|toward|towards|facilitate|support|assist|aid)(?:\W+(?!(?:not|after)\b)\w+){0,4}?\W+"
        + _ING
        + r"\b(?!\W+"
        + _THINGS
        + r")",
        r"\b" + _MARK + _BETWEEN + _NOUN + r"\b",
        r"\b" + _MARK + r"\W+" + _NOUN + r"\b",
        r"\b(?:to|will) (?:\w+ly )?(?:effect|facilitate|pursue|seek|impose|assess|collect|bring|file|initiate|commence|conduct|prepare|make|carry out|support)\b(?:\W+\w+){0,3}?\W+(?:"
        + _NOUN
        + r")\b",
    )
)
_FRAGMENT: Final = re.compile(r"\b(?:" + _NOUN + r"|" + _ACT + r"|" + _ING + r")\b")
_TRIGGER: Final = re.compile(
    r"remov|deport|expel|expuls|repatri|detain|detention|detener|civil|administrative arrest|immigration|\bero\b|notice to appear|\bnta\b|abschieb|ausweis|ruckfuhr|eloign|reconduire|reconduite|expulser|i-862|i-205|i-200|raid|custody|fugitive operations|countr|final orders?|outstanding orders?|plane|flight|1229|1231|1226|1225"
)
_GOVERNED_BEFORE: Final = re.compile(
    r"\b"
    + _GOVERNED
    + r"(?: (?:him|her|them|me|us|\w+ly|subject|others|aliens?|agents?|officers?|someone|people|workers|by|the|and|or|to|with|from))*\s*$"
)
_WORD: Final = re.compile(r"[^\W\d_]+")
_OFFENCE_OR_PAST: Final = re.compile(
    r"\b(?:was|were|had|did|failed|refused|has|have|found|ruled|held|granted|denied|false\w*|fraud\w*|forg\w+|perjur\w+|threat\w*|brib\w+|st[eo]le?\w*|testimony|assault\w*|escap\w+|re-?entr\w+|harbou?r\w*|smuggl\w+|eva[ds]\w+|failure|refus\w+|conspir\w+|obstruct\w*)\b|\b(?:remove|removing|removal)\W+"
    + _THINGS
)


def fold(text: str) -> str:
    """NFKC, casefolded, accents removed, spaces collapsed: the form the judgments read."""
    if text.isascii():
        return " ".join(text.lower().split())
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return re.sub(r"\s+", " ", plain.replace("’", "'").replace("–", "-").replace("—", " - ")).strip()


def is_civil_purpose(text: str) -> bool:
    """Whether `text` states civil enforcement or removal itself as what the information is for. Pure; never raises."""
    folded = fold(text)
    return states_civil_purpose(folded, lexicon().pieces(folded))


@cache
def lexicon() -> Lexicon:
    """The pieces of every pattern here that few texts can match."""
    after, fugitive = (*_AFTER_MASK, _FRAGMENT), (*gateways.FUGITIVE, gateways.WANTED)
    return Lexicon(
        purposes=(*_BEFORE_MASK, *after), work=(*civil_work.ACTS, *civil_work.WORDS, civil_work.TOPIC), before=_BEFORE_MASK, after=after, facts=_FACTS, negation=(_FACT_NEGATION,),
        not_only=(_NOT_ONLY,), acts=civil_work.ACTS, words=civil_work.WORDS, child=gateways.CHILD, danger=gateways.DANGER, fugitive=fugitive, gateways=(*gateways.CHILD, *gateways.DANGER, *fugitive),
        child_told=gateways.CHILD_TOLD, danger_told=gateways.DANGER_TOLD, fugitive_told=gateways.FUGITIVE_TOLD, told=(*gateways.CHILD_TOLD, *gateways.DANGER_TOLD, *gateways.FUGITIVE_TOLD),
    )  # fmt: skip


@cache
def sieve() -> str:
    """A regular expression (RE2) found in every folded text that states a civil purpose or another gateway."""
    return lexicon().sieve(
        (
            _BEFORE_MASK,
            _AFTER_MASK,
            (_FRAGMENT,),
            civil_work.ACTS,
            civil_work.WORDS,
            (civil_work.TOPIC,),
            gateways.CHILD,
            gateways.DANGER,
            gateways.FUGITIVE,
            (gateways.WANTED,),
            gateways.CHILD_TOLD,
            gateways.DANGER_TOLD,
            gateways.FUGITIVE_TOLD,
        )
    )


def states_civil_purpose(folded: str, pieces: int) -> bool:
    """`is_civil_purpose` of a folded text and its `lexicon` pieces."""
    purposes = bool(lexicon().worth("purposes", pieces)) and bool(_TRIGGER.search(folded))
    if not purposes and not lexicon().worth("work", pieces):
        return False
    return any(
        (purposes and _clause_has_purpose(clause)) or _clause_is_civil_work(clause)
        for clause in _CLAUSES.split(folded)
        if clause
    )


def _plainly(clause: str, pieces: int) -> tuple[str, int]:
    """The clause without the negations that deny nothing of a purpose, and its pieces."""
    words = lexicon()
    if words.worth("not_only", pieces):
        clause = _NOT_ONLY.sub("both", clause)
        pieces = words.pieces(clause)
    if words.worth("negation", pieces):
        clause = _FACT_NEGATION.sub(lambda m: _NEGATIVE.sub("yet", m[0]), clause)
        pieces = words.pieces(clause)
    return clause, pieces


@lru_cache(maxsize=65_536)
def _clause_is_civil_work(clause: str) -> bool:
    """Whether a clause that speaks of no crime and tells nothing past has the acts of civil enforcement, or its words and a purpose."""
    words = lexicon()
    pieces = words.pieces(clause)
    if not words.worth("work", pieces) or civil_work.CRIMINAL.search(clause) or civil_work.PAST.search(clause):
        return False
    clause, pieces = _plainly(clause, pieces)
    if any(_stands(p.pattern, clause) for p in words.worth("acts", pieces)):
        return True
    if not civil_work.PURPOSIVE.search(clause):
        return False
    if any(_stands(p.pattern, clause) for p in words.worth("words", pieces)):
        return True
    for fact in words.worth("facts", pieces):
        clause = fact.pattern.sub(lambda m: "_" * len(m[0]), clause)
    return _stands(civil_work.TOPIC, clause)


@lru_cache(maxsize=65_536)  # wordings differ in one clause and share the others
def _clause_has_purpose(clause: str) -> bool:
    words = lexicon()
    pieces = words.pieces(clause)
    if not words.worth("purposes", pieces) or not _TRIGGER.search(clause):
        return False
    clause, pieces = _plainly(clause, pieces)
    if any(_stands(p.pattern, clause) for p in words.worth("before", pieces)):
        return True
    masked, left = _without_facts(clause, pieces)
    if not left or not _TRIGGER.search(masked):
        return False
    return any(_stands(p.pattern, masked) for p in left if p.pattern is not _FRAGMENT) or _is_fragment(masked)


def _without_facts(clause: str, pieces: int) -> tuple[str, tuple[Guarded, ...]]:
    """The clause with its facts blanked, and the patterns that may still match; no fact is looked for once none may.

    Blanking takes pieces away and adds none, for no piece holds an underscore.
    """
    words = lexicon()
    left = words.worth("after", pieces)
    for fact in words.worth("facts", pieces):
        if not left:
            break
        clause, found = fact.pattern.subn(lambda m: "_" * len(m[0]), clause)
        if found:
            left = still_worth(left, words.pieces(clause))
    return clause, left


def _is_fragment(masked: str) -> bool:
    """A few words alone (`Removal.`, `Civil immigration enforcement and deportation`) state a purpose without a verb."""
    return (
        len(_WORD.findall(masked)) <= 7
        and "_" not in masked
        and _stands(_FRAGMENT, masked)
        and not _NEGATIVE.search(masked)
        and not _NEGATED_AFTER.search(masked)
        and not _OFFENCE_OR_PAST.search(masked)
    )


def _stands(pattern: re.Pattern[str], clause: str) -> bool:
    """Whether the pattern is found without a negation before or after it and without a verb that makes it a fact."""
    at = 0
    while found := pattern.search(clause, at):
        before = clause[: found.start()]
        near = " ".join(before.split(" ")[-9:])
        inside = found[0]
        negated = _NEGATIVE.search(near) or _NEGATIVE.search(inside) or _NEGATED_AFTER.match(clause, found.end())
        governed = _GOVERNED_BEFORE.search(before) and not re.search(
            r"\b(?:is|are|being|address|information) sought\W*$", before
        )
        if not negated and not governed:
            return True
        at = found.start() + 1
    return False


# --- another gateway (I2-F12) ---------------------------------------------------------------------------------------


def gateway(text: str) -> Gateway:
    """Which other provision the text in truth invokes: a fugitive with a warrant, imminent danger, a missing child; `none` otherwise."""
    folded = fold(text)
    return other_gateway(folded, lexicon().pieces(folded))


def other_gateway(folded: str, pieces: int) -> Gateway:
    """`gateway` of a folded text and its `lexicon` pieces."""
    if not lexicon().worth("gateways", pieces):
        return _told_gateway(folded, pieces)
    child, danger, fugitive = (lexicon().worth(group, pieces) for group in ("child", "danger", "fugitive"))
    clauses = _CLAUSES.split(folded) if child or danger else []
    if any(_plain(p.pattern, clause) for clause in clauses for p in child):
        return "child"
    if any(_plain(p.pattern, clause) for clause in clauses for p in danger):
        return "danger"
    # A fugitive and the warrant may stand on either side of a semicolon.
    if any(
        _plain(p.pattern, sentence, gateways.HARBOUR)
        for sentence in (_SENTENCES.split(folded) if fugitive else ())
        for p in fugitive
    ):
        return "fugitive"
    return _told_gateway(folded, pieces)


def _told_gateway(folded: str, pieces: int) -> Gateway:
    """The gateway of a sentence that tells of it without the provision's words and of nothing that is over."""
    if not lexicon().worth("told", pieces):
        return "none"
    sentences = [s for s in _SENTENCES.split(folded) if not gateways.SETTLED.search(s)]
    names: tuple[Gateway, ...] = ("child", "danger", "fugitive")
    for name in names:
        patterns = lexicon().worth(f"{name}_told", pieces)
        if any(_plain(p.pattern, sentence) for sentence in sentences for p in patterns):
            return name
    return "none"


def _plain(pattern: re.Pattern[str], clause: str, fact_before: re.Pattern[str] | None = None) -> bool:
    found = pattern.search(clause)
    if not found:
        return False
    before = " ".join(clause[: found.start()].split(" ")[-6:])
    if _NEGATIVE.search(before) or re.search(r"\b(?:no|not a|never a)\b", found[0]):
        return False
    return not (fact_before and fact_before.search(clause[: found.start()] + found[0].split("fugitiv")[0]))
