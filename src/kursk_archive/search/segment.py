"""Builds a segment of a search index: every word of some articles with its positions, as compressed text.

Positions tell the fields apart, so a reader's browser weighs a word by where it stands, and finds phrases: the title
begins at 0, names at 64, the lead at 256 and the text at 512. Articles are numbered by date.
"""

from __future__ import annotations

from base64 import b64encode
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import sub
from typing import NamedTuple

import msgspec
from msgspec import Struct

from kursk_archive.search.documents import SearchDocument
from kursk_archive.search.words import bucket_of, fold_word, raw_words, written_word
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
    words = _Words(ordered)
    lines = {"filters": _render_filters(ordered), "spellings": words.render_spellings()}
    lines |= _divide("words", words.word_lines(), files.words)
    lines |= _divide("places", words.place_lines(), files.places)
    return Segment(
        {name: _pack(text) for name, text in lines.items()},
        _pack(_render_days(ordered)),
        dict(_texts(ordered)),
        {name: dict(sorted(values.items())) for name, values in sorted(counts.items())},
    )


def _divide(name: str, lines: Iterable[tuple[str, str]], count: int) -> dict[str, str]:
    """Divide lines among files, by their words."""
    files: list[list[str]] = [[] for _ in range(count)]
    for word, line in lines:
        files[bucket_of(word, count)].append(line)
    return {f"{name}-{number}": "\n".join(file) for number, file in enumerate(files)}


class _Words:
    """The words of articles and where they stand."""

    def __init__(self, documents: Sequence[SearchDocument]) -> None:
        self.count = len(documents)
        self.folded: dict[str, tuple[str, ...]] = {}
        """A word as it is written → as it is indexed."""
        self.spelling: dict[str, str] = {}
        """Word → how it was first written, in lower case."""
        self.prominent: set[str] = set()
        """Words of titles and names."""
        self.articles: dict[str, list[str]] = defaultdict(list)
        """Word → of each article, its distance from the one before, and where the word is, see `word_lines`."""
        self.places: dict[str, list[str]] = defaultdict(list)
        """Word → of each article that has it in its text, the distance from the one before, and the positions there."""
        last: dict[str, int] = {}
        last_with_text: dict[str, int] = {}
        for number, document in enumerate(documents):
            before, text = self._positions_before_text(document), self._positions_in_text(document)
            for word, positions in before.items():
                step = f"{number - last.get(word, 0)},{_distances(positions)}"
                self.articles[word].append(f"{step}x{len(text[word])}" if word in text else step)
                last[word] = number
                if positions[0] < LEAD:
                    self.prominent.add(word)
            for word, positions in text.items():
                if word not in before:
                    times = f"x{len(positions)}" if len(positions) > 1 else ""
                    self.articles[word].append(f"{number - last.get(word, 0)}{times}")
                    last[word] = number
                self.places[word].append(f"{number - last_with_text.get(word, 0)},{_distances(positions)}")
                last_with_text[word] = number

    def _positions_before_text(self, document: SearchDocument) -> dict[str, list[int]]:
        positions: dict[str, list[int]] = defaultdict(list)
        fields = (((document.title,), TITLE, NAMES), (document.names, NAMES, LEAD), (document.lead, LEAD, TEXT))
        for texts, position, end in fields:
            for text in texts:
                for word in self._words(text):
                    positions[word].append(min(position, end - 1))
                    position += 1
                position += 1  # a phrase does not reach from one into the next
        return positions

    def _positions_in_text(self, document: SearchDocument) -> dict[str, list[int]]:
        positions: dict[str, list[int]] = defaultdict(list)
        for position, word in enumerate(self._words(document.text)):
            positions[word].append(position)
        return positions

    def _words(self, text: str) -> list[str]:
        folded = self.folded
        return [word for raw in raw_words(text) for word in folded.get(raw) or self._fold(raw)]

    def _fold(self, raw: str) -> tuple[str, ...]:
        words = self.folded[raw] = fold_word(raw)
        if len(words) == 1:
            self.spelling.setdefault(words[0], written_word(raw))
        return words

    def word_lines(self) -> Iterator[tuple[str, str]]:
        """Yield each word and its line: `ferry`, a tab, and for each article numbers, `;` between articles.

        The first number is the distance from the article before. Then follow, after commas, positions before the text,
        and after an `x` how often the word is in the text; it is there once if nothing follows. A word that is written
        otherwise than it is indexed says how: `елка=ёлка`.
        """
        for word, articles in sorted(self.articles.items()):
            written = self.spelling.get(word, word)
            yield word, f"{word if written == word else f'{word}={written}'}\t{';'.join(articles)}"

    def place_lines(self) -> Iterator[tuple[str, str]]:
        """Yield each word and its line with its positions in texts, from 0; not of words of more than half of them."""
        limit = self.count / 2 if self.count >= _MIN_COMMON_ARTICLES else self.count
        for word, places in sorted(self.places.items()):
            if len(places) <= limit:
                yield word, f"{word}\t{';'.join(places)}"

    def render_spellings(self) -> str:
        """Render the words that may be proposed for a misspelt one, as they are written, by frequency."""
        rows = (
            (min(len(str(len(self.articles[word]))), 9), spelling)
            for word, spelling in self.spelling.items()
            if len(word) > 2 and not word[0].isdigit() and self._is_proposed(word)
        )
        return "\n".join(f"{level}{spelling}" for level, spelling in sorted(rows))

    def _is_proposed(self, word: str) -> bool:
        return self.count < _MIN_SPELLING_ARTICLES or word in self.prominent or len(self.articles[word]) > 1


def _distances(positions: Sequence[int]) -> str:
    """Render the first position, then the distance from one to the next."""
    if len(positions) == 1:
        return str(positions[0])
    return ",".join(map(str, (positions[0], *map(sub, positions[1:], positions))))


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
