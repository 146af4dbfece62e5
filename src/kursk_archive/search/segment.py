"""Builds a segment of a search index: every word of some articles with its positions, as compressed text.

Positions tell the fields apart, so a reader's browser weighs a word by where it stands, and finds phrases: the title
begins at 0, names at 64, the lead at 256 and the text at 512. Articles are numbered by date.
"""

from __future__ import annotations

from base64 import b64encode
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby
from operator import sub
from typing import NamedTuple

import msgspec
from msgspec import Struct

from kursk_archive.search.documents import SearchDocument
from kursk_archive.search.words import bucket_of, fold_word, plain_word, raw_words, written_word
from kursk_archive.site.taxonomy import UNDATED

try:
    import deflate
except ImportError:  # then there is no search, see `search_available`
    deflate = None  # type: ignore[assignment]

TITLE, NAMES, LEAD, TEXT = 0, 64, 256, 512
"""Position of the first word of each field."""
_SHOWN_CHARACTERS = 30_000
"""Of an article's text, for the excerpt that a result shows."""
_MIN_COMMON_ARTICLES = 50
"""In a smaller segment no word counts as too common to store where it stands in texts: `and`, `the`."""
_MIN_SPELLING_ARTICLES = 500
"""In a smaller segment a word may be proposed for a misspelt one even if it occurs in the text of one article only."""


class Segment(Struct, frozen=True):
    """A part of a search index."""

    lines: dict[str, str]
    """Name of a file of the index → what it has of this segment, compressed, in base64."""
    days: str
    """Each date and its number of articles, in order, compressed, in base64. The articles are numbered so."""
    texts: dict[str, str]
    """Name of an article's file, see `text_name` → what a result shows, compressed, in base64."""
    filter_values: dict[str, dict[str, int]]
    """Filter → value → number of articles."""


class FileCounts(NamedTuple):
    """Into how many files an index is divided."""

    words: int
    places: int
    """Only phrases need them, so they are fewer."""


def index_file_names(files: FileCounts) -> tuple[str, ...]:
    """Return the names of the files of an index, each with a line for every segment."""
    words = (f"words-{number}" for number in range(files.words))
    places = (f"places-{number}" for number in range(files.places))
    return ("filters", "spellings", *words, *places)


def text_name(date: str, number: int) -> str:
    """Name an article's file: `2024-08-15-0`. It stays if articles of other days come or go.

    Args:
        date: ISO 8601, no more precise than a day; empty for none.
        number: of the article among those of this date.
    """
    return f"{date or UNDATED}-{number}"


def build_segment(documents: Iterable[SearchDocument], files: FileCounts) -> Segment:
    """Index some articles, in any order."""
    ordered = sorted(documents, key=lambda document: (document.date, document.path))
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for document in ordered:
        for name, value in document.filters:
            counts[name][value] += 1
    lines = {"filters": _render_filters(ordered), **_Words(ordered).render_lines(files)}
    return Segment(
        {name: _pack(text) for name, text in lines.items()},
        _pack(_render_days(ordered)),
        dict(_texts(ordered)),
        {name: dict(sorted(values.items())) for name, values in sorted(counts.items())},
    )


class _Folder(dict[str, tuple[str, ...]]):
    """A piece of text without white space → what is indexed of it.

    Words never reach across white space, and pieces recur: looking one up takes a fifth of the time of finding words.
    """

    def __init__(self) -> None:
        self.spelling: dict[str, str] = {}
        """Word → how it was first written, in lower case."""

    def __missing__(self, piece: str) -> tuple[str, ...]:
        if word := plain_word(piece):
            self.spelling.setdefault(word, word)
            found = (word,) if word == piece else self[word]
        else:
            found = tuple(word for raw in raw_words(piece) for word in self._fold(raw))
        self[piece] = found
        return found

    def _fold(self, raw: str) -> tuple[str, ...]:
        words = fold_word(raw)
        if len(words) == 1:
            self.spelling.setdefault(words[0], written_word(raw))
        return words

    def words(self, text: str) -> Iterator[str]:
        """Yield the words of a text, folded."""
        return chain.from_iterable(map(self.__getitem__, text.split()))


