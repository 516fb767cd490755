"""Troubles of sense: counts that do not fit, figures out of proportion, and what stands beside a figure."""

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal

from kpixl.model.submission import Field
from tests.messy.figures import years
from tests.messy.returns import Messy
from tests.messy.trouble import Trouble

_TEXTS = frozenset({"columns", "remarks"})
_GONE = {"state": "unreadable", "value": ""}
_DONE = (
    ("実施しました", "done", "", ("K402",)),
    ("○", "done", "", ("K402",)),
    ("Done", "done", "", ()),
    ("実施", "done", "", ()),
    ("未実施", "not_done", "", ()),
    ("実施せず", "not_done", "", ("K402",)),
    ("2件", "number", "2", ("K402",)),
    ("2件実施", "number", "2", ("K402",)),
    ("実施予定", "unreadable", "", ("K401",)),
    ("来年度実施", "unreadable", "", ("K401",)),
    ("一部実施", "unreadable", "", ("K401",)),
    ("検討中", "unreadable", "", ("K401",)),
    ("3回実施", "number", "3", ("K402",)),
)
_REMARKS = (
    "=SUM(A1:A3)",
    "+5.4は制度改正による",
    "-前年より減",
    "@担当",
    "'引用",
    "二行\nの備考",
    "約60％ 全国21位",
    "🙂",
)


def sense() -> Iterator[Trouble]:
    """Every trouble of counts, proportions and texts."""
    yield from _counts()
    yield from _proportions()
    yield from _beside()
    for text, state, value, codes in _DONE:
        yield Trouble("done", text, _done(text, state, value, codes), takes=("do",))


def _done(text: str, state: str, value: str, codes: tuple[str, ...]) -> Callable[[Messy], None]:
    def do(m: Messy) -> None:
        kpi = m.take("do")
        m.sheet.put(m.at(kpi), text)
        m.expect(kpi, state=state, value=value)
        for code in codes:
            m.want(code, kpi)

    return do


# ── counts ───────────────────────────────────────────────────────────────────────────────────────────
def _counts() -> Iterator[Trouble]:
    for name, do in (
        ("swapped", _swapped),
        ("denominator-0", _denominator_zero),
        ("no-denominator", _one_count),
        ("rate-differs", _rate_differs),
        ("with-unit", _typed_count("{g}人", "K402")),
        ("wide", _typed_count("{w}", "K402")),
        ("text-number", _typed_count("{v}", "K402")),
        ("numerator-approximate", _typed_count("約{v}", "K404", numerator="")),
        ("numerator-in-thousands", _typed_count("12千円", "K405", numerator="")),
        ("actual-blank", _no_actual),
        ("actual-unsettled", _typed_rate("未確定", "K410", state="unsettled", value="")),
        ("actual-approximate", _typed_rate("約20％", "K404", **_GONE)),
        ("negative", _negative_count),
    ):
        yield Trouble("counts", name, do, frozenset({"columns"}), takes=("counted",))
    yield Trouble("counts", "kpi-takes-none", _count_where_none)


def _swapped(m: Messy) -> None:
    kpi = m.take("counted")
    entry = m.source.entry(kpi)
    numerator, denominator = entry.numerator.value, entry.denominator.value
    m.sheet.put(m.at(kpi, Field.NUMERATOR), denominator)
    m.sheet.put(m.at(kpi, Field.DENOMINATOR), numerator)
    m.expect(kpi, numerator=denominator, denominator=numerator, **_GONE)
    m.want("K503", kpi, Field.NUMERATOR)


def _denominator_zero(m: Messy) -> None:
    kpi = m.take("counted")
    m.sheet.put(m.at(kpi, Field.DENOMINATOR), 0)
    m.expect(kpi, denominator="0")
    m.want("K506", kpi, Field.DENOMINATOR)


def _one_count(m: Messy) -> None:
    kpi = m.take("counted")
    m.sheet.clear(m.at(kpi, Field.DENOMINATOR))
    m.expect(kpi, denominator="")
    m.want("K507", kpi, Field.DENOMINATOR)


def _rate_differs(m: Messy) -> None:
    kpi = m.take("counted")
    value = _value(m, kpi)
    m.sheet.put(m.at(kpi), value + 1)
    m.expect(kpi)
    entry = m.source.entry(kpi)
    counts = {"numerator": str(entry.numerator.value), "denominator": str(entry.denominator.value)}
    m.want("K504", kpi, seen=f"{(value + 1).normalize():f}", computed=f"{value:f}％", **counts)


