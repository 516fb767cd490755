"""Opening files that are protected with a password: one that head office was told, or Excel's own.

msoffcrypto-tool does the work; it is loaded for those who send such files alone.
"""

import codecs
import io
from collections.abc import Sequence
from pathlib import Path

from kpixl.books.reading.cells import UnreadableWorkbookError
from kpixl.books.reading.preflight import RETURNED, Limits, Preflight, preflight
from kpixl.model.errors import InputFileError
from kpixl.model.finding import FindingCode

# Excel encrypts with this one where only a book's structure is protected, and opens it without asking.
_EXCELS_OWN = "VelvetSweatshop"
_CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def open_workbook(content: bytes, passwords: Sequence[str] = (), limits: Limits = RETURNED) -> Preflight:
    """The preflight of a workbook's bytes, or of what is inside them where they are encrypted.

    Raises:
        UnreadableWorkbookError: they are no workbook that is read, or no password opens them.
    """
    try:
        return preflight(content, limits)
    except UnreadableWorkbookError as error:
        if error.kind is not FindingCode.FILE_ENCRYPTED:
            raise
    return preflight(decrypt(content, passwords), limits)


def decrypt(content: bytes, passwords: Sequence[str]) -> bytes:
    """The workbook inside an encrypted .xlsx, .xlsm, .xlsb or .xls, opened with the first password that fits.

    Excel's own is always tried. What comes back has been checked for nothing.

    Raises:
        UnreadableWorkbookError: no password fits, or the encryption is one that cannot be undone (.ods).
    """
    if not content.startswith(_CONTAINER):
        raise UnreadableWorkbookError(FindingCode.FILE_ENCRYPTED)
    import msoffcrypto

    for password in filter(None, dict.fromkeys((*passwords, _EXCELS_OWN))):
        try:
            return _opened(content, password)
        except msoffcrypto.exceptions.InvalidKeyError:
            continue
        except MemoryError:
            raise
        except Exception as error:
            if not passwords:  # the question of a password comes first
                break
            # The library is given whatever a branch sent, and trips over a damaged header in many ways.
            reason = " ".join(str(error).split())[:120] or type(error).__name__
            raise UnreadableWorkbookError(FindingCode.FILE_DAMAGED, reason=reason) from error
    raise UnreadableWorkbookError(FindingCode.PASSWORD_WRONG if passwords else FindingCode.FILE_ENCRYPTED)


def _opened(content: bytes, password: str) -> bytes:
    import msoffcrypto

    office = msoffcrypto.OfficeFile(io.BytesIO(content))
    # Only OOXML has to be asked to verify; an .xls always does.
    office.load_key(password, **({"verify_password": True} if office.format == "ooxml" else {}))
    plain = io.BytesIO()
    office.decrypt(plain)
    return plain.getvalue()


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
