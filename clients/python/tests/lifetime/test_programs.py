"""Whole programs, as they are written and as they end, over the real daemon, in Python's development mode and with every warning an error:
nothing is said on standard error but what the program itself raises."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from ..support.daemon import Daemon, clean_environment

HOME = Path(__file__).parents[2]

PREAMBLE = """
import asyncio, gc, os, signal, sys, threading, warnings
from decnet_bus import BusError, close_app_bus, get_app_bus, get_bus, poll_or_wake
TOPIC, STATUS = "topology.t1.status", {"state": "active", "reason": ""}
"""


@pytest.fixture(scope="module")
def daemon() -> Iterator[Daemon]:
    daemon = Daemon()
    daemon.start()
    yield daemon
    daemon.remove()


def run(daemon: Daemon, program: str) -> tuple[str, str]:
    """What it said on standard output, and on standard error."""
    env = clean_environment(DECNET_BUS_SOCKET=daemon.socket, PYTHONPATH=str(HOME))
    command = [sys.executable, "-X", "dev", "-W", "error", "-c", PREAMBLE + textwrap.dedent(program)]
    done = subprocess.run(command, capture_output=True, text=True, env=env, timeout=60)
    return done.stdout, done.stderr


def test_a_loop_that_is_left_early(daemon: Daemon) -> None:
    said = run(
        daemon,
        """
        async def main():
            async with get_bus() as bus, bus.subscribe("topology.>") as events:
                await bus.publish(TOPIC, STATUS)
                async for event in events:
                    break
                async for wake in poll_or_wake(bus, "topology.>", every_s=10):
                    print(wake.reason)
                    break
        asyncio.run(main())
        """,
    )
    assert said == ("start\n", "")


def test_a_poll_that_only_the_end_of_the_program_ends(daemon: Daemon) -> None:
    said = run(
        daemon,
        """
        async def main():
            global wakes
            async with get_bus() as bus:
                wakes = poll_or_wake(bus, "topology.>", every_s=10)
                print((await anext(wakes)).reason)
        asyncio.run(main())
        """,
    )
    assert said == ("start\n", "")


def test_a_poll_that_is_still_open_when_the_loop_goes_and_the_bus_too(daemon: Daemon) -> None:
    said = run(
        daemon,
        """
        async def main():
            global bus, wakes
            bus = await get_bus().connect()
            wakes = poll_or_wake(bus, "topology.>", every_s=10)
            print((await anext(wakes)).reason)
        asyncio.run(main())
        # That its socket was left open is said of it, as of any.
        warnings.simplefilter("ignore", ResourceWarning)
        del bus, wakes
        gc.collect()
        """,
    )
    assert said == ("start\n", "")


def test_ctrl_c(daemon: Daemon) -> None:
    out, err = run(
        daemon,
        """
        async def main():
            async with get_bus() as bus:
                async for wake in poll_or_wake(bus, "topology.>", every_s=10):
                    print(wake.reason)
                    os.kill(os.getpid(), signal.SIGINT)
        asyncio.run(main())
        """,
    )
    assert out == "start\n"
    assert err.splitlines()[-1] == "KeyboardInterrupt"
    assert err.count("Traceback") == 2, "that of the cancelled task, and its cause"
    assert "Task" not in err and "Warning" not in err


def test_a_forked_child_cannot_harm_the_connection_of_its_parent(daemon: Daemon) -> None:
    said = run(
        daemon,
        """
        def child(bus):
            refused = 0
            for ask in (lambda: bus.publish_nowait(TOPIC, STATUS), lambda: bus.subscribe("topology.>")):
                try:
                    ask()
                except RuntimeError as error:
                    refused += "after the fork" in str(error)
            async def main():
                nonlocal refused
                for ask in (bus.connect, bus.flush, bus.close):
                    try:
                        await ask()
                    except RuntimeError as error:
                        refused += "after the fork" in str(error)
                async with get_bus() as own:
                    await own.publish(TOPIC, STATUS)
                    await own.flush()
            asyncio.run(main())
            return refused

        async def main():
            async with get_bus() as bus, bus.subscribe("topology.>") as events:
                number = os.fork()
                if number == 0:
                    try:
                        os._exit(child(bus))
                    except BaseException as error:
                        print(error, file=sys.stderr, flush=True)
                        os._exit(99)
                _, status = await asyncio.to_thread(os.waitpid, number, 0)
                print(os.waitstatus_to_exitcode(status))
                print((await anext(events)).topic)
                await bus.publish(TOPIC, STATUS)
                print((await anext(events)).topic, bus.stats().reconnects)
        asyncio.run(main())
        """,
    )
    assert said == ("5\ntopology.t1.status\ntopology.t1.status 0\n", "")


def test_a_bus_of_a_loop_that_has_ended_says_so(daemon: Daemon) -> None:
    out, err = run(
        daemon,
        """
        async def connected():
            return await get_bus().connect()
        bus = asyncio.run(connected())
        async def again():
            for ask in (bus.connect, bus.flush, bus.close, lambda: bus.publish(TOPIC, STATUS)):
                try:
                    await ask()
                except RuntimeError as error:
                    print("has ended" in str(error))
        asyncio.run(again())
        sys.stdout.flush()
        os._exit(0)
        """,
    )
    assert (out, err) == ("True\n" * 4, "")


def test_each_loop_of_a_process_shares_a_bus_of_its_own(daemon: Daemon) -> None:
    said = run(
        daemon,
        """
        turns = threading.Barrier(2)
        counted = []
        async def main():
            buses = set()
            for _ in range(5):
                await asyncio.to_thread(turns.wait)
                bus = await get_app_bus()
                await bus.flush()
                buses.add(bus)
            await close_app_bus()
            counted.append((len(buses), bus.connected))
        threads = [threading.Thread(target=lambda: asyncio.run(main())) for _ in range(2)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        print(counted)
        """,
    )
    assert said == ("[(1, False), (1, False)]\n", "")
