"""The names of premises: what may be uncertain in a model, and in which order it is counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from standoff.model.parts import Claims, Experts, Preference, Worth

if TYPE_CHECKING:
    from standoff.model.standoff import Standoff

Kind = Literal["claim", "order", "worth", "experts"]


@dataclass(frozen=True)
class Place:
    """Where a premise stands, whether it is uncertain or not.

    Parameters
    ----------
    name : str
        ``party.id``, or by its position from 1 ``party.2``, ``party.order_2``; inside an expert
        ``party.expert.id``; in the worth of road maps ``party.road_map.id``; and ``party.experts``.
    kind : {"claim", "order", "worth", "experts"}
    party : str
    expert : str or None
        The expert who says it.
    index : int
        Position among the `claims`, `orders` or `terms`; 0 for the experts.
    road_map : bool
        Whether it belongs to the worth of road maps, not to the preference.
    parties : tuple of str
        The parties that it is about: one, or for experts all that share them.
    """

    name: str
    kind: Kind
    party: str
    expert: str | None = None
    index: int = 0
    road_map: bool = False
    parties: tuple[str, ...] = ()


def places(model: Standoff) -> Iterator[Place]:
    """Yield every possible premise of the base model, certain ones too.

    By party in file order: the experts at the first party that has them, then what each says;
    claims in written order, an uncertain order before its first claim; entries of worth. Last the
    worth of road maps.

    Examples
    --------
    >>> from standoff.cases import load
    >>> [place.name for place in places(load("cuban-1962"))][:2]
    ['us.missiles_out', 'us.no_escalation']
    """
    worth = model.road_map.worth if model.road_map else {}
    return places_in(model.party_ids, model.preferences, worth)


def places_in(
    parties: Iterable[str], preferences: Mapping[str, Preference], road_map: Mapping[str, Worth]
) -> Iterator[Place]:
    """Yield the places of `places` from the preferences and from the worth of road maps."""
    shared: dict[tuple[tuple[str, float], ...], list[str]] = {}
    for party in parties:
        preference = preferences.get(party)
        if isinstance(preference, Experts):
            shared.setdefault(_voices(preference), []).append(party)
    for party in parties:
        preference = preferences.get(party)
        if isinstance(preference, Experts):
            together = tuple(shared[_voices(preference)])
            if together[0] == party:
                yield Place(f"{party}.experts", "experts", party, parties=together)
            for expert in preference.experts:
                yield from _said(f"{party}.{expert.id}", party, expert.id, expert.preference)
        elif preference is not None:
            yield from _said(party, party, None, preference)
    for party in parties:
        if party in road_map:
            yield from _terms(f"{party}.road_map", party, None, road_map[party], road_map=True)


def _voices(preference: Experts) -> tuple[tuple[str, float], ...]:
    """Return what parties must have in common for the same expert to be right about all of them."""
    return tuple((expert.id, expert.weight) for expert in preference.experts)


def _said(start: str, party: str, expert: str | None, preference: Preference) -> Iterator[Place]:
    if isinstance(preference, Worth):
        yield from _terms(start, party, expert, preference, road_map=False)
    if not isinstance(preference, Claims):
        return
    orders = {order.first: (j, order.id) for j, order in enumerate(preference.orders)}
    for k, claim in enumerate(preference.claims):
        if k in orders:
            j, name = orders[k]
            name = f"{start}.{name or f'order_{k + 1}'}"
            yield Place(name, "order", party, expert, j, parties=(party,))
        yield Place(f"{start}.{claim.id or k + 1}", "claim", party, expert, k, parties=(party,))


def _terms(
    start: str, party: str, expert: str | None, worth: Worth, *, road_map: bool
) -> Iterator[Place]:
    for k, term in enumerate(worth.terms):
        name = f"{start}.{term.id or k + 1}"
        yield Place(name, "worth", party, expert, k, road_map, (party,))
