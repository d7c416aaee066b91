"""The record of what happened against what a model allowed."""

from standoff.history.record import Move
from standoff.history.result import Backtest

__all__ = ["Backtest", "Move"]
