"""The names of the branches' own sheets."""

from collections.abc import Iterable

from kpixl.model.plan import Branch

_LONGEST_SHEET_NAME = 31


def sheet_names(branches: Iterable[Branch]) -> dict[str, str]:
    """45 宮崎 by branch code: no forbidden character, at most 31 UTF-16 units, none twice in any case."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for branch in branches:
        text = f"{branch.code} {branch.name}".translate(dict.fromkeys(map(ord, "[]:*?/\\'"), "_"))
        text = "".join(char if char.isprintable() else "_" for char in text)
        name, number = _cut(text, _LONGEST_SHEET_NAME), 2
        while name.casefold() in taken:
            suffix = f" ({number})"
            name, number = _cut(text, _LONGEST_SHEET_NAME - len(suffix)) + suffix, number + 1
        taken.add(name.casefold())
        names[branch.code] = name
    return names


def _cut(text: str, units: int) -> str:
    return text.encode("utf-16-le")[: units * 2].decode("utf-16-le", errors="ignore")
