"""Fixtures of the tests of road maps."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(scope="module")
def just_road_maps() -> Iterator[None]:
    """Return all road maps found, and not why there is none, which takes most of the time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("standoff.road_maps.answers.SHORTLIST", 10**6)
        patch.setattr("standoff.road_maps.answers._shortfall", lambda *_: (None, None, ()))
        yield
