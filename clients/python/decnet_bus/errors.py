"""One error class with a closed set of codes.

The codes are those of the protocol (decnet.bus.v1.Code), so that a Goodbye, a log line and an exception speak of the same thing by
the same name. Expected outcomes (full, closed, dropped) are returned, not raised. Decide by `code`, never by the message.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from ._gen.decnet.bus.v1 import code_pb2

__all__ = ["BusError", "ErrorCode"]

_PREFIX: Final = "CODE_"


class ErrorCode(StrEnum):
    """What went wrong; equal to the same text. docs/errors.md says what to do about each."""

    PROTOCOL_ERROR = "PROTOCOL_ERROR"
    UNSUPPORTED_PROTOCOL = "UNSUPPORTED_PROTOCOL"
    FRAME_TOO_LARGE = "FRAME_TOO_LARGE"
    FRAME_TIMEOUT = "FRAME_TIMEOUT"
    HANDSHAKE_TIMEOUT = "HANDSHAKE_TIMEOUT"
    INVALID_PATTERN = "INVALID_PATTERN"
    TOO_MANY_CONNECTIONS = "TOO_MANY_CONNECTIONS"
    TOO_MANY_PATTERNS = "TOO_MANY_PATTERNS"
    TOO_MANY_UNANSWERED = "TOO_MANY_UNANSWERED"
    SHUTDOWN = "SHUTDOWN"
    INTERNAL = "INTERNAL"
    UNAVAILABLE = "UNAVAILABLE"
    CLOSED = "CLOSED"
    INVALID_TOPIC = "INVALID_TOPIC"
    UNDECLARED_TOPIC = "UNDECLARED_TOPIC"
    INVALID_PAYLOAD = "INVALID_PAYLOAD"
    EVENT_TOO_LARGE = "EVENT_TOO_LARGE"
    INVALID_CONFIG = "INVALID_CONFIG"
    ADDRESS_IN_USE = "ADDRESS_IN_USE"
    PERMISSION_DENIED = "PERMISSION_DENIED"
    NO_SUCH_GROUP = "NO_SUCH_GROUP"
    NO_SUCH_FOLDER = "NO_SUCH_FOLDER"
    NOT_A_SOCKET = "NOT_A_SOCKET"
    TIMEOUT = "TIMEOUT"
    INVALID_RECORDING = "INVALID_RECORDING"


class BusError(Exception):
    """What the library raises. `code` is stable; the message says what happened, why, and what to do next."""

    def __init__(self, code: ErrorCode, message: str) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message

    def __str__(self) -> str:
        return self.message


def anew(error: BusError) -> BusError:
    """The same, to be raised once more. An exception that is raised again and again keeps the traces of all the times, and what they hold."""
    again = BusError(error.code, error.message)
    again.__cause__ = error.__cause__
    return again


def code_of_number(number: int) -> ErrorCode:
    """The code that came over the wire. A number from a newer peer is INTERNAL, as the proto says."""
    try:
        return ErrorCode(code_pb2.Code.Name(number).removeprefix(_PREFIX))
    except ValueError:
        return ErrorCode.INTERNAL


def number_of_code(code: ErrorCode) -> code_pb2.Code:
    number: code_pb2.Code = code_pb2.Code.Value(_PREFIX + code)
    return number
