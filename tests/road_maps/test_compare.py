"""Rival designs side by side: shares of sampled worths, patience, payments, and the table."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from io import StringIO
from random import Random
from typing import Any

import numpy as np
import pytest
from rich.console import Console

import standoff as so
from standoff.errors import StandoffError
from standoff.model import Reversible, Standoff, WorthTerm
from standoff.model.terms import Design
from standoff.road_maps import linear
from standoff.road_maps.compare import Comparison, Rival
from standoff.road_maps.deal import FloatArray
from standoff.road_maps.linear import share
from standoff.road_maps.scan import GRID

from ..oracle.road_maps import by_definition as oracle
from ..oracle.road_maps.deal import Deal, Path, deal_from_model
from ..oracle.road_maps.random_deals import Case, random_case
from ..oracle.road_maps.search import payments_feasible
from .known_models import SAME_ISSUE, costly_pair, exact, in_turn, is_certified, triangle

DESIGNS = {
    "any order": Design(),
    "aid first": in_turn(("b.F", "a.N", "a.R")),
    "arms first": in_turn(("a.N", "b.F"), ("a.R", "b.F")),
    "issue by issue": Design(retaliation=SAME_ISSUE),
}


def ranged(patience: float = 0.6, half: float = 1.0) -> Standoff:
    """The hostage triangle with a range of worths around each, and designs."""
    model = triangle(patience, designs=DESIGNS)
    assert model.road_map is not None
    worth = {
        i: replace(
            w, terms=tuple(replace(t, low=t.low - half, high=t.high + half) for t in w.terms)
        )
        for i, w in model.road_map.worth.items()
    }
    return replace(model, road_map=replace(model.road_map, worth=worth))


def rivals(model: Standoff, to: str, **asked: Any) -> dict[str, Rival]:
    found = so.compare(model, to, **asked)
    assert isinstance(found, Comparison)
    return {rival.name: rival for rival in found.rivals}


# Sampled worths


class Draws:
    """The worths drawn, kept as they go by."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.of: list[FloatArray] = []
        draw = linear.sampled

        def kept(terms: tuple[WorthTerm, ...], count: int, rng: np.random.Generator) -> FloatArray:
            self.of.append(draw(terms, count, rng))
            return self.of[-1]

        patch.setattr(linear, "sampled", kept)


def with_worths(model: Standoff, amounts: list[FloatArray], k: int) -> Standoff:
    """The model with the k-th draw of worths for its ranges."""
    assert model.road_map is not None
    worth = {
        i: replace(
            model.road_map.worth[i],
            terms=tuple(
                replace(term, low=float(x), high=float(x))
                for term, x in zip(model.road_map.worth[i].terms, of[:, k], strict=True)
            ),
        )
        for i, of in zip(model.party_ids, amounts, strict=True)
    }
    return replace(model, road_map=replace(model.road_map, worth=worth))


