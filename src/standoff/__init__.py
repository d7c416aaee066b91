"""Standoff: what holds in an international standoff, and where it is heading.

>>> import standoff as so
>>> so.solve("chicken")
Solution('Chicken': 4 states; Nash 2, GMR 3, SMR 3, SEQ 2, SIM 3, SSEQ 2)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from standoff.api import explain, load, prospects, solve
    from standoff.errors import StandoffError
    from standoff.history.ask import backtest
    from standoff.model import Standoff
    from standoff.road_maps.ask import check_roadmap, compare, roadmaps
    from standoff.uncertainty.ask import robust_designs, robustness
    from standoff.uncertainty.conclusions import Heading, Holds, Leads
    from standoff.uncertainty.probe import hinges
    from standoff.uncertainty.side_by_side import difference, readings

__version__ = "0.1.0"
_HOMES = {
    "hinges": "standoff.uncertainty.probe",
    "backtest": "standoff.history.ask",
    **dict.fromkeys(("explain", "load", "prospects", "solve"), "standoff.api"),
    "Standoff": "standoff.model",
    "StandoffError": "standoff.errors",
    **dict.fromkeys(("check_roadmap", "compare", "roadmaps"), "standoff.road_maps.ask"),
    **dict.fromkeys(("robust_designs", "robustness"), "standoff.uncertainty.ask"),
    **dict.fromkeys(("difference", "readings"), "standoff.uncertainty.side_by_side"),
    **dict.fromkeys(("Heading", "Holds", "Leads"), "standoff.uncertainty.conclusions"),
}
__all__ = [
    "Heading",
    "Holds",
    "Leads",
    "Standoff",
    "StandoffError",
    "backtest",
    "check_roadmap",
    "compare",
    "difference",
    "explain",
    "hinges",
    "load",
    "prospects",
    "readings",
    "roadmaps",
    "robust_designs",
    "robustness",
    "solve",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that starting stays quick."""
    if name not in _HOMES:
        raise AttributeError(f"module 'standoff' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
