"""Mutation: small faults are put into a module, one at a time; the tests that do not notice are named.

`python -m tests.bench.mutants [EACH [PATH …]]` tries so many faults of each module, by chance (0: all), in
the rooms below; only of modules whose path begins with one of those. A fault is first met by the tests
that are named after its module, then by those of the room. It works in a copy of the checkout.
"""

import ast
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS: dict[str, tuple[str, ...]] = {
    "kpixl/model": ("tests/model", "tests/rules/figures", "tests/rules/targets"),
    "kpixl/rules/figures": ("tests/rules/figures",),
    "kpixl/rules/targets": ("tests/rules/targets",),
    "kpixl/rules/assessment": ("tests/rules/assessment",),
    "kpixl/rules/returns": ("tests/rules/returns",),
    "kpixl/books/reading": ("tests/books/reading", "tests/books/returned", "tests/cli/test_two_readings.py"),
    "kpixl/books/returned": ("tests/books/returned", "tests/cli/test_annotations.py"),
    "kpixl/files": ("tests/files",),
}
# Tests of what stands in more than one file, and of those that wait for processes.
_DETAILS = "tests/books/reading/cell_details"
_RETURNED = "tests/books/returned"
_CLOSER = {
    "kpixl/books/reading/cells.py": (
        "tests/books/reading/test_cells.py",
        f"{_RETURNED}/test_read.py",
        f"{_RETURNED}/test_file.py",
    ),
    "kpixl/books/reading/labels.py": (f"{_RETURNED}/test_read.py",),
    "kpixl/books/reading/preflight/canonical.py": (
        "tests/cli/test_two_readings.py",
        "tests/books/reading/test_preflight.py",
    ),
    "kpixl/books/reading/cell_details/xlsx/comments.py": (f"{_DETAILS}/test_annotations.py",),
    "kpixl/books/reading/cell_details/xlsx/drawing.py": (f"{_DETAILS}/test_annotations.py",),
    "kpixl/books/reading/cell_details/xlsx/styles.py": (
        f"{_DETAILS}/test_marks.py",
        f"{_DETAILS}/test_conditions.py",
        f"{_DETAILS}/test_xlsx.py",
    ),
    "kpixl/books/returned/form_changes.py": (f"{_RETURNED}/test_read.py", f"{_RETURNED}/test_left_out.py"),
    "kpixl/books/returned/snapshot.py": (f"{_RETURNED}/test_read.py",),
    "kpixl/files/atomic.py": (
        "tests/files/test_atomic.py",
        "tests/files/test_write.py",
        "tests/files/test_write_set.py",
    ),
    "kpixl/files/write.py": (
        "tests/files/test_write_set.py",
        "tests/files/test_write.py",
        "tests/cli/test_undo.py",
    ),
    "kpixl/files/moves.py": ("tests/files/test_write_set.py", "tests/cli/test_killed.py"),
    "kpixl/files/written.py": ("tests/files/test_write_set.py", "tests/cli/test_edited_outputs.py"),
    "kpixl/files/inbox.py": ("tests/files/test_inbox.py",),
    "kpixl/files/frozen_states.py": ("tests/files/test_frozen_states.py", "tests/cli/test_freeze.py"),
    "kpixl/files/table_files.py": ("tests/steps/test_make_tables.py",),
    "kpixl/files/csv_text.py": ("tests/steps/test_make_tables.py", "tests/files/test_register.py"),
    "kpixl/files/seal_key.py": ("tests/cli/test_seal.py",),
    "kpixl/files/interrupt.py": ("tests/files/test_interrupt.py",),
    "kpixl/files/email.py": ("tests/files/test_email.py",),
    "kpixl/files/environment.py": ("tests/files/test_environment.py", "tests/cli/test_doctor.py"),
    "kpixl/files/launchers.py": ("tests/files/test_launchers.py",),
    "kpixl/files/register.py": ("tests/files/test_register.py",),
    "kpixl/files/round_lock.py": ("tests/files/test_round_lock.py",),
    "kpixl/files/workers.py": ("tests/files/test_workers.py",),
    "kpixl/files/mail_parts.py": ("tests/files/test_mail_parts.py", "tests/files/test_email.py"),
    "kpixl/files/worker_main.py": ("tests/files/test_workers.py",),
    "kpixl/files/cluster.py": ("tests/steps/test_cluster.py",),
    "kpixl/files/pdf.py": ("tests/cli/test_report.py", "tests/cli/test_summarize_options.py"),
    **{
        f"kpixl/files/carriers/{name}.py": ("tests/files/carriers",)
        for name in ("automatic", "carried", "eml", "mbox", "msg", "open", "uuencode", "zip")
    },
}
_OTHER = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult,
    ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip
