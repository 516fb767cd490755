"""Texts kept compressed until they are needed."""

import io
import zlib
from collections.abc import Iterator


class Packed:
    """Blocks of text, in the order in which they came."""

    def __init__(self) -> None:
        self._blocks: list[bytes] = []

    def add(self, text: str) -> None:
        """Keep a text."""
        self._blocks.append(zlib.compress(text.encode(), 1))

    def __iter__(self) -> Iterator[bytes]:
        """The texts in UTF-8, one after the other."""
        return map(zlib.decompress, self._blocks)

    def __bool__(self) -> bool:
        """True where there is any."""
        return bool(self._blocks)


class PartText(io.StringIO):
    """The text of a workbook's part; what it takes packed stays so until the whole is asked for."""

    def __init__(self) -> None:
        super().__init__()
        self._taken: list[tuple[int, Packed]] = []

    def take(self, packed: Packed) -> None:
        """Write packed texts, as if each were written here."""
        self._taken.append((self.tell(), packed))

    def encoded(self) -> bytearray:
        """All that was written, in UTF-8."""
        text, at = self.getvalue(), 0
        whole = bytearray()
        for place, packed in self._taken:
            whole += text[at:place].encode()
            for piece in packed:
                whole += piece
            at = place
        whole += text[at:].encode()
        return whole
