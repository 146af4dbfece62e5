"""Fast HTML escaping. The output is identical to Jinja's, without the intermediate `Markup` objects."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import markupsafe
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

escape_text: Callable[[str], str] = getattr(markupsafe, "_escape_inner", escape)
"""Escapes a text without creating a `Markup`: 0.08 µs for a title; `escape` takes 0.7."""


def to_html(value: object) -> str:
    """Escape a value like `markupsafe.escape`, but without a `Markup` for each, which took a third of a page's time."""
    kind = type(value)
    if kind is str:
        return escape_text(value)  # type: ignore[arg-type] # it is one
    if kind is Markup:
        return value  # type: ignore[return-value] # it is one
    if kind is int or kind is float:
        return str(value)
    return escape(value) if hasattr(value, "__html__") else escape_text(str(value))


def fast_ngettext(ngettext: Callable[[str, str, int], str]) -> Callable[..., Markup | str]:
    """Give a replacement of Jinja's `ngettext` without the `Markup` objects: 2 µs a call instead of 20."""

    @pass_context
    def translate(context: Context, singular: str, plural: str, count: int, /, **values: Any) -> Markup | str:
        values.setdefault("num", count)
        text = ngettext(singular, plural, count)
        pieces = _PLACEHOLDER.split(text)
        if not context.eval_ctx.autoescape:
            return text % values
        if any("%" in piece for piece in pieces[::2]):  # a percent sign, or a conversion other than `s`
            return Markup(text) % values  # noqa: S704 - as Jinja itself does
        pieces[1::2] = [to_html(values[name]) for name in pieces[1::2]]
        return Markup("".join(pieces))  # noqa: S704 - as Jinja itself does

    return translate


_PLACEHOLDER = re.compile(r"%\((\w+)\)s")
