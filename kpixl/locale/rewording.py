"""Findings of a master said in the other language: the master keeps sentences, not what fills them.

The template of the finding's code tells what filled it. A sentence that could be read in more than one
way stays as it is: better the other language than a sentence that says something else.
"""

import re
import string
from collections.abc import Iterable

from kpixl.locale import Catalogue
from kpixl.locale.amounts import format_year
from kpixl.locale.plurals import Counted
from kpixl.model.finding import RenderedFinding
from kpixl.model.fiscal import parse_fiscal_year

_LABEL, _EITHER = "_label", "_either"


def reword(
    found: Iterable[RenderedFinding], source: Catalogue, target: Catalogue
) -> tuple[RenderedFinding, ...]:
    """Findings rendered in one language, in another one. What a branch typed stays as typed."""
    return tuple(_reword(item, source, target) for item in found)


def _reword(item: RenderedFinding, source: Catalogue, target: Catalogue) -> RenderedFinding:
    message = _told(item.code, "message", item.message, source, target)
    hint = _told(item.code, "hint", item.hint, source, target)
    if message is None or hint is None:
        return item
    place = (item.file, item.sheet, item.cell, item.branch, item.kpi)
    return RenderedFinding(item.code, item.severity, *place, message, hint)


def _told(code: str, part: str, text: str, source: Catalogue, target: Catalogue) -> str | None:
    """A message or a hint in the target's language; None where it cannot be told for sure."""
    before, after = (_template(words(f"finding.{code}.{part}")) for words in (source, target))
    details = _details(before, text)
    if details is None:
        return None
    said = {name: _said(name, detail, source, target) for name, detail in details.items()}
    if any(detail is None for detail in said.values()):
        return None
    return after.format(**{name: Counted(str(text), is_one=text == "1") for name, text in said.items()})


def _template(text: str) -> str:
    """The template with an amount or the word in its place ({x}{x_label}) as one placeholder."""
    return re.sub(r"\{(\w+)\}\{\1_label\}", rf"{{\1{_EITHER}}}", text)


def _details(template: str, text: str) -> dict[str, str] | None:
    """What filled a template, by name; None where it does not fit, or fits in more than one way."""
    short, long = (re.fullmatch(_pattern(template, group), text, re.DOTALL) for group in ("(.*?)", "(.*)"))
    if short is None or long is None or short.groups() != long.groups():
        return None
    parts = string.Formatter().parse(template)
    names = [name for _text, name, spec, _kind in parts if name is not None and not spec]
    filled = dict(zip(names, short.groups(), strict=True))
    return filled if [filled[name] for name in names] == list(short.groups()) else None


def _pattern(template: str, group: str) -> str:
    parts = string.Formatter().parse(template)
    return "".join(
        re.escape(text) + (_choice(spec) if spec else group if name is not None else "")
        for text, name, spec, _kind in parts
    )


def _choice(words: str) -> str:
    """Either of the words that a count chooses."""
    return f"(?:{'|'.join(map(re.escape, words.split('|')))})"


def _said(name: str, text: str, source: Catalogue, target: Catalogue) -> str | None:
    """A detail: the catalogue's own words in the other language, anything else as it is."""
    if name.endswith(_EITHER):
        return _word("state", text, source, target) or text
    if name == "year":
        return format_year(parse_fiscal_year(text), target.language)
    if not name.endswith(_LABEL) or not text:
        return text
    kind = name.removesuffix(_LABEL)
    parts = text.split(source("text.list_separator"))
    words = [word for part in parts if (word := _word(kind, part, source, target))]
    return target("text.list_separator").join(words) if len(words) == len(parts) else None


def _word(kind: str, text: str, source: Catalogue, target: Catalogue) -> str | None:
    """A word of the catalogue in the other language, of the group that the detail is named for."""
    keys = source.keys_of(text)
    said = {target(key) for key in keys if kind in key} or {target(key) for key in keys}
    return said.pop() if len(said) == 1 else None
