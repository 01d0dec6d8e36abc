"""Bytes to messages."""

from __future__ import annotations

import warnings
from typing import TypeVar

from google.protobuf.message import DecodeError, Message

M = TypeVar("M", bound=Message)

# protobuf's C++ runtime takes the end of a group, where none was begun, for the end of the message, and only warns. What a peer sends shall
# not put lines into a worker's log; and where warnings are errors this one would come up anywhere, for the runtime sets it and goes on.
warnings.filterwarnings("ignore", "Unexpected end-group tag", RuntimeWarning)


def parse(message_type: type[M], data: bytes) -> M | None:
    """None if the bytes are no such message, or only begin with one."""
    message = message_type()
    try:
        return message if message.MergeFromString(data) == len(data) else None
    except DecodeError:
        return None
