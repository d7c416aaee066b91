"""The bundled standoff korea-2006: its sources can be looked up, and its README tells the truth."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import standoff as so
from standoff.cases import model_path
from standoff.model import Citation, Claim, Claims, Standoff
from standoff.solution import Solution

CASE = "korea-2006"
FOLDER: Path = model_path(CASE).parent
README = (FOLDER / "README.md").read_text(encoding="utf-8")
READINGS = (None, "linked", "nuclear_first")  # the columns of the README's table
AUTHORS = {"a": "Center for American Progress", "b": "International Crisis Group"}
KINDS = {
    "actor",
    "analogy",
    "capability",
    "cause",
    "cost",
    "event",
    "institution",
    "lever",
    "prediction",
    "preference",
    "recommendation",
    "reference",
    "value judgement",
}
TODAY = "2006-07-08"
# Printed on 9 July about statements of 7 July; cited for a standing fact.
LATER = {"chinadaily", "crs_china"}


@cache
def model() -> Standoff:
    return so.load(CASE)


@cache
def solution(reading: str | None) -> Solution:
    return so.solve(CASE, reading=reading, concepts=("nash", "seq"))


@cache
def statements() -> list[dict[str, str]]:
    with (FOLDER / "statements.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def claims() -> Iterator[tuple[str, Claim]]:
    """Every claim of the base model and of the readings, and where it stands."""
    groups = {"base": model().preferences}
    groups |= {name: reading.preferences for name, reading in model().readings.items()}
    for name, preferences in groups.items():
        for party, preference in preferences.items():
            assert isinstance(preference, Claims)
            yield from ((f"{name}/{party}/{claim.id}", claim) for claim in preference.claims)


def citations() -> Iterator[Citation]:
    for option in model().option_of.values():
        yield from option.because
    for reading in model().readings.values():
        yield from reading.because
        for rule in reading.rules:
            yield from rule.because
    for rule in model().rules:
        yield from rule.because
    for _, claim in claims():
        yield from claim.because


def row(name: str) -> list[str]:
    """The cells of one row of the README's table, one per reading."""
    found = re.findall(rf"^\| {name} \|(.*)\|$", README, flags=re.MULTILINE)
    assert len(found) == 1, f"README has {len(found)} rows {name!r}"
    cells = [cell.strip() for cell in found[0].split("|")]
    assert len(cells) == len(READINGS)
    return cells


def chances(cell: str) -> list[float]:
    return [float(chance) for chance in re.findall(r"\((1|\.\d+)\)", cell)]


def test_statements_are_numbered_once_and_in_order() -> None:
    assert list(statements()[0]) == ["number", "author", "paragraph", "kind", "statement"]
    expected = [f"A{k}" for k in range(1, 56)] + [f"B{k}" for k in range(1, 57)]
    assert [s["number"] for s in statements()] == expected


def test_statements_are_whole() -> None:
    for said in statements():
        assert said["author"] == AUTHORS[said["number"][0].lower()]
        assert re.fullmatch(r"\d+|bullet \d|closing line", said["paragraph"]), said
        assert set(said["kind"].split("; ")) <= KINDS, said
        assert re.fullmatch(r"[A-Z].*[^.]\.", said["statement"]), said
    assert len({said["statement"] for said in statements()}) == len(statements())


def test_cited_statements_exist() -> None:
    numbers = {s["number"] for s in statements()}
    for cited in citations():
        if cited.source in AUTHORS:
            assert cited.where in numbers, cited
            assert cited.where[0].lower() == cited.source, cited
    for number in re.findall(r"\b[AB]\d+\b", README):
        assert number in numbers


def test_every_option_rule_and_claim_is_cited() -> None:
    assert all(option.because for option in model().option_of.values())
    assert all(rule.because for rule in model().rules)
    assert [name for name, claim in claims() if not claim.because] == []
    assert all(cited.where for cited in citations())


def test_every_source_is_used() -> None:
    assert {cited.source for cited in citations()} == set(model().sources)


