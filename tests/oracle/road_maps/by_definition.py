"""What holds a road map together, word for word: breaches, breakdown, values, constraints.

A party that breaches at a step keeps back some of its own measures of the step and takes back some
of its own reversible ones, or does its part and walks out by word. The answer removes every
reversible measure in the scope of the issues breached.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from itertools import combinations, pairwise
from typing import NamedTuple

from .deal import Deal, Path, State

START: State = frozenset()


class Breach(NamedTuple):
    """What a party withholds and revokes, the state it makes, and the issues it breaches."""

    withheld: State
    revoked: State
    state: State
    issues: frozenset[str]


class Constraint(NamedTuple):
    """One condition of a road map: ``join``, ``stay``, ``keep`` or ``exposure``.

    The step is 0 for ``join`` and one more than the last for ``keep``.
    """

    party: str
    kind: str
    step: int
    slack: Fraction


def subsets(names: Collection[str]) -> Iterator[State]:
    """Every subset, the smaller first."""
    for count in range(len(names) + 1):
        yield from map(frozenset, combinations(sorted(names), count))


# Steps


def packages(deal: Deal) -> list[State]:
    """The measures joined by ties, directly or through others, in the deal's order."""
    found: list[State] = []
    for measure in deal.measures:
        if not any(measure.name in package for package in found):
            package = {measure.name}
            while more := {n for tie in deal.with_ if package & {*tie} for n in tie} - package:
                package |= more
            found.append(frozenset(package))
    return found


def may_act(deal: Deal, group: Sequence[State]) -> bool:
    """Whether the owners of these packages may take them in one step."""
    owners = {measure.owner for package in group for measure in deal.among(package)}
    return len(group) == 1 or len(owners) == 1 or any(owners <= set(team) for team in deal.together)


def is_allowed(deal: Deal, x: State, step: State) -> bool:
    """Whether one step may bring these measures into force in x."""
    group = [package for package in packages(deal) if package & step]
    return (
        bool(step)
        and not step & x
        and all(package <= step for package in group)
        and len(group) <= deal.most
        and may_act(deal, group)
        and all(first in x for first, second in deal.before if second in step)
        and deal.feasible(x | step)
    )


def allowed_steps(deal: Deal, x: State) -> list[State]:
    """The sets of measures that one step may bring into force in x."""
    outside = {measure.name for measure in deal.measures} - x
    return [step for step in subsets(outside) if is_allowed(deal, x, step)]


def all_road_maps(deal: Deal) -> Iterator[Path]:
    """Every path of allowed steps, one at least, from the status quo to a target."""

    def onward(path: Path) -> Iterator[Path]:
        if len(path) > 1 and deal.targets(path[-1]):
            yield path
        for step in allowed_steps(deal, path[-1]):
            yield from onward((*path, path[-1] | step))

    yield from onward((START,))


# Breaches


def breaches(deal: Deal, party: str, x: State, step: State) -> Iterator[Breach]:
    """Everything the party can do instead of its part, while the others take the step from x."""
    y = x | step
    own_part = {m.name for m in deal.among(step) if m.owner == party}
    own_reversible = {m.name for m in deal.among(x) if m.owner == party and m.reversible}
    for withheld in subsets(own_part):
        for revoked in subsets(own_reversible):
            state = y - withheld - revoked
            if deal.feasible(state):
                issues = {m.issue for m in deal.among(withheld | revoked)} or deal.issues
                yield Breach(withheld, revoked, state, frozenset(issues))


def breakdown(deal: Deal, state: State, issues: Collection[str]) -> State:
    """The state once the breach of these issues is answered.

    If it cannot be, the fewest of the removed measures that make it possible stay in force; of
    equally many, the first in the order of the deal.
    """
    reach = {revoked for issue in issues for revoked in deal.scope[issue]}
    removed = [m.name for m in deal.among(state) if m.reversible and m.issue in reach]
    rest = state - set(removed)
    for count in range(len(removed) + 1):
        for back in combinations(removed, count):
            if deal.feasible(rest | set(back)):
                return rest | set(back)
    raise ValueError("the breach itself is not feasible")


def lag_discount(deal: Deal, party: str) -> Fraction:
    return deal.patience[party] ** deal.lag.get(party, 1)


@lru_cache(maxsize=20_000)
def deviation(deal: Deal, party: str, x: State, step: State) -> Fraction:
    """The most the party gets by a breach at the step, its answer once the lag has passed."""
    theta = lag_discount(deal, party)
    return max(
        (1 - theta) * deal.u(party, breach.state)
        + theta * deal.u(party, breakdown(deal, breach.state, breach.issues))
        for breach in breaches(deal, party, x, step)
    )


@lru_cache(maxsize=20_000)
def walk_away_deviation(deal: Deal, party: str, x: State, step: State) -> Fraction:
    """The most the party gets once its breach is answered, however long that takes."""
    return max(
        deal.u(party, breakdown(deal, breach.state, breach.issues))
        for breach in breaches(deal, party, x, step)
    )


