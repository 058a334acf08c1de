"""How civil work is spoken of when neither removal nor deportation is named (I2-F10): of immigration enforcement, and of other kinds.

Does: knows the acts (sending somebody out of the country, carrying out an order, taking into civil custody) and the words that this work has of its
own (dockets, detainers, bond hearings, administrative fines). A clause that also speaks of a crime, its investigation or its trial, or tells
what happened, is left to the patterns of `purpose`. Does not: understand; it is a list, and the clauses it finds are refused by an officer's eye.
"""

from __future__ import annotations

import re
from typing import Final

_WHOM = (
    r"(?:him|her|them|(?:the|this|that|an?|these|those|such|each|every|any)(?: \w+){0,2}? (?:subject|alien|person|people|individual|famil(?:y|ies)|non-?citizen|"
    r"immigrant|migrant|foreigner|national|man|woman|couple)s?|aliens?|people|persons|those|everyone|everybody|individuals|immigrants|families|subject|nemo(?: nemo)?)"
)
"""Whom it is done to. A row's own names stand as `nemo` in its wording (reasons)."""
_COUNTRY = r"(?:the |this |our )?(?:country|america|united states|u\.?s\.?a?\.?\b|community|nation|interior)"
_LAND = (
    r"(?:mexico|guatemala|honduras|el salvador|nicaragua|costa rica|panama|ecuador|colombia|venezuela|peru|bolivia|brazil|chile|argentina|haiti|cuba|jamaica|the dominican republic|china|india|"
    r"pakistan|bangladesh|vietnam|the philippines|russia|ukraine|poland|romania|turkey|iran|iraq|syria|egypt|nigeria|ghana|senegal|cameroon|ethiopia|eritrea|somalia|kenya)"
)
_ORDER = (
    r"(?:(?:final|outstanding|standing|unexecuted|removal|deportation|exclusion)(?: \w+)? orders?|orders? of (?:the )?(?:removal|deportation|exclusion|expulsion|immigration (?:judge|court)|board)|"
    r"(?:decision|order|judgment)s? of the (?:immigration|board)|i-205|i-200|mandate to detain|warrants? of (?:removal|deportation))"
)
_OUT = r"(?:removals?|deportations?|expulsions?|repatriations?|departures?|exits?)"

