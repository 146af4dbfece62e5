"""Choose the blocks of a page that are its article.

An extractor says which words belong to the article. The blocks of the page's own tree that hold those words are the
article, and what stands between them: headings, lists, quotes, tables, figures, embeds. So nothing is lost that an
extractor leaves out of its text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import dropwhile, islice, takewhile

from lxml.html import HtmlElement
from msgspec import Struct

from kursk_archive.comparison.words import is_correction
from kursk_archive.loader.html.boilerplate import (
    is_boilerplate_element,
    is_boilerplate_text,
    is_byline_or_date,
    is_caption,
    is_headline_link,
    is_label_of_others,
    is_link_label,
    is_list_of_topics,
    is_named_body,
    is_post,
    is_source_note,
)
from kursk_archive.loader.html.page_tree import BLOCK_TAGS, UNSEEN_TAGS, elements_of

_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_MIN_VOTE_CHARACTERS = 24
"""Letters and digits. A shorter text may stand in several places of a page."""
_MIN_PROSE_CHARACTERS, _MAX_PROSE_LINKS = 80, 0.35
_SECTION_SHARE = 0.5
_HINT_SHARE = 0.3
_BELOW_SHARE = 0.3
"""Of the article's text. With more of it below a label, the label is a heading of the article."""
_NAME_BONUS = 0.08
"""For an element whose name says that it is the body of the article."""
_UNITS = frozenset({"blockquote", "dl", "figure", "ol", "table", "ul"})
_UNIT_TAGS = _UNITS | {"caption", "dd", "div", "dt", "li", "p", "tbody", "td", "tfoot", "th", "thead", "tr"}
_UNIT_PARENTS = frozenset({"blockquote", "dl", "li", "ol", "p", "table", "tbody", "td", "tr", "ul"})
_MAX_WRAPPED = 3
"""Times its own length: with more text in its section, a block that nobody voted for stands among others like it."""
_MAX_LINE_CHARACTERS, _MAX_LINES_ABOVE = 160, 4
_MAX_FIRST_PARAGRAPHS, _MIN_SENTENCE_CHARACTERS = 3, 15
_FULL_STOPS, _CLOSING = ".!?:…。！？؟", "”\"'»’)] "
_MAX_NOTE_CHARACTERS, _MAX_BLOCKS_BELOW = 600, 40
"""Characters of a note on sources, and how many blocks below the text it may stand."""
_FEW_VOTES, _MUCH_MORE = 250, 3
"""Characters of votes that are doubtful, and how many times as much prose elsewhere says that they are wrong."""
_MIN_STORY_CHARACTERS = 200
_LINK_LINE_SHARE, _LABELLED_SHARE = 0.9, 0.5
"""Of links in a line that is one to another story: anywhere, and below a label that says so."""
_SUBSCRIPTION = re.compile(r"\bsubscription-widget|\bsubscribe-widget")


class Block(Struct, eq=False):
    """A block without blocks inside: its element and its text."""

    element: HtmlElement
    index: int
    """In the order of the page."""
    text: str
    """With white space folded."""
    key: str
    """Letters and digits, folded."""
    linked: int
    """Characters inside of links."""
    in_figure: bool = False
    in_post: bool = False
    """Inside of a post of a social network."""
    chosen: bool = False

    @property
    def link_share(self) -> float:
        return self.linked / max(len(self.text), 1)


class Choice(Struct, eq=False):
    """The article of a page: the element that holds all of it, and the blocks in it that are not part of it."""

    container: HtmlElement
    left_out: set[HtmlElement]
    """Elements below the container that are left out, with all they hold."""
    blocks: list[Block]
    """The chosen ones."""


def fold_text(text: str) -> str:
    """Reduce a text to its letters and digits, in lower case."""
    return _NOT_ALPHANUMERIC.sub("", text).lower()


def list_blocks(root: HtmlElement) -> list[Block]:
    """List the blocks that have text, in the order of the page; `separate_blocks` has been called."""
    elements = elements_of(root)
    unseen: set[HtmlElement] = set()
    holders: set[HtmlElement] = set()
    inside_figure: set[HtmlElement] = set()
    inside_post: set[HtmlElement] = set()
    for element in elements:
        parent = element.getparent()
        if element.tag in UNSEEN_TAGS or parent in unseen or _is_hidden(element):
            unseen.add(element)
        if parent in inside_figure or is_caption(element):
            inside_figure.add(element)
        if parent in inside_post or is_post(element):
            inside_post.add(element)
    for element in reversed(elements):
        parent = element.getparent()
        if parent is not None and (element.tag in BLOCK_TAGS or element in holders):
            holders.add(parent)
    blocks: list[Block] = []
    for element in elements:
        if element.tag not in BLOCK_TAGS or element in holders or element in unseen:
            continue
        text = visible_text(element)
        if text:
            linked = sum(len(visible_text(anchor)) for anchor in element.iter("a"))
            kinds = element in inside_figure, element in inside_post
            blocks.append(Block(element, len(blocks), text, fold_text(text), linked, *kinds))
    return blocks


