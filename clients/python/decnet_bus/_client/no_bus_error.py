"""Why a socket could not be connected to, in the words of whoever has to mend it."""

from __future__ import annotations

import errno
import grp
import os
import stat
from typing import Final

from ..config import DEFAULT_GROUP
from ..errors import BusError, ErrorCode

_NO_BUS: Final = "bus: unavailable: "

_UNAVAILABLE: Final = {
    errno.ENOENT: (
        "there is no socket at {path}. Is the bus running (systemctl status decnet-bus), and on this path (DECNET_BUS_SOCKET)?"
    ),
    errno.ECONNREFUSED: (
        "nobody listens on {path}; the file is left from a bus that ended. Start it: systemctl start decnet-bus."
    ),
}


def no_bus_error(path: str, cause: OSError) -> BusError:
    """`cause` is what the system said when `path` was connected to."""
    if cause.errno in (errno.EACCES, errno.EPERM):
        code = ErrorCode.PERMISSION_DENIED
        group = _group_of(path)
        why = f"this user may not connect to {path}. Add it to the socket's group (usermod -aG {group} USER) and log in again."
    elif cause.errno == errno.ECONNREFUSED and not _may_be_socket(path):
        code = ErrorCode.UNAVAILABLE
        why = f"{path} is no socket. See that it is the path of the bus's socket (DECNET_BUS_SOCKET)."
    else:
        code = ErrorCode.UNAVAILABLE
        name = errno.errorcode.get(cause.errno or 0, str(cause))
        why = _UNAVAILABLE.get(cause.errno or 0, f"{{path}} cannot be connected to ({name}).").format(path=path)
    error = BusError(code, _NO_BUS + why)
    error.__cause__ = cause
    return error


def _group_of(path: str) -> str:
    """As far as it can be seen; else the one that is usual."""
    try:
        return grp.getgrgid(os.stat(path).st_gid).gr_name
    except (OSError, KeyError):
        return DEFAULT_GROUP


def _may_be_socket(path: str) -> bool:
    try:
        return stat.S_ISSOCK(os.stat(path).st_mode)
    except OSError:
        return True


def no_bus_warning(error: Exception) -> str:
    """How a log says that there is no bus, whatever the reason: always by the words that one searches for."""
    reason = str(error)
    return reason if reason.startswith(_NO_BUS) else _NO_BUS + reason
