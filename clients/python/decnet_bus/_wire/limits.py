"""How much of anything there may be. The broker announces most of what concerns a connection in its Welcome."""

from __future__ import annotations

from typing import Final

MAX_FRAME_BYTES: Final = 1 << 20
"""Bytes of one Frame, in either direction, unless the broker says otherwise."""

MAX_HELLO_FRAME_BYTES: Final = 4_096
"""Before Hello nobody has a reason to send more than this in one frame."""

MAX_PATTERNS: Final = 1_024
MAX_CLIENT_NAME_BYTES: Final = 128

QUEUE_EVENTS: Final = 1_024
"""Events that wait for one consumer, or in the broker for one connection; the oldest goes."""

QUEUE_BYTES: Final = 8 << 20
"""Bytes of events that wait likewise."""

OUTGOING_EVENTS: Final = 16_384
"""Events that wait for the broker to read: room for a burst within one turn of the loop."""

OUTGOING_BYTES: Final = 8 << 20

MAX_BATCH_BYTES: Final = 256 << 10
"""Bytes that are handed to the kernel at a time: what is there no longer counts as queued, so it must be little."""

MAX_UNANSWERED: Final = 1_024
"""Answers that wait for one connection."""

MAX_UNANSWERED_BYTES: Final = 4 << 20

MAX_DROPPED_TOPICS: Final = 16
"""Topics that one Dropped notice names."""

HANDSHAKE_TIMEOUT_S: Final = 5.0
"""From the connection to Hello, and to its Welcome."""

CONFIRM_TIMEOUT_S: Final = 5.0
"""How long the bus may take to confirm something."""

DRAIN_TIMEOUT_S: Final = 1.0
"""How long what is left may take to leave when a connection is closed."""
