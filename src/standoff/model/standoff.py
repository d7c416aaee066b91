"""The frozen model of a standoff."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from standoff.errors import unknown
from standoff.model.check import check, definition_order
from standoff.model.formula import Formula
from standoff.model.parts import (
    Correlation,
    Endgame,
    Experts,
    NamedState,
    Option,
    Party,
    Preference,
    Reading,
    Rule,
    Source,
    StateRef,
    Worth,
)
from standoff.model.premises import places_in
from standoff.model.terms import Terms


@dataclass(frozen=True)
class Standoff:
    """A standoff: who can do what, what cannot be, and who wants what, with sources.

    Frozen; a change returns a new object. The constructor checks the whole model.

    Parameters
    ----------
    title : str
        What the standoff is called.
    parties : tuple of Party
        In file order, which is also the order of the array axes.
    rules : tuple of Rule
        Every feasible state satisfies all of them.
    status_quo : str or tuple of str, optional
        The state of today: a label, a Y/N vector, or the options taken.
    preferences : mapping of party id to preference
        May leave out parties whose preferences only the readings give.
    moves : mapping, optional
        Graph form: for each party, the states it can move to from each state.
    road_map : Terms, optional
        What a road map may be made of, and on what terms its parties take steps.
    correlated : tuple of Correlation
        Premises that tend to be right together.

    Raises
    ------
    ModelError
        With the place in the model, what was found, and what is allowed.

    Examples
    --------
    >>> from standoff.model import Claim, Claims, Formula, Option, Party, Standoff
    >>> wants = lambda text: Claims((Claim(Formula(text)),))
    >>> river = Standoff(
    ...     title="River",
    ...     parties=(
    ...         Party("up", options=(Option("dam"),)),
    ...         Party("down", options=(Option("sue"),)),
    ...     ),
    ...     preferences={"up": wants("up.dam"), "down": wants("not up.dam")},
    ... )
    >>> river.options
    ('up.dam', 'down.sue')
    """

    title: str
    parties: tuple[Party, ...]
    about: str = ""
    sources: Mapping[str, Source] = field(default_factory=dict)
    define: Mapping[str, Formula] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    status_quo: StateRef | None = None
    states: tuple[NamedState, ...] = ()
    merge: Mapping[str, Formula] = field(default_factory=dict)
    moves: Mapping[str, Mapping[str, tuple[str, ...]]] | None = None
    preferences: Mapping[str, Preference] = field(default_factory=dict)
    readings: Mapping[str, Reading] = field(default_factory=dict)
    endgames: Mapping[str, Endgame] = field(default_factory=dict)
    road_map: Terms | None = None
    correlated: tuple[Correlation, ...] = ()

    def __post_init__(self) -> None:
        check(self)

    @cached_property
    def options(self) -> tuple[str, ...]:
        """Every option as ``party.option``, in file order: the letters of a Y/N vector."""
        return tuple(f"{p.id}.{o.id}" for p in self.parties for o in p.options)

    @cached_property
    def party_ids(self) -> tuple[str, ...]:
        """The parties' ids in file order."""
        return tuple(p.id for p in self.parties)

    @cached_property
    def option_of(self) -> Mapping[str, Option]:
        """From ``party.option`` to the option."""
        return {f"{p.id}.{o.id}": o for p in self.parties for o in p.options}

    @cached_property
    def _options_of_definition(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}
        for name in definition_order(self.define):
            atoms = {atom for atom, _ in self.define[name].atoms()}
            found[name] = frozenset[str]().union(*(found.get(a, {a}) for a in atoms))
        return found

    def options_in(self, formula: Formula) -> frozenset[str]:
        """Return the options that a formula speaks of, itself or through definitions."""
        known = self._options_of_definition
        atoms = {atom for atom, _ in formula.atoms()}
        return frozenset[str]().union(*(known.get(a, {a}) for a in atoms))

    @property
    def is_graph(self) -> bool:
        """Whether the model lists its states and moves instead of deriving them from options."""
        return self.moves is not None

    def read_as(self, reading: str | None) -> Standoff:
        """Return the model as one author reads it.

        Parameters
        ----------
        reading : str or None
            The id of a reading; None returns the model unchanged.

        Raises
        ------
        UnknownName
            If the model has no such reading.
        """
        if reading is None:
            return self
        if reading not in self.readings:
            raise unknown("reading", reading, self.readings)
        overlay = self.readings[reading]
        preferences = {**self.preferences, **overlay.preferences}
        road_map = self.road_map and _without_worth(self.road_map, overlay)
        worth = road_map.worth if road_map else {}
        names = {place.name for place in places_in(self.party_ids, preferences, worth)}
        return replace(
            self,
            parties=tuple(_with_direction(p, overlay) for p in self.parties),
            rules=self.rules + overlay.rules,
            status_quo=overlay.status_quo if overlay.status_quo is not None else self.status_quo,
            preferences=preferences,
            readings={},
            road_map=road_map,
            correlated=_among(self.correlated, names),
        )


def _with_direction(party: Party, overlay: Reading) -> Party:
    options = tuple(
        replace(o, reversible=overlay.reversible.get(f"{party.id}.{o.id}", o.reversible))
        for o in party.options
    )
    return replace(party, options=options)


def _without_worth(terms: Terms, overlay: Reading) -> Terms:
    """Return the terms without the worth of the parties whose worth the reading gives."""
    anew = {p for p, preference in overlay.preferences.items() if _is_worth(preference)}
    return replace(terms, worth={p: w for p, w in terms.worth.items() if p not in anew})


def _is_worth(preference: Preference) -> bool:
    """Return whether the preference is worth, whichever expert is right."""
    if isinstance(preference, Experts):
        return all(isinstance(expert.preference, Worth) for expert in preference.experts)
    return isinstance(preference, Worth)


def _among(correlated: tuple[Correlation, ...], names: Collection[str]) -> tuple[Correlation, ...]:
    """Return the correlations between those of their premises that there are."""
    kept = (
        replace(c, premises=tuple(name for name in c.premises if name in names)) for c in correlated
    )
    return tuple(c for c in kept if len(c.premises) > 1)
