"""Templates compiled to less work than Jinja's own code does: what a page says is the same, or it is not said at all.

Jinja looks a name up in more ways than one, and asks of whatever is called what it would like to be told besides. The
code here takes the first way alone. Where that leads nowhere (a value of a dictionary, an undefined name, a fault) an
exception comes of it, and the page is made by Jinja's own code instead: see `Theme.render`. So whatever a template may
mean is what Jinja says that it means.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from keyword import iskeyword
from types import FunctionType
from typing import Any

from jinja2 import Environment, nodes
from jinja2.compiler import CodeGenerator, Frame, MacroRef
from jinja2.runtime import Context, Macro
from jinja2.utils import missing

from kursk_archive.renderer.theme.escape import escape_text, to_html
from kursk_archive.renderer.theme.translate import TranslatingCodeGenerator

__all__ = ["FastMacro", "escape_text", "to_html", "with_fast_code", "call_and_print"]


def with_fast_code(environment: Environment) -> Environment:
    """The same environment with quick code. Where rendering raises, whatever it is, `environment` is to be asked."""
    fast = environment.overlay()
    fast.code_generator_class = FastCodeGenerator
    fast.optimized = False  # asks of every expression whether it is a constant, which takes a tenth of compiling
    return fast


class FastCodeGenerator(TranslatingCodeGenerator):
    """Makes the code of an environment whose pages are made again by another where an exception comes of it."""

    printed_call: nodes.Expr | None = None
    """The call whose text is to be printed."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802 - Jinja's name
        self.writeline(f"from {__name__} import QuickMacro, escaped, printed, said")
        super().visit_Template(node, frame)

    def blockvisit(self, body: Iterable[nodes.Node], frame: Frame) -> None:
        """Has a block say all that it has to say in one piece: each went through every template that it is laid in."""
        if frame.buffer is not None or frame.require_output_check or not (frame.block_frame or frame.rootlevel):
            super().blockvisit(body, frame)
            return
        self.buffer(frame)
        super().blockvisit(body, frame)
        self.writeline(f"yield concat({frame.buffer})")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        if _is_lookup_base(node.node) and node.attr.isascii() and not iskeyword(node.attr):
            self.visit(node.node, frame)
            self.write(f".{node.attr}")
        else:
            super().visit_Getattr(node, frame)

    def visit_Getitem(self, node: nodes.Getitem, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        if _is_lookup_base(node.node) and not isinstance(node.arg, nodes.Slice):
            self.visit(node.node, frame)
            self.write("[")
            self.visit(node.arg, frame)
            self.write("]")
        else:
            super().visit_Getitem(node, frame)

    def macro_def(self, macro_ref: MacroRef, frame: Frame) -> None:
        self.write("Quick")  # before Jinja's own `Macro(`
        super().macro_def(macro_ref, frame)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        context = frame.eval_ctx
        if context.volatile or not context.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        elif _is_call_by_name(node):
            self.printed_call = node
        else:
            # As `to_html` has it; to call it for each of a page's 350 values took a twentieth of the page.
            self.write("(escaped(one) if type(one := ")

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        context = frame.eval_ctx
        if context.volatile or not context.autoescape or finalize.src is not None:
            super()._output_child_post(node, frame, finalize)
        elif node is not self.printed_call:
            self.write(") is str else printed(one))")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802
        if node is not self.printed_call:
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        names = "_loop_vars" if frame.loop_frame else None, "_block_vars" if frame.block_frame else None
        self.write(f"said(context, {names[0]}, {names[1]}, ")
        self.visit(node.node, frame)
        self.signature(node, frame)
        self.write(")")


def _is_lookup_base(node: nodes.Node) -> bool:
    """Whether `node` is no constant, and not the blocks of a page, which are no attributes."""
    if isinstance(node, nodes.Name):
        return node.name != "self"
    return isinstance(node, nodes.Getattr | nodes.Getitem | nodes.Call | nodes.Filter)


def _is_call_by_name(node: nodes.Node) -> bool:
    """Whether `node` calls what has a name of its own, as macros have."""
    return isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name)


class FastMacro(Macro):
    """A macro whose function may be called as it is."""

    def __init__(self, environment: Environment, func: FunctionType, name: str, arguments: Any, *rest: Any) -> None:
        super().__init__(environment, func, name, arguments, *rest)
        names = func.__code__.co_varnames[: func.__code__.co_argcount]
        self.function = func if len(names) == len(arguments) else None
        """None where it takes more than is named, which Jinja has to find out of a call."""
        self.parameters = names
        """Of its values, as the function has them, in the order of `arguments`."""
        if self.function:
            func.__defaults__ = (missing,) * len(names)

    def to_parameters(self, values: dict[str, Any]) -> dict[str, Any]:
        return {self.parameters[self.arguments.index(name)]: value for name, value in values.items()}


def call_and_print(context: Context, loop: Any, block: Any, function: Any, /, *values: Any, **named: Any) -> str:
    """What a call prints; as `context.call` has it, with the variables of the loop and of the block around it.

    Jinja's own way takes 4 µs for a macro, of which the macro itself takes 1.
    """
    kind = type(function)
    if kind is FastMacro and function.function and context.eval_ctx.autoescape:
        text: str = function.function(*values, **function.renamed(named)) if named else function.function(*values)
        return text
    if kind in _PLAIN_CALLABLES and not hasattr(function, "jinja_pass_arg"):
        return to_html(function(*values, **named))
    return to_html(context.call(function, *values, _loop_vars=loop, _block_vars=block, **named))


_PLAIN_CALLABLES = frozenset({partial, FunctionType})
"""What Jinja asks no more of than whether it is marked."""
