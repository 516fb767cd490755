"""What the engineers' pages say of the house holds: rules know no language, and every file named is there."""

import ast
import re
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "kpixl"
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


# Read by position as they are written: the parts of a target in patterns, the table of units.
BY_POSITION = {"Conditional", "Unit"}


def _made_by_position(path: Path) -> Iterator[str]:
    """The records of a module that have four fields or more, and whose makers need not name them."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.ClassDef):
            continue
        decorators = [ast.unparse(item) for item in node.decorator_list]
        if any(item.startswith("dataclass") and "kw_only=True" not in item for item in decorators):
            fields = [item for item in node.body if isinstance(item, ast.AnnAssign)]
            if len(fields) > 3:
                yield node.name


def test_a_record_of_four_fields_and_more_is_made_by_their_names():
    found = {name for path in PACKAGE.rglob("*.py") for name in _made_by_position(path)}
    assert found == BY_POSITION


_COLOUR = re.compile(r"#?[0-9A-Fa-f]{6}")


def _colours(path: Path) -> list[str]:
    return [
        node.value
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _COLOUR.fullmatch(node.value)
    ]


def test_what_is_written_has_its_colours_from_one_place():
    """What reads a workbook knows the colours that Excel numbers and ODF names."""
    reads = PACKAGE / "books" / "reading"
    found = {path for path in PACKAGE.rglob("*.py") if reads not in path.parents and _colours(path)}
    assert found == {PACKAGE / "books" / "writing" / "styles.py"}


# ── what imports what ───────────────────────────────────────────────────────────────────────────────
def _module(path: Path) -> str:
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    return name.removesuffix(".__init__")


def _without_types(tree: ast.AST) -> ast.AST:
    """The same without what stands under `if TYPE_CHECKING`, which is never run."""
    for node in ast.walk(tree):
        for field in ("body", "orelse"):
            kept = getattr(node, field, None)
            if isinstance(kept, list):
                setattr(node, field, [child for child in kept if not _is_for_types(child)])
    return tree


def _is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def _imports() -> dict[str, set[str]]:
    """What each module of kpixl imports of kpixl, when it is loaded or later."""
    paths = {_module(path): path for path in PACKAGE.rglob("*.py")}
    graph = {}
    for name, path in paths.items():
        module = _without_types(ast.parse(path.read_text(encoding="utf-8")))
        named = {imported for found in _names(module) for imported in (found, found.rpartition(".")[0])}
        graph[name] = (named & paths.keys()) - {name}
    return graph


def test_no_module_imports_itself_by_way_of_others():
    graph = _imports()
    assert "kpixl.model.plan" in graph["kpixl.rules.plan.parse"]
    # Findings and errors say themselves when a script asks them.
    for name in ("kpixl.model.finding", "kpixl.model.errors"):
        graph[name].discard("kpixl.locale.spoken")
    TopologicalSorter(graph).prepare()


def test_the_search_sees_a_circle():
    graph = _imports()
    graph["kpixl.model.plan"].add("kpixl.rules.plan.parse")
    with pytest.raises(CycleError):
        TopologicalSorter(graph).prepare()


# ── the pages for engineers ─────────────────────────────────────────────────────────────────────────
_PLACE = re.compile(r"`([a-z_./{},*-]+(?:\.(?:py|toml|md)|/))`")


def _places(page: str) -> list[str]:
    """The files and folders that a page names, but for what a round and a run of the tests make."""
    made = {"inbox/", "outbox/", "sendback/", "drafts/", "history/", "history/replaced/", "tests/actual/"}
    return sorted(set(_PLACE.findall((ROOT / page).read_text(encoding="utf-8"))) - made)


def _is_there(place: str) -> bool:
    """True for a path from the checkout's top or the package's; a bare file may stand in any room."""
    if any(list(top.glob(place.rstrip("/"))) for top in (ROOT, PACKAGE)):
        return True
    return "/" not in place and any(PACKAGE.rglob(place))


@pytest.mark.parametrize(
    ("page", "least"), [("docs/architecture.md", 16), ("CONTRIBUTING.md", 16), ("docs/decisions.md", 4)]
)
def test_every_file_that_a_page_for_engineers_names_is_there(page, least):
    places = _places(page)
    assert len(places) >= least
    assert [place for place in places if not _is_there(place)] == []


def test_the_search_misses_a_file_that_was_moved():
    assert _is_there("rules/returns/identity.py")
    assert _is_there("identity.py")
    assert not _is_there("rules/identity.py")
    assert not _is_there("right_file.py")


@pytest.mark.parametrize(("floor", "column"), [("rules", 0), ("books", 1)])
def test_the_page_has_every_room_of_a_floor(floor, column):
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = [row.strip("|").split("|") for row in page.partition("|---|---|\n")[2].splitlines()]
    named = {row[column].partition(":")[0].strip() for row in rows} - {""}
    inside = (PACKAGE / floor).iterdir()
    assert named == {path.stem for path in inside if not path.name.startswith("_")}
