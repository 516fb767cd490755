"""The round's secret key: made once, kept in the round folder, never sent to anybody."""

import secrets
from pathlib import Path

from kpixl.files.write import write_file
from kpixl.model.errors import InputFileError

_BYTES = 32


def seal_key(path: Path) -> bytes:
    """The key of a round; made where there is none yet.

    Raises:
        InputFileError: the file is there and holds no key.
    """
    key = read_seal_key(path)
    if key is None:
        key = secrets.token_bytes(_BYTES)
        write_file(path, key.hex().encode() + b"\n")
    return key


def read_seal_key(path: Path) -> bytes | None:
    """The key of a round, None where it has none: an entry workbook of such a round is not sealed.

    Raises:
        InputFileError: the file is there and holds no key.
    """
    if not path.is_file():
        return None
    try:
        return bytes.fromhex(path.read_text(encoding="ascii"))
    except (OSError, ValueError) as error:
        raise InputFileError("seal_key_invalid", path=path) from error
