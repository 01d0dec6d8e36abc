"""How a client introduces itself."""

from __future__ import annotations

import platform
import unicodedata

from .._gen.decnet.bus.v1.frame_pb2 import Hello
from .._topic.grammar import is_well_formed
from .._version import VERSION
from .._wire.limits import MAX_CLIENT_NAME_BYTES
from ..errors import BusError, ErrorCode

PROTOCOL = 1
"""The protocol that this client speaks."""


def hello_of(client_name: str, *, no_echo: bool) -> Hello:
    """All but the process, which is that of the connection. Raises BusError INVALID_CONFIG for a name that the bus would refuse."""
    if not isinstance(client_name, str) or not _is_fit(client_name):
        raise BusError(
            ErrorCode.INVALID_CONFIG,
            f"client_name is {str(client_name)[:MAX_CLIENT_NAME_BYTES]!r}; give a str of at most {MAX_CLIENT_NAME_BYTES} bytes,"
            " without control characters.",
        )
    return Hello(
        protocol_min=PROTOCOL,
        protocol_max=PROTOCOL,
        client_name=client_name,
        client_library=f"decnet-bus/{VERSION} python/{platform.python_version()}",
        no_echo=no_echo,
    )


def _is_fit(name: str) -> bool:
    if not is_well_formed(name) or len(name.encode()) > MAX_CLIENT_NAME_BYTES:
        return False
    return all(unicodedata.category(character) != "Cc" for character in name)
