"""Reads the corpus's list of topics, which Pelican's own reader of metadata takes for one text; knows neighbours."""

from itertools import pairwise

from pelican import signals
from pelican.urlwrappers import Tag


def _with_tags(generator, metadata):
    names = metadata["topics"].strip("[]").split(", ")
    metadata["tags"] = [Tag(name, generator.settings) for name in names]


def _with_neighbours(generator):
    for later, earlier in pairwise(generator.articles):
        earlier.next_article, later.prev_article = later, earlier


def register():
    signals.article_generator_context.connect(_with_tags)
    signals.article_generator_finalized.connect(_with_neighbours)
