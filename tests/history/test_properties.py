"""What holds of every record in every model: random walks of random models."""

from __future__ import annotations

import csv
import tempfile
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from standoff.history.ask import backtest
from standoff.history.record import Move
from standoff.history.result import Backtest
from standoff.history.shares import IMPROVED
from standoff.model import Standoff
from standoff.stability import GraphModel
from standoff.states.words import changed
from standoff.testing import conditional_standoffs, option_standoffs

MODELS = option_standoffs() | conditional_standoffs()


@st.composite
def walks(draw: st.DrawFn, improving: bool = False) -> tuple[Standoff, list[Move]]:
    """A model, and moves one after another from its status quo, days or weeks apart."""
    model = draw(MODELS)
    graph = GraphModel(model)
    relations = graph.improvements if improving else graph.moves
    assert model.status_quo is not None
    state, day, found = graph.space.index(model.status_quo), date(2000, 1, 1), []
    for _ in range(draw(st.integers(1, 6))):
        ends = [(i, int(t)) for i, r in enumerate(relations) for t in r.arcs(np.array([state]))[1]]
        if not ends:
            break
        party, target = draw(st.sampled_from(ends))
        up, down = changed(*graph.space.describe([state, target])) or ([], [])
        found.append(Move(str(day), model.party_ids[party], tuple(up), tuple(down), "log"))
        state, day = target, day + timedelta(draw(st.sampled_from([0, 1, 9, 40])))
    assume(found)
    return model, found


def asked(model: Standoff, moves: list[Move], **more: object) -> Backtest:
    return backtest(model, moves, resamples=20, **more)  # type: ignore[arg-type]


@given(walks(improving=True))
def test_a_record_of_improvements_is_right_in_every_move(case: tuple[Standoff, list[Move]]) -> None:
    moves = asked(*case).accounts[0].seen.moves
    assert moves.improved.model.all()
    assert moves.left["nash"].model.all()
    assert (moves.likely.model > 0).all()
    assert (moves.likely.random > 0).all()


@given(walks())
def test_the_theorems_among_the_concepts(case: tuple[Standoff, list[Move]]) -> None:
    """Nash stable is SEQ stable is GMR stable, and Nash stable is SMR stable is GMR stable."""
    seen = asked(*case).accounts[0].seen
    left = {concept: tally.model for concept, tally in seen.moves.left.items()}
    for weak, middle in (("gmr", "seq"), ("gmr", "smr")):
        assert (left[weak] <= left[middle]).all()
        assert (left[middle] <= left["nash"]).all()
        assert seen.days["nash"] <= seen.days[middle] <= seen.days[weak]
    assert (seen.moves.improved.model <= left["nash"]).all()
    assert (seen.moves.likely.model <= seen.moves.improved.model).all()


@given(walks(), st.integers(-5, 60), st.sampled_from(["week", "month"]))
def test_the_parts_make_up_the_whole(
    case: tuple[Standoff, list[Move]], days: int, every: str
) -> None:
    split = str(date(2000, 1, 1) + timedelta(days))
    whole, parts = asked(*case, every=every), asked(*case, every=every, split=split)
    for share in whole.shares:
        own = [p for p in parts.shares if (p.asked, p.concept) == (share.asked, share.concept)]
        for one in (share, *own):
            assert one.over_random.value == pytest.approx(one.model.value - one.random)
            assert one.over_nothing.value == pytest.approx(one.model.value - one.nothing)
        assert sum(p.n for p in own) == share.n
        for kind in ("model", "over_random", "over_nothing"):
            mean = sum(p.n * getattr(p, kind).value for p in own) / share.n
            assert mean == pytest.approx(getattr(share, kind).value)


@given(walks())
def test_a_file_says_the_same(case: tuple[Standoff, list[Move]]) -> None:
    model, moves = case
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "walk.csv")
        with path.open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(["source", "dropped", "taken", "party", "date"])
            for m in moves:
                rows.writerow([m.source, " ; ".join(m.dropped), " ".join(m.taken), m.party, m.date])
        found = asked(model, path)  # type: ignore[arg-type]
    given_ = asked(model, moves)
    assert found.record.moves == given_.record.moves
    assert found.shares == given_.shares


@given(walks(), st.integers(0, 3))
def test_the_same_seed_gives_the_same_intervals(
    case: tuple[Standoff, list[Move]], seed: int
) -> None:
    assert asked(*case, seed=seed, block=1).shares == asked(*case, seed=seed, block=1).shares
    for share in asked(*case, seed=seed, block=1).shares:
        assert share.model.interval is None or share.n >= 2
        if share.asked == IMPROVED and share.model.interval:
            low, high = share.model.interval
            assert 0 <= low <= high <= 1
