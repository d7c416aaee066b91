"""The public questions about readings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from standoff.cases import load
from standoff.errors import StandoffError, unknown
from standoff.evolution.simulate import Z95
from standoff.files import digest
from standoff.model import Standoff
from standoff.preferences.uncertain import Profile
from standoff.stability import chosen
from standoff.uncertainty.agreement import agreements
from standoff.uncertainty.conclusions import Conclusion, Heading, Holds
from standoff.uncertainty.estimate import Estimate
from standoff.uncertainty.judge import Judge
from standoff.uncertainty.mixture import Mixture, Unit, settled
from standoff.uncertainty.pivotal import Pivotal, pivotal
from standoff.uncertainty.readings import BASE, Difference, Readings
from standoff.uncertainty.sensitivity import permuted, shapley
from standoff.uncertainty.sweep import SAME

Progress = Callable[[str, float], None]
BUDGET = 2_000
EXACT = 10
"""Most units for which every set of them is looked at."""
ORDERS = 50
STRETCH = 64


def readings(
    model: Standoff | str | Path,
    conclusions: Sequence[Conclusion] | None = None,
    *,
    only: Sequence[str] | None = None,
    concept: str = "seq",
    progress: Progress | None = None,
) -> Readings:
    """Return the same conclusions under the base model and every reading of it.

    Parameters
    ----------
    model : Standoff, str or Path
        A model, or what `load` takes.
    conclusions : sequence of Holds, Heading or Leads, optional
        Unless given: every labelled state and every endgame, whether it is an equilibrium and,
        from a status quo, how probable it is that best improvements end there.
    only : sequence of str, optional
        Some readings; ``base`` is the model without one. All that have preferences for every party
        unless given.
    concept : str
        By which equilibria are compared.
    progress : callable, optional

    Raises
    ------
    ModelError, StandoffError, UnknownName

    Examples
    --------
    >>> import standoff as so
    >>> so.readings("korea-2006").readings
    ('base', 'linked', 'nuclear_first')
    """
    base = model if isinstance(model, Standoff) else load(model)
    (kind,) = chosen(concept)
    names = tuple(dict.fromkeys(only)) if only is not None else _whole(base)
    if not names:
        hint = "add what is missing: a reading is compared where every party wants something"
        raise StandoffError("no reading has preferences for every party", hint)
    read = [settled(_read(base, name)) for name in names]
    asked = tuple(conclusions) if conclusions is not None else _usual(base, kind.id)
    judges = [Judge(one) for one in read]
    values = np.full((len(asked), len(read)), np.nan)
    held = []
    refused: dict[Conclusion, StandoffError] = {}
    for k, judge in enumerate(judges):
        ((_, stable),) = judge.stable([_profile(read[k])], (kind,))
        held.append(stable[kind.id][0].all(axis=0))
        for c, conclusion in enumerate(asked):
            if progress:
                progress(f"reading {names[k]}", (k + c / len(asked)) / len(names))
            values[c, k] = _value(conclusion, judge, read[k], refused)
    if conclusions is not None and (silent := np.isnan(values).all(axis=1)).any():
        nowhere = asked[int(silent.argmax())]
        if nowhere in refused:  # unknown, or impossible, in every reading
            raise refused[nowhere]
    spaces = [judge.space for judge in judges]
    agreement, overlap = agreements(spaces, held)
    return Readings(
        title=base.title,
        digest=digest(base),
        readings=names,
        concept=kind.id,
        conclusions=asked,
        values=values,
        counts=tuple(int(h.sum()) for h in held),
        agreement=agreement,
        overlap=overlap,
        usual=conclusions is None,
    )


def _read(model: Standoff, name: str) -> Standoff:
    """Return the model as a reading has it, or as it is without one."""
    if name != BASE and name not in model.readings:
        raise unknown("reading", name, [BASE, *model.readings])
    return model.read_as(None if name == BASE else name)


def _whole(model: Standoff) -> tuple[str, ...]:
    """Return the readings in which every party has preferences."""
    names = {BASE: None} | {name: name for name in model.readings}
    wanted = set(model.party_ids)
    return tuple(k for k, r in names.items() if set(model.read_as(r).preferences) >= wanted)


def _usual(model: Standoff, concept: str) -> tuple[Conclusion, ...]:
    labels = dict.fromkeys([*(s.label for s in model.states), *model.merge, *model.endgames])
    found: list[Conclusion] = [Holds(label, concept) for label in labels]
    if model.status_quo is not None:
        found += [Heading(label) for label in labels]
    return tuple(found)


def _profile(model: Standoff) -> Profile:
    """Return what the parties want in a model without uncertainty."""
    return Profile(model.preferences, {} if model.road_map is None else model.road_map.worth)


def _value(
    conclusion: Conclusion,
    judge: Judge,
    model: Standoff,
    refused: dict[Conclusion, StandoffError],
) -> float:
    """Return the value of a conclusion; nan where the reading gives it no meaning."""
    try:
        conclusion.check(model)
        return float(conclusion.values(judge, [_profile(model)])[0])
    except StandoffError as error:
        refused.setdefault(conclusion, error)
        return float("nan")


def difference(
    model: Standoff | str | Path,
    one: str,
    other: str,
    conclusion: Conclusion,
    *,
    orders: int = ORDERS,
    budget: int = BUDGET,
    seed: int = 0,
    progress: Progress | None = None,
) -> Difference:
    """Return which premises account for a conclusion on which two readings differ.

    Premises are moved from the one reading into the other: each alone, all but each, and in random
    orders, or every set of them where there are at most ten, for their Shapley values; and the
    fewest are sought that flip the other's answer.

    Parameters
    ----------
    model : Standoff, str or Path
        A model, or what `load` takes.
    one, other : str
        Readings; ``base`` is the model without one.
    conclusion : Holds, Heading or Leads
    orders : int
        Random orders for the Shapley values of more than ten premises.
    budget : int
        How many sets are looked at for the fewest premises that flip the answer.
    seed : int
        Of the orders.
    progress : callable, optional

    Raises
    ------
    ModelError, StandoffError, UnknownName

    Examples
    --------
    >>> import standoff as so
    >>> ahead = so.Heading("more_launches")
    >>> found = so.difference("korea-2006", "base", "linked", ahead, budget=0, orders=4)
    >>> found.values
    (1.0, 0.0)
    """
    if orders < 4:
        raise StandoffError(f"{orders} orders show no spread", "give 4 or more")
    if seed < 0:
        raise StandoffError(f"the seed {seed} is below 0", "give 0 or more")
    if one == other:
        raise StandoffError(f"the reading {one!r} is compared with itself", "give two readings")
    if budget < 0:
        raise StandoffError(f"a budget of {budget} sets is below 0", "give 0 or more")
    base = model if isinstance(model, Standoff) else load(model)
    ends = [_read(base, name) for name in (one, other)]
    for read in ends:
        conclusion.check(read)
    _check_meaning(conclusion, ends)
    mixture = Mixture(ends[0], ends[1], (one, other))
    units = mixture.units
    every = tuple(units)
    sets: list[tuple[Unit, ...]] = [every, (), *((u,) for u in units)]
    sets += [tuple(v for v in units if v is not u) for u in units]
    values = mixture.values(conclusion, sets).tolist()
    mine, theirs = values[:2]
    differ = abs(mine - theirs) > SAME
    accounts = _accounts(mixture, conclusion, orders, seed, progress) if differ else None
    return Difference(
        title=base.title,
        digest=digest(base),
        one=one,
        other=other,
        conclusion=conclusion,
        values=(mine, theirs),
        units=units,
        joining=tuple(values[2 : 2 + len(units)]),
        leaving=tuple(values[2 + len(units) :]),
        accounts=accounts,
        pivotal=_fewest(mixture, conclusion, mine, budget, progress) if differ else None,
        seed=seed,
    )


def _check_meaning(conclusion: Conclusion, ends: Sequence[Standoff]) -> None:
    """Raise an error if neither reading knows what the conclusion speaks of."""
    refused: dict[Conclusion, StandoffError] = {}
    models = [settled(read) for read in ends]
    known = [_value(conclusion, Judge(model), model, refused) for model in models]
    if refused and np.isnan(known).all():
        raise refused[conclusion]


def _accounts(
    mixture: Mixture,
    conclusion: Conclusion,
    orders: int,
    seed: int,
    progress: Progress | None,
) -> tuple[Estimate, ...] | None:
    """Return the Shapley value of each unit; None if some mixture leaves the conclusion open."""
    units = mixture.units

    def worth(masks: Sequence[int]) -> NDArray[np.float64]:
        parts = [np.empty(0)]
        for first in range(0, len(masks), STRETCH):
            if progress:
                progress("mixtures", first / len(masks))
            some = masks[first : first + STRETCH]
            sets = [tuple(u for k, u in enumerate(units) if mask >> k & 1) for mask in some]
            parts.append(mixture.values(conclusion, sets))
        return np.concatenate(parts)

    if len(units) <= EXACT:
        values = shapley(worth(range(1 << len(units))))
        return tuple(Estimate(float(v)) for v in values) if np.isfinite(values).all() else None
    mean, error = permuted(worth, len(units), orders, np.random.default_rng(seed))
    if not np.isfinite(mean).all():
        return None
    return tuple(
        Estimate(float(m), float(m - Z95 * e), float(m + Z95 * e))
        for m, e in zip(mean, error, strict=True)
    )


def _fewest(
    mixture: Mixture,
    conclusion: Conclusion,
    wanted: float,
    budget: int,
    progress: Progress | None,
) -> Pivotal[Unit] | None:
    if not conclusion.two_valued:
        return None

    def flips(sets: Sequence[tuple[Unit, ...]]) -> NDArray[np.float64]:
        return 1 - np.abs(mixture.values(conclusion, sets) - wanted)

    def say(share: float) -> None:
        if progress:
            progress("sets of premises", share)

    return pivotal([(u,) for u in mixture.units], flips, budget, say)
