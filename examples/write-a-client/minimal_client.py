"""A client of the bus, with nothing but what protoc makes of the schema."""

import asyncio, itertools, os, time
from decnet.bus.v1.frame_pb2 import Event, Frame, Goodbye, Hello, Ping, Pong, Subscribe
from frames import read_sized, sized


class BusError(Exception):
    """Its args: a code of code.proto, and words for people."""


class Client:
    async def connect(self, path: str, name: str, no_echo: bool = False) -> None:
        self.name, self.events, self.answers = name, asyncio.Queue(), {}
        self.refs, self.numbers, self.start = itertools.count(1), itertools.count(1), os.urandom(8)
        self.reader, self.writer = await asyncio.open_unix_connection(path)
        self.send(hello=Hello(protocol_min=1, protocol_max=1, client_name=name, pid=os.getpid(), no_echo=no_echo))
        answer = Frame.FromString(await asyncio.wait_for(read_sized(self.reader), timeout=5))
        if not answer.HasField("welcome"):
            raise BusError(answer.goodbye.code, answer.goodbye.detail)
        self.listening = asyncio.create_task(self.listen())

    def send(self, **kind) -> None:
        self.writer.write(sized(Frame(**kind)))

    async def listen(self) -> None:
        while True:
            frame = Frame.FromString(await read_sized(self.reader))
            kind = frame.WhichOneof("kind")
            if kind == "event":
                self.events.put_nowait(frame.event)
            elif kind == "ping":
                self.send(pong=Pong(ref=frame.ping.ref))
            elif kind in ("result", "pong") and (answer := self.answers.pop(getattr(frame, kind).ref, None)):
                answer.set_result(getattr(frame, kind))

    def ask(self, kind: str, request) -> asyncio.Future:
        request.ref = next(self.refs)
        self.send(**{kind: request})
        answer = self.answers[request.ref] = asyncio.get_running_loop().create_future()
        return answer

    async def subscribe(self, pattern: str) -> None:
        result = await self.ask("subscribe", Subscribe(pattern=pattern))
        if result.code != 0:
            raise BusError(result.code, result.detail)

    def publish(self, topic: str, payload: bytes) -> None:
        label = {"source": self.name, "id": self.start + next(self.numbers).to_bytes(4, "big")}
        self.send(event=Event(topic=topic, payload=payload, published_at=time.time_ns(), **label))

    async def flush(self) -> None:
        await self.ask("ping", Ping())

    async def close(self) -> None:
        self.listening.cancel()
        self.send(goodbye=Goodbye())
        self.writer.close()
        await self.writer.wait_closed()
