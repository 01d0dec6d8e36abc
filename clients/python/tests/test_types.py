"""What is typed is checked: the package, its tests and its benchmark, by mypy in its strict mode."""

from __future__ import annotations

import subprocess
from pathlib import Path

HOME = Path(__file__).parents[1]


def mypy(*arguments: str) -> str:
    command = ["/usr/bin/mypy", "--no-incremental", "--no-error-summary", *arguments]
    done = subprocess.run(command, cwd=HOME, capture_output=True, text=True, timeout=300)
    return done.stdout + done.stderr


def test_everything_is_typed() -> None:
    assert mypy() == ""


def test_the_examples_are_typed_as_a_user_would_see_them() -> None:
    assert mypy(*(str(path) for path in sorted((HOME / "examples").glob("*.py"))), "--no-warn-unused-configs") == ""


def test_mistakes_are_found(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.py"
    wrong.write_text(
        "from decnet_bus import get_bus, topics\n"
        "async def main() -> None:\n"
        "    bus = await get_bus(client_name=5).connect()\n"
        "    await bus.publish(topics.topology_mutation('t1', 'done'), {})\n"
        "    async with bus.subscribe('a') as events:\n"
        "        async for event in events:\n"
        "            event.topik\n"
    )
    found = [
        line.split(": ")[0].split(":")[1]
        for line in mypy("--no-warn-unused-configs", str(wrong)).splitlines()
        if "error" in line
    ]
    assert found == ["3", "4", "7"]
