"""The public functions: loading, solving, prospects, and how results show themselves."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from rich.cells import cell_len
from rich.console import Console

import standoff as so
from standoff import api
from standoff.errors import FileError, ModelError, NotDefined, StandoffError, UnknownName
from standoff.model import Standoff
from standoff.results import Result
from standoff.testing import random_standoff

GRAPH = """
standoff: 1
title: Three states
parties: {a: {name: A}, b: {name: B}}
states: {s1: One, s2: Two, s3: Three}
moves: {a: {s1: [s2]}, b: {s2: [s3]}}
preferences: {a: {ranking: [s2, s1, s3]}, b: {ranking: [s3, s1, s2]}}
"""


@pytest.fixture
def graph_form(tmp_path: Path) -> Path:
    path = tmp_path / "three.yaml"
    path.write_text(GRAPH, "utf-8")
    return path


def without_start(name: str) -> Standoff:
    return replace(so.load(name), status_quo=None)


def test_public_names() -> None:
    for name in so.__all__:
        assert getattr(so, name) is not None
        assert name in dir(so)
    with pytest.raises(AttributeError, match="slove"):
        so.slove  # noqa: B018


@pytest.mark.parametrize("name", ["korea-2006", "korea_2006"])
def test_cases_load_by_name(name: str) -> None:
    assert "us" in so.load(name).party_ids


def test_a_misspelt_case_gets_the_nearest_name() -> None:
    with pytest.raises(UnknownName) as error:
        so.load("chikken")
    assert "'chicken'" in error.value.hint
    assert "chikken" in error.value.message


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"nowhere\.yaml"):
        so.load(tmp_path / "nowhere.yaml")


def test_a_model_from_a_file_or_from_memory_is_the_same(graph_form: Path) -> None:
    model = so.load(graph_form)
    dicts = [so.solve(given).to_dict() for given in (model, graph_form, str(graph_form))]
    assert dicts[0] == dicts[1] == dicts[2]


def test_a_reading_replaces_what_its_author_holds() -> None:
    base, read = so.solve("nk-2017"), so.solve("nk-2017", reading="deterrence")
    assert base.to_dict()["concepts"]["nash"]["count"] == 2
    assert read.to_dict()["concepts"]["nash"]["count"] == 1
    assert read.to_dict()["model"]["reading"] == "deterrence"
    assert read.to_dict()["model"]["digest"] == base.to_dict()["model"]["digest"]
    assert so.explain("nk-2017", "5", reading="deterrence").reading == "deterrence"
    assert so.prospects("nk-2017", reading="deterrence").reading == "deterrence"


CALLS: dict[str, Callable[..., object]] = {
    "solve": lambda **how: so.solve("nk-2017", **how),
    "prospects": lambda **how: so.prospects("nk-2017", **how),
    "explain": lambda **how: so.explain("nk-2017", "0", **how),
}


@pytest.mark.parametrize("call", CALLS)
def test_a_misspelt_reading_gets_the_nearest_name(call: str) -> None:
    with pytest.raises(UnknownName) as error:
        CALLS[call](reading="deterence")
    assert "'deterrence'" in error.value.hint


def test_a_misspelt_concept_gets_the_nearest_name() -> None:
    with pytest.raises(UnknownName) as error:
        so.solve("chicken", concepts=["nahs"])
    assert "'nash'" in error.value.hint


def test_misspelt_names_asked_of_a_solution() -> None:
    solution = so.solve("chicken", concepts=["nash"])
    with pytest.raises(UnknownName, match="nahs"):
        solution.holds("nahs")
    with pytest.raises(UnknownName, match="seq"):
        solution.equilibria("seq")
    with pytest.raises(UnknownName) as error:
        solution.is_stable("YY", "colum", "nash")
    assert "'column'" in error.value.hint
    with pytest.raises(UnknownName, match="colum"):
        solution.margin("nash", "colum")
    with pytest.raises(UnknownName, match="nahs"):
        solution.grades("nahs")


def test_concepts_asked_for_once_in_their_order() -> None:
    assert list(so.solve("chicken", concepts="seq, nash,seq").stable) == ["seq", "nash"]


@pytest.mark.parametrize("start", ["YE", "YN", ("row.yields",), "row.yields"])
def test_a_start_as_label_vector_or_options(start: str | tuple[str, ...]) -> None:
    assert so.prospects("chicken", start=start).start.label == "YE"
    solution = so.solve("chicken", start=start)
    assert solution.prospects is not None
    assert solution.prospects.start.label == "YE"


def test_a_start_that_is_not_there() -> None:
    with pytest.raises(UnknownName) as error:
        so.prospects("chicken", start="YEE")
    assert "'YE'" in error.value.hint
    with pytest.raises(ModelError, match="not feasible"):
        so.prospects("nk-2017", start=("us.strike", "us.withdraw"))


def test_a_model_without_status_quo_has_no_prospects() -> None:
    model = without_start("chicken")
    solution = so.solve(model)
    assert solution.prospects is None
    assert solution.to_dict()["prospects"] is None
    assert solution.summary("nash").by_moves is None
    assert_shows(solution)
    with pytest.raises(StandoffError, match="status quo") as error:
        so.prospects(model)
    assert error.value.hint
    assert so.prospects(model, start="YY").ends[0].probability == 0.5


def test_options_of_the_prospects_reach_them() -> None:
    found = so.prospects("prisoners-dilemma", start="1", mode="any", agreements=2, rates={"one": 2})
    assert found.dynamics.mode == "any"
    assert (found.to_dict()["agreements"], found.to_dict()["rates"]) == (2, {"one": 2})
    assert found.ends[0].is_cycle
    simulated = so.prospects("chicken", budget=1, seed=7)
    assert (simulated.exact, simulated.seed) == (False, 7)
    with pytest.raises(UnknownName):
        so.prospects("chicken", rates={"colum": 2.0})


def test_simultaneous_sanctioning_without_option_vectors(graph_form: Path) -> None:
    solution = so.solve(graph_form)
    assert set(solution.undecided) == {"sim"}
    assert "sim" not in solution.stable
    assert solution.to_dict()["concepts"]["sim"]["count"] is None
    with pytest.raises(StandoffError, match="sim"):
        solution.equilibria("sim")
    with pytest.raises(NotDefined):
        so.solve(graph_form, concepts=["sim"])
    assert_shows(solution)


def test_simultaneous_sanctioning_of_too_much_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "SIMULTANEOUS_LIMIT", 0)
    solution = so.solve("chicken")
    assert set(solution.undecided) == {"sim"}
    assert "sim" in solution.undecided["sim"]
    named = so.solve("chicken", concepts="sim")
    assert {state.label for state in named.states("sim")} == {"YY", "YE", "EY"}


def test_progress_rises_to_the_whole() -> None:
    told: list[tuple[str, float]] = []
    so.solve("nk-2017", progress=lambda what, share: told.append((what, share)))
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert shares[-1] == pytest.approx(1)
    assert {"Nash", "GMR", "SMR", "SEQ", "SIM", "SSEQ"} <= {what for what, _ in told}


def test_the_solution_as_plain_data() -> None:
    data = json.loads(json.dumps(so.solve("nk-2017").to_dict()))
    assert data["format"] == "standoff.solution/1"
    assert data["options"] == ["us.strike", "us.withdraw", "nk.invade", "nk.abandon"]
    assert (data["parties"], data["states"]) == (["us", "nk"], 12)
    assert data["concepts"]["nash"] == {
        "count": 2,
        "equilibria": [
            {"state": "0", "taken": [], "vector": "NNNN", "grade": 0},
            {"state": "5", "taken": ["us.strike", "nk.invade"], "vector": "YNYN", "grade": 0},
        ],
    }
    assert data["prospects"]["from"] == []
    assert data["prospects"]["ends"][0]["probability"] == 1


def test_the_list_is_cut_and_the_count_is_not() -> None:
    model = replace(random_standoff((2, 2, 2), seed=3, ties=0.9), status_quo="N" * 6)
    solution = so.solve(model, concepts="gmr")
    cut = solution.to_dict(limit=2)["concepts"]["gmr"]
    assert cut["count"] == len(solution.equilibria("gmr")) > 2
    assert len(cut["equilibria"]) == 2


def test_marks_margins_and_grades_by_name() -> None:
    solution = so.solve("chicken")
    assert solution.is_stable("YE", "row", "nash")
    assert not solution.is_stable("YY", "row", "nash")
    at = {state.label: state.index for state in solution.graph.space.describe(np.arange(4))}
    assert solution.grades("gmr")[[at["YE"], at["YY"]]].tolist() == [0, 1]
    assert np.isnan(solution.margin("nash", "row")).all()


RESULTS: dict[str, Callable[[], Result]] = {
    "solution": lambda: so.solve("nk-2017"),
    "merged": lambda: so.solve("elmira-1991"),
    "large solution": lambda: so.solve("korea-2006", concepts="nash,seq"),
    "summary": lambda: so.solve("korea-2006", concepts="seq").summary("seq"),
    "empty summary": lambda: so.solve("prisoners-dilemma").summary("nash"),
    "prospects": lambda: so.prospects("korea-2006"),
    "cycle": lambda: so.prospects("prisoners-dilemma", agreements=2),
    "simulation": lambda: so.prospects("chicken", budget=1),
    "explanation": lambda: so.explain("korea-2006", "none", concepts="nash,seq"),
}


@pytest.mark.parametrize("kind", RESULTS)
def test_results_show_themselves(kind: str) -> None:
    assert_shows(RESULTS[kind]())


def assert_shows(result: Result) -> None:
    assert len(repr(result).splitlines()) == 1
    json.dumps(result.to_dict())
    first = result.tables()[0]
    frame = result.to_frame()
    assert list(frame.columns) == list(first.columns)
    assert len(frame) == len(first.rows)
    html = result._repr_html_()
    assert html.count("<table>") == html.count("</table>") == len(result.tables())
    for width in (100, 60):
        text = drawn(result, width)
        assert text.strip()
        assert max(map(cell_len, text.splitlines())) <= width
        assert all(table.title.split()[0] in text for table in result.tables())


def drawn(result: Result, width: int) -> str:
    file = io.StringIO()
    Console(width=width, file=file).print(result)
    return file.getvalue()


def test_what_a_model_says_is_not_markup() -> None:
    model = so.load("chicken")
    row, column = model.parties
    named = replace(row, name="<b>Row</b> [red]and[/red] & co")
    found = so.explain(replace(model, title="A <i> title", parties=(named, column)), "YY")
    assert "<b>" not in found._repr_html_()
    assert "[red]and[/red]" in drawn(found, 200)