ACTS: Final = tuple(
    re.compile(p)
    for p in (
        # out of the country
        rf"\b(?:send|return|take|fly|flie|ship|transport|put|get|bring|escort|drive|deliver)(?:s|es|ing)?\b(?: and \w+)? {_WHOM}\b(?: \w+)?(?: (?:back|out)(?= \w))? ?(?:\b(?<!at )home\b|\bout of {_COUNTRY}|\b(?:to|for) (?:the |an? )?(?:airport|border|plane|homelands?|flight)\b|\bto (?:the |his |her |their )?(?:own |home |native )?countr(?:y|ies)\b|\bacross the border|\bon(?:to)? an? (?:plane|flight|charter|bus))",
        rf"\b(?:send|fly|ship)(?:s|ing)? {_WHOM} back\b|\b(?:return|hand|turn|send|fly|ship|get|bring|take)(?:s|ing)?\b(?: {_WHOM})?(?: over| back)? to {_LAND}\b|\b(?:must|have to|has to|ought to|should) (?:go|leave|depart)\b",
        rf"\b(?:make|have|compel|force|oblige|get)(?:s|ing)? {_WHOM} (?:to )?(?:leave|depart|go (?:home|back)|removed|deported|expelled)\b",
        r"\b(?:return|departure|exit|journey|transfer) (?:of \w+ \w+ )?to (?:his|her|their|the) (?:\w+ )?(?:country|home country|homeland|nation)\b",
        rf"\b(?:complet|arrang|effect|secur|achiev|ensur|obtain|organi[sz]|expedit|hasten|schedul|enforc|compel|accomplish|execut|finali[sz])\w*\b(?: (?:an?|the|his|her|their|voluntary|escorted|alien's|subject's|prompt|speedy|final|\w+'s)){{0,3}} (?:departure|return|exit)\b|\bbring\w* about\b(?: \w+(?:'s)?){{0,3}} {_OUT}\b",
        r"\b(?:terminat|end|bring|cut short|brought)\w*\b(?: \w+(?:'s)?){0,4}? (?:stay|presence|residence) in (?:the|this) (?:country|united states|u\.s)|\b(?:stay|presence) in (?:the|this) (?:country|united states)(?: \w+){0,3}? (?:ended|to an end|terminated)\b",
        r"\b(?:leave|depart from|out of) (?:the|this) (?:country|united states)\b(?: \w+)? under escort\b|\bself-?deport\w*",
        r"\b(?:buscar|localizar|ubicar|detener|arrestar|encontrar) y (?:deportar|expulsar|remover|devolver)\w*|\bsacar\W+(?:\w+\W+){0,3}?del? (?:el )?pais\b|\bejecutar\W+(?:\w+\W+){0,2}?orden de (?:deportacion|expulsion|remocion)\b|\bfly(?:ing)? (?:them |him |her )?(?:out|home)\b|\bfly out\b",
        rf"\b(?:be|get|have {_WHOM})(?: \w+)?(?: and)? (?:deported|expelled|repatriated|removed from {_COUNTRY}|(?:sent|flown|transported|taken|brought|escorted|driven|returned) (?:home\b|back\b|out of {_COUNTRY}|(?:to|across) (?:the |an? |his |her |their )?(?:border|airport|homeland|own country|home country|native country)))",
        # what an immigration court ordered
        rf"\b(?:carr(?:y|ies|ied|ying) out|execut\w+|into effect|implement\w*|enforc\w+|complet\w+|finish\w*|clos\w+|clear\w*|act\w* (?:up)?on|give effect to|satisfy)\b(?: \w+){{0,6}}? {_ORDER}",
        rf"\b{_ORDER}\b(?: \w+){{0,6}}? (?:carried out|executed|enforced|completed|into effect|take place|dead letter|implemented)\b|\bput\b(?: \w+){{0,3}} {_ORDER} into effect\b",
        r"\b(?:removals?|deportations?|expulsions?)\b(?: \w+){0,4}? (?:finished|done|completed|carried out|take place|go ahead|happen|remaining option|only option|remedy|goal|aim|priority)\b|\bby (?:removal|deportation|expulsion)\b|\bfailing that,? (?:removal|deportation)\b",
        r"\b(?:people|persons|aliens|everyone|everybody|every person|individuals|backlog|cases)(?: \w+){0,2}? (?:with|of|under) (?:an? )?(?:unexecuted |outstanding |standing )?(?:final |removal )?orders?\b",
        r"\breinstat(?:e|es|ing|ement)\b(?: \w+){0,5}? orders?\b|\bintent to reinstate\b",
        # civil custody
        rf"\b(?:take|put|place|hold|return|keep|bring)(?:s|ing|n)?\b {_WHOM}\b(?: back)?(?: \w+)? ?\b(?:in|into|to|at) (?:an? |the )?(?:(?:ice|immigration|civil|administrative) custody|(?:ice |immigration |civil |administrative |our )?(?:detention|processing cent\w+))",
        r"\b(?:be|get|ought to be) (?:taken|placed|put|held|brought)(?: back)? (?:in|into) (?:an? |the )?(?:(?:ice|immigration|civil|administrative) custody|(?:ice |immigration |civil |administrative )?detention)\b|\bdetention (?:until|pending|while)\b|\brevoke\b(?: \w+){0,3} order of supervision\b",
        r"\bpick(?:ed|ing|s)? up (?:the |an? |any )?(?:alien|non-?citizen|immigrant)s?\b|\bat-large (?:pick-?ups?|arrests?|operations?|apprehensions?)",
        r"\b(?:apprehen\w+|arrest\w*|find\w*|locat\w*)\b(?: of)?(?: \w+){0,3}? (?:illegal|undocumented|removable|inadmissible|unlawfully present|out-of-status) (?:aliens?|persons?|immigrants?|people|individuals?|migrants?)\b",
        r"\b(?:people|persons|aliens|individuals|those|anyone)\b(?: \w+){0,3}? (?:(?:without|yet) (?:lawful |legal )?(?:status|papers|work authori[sz]ation)|overstay\w*|ought (?:not|yet) to be|(?:not|yet) (?:lawfully |legally )(?:here|present)|in the country illegally|here illegally)\b",
    )
)
"""What is done to a person: enough by itself in a clause that speaks of no crime."""

