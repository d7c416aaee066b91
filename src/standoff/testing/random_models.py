"""Random standoffs in option form."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from standoff.model import Formula, Option, Party, Reversible, Rule, Scores, Standoff


def random_standoff(
    options_per_party: Sequence[int],
    *,
    seed: int | np.random.Generator = 0,
    infeasible: float = 0.0,
    irreversible: float = 0.0,
    ties: float = 0.0,
) -> Standoff:
    """Return a random standoff in option form.

    Parameters
    ----------
    options_per_party : sequence of int
        ``(4, 3)`` makes two parties with four and three options.
    seed : int or numpy.random.Generator
        The same seed gives the same standoff.
    infeasible : float
        Share of the combinations that rules exclude, about; in [0, 1).
    irreversible : float
        Share of the options that are irreversible, in either direction, about; in [0, 1].
    ties : float
        0 gives strict preferences; towards 1 ever more states share a score.

    Examples
    --------
    >>> random_standoff((2, 1), seed=1).options
    ('p0.o0', 'p0.o1', 'p1.o0')
    """
    rng = np.random.default_rng(seed)
    total = sum(options_per_party)
    parties = tuple(
        Party(f"p{i}", options=tuple(_option(rng, k, irreversible) for k in range(n)))
        for i, n in enumerate(options_per_party)
    )
    names = [f"{p.id}.{o.id}" for p in parties for o in p.options]
    rules, cells = _rules(rng, names, infeasible)
    levels = max(1, round(cells * (1 - ties)))
    return Standoff(
        title=f"Random standoff of {total} options",
        parties=parties,
        rules=rules,
        status_quo=None,
        preferences={p.id: Scores(_values(rng, cells, levels, ties)) for p in parties},
    )


def _option(rng: np.random.Generator, k: int, irreversible: float) -> Option:
    if rng.random() >= irreversible:
        return Option(f"o{k}")
    one_way = Reversible.NO if rng.random() < 0.5 else Reversible.ONCE_DROPPED
    return Option(f"o{k}", reversible=one_way)


def _values(
    rng: np.random.Generator, cells: int, levels: int, ties: float
) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    if ties == 0:
        return rng.permutation(np.arange(cells, dtype=np.int32))
    return rng.integers(0, levels, cells, dtype=np.int32)


def _rules(
    rng: np.random.Generator, names: list[str], infeasible: float
) -> tuple[tuple[Rule, ...], int]:
    """Exclude random patterns over the options until about the wanted share is gone.

    Also return the number of cells of the state array, which has none for the combinations that
    rules about a single party's options exclude.
    """
    if not 0 <= infeasible < 1:
        raise ValueError(f"infeasible must be in [0, 1), not {infeasible}")
    vectors = np.arange(1 << len(names))
    gone = np.zeros(len(vectors), dtype=bool)
    without_cell = gone.copy()
    rules: list[Rule] = []
    while gone.mean() < infeasible:
        width = int(rng.integers(2, 5)) if len(names) > 4 else len(names)
        chosen = rng.choice(len(names), size=min(width, len(names)), replace=False)
        signs = rng.random(len(chosen)) < 0.5
        hit = np.ones(len(vectors), dtype=bool)
        for k, sign in zip(chosen, signs, strict=True):
            hit &= (vectors >> k & 1 == 1) == sign
        if (gone | hit).all():
            break
        gone |= hit
        if len({names[k].partition(".")[0] for k in chosen}) == 1:
            without_cell |= hit
        pattern = " and ".join(
            names[k] if sign else f"not {names[k]}"
            for k, sign in zip(sorted(chosen), signs[np.argsort(chosen)], strict=True)
        )
        rules.append(Rule(Formula(f"not ({pattern})")))
    return tuple(rules), int(np.count_nonzero(~without_cell))
