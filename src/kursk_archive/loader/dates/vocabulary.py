"""Words in the dates of news: months, weekdays, zones, labels. `fold_date_text` folds these words and the texts.

Source: RFC 5322, section 4.3, and the tz database for the meaning of zone abbreviations.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

_MARKS = re.compile("[\u0300-\u036f\u00ad\u02bc\u200b-\u200f\u2018\u2019\ufeff'`]")
_LOOKALIKES = str.maketrans({"ı": "i", **dict.fromkeys("‐‑‒–—―−", "-")})
_GAP = re.compile(r"[\s,;|·•*_()\[\]]+(?:[-/][\s,;|·•*_()\[\]]+)*")


def fold_date_text(text: str) -> str:
    """Fold `text` for comparison: lower case, no accents or apostrophes, one space for each gap.

    Accents are dropped because capitals often lack them (`AOUT`, `KASIM`). Commas, bullets, pipes and brackets are
    gaps.
    """
    lower = _MARKS.sub("", text.lower())
    if not lower.isascii():
        lower = _MARKS.sub("", unicodedata.normalize("NFD", lower)).translate(_LOOKALIKES)
    return _GAP.sub(" ", lower).strip().rstrip(" .")


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
