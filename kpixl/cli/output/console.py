"""What every command shows: findings as lines, JSON, facts, progress.

stdout carries the result, stderr progress and errors.
"""

import json
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from kpixl.cli.output.stream import echo_utf8, raw
from kpixl.cli.reader import reader_language
from kpixl.locale import Catalogue, catalogue
from kpixl.model.printable import escaped, printable

_NEEDS_QUOTES = re.compile(r"[\s&()^;,=]")  # what cmd.exe or a shell takes for something of its own

MOST_PATHS = 8  # of one kind that are told one by one


def reader_words() -> Catalogue:
    """The catalogue in the reader's language."""
    return catalogue(reader_language())


def several(parts: Sequence[str], most: int, words: Catalogue, separator: str = "") -> str:
    """The parts as a list; what is beyond `most` of them is counted."""
    shown = (separator or words("cli.causes.separator")).join(parts[:most])
    return words("cli.causes.more", shown=shown, count=len(parts) - most) if len(parts) > most else shown


def echo_paths(key: str, paths: Sequence[Path], *, everything: bool = False) -> None:
    """Paths that were written, each as the text `key`; of many the first ones, and how many there are."""
    words = reader_words()
    shown = paths if everything or len(paths) <= MOST_PATHS else paths[: MOST_PATHS - 1]
    for path in shown:
        click.echo(words(key, path=path))
    if len(shown) < len(paths):
        click.echo(words("cli.more_files", count=len(paths) - len(shown), folder=paths[0].parent))


def echo_json(value: object) -> None:
    """A result as JSON on stdout, Japanese as it is."""
    echo_utf8(escaped(json.dumps(value, ensure_ascii=False, indent=2)))


def echo_facts(lines: Sequence[tuple[str, str]]) -> None:
    """Labels and texts as aligned lines, a wide character counted as two."""
    from rich.cells import cell_len

    width = max(cell_len(label) for label, _text in lines)
    for label, text in lines:
        click.echo(f"{label}{' ' * (width - cell_len(label))}  {printable(text)}")


@contextmanager
def progress(label: str, *, quiet: bool = False) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on stderr, fed with (done, of); silent where nobody watches."""
    if quiet or not getattr(sys.stderr, "isatty", bool)():  # there may be no stream at all
        yield lambda _done, _of: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(file=raw(sys.stderr))
    rate = TextColumn("{task.fields[rate]}")
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        rate,
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task, begin = bar.add_task(label, total=None, rate=""), time.monotonic()

        def advance(done: int, of: int) -> None:
            passed = time.monotonic() - begin
            bar.update(task, completed=done, total=of, rate=f"{done / passed:.0f}/s" if passed > 1 else "")
            if done >= of:
                bar.stop()  # a question may follow on the same terminal

        yield advance


def typed(path: Path) -> str:
    """A path as it must be typed in the next command."""
    return f'"{path}"' if _NEEDS_QUOTES.search(str(path)) else str(path)
