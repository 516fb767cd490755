"""LibreOffice as a branch uses it: types into a workbook and saves it, or recalculates one.

    /usr/bin/python3 lo_fill.py fill TEMPLATE VALUES.json OUT.xlsx|.ods|.xls [PASSWORD]
    /usr/bin/python3 lo_fill.py recalculate FILE…

Run by the system's Python, which has the UNO bridge; kpixl is not imported here. Every call is one
session of LibreOffice with a profile of its own: saving several files from one session crashes
LibreOffice 7.4. Results are printed as JSON.
"""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import uno  # type: ignore[import-not-found]
from com.sun.star.beans import PropertyValue  # type: ignore[import-not-found]

START_SECONDS, STOP_SECONDS = 60, 10
FILTERS = {".xlsx": "Calc MS Excel 2007 XML", ".ods": "calc8", ".xls": "MS Excel 97"}
DELIVER_OWNERSHIP = True
FAILED = 4  # com.sun.star.sheet.FormulaResult.ERROR
FORMULA_CELLS = 16  # com.sun.star.sheet.CellFlags.FORMULA
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"
 xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>ja-JP</value></prop></item>
</oor:items>"""


@contextlib.contextmanager
def office() -> Iterator[tuple[Any, Any]]:
    """A LibreOffice of our own, set to Japanese, ended with everything that it started."""
    folder = Path(tempfile.mkdtemp(prefix="kpixl-lo-"))
    (folder / "user").mkdir()
    (folder / "user" / "registrymodifications.xcu").write_text(PROFILE, encoding="utf-8")
    pipe = f"kpixl{uuid.uuid4().hex[:12]}"
    process = subprocess.Popen(
        [
            *("soffice", "--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck"),
            f"-env:UserInstallation=file://{folder}",
            f"--accept=pipe,name={pipe};urp;",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        context = _connect(pipe, process)
        manager = context.ServiceManager
        desktop = manager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        dispatcher = manager.createInstanceWithContext("com.sun.star.frame.DispatchHelper", context)
        yield desktop, dispatcher
        with contextlib.suppress(Exception):  # it may be gone before it can answer
            desktop.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _connect(pipe: str, process: "subprocess.Popen[bytes]") -> Any:
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    started = time.monotonic()
    while True:
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except Exception:
            if process.poll() is not None or time.monotonic() - started > START_SECONDS:
                raise
            time.sleep(0.1)


def settings(**values: object) -> tuple[Any, ...]:
    properties = []
    for name, value in values.items():
        item = PropertyValue()
        item.Name, item.Value = name, value
        properties.append(item)
    return tuple(properties)


def load(desktop: Any, path: Path) -> Any:
    document = desktop.loadComponentFromURL(path.resolve().as_uri(), "_blank", 0, settings(Hidden=True))
    if document is None:
        raise RuntimeError(f"LibreOffice cannot open {path}")
    return document


def fill(template: Path, values: Path, out: Path, password: str = "") -> None:
    """Type every value as a person does, and save; prints what each cell holds afterwards."""
    typed: list[tuple[str, str, str]] = json.loads(values.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory(prefix="kpixl-fill-") as folder, office() as (desktop, dispatcher):
        document = load(desktop, Path(shutil.copy(template, folder)))
        frame = document.CurrentController.Frame
        report = []
        for name, address, text in typed:
            sheet = document.Sheets.getByName(name)
            document.CurrentController.setActiveSheet(sheet)
            dispatcher.executeDispatch(frame, ".uno:GoToCell", "", 0, settings(ToPoint=f"${address}"))
            dispatcher.executeDispatch(frame, ".uno:EnterString", "", 0, settings(StringName=text))
            cell = sheet.getCellRangeByName(address)
            report.append([name, address, text, cell.String, cell.Type.value])
        secret = {"Password": password} if password else {}
        target = settings(FilterName=FILTERS[out.suffix], Overwrite=True, **secret)
        document.storeToURL(out.resolve().as_uri(), target)
        print(json.dumps(report, ensure_ascii=False), flush=True)  # noqa: T201 - its answer
        with contextlib.suppress(Exception):  # 7.4 sometimes crashes on closing, after it has saved
            document.close(DELIVER_OWNERSHIP)


def recalculate(paths: list[Path]) -> None:
    """Compute every formula anew; prints what each gives, by file, sheet and cell."""
    with tempfile.TemporaryDirectory(prefix="kpixl-recalc-") as folder, office() as (desktop, _dispatcher):
        results = {}
        for number, path in enumerate(paths):
            document = load(desktop, Path(shutil.copy(path, f"{folder}/{number}{path.suffix}")))
            document.calculateAll()
            results[str(path)] = [
                [sheet.Name, *found] for sheet in document.Sheets for found in _formulas(sheet)
            ]
            document.close(DELIVER_OWNERSHIP)
        print(json.dumps(results, ensure_ascii=False), flush=True)  # noqa: T201 - its answer


def _formulas(sheet: Any) -> Iterator[list[object]]:
    """Address, value and error code of every formula cell: a number, a text, or 0 with the code of an error.

    Areas are asked for as a whole: each question to LibreOffice is one between two processes.
    """
    failed = {
        (row, column)
        for area in sheet.queryFormulaCells(FAILED)
        for row in range(area.RangeAddress.StartRow, area.RangeAddress.EndRow + 1)
        for column in range(area.RangeAddress.StartColumn, area.RangeAddress.EndColumn + 1)
    }
    for area in sheet.queryContentCells(FORMULA_CELLS):
        place = area.RangeAddress
        for row, values in enumerate(area.getDataArray(), start=place.StartRow):
            for column, value in enumerate(values, start=place.StartColumn):
                address = f"{_letters(column)}{row + 1}"
                if (row, column) in failed:
                    cell = sheet.getCellByPosition(column, row)
                    yield [address, cell.Value, cell.getError()]
                else:
                    yield [address, value, 0]


def _letters(column: int) -> str:
    letters = ""
    while column >= 0:
        letters, column = chr(ord("A") + column % 26) + letters, column // 26 - 1
    return letters


if __name__ == "__main__":
    command, *arguments = sys.argv[1:]
    if command == "fill":
        fill(*map(Path, arguments[:3]), *arguments[3:])
    else:
        recalculate([Path(argument) for argument in arguments])
