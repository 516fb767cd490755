"""Texts kept compressed until they are needed."""

import zlib
from collections.abc import Iterator


class Packed:
    """Blocks of text, in the order in which they came."""

    def __init__(self) -> None:
        self._blocks: list[bytes] = []

    def add(self, text: str) -> None:
        """Keep a text."""
        self._blocks.append(zlib.compress(text.encode("utf-8", "surrogatepass"), 1))

    def __iter__(self) -> Iterator[str]:
        """The texts, one after the other."""
        return (zlib.decompress(block).decode("utf-8", "surrogatepass") for block in self._blocks)

    def __bool__(self) -> bool:
        """True where there is any."""
        return bool(self._blocks)
