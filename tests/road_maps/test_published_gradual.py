"""Gradual contributions that cannot be undone, as far as road maps of finitely many measures go.

Lockwood and Thomas (2002): two parties raise actions that can never fall, by sequences without end.
Shown here: along any finite part of their sequence the library finds the slacks and values that
follow from theirs, the last step misses by its own size, and with the worth of the endless rest put
in for the end every step holds with a slack of zero. Not shown: the sequence without end, that no
other is better, or that there is none at patience a/b or less.

Admati and Perry (1991): two parties contribute in turn to a project. Shown here: along their
contributions the library finds the gain from going on that they find. Not shown: that their
contributions are the only ones. Whoever does not contribute there only passes the turn on; a breach
of a road map ends the project, so a road map holds larger contributions, up to sizes shown here.

References
----------
Lockwood and Thomas (2002), Gradualism and irreversibility, Review of Economic Studies 69, 339-356.
Admati and Perry (1991), Joint projects without commitment, Review of Economic Studies 58, 259-276.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest

import standoff as so
from standoff.model import Reversible, Standoff

from .known_models import exact, in_turn, is_certified, standoff

# 4 Lockwood and Thomas: worth 2 * other's action - own action, actions from 0 up to 1

OWN, OTHER, PATIENCE = 1.0, 2.0, 0.9
VALUE = OTHER - OWN / PATIENCE
SHOWN = [0.444444, 0.691358, 0.828532, 0.904740, 0.947078, 0.970599]


def action(t: int) -> float:
    return 1 - (OWN / (PATIENCE * OTHER)) ** t


def gradual(actions: Sequence[float], *, rest: float = 0.0) -> Standoff:
    """Both parties raise their action from 0 along `actions`, by measures that stay.

    The end is worth `rest` per period more than the actions reached.
    """
    last = len(actions)
    size = [b - a for a, b in zip([0.0, *actions], actions, strict=False)]
    options = {f"{i}.to{t}": Reversible.NO for i in "ab" for t in range(1, last + 1)}
    end = " and ".join(options)
    worths = {
        i: {name: (-OWN if name[0] == i else OTHER) * size[int(name[4:]) - 1] for name in options}
        | {end: rest}
        for i in "ab"
    }
    turns = [[f"{i}.to{t}" for t in range(1, last + 1)] for i in "ab"]
    return standoff(options, worths, PATIENCE, most=2, designs={"gradual": in_turn(*turns)})


def together(last: int) -> list[tuple[str, str]]:
    return [(f"a.to{t}", f"b.to{t}") for t in range(1, last + 1)]


def test_the_sequence() -> None:
    """Lockwood and Thomas (2002), linear worths: c_t = 1 - (a/(db))^t, worth b - a/d at once."""
    assert [round(action(t), 6) for t in range(1, 7)] == SHOWN
    assert round(VALUE, 6) == 0.888889
    for last in range(1, 7):
        found = so.check_roadmap(gradual(list(map(action, range(1, last + 1)))), together(last))
        assert found.course.worth[0] == exact([action(t) for t in range(last + 1)])


@pytest.mark.parametrize("last", range(1, 8))
def test_any_part_of_the_sequence_misses_by_its_last_step(last: int) -> None:
    """Derived: the parties lack the rest of the sequence, so W(t) is d^(T-t) s_T too low.

    s_T, the last step, is (a/(db))^(T-1) c_1; without it every step would bind at zero, and the
    value at the first step is that much below .888889.
    """
    found = so.check_roadmap(gradual(list(map(action, range(1, last + 1)))), together(last))
    lack = action(last) - action(last - 1)
    for i in (0, 1):
        stay = [c.slack for c in found.constraints if c.party == i and c.kind == "stay"]
        assert stay == exact([-lack * PATIENCE ** (last - t) for t in range(1, last + 1)])
        assert found.values[i, 1] == exact(VALUE - lack * PATIENCE ** (last - 1))
    assert not found.holds
    assert (found.binding.kind, found.binding.step) == ("stay", last)
    assert not any(found.patience)  # nor would it at any other patience


def test_the_value_comes_near() -> None:
    """From 0 to .888889: within a hundredth at seven steps."""
    found = so.check_roadmap(gradual([action(t) for t in range(1, 8)]), together(7))
    assert 0 < VALUE - found.values[0, 1] < 0.01


@pytest.mark.parametrize("last", [2, 4])
def test_with_the_worth_of_the_rest_every_step_binds(last: int) -> None:
    """Lockwood and Thomas (2002): nobody gains, or loses, by stopping at any step.

    From the last step on the sequence is worth b c_T - a c_(T-1), what stopping there gives; that
    is c_T and the last step once more.
    """
    actions = [action(t) for t in range(1, last + 1)]
    lack = actions[-1] - actions[-2]
    model = gradual(actions, rest=lack)
    found = so.check_roadmap(model, together(last), design="gradual")
    assert found.against == () and is_certified(model, found, "deal")
    stay = [c.slack for c in found.constraints if c.kind == "stay"]
    assert stay == exact([0.0] * 2 * last)
    assert found.values[0, 1] == exact(VALUE)
    assert found.gains == exact([PATIENCE * VALUE] * 2)
    faster = gradual([actions[0] + 1e-6, *actions[1:]], rest=lack)
    assert not so.check_roadmap(faster, together(last)).holds


def test_the_search_finds_the_gradual_road_map_and_that_no_part_of_it_ends() -> None:
    actions = [action(t) for t in range(1, 4)]
    model = gradual(actions, rest=actions[-1] - actions[-2])
    found = so.roadmaps(model, "deal", design="gradual", most=99)
    wanted = tuple(f"+{a} +{b}" for a, b in together(3))
    assert wanted in [one.steps for one in found.maps]
    assert all(is_certified(model, one) for one in found.maps)
    assert so.roadmaps(gradual(actions), "deal", design="gradual").status == "impossible"


# 7 Admati and Perry: a prize of 1 for both once the project is complete

TURNS = [0.1, 0.171, 0.13851, 0.112193, 0.090876]
"""Their contributions at patience .9, the last one first."""


def project(sizes: Sequence[float]) -> Standoff:
    """Contributions in turn, the last one by A; one paid once is a cost for ever of as much."""
    count = len(sizes)
    names = ["ab"[(count - 1 - k) % 2] + f".pay{k}" for k in range(count)]
    done = " and ".join(["true", *names])
    worths = {
        i: {name: -x for name, x in zip(names, sizes, strict=True) if name[0] == i} | {done: 1.0}
        for i in "ab"
    }
    options = dict.fromkeys(sorted(names), Reversible.NO)
    designs = {"turns": in_turn(names)}
    return standoff(options, worths, PATIENCE, most=1, together=(), designs=designs)


@pytest.mark.parametrize("count", range(2, 6))
def test_what_going_on_gives_in_a_joint_project(count: int) -> None:
    """Admati and Perry (1991), linear costs: with k contributions to come, d^(2k-1) to who pays.

    It is d times that of one contribution less to who waits. Theirs is the value of going on; here
    that and the slack are one, as a breach leaves nothing but what was paid. Derived from
    x_1 = (1-d) V and x_k = d^(2k-3) (1-d^2) V.
    """
    d = PATIENCE
    contributions = [1 - d] + [d ** (2 * k - 3) * (1 - d**2) for k in range(2, count + 1)]
    assert [round(x, 6) for x in contributions] == TURNS[:count]
    model = project(contributions[::-1])
    (found,) = so.roadmaps(model, "deal", design="turns").maps
    assert is_certified(model, found)
    paid = 2 - found.course.worth[:, -1].sum()
    assert paid == exact(sum(contributions)) and (count != 4 or round(paid, 6) == 0.521703)
    for c in found.constraints:
        left = count + 1 - c.step
        pays = found.parties[c.party] == "ab"[(left - 1) % 2]
        if c.kind == "stay" and left > 1:
            assert c.slack == exact(d ** (2 * left - 1 if pays else 2 * left - 2))
        elif c.kind != "join":
            assert c.slack == exact(0)  # at the end words change nothing


def test_a_breach_that_ends_the_project_holds_more() -> None:
    """Derived: the last pays up to the prize V, the other up to d V one period earlier.

    So projects of up to (1 + d) V can be done, which Admati and Perry's cannot beyond V; 2 V is
    what they are worth.
    """
    assert so.roadmaps(project([PATIENCE, 1.0]), "deal").status == "found"
    for sizes in ([PATIENCE + 1e-7, 1.0], [PATIENCE, 1 + 1e-7]):
        assert so.roadmaps(project(sizes), "deal").status == "impossible"
