"""Mistakes in preferences and readings."""

from __future__ import annotations

from pathlib import Path

import pytest

from .bad import Bad, bad, check_row

PREFERENCES = [
    bad(
        "unknown party",
        "  down:\n    unit: euro",
        "  ▲don:\n    unit: euro",
        "unknown party 'don'",
        "did you mean 'down'?",
    ),
    bad(
        "two kinds",
        "  down:\n    unit: euro",
        "  ▲down:\n    weights: {up.dam: 1}",
        "one kind of preference, found weights and worth",
    ),
    bad(
        "no kind",
        "  down:\n    unit: euro\n    worth:\n      - {if: not up.dam, worth: 6..10}",
        "  ▲down: {unit: euro}",
        "found none",
        "ranking:",
    ),
    bad(
        "bare claim",
        "{wants: calm or down.talk}",
        "▲calm or down.talk",
        "expected a claim",
        "write wants: 'calm or",
    ),
    bad("claim without wants", "{wants: calm or down.talk}", "▲{id: a}", "'wants' is missing"),
    bad(
        "claim key",
        "{wants: calm or down.talk}",
        "{▲want: calm}",
        "'want'",
        "did you mean 'wants'?",
    ),
    bad("confidence", "confidence: 0.9", "▲confidence: 1.5", "1.5 is not between 0 and 1"),
    bad("confidence a word", "confidence: 0.9", "▲confidence: high", "a number, found 'high'"),
    bad("confidence nan", "confidence: 0.9", "▲confidence: .nan", "a number, found '.nan'"),
    bad("confidence inf", "confidence: 0.9", "▲confidence: inf", "a finite number, found 'inf'"),
    bad(
        "claim id twice",
        "{wants: calm or down.talk}",
        "{▲id: water, wants: calm}",
        "two entries of one list have the id 'water'",
    ),
    bad(
        "same outside a reading",
        "{wants: calm or down.talk}",
        "{▲same: water}",
        "only in a reading",
    ),
    bad("same unknown", "{same: water}", "{▲same: watr}", "unknown claim 'watr'", "'water'?"),
    bad("same and more", "{same: water}", "{same: water, ▲about: x}", "'about' beside same:"),
    bad(
        "ranking option",
        "{wants: down.talk}]",
        "{wants: down.talk}]\n      down: {ranking: [{taken: [up.dam, ▲down.x]}]}",
        "unknown option 'down.x'",
    ),
    bad(
        "ranking label",
        "{wants: down.talk}]",
        "{wants: down.talk}]\n      down: {ranking: [war, [YNNN, ▲pece]]}",
        "unknown state 'pece'",
        "'peace'?",
    ),
    bad(
        "weights option",
        "    unit: euro\n    worth:\n      - {if: not up.dam, worth: 6..10}",
        "    weights: {up.dam: 1, ▲up.dan: 2}",
        "unknown option 'up.dan'",
        "'up.dam'?",
    ),
    bad(
        "weight inf",
        "    unit: euro\n    worth:\n      - {if: not up.dam, worth: 6..10}",
        "    weights: {▲up.dam: 1e999}",
        "a finite number",
    ),
    bad(
        "unit beside ranking",
        "    unit: euro\n    worth:\n      - {if: not up.dam, worth: 6..10}",
        "    ranking: [war]\n    ▲unit: euro",
        "unit: has no meaning beside ranking:",
    ),
    bad(
        "because beside worth",
        "unit: euro",
        "▲because: [accord 1]",
        "because: has no place",
        "at each entry",
    ),
    bad("worth a word", "worth: 6..10", "▲worth: much", "a number or a range such as 6..10"),
    bad("worth downward", "worth: 6..10", "▲worth: 10..6", "10..6 runs downward"),
    bad("worth without if", "{if: not up.dam, worth: 6..10}", "▲{worth: 6..10}", "'if' is missing"),
    bad(
        "scores",
        "    unit: euro\n    worth:\n      - {if: not up.dam, worth: 6..10}",
        "    scores: [1, ▲x]",
        "a number, found 'x'",
    ),
    bad(
        "reading key", "by: The board", "▲because_of: x", "'because_of'", "did you mean 'because'?"
    ),
    bad("reading direction", "by: The board", "reversible: {▲up.dm: true}", "option 'up.dm'"),
    bad(
        "reading party",
        "      up: [{same",
        "      ▲upp: [{wants: calm}]\n      up: [{same",
        "unknown party 'upp'",
        "'up'?",
    ),
    bad("reading status quo", "by: The board", "▲status_quo: pece", "state 'pece'"),
]


@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["unix", "windows"])
@pytest.mark.parametrize("case", PREFERENCES)
def test_one_error_names_the_place(case: Bad, ends: str, tmp_path: Path) -> None:
    check_row(case, ends, tmp_path)
