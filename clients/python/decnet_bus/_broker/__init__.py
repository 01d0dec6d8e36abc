"""A small broker for tests, in this process."""
