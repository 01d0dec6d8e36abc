"""Frames of the bus: `varint(size)`, and then a message of so many bytes."""

import asyncio


def sized(message) -> bytes:
    body = message.SerializeToString()
    size, prefix = len(body), []
    while size >= 0x80:
        prefix.append(size & 0x7F | 0x80)
        size >>= 7
    return bytes([*prefix, size]) + body


async def read_sized(reader: asyncio.StreamReader) -> bytes:
    size = shift = 0
    while True:
        (byte,) = await reader.readexactly(1)
        size |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return await reader.readexactly(size)
