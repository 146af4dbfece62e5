"""Labels that newspapers and scrapers write before URLs, related articles and credits: English, Russian, Ukrainian.

Each item of a tuple is a regular expression, matched without regard to case.
"""

from __future__ import annotations

from collections.abc import Iterable

_WORK = "(?: (?:article|story|post|text|page|publication|version|report|material))?"
_WORK_RU = "(?: (?:статьи|публикации|материала|текста|новости))?"
_WORK_UK = "(?: (?:статті|публікації|матеріалу|тексту|новини))?"
_ACCUSATIVE = "(?: на (?:статью|публикацию|материал|новость|сайт|статтю|публікацію|матеріал|новину))?"

SOURCE_LABELS = (
    f"(?:the )?original{_WORK} (?:url|uri|link|address|source)",
    f"(?:url|link|address) (?:of|to)(?: the)? original{_WORK}",
    "(?:canonical|source) (?:url|uri|link|address)",
    f"(?:ссылка на|url|адрес) (?:оригинала?|первоисточника?|источника?){_WORK_RU}",
    "(?:url|адрес) (?:статьи|публикации|материала|новости)",
    f"(?:посилання на|url|адреса) (?:оригіналу?|першоджерел[оа]|джерел[оа]){_WORK_UK}",
    "(?:url|адреса) (?:статті|публікації|матеріалу|новини)",
)
"""Labels that only a source URL follows."""

WEAK_SOURCE_LABELS = (
    f"(?:the )?original{_WORK}",
    "(?:primary )?source",
    "url|link|permalink|web address|адрес|адреса",
    f"(?:read|see|view)(?: the)? (?:original|full){_WORK}",
    "(?:originally|first) published|(?:archived|retrieved) from",
    f"оригинал{_WORK_RU}|(?:читать|читайте)(?: в)? оригинал(?:е)?{_WORK_RU}",
    f"оригінал{_WORK_UK}|(?:читати|читайте)(?: в)? оригінал(?:і)?{_WORK_UK}",
    f"(?:ссылка|посилання){_ACCUSATIVE}",
    "источник|первоисточник|джерело|першоджерело",
)
"""Labels only if a URL follows: `Source: Reuters` is prose."""

RELATED_LABELS = (
    "related(?: (?:articles?|stor(?:y|ies)|news|content|coverage|reading|posts?|links?|topics?|materials?|reports?))?",
    "read (?:more|also|next|too|on)(?: (?:on|about) (?:this|the)(?: topic| story| subject)?)?",
    "also (?:read|see|on this topic)",
    "more (?:on|about) (?:this|the)(?: topic| story| subject)?",
    "more stories|see (?:also|more)|further reading|watch (?:also|more)|from (?:the|our) archives?",
    "(?:you )?(?:may|might) also (?:like|be interested in)",
    "don[’']t miss",
    "(?:читайте|читать|смотрите|смотреть|см\\.)(?: у нас)? (?:также|тоже|ещ[её]|далее|дальше|больше)",
    "также (?:читайте|смотрите|по теме)",
    "(?:(?:материалы|статьи|новости|читайте|читать|ещ[её]|больше) )?по (?:этой )?теме",
    "(?:похожие|связанные) (?:статьи|материалы|новости)",
    "(?:читайте|читати|дивіться|дивитися) (?:також|ще|далі|більше)",
    "(?:також|ще) (?:читайте|дивіться|за темою|по темі)",
    "(?:(?:матеріали|статті|новини|читайте|більше) )?(?:за|по) (?:цією |цій )?тем(?:ою|і)|до теми",
    "(?:схожі|пов[’'ʼ]язані) (?:статті|матеріали|новини)",
)
"""Labels before the titles of other articles."""

CREDIT_LABELS = (
    "(?:photo|photograph|image|picture|video|illustration|copyright)s?(?: (?:credits?|source|courtesy of|by|from))*",
    "credits?|screen(?:shot|grab|cap)",
    "фото|фотография|фотографія|видео|відео|изображение|зображення",
    "иллюстрация|ілюстрація|снимок|скриншот|скріншот",
    "(?:автор|источник|джерело) фото",
)
"""Labels before a colon and the credit of an image."""

CREDIT_LABELS_WITHOUT_COLON = (
    "(?:photo|photograph|image|picture|video|illustration)s? (?:by|courtesy(?: of)?)",
    "courtesy of|handout|still from|screen(?:shot|grab|cap) (?:of|from)",
    "(?:скриншот|скріншот|кадр) (?:из|з|із|видео|відео)",
)
"""Labels before the credit of an image, without a colon."""

AGENCY_WORDS = """
    tass itar-tass afp ap epa efe dpa upi ria reuters getty zuma imago anadolu shutterstock unsplash wikimedia
    wikipedia flickr pixabay sputnik interfax unian ukrinform bloomberg belga keystone xinhua telegram
    instagram facebook youtube twitter tiktok vkontakte vk agency agence handout screenshot via photo pool
    тасс риа рбк интерфакс унн уніан укрінформ агентство фото скриншот скріншот телеграм соцсети соцмережі
"""
"""Words that turn names into a credit."""

OFFICE_WORDS = """
    kremlin moskva novosti kommersant press media service government ministry administration office archive
    commons photos images footage committee courtesy department police army mayor governor headquarters
    council parliament пресс-служба прес-служба пресслужба правительство уряд министерство міністерство
    минобороны міноборони мчс дснс генштаб кремль архив архів администрация адміністрація офис офіс полиция
    поліція совет рада
"""
"""Words that turn names into a credit if the line stands where a credit is likely."""

LOWERCASE_CREDIT_WORDS = """
    a al and at bin by da de del der di du el et for from in la le of on or the to und van via von with x y
    afp ap dpa epa imago tass agency archive channel commons courtesy domain file footage government handout
    images media networks office official photo photos pool press public screenshot service social still video
    и из с со через для от на в во із з зі та і й від у до агентство архив архів видео відео канал кадр медиа
    медіа пресс-служба прес-служба пресслужба сайт скриншот скріншот соцсети соцмережі социальные сети
    соціальні мережі телеграм телеграм-канал фото
"""
"""Words that may be lower-case in a credit; any other lower-case word makes the text a sentence."""

LINK_CALL_WORDS = (
    "full here link listen more read report source video watch photo тут здесь ссылка источник джерело подробнее далее"
)
"""Words of a link that invites a click, not of a credit."""


def join_alternatives(phrases: Iterable[str]) -> str:
    """Return a regular expression that matches any of `phrases`, with up to three spaces between words."""
    return "(?:" + "|".join(phrases).replace(" ", r"\s{1,3}") + r")(?!\w)"
