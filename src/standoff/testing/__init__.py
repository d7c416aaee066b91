"""Random standoffs for tests and benchmarks.

The Hypothesis strategies are loaded when first used, so that `random_standoff` needs NumPy alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from standoff.testing.random_deals import random_deal
from standoff.testing.random_models import random_standoff

if TYPE_CHECKING:
    from standoff.testing.strategies import (
        conditional_standoffs,
        formulas,
        graph_standoffs,
        merged_standoffs,
        option_standoffs,
    )

__all__ = [
    "conditional_standoffs",
    "formulas",
    "graph_standoffs",
    "merged_standoffs",
    "option_standoffs",
    "random_deal",
    "random_standoff",
]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from standoff.testing import strategies

    return getattr(strategies, name)
