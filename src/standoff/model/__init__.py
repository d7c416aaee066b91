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

__all__ = [
    "Citation",
    "Claim",
    "Claims",
    "Endgame",
    "Formula",
    "NamedState",
    "Option",
    "Party",
    "Preference",
    "Ranking",
    "Reading",
    "Reversible",
    "Rule",
    "Scores",
    "Source",
    "Standoff",
    "StateRef",
    "Weights",
    "Worth",
    "WorthTerm",
]
