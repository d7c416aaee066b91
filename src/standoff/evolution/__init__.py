"""How a standoff moves on from a state."""

from standoff.evolution.dynamics import Dynamics
from standoff.evolution.ends import End, Prospects, Standing, Step
from standoff.evolution.prospects import prospects

__all__ = ["Dynamics", "End", "Prospects", "Standing", "Step", "prospects"]
