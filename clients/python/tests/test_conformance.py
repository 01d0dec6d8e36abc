"""The conformance suite's adapter, as far as no case shows it. The suite itself is run by `npm run conformance`, in the repository's root."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from conformance._gen.decnet.conformance.v1.client_pb2 import ClientCommand, ClientReply, SubscribeCommand

HOME = Path(__file__).parents[1]


def replies_to(*commands: ClientCommand) -> dict[int, ClientReply]:
    """All are shorter than 128 bytes: the size is one byte."""
    bodies = [command.SerializeToString() for command in commands]
    said = b"".join(bytes([len(body)]) + body for body in bodies)
    done = subprocess.run([sys.executable, "-m", "conformance"], cwd=HOME, input=said, capture_output=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")
    replies, at = {}, 0
    while at < len(done.stdout):
        end = at + 1 + done.stdout[at] if done.stdout[at] < 0x80 else len(done.stdout)
        reply = ClientReply.FromString(done.stdout[at + 1 : end])
        replies[reply.id] = reply
        at = end
    return replies


def test_ends_with_its_stdin() -> None:
    assert replies_to() == {}


def test_says_what_it_cannot_do() -> None:
    assert replies_to(ClientCommand(id=7))[7].unsupported


def test_does_nothing_before_connect() -> None:
    reply = replies_to(ClientCommand(id=8, subscribe=SubscribeCommand(subscription=1, pattern="a")))[8]
    assert reply.detail == "RuntimeError('connect comes first')"
