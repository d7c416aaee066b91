"""Two readings of one standoff, and everything between them: premises moved from one to the other.

Readings are compared without uncertainty. What they differ in comes in units: a claim, an entry of
worth, a whole preference, the rules, the status quo, the reversibility of options.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from standoff.errors import ModelError, NotDefined
from standoff.model import Claim, Claims, Preference, Ranking, Standoff, Weights, Worth, WorthTerm
from standoff.preferences import uncertainty
from standoff.preferences.uncertain import Profile
from standoff.states.space import named_states, option_mask
from standoff.uncertainty.conclusions import Conclusion
from standoff.uncertainty.judge import Judge

Key = tuple[str, int]
"""The text of a claim, or the condition of a worth, and which of several alike it is."""


@dataclass(frozen=True)
class Unit:
    """Something that two readings differ in.

    Parameters
    ----------
    kind : str
        claim, worth, preference, road map, rules, status quo, reversible.
    party : str
        Empty for what is no party's.
    key : (str, int)
        Of a claim or an entry of worth.
    text : str
        What it is, for people.
    """

    kind: str
    party: str = ""
    key: Key = ("", 0)
    text: str = ""

    @property
    def name(self) -> str:
        """How people call it."""
        return f"{self.party}: {self.text}" if self.party else self.text


class Mixture:
    """The standoffs between two readings.

    Parameters
    ----------
    one, other : Standoff
        As their authors read it.
    names : (str, str)
        Of the readings.
    """

    def __init__(self, one: Standoff, other: Standoff, names: tuple[str, str]) -> None:
        self.one, self.other, self.names = settled(one), settled(other), names
        self._judges: dict[tuple[bool, ...], Judge] = {}

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """What they differ in, by party."""
        return tuple(self._units())

    def _units(self) -> Iterator[Unit]:
        a, b = self.one, self.other
        for party in a.party_ids:
            mine, theirs = a.preferences.get(party), b.preferences.get(party)
            if isinstance(mine, Claims) and isinstance(theirs, Claims):
                shared = set(common(_keyed(mine), _keyed(theirs)))
                for key, claim in {**_keyed(theirs), **_keyed(mine)}.items():
                    if key not in shared:
                        said = _where(key, _keyed(mine), _keyed(theirs), self.names)
                        yield Unit("claim", party, key, f"{claim.id or claim.wants} ({said})")
            elif isinstance(mine, Worth) and isinstance(theirs, Worth):
                yield from _terms(party, mine, theirs)
            elif _said(mine) != _said(theirs):
                yield Unit("preference", party, text="the whole preference")
            if _said(_road_map(a, party)) != _said(_road_map(b, party)):
                yield Unit("road map", party, text="the worth of road maps")
        if [r.formula for r in a.rules] != [r.formula for r in b.rules]:
            yield Unit("rules", text="the rules")
        if _today(a) != _today(b):
            yield Unit("status quo", text="the status quo")
        if a.parties != b.parties:
            yield Unit("reversible", text="which options are reversible")

    def model(self, moved: Collection[Unit]) -> Standoff:
        """Return the other reading with some units as in the one."""
        a, b = self.one, self.other
        kinds = {u.kind for u in moved}
        return replace(
            b,
            rules=a.rules if "rules" in kinds else b.rules,
            status_quo=a.status_quo if "status quo" in kinds else b.status_quo,
            parties=a.parties if "reversible" in kinds else b.parties,
        )

    def profile(self, moved: Collection[Unit]) -> Profile:
        """Return what the parties want in the other reading with some units as in the one."""
        preferences: dict[str, Preference] = {}
        worth: dict[str, Worth] = {}
        for party in self.one.party_ids:
            own = {u.key for u in moved if u.party == party and u.kind in ("claim", "worth")}
            kinds = {u.kind for u in moved if u.party == party}
            mine, theirs = self.one.preferences.get(party), self.other.preferences.get(party)
            if isinstance(mine, Claims) and isinstance(theirs, Claims):
                preferences[party] = mixed_claims(mine, theirs, own)
            elif isinstance(mine, Worth) and isinstance(theirs, Worth):
                preferences[party] = _mixed_worth(mine, theirs, own)
            else:
                chosen = mine if "preference" in kinds else theirs
                if chosen is not None:
                    preferences[party] = chosen
            given = _road_map(self.one if "road map" in kinds else self.other, party)
            if given is not None:
                worth[party] = given
        return Profile(preferences, worth)

    def values(
        self, conclusion: Conclusion, sets: Sequence[Collection[Unit]]
    ) -> NDArray[np.float64]:
        """Return a conclusion in the other reading after moving each set of units into it.

        A state that the rules exclude is no equilibrium, and nothing ends there. nan: undecided, or
        a mixture gives it no meaning, such as where a status quo leads that its rules exclude.
        """
        found = np.full(len(sets), np.nan)
        groups: dict[tuple[bool, ...], list[int]] = {}
        for k, moved in enumerate(sets):
            kinds = {u.kind for u in moved}
            key = tuple(kind in kinds for kind in ("rules", "status quo", "reversible"))
            groups.setdefault(key, []).append(k)
        for key, members in groups.items():
            if key not in self._judges:
                self._judges[key] = Judge(self.model(sets[members[0]]))
            profiles = [self.profile(sets[k]) for k in members]
            found[members] = _judged(conclusion, self._judges[key], profiles)
        return found


def _judged(
    conclusion: Conclusion, judge: Judge, profiles: Sequence[Profile]
) -> NDArray[np.float64]:
    """Return the values of a conclusion; one that cannot be told spoils none of the others."""
    try:
        return conclusion.values(judge, profiles)
    except (ModelError, NotDefined):
        if len(profiles) == 1:
            return np.array([0.0 if conclusion.excluded(judge) else np.nan])
    return np.concatenate([_judged(conclusion, judge, [one]) for one in profiles])


def settled(model: Standoff) -> Standoff:
    """Return the model as it counts without uncertainty."""
    found = uncertainty(model, road_map=True)
    return found.drawn(found.nominal)


def _road_map(model: Standoff, party: str) -> Worth | None:
    return None if model.road_map is None else model.road_map.worth.get(party)


def _amount(term: WorthTerm | None) -> float | None:
    return None if term is None else term.central


def _said(preference: Preference | None) -> object:
    """Return what a preference says, without its sources, to be compared."""
    if isinstance(preference, Worth):
        return [(t.condition, t.central) for t in preference.terms]
    if isinstance(preference, Ranking | Weights):
        return replace(preference, because=())
    return preference


def _today(model: Standoff) -> object:
    """Return the status quo in one way of writing it."""
    today = model.status_quo
    if today is None or not model.options:
        return today
    if isinstance(today, str):
        today = named_states(model).get(today, today)
    return today if isinstance(today, str) and today in model.merge else option_mask(model, today)


def _keyed(preference: Claims) -> dict[Key, Claim]:
    return dict(zip(_keys(c.wants.text for c in preference.claims), preference.claims, strict=True))


def _keyed_terms(worth: Worth) -> dict[Key, WorthTerm]:
    return dict(zip(_keys(t.condition.text for t in worth.terms), worth.terms, strict=True))


def _keys(texts: Iterator[str]) -> list[Key]:
    seen: Counter[str] = Counter()
    found = []
    for text in texts:
        found.append((text, seen[text]))
        seen[text] += 1
    return found


def common(one: Collection[Key], other: Collection[Key]) -> list[Key]:
    """Return the longest run of claims that stand in the same order in both lists.

    Of several as long, the one whose claims come first in the first list.

    Examples
    --------
    >>> a, b, c = ("a", 0), ("b", 0), ("c", 0)
    >>> common([a, b, c], [c, a, b])
    [('a', 0), ('b', 0)]
    """
    place = {key: k for k, key in enumerate(other)}
    shared = [key for key in one if key in place]
    best: list[list[Key]] = [[] for _ in shared]  # the longest that begins with each
    for k in reversed(range(len(shared))):
        after = (best[m] for m in range(k + 1, len(shared)) if place[shared[m]] > place[shared[k]])
        best[k] = [shared[k], *max(after, key=len, default=[])]
    return max(best, key=len, default=[])


def mixed_claims(one: Claims, other: Claims, moved: Collection[Key]) -> Claims:
    """Return the other's claims with some as in the one: there or not, and where they stand there.

    The claims that both have in the same order stay as they are and part both lists into gaps.
    Every other claim stands in its gap of the list that it is taken from: first those moved, in
    their order, then those that stay.
    """
    mine, theirs = _keyed(one), _keyed(other)
    fixed = common(mine, theirs)
    gap_of_mine, gap_of_theirs = _gaps(mine, fixed), _gaps(theirs, fixed)
    found: list[Claim] = []
    for gap in range(len(fixed) + 1):
        found += [c for k, c in mine.items() if gap_of_mine.get(k) == gap and k in moved]
        found += [c for k, c in theirs.items() if gap_of_theirs.get(k) == gap and k not in moved]
        if gap < len(fixed):
            found.append(theirs[fixed[gap]])
    return Claims(tuple(replace(c, id="") for c in found))  # two may bear one id


def _gaps(keys: Collection[Key], fixed: Sequence[Key]) -> dict[Key, int]:
    """Return, for each claim that is not fixed, how many fixed ones come before it."""
    found, gap = {}, 0
    for key in keys:
        if gap < len(fixed) and key == fixed[gap]:
            gap += 1
        else:
            found[key] = gap
    return found


def _mixed_worth(one: Worth, other: Worth, moved: Collection[Key]) -> Worth:
    mine, theirs = _keyed_terms(one), _keyed_terms(other)
    kept = [t for k, t in theirs.items() if k not in moved]
    return replace(other, terms=(*kept, *(t for k, t in mine.items() if k in moved)))


def _terms(party: str, mine: Worth, theirs: Worth) -> Iterator[Unit]:
    one, other = _keyed_terms(mine), _keyed_terms(theirs)
    for key in {**other, **one}:
        if _amount(one.get(key)) != _amount(other.get(key)):
            amounts = [f"{d[key].central:g}" if key in d else "not" for d in (one, other)]
            text = f"worth if {key[0]} ({amounts[0]} instead of {amounts[1]})"
            yield Unit("worth", party, key, text)


def _where(
    key: Key, mine: dict[Key, Claim], theirs: dict[Key, Claim], names: tuple[str, str]
) -> str:
    if key not in theirs:
        return f"only in {names[0]}, place {list(mine).index(key) + 1}"
    if key not in mine:
        return f"only in {names[1]}, place {list(theirs).index(key) + 1}"
    places = list(mine).index(key) + 1, list(theirs).index(key) + 1
    return f"place {places[0]} in {names[0]}, {places[1]} in {names[1]}"
