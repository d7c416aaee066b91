"""Questions that have no answer get an error, not a number."""

from __future__ import annotations

from dataclasses import replace

import pytest

import standoff as so
from standoff.errors import ModelError, StandoffError, UnknownName
from standoff.model import Reading

KNOWN = so.load("chicken")


def test_a_party_without_preferences() -> None:
    name, *_ = KNOWN.party_ids
    silent = replace(KNOWN, preferences={p: w for p, w in KNOWN.preferences.items() if p != name})
    with pytest.raises(ModelError, match="has no preferences"):
        so.robustness(silent)
    with pytest.raises(ModelError, match="has no preferences"):
        so.hinges(silent, so.Holds("YY"))
    with pytest.raises(StandoffError, match="no reading has preferences for every party"):
        so.readings(silent)


def test_a_state_that_no_reading_knows() -> None:
    other = replace(KNOWN, readings={"other": Reading()})
    for asked in (so.Holds("typo"), so.Heading("typo")):
        with pytest.raises(UnknownName, match="unknown state 'typo'"):
            so.readings(other, [asked])
        with pytest.raises(UnknownName, match="unknown state 'typo'"):
            so.difference(other, "base", "other", asked)


def test_readings_that_agree_leave_nothing_to_account_for() -> None:
    other = replace(KNOWN, readings={"other": Reading()})
    found = so.difference(other, "base", "other", so.Holds("YN", "nash"))
    assert found.accounts is None and found.pivotal is None and found.units == ()
    assert "On this they agree" in found.lines()[-1]


@pytest.mark.parametrize("seed", [-1, 1 << 128])
def test_a_seed_has_its_range(seed: int) -> None:
    with pytest.raises(StandoffError, match="is not between"):
        so.robustness(KNOWN, seed=seed)


def test_the_numbers_of_a_search_have_their_range() -> None:
    with pytest.raises(StandoffError, match="precision"):
        so.robustness(KNOWN, precision=-1)
    with pytest.raises(StandoffError, match="no design is named"):
        so.robust_designs(KNOWN, "YY", designs=[])
    with pytest.raises(UnknownName, match="unknown design 'x'"):
        so.robust_designs(KNOWN, "YY", method="walk-away").probability("x")
