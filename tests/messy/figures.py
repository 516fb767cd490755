"""Troubles of figures: what people and programs leave in an input cell."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from kpixl.model.submission import Field
from tests.messy.returns import Messy
from tests.messy.trouble import Trouble

_FULL = str.maketrans("0123456789.,%+-()¥ ", "０１２３４５６７８９．，％＋－（）￥　")
_DAY = 45_412  # 2024/4/30 as Excel stores it

# Texts that mean the value itself; {v} is the value as it was, {g} with thousands commas.
_READ: tuple[tuple[str, str, str], ...] = (
    ("rate", "percent", "{v}%"),
    ("rate", "wide-percent-sign", "{v}％"),
    ("rate", "space-before-percent", "{v} ％"),
    ("rate", "text-number", "{v}"),
    ("rate", "wide-space-in-front", "　{v}"),
    ("rate", "nbsp-behind", "{v}\u00a0"),
    ("rate", "zero-width-space", "\u200b{v}％"),
    ("rate", "byte-order-mark", "\ufeff{v}"),
    ("rate", "line-break-behind", "{v}％\n"),
    ("rate", "tab-in-front", "\t{v}"),
    ("rate", "plus", "+{v}"),
    ("rate", "one-zero-more", "{v}0％"),
    ("rate", "word-percent", "{v}パーセント"),
    ("yen", "yen", "{v}円"),
    ("yen", "commas-yen", "{g}円"),
    ("yen", "commas", "{g}"),
    ("yen", "currency", "¥{g}"),
    ("yen", "backslash", "\\{g}"),
    ("yen", "nbsp-thousands", "{s}"),
    ("offices", "companies", "{g}社"),
    ("offices", "own-unit", "{g}事業所"),
    ("offices", "narrow-space-thousands", "{s}社"),
)
_WIDE = (("rate", "{v}%"), ("rate", "{v}"), ("yen", "{g}"), ("yen", "¥{g}"), ("offices", "{g}社"))
_MINUS = ("△{v}", "▲{v}", "−{v}", "－{v}", "ー{v}", "({v})", "-{v}%", "△ {v}", "–{v}", "‐{v}", "（{v}）")
# {y} is the fiscal year as 令和, {n} the one after, {b} the one before: of that no figure is right.
_AS_OF = (
    ("{v}%（令和{y}年11月まで）", "令和{y}年11月まで"),
    ("R{n}.2時点 {v}%", "R{n}.2時点"),
    ("{v}（令和{n}年2月時点）", "令和{n}年2月時点"),
    ("令和{n}年3月末現在：{v}％", "令和{n}年3月末現在"),
    ("{v}％（{y}年度）", "{y}年度"),
)
_OTHER_YEARS = (
    ("{v}％（令和{b}年度）", "令和{b}年度"),
    ("R{y}.3時点 {v}%", "R{y}.3時点"),
    ("{v}（{b}年度実績）", "{b}年度実績"),
)
_STATES = (
    ("none", "-"), ("none", "－"), ("none", "ー"), ("none", "該当なし"),
    ("unsettled", "未確定"), ("unsettled", "集計中"),
    ("unknown", "…"), ("unknown", "不明"), ("unknown", "・・・"),
    ("suppressed", "x"), ("suppressed", "Ｘ"), ("suppressed", "秘匿"), ("suppressed", "***"),
)  # fmt: skip
_REFUSED: tuple[tuple[str, str, str], ...] = (
    ("rate", "{v}％ 全国21位", "K403"),
    ("rate", "{v}/61.0", "K403"),
    ("rate", "{v}％\n（前年 61.0％）", "K403"),
    ("rate", "60～70", "K403"),
    ("rate", "約{v}％", "K404"),
    ("rate", "{v}％程度", "K404"),
    ("rate", "およそ{v}", "K404"),
    ("rate", "三", "K408"),
    ("rate", "六十二", "K408"),
    ("rate", "①", "K408"),
    ("rate", "12,5", "K407"),
    ("rate", "1.234,5", "K407"),
    ("rate", "1234.", "K401"),
    ("rate", "6O.7", "K401"),
    ("rate", "別紙参照", "K401"),
    ("rate", "同上", "K401"),
    ("rate", "{v}％(速報値)", "K401"),
    ("rate", "{v}％↑", "K401"),
    ("rate", "6割", "K401"),
    ("rate", "５-１", "K406"),
    ("rate", "5-1", "K406"),
    ("rate", "5/1", "K406"),
    ("rate", "2024/5/1", "K406"),
    ("rate", "5月1日", "K406"),
    ("rate", "R6.5.1", "K406"),
    ("rate", "{v}件", "K405"),
    ("rate", "{v}円", "K405"),
    ("yen", "5千円", "K405"),
    ("yen", "7百万円", "K405"),
    ("yen", "{v}%", "K405"),
    ("offices", "{v}件", "K405"),
    ("offices", "{v}人", "K405"),
)
_ERRORS = (
    "#N/A", "#VALUE!", "#REF!", "#DIV/0!", "#NUM!", "#NAME?", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA",
)  # fmt: skip


def figures() -> Iterator[Trouble]:
    """Every trouble of one actual's cell."""
    yield from _texts()
    yield from _cells()
    yield from _formulas()
    yield from _formats()


