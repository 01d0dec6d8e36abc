"""Bytes to frames and back, limits, the bounded queue in front of a connection."""
