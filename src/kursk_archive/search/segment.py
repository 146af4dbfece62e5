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
"""In a smaller segment no word counts as too common to store where it stands in a text: `and`, `the`."""
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


def index_file_names(buckets: int) -> tuple[str, ...]:
    """Return the names of the files of an index, each with a line for every segment.

    Args:
        buckets: number of files of words.
    """
    return ("filters", "spellings", *(f"words-{number}" for number in range(buckets)))


def text_name(date: str, number: int) -> str:
    """Name an article's file: `2024-08-15-0`. It stays if articles of other days come or go.

    Args:
        date: ISO 8601, no more precise than a day; empty for none.
        number: of the article among those of this date.
    """
    return f"{date or UNDATED}-{number}"


def build_segment(documents: Iterable[SearchDocument], buckets: int) -> Segment:
    """Index some articles.

    Args:
        documents: in any order.
        buckets: number of files of words.
    """
    ordered = sorted(documents, key=lambda document: (document.date, document.path))
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for document in ordered:
        for name, value in document.filters:
            counts[name][value] += 1
    words = _Words(ordered)
    lines = {"filters": _render_filters(ordered), "spellings": words.render_spellings()}
    files: list[list[str]] = [[] for _ in range(buckets)]
    for word, line in words.render_lines():
        files[bucket_of(word, buckets)].append(line)
    lines |= {f"words-{number}": "\n".join(file) for number, file in enumerate(files)}
    return Segment(
        {name: _pack(text) for name, text in lines.items()},
        _pack(_render_days(ordered)),
        dict(_texts(ordered)),
        {name: dict(sorted(values.items())) for name, values in sorted(counts.items())},
    )


class _Words:
    """The words of articles and where they stand."""

    def __init__(self, documents: Sequence[SearchDocument]) -> None:
        self.count = len(documents)
        self.folded: dict[str, tuple[str, ...]] = {}
        """A word as it is written → as it is indexed."""
        self.places: dict[str, list[tuple[int, str]]] = defaultdict(list)
        """Word → number of an article, and positions there: the first one, then the distance from one to the next."""
        self.spelling: dict[str, str] = {}
        """Word → how it was first written, in lower case."""
        self.prominent: set[str] = set()
        """Words of titles and names."""
        for number, document in enumerate(documents):
            for word, positions in self._document_words(document).items():
                if positions[0] < LEAD:
                    self.prominent.add(word)
                distances = (positions[0], *map(sub, positions[1:], positions))
                self.places[word].append((number, ",".join(map(str, distances))))

    def _document_words(self, document: SearchDocument) -> dict[str, list[int]]:
        words: dict[str, list[int]] = defaultdict(list)
        self._add((document.title,), TITLE, NAMES, words)
        self._add(document.names, NAMES, LEAD, words)
        self._add(document.lead, LEAD, TEXT, words)
        self._add((document.text,), TEXT, None, words)
        return words

    def _add(self, texts: Iterable[str], start: int, end: int | None, words: dict[str, list[int]]) -> None:
        """Add the words of a field's texts; a phrase does not reach from one into the next."""
        position, folded = start, self.folded
        for text in texts:
            for raw in raw_words(text):
                for word in folded.get(raw) or self._fold(raw):
                    words[word].append(position if end is None else min(position, end - 1))
                    position += 1
            position += 1

    def _fold(self, raw: str) -> tuple[str, ...]:
        words = self.folded[raw] = fold_word(raw)
        if len(words) == 1:
            self.spelling.setdefault(words[0], written_word(raw))
        return words

    def render_lines(self) -> Iterator[tuple[str, str]]:
        """Yield each word and its line: `ferry`, a tab, and for each article numbers with commas between them.

        The first number is the distance from the article before, the others are the positions. A word that is written
        otherwise than it is indexed says how: `елка=ёлка`. Of a word in more than half of the articles, marked `*`,
        positions in the text are left out.
        """
        for word, places in sorted(self.places.items()):
            is_common = self.count >= _MIN_COMMON_ARTICLES and 2 * len(places) > self.count
            numbers = [number for number, _ in places]
            distances = (numbers[0], *map(sub, numbers[1:], numbers))
            positions = (_without_text(each) if is_common else each for _, each in places)
            entries = (f"{distance},{each}" for distance, each in zip(distances, positions, strict=True))
            written = self.spelling.get(word, word)
            name = word if written == word else f"{word}={written}"
            yield word, f"{name}{'*' * is_common}\t{';'.join(entries)}"

    def render_spellings(self) -> str:
        """Render the words that may be proposed for a misspelt one, as they are written, by frequency."""
        rows = (
            (min(len(str(len(self.places[word]))), 9), spelling)
            for word, spelling in self.spelling.items()
            if len(word) > 2 and not word[0].isdigit() and self._is_proposed(word)
        )
        return "\n".join(f"{level}{spelling}" for level, spelling in sorted(rows))

    def _is_proposed(self, word: str) -> bool:
        return self.count < _MIN_SPELLING_ARTICLES or word in self.prominent or len(self.places[word]) > 1


def _without_text(positions: str) -> str:
    """Reduce the positions in the text to its beginning."""
    kept, position = [], 0
    for distance in map(int, positions.split(",")):
        position += distance
        if position >= TEXT:
            kept.append(distance - (position - TEXT))
            break
        kept.append(distance)
    return ",".join(map(str, kept))


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
