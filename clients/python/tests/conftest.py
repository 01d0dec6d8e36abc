"""What all tests share: the closing line that a machine can count, and nothing that a test leaves behind."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from decnet_bus import close_app_bus


def pytest_unconfigure(config: pytest.Config) -> None:
    """`N passed, N failed, N skipped`, alone on the last line. What goes wrong outside of a test counts as a failure."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None:
        return
    passed, failed, errors, skipped = (len(reporter.stats.get(kind, ())) for kind in ("passed", "failed", "error", "skipped"))
    failures = failed + errors or int(getattr(reporter, "_session", None) is not None and _ended_badly(reporter))
    print(f"\n{passed} passed, {failures} failed, {skipped} skipped")


def _ended_badly(reporter: pytest.TerminalReporter) -> bool:
    session = reporter._session
    return session is not None and session.exitstatus not in (pytest.ExitCode.OK,)


@pytest_asyncio.fixture(autouse=True)
async def nothing_is_left_behind() -> AsyncIterator[None]:
    """Each test has a loop of its own; what runs in it when the test is over was forgotten by somebody."""
    yield
    await close_app_bus()
    for _ in range(3):
        await asyncio.sleep(0)
    left = [task for task in asyncio.all_tasks() if task is not asyncio.current_task() and not task.done()]
    assert left == []
