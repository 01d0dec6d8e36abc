from typing import Any

from .message import Message

class MessageFactory:
    def __init__(self, pool: Any = ...) -> None: ...
    def GetPrototype(self, descriptor: Any) -> type[Message]: ...
