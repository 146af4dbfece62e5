"""Recognises names of organisations among authors: agencies, offices, newsrooms."""

from __future__ import annotations

import re

_LAST_WORDS = """
    agency agencies alliance association associates authority board bros brothers bureau center centre centers club
    coalition college commission committee company congress corporation council daughters department desk editors
    editorial federation foundation fund gazette group herald inc initiative institute international journal laboratory
    labs league library limited llc ltd magazine media ministry monitor movement museum network news newspaper newsroom
    office organisation organization parliament partners party police post press project publishing radio report review
    school secretariat service services society sons staff studio team television times tribune trust tv union
    university wire workshop
    агентство агенція бюро газета журнал издание институт інститут комитет комітет медиа медіа министерство
    міністерство общество организация організація партия партія пресс-служба прес-служба радио радіо редакция редакція
    рэдакцыя служба союз спілка студия студія суд телеканал университет університет фонд центр
    redakcja agencja stowarzyszenie fundacja redaktion agentur verein stiftung rédaction agence association redacción
    agencia fundación ajansı derneği vakfı
"""
_FIRST_WORDS = """
    association bureau center centre commission committee council department federation foundation friends government
    institute ministry office society union university agence agencia agenzia agencja redaktion redakcja rédaction
    redacción служба редакция редакція рэдакцыя пресс-служба прес-служба агентство агенція министерство міністерство
    комитет комітет институт інститут центр университет університет фонд союз спілка партия партія
"""
_NAMES = frozenset(
    "reuters afp ap tass upi dpa efe ansa anadolu xinhua belta belga kyodo ukrinform interfax interfax-ukraine unian "
    "bloomberg rfe/rl bbc cnn dw nhk ria itar-tass meduza тасс интерфакс інтерфакс укринформ укрінформ уніан унн риа "
    "белта "
    "рбк".split()
)
_LAST, _FIRST = frozenset(_LAST_WORDS.split()), frozenset(_FIRST_WORDS.split())
_ACRONYM = re.compile(r"[A-ZА-ЯІЇЄҐЎ]{2,6}(?:[/-][A-ZА-ЯІЇЄҐЎ]{2,6})*")


def is_organisation(name: str) -> bool:
    """Return True if a name is that of an organisation, by its words: `The Associated Press`, `Ruby Association`.

    A person's name may be taken for it, such as that of somebody called Post; nothing more than a label depends on it.
    """
    words = name.casefold().replace("’", "'").split()
    if not words:
        return False
    if words[0] == "the" or words[-1].strip(".,") in _LAST or words[0] in _FIRST or " ".join(words) in _NAMES:
        return True
    return words[0] in _NAMES or bool(_ACRONYM.fullmatch(name))
