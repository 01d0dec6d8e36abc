"""Publishes an event, and hears it: python3 hello.py /run/decnet/bus.sock"""

import asyncio, sys
from decnet.topics.v1.topology_pb2 import TopologyStatus
from minimal_client import Client


async def main(path: str) -> None:
    client = Client()
    await client.connect(path, name="minimal")
    await client.subscribe("topology.*.status")
    client.publish("topology.maze.status", TopologyStatus(state="active").SerializeToString())
    event = await client.events.get()
    print(f"{event.topic} from {event.source}: {TopologyStatus.FromString(event.payload).state}")
    await client.close()


asyncio.run(main(sys.argv[1]))
