"""The checker of certificates: it passes good ones and names what was tampered with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from standoff.model import Endgame, Formula, Option, Party, Reversible, Standoff, Worth, WorthTerm
from standoff.model.terms import Design, Order, Retaliation, Terms, When

from .certificate import recheck, written
from .deal import deal_from_model
from .random_deals import Case
from .search import payments_feasible

Certificate = dict[str, Any]


def summit(gift: float = 5.0) -> Case:
    """A gives up arms for good and pauses tests, both in place today the other way; B pays."""
    a = Party("a", options=(Option("disarm", reversible=Reversible.NO), Option("test")))
    b = Party("b", options=(Option("aid"), Option("talk")))

    def worth(disarm: float, pause: float, aid: float) -> Worth:
        rows = [("a.disarm", disarm), ("not a.test", pause), ("b.aid", aid)]
        return Worth(tuple(WorthTerm(Formula(text), x, x) for text, x in rows))

    terms = Terms(
        steps=("a.disarm", "a.test", "b.aid"),
        worth={"a": worth(-2, -0.5, gift), "b": worth(4, 2, -1)},
        patience={"a": 0.5, "b": 0.5},
        exposure={"b": 1},
        together=(("a", "b"),),
        most=2,
        designs={
            "aid last": Design(order=(Order("a.disarm", When.BEFORE, "b.aid"),)),
            "apart": Design(retaliation=Retaliation.SAME_ISSUE, most=1, together=()),
            "phased": Design(phases=(("b.aid",), ("a.disarm", "a.test")), exposure={"a": 3}),
        },
    )
    model = Standoff(
        title="Summit",
        parties=(a, b),
        status_quo=("a.test",),
        endgames={"deal": Endgame(state=("a.disarm", "b.aid"))},
        road_map=terms,
    )
    return Case(model, "deal", None)


AID, DISARM, PAUSE = "+b.aid", "+a.disarm", "-a.test"
ONE_BY_ONE = (
    frozenset[str](),
    frozenset({AID}),
    frozenset({AID, PAUSE}),
    frozenset({AID, PAUSE, DISARM}),
)


def test_a_deal_is_read_from_its_model() -> None:
    case = summit()
    deal = deal_from_model(case.model, "deal", "phased")
    assert [(m.name, m.owner, m.reversible) for m in deal.measures] == [
        (DISARM, "a", False),
        (PAUSE, "a", True),
        (AID, "b", True),
    ]
    assert deal.before == ((AID, DISARM), (AID, PAUSE))
    assert deal.caps == {"a": 3, "b": 1}
    assert deal.u("a", frozenset({AID, PAUSE})) == Fraction(9, 2)
    assert deal.targets(ONE_BY_ONE[-1]) and not deal.targets(ONE_BY_ONE[-2])
    apart = deal_from_model(case.model, "deal", "apart")
    assert apart.scope["b.aid"] == {"b.aid"} and apart.most == 1 and apart.together == ()


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda c: c.update(format=2), "unknown format 2"),
        (lambda c: c.pop("steps"), "missing: steps"),
        (lambda c: c.update(steps=[]), "one step at least"),
        (lambda c: c.update(method="guess"), "unknown method guess"),
        (lambda c: c.update(endgame="war"), "unknown endgame war"),
        (lambda c: c.update(design="none"), "unknown design none"),
        (lambda c: c.update(design="aid last"), "step 1 is not allowed"),
        (lambda c: c.update(start=[]), "does not start from the status quo"),
        (lambda c: c.update(patience={"a": 0.5}), "b has no patience"),
        (lambda c: c["patience"].update(a=1.0), "a has no patience between 0 and 1"),
        (lambda c: c["patience"].update(a=0.49), "a is better off by a breach at step 3"),
        (lambda c: c["patience"].update(b=0.49), "b is better off by a breach at the end"),
        (lambda c: c["steps"].pop(), "does not reach deal"),
        (lambda c: c["steps"].reverse(), "leads to another state"),
        (lambda c: c["steps"].append(c["steps"][0]), "step 4 is not allowed"),
        (lambda c: c["steps"][0].update(measures=["-b.aid"]), "no measure ['-b.aid']"),
        (lambda c: c["steps"][0].update(measures=[AID, AID]), "lists a measure twice"),
        (lambda c: c["steps"][0].update(parties=["a"]), "taken by other parties"),
        (lambda c: c["steps"][2].update(taken=["b.aid"]), "step 3 leads to another state"),
        (lambda c: c.update(method="payments"), "not payments for each party"),
    ],
)
def test_the_checker_finds_what_was_tampered_with(
    change: Callable[[Certificate], object], complaint: str
) -> None:
    case = summit()
    certificate = written(*case, ONE_BY_ONE)
    assert recheck(case.model, certificate) == []
    broken = deepcopy(certificate)
    change(broken)
    assert any(complaint in found for found in recheck(case.model, broken))


def test_the_checker_goes_by_the_model_and_not_by_the_certificate() -> None:
    certificate = written(*summit(), ONE_BY_ONE)
    assert any("a is better off" in found for found in recheck(summit(4.9).model, certificate))
    case = summit()
    assert case.model.road_map is not None
    wary = replace(case.model.road_map, exposure={"b": 0.9})
    found = recheck(replace(case.model, road_map=wary), certificate)
    assert found == [f"b is exposed beyond its cap at step {t}, by 0.1" for t in (1, 2, 3)]
    assert recheck(replace(case.model, road_map=None), certificate) != []


def test_payments_are_checked_to_the_last_period() -> None:
    """At patience .49 B is .02 short at the last step and after it; with 6 of aid A can pay."""
    case = summit(6)
    certificate = written(*case, ONE_BY_ONE, "payments")
    certificate["patience"] = {"a": 0.49, "b": 0.49}
    impatient = replace(deal_from_model(*case), patience=dict.fromkeys("ab", Fraction("0.49")))
    assert payments_feasible(impatient, ONE_BY_ONE)

    def complaints(a: Sequence[float], b: Sequence[float]) -> list[str]:
        return recheck(case.model, {**certificate, "payments": {"a": a, "b": b}})

    end, early, none = [0, 0, 0, 0, 0.05], [0, 0, 0, 0.5, 0], [0, 0, 0, 0, 0]
    assert complaints([-x for x in end], end) == []
    assert complaints(none, none) == [
        "b is better off by a breach at step 3, by 0.02",
        "b is better off by a breach at the end, by 0.02",
    ]
    late = complaints([-x for x in early], early)
    assert late == ["b is better off by a breach at the end, by 0.02"]
    assert complaints(none, end) == ["the payments of period 4 sum to 0.05, not to 0"]
    assert complaints([-1, 0, 0, 0, -0.05], end) == ["the payments of period 0 sum to -1, not to 0"]
    assert complaints(none[:4], end) == ["payments are due in 5 periods"]
    assert complaints([float("nan")] * 5, end) == ["a payment is not a number"]


def test_a_corridor_is_checked_for_stability_where_it_is_known() -> None:
    case = summit()
    certificate = written(*case, ONE_BY_ONE, "corridor")
    assert recheck(case.model, certificate) == []
    stable = [frozenset({"a.test", "b.aid"}), frozenset({"a.disarm", "b.aid"})]
    assert recheck(case.model, certificate, stable) == [
        "the state after step 2 is not stable for every party"
    ]
