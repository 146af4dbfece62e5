"""A fictional archive of about sixty articles with everything that a page can show."""

from __future__ import annotations

import runpy
from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from kursk_archive.config import read_config
from kursk_archive.pipeline.build import build
from kursk_archive.site import periods

CONFIG = """\
title: The Examplia archive
description: Invented reports from a country that is on no map.
publisher: The Fictional Library
contact: mailto:library@news.example
rights: All of it is made up.
publishers:
  - {name: The Fictional Herald, hosts: [herald.example]}
  - {name: Examplia Post, hosts: [post.example]}
  - {name: Вестник Примерии, hosts: [vestnik.example]}
terms:
  places:
    Examplia: {labels: {ru: Примерия}, note: No map has it., coordinates: [51.9, 36.1]}
    Placeholder: {coordinates: [51.2, 35.4]}
"""

PLAIN = """\

# Talks in Examplia Go On, Part {k}

{day:%B} {day.day}, {day.year}

The bridge over the Sample. Jane Doe / Fictional Herald

The council of Examplia said on Wednesday that the talks [would go
on](https://{host}/{before:%Y/%m/%d}/part-{j}) for another week.

A spokesman [confirmed](#) it, and a [channel](https://t.me/examplia_channel/{k}) had it first.

**Related article:** [{related}](#)

Original url:

<https://{host}/{day:%Y/%m/%d}/part-{k}>
"""

RICH = """\
---
title: >-
  A Headline That the Editors of the Fictional Herald Could Not Bring Themselves to Cut, of Letters and of What
  Followed From Them
date: 2024-08-15T14:30:00+03:00
updated: 2024-08-16
authors: [Jane Doe, John Q. Placeholder, Анна Примерная]
source_url: https://herald.example/2024/08/15/rich
section: Investigations
description: What three reporters found when they read the letters.
topics: [letters, ministries]
places: [Examplia, Placeholder]
captured_at: 2024-09-01T10:00:00Z
language: en
image: https://img.example/ministry.jpg
image_caption: "The ministry, on the day [after](https://photos.example/1)."
image_credit: "[Jane Doe](#) / Fictional Herald"
---

An address that does not break: https://host.example/{long} and more, with [a lost one](#), [a part of one](/x/y), [a
mail](mailto:a@news.example), [a program](javascript:alert(1)), [a wreck](http://[), and an
[old copy](https://web.archive.org/web/20230915120000/https://post.example/denial).

# A heading of the body

> Somebody said so in many words.

## A smaller heading

- one thing
  - under it
- another

1. first

| Month | Letters sent | Letters received | Letters lost | Remarks of the post office | Number of ferries |
|:-----:|-------------:|-----------------:|-------------:|----------------------------|------------------:|
| May | 1,204 | 1,102 | [102](https://post.example/102) | {long} | 12 |

```
a line of code {long}
```

![A map](https://img.example/map.png) ![](#)

***

{long}
"""

RUSSIAN = """\

# Власти Примерии заявили о продолжении переговоров об обмене письмами

14 августа 2024

Совет Примерии [сообщил](#) в среду, что переговоры об обмене письмами продлятся ещё неделю, а представитель
вымышленного министерства [подтвердил](https://t.me/primer/12), что мост через реку закрыт.

Original url:

<https://vestnik.example/2024/08/14/peregovory>
"""

ARABIC = """\
---
title: "مجلس إكزامبليا يعلن استمرار المحادثات"
date: 2024-08-13
language: ar
publisher: "المراسل الخيالي"
source_url: https://arabic.example/2024/08/13/talks
image_caption: "الجسر فوق النهر"
---

قال المجلس [يوم الأربعاء](#) إن المحادثات ستستمر. ![](#)

| شهر | رسائل |
|-----|------:|
| مايو | 12 |
"""

REPAIRED = """\

# A Report With a Repaired Link

August 12, 2024

The council of Examplia [said](#) so, and [elsewhere](#) it was denied.

Original url:

<https://herald.example/2024/08/12/repaired>
"""

WITHHELD = """\
---
title: Kept Closed
date: 2024-08-01
status: withheld
reason: A person is in danger.
---

Nothing.
"""

SPECIAL = {
    "archive.yaml": CONFIG,
    "rich.md": RICH.format(long="abcdefghijklmnopqrstuvwxyz0123456789" * 6),
    "russian.txt": RUSSIAN,
    "arabic.md": ARABIC,
    "repaired.txt": REPAIRED,
    "repaired.yaml": "links: [{text: said, href: 'https://post.example/said', by: an archivist, note: In the index.}]",
    "undated.txt": "# A Note Without a Date or a Publisher\n\nSomebody wrote this down, and [nobody](#) knows when.\n",
    "month.md": "---\ntitle: Of Which Only the Month Is Known\ndate: 2024-07\nlanguage: en\n---\n\nIt was in July.\n",
    "withheld.md": WITHHELD,
}


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Output folder of the fictional archive. Read-only: all tests share it."""
    return _build_archive(tmp_path_factory.mktemp("archive"))


@pytest.fixture(scope="session")
def arabic_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Output folder of the fictional archive, written from right to left. Read-only."""
    return _build_archive(tmp_path_factory.mktemp("arabic"), "language: ar")


def _build_archive(folder: Path, settings: str = "") -> Path:
    content = folder / "content"
    content.mkdir()
    texts = SPECIAL | {f"part-{k}.txt": _plain(k) for k in range(52)} | {"archive.yaml": f"{CONFIG}\n{settings}\n"}
    for name, text in texts.items():
        (content / name).write_text(text, "utf-8")
    build(read_config(content, output=folder / "build"))
    return folder / "build"


CORPUS = Path(__file__).resolve().parents[2] / "benchmarks" / "corpus.py"


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Output folder of 300 made-up articles, with lists split up like those of thousands. Read-only."""
    folder = tmp_path_factory.mktemp("library")
    runpy.run_path(str(CORPUS))["CORPORA"]["plain"].write(folder / "content", 300)
    config = read_config(folder / "content", output=folder / "build", base_url="https://archive.example/a/b/")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(periods, "PAGE_SIZE", 60)
        patch.setattr(periods, "MAX_MINOR_ROWS_PER_PAGE", 60)
        build(replace(config, jobs=1, search=False))
    return folder / "build"


def _plain(k: int) -> str:
    """Return the text of part `k`: it cites the part before it, and if `k` is odd names it as a related article."""
    first, j = date(2023, 11, 20), max(k - 1, 0)
    day, before = (first + timedelta(days=5 * n) for n in (k, j))
    related = f"Talks in Examplia Go On, Part {j}" if k % 2 else "Who Holds the Northern Ferry"
    host = "herald.example" if k < 40 else "post.example"
    return PLAIN.format(k=k, j=j, day=day, before=before, related=related, host=host)
