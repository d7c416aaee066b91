"""Hypothesis strategies for formulas and small standoffs of every form.

All standoffs have a status quo, preferences for every party, and at most 64 option vectors. They
shrink towards two parties with one option each, no rules, and parties that want nothing.

Preferences are uncertain in every way that the model file knows; an analysis without draws takes
claims and orders as they stand, worth at its central amount, and the leading expert.

References
----------
MacIver, Hatfield-Dodds et al. (2019), Hypothesis: a new approach to property-based testing,
Journal of Open Source Software 4(43), 1891.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import combinations

from hypothesis import strategies as st

from standoff.model import (
    Formula,
    NamedState,
    Option,
    Party,
    Reversible,
    Rule,
    Standoff,
)
from standoff.model.premises import places_in
from standoff.testing.frame import Frame
from standoff.testing.preferences import correlations, guarded, preferences, rankings

OPTION_LIMIT = 6


def formulas(atoms: Sequence[str], *, leaves: int = 5) -> st.SearchStrategy[Formula]:
    """Formulas over the given names, with every operator of the language.

    Parameters
    ----------
    atoms : sequence of str
        Names of options or definitions.
    leaves : int
        About how many names a formula has at most.

    Examples
    --------
    >>> from hypothesis import given, settings
    >>> from standoff.testing import formulas
    >>> @settings(max_examples=5, database=None)
    ... @given(formulas(["us.strike", "nk.launch"]))
    ... def names_are_known(formula):
    ...     assert {name for name, column in formula.atoms()} <= {"us.strike", "nk.launch"}
    >>> names_are_known()
    """
    return _formulas(tuple(atoms), leaves)


@cache  # Hypothesis checks a strategy when it is first drawn from, which takes longer than to draw
def _formulas(atoms: tuple[str, ...], leaves: int) -> st.SearchStrategy[Formula]:
    simple = st.sampled_from([*atoms, "true", "false"])
    return st.recursive(simple, _compound, max_leaves=leaves).map(Formula)


def _compound(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """One operator around smaller formulas; only `not` binds without parentheses."""
    closed = parts.map(lambda text: f"({text})" if " " in text else text)
    word = st.sampled_from(["and", "or", "implies", "iff"])
    several = st.lists(parts, min_size=1, max_size=3).map(", ".join)
    count = st.sampled_from(["at_least", "at_most"])
    return st.one_of(
        closed.map("not {}".format),
        st.tuples(closed, word, closed).map(" ".join),
        several.map("exactly_one({})".format),
        st.builds("{}({}, {})".format, count, st.integers(0, 3), several),
    )


@st.composite
def option_standoffs(
    draw: st.DrawFn,
    *,
    min_parties: int = 2,
    max_parties: int = 4,
    max_options: int = 3,
    correlated: bool = False,
) -> Standoff:
    """Standoffs in option form: rules, irreversible options, ties, every kind of preference.

    Parameters
    ----------
    min_parties, max_parties : int
        At most 6.
    max_options : int
        Per party; all parties together have at most 6.
    correlated : bool
        Whether premises may be correlated, by which the model is bound to its preferences.

    Examples
    --------
    >>> from hypothesis import given, settings
    >>> from standoff.testing import option_standoffs
    >>> @settings(max_examples=5, database=None)
    ... @given(option_standoffs(max_parties=3))
    ... def every_party_wants_something(model):
    ...     assert set(model.preferences) == set(model.party_ids)
    >>> every_party_wants_something()
    """
    frame = draw(_frames(min_parties, max_parties, max_options))
    model = draw(_standoffs(frame))
    names = [place.name for place in places_in(model.party_ids, model.preferences, {})]
    return replace(model, correlated=draw(correlations(names))) if correlated else model


@st.composite
def merged_standoffs(
    draw: st.DrawFn, *, min_parties: int = 2, max_parties: int = 4, conditional: bool = False
) -> Standoff:
    """Standoffs in option form in which some vectors are one state.

    Parameters
    ----------
    min_parties, max_parties : int
        At most 6.
    conditional : bool
        Whether moves may have conditions too.
    """
    frame = draw(_frames(min_parties, max_parties, 3))
    if conditional:
        frame = draw(_with_conditions(frame))
    merge: dict[str, Formula] = {}
    for k in range(draw(st.integers(1, 2))):
        here = Frame(frame.parties, frame.define, frame.rules, merge)
        wanted = draw(_patterns(frame).map(Formula) | formulas(frame.atoms, leaves=3))
        free = guarded(wanted, merge, False)
        if (here.truth(free) & here.single()).any():
            merge[f"merged{k}"] = free
    return draw(_standoffs(Frame(frame.parties, frame.define, frame.rules, merge)))


@st.composite
def conditional_standoffs(
    draw: st.DrawFn, *, min_parties: int = 2, max_parties: int = 4
) -> Standoff:
    """Standoffs in option form with ``take_if``, ``drop_if`` and ``move_if``.

    Parameters
    ----------
    min_parties, max_parties : int
        At most 6.
    """
    frame = draw(_frames(min_parties, max_parties, 3))
    return draw(_standoffs(draw(_with_conditions(frame))))


@st.composite
def graph_standoffs(
    draw: st.DrawFn, *, min_parties: int = 2, max_parties: int = 4, max_states: int = 8
) -> Standoff:
    """Standoffs in graph form: arcs, in general intransitive, and rankings with ties.

    Parameters
    ----------
    min_parties, max_parties : int
    max_states : int
        The least number of states is one.
    """
    labels = [f"s{k}" for k in range(1, 1 + draw(st.integers(1, max_states)))]
    parties = tuple(Party(f"p{i}") for i in range(draw(st.integers(min_parties, max_parties))))
    pairs = [(s, t) for s in labels for t in labels if s != t]
    arcs = st.lists(st.sampled_from(pairs), max_size=3 * len(labels), unique=True)
    moves = {}
    for party in parties:
        drawn = draw(arcs) if pairs else []
        starts = dict.fromkeys(s for s, _ in drawn)
        moves[party.id] = {s: tuple(t for start, t in drawn if start == s) for s in starts}
    return Standoff(
        title="A standoff in graph form",
        parties=parties,
        states=tuple(NamedState(label) for label in labels),
        moves=moves,
        status_quo=draw(st.sampled_from(labels)),
        preferences={party.id: draw(rankings(labels)) for party in parties},
    )


@st.composite
def _frames(draw: st.DrawFn, least: int, most: int, max_options: int) -> Frame:
    parties: list[Party] = []
    count = draw(st.integers(least, most))
    room = OPTION_LIMIT - count
    for i in range(count):
        options = draw(st.lists(_directions(), min_size=1, max_size=min(max_options, 1 + room)))
        room -= len(options) - 1
        named = tuple(Option(f"o{k}", reversible=r) for k, r in enumerate(options))
        parties.append(Party(f"p{i}", options=named))
    frame = Frame(tuple(parties))
    define = {"d": draw(formulas(frame.options, leaves=3))} if draw(st.booleans()) else {}
    rules: list[Rule] = []
    for formula in draw(st.lists(_rules(Frame(frame.parties, define)), max_size=4)):
        if Frame(frame.parties, define, (*rules, Rule(formula))).feasible().any():
            rules.append(Rule(formula))
    return Frame(frame.parties, define, tuple(rules))


def _directions() -> st.SearchStrategy[Reversible]:
    one_way = st.sampled_from([Reversible.NO, Reversible.ONCE_DROPPED])
    return st.one_of(st.just(Reversible.YES), st.just(Reversible.YES), one_way)


def _rules(frame: Frame) -> st.SearchStrategy[Formula]:
    """Rules about one party's options, about patterns across parties, and of any form."""
    own = [
        Formula(f"{word}{party.id}.{a.id}, {party.id}.{b.id})")
        for party in frame.parties
        for a, b in combinations(party.options, 2)
        for word in ("exactly_one(", "at_most(1, ")
    ]
    excluded = _patterns(frame).map(lambda text: Formula(f"not ({text})"))
    kinds = [excluded, formulas(frame.atoms)]
    return st.one_of(st.sampled_from(own), *kinds) if own else st.one_of(*kinds)


