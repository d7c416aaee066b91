"""From what the parties want to scores over states."""

from standoff.preferences.scores import Score, score, scores

__all__ = ["Score", "score", "scores"]
