"""The factory: the one way to a bus. It reads the configuration and picks what carries it, so that the same worker runs against the daemon,
in a test, and without any bus."""

from __future__ import annotations

import logging
import os
from functools import partial

from ._client.connected_bus import ConnectedBus
from ._client.hello import hello_of
from ._client.link_keeper import LinkOptions, Open
from ._client.unix import connect_unix
from .bus import Bus
from .config import Environment, bus_enabled, bus_type, client_socket
from .null import NullBus

__all__ = ["get_bus"]

_LOGGER = logging.getLogger("decnet_bus")


def get_bus(
    *,
    client_name: str = "",
    socket: str | os.PathLike[str] | None = None,
    env: Environment | None = None,
    wait_for_bus: bool = False,
    reconnect: bool = True,
    no_echo: bool = False,
    logger: logging.Logger = _LOGGER,
) -> Bus:
    """Makes a bus; `await bus.connect()` connects it.

    With DECNET_BUS_ENABLED=false it is one that does nothing; with DECNET_BUS_TYPE=fake one that reaches the other fake buses of this
    process.

    - `client_name`: the worker's name, for operators and for `event.source`. At most 128 bytes.
    - `socket`: path of the socket. Default: DECNET_BUS_SOCKET, else /run/decnet/bus.sock if it exists, else ~/.decnet/bus.sock.
    - `env`: where the environment variables are read. Default: os.environ.
    - `wait_for_bus`: connect() returns although there is no bus, and the bus goes on trying to find one.
    - `reconnect`: come back when the connection is lost. With False, subscriptions end with the connection, and connect() makes the next.
    - `no_echo`: do not deliver to this bus what it publishes itself.
    - `logger`: hears of connections that are lost and found, and of handlers that raise.

    Raises BusError INVALID_CONFIG if the environment, or `client_name`, holds a value that cannot work.
    """
    variables: Environment = os.environ if env is None else env
    hello = hello_of(client_name, no_echo=no_echo)
    if not bus_enabled(variables):
        return NullBus()
    open_: Open
    if bus_type(variables) == "fake":
        # Loaded only where it is asked for: a worker does not need a broker.
        from .fake import connect_to_process_fake

        open_ = connect_to_process_fake
    else:
        open_ = partial(connect_unix, client_socket(socket, variables))
    return ConnectedBus(LinkOptions(hello, open_, wait_for_bus=wait_for_bus, reconnect=reconnect), logger)
