"""docs/write-a-client.md: its example is the file that is run here, against the daemon and against the suite, as the guide says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .support.daemon import ROOT, Daemon, clean_environment, decnet, node

EXAMPLE = ROOT / "examples" / "write-a-client"
GUIDE = (ROOT / "docs" / "write-a-client.md").read_text()


@pytest.fixture(scope="module")
def messages(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The folder of the messages, made by the guide's own step."""
    folder = tmp_path_factory.mktemp("messages")
    buf = ROOT / "node_modules" / ".bin" / "buf"
    if shutil.which("protoc") is None:
        pytest.fail("the example's messages need protoc: scripts/system-deps.sh")
    subprocess.run([str(buf), "generate", "-o", str(folder)], cwd=EXAMPLE, check=True, timeout=120)
    return str(folder / "build")


def environment(messages: str) -> dict[str, str]:
    """With the messages in reach of Python, and the Node of the repository in that of npx."""
    path = f"{Path(node()).parent}{os.pathsep}{os.environ['PATH']}"
    return clean_environment(PYTHONPATH=messages, PATH=path, PYTHONDONTWRITEBYTECODE="1")


def test_the_guide_shows_the_files() -> None:
    shown = re.findall(r"<!-- file: examples/write-a-client/(\S+) -->\n```python\n(.*?)```\n<!-- /file -->", GUIDE, re.DOTALL)
    assert [name for name, _ in shown] == ["frames.py", "minimal_client.py", "hello.py"]
    assert [text for _, text in shown] == [(EXAMPLE / name).read_text() for name, _ in shown]


def test_the_client_is_as_short_as_the_guide_says() -> None:
    assert "in 60 lines:" in GUIDE
    assert len((EXAMPLE / "minimal_client.py").read_text().splitlines()) <= 60


def test_the_example_talks_to_the_daemon(messages: str) -> None:
    daemon = Daemon()
    try:
        daemon.start()
        command = [sys.executable, "hello.py", daemon.socket]
        done = subprocess.run(
            command, cwd=EXAMPLE, env=environment(messages), capture_output=True, text=True, timeout=60
        )
    finally:
        daemon.remove()
    said = "topology.maze.status from minimal: active\n"
    assert (done.returncode, done.stdout, done.stderr) == (0, said, "")
    assert said in GUIDE


def test_the_example_passes_the_cases_that_the_guide_names(messages: str) -> None:
    only = [word for name in (EXAMPLE / "cases.txt").read_text().split() for word in ("--only", name)]
    command = decnet("bus", "conformance", "--client", "--patience", "30", *only, "--", sys.executable, "adapter.py")
    done = subprocess.run(command, cwd=EXAMPLE, env=environment(messages), capture_output=True, text=True, timeout=500)
    assert done.returncode == 0, done.stdout
    assert re.search(r"^\S+ adapter\.py: (\d+) cases: \1 passed$", done.stdout, re.MULTILINE), done.stdout


def test_every_case_and_requirement_that_the_guide_names_is_one() -> None:
    listed = subprocess.run(
        decnet("bus", "conformance", "--client", "--list"), capture_output=True, text=True, timeout=60
    )
    cited = re.findall(r"`(client-[\w/-]+)`", GUIDE) + re.findall(r"\bR-[A-Z]+(?:-\d+)?", GUIDE)
    assert cited
    for name in [*cited, *(EXAMPLE / "cases.txt").read_text().split()]:
        assert name in listed.stdout, name
