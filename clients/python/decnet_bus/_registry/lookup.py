"""Which declared topic is this? Templates are disjoint, so a topic is looked up by its number of tokens, then token by token."""

from __future__ import annotations

from typing import Final

from .._gen.topic_registry import DECLARED_TOPICS
from .declared import DeclaredTopic

_BY_TOKEN_COUNT: Final[dict[int, list[DeclaredTopic]]] = {}
for _declared in DECLARED_TOPICS:
    _BY_TOKEN_COUNT.setdefault(len(_declared.tokens), []).append(_declared)


class FreeForm(str):
    """A topic or a pattern that is meant although the registry does not declare it. Made by `free_form`."""

    __slots__ = ()


def free_form(text: str) -> FreeForm:
    """Marks a topic or a pattern as meant although the registry does not declare it.

    To such a topic any dict that JSON can say may be published; such a pattern also yields events of undeclared topics.
    """
    return FreeForm(text)


def declared_topic_of(topic: str) -> DeclaredTopic | None:
    """The declaration of `topic`, which is taken to be valid, or None for a topic outside the registry."""
    tokens = topic.split(".")
    for declared in _BY_TOKEN_COUNT.get(len(tokens), ()):
        if all(wanted in (None, token) for wanted, token in zip(declared.tokens, tokens, strict=True)):
            return declared
    return None


def topic_params(declared: DeclaredTopic, topic: str) -> dict[str, str]:
    """What stands in the places of the template's placeholders: `{"topology_id": "abc"}`."""
    filled = [token for wanted, token in zip(declared.tokens, topic.split("."), strict=True) if wanted is None]
    return dict(zip(declared.params, filled, strict=True))
