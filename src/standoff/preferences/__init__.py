"""From what the parties want to scores over states."""

from standoff.preferences.scores import Score, score, scores
from standoff.preferences.uncertain import Uncertainty, uncertainty

__all__ = ["Score", "Uncertainty", "score", "scores", "uncertainty"]
