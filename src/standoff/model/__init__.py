"""The model of a standoff and its formula language."""

from standoff.model.formula import Formula
from standoff.model.parts import (
    Citation,
    Claim,
    Claims,
    Endgame,
    NamedState,
    Option,
    Party,
    Preference,
    Ranking,
    Reading,
    Reversible,
    Rule,
    Scores,
    Source,
    StateRef,
    Weights,
    Worth,
    WorthTerm,
)
from standoff.model.standoff import Standoff
from standoff.model.terms import Design, GivenMap, Order, Retaliation, Terms, When

__all__ = [
    "Citation",
    "Claim",
    "Claims",
    "Design",
    "Endgame",
    "Formula",
    "GivenMap",
    "NamedState",
    "Option",
    "Order",
    "Party",
    "Preference",
    "Ranking",
    "Reading",
    "Retaliation",
    "Reversible",
    "Rule",
    "Scores",
    "Source",
    "Standoff",
    "StateRef",
    "Terms",
    "Weights",
    "When",
    "Worth",
    "WorthTerm",
]