def test_sources_can_be_found() -> None:
    for name, source in model().sources.items():
        assert source.title and source.by, name
        assert source.address or name in {"a", "judgement"}, name


def test_no_preference_rests_on_what_came_later() -> None:
    dates = {name: source.date for name, source in model().sources.items()}
    for name, claim in claims():
        late = {c.source for c in claim.because if dates[c.source] > TODAY}
        assert late <= LATER, name
    assert all(model().sources[name].note for name in LATER)


def test_size() -> None:
    assert model().party_ids == ("us", "nk", "rok", "cn", "jp", "ru")
    assert tuple(model().readings) == READINGS[1:]
    stated = re.search(r"it holds\s+([\d,]+) feasible states", README)
    assert stated
    for reading in READINGS:
        assert solution(reading).graph.space.count == int(stated[1].replace(",", "")) == 138_240


@pytest.mark.parametrize("column", range(3), ids=map(str, READINGS))
def test_heading_for(column: int) -> None:
    cell = row("heading for")[column]
    found = so.prospects(CASE, reading=READINGS[column])
    assert found.exact
    assert chances(cell) == [round(end.probability, 2) for end in found.ends]
    labels = [state.label for end in found.ends for state in end.states if state.label]
    assert labels == re.findall(r"`(\w+)`", cell)


def test_where_a_test_ends() -> None:
    linked = so.prospects(CASE, reading="linked").ends[1].states[0].taken
    assert {"us.bilateral", "us.seek_un", "nk.test", "cn.back_un", "ru.back_un"} <= set(linked)
    assert "nk.boycott" not in linked
    direct = so.prospects(CASE, reading="nuclear_first").ends[1].states[0].taken
    pressing = {"us.seek_un", "cn.back_un", "cn.squeeze", "jp.sanctions", "ru.back_un"}
    assert pressing | {"nk.test", "rok.projects"} <= set(direct)
    assert "rok.aid" not in direct


@pytest.mark.parametrize("column", range(3), ids=map(str, READINGS))
def test_with_agreements_of_two(column: int) -> None:
    found = so.prospects(CASE, reading=READINGS[column], agreements=2)
    assert found.exact
    total = {"deal": 0.0, "test": 0.0}
    for end in found.ends:
        options = set.intersection(*(set(state.taken) for state in end.states))
        assert ("nk.dismantle" in options) != ("nk.test" in options)
        total["deal" if "nk.dismantle" in options else "test"] += end.probability
    stated = chances(row("with agreements of two")[column])
    assert stated == [round(chance, 2) for chance in total.values() if chance > 1e-9]


@pytest.mark.parametrize("column", range(3), ids=map(str, READINGS))
def test_equilibria(column: int) -> None:
    stated = re.findall(r"\d[\d,]*\d|\d", row("equilibria: Nash, SEQ")[column])
    found = [len(solution(READINGS[column]).equilibria(c)) for c in ("nash", "seq")]
    assert [int(number.replace(",", "")) for number in stated] == found


@pytest.mark.parametrize(
    ("reading", "endgame", "nash"),
    [("linked", "linked_road_map", False), ("nuclear_first", "nuclear_first_deal", True)],
)
def test_own_endgame(reading: str, endgame: str, nash: bool) -> None:
    cell = row("own endgame")[READINGS.index(reading)]
    assert cell.startswith(f"`{endgame}`: " + ("Nash" if nash else "SEQ, not Nash"))
    index = solution(reading).graph.space.index(endgame)
    assert bool(solution(reading).holds("nash")[index]) is nash
    assert solution(reading).holds("seq")[index]


def test_the_base_falls_back_from_september_2005() -> None:
    found = so.prospects(CASE, start="september_2005")
    assert [(end.probability, end.states[0].label) for end in found.ends] == [(1, "more_launches")]
    assert [step.change for step in found.ends[0].path[:2]] == [
        "+us.pressure +us.seek_un",
        "+nk.boycott +nk.launch",
    ]
