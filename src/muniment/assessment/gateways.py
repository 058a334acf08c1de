"""The words by which a text in truth invokes another gateway (I2-F12): a fugitive with a warrant, imminent danger, a missing child.

Patterns over a folded text; what stands for a gateway and what does not is `purpose.gateway`'s to say.
"""

from __future__ import annotations

import re
from typing import Final

_WARRANT = r"(?:warrants?|capias)"
FUGITIVE: Final = (
    re.compile(r"\bfugitiv\w*\b[^.]{0,120}\b" + _WARRANT + r"\b|\b" + _WARRANT + r"\b[^.]{0,120}\bfugitiv\w*"),
    re.compile(r"\b(?:locat\w+|find\w*|apprehend\w*|arrest|captur\w+)\b[^.]{0,40}\b(?:a |the |this )?fugitiv\w*"),
    re.compile(r"\b(?:is|subject is|remains) (?:a |an )?(?:\w+ )?fugitive\b"),
    re.compile(
        r"\b(?:outstanding|active|open|unexecuted|federal)\b[^.]{0,30}\barrest warrants?\b[^.]{0,80}\b(?:locat\w+|whereabouts|find)\b|\b(?:locat\w+|find|execute)\b[^.]{0,80}\b(?:outstanding|active|open|unexecuted|federal)\b[^.]{0,20}\barrest warrants?\b"
    ),
)
_LIVE_WARRANT = r"(?:(?:outstanding|active|open|unexecuted|felony|federal) (?:\w+ )?warrants?|warrants? (?:is |was |has been |had been |remains )?(?:outstanding|active|open|issued|on file))"
_RUNNING = r"(?:absconded|wanted (?:person|man|woman|subject)|on the run|flight from (?:federal )?prosecution|fled (?:from )?prosecution|evading arrest)"
WANTED: Final = re.compile(
    rf"\b{_RUNNING}\b[^.]{{0,80}}\b{_LIVE_WARRANT}\b|\b{_LIVE_WARRANT}\b[^.]{{0,80}}\b{_RUNNING}\b"
)
HARBOUR: Final = re.compile(
    r"\b(?:harbou?r\w*|conceal\w*|hid(?:es?|ing|den)?|shelter\w*|aid\w*|assist\w*|1071|1072)\b[^.]{0,60}$"
)
DANGER: Final = (
    re.compile(
        r"\b(?:hostages?|emergency|imminent\w*|immediate\w*|urgent\w*)\b[^.]{0,40}\b(?:danger|risk|threat) (?:of|to) (?:death|life|injury|physical injury|serious)\b"
    ),
    re.compile(
        r"\b(?:hostages?|emergency)\b[^.]{0,40}\b(?:life|lives) (?:is|are)? ?(?:at risk|at stake|in danger)\b|\b(?:life|lives) (?:is|are) (?:at stake|at risk|in (?:immediate |imminent )?danger)\b"
    ),
    re.compile(r"\b(?:imminent|immediate)\b[^.;]{0,40}\b(?:danger|threat|harm|risk|peril)\b"),
    re.compile(
        r"\b(?:danger|threat|risk)\b[^.;]{0,20}\b(?:of|to) (?:imminent )?(?:death|life|physical injury|serious bodily (?:harm|injury))\b[^.;]{0,40}\b(?:imminent|immediate|now|emergency)\b"
    ),
    re.compile(
        r"\blife[- ]threatening emergency\b|\b(?:imminent|immediate) (?:death|flight from (?:federal )?prosecution)\b"
    ),
)
CHILD: Final = (
    re.compile(
        r"\b(?:missing|abducted|kidnapped|runaway|endangered missing)\b(?: (?:and|or) \w+)?(?: \w+){0,2}? (?:child(?:ren)?|minors?|juveniles?|girl|boy|infant|teen\w*|toddler|baby)\b"
    ),
    re.compile(
        r"\b(?:child(?:ren)?|minor|girl|boy|infant)\b[^.;]{0,20}\b(?:is|are|went|has gone|gone|was reported|has been|reported) (?:currently |still )?missing\b|\bamber alert\b"
    ),
    re.compile(
        r"\b(?:daughter|son|stepson|stepdaughter|niece|nephew|teenager)\b[^.;]{0,20}\b(?:is|are|went|has gone|was reported|has been|reported) (?:currently |still )?missing\b"
    ),
)

