"""Small random standoffs with the terms of a road map, made so that many can be settled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from random import Random
from typing import Any, NamedTuple

from standoff.model import (
    Endgame,
    Formula,
    Option,
    Party,
    Reversible,
    Rule,
    Standoff,
    Worth,
    WorthTerm,
)
from standoff.model.terms import Design, Order, Retaliation, Revokes, Terms, When

PATIENCE = (0.5, 0.75, 0.9, 0.9, 0.3)
COUNTS = (2, 3, 3, 4, 4, 5)


class Case(NamedTuple):
    """A model with the endgame and the design to ask for."""

    model: Standoff
    endgame: str
    design: str | None


class Sketch(NamedTuple):
    """A measure in the making: its option, whether the status quo has it taken, and its kind."""

    party: str
    option: str
    taken: bool
    reversible: bool

    @property
    def name(self) -> str:
        return f"{self.party}.{self.option}"

    @property
    def in_force(self) -> str:
        """The formula that is true once the measure is in force."""
        return f"not {self.name}" if self.taken else self.name

    @property
    def direction(self) -> Reversible:
        if self.reversible:
            return Reversible.YES
        return Reversible.ONCE_DROPPED if self.taken else Reversible.NO


def random_cases(count: int, first: int = 0) -> Iterator[Case]:
    """One case for each seed from `first` on."""
    for seed in range(first, first + count):
        yield random_case(Random(seed))


def random_case(rng: Random) -> Case:
    """Two or three parties with two to five measures between them, and terms of every kind."""
    names = tuple("abc"[: rng.choice((2, 2, 3))])
    sketches = random_sketches(rng, names)
    fixed = random_fixed_option(rng, names)
    worth = {party: random_worth(rng, party, sketches) for party in names}
    stated = rng.random() < 0.5  # worth under the terms, or as the preference of the party
    steps = tuple(s.name for s in sketches) if fixed or rng.random() < 0.3 else ()
    model = Standoff(
        title="Random deal",
        parties=tuple(Party(i, options=random_order(i, sketches, fixed)) for i in names),
        define={"settled": Formula(" and ".join(s.in_force for s in sketches))},
        rules=random_rules(rng, sketches),
        status_quo=tuple(s.name for s in sketches if s.taken),
        preferences={} if stated else worth,
        endgames={"peace": random_endgame(rng, sketches)},
        road_map=Terms(
            steps=steps,
            worth=worth if stated else {},
            patience=random_patience(rng, names),
            lag=random_lags(rng, names),
            exposure=random_caps(rng, names),
            together=random_groups(rng, names),
            most=rng.randint(1, 3),
            designs={"plan": random_design(rng, names, sketches)},
            **random_retaliation(rng, sketches),
        ),
    )
    return Case(model, "peace", rng.choice((None, "plan")))


def random_sketches(rng: Random, names: Sequence[str]) -> list[Sketch]:
    """Measures in the order of their parties, each party having one if there are enough."""
    owners = [*names, *rng.choices(names, k=5)][: max(2, rng.choice(COUNTS))]
    lasting = rng.choice((0.0, 0.2, 0.2, 0.5))
    return [
        Sketch(owner, f"m{place}", rng.random() < 0.25, rng.random() >= lasting)
        for place, owner in enumerate(sorted(owners))
    ]


def random_fixed_option(rng: Random, names: Sequence[str]) -> tuple[str, Option] | None:
    """Sometimes an option that is no step, and may be one that could not change."""
    if rng.random() < 0.7:
        return None
    return rng.choice(names), Option("fixed", reversible=rng.choice(list(Reversible)))


def random_order(
    party: str, sketches: Sequence[Sketch], fixed: tuple[str, Option] | None
) -> tuple[Option, ...]:
    own = [Option(s.option, reversible=s.direction) for s in sketches if s.party == party]
    return (fixed[1], *own) if fixed and fixed[0] == party else tuple(own)


def random_worth(rng: Random, party: str, sketches: Sequence[Sketch]) -> Worth:
    """Measures mostly cost their owner and help others; some pairs count extra."""
    gains = [
        (s.in_force, rng.choice((-3, -2, -1, -1, -1, 0, 0, 1, 2)))
        if s.party == party
        else (s.in_force, rng.choice((-1, 2, 3, 4, 5, 6, 6)))
        for s in sketches
    ]
    for one, other in combinations(sketches, 2):
        if rng.random() < 0.2:
            gains.append((f"{one.in_force} and {other.in_force}", rng.choice((-2, -1, 1, 2, 3))))
    if rng.random() < 0.3:
        gains.append(("settled", rng.choice((-1, 1, 3))))
    if rng.random() < 0.3:
        gains.append(("true", rng.choice((-5, 2))))
    spread = [rng.choice((0, 0, 0, 1)) for _ in gains]
    return Worth(
        tuple(
            WorthTerm(Formula(text), float(gain - wide), float(gain + wide))
            for (text, gain), wide in zip(gains, spread, strict=True)
        )
    )


def random_rules(rng: Random, sketches: Sequence[Sketch]) -> tuple[Rule, ...]:
    """Sometimes one measure needs another, or two exclude each other. The status quo may be."""
    if rng.random() < 0.6:
        return ()
    found = []
    for _ in range(rng.choice((1, 1, 2))):
        one, other = rng.sample(sketches, 2)
        kind = "{} implies {}" if rng.random() < 0.8 else "not ({} and {})"
        found.append(Rule(Formula(kind.format(one.in_force, other.in_force))))
    return tuple(found)


def random_endgame(rng: Random, sketches: Sequence[Sketch]) -> Endgame:
    """All measures, most of them, or any state with enough of them."""
    kind = rng.choice(("all", "all", "some", "when", "count"))
    if kind == "when":
        return Endgame(when=Formula(rng.choice(("settled", sketches[0].in_force))))
    if kind == "count":
        listed = ", ".join(s.in_force for s in sketches)
        return Endgame(when=Formula(f"at_least({rng.randint(1, len(sketches))}, {listed})"))
    size = len(sketches) if kind == "all" else rng.randint(1, len(sketches))
    changed = rng.sample(sketches, size)
    return Endgame(state=tuple(s.name for s in sketches if s.taken != (s in changed)))


def random_patience(rng: Random, names: Sequence[str]) -> dict[str, float]:
    """The same for all, or one for each."""
    common = rng.choice(PATIENCE)
    apart = rng.random() < 0.4
    return {party: rng.choice(PATIENCE) if apart else common for party in names}


def random_lags(rng: Random, names: Sequence[str]) -> dict[str, int]:
    if rng.random() < 0.7:
        return {}
    return {party: rng.randint(1, 3) for party in names if rng.random() < 0.7}


def random_caps(rng: Random, names: Sequence[str]) -> dict[str, float]:
    if rng.random() < 0.75:
        return {}
    return {party: float(rng.randint(1, 4)) for party in names if rng.random() < 0.7}


def random_groups(rng: Random, names: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    return rng.choice(((), (tuple(names),), (tuple(names),), (tuple(names[:2]),)))


def random_retaliation(rng: Random, sketches: Sequence[Sketch]) -> dict[str, Any]:
    """Linked, by issue, or by a matrix over one to three issues and measures in none of them."""
    issues: dict[str, tuple[str, ...]] = {}
    for sketch in sketches:
        chosen = rng.choice(("peace", "trade", "arms", None))
        if chosen:
            issues[chosen] = (*issues.get(chosen, ()), sketch.name)
    listed = {name for group in issues.values() for name in group}
    every = [*issues, *(s.name for s in sketches if s.name not in listed)]
    matrix: Revokes = {
        issue: tuple(k for k in every if k == issue or rng.random() < 0.5)
        if rng.random() < 0.8
        else tuple(rng.sample(every, 1))
        for issue in every
    }
    kind = rng.choice((Retaliation.LINKED, Retaliation.LINKED, Retaliation.SAME_ISSUE, matrix))
    return {"issues": issues, "retaliation": kind}


def random_design(rng: Random, names: Sequence[str], sketches: Sequence[Sketch]) -> Design:
    """Order constraints without contradiction, or phases, with terms of its own at times."""
    shuffled = rng.sample(sketches, len(sketches))
    orders: list[Order] = []
    phases: tuple[tuple[str, ...], ...] = ()
    kind = rng.choice(("before", "with", "phases", "none"))
    if kind == "before":
        for one, other in rng.sample(
            list(combinations(shuffled, 2)), 1 if len(sketches) < 4 else 2
        ):
            orders.append(Order(one.name, When.BEFORE, other.name))
    if kind == "with":
        orders.append(Order(shuffled[0].name, When.WITH, shuffled[1].name))
        if len(shuffled) > 3 and rng.random() < 0.5:
            orders.append(Order(shuffled[2].name, When.BEFORE, shuffled[0].name))
    if kind == "phases":
        cut = rng.randint(1, len(shuffled) - 1)
        phases = tuple(
            tuple(s.name for s in part) for part in (shuffled[:cut], shuffled[cut : cut + 2])
        )
    return Design(
        order=tuple(orders),
        phases=phases,
        retaliation=rng.choice((None, None, Retaliation.LINKED, Retaliation.SAME_ISSUE)),
        together=rng.choice((None, None, (tuple(names),))),
        most=rng.choice((None, None, 1, 2)),
        lag=random_lags(rng, names) if rng.random() < 0.3 else {},
        exposure=random_caps(rng, names) if rng.random() < 0.3 else {},
    )
