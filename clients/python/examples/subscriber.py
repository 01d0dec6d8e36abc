import asyncio

from decnet_bus.factory import get_bus


async def main() -> None:
    async with get_bus(client_name="editor") as bus, bus.subscribe("topology.*.mutation.*") as mutations:
        print("subscribed", flush=True)
        async for event in mutations:
            if event.gap is not None:
                lost = "some" if event.gap.count is None else event.gap.count
                print(f"lost {lost} events ({event.gap.reason}): look into the database", flush=True)
            print(f"{event.payload['mutation_id']} in {event.params['topology_id']}: {event.type}", flush=True)


asyncio.run(main())
