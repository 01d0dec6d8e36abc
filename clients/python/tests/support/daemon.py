"""The real daemon, a process of its own, on a socket of its own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import threading
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[4]
NODE = ROOT / "node_modules" / ".bin" / "node"


def node() -> str:
    """The Node that the repository pins, where it is installed."""
    return str(NODE) if NODE.exists() else shutil.which("node") or "node"


def decnet(*arguments: str) -> list[str]:
    """The command line of this checkout."""
    return [node(), str(ROOT / "bin" / "decnet.js"), *arguments]


def clean_environment(**more: str) -> dict[str, str]:
    """Without what the developer's own bus is configured by."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DECNET_")}
    return {**kept, **more}


class Daemon:
    """Started and stopped by a test."""

    def __init__(self, *flags: str) -> None:
        self.folder = tempfile.mkdtemp(prefix="decnet-")
        self.socket = os.path.join(self.folder, "bus.sock")
        self.log: list[str] = []
        self._flags = flags
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Returns when it listens."""
        command = decnet("bus", "--socket", self.socket, "--group", "", "--heartbeat", "0", *self._flags)
        process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=clean_environment())
        self._process = process
        assert process.stderr is not None
        for line in process.stderr:
            self.log.append(line)
            if '"msg":"listening"' in line:
                break
        else:
            raise RuntimeError(f"the daemon did not start: {''.join(self.log)}")
        # Nobody reads it, but a pipe that is full would hold the daemon up.
        threading.Thread(target=self._drain, args=(process.stderr,), daemon=True).start()

    def send(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    def end(self, number: signal.Signals = signal.SIGKILL) -> None:
        """Returns when it is gone."""
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.send_signal(number)
        self._process.wait(timeout=20)
        self._process = None

    def remove(self) -> None:
        self.end()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _drain(self, stderr: IO[str]) -> None:
        with stderr:
            self.log.extend(stderr)
