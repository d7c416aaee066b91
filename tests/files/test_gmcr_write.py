"""Writing .gmcr files: what comes back, and what the format cannot express."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from standoff.errors import FileError
from standoff.files import parse_yaml, read, write, write_gmcr
from standoff.files.cubes import cover
from standoff.files.gmcr_read import read_gmcr
from standoff.model import Standoff
from standoff.preferences import scores
from standoff.states import state_space
from standoff.testing import (
    conditional_standoffs,
    graph_standoffs,
    merged_standoffs,
    option_standoffs,
    random_standoff,
)

CASES = sorted(Path(__file__).parents[2].glob("src/standoff/cases/*/model.yaml"))
EXAMPLES = sorted((Path(__file__).parent / "examples").glob("*.gmcr"))


def content(model: Standoff) -> tuple[object, ...]:
    """Owners and directions of the options, the feasible vectors, and each party's places."""
    space = state_space(model)
    cells = np.arange(space.cells)
    if space.feasible is not None:
        cells = np.flatnonzero(space.feasible)
    vectors = space.bits(cells)[0]
    cells = cells[np.argsort(vectors)]
    places = [found.standing(cells).tolist() for found in scores(space)]
    owners = [len(party.options) for party in model.parties]
    directions = [option.reversible for option in model.option_of.values()]
    return owners, directions, sorted(vectors.tolist()), places


def exported(model: Standoff) -> Any:
    stream = StringIO()
    write_gmcr(model, stream)
    return json.loads(stream.getvalue())


def check_comes_back(model: Standoff, folder: Path) -> None:
    write(model, folder / "x.gmcr")
    assert content(read(folder / "x.gmcr")) == content(model)


@given(model=option_standoffs())
def test_an_option_form_standoff_comes_back(
    model: Standoff, tmp_path_factory: pytest.TempPathFactory
) -> None:
    check_comes_back(model, tmp_path_factory.mktemp("gmcr"))


@pytest.mark.parametrize("seed", range(8))
def test_scores_come_back_as_rankings(seed: int, tmp_path: Path) -> None:
    model = random_standoff((3, 2, 2), seed=seed, infeasible=0.3, irreversible=0.4, ties=seed / 8)
    check_comes_back(model, tmp_path)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_comes_back(path: Path, tmp_path: Path) -> None:
    model = read_gmcr(path)
    check_comes_back(model, tmp_path)
    write(model, tmp_path / "x.gmcr")
    write(read(tmp_path / "x.gmcr"), tmp_path / "y.gmcr")
    assert (tmp_path / "y.gmcr").read_text() == (tmp_path / "x.gmcr").read_text()


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.parent.name)
def test_a_bundled_case_comes_back(path: Path, tmp_path: Path) -> None:
    model = read(path)
    if model.merge:
        with pytest.raises(FileError, match="merge: merged states cannot be written"):
            write(model, tmp_path / "x.gmcr")
        return
    for reading in [None, *model.readings]:
        check_comes_back(model.read_as(reading), tmp_path)


RIVER = """\
standoff: 1
title: River
define: {calm: not (up.dam or down.sue)}
parties:
  up: {name: Upstream, options: {dam: {name: A dam, reversible: false}, share: Share}}
  down: {options: {sue: {reversible: once_dropped}}}
rules: [not (up.dam and up.share), calm implies up.share, up.dam or not up.dam]
states: {quiet: [up.share], both: [up.share, down.sue]}
preferences:
  up: [{wants: up.dam iff down.sue}, {wants: "true"}, {wants: down.sue}]
  down: [{wants: calm}]
"""


def test_what_is_written() -> None:
    assert exported(parse_yaml(RIVER)) == {
        "decisionMakers": [
            {
                "name": "Upstream",
                "options": [0, 1],
                "preferences": [
                    {"compound": True, "members": [[[0, "N"], [2, "N"]], [[0, "Y"], [2, "Y"]]]},
                    [[2, "Y"]],
                ],
            },
            {"name": "down", "options": [2], "preferences": [[[0, "N"], [2, "N"]]]},
        ],
        "coalitions": [0, 1],
        "options": [
            {"name": "A dam", "permittedDirection": "fwd"},
            {"name": "Share", "permittedDirection": "both"},
            {"name": "sue", "permittedDirection": "back"},
        ],
        "infeasibles": [[[0, "Y"], [1, "Y"]], [[0, "N"], [1, "N"], [2, "N"]]],
        "useManualPreferenceRanking": False,
        "program": "standoff",
    }


def test_one_ranking_makes_all_preferences_rankings() -> None:
    # Feasible, in order: YNN, NYN (quiet), NNY, YNY, NYY (labelled both).
    ranking = "{ranking: [quiet, [YNN, both], {taken: [down.sue]}, YNY]}"
    model = parse_yaml(RIVER.replace("[{wants: calm}]", ranking))
    found = exported(model)
    assert found["useManualPreferenceRanking"] is True
    assert [m["preferences"] for m in found["decisionMakers"]] == [[], []]
    assert found["decisionMakers"][1]["preferenceRanking"] == [2, [1, 5], 3, 4]
    assert found["decisionMakers"][0]["preferenceRanking"] == [4, 2, [3, 5], 1]