def _value(m: Messy, kpi: str) -> Decimal:
    value = m.source.entry(kpi).figure.value
    assert value is not None
    return value


def _written(m: Messy, kpi: str, template: str, separator: str = "\u00a0") -> str:
    value = _value(m, kpi)
    grouped = f"{value:,}"
    return template.format(v=value, g=grouped, s=grouped.replace(",", separator), **years(m))


def _typed(
    kind: str, template: str, code: str, *, wide: bool = False, **expected: str
) -> Callable[[Messy], None]:
    def do(m: Messy) -> None:
        kpi = m.take(kind)
        text = _written(m, kpi, template, "\u202f" if "narrow" in template else "\u00a0")
        m.sheet.put(m.at(kpi), text.translate(_FULL) if wide else text)
        m.expect(kpi, **expected)
        m.want(code, kpi, seen=text.translate(_FULL) if wide else text)

    return do


def years(m: Messy) -> dict[str, int]:
    """The fiscal year of the round, the one after and the one before, as years of 令和."""
    year = int(m.source.year) - 2018
    return {"y": year, "n": year + 1, "b": year - 1}


def _dated(template: str, as_of: str, *codes: str) -> Callable[[Messy], None]:
    """A figure with its 時点 in the same cell."""

    def do(m: Messy) -> None:
        kpi = m.take("rate")
        m.sheet.put(m.at(kpi), _written(m, kpi, template))
        m.expect(kpi, as_of=as_of.format(**years(m)))
        for code in ("K402", *codes):
            m.want(code, kpi)

    return do


def _texts() -> Iterator[Trouble]:
    for kind, name, template in _READ:
        yield Trouble("read", name, _typed(kind, template, "K402"), takes=(kind,))
    for kind, template in _WIDE:
        yield Trouble(
            "read", f"wide-{kind}-{template}", _typed(kind, template, "K402", wide=True), takes=(kind,)
        )
    for template, as_of in _AS_OF:
        yield Trouble("read", f"as-of-{as_of}", _dated(template, as_of))
    for template, as_of in _OTHER_YEARS:
        yield Trouble("read", f"other-year-{as_of}", _dated(template, as_of, "K520"))
    for template in _MINUS:
        yield Trouble("minus", template, _negative(template))
    for state, text in _STATES:
        yield Trouble("state", text, _typed("rate", text, "K410", state=state, value=""))
    for kind, template, code in _REFUSED:
        yield Trouble(
            "refused",
            f"{kind}-{template}",
            _typed(kind, template, code, state="unreadable", value=""),
            takes=(kind,),
        )
    for text in _ERRORS:
        yield Trouble("refused", f"text-{text}", _typed("rate", text, "K409", state="unreadable", value=""))


