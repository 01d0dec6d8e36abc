"""The grammar of topics: the answers that every implementation gives (test/vectors/topics.json)."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decnet_bus import BusError, topics
from decnet_bus._topic.grammar import pattern_fault, token_fault, topic_fault
from decnet_bus._topic.index import PatternIndex
from decnet_bus._topic.match import matches

from .support.daemon import ROOT

VECTORS: dict[str, Any] = json.loads((ROOT / "test/vectors/topics.json").read_text())

# Unicode's White_Space (PropList.txt), written out: not the expression that is under test.
WHITE_SPACE = {
    *range(0x09, 0x0E), 0x20, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000,
}  # fmt: skip


@pytest.mark.parametrize("topic", VECTORS["topics"]["valid"])
def test_a_topic(topic: str) -> None:
    assert topic_fault(topic) is None
    assert pattern_fault(topic) is None
    assert topics.is_topic(topic) and topics.is_pattern(topic)


@pytest.mark.parametrize("case", VECTORS["topics"]["invalid"], ids=lambda case: ascii(case["topic"])[:40])
def test_no_topic(case: dict[str, str]) -> None:
    assert topic_fault(case["topic"]) == case["fault"]
    assert not topics.is_topic(case["topic"])


@pytest.mark.parametrize("pattern", VECTORS["patterns"]["valid"])
def test_a_pattern(pattern: str) -> None:
    assert pattern_fault(pattern) is None


@pytest.mark.parametrize("case", VECTORS["patterns"]["invalid"], ids=lambda case: ascii(case["pattern"])[:40])
def test_no_pattern(case: dict[str, str]) -> None:
    assert pattern_fault(case["pattern"]) == case["fault"]
    assert not topics.is_pattern(case["pattern"])


@pytest.mark.parametrize("token", VECTORS["tokens"]["valid"])
def test_a_token_passes_a_builder(token: str) -> None:
    assert topics.topology_status(token) == f"topology.{token}.status"


@pytest.mark.parametrize("token", [*VECTORS["tokens"]["invalid"], None, 7, b"a", ["a"]], ids=ascii)
def test_a_builder_refuses_what_would_change_the_hierarchy(token: Any) -> None:
    with pytest.raises(BusError) as caught:
        topics.topology_status(token)
    assert caught.value.code == "INVALID_TOPIC"
    assert str(caught.value).startswith("topology_id cannot be a token of a topic: ")


def test_a_builder_refuses_a_choice_that_there_is_not() -> None:
    with pytest.raises(
        BusError, match='state is "done"; it must be one of enqueued, applying, applied, failed'
    ) as caught:
        topics.topology_mutation("t1", "done")  # type: ignore[arg-type]
    assert caught.value.code == "INVALID_TOPIC"


def test_every_character_that_may_not_be_in_a_token_and_no_other() -> None:
    wrong = []
    for code in (*range(0xD800), *range(0xE000, 0x110000)):
        character = chr(code)
        forbidden = code in WHITE_SPACE or unicodedata.category(character) == "Cc" or character in "*>."
        if (token_fault(character) is None) == forbidden:
            wrong.append(hex(code))
    assert wrong == []


@pytest.mark.parametrize("case", VECTORS["matches"], ids=lambda case: f"{case['pattern']} {case['topic']}")
def test_the_wildcard_law(case: dict[str, Any]) -> None:
    assert matches(case["pattern"], case["topic"]) is case["matches"]


tokens = st.sampled_from(["a", "b", "c"])
some_topics = st.lists(tokens, min_size=1, max_size=4).map(".".join)
some_patterns = st.tuples(
    st.lists(st.sampled_from(["a", "b", "c", "*"]), max_size=4), st.sampled_from(["a", "*", ">"])
).map(lambda parts: ".".join([*parts[0], parts[1]]))


@given(st.lists(some_patterns, max_size=12), st.lists(some_patterns, max_size=6), some_topics)
def test_the_index_is_the_law_for_many_patterns_at_once(added: list[str], removed: list[str], topic: str) -> None:
    index: PatternIndex[str] = PatternIndex()
    for pattern in added:
        index.add(pattern, pattern)
    for pattern in removed:
        index.remove(pattern, pattern)
    left = set(added) - set(removed)
    found = index.match(topic)
    assert sorted(found) == sorted(pattern for pattern in left if matches(pattern, topic))
    for pattern in left:
        index.remove(pattern, pattern)
    assert index._root.is_empty()
