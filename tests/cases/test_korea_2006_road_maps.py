"""The road maps of korea-2006: cited terms that agree with the claims, and what the README says."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

import standoff as so
from standoff.cases import model_path
from standoff.files import parse_yaml
from standoff.model import Citation, Claims, Standoff, Terms, Worth
from standoff.preferences import score
from standoff.road_maps.compare import Rival
from standoff.road_maps.roadmap import RoadMap
from standoff.states import state_space

CASE = "korea-2006"
PATH: Path = model_path(CASE)
README = (PATH.parent / "README.md").read_text(encoding="utf-8")
DESIGNS = (
    "linked",
    "nuclear_first",
    "nuclear_linked",
    "all_at_once",
    "rewards_first",
    "dismantle_first",
    "phased",
)
CORE = ("nuclear_first", "nuclear_linked", "dismantle_first", "phased")
FIRST_VERSION = (
    ("- if: rok.aid and not defiance", "- if: rok.aid iff not defiance"),
    (
        "- if: jp.normalise and nk.abductees and nk.dismantle and not defiance",
        "- if: jp.normalise iff (nk.abductees and nk.dismantle and not defiance)",
    ),
)
HARD_LINE = (
    ("- if: us.pressure iff not nk.dismantle", "- if: us.pressure"),
    ("- if: us.assurance iff nk.dismantle", "- if: not us.assurance"),
)
BUDGET = 2000


@cache
def model() -> Standoff:
    return so.load(CASE)


@cache
def terms() -> Terms:
    found = model().road_map
    assert found is not None
    return found


@cache
def changed(*changes: tuple[str, str]) -> Standoff:
    """The case with parts of its file replaced."""
    text = PATH.read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return parse_yaml(text)


@cache
def rival(design: str) -> Rival:
    found = so.compare(CASE, "nuclear_deal", designs=[design], budget=BUDGET)
    return found.rivals[0]


def best(design: str) -> RoadMap:
    found = rival(design).best
    assert found is not None
    return found


def steps(found: RoadMap) -> list[list[str]]:
    return [step.split() for step in found.steps]


def row(design: str) -> list[str]:
    found = re.findall(rf"^\| `{design}` \|(.*)\|$", README, flags=re.MULTILINE)
    assert len(found) == 1, design
    return [cell.strip() for cell in found[0].split("|")]


def places() -> list[tuple[str, tuple[Citation, ...]]]:
    found = [
        (f"{party}: {term.condition}", term.because)
        for party, worth in terms().worth.items()
        for term in worth.terms
    ]
    found += [(name, design.because) for name, design in terms().designs.items()]
    return found + [(name, given.because) for name, given in terms().maps.items()]


def test_everything_is_cited() -> None:
    for name, because in places():
        assert because, name
        assert all(cited.where for cited in because), name
    for party, worth in terms().worth.items():
        assert all(term.about for term in worth.terms), party
    assert all(design.about for design in terms().designs.values())
    assert terms().period and all(worth.unit for worth in terms().worth.values())


def test_cited_statements_exist() -> None:
    listed = (PATH.parent / "statements.csv").read_text(encoding="utf-8")
    for name, because in places():
        for cited in because:
            if cited.source in ("a", "b"):
                assert re.search(rf"^{cited.where},", listed, flags=re.MULTILINE), (name, cited)
                assert cited.where[0].lower() == cited.source


def test_terms_of_one_option_have_the_sign_of_the_claim() -> None:
    alone = re.compile(r"(not )?(\w+\.\w+)")
    seen = 0
    for party, worth in terms().worth.items():
        claims = model().preferences[party]
        assert isinstance(claims, Claims)
        wants = {c.wants.text for c in claims.claims if alone.fullmatch(c.wants.text)}
        for term in worth.terms:
            text = term.condition.text
            if alone.fullmatch(text):
                opposite = text.removeprefix("not ") if text.startswith("not ") else f"not {text}"
                seen += text in wants
                assert not (text in wants and term.low < 0), (party, text)
                assert not (opposite in wants and term.high > 0), (party, text)
    assert seen > 20


def test_amounts_fall_in_the_order_of_the_claims() -> None:
    for party, worth in terms().worth.items():
        claims = model().preferences[party]
        assert isinstance(claims, Claims)
        middle = {t.condition.text: (t.low + t.high) / 2 for t in worth.terms}
        said = [middle[c.wants.text] for c in claims.claims if c.wants.text in middle]
        if party != "nk":  # the README says where the North's do not, and why
            assert said == sorted(said, reverse=True), party


def test_worths_agree_with_the_claims_on_the_end() -> None:
    """Everybody prefers the end to today, and to the breakdown that leaves only what is final."""
    plan = rival("linked").found.deal
    final = ("nk.freeze", "nk.dismantle", "nk.abductees")
    broken = sum(1 << k for k, m in enumerate(plan.measures) if m.option in final)
    today = model().states[0].taken
    assert today is not None
    space = state_space(model())
    end, *others = (space.index(s) for s in ("linked_road_map", "today", (*today, *final)))
    for i, party in enumerate(model().party_ids):
        rank = score(space, i).rank.reshape(-1)
        assert rank[end] > max(rank[other] for other in others), party
        assert plan.worth[i, -1] > max(plan.worth[i, 0], plan.worth[i, broken]), party


def test_the_designs_lead_to_one_end() -> None:
    assert tuple(terms().designs) == DESIGNS
    measures = {m.option for m in rival("linked").found.deal.measures}
    assert measures == set(terms().steps) - {"us.direct"}


@pytest.mark.parametrize("design", DESIGNS)
def test_table(design: str) -> None:
    answer, patience, dip, exposed, share = row(design)
    found, one = rival(design), best(design)
    assert found.found.status == answer == "found"
    assert one.holds
    assert found.patience is not None
    assert [round(low, 2) for low, _ in found.patience.holds] == [float(patience)]
    assert found.patience.holds[0][1] == 1
    north = one.course.worth[1] - one.course.worth[1, 0]
    assert f"{min(0.0, float(north.min())) + 0.0:.1f}" == dip
    risks = dict(zip(one.parties, one.exposures.max(axis=1), strict=True))
    assert [f"{max(0.0, risks[p]):.1f}" for p in ("us", "rok", "jp")] == exposed.split(", ")
    assert round(risks["nk"], 2) == 30.5
    assert max(risks["cn"], risks["ru"]) <= 0
    assert found.holds_in is not None
    assert f"{found.holds_in[0]:.0%}" == share


@pytest.mark.parametrize("design", DESIGNS)
def test_the_other_methods_agree(design: str) -> None:
    assert so.roadmaps(CASE, "nuclear_deal", design=design, method="walk-away").status == "found"
    paid = so.roadmaps(CASE, "nuclear_deal", design=design, method="payments").maps[0]
    assert paid.transfers is not None
    assert paid.transfers.total == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("design", DESIGNS)
def test_who_needs_patience(design: str) -> None:
    least = {
        p: found[0][0] for p, found in zip(best(design).parties, best(design).patience, strict=True)
    }
    first = max(least, key=lambda party: least[party])
    assert first == ("jp" if design == "rewards_first" else "nk")


def test_nuclear_first_has_a_road_map_without_a_dip() -> None:
    safe = [
        ["us.pressure", "us.seek_un", "us.assurance"],
        ["nk.boycott", "nk.freeze", "nk.dismantle"],
        ["rok.aid", "jp.sanctions", "jp.normalise"],
        ["us.bilateral", "nk.reform", "nk.abductees"],
    ]
    found = so.check_roadmap(CASE, safe, design="nuclear_first")
    assert found.holds and not found.against
    assert (found.course.worth[1] >= found.course.worth[1, 0]).all()


@pytest.mark.parametrize("design", DESIGNS)
def test_other_ends(design: str) -> None:
    def status(end: str) -> str:
        return so.roadmaps(CASE, end, design=design, method="discounted", budget=1).status

    assert status("nuclear_deal_direct") == "found"
    assert status("core_deal") == ("found" if design in CORE else "impossible")


def test_given_road_maps() -> None:
    statement = so.check_roadmap(CASE, "september_2005")
    assert statement.holds and not statement.against
    assert round(statement.common_patience[0][0], 2) == 0.38
    initial = so.check_roadmap(CASE, "february_2007")
    assert not initial.holds and not initial.against
    leaves = {initial.parties[c.party] for c in initial.constraints if c.slack < 0}
    assert leaves == {"jp"}
    assert round(-initial.binding.slack, 1) == 2.3
    assert so.check_roadmap(CASE, "february_2007", method="payments").holds
    longer = [*map(list, terms().maps["february_2007"].steps), ["jp.sanctions"]]
    assert so.check_roadmap(CASE, longer, design="phased").holds


def test_the_first_version() -> None:
    found = so.roadmaps(changed(*FIRST_VERSION), "nuclear_deal", design="all_at_once")
    assert found.status == "impossible"
    assert "rok would leave (155.4 by leaving, 153.3 by staying)" in found.reasons[0]
    assert "jp would leave (45.66 by leaving, 39.12 by staying)" in found.reasons[1]


@pytest.mark.parametrize("design", DESIGNS)
def test_the_end_decides(design: str) -> None:
    """In the first version and with the hard line some party leaves the end of every design."""
    for changes, leaving in ((FIRST_VERSION, {"rok", "jp"}), (HARD_LINE, {"us"})):
        found = so.check_roadmap(changed(*changes), steps(best(design)), design=design)
        at_end = (c for c in found.constraints if c.kind == "keep" and c.slack < 0)
        assert {found.parties[c.party] for c in at_end} == leaving


def test_payments_against_the_hard_line() -> None:
    hard = changed(*HARD_LINE)
    totals = []
    for design in DESIGNS:
        found = so.roadmaps(hard, "nuclear_deal", design=design, method="payments").maps[0]
        assert found.transfers is not None
        totals.append(round(found.transfers.total, 1))
    assert (min(totals), max(totals)) == (0.7, 1.4)


@pytest.mark.parametrize("design", DESIGNS)
def test_long_hidden_breaches(design: str) -> None:
    slow = changed(("lag: {nk: 2}", "lag: {nk: 20}"))
    found = so.check_roadmap(slow, steps(best(design)), design=design)
    kept = [c.slack >= 0 for c in found.constraints if c.kind == "keep"]
    assert all(kept) is (design not in ("nuclear_first", "phased"))


def test_worth_is_additive() -> None:
    assert all(isinstance(worth, Worth) for worth in terms().worth.values())
    assert tuple(terms().worth) == model().party_ids
