"""Translates the templates' own messages when a template is compiled instead of on every page.

An environment has one language, so the translation of a `{% trans %}` or `_()` is known at compile time. Templates use
the standard Jinja syntax, in which Babel finds the messages. What depends on a page's values, such as plurals, is
translated when the page is rendered.
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

TRANSLATE_FILTER = "translate"
"""The filter that translates a message of the program, or each of a tuple; `_(kind)` is compiled to it."""
_GETTEXT_NAMES = frozenset({"_", "gettext"})
_PLACEHOLDER = re.compile(r"\0(\w+)\0")
"""Stands for a value while a message is translated: no template contains a NUL character."""


def translate_when_compiling(environment: Environment) -> None:
    """Make `environment` translate at compile time. Message catalogues must be installed before the first template."""
    environment.code_generator_class = TranslatingCodeGenerator
    environment.extend(to_html=to_html)
    gettext = _gettext_of(environment)
    environment.filters[TRANSLATE_FILTER] = lru_cache(maxsize=1024)(
        lambda message: tuple(map(gettext, message)) if isinstance(message, tuple) else gettext(message)
    )


def _gettext_of(environment: Environment) -> Callable[..., Markup]:
    """The `gettext` of the environment's templates, for use outside them."""

    def gettext(text: str, **values: Any) -> Markup:
        context = environment.context_class(environment, environment.globals, None, {})
        return Markup(context.call(context["gettext"], text, **values))  # noqa: S704 - as Jinja itself does

    return gettext


class TranslatingCodeGenerator(CodeGenerator):
    """Generates code with the messages translated."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802 - Jinja's name
        super().visit_Template(_Translator(self.environment).visit(node), frame)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        context = frame.eval_ctx
        if context.volatile or not context.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.to_html(")


class _Translator(NodeTransformer):
    """Replaces messages by their translations."""

    def __init__(self, environment: Environment) -> None:
        self.gettext = _gettext_of(environment)

    def visit_Output(self, node: nodes.Output) -> nodes.Node:  # noqa: N802 - Jinja's name
        node.nodes = [part for child in node.nodes for part in self._parts(child)]
        return self.generic_visit(node)

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - Jinja's name
        self.generic_visit(node)
        message = _message_of(node)
        if message is None or node.kwargs:
            return node
        if not isinstance(message, nodes.Const):
            return nodes.Filter(
                message, TRANSLATE_FILTER, [], [], None, None, lineno=node.lineno, environment=node.environment
            )
        translation = self._translate(message.value, {})
        return node if translation is None else _constant(translation, node)

    def _parts(self, node: nodes.Expr) -> Iterator[nodes.Expr]:
        """Split a message that contains values into its text and the values, in the order of the translation."""
        message = _message_of(node) if isinstance(node, nodes.Call) else None
        values = {keyword.key: keyword.value for keyword in node.kwargs} if isinstance(node, nodes.Call) else {}
        translation = self._translate(message.value, values) if isinstance(message, nodes.Const) and values else None
        pieces = _PLACEHOLDER.split(translation) if translation is not None else []
        if sorted(pieces[1::2]) != sorted(values) or not values:  # used twice, or formatted: left to the page
            yield node
            return
        for i, piece in enumerate(pieces):
            if piece:
                yield values[piece] if i % 2 else _constant(piece, node)

    def _translate(self, text: str, values: dict[str, Any]) -> str | None:
        """Translate a message; None if its placeholders do not match or need other values than text."""
        try:
            return str(self.gettext(text, **{name: Markup(f"\0{name}\0") for name in values}))  # noqa: S704 - a placeholder
        except (KeyError, TypeError, ValueError):
            return None


def _message_of(node: nodes.Call) -> nodes.Expr | None:
    """The message that a call translates; None for other functions, and for arguments that only the page knows."""
    has_one_argument = len(node.args) == 1 and node.dyn_args is None and node.dyn_kwargs is None
    is_gettext = isinstance(node.node, nodes.Name) and node.node.name in _GETTEXT_NAMES
    return node.args[0] if has_one_argument and is_gettext else None


def _constant(html: str, at: nodes.Node) -> nodes.Const:
    return nodes.Const(Markup(html), lineno=at.lineno, environment=at.environment)  # noqa: S704 - as Jinja itself does