@pytest.mark.parametrize("method", ["discounted", "walk-away"])
@pytest.mark.parametrize("patience", [0.6, 0.45])
def test_the_share_of_worths_is_what_counting_gives(
    method: str, patience: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each draw is put in the model, and the road maps shown are judged by the definition.

    At .45 none is found for the middle of the ranges; then the one that comes closest is.
    """
    model, count = ranged(patience), 40
    draws = Draws(monkeypatch)
    found = rivals(model, "NRF", method=method, samples=count, seed=3)
    judge = oracle.holds if method == "discounted" else oracle.walk_away_holds
    assert len(draws.of) == 2 * len(found)
    shares = set()
    for rival, first in zip(found.values(), range(0, len(draws.of), 2), strict=True):
        amounts = draws.of[first : first + 2]
        assert all(np.array_equal(a, b) for a, b in zip(amounts, draws.of[:2], strict=True))
        shown = [m.course.states for m in rival.found.maps or [rival.best] if m is not None]
        held = 0
        for k in range(count):
            plain = deal_from_model(with_worths(model, amounts, k), "NRF", rival.name)
            names = [m.name for m in plain.measures]
            held += any(judge(plain, named(names, states)) for states in shown)
        assert rival.holds_in is not None and rival.holds_in[0] == exact(held / count)
        shares.add(held)
    assert len(shares) > 1


def named(names: list[str], states: tuple[int, ...]) -> Path:
    return tuple(frozenset(n for k, n in enumerate(names) if state >> k & 1) for state in states)


def test_worths_are_drawn_evenly_from_their_ranges(monkeypatch: pytest.MonkeyPatch) -> None:
    model = ranged(half=1.5)
    draws = Draws(monkeypatch)
    rivals(model, "NRF", designs=["any order"], samples=4000)
    assert model.road_map is not None
    for worth, amounts in zip(model.road_map.worth.values(), draws.of, strict=True):
        for term, row in zip(worth.terms, amounts, strict=True):
            assert (
                term.low <= row.min() < term.low + 0.02 < term.high - 0.02 < row.max() <= term.high
            )
            assert abs(row.mean() - (term.low + term.high) / 2) < 0.08
        assert np.abs(np.corrcoef(amounts) - np.eye(len(amounts))).max() < 0.08


def test_seeds_and_certain_worths() -> None:
    """The same seed gives the same share, another another; without ranges it is all or nothing."""
    one = [rivals(ranged(), "NRF", seed=s)["aid first"].holds_in for s in (1, 1, 2)]
    assert one[0] == one[1] != one[2]
    sure = rivals(triangle(0.6, designs=DESIGNS), "NRF", samples=50)
    assert sure["aid first"].holds_in is not None and sure["aid first"].holds_in[0] == 1
    assert sure["issue by issue"].holds_in is not None and sure["issue by issue"].holds_in[0] == 0


@pytest.mark.parametrize(("held", "count"), [(0, 40), (3, 40), (40, 40), (700, 1000)])
def test_the_interval_of_a_share(held: int, count: int) -> None:
    """Wilson (1927), Journal of the American Statistical Association 22, 209-212.

    The ends are the shares p at which the share found is 1.96 standard errors off, both ways.
    """
    found, low, high = share(np.arange(count) < held)
    assert found == held / count
    for p in (low, high):
        assert (found - p) ** 2 == exact(1.959964**2 * p * (1 - p) / count)
    assert low <= found <= high and (low < found or held == 0) and (found < high or held == count)


# Patience


def feasible_at(plain: Deal, paths: list[Path], d: float, method: str) -> bool:
    holds = oracle.holds if method == "discounted" else payments_feasible
    patient = replace(plain, patience=dict.fromkeys(plain.parties, Fraction(str(d))))
    return any(holds(patient, path) for path in paths)


def random_plans(seeds: range) -> list[tuple[Case, Deal, list[Path]]]:
    found = []
    for seed in seeds:
        case = random_case(Random(seed))._replace(design="plan")
        plain = deal_from_model(*case)
        paths = list(oracle.all_road_maps(plain))
        if 0 < len(paths) < 30:
            found.append((case, plain, paths))
    return found


@pytest.mark.parametrize(
    ("method", "seeds"), [("discounted", range(24)), ("payments", range(24, 34))]
)
def test_patience_is_what_scanning_gives(method: str, seeds: range) -> None:
    """At every discount factor tried, and between them wherever a road map is said to hold."""
    some = 0
    for case, plain, paths in random_plans(seeds):
        (rival,) = rivals(case.model, case.endgame, method=method, samples=1).values()
        said = rival.patience
        assert said is not None and said.undecided == ()
        for d in GRID:
            inside = any(low <= d <= high for low, high in said.holds)
            assert inside == feasible_at(plain, paths, d, method) == (d not in said.impossible)
        for low, high in said.holds:
            some += 0 < low < high
            inner = [low + (high - low) * part for part in (0.001, 0.37, 0.999)]
            assert all(feasible_at(plain, paths, d, method) for d in inner if 0 < d < 1)
    assert some > 2


def test_the_patience_of_known_designs() -> None:
    """Derived: B's F asks for 1/2 in any order; N and R by themselves for no less of A.

    Issue by issue a breach of F costs B nothing, so F is never kept.
    """
    found = rivals(triangle(0.9, designs=DESIGNS), "NRF")
    for name in ("any order", "aid first", "arms first"):
        said = found[name].patience
        assert said is not None and said.holds == ((exact(0.5), 1.0),)
        assert said.impossible == tuple(d for d in GRID if d < 0.5)
    said = found["issue by issue"].patience
    assert said is not None and (said.holds, said.impossible) == ((), GRID)


def test_no_patience_for_lasting_costs() -> None:
    """As in `test_published`: what is lasting and costly never holds, with payments or without."""
    model = costly_pair(2, Reversible.NO, 0.9, designs={"any order": Design()}, most=2)
    for method in ("discounted", "payments"):
        (rival,) = rivals(model, "deal", method=method, samples=1).values()
        assert rival.patience is not None
        assert (rival.patience.holds, rival.patience.impossible) == ((), GRID)


# The rest of a row


def test_a_row_is_what_the_search_says_of_the_design() -> None:
    model = ranged()
    for name, rival in rivals(model, "NRF", samples=10).items():
        alone = so.roadmaps(model, "NRF", design=name)
        assert rival.found.to_dict() == {**alone.to_dict(), "model": rival.found.to_dict()["model"]}
        assert all(is_certified(model, one) for one in rival.found.maps)
        if rival.paid is not None:
            assert is_certified(model, rival.paid)
    assert list(rivals(model, "NRF", designs=["arms first"], samples=10)) == ["arms first"]


def test_payments_are_none_where_none_are_needed() -> None:
    found = rivals(triangle(0.9, designs=DESIGNS), "NRF", samples=10)
    for name in ("any order", "aid first", "arms first"):
        paid = found[name].paid
        assert paid is not None and paid.transfers is not None
        assert paid.transfers.total == exact(0)


def test_what_cannot_be_compared() -> None:
    with pytest.raises(StandoffError, match="no designs to compare"):
        so.compare(triangle(0.9), "NRF")
    with pytest.raises(StandoffError, match="unknown design 'aid frist'"):
        so.compare(ranged(), "NRF", designs=["aid frist"])
    model = ranged()
    assert model.road_map is not None
    with pytest.raises(StandoffError, match="corridors are not compared"):
        so.compare(replace(model, preferences=model.road_map.worth), "NRF", method="corridor")


@pytest.mark.parametrize("to", ["NRF", "NF"])
def test_the_tables_fit_100_columns_with_words_whole(to: str) -> None:
    found = so.compare(ranged(), to, samples=10)
    out = StringIO()
    Console(file=out, width=100).print(found)
    lines = out.getvalue().splitlines()
    assert max(map(len, lines)) <= 100
    words = {word for line in lines for word in line.split()}
    for table in found.tables():
        for name, texts in zip(table.columns, table.texts(), strict=True):
            cells = [name, *texts] if any(texts) else []
            assert words >= {word for cell in cells for word in cell.split()}
