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

    def worth(party: int) -> Worth:
        amounts = [
            -rng.uniform(0.5, 1.5) if owner == party else rng.uniform(0, surplus / (parties - 1))
            for owner in owners
        ]
        terms = [
            WorthTerm(Formula(n), float(a), float(a)) for n, a in zip(names, amounts, strict=True)
        ]
        for _ in range(measures // 2):
            one, other = rng.choice(names, 2, replace=False)
            amount = float(rng.normal(scale=0.3))
            terms.append(WorthTerm(Formula(f"{one} and {other}"), amount, amount))
        return Worth(tuple(terms))

    ids = [f"p{i}" for i in range(parties)]
    return Standoff(
        title=f"Random deal of {measures} measures",
        parties=tuple(
            Party(
                name,
                options=tuple(
                    Option(f"o{k}", reversible=kinds[k]) for k in range(measures) if owners[k] == i
                ),
            )
            for i, name in enumerate(ids)
        ),
        status_quo=(),
        endgames={"deal": Endgame(state=tuple(names))},
        road_map=Terms(
            worth={name: worth(i) for i, name in enumerate(ids)},
            patience=dict.fromkeys(ids, patience),
        ),
    )
