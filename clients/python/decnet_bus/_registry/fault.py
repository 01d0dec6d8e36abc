"""What is wrong with a payload, and where."""

from __future__ import annotations


class PayloadFault(Exception):
    """A phrase that names the field: `“op” must be a str, not an int`."""


def kind_of(value: object) -> str:
    """What a value is, for people: "None", "a list", "an int"."""
    if value is None:
        return "None"
    name = type(value).__name__
    return f"{'an' if name[0].lower() in 'aeiou' else 'a'} {name}"


def shown(text: str) -> str:
    """Text that can be printed, whatever is in it: half of a surrogate pair is written as an escape."""
    return text.encode(errors="backslashreplace").decode()
