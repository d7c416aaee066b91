"""Every mistake in a model file gives one error with its place, and what is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from standoff.files import parse_yaml

from .bad import GOOD, GRAPH, Bad, bad, check_row

HEAD = [
    bad("version", "standoff: 1", "▲standoff: 2", "format version 1", "'2'"),
    bad("no version", "standoff: 1\n", "▲", "'standoff' is missing", "begins with standoff: 1"),
    bad("no title", "standoff: 1\ntitle: River", "▲standoff: 1", "'title' is missing"),
    bad("title a list", "title: River", "▲title: [River]", "expected a text, found a list"),
    bad("misspelt key", "title: River", "title: River\n▲endgame: {}", "'endgame'", "'endgames'?"),
    bad("source key", "{title: The accord}", "{title: A, ▲athor: B}", "'athor'", "Allowed: title"),
    bad("source no title", "accord: {title: The accord}", "▲accord: {by: B}", "'title' is missing"),
    bad("source id", "accord: {title: The accord}", "▲the accord: {title: A}", "id of a source"),
    bad("definition id", "calm: not", "▲2calm: not", "'2calm' cannot be the id of a definition"),
    bad("cycle", "calm: not up.dam", "calm: not ▲war\n  war: calm", "calm -> war -> calm"),
    bad("own cycle", "calm: not up.dam", "calm: not ▲calm", "calm -> calm"),
]

PARTIES = [
    bad(
        "party id",
        "  up:\n    name",
        "  ▲up-stream:\n    name",
        "'up-stream' cannot be the id",
        "allowed: letters",
    ),
    bad(
        "formula word", "  up:\n    name", "  ▲not:\n    name", "'not' cannot be the id of a party"
    ),
    bad("party key", "    name: Upstream", "    ▲nam: Upstream", "'nam'", "did you mean 'name'?"),
    bad(
        "party a list", "{sue: Go to court, talk: Talk}", "{}\n  ▲east: [a]", "a text, found a list"
    ),
    bad(
        "options a list",
        "    options: {sue: Go to court, talk: Talk}",
        "    ▲options: [sue]",
        "expected a mapping (key: value), found a list",
    ),
    bad("option id", "share: Share data", "▲5: Share data", "'5' cannot be the id of an option"),
    bad("option key", "reversible: false", "▲reversable: false", "'reversable'", "'reversible'?"),
    bad(
        "direction",
        "reversible: false",
        "▲reversible: never",
        "true, false or once_dropped",
        "'never'",
    ),
    bad("condition", "reversible: false", "take_if: up.share ▲oops", "unexpected 'oops'"),
    bad("citation", "[accord 3]", "[▲acord 3]", "unknown source 'acord'", "did you mean 'accord'?"),
    bad("empty citation", "[accord 3]", "[▲'']", "the id of a source"),
    bad("because a text", "because: [accord 3]", "▲because: accord 3", "expected a list, found"),
    bad(
        "party twice",
        "  down:\n    options",
        "  down:\n  ▲up:\n    options",
        "'up' is given twice",
        "line 8",
    ),
    bad("option twice", "share: Share data", "▲dam: Share data", "'dam' is given twice", "line 11"),
    bad(
        "no party", GOOD[GOOD.index("define:") : GOOD.index("rules:")], "▲parties: {}\n", "no party"
    ),
]

MOVES = [
    bad("rules", "rules:\n", "moves: {}\n▲rules:\n", "rules: has no meaning beside moves:"),
    bad("no states", "states: {calm: No forces, crisis: Both moved up}\n", "▲", base=GRAPH),
    bad("party", "  south: {crisis: [calm]}", "  ▲west: {}", "unknown party 'west'", base=GRAPH),
    bad("start", "{calm: [crisis]}", "{▲clam: [crisis]}", "'clam'", "'calm'?", base=GRAPH),
    bad("end", "{calm: [crisis]}", "{calm: [crisis, ▲cris]}", "'cris'", "'crisis'?", base=GRAPH),
    bad("loop", "{crisis: [calm]}", "{crisis: [▲crisis]}", "leads from 'crisis' to", base=GRAPH),
    bad("status quo", "status_quo: calm", "▲status_quo: clam", "state 'clam'", base=GRAPH),
    bad("move_if", "{name: Southern", "{▲move_if: south.arm, name: Southern", base=GRAPH),
    bad("take_if", "{arm: Arm}", "{arm: {▲take_if: 'true'}}", "beside moves:", base=GRAPH),
]

SYNTAX = [
    bad(
        "bracket",
        "[down.sue]\nstates:",
        "[down.sue\n\n▲}:",
        "not valid YAML",
        "begins in line 18",
        "brackets around this line",
    ),
    bad("tab", "    name: Upstream", "▲\tname: Upstream", "not valid YAML", "indent with spaces"),
    bad("colon", "name: Upstream", "name: Up▲: stream", "mapping values are not allowed"),
    bad("indentation", "    name: Upstream", "    name: Upstream\n   ▲about: x", "not valid YAML"),
    bad("second document", "define:", "▲---\ndefine:", "second document begins here"),
    bad("tag", "title: River", "title: ▲!!python/name:os.system x", "has no meaning here"),
    bad("key a list", "title: River", "title: River\n▲[a, b]: c", "a key must be a plain text"),
    bad("unknown alias", "title: River", "title: ▲*river", "river"),
    bad("bell", "title: River", "title: Ri▲\x07ver", "U+0007 is not allowed"),
]


@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["unix", "windows"])
@pytest.mark.parametrize("case", HEAD + PARTIES + MOVES + SYNTAX)
def test_one_error_names_the_place(case: Bad, ends: str, tmp_path: Path) -> None:
    check_row(case, ends, tmp_path)


def test_the_file_that_they_change_is_good() -> None:
    assert parse_yaml(GOOD).title == "River"
