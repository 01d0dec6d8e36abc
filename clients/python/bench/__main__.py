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
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Round:
    """Events a second that the publisher handed over and the subscriber received, and what an event cost each in seconds of its processor.

    The second says more on a machine that has other things to do."""

    published: float
    received: float
    publisher_s: float
    subscriber_s: float


def round_of(contestant: str, where: str, events: int) -> Round:
    role = [sys.executable, "-m", f"bench.{contestant}"]
    subscriber = subprocess.Popen(
        [*role, "subscribe", where, str(events)], cwd=HOME, stdout=subprocess.PIPE, stderr=None, text=True
    )
    assert subscriber.stdout is not None
    assert subscriber.stdout.readline() == "subscribed\n"
    publisher = subprocess.run(
        [*role, "publish", where, str(events)], cwd=HOME, stdout=subprocess.PIPE, text=True, check=True
    )
    received, rate, subscriber_s = subscriber.communicate(timeout=300)[0].split()
    published, publisher_s = publisher.stdout.split()
    if int(received) != events:
        raise RuntimeError(f"{contestant}: {received} of {events} events came")
    return Round(float(published), float(rate), float(publisher_s), float(subscriber_s))


def measure(contestant: str, broker: Callable[[int], object], events: int, rounds: int) -> list[Round]:
    """Prints a row."""
    results = []
    for _ in range(rounds):
        with broker(events) as where:  # type: ignore[attr-defined]
            results.append(round_of(contestant, where, events))
    print(f"{contestant:6} publish             {_row(each.published for each in results)}")
    print(f"{contestant:6} publish→subscribe   {_row(each.received for each in results)}")
    costs = [_median(each.publisher_s for each in results), _median(each.subscriber_s for each in results)]
    print(
        f"{contestant:6} processor per event {costs[0] * 1e6:7.2f} µs publisher, {costs[1] * 1e6:.2f} µs subscriber",
        flush=True,
    )
    return results


def _median(numbers: Iterable[float]) -> float:
    return statistics.median(numbers)


def _row(numbers: Iterable[float]) -> str:
    rates = sorted(numbers)
    return f"{statistics.median(rates) / 1000:7.1f} k/s ({rates[0] / 1000:.1f}–{rates[-1] / 1000:.1f})"


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
    faster = _median(each.received for each in ours) / _median(each.received for each in theirs)
    cheaper = [
        _median(getattr(each, side) for each in theirs) / _median(getattr(each, side) for each in ours)
        for side in ("publisher_s", "subscriber_s")
    ]
    print(
        f"beside nats-py: {faster:.1f} × the events a second; {cheaper[0]:.1f} × cheaper to publish, {cheaper[1]:.1f} × to receive"
    )


if __name__ == "__main__":
    main()
