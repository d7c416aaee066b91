"""What draws make of the uncertain premises of a model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice, permutations
from math import prod

import numpy as np

from standoff.model import (
    Claim,
    Claims,
    Distribution,
    Experts,
    Formula,
    Preference,
    Standoff,
    Worth,
    WorthTerm,
)
from standoff.preferences.premises import (
    FAILS,
    HOLDS,
    REVERSED,
    TINY,
    FloatArray,
    Premise,
    premises,
)


@dataclass(frozen=True)
class Profile:
    """What every party wants, for certain.

    Parameters
    ----------
    preferences : mapping of party to Preference
    worth : mapping of party to Worth
        Of road maps.
    """

    preferences: Mapping[str, Preference]
    worth: Mapping[str, Worth]


@dataclass(frozen=True)
class Uncertainty:
    """The uncertain premises of a model and how they are drawn.

    A draw is a row of values, one per premise: the position of an outcome, or an amount.

    Parameters
    ----------
    model : Standoff
        As one author reads it.
    premises : tuple of Premise
        In the order of the model.
    together : tuple of (positions, correlation)
        Premises that are drawn together.
    """

    model: Standoff
    premises: tuple[Premise, ...]
    together: tuple[tuple[tuple[int, ...], float], ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the premises."""
        return tuple(p.name for p in self.premises)

    @property
    def nominal(self) -> FloatArray:
        """The row that counts without uncertainty."""
        return np.array([p.nominal for p in self.premises], dtype=float)

    @property
    def combinations(self) -> int | None:
        """How many rows have a chance; None where amounts or correlations leave no such count."""
        if self.together or any(not p.outcomes for p in self.premises):
            return None
        return prod(sum(c > 0 for c in p.chances) for p in self.premises)

    def rows(self, seed: int, first: int, count: int) -> FloatArray:
        """Return the draws number ``first`` to ``first + count - 1``, (count, premises).

        Draw n has a stream of random numbers of its own, so it is the same whichever others are
        made, and where.
        """
        found = np.empty((count, len(self.premises)))
        for k in range(count):
            stream = np.random.Philox(key=seed, counter=[0, 0, 0, first + k])
            found[k] = np.random.Generator(stream).random(len(self.premises))
        return self.values(found)

    def values(self, u: FloatArray) -> FloatArray:
        """Return the draws for independent uniform numbers, both (rows, premises)."""
        u = u.copy()
        for members, correlation in self.together:
            u[:, members] = _copula(u[:, members], correlation)
        columns = [p.values(u[:, k]) for k, p in enumerate(self.premises)]
        return np.stack(columns, axis=1) if columns else u

    def combined(self, first: int, count: int) -> tuple[FloatArray, FloatArray]:
        """Return combinations number ``first`` and following, and the chance of each.

        The last premise changes fastest.
        """
        kept = [np.flatnonzero(np.array(p.chances) > 0) for p in self.premises]
        sizes = [len(k) for k in kept]
        last = min(first + count, prod(sizes))
        left = np.arange(first, last)
        rows = np.empty((len(left), len(sizes)))
        weight = np.ones(len(left))
        for k in reversed(range(len(sizes))):
            left, digit = np.divmod(left, sizes[k])
            rows[:, k] = kept[k][digit]
            weight *= np.array(self.premises[k].chances)[kept[k][digit]]
        return rows, weight

    @cached_property
    def of_party(self) -> Mapping[str, tuple[int, ...]]:
        """The positions of the premises that shape each party's preference (not its road map)."""
        return {
            name: tuple(
                k
                for k, p in enumerate(self.premises)
                if name in p.place.parties and not p.place.road_map
            )
            for name in self.model.party_ids
        }

    def preference(self, party: str, row: Sequence[float] | FloatArray) -> Preference:
        """Return what a party wants in one draw."""
        preference = self.model.preferences[party]
        drawn = {self.premises[k].place: float(row[k]) for k in self.of_party[party]}
        expert = None
        if isinstance(preference, Experts):
            one = preference.leading
            for place, value in drawn.items():
                if place.kind == "experts":
                    one = preference.experts[int(value)]
            preference, expert = one.preference, one.id
        inside: Drawn = {(p.kind, p.index): v for p, v in drawn.items() if p.expert == expert}
        if isinstance(preference, Claims):
            return _claims(preference, inside)
        return _worth(preference, inside) if isinstance(preference, Worth) else preference

    def worth(self, row: Sequence[float] | FloatArray) -> dict[str, Worth]:
        """Return the worth of road maps in one draw, by party."""
        terms = self.model.road_map
        worth = dict(terms.worth) if terms is not None else {}
        for k, place in enumerate(p.place for p in self.premises):
            if place.road_map:
                drawn: Drawn = {("worth", place.index): float(row[k])}
                worth[place.party] = _worth(worth[place.party], drawn)
        return worth

    def profiles(self, rows: FloatArray) -> list[Profile]:
        """Return what every party wants in each draw; what draws share is made once."""
        known: dict[tuple[str, bytes], Preference] = {}
        found = []
        for row in rows:
            wants = {}
            for party in self.model.preferences:
                key = (party, row[list(self.of_party[party])].tobytes())
                if key not in known:
                    known[key] = self.preference(party, row)
                wants[party] = known[key]
            found.append(Profile(wants, self.worth(row)))
        return found

    def drawn(self, row: Sequence[float] | FloatArray) -> Standoff:
        """Return the model of one draw: the same standoff without uncertainty."""
        return with_profile(self.model, self.profiles(np.asarray(row)[None])[0])