# Civil work of other kinds: disputes between private people, benefits, checks, debts, taxes, figures. Where a clause speaks of a crime too (benefit fraud), it is left alone.
OTHER_WORK: Final = tuple(
    re.compile(p)
    for p in (
        r"\b(?:lawsuits?|civil (?:suits?|actions?|claims?|cases?|courts?|judge?ments?|liabilit(?:y|ies))|small claims|family court|divorce|child (?:support|custody)|custody (?:disputes?|cases?|matters?)|paternity|adoption|probate|eviction|garnish\w+|wage (?:claims?|disputes?))\b",
        r"\b(?:determin\w*|establish\w*|verif\w+|assess\w*|confirm\w*|check\w*|review\w*|decid\w*|screen\w*)\b(?: \w+){0,4}? (?:eligibility|entitlement|creditworthiness)\b|\beligib\w+ (?:for|to receive) (?:\w+ ){0,3}(?:benefits?|assistance|aid|housing|services|coverage|grants?|loans?)\b",
        r"\b(?:employment|work|job|benefits?|credit|loan|licen[cs]e|housing|tenant|passport|citizenship|background|reference) (?:eligibility|verifications?|screenings?|checks?)\b|\be-verify\b|\b(?:security )?clearances?\b|\bvetting\b",
        r"\b(?:collect\w*|recover\w*|recoup\w*)\b(?: \w+){0,4}? (?:tax(?:es)?|debts?|overpayments?|fees|loans?|judge?ments?|arrears|penalt(?:y|ies))\b|\b(?:tax|debt|loan|fee) (?:audits?|assessments?|collections?|compliance|administration|recovery)\b",
        r"\b(?:statistical|research|planning|marketing|training|testing|political|academic|budget) (?:purposes?|uses?|needs?|stud(?:y|ies)|analys[ei]s|reasons?|reports?)\b|\bfor (?:statistics|research|training|testing|planning|a (?:study|survey|census))\b",
        r"\b(?:updat|refresh|clean|enrich|populat|correct)\w*\b(?: \w+){0,3}? (?:our|the agency's|its|agency|contact|address) (?:records?|databases?|lists?|files?|systems?|information|data)\b",
    )
)
"""Words of civil work that has nothing to do with immigration: a purpose where the clause says what something is for."""

