"""What is measured: each benchmark builds its input, then returns the work to be timed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

import standoff as so
from standoff.model import Claim, Claims, Formula, NamedState, Option, Party, Scores, Standoff
from standoff.testing import random_deal, random_standoff

FOUR = ("nash", "gmr", "smr", "seq")


@dataclass(frozen=True)
class Benchmark:
    """A piece of work: `prepare` makes its input outside the clock and returns the work."""

    name: str
    states: int
    prepare: Callable[[], Callable[[], object]]
    repeats: int = 5


def solving(model: Standoff) -> Callable[[], object]:
    """Return the work of building the graph model and finding Nash, GMR, SMR and SEQ."""
    return lambda: so.solve(model, concepts=FOUR)


def fresh(options: tuple[int, ...], **kinds: float) -> Callable[[], Callable[[], object]]:
    """Return the preparation of a random standoff with strict preferences."""
    return lambda: solving(random_standoff(options, seed=1, **kinds))


def random_graph(states: int, parties: int, degree: int, seed: int = 1) -> Standoff:
    """Return a random standoff in graph form: `degree` moves per party from each state."""
    rng = np.random.default_rng(seed)
    labels = [f"s{k}" for k in range(states)]
    moves = {}
    for i in range(parties):
        ends = rng.integers(0, states, (states, degree))
        moves[f"p{i}"] = {
            labels[s]: tuple(labels[t] for t in dict.fromkeys(ends[s].tolist()) if t != s)
            for s in range(states)
        }
    return Standoff(
        title=f"Random graph of {states} states",
        parties=tuple(Party(f"p{i}") for i in range(parties)),
        states=tuple(NamedState(label) for label in labels),
        moves=moves,
        preferences={
            f"p{i}": Scores(rng.permutation(states).astype(np.int32)) for i in range(parties)
        },
    )


def claims_model(options: tuple[int, ...], claims: int = 8, seed: int = 1) -> Standoff:
    """Return a standoff with random claims such as ``p0.o1 implies not p2.o0``."""
    rng = np.random.default_rng(seed)
    parties = tuple(
        Party(f"p{i}", options=tuple(Option(f"o{k}") for k in range(n)))
        for i, n in enumerate(options)
    )
    names = [f"{p.id}.{o.id}" for p in parties for o in p.options]

    def claim() -> Claim:
        one, other = rng.choice(names, 2, replace=False)
        word = rng.choice(["and", "or", "implies", "iff"])
        return Claim(Formula(f"{one} {word} not {other}"))

    wants = {p.id: Claims(tuple(claim() for _ in range(claims))) for p in parties}
    title = f"Random claims over {len(names)} options"
    return Standoff(title=title, parties=parties, status_quo=(), preferences=wants)


def prospects_from(options: tuple[int, ...]) -> Callable[[], Callable[[], object]]:
    """Return the preparation of prospects from the state in which no option is taken."""

    def prepare() -> Callable[[], object]:
        model = random_standoff(options, seed=1)
        return lambda: so.prospects(model, start="none")

    return prepare


def road_maps(
    measures: int, method: str, *, seed: int, **kinds: float
) -> Callable[[], Callable[[], object]]:
    """Return the preparation of a search for road maps in a random deal of six parties."""

    def prepare() -> Callable[[], object]:
        model = random_deal(measures, 6, seed=seed, **kinds)
        return lambda: so.roadmaps(model, "deal", method=method)

    return prepare


def uncertain_model(options: tuple[int, ...]) -> Standoff:
    """Return a standoff of random claims, each of which holds with 7 chances in 10."""
    model = claims_model(options)
    unsure = {
        party: Claims(tuple(replace(c, confidence=0.7, reversed=0.1) for c in wants.claims))
        for party, wants in model.preferences.items()
        if isinstance(wants, Claims)
    }
    return replace(model, preferences=unsure)


def draws(count: int, workers: int) -> Callable[[], object]:
    """Return the work of finding, over draws, how probable it is that each state is SEQ."""
    model = uncertain_model((4, 4, 4))
    return lambda: so.robustness(
        model, concepts="seq", heading=False, samples=count, exact=False, workers=workers
    )


BENCHMARKS = (
    Benchmark("12 options, 2 parties", 1 << 12, fresh((6, 6))),
    Benchmark("12 options, 3 parties", 1 << 12, fresh((4, 4, 4))),
    Benchmark("16 options, 3 parties", 1 << 16, fresh((6, 5, 5))),
    Benchmark("20 options, 3 parties", 1 << 20, fresh((7, 7, 6))),
    Benchmark("24 options, 3 parties", 1 << 24, fresh((8, 8, 8)), repeats=1),
    Benchmark("18 options, 6 parties", 1 << 18, fresh((3,) * 6)),
    Benchmark("20 options, 30 % infeasible", 1 << 20, fresh((7, 7, 6), infeasible=0.3)),
    Benchmark("20 options, half irreversible", 1 << 20, fresh((7, 7, 6), irreversible=0.5)),
    Benchmark("graph form, 10,000 states", 10_000, lambda: solving(random_graph(10_000, 3, 10))),
    Benchmark("prospects in 20 options", 1 << 20, prospects_from((7, 7, 6)), repeats=3),
    Benchmark(
        "10,000 draws of 12 options, 3 parties, SEQ",
        10_000 << 12,
        lambda: draws(10_000, 2),
        repeats=1,
    ),
    Benchmark("walk-away, 20 measures", 1 << 20, road_maps(20, "walk-away", seed=1)),
    Benchmark("payments, 20 measures", 1 << 20, road_maps(20, "payments", seed=1)),
    Benchmark("walk-away, 24 measures", 1 << 24, road_maps(24, "walk-away", seed=1), repeats=1),
    Benchmark("payments, 24 measures", 1 << 24, road_maps(24, "payments", seed=1), repeats=1),
    Benchmark("discounted, 12 measures, found", 1 << 12, road_maps(12, "discounted", seed=1)),
    Benchmark("discounted, 12 measures, none", 1 << 12, road_maps(12, "discounted", seed=2)),
    Benchmark("discounted, 16 measures", 1 << 16, road_maps(16, "discounted", seed=1), repeats=1),
)
