"""Terms of road maps with every key of the file."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from standoff.model import Design, GivenMap, Order, Retaliation, Terms, When, Worth
from standoff.model.terms import Groups


@st.composite
def terms(
    draw: st.DrawFn,
    texts: st.SearchStrategy[str],
    parties: list[str],
    options: list[str],
    worths: st.SearchStrategy[Any],
    citations: st.SearchStrategy[Any],
) -> Terms:
    """Terms whose steps are some of the options, or all where none is listed."""
    steps = draw(st.just([]) | st.lists(st.sampled_from(options), min_size=1, unique=True))
    measures = steps or options
    issues = _in_groups(draw, measures)
    names = draw(st.lists(texts, min_size=len(issues), max_size=len(issues), unique=True))
    placed = {name for group in issues for name in group}
    known = [*names, *(name for name in measures if name not in placed)]
    unit = draw(texts)
    designs = draw(st.dictionaries(texts, _designs(texts, parties, measures, known, citations)))
    given = st.sampled_from(["", *designs])
    several = st.builds(lambda d: _in_groups(d.draw, measures) or ((measures[0],),), st.data())
    given_map = st.builds(GivenMap, several, given, texts, citations)
    return Terms(
        draw(texts),
        tuple(steps),
        draw(texts),
        {party: Worth(entries, unit) for party, entries in draw(worths).items()},
        draw(_by(parties, st.floats(0, 1, exclude_min=True, exclude_max=True))),
        draw(_by(parties, st.integers(1, 9))),
        draw(_by(parties, st.floats(0, 1e9))),
        draw(_together(parties)),
        draw(st.integers(1, 9)),
        dict(zip(names, issues, strict=True)),
        draw(_retaliation(known)),
        designs,
        draw(st.dictionaries(texts, given_map, max_size=2)),
    )


def _by(parties: list[str], values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(st.sampled_from(parties), values)


def _together(parties: list[str]) -> st.SearchStrategy[Groups]:
    group = st.lists(st.sampled_from(parties), unique=True).map(tuple)
    return st.just((tuple(parties),)) | st.lists(group, max_size=3).map(tuple)


def _retaliation(issues: list[str]) -> st.SearchStrategy[Any]:
    others = st.lists(st.sampled_from(issues), unique=True).map(tuple)
    return st.sampled_from(Retaliation) | st.dictionaries(st.sampled_from(issues), others)


@st.composite
def _designs(
    draw: st.DrawFn,
    texts: st.SearchStrategy[str],
    parties: list[str],
    measures: list[str],
    issues: list[str],
    citations: st.SearchStrategy[Any],
) -> Design:
    """Designs whose order and phases agree, because both come from one row of groups."""
    groups = _in_groups(draw, measures)
    place = {name: k for k, group in enumerate(groups) for name in group}
    pair = st.tuples(st.sampled_from(sorted(place)), st.sampled_from(sorted(place)))
    pairs = draw(st.lists(pair, max_size=3)) if place else []
    words = [When.WITH if place[a] == place[b] else When.BEFORE for a, b in pairs]
    ordered = [sorted(pair, key=place.__getitem__) for pair in pairs]
    return Design(
        draw(texts),
        draw(texts),
        draw(citations),
        tuple(Order(a, when, b) for (a, b), when in zip(ordered, words, strict=True)),
        groups if draw(st.booleans()) else (),
        draw(st.none() | _retaliation(issues)),
        draw(st.none() | _together(parties)),
        draw(st.none() | st.integers(1, 9)),
        draw(_by(parties, st.integers(1, 9))),
        draw(_by(parties, st.floats(0, 1e9))),
    )


def _in_groups(draw: st.DrawFn, measures: list[str]) -> Groups:
    """Draw groups of different measures, none empty; some measures stay outside."""
    kept = draw(st.lists(st.sampled_from(measures), unique=True))
    cuts = sorted(draw(st.sets(st.integers(1, max(1, len(kept))))))
    ends = zip([0, *cuts], [*cuts, len(kept)], strict=True)
    return tuple(tuple(kept[a:b]) for a, b in ends if kept[a:b])