_SECTIONS = r"(?:235|236|238|239|240b?|241|242|246|274d|340|1225|1226|1228|1229[a-c]?|1231|1324d|1451)\b"
WORDS: Final = (
    tuple(
        re.compile(p)
        for p in (
            r"\b(?:non-?detained|detained|removal|deportation|detention) docket|\bdocket officers?\b|\b(?:deportation|removal)(?: and \w+)? (?:officers?|branch|unit|office|team|packets?|lists?|section|squad|staff|visits?|operations)\b|\bremoval office\b",
            r"\b(?:ice |immigration )?detainers?\b|\beoir\b|\b(?:bond|custody|bond and custody) (?:hearings?|determinations?|redeterminations?)\b|\bcharter (?:to|flights?)\b|\b(?:next|removal|ice) charter\b",
            r"\balternatives to detention\b|\bisap\b|\bvoluntary departure\b|\bbag[- ]and[- ]baggage\b|\bfugitive aliens?\b|\binterior (?:enforcement|arrests?)\b|\benforcement and removal\b",
            rf"\b(?:proceedings?|arrests?|detain|detention|custody|fines?|penalt(?:y|ies)|reinstatement)\b(?: \w+){{0,6}}? (?:section|sec\.|ina|ina §|8 u\.?s\.?c\.?) {_SECTIONS}",
            r"\bdenaturali[sz]\w+|\brevok\w+\b(?: \w+){0,2} naturali[sz]ation\b|\b(?:rescission|cancellation) (?:case|proceedings?|of)\b|\bcancel\w* (?:his|her|their|the) (?:permit|visa|status|green card)\b",
            r"\bimmigration (?:violations?|purposes?|fines?|code|arrests?|matters?|consequences|work|case)\b|\bcivil (?:provisions?|part|side|monetary|aspects?|immigration|forfeiture)\b|\badministrative (?:fines?|removal|immigration|arrests?|proceedings?|warrants?)\b",
            r"\b(?:handl|conduct|process|perform|carry out|deal with|do)\w* (?:\w+ )?(?:removals|deportations)\b|\bwarrants? of (?:removal|deportation)\b|\b(?:costs?|expenses?) of (?:\w+ )?(?:detention|removal|deportation)\b",
            r"\bboard of immigration appeals\b|\bimmigration (?:judge|court|bond)s?\b",
            r"\b(?:removal|deportation|return|charter) (?:flights?|interviews?|numbers|waves?|appointments?|dates?)\b|\b(?:daily|civil|monetary|administrative|immigration) (?:fines?|penalt(?:y|ies))\b|\benforc\w+ (?:of )?(?:the |our )?(?:\w+ )?immigration laws?\b",
            r"\bestablish\w* alienage\b|\btarget(?:ing)? (?:lists?|platform|folders?)\b|\bworksite (?:visits?|raids?|operations?|enforcement)\b|\bhome visits?\b(?=.*\b(?:remov|deport|i-205|i-200|order))|\btravel (?:papers|documents?) (?:arrive|are issued|come)\b",
        )
    )
    + OTHER_WORK
)
"""Words of this work: a purpose where the clause says what something is for."""

TOPIC: Final = re.compile(
    r"\b(?:deport\w*|removals?|immigration|uscis|out of status|protected status|permanent residence|leav(?:e|ing) (?:the country|the united states)|departure orders?|exclusion orders?|final orders|"
    r"go back|surrender notice|removable|amenable|ice hold|unlawful (?:stay|presence)|right to be here|intent to fine|ankle bracelet|overstay\w*|bond obligor|(?:his|her|their|the|physical) departure|non-departure|exhausted (?:his|her|their) appeals)\b"
)
"""What that work is about: a purpose where the clause says what something is for, once what is a fact in it is taken out."""

PURPOSIVE: Final = re.compile(
    r"\b(?:to|for|so|order that|will|shall|used?|uses|needed|necessary|required|requested|requests?|sought|wanted|wants?|purpose|aims?|aimed|goal|mission|intend\w*|plans?|seeks?|"
    r"assist\w*|support\w*|help\w*|serves?|permits?|feeds?|goes|relates?|responsible|ought|asks?)\b"
)
CRIMINAL: Final = re.compile(
    r"\b(?:charg\w+|indict\w*|prosecut\w+|(?:grand )?jury|trial|tried|offen[cs]es?|crimes?|criminal\w*|felon\w+|misdemeanou?r\w*|investigat\w+|inquiry|evidence|prove\w*|proving|venue|subpoena\w*|"
    r"complaint|summons|suspect\w*|accused|defendant\w*|conspir\w+|fraud\w*|perjur\w+|smuggl\w+|harbou?r\w*|forg\w+|brib\w+|witness\w*|victims?|sentenc\w+|count|false\w*|wil?lful\w*|"
    r"assault\w*|murder\w*|stolen|theft|laundering|traffick\w+|18 u\.?s\.?c|1253|1326|1324|1325|1546|penitentiary|convict\w*|guilty|acquit\w*|sold|selling|bought|impersonat\w*|pretend\w*|threat\w*|escap\w+|contempt|sham|counterfeit\w*)\b"
)
PAST: Final = re.compile(
    r"\b(?:was|were|had|did|has been|have been|departed|re-?entered|hid|helped|told|said|knew|knows|aware|refus\w*|failed|fails|failure|failing to|declin\w*|went|came|took|made|got|stayed|missed|ignored|evad\w+|avoid\w*|prevent\w*|hamper\w*|obstruct\w*|imped\w*)\b"
    r"|\b(?:subject|alien|individual|nemo|he|she|they)s?,? (?:\w+ly )?\w+(?<!e)ed\b"
)
