"""The byte stream into frames, however it was cut into chunks."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from decnet_bus._gen.decnet.bus.v1.frame_pb2 import Frame, Ping
from decnet_bus._wire.frame_reader import FrameReader
from decnet_bus._wire.frames import Fault, encode_frame, varint

from ..support.script import delimited
from .stream import MOST


def read_all(chunks: list[bytes], most: int = MOST) -> tuple[list[bytes], Fault | None]:
    frames: list[bytes] = []
    reader = FrameReader(most, lambda data, start, body, end: frames.append(data[body:end]))
    for chunk in chunks:
        outcome = reader.push(chunk)
        if isinstance(outcome, Fault):
            return frames, outcome
        assert outcome == len(chunk)
    return frames, None


def cut(data: bytes, places: list[int]) -> list[bytes]:
    at = sorted({place % (len(data) + 1) for place in places} | {0, len(data)})
    return [data[start:end] for start, end in zip(at, at[1:]) if end > start]


@given(st.lists(st.binary(max_size=300), max_size=8), st.lists(st.integers(0, 3_000), max_size=12))
def test_frames_come_out_however_the_stream_is_cut(bodies: list[bytes], places: list[int]) -> None:
    stream = b"".join(delimited(body) for body in bodies)
    assert read_all(cut(stream, places)) == (bodies, None)


@given(st.lists(st.binary(max_size=20), max_size=4))
def test_also_byte_by_byte(bodies: list[bytes]) -> None:
    stream = b"".join(delimited(body) for body in bodies)
    assert read_all([bytes((byte,)) for byte in stream]) == (bodies, None)


@given(st.lists(st.integers(0, 30), max_size=5))
def test_a_size_over_the_limit_is_refused_before_anything_is_kept_for_it(places: list[int]) -> None:
    frames, fault = read_all(cut(delimited(b"ok") + varint(MOST + 1) + b"x" * 20, places))
    assert frames == [b"ok"]
    assert fault is not None and fault.code == "FRAME_TOO_LARGE"


def test_a_size_of_more_than_five_bytes_is_refused() -> None:
    _, fault = read_all([b"\x80\x80\x80\x80\x80"])
    assert fault is not None and fault.code == "PROTOCOL_ERROR"
    assert read_all([b"\x80\x80\x80\x80\x00"]) == ([b""], None)


def test_no_byte_is_taken_twice_however_small_the_chunks() -> None:
    taken = 0

    class Counted(bytes):
        def __getitem__(self, key: Any) -> Any:
            nonlocal taken
            found = super().__getitem__(key)
            taken += len(found) if isinstance(found, bytes) else 0
            return found

    frames: list[bytes] = []
    reader = FrameReader(MOST, lambda data, start, body, end: frames.append(data[body:end]))
    begun = reader._begun
    stream = delimited(b"x" * (MOST // 4))
    for at in range(0, len(stream), 64):
        reader.push(Counted(stream[at : at + 64]))
        # What was gathered grows where it is, and is not put together anew.
        assert reader._begun is begun
    assert frames == [b"x" * (MOST // 4)]
    assert taken <= len(stream)


def test_it_can_be_stopped_and_paused_by_whoever_gets_the_frames() -> None:
    seen = []
    reader: FrameReader

    def on_frame(data: bytes, start: int, body: int, end: int) -> None:
        seen.append(data[body:end])
        reader.pausing = len(seen) == 1
        if len(seen) == 3:
            reader.stop()

    reader = FrameReader(MOST, on_frame)
    stream = b"".join(delimited(bytes((number,))) for number in range(5))
    at = reader.push(stream)
    assert at == 2 and not isinstance(at, Fault)
    assert reader.push(stream, at) == len(stream)
    assert seen == [b"\0", b"\1", b"\2"]


def test_ping_is_one_frame() -> None:
    assert encode_frame(Frame(ping=Ping(ref=1))) == b"\x04\x42\x02\x08\x01"
