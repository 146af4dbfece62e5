"""The templates' own sentences, translated once, when a template is compiled, and not on every page.

An environment speaks one language, so what `{% trans %}` and `_()` come to is known before any page is. They stay in
the templates as they are: the names to translate are found there by Babel, and themes may use all that Jinja offers.
What has to wait for a page's values (plurals, contexts) is translated then.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from jinja2 import Environment, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from kursk_archive.renderer.theme.escape import to_html

TRANSLATE_FILTER = "translated"
"""The filter that says a word of the program's own, or each of a tuple, in the page's language; `_(kind)` is compiled
to it."""
_GETTEXT_NAMES = frozenset({"_", "gettext"})
_PLACEHOLDER = re.compile(r"\0(\w+)\0")
"""Stands for a value in a sentence while it is translated: no template has this character."""


def translate_when_compiling(environment: Environment) -> None:
    """Have `environment` translate as it compiles; catalogues are to be installed before its first template is."""
    environment.code_generator_class = TranslatingCodeGenerator
    environment.extend(printed=to_html)
    say = _gettext_of(environment)
    environment.filters[TRANSLATE_FILTER] = lru_cache(maxsize=1024)(
        lambda told: tuple(map(say, told)) if isinstance(told, tuple) else say(told)
    )


def _gettext_of(environment: Environment) -> Callable[..., Markup]:
    """What `gettext` of a template does, outside of one."""

    def say(text: str, **values: Any) -> Markup:
        context = environment.context_class(environment, environment.globals, None, {})
        return Markup(context.call(context["gettext"], text, **values))  # noqa: S704 - as Jinja itself does

    return say


class TranslatingCodeGenerator(CodeGenerator):
    """Makes the code of templates that say their sentences in one language."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802 - Jinja's name
        super().visit_Template(_Translator(self.environment).visit(node), frame)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        context = frame.eval_ctx
        if context.volatile or not context.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.printed(")


class _Translator(NodeTransformer):
    """Puts a sentence in its translation's place."""

    def __init__(self, environment: Environment) -> None:
        self.gettext = _gettext_of(environment)

    def visit_Output(self, node: nodes.Output) -> nodes.Node:  # noqa: N802 - Jinja's name
        node.nodes = [part for one in node.nodes for part in self._parts(one)]
        return self.generic_visit(node)

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - Jinja's name
        self.generic_visit(node)
        text = _message_of(node)
        if text is None or node.kwargs:
            return node
        if not isinstance(text, nodes.Const):
            return nodes.Filter(
                text, TRANSLATE_FILTER, [], [], None, None, lineno=node.lineno, environment=node.environment
            )
        said = self._translate(text.value, {})
        return node if said is None else _constant(said, node)

    def _parts(self, node: nodes.Expr) -> Iterator[nodes.Expr]:
        """A sentence with values in it as its pieces and the values, as they follow each other in the translation."""
        text = _message_of(node) if isinstance(node, nodes.Call) else None
        values = {one.key: one.value for one in node.kwargs} if isinstance(node, nodes.Call) else {}
        said = self._translate(text.value, values) if isinstance(text, nodes.Const) and values else None
        pieces = _PLACEHOLDER.split(said) if said is not None else []
        if sorted(pieces[1::2]) != sorted(values) or not values:  # said twice, or in a width: left to the page
            yield node
            return
        for i, piece in enumerate(pieces):
            if piece:
                yield values[piece] if i % 2 else _constant(piece, node)

    def _translate(self, text: str, values: dict[str, Any]) -> str | None:
        """The translation; None where it cannot be filled in, or takes more than text."""
        try:
            return str(self.gettext(text, **{name: Markup(f"\0{name}\0") for name in values}))  # noqa: S704 - a mark alone
        except (KeyError, TypeError, ValueError):
            return None


def _message_of(node: nodes.Call) -> nodes.Expr | None:
    """What a call has translated; None where it is another function's, or in a form that is left to the page."""
    plain = len(node.args) == 1 and node.dyn_args is None and node.dyn_kwargs is None
    return node.args[0] if plain and isinstance(node.node, nodes.Name) and node.node.name in _GETTEXT_NAMES else None


def _constant(html: str, at: nodes.Node) -> nodes.Const:
    return nodes.Const(Markup(html), lineno=at.lineno, environment=at.environment)  # noqa: S704 - as Jinja itself does
