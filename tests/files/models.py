"""Whole models with parts of every kind, and with texts that YAML could take for something else."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import strategies as st

from standoff.model import (
    AnyOrder,
    Citation,
    Claim,
    Claims,
    Distribution,
    Endgame,
    Expert,
    Experts,
    NamedState,
    Option,
    Party,
    Preference,
    Ranking,
    Reading,
    Reversible,
    Rule,
    Scores,
    Source,
    Standoff,
    StateRef,
    Weights,
    Worth,
    WorthTerm,
)
from standoff.model.premises import places_in
from standoff.testing import formulas, graph_standoffs
from standoff.testing.preferences import correlations

from .road_maps import terms

AWKWARD = [
    *(
        "",
        "5",
        "-1.5e3",
        "0x1F",
        "1_000",
        "12:30",
        "2006-07-04",
        "null",
        "~",
        "true",
        "no",
        "Y",
        "on",
    ),
    *(
        "a: b",
        "a #b",
        "# a",
        "- a",
        "? a",
        "[a",
        "{a}",
        "*a",
        "&a",
        "!a",
        "!!str",
        "%a",
        "@a",
        "`a",
    ),
    *("it's", 'say "no"', "'", '"', "\\", "a\\nb", "|", ">", ">-", "---", "...", "=", "<<", ","),
    *(" lead", "trail ", "two\nlines", "\n", "a\n\n  b\n", "\ttab", "tab\t", "a\r\nb", "cr\rx"),
    *("é", "北京", "😀", "\u2028", "\x85", "\x07", "\x00", "\ufeff", "a" * 300, "word " * 60),
]
texts = st.sampled_from(AWKWARD) | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
names = st.sampled_from(["a", "b2", "_c", "Ä", "yes", "null", "e5", "north_korea", "Y", "x" * 40])
numbers = st.floats(-1e9, 1e9) | st.integers(-5, 5).map(float) | st.sampled_from([1e-9, 2e300])
directions = st.sampled_from(Reversible)
ids = texts.filter(lambda text: not re.fullmatch("(order_)?[1-9][0-9]*", text))
probability = st.floats(0, 1)


def several(part: st.SearchStrategy[Any], most: int = 3) -> st.SearchStrategy[tuple[Any, ...]]:
    """Tuples of at most `most` parts."""
    return st.lists(part, max_size=most).map(tuple)


def keyed(keys: st.SearchStrategy[str], part: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Mappings of at most three entries."""
    return st.dictionaries(keys, part, max_size=3)


@st.composite
def models(draw: st.DrawFn) -> Standoff:
    """Standoffs in option form with every key of the file; rankings need not be complete."""
    sources = draw(
        keyed(st.sampled_from(["accord", "a-b", "5", "null"]), st.builds(Source, *[texts] * 5))
    )
    place = texts.map(str.strip)
    citations = (
        several(st.builds(Citation, st.sampled_from(sorted(sources)), place), 2)
        if sources
        else st.just(())
    )
    parties = tuple(
        draw(st.lists(_parties(citations), min_size=1, max_size=3, unique_by=lambda p: p.id))
    )
    options = [f"{p.id}.{o.id}" for p in parties for o in p.options]
    define = {f"d{k}": f for k, f in enumerate(draw(several(formulas(options))))}
    formula = formulas([*options, *define])
    has_road_map = draw(st.booleans())  # which goes with no condition on moves and no merge
    if not has_road_map:
        parties = tuple(_with_conditions(draw, party, formula) for party in parties)
    vector = st.text("YN", min_size=len(options), max_size=len(options))
    taken = st.lists(st.sampled_from(options), unique=True).map(tuple)
    label = texts.filter(lambda text: text not in ("", "none") and not set(text) <= set("YN"))
    named = st.builds(NamedState, label, taken | vector, texts, texts)
    states = tuple(draw(st.lists(named, max_size=3, unique_by=lambda s: s.label)))
    labels = [s.label for s in states]
    merged = {} if has_road_map else draw(keyed(texts, formula))
    merge = {k: f for k, f in merged.items() if k not in labels}
    ref: st.SearchStrategy[StateRef] = (
        st.sampled_from([*labels, *merge, "Y" * len(options)]) | taken
    )
    rules = several(st.builds(Rule, formula, texts, citations))
    preferences = {p.id: draw(_preferences(options, formula, ref, citations)) for p in parties}
    dropped = draw(st.sets(st.sampled_from(sorted(preferences))))
    reading = st.builds(
        Reading,
        texts,
        texts,
        citations,
        keyed(st.sampled_from(sorted(preferences)), _preferences(options, formula, ref, citations)),
        rules,
        st.none() | ref,
        keyed(st.sampled_from(options), directions),
    )
    readings = draw(keyed(texts, reading))
    endgame = st.builds(Endgame, ref, st.none(), texts) | st.builds(
        Endgame, st.none(), formula, texts
    )
    worths = keyed(st.sampled_from(sorted(preferences)), _terms(formula, citations))
    road_map = terms(texts, list(preferences), options, worths, citations)
    kept = {k: v for k, v in preferences.items() if k not in dropped}
    places = [place.name for place in places_in(list(preferences), kept, {})]
    correlated = tuple(
        replace(c, because=draw(citations), about=draw(texts)) for c in draw(correlations(places))
    )
    return Standoff(
        draw(texts),
        parties,
        draw(texts),
        sources,
        define,
        draw(rules),
        draw(st.none() | ref),
        states,
        merge,
        None,
        kept,
        {k: _reusing(draw, r, preferences) for k, r in readings.items()},
        draw(keyed(texts, endgame)),
        draw(road_map) if has_road_map else None,
        correlated,
    )


