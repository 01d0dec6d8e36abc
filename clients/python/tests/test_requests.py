"""Questions to the broker: each gets its own answer, and however many there are, few are out at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from decnet_bus import Bus, BusError, ErrorCode, get_bus
from decnet_bus._client.requests import Requests
from decnet_bus._wire.limits import MAX_UNANSWERED_BYTES

from .support.daemon import Daemon
from .support.numbers import PATIENCE_S

GONE = BusError(ErrorCode.UNAVAILABLE, "gone")
MANY = 4_000


def never() -> None:
    raise AssertionError("there is room for more")


def requests() -> Requests:
    return Requests(asyncio.get_running_loop(), never)


async def test_questions_get_their_own_answers_in_any_order() -> None:
    asked: list[int] = []
    questions = requests()
    first, second = questions.ask(asked.append), questions.ask(asked.append)
    refused = BusError(ErrorCode.TOO_MANY_PATTERNS, "no")
    questions.settle(asked[1], refused)
    questions.settle(asked[0])
    # Neither does a second answer, or one that nobody asked for, answer anything.
    questions.settle(asked[1])
    questions.settle(7)
    await first
    assert second.exception() is refused


async def test_many_are_asked_a_few_at_a_time_in_order_the_next_one_when_an_answer_comes() -> None:
    asked: list[tuple[int, int]] = []
    questions = requests()
    answers = [questions.ask(lambda ref, index=index: asked.append((index, ref))) for index in range(200)]  # type: ignore[misc]
    for answered in range(200):
        assert len(asked) == min(200, 64 + answered)
        questions.settle(asked[answered][1])
    await asyncio.gather(*answers)
    assert [index for index, _ in asked] == list(range(200))


async def test_those_that_wait_for_their_turn_are_told_too_when_no_answer_will_come() -> None:
    asked: list[int] = []
    questions = requests()
    answers = [questions.ask(asked.append) for _ in range(100)]
    questions.fail_all(GONE)
    answers.append(questions.ask(asked.append))
    questions.settle(asked[0])
    assert [answer.exception() for answer in answers] == [GONE] * 101
    assert len(asked) == 64


async def test_one_who_waits_no_more_does_not_hold_up_those_behind() -> None:
    asked: list[int] = []
    questions = requests()
    answers = [questions.ask(asked.append) for _ in range(65)]
    answers[0].cancel()
    questions.settle(asked[0])
    assert len(asked) == 65


async def test_they_may_not_wait_without_end_and_room_comes_back_with_each_that_is_asked() -> None:
    asked: list[int] = []
    overruns: list[None] = []

    def overrun() -> None:
        overruns.append(None)
        questions.fail_all(GONE)

    def ask() -> asyncio.Future[None]:
        return questions.ask(asked.append, MAX_UNANSWERED_BYTES // 4)

    questions = Requests(asyncio.get_running_loop(), overrun)
    answers = [ask() for _ in range(64 + 3)]
    for answered in range(10):
        questions.settle(asked[answered])
        answers.append(ask())
    assert overruns == []
    answers.append(ask())
    assert len(overruns) == 1
    assert [answer.exception() for answer in answers] == [None] * 10 + [GONE] * 68


@pytest.fixture
def roomy_daemon() -> Iterator[Daemon]:
    """One that takes so many patterns."""
    daemon = Daemon("--max-patterns", str(MANY))
    daemon.start()
    yield daemon
    daemon.remove()


@pytest_asyncio.fixture()
async def bus(roomy_daemon: Daemon) -> AsyncIterator[Bus]:
    async with get_bus(env={}, socket=roomy_daemon.socket) as connected:
        yield connected


# Regressions: all was asked at once, and the broker closed the connection: TOO_MANY_UNANSWERED.
async def test_thousands_may_flush_in_one_turn(bus: Bus) -> None:
    await asyncio.gather(*(bus.flush(timeout_s=PATIENCE_S) for _ in range(MANY)))
    assert bus.stats().reconnects == 0


async def test_thousands_may_subscribe_and_close_in_one_turn(bus: Bus) -> None:
    subscriptions = [bus.subscribe(f"topology.t{index}.status") for index in range(MANY)]
    await asyncio.gather(*(each.close() for each in subscriptions))
    await bus.flush(timeout_s=PATIENCE_S)
    assert bus.stats().reconnects == 0


async def test_thousands_of_patterns_are_there_again_after_a_reconnect(bus: Bus, roomy_daemon: Daemon) -> None:
    subscriptions = [bus.subscribe(f"topology.t{index}.status") for index in range(MANY)]
    async with asyncio.timeout(PATIENCE_S):
        await asyncio.gather(*(each.ready() for each in subscriptions))
        assert bus.stats().reconnects == 0
        roomy_daemon.end()
        roomy_daemon.start()
        while bus.stats().reconnects == 0:
            await asyncio.sleep(0.01)
        await bus.publish(f"topology.t{MANY - 1}.status", {"state": "back"})
        assert (await anext(subscriptions[-1])).payload["state"] == "back"
