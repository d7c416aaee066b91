"""Theorems about classes of deals, on random deals of the class, and a counter-example to one."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import standoff as so
from standoff.model import Endgame, Reversible, Standoff
from standoff.model.terms import Design, Order, Retaliation, Terms, When

from ..oracle.road_maps.deal import after, deal_from_model, measures_of, options_taken
from ..oracle.road_maps.random_deals import Case, random_case
from .known_models import Gains, exact, is_certified, standoff

pytestmark = pytest.mark.usefixtures("just_road_maps")
cases = st.integers(0, 10**9).map(lambda seed: random_case(Random(seed)))
amounts = st.floats(0.1, 3)


@st.composite
def additive(draw: st.DrawFn, direction: Reversible, benefit: st.SearchStrategy[float]) -> Standoff:
    """Measures, each of which costs its owner something and is worth `benefit` to each other."""
    names = "abc"[: draw(st.integers(2, 3))]
    owners = draw(st.lists(st.sampled_from(names), min_size=2, max_size=4))
    options = {f"{i}.m{k}": direction for i in names for k, o in enumerate(owners) if o == i}
    worths: dict[str, Gains] = {
        i: {m: -draw(amounts) if m[0] == i else draw(benefit) for m in options} for i in names
    }
    patience = {i: draw(st.floats(0.05, 0.999)) for i in names}
    most = draw(st.integers(1, 4))
    return standoff(options, worths, patience, most=most)


@given(
    model=additive(Reversible.NO, st.floats(-2, 9)),
    method=st.sampled_from(("discounted", "payments", "walk-away")),
)
def test_no_road_map_of_lasting_costs(model: Standoff, method: str) -> None:
    """Who takes the last costly measure could save its cost for ever, and nothing would follow.

    Derived. Payments do not help: after the last step walking out costs nothing, so nobody pays
    anything from that step on, and the last movers are not paid for what they could save.
    """
    assert so.roadmaps(model, "deal", method=method).status == "impossible"


def freed(case: Case) -> Standoff:
    """The model with everything reversible and linked, one step for all at will, and no rules."""
    model = case.model
    parties = (
        replace(p, options=tuple(replace(o, reversible=Reversible.YES) for o in p.options))
        for p in model.parties
    )
    found = replace(model, parties=tuple(parties), rules=())
    assert found.road_map is not None
    assert found.status_quo is not None
    measures = measures_of(found, found.road_map, options_taken(found, found.status_quo))
    everything = after(options_taken(found, found.status_quo), frozenset(m.name for m in measures))
    patience = dict.fromkeys(found.party_ids, 0.9999)
    together = (found.party_ids,)
    return replace(
        found,
        endgames={"all": Endgame(state=tuple(n for n in found.options if n in everything))},
        road_map=replace(
            found.road_map,
            patience=patience,
            exposure={},
            together=together,
            most=9,
            retaliation=Retaliation.LINKED,
            designs={},
        ),
    )


@given(case=cases)
def test_patience_keeps_whatever_all_prefer_where_all_can_be_undone(case: Case) -> None:
    """Friedman (1971): what every party prefers to the breakdown holds once all are patient.

    Here breakdown is the status quo. Where some party prefers that, nothing keeps it.
    """
    model = freed(case)
    assert model.road_map is not None and model.status_quo is not None
    plain = deal_from_model(model, "all")
    whole = frozenset(m.name for m in plain.measures)
    gains = [plain.u(i, whole) - plain.u(i, frozenset()) for i in plain.parties]
    assume(0 not in gains)
    for method in ("discounted", "walk-away"):
        found = so.roadmaps(model, "all", method=method)
        assert found.status == ("found" if min(gains) > 0 else "impossible")
        assert all(is_certified(model, one) for one in found.maps)


@given(model=additive(Reversible.YES, st.floats(0, 9)), lag=st.integers(2, 4))
def test_quicker_answers_lose_nothing_where_a_breakdown_is_worse_than_any_gift(
    model: Standoff, lag: int
) -> None:
    """Derived, for linked reversible measures that cost their owner and hurt nobody else.

    Keeping back all of its own leaves a party no worse off than the breakdown, which is the status
    quo; so its best breach is worth the less the sooner it is answered.
    """
    slow = with_lag(model, {model.party_ids[0]: lag})
    if so.roadmaps(slow, "deal").status == "found":
        assert so.roadmaps(model, "deal").status == "found"


def with_lag(model: Standoff, lag: dict[str, int]) -> Standoff:
    assert isinstance(model.road_map, Terms)
    return replace(model, road_map=replace(model.road_map, lag=lag))


def bystander(values: Gains, **terms: Any) -> Standoff:
    """B takes lasting N and M and reversible R at no cost; A can only walk out.

    `values` says what A has of the states; of all others, -99.
    """
    options = {"b.N": Reversible.NO, "b.M": Reversible.NO, "b.R": Reversible.YES}
    gains = {
        " and ".join(f"b.{m}" if m in held else f"not b.{m}" for m in "NMR"): values.get(held, -99)
        for held in ("", "N", "M", "R", "NM", "NR", "MR", "NMR")
    }
    return standoff(options, {"a": gains, "b": {"b.N": 0.0}}, 0.5, **terms)


@pytest.mark.parametrize(
    ("lag", "slack", "status"), [(1, -0.25, "impossible"), (2, 0.25, "found"), (3, 0.5, "found")]
)
def test_a_quicker_answer_can_break_a_road_map(lag: int, slack: float, status: str) -> None:
    """The counter-example to "less lag never loses a road map": an answer that A would like.

    From N and R, worth -2, A comes to -.5 if it goes on, and to N alone, worth 0, if it walks out
    and R is stopped. The later it is stopped, the less walking out is worth.
    """
    values = {"": -3.0, "NR": -2.0, "N": 0.0, "NMR": -0.5, "NM": -1.0}
    tied = {"tied": Design(order=(Order("b.N", When.WITH, "b.R"),))}
    model = bystander(values, most=1, lag={"a": lag}, designs=tied)
    found = so.check_roadmap(model, [("b.N", "b.R"), ("b.M",)], design="tied")
    (first,) = (c.slack for c in found.constraints if (c.party, c.step) == (0, 1))
    assert (first, found.holds) == (exact(slack), status == "found")
    assert so.roadmaps(model, "deal", design="tied").status == status


def test_patience_can_hurt() -> None:
    """Derived: A does well for two periods and badly after; it stays while 4 - 3d^2 >= 4 - 2d."""
    model = bystander({"": 2.0, "R": 4.0, "NR": 4.0, "NMR": 1.0, "N": 0.0, "NM": 0.0})
    found = so.check_roadmap(model, [("b.R",), ("b.N",), ("b.M",)])
    assert found.patience[0] == ((0.0, exact(2 / 3)),)
    for d, status in ((0.66, "found"), (0.67, "impossible")):
        assert so.roadmaps(model, "deal", patience=d).status == status
