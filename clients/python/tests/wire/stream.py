"""A stream that a test has made, cut into its frames by the careful way."""

from __future__ import annotations

from hypothesis import strategies as st

from decnet_bus._wire.frames import Fault, read_size

MOST = 1 << 20

topics_of_any_kind = st.sampled_from(["topology.t1.status", "topology.ü.status", "system.log", "lab.x", "t" * 200])


def frame_at(stream: bytes, at: int) -> tuple[int, int] | None:
    """Where the Frame behind the size there begins and ends; None if it is not all there."""
    size = read_size(stream, at, len(stream), MOST)
    if size is None or isinstance(size, Fault) or size[1] + size[0] > len(stream):
        return None
    return size[1], size[1] + size[0]


def start_of(frame: bytes) -> int:
    """Where the Frame begins behind its size."""
    found = frame_at(frame, 0)
    assert found is not None
    return found[0]
