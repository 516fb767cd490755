"""The rules know no language: they import only the tables that they parse by, and hold no sentence."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "kpixl"
RULES = sorted((PACKAGE / "rules").rglob("*.py"))
JAPANESE = re.compile("[ぁ-ヿ㐀-鿿々〆]")
# Three words in a row with small letters: what people read, and no key, name or format.
ENGLISH = re.compile(r"[A-Za-z]+,? [a-z']+,? [a-z]+")


def _names(module: ast.Module) -> Iterator[str]:
    """What a module imports, by full names."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _texts(node: ast.AST) -> Iterator[ast.Constant]:
    """The text constants of a module, but for docstrings and what Python's own errors say to developers."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
            continue
        if isinstance(child, ast.Raise) and isinstance(child.exc, ast.Call) and _is_builtin(child.exc.func):
            continue
        if isinstance(child, ast.Constant) and isinstance(child.value, str):
            yield child
        yield from _texts(child)


def _is_builtin(function: ast.expr) -> bool:
    return isinstance(function, ast.Name) and function.id in {"ValueError", "TypeError", "KeyError"}


def _said(module: ast.Module, pattern: "re.Pattern[str]") -> list[tuple[int, str]]:
    return [(text.lineno, str(text.value)) for text in _texts(module) if pattern.search(str(text.value))]


@pytest.mark.parametrize("path", RULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_of_the_rules_has_no_language(path):
    module = ast.parse(path.read_text(encoding="utf-8"))
    assert [name for name in _names(module) if name.startswith("kpixl.locale")] == []
    assert _said(module, JAPANESE) == []
    assert _said(module, ENGLISH) == []


def test_the_search_sees_sentences_but_for_docstrings_and_errors():
    module = ast.parse(
        '"""Docs are for us."""\n'
        'TITLE = "実績"\n'
        'def f(x):\n    """So is this one."""\n    return f"The figure {x} is too large."\n'
        'def g():\n    raise ValueError("nobody but us reads this")\n'
        'KEY = "word.reason.no_prior"\n'
    )
    assert _said(module, JAPANESE) == [(2, "実績")]
    assert [text for _line, text in _said(module, ENGLISH)] == [" is too large."]


def test_there_are_rules_to_search():
    assert len(RULES) > 60
