"""The two roles with this client."""

from __future__ import annotations

import asyncio
import sys
import time

from decnet_bus import get_bus, topics

FENCE_EVENTS = 10_000


async def publish(where: str, events: int) -> None:
    topic = topics.topology_mutation("maze", topics.MUTATION_APPLIED)
    async with get_bus(client_name="mutator", socket=where, env={}) as bus:
        start, spent = time.perf_counter(), time.process_time()
        for number in range(events):
            payload = {"mutation_id": f"m-{number}", "op": "add_lan"}
            await bus.publish(topic, payload, event_type=topics.MUTATION_APPLIED)
            if number % FENCE_EVENTS == 0:
                # Faster than the broker reads, and the oldest would go: a publisher never waits unless it asks to.
                await bus.flush()
        await bus.flush()
        print(events / (time.perf_counter() - start), (time.process_time() - spent) / events)


async def subscribe(where: str, events: int) -> None:
    async with get_bus(socket=where, env={}) as bus:
        async with bus.subscribe("topology.*.mutation.applied", queue_events=events, queue_bytes=1 << 31) as mutations:
            print("subscribed", flush=True)
            received, start, spent = 0, 0.0, 0.0
            async for event in mutations:
                received += 1
                if received == 1:
                    start, spent = time.perf_counter(), time.process_time()
                if event.payload["mutation_id"] == f"m-{events - 1}":
                    break
            print(received, received / (time.perf_counter() - start), (time.process_time() - spent) / received)


if __name__ == "__main__":
    role = {"publish": publish, "subscribe": subscribe}[sys.argv[1]]
    asyncio.run(role(sys.argv[2], int(sys.argv[3])))
