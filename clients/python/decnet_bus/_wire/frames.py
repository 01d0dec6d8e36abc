"""Whole frames: `varint(size) + Frame`, and how to look into one without decoding it.

Everything but events goes through protobuf's runtime; events are read in event_scan.py and written in event_writer.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from .._gen.decnet.bus.v1.frame_pb2 import Frame
from .._parse import parse
from ..errors import ErrorCode

EVENT_KIND: Final = 5
_LAST_KIND: Final = 12
_LENGTH_DELIMITED: Final = 2
_MAX_VARINT_BYTES: Final = 10
_MAX_VARINT32_BYTES: Final = 5
"""Of a tag or a length. Longer ones hold nothing but zeros, and runtimes differ on them: what one skips, another refuses."""

MAX_SIZE_BYTES: Final = 5
"""A size is at most 32 bits: five bytes of varint."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with what a peer sent."""

    code: ErrorCode
    detail: str


def protocol_fault(detail: str) -> Fault:
    return Fault(ErrorCode.PROTOCOL_ERROR, detail)


MALFORMED: Final = protocol_fault("a frame is not well-formed protobuf")


def varint(number: int) -> bytes:
    if number < 0x80:
        return _SMALL_VARINTS[number]
    out = bytearray()
    while number >= 0x80:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


_SMALL_VARINTS: Final = tuple(bytes((number,)) for number in range(0x80))


def encode_frame(frame: Frame) -> bytes:
    """The frame with its size in front."""
    body = frame.SerializeToString()
    return varint(len(body)) + body


def decode_frame(body: bytes) -> Frame | Fault:
    return parse(Frame, body) or MALFORMED


def read_size(data: bytes | bytearray, start: int, end: int, most: int) -> tuple[int, int] | Fault | None:
    """Size of the Frame and where it begins; None while the size itself is not all there."""
    size = 0
    for at in range(start, min(end, start + MAX_SIZE_BYTES)):
        byte = data[at]
        size |= (byte & 0x7F) << 7 * (at - start)
        if byte < 0x80:
            if size <= most:
                return size, at + 1
            detail = f"a frame of {size} bytes was announced; at most {most} are accepted"
            return Fault(ErrorCode.FRAME_TOO_LARGE, detail)
    if end - start < MAX_SIZE_BYTES:
        return None
    return protocol_fault("a frame's size has more than 5 bytes; is the peer speaking this protocol?")


@dataclass(frozen=True, slots=True)
class Content:
    """What a Frame holds: the kind's number, and where its message begins and ends."""

    kind: int
    start: int
    end: int


def frame_content(data: bytes, start: int, end: int) -> Content | Fault | None:
    """None for a frame that is to be ignored: an empty one, or one of a kind that this version does not know."""
    cursor = Cursor(data, start, end)
    if not cursor.next_field():
        return MALFORMED if cursor.failed else None
    if cursor.at != end:
        return protocol_fault("a frame holds more than one field") if cursor.next_field() else MALFORMED
    if cursor.field > _LAST_KIND:
        return None
    if cursor.wire_type != _LENGTH_DELIMITED:
        return protocol_fault(f"frame kind {cursor.field} has wire type {cursor.wire_type}")
    return Content(cursor.field, cursor.value_start, cursor.value_end)


class Cursor:
    """Walks over the fields of a message, by their tags and lengths alone."""

    __slots__ = ("at", "data", "end", "failed", "field", "value_end", "value_start", "wire_type")

    def __init__(self, data: bytes, start: int, end: int) -> None:
        self.data = data
        self.at = start
        self.end = end
        self.failed = False
        self.field = self.wire_type = self.value_start = self.value_end = 0

    def next_field(self) -> bool:
        """Goes to the next field. False at the end, and, with `failed`, where the bytes are no fields."""
        if self.failed or self.at >= self.end:
            return False
        tag = self._varint(_MAX_VARINT32_BYTES)
        self.field, self.wire_type = tag >> 3, tag & 7
        self.value_start = self.at
        if self.failed or self.field == 0 or tag >> 32 or not self._skip_value():
            self.failed = True
            return False
        self.value_end = self.at
        return True

    def _skip_value(self) -> bool:
        if self.wire_type == 0:
            self._varint(_MAX_VARINT_BYTES)
        elif self.wire_type == 1:
            self.at += 8
        elif self.wire_type == _LENGTH_DELIMITED:
            length = self._varint(_MAX_VARINT32_BYTES)
            self.value_start = self.at
            self.at += length
        elif self.wire_type == 5:
            self.at += 4
        else:
            # Groups are not part of this protocol.
            return False
        return not self.failed and self.at <= self.end

    def _varint(self, most_bytes: int) -> int:
        number = shift = 0
        while self.at < self.end and shift < 7 * most_bytes:
            byte = self.data[self.at]
            self.at += 1
            number |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                if number >> 64:
                    break
                return number
        self.failed = True
        return 0
