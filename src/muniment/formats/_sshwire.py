"""The data types of the SSH wire (RFC 4251 section 5): uint32, string, mpint; read strictly, written canonically."""

from __future__ import annotations


class Malformed(Exception):
    """Inside this package only: the bytes are not what they should be. The text never reaches a person."""


class Reader:
    """Reads forward through `data`; every read is complete or raises Malformed."""

    __slots__ = ("_at", "_data")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, count: int) -> bytes:
        """Exactly `count` bytes."""
        piece = self._data[self._at : self._at + count]
        if len(piece) != count:
            raise Malformed("short")
        self._at += count
        return piece

    def uint32(self) -> int:
        return int.from_bytes(self.take(4), "big")

    def string(self) -> bytes:
        return self.take(self.uint32())

    def mpint(self) -> int:
        """A positive integer in its shortest form."""
        raw = self.string()
        value = int.from_bytes(raw, "big")
        if string(raw) != mpint(value) or value == 0:
            raise Malformed("mpint")
        return value

    def end(self) -> None:
        """Raises Malformed when bytes are left over."""
        if self._at != len(self._data):
            raise Malformed("trailing bytes")


def uint32(value: int) -> bytes:
    return value.to_bytes(4, "big")


def string(value: bytes) -> bytes:
    return uint32(len(value)) + value


def mpint(value: int) -> bytes:
    """A non-negative integer; a leading zero byte keeps it from reading as negative."""
    return string(value.to_bytes(value.bit_length() // 8 + 1, "big") if value else b"")
