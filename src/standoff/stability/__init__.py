"""Stability: which outcomes nobody would leave, and why."""

from standoff.stability.argument import Explanation
from standoff.stability.concepts import CONCEPTS, Concept, chosen
from standoff.stability.explain import explain
from standoff.stability.graph_model import GraphModel
from standoff.stability.marks import marks, stability
from standoff.stability.summary import Summary, summarise

__all__ = [
    "CONCEPTS",
    "Concept",
    "Explanation",
    "GraphModel",
    "Summary",
    "chosen",
    "explain",
    "marks",
    "stability",
    "summarise",
]
