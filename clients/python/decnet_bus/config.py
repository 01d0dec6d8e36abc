"""Where the bus is, and whether there is one: option, then environment, then default. The rules are the daemon's own (src/config.ts), so
that they cannot disagree. An environment variable that is set to the empty string is a value."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from typing import Final, Literal

from .errors import BusError, ErrorCode

SYSTEM_SOCKET: Final = "/run/decnet/bus.sock"
DEFAULT_GROUP: Final = "decnet"

BusType = Literal["unix", "fake"]
Environment = Mapping[str, str]

_YES: Final = frozenset(("true", "1", "yes", "on"))
_NO: Final = frozenset(("false", "0", "no", "off"))


def bus_enabled(env: Environment) -> bool:
    """DECNET_BUS_ENABLED, default true. Raises BusError INVALID_CONFIG if it is neither true nor false."""
    value = env.get("DECNET_BUS_ENABLED")
    if value is None or value.lower() in _YES:
        return True
    if value.lower() in _NO:
        return False
    raise _invalid("DECNET_BUS_ENABLED", value, "true or false")


def bus_type(env: Environment) -> BusType:
    """DECNET_BUS_TYPE, default unix. Raises BusError INVALID_CONFIG if it is anything else than unix or fake."""
    value = env.get("DECNET_BUS_TYPE", "unix")
    if value == "unix":
        return "unix"
    if value == "fake":
        return "fake"
    raise _invalid("DECNET_BUS_TYPE", value, "unix or fake")


def socket_group(env: Environment) -> str:
    """The group that owns the socket: DECNET_BUS_GROUP, else "decnet"; empty = as the system makes it.

    It is the daemon that gives the socket to it; a client needs to be a member.
    """
    return env.get("DECNET_BUS_GROUP", DEFAULT_GROUP)


def client_socket(
    option: str | os.PathLike[str] | None, env: Environment, exists: Callable[[str], bool] = os.path.exists
) -> str:
    """Where a client looks: `option`, else DECNET_BUS_SOCKET, else /run/decnet/bus.sock if it exists (a client needs no right to write
    there), else ~/.decnet/bus.sock. Raises BusError INVALID_CONFIG if it is empty, or no path."""
    given = env.get("DECNET_BUS_SOCKET") if option is None else _path_text(option)
    if given is None:
        return SYSTEM_SOCKET if exists(SYSTEM_SOCKET) else _home_socket()
    if given == "":
        origin = "DECNET_BUS_SOCKET" if option is None else "The socket path"
        detail = f"{origin} is empty; give the path of a socket, or leave it away for the default."
        raise BusError(ErrorCode.INVALID_CONFIG, detail)
    return given


def _path_text(option: object) -> str:
    try:
        return os.fsdecode(option)  # type: ignore[arg-type]
    except TypeError:
        raise BusError(ErrorCode.INVALID_CONFIG, f"The socket path is {option!r:.80}; give a str or a Path.") from None


def _home_socket() -> str:
    path = os.path.expanduser("~/.decnet/bus.sock")
    if path.startswith("~"):
        detail = f"There is no {SYSTEM_SOCKET}, and this user has no home to look into; set DECNET_BUS_SOCKET."
        raise BusError(ErrorCode.INVALID_CONFIG, detail)
    return path


def _invalid(variable: str, value: str, choices: str) -> BusError:
    return BusError(ErrorCode.INVALID_CONFIG, f"{variable} is {json.dumps(value)}; set it to {choices}, or unset it.")
