"""One declared topic, as the generated registry lists them."""

from __future__ import annotations

from dataclasses import dataclass

from google.protobuf.message import Message


@dataclass(frozen=True, slots=True)
class DeclaredTopic:
    """A family of topics, and the payload that they share."""

    name: str
    """The template without its placeholders; unique."""

    template: str

    tokens: tuple[str | None, ...]
    """The template's tokens; None is a placeholder, which stands for exactly one token."""

    params: tuple[str, ...]
    """Names of the placeholders, in order, as in the builder."""

    event_type: str
    """Event type where the publisher says nothing else."""

    constant: str
    """Name of the constant that holds `event_type`."""

    builder: str
    """Name of the function that builds the topic."""

    emitted_by: str
    """Who publishes it, for people; empty while it is reserved."""

    reserved: bool
    """Settled, but nobody publishes it yet."""

    message: type[Message]
    """The payload."""

    description: str
    """What the event means, for people."""
