"""How many events a second go from a dict in one process to a dict in another: `python3 -m bench`, in clients/python.

Publisher, subscriber and broker are a process each. Every event is a dict of two texts, published one by one with `await`, and its payload
is looked at. Queues are as large as the run, so that nothing is lost, for each contestant alike. Beside it, where they are installed:
nats-py with JSON, over nats-server. Medians of some rounds, with the lowest and the highest; no test depends on them.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
HOME = ROOT / "clients" / "python"
PORT = 14_222


@contextmanager
def our_daemon(events: int) -> Iterator[str]:
    """On a socket of its own; yields the path."""
    node = ROOT / "node_modules" / ".bin" / "node"
    with tempfile.TemporaryDirectory(prefix="decnet-") as folder:
        path = os.path.join(folder, "bus.sock")
        limits = ["--queue-events", str(events + 1), "--queue-bytes", str(1 << 31)]
        options = ["bus", "--socket", path, "--group", "", "--heartbeat", "0", *limits]
        command = [str(node) if node.exists() else "node", str(ROOT / "bin" / "decnet.js"), *options]
        with _running(command, '"msg":"listening"'):
            yield path


@contextmanager
def nats_server(_events: int) -> Iterator[str]:
    with _running(["nats-server", "-a", "127.0.0.1", "-p", str(PORT)], "Server is ready"):
        yield f"nats://127.0.0.1:{PORT}"


@contextmanager
def _running(command: list[str], word: str) -> Iterator[None]:
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    try:
        for line in process.stderr:
            if word in line:
                break
        yield
    finally:
        process.terminate()
        process.communicate()


def round_of(contestant: str, where: str, events: int) -> tuple[float, float]:
    """Events a second that the publisher handed over, and that the subscriber received."""
    role = [sys.executable, "-m", f"bench.{contestant}"]
    subscriber = subprocess.Popen(
        [*role, "subscribe", where, str(events)], cwd=HOME, stdout=subprocess.PIPE, stderr=None, text=True
    )
    assert subscriber.stdout is not None
    assert subscriber.stdout.readline() == "subscribed\n"
    publisher = subprocess.run(
        [*role, "publish", where, str(events)], cwd=HOME, stdout=subprocess.PIPE, text=True, check=True
    )
    received, rate = subscriber.communicate(timeout=300)[0].split()
    if int(received) != events:
        raise RuntimeError(f"{contestant}: {received} of {events} events came")
    return float(publisher.stdout), float(rate)


def measure(contestant: str, broker: Callable[[int], object], events: int, rounds: int) -> float:
    """Prints a row; returns the median of what was received."""
    results = []
    for _ in range(rounds):
        with broker(events) as where:  # type: ignore[attr-defined]
            results.append(round_of(contestant, where, events))
    published, received = ([each[side] for each in results] for side in (0, 1))
    print(f"{contestant:8} publish {_row(published)}   publish→subscribe {_row(received)}", flush=True)
    return statistics.median(received)


def _row(rates: list[float]) -> str:
    return f"{statistics.median(rates) / 1000:7.1f} k/s ({min(rates) / 1000:.1f}–{max(rates) / 1000:.1f})"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python3 -m bench", description=__doc__)
    parser.add_argument("--events", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    ours = measure("ours", our_daemon, options.events, options.rounds)
    if shutil.which("nats-server") is None or find_spec("nats") is None:
        print("left out: nats-py (nats-server, and the package nats-py, are not both installed)")
        return
    theirs = measure("theirs", nats_server, options.events, options.rounds)
    print(f"ours is {ours / theirs:.1f} × nats-py")


if __name__ == "__main__":
    main()