def _patterns(frame: Frame) -> st.SearchStrategy[str]:
    """Draw the text of a formula that some options are taken and others not."""
    sign = st.sampled_from(["", "not "])
    literal = st.builds("{}{}".format, sign, st.sampled_from(frame.options))
    return st.lists(literal, min_size=2, max_size=3).map(" and ".join)


@st.composite
def _with_conditions(draw: st.DrawFn, frame: Frame) -> Frame:
    """Add at least one condition on moves."""
    condition = st.none() | formulas(frame.atoms, leaves=3)
    parties = []
    for k, party in enumerate(frame.parties):
        options = tuple(
            Option(o.id, reversible=o.reversible, take_if=draw(condition), drop_if=draw(condition))
            for o in party.options
        )
        move_if = draw(formulas(frame.atoms, leaves=3) if k == 0 else condition)
        parties.append(Party(party.id, move_if=move_if, options=options))
    return Frame(tuple(parties), frame.define, frame.rules)


@st.composite
def _standoffs(draw: st.DrawFn, frame: Frame) -> Standoff:
    """Add a status quo, and preferences that see merged states as one."""
    states = frame.states()
    preference = preferences(frame, states, formulas(frame.atoms))
    return Standoff(
        title="A standoff in option form",
        parties=frame.parties,
        define=frame.define,
        rules=frame.rules,
        merge=frame.merge,
        status_quo=draw(st.sampled_from(states)),
        preferences={party.id: draw(preference) for party in frame.parties},
    )
