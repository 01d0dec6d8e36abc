"""What the client says to its logger: everything once, and how often it was not said again."""

from __future__ import annotations

from decnet_bus._gen.decnet.bus.v1.code_pb2 import CODE_SHUTDOWN
from decnet_bus._gen.decnet.bus.v1.frame_pb2 import Dropped, Goodbye

from .support.numbers import settled, take
from .support.script import Script, lose, status_event, welcomed
from .support.virtual_time import event_loop, passed

__all__ = ["event_loop"]

LOST = "bus: connection lost: The other end closed the connection, without a word of why."


async def test_it_is_warned_of_once_however_many_attempts_fail_and_told_when_it_is_back() -> None:
    script = Script()
    bus, peer = await script.connected()
    script.up = False
    lose(peer)
    await passed(10)
    script.up = True
    await welcomed(script, 1)
    await settled()
    assert [message.split(" (")[0] for message in script.logged] == [
        LOST,
        "bus: unavailable: nobody there",
        "bus: unavailable: nobody there",
        "bus: connected",
    ]
    assert script.logged[2].endswith("more times)")
    await bus.close()


async def test_an_outage_with_two_faces_is_still_one() -> None:
    script = Script()
    bus, peer = await script.connected()
    script.up = False
    lose(peer)
    await passed(10)
    script.up = True
    for index in (1, 2, 3):
        refusing = await script.peer(index)
        await refusing.next("hello")
        refusing.send(goodbye=Goodbye(code=CODE_SHUTDOWN, detail="not yet"))
        script.up = False
        await passed(20)
        script.up = True
    await welcomed(script, 4)
    await settled()
    assert [message.split(" (")[0] for message in script.logged] == [
        LOST,
        "bus: unavailable: nobody there",
        "bus: unavailable: nobody there",
        "bus: unavailable: The bus refused: not yet.",
        "bus: unavailable: nobody there",
        "bus: unavailable: The bus refused: not yet.",
        "bus: connected",
    ]
    assert all(message.endswith(" more times)") for message in (script.logged[2], *script.logged[4:6]))
    await bus.close()


async def test_a_handler_that_raises_is_logged_and_costs_nothing() -> None:
    script = Script()
    bus, peer = await script.connected()

    def broken(_: object) -> None:
        raise RuntimeError("handler")

    bus.subscribe("topology.*.status", on_event=broken, on_gap=broken)
    events = bus.subscribe("topology.*.status")
    await peer.grant_subscribe()
    peer.send(event=status_event())
    peer.send(dropped=Dropped(count=1, topics_truncated=True))
    peer.send(event=status_event())
    received = await take(events, 2)
    assert [event.gap and event.gap.count for event in received] == [None, 1]
    await settled()
    # Once, however often: a handler may raise at every event.
    assert script.logged == ["bus: a handler of topology.*.status raised RuntimeError: handler"]
    await bus.close()