@lru_cache(maxsize=20_000)
def step_exposure(deal: Deal, party: str, x: State, step: State) -> Fraction:
    """How far below the status quo the others can put the party by not doing their part."""
    y = x | step
    others = {m.name for m in deal.among(step) if m.owner != party}
    others |= {m.name for m in deal.among(x) if m.owner != party and m.reversible}
    return max(
        deal.u(party, START) - deal.u(party, y - gone)
        for gone in subsets(others)
        if deal.feasible(y - gone)
    )


def exposure(deal: Deal, path: Path, party: str) -> Fraction:
    """The largest exposure over the steps of the path, 0 at least."""
    return max(Fraction(0), *(step_exposure(deal, party, x, step) for x, step in steps(path)))


def steps(path: Path) -> list[tuple[State, State]]:
    """Each step as the state it starts from and the measures it adds."""
    return [(x, y - x) for x, y in pairwise(path)]


# Constraints


def values(deal: Deal, path: Path, party: str) -> list[Fraction]:
    """W(0), ..., W(T): the discounted worth per period from each state of the path on."""
    d = deal.patience[party]
    found = [deal.u(party, path[-1])]
    for state in reversed(path[:-1]):
        found.insert(0, (1 - d) * deal.u(party, state) + d * found[0])
    return found


def constraints(deal: Deal, path: Path) -> list[Constraint]:
    """Every condition on the path, each party discounting with its patience."""
    return [
        constraint
        for party in deal.parties
        for constraint in own_constraints(
            deal, path, party, values(deal, path, party), path_deviations(deal, path, party)
        )
    ]


def walk_away_constraints(deal: Deal, path: Path) -> list[Constraint]:
    """Every condition on the path when only the last states count."""
    return [
        constraint
        for party in deal.parties
        for constraint in own_constraints(
            deal,
            path,
            party,
            [deal.u(party, path[-1])] * len(path),
            path_deviations(deal, path, party, walk_away_deviation),
        )
    ]


def path_deviations(
    deal: Deal,
    path: Path,
    party: str,
    value: Callable[[Deal, str, State, State], Fraction] = deviation,
) -> list[Fraction]:
    """The deviation value at each step, and then at the end."""
    end = (path[-1], frozenset[str]())
    return [value(deal, party, x, step) for x, step in [*steps(path), end]]


def own_constraints(
    deal: Deal, path: Path, party: str, value: list[Fraction], least: list[Fraction]
) -> Iterator[Constraint]:
    """The conditions of one party from its values and its deviation values."""
    last = len(path) - 1
    yield Constraint(party, "join", 0, value[0] - deal.u(party, START))
    for t in range(1, last + 1):
        yield Constraint(party, "stay", t, value[t] - least[t - 1])
    yield Constraint(party, "keep", last + 1, deal.u(party, path[-1]) - least[-1])
    yield from caps(deal, path, party)


def caps(deal: Deal, path: Path, party: str) -> Iterator[Constraint]:
    if party in deal.caps:
        for t, (x, step) in enumerate(steps(path), start=1):
            slack = deal.caps[party] - step_exposure(deal, party, x, step)
            yield Constraint(party, "exposure", t, slack)


def payment_constraints(
    deal: Deal, path: Path, payments: Mapping[str, Sequence[Fraction]]
) -> list[Constraint]:
    """Every condition on the path with payments x(0), ..., x(T+1) kept back from who breaches."""
    found = []
    last = len(path) - 1
    for party in deal.parties:
        d, x = deal.patience[party], payments[party]
        value = [deal.u(party, path[-1]) + x[last + 1]]
        for t in range(last, -1, -1):
            value.insert(0, (1 - d) * (deal.u(party, path[t]) + x[t]) + d * value[0])
        least = path_deviations(deal, path, party)
        found.append(Constraint(party, "join", 0, value[0] - deal.u(party, START)))
        found += [Constraint(party, "stay", t, value[t] - least[t - 1]) for t in range(1, last + 1)]
        found.append(Constraint(party, "keep", last + 1, value[last + 1] - least[-1]))
        found += caps(deal, path, party)
    return found


def holds(deal: Deal, path: Path) -> bool:
    return all(constraint.slack >= 0 for constraint in constraints(deal, path))


def walk_away_holds(deal: Deal, path: Path) -> bool:
    return all(constraint.slack >= 0 for constraint in walk_away_constraints(deal, path))


def patience_holds(deal: Deal, path: Path, party: str, delta: Fraction) -> bool:
    """Whether every condition of this party is met when its patience is `delta`."""
    changed = replace(deal, patience={**deal.patience, party: delta})
    return all(c.slack >= 0 for c in constraints(changed, path) if c.party == party)
