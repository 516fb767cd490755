"""A step of consolidation: the master's long sheets as files for other programs, beside the workbook."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kpixl.books.master.tables import master_tables
from kpixl.files.table_files import Column, csv_bytes, datapackage, parquet_bytes
from kpixl.files.write import WriteSet
from kpixl.model.master import Master


@dataclass(frozen=True, kw_only=True)
class TableOptions:
    """The folders that get the tables, None for a form that is not wanted."""

    csv: Path | None = None
    parquet: Path | None = None


NO_TABLES = TableOptions()


def make_tables(master: Master, files: WriteSet, wanted: TableOptions) -> tuple[Path, ...]:
    """Make the tables, and a datapackage.json beside them; they become some of `files`.

    Raises:
        KpixlError: Parquet is wanted, and kpixl[parquet] is not installed.
    """
    return tuple(_make(master, files, wanted))


def _make(master: Master, files: WriteSet, wanted: TableOptions) -> Iterator[Path]:
    settings, tables = master.plan.settings, master_tables(master)
    listed: dict[Path, list[tuple[str, str, Sequence[Column]]]] = {}
    for folder, ending, write in ((wanted.csv, "csv", csv_bytes), (wanted.parquet, "parquet", parquet_bytes)):
        if folder is None:
            continue
        for table in tables:
            name = f"{table.name}.{ending}"
            yield files.add(folder / name, write(table.columns, table.rows()))
            listed.setdefault(folder, []).append((name, table.title, table.columns))
    about = (f"kpixl-{settings.fiscal_year.short.lower()}", settings.round_name, settings.created)
    for folder, resources in listed.items():
        yield files.add(folder / "datapackage.json", datapackage(*about, resources))
