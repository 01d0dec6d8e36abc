"""The production transport: a UNIX stream socket."""

from __future__ import annotations

import asyncio
import os
import random
import socket
from collections.abc import Callable
from typing import Final

from ..errors import BusError, ErrorCode
from .no_bus_error import no_bus_error

_MAX_PATH_BYTES: Final = 107
"""Bytes of a socket path that the kernel takes (sun_path less its closing zero)."""

_QUEUE_PATIENCE_S: Final = 5.0
"""How long a client waits for a place in the queue of a bus that many connect to at once, and how often it looks."""

_QUEUE_WAIT_S: Final = 0.02


async def connect_unix(path: str, protocol: Callable[[], asyncio.Protocol]) -> None:
    """Connects; raises BusError UNAVAILABLE, PERMISSION_DENIED, or INVALID_CONFIG for a path that the kernel would cut off."""
    _check_path(path)
    loop = asyncio.get_running_loop()
    give_up = loop.time() + _QUEUE_PATIENCE_S
    while True:
        try:
            sock = _connected_socket(path)
        except BlockingIOError as error:
            # A full queue is EAGAIN. asyncio itself would take that for a connection that is on its way.
            if loop.time() > give_up:
                raise no_bus_error(path, error) from error
            # Each at another moment, or all would come back together.
            await asyncio.sleep(_QUEUE_WAIT_S * (0.5 + random.random()))
        except OSError as error:
            raise no_bus_error(path, error) from error
        else:
            break
    try:
        await loop.create_unix_connection(protocol, sock=sock)
    except OSError as error:
        sock.close()
        raise no_bus_error(path, error) from error
    except BaseException:
        sock.close()
        raise


def _connected_socket(path: str) -> socket.socket:
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        sock.setblocking(False)
        sock.connect(path)
    except BaseException:
        sock.close()
        raise
    return sock


def _check_path(path: str) -> None:
    try:
        size = len(os.fsencode(path))
    except UnicodeEncodeError:
        raise BusError(ErrorCode.INVALID_CONFIG, f"The socket path {path!a} is not well-formed text.") from None
    if size > _MAX_PATH_BYTES:
        raise BusError(
            ErrorCode.INVALID_CONFIG,
            f"The socket path has {size} bytes; a UNIX socket takes at most {_MAX_PATH_BYTES}. Choose a shorter one than {path}.",
        )
    if "\0" in path:
        raise BusError(ErrorCode.INVALID_CONFIG, "The socket path holds a zero byte.")
