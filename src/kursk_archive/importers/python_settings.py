"""Read the constants of settings that are a Python program. The program is parsed and never run."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from kursk_archive.yaml.located import MAX_DEPTH, Located, LocatedData

_MAX_CHARS = 262_144


def read_python_settings(text: str) -> Mapping[str, Located]:
    """Return the values of names that a module sets to constants; any other statement is ignored.

    A value may refer to names set above it. A later statement overrides an earlier one. Anything that is not Python
    gives no settings.
    """
    if len(text) > _MAX_CHARS:
        return {}
    try:
        module = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    constants: dict[str, Any] = {}
    settings: dict[str, Located] = {}
    for statement in module.body:
        for name, node in _assignments(statement):
            try:
                constants[name] = _evaluate(node, constants)
                settings[name] = Located(_locate(constants[name]), node.lineno)
            except ValueError:
                constants.pop(name, None)
                settings.pop(name, None)
    return settings


def _assignments(statement: ast.stmt) -> list[tuple[str, ast.expr]]:
    if isinstance(statement, ast.AnnAssign) and statement.value and isinstance(statement.target, ast.Name):
        return [(statement.target.id, statement.value)]
    if not isinstance(statement, ast.Assign):
        return []
    return [(target.id, statement.value) for target in statement.targets if isinstance(target, ast.Name)]


def _evaluate(node: ast.expr, constants: Mapping[str, Any], depth: int = 0) -> Any:
    """Return the value of an expression.

    Raises:
        ValueError: it is not made of constants.
    """
    if depth > MAX_DEPTH:
        raise ValueError
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name) and node.id in constants:
        return constants[node.id]
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        return [_evaluate(item, constants, depth + 1) for item in node.elts]
    if isinstance(node, ast.Dict):
        pairs = [(key, value) for key, value in zip(node.keys, node.values, strict=True) if key is not None]
        return {
            f"{_evaluate(key, constants, depth + 1)}": _evaluate(value, constants, depth + 1) for key, value in pairs
        }
    raise ValueError


def _locate(value: Any) -> LocatedData:
    if isinstance(value, dict):
        return {key: Located(_locate(item)) for key, item in value.items()}
    if isinstance(value, list):
        return tuple(Located(_locate(item)) for item in value)
    return value if value is None or isinstance(value, bool) else f"{value}"