def _typed_count(template: str, code: str, **expected: str) -> Callable[[Messy], None]:
    def do(m: Messy) -> None:
        kpi = m.take("counted")
        number = m.source.entry(kpi).numerator.value
        assert number is not None
        wide = f"{number:,}".translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789,"})
        m.sheet.put(m.at(kpi, Field.NUMERATOR), template.format(v=number, g=f"{number:,}", w=wide))
        m.expect(kpi, **expected)
        m.want(code, kpi, Field.NUMERATOR)

    return do


def _typed_rate(text: str, code: str, **expected: str) -> Callable[[Messy], None]:
    def do(m: Messy) -> None:
        kpi = m.take("counted")
        m.sheet.put(m.at(kpi), text)
        m.expect(kpi, **expected)
        m.want(code, kpi)

    return do


def _no_actual(m: Messy) -> None:
    kpi = m.take("counted")
    m.sheet.clear(m.at(kpi))
    m.expect(kpi)


def _negative_count(m: Messy) -> None:
    kpi = m.take("counted")
    m.sheet.put(m.at(kpi, Field.NUMERATOR), -5)
    m.expect(kpi, numerator="-5", **_GONE)
    m.want("K503", kpi, Field.NUMERATOR)


def _count_where_none(m: Messy) -> None:
    kpi = m.take("rate")
    m.sheet.put(m.at(kpi, Field.NUMERATOR), 1234)
    m.want("K343", kpi, Field.NUMERATOR)


# ── proportions ──────────────────────────────────────────────────────────────────────────────────────
def _proportions() -> Iterator[Trouble]:
    yield Trouble("sense", "above-maximum", _number(lambda v, p, c: Decimal(150), "K502", "K505"))
    yield Trouble("sense", "negative", _number(lambda v, p, c: -v, "K502", "K511"))
    yield Trouble("sense", "hundredfold", _number(lambda v, p, c: v * 100, "K502", "K508"))
    yield Trouble("sense", "same-as-prior", _number(lambda v, p, c: p, "K509"))
    yield Trouble("sense", "same-with-remark", _number(lambda v, p, c: p, remark="確認済み"), _TEXTS)
    yield Trouble("sense", "large-change", _number(lambda v, p, c: p - c - 1, "K505"))
    yield Trouble(
        "sense", "large-change-explained", _number(lambda v, p, c: p - c - 1, remark="制度改正のため"), _TEXTS
    )
    yield Trouble(
        "sense",
        "maximum-with-remark",
        _number(lambda v, p, c: Decimal(150), "K502", remark="確認済み"),
        _TEXTS,
    )
    for name, factor in (("thousandfold", Decimal(1000)), ("thousandth", Decimal("0.001"))):
        yield Trouble("sense", f"yen-{name}", _scaled(factor), takes=("yen",))  # type: ignore[misc]


def _value(m: Messy, kpi: str) -> Decimal:
    value = m.source.entry(kpi).figure.value
    assert value is not None
    return value


def _number(
    make: Callable[[Decimal, Decimal, Decimal], Decimal], *codes: str, kind: str = "rate", remark: str = ""
) -> Callable[[Messy], None]:
    """Another number, made of the value, the prior and the largest plausible change."""

    def do(m: Messy) -> None:
        kpi = m.take(kind)
        prior = m.source.plan.prior(m.source.code, kpi)
        change = next(item.max_change for item in m.source.plan.kpis if item.code == kpi)
        assert prior is not None
        assert prior.value is not None
        number = make(_value(m, kpi), prior.value, change or Decimal(0))
        m.sheet.put(m.at(kpi), number)
        m.expect(kpi, value=f"{number.normalize():f}")
        if remark:
            m.sheet.put(m.at(kpi, Field.REMARK), remark)
            m.alter(kpi, remark=remark)
        for code in codes:
            m.want(code, kpi)

    return do


def _scaled(factor: Decimal) -> Callable[[Messy], None]:
    return _number(lambda v, p, c: v * factor, "K508", kind="yen")


