"""Mistakes in chances, uncertain orders, distributions, experts and correlations."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from standoff.files import parse_yaml

from .bad import UNCERTAIN, Bad, bad, check_row

row = partial(bad, base=UNCERTAIN)
ORDER = "any_order: [{wants: north.freeze}, {id: rest, wants: not south.aid}]"
NINE = ", ".join(["{wants: north.freeze}"] * 9)
SMITH = "smith: {weight: 2, because: [notes 2], preference: [{id: own, wants: east.watch}]}"
JONES = "preference: {weights: {east.watch: 1}}"
PAIR = "premises: [north.survive, south.peace]"

CLAIMS = [
    row("reversed", "reversed: 0.1", "▲reversed: -0.1", "reversed -0.1 is not between 0 and 1"),
    row("sum", "reversed: 0.1", "▲reversed: 0.4", "confidence 0.7 and reversed 0.4 exceed 1"),
    row("alone", "confidence: 0.7, reversed", "▲reversed", "confidence: is 1 if not given"),
    row("a word", "reversed: 0.1", "▲reversed: never", "a number, found 'never'"),
    row("key", "reversed: 0.1", "▲revesed: 0.1", "'revesed' in a claim", "'reversed'?"),
    row("in an order", "aid, confidence: 0.5", "aid, ▲confidence: 5", "5.0 is not between 0 and 1"),
    row("formula", "south.aid, confidence", "south.aid or ▲nort.test, confidence", "'north.test'?"),
    row("anew", "0.4, reversed: 0}", "0.4, ▲reversed: 0.7}", "0.4 and reversed 0.7 exceed 1"),
    row("same in an order", "{same: help}", "{▲same: hlep}", "'hlep' of 'north'", "'help'?"),
    row("same and more", "{same: help}", "{same: help, ▲id: x}", "and reversed: may be given anew"),
    row("same of an expert", "same: own", "▲same: help", "'help' of 'east'", "Allowed: own"),
    row("same in the base", "{id: own, wants: east.watch}", "{▲same: own}", "only in a reading"),
    row("like a place", "id: rest", "▲id: 2", "the id '2' reads like a place in the list"),
]

ORDERS = [
    row("one claim", ORDER, "▲any_order: [{wants: north.freeze}]", "2 to 8 claims, found 1"),
    row("no claim", ORDER, "▲any_order: []", "2 to 8 claims, found 0"),
    row("nine claims", ORDER, f"▲any_order: [{NINE}]", "2 to 8 claims, found 9", "several orders"),
    row("no list", ORDER, "▲any_order: north.freeze", "expected a list, found 'north.freeze'"),
    row("misspelt", ORDER, f"▲{ORDER.replace('_', '')}", "'anyorder' in an order", "'any_order'?"),
    row("order key", "id: sequel", "▲idd: sequel", "unknown key 'idd' in an order", "'id'?"),
    row("chance", "confidence: 0.6", "▲confidence: 1.6", "1.6 is not between 0 and 1"),
    row(
        "nested",
        "{wants: north.freeze}, {id: rest",
        "▲{any_order: []}, {id: rest",
        "inside another",
    ),
    row("id of a claim", "id: rest", "▲id: sequel", "entries of one list have the id 'sequel'"),
    row("order citation", "because: [notes 1]", "because: [▲note 1]", "unknown source 'note'"),
    row("order like a place", "id: sequel", "▲id: order_7", "'order_7' reads like a place"),
]

WORTH = [
    row("likely", "likely: 7", "▲likely: 11", "likely 11.0 is not within 6.0..10.0"),
    row("likely a word", "likely: 7", "▲likely: so", "a number, found 'so'"),
    row("distribution", "distribution: normal", "▲distribution: norml", "'norml'", "'normal'?"),
    row("beside normal", "likely: 7", "likely: 7, ▲distribution: normal", "no meaning beside"),
    row("beside uniform", "likely: 7", "likely: 7, ▲distribution: uniform", "leave one of the two"),
    row("worth id", "{if: north.test,", "{▲id: peace, if: north.test,", "have the id 'peace'"),
    row("worth key", "likely: 7", "▲likly: 7", "'likly' in a worth", "'likely'?"),
]

EXPERTS = [
    row(
        "weight", "weight: 2", "▲weight: 0", "the weight 0.0 is not above 0", "leave out an expert"
    ),
    row("endless weight", "weight: 2", "▲weight: 1e999", "a finite number"),
    row(
        "id",
        "      jones:",
        "      ▲j-2:",
        "'j-2' cannot be the id of an expert",
        "letters, digits",
    ),
    row("expert key", "weight: 2", "▲wieght: 2", "unknown key 'wieght' in an expert", "'weight'?"),
    row("no preference", SMITH, "▲smith: {weight: 2}", "the key 'preference' is missing"),
    row("option", "{weights: {east.watch: 1}}", "{weights: {▲east.wach: 1}}", "'east.watch'?"),
    row("expert citation", "[notes 2]", "[▲nots 2]", "unknown source 'nots'", "'notes'?"),
    row("claim", "{id: own, wants: east.watch}", "{id: own, wants: ▲east.wach}", "'east.watch'?"),
    row("within", JONES, f"▲preference: {{experts: {{x: {{{JONES}}}}}}}", "call on other experts"),
    row(
        "none",
        "preferences:\n      north:",
        "preferences:\n      south: {▲experts: {}}\n      north:",
    ),
    row(
        "beside",
        "    experts:\n      smith: {w",
        "    ▲unit: x\n    experts:\n      smith: {w",
        "beside",
    ),
]

CORRELATED = [
    row(
        "unknown", PAIR, "premises: [north.survive, ▲south.pece]", "'south.pece'", "'south.peace'?"
    ),
    row("twice", PAIR, "premises: [north.survive, ▲north.survive]", "is correlated already"),
    row("in two", "[north.order_4,", "[▲south.peace,", "'south.peace' is correlated already"),
    row("one", PAIR, "▲premises: [north.survive]", "two or more premises, found 1"),
    row("too high", "correlation: 0.5", "▲correlation: 1.5", "1.5 is not between -1 and 1"),
    row("too low", "correlation: -0.25", "▲correlation: -0.6", "-0.6 is not between -0.5 and 1"),
    row("no number", "correlation: 0.5", "▲correlation: high", "a number, found 'high'"),
    row("missing", f"{{{PAIR}, correlation: 0.5,", f"▲{{{PAIR},", "'correlation' is missing"),
    row("correlation key", "about: One view", "▲abut: One view", "'abut' in a correl", "'about'?"),
    row("its citation", "because: [notes 3]", "because: [▲nodes 3]", "unknown source 'nodes'"),
]


@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["unix", "windows"])
@pytest.mark.parametrize("case", CLAIMS + ORDERS + WORTH + EXPERTS + CORRELATED)
def test_one_error_names_the_place(case: Bad, ends: str, tmp_path: Path) -> None:
    check_row(case, ends, tmp_path)


def test_the_file_that_they_change_is_good() -> None:
    assert len(parse_yaml(UNCERTAIN).correlated) == 2
