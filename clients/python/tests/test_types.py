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


def test_a_user_who_has_no_stubs_of_protobuf_is_told_of_payloads_that_are_none(tmp_path: Path) -> None:
    venv = tmp_path / "venv"
    subprocess.run(["/usr/bin/python3", "-m", "venv", "--without-pip", str(venv)], check=True, timeout=60)
    [packages] = venv.glob("lib/python3*/site-packages")
    (packages / "decnet_bus").symlink_to(HOME / "decnet_bus")
    program = tmp_path / "program.py"
    payloads = ["{'state': 'active'}", "events", "5", "'active'", "[1]", "{1: 2}", "object()", "None"]
    program.write_text(
        "from decnet_bus import get_bus, publish_safely, topics\n"
        "async def main() -> None:\n"
        "    async with get_bus() as bus, bus.subscribe('topology.>') as events:\n"
        "        async for event in events:\n"
        "            await bus.publish(topics.topology_status('t1'), event.message)\n"
        "        await publish_safely(bus, topics.topology_status('t1'), 5)\n"
        + "".join(f"        await bus.publish(topics.topology_status('t1'), {payload})\n" for payload in payloads)
    )
    command = ["/usr/bin/mypy", "--strict", "--no-incremental", "--python-executable", str(venv / "bin/python")]
    done = subprocess.run([*command, program.name], cwd=tmp_path, capture_output=True, text=True, timeout=300)
    wrong = [line.split(":")[1] for line in done.stdout.splitlines() if "[arg-type]" in line or "[dict-item]" in line]
    assert wrong == [str(7 + number) for number in range(-1, len(payloads)) if number != 0], done.stdout


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
