"""What topics and patterns are made of; pure."""
