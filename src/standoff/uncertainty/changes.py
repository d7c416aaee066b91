"""Changes of single premises of a model without uncertainty."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from standoff.model import Claim, Claims, Experts, Preference, Ranking, Standoff, Weights, Worth
from standoff.model.premises import places
from standoff.preferences.uncertain import Profile, fixed, reversed_claim

DROPPED, REVERSED, MOVED, LOW, HIGH, EXPERT, SWAPPED = (
    "dropped",
    "reversed",
    "moved",
    "low end",
    "high end",
    "by another",
    "swapped",
)


@dataclass(frozen=True)
class Change:
    """One change of one premise.

    Parameters
    ----------
    premise : str
        Its name.
    parties : tuple of str
        Whose preference changes.
    kind : str
        dropped, reversed, moved, low end, high end, by another, swapped.
    what : str
        The change in words.
    index : int
        Of the claim, the entry of worth, the option or the group of states.
    to : int or float
        The new place, the new amount, or the expert.
    road_map : bool
        Whether it is the worth of road maps that changes.
    """

    premise: str
    parties: tuple[str, ...]
    kind: str
    what: str
    index: int
    to: float = 0.0
    road_map: bool = False

    @property
    def removes(self) -> bool:
        """Whether the premise is dropped or reversed: what pivotal sets are made of."""
        return self.kind in (DROPPED, REVERSED)


def changes(model: Standoff, profile: Profile, *, road_map: bool = False) -> Iterator[Change]:
    """Yield every change of a premise that counts without uncertainty.

    Parameters
    ----------
    model : Standoff
        As one author reads it.
    profile : Profile
        What the parties want without uncertainty.
    road_map : bool
        Whether the worth of road maps changes too.
    """
    for place in places(model):
        given = model.preferences.get(place.party)
        if place.kind == "experts":
            assert isinstance(given, Experts)
            for k, expert in enumerate(given.experts):
                if expert != given.leading:
                    what = f"{expert.id} is right"
                    yield Change(place.name, place.parties, EXPERT, what, 0, k)
        elif isinstance(given, Experts) and place.expert not in (None, given.leading.id):
            continue
        elif place.kind == "claim":
            wants = profile.preferences[place.party]
            assert isinstance(wants, Claims)
            yield from _of_claim(place.name, place.party, place.index, len(wants.claims))
        elif place.kind == "worth" and (road_map or not place.road_map):
            yield from _of_term(model, place.name, place.party, place.index, place.road_map)
    for party, wants in profile.preferences.items():
        yield from _of_others(party, wants)


def _of_claim(name: str, party: str, index: int, count: int) -> Iterator[Change]:
    yield Change(name, (party,), DROPPED, DROPPED, index)
    yield Change(name, (party,), REVERSED, REVERSED, index)
    for k in range(count):
        if k != index:
            yield Change(
                name, (party,), MOVED, f"moved from place {index + 1} to {k + 1}", index, k
            )


def _of_term(
    model: Standoff, name: str, party: str, index: int, road_map: bool
) -> Iterator[Change]:
    if road_map:
        assert model.road_map is not None
        worth: Preference | None = model.road_map.worth[party]
    else:
        worth = model.preferences[party]
    if isinstance(worth, Experts):
        worth = worth.leading.preference
    assert isinstance(worth, Worth)
    term = worth.terms[index]
    made = [(DROPPED, "counts for nothing", 0.0), (REVERSED, REVERSED, -term.central)]
    if term.low < term.high:
        made += [(LOW, f"worth {term.low:g}", term.low), (HIGH, f"worth {term.high:g}", term.high)]
    for kind, what, to in made:
        yield Change(name, (party,), kind, what, index, to, road_map)


def _of_others(party: str, wants: Preference) -> Iterator[Change]:
    if isinstance(wants, Ranking):
        for k in range(len(wants.groups) - 1):
            what = f"places {k + 1} and {k + 2} swapped"
            yield Change(f"{party}.{k + 1}", (party,), SWAPPED, what, k)
    if isinstance(wants, Weights):
        for k, option in enumerate(wants.weights):
            weight = wants.weights[option]
            yield Change(f"{party}: {option}", (party,), DROPPED, DROPPED, k, 0.0)
            yield Change(f"{party}: {option}", (party,), REVERSED, REVERSED, k, -weight)


def altered(model: Standoff, profile: Profile, made: Iterable[Change]) -> Profile:
    """Return what the parties want after changes; at most one of them moves or swaps."""
    preferences, worth = dict(profile.preferences), dict(profile.worth)
    by_party: dict[tuple[str, bool], list[Change]] = {}
    for change in made:
        for party in change.parties:
            by_party.setdefault((party, change.road_map), []).append(change)
    for (party, road_map), own in by_party.items():
        if road_map:
            worth[party] = _worth(worth[party], own)
        elif own[0].kind == EXPERT:
            experts = model.preferences[party]
            assert isinstance(experts, Experts)
            preferences[party] = experts.experts[int(own[0].to)].preference
        else:
            preferences[party] = _changed(preferences[party], own)
    return Profile(preferences, worth)


def _changed(wants: Preference, made: list[Change]) -> Preference:
    if isinstance(wants, Claims):
        return _claims(wants, made)
    if isinstance(wants, Worth):
        return _worth(wants, made)
    if isinstance(wants, Weights):
        weights = dict(wants.weights)
        names = list(weights)
        for change in made:
            weights[names[change.index]] = change.to
        return replace(wants, weights=weights)
    assert isinstance(wants, Ranking)
    groups, k = list(wants.groups), made[0].index
    groups[k], groups[k + 1] = groups[k + 1], groups[k]
    return replace(wants, groups=tuple(groups))


def _claims(wants: Claims, made: list[Change]) -> Claims:
    claims: list[Claim | None] = list(wants.claims)
    for change in made:
        one = claims[change.index]
        assert one is not None
        if change.kind == DROPPED:
            claims[change.index] = None
        elif change.kind == REVERSED:
            claims[change.index] = reversed_claim(one)
        else:
            claims.insert(int(change.to), claims.pop(change.index))
    return Claims(tuple(c for c in claims if c is not None))


def _worth(wants: Worth, made: list[Change]) -> Worth:
    terms = list(wants.terms)
    for change in made:
        terms[change.index] = fixed(terms[change.index], change.to)
    return replace(wants, terms=tuple(terms))
