"""For publishers that must not be broken by anything: the database write has already happened."""

from __future__ import annotations

import logging
from ._registry.payload import Payload
from .bus import Bus

__all__ = ["publish_safely"]

_LOGGER = logging.getLogger("decnet_bus")


async def publish_safely(
    bus: Bus | None,
    topic: str,
    payload: Payload,
    *,
    event_type: str | None = None,
    trace_parent: str | None = None,
    logger: logging.Logger = _LOGGER,
) -> bool:
    """Publishes, and turns even a mistake of the caller (a bad topic, a payload that does not fit) into a warning.

    False: it was not handed over. `bus` may be None, as `get_app_bus()` gives it when there is none.
    """
    if bus is None:
        return False
    try:
        return await bus.publish(topic, payload, event_type=event_type, trace_parent=trace_parent)
    except Exception as error:  # noqa: BLE001
        logger.warning("bus: not published: %s", error)
        return False
