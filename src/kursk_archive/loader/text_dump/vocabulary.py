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

_OTHER_SOURCE_LABELS = (
    "(?:арыгінал|адрас арыгінала|спасылка на арыгінал|крыніца)",
    "(?:oryginał|adres oryginału|link do oryginału|oryginalny (?:artykuł|adres)|źródło)",
    "(?:original-?(?:url|link|adresse|artikel)|originalartikel|quelle|link zum original)",
    "(?:(?:article|lien|adresse|url)(?: d[’']| de l[’'])?(?: )?(?:original|origine)e?)",
    "(?:source originale|lien vers l[’']original)",
    "(?:(?:artículo|enlace|url|dirección|fuente|nota) original|fuente|enlace al original)",
    "(?:artigo original|fonte original|fonte|link original|url original|articolo originale|link originale)",
    "(?:orijinal(?: (?:haber|bağlantı|adres|kaynak|url|link))?|kaynak(?: (?:url|link|adres))?)",
    "(?:لینک اصلی|لینک مطلب|منبع(?: اصلی)?|نشانی اصلی|پیوند اصلی|آدرس اصلی)",
    "(?:المصدر(?: الأصلي)?|الرابط(?: الأصلي)?|رابط المقال|الأصل)",
    "(?:מקור|קישור (?:מקורי|למקור)|הכתבה המקורית|כתובת המקור)",
    "(?:原文(?:链接|連結|地址|网址|網址|出处|出處)?|来源(?:链接)?|來源(?:連結)?|链接|元記事|出典)",
    "(?:원문(?: 링크| 주소)?|출처|기사 ?원문)",
    "(?:წყარო|ორიგინალი|ორიგინალის ბმული|ბმული|բնօրինակ|աղբյուր)",
)
"""Labels in other languages; like the weak ones, only before an address."""

WEAK_SOURCE_LABELS = (
    *_OTHER_SOURCE_LABELS,
    f"(?:the )?original{_WORK}",
    "(?:primary )?source",
    "url|link|permalink|web address|адрес|адреса",
    f"(?:read|see|view)(?: the)? (?:original|full){_WORK}",
    "(?:originally|first) published|(?:archived|retrieved|clipped|captured|scraped|saved|downloaded) from",
    "(?:article|page|web|news|story) (?:url|link|address)",
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
RELATED_BEGINNINGS = frozenset(
    "бі re al mo se fu wa fr yo ma mi do чи см та ма ст но ещ бо по св ди ще сх за до".split()
)
"""The first two letters of these, in lower case: the pattern takes a fortieth of loading if it looks at each line."""

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


FIELD_LABELS = {
    "title": (
        "title,full title,headline,заголовок,название,назва,tytuł,titel,titre,título,başlık,عنوان,כותרת,"
        "标题,標題,제목,სათაური"
    ),
    "authors": (
        "author,authors,author(s),by,byline,written by,writer,reporter,journalist,автор,авторы,автори,"
        "аўтар,аўтары,журналист,журналіст,autor,autorzy,autoren,auteur,auteurs,autores,yazar,muhabir,"
        "نویسنده,نویسندگان,خبرنگار,الكاتب,المؤلف,بقلم,מחבר,מאת,כתב,作者,记者,記者,저자,기자,ავტორი,"
        "ავტორები,հեղինակ"
    ),
    "publisher": (
        "source,publisher,publication,site,site name,website,newspaper,outlet,источник,издание,сайт,"
        "джерело,видання,крыніца,выданне,źródło,wydawca,serwis,quelle,zeitung,herausgeber,journal,"
        "éditeur,fuente,medio,periódico,fonte,kaynak,gazete,yayıncı,منبع,ناشر,المصدر,الناشر,מקור,אתר,"
        "来源,來源,媒体,출처,매체,წყარო,გამომცემელი"
    ),
    "date": (
        "date,published,publication date,date published,published at,published on,publish date,pubdate,"
        "posted,posted at,date posted,дата,дата публикации,опубликовано,дата публікації,опубліковано,"
        "дата публікацыі,data,data publikacji,datum,veröffentlicht,date de publication,publié le,fecha,"
        "fecha de publicación,publicado,tarih,yayın tarihi,yayınlanma tarihi,تاریخ,تاریخ انتشار,"
        "تاريخ النشر,التاريخ,نشر في,תאריך,תאריך פרסום,פורסם,日期,发布时间,發布時間,发布日期,时间,발행일,"
        "날짜,작성일,입력,თარიღი,გამოქვეყნდა,ամսաթիվ"
    ),
    "updated": (
        "updated,updated at,last updated,last modified,modified,date modified,обновлено,дата обновления,"
        "оновлено,дата оновлення,абноўлена,zaktualizowano,aktualizacja,aktualisiert,mis à jour,"
        "mise à jour,actualizado,güncelleme,به‌روزرسانی,بروزرسانی,آخر تحديث,עודכן,更新时间,更新時間,수정,"
        "განახლდა"
    ),
    "captured_at": (
        "captured,captured at,capture date,date captured,collected,collected at,date collected,clipped,"
        "clipped at,clipped on,date clipped,saved,saved at,saved on,date saved,archived,archived at,"
        "archived on,date archived,archive date,retrieved,retrieved at,retrieved on,accessed,accessed at,"
        "accessed on,access date,date accessed,scraped,scraped at,scraped on,crawled,crawled at,fetched,"
        "fetched at,downloaded,downloaded at,сохранено,дата сохранения,скачано,дата доступа,"
        "дата обращения,збережено,дата збереження,завантажено,дата доступу,захавана,zapisano,pobrano,"
        "data dostępu,gespeichert,abgerufen,abgerufen am,enregistré le,consulté le,guardado,consultado,"
        "kaydedildi,erişim tarihi,تاریخ ذخیره,تاريخ الحفظ,נשמר,抓取时间,采集时间,保存时间,수집일,"
        "შენახულია"
    ),
    "topics": (
        "tags,topics,keywords,теги,метки,ключевые слова,мітки,тэгі,tagi,schlagwörter,mots-clés,etiquetas,"
        "etiketler,برچسب‌ها,الوسوم,תגיות,标签,標籤,태그,თეგები"
    ),
    "section": (
        "category,section,rubric,рубрика,раздел,категория,розділ,категорія,рубрыка,kategoria,dział,"
        "rubrik,kategorie,ressort,rubrique,catégorie,sección,categoría,kategori,bölüm,دسته,دسته‌بندی,"
        "القسم,התצוגה,栏目,分类,分類,섹션,კატეგორია"
    ),
    "places": ("location,place,dateline,место,місце,miejsce,ort,lieu,lugar,yer,مکان,المكان,地点"),
}
"""Field → labels of its line in a block of metadata, in lower case."""


def join_alternatives(phrases: Iterable[str]) -> str:
    """Return a regular expression that matches any of `phrases`, with up to three spaces between words."""
    return "(?:" + "|".join(phrases).replace(" ", r"\s{1,3}") + r")(?!\w)"
