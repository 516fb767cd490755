"""Tables for other programs: CSV, Parquet, and the datapackage.json that says what the columns hold.

Numbers are decimals and never floats, codes are text with their zeros, words are keys. A cell without a
value is empty in CSV, and null in Parquet.
"""

import csv
import datetime as dt
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from itertools import islice
from typing import TYPE_CHECKING, Protocol

from kpixl.files.csv_text import quoted
from kpixl.model.errors import KpixlError

if TYPE_CHECKING:
    import pyarrow as pa

DIGITS, SCALE = 38, 20  # of a decimal in Parquet: its digits, and those of them behind the point
_ROWS_AT_A_TIME = 20_000
_UNIT = Decimal(1).scaleb(-SCALE)
_EXACT = Context(prec=DIGITS, rounding=ROUND_HALF_UP)


class Column(Protocol):
    """A column: its key, its type as table schemas call it, and its title."""

    @property
    def key(self) -> str:
        """The column's name in the file."""

    @property
    def type(self) -> str:
        """string, integer, number, date or datetime."""

    @property
    def title(self) -> str:
        """What people call it."""


def csv_bytes(columns: Sequence[Column], rows: Iterable[Sequence[object]]) -> bytes:
    """A table as CSV: UTF-8, commas, one row of keys above, and no text that Excel takes for a formula."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([column.key for column in columns])
    writer.writerows([_text(value) for value in row] for row in rows)
    return buffer.getvalue().encode("utf-8", "replace")


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, dt.datetime):
        return value.isoformat(timespec="seconds")
    return quoted(value) if isinstance(value, str) else str(value)


def parquet_bytes(columns: Sequence[Column], rows: Iterable[Sequence[object]]) -> bytes:
    """A table as Parquet.

    Raises:
        KpixlError: kpixl[parquet] is not installed.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise KpixlError("parquet_missing") from error
    schema = pa.schema([pa.field(column.key, _arrow_type(column.type)) for column in columns])
    buffer = io.BytesIO()
    with pq.ParquetWriter(buffer, schema, compression="zstd") as writer:
        for block in _blocks(rows):
            arrays = [
                pa.array(list(map(_arrow_value, values)), type=field.type)
                for field, values in zip(schema, zip(*block, strict=True), strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
    return buffer.getvalue()


def _blocks(rows: Iterable[Sequence[object]]) -> Iterator[list[Sequence[object]]]:
    left = iter(rows)
    while block := list(islice(left, _ROWS_AT_A_TIME)):
        yield block


def _arrow_type(kind: str) -> "pa.DataType":
    import pyarrow as pa

    types: dict[str, pa.DataType] = {
        "string": pa.string(),
        "integer": pa.int64(),
        "number": pa.decimal128(DIGITS, SCALE),
        "date": pa.date32(),
        "datetime": pa.timestamp("s"),
    }
    return types[kind]


def _arrow_value(value: object) -> object:
    if isinstance(value, Decimal):
        return value.quantize(_UNIT, context=_EXACT)
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    return value


def datapackage(
    name: str, title: str, created: dt.datetime, files: Iterable[tuple[str, str, Sequence[Column]]]
) -> bytes:
    """The datapackage.json of some files, each given by its name, its title and its columns."""
    resources = [
        {
            "name": file.replace(".", "-"),
            "title": said,
            "path": file,
            "format": file.rpartition(".")[2],
            "mediatype": "text/csv" if file.endswith(".csv") else "application/vnd.apache.parquet",
            **({"encoding": "utf-8"} if file.endswith(".csv") else {}),
            "schema": {
                "fields": [
                    {"name": column.key, "type": str(column.type), "title": column.title}
                    for column in columns
                ],
                "missingValues": [""],
            },
        }
        for file, said, columns in files
    ]
    package = {
        "profile": "tabular-data-package",
        "name": name,
        "title": title,
        "created": created.isoformat(),
        "resources": resources,
    }
    return (json.dumps(package, ensure_ascii=False, indent=2) + "\n").encode()
