"""The round's secret key: made once, kept in the round folder, never sent to anybody."""

import secrets
from pathlib import Path

from kpixl.files.write import write_once
from kpixl.model.errors import InputFileError
from kpixl.presence import exists, is_file, is_free

_BYTES = 32
_MOST_BYTES = 1000  # of the file; whatever is longer is no key


def seal_key(path: Path) -> bytes:
    """The key of a round; made where there is none yet, by one of two runs that need it at the same moment.

    Raises:
        InputFileError: the file is there and holds no key.
        OutputFileError: there is none, and it cannot be written.
    """
    key = read_seal_key(path)
    if key is not None:
        return key
    write_once(path, secrets.token_bytes(_BYTES).hex().encode() + b"\n")
    made = read_seal_key(path)  # by this run or by another: what stands there is the key
    if made is None:
        raise InputFileError("seal_key_invalid", path=path)
    return made


def read_seal_key(path: Path) -> bytes | None:
    """The key of a round, None where it has none: an entry workbook of such a round is not sealed.

    Raises:
        InputFileError: the file is there and holds no key.
        OSError: the system does not let it be read.
    """
    if is_free(path):
        return None
    if exists(path) and not is_file(path):
        raise InputFileError("seal_key_invalid", path=path)
    with path.open("rb") as stream:
        content = stream.read(_MOST_BYTES)
    try:
        key = bytes.fromhex(content.decode("ascii"))
    except ValueError as error:
        raise InputFileError("seal_key_invalid", path=path) from error
    if len(key) != _BYTES:
        raise InputFileError("seal_key_invalid", path=path)
    return key
