"""The README's examples are the files in examples/, and they run against the daemon."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from .support.daemon import Daemon, clean_environment

HOME = Path(__file__).parents[1]
README = (HOME / "README.md").read_text()


@pytest.fixture
def daemon() -> Iterator[Daemon]:
    daemon = Daemon()
    daemon.start()
    yield daemon
    daemon.remove()


def start(name: str, daemon: Daemon) -> subprocess.Popen[str]:
    env = clean_environment(DECNET_BUS_SOCKET=daemon.socket, PYTHONPATH=str(HOME))
    return subprocess.Popen([sys.executable, HOME / "examples" / name], stdout=subprocess.PIPE, text=True, env=env)


def line_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


def end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate(timeout=20)


def test_the_readme_shows_the_examples_as_they_are() -> None:
    shown = dict(re.findall(r"<!-- examples/(\S+) -->\n```python\n(.*?)```", README, re.DOTALL))
    assert sorted(shown) == sorted(path.name for path in (HOME / "examples").glob("*.py"))
    for name, text in shown.items():
        assert (HOME / "examples" / name).read_text() == text


def test_its_links_lead_somewhere() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", README)
    assert links != []
    assert [link for link in links if not (HOME / link).exists()] == []


def test_publisher_and_subscriber(daemon: Daemon) -> None:
    subscriber = start("subscriber.py", daemon)
    try:
        assert line_of(subscriber) == "subscribed\n"
        publisher = start("publisher.py", daemon)
        assert publisher.communicate(timeout=20)[0] == ""
        assert publisher.returncode == 0
        assert line_of(subscriber) == "m1 in maze: applied\n"
    finally:
        end(subscriber)


def test_poller(daemon: Daemon) -> None:
    daemon.end()
    poller = start("poller.py", daemon)
    try:
        assert line_of(poller) == "looking for pending mutations (start)\n"
        daemon.start()
        # It has missed what was published before, so it looks.
        assert line_of(poller) == "looking for pending mutations (gap)\n"
    finally:
        end(poller)
