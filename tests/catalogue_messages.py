"""Which messages a room's code and templates hold, by walking the code itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

__all__ = ["Message", "messages_in"]

Message = str | tuple[str, str]
"""A message, or its singular and plural."""

_SINGLE = ("say", "sentence")
_COUNTED = ("say_counted",)


def messages_in(package: Path) -> dict[Message, str]:
    """Every message of the package with the file that it was first seen in."""
    found: dict[Message, str] = {}
    for source in sorted(package.rglob("*.py")):
        for message in _messages(ast.parse(source.read_text(encoding="utf-8"))):
            found.setdefault(message, source.relative_to(package).as_posix())
    return found


def _messages(tree: ast.AST) -> Iterator[Message]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name in _SINGLE:
            yield _literal(node, 0)
        elif name in _COUNTED:
            yield _literal(node, 0), _literal(node, 1)


def _literal(call: ast.Call, index: int) -> str:
    argument = call.args[index]
    if not isinstance(argument, ast.Constant) or not isinstance(argument.value, str):
        raise AssertionError(f"line {call.lineno}: give the literal message, {ast.unparse(call)}")
    return argument.value