def _negative(template: str) -> Callable[[Messy], None]:
    def do(m: Messy) -> None:
        kpi = m.take("rate")
        value = _value(m, kpi)
        m.sheet.put(m.at(kpi), _written(m, kpi, template))
        m.expect(kpi, value=-value.normalize())
        m.want("K402", kpi, read=f"{-value}")
        m.want("K502", kpi)
        m.want("K511", kpi)

    return do


def _put(
    kind: str, put: Callable[[Messy, str], None], *codes: str, **expected: str
) -> Callable[[Messy], None]:
    """A trouble that puts something other than a text into an actual's cell."""

    def do(m: Messy) -> None:
        kpi = m.take(kind)
        put(m, kpi)
        m.expect(kpi, **expected)
        for code in codes:
            m.want(code, kpi)

    return do


def _cells() -> Iterator[Trouble]:
    gone = {"state": "unreadable", "value": ""}
    for text in _ERRORS[:7]:
        put = _put("rate", lambda m, k, text=text: m.sheet.put(m.at(k), text, kind="e"), "K409", **gone)  # type: ignore[misc]
        yield Trouble("refused", f"cell-{text}", put)
    for text in ("NaN", "INF", "-INF"):
        put = _put("rate", lambda m, k, text=text: m.sheet.put(m.at(k), text, kind="n"), "K409", **gone)  # type: ignore[misc]
        yield Trouble("refused", f"cell-{text}", put)
    for flag in ("1", "0"):
        put = _put("rate", lambda m, k, flag=flag: m.sheet.put(m.at(k), flag, kind="b"), "K401", **gone)  # type: ignore[misc]
        yield Trouble("refused", f"bool-{flag}", put)
    blank = {"state": "blank", "value": ""}
    yield Trouble("state", "blank", _put("rate", lambda m, k: m.sheet.clear(m.at(k)), "K501", **blank))
    for name, text in (("space", "　"), ("empty-text", ""), ("zero-width", "\u200b")):
        put = _put("rate", lambda m, k, text=text: m.sheet.put(m.at(k), text), "K501", **blank)  # type: ignore[misc]
        yield Trouble("state", name, put)
    for code in ("yyyy/m/d", "m月d日", "[$-411]ggge年m月d日", "[$-411]ggge年", "h:mm"):
        yield Trouble(
            "refused", f"date-{code}", _formatted("rate", code, "K406", _DAY, **gone), frozenset({"formats"})
        )


def _formatted(kind: str, number_format: str, *codes: object, **expected: str) -> Callable[[Messy], None]:
    """A number in a cell of that format: finding codes first, then the number if it is another one."""
    names = [code for code in codes if isinstance(code, str)]
    number = next((code for code in codes if not isinstance(code, str)), None)

    def do(m: Messy) -> None:
        kpi = m.take(kind)
        style = m.opened.style(m.sheet.style(m.at(kpi)), number_format)
        m.sheet.put(m.at(kpi), _value(m, kpi) if number is None else number, style=style)
        m.expect(kpi, **expected)
        for name in names:
            m.want(name, kpi)

    return do


