"""The examples of DECNET's page "Service Bus", as they stand there (tests/wiki), with nothing but the import's package name changed: they run
against our daemon."""

from __future__ import annotations

import ast
import asyncio
import inspect
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from decnet_bus import close_app_bus, get_bus, topics

from .support.daemon import Daemon
from .support.numbers import PATIENCE_S, take

WIKI = Path(__file__).parent / "wiki"


def example(name: str) -> str:
    return (WIKI / f"{name}.txt").read_text().replace("decnet.bus", "decnet_bus")


async def run(source: str, namespace: dict[str, Any] | None = None) -> dict[str, Any]:
    """Runs it, with its `await`s at the top, and returns its names."""
    namespace = {} if namespace is None else namespace
    code = compile(source, "example", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    coroutine = eval(code, namespace)
    if inspect.iscoroutine(coroutine):
        await coroutine
    return namespace


@pytest.fixture
def daemon(monkeypatch: pytest.MonkeyPatch) -> Iterator[Daemon]:
    """On the path that the environment names."""
    daemon = Daemon()
    daemon.start()
    for name in ("DECNET_BUS_ENABLED", "DECNET_BUS_TYPE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DECNET_BUS_SOCKET", daemon.socket)
    yield daemon
    daemon.remove()


async def test_publishing_and_subscribing(daemon: Daemon, capsys: pytest.CaptureFixture[str]) -> None:
    subscriber: dict[str, Any] = {}
    subscribing = asyncio.create_task(run(example("subscribing"), subscriber))
    watcher = await get_bus().connect()
    events = watcher.subscribe("topology.*.mutation.applied")
    await events.ready()
    # Until the example has subscribed, which nobody can tell it to say.
    published: list[Any] = []
    printed = ""
    async with asyncio.timeout(PATIENCE_S):
        while printed == "":
            published.append(await run(example("publishing"), {"topology_id": "t1", "mutation_id": "m1"}))
            [event] = await take(events, 1)
            await watcher.flush()
            printed = capsys.readouterr().out
    assert (event.type, event.source) == (topics.MUTATION_APPLIED, "mutator")
    expected = "topology.t1.mutation.applied {'mutation_id': 'm1', 'op': 'add_lan'}"
    assert printed.splitlines()[0] == expected
    subscribing.cancel()
    await asyncio.wait({subscribing})
    # What the examples leave open, their process would close by ending.
    for names in (subscriber, *published):
        await names["bus"].close()
    await watcher.close()


async def test_inside_the_web_api(daemon: Daemon) -> None:
    source = example("inside-the-web-api")
    publish = 'bus.publish("topology.t1.status", {"state": "active"})'
    watcher = await get_bus().connect()
    async with watcher.subscribe("topology.>") as events:
        # Its three dots stand for arguments.
        names = await run(source.replace("bus.publish(...)", publish))
        assert (await take(events, 1))[0].payload["state"] == "active"
    assert (await run("from decnet_bus.app import get_app_bus\nagain = await get_app_bus()"))["again"] is names["bus"]
    await close_app_bus()
    await watcher.close()


async def test_inside_the_web_api_without_a_bus(daemon: Daemon, caplog: pytest.LogCaptureFixture) -> None:
    daemon.end()
    names = await run(example("inside-the-web-api"))
    assert names["bus"] is None
    assert "bus: unavailable" in caplog.text


def test_testing(tmp_path: Path) -> None:
    test = """
import asyncio

async def test_it(fake_bus):
    async with fake_bus.subscribe("topology.>") as events:
        await fake_bus.publish("topology.t1.status", {"state": "active"})
        assert (await asyncio.wait_for(anext(events), 10)).payload == {"state": "active", "reason": ""}
"""
    (tmp_path / "test_fake.py").write_text("import pytest_asyncio\n" + example("testing") + test)
    command = [sys.executable, "-m", "pytest", "-q", "--asyncio-mode=auto", "-p", "no:cacheprovider", str(tmp_path)]
    root = Path(__file__).parents[1]
    done = subprocess.run(
        command, cwd=tmp_path, env={"PYTHONPATH": str(root)}, capture_output=True, text=True, timeout=60
    )
    assert "1 passed" in done.stdout, done.stdout + done.stderr
