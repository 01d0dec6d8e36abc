"""`python3 -m conformance`, in clients/python: does what it reads from stdin, and replies on stdout (decnet.conformance.v1)."""

from __future__ import annotations

import asyncio

from .frames import commands, write_reply
from .program import Program


async def main() -> None:
    program = Program()
    # Commands may overlap, and begin in the order in which they came.
    running: set[asyncio.Task[None]] = set()
    async for command in commands():
        task = asyncio.create_task(_obey(program, command))
        running.add(task)
        task.add_done_callback(running.discard)
    # What needs to wait for nobody is still done.
    await asyncio.sleep(0)


async def _obey(program: Program, command: bytes) -> None:
    write_reply(await program.obey(command))


asyncio.run(main())
