"""The families of random standoffs that the core is tested on."""

from __future__ import annotations

from collections.abc import Iterator

from standoff.model import Standoff
from standoff.testing import (
    conditional_standoffs,
    graph_standoffs,
    merged_standoffs,
    option_standoffs,
    random_standoff,
)

FAMILIES = {
    "options": option_standoffs(),
    "conditional": conditional_standoffs(),
    "merged": merged_standoffs(),
    "merged and conditional": merged_standoffs(conditional=True),
    "graph": graph_standoffs(),
}

SHAPES = [(1,), (3, 2), (2, 2, 1), (1, 1, 2, 1), (4, 1), (1, 2, 2), (2, 3)]


def seeded(count: int) -> Iterator[Standoff]:
    """Random standoffs in option form, from strict and free to full of ties and one-way options."""
    for seed in range(count):
        yield random_standoff(
            SHAPES[seed % len(SHAPES)],
            seed=seed,
            infeasible=(0.0, 0.2, 0.5)[seed % 3],
            irreversible=(0.0, 0.4, 0.8, 0.0, 1.0)[seed % 5],
            ties=(0.0, 0.3, 0.7, 0.95)[seed % 4],
        )
