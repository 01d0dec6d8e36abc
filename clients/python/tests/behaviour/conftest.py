"""The behaviours are written once, and played over everything that can carry a bus."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from .stage import FakeStage, NullStage, Stage, UnixStage, remove_idle_daemon

LOOP = "DECNET_TEST_LOOP"
"""The environment variable that names the event loop: uvloop (test_uvloop.py), else asyncio's own."""

QUEUE_EVENTS = 64
"""What the broker of a `small_stage` keeps for one connection."""


@pytest.fixture
def event_loop() -> Iterator[asyncio.AbstractEventLoop]:
    if os.environ.get(LOOP) == "uvloop":
        import uvloop

        loop = uvloop.new_event_loop()
    else:
        loop = asyncio.new_event_loop()
    yield loop
    loop.close()


@pytest_asyncio.fixture(params=[UnixStage, FakeStage])
async def stage(request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    """A host with a broker."""
    async for each in _played(request.param()):
        yield each


@pytest_asyncio.fixture(params=[UnixStage, FakeStage])
async def small_stage(request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    """A host whose broker keeps few events."""
    async for each in _played(request.param(QUEUE_EVENTS)):
        yield each


@pytest_asyncio.fixture(params=[UnixStage, FakeStage, NullStage])
async def any_stage(request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    """A host with a broker, or without."""
    async for each in _played(request.param()):
        yield each


async def _played(stage: Stage) -> AsyncIterator[Stage]:
    try:
        await stage.begin()
        yield stage
    finally:
        await stage.end()


@pytest.fixture(scope="session", autouse=True)
def no_daemon_is_left() -> Iterator[None]:
    yield
    remove_idle_daemon()
