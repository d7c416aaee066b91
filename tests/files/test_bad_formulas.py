"""Mistakes in formulas and states: the column is right within quotes, folds and escapes."""

from __future__ import annotations

from pathlib import Path

import pytest

from .bad import Bad, bad, check_row

FORMULAS = [
    bad(
        "plain",
        "not (up.dam and up.share)",
        "not (up.dam and ▲up.shar)",
        "'up.shar'",
        "'up.share'?",
    ),
    bad("no party in front", "not (up.dam and up.share)", "not ▲dam", "name 'dam'", "'up.dam'?"),
    bad("single quotes", "- not (up.dam and up.share)", "- 'not up.dam or ▲up.shar'", "'up.shar'"),
    bad(
        "double quotes",
        "- not (up.dam and up.share)",
        '- "not\\tup.dam \\x6fr ▲up.shar"',
        "'up.shar'",
    ),
    bad(
        "quotes over lines",
        "- not (up.dam and up.share)",
        '- "not up.dam \\\n   or\n\n    ▲up.shar"',
        "'up.shar'",
    ),
    bad(
        "plain over lines",
        "- not (up.dam and up.share)",
        "- not up.dam\n      or ▲up.shar",
        "'up.shar'",
    ),
    bad(
        "folded",
        "- not (up.dam and up.share)",
        "- >-\n    not up.dam\n\n    or  ▲up.shar\n",
        "'up.shar'",
    ),
    bad(
        "literal",
        "- not (up.dam and up.share)",
        "- | # a note\n    not up.dam\n    or ▲up.shar\n",
        "'up.shar'",
    ),
    bad("long form", "{rule: down.talk", "{rule: ▲down.tlk", "'down.tlk'", "'down.talk'?"),
    bad("in a definition", "calm: not up.dam", "calm: not ▲up.damm", "'up.damm'", "'up.dam'?"),
    bad(
        "in a claim",
        "calm or down.talk",
        "clam or down.talk".replace("clam", "▲clam"),
        "name 'clam'",
        "did you mean 'calm'?",
    ),
    bad("in worth", "{if: not up.dam", "{if: not ▲up.da", "'up.da'"),
    bad("in an endgame", "{when: calm}", "{when: calm and ▲cold}", "name 'cold'"),
    bad("in a reading", "{wants: down.talk}", "{wants: not ▲down.tak}", "'down.tak'"),
    bad("rule of a reading", "[not down.sue]", "[not ▲down.su]", "'down.su'"),
    bad(
        "open bracket",
        "not (up.dam and up.share)",
        "not (up.dam and up.share▲",
        "unexpected the end of the formula",
        "expected ')'",
    ),
    bad(
        "no operator",
        "not (up.dam and up.share)",
        "not up.dam ▲an up.share",
        "unexpected 'an'",
        "'and'?",
    ),
    bad(
        "strange sign",
        "not (up.dam and up.share)",
        "not (up.dam ▲& up.share)",
        "unexpected '&'",
        "allowed: names",
    ),
    bad("sign in quotes", "- not (up.dam and up.share)", "- 'up.dam ▲''and'''", 'unexpected "\'"'),
    bad("a list", "- not (up.dam and up.share)", "- ▲[up.dam]", "expected a text, found a list"),
    bad("nothing", "- not (up.dam and up.share)", "-▲", "expected a text, found nothing"),
    bad("empty text", "- not (up.dam and up.share)", "- ▲''", "the end of the formula"),
    bad(
        "comma without quotes",
        "{wants: calm or down.talk}",
        "{wants: at_most(1, ▲up.dam, calm)}",
        "unknown key 'up.dam'",
        "comma in quotes",
    ),
    bad("count", "- not (up.dam and up.share)", "- at_most(▲up.dam, calm)", "a whole number"),
    bad("huge count", "- not (up.dam and up.share)", f"- ▲at_most({'9' * 5000}, calm)", "255"),
    bad(
        "nested deep",
        "- not (up.dam and up.share)",
        f"- {'(' * 60}▲({'(' * 400}up.dam{')' * 461}",
        "nested more than 60 deep",
        "define:",
    ),
]

STATES = [
    bad(
        "status quo option",
        "status_quo: [down.sue]",
        "status_quo: [▲down.su]",
        "'down.su'",
        "'down.sue'?",
    ),
    bad(
        "status quo label",
        "status_quo: [down.sue]",
        "▲status_quo: pace",
        "state 'pace'",
        "'peace'?",
    ),
    bad(
        "option listed twice",
        "status_quo: [down.sue]",
        "status_quo: [▲down.sue, down.sue]",
        "'down.sue' is listed twice",
    ),
    bad("short vector", "war: YNYN", "▲war: YNY", "has 3 letters", "up.dam, up.share, down.sue"),
    bad("a label for a label", "war: YNYN", "▲war: peace", "unknown state 'peace'", "Y/N vector"),
    bad("named state", "peace: [up.share, down.talk]", "peace: {taken: [▲up.shar]}", "'up.shar'"),
    bad("no options taken", "war: YNYN", "▲war: {name: War}", "the state has no options"),
    bad("endgame", "good: peace", "▲good: pece", "state 'pece'", "did you mean 'peace'?"),
    bad("endgame long", "good: peace", "good: {▲state: pece}", "state 'pece'"),
    bad(
        "endgame of both",
        "quiet: {when: calm}",
        "▲quiet: {when: calm, state: war}",
        "either a state: or a when: formula",
    ),
    bad("label twice", "war: YNYN", "▲peace: YNYN", "'peace' is given twice", "line 20"),
    bad(
        "merged label",
        "preferences:\n  up:\n    - {id",
        "merge: {▲war: up.dam}\npreferences:\n  up:\n    - {id",
        "'war' is given twice",
    ),
]


@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["unix", "windows"])
@pytest.mark.parametrize("case", FORMULAS + STATES)
def test_one_error_names_the_place(case: Bad, ends: str, tmp_path: Path) -> None:
    check_row(case, ends, tmp_path)