_SECONDS = 300  # of CPU; a fault that hangs is noticed, a machine that is busy is no notice


def mutants(source: str) -> Iterator[tuple[int, str, str]]:
    """Line, changed code and text of a module for every fault: another operator, number or flag."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 0)
        if isinstance(node, ast.Compare) and type(node.ops[0]) in _OTHER:
            first, node.ops[0] = node.ops[0], _OTHER[type(node.ops[0])]()
            yield line, ast.unparse(node), ast.unparse(tree)
            node.ops[0] = first
        elif isinstance(node, ast.BinOp | ast.BoolOp) and type(node.op) in _OTHER:
            operator, node.op = node.op, _OTHER[type(node.op)]()
            yield line, ast.unparse(node), ast.unparse(tree)
            node.op = operator
        elif isinstance(node, ast.Constant) and type(node.value) in (int, bool):
            value = node.value
            node.value = not value if isinstance(value, bool) else value + 1
            yield line, f"{node.value} for {value}", ast.unparse(tree)
            node.value = value


def survivors(module: str, tests: tuple[str, ...], each: int) -> tuple[int, list[str]]:
    """How many faults a module was given, and those that its tests let pass, each with its line."""
    faults = list(mutants((ROOT / module).read_text(encoding="utf-8")))
    if each and len(faults) > each:
        faults = sorted(random.Random(module).sample(faults, each))  # noqa: S311 - no secret
    alive: list[str] = []
    if not faults:
        return 0, alive
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "checkout"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".git", "actual", "__pycache__"))
        assert _passes(copy, tests), f"{tests} fail without any fault"
        for line, code, text in faults:
            (copy / module).write_text(text, encoding="utf-8")
            if _passes(copy, tests):
                alive.append(f"{line}: {code}")
    return len(faults), alive


def _passes(copy: Path, tests: tuple[str, ...]) -> bool:
    """True where no test fails, in a process that has the libraries loaded and nothing of kpixl."""
    number = os.fork()
    if not number:
        code = 1
        try:
            code = _tested(copy, tests)
        finally:
            os._exit(code)
    _number, status = os.waitpid(number, 0)
    return status == 0


def _tested(copy: Path, tests: tuple[str, ...]) -> int:
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    signal.alarm(10 * _SECONDS)
    os.chdir(copy)
    os.environ["PYTHONPATH"] = str(copy)
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    sys.dont_write_bytecode = True
    sys.path[:] = [str(copy), *(path for path in sys.path if Path(path or ".").resolve() != ROOT)]
    for name in [name for name in sys.modules if name.partition(".")[0] in ("kpixl", "tests")]:
        del sys.modules[name]
    import pytest

    loaded = "ignore::pytest.PytestAssertRewriteWarning"  # hypothesis is there already
    return int(pytest.main(["-q", "-x", "-n", "0", "-p", "no:cacheprovider", "-W", loaded, *tests]))


def _tests_of(module: Path, room: str) -> tuple[str, ...]:
    """The tests that meet a fault of a module, those that are named after it first."""
    name = module.relative_to(ROOT).as_posix()
    if name in _CLOSER:
        return _CLOSER[name]
    tests = ROOMS[room]
    closest = [path for test in tests for path in sorted((ROOT / test).rglob(f"test_{module.stem}*.py"))]
    return (*(path.relative_to(ROOT).as_posix() for path in closest), *tests)


def main(each: int, folders: tuple[str, ...]) -> None:
    """Print a line for every module: how many faults, how many noticed; and one for each of the others."""
    for library in ("hypothesis", "openpyxl", "pandas", "xlsxwriter"):  # for the children
        import_module(library)

    given = seen = 0
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            module = path.relative_to(ROOT).as_posix()
            if not module.startswith(folders):
                continue
            number, alive = survivors(module, _tests_of(path, room), each)
            given, seen = given + number, seen + number - len(alive)
            _say(f"{module}: {number - len(alive)} of {number} noticed")
            for fault in alive:
                _say(f"    {fault}")
    _say(f"{seen} of {given} noticed")


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 0, tuple(sys.argv[2:]) or ("kpixl",))
