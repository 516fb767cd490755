"""docs/master.md lists every field of the master, and its pandas example runs."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from kpixl.books.master.fields import Kind
from kpixl.books.master.layout import SHEETS
from kpixl.jobs.consolidate import consolidate
from kpixl.locale import catalogue

PAGE = Path(__file__).parents[1] / "docs" / "master.md"
HEADING = "## The fields\n"
JA, EN = catalogue("ja"), catalogue("en")


def field_tables() -> Iterator[str]:
    """The page's tables, as the layout makes them."""
    for table in SHEETS:
        key = f"sheet.{table.key}"
        yield f"\n### {JA(key)} / {EN(key)}: `{table.key}`"
        if table.optional:
            yield "Only where there is something to write.\n"
        yield "| key | label | | holds |\n|---|---|---|---|"
        for field in table.visible:
            label = field.label or f"column.{field.key}"
            yield f"| `{field.key}` | {JA(label)} | {EN(label)} | {field.kind} |"
        for field in table.hidden:
            name, holds = (
                (f"{field.key}_key", f"the key of {_of(field.kind)}")
                if field.has_key
                else (field.key, field.kind)
            )
            yield f"| `{name}` | hidden | hidden | {holds} |"
        yield f"| `{table.names[-1]}` | hidden | hidden | {Kind.INTEGER} |"


def _of(kind: Kind) -> str:
    return "the figure's state" if kind is Kind.FIGURE else "the word"


def test_the_page_lists_every_field_as_it_is_declared(update_golden):
    text, expected = PAGE.read_text(encoding="utf-8"), "\n".join(field_tables()) + "\n"
    if update_golden:
        PAGE.write_text(text.partition(HEADING)[0] + HEADING + expected, encoding="utf-8")
        text = PAGE.read_text(encoding="utf-8")
    assert text.partition(HEADING)[2] == expected  # python -m pytest tests/test_master_doc.py --update-golden


def test_the_pandas_example_counts_the_judgements(filled_round):
    consolidate(filled_round.path)
    example = PAGE.read_text(encoding="utf-8").split("```python\n")[1].split("```")[0]
    done = subprocess.run(
        [sys.executable, "-c", example],
        cwd=filled_round.path,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    counts = dict(
        line.split() for line in done.stdout.splitlines() if line.split()[0] in JA.group("word.judgement")
    )
    assert counts == {"achieved": "6", "no_target": "1", "not_achieved": "3", "not_judged": "5"}
