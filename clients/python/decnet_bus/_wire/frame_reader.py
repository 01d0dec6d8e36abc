"""Cuts a byte stream into frames, however the stream was cut into chunks.

A frame that lies whole inside a chunk is handed on as a range of it. Only a frame that is spread over chunks is gathered, so that reading
is linear in the bytes received even if they come one by one. A size is checked before anything is kept for it.
"""

from __future__ import annotations

from collections.abc import Callable

from .frames import Fault, read_size

OnFrame = Callable[[bytes, int, int, int], None]
"""Receives `data[start:end]`: the size, then from `body` on the Frame (data, start, body, end)."""

Skim = Callable[[bytes, int], int]
"""Takes whole frames off `data`, from there on, as long as they are of a kind that it knows better how to read; returns how far."""


class FrameReader:
    """One direction of a connection."""

    def __init__(self, max_frame_bytes: int, on_frame: OnFrame, skim: Skim | None = None) -> None:
        self.max_frame_bytes = max_frame_bytes
        """Largest size that is accepted, in bytes of a Frame. May be changed between frames."""
        self.pausing = False
        """Set by whoever gets the frames: `push` returns before the next one."""
        self._on_frame = on_frame
        self._skim = skim
        self._begun = bytearray()
        self._stopped = False

    @property
    def partial(self) -> bool:
        """A frame is begun and not complete."""
        return bool(self._begun)

    def push(self, data: bytes, at: int = 0) -> int | Fault:
        """Reads `data` from `at` on. Returns how far, or what is wrong with the stream; the reader is of no more use then."""
        length = len(data)
        self.pausing = False
        while at < length and not self._stopped and not self.pausing:
            if self._begun:
                step = self._go_on(data, at)
            else:
                if self._skim is not None:
                    at = self._skim(data, at)
                    if at >= length or self._stopped or self.pausing:
                        break
                step = self._read_frame(data, at)
            if isinstance(step, Fault):
                self.stop()
                return step
            at = step
        return length if self._stopped else at

    def stop(self) -> None:
        """Forgets a begun frame and ignores whatever comes."""
        self._stopped = True
        self._begun.clear()

    def _read_frame(self, data: bytes, start: int) -> int | Fault:
        """Nothing is begun: reads one frame in place, or begins to gather."""
        length = len(data)
        size = read_size(data, start, length, self.max_frame_bytes)
        if isinstance(size, Fault):
            return size
        if size is None or size[1] + size[0] > length:
            self._begun += data[start:]
            return length
        end = size[1] + size[0]
        self._on_frame(data, start, size[1], end)
        return end

    def _go_on(self, data: bytes, at: int) -> int | Fault:
        """A frame is begun: takes what it still needs, first of its size, byte by byte, then of its body."""
        begun = self._begun
        size = read_size(begun, 0, len(begun), self.max_frame_bytes)
        while size is None and at < len(data):
            begun.append(data[at])
            at += 1
            size = read_size(begun, 0, len(begun), self.max_frame_bytes)
        if size is None or isinstance(size, Fault):
            return at if size is None else size
        end = size[1] + size[0]
        take = min(end - len(begun), len(data) - at)
        begun += data[at : at + take]
        if len(begun) == end:
            frame = bytes(begun)
            begun.clear()
            self._on_frame(frame, 0, size[1], end)
        return at + take
