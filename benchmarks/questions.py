"""A made-up archive in three languages, questions that readers ask of it, and what has to be found first."""

from __future__ import annotations

import json
from pathlib import Path

LANGUAGES = ("en", "uk", "ru")
ARTICLES = {
    "glassblower": {
        "title": "Glassblower of the Sample Keeps the Kiln Warm",
        "date": "2024-08-15",
        "authors": ["Ida Nemoson"],
        "topics": ["glassware"],
        "places": ["Placeholder"],
        "image": "https://img.example/pier.jpg",
        "image_caption": "The pier at dusk, with a heron",
        "text": "The kettle sang all night. He counted the bottles, and nobody paid him for it.",
    },
    "budget": {
        "title": "Council Votes on the Harbour Budget",
        "date": "2023-02-10",
        "authors": ["John Q. Sampleton"],
        "topics": ["budget"],
        "text": "An exchange of letters was postponed. The harbour gets a third of what it asked for.",
    },
    "barred": {
        "title": "Journalists Barred From the Ministry",
        "date": "2022-05-03",
        "authors": ["Ada Exampleson"],
        "publisher": "The Quarterly Pretence",
        "topics": ["press freedom"],
        "places": ["Northport"],
        "text": "Two reporters waited in the rain. A spokesman would not say when they may return.",
    },
    "ward": {
        "title": "COVID-19 Ward Reopens",
        "date": "2021-03-04",
        "places": ["Eastport"],
        "text": "The ward has 120417 beds. Nurses called the plan naïve, and the café beside it stays shut.",
    },
    "comet": {
        "title": "Comets Over Examplia",
        "date": "2020-11-30",
        "description": "What the observatory saw before dawn.",
        "text": "Astronomers counted three of them and went to bed. O’Sample, who runs the telescope, slept badly.",
    },
    "soft": {
        "title": "Light\u00adhouse Keeper’s Diary",
        "date": "2019-06",
        "text": "It was found in a drawer of the old\u00a0station, written with a pencil.",
    },
    "пресса": {
        "title": "Журналістів не пустили до палацу",
        "date": "2024-03-02",
        "authors": ["Олена Вигадана"],
        "publisher": "Вигаданий вісник",
        "topics": ["свобода слова"],
        "places": ["Дринськ"],
        "text": "Речниця палацу відмовилася пояснювати рішення. Редакція подала скаргу.",
    },
    "вирок": {
        "title": "Пом’якшення вироку рибалкам",
        "date": "2023-09-12",
        "authors": ["Петро Неіснуючий"],
        "text": "Суд скоротив строк на рік. Адвокатка назвала це перемогою здорового глузду.",
    },
    "міст": {
        "title": "В Івано-Вигадівську відкрили міст",
        "date": "2022-10-01",
        "text": "Міст будували сім років. Першою по ньому пройшла корова.",
    },
    "дім": {
        "title": "Ґанок старого дому",
        "date": "2021-12-24",
        "topics": ["спадщина"],
        "text": "У будинку жили вісім родин. Книга записів збереглася в горищі.",
    },
    "діти": {
        "title": "Діти малюють маяк",
        "date": "2020-04-05",
        "text": "На виставці сорок малюнків. Найменшому учаснику чотири роки.",
    },
    "київ": {
        "title": "Потяг із Києва запізнився на добу",
        "date": "2019-07-18",
        "text": "Пасажири варили борщ у вагоні. Провідниця співала.",
    },
    "письма": {
        "title": "Переговоры об обмене письмами",
        "date": "2024-01-20",
        "authors": ["Анна Примерная"],
        "places": ["Дринск"],
        "text": "Стороны заявили, что встретятся ещё раз. Почтальон ждал у дверей.",
    },
    "ёлка": {
        "title": "Ёлка на площади Примерска",
        "date": "2022-12-28",
        "text": "Её привезли на санях. Вокруг поставили три самовара.",
    },
    "школа": {
        "title": "Школа у маяка закрыта",
        "date": "2021-09-01",
        "topics": ["образование"],
        "text": "Учительница объявила об этом по радио. Парус сняли с крыши.",
    },
    "совет": {
        "title": "Совет обсудил выборы сторожа",
        "date": "2020-02-14",
        "publisher": "Вестник Понарошку",
        "text": "Комитет предложил двоих. Голосование отложили до весны.",
    },
}
PLAIN = (
    (
        "Weather Note {n}",
        "Clouds and sun over the valley. The council was quiet, and a light wind blew over the harbour.",
    ),
    ("Погодна нотатка {n}", "Хмари й сонце над долиною. Рада мовчала, а над гаванню віяв легкий вітер цілий рік."),
    ("Погодная заметка {n}", "Облака и солнце над долиной. Письма шли медленно, и над гаванью дул лёгкий ветер."),
)
QUERIES = (
    # English
    ("glassblower", "glassblower"),
    ("glass", "glassblower"),
    ("Glassblower 2024", "glassblower"),
    ("2024-08-15", "glassblower"),
    ("glassblowers", "glassblower"),
    ("Ida Nemoson", "glassblower"),
    ("nemoson", "glassblower"),
    ("placeholder", "glassblower"),
    ("heron", "glassblower"),
    ("kettles", "glassblower"),
    ("bottle", "glassblower"),
    ("harbour budget", "budget"),
    ("budgets", "budget"),
    ("votes", "budget"),
    ("voting", "budget"),
    ('"exchange of letters"', "budget"),
    ("exchange of letters", "budget"),
    ("journalist", "barred"),
    ("journalists ministry", "barred"),
    ("quarterly pretence", "barred"),
    ("press freedom", "barred"),
    ("northport", "barred"),
    ("reporter", "barred"),
    ("covid", "ward"),
    ("COVID-19", "ward"),
    ("covid 19", "ward"),
    ("120417", "ward"),
    ("naive", "ward"),
    ("cafe", "ward"),
    ("comet", "comet"),
    ("observatory", "comet"),
    ("O'Sample", "comet"),
    ("osample", "comet"),
    ("lighthouse", "soft"),
    ("keeper's diary", "soft"),
    ("old station", "soft"),
    # Ukrainian
    ("журналісти", "пресса"),
    ("журналіст", "пресса"),
    ("журналістами", "пресса"),
    ("Олена Вигадана", "пресса"),
    ("вигаданого вісника", "пресса"),
    ("свободи слова", "пресса"),
    ("дринську", "пресса"),
    ("палац", "пресса"),
    ("пом'якшення", "вирок"),
    ("помякшення", "вирок"),
    ("пом’якшенням", "вирок"),
    ("вироки", "вирок"),
    ("адвокатки", "вирок"),
    ("Івано-Вигадівськ", "міст"),
    ("івано-вигадівську", "міст"),
    ("мосту", "міст"),
    ("корови", "міст"),
    ("ганок", "дім"),
    ("книзі записів", "дім"),
    ("спадщини", "дім"),
    ("дітей", "діти"),
    ("малюнок", "діти"),
    ("Київ", "київ"),
    ("києві", "київ"),
    # Russian
    ("переговоров", "письма"),
    ("обмен письмами", "письма"),
    ("Анны Примерной", "письма"),
    ("дринска", "письма"),
    ("заявил", "письма"),
    ("елка", "ёлка"),
    ("ёлки", "ёлка"),
    ("ёлку площадь", "ёлка"),
    ("самовар", "ёлка"),
    ("школы", "школа"),
    ("маяк школа", "школа"),
    ("парусом", "школа"),
    ("выборов", "совет"),
    ("советом", "совет"),
    ("комитета", "совет"),
    ("вестник понарошку", "совет"),
)
"""A question, and the article that has to come first."""
ERRORS = (
    ("glasblower", "glassblower"),
    ("glassbolwer", "glassblower"),
    ("ketlte", "glassblower"),
    ("jornalists", "barred"),
    ("minsitry", "barred"),
    ("northprot", "barred"),
    ("observatery", "comet"),
    ("harbor budgett", "budget"),
    ("журналисті", "пресса"),
    ("помякшеня", "вирок"),
    ("адвакатка", "вирок"),
    ("маллюнків", "діти"),
    ("преговоры", "письма"),
    ("пиреговоры", "письма"),
    ("саммовара", "ёлка"),
    ("учитильница", "школа"),
)
"""A question with a misspelt word, and the article that has to come first all the same."""


def write_articles(folder: Path, number: int) -> None:
    """Write captures: the articles above, and as many plain ones in three languages as are missing."""
    folder.mkdir(parents=True)
    for key, article in ARTICLES.items():
        text = str(article["text"])
        language = "en" if text.isascii() or key in ("ward", "comet", "soft") else "uk" if "і" in text else "ru"
        fields = {"language": language, "publisher": "The Fictional Herald"} | article
        head = "\n".join(
            f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in fields.items() if name != "text"
        )
        (folder / f"a{len(list(folder.iterdir()))}.md").write_text(f"---\n{head}\n---\n\n{text}\n", "utf-8")
    for n in range(number - len(ARTICLES)):
        title, text = PLAIN[n % 3]
        date = f"{2018 + n % 6}-{n % 12 + 1:02}-{n % 28 + 1:02}"
        head = f"title: {title.format(n=n)}\ndate: {date}\nlanguage: {LANGUAGES[n % 3]}\n"
        (folder / f"plain{n}.md").write_text(f"---\n{head}publisher: Weather Service\n---\n\n{text}\n", "utf-8")
