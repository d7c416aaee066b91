"""The published conflicts: equilibria, individual stability and moves as printed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from .conflict import Conflict, improvements
from .published import (
    chicken,
    elmira,
    elmira_merged,
    korea_2017_deterrence,
    korea_2017_original,
    korea_2017_pacifist,
    prisoners_dilemma,
)
from .stability import equilibria, marks
from .summary import reachable

# A case, its equilibria, and the states unstable for the US and for NK.
KOREA = [
    (
        korea_2017_original,
        {"seq": "0 5 10", "sim": "0 4 5 10", "smr": "0 4 5 10 12"},
        {"sim": ("2 6 14", "1 8 9 12 13"), "smr": ("2 6 14", "1 8 9 13")},
    ),
    (
        korea_2017_pacifist,
        {"seq": "0 4 5", "sim": "0 4 5", "smr": "0 2 4 5 8 10 12"},
        {"sim": ("2 6 10 14", "1 8 9 12 13"), "smr": ("6 14", "1 9 13")},
    ),
    (
        korea_2017_deterrence,
        {"seq": "0 5 10 12", "sim": "0 5 10 12", "smr": "0 5 10 12"},
        {"sim": ("2 4 6 14", "1 2 8 9 13"), "smr": ("2 4 6 14", "1 2 8 9 13")},
    ),
]


def test_prisoners_dilemma() -> None:
    assert equilibria(prisoners_dilemma(), "nash") == {"NN"}
    for concept in ("gmr", "smr", "seq", "sim"):
        assert equilibria(prisoners_dilemma(), concept) == {"NN", "YY"}


def test_chicken() -> None:
    assert equilibria(chicken(), "nash") == {"NY", "YN"}


def test_elmira() -> None:
    conflict = elmira_merged()
    assert len(elmira().states) == 12
    assert len(conflict.states) == 9
    for concept in ("nash", "seq"):
        assert equilibria(conflict, concept) == set("589")
    for concept in ("gmr", "smr"):
        assert equilibria(conflict, concept) == set("14589")
    assert reachable(conflict, "1", improving=True) == {"1", "5"}
    assert reachable(conflict, "1") == set("123456789")
    assert reachable(conflict, "8") == set("489")


@pytest.mark.parametrize(("case", "expected", "unstable"), KOREA)
def test_korea_2017(
    case: Callable[[], Conflict], expected: dict[str, str], unstable: dict[str, tuple[str, str]]
) -> None:
    conflict = case()
    for concept, states in expected.items():
        assert equilibria(conflict, concept) == set(states.split())
    for concept, parties in unstable.items():
        for party, states in zip(("us", "nk"), parties, strict=True):
            found = {s for s in conflict.states if (party, s) not in marks(conflict, concept)}
            assert found == set(states.split())


def test_korea_2017_improvements() -> None:
    conflict = korea_2017_original()
    us = {"10": "8 9", "4": "5", "14": "12 13", "2": "0 1", "6": "5 4"}
    nk = {"14": "6", "2": "6 14", "10": "6 14 2", "4": "0", "12": "0 4", "1": "5", "13": "5 1"}
    nk |= {"8": "0 4 12", "9": "5 1 13"}
    for party, published in (("us", us), ("nk", nk)):
        for state in conflict.states:
            expected = set(published.get(str(state), "").split())
            assert improvements(conflict, party, state) == expected
