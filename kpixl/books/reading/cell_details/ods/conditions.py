"""Conditional formats of .ods in the words of Excel."""

import re

from kpixl.books.reading.cell_details.conditions import Condition
from kpixl.model.annotation import Area

_RELATIONS = {
    "=": "equal",
    "!=": "notEqual",
    ">": "greaterThan",
    ">=": "greaterThanOrEqual",
    "<": "lessThan",
    "<=": "lessThanOrEqual",
    "between": "between",
    "not-between": "notBetween",
}
_NAMES = {"is-error": "containsErrors", "is-no-error": "notContainsErrors"}
_COMPARED = re.compile(r"(!=|>=|<=|=|>|<)(.+)|(between|not-between)\(([^,]+),([^,]+)\)", re.DOTALL)
_FORMULA = re.compile(r"formula-is\((.+)\)", re.DOTALL)


def read_condition(areas: tuple[Area, ...], text: str) -> Condition:
    """A condition as LibreOffice writes it: >60, between(1,2), formula-is(TRUE()), duplicate."""
    compared = _COMPARED.fullmatch(text)
    if compared:
        sign, operand, name, *pair = compared.groups()
        operands = (operand,) if sign else tuple(pair)
        return Condition(areas=areas, kind="cellIs", relation=_RELATIONS[sign or name], operands=operands)
    formula = _FORMULA.fullmatch(text)
    if formula:
        return Condition(areas=areas, kind="expression", operands=(formula[1].removesuffix("()"),))
    return Condition(areas=areas, kind=_NAMES.get(text, text))