def _parties(citations: st.SearchStrategy[Any]) -> st.SearchStrategy[Party]:
    option = st.builds(Option, names, texts, texts, directions, because=citations)
    options = st.lists(option, min_size=1, max_size=3, unique_by=lambda o: o.id).map(tuple)
    return st.builds(Party, names, texts, texts, st.none(), options)


def _with_conditions(draw: st.DrawFn, party: Party, formula: st.SearchStrategy[Any]) -> Party:
    condition = st.none() | formula
    options = tuple(
        Option(o.id, o.name, o.about, o.reversible, draw(condition), draw(condition), o.because)
        for o in party.options
    )
    return Party(party.id, party.name, party.about, draw(condition), options)


def _preferences(
    options: list[str],
    formula: st.SearchStrategy[Any],
    ref: st.SearchStrategy[StateRef],
    citations: st.SearchStrategy[Any],
) -> st.SearchStrategy[Preference]:
    single: st.SearchStrategy[Any] = (
        _claims(formula, citations)
        | st.builds(Ranking, several(several(ref)), citations)
        | st.builds(Weights, keyed(st.sampled_from(options), numbers), citations)
        | st.builds(Worth, _terms(formula, citations), texts)
        | st.lists(numbers).map(lambda found: Scores(np.array(found, dtype=float)))
        | st.lists(st.integers(-9, 9)).map(lambda found: Scores(np.array(found, dtype=np.int32)))
    )
    weight = st.floats(0, 1e9, exclude_min=True) | st.just(1.0)
    expert = st.builds(Expert, names, single, weight, citations, texts)
    experts = st.lists(expert, min_size=1, max_size=3, unique_by=lambda e: e.id)
    return single | experts.map(lambda found: Experts(tuple(found)))


@st.composite
def _claims(draw: st.DrawFn, formula: st.SearchStrategy[Any], citations: Any) -> Claims:
    """Claims with ids and chances; the last two or three may stand in any order."""
    claim = st.builds(_claim, formula, ids, citations, probability, texts, probability)
    claims = draw(st.lists(claim, max_size=4, unique_by=lambda c: c.id or object()))
    if len(claims) < 2 or draw(st.booleans()):
        return Claims(tuple(claims))
    first = draw(st.integers(0, len(claims) - 2))
    count = draw(st.integers(2, len(claims) - first))
    own = draw(ids.filter(lambda text: text not in {c.id for c in claims}) | st.just(""))
    chance = draw(st.none() | probability)
    order = AnyOrder(first, count, chance, own, draw(citations), draw(texts))
    return Claims(tuple(claims), (order,))


def _claim(wants: Any, name: str, because: Any, chance: float, about: str, rest: float) -> Claim:
    return Claim(wants, name, because, chance, about, rest * (1 - chance))


def _terms(formula: st.SearchStrategy[Any], citations: Any) -> st.SearchStrategy[Any]:
    spread = st.sampled_from(Distribution)
    term = st.builds(_term, formula, *[numbers] * 3, st.booleans(), spread, citations, texts, ids)
    return st.lists(term, max_size=3, unique_by=lambda t: t.id or object()).map(tuple)


def _term(
    condition: Any, a: float, b: float, c: float, peaked: bool, spread: Distribution, *rest: Any
) -> WorthTerm:
    low, middle, high = sorted((a, b, c))
    likely = middle if peaked and spread is Distribution.TRIANGULAR else None
    return WorthTerm(condition, low, high, *rest, likely, spread)


def _reusing(draw: st.DrawFn, reading: Reading, base: dict[str, Preference]) -> Reading:
    """Return the reading with some claims of the base model taken over."""
    preferences = dict(reading.preferences)
    for party, own in preferences.items():
        below = base[party]
        if isinstance(own, Claims) and isinstance(below, Claims):
            taken = [c for c in below.claims if draw(st.booleans())]
            used = {c.id for c in taken} - {""}
            kept = (c for c in own.claims if c.id not in used)
            preferences[party] = Claims((*taken, *kept))
        if draw(st.booleans()):
            preferences[party] = below
        elif not isinstance(below, Experts) and draw(st.booleans()):
            preferences[party] = Experts((Expert("a", below), Expert("b2", below, 2.0)))
    return Reading(
        reading.about,
        reading.by,
        reading.because,
        preferences,
        reading.rules,
        reading.status_quo,
        reading.reversible,
    )


@st.composite
def graphs(draw: st.DrawFn) -> Standoff:
    """Standoffs in graph form with texts, options and status quo."""
    plain = draw(graph_standoffs())
    parties = tuple(
        Party(p.id, draw(texts), draw(texts), options=(Option("arm", draw(texts)),))
        for p in plain.parties
    )
    vector = st.text("YN", min_size=len(parties), max_size=len(parties))
    taken = st.none() | vector | st.just(("p0.arm",)) | st.just(())
    states = tuple(NamedState(s.label, draw(taken), draw(texts), draw(texts)) for s in plain.states)
    return Standoff(
        plain.title,
        parties,
        states=states,
        moves=plain.moves,
        status_quo=plain.status_quo,
        preferences=plain.preferences,
    )
