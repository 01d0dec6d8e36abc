"""A program that uses the library as any other would, and does what it is told."""

from __future__ import annotations

import json
from typing import Final

from decnet_bus import Bus, BusError, Event, Gap, GapReason, Subscription, get_bus, topics
from decnet_bus.errors import ErrorCode, number_of_code

from ._gen.decnet.conformance.v1 import client_pb2 as proto

_REASONS: Final[dict[GapReason, proto.Gap.Reason]] = {
    "overflow": proto.Gap.REASON_OVERFLOW,
    "decode": proto.Gap.REASON_DECODE,
    "reconnect": proto.Gap.REASON_RECONNECT,
    "restart": proto.Gap.REASON_RESTART,
}


class _Held:
    """What the program has of a subscription."""

    def __init__(self, bus: Bus, command: proto.SubscribeCommand) -> None:
        self.gap: Gap | None = None
        """The loss that no event has carried yet."""
        pattern = topics.free_form(command.pattern) if command.free_form else command.pattern
        self.subscription: Subscription
        if command.queue_events:
            self.subscription = bus.subscribe(pattern, queue_events=command.queue_events, on_gap=self._lost)
        else:
            self.subscription = bus.subscribe(pattern, on_gap=self._lost)

    def _lost(self, gap: Gap) -> None:
        self.gap = gap


class Program:
    def __init__(self) -> None:
        self._made: Bus | None = None
        self._held: dict[int, _Held] = {}

    async def obey(self, data: bytes) -> proto.ClientReply:
        command = proto.ClientCommand.FromString(data)
        try:
            reply = await self._carry_out(command)
        except BusError as error:
            reply = proto.ClientReply(code=number_of_code(error.code), detail=error.message)
        except Exception as error:  # noqa: BLE001
            reply = proto.ClientReply(code=number_of_code(ErrorCode.INTERNAL), detail=repr(error))
        reply.id = command.id
        return reply

    async def _carry_out(self, command: proto.ClientCommand) -> proto.ClientReply:
        match command.WhichOneof("command"):
            case "connect":
                await self._connect(command.connect)
            case "subscribe":
                held = self._held[command.subscribe.subscription] = _Held(self._bus, command.subscribe)
                await held.subscription.ready()
            case "unsubscribe":
                await self._held[command.unsubscribe.subscription].subscription.close()
            case "publish":
                return self._publish(command.publish)
            case "read":
                return await self._read(command.read)
            case "flush":
                await self._bus.flush()
            case "stats":
                return self._stats()
            case "close":
                await self._bus.close()
            case "build_topic":
                return _build_topic(command.build_topic)
            case _:
                return proto.ClientReply(unsupported=True, detail="a command that this adapter does not know")
        return proto.ClientReply()

    @property
    def _bus(self) -> Bus:
        if self._made is None:
            raise RuntimeError("connect comes first")
        return self._made

    async def _connect(self, command: proto.ConnectCommand) -> None:
        if self._made is None:
            self._made = get_bus(
                client_name=command.client_name,
                socket=command.socket,
                no_echo=command.no_echo,
                wait_for_bus=command.wait_for_bus,
                env={},
            )
        await self._made.connect()

    def _publish(self, command: proto.PublishCommand) -> proto.ClientReply:
        topic = topics.free_form(command.topic) if command.free_form else command.topic
        payload = json.loads(command.payload_json or "{}")
        event_type, trace_parent = command.type or None, command.trace_parent or None
        handed_over = 0
        for _ in range(command.count or 1):
            if self._bus.publish_nowait(topic, payload, event_type=event_type, trace_parent=trace_parent):
                handed_over += 1
        return proto.ClientReply(handed_over=handed_over)

    async def _read(self, command: proto.ReadCommand) -> proto.ClientReply:
        held = self._held[command.subscription]
        events: list[proto.ReadEvent] = []
        while len(events) < command.count:
            try:
                event = await held.subscription.__anext__()
            except StopAsyncIteration:
                return proto.ClientReply(events=events, ended=True, gap=_gap(held.gap))
            held.gap = None
            events.append(_read_event(event))
        return proto.ClientReply(events=events)

    def _stats(self) -> proto.ClientReply:
        stats = self._bus.stats()
        return proto.ClientReply(
            stats=proto.ClientStats(
                connected=stats.connected,
                published=stats.published,
                not_published_disconnected=stats.not_published.disconnected,
                not_published_overflow=stats.not_published.overflow,
            )
        )


def _build_topic(command: proto.BuildTopicCommand) -> proto.ClientReply:
    build = getattr(topics, command.builder, None)
    if build is None:
        return proto.ClientReply(unsupported=True, detail=f"there is no builder {command.builder}")
    return proto.ClientReply(topic=build(*command.values))


def _read_event(event: Event) -> proto.ReadEvent:
    return proto.ReadEvent(
        topic=event.topic,
        type=event.type,
        source=event.source,
        id=event.id,
        published_at=event.published_at_ns,
        payload_json=json.dumps(event.payload),
        trace_parent=event.trace_parent,
        gap=_gap(event.gap),
    )


def _gap(gap: Gap | None) -> proto.Gap | None:
    return None if gap is None else proto.Gap(reason=_REASONS[gap.reason], count=gap.count)
