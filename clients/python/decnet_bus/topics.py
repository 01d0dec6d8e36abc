"""The topics of DECNET by name, and the grammar of all topics.

Always use the builders (`topology_mutation(topology_id, MUTATION_APPLIED)`): they refuse an id that would change the hierarchy.
"""

from ._gen import topic_builders
from ._gen.topic_builders import *
from ._gen.topic_registry import DECLARED_TOPICS
from ._registry.declared import DeclaredTopic
from ._registry.lookup import FreeForm, declared_topic_of, free_form
from ._topic.grammar import is_pattern, is_topic
from ._topic.match import matches

__all__ = [
    "DECLARED_TOPICS",
    "DeclaredTopic",
    "FreeForm",
    "declared_topic_of",
    "free_form",
    "is_pattern",
    "is_topic",
    "matches",
]
__all__ += topic_builders.__all__
