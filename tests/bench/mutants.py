"""Mutation: small faults are put into a module, one at a time; the tests that do not notice are named.

`python -m tests.bench.mutants [MODULE TESTS …]`: pairs of a module of the package and its tests. Without any,
those that decide what a judgement is. It works in a copy of the checkout; run by hand, it takes its time.
"""

import ast
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
JUDGING = (
    "kpixl/rules/targets/judge.py", "tests/rules",
    "kpixl/rules/targets/resolve.py", "tests/rules/targets",
    "kpixl/rules/assessment/achievement.py", "tests/rules/assessment",
    "kpixl/rules/assessment/comparison.py", "tests/rules/assessment",
    "kpixl/rules/assessment/aggregates.py", "tests/rules/assessment",
    "kpixl/rules/assessment/control_totals.py", "tests/rules/assessment",
    "kpixl/rules/returns/versions.py", "tests/rules/returns",
    "kpixl/model/rounding.py", "tests/rules/figures",
)  # fmt: skip
_OTHER = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult,
    ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip


def mutants(source: str) -> Iterator[tuple[int, str]]:
    """The line and the text of a module for every fault: another operator, or a number one larger."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 0)
        if isinstance(node, ast.Compare) and type(node.ops[0]) in _OTHER:
            first, node.ops[0] = node.ops[0], _OTHER[type(node.ops[0])]()
            yield line, ast.unparse(tree)
            node.ops[0] = first
        elif isinstance(node, ast.BinOp | ast.BoolOp) and type(node.op) in _OTHER:
            operator, node.op = node.op, _OTHER[type(node.op)]()
            yield line, ast.unparse(tree)
            node.op = operator
        elif isinstance(node, ast.Constant) and type(node.value) is int:
            node.value += 1
            yield line, ast.unparse(tree)
            node.value -= 1


def survivors(module: str, tests: str) -> tuple[int, list[int]]:
    """How many faults a module was given, and the lines of those that its tests let pass."""
    faults = list(mutants((ROOT / module).read_text(encoding="utf-8")))
    alive = []
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "checkout"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".git", "actual", "__pycache__"))
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-n", "0", "-p", "no:cacheprovider", tests]
        subprocess.run(command, cwd=copy, capture_output=True, check=True)  # no fault yet: all of them pass
        for line, text in faults:
            (copy / module).write_text(text, encoding="utf-8")
            if not subprocess.run(command, cwd=copy, capture_output=True, check=False).returncode:
                alive.append(line)
    return len(faults), alive


def main(pairs: list[str]) -> None:
    """Print a line for every module: how many faults, how many noticed, the lines of the others."""
    for module, tests in zip(pairs[::2], pairs[1::2], strict=True):
        number, alive = survivors(module, tests)
        sys.stdout.write(f"{module}: {number - len(alive)} of {number} noticed; lines {alive or '-'}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:] or list(JUDGING))
