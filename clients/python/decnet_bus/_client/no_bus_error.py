"""Why a socket could not be connected to, in the words of whoever has to mend it."""

from __future__ import annotations

import errno

from ..errors import BusError, ErrorCode

_UNAVAILABLE = {
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
        why = f"this user may not connect to {path}. Add it to the socket's group (usermod -aG decnet USER) and log in again."
    else:
        code = ErrorCode.UNAVAILABLE
        name = errno.errorcode.get(cause.errno or 0, str(cause))
        why = _UNAVAILABLE.get(cause.errno or 0, f"{{path}} cannot be connected to ({name}).").format(path=path)
    error = BusError(code, f"bus: unavailable: {why}")
    error.__cause__ = cause
    return error
