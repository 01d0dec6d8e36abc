from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from typing import ClassVar as _ClassVar

CODE_ADDRESS_IN_USE: Code
CODE_CLOSED: Code
CODE_EVENT_TOO_LARGE: Code
CODE_FRAME_TIMEOUT: Code
CODE_FRAME_TOO_LARGE: Code
CODE_HANDSHAKE_TIMEOUT: Code
CODE_INTERNAL: Code
CODE_INVALID_CONFIG: Code
CODE_INVALID_PATTERN: Code
CODE_INVALID_PAYLOAD: Code
CODE_INVALID_RECORDING: Code
CODE_INVALID_TOPIC: Code
CODE_NOT_A_SOCKET: Code
CODE_NO_SUCH_FOLDER: Code
CODE_NO_SUCH_GROUP: Code
CODE_OK: Code
CODE_PERMISSION_DENIED: Code
CODE_PROTOCOL_ERROR: Code
CODE_SHUTDOWN: Code
CODE_TIMEOUT: Code
CODE_TOO_MANY_CONNECTIONS: Code
CODE_TOO_MANY_PATTERNS: Code
CODE_TOO_MANY_UNANSWERED: Code
CODE_UNAVAILABLE: Code
CODE_UNDECLARED_TOPIC: Code
CODE_UNSUPPORTED_PROTOCOL: Code
DESCRIPTOR: _descriptor.FileDescriptor

class Code(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
