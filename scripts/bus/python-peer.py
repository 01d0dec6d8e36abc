"""A publisher and a subscriber in Python, for the smoke tests.

    python-peer.py pub TOPIC JSON          publishes one event
    python-peer.py sub PATTERN COUNT       prints so many events as JSON lines, and says "subscribed to PATTERN" before, on stderr
"""

import asyncio
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "clients" / "python"))

from decnet_bus import get_bus  # noqa: E402

PATIENCE_S = 10


async def publish(topic: str, payload: str) -> None:
    async with get_bus(client_name="smoke-python") as bus:
        await bus.publish(topic, json.loads(payload))
        await bus.flush()


async def subscribe(pattern: str, count: str) -> None:
    async with get_bus(client_name="smoke-python") as bus, bus.subscribe(pattern) as events:
        print(f"subscribed to {pattern}", file=sys.stderr, flush=True)
        for _ in range(int(count)):
            event = await asyncio.wait_for(anext(events), PATIENCE_S)
            # Without blanks, as the other client prints it.
            print(json.dumps(event.to_json(), separators=(",", ":")), flush=True)


match sys.argv[1:]:
    case ["pub", topic, payload]:
        asyncio.run(publish(topic, payload))
    case ["sub", pattern, count]:
        asyncio.run(subscribe(pattern, count))
    case _:
        sys.exit(__doc__)
