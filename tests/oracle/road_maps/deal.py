"""A deal: the measures of a road map, what they are worth, and who may take them when."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache, cached_property
from itertools import combinations
from typing import TypeAlias

from tests.oracle_from_model import holds

from standoff.model import Reversible, Standoff, StateRef, Worth
from standoff.model.terms import Design, Retaliation, Revokes, Terms, When

State: TypeAlias = frozenset[str]
"""The names of the measures in force; empty in the status quo."""
Path: TypeAlias = tuple[State, ...]
"""The states of a road map in order, the status quo first."""


@dataclass(frozen=True)
class Measure:
    """Something that one party can bring into force."""

    name: str
    owner: str
    reversible: bool
    issue: str


def always(state: State) -> bool:
    return True


@dataclass(frozen=True, eq=False)
class Deal:
    """Everything that decides whether a road map holds.

    Parameters
    ----------
    parties, measures
        In the order of the model; the order of the measures settles how a breakdown is mended.
    worth
        Worth per period of each state, for each party: a table, or a function of the state.
    feasible, targets
        Which states can be, and which of them end a road map.
    patience, lag, caps
        Per party: discount factor; periods until a breach is answered (1 where not given); the
        most exposure it accepts (any where not given).
    scope
        For an issue, the issues whose reversible measures a breach of it revokes.
    before
        Pairs (p, q): p is in force before the step that takes q.
    with_
        Pairs of measures that are taken in one step.
    together
        Groups of parties whose members may share a step.
    most
        How many packages a step may hold.
    """

    parties: tuple[str, ...]
    measures: tuple[Measure, ...]
    worth: Callable[[State], Mapping[str, Fraction]] | Mapping[State, Mapping[str, Fraction]]
    patience: Mapping[str, Fraction]
    scope: Mapping[str, Collection[str]]
    feasible: Callable[[State], bool] = always
    targets: Callable[[State], bool] = always
    lag: Mapping[str, int] = field(default_factory=dict)
    caps: Mapping[str, Fraction] = field(default_factory=dict)
    before: tuple[tuple[str, str], ...] = ()
    with_: tuple[tuple[str, str], ...] = ()
    together: tuple[Collection[str], ...] = ()
    most: int = 1

    def u(self, party: str, state: State) -> Fraction:
        """Worth of the state per period for the party."""
        found = self.worth[state] if isinstance(self.worth, Mapping) else self.worth(state)
        return found[party]

    def among(self, names: Collection[str]) -> list[Measure]:
        """The measures of these names, in the deal's order."""
        return [measure for measure in self.measures if measure.name in names]

    @cached_property
    def issues(self) -> set[str]:
        """The issues of the deal: of every measure that is in force at some end of it."""
        names = [measure.name for measure in self.measures]
        states = (frozenset(c) for n in range(len(names) + 1) for c in combinations(names, n))
        ends = [state for state in states if self.feasible(state) and self.targets(state)]
        return {m.issue for m in self.measures if any(m.name in state for state in ends)}


def linked(measures: Iterable[Measure]) -> dict[str, set[str]]:
    """A breach of any issue revokes all of them."""
    issues = {measure.issue for measure in measures}
    return dict.fromkeys(issues, issues)


def same_issue(measures: Iterable[Measure]) -> dict[str, set[str]]:
    """A breach of an issue revokes that issue."""
    return {measure.issue: {measure.issue} for measure in measures}


def deal_from_model(model: Standoff, endgame: str, design: str | None = None) -> Deal:
    """The deal that the model's road map terms describe, under one of its designs.

    A measure is called ``+party.option`` where the option is taken and ``-party.option`` where
    it is dropped.

    Raises
    ------
    ValueError
        If the model has no terms, no status quo or no options of its own, if a party has no
        worth, or if an order speaks of an option that cannot change.
    """
    terms = model.road_map
    if terms is None or model.status_quo is None or model.is_graph:
        raise ValueError("a road map needs terms, a status quo, and options")
    plan = Design() if design is None else terms.designs[design]
    start = options_taken(model, model.status_quo)
    measures = measures_of(model, terms, start)

    def taken(state: State) -> State:
        return after(start, state)

    together = terms.together if plan.together is None else plan.together
    retaliation = terms.retaliation if plan.retaliation is None else plan.retaliation
    caps = {**terms.exposure, **plan.exposure}
    return Deal(
        parties=model.party_ids,
        measures=measures,
        worth=cache(lambda state: worths(model, terms, taken(state))),
        patience={i: Fraction(str(d)) for i, d in terms.patience.items()},
        scope=scope_of(measures, retaliation),
        feasible=cache(lambda state: feasible(model, taken(state))),
        targets=cache(lambda state: at_endgame(model, endgame, taken(state))),
        lag={**terms.lag, **plan.lag},
        caps={i: Fraction(str(cap)) for i, cap in caps.items()},
        before=(*pairs(plan, When.BEFORE, measures), *phase_pairs(plan, measures)),
        with_=pairs(plan, When.WITH, measures),
        together=tuple(frozenset(group) for group in together),
        most=terms.most if plan.most is None else plan.most,
    )


