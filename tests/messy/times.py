"""Troubles of time: dates that show as something else, and figures that say they are of another year."""

import datetime as dt
from collections.abc import Callable, Iterator

from kpixl.model.submission import Field
from tests.messy.figures import years
from tests.messy.returns import Messy
from tests.messy.trouble import Trouble

_TEXTS, _FORMATS = frozenset({"columns", "remarks"}), frozenset({"columns", "remarks", "formats"})
_DAYS_TO_1904 = 1462


def times() -> Iterator[Trouble]:
    """Every trouble of time."""
    yield Trouble("times", "as-of-without-format", _dated("General", "{serial}", "K521"), _FORMATS)
    yield Trouble("times", "as-of-fiscal-year", _dated('[$-411]ggge"年度"', "令和{n}年度", "K520"), _FORMATS)
    for code, shown in (("yyyy/m/d", "{year}年3月31日"), ('[$-411]ggge"年"', "令和{n}年")):
        yield Trouble("times", f"as-of-from-1904-{code}", _dated(code, shown, is_1904=True), _FORMATS)
    for text in ("令和{b}年度の値です", "前年度の実績値を使用", "R{b}年度"):
        yield Trouble("times", f"remark-{text}", _remark(text, "K520"), _TEXTS)
    for text in ("令和{b}年度より増加", "令和{y}年度の実績値"):
        yield Trouble("times", f"honest-remark-{text}", _remark(text), _TEXTS)


def _dated(code: str, shown: str, *codes: str, is_1904: bool = False) -> Callable[[Messy], None]:
    """The last day of the fiscal year in the column of the 時点, in that format."""

    def do(m: Messy) -> None:
        kpi = m.take("rate")
        at, year = m.at(kpi, Field.AS_OF), int(m.source.year) + 1
        serial = (dt.date(year, 3, 31) - dt.date(1899, 12, 30)).days
        if is_1904:
            m.opened.count_from_1904()
        style = m.opened.style(m.sheet.style(at), code)
        m.sheet.put(at, serial - _DAYS_TO_1904 * is_1904, style=style)
        m.alter(kpi, as_of=shown.format(serial=serial, year=year, **years(m)))
        for found in codes:
            m.want(found, kpi, Field.AS_OF)

    return do


def _remark(template: str, *codes: str) -> Callable[[Messy], None]:
    def do(m: Messy) -> None:
        kpi = m.take("rate")
        text = template.format(**years(m))
        m.sheet.put(m.at(kpi, Field.REMARK), text)
        m.alter(kpi, remark=text)
        for found in codes:
            m.want(found, kpi, Field.REMARK)

    return do