def _is_hidden(element: HtmlElement) -> bool:
    """Return True for what no reader saw."""
    if element.get("hidden") is not None:
        return True
    style = element.get("style")
    return bool(style and re.search(r"display\s*:\s*none|visibility\s*:\s*hidden", style, re.IGNORECASE))


def visible_text(element: HtmlElement) -> str:
    """Return the text of an element, with white space folded."""
    if not len(element):
        return " ".join((element.text or "").split())
    parts: list[str] = []
    pending: list[HtmlElement | str] = [element]
    while pending:
        item = pending.pop()
        if isinstance(item, str):
            parts.append(item)
            continue
        if item is not element and item.tail:
            pending.append(f" {item.tail}" if item.tag in BLOCK_TAGS else item.tail)
        if not isinstance(item.tag, str) or item.tag in UNSEEN_TAGS:
            continue
        if item.tag == "br" or (item.tag in BLOCK_TAGS and item is not element):
            parts.append(" ")
        pending.extend(reversed(item))
        if item.text:
            pending.append(item.text)
    return " ".join("".join(parts).split())


def choose_blocks(root: HtmlElement, extracted: Sequence[str], titles: Iterable[str], host: str) -> Choice | None:
    """Choose the article's blocks; None if the page has no article.

    Args:
        root: of the page, after `separate_blocks`.
        extracted: the article's text, as each extractor has it.
        titles: spellings of the headline, which is left out.
        host: of the page; empty if it is not known.
    """
    blocks = list_blocks(root)
    votes = _votes(blocks, extracted)
    if _length(votes) < _FEW_VOTES and _length(prose := _prose(blocks)) > _length(votes) * _MUCH_MORE:
        votes = prose
    if not votes:
        return None
    parents = _weigh(votes)
    container = _container(votes, parents, blocks)
    if parts := _other_parts(root, container, blocks):
        votes = sorted({*votes, *parts}, key=lambda block: block.index)
        parents = _weigh(votes)
        container = _common_ancestor(container, [block.element for block in parts])
    inside = [block for block in blocks if _is_inside(block.element, container)]
    voted = {block.index for block in votes}
    left_out = _boilerplate_elements(container, votes, parents, _weigh(blocks))
    title_keys = frozenset(map(fold_text, titles))
    chosen = _choose(inside, voted, left_out, parents, container, title_keys, host)
    if _length(chosen) < _HINT_SHARE * _length(votes):  # names of elements are no hints on this page
        left_out = set()
        chosen = _choose(inside, voted, left_out, parents, container, title_keys, host)
    if not chosen:
        return None
    keep = {block.element for block in chosen}
    left_out |= {block.element for block in inside if block.element not in keep and not block.in_figure}
    return Choice(container, left_out, chosen)


def choose_all_blocks(root: HtmlElement, titles: Iterable[str]) -> Choice:
    """Choose everything but the headline at the top, and forms to subscribe: the file holds nothing but an article.

    Args:
        root: of the file, after `separate_blocks`.
        titles: spellings of the headline.
    """
    keys = frozenset(map(fold_text, titles))
    left_out = {element for element in elements_of(root) if _SUBSCRIPTION.search(element.get("class") or "")}
    excluded = _Descendants(left_out)
    blocks = [block for block in list_blocks(root) if block.element not in excluded and not block.in_figure]
    if blocks and blocks[0].key in keys:
        left_out.add(blocks.pop(0).element)
    return Choice(root, left_out, blocks)


def _votes(blocks: Sequence[Block], extracted: Sequence[str]) -> list[Block]:
    """Return the blocks whose words an extractor has taken for the article's."""
    folded = [fold_text(text) for text in extracted]
    return [
        block
        for block in blocks
        if len(block.key) >= _MIN_VOTE_CHARACTERS and any(block.key in text for text in folded)
    ]