def options_taken(model: Standoff, ref: StateRef) -> State:
    """The options taken in the one state that a reference means."""
    if isinstance(ref, tuple):
        return frozenset(ref)
    named = {state.label: state.taken for state in model.states if state.taken is not None}
    if ref in named:
        return options_taken(model, named[ref])
    if len(ref) != len(model.options) or not set(ref) <= set("YN"):
        raise ValueError(f"{ref!r} is not one state")
    return frozenset(name for name, letter in zip(model.options, ref, strict=True) if letter == "Y")


def after(start: State, measures: State) -> State:
    """The options taken once these measures are in force."""
    put = {name[1:] for name in measures if name[0] == "+"}
    dropped = {name[1:] for name in measures if name[0] == "-"}
    return frozenset((start | put) - dropped)


def measures_of(model: Standoff, terms: Terms, start: State) -> tuple[Measure, ...]:
    """The possible change of each step option, in the order of the options."""
    issue = {option: name for name, group in terms.issues.items() for option in group}
    found = []
    for party in model.parties:
        for option in party.options:
            name = f"{party.id}.{option.id}"
            if terms.steps and name not in terms.steps:
                continue
            sign = "-" if name in start else "+"
            never = Reversible.NO if sign == "-" else Reversible.ONCE_DROPPED
            if option.reversible != never:
                reversible = option.reversible == Reversible.YES
                found.append(Measure(sign + name, party.id, reversible, issue.get(name, name)))
    return tuple(found)


def taken_table(model: Standoff, taken: State) -> dict[str, bool]:
    return {name: name in taken for name in model.options}


def worths(model: Standoff, terms: Terms, taken: State) -> dict[str, Fraction]:
    """What each party gets per period, with ranges at their midpoint."""
    found = {}
    for party in model.party_ids:
        worth = terms.worth.get(party) or model.preferences.get(party)
        if not isinstance(worth, Worth):
            raise ValueError(f"{party} has no worth")
        found[party] = sum(
            (
                (Fraction(str(term.low)) + Fraction(str(term.high))) / 2
                for term in worth.terms
                if holds(model, term.condition, taken_table(model, taken))
            ),
            Fraction(0),
        )
    return found


def feasible(model: Standoff, taken: State) -> bool:
    return all(holds(model, rule.formula, taken_table(model, taken)) for rule in model.rules)


def at_endgame(model: Standoff, endgame: str, taken: State) -> bool:
    wanted = model.endgames[endgame]
    if wanted.when is not None:
        return holds(model, wanted.when, taken_table(model, taken))
    assert wanted.state is not None
    return taken == options_taken(model, wanted.state)


def scope_of(
    measures: tuple[Measure, ...], retaliation: Retaliation | Revokes
) -> Mapping[str, Collection[str]]:
    """The scope of each issue; an issue that a matrix does not list revokes itself alone."""
    if retaliation == Retaliation.LINKED:
        return linked(measures)
    if retaliation == Retaliation.SAME_ISSUE:
        return same_issue(measures)
    assert isinstance(retaliation, Mapping)
    return {
        measure.issue: set(retaliation.get(measure.issue, (measure.issue,))) for measure in measures
    }


def measure_named(measures: tuple[Measure, ...], option: str) -> str:
    for measure in measures:
        if measure.name[1:] == option:
            return measure.name
    raise ValueError(f"{option} is no measure: it is no step, or its change is impossible")


def pairs(plan: Design, when: When, measures: tuple[Measure, ...]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (measure_named(measures, order.first), measure_named(measures, order.second))
        for order in plan.order
        if order.when == when
    )


def phase_pairs(plan: Design, measures: tuple[Measure, ...]) -> tuple[tuple[str, str], ...]:
    """Everything of a phase before everything of each later phase."""
    return tuple(
        (measure_named(measures, first), measure_named(measures, second))
        for place, phase in enumerate(plan.phases)
        for later in plan.phases[place + 1 :]
        for first in phase
        for second in later
    )
