"""What a message's fields are, as far as the runtimes of protobuf say it each in its own way."""

from __future__ import annotations

from google.protobuf.descriptor import Descriptor, FieldDescriptor

if hasattr(FieldDescriptor, "is_repeated"):

    def is_repeated(field: FieldDescriptor) -> bool:
        """Several values: a list, or a map."""
        return field.is_repeated

else:
    # Debian 12's 4.21 knows only the label, which protobuf 7 has no more.
    def is_repeated(field: FieldDescriptor) -> bool:
        """Several values: a list, or a map."""
        return field.label == FieldDescriptor.LABEL_REPEATED


def is_map(field: FieldDescriptor) -> bool:
    return field.message_type is not None and field.message_type.GetOptions().map_entry


def entry_of(field: FieldDescriptor) -> Descriptor:
    """What a map consists of."""
    assert field.message_type is not None
    return field.message_type
