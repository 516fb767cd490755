"""Charts of lines: the plot leaves the numbers of its axis the room that they take."""

import datetime as dt
import re
import zipfile
from decimal import Decimal
from io import BytesIO

import pytest

from kpixl.books.writing.book import Book
from kpixl.books.writing.charts import Line, LineChart, Spot, line_chart
from kpixl.model.trend import Axis


def plot_of(axis):
    """Where the plot of a chart begins, and how wide it is, as shares of the chart's width."""
    book = Book(title="t", organisation="o", created=dt.datetime(2025, 4, 1), language="ja")  # noqa: DTZ001
    sheet = book.sheet("図")
    chart = LineChart(
        title="件数", unit="件", categories=(0, 1, 0, 5),
        lines=[Line(name=(1, 0, 1, 0), values=(1, 1, 1, 5), style=0)], axis=axis,
    )  # fmt: skip
    line_chart(book, sheet, chart, Spot(row=3, column=0, width=400, height=200, description="件数"))
    with zipfile.ZipFile(BytesIO(book.finish())) as archive:
        text = archive.read("xl/charts/chart1.xml").decode()
    layout = re.search(r"<c:plotArea><c:layout>.*?</c:layout>", text).group()
    return tuple(float(re.search(rf'<c:{key} val="([^"]+)"', layout).group(1)) for key in ("x", "w"))


@pytest.mark.parametrize(
    ("low", "high", "step", "further"),
    [
        ("0", "100", "20", 0),
        ("0", "8000", "2000", 1),  # 8,000 has five letters, one more than the four that have room
        ("0", "120000", "40000", 3),
        ("-120000", "0", "40000", 4),
        ("0", "0.125", "0.025", 1),
    ],
)
def test_each_further_letter_of_the_numbers_moves_the_plot_to_the_right(low, high, step, further):
    plain = plot_of(None)
    moved = plot_of(Axis(low=Decimal(low), high=Decimal(high), step=Decimal(step)))
    assert moved[0] - plain[0] == pytest.approx(0.027 * further)
    assert plain[1] - moved[1] == pytest.approx(0.027 * further)
