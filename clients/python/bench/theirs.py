"""The two roles with nats-py, payloads in JSON."""

from __future__ import annotations

import asyncio
import json
import sys
import time

import nats


async def publish(where: str, events: int) -> None:
    client = await nats.connect(where)
    start, spent = time.perf_counter(), time.process_time()
    for number in range(events):
        payload = {"mutation_id": f"m-{number}", "op": "add_lan"}
        await client.publish("topology.maze.mutation.applied", json.dumps(payload).encode())
    await client.flush()
    print(events / (time.perf_counter() - start), (time.process_time() - spent) / events)
    await client.close()


async def subscribe(where: str, events: int) -> None:
    client = await nats.connect(where)
    limits = {"pending_msgs_limit": events + 1, "pending_bytes_limit": 1 << 31}
    mutations = await client.subscribe("topology.*.mutation.applied", **limits)
    await client.flush()
    print("subscribed", flush=True)
    received, start, spent = 0, 0.0, 0.0
    async for message in mutations.messages:
        received += 1
        if received == 1:
            start, spent = time.perf_counter(), time.process_time()
        if json.loads(message.data)["mutation_id"] == f"m-{events - 1}":
            break
    print(received, received / (time.perf_counter() - start), (time.process_time() - spent) / received)
    await client.close()


if __name__ == "__main__":
    role = {"publish": publish, "subscribe": subscribe}[sys.argv[1]]
    asyncio.run(role(sys.argv[2], int(sys.argv[3])))
