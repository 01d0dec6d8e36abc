"""What many events have in common, looked up once: where a topic goes, and who published how."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from google.protobuf.message import Message

from .._registry.declared import DeclaredTopic
from .._wire.event_check import EventFields
from ..event import Event


class Recipient(Protocol):
    """One that events are delivered to."""

    @property
    def pattern(self) -> str:
        ...

    @property
    def free_form(self) -> bool:
        """It also wants events of topics outside the registry."""

    def push(self, event: Event) -> None:
        ...

    def pass_by(self) -> None:
        """An event came that its pattern matches, of a topic that it does not want."""


@dataclass(frozen=True, slots=True)
class Route:
    """A topic, and who wants it."""

    topic: str
    declared: DeclaredTopic | None
    params: Mapping[str, str]
    message_type: type[Message]
    to_plain: Callable[[Any], dict[str, Any]]
    wanted: tuple[Recipient, ...]
    passed: tuple[Recipient, ...]


@dataclass(frozen=True, slots=True)
class Label:
    """What stands behind the payload of an event."""

    event_type: str
    source: str
    rest: EventFields | None = None
    """All fields of an event in an unusual form. None: the event ends with an id of 12 bytes and its time."""
