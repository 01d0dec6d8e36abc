"""Codes, version and registry: held equal to where they come from."""

from __future__ import annotations

import json
import pickle
import tomllib

import decnet_bus
from decnet_bus import BusError, ErrorCode, topics
from decnet_bus._gen.decnet.bus.v1 import code_pb2
from decnet_bus._gen.decnet.topics.v1.topology_pb2 import TopologyStatus
from decnet_bus.errors import code_of_number, number_of_code

from .support.daemon import ROOT


def test_the_codes_are_those_of_the_protocol() -> None:
    assert [f"CODE_{code}" for code in ErrorCode] == [name for name in code_pb2.Code.keys() if name != "CODE_OK"]
    assert [code_of_number(number_of_code(code)) for code in ErrorCode] == list(ErrorCode)


def test_a_number_of_a_newer_peer_is_internal() -> None:
    assert code_of_number(63) is ErrorCode.INTERNAL
    assert code_of_number(-1) is ErrorCode.INTERNAL


def test_every_code_is_explained() -> None:
    page = (ROOT / "docs/errors.md").read_text()
    assert [code for code in ErrorCode if f"| `{code}` |" not in page] == []


def test_an_error_says_its_message_and_survives_a_process_boundary() -> None:
    error = BusError(ErrorCode.CLOSED, "The bus was closed.")
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.code, again.code == "CLOSED") == ("The bus was closed.", ErrorCode.CLOSED, True)


def test_the_version_is_the_packages() -> None:
    package = json.loads((ROOT / "package.json").read_text())
    project = tomllib.loads((ROOT / "clients/python/pyproject.toml").read_text())["project"]
    assert decnet_bus.__version__ == package["version"] == project["version"]


def test_the_registry_is_the_locks() -> None:
    lock = json.loads((ROOT / "proto/topics.lock.json").read_text())
    locked = {entry["message"]: entry["eventType"] for entry in lock["topics"]}
    declared = {each.message.DESCRIPTOR.full_name: each.event_type for each in topics.DECLARED_TOPICS}
    assert declared == locked


def test_every_declared_topic_has_its_builder_and_its_constant() -> None:
    for declared in topics.DECLARED_TOPICS:
        assert getattr(topics, declared.constant) == declared.event_type
        arguments = ["x"] * len(declared.params)
        builder = getattr(topics, declared.builder)
        shared = [each for each in topics.DECLARED_TOPICS if each.builder == declared.builder]
        topic = builder(*arguments, declared.event_type) if len(shared) > 1 else builder(*arguments)
        assert topics.declared_topic_of(topic) is declared


def test_messages_say_where_they_really_are() -> None:
    assert TopologyStatus.__module__ == "decnet_bus._gen.decnet.topics.v1.topology_pb2"
    assert pickle.loads(pickle.dumps(TopologyStatus(state="x"))) == TopologyStatus(state="x")
