"""Every bundled case: it loads and solves, and gives what its sources print."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import yaml

import standoff as so
from standoff.cases import case_names, model_path
from standoff.files import parse_yaml, write_yaml
from standoff.model import Standoff
from standoff.solution import Solution
from standoff.stability import CONCEPTS, GraphModel
from standoff.states import State

NAMES = case_names()
PRINTED = ("results", "partial", "computed")
KNOWN = {"results", "partial", "computed", "rankings", "improvements", "facts", "errors"}
GIVEN = {"concept", "reading", "equilibria", "among", "individual", "source", "note"}


def published(name: str) -> dict[str, Any]:
    """What the case's sources print; nothing for a case of our own."""
    path = model_path(name).with_name("published.yaml")
    return yaml.safe_load(path.read_text("utf-8")) if path.exists() else {}


def entries(*sections: str) -> list[Any]:
    """One test parameter per entry of the sections in any case."""
    return [
        pytest.param(name, entry, id=f"{name}-{entry['reading'] or 'base'}-{entry['concept']}")
        for name in NAMES
        for section in sections
        for entry in published(name).get(section, ())
    ]


def label(state: State) -> str:
    assert state.label is not None
    return state.label


def every_label(solution: Solution) -> set[str]:
    return {label(s) for s in solution.graph.space.describe(solution.graph.feasible.nonzero()[0])}


@pytest.mark.parametrize("name", NAMES)
def test_published_entries_hold_what_is_checked_here(name: str) -> None:
    found = published(name)
    assert set(found) <= KNOWN
    for section in PRINTED:
        for entry in found.get(section, ()):
            assert set(entry) <= GIVEN
            assert entry["concept"] in CONCEPTS
            assert section == "computed" or entry["source"]


@pytest.mark.parametrize(("name", "entry"), entries(*PRINTED))
def test_published_equilibria(name: str, entry: Mapping[str, Any]) -> None:
    solution = so.solve(name, concepts=[entry["concept"]], reading=entry["reading"])
    among = set(entry.get("among", every_label(solution)))
    assert among <= every_label(solution)
    found = {label(state) for state in solution.states(entry["concept"])}
    assert found & among == set(entry["equilibria"])


@pytest.mark.parametrize(("name", "entry"), entries(*PRINTED))
def test_published_marks_of_each_party(name: str, entry: Mapping[str, Any]) -> None:
    solution = so.solve(name, concepts=[entry["concept"]], reading=entry["reading"])
    for party, marked in entry.get("individual", {}).items():
        assert set(marked) == {"stable"}
        stable = {
            state
            for state in every_label(solution)
            if solution.is_stable(state, party, entry["concept"])
        }
        assert stable == set(marked["stable"])


@pytest.mark.parametrize(("name", "entry"), entries("errors"))
def test_where_a_source_errs(name: str, entry: Mapping[str, Any]) -> None:
    solution = so.solve(name, concepts=[entry["concept"]], reading=entry["reading"])
    found = {label(state) for state in solution.states(entry["concept"])}
    assert found == set(entry["definition"]) != set(entry["printed"])
    assert entry["why"]


@pytest.mark.parametrize("name", [name for name in NAMES if "rankings" in published(name)])
def test_published_orders_of_states(name: str) -> None:
    model = so.load(name)
    graph = GraphModel(model)
    for party, order in published(name)["rankings"].items():
        rank = graph.scores[model.party_ids.index(party)].rank.reshape(-1)
        ranks = [int(rank[graph.space.index(state)]) for state in order]
        assert len(order) == graph.space.count
        assert ranks == sorted(set(ranks), reverse=True)


@pytest.mark.parametrize("name", [name for name in NAMES if "improvements" in published(name)])
def test_published_improvements(name: str) -> None:
    solution = so.solve(name, concepts="nash")
    for party, printed in published(name)["improvements"].items():
        for state in every_label(solution):
            cases = {case.party: case for case in solution.explain(state).cases}
            found = [label(i.state) for i in cases[party].improvements]
            assert sorted(found) == sorted(printed.get(state, []))


@pytest.mark.parametrize("name", NAMES)
def test_a_case_loads_and_solves_in_every_reading(name: str) -> None:
    model = so.load(name)
    for reading in (None, *model.readings):
        solution = so.solve(model, concepts="nash,seq", reading=reading)
        assert not solution.undecided
        assert set(solution.equilibria("nash")) <= set(solution.equilibria("seq"))
        if solution.prospects is not None:
            assert solution.prospects.exact
            assert sum(end.probability for end in solution.prospects.ends) == pytest.approx(1)


@pytest.mark.parametrize("name", NAMES)
def test_a_case_says_where_it_stands_and_on_what(name: str) -> None:
    model = so.load(name)
    assert model.status_quo is not None
    assert model.about
    assert model.sources
    assert all(source.title and source.by for source in model.sources.values())


@pytest.mark.parametrize("name", NAMES)
def test_a_case_is_the_same_after_writing_and_reading(name: str) -> None:
    model, text = so.load(name), io.StringIO()
    write_yaml(model, text)
    assert parse_yaml(text.getvalue()) == model


def preferences_cite(model: Standoff) -> Iterator[bool]:
    readings = (reading.preferences for reading in model.readings.values())
    for preferences in (model.preferences, *readings):
        for preference in preferences.values():
            claims = getattr(preference, "claims", None) or getattr(preference, "terms", None)
            yield from (bool(claim.because) for claim in claims or (preference,))


@pytest.mark.parametrize("name", NAMES)
def test_every_preference_names_its_source(name: str) -> None:
    assert all(preferences_cite(so.load(name)))


def test_elmira_alone_and_together() -> None:
    """The one improvement from 1 leads to 5; Ministry and Uniroyal together go on to 8."""
    (end,) = so.prospects("elmira-1991").ends
    assert ([step.parties for step in end.path], label(end.states[0])) == ([("local",)], "5")
    (end,) = so.prospects("elmira-1991-unmerged", agreements=2).ends
    assert [(step.parties, label(step.state)) for step in end.path] == [
        (("local",), "7"),
        (("ministry", "uniroyal"), "10"),
    ]


def test_elmira_merged_agreement() -> None:
    (end,) = so.prospects("elmira-1991", start="5", agreements=2).ends
    assert [(step.parties, label(step.state)) for step in end.path] == [
        (("ministry", "uniroyal"), "8")
    ]
