"""The checks that generated builders make, so that a bogus id can never change the hierarchy of topics."""

from __future__ import annotations

import json

from ..errors import BusError, ErrorCode
from .grammar import token_fault


def topic_token(name: str, value: str) -> str:
    """Returns `value` if it can be one token of a topic; else raises BusError INVALID_TOPIC, naming the parameter."""
    # None, an int or a UUID must not become a token by accident; str() at the call says that it is meant.
    fault = token_fault(value) if isinstance(value, str) else f"is of type {type(value).__name__}"
    if fault is None:
        return value
    shown = json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)
    raise BusError(
        ErrorCode.INVALID_TOPIC,
        f"{name} cannot be a token of a topic: {shown} {fault}. Give one non-empty token.",
    )


def topic_choice(name: str, value: str, allowed: tuple[str, ...]) -> None:
    """Raises BusError INVALID_TOPIC, naming the parameter and what it may be, unless `value` is one of `allowed`."""
    if value in allowed:
        return
    shown = json.dumps(value) if isinstance(value, str) else repr(value)
    raise BusError(ErrorCode.INVALID_TOPIC, f"{name} is {shown}; it must be one of {', '.join(allowed)}.")
