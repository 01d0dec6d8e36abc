import asyncio

from decnet_bus import topics
from decnet_bus.factory import get_bus


async def main() -> None:
    async with get_bus(client_name="mutator") as bus:
        # The builder refuses an id that would change the hierarchy, and the payload is checked by topic.
        await bus.publish(
            topics.topology_mutation("maze", topics.MUTATION_APPLIED),
            {"mutation_id": "m1", "op": "add_lan"},
        )


asyncio.run(main())
