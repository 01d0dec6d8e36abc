"""`varint(size) + message`, on stdin and stdout. Of its own, and not the library's: what is under test is not what tests."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator

from ._gen.decnet.conformance.v1.client_pb2 import ClientReply


async def commands() -> AsyncIterator[bytes]:
    """What the runner sends, until it ends."""
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin.buffer)
    try:
        while True:
            yield await reader.readexactly(await _size(reader))
    except asyncio.IncompleteReadError:
        return


async def _size(reader: asyncio.StreamReader) -> int:
    size, shift = 0, 0
    while True:
        byte = (await reader.readexactly(1))[0]
        size |= (byte & 0x7F) << shift
        if byte < 0x80:
            return size
        shift += 7


def write_reply(reply: ClientReply) -> None:
    body = reply.SerializeToString()
    size, prefix = len(body), bytearray()
    while size > 0x7F:
        prefix.append(size & 0x7F | 0x80)
        size >>= 7
    prefix.append(size)
    sys.stdout.buffer.write(bytes(prefix) + body)
    sys.stdout.buffer.flush()
