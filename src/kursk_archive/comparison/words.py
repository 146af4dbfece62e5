"""Words that mean something to a comparison: numbers, names, agreement with a number, notices of corrections."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

_NUMBER_WORDS = {
    "en": "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
    "|(?:twen|thir|for|fif|six|seven|eigh|nine)ty\\w*|dozens?|hundreds?|thousands?|[mb]illions?|half|twice"
    "|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth",
    "uk": "дв(?:а|і|ох|ом|ома|оє)|тр(?:и|ьох|ьом|ьома|оє)|чотир(?:и|ьох|ьом|ма)|четверо|п'ят(?:ь|и|ьох|еро)"
    "|ш(?:ість|істьох|ести|естеро)|сім|сімох|семи|семеро|вісім|вісьмох|восьми|дев'ят(?:ь|и|ьох)|десят(?:ь|и|ьох|ки|ків)"
    "|(?:оди|два|три|чотир|п'ят|шіст|сім|вісім|дев'ят)надцят(?:ь|и|ьох)|(?:два|три)дцят(?:ь|и|ьох)|сорока?"
    "|(?:п'ят|шіст|сім|вісім)десяти?|дев'яност[оа]|сто|сот(?:ня|ні|ень)|двісті|триста|чотириста"
    "|(?:п'ят|шіст|сім|вісім|дев'ят)сот|тисяч\\w{0,3}|мільйон\\w{0,3}|мільярд\\w{0,3}",
    "ru": "дв(?:а|е|ух|ум|умя|ое|оих)|тр(?:и|ех|ем|емя|ое|оих)|четыр(?:е|ех|ем|ьмя)|четверо|четверых"
    "|пят(?:ь|и|ью|еро|ерых)|шест(?:ь|и|ью|еро)|семь|семи|семеро|восемь|восьми|восьмеро|девят(?:ь|и|ью)|десят(?:ь|и|ью|ок|ки|ков)"
    "|(?:один|две|три|четыр|пят|шест|сем|восем|девят)надцат(?:ь|и)|(?:два|три)дцат(?:ь|и)"
    "|(?:пять|шесть|семь|восемь)десят|девяност[оа]|сот(?:ня|ни|ен)|двести|триста|четыреста"
    "|(?:пять|шесть|семь|восемь|девять)сот|тысяч\\w{0,3}|миллион\\w{0,3}|миллиард\\w{0,3}",
    "ar": "و?(?:اثن(?:ان|ين|تان|تين|ا|ي)|ثلاثة?|أربعة?|خمسة?|ستة?|سبعة?|ثماني?ة?|تسعة?|عشرة?|عشرات)"
    "|و?(?:عشر|ثلاث|أربع|خمس|ست|سبع|ثمان|تسع)(?:ون|ين)|(?:\\w{2,4})?(?:مئة|مائة)|(?:مئت|مائت)(?:ا|ان|ين|ي)|مئات"
    "|و?ألف(?:ا|ان|ين)?|آلاف|و?مليون(?:ا|ان|ين)?|ملايين|و?مليار(?:ا|ان|ين|ات)?",
    "fa": "دو|سه|چهار|پنج|شش|هفت|هشت|بیست|سی|چهل|پنجاه|شصت|هفتاد|هشتاد|نود|صد|هزار|میلیون|میلیارد",
    "de": "zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|zwanzig|dreißig|vierzig|fünfzig|hunderte?n?"
    "|tausende?n?|million(?:en)?|milliarden?|dutzende?",
    "fr": "deux|trois|quatre|cinq|sept|huit|dix|vingt|trente|quarante|cinquante|cents?|mille|milliards?|milliers"
    "|centaines|dizaines",
    "es": "dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|veinte|treinta|cien|cientos|mil|miles|mill(?:ón|ones)",
    "pl": "dw(?:a|ie|óch)|trzy|trzech|cztery|czterech|pięć|pięciu|sześć|siedem|osiem|dziewięć|dziesięć|dwadzieścia"
    "|sto|stu|setki|tysiąc|tysiące|tysięcy|milion\\w{0,3}",
}
"""Patterns of words that are numbers, folded as `fold_word` does it. One and its forms are too often articles."""
_ONE = frozenset(
    "a an one once first один одна одну одне одно одного одной одній одному перший первый واحد واحدة un une uno una "
    "ein eine einen einer einem jeden jedna jedno".split()
)
"""Words that are numbers if a number stands in their place in the other edition."""
_AGREEING = frozenset(
    frozenset(pair.split())
    for pair in (
        "is are",
        "was were",
        "has have",
        "person people",
        "год лет",
        "года лет",
        "рік років",
        "рік роки",
        "foot feet",
    )
)
"""Forms for one and for many that do not look alike."""
_ARABIC_VOWELS = str.maketrans("", "", "اويىةءأإآؤئن")
_CAPITALS_IN_ENGLISH = frozenset(
    "i i'm i've i'll i'd january february march april may june july august september october november december jan feb "
    "mar apr jun jul aug "
    "sept sep oct nov dec monday tuesday wednesday thursday friday saturday sunday".split()
)
"""Words that have a capital in English and are no names."""
_TITLES = frozenset(
    "السيد السيدة الوزير وزير الوزيرة الرئيس رئيس الرئيسة العمدة عمدة الدكتور الدكتورة المتحدث المتحدثة النائب النائبة "
    "الجنرال اللواء العقيد القائد السفير السفيرة المدير المديرة المحافظ الشيخ الأمير الملك القبطان الصحفي الصحفية "
    "المحامي آقای خانم دکتر".split()
)
"""Words before names in a script without capitals."""
_NO_NAMES = frozenset(
    "إن أن أنه إنه في من على عن إلى قد لا ما هو هي التي الذي الذين كان كانت لم لن ثم أو و که در به از را است".split()
)
_PERCENT = re.compile(r"percent|(?:відсот|процент|prozent|procent)\w{0,5}|بالم[ئا]ئ?ة")
_NOTICE = re.compile(
    r"\b(?:corrections?|clarifications?|editor['’]s note)\b\s*:"
    r"|^\W*(?:corrections?|correction appended|clarifications?|editor['’]s note)\b\s*[:,(—–-]"
    r"|\b(?:an? |the )?(?:earlier|previous|original|first) versions? of (?:this|the) (?:article|story|report|text)\b"
    r"|\ban earlier version (?:misstated|misquoted|misspelled|gave|said|stated|named|incorrectly|wrongly)\b"
    r"|\bthis (?:article|story|report|post|page|text|headline) (?:has been|was|has since been) "
    r"(?:later |subsequently |since )?(?:corrected|updated|amended|clarified|changed|edited|revised|modified)\b"
    r"|\b(?:we have|we've) (?:corrected|amended|updated) (?:this|the) (?:article|story|report|text)\b"
    r"|\bthis (?:article|story) (?:previously|originally|initially|incorrectly) (?:stated|said|misstated|gave|named)\b"
    r"|^\W*(?:updated?|upd|corrected|correction|clarification|amended)\b\s*(?:[:,(—–-]|\d|on\b|at\b)"
    r"|^\W*(?:виправлено|уточнено|оновлено|виправлення|уточнення|доповнено|поправка|спростування"
    r"|(?:примітка|від) редакції)\b\s*[:,(.—–-]"
    r"|\b(?:у|в) (?:попередній|першій|ранній|первісній) (?:версії|редакції)\b"
    r"|\b(?:текст|статтю|матеріал|новину|публікацію)\w*(?: \w+){0,2} (?:виправлен|уточнен|оновлен|доповнен|змінен)\w+"
    r"|^\W*(?:исправлено|уточнено|обновлено|исправление|уточнение|дополнено|поправка|опровержение"
    r"|(?:примечание|от) редакции)\b\s*[:,(.—–-]"
    r"|\bв (?:предыдущей|первой|прежней|ранней|первоначальной) (?:версии|редакции)\b"
    r"|\b(?:текст|статья|материал|новость|публикация)(?: \w+){0,2} "
    r"(?:исправлен|уточн[её]н|обновл[её]н|дополнен|измен[её]н)\w*"
    r"|^\W*(?:sprostowanie|korekta|aktualizacja|berichtigung|korrektur|correctif|rectificación|correzione|erratum)\b"
    r"\s*[:,(—–-]"
    r"|^\W*(?:تصحيح|توضيح|تحديث|استدراك|تنويه)\s*[:،(—–-]|نسخة سابقة من هذ[اه]"
    r"|(?:تم|جرى) (?:تصحيح|تحديث|تعديل) (?:هذا|هذه|المقال|الخبر|النص)"
    r"|^\W*(?:اصلاحیه|به‌روزرسانی|تصحیح)\s*[:،(—–-]|(?:更正|勘误|编者按|更新)\s*[:：]",
    re.IGNORECASE,
)  # fmt: skip
"""The words with which newsrooms say that they have changed an article. Alone they only count at the beginning."""
_NOTICE_STEMS = tuple(
    "correct clarif editor version updat amend chang edited revis modif previously originally initially erratum upd "
    "виправ уточн онов допов поправ спрост редакц верс змінен исправ обнов дополн опроверж измен "
    "sprost korekt aktual berichtig rectific تصحيح توضيح تحديث استدراك تنويه نسخة تعديل "
    "اصلاحیه روزرسانی 更正 勘误 编者按 更新".split()
)
"""Parts of words of which every notice has one. Looking for them in a paragraph takes a tenth of the pattern's time."""


