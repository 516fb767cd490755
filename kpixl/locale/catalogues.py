"""The catalogue of a language: its texts by key, and details put into them.

Both languages have the same files and keys (a test says so). Keys are dotted paths: `column.actual`.
"""

import datetime as dt
import tomllib
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kpixl.locale.amounts import format_amount, format_date, format_unit, format_year, is_one
from kpixl.locale.language import LANGUAGES
from kpixl.locale.plurals import Counted
from kpixl.locale.targets import render_target
from kpixl.model.branch_endings import BRANCH_ENDINGS
from kpixl.model.finding import Finding, RenderedFinding
from kpixl.model.fiscal import FiscalYear
from kpixl.model.message import Amount, Detail, Message, StatedTarget, WordGroup
from kpixl.model.unit import Unit

if TYPE_CHECKING:  # what reads returns needs words, and no plan
    from kpixl.model.explanation import Explanation

_LONGEST_DETAIL = 200
_MOST_LISTED = 20  # in one sentence; the finding itself has them all
_DETAILS = (int, Decimal, dt.date, FiscalYear, Unit, Amount, StatedTarget, Message, WordGroup, tuple)


# Every file of a language with the first parts of its keys; findings go by the first digit of their code.
FILES = {
    "words": ("text", "mark", "severity", "word"),
    "sheets": ("title", "sheet", "column", "setting"),
    "entry_workbook": ("entry", "correction"),
    "master": ("run", "rollover"),
    "summary": (
        "summary",
        "conclusion",
        "decision",
        "since",
        "trend",
        "answer",
        "contents",
        "scorecard",
        "funnel",
        "heat",
        "sensitivity",
        "head_counts",
    ),
    "grades": ("grade",),
    "explain": ("explain", "evidence", "methods"),
    "cli": ("cli",),
    "help": ("help",),
    "mail": ("mail",),
    "report": ("report",),
    "plan_notes": ("plan_note",),
    "errors": ("error", "event"),
    "findings_plan": ("finding.K1", "finding.K2"),
    "findings_returns": ("finding.K3",),
    "findings_figures": ("finding.K4", "finding.K5"),
}
_FILE_OF = {section: file for file, sections in FILES.items() for section in sections}


class Catalogue:
    """The words of one language; `read` gives the texts of a file, when one of them is first asked for."""

    def __init__(self, language: str, read: Callable[[str], Mapping[str, Any]]) -> None:
        self.language = language
        self._read = cache(read)
        self._known: dict[str, object] = {}  # what was looked up before: a summary asks 100,000 times

    def __call__(self, key: str, /, **values: object) -> str:
        """The text under a dotted key, its placeholders filled.

        Raises:
            KeyError: the catalogue has no such text.
        """
        found = self._find(key)
        if not isinstance(found, str):
            raise KeyError(key)
        return found.format(**self._filled(values)) if values else found

    def group(self, key: str) -> dict[str, str]:
        """All the texts under a dotted key, in the catalogue's order."""
        found = self._find(key)
        if not isinstance(found, Mapping):
            raise KeyError(key)
        return {name: text for name, text in found.items() if isinstance(text, str)}

    def pairs(self, key: str) -> list[tuple[str, str]]:
        """A list of (title, text) pairs under a dotted key."""
        found = self._find(key)
        if not isinstance(found, list):
            raise KeyError(key)
        return [(title, text) for title, text in found]

    def render(self, item: Finding, *, to_branch: bool = False) -> RenderedFinding:
        """A finding in this language.

        Hints speak to head office; `to_branch` words them for the branch, where that makes a difference.
        """
        details = {name: _cut(said) for name, said in self._filled(dict(item.details)).items()}
        code = item.kind.code
        texts = self.group(f"finding.{code}")
        hint = texts.get("to_branch", texts["hint"]) if to_branch else texts["hint"]
        return RenderedFinding(
            code=code,
            severity=item.severity,
            file=item.place.file,
            sheet=item.place.sheet,
            cell=item.place.cell,
            branch=item.branch_code,
            kpi=item.kpi_code,
            message=texts["message"].format(**details),
            hint=hint.format(**details),
        )

    def translate(self, said: Detail, /, **known: str) -> str:
        """A detail in this language, `known` filling what a message leaves open; several ones are listed."""
        match said:
            case str():
                return said
            case Message(key, details):
                return self(key, **dict(details), **known)
            case tuple():
                return self._list(said)
            case Amount():
                return format_amount(said, self.language)
            case StatedTarget():
                return render_target(said, said.language or self.language)
            case FiscalYear():
                return format_year(said, self.language)
            case Unit():
                return format_unit(said, self.language)
            case WordGroup(key):
                return self("text.list_separator").join(self.group(key).values())
            case dt.date():
                return format_date(said)
            case Decimal():
                return f"{said:f}"
            case int():
                return str(said)

    def _list(self, parts: Sequence[Detail]) -> str:
        """As many of the parts as a sentence bears, and how many more there are."""
        named = self("text.list_separator").join(self.translate(part) for part in parts[:_MOST_LISTED])
        more = len(parts) - _MOST_LISTED
        return self("text.list_more", named=named, count=more) if more > 0 else named

    def _filled(self, values: Mapping[str, object]) -> dict[str, object]:
        """Values as they stand in a sentence: details in this language, anything else by its own text."""
        return {
            name: self._filling(value) if isinstance(value, _DETAILS) else value
            for name, value in values.items()
        }

    def _filling(self, detail: Detail) -> str | Counted:
        """A detail in this language; what counts chooses its words in the sentence."""
        said = self.translate(detail)
        if self.language == "ja" or not isinstance(detail, int | Amount):  # Japanese has no plural
            return said
        return Counted(said, is_one(detail))

    def explain(self, story: "Explanation") -> str:
        """Why a figure is what it is, in one to three sentences."""
        about = {"branch": self.branch_name(story.branch.name), "indicator": story.kpi.indicator}
        told = [self.translate(sentence, **about) for sentence in story.sentences]
        return ("" if self.language == "ja" else " ").join(told)

    def branch_name(self, name: str) -> str:
        """宮崎 → 宮崎支部; a name that says what it is stays as it is."""
        return name if name.casefold().endswith(BRANCH_ENDINGS) else self("mail.branch", name=name)

    def _find(self, key: str) -> object:
        if key not in self._known:
            found: object = self._read(_FILE_OF[section_of(key)])
            for part in key.split("."):
                if not isinstance(found, Mapping) or part not in found:
                    raise KeyError(key)
                found = found[part]
            self._known[key] = found
        return self._known[key]


def section_of(key: str) -> str:
    """The part of a key by which its file is told: its first word, or `finding.K3`."""
    first, _dot, rest = key.partition(".")
    return f"{first}.{rest[:2]}" if first == "finding" else first


def _cut(said: object) -> object:
    """What a branch typed may be a page long: its beginning."""
    is_long = isinstance(said, str) and len(said) > _LONGEST_DETAIL
    return f"{str(said)[: _LONGEST_DETAIL - 1]}…" if is_long else said


@cache
def catalogue(language: str) -> Catalogue:
    """The catalogue of a language; Japanese for one that kpixl does not speak."""
    name = language if language in LANGUAGES else "ja"
    folder = Path(__file__).with_name(name)
    return Catalogue(name, lambda file: tomllib.loads((folder / f"{file}.toml").read_text(encoding="utf-8")))


def translate(detail: Detail, language: str) -> str:
    """A detail in a language."""
    return catalogue(language).translate(detail)
