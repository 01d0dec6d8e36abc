"""Which declared topic a topic is, and payloads between Python and bytes."""
