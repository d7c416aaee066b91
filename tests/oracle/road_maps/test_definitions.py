"""Each definition of road maps on deals small enough to follow by hand."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from .by_definition import (
    START,
    all_road_maps,
    allowed_steps,
    breaches,
    breakdown,
    exposure,
    holds,
    patience_holds,
    step_exposure,
    subsets,
)
from .deal import Deal, Measure, State, linked, same_issue
from .known_deals import additive, both, costly_pair, hostage_triangle, table, triangle_path
from .search import corridor, frontier, payments_feasible

HALF = Fraction(1, 2)
TINY = Fraction(1, 10**9)
MIXED = (
    Measure("a1", "A", True, "arms"),
    Measure("a2", "A", False, "arms"),
    Measure("b1", "B", True, "trade"),
    Measure("b2", "B", True, "talks"),
)
WORTHLESS = additive({i: {m.name: Fraction(0) for m in MIXED} for i in "AB"})


def mixed(**changes: object) -> Deal:
    settings: dict[str, object] = {"worth": WORTHLESS, "scope": linked(MIXED)}
    return Deal(("A", "B"), MIXED, patience=both(HALF), **(settings | changes))  # type: ignore[arg-type]


def names(*steps: str) -> set[State]:
    return {frozenset(step.split()) for step in steps}


def test_steps_respect_owners_packages_order_and_feasibility() -> None:
    one_each = names("a1", "a2", "b1", "b2")
    assert set(allowed_steps(mixed(), START)) == one_each
    assert set(allowed_steps(mixed(most=2), START)) == one_each | names("a1 a2", "b1 b2")
    assert len(allowed_steps(mixed(most=2, together=("AB",)), START)) == 10
    tied = mixed(with_=(("a1", "b1"), ("b1", "b2")))
    assert set(allowed_steps(tied, START)) == names("a1 b1 b2", "a2")
    assert set(allowed_steps(mixed(before=(("a1", "b1"),), most=4, together=("AB",)), START)) == {
        step
        for step in set(allowed_steps(mixed(most=4, together=("AB",)), START))
        if "b1" not in step
    }
    no_a1 = mixed(feasible=lambda state: "a1" not in state)
    assert set(allowed_steps(no_a1, START)) == one_each - names("a1")


def test_a_breach_withholds_revokes_or_walks_out() -> None:
    deal = mixed(scope=same_issue(MIXED))
    found = list(breaches(deal, "B", frozenset({"a1", "a2", "b1"}), frozenset({"b2"})))
    assert {(b.withheld | b.revoked, b.issues) for b in found} == {
        (frozenset(), frozenset({"arms", "trade", "talks"})),
        (frozenset({"b2"}), frozenset({"talks"})),
        (frozenset({"b1"}), frozenset({"trade"})),
        (frozenset({"b1", "b2"}), frozenset({"trade", "talks"})),
    }
    (only,) = breaches(deal, "A", frozenset({"a2"}), frozenset({"b2"}))
    assert only.state == {"a2", "b2"}


def test_a_breakdown_revokes_the_scope_and_keeps_what_it_must() -> None:
    every = frozenset({"a1", "a2", "b1", "b2"})
    assert breakdown(mixed(), every, {"talks"}) == {"a2"}
    assert breakdown(mixed(scope=same_issue(MIXED)), every, {"arms"}) == {"a2", "b1", "b2"}
    matrix = {"arms": {"trade"}, "trade": {"arms", "talks"}, "talks": set()}
    assert breakdown(mixed(scope=matrix), every, {"arms"}) == {"a1", "a2", "b2"}
    assert breakdown(mixed(scope=matrix), every, {"talks"}) == every
    assert breakdown(mixed(scope=matrix), every, {"arms", "trade"}) == {"a2"}
    needs_one = mixed(feasible=lambda state: "a2" not in state or bool(state & {"b1", "b2"}))
    assert breakdown(needs_one, every, {"arms"}) == {"a2", "b1"}
    needs_two = mixed(feasible=lambda state: "a1" in state or {"b1", "b2"} <= state)
    assert breakdown(needs_two, every, {"arms"}) == {"a1", "a2"}


def test_a_breach_into_an_infeasible_state_is_impossible() -> None:
    needs_a = mixed(feasible=lambda state: "b1" not in state or "a1" in state)
    found = list(breaches(needs_a, "A", START, frozenset({"a1", "b1"})))
    assert [breach.withheld for breach in found] == [frozenset()]


def test_exposure_counts_what_others_withhold_and_revoke() -> None:
    deal = hostage_triangle(HALF, "NRF")
    aid_last, aid_first = triangle_path(0, 3, 7), triangle_path(0, 4, 7)
    assert exposure(deal, aid_last, "A") == Fraction(5, 2)
    assert exposure(deal, aid_first, "A") == Fraction(5, 2)  # B can stop paying at the last step
    assert exposure(deal, aid_last, "B") == 0
    assert exposure(deal, aid_first, "B") == 1
    assert step_exposure(deal, "B", *[frozenset("NR"), frozenset("F")]) == -3
    for cap, kept in ((Fraction(1), True), (1 - TINY, False)):
        capped = replace(deal, caps={"B": cap})
        assert holds(capped, aid_first) is kept


def test_exposure_is_to_what_others_can_do_and_that_can_be() -> None:
    gains = {
        "A": {"a1": 3, "a2": 3, "b1": 2, "b2": 1},
        "B": dict.fromkeys(["a1", "a2", "b1", "b2"], 0),
    }
    worth = additive({i: {m: Fraction(x) for m, x in of.items()} for i, of in gains.items()})
    free = mixed(worth=worth)
    x, step = frozenset({"a1", "b1"}), frozenset({"a2", "b2"})
    assert step_exposure(free, "A", x, step) == -6  # A's own measures stay
    assert step_exposure(free, "B", x, step) == 0
    bound = mixed(worth=worth, feasible=lambda state: not state or bool(state & {"b1", "b2"}))
    assert step_exposure(bound, "A", x, step) == -7


def test_a_table_of_worths_says_the_same_as_a_function() -> None:
    deal = hostage_triangle(HALF, "NRF")
    assert frontier(replace(deal, worth=table(deal))) == frontier(deal)


def bystander(worth_of_a: dict[str, float], **changes: object) -> Deal:
    """B takes lasting N and M and reversible R at no cost; A, who has no measure, can walk out."""
    lasting = [Measure(name, "B", False, name) for name in "NM"]
    measures = (*lasting, Measure("R", "B", True, "R"))
    worth = {
        state: {"A": Fraction(worth_of_a.get("".join(sorted(state)), -99)), "B": Fraction(0)}
        for state in subsets("NMR")
    }
    return Deal(("A", "B"), measures, worth, both(HALF), linked(measures), **changes)  # type: ignore[arg-type]


def test_more_patience_can_break_a_road_map() -> None:
    """A does well for two periods and badly after them: W(1) = 4 - 3d^2 against 4 - 2d."""
    deal = bystander({"": 2, "R": 4, "NR": 4, "MNR": 1, "N": 0, "MN": 0})
    path = (START, frozenset("R"), frozenset("NR"), frozenset("MNR"))
    for d in (Fraction(1, 10), HALF, Fraction(2, 3)):
        assert patience_holds(deal, path, "A", d)
    for d in (Fraction(2, 3) + TINY, Fraction(9, 10)):
        assert not patience_holds(deal, path, "A", d)


def test_a_quicker_answer_can_break_a_road_map() -> None:
    """A must pass through a state that is worse for it than its breakdown."""
    deal = bystander({"": -3, "NR": -2, "N": 0, "MNR": -0.5, "MN": -1}, most=2)
    path = (START, frozenset("NR"), frozenset("MNR"))
    assert not holds(deal, path)
    assert holds(replace(deal, lag={"A": 2}), path)


def test_the_frontier_drops_what_is_worse_for_one_and_the_same_for_the_others() -> None:
    deal = bystander({"": 0, "R": 1, "N": 2, "M": 2}, targets=lambda state: len(state) == 1)
    assert len([path for path in all_road_maps(deal) if holds(deal, path)]) == 3
    assert set(frontier(deal)) == {(Fraction(1), Fraction(0))}


def test_corridors_keep_to_stable_states() -> None:
    deal = hostage_triangle(HALF, "NRF", most=1, together=())
    every = set(table(deal))
    assert corridor(deal, every) == (3, 3)
    assert corridor(replace(deal, most=3, together=("AB",)), every) == (0, 1)
    assert corridor(deal, every - {frozenset("NR")} - {frozenset("NF")} - {frozenset("RF")}) is None


def test_payments_hold_a_deal_whose_gains_are_uneven_but_make_none() -> None:
    uneven, path = hostage_triangle(Fraction(9, 10), "NF"), triangle_path(0, 5)
    assert not holds(uneven, path) and payments_feasible(uneven, path)
    capped = replace(uneven, caps={"A": Fraction(1)})
    assert not payments_feasible(capped, path)  # A loses 2 if B does not pay
    lasting = costly_pair(1, reversible=False, patience=Fraction(9, 10))
    assert not payments_feasible(lasting, (START, frozenset({"A0", "B0"})))