def may_have_correction(text: str) -> bool:
    """Return False for a text in which no sentence is a notice of a correction."""
    folded = text.casefold()
    return any(stem in folded for stem in _NOTICE_STEMS)


def is_correction(text: str) -> bool:
    """Return True if a sentence says that the article was corrected or updated."""
    return may_have_correction(text) and bool(_NOTICE.search(text))


@lru_cache(maxsize=8192)
def fold_word(token: str) -> str:
    """Fold a token: letter case, ё, forms of apostrophes and hyphens, separators of thousands, words for per cent."""
    folded = unicodedata.normalize("NFC", token).casefold()
    if folded.isascii() and folded.isalpha():
        return "%" if _PERCENT.fullmatch(folded) else folded
    if folded[0].isdigit():
        return _THOUSANDS.sub("", folded)
    folded = folded.translate(_FOLDED)
    return "%" if _PERCENT.fullmatch(folded) else folded


_FOLDED = str.maketrans({"’": "'", "ʼ": "'", "-": None, "\u2011": None, "\u00ad": None, "ё": "е"})
_THOUSANDS = re.compile(r"(?<=\d)[.,'’\u0020\u00a0\u202f](?=\d{3}(?!\d))")


def is_word(token: str) -> bool:
    """Return True for a word, a number, and a sign that stands for a word: % or a currency."""
    return token[0].isalnum() or token[0] in "%‰" or unicodedata.category(token[0]) == "Sc"


