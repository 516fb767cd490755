"""A workbook or a document as PDF, by LibreOffice where it is installed."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from kpixl.files.write import write_file
from kpixl.model.errors import OutputFileError
from kpixl.presence import is_file

_LONGEST = 900.0  # seconds; 47 branches and 30 KPIs are 350 pages, and took two minutes on a busy machine
_COMMANDS = ("soffice", "libreoffice")
_MAC = Path("/Applications/LibreOffice.app/Contents/MacOS/soffice")


def find_libreoffice() -> Path | None:
    """LibreOffice's program: on the path, or where it is usually installed; None where it is not."""
    for name in _COMMANDS:
        found = shutil.which(name)
        if found:
            return Path(found)
    roots = [os.environ.get(name) for name in ("PROGRAMFILES", "PROGRAMW6432", "PROGRAMFILES(X86)")]
    # soffice.com waits until the work is done, soffice.exe need not.
    windows = [Path(root, "LibreOffice", "program", "soffice.com") for root in roots if root]
    return next(
        (path for path in (*windows, _MAC, Path.home() / _MAC.relative_to("/")) if is_file(path)), None
    )


def write_pdf(workbook: Path, content: bytes, path: Path) -> None:
    """Write a workbook's visible sheets to a PDF; `workbook` is where the reader finds it.

    Raises:
        OutputFileError: there is no LibreOffice, it did not make the PDF, or the place is locked.
    """
    _print(workbook, content, path, "calc_pdf_Export")


def write_document_pdf(document: Path) -> Path:
    """Write a Word document's PDF beside it.

    Raises:
        OutputFileError: there is no LibreOffice, it did not make the PDF, or the place is locked.
    """
    path = document.with_suffix(".pdf")
    _print(document, document.read_bytes(), path, "writer_pdf_Export")
    return path


def _print(source: Path, content: bytes, path: Path, export: str) -> None:
    """Have LibreOffice print it, with a profile of its own: no window that somebody has open is disturbed."""
    program = find_libreoffice()
    if program is None:
        raise OutputFileError("no_libreoffice", path=source)
    with tempfile.TemporaryDirectory(prefix="kpixl-pdf-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        copy = folder / f"copy{source.suffix}"
        write_file(copy, content)
        failure = _convert(program, copy, folder, export)
        made = copy.with_suffix(".pdf")
        if not is_file(made):
            raise OutputFileError("pdf_failed", path=source, reason=failure)
        write_file(path, made.read_bytes())


def _convert(program: Path, source: Path, folder: Path, export: str) -> str:
    """Run LibreOffice; returns what it said, for the case that there is no PDF."""
    command = [
        str(program), "--headless", "--norestore", "--nolockcheck",
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--convert-to", f"pdf:{export}", "--outdir", str(folder), str(source),
    ]  # fmt: skip
    try:
        with subprocess.Popen(  # noqa: S603 - no shell, and no argument of anybody else's
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # LibreOffice starts others, which must end with it
        ) as process:
            try:
                said, _nothing = process.communicate(timeout=_LONGEST)
            finally:
                _end(process)
    except subprocess.TimeoutExpired:
        return f"{_LONGEST:.0f} s"
    except OSError as error:
        return error.strerror or str(error)
    lines = said.decode(errors="replace").split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), str(process.returncode))


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End LibreOffice and all that it started, where it still runs."""
    if process.poll() is not None:
        return
    if sys.platform == "win32":
        end = ["taskkill", "/F", "/T", "/PID", str(process.pid)]
        subprocess.run(end, capture_output=True, check=False)  # noqa: S603
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
