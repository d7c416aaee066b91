"""Errors keep what they say on their way from another process."""

from __future__ import annotations

import pickle

import pytest

from standoff.errors import FileError, FormulaError, ModelError, StandoffError, unknown


@pytest.mark.parametrize(
    "error",
    [
        StandoffError("it is so", "do this"),
        ModelError(("rules", 0), "it is so", "do this", 3),
        FileError("a.yaml", "it is so", "do this", 1, 2),
        FormulaError("it is so", 4),
        unknown("party", "ukk", ["uk"]),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_survives_pickling(error: StandoffError) -> None:
    back = pickle.loads(pickle.dumps(error))
    assert (type(back), str(back), vars(back)) == (type(error), str(error), vars(error))