# Number formats, and what they show of the last day of a fiscal year.
_DATES = (
    ("yyyy/m/d", "{year}年3月31日"),
    ("yyyy/m", "{year}年3月"),
    ("mmm-yy", "{year}年3月"),
    ('yyyy"年"', "{year}年"),
    ('[$-411]ggge"年"', "令和{era}年"),
    ('[$-411]ggge"年"m"月"', "令和{era}年3月"),
    ("[$-411]ge.m.d", "令和{era}年3月31日"),
    ('m"月"d"日"', "3月31日"),
)


# ── beside the figure ────────────────────────────────────────────────────────────────────────────────
def _beside() -> Iterator[Trouble]:
    for text in _REMARKS:
        yield Trouble(
            "beside", f"remark-{text[:6]}".replace("\n", ""), _text(Field.REMARK, text, text), _TEXTS
        )
    yield Trouble("beside", "as-of-text", _as_of_text("令和{y}年11月まで"), _TEXTS)
    yield Trouble("beside", "as-of-other-year", _as_of_text("令和{b}年度末", "K520"), _TEXTS)
    yield Trouble(
        "beside", "target-unreadable", _text(Field.NEXT_TARGET, "がんばる", "がんばる", "K411"), _TEXTS
    )
    yield Trouble(
        "beside", "remark-formula-with-value", _formula(Field.REMARK, "前年から増"), _TEXTS | {"stored"}
    )
    for name in (Field.REMARK, Field.AS_OF, Field.NEXT_TARGET):
        yield Trouble("beside", f"{name}-formula-without-value", _formula(name, None))
    touches = _TEXTS | {"formats"}
    yield Trouble("beside", "target-shown-as-percent", _percent_target, touches)
    for code, seen in _DATES:
        yield Trouble("beside", f"as-of-date-{code}", _date_as_of(code, seen), touches)
    for name in (Field.AS_OF, Field.REMARK, Field.NEXT_TARGET):
        yield Trouble("beside", f"{name}-nan", _no_number(name), _TEXTS)
    yield Trouble(
        "beside", "remark-cr-lf", _text(Field.REMARK, "集計中\r\n来月確定", "集計中\n来月確定"), _TEXTS
    )


def _text(name: Field, text: str, read: str, *codes: str) -> Callable[[Messy], None]:
    def do(m: Messy) -> None:
        kpi = m.take("rate")
        m.sheet.put(m.at(kpi, name), text)
        m.alter(kpi, **{str(name): read})
        for code in codes:
            m.want(code, kpi, name)

    return do


def _as_of_text(template: str, *codes: str) -> Callable[[Messy], None]:
    def do(m: Messy) -> None:
        text = template.format(**years(m))
        _text(Field.AS_OF, text, text, *codes)(m)

    return do


def _formula(name: Field, value: str | None) -> Callable[[Messy], None]:
    def do(m: Messy) -> None:
        kpi = m.take("rate")
        m.sheet.put_formula(m.at(kpi, name), 'A99&"前年から増"', value, kind="str")
        m.alter(kpi, **{str(name): value or '=A99&"前年から増"'})
        if value is None:
            m.want("K416", kpi, name)

    return do


def _percent_target(m: Messy) -> None:
    kpi = m.take("rate")
    at = m.at(kpi, Field.NEXT_TARGET)
    m.sheet.put(at, 0.665, style=m.opened.style(m.sheet.style(at), "0.0%"))
    m.alter(kpi, next_target="66.5%")


def _date_as_of(code: str, seen: str) -> Callable[[Messy], None]:
    """The last day of the fiscal year, in a format that shows some of it."""

    def do(m: Messy) -> None:
        kpi = m.take("rate")
        at, year = m.at(kpi, Field.AS_OF), int(m.source.year) + 1
        serial = (dt.date(year, 3, 31) - dt.date(1899, 12, 30)).days
        m.sheet.put(at, serial, style=m.opened.style(m.sheet.style(at), code))
        m.alter(kpi, as_of=seen.format(year=year, era=year - 2018))

    return do


def _no_number(name: Field) -> Callable[[Messy], None]:
    def do(m: Messy) -> None:
        kpi = m.take("rate")
        m.sheet.put(m.at(kpi, name), "NaN", kind="n")
        m.alter(kpi, **{str(name): "#NUM!"})
        m.want("K409", kpi, name, seen="#NUM!")

    return do
