"""Words in the dates of news: months, weekdays, zones, labels. `fold_date_text` folds these words and the texts.

Source: RFC 5322, section 4.3, and the tz database for the meaning of zone abbreviations.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

_MARKS = re.compile(
    "[\u0300-\u036f\u00ad\u02bc\u200b-\u200f\u2018\u2019\u202a-\u202e\u2060\u2066-\u2069\ufeff'`"
    "\u0591-\u05c7\u061c\u0640\u064b-\u065f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]"
)
"""Accents, apostrophes, invisible characters; the points of Hebrew and Arabic; vowels above and below Thai letters."""
_LOOKALIKES = str.maketrans(
    {"ı": "i", "ي": "ی", "ى": "ی", "ك": "ک", "،": ",", "、": ",", "，": ",", "：": ":", "／": "/"}
    | dict.fromkeys("‐‑‒–—―−－", "-")
)
_GAP = re.compile(r"[\s,;|·•*_()\[\]（）]+(?:[-/][\s,;|·•*_()\[\]（）]+)*")


def fold_date_text(text: str) -> str:
    """Fold `text` for comparison: lower case, no accents or apostrophes, one space for each gap.

    Accents are dropped because capitals often lack them (`AOUT`, `KASIM`). Commas, bullets, pipes and brackets are
    gaps. Digits of every script become ASCII, and East Asian dates and clocks get the form of ISO 8601.
    """
    lower = _MARKS.sub("", text.lower())
    if not lower.isascii():
        lower = _MARKS.sub("", unicodedata.normalize("NFD", lower)).translate(_LOOKALIKES)
        if max(lower, default="") < _FIRST_OF_OTHER_SCRIPTS:
            return _GAP.sub(" ", lower).strip().rstrip(" .")
        lower = _OTHER_DIGIT.sub(lambda match: str(unicodedata.decimal(match[0])), unicodedata.normalize("NFC", lower))
        lower = _fold_east_asian(_TWO_WORD_MONTH.sub(lambda match: "".join(match[0].split()), lower))
    return _GAP.sub(" ", lower).strip().rstrip(" .")


_FIRST_OF_OTHER_SCRIPTS = "\u0600"
"""From here on scripts have digits and forms of dates of their own."""
_OTHER_DIGIT = re.compile(r"(?![0-9])\d")
_TWO_WORD_MONTH = re.compile(r"(?:کانون|تشرین) ال[^\W\d]{3,4}|(?:ربیع|جمادی) ال[^\W\d]{3,5}|ذو ال[^\W\d]{3,4}")
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}
"""Name → the year before its first."""
_EAST_ASIAN_DATE = re.compile(
    rf"(?P<era>{'|'.join(_ERAS)})? ?(?P<year>[0-9]{{1,4}}|元) ?[年년] ?(?P<month>[0-9]{{1,2}}) ?[月월]"
    r"(?: ?(?P<day>[0-9]{1,2}) ?[日号號일])?"
)
_EAST_ASIAN_CLOCK = re.compile(
    r"(?P<half>上午|午前|凌晨|早上|오전|下午|午後|晚上|오후)? ?(?P<hour>[0-9]{1,2})"
    r" ?(?:[时時点點시]|:) ?(?P<minute>[0-9]{2})"
    r"(?:(?: ?[分분:] ?)(?P<second>[0-9]{2}) ?[秒초]?|[分분])?"
)
_AFTERNOON = frozenset({"下午", "午後", "晚上", "오후"})


def _fold_east_asian(text: str) -> str:
    """Write `2024年8月15日 下午2:30` and the Korean form as `2024-8-15 2:30 pm`."""
    match = _EAST_ASIAN_DATE.search(text) if not _EAST_ASIAN_SIGNS.isdisjoint(text) else None
    if match is None:
        return text
    year = 1 if match["year"] == "元" else int(match["year"])
    if match["era"] or match["year"] == "元":
        year += _ERAS.get(match["era"] or "", 0)
    day = f"-{match['day']}" if match["day"] else ""
    after = _EAST_ASIAN_CLOCK.sub(_fold_clock, text[match.end() :], count=1)
    return f"{text[: match.start()]} {year:04}-{match['month']}{day} {after}"


_EAST_ASIAN_SIGNS = frozenset("年년")


def _fold_clock(match: re.Match[str]) -> str:
    clock = ":".join(filter(None, match.group("hour", "minute", "second")))
    return f" {clock}" + (f" {'pm' if match['half'] in _AFTERNOON else 'am'}" if match["half"] else "")


_MONTHS = {
    "en": "january jan, february feb, march mar, april apr, may, june jun, july jul, august aug, september sept sep,"
    " october oct, november nov, december dec",
    "ru": "январь января янв, февраль февраля февр фев, март марта мар, апрель апреля апр, май мая, июнь июня июн,"
    " июль июля июл, август августа авг, сентябрь сентября сент сен, октябрь октября окт, ноябрь ноября нояб ноя,"
    " декабрь декабря дек",
    "uk": "січень січня січ, лютий лютого лют, березень березня берез бер, квітень квітня квіт кві,"
    " травень травня трав тра, червень червня черв чер, липень липня лип, серпень серпня серп сер,"
    " вересень вересня верес вер, жовтень жовтня жовт жов, листопад листопада лист лис, грудень грудня груд гру",
    "be": "студзень студзеня студ сту, люты лютага лют, сакавік сакавіка сак, красавік красавіка крас кра,"
    " май мая травень траўня трав тра, чэрвень чэрвеня чэрв чэр, ліпень ліпеня ліп, жнівень жніўня жні жн,"
    " верасень верасня вер, кастрычнік кастрычніка кастр кас, лістапад лістапада ліст ліс, снежань снежня снеж сне",
    "de": "januar jänner jan jän, februar feber feb, märz maerz mär mrz, april apr, mai, juni jun, juli jul,"
    " august aug, september sept sep, oktober okt, november nov, dezember dez",
    "fr": "janvier janv jan, février févr fév, mars, avril avr, mai, juin, juillet juill juil, août, septembre sept,"
    " octobre oct, novembre nov, décembre déc",
    "es": "enero ene, febrero feb, marzo mar, abril abr, mayo may, junio jun, julio jul, agosto ago,"
    " septiembre setiembre sept sep set, octubre oct, noviembre nov, diciembre dic",
    "it": "gennaio genn gen, febbraio febbr feb, marzo mar, aprile apr, maggio magg mag, giugno giu, luglio lug,"
    " agosto ago, settembre sett set, ottobre ott, novembre nov, dicembre dic",
    "pl": "styczeń stycznia sty, luty lutego lut, marzec marca mar, kwiecień kwietnia kwi, maj maja,"
    " czerwiec czerwca cze, lipiec lipca lip, sierpień sierpnia sie, wrzesień września wrz,"
    " październik października paź, listopad listopada lis, grudzień grudnia gru",
    "pt": "janeiro jan, fevereiro fev, março mar, abril abr, maio mai, junho jun, julho jul, agosto ago, setembro set,"
    " outubro out, novembro nov, dezembro dez",
    "nl": "januari jan, februari feb, maart mrt, april apr, mei, juni jun, juli jul, augustus aug, september sep,"
    " oktober okt, november nov, december dec",
    "cs": "leden ledna, únor února, březen března, duben dubna, květen května, červen června, červenec července,"
    " srpen srpna, září, říjen října, listopad listopadu, prosinec prosince",
    "ro": "ianuarie ian, februarie, martie, aprilie, mai, iunie, iulie, august, septembrie, octombrie, noiembrie,"
    " decembrie",
    "bg": "януари, февруари, март, април, май, юни, юли, август, септември, октомври, ноември, декември",
    "az": "yanvar, fevral, mart, aprel, may, iyun, iyul, avqust, sentyabr, oktyabr, noyabr, dekabr",
    "kk": "қаңтар, ақпан, наурыз, сәуір, мамыр, маусым, шілде, тамыз, қыркүйек, қазан, қараша, желтоқсан",
    "ka": "იანვარი იანვარს იან, თებერვალი თებერვალს თებ, მარტი მარტს მარ, აპრილი აპრილს აპრ, მაისი მაისს მაი,"
    " ივნისი ივნისს ივნ, ივლისი ივლისს ივლ, აგვისტო აგვისტოს აგვ, სექტემბერი სექტემბერს სექ,"
    " ოქტომბერი ოქტომბერს ოქტ, ნოემბერი ნოემბერს ნოე, დეკემბერი დეკემბერს დეკ",
    "hy": "հունվարի հունվար, փետրվարի փետրվար, մարտի մարտ, ապրիլի ապրիլ, մայիսի մայիս, հունիսի հունիս, հուլիսի հուլիս,"
    " օգոստոսի օգոստոս, սեպտեմբերի սեպտեմբեր, հոկտեմբերի հոկտեմբեր, նոյեմբերի նոյեմբեր, դեկտեմբերի դեկտեմբեր",
    "he": "ינואר בינואר ינו, פברואר בפברואר פבר, מרץ במרץ מרס במרס, אפריל באפריל אפר, מאי במאי, יוני ביוני, יולי ביולי,"
    " אוגוסט באוגוסט אוג, ספטמבר בספטמבר ספט, אוקטובר באוקטובר אוק, נובמבר בנובמבר נוב, דצמבר בדצמבר דצמ",
    "ar": "يناير كانونالثاني جانفي, فبراير شباط فيفري, مارس آذار, أبريل إبريل نيسان أفريل, مايو أيار ماي,"
    " يونيو حزيران جوان, يوليو تموز جويلية, أغسطس غشت آب أوت, سبتمبر أيلول شتنبر, أكتوبر تشرينالأول,"
    " نوفمبر تشرينالثاني نونبر, ديسمبر كانونالأول دجنبر",
    "fa": "ژانویه, فوریه, مارس, آوریل آپریل, مه می, ژوئن, ژوئیه ژوییه جولای, اوت آگوست اوگوست, سپتامبر, اکتبر, نوامبر,"
    " دسامبر",
    "tr": "ocak oca, şubat şub, mart mar, nisan nis, mayıs may, haziran haz, temmuz tem, ağustos ağu, eylül eyl,"
    " ekim eki, kasım kas, aralık ara",
}


def _number_months(row: str) -> dict[str, str]:
    months = enumerate(row.split(","), start=1)
    return {fold_date_text(name): f"{number:02}" for number, names in months for name in names.split()}


MONTH_NUMBERS: Mapping[str, str] = {
    name: number for row in _MONTHS.values() for name, number in _number_months(row).items()
}
"""Folded name → `01` to `12`. No name means different months in two of the languages above."""

_PERSIAN_MONTHS = "فروردین, اردیبهشت, خرداد, تیر, مرداد امرداد, شهریور, مهر, آبان, آذر, دی, بهمن, اسفند"
_PERSIAN_MONTHS_IN_ENGLISH = (
    "farvardin, ordibehesht, khordad, tir, mordad amordad, shahrivar, mehr, aban, azar, dey, bahman, esfand"
)
PERSIAN_MONTH_NUMBERS: Mapping[str, int] = {
    name: int(number)
    for row in (_PERSIAN_MONTHS, _PERSIAN_MONTHS_IN_ENGLISH)
    for name, number in _number_months(row).items()
}
"""Folded name of a month in the calendar of Iran → 1 to 12."""

THAI_MONTH_NUMBERS: Mapping[str, str] = _number_months(
    "มกราคม, กุมภาพันธ์, มีนาคม, เมษายน, พฤษภาคม, มิถุนายน, กรกฎาคม, สิงหาคม, กันยายน, ตุลาคม, พฤศจิกายน, ธันวาคม"
)
"""Folded name → `01` to `12`. The months are those of the Gregorian calendar, the years most often Buddhist."""

ENGLISH_MONTH_NUMBERS: Mapping[str, str] = _number_months(_MONTHS["en"])
"""Folded name → `01` to `12`. For URLs, where `out` and `set` are English words rather than Portuguese months."""

_WEEKDAYS = {
    "en": "monday mon tuesday tues tue wednesday weds wed thursday thurs thur thu friday fri saturday sat sunday sun",
    "ru": "понедельник пн вторник вт среда ср четверг чт пятница пт суббота сб воскресенье вс",
    "uk": "понеділок пн вівторок вт середа ср четвер чт п'ятниця пт субота сб неділя нд",
    "be": "панядзелак пн аўторак аўт серада ср чацвер чц пятніца пт субота сб нядзеля нд",
    "de": "montag mo dienstag di mittwoch mi donnerstag do freitag fr samstag sonnabend sa sonntag so",
    "fr": "lundi lun mardi mercredi mer jeudi jeu vendredi ven samedi sam dimanche dim",
    "es": "lunes lun martes miércoles mié jueves jue viernes vie sábado sáb domingo dom",
    "it": "lunedì lun martedì mercoledì mer giovedì gio venerdì ven sabato sab domenica dom",
    "pl": "poniedziałek pon pn wtorek wt środa śr czwartek czw piątek pt sobota sob sb niedziela niedz nd",
    "pt": "segunda segunda-feira seg terça terça-feira ter quarta quarta-feira qua quinta quinta-feira qui"
    " sexta sexta-feira sex sábado sáb domingo dom",
    "nl": "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
    "cs": "pondělí úterý středa čtvrtek pátek neděle",
    "ka": "ორშაბათი სამშაბათი ოთხშაბათი ხუთშაბათი პარასკევი შაბათი კვირა",
    "he": "ראשון שני שלישי רביעי חמישי שישי שבת",
    "ar": "الأحد الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت",
    "fa": "شنبه یکشنبه دوشنبه سهشنبه چهارشنبه پنجشنبه جمعه آدینه",
    "zh": "星期一 星期二 星期三 星期四 星期五 星期六 星期日 星期天"
    " 周一 周二 周三 周四 周五 周六 周日"
    " 週一 週二 週三 週四 週五 週六 週日",
    "ja": "月曜日 火曜日 水曜日 木曜日 金曜日 土曜日 日曜日 月 火 水 木 金 土 日",
    "ko": "월요일 화요일 수요일 목요일 금요일 토요일 일요일 월 화 수 목 금 토 일",
    "tr": "pazartesi pzt salı çarşamba çar perşembe per cuma cum cumartesi cmt pazar",
}

WEEKDAY_NAMES = frozenset(fold_date_text(name) for row in _WEEKDAYS.values() for name in row.split())
"""Folded. French `mar.` and Turkish `paz` are left out, since they are months in other languages."""

MOSCOW_TIME_NAMES = frozenset({"msk", "мск", "по мск", "по москве", "moscow time"})
"""Names of a zone that was +04:00 from 27 March 2011 to 26 October 2014."""

ZONE_OFFSETS: Mapping[str, str] = {
    **dict.fromkeys(("z", "utc", "ut", "gmt"), "Z"),
    **dict.fromkeys(MOSCOW_TIME_NAMES, "+03:00"),
    **dict.fromkeys(("eest", "idt", "trt"), "+03:00"),
    **dict.fromkeys(("cet", "mez"), "+01:00"),
    **dict.fromkeys(("eet", "cest", "mesz", "sast"), "+02:00"),
    "msd": "+04:00",
    "est": "-05:00",
    "edt": "-04:00",
    "mdt": "-06:00",
    "pst": "-08:00",
    "pdt": "-07:00",
    "jst": "+09:00",
    "aest": "+10:00",
    "aedt": "+11:00",
}
"""Folded zone name → the only offset it has in news."""

AMBIGUOUS_ZONES = frozenset(
    {"ist", "cst", "cdt", "bst", "ast", "mst", "et", "ct", "mt", "pt", "kyiv time", "kiev time", "local time"}
    | {"по киеву", "за києвом"}
)
"""Folded zone names without a definite offset: several zones (IST), or summer and winter time alike (ET)."""

DATE_LABELS: Mapping[str, str] = {
    "date": "published, first published, date published, publication date, publish date, posted, date,"
    " опубликовано, опубликована, опубликован, размещено, дата публикации, дата,"
    " опубліковано, розміщено, дата публікації, апублікавана, дата публікацыі,"
    " veröffentlicht, erschienen, datum, publié, date de publication, publicado, fecha, fecha de publicación,"
    " pubblicato, data, data di pubblicazione, opublikowano, data publikacji, data de publicação,"
    " yayınlanma, yayınlanma tarihi, tarih",
    "updated": "updated, last updated, last update, date updated, update, modified, last modified, upd,"
    " обновлено, обновлена, обновлён, обновлен, последнее обновление, дата обновления, изменено,"
    " оновлено, останнє оновлення, дата оновлення, змінено, абноўлена,"
    " aktualisiert, zuletzt aktualisiert, stand, mis à jour, mise à jour, dernière mise à jour,"
    " actualizado, última actualización, aggiornato, ultimo aggiornamento, aktualizacja, zaktualizowano,"
    " atualizado, última atualização, güncelleme, güncellenme, son güncelleme",
}
"""Field → labels before its date, separated by commas; lower case, not folded."""
