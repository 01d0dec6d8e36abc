"""What a topic and a pattern may look like (decnet.bus.v1.Event.topic, Subscribe.pattern).

One place decides; builders, client and broker ask here. Checks return the fault as a phrase, so that each caller can say whose
mistake it is. `test/vectors/topics.json` holds this and the TypeScript grammar to the same answers.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

MAX_TOPIC_BYTES: Final = 255
"""Bytes of UTF-8 that a topic or a pattern may have at most."""

ANY_TOKEN: Final = "*"
"""Stands for exactly one token in a pattern."""

ANY_TAIL: Final = ">"
"""Stands for one or more trailing tokens in a pattern."""

# Unicode's White_Space and its category Cc, spelt out: neither `\s` nor str.isspace is quite that.
_FORBIDDEN_IN_TOKEN: Final = re.compile("[*>\x00-\x20\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")


def token_fault(text: str) -> str | None:
    """Why `text` is no token of a topic, or None if it is one. The separator is a fault here too."""
    if text == "":
        return "is empty"
    if "." in text:
        return "holds “.”, which separates tokens"
    forbidden = _FORBIDDEN_IN_TOKEN.search(text)
    if forbidden is not None:
        return f"holds {_describe_character(forbidden[0])}"
    return None if is_well_formed(text) else "is not well-formed Unicode"


def topic_fault(text: str, max_bytes: int = MAX_TOPIC_BYTES) -> str | None:
    """Why `text` is no topic, or None if it is one. `max_bytes` may be less than what the grammar allows."""
    return _size_fault(text, max_bytes) or _first_token_fault(text.split("."), wildcards=False)


def pattern_fault(text: str, max_bytes: int = MAX_TOPIC_BYTES) -> str | None:
    """Why `text` is no pattern, or None if it is one. Every topic is a pattern."""
    return _size_fault(text, max_bytes) or _first_token_fault(text.split("."), wildcards=True)


def is_topic(text: str) -> bool:
    """Whether `text` is a topic: something that can be published to."""
    return topic_fault(text) is None


def is_pattern(text: str) -> bool:
    """Whether `text` is a pattern: something that can be subscribed to."""
    return pattern_fault(text) is None


def is_well_formed(text: str) -> bool:
    """False for text with lone surrogates, which UTF-8 cannot say."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _size_fault(text: str, max_bytes: int) -> str | None:
    if text == "":
        return "is empty"
    # UTF-8 takes at least one byte for each character, so a long string need not be measured.
    if len(text) > max_bytes or len(text.encode(errors="surrogatepass")) > max_bytes:
        return f"is longer than {max_bytes} bytes"
    return None


def _first_token_fault(tokens: list[str], *, wildcards: bool) -> str | None:
    last = len(tokens) - 1
    for index, token in enumerate(tokens):
        if wildcards and (token == ANY_TOKEN or (token == ANY_TAIL and index == last)):
            continue
        fault = token_fault(token)
        if fault is not None:
            return f"has a token (number {index + 1}) that {fault}{_wildcard_hint(token, wildcards)}"
    return None


def _wildcard_hint(token: str, wildcards: bool) -> str:
    if "*" not in token and ">" not in token:
        return ""
    return "; “*” must be a whole token, “>” the whole last one" if wildcards else "; wildcards are for patterns only"


def _describe_character(character: str) -> str:
    if character in "*>":
        return f"“{character}”"
    code = f"U+{ord(character):04X}"
    return f"the control character {code}" if unicodedata.category(character) == "Cc" else f"white space ({code})"
