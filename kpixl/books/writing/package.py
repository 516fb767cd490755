"""A workbook's package as it is on every system."""

import struct

_END, _ENTRY = b"PK\x05\x06", b"PK\x01\x02"
_END_BYTES, _ENTRY_BYTES = 22, 46
_MADE_ON, _UNIX = 5, 3  # the byte of an entry that says on what system it was made


def same_on_every_system(package: bytes) -> bytes:
    """The zip file with one system named as the one that it was made on.

    Python names its own, the one difference between what Windows and Linux write.
    """
    end = len(package) - _END_BYTES  # xlsxwriter writes no comment behind it
    if package[end : end + 4] != _END:
        raise ValueError("no package that ends with its directory")
    entries, _size, at = struct.unpack_from("<HII", package, end + 10)
    changed = bytearray(package)
    for _number in range(entries):
        if package[at : at + 4] != _ENTRY:
            raise ValueError("no entry of a package's directory")
        changed[at + _MADE_ON] = _UNIX
        at += _ENTRY_BYTES + sum(struct.unpack_from("<3H", package, at + 28))
    return bytes(changed)