def with_profile(model: Standoff, profile: Profile) -> Standoff:
    """Return the model with other preferences, and nothing uncertain."""
    terms = model.road_map and replace(model.road_map, worth=profile.worth)
    return replace(model, preferences=profile.preferences, road_map=terms, correlated=())


Drawn = Mapping[tuple[str, int], float]
"""From kind and index of a premise to its value."""


def _claims(preference: Claims, drawn: Drawn) -> Claims:
    """Return the claims that hold, reversed ones reversed, in the order drawn."""
    where = list(range(len(preference.claims)))
    for j, order in enumerate(preference.orders):
        chosen = int(drawn.get(("order", j), 0.0))
        written = where[order.first : order.first + order.count]
        mixed = next(islice(permutations(written), chosen, None))
        where[order.first : order.first + order.count] = mixed
    found = []
    for k in where:
        outcome = int(drawn.get(("claim", k), HOLDS))
        if outcome != FAILS:
            claim = preference.claims[k]
            found.append(reversed_claim(claim) if outcome == REVERSED else settled(claim))
    return Claims(tuple(found))


def settled(claim: Claim) -> Claim:
    """Return the claim without its uncertainty."""
    certain = claim.confidence == 1.0
    return claim if certain else replace(claim, confidence=1.0, reversed=0.0)


def reversed_claim(claim: Claim) -> Claim:
    """Return the claim that the party wants the opposite."""
    opposite = Formula(f"not ({claim.wants.text})")
    return replace(claim, wants=opposite, confidence=1.0, reversed=0.0)


def _worth(preference: Worth, drawn: Drawn) -> Worth:
    terms = list(preference.terms)
    for (_, k), amount in drawn.items():
        terms[k] = fixed(terms[k], amount)
    return replace(preference, terms=tuple(terms))


def fixed(term: WorthTerm, amount: float) -> WorthTerm:
    """Return the term with one amount for its range."""
    plain = Distribution.UNIFORM
    return replace(term, low=amount, high=amount, likely=None, distribution=plain)


def _copula(u: FloatArray, correlation: float) -> FloatArray:
    """Return uniform numbers of a Gaussian copula with one correlation from independent ones.

    By the symmetric root ``a I + b 11'`` of the correlation matrix.
    """
    from scipy.special import ndtr, ndtri

    size = u.shape[1]
    a = np.sqrt(1 - correlation)
    b = (np.sqrt(max(0.0, 1 + (size - 1) * correlation)) - a) / size
    e = ndtri(np.clip(u, TINY, 1 - TINY))
    total = np.zeros(len(u))
    for k in range(size):  # one by one, so that a row never depends on the others' number
        total = total + e[:, k]
    return np.asarray(ndtr(a * e + b * total[:, None]))


def uncertainty(model: Standoff, *, road_map: bool = False) -> Uncertainty:
    """Return the uncertain premises of a model as one author reads it.

    Those of the worth of road maps are left out unless asked for; they come last, so the draws of
    the others are the same.

    Examples
    --------
    >>> from standoff.cases import load
    >>> found = uncertainty(load("korea-2006"))
    >>> found.names[0], found.combinations
    ('nk.break_stalemate', 16)
    """
    found = tuple(p for p in premises(model) if road_map or not p.place.road_map)
    position = {p.name: k for k, p in enumerate(found)}
    together = []
    for group in model.correlated:
        members = tuple(position[n] for n in group.premises if n in position)
        if len(members) > 1 and group.correlation != 0:
            together.append((members, group.correlation))
    return Uncertainty(model, found, tuple(together))
