"""Random deals: standoffs with worths and the terms of road maps."""

from __future__ import annotations

import numpy as np

from standoff.model import (
    Endgame,
    Formula,
    Option,
    Party,
    Reversible,
    Standoff,
    Terms,
    Worth,
    WorthTerm,
)


def random_deal(
    measures: int,
    parties: int,
    *,
    seed: int | np.random.Generator = 0,
    irreversible: float = 0.3,
    surplus: float = 5.0,
    patience: float = 0.9,
) -> Standoff:
    """Return a random standoff with an endgame `deal` in which every option is taken.

    A measure costs its owner about 1 per period and brings every other party up to
    ``surplus / (parties - 1)``; half as many pairs as measures matter as well.

    Parameters
    ----------
    measures, parties : int
        Options, dealt out to the parties in turn.
    seed : int or numpy.random.Generator
        The same seed gives the same standoff.
    irreversible : float
        Share of the measures that are irreversible, about; in [0, 1].
    surplus : float
        The larger, the more there is to gain.
    patience : float
        Discount factor of every party.

    Examples
    --------
    >>> random_deal(4, 2, seed=1).options
    ('p0.o0', 'p0.o2', 'p1.o1', 'p1.o3')
    """
    rng = np.random.default_rng(seed)
    owners = [k % parties for k in range(measures)]
    kinds = [Reversible.NO if rng.random() < irreversible else Reversible.YES for _ in owners]
    names = [f"p{owner}.o{k}" for k, owner in enumerate(owners)]
    ids = [f"p{i}" for i in range(parties)]
    own = [
        tuple(Option(f"o{k}", reversible=kinds[k]) for k in range(measures) if owners[k] == i)
        for i in range(parties)
    ]
    return Standoff(
        title=f"Random deal of {measures} measures",
        parties=tuple(Party(name, options=o) for name, o in zip(ids, own, strict=True)),
        status_quo=(),
        endgames={"deal": Endgame(state=tuple(names))},
        road_map=Terms(
            worth={
                name: _worth(rng, names, [owner == i for owner in owners], surplus / (parties - 1))
                for i, name in enumerate(ids)
            },
            patience=dict.fromkeys(ids, patience),
        ),
    )


def _worth(rng: np.random.Generator, names: list[str], own: list[bool], most: float) -> Worth:
    """Return what measures and pairs of them are worth to a party that owns some."""
    amounts = [-rng.uniform(0.5, 1.5) if mine else rng.uniform(0, most) for mine in own]
    given = dict(zip(names, amounts, strict=True))
    for _ in range(len(names) // 2):
        one, other = rng.choice(names, 2, replace=False)
        given[f"{one} and {other}"] = rng.normal(scale=0.3)
    return Worth(tuple(WorthTerm(Formula(k), float(a), float(a)) for k, a in given.items()))