class _Words:
    """The words of articles and where they stand."""

    def __init__(self, documents: Sequence[SearchDocument]) -> None:
        self.count = len(documents)
        self.folder = _Folder()
        self.prominent: set[str] = set()
        """Words of titles and names."""
        self.entries: dict[str, tuple[list[int | None], list[int]]] = defaultdict(lambda: ([0], [0]))
        """Word → the entries of its line of words, and of that of places, in flat lists: half a million entries are too
        many for an object each. Both lists begin with the article of the last entry. An entry begins with the distance
        from the article before, negated; None stands for the `x` before how often the word is in the text."""
        for number, document in enumerate(documents):
            self._add(number, self._positions_before_text(document), self._positions_in_text(document))

    def _positions_before_text(self, document: SearchDocument) -> dict[str, list[int]]:
        positions: dict[str, list[int]] = defaultdict(list)
        fields = (((document.title,), TITLE, NAMES), (document.names, NAMES, LEAD), (document.lead, LEAD, TEXT))
        for texts, position, end in fields:
            for text in texts:
                for word in self.folder.words(text):
                    positions[word].append(min(position, end - 1))
                    position += 1
                position += 1  # a phrase does not reach from one into the next
        return positions

    def _positions_in_text(self, document: SearchDocument) -> dict[str, list[int]]:
        positions: dict[str, list[int]] = defaultdict(list)
        for position, word in enumerate(self.folder.words(document.text)):
            positions[word].append(position)
        return positions

    def _add(self, number: int, before: Mapping[str, list[int]], text: Mapping[str, list[int]]) -> None:
        for word, positions in before.items():
            articles, _ = self.entries[word]
            times = (None, len(text[word])) if word in text else ()
            articles += ((articles[0] or 0) - number, *_distances(positions), *times)
            articles[0] = number
            if positions[0] < LEAD:
                self.prominent.add(word)
        for word, positions in text.items():
            articles, places = self.entries[word]
            if word not in before:
                step = (articles[0] or 0) - number
                if len(positions) == 1:
                    articles.append(step)
                else:
                    articles += (step, None, len(positions))
                articles[0] = number
            places.append(places[0] - number)
            places += _distances(positions)
            places[0] = number

    def render_lines(self, files: FileCounts) -> dict[str, str]:
        """Return what each file of words, places and spellings has of these articles: lines, sorted by word.

        A line of words is `ferry`, a tab, and for each article numbers, `;` between articles. The first number is the
        distance from the article before. Then follow, after commas, positions before the text, and after an `x` how
        often the word is in the text; it is there once if nothing follows. A word that is written otherwise than it is
        indexed says how: `елка=ёлка`.

        A line of places has for each article the distance from the one before, and positions in the text, from 0. Words
        that are in the texts of more than half of the articles have none.
        """
        words: list[list[str]] = [[] for _ in range(files.words)]
        places: list[list[str]] = [[] for _ in range(files.places)]
        proposed: list[tuple[int, str]] = []
        max_articles = self.count / 2 if self.count >= _MIN_COMMON_ARTICLES else self.count
        all_words = sorted(self.entries)
        rows = _render_entries([self.entries[word][0][1:] for word in all_words])
        place_rows = _render_entries([self.entries[word][1][1:] for word in all_words])
        for word, row, place_row in zip(all_words, rows, place_rows, strict=True):
            spelling, articles = self.folder.spelling.get(word), row.count(";") + 1
            head = f"{word}={spelling}" if spelling and spelling != word else word
            words[bucket_of(word, files.words)].append(f"{head}\t{row}")
            if place_row and place_row.count(";") + 1 <= max_articles:
                places[bucket_of(word, files.places)].append(f"{word}\t{place_row}")
            if spelling and self._is_proposed(word, articles):
                proposed.append((min(len(str(articles)), 9), spelling))
        return {
            "spellings": "\n".join(f"{level}{spelling}" for level, spelling in sorted(proposed)),
            **{f"words-{number}": "\n".join(lines) for number, lines in enumerate(words)},
            **{f"places-{number}": "\n".join(lines) for number, lines in enumerate(places)},
        }

    def _is_proposed(self, word: str, articles: int) -> bool:
        """Return True for a word that may be proposed for a misspelt one."""
        if len(word) <= 2 or word[0].isdigit():
            return False
        return self.count < _MIN_SPELLING_ARTICLES or articles > 1 or word in self.prominent


def _distances(positions: Sequence[int]) -> Sequence[int]:
    """Return the first position, then the distance from one to the next."""
    return positions if len(positions) == 1 else (positions[0], *map(sub, positions[1:], positions))


def _render_entries(rows: Sequence[Sequence[int | None]]) -> list[str]:
    """Render the entries of each word, see `_Words.entries`: `;` between them and `,` between their numbers.

    All are rendered as JSON at once, which takes a tenth of the time of rendering each number.
    """
    if not rows:
        return []
    text = msgspec.json.encode(rows).decode()[2:-2].replace(",null,", "x").replace(",-", ";")
    return [row.removeprefix("-") for row in text.split("],[")]


def _render_days(documents: Iterable[SearchDocument]) -> str:
    runs = groupby(document.date for document in documents)
    return "\n".join(f"{date or UNDATED} {sum(1 for _ in run)}" for date, run in runs)


def _render_filters(documents: Sequence[SearchDocument]) -> str:
    """Render filter → value → numbers of the articles, each as its distance from the one before.

    Years are left out, since the days say them.
    """
    numbers: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for number, document in enumerate(documents):
        for name, value in document.filters:
            if name != "year":
                numbers[name][value].append(number)
    rows: Mapping[str, Mapping[str, list[int]]] = {
        name: {value: [each[0], *map(sub, each[1:], each)] for value, each in sorted(values.items())}
        for name, values in sorted(numbers.items())
    }
    return msgspec.json.encode(rows).decode()


def _texts(documents: Iterable[SearchDocument]) -> Iterator[tuple[str, str]]:
    for date, run in groupby(documents, key=lambda document: document.date):
        for number, document in enumerate(run):
            text = "\n".join((*document.lead, document.text))[:_SHOWN_CHARACTERS]
            shown = {
                "page": document.path,
                "title": document.title,
                "date": date,
                "publisher": document.publisher,
                "language": document.language,
                "text": text,
            }
            yield text_name(date, number), _pack(msgspec.json.encode(shown).decode())


def _pack(text: str) -> str:
    """Compress with libdeflate, whose package includes it: the zlib that Python uses differs between machines."""
    return b64encode(bytes(deflate.gzip_compress(text.encode("utf-8", "replace"), 6))).decode()