CANNOT = [
    ("rules: [", "merge: {m: up.dam}\nrules: [", "merge: merged states"),
    ("{name: Upstream,", "{move_if: calm, name: Upstream,", "parties.up.move_if: conditions on"),
    ("reversible: false", "take_if: calm", "parties.up.options.dam.take_if: conditions on"),
    ("reversible: false", "drop_if: calm", "parties.up.options.dam.drop_if: conditions on"),
    ("  down: [{wants: calm}]\n", "", "preferences: the party 'down' has no preferences"),
    ("[not (up.dam", "['false', not (up.dam", "rules.0: no state satisfies this rule: false"),
]


@pytest.mark.parametrize(("old", "new", "says"), CANNOT)
def test_what_cannot_be_written_is_named(old: str, new: str, says: str, tmp_path: Path) -> None:
    model = parse_yaml(RIVER.replace(old, new))
    with pytest.raises(FileError) as caught:
        write(model, tmp_path / "river.gmcr")
    assert str(caught.value).startswith(f"{tmp_path}/river.gmcr: {says}")
    assert list(tmp_path.iterdir()) == []


@given(model=graph_standoffs() | merged_standoffs() | conditional_standoffs())
def test_other_forms_are_refused_or_come_back(
    model: Standoff, tmp_path_factory: pytest.TempPathFactory
) -> None:
    conditional = any(
        p.move_if or any(o.take_if or o.drop_if for o in p.options) for p in model.parties
    )
    if model.is_graph or model.merge or conditional:
        with pytest.raises(FileError, match="cannot be written"):
            write_gmcr(model, StringIO())
    else:
        check_comes_back(model, tmp_path_factory.mktemp("gmcr"))


def wide(formula: str, preference: str, options: int = 23) -> Standoff:
    ids = ", ".join(f"o{k}: x" for k in range(options))
    head = f"standoff: 1\ntitle: x\nparties: {{a: {{options: {{{ids}}}}}}}\n"
    return parse_yaml(f"{head}rules: ['{formula}']\npreferences: {{a: {preference}}}\n")


def test_a_formula_over_many_options_is_refused() -> None:
    atoms = ", ".join(f"a.o{k}" for k in range(15))
    with pytest.raises(FileError, match=r"rules\.0: .* 15 different options\n.* up to 14"):
        write_gmcr(wide(f"exactly_one({atoms})", "[]"), StringIO())


def test_a_formula_in_an_uncertain_order_is_named_by_its_place() -> None:
    atoms = ", ".join(f"a.o{k}" for k in range(15))
    preference = f"[{{any_order: [{{wants: a.o1}}, {{wants: 'exactly_one({atoms})'}}]}}]"
    with pytest.raises(FileError, match=r"preferences\.a\.0\.any_order\.1\.wants: .* 15 diff"):
        write_gmcr(wide("true", preference), StringIO())


def test_of_experts_the_leading_one_is_written() -> None:
    claims = "[{wants: a.o0, confidence: 0.5}]"
    said = f"{{e: {{preference: {{ranking: [Y, N]}}}}, f: {{weight: 2, preference: {claims}}}}}"
    found = exported(wide("true", f"{{experts: {said}}}", 1))
    assert found["decisionMakers"][0]["preferences"] == [[[0, "Y"]]]
    assert found["useManualPreferenceRanking"] is False


def test_many_options_are_written_where_no_state_is_listed() -> None:
    atoms = ", ".join(f"a.o{k}" for k in range(14))
    found = exported(wide(f"exactly_one({atoms})", "[{wants: a.o20}]"))
    assert len(found["infeasibles"][0]["members"]) == 1 + 14 * 13 // 2
    with pytest.raises(FileError, match="at most 22 options"):
        write_gmcr(wide("true", "{weights: {a.o0: 1}}"), StringIO())


def test_an_incomplete_ranking_is_refused() -> None:
    for ranking, says in (
        ("[Y, Y, N]", "repeats the state 'Y'"),
        ("[Y]", "misses 1 of 2"),
    ):
        with pytest.raises(FileError, match=says):
            write_gmcr(wide("true", f"{{ranking: {ranking}}}", 1), StringIO())
    with pytest.raises(FileError, match="'N' is not feasible"):
        write_gmcr(wide("a.o0", "{ranking: [Y, N]}", 1), StringIO())
    with pytest.raises(FileError, match="3 scores for 2 cells"):
        write_gmcr(wide("true", "{scores: [1, 2, 3]}", 1), StringIO())


@given(st.integers(0, 5).flatmap(lambda n: st.lists(st.booleans(), min_size=2**n, max_size=2**n)))
def test_a_cover_is_exact_and_no_cube_of_it_is_needless(truth: list[bool]) -> None:
    def union(cubes: list[Any]) -> list[bool]:
        return [
            any(all((v >> k & 1 == 1) == on for k, on in cube) for cube in cubes)
            for v in range(len(truth))
        ]

    cubes = cover(np.array(truth))
    assert union(cubes) == truth
    for k in range(len(cubes)):
        assert union(cubes[:k] + cubes[k + 1 :]) != truth
