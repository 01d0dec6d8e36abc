"""Who wants a topic? A trie of tokens: what it costs depends on the topic's tokens, and not on how many patterns there are."""

from __future__ import annotations

from typing import Generic, TypeVar

from .grammar import ANY_TAIL, ANY_TOKEN

T = TypeVar("T")


class _Node(Generic[T]):
    __slots__ = ("children", "here", "tail")

    def __init__(self) -> None:
        self.children: dict[str, _Node[T]] = {}
        # Whose pattern ends at this node, and whose ends with `>` below it. Dictionaries, for their order.
        self.here: dict[T, None] = {}
        self.tail: dict[T, None] = {}

    def is_empty(self) -> bool:
        return not (self.children or self.here or self.tail)


class PatternIndex(Generic[T]):
    """Patterns, each with those who want it."""

    def __init__(self) -> None:
        self._root: _Node[T] = _Node()

    def add(self, pattern: str, value: T) -> None:
        """Idempotent."""
        node = self._root
        tokens = pattern.split(".")
        tail = tokens[-1] == ANY_TAIL
        for token in tokens[:-1] if tail else tokens:
            node = node.children.setdefault(token, _Node())
        (node.tail if tail else node.here)[value] = None

    def remove(self, pattern: str, value: T) -> None:
        """Idempotent. Leaves nothing behind of what nobody wants any more."""
        path = [self._root]
        tokens = pattern.split(".")
        tail = tokens[-1] == ANY_TAIL
        steps = tokens[:-1] if tail else tokens
        for token in steps:
            child = path[-1].children.get(token)
            if child is None:
                return
            path.append(child)
        (path[-1].tail if tail else path[-1].here).pop(value, None)
        for token, node, parent in zip(reversed(steps), reversed(path[1:]), reversed(path[:-1]), strict=True):
            if not node.is_empty():
                return
            del parent.children[token]

    def match(self, topic: str) -> list[T]:
        """Those with a pattern that matches, each once."""
        found: dict[T, None] = {}
        nodes = [self._root]
        for token in topic.split("."):
            below: list[_Node[T]] = []
            for node in nodes:
                found.update(node.tail)
                for step in (token, ANY_TOKEN):
                    child = node.children.get(step)
                    if child is not None:
                        below.append(child)
            nodes = below
        for node in nodes:
            found.update(node.here)
        return list(found)
