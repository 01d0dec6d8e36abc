"""What `publish`, `subscribe` and the options were given, looked at: a mistake in the calling code raises."""

from __future__ import annotations

import inspect
import json
import math

from .._registry.lookup import FreeForm
from .._topic.grammar import MAX_TOPIC_BYTES, pattern_fault, topic_fault
from ..errors import BusError, ErrorCode

_SHOWN_LENGTH = 80


def check_topic(given: object, max_bytes: int = MAX_TOPIC_BYTES) -> str:
    """The topic; raises BusError INVALID_TOPIC if it does not follow the grammar, or has more bytes than the bus takes."""
    fault = topic_fault(given, max_bytes) if isinstance(given, str) else "is no text"
    if isinstance(given, str) and fault is None:
        return str(given)
    raise BusError(ErrorCode.INVALID_TOPIC, f"{_shown(given)} is no topic: it {fault}.")


def check_pattern(given: object) -> tuple[str, bool]:
    """The pattern, and whether it is a free-form one; raises BusError INVALID_PATTERN if it does not follow the grammar."""
    fault = pattern_fault(given) if isinstance(given, str) else "is no text"
    if isinstance(given, str) and fault is None:
        return str(given), isinstance(given, FreeForm)
    raise BusError(ErrorCode.INVALID_PATTERN, f"{_shown(given)} is no pattern: it {fault}.")


def check_count(option: str, given: int) -> int:
    """Raises BusError INVALID_CONFIG, naming the option, for what is no whole number above 0."""
    if isinstance(given, int) and not isinstance(given, bool) and given > 0:
        return given
    raise BusError(ErrorCode.INVALID_CONFIG, f"{option} is {given!r}; give a whole number, at least 1.")


def check_seconds(option: str, given: float) -> float:
    """Raises BusError INVALID_CONFIG, naming the option, for what no timer can be set to: for ever is a mistake, too."""
    if isinstance(given, (int, float)) and not isinstance(given, bool) and math.isfinite(given) and given > 0:
        return float(given)
    raise BusError(ErrorCode.INVALID_CONFIG, f"{option} is {given!r}; give seconds, more than 0 and not for ever.")


def check_handler(option: str, given: object) -> None:
    """Raises BusError INVALID_CONFIG, naming the option, for what cannot be called, and for an async function, which nobody would await."""
    if given is None or (callable(given) and not inspect.iscoroutinefunction(given)):
        return
    if callable(given):
        detail = f"{option} is an async function, which nobody would await; give a plain one, or use `async for`."
    else:
        detail = f"{option} is {given!r:.{_SHOWN_LENGTH}}; give a function."
    raise BusError(ErrorCode.INVALID_CONFIG, detail)


def _shown(given: object) -> str:
    if not isinstance(given, str):
        return repr(given)[:_SHOWN_LENGTH]
    return json.dumps(given if len(given) <= _SHOWN_LENGTH else f"{given[:_SHOWN_LENGTH]}…", ensure_ascii=False)
