"""Troubles of what the eye sees: characters with a font of their own, and values that hide."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from kpixl.model.submission import Field
from tests.messy.returns import Messy
from tests.messy.trouble import Trouble

RAISED, LOWERED = '<vertAlign val="superscript"/>', '<vertAlign val="subscript"/>'
STRUCK, WHITE, BOLD = "<strike/>", '<color rgb="FFFFFFFF"/>', "<b/>"
RED, GREY = '<color rgb="FFFF0000"/>', '<color rgb="FFBFBFBF"/>'
_NAMES = {RAISED: "superscript", LOWERED: "subscript", STRUCK: "struck", WHITE: "unseen"}
TINY = '<sz val="1"/>'
_MARKS = _NAMES | {TINY: "unseen"}
_FORMATS = frozenset({"formats"})  # looks are styles, and a trouble of the form takes those away


def seen() -> Iterator[Trouble]:
    """Every trouble of what the eye sees in a cell."""
    for font, name in _NAMES.items():
        yield Trouble("seen", f"{name}-behind", _behind(font), _FORMATS)
        yield Trouble("seen", f"{name}-shared", _behind(font, shared=True), _FORMATS)
        yield Trouble("seen", f"{name}-before", _before(font), _FORMATS)
        yield Trouble("seen", f"{name}-in-a-count", _in_count(font), takes=("counted",))
    for font in (RAISED, STRUCK):
        yield Trouble("seen", f"{_NAMES[font]}-with-percent", _with_percent(font), _FORMATS)
        for name, text in ((Field.AS_OF, "3月末"), (Field.NEXT_TARGET, "66.7％以上")):
            yield Trouble(
                "seen", f"{_NAMES[font]}-in-{name}", _in_text(name, text, font), frozenset({"remarks"})
            )
    yield Trouble(
        "seen", "struck-in-remark", _in_text(Field.REMARK, "確定値", STRUCK), frozenset({"remarks"})
    )
    yield Trouble("seen", "figure-struck", _styled("K431", STRUCK), _FORMATS)
    yield Trouble("seen", "figure-struck-in-parts", _struck_in_parts)
    yield Trouble("seen", "tiny-behind", _behind(TINY), _FORMATS)
    yield Trouble("seen", "figure-tiny", _styled("K432", TINY), _FORMATS)
    yield Trouble("seen", "figure-white", _styled("K432", WHITE), _FORMATS)
    yield Trouble("seen", "figure-in-its-ground", _styled("K432", RED, "FFFE0202"), _FORMATS)
    yield Trouble("seen", "remark-white", _white_remark, frozenset({"formats", "remarks"}))
    for code in (";;;", ";;", '""', "_ "):
        yield Trouble("seen", f"figure-in-format-{code}", _in_format(code), _FORMATS)
    yield Trouble("seen", "figure-white-by-format", _in_format("[White]0.0", "colour"), _FORMATS)
    for name, font in (("white", WHITE), ("struck", STRUCK)):
        yield Trouble("seen", f"figure-by-condition-{name}", _by_condition("K432", font, ">0"), _FORMATS)
    yield Trouble("seen", "honest-condition-red", _by_condition("", RED, ">0"), _FORMATS)
    yield Trouble("seen", "honest-condition-for-zero", _by_condition("", WHITE, "=0"), _FORMATS)
    for name, parts in (
        ("bold", (("{v}", BOLD),)),
        ("bold-begins", (("{first}", BOLD), ("{rest}", ""))),
        ("red-ends", (("{first}", ""), ("{rest}", RED))),
        ("grey", (("{v}", GREY), (" ", STRUCK))),
        ("struck-off", (("{v}", '<strike val="0"/>'), (" ", RAISED))),
    ):
        yield Trouble("seen", f"honest-{name}", _honest(parts))
    yield Trouble("seen", "honest-reading-aid", _reading_aid, frozenset({"remarks"}))
    yield Trouble("seen", "honest-white-on-dark", _styled("", WHITE, "FF1F4E79"), _FORMATS)
    yield Trouble("seen", "honest-raised-in-remark", _raised_in_remark, frozenset({"remarks"}))


def _value(m: Messy, kpi: str) -> Decimal:
    value = m.source.entry(kpi).figure.value
    assert value is not None
    return value


def _left_out(m: Messy, kpi: str, mark: str, text: str, name: str = Field.ACTUAL, **details: str) -> None:
    label = f"word.character.{_MARKS[mark]}"
    m.want("K430", kpi, name, left_out=text, marks=label, **details)


def _behind(font: str, *, shared: bool = False) -> Callable[[Messy], None]:
    def do(m: Messy) -> None:
        kpi = m.take("rate")
        value = f"{_value(m, kpi)}"
        runs = ((value, ""), ("1", font))
        if shared:
            m.sheet.put_shared(m.at(kpi), m.opened.share(*runs))
        else:
            m.sheet.put_rich(m.at(kpi), *runs)
        m.expect(kpi)
        _left_out(m, kpi, font, "1", seen=f"{value}1", read=value)
        m.want("K402", kpi)

    return do


def _before(font: str) -> Callable[[Messy], None]:
    def do(m: Messy) -> None:
        kpi = m.take("rate")
        value = f"{_value(m, kpi)}"
        m.sheet.put_rich(m.at(kpi), (value[0], ""), ("4", font), (value[1:], ""))
        m.expect(kpi)
        _left_out(m, kpi, font, "4", read=value)
        m.want("K402", kpi)

    return do


def _with_percent(font: str) -> Callable[[Messy], None]:
    def do(m: Messy) -> None:
        kpi = m.take("rate")
        m.sheet.put_rich(m.at(kpi), (f"{_value(m, kpi)}", ""), ("％", ""), ("注2", font))
        m.expect(kpi)
        _left_out(m, kpi, font, "注2")
        m.want("K402", kpi)

    return do


def _in_count(font: str) -> Callable[[Messy], None]:
    def do(m: Messy) -> None:
        kpi = m.take("counted")
        count = m.source.entry(kpi).denominator.value
        m.sheet.put_rich(m.at(kpi, Field.DENOMINATOR), (f"{count:f}", ""), ("3", font))
        m.expect(kpi)
        _left_out(m, kpi, font, "3", Field.DENOMINATOR)
        m.want("K402", kpi, Field.DENOMINATOR)
        for found in m.source.checked.findings:
            if found.kpi_code == kpi:
                m.want(found.kind.code, kpi)

    return do


def _in_text(name: Field, text: str, font: str) -> Callable[[Messy], None]:
    def do(m: Messy) -> None:
        kpi = m.take("rate")
        m.sheet.put_rich(m.at(kpi, name), (text, ""), ("9", font))
        m.alter(kpi, **{str(name): text})
        _left_out(m, kpi, font, "9", name, read=text)

    return do


def _styled(code: str, font: str, fill: str = "") -> Callable[[Messy], None]:
    def do(m: Messy) -> None:
        kpi = m.take("rate")
        at = m.at(kpi)
        m.sheet.cells[at].set("s", str(m.opened.look(m.sheet.style(at), font, fill)))
        if code:
            m.want(code, kpi)

    return do


def _struck_in_parts(m: Messy) -> None:
    kpi = m.take("rate")
    value = f"{_value(m, kpi)}"
    m.sheet.put_rich(m.at(kpi), (value[0], STRUCK), (value[1:], STRUCK + BOLD))
    m.expect(kpi)
    m.want("K431", kpi)
    m.want("K402", kpi)


def _white_remark(m: Messy) -> None:
    kpi = m.take("rate")
    at = m.at(kpi, Field.REMARK)
    m.sheet.put(at, "速報値", style=m.opened.look(m.sheet.style(at), WHITE))
    m.alter(kpi, remark="速報値")
    m.want("K432", kpi, Field.REMARK, reason="word.unseen.colour")


def _in_format(code: str, reason: str = "format") -> Callable[[Messy], None]:
    def do(m: Messy) -> None:
        kpi = m.take("rate")
        at = m.at(kpi)
        m.sheet.put(at, _value(m, kpi), style=m.opened.style(m.sheet.style(at), code))
        m.expect(kpi)
        m.want("K432", kpi, reason=f"word.unseen.{reason}")

    return do


def _by_condition(code: str, font: str, condition: str) -> Callable[[Messy], None]:
    """A number with a conditional format: > or = and a number."""

    def do(m: Messy) -> None:
        kpi = m.take("rate")
        at = m.at(kpi)
        m.sheet.put(at, _value(m, kpi))
        m.sheet.format_if(at, m.opened.conditional(font), condition)
        m.expect(kpi)
        if code:
            m.want(code, kpi, reason="word.unseen.rule")

    return do


def _honest(parts: tuple[tuple[str, str], ...]) -> Callable[[Messy], None]:
    """A figure typed as a text whose characters look different, and mean what they say."""

    def do(m: Messy) -> None:
        kpi = m.take("rate")
        value = f"{_value(m, kpi)}"
        runs = [(text.format(v=value, first=value[0], rest=value[1:]), font) for text, font in parts]
        m.sheet.put_rich(m.at(kpi), *runs)
        m.expect(kpi)
        m.want("K402", kpi)

    return do


def _reading_aid(m: Messy) -> None:
    kpi = m.take("rate")
    number = m.opened.share(("速報値", ""), reading_aid="ソクホウチ")
    m.sheet.put_shared(m.at(kpi, Field.REMARK), number)
    m.alter(kpi, remark="速報値")


def _raised_in_remark(m: Messy) -> None:
    kpi = m.take("rate")
    m.sheet.put_rich(m.at(kpi, Field.REMARK), ("面積m", ""), ("2", RAISED))
    m.alter(kpi, remark="面積m²")
