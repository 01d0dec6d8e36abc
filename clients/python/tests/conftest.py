"""What all tests share: the closing line that a machine can count, and nothing that a test leaves behind."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from decnet_bus import close_app_bus


_counts = ""


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    global _counts
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    passed, failed, errors, skipped = (
        len(reporter.stats.get(kind, ())) for kind in ("passed", "failed", "error", "skipped")
    )
    # What goes wrong outside of a test, and a run without tests, are failures too.
    failures = failed + errors or int(exitstatus != 0)
    _counts = f"{passed} passed, {failures} failed, {skipped} skipped"


def pytest_unconfigure() -> None:
    """`N passed, N failed, N skipped`, alone on the last line: whatever others still have to say, they have said it."""
    print(f"\n{_counts}")


@pytest_asyncio.fixture(autouse=True)
async def nothing_is_left_behind() -> AsyncIterator[None]:
    """Each test has a loop of its own; what runs in it when the test is over was forgotten by somebody."""
    yield
    await close_app_bus()
    for _ in range(3):
        await asyncio.sleep(0)
    left = [task for task in asyncio.all_tasks() if task is not asyncio.current_task() and not task.done()]
    assert left == []
