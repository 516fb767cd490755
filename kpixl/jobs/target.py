"""`kpixl target`: how the text of a target, or a whole KPI sentence, will be read. It needs no plan."""

from kpixl.locale import LANGUAGES, catalogue
from kpixl.model.errors import KpixlError
from kpixl.model.target import Direction
from kpixl.model.unit import UNITS, Unit, find_unit
from kpixl.rules.targets.faults import TargetFault
from kpixl.rules.targets.reading import TargetReading, TargetRefusal, read_statements

_DIRECTIONS = (Direction.AT_LEAST, Direction.AT_MOST, Direction.EQUAL, Direction.DO)


def read_target(
    text: str, *, unit: str | None = None, direction: str | None = None, language: str
) -> tuple[TargetReading, ...]:
    """How a text will be read beside a unit and a direction, one reading for each KPI that it states.

    What an error says, it says in the language asked for.

    Raises:
        KpixlError: the text is no target, or there is no such unit or direction.
    """
    readings = read_statements(text, _unit(unit), _direction(direction, language))
    if not isinstance(readings, TargetRefusal):
        return readings
    if readings.fault is TargetFault.DIRECTION and direction is not None:
        raise KpixlError("target_direction", seen=text, direction=direction)
    words = catalogue(language)
    nearest = " / ".join(words.translate(target) for target in readings.nearest)
    fault = words(f"word.target_fault.{readings.fault}")
    raise KpixlError("target_unreadable", seen=text, fault=fault, nearest=nearest)


def _unit(text: str | None) -> Unit | None:
    unit = None if text is None else find_unit(text)
    if text is not None and unit is None:
        raise KpixlError("unit_unknown", seen=text, known=" ".join(unit.symbol for unit in UNITS))
    return unit


def _direction(text: str | None, language: str) -> Direction | None:
    """The direction of a word in either language, or of a key."""
    if text is None:
        return None
    for direction in _DIRECTIONS:
        spoken = {catalogue(each)(f"word.direction.{direction}").lower() for each in LANGUAGES}
        if text.strip().lower() in {direction.value, direction.value.replace("_", "-"), *spoken}:
            return direction
    words = catalogue(language)
    known = [f"{words(f'word.direction.{direction}')} ({direction})" for direction in _DIRECTIONS]
    raise KpixlError("direction_unknown", seen=text, known=words("text.list_separator").join(known))
