"""The wildcard law, written to be read: index.py answers the same question for many patterns at once."""

from __future__ import annotations

from .grammar import ANY_TAIL, ANY_TOKEN


def matches(pattern: str, topic: str) -> bool:
    """Whether `topic` is matched by `pattern`: `*` is exactly one token, a last `>` one or more.

    Both are taken to be valid; for text that is not, the answer is meaningless but never an exception.
    """
    wanted = pattern.split(".")
    tokens = topic.split(".")
    for index, token in enumerate(wanted):
        if token == ANY_TAIL:
            return index < len(tokens)
        if index >= len(tokens) or token not in (ANY_TOKEN, tokens[index]):
            return False
    return len(wanted) == len(tokens)
