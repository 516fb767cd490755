"""Opening files that a branch protected with a password, where head office was told it.

msoffcrypto-tool does the work. It is an optional extra: without it protected files are refused.
"""

import codecs
import io
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from kpixl.books.reading.cells import UnreadableWorkbookError
from kpixl.model.errors import InputFileError, KpixlError
from kpixl.model.finding import FindingCode

# Excel encrypts with this one where only a book's structure is protected, and opens it without asking.
_EXCELS_OWN = "VelvetSweatshop"
_CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def decrypt(content: bytes, passwords: Sequence[str]) -> bytes:
    """The workbook inside an encrypted .xlsx, .xlsm, .xlsb or .xls, opened with the first password that fits.

    What comes back has been checked for nothing: it needs a preflight of its own.

    Raises:
        UnreadableWorkbookError: no password fits, or the encryption is one that cannot be undone (.ods).
        KpixlError: msoffcrypto-tool is not installed.
    """
    library = require_msoffcrypto()
    if not content.startswith(_CONTAINER):
        raise UnreadableWorkbookError(FindingCode.FILE_ENCRYPTED)
    for password in filter(None, dict.fromkeys((*passwords, _EXCELS_OWN))):
        try:
            return _opened(library, content, password)
        except library.exceptions.InvalidKeyError:
            continue
        except Exception as error:
            # The library is given whatever a branch sent, and trips over a damaged header in many ways.
            reason = " ".join(str(error).split())[:120] or type(error).__name__
            raise UnreadableWorkbookError(FindingCode.FILE_DAMAGED, reason=reason) from error
    raise UnreadableWorkbookError(FindingCode.PASSWORD_WRONG)


def _opened(library: ModuleType, content: bytes, password: str) -> bytes:
    office = library.OfficeFile(io.BytesIO(content))
    # Only OOXML has to be asked to verify; an .xls always does.
    office.load_key(password, **({"verify_password": True} if office.format == "ooxml" else {}))
    plain = io.BytesIO()
    office.decrypt(plain)
    return plain.getvalue()


def require_msoffcrypto() -> ModuleType:
    """The library; asked for before a run begins, so that its absence is said once and not for each file.

    Raises:
        KpixlError: it is not installed.
    """
    try:
        import msoffcrypto
    except ImportError as error:
        raise KpixlError("no_msoffcrypto") from error
    library: ModuleType = msoffcrypto
    return library


def read_passwords(path: Path) -> tuple[str, ...]:
    """The passwords of a text file, one a line, in UTF-8, in Notepad's "Unicode" or in code page 932.

    Blank lines are dropped. Spaces stay: they may belong to a password.

    Raises:
        InputFileError: the file is missing or cannot be read.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputFileError("password_file_missing", path=path) from error
    lines = _decoded(content).replace("\r\n", "\n").split("\n")
    return tuple(line for line in lines if line.strip())


def _decoded(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # A line that is neither fits no file; the others still may.
        return content.decode("cp932", "replace")
