"""The minimal client as a client under test: commands on stdin, replies on stdout (proto/decnet/conformance/v1/client.proto).

What is answered with `unsupported` is skipped by the suite. It grows with the client.
"""

import asyncio, json, sys
from google.protobuf.json_format import MessageToDict, Parse
from decnet.bus.v1.code_pb2 import CODE_UNAVAILABLE
from decnet.conformance.v1.client_pb2 import ClientCommand, ClientReply, ReadEvent
from decnet.topics.v1.topology_pb2 import TopologyStatus
from frames import read_sized, sized
from minimal_client import BusError, Client

client = Client()


async def carry_out(command: ClientCommand) -> ClientReply:
    kind = command.WhichOneof("command")
    match kind:
        case "connect":
            await client.connect(command.connect.socket, command.connect.client_name, command.connect.no_echo)
        case "subscribe":
            await client.subscribe(command.subscribe.pattern)
        case "publish":
            return publish(command.publish)
        case "read":
            return ClientReply(events=[seen(await client.events.get()) for _ in range(command.read.count)])
        case "flush":
            await client.flush()
        case "close":
            await client.close()
        case _:
            return ClientReply(unsupported=True, detail=f"{kind} comes later")
    return ClientReply()


def publish(command) -> ClientReply:
    if not command.topic.endswith(".status"):
        return ClientReply(unsupported=True, detail="payloads of other topics come later")
    payload = Parse(command.payload_json or "{}", TopologyStatus()).SerializeToString()
    count = command.count or 1
    for _ in range(count):
        client.publish(command.topic, payload)
    return ClientReply(handed_over=count)


def seen(event) -> ReadEvent:
    payload = MessageToDict(TopologyStatus.FromString(event.payload), including_default_value_fields=True)
    label = {"id": event.id, "source": event.source, "type": event.type, "published_at": event.published_at}
    return ReadEvent(topic=event.topic, payload_json=json.dumps(payload), **label)


async def obey(command: ClientCommand) -> None:
    try:
        reply = await carry_out(command)
    except BusError as error:
        code, detail = error.args
        reply = ClientReply(code=code, detail=detail)
    except OSError as error:
        reply = ClientReply(code=CODE_UNAVAILABLE, detail=str(error))
    reply.id = command.id
    sys.stdout.buffer.write(sized(reply))
    sys.stdout.buffer.flush()


async def main() -> None:
    stdin = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(stdin), sys.stdin)
    running = set()
    try:
        while True:
            # A Read that waits does not keep a later command from being done.
            task = asyncio.create_task(obey(ClientCommand.FromString(await read_sized(stdin))))
            running.add(task)
            task.add_done_callback(running.discard)
    except asyncio.IncompleteReadError:
        pass


asyncio.run(main())