def _formats() -> Iterator[Trouble]:
    touches, gone = frozenset({"formats"}), {"state": "unreadable", "value": ""}
    for code in ("0.0%", "0%", "0.00%;[Red]-0.00%"):
        yield Trouble("format", f"fraction-shown-{code}", _fraction(code), touches)
    yield Trouble("format", "fraction-without-format", _fraction(""))
    for code in ('0.0"円"', '0"件"', "0.0\\円", "[$¥-411]#,##0"):
        yield Trouble("format", f"rate-shown-{code}", _formatted("rate", code, "K405", **gone), touches)
    bare = _formatted("rate", "¥#,##0", "K405", **gone)
    yield Trouble("format", "rate-shown-bare-yen", bare, touches)
    for code in ('0.0"％"', "General", "@", "0.00_ ", "#,##0.0_);(#,##0.0)"):
        yield Trouble("format", f"rate-shown-{code}", _formatted("rate", code), touches)
    for code in ('#,##0"円"', "[$¥-411]#,##0", "¥#,##0;¥-#,##0", "#,##0\\円"):
        yield Trouble("format", f"yen-shown-{code}", _formatted("yen", code), touches, takes=("yen",))
    for code in ('#,##0"千円"', '0"件"', "0.0%"):
        yield Trouble(
            "format", f"yen-shown-{code}", _formatted("yen", code, "K405", **gone), touches, takes=("yen",)
        )
    for code in ('#,##0"社"', '#,##0"事業所"'):
        yield Trouble(
            "format", f"offices-shown-{code}", _formatted("offices", code), touches, takes=("offices",)
        )
    yield Trouble(
        "format",
        "yen-in-thousands",
        _formatted("yen", '#,##0,"千円"', "K405", **gone),
        touches,
        takes=("yen",),
    )
    # What was typed is stored whole; but what people see is a thousandth of it.
    yield Trouble("format", "yen-shortened", _formatted("yen", "#,##0,", "K418"), touches, takes=("yen",))
    for code in ("0.0_%", "0.0* ", "[<1]0.0%;0.0", '0.0"%"'):
        yield Trouble("format", f"rate-shown-{code}", _formatted("rate", code), touches)
    for code in ('"約"0.0', '0"0"', '"達成"'):
        yield Trouble("format", f"rate-shown-{code}", _formatted("rate", code, "K418"), touches)


def _fraction(number_format: str) -> Callable[[Messy], None]:
    def do(m: Messy) -> None:
        kpi = m.take("rate")
        fraction = _value(m, kpi).scaleb(-2)
        style = m.opened.style(m.sheet.style(m.at(kpi)), number_format) if number_format else None
        m.sheet.put(m.at(kpi), fraction, style=style)
        m.expect(kpi, **({} if number_format else {"value": f"{fraction.normalize():f}"}))
        m.want("K402" if number_format else "K508", kpi)

    return do


def _formulas() -> Iterator[Trouble]:
    gone = {"state": "unreadable", "value": ""}
    stored = frozenset({"stored"})
    named = (
        ("with-value", "62.2/1", None, "", ("K414",), {}),
        ("link-to-another-book", "[1]Sheet1!$A$1", None, "", ("K433",), {}),
        ("vlookup", 'VLOOKUP("x",Z1:Z9,1,FALSE)', None, "", ("K414",), {}),
        ("text-result", 'TEXT(62.2,"0.0")&"%"', "{v}%", "str", ("K414", "K402"), {}),
        ("value-0", "A99-A98", "0", "", ("K413",), gone),
        ("empty-text-result", 'IF(A99="","",A99)', "", "str", ("K412",), gone),
        ("error-result", "1/A99", "#DIV/0!", "e", ("K409",), gone),
        ("lost-reference", "#REF!+1", "#REF!", "e", ("K409",), gone),
    )
    for name, formula, result, kind, codes, expected in named:
        yield Trouble("formula", name, _formula(formula, result, kind, codes, expected), stored)
    yield Trouble("formula", "without-value", _formula("62.2/1", "NONE", "", ("K412",), gone))
    yield Trouble("formula", "array-with-value", _array, stored)


def _formula(
    formula: str, result: str | None, kind: str, codes: tuple[str, ...], expected: dict[str, str]
) -> Callable[[Messy], None]:
    def do(m: Messy) -> None:
        kpi = m.take("rate")
        value = _written(m, kpi, "{v}" if result is None else result)
        m.sheet.put_formula(m.at(kpi), formula, None if result == "NONE" else value, kind=kind)
        m.expect(kpi, **expected)
        for code in codes:
            m.want(code, kpi)

    return do


def _array(m: Messy) -> None:
    kpi = m.take("rate")
    m.sheet.put_formula(m.at(kpi), "SUM(Z1:Z2*1)", _value(m, kpi))
    formula = m.sheet.cells[m.at(kpi)][0]
    formula.set("t", "array")
    formula.set("ref", m.address(kpi))
    m.expect(kpi)
    m.want("K414", kpi)


__all__ = ["Field", "figures"]
