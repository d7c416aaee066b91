"""Mistakes in the terms of road maps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from standoff.files import parse_yaml

from .bad import GRAPH, ROAD_MAP, Bad, bad, check_row

STEPS = "  steps: [nk.freeze, nk.dismantle, us.assurance, us.pressure]\n"
WORTH = ROAD_MAP[ROAD_MAP.index("  worth:") : ROAD_MAP.index("  patience:")]
ORDER = "[nk.dismantle before us.assurance, nk.freeze with us.pressure]"
PHASES = "phases: [[nk.freeze], [nk.dismantle]]"


def row(name: str, old: str, new: str, *says: str) -> Any:
    """Return one row about the file with road maps."""
    return bad(name, old, new, *says, base=ROAD_MAP)


FORM = [
    bad("graph form", "status_quo: calm", "▲road_map: {}", "beside moves:", base=GRAPH),
    bad("merge", "endgames:", "merge: {m: calm}\n▲road_map: {}\nendgames:", "beside merge:"),
    row("take_if", "steps: [nk.freeze", "steps: [▲nk.test", "take_if: of 'nk.test'", "`before`"),
    row(
        "take_if where all are steps",
        f"road_map:\n  about: What was on the table.\n{STEPS}",
        "▲road_map:\n",
        "'nk.test' cannot be a step",
    ),
    row(
        "move_if",
        f"  us: {{{ROAD_MAP.partition('  us: {')[2].partition('us.assurance')[0]}",
        "  us: {move_if: nk.test, options: {assurance: A, pressure: P}}\nroad_map:\n  steps: [▲",
        "'us.assurance' cannot be a step: road maps do not know move_if: of 'us'",
    ),
]

NAMES = [
    row("key", "  period:", "  ▲perod:", "'perod' in a road map", "did you mean 'period'?"),
    row(
        "step", ", us.pressure]\n  per", ", ▲us.presure]\n  per", "unknown option", "'us.pressure'?"
    ),
    row("step twice", ", us.pressure]\n  per", ", ▲nk.freeze]\n  per", "is in steps: already"),
    row("worth of", "worth:\n    nk:", "worth:\n    ▲nkk:", "unknown party 'nkk'", "'nk'?"),
    row("patience of", "{nk: 0.8}", "{▲nkk: 0.8}", "unknown party 'nkk'", "'nk'?"),
    row("lag of", "lag: 2", "lag: {▲uss: 2}", "unknown party 'uss'", "'us'?"),
    row("exposure of", "{us: 4}", "{▲uss: 4}", "unknown party 'uss'", "'us'?"),
    row("together", "[[us, nk]]", "[[us, ▲nkk]]", "unknown party 'nkk'", "'nk'?"),
    row("together flat", "[[us, nk]]", "[▲us, nk]", "expected a list, found 'us'"),
    row("together a word", "together: [[us, nk]]", "▲together: both", "all, or a list of groups"),
    row("formula", "{if: us.assurance", "{if: ▲us.asurance", "unknown option 'us.asurance'"),
    row("citation of a worth", "[plan 1]", "[▲plam 1]", "unknown source 'plam'", "'plan'?"),
    row("citation of a design", "[plan 2]", "[▲plam 2]", "unknown source 'plam'", "'plan'?"),
    row("citation of a map", "[plan 3]", "[▲plam 3]", "unknown source 'plam'", "'plan'?"),
]

NUMBERS = [
    row("worth downward", "worth: 3..5", "▲worth: 5..3", "5..3 runs downward"),
    row("patience 1", "{nk: 0.8}", "{▲nk: 1}", "patience 1.0 is not strictly between 0 and 1"),
    row("patience 0", "patience: {nk: 0.8}", "▲patience: 0", "not strictly between 0 and 1"),
    row("lag 0", "lag: 2", "lag: {▲nk: 0}", "a whole number from 1 up, found 0"),
    row("lag 1.5", "lag: 2", "▲lag: 1.5", "expected a whole number, found '1.5'"),
    row("most 0", "most: 2", "▲most: 0", "a whole number from 1 up, found 0"),
    row("most of a design", "most: 1", "▲most: -1", "a whole number from 1 up, found -1"),
    row("lag of a design", "most: 1", "lag: {▲nk: 0}", "a whole number from 1 up, found 0"),
    row("exposure below 0", "{us: 4}", "{▲us: -4}", "never below 0, found -4"),
    row("exposure without end", "{us: 4}", "{▲us: inf}", "a finite number, found 'inf'"),
    row("unit alone", f"  unit: points\n{WORTH}", "  ▲unit: points\n", "no meaning without worth:"),
]

ISSUES = [
    row("option", "nuclear: [nk.freeze", "nuclear: [▲nk.freze", "unknown option", "'nk.freeze'?"),
    row("no step", "money: [us.pressure", "money: [▲nk.test", "'nk.test' is not among steps:"),
    row("in two", "money: [us.pressure", "money: [▲nk.freeze", "in the issue 'nuclear' already"),
    row("twice", "money: [us.pressure", "money: [us.pressure, ▲us.pressure", "'money' already"),
    row("empty", "money: [us.pressure]", "▲money: []", "the issue 'money' names no option"),
    row("like an option", "money: [us", "▲us.pressure: [us", "called like the option"),
    row("breach of", "{nuclear: [nuc", "{▲nuclar: [nuc", "unknown issue 'nuclar'", "'nuclear'?"),
    row("revokes", "money: [money]", "money: [▲mony]", "unknown issue 'mony'", "'money'?"),
    row("not alone", "[nuclear, us.assurance]", "[nuclear, ▲nk.freeze]", "unknown issue 'nk.f"),
    row("scope", "retaliation: linked", "▲retaliation: likned", "'likned'", "'linked'?"),
]

DESIGNS = [
    row("key", "most: 1", "▲must: 1", "'must' in a design", "did you mean 'most'?"),
    row("order word", "nk.dismantle before us", "nk.dismantle ▲befor us", "'befor'", "'before'?"),
    row(
        "order of two", f"order: {ORDER}", "order: [▲nk.freeze us.pressure]", "OPTION before OPTION"
    ),
    row("first", ORDER, "[▲nk.dismantel before us.assurance]", "'nk.dismantle'?"),
    row(
        "second",
        ORDER,
        "[nk.freeze with us.assurance, ▲nk.freeze with us.presure]",
        "'us.pressure'?",
    ),
    row(
        "no step ordered", ORDER, "[▲nk.test before us.assurance]", "'nk.test' is not among steps:"
    ),
    row("no step in a phase", PHASES, "phases: [[▲nk.test]]", "'nk.test' is not among steps:"),
    row("in two phases", PHASES, "phases: [[nk.freeze], [▲nk.freeze]]", "is in phase 1 already"),
    row("empty phase", PHASES, "phases: [[nk.freeze], ▲[]]", "phase 2 names no option"),
    row("retaliation", "most: 1", "retaliation: {▲mony: []}", "unknown issue 'mony'", "'money'?"),
    row("before itself", ORDER, "[▲nk.freeze before nk.freeze]", "nk.freeze before nk.freeze"),
    row(
        "cycle",
        ORDER,
        "[▲us.pressure before us.assurance, us.assurance before nk.freeze,"
        " nk.freeze before us.pressure]",
        "us.pressure before us.assurance before nk.freeze before us.pressure",
    ),
    row(
        "before and with",
        ORDER,
        "[▲us.pressure before us.assurance, us.assurance with us.pressure]",
        "us.pressure before us.assurance with us.pressure",
    ),
    row(
        "against the phases",
        f"{ORDER}\n      {PHASES}",
        "[▲us.pressure before nk.freeze]\n"
        "      phases: [[nk.freeze], [us.assurance], [us.pressure]]",
        "us.pressure before nk.freeze before us.assurance before us.pressure",
    ),
    row(
        "phases with",
        f"{ORDER}\n      {PHASES}",
        "[nk.freeze with us.pressure]\n      phases: [[nk.freeze], ▲[us.pressure]]",
        "nk.freeze before us.pressure with nk.freeze",
    ),
]

MAPS = [
    row("key", "{design: linked, st", "{▲desing: linked, st", "in a given map", "'design'?"),
    row("design", "{design: linked", "{▲design: linkd", "unknown design 'linkd'", "'linked'?"),
    row(
        "steps missing",
        "first: {design: linked, steps: [[nk.freeze, us.pressure]]",
        "▲first: {design: linked",
        "'steps' is missing",
    ),
    row(
        "no step", "short: [[nk.freeze], [nk.dismantle]]", "▲short: []", "the road map has no step"
    ),
    row("empty step", "short: [[nk.freeze]", "short: [▲[]", "step 1 names no option"),
    row("option", "short: [[nk.freeze]", "short: [[▲nk.freze]", "'nk.freze'", "'nk.freeze'?"),
    row("not a step", "short: [[nk.freeze]", "short: [[▲nk.test]", "'nk.test' is not among steps:"),
    row(
        "twice in a step",
        "short: [[nk.freeze]",
        "short: [[nk.freeze, ▲nk.freeze]",
        "step 1 already",
    ),
    row(
        "in two steps",
        "short: [[nk.freeze], [nk.d",
        "short: [[nk.freeze], [▲nk.freeze, nk.d",
        "step 1 already",
    ),
    row("flat", "short: [[nk.freeze]", "short: [▲nk.freeze", "expected a list, found 'nk.freeze'"),
]


@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["unix", "windows"])
@pytest.mark.parametrize("case", FORM + NAMES + NUMBERS + ISSUES + DESIGNS + MAPS)
def test_one_error_names_the_place(case: Bad, ends: str, tmp_path: Path) -> None:
    check_row(case, ends, tmp_path)


def test_the_file_that_they_change_is_good() -> None:
    assert parse_yaml(ROAD_MAP).road_map is not None