# The same, told without the provision's words. A matter that is over, or charged, is a crime like another.
SETTLED: Final = re.compile(
    r"\b(?:charg\w+|indictment returned|prosecut\w+|on trial|stands trial|at trial|tried|convict(?:ed|ion) of|pleaded|sentenced|warrants? (?:is|are|was|has been|will be) (?:being )?(?:sought|requested|applied|drafted)|18 u\.?s\.?c|in custody|extradit\w+|"
    r"was (?:\w+ )?(?:caught|arrested|found|returned|rescued|recovered|located|killed|served)|were found|unhurt|unharmed|last year|offen[cs]es?|search warrants?|harbou?r\w*|conceal\w*|107[12])\b"
)
_ARREST = r"\bwarrants?\b(?! (?:for|of) (?:the |his |her |their |an? |these |those )(?!arrest))"
_HIDING = (
    r"(?:hid(?:es|e|ing|den)|hideout|whereabouts|gone to ground|at large|most wanted|wanted(?! for (?:an? )?(?:interview|questioning|statement))|jump(?:ed|ing)? bail|skip(?:ped|s)?|did not surrender|fail\w* to surrender|walked (?:out|away)|ran away|"
    r"nobody knows where|no one knows where|not known where|catch|bring in|hunt\w*|track\w* down|run\w* down|(?:marshals|deputies|police)(?: \w+)? (?:looking|search\w*|want|hunt\w*|to find)|abscond\w*|evad\w+|capture|escaped|escapee|be caught|never (?:showed|appeared|came)|did not (?:appear|show)|where (?:he|she|they) (?:lives?|is|are|stays?|sleeps?|hides?)|search\w* for (?:him|her|them)|need to find (?:him|her|them)|fled|did not return)"
)
FUGITIVE_TOLD: Final = (
    re.compile(rf"{_ARREST}[^.]{{0,120}}\b{_HIDING}\b|\b{_HIDING}\b[^.]{{0,120}}{_ARREST}"),
    re.compile(r"\b(?:execut|serv)\w+ (?:an? |the |this )?(?:\w+ )?(?:felony|bench|fugitive) warrants?\b"),
)
_HURT = r"(?:kill|shoot|murder|dies?(?! in prison)|stab|bomb|maim|drown|strangl|blow up|(?:hurt|injure|harm) (?:him|her|them|someone|somebody|people|others|himself|herself|(?:his|her) (?:wife|husband|child|son|daughter|mother|father))|be (?:\w+ )?(?:hurt|injured|harmed))"
DANGER_TOLD: Final = (
    re.compile(
        rf"\b(?:will|may|might|could|about to|going to|likely to|wants to|intends to|plans to|means to)\b(?: \w+){{0,3}}? {_HURT}\w*"
    ),
    re.compile(r"\b(?:life|lives)\b(?: \w+){0,2}? (?:lost|at risk|in danger)\b|\blife (?:and|or) death\b"),
    re.compile(
        r"\b(?:danger|threat|risk) to (?:\w+ ){0,2}?(?:life|lives)\b|\bhostage[- ]?taker\b|\bheld hostage\b|\bsuicid(?:e is|al)\b|\boverdose\b[^.]{0,60}\b(?:now|at once|immediately)\b"
    ),
)
_YOUNG = r"(?:child(?:ren)?|minors?|girls?|boys?|bab(?:y|ies)|infants?|toddlers?|teenagers?|\w+-year-old|daughters?|sons?|juveniles?)"
_LOST = (
    r"(?:missing|disappeared|vanish\w*|not (?:yet )?(?:been )?(?:seen|found(?! guilty)|heard)|not heard from|(?<!whose )whereabouts|carried off|nobody knows where|no one knows where|run away|ran away|"
    r"taken (?:away )?(?:from|by)|snatched|cannot be found|did not (?:come|return) home|last seen|no news of|taken out of|search\w* for|fled with|abducted|location is (?:unknown|not known))"
)
CHILD_TOLD: Final = (re.compile(rf"\b{_YOUNG}\b[^.;]{{0,60}}\b{_LOST}\b|\b{_LOST}\b[^.;]{{0,40}}\b{_YOUNG}\b"),)
