"""decnet-bus for Python: events for DECNET's workers, over the daemon of this host.

    from decnet_bus import topics
    from decnet_bus.factory import get_bus

    async with get_bus(client_name="mutator") as bus:
        await bus.publish(topics.topology_status("maze"), {"state": "active", "reason": ""})

At most once, fire and forget: the database is the truth, and the bus says when to look into it. README.md has the rest.
"""

from . import topics
from ._version import VERSION as __version__
from .app import close_app_bus, get_app_bus
from .bus import Bus, BusStats, NotPublished, Subscription
from .errors import BusError, ErrorCode
from .event import Event
from .factory import get_bus
from .gap import Gap, GapReason
from .poll import Wake, WakeReason, poll_or_wake
from .safely import publish_safely

__all__ = [
    "Bus",
    "BusError",
    "BusStats",
    "ErrorCode",
    "Event",
    "Gap",
    "GapReason",
    "NotPublished",
    "Subscription",
    "Wake",
    "WakeReason",
    "__version__",
    "close_app_bus",
    "get_app_bus",
    "get_bus",
    "poll_or_wake",
    "publish_safely",
    "topics",
]
