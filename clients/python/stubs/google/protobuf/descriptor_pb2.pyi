from typing import Any

from .descriptor import MessageOptions as MessageOptions

FieldDescriptorProto: Any
FileDescriptorProto: Any
