import asyncio

from decnet_bus import poll_or_wake
from decnet_bus.factory import get_bus


async def main() -> None:
    # Without a bus the worker runs at the speed of its poll: slower, and just as correct. When there is one, it is found.
    async with get_bus(client_name="mutator", wait_for_bus=True) as bus:
        async for wake in poll_or_wake(bus, "topology.*.mutation.enqueued", every_s=10):
            print(f"looking for pending mutations ({wake.reason})", flush=True)


asyncio.run(main())