@lru_cache
def _number_words(language: str) -> re.Pattern[str]:
    """Return the pattern of a language; of one without a pattern, those of all."""
    return re.compile(_NUMBER_WORDS.get(language) or "|".join(_NUMBER_WORDS.values()))


@lru_cache(maxsize=8192)
def is_number(word: str, language: str) -> bool:
    """Return True for a folded word that is a number, a share or a currency.

    Args:
        word: as `fold_word` returns it.
        language: the first part of its tag.
    """
    if any(map(str.isdigit, word)):
        return True
    if len(word) == 1:
        return not word.isalpha() or unicodedata.numeric(word, 0) > 1
    return bool(_number_words(language).fullmatch(word))


def is_one(word: str) -> bool:
    """Return True for a folded word that is a number only opposite another one: `a boat`, `two boats`."""
    return word in _ONE or word == "一"


def agree(before: str, after: str) -> bool:
    """Return True for two forms of one folded word: nothing but the number beside it has changed."""
    if frozenset((before, after)) in _AGREEING:
        return True
    skeleton = before.translate(_ARABIC_VOWELS)
    if skeleton != before:  # Arabic plurals change within the word
        return len(skeleton) > 1 and skeleton == after.translate(_ARABIC_VOWELS)
    from rapidfuzz.distance import Prefix  # every edit imports this module, and few compare words

    shorter = min(len(before), len(after))
    return Prefix.similarity(before, after) >= max(min(3, shorter), (shorter + 1) // 2)


def may_be_name(tokens: Sequence[str], index: int, language: str) -> bool:
    """Return True for a word that looks like a name where it stands: a capital that begins no sentence or quotation.

    German nouns have capitals, too, so there one of two words with a capital is a name. A script without capitals shows
    a name by the title before it.
    """
    token = tokens[index]
    if token[0].isupper() or token[0].istitle():
        if fold_word(token) in _CAPITALS_IN_ENGLISH and language.startswith("en"):
            return False
        is_part = _is_capitalised(tokens, index + 1) or (index > 0 and _is_capitalised(tokens, index - 1))
        if language.startswith("de"):
            return is_part
        return not begins_sentence(tokens, index) or _is_capitalised(tokens, index + 1)
    if token[0].lower() != token[0].upper() or not token[0].isalpha() or token in _NO_NAMES:
        return False
    if index and tokens[index - 1] in _TITLES:
        return not token.startswith("ال") or token in _TITLES
    return index > 1 and tokens[index - 2] in _TITLES and may_be_name(tokens, index - 1, language)


def begins_sentence(tokens: Sequence[str], index: int) -> bool:
    """Return True for the first word of a sentence or a quotation; a full stop may end an abbreviation: Mr. Doe."""
    if not index:
        return True
    before = tokens[index - 1]
    if before == "." and index > 1:
        word = tokens[index - 2]
        return not (len(word) == 1 or (len(word) <= 4 and word[0].isupper()))
    return before in ".!?…:" or before in _OPENING_MARKS


_OPENING_MARKS = '«“„‟‹「『‘‚"—–'


def _is_capitalised(tokens: Sequence[str], index: int) -> bool:
    return index < len(tokens) and tokens[index][0].isupper() and tokens[index][1:2].islower()