def _prose(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks that read like prose, of the part of the page that has most of it."""
    prose = list(filter(_is_prose, blocks))
    scores: dict[HtmlElement, float] = {}
    for block in prose:
        weight, ancestor = float(len(block.text)), block.element.getparent()
        while ancestor is not None and weight > 1:
            scores[ancestor] = scores.get(ancestor, 0.0) + weight
            weight, ancestor = weight * 0.6, ancestor.getparent()
    if not scores:
        return []
    best = max(scores, key=lambda element: scores[element])
    return [block for block in prose if _is_inside(block.element, best)]


def _weigh(votes: Iterable[Block]) -> dict[HtmlElement, int]:
    """Map each element that holds voted blocks to the characters in them."""
    weights: dict[HtmlElement, int] = {}
    for block in votes:
        element = block.element
        while element is not None:
            weights[element] = weights.get(element, 0) + len(block.text)
            element = element.getparent()
    return weights


def _container(votes: Sequence[Block], weights: dict[HtmlElement, int], blocks: Sequence[Block]) -> HtmlElement:
    """Return the element that has most of the votes and least of the rest; the innermost of equal ones."""
    total, sizes = _length(votes), _weigh(blocks)

    def agreement(element: HtmlElement) -> tuple[float, int]:
        share = 2 * weights[element] / (total + sizes.get(element, 0))
        bonus = _NAME_BONUS if is_named_body(element) else 0
        return round(share + bonus, 3), sum(1 for _ in element.iterancestors())

    best = max(weights, key=agreement)
    is_block = any(block.element is best for block in votes)
    is_part = is_block or best.tag in ("p", "li", "td", "blockquote", *_HEADINGS)
    return best.getparent() if is_part and best.getparent() is not None else best


def _other_parts(root: HtmlElement, container: HtmlElement, blocks: Sequence[Block]) -> list[Block]:
    """Return the prose of a body that goes on in elements named like the container, between advertisements.

    Their names may be numbered: `story-body-1`. A headline between them says that they are the bodies of several
    articles.
    """
    name = _without_numbers(container)
    if not name or not is_named_body(container):
        return []
    others = [
        other
        for other in root.iter(container.tag)
        if _without_numbers(other) == name and not (_is_inside(other, container) or _is_inside(container, other))
    ]
    if not others:
        return []
    whole = _common_ancestor(container, others)
    bodies = {container, *others}
    parts = _Descendants(bodies)
    below = dropwhile(lambda element: element not in bodies, whole.iter())
    headings = (element for element in below if element.tag in ("h1", "h2") and element not in parts)
    if not all(_is_beside(heading, whole) for heading in headings):
        return []
    found = _Descendants(set(others))
    return [block for block in blocks if block.element in found and _is_prose(block)]


_NUMBER = re.compile(r"[0-9]+")


def _without_numbers(element: HtmlElement) -> str:
    return _NUMBER.sub("", element.get("class") or "")


def _is_beside(heading: HtmlElement, whole: HtmlElement) -> bool:
    """Return True for a heading in a box beside the text, such as that of related stories."""
    return any(map(is_boilerplate_element, takewhile(lambda holder: holder is not whole, heading.iterancestors())))


def _is_prose(block: Block) -> bool:
    return len(block.text) >= _MIN_PROSE_CHARACTERS and block.link_share <= _MAX_PROSE_LINKS and not block.in_figure


def _common_ancestor(element: HtmlElement, others: Iterable[HtmlElement]) -> HtmlElement:
    """Return the innermost element that holds all of the given ones."""
    ancestor = element
    for other in others:
        while not _is_inside(other, ancestor):
            ancestor = ancestor.getparent()
    return ancestor


def _is_inside(element: HtmlElement, container: HtmlElement) -> bool:
    while element is not None:
        if element is container:
            return True
        element = element.getparent()
    return False


def _boilerplate_elements(
    container: HtmlElement, votes: Sequence[Block], weights: dict[HtmlElement, int], sizes: dict[HtmlElement, int]
) -> set[HtmlElement]:
    """Return elements whose tag, role or name says that they hold something else, and that do not hold much of it."""
    total = _length(votes)
    named = _weigh_names(votes, container)
    found: set[HtmlElement] = set()
    pending = list(container)
    while pending:
        element = pending.pop()
        if not isinstance(element.tag, str) or element.tag in UNSEEN_TAGS:
            continue
        weight = weights.get(element, 0)
        if named.get(element.get("class") or "", 0) > _HINT_SHARE * total:
            pending.extend(element)
        elif weight <= _HINT_SHARE * total and is_boilerplate_element(element, 2 * weight > sizes.get(element, 0)):
            found.add(element)
        else:
            pending.extend(element)
    return found


def _weigh_names(votes: Iterable[Block], container: HtmlElement) -> dict[str, int]:
    """Map each class to the characters of the voted blocks that have it: a name that most of them have says nothing."""
    weights: dict[str, int] = {}
    for block in votes:
        holders = takewhile(lambda holder: holder is not container, block.element.iterancestors())
        for name in {name for holder in (block.element, *holders) if (name := holder.get("class"))}:
            weights[name] = weights.get(name, 0) + len(block.text)
    return weights


def _length(blocks: Iterable[Block]) -> int:
    return sum(len(block.text) for block in blocks)


def _choose(
    blocks: Sequence[Block],
    voted: set[int],
    left_out: set[HtmlElement],
    weights: dict[HtmlElement, int],
    container: HtmlElement,
    title_keys: frozenset[str],
    host: str,
) -> list[Block]:
    """Return the blocks inside of the container that are the article's."""
    excluded = _Descendants(left_out)
    candidates = [block for block in blocks if block.element not in excluded and not block.in_figure]
    sizes = _sizes(candidates, container)
    whole, candidates = candidates, _until_other_stories(candidates, voted)
    numbers = [number for number, block in enumerate(candidates) if block.index in voted]
    if not numbers:
        return []
    first = next((number for number in numbers if candidates[number].element.tag not in _HEADINGS), numbers[0])
    voted = voted | _first_paragraphs(candidates, first)
    last = len(candidates) if is_named_body(container) else numbers[-1]
    for number, block in enumerate(candidates):
        if block.index in voted or (numbers[0] < number < last and _belongs(block, weights, sizes, container)):
            block.chosen = block.in_post or not (
                block.key in title_keys
                or is_list_of_topics(block.element, block.link_share)
                or is_boilerplate_text(block.text, block.link_share)
                or (block.link_share >= _LINK_LINE_SHARE and is_headline_link(block.element, block.text, host))
            )
    _drop_lines_above(candidates)
    _drop_links_below_labels(candidates)
    _drop_links_below(candidates)
    _add_posts_below(candidates)
    return [block for block in _without_stray_labels(candidates) if block.chosen] + _notes_below(whole, candidates)


def _first_paragraphs(blocks: Sequence[Block], first: int) -> set[int]:
    """Return the paragraphs right above the first that an extractor has, if they are of the same kind.

    Extractors take a first paragraph with a dateline or a quotation for a caption.
    """
    found: set[int] = set()
    start = blocks[first].element
    for block in reversed(blocks[max(0, first - _MAX_FIRST_PARAGRAPHS) : first]):
        element = block.element
        if element.tag in _HEADINGS:
            continue
        is_alike = element.getparent() is start.getparent() and _signature(element) == _signature(start)
        is_sentence = len(block.text) >= _MIN_SENTENCE_CHARACTERS and _ends_a_sentence(block.text)
        if not (is_alike and is_sentence and block.link_share <= _MAX_PROSE_LINKS):
            break
        found.add(block.index)
    return found


def _ends_a_sentence(text: str) -> bool:
    return text.rstrip(_CLOSING)[-1:] in _FULL_STOPS


def _signature(element: HtmlElement) -> tuple[str, str]:
    return element.tag, element.get("class") or ""


def _until_other_stories(blocks: list[Block], voted: set[int]) -> list[Block]:
    """Return the blocks above the label of other stories, if little of the article is below it."""
    total = sum(len(block.text) for block in blocks if block.index in voted)
    above = 0
    for number, block in enumerate(blocks):
        if (
            block.link_share < 1
            and (
                (above > (1 - _BELOW_SHARE) * total and is_link_label(block.text))
                or (above > _MIN_STORY_CHARACTERS and is_label_of_others(block.text))
            )
            and not _goes_on(blocks, number, voted)
        ):
            return blocks[:number]
        above += len(block.text) * (block.index in voted)
    return blocks


def _goes_on(blocks: Sequence[Block], label: int, voted: set[int]) -> bool:
    """Return True if the article goes on below a label, in paragraphs beside or named like those above it."""
    parents = {block.element.getparent() for block in blocks[:label] if block.index in voted}
    names = {name for parent in parents if (name := parent.get("class"))}
    return any(
        block.index in voted
        and block.link_share <= _MAX_PROSE_LINKS
        and len(block.text) >= _MIN_SENTENCE_CHARACTERS
        and (block.element.getparent() in parents or block.element.getparent().get("class") in names)
        for block in blocks[label + 1 :]
    )


def _notes_below(whole: Sequence[Block], candidates: Sequence[Block]) -> list[Block]:
    """Return the notes below the text, perhaps below links to other stories: its source, and what was corrected."""
    chosen = {block.index for block in candidates if block.chosen}
    last = max((number for number, block in enumerate(whole) if block.index in chosen), default=len(whole))
    return [
        block
        for block in whole[last + 1 : last + 1 + _MAX_BLOCKS_BELOW]
        if block.link_share < 1 and len(block.text) <= _MAX_NOTE_CHARACTERS
        if is_source_note(block.text) or (_ends_a_sentence(block.text) and is_correction(block.text))
    ]


def _drop_lines_above(blocks: Sequence[Block]) -> None:
    """Drop the names and dates between the headline and the text, also those below a summary."""
    for block in islice((block for block in blocks if block.chosen), _MAX_LINES_ABOVE):
        if len(block.text) <= _MAX_LINE_CHARACTERS and is_byline_or_date(block.text):
            block.chosen = False


def _drop_links_below_labels(blocks: Sequence[Block]) -> None:
    """Drop the links to other stories that a label within the text introduces."""
    is_below = False
    for block in blocks:
        if block.link_share < 1 and is_link_label(block.text):
            is_below = True
        elif block.link_share <= _LABELLED_SHARE or block.in_post:
            is_below = False
        elif is_below:
            block.chosen = False


def _drop_links_below(blocks: Sequence[Block]) -> None:
    """Drop lines below the text that are links to other stories."""
    for block in reversed(blocks):
        if block.chosen:
            if (
                block.in_post
                or block.link_share < _LINK_LINE_SHARE
                or block.element.tag not in ("p", "li", "div", "h3", "h4")
            ):
                return
            block.chosen = False


def _add_posts_below(blocks: Sequence[Block]) -> None:
    """Add the posts that the article ends with."""
    last = max((number for number, block in enumerate(blocks) if block.chosen), default=len(blocks))
    for block in blocks[last + 1 :]:
        if not block.in_post:
            return
        block.chosen = True


def _sizes(blocks: Iterable[Block], container: HtmlElement) -> dict[HtmlElement, int]:
    """Map each element to the characters of all blocks in it."""
    sizes: dict[HtmlElement, int] = {}
    for block in blocks:
        element = block.element
        while element is not None and element is not container:
            sizes[element] = sizes.get(element, 0) + len(block.text)
            element = element.getparent()
    return sizes


def _belongs(
    block: Block, weights: dict[HtmlElement, int], sizes: dict[HtmlElement, int], container: HtmlElement
) -> bool:
    """Return True if a block that no extractor has stands among those that one has."""
    unit = _unit(block.element, container)
    length, parent = max(len(block.text), sizes.get(unit, 0)), unit.getparent()
    while parent is not None and parent is not container:
        if weights.get(parent, 0) >= _SECTION_SHARE * sizes.get(parent, 1):
            return True
        is_section = parent.tag in ("div", "section")
        if not is_section and parent.tag not in _UNIT_PARENTS:
            return False
        if is_section and not weights.get(parent, 0) and sizes.get(parent, 0) > _MAX_WRAPPED * length:
            return False
        parent = parent.getparent()
    return True


def _unit(element: HtmlElement, container: HtmlElement) -> HtmlElement:
    """Return the outermost list or table that an element is a part of, with its figure; else the element."""
    unit = element
    for ancestor in element.iterancestors():
        if ancestor is container or ancestor.tag not in _UNIT_TAGS:
            break
        if ancestor.tag in _UNITS:
            unit = ancestor
    return unit


def _without_stray_labels(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield the blocks; a heading or a label with nothing of the article below it is not chosen any more."""
    kept: list[Block] = []
    below: Block | None = None
    for block in reversed(blocks):
        is_label = block.element.tag in _HEADINGS or is_link_label(block.text)
        if block.chosen and is_label and (below is None or not below.chosen):
            block.chosen = False
        if not block.in_figure:
            below = block
        kept.append(block)
    return reversed(kept)


class _Descendants:
    """The elements below some elements, with those."""

    def __init__(self, roots: set[HtmlElement]) -> None:
        self._inside: dict[HtmlElement, bool] = dict.fromkeys(roots, True)

    def __contains__(self, element: HtmlElement) -> bool:
        path = []
        while element is not None and element not in self._inside:
            path.append(element)
            element = element.getparent()
        inside = element is not None and self._inside[element]
        self._inside.update(dict.fromkeys(path, inside))
        return inside
