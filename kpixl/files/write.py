"""The one place that writes files: whole content beside the target, then one atomic replace.

A reader never sees half a file, and a crash leaves the file that was there before.
"""

import contextlib
import os
import tempfile
from pathlib import Path

from kpixl.model.errors import OutputFileError


def write_file(path: Path, content: bytes) -> None:
    """Write `content` to `path`, replacing what is there in one step; folders are made as needed.

    Raises:
        OutputFileError: the place cannot be written; most often Excel has the file open.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
            _share(temporary)
            os.replace(temporary, path)  # noqa: PTH105 - the documented atomic replace
        finally:
            with contextlib.suppress(FileNotFoundError):
                temporary.unlink()
    except PermissionError as error:
        raise OutputFileError("locked", path=path) from error
    except OSError as error:
        raise OutputFileError("not_writable", path=path, reason=error.strerror or str(error)) from error


def _share(path: Path) -> None:
    """Give a temporary file, which is private by default, the permissions a new file would have."""
    mask = os.umask(0)
    os.umask(mask)
    path.chmod(0o666 & ~mask)
