"""Every mistake in a record gets one error: file, line, what was found, what is allowed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from standoff.errors import FileError, ModelError, NotDefined, StandoffError, UnknownName
from standoff.history.ask import backtest
from standoff.history.record import Move
from standoff.model import (
    Formula,
    NamedState,
    Option,
    Party,
    Ranking,
    Reversible,
    Rule,
    Standoff,
)
from standoff.states import state_space

from .known import RECORD, following, move, with_reading

HEAD = "date,party,taken,dropped,source\n"
Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(text: str) -> Path:
        path = tmp_path / "record.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return written


def refused(model: Standoff, record: object) -> FileError:
    with pytest.raises(FileError) as error:
        backtest(model, record)  # type: ignore[arg-type]
    return error.value


@pytest.mark.parametrize(
    ("text", "line", "said", "hint"),
    [
        ("", 1, "no column 'date'", "date, party, taken, dropped, source, note"),
        ("# made up\n#\ndate,party,taken\n", 3, "no column 'source'", "first line"),
        ("date,party,takn,source\n", 1, "unknown column 'takn'", "did you mean 'taken'?"),
        ("date,party,date,source\n", 1, "'date' is there twice", "once"),
        ("date;party;taken;source\n2000;north;x;log", 1, "semicolons", "commas"),
        (HEAD, 0, "no move of a party", ""),
        (HEAD + "2000,-,north.x,,log\n", 0, "no move of a party", ""),
        (HEAD + "2000-13,north,x,,log\n", 2, "'2000-13' is not a date", "2003-08-27/29"),
        (HEAD + "# 2000,north,x,,log\n", 2, "'# 2000' is not a date", ""),
        (HEAD + "\n\n5 May 2000,north,x,,log\n", 4, "'5 May 2000'", "YYYY-MM-DD"),
        (
            HEAD + "2000-02,north,x,,log\n2000-01-31,south,y,,log\n",
            3,
            "2000-01-31 stands below 2000-02 of line 2",
            "in the order of their dates",
        ),
        (HEAD + "2000,north,x,, \n", 2, "cites no source", "recorded"),
        (HEAD + "2000,north,x\n", 2, "cites no source", "recorded"),
        (HEAD + "2000,north,,,log\n", 2, "changes nothing", "options"),
        (HEAD + "2000,north,x,x,log\n", 2, "takes and drops 'x'", "once"),
        (HEAD + "2000,north,x,,log,more\n", 2, "6 cells for 5 columns", '"quotes"'),
        (HEAD + '2000,north,x,,"log\n', 2, "cannot be read as CSV", ""),
        (HEAD + "2000,nort,x,,log\n", 2, "unknown party 'nort'", "did you mean 'north'?"),
        (HEAD + "2000,,x,,log\n", 2, "unknown party ''", "Allowed: north, south, -"),
        (HEAD + "2000,north,zz,,log\n", 2, "unknown option 'zz'", "did you mean 'north.z'?"),
        (HEAD + "2000,north,y,,log\n", 2, "unknown option 'y'", "Allowed: north.x, north.z"),
        (
            HEAD + "2000,north,south.y,,log\n",
            2,
            "'south.y' is not one of north's",
            "row of its own; north has north.x, north.z",
        ),
        (HEAD + "2000,-,y,,log\n2000,north,x,,log", 2, "unknown option 'y'", "'south.y'"),
        (HEAD + "2000,north,x,,log\n2000,north,x,,log\n", 3, "north.x is taken already", "row"),
        (HEAD + "2000,north,,x,log\n", 2, "north.x is not taken by then", "row that took it"),
        (
            HEAD + "2000,south,y,,log\n2001,north,z x,,log\n",
            3,
            "'north.x, north.z, south.y' is not feasible",
            "it breaks the rule: not (north.z and south.y)",
        ),
    ],
)
def test_a_mistake_in_a_file(write: Write, text: str, line: int, said: str, hint: str) -> None:
    path = write(text)
    error = refused(following(), path)
    assert (error.file, error.line) == (str(path), line)
    assert said in error.message
    assert hint in error.hint


def test_what_is_allowed(write: Write) -> None:
    """Any order of columns, blank lines, quotes over lines, ; between options, spaces, a mark."""
    text = (
        "\N{BOM}# Made up, for a test\nSource, party ,date,note,Taken,dropped\n"
        '"log\n1",north,2000-01-10,,north.x,\n\n'
        " log 2 , south , 2000-01-20/25 ,,y,\n"
        "gazette,-,2000-02-28,,,north.x; south.y\n"
        "log 3,north,2000-04-03,,x;z,\n"
    )
    found = backtest(following(), write(text)).record.moves
    assert [m.change for m in found] == [
        "+north.x",
        "+south.y",
        "-north.x -south.y",
        "+north.x +north.z",
    ]
    assert [m.line for m in found] == [3, 6, 7, 8]
    assert found[0].source == "log\n1"
    given = backtest(following(), RECORD)
    assert [replace(m, source="") for m in found] == [
        replace(m, source="") for m in given.record.moves
    ]


def test_an_option_named_twice_counts_once() -> None:
    found = backtest(following(), [move("2000", "north", "x north.x")])
    assert found.record.moves[0].change == "+north.x"
    assert found.accounts[0].seen.way.after.tolist() == [following_state("north.x")]


def following_state(*taken: str) -> int:
    return state_space(following()).index(taken)


def test_a_missing_file(tmp_path: Path, write: Write) -> None:
    write(HEAD)
    error = refused(following(), tmp_path / "recrod.csv")
    assert error.message == "there is no such file"
    assert "did you mean 'record.csv'?" in error.hint
    assert refused(following(), tmp_path / "no" / "record.csv").message == "there is no such file"


def test_a_model_without_its_own_record() -> None:
    for model in ("nk-2017", following()):
        with pytest.raises(StandoffError, match="record") as error:
            backtest(model)
        assert "columns date, party, taken, dropped, source" in error.value.hint


def bound(**changes: object) -> Standoff:
    """North's x under conditions."""
    model = following()
    x = replace(model.parties[0].options[0], **changes)
    north = replace(model.parties[0], options=(x, model.parties[0].options[1]))
    return replace(model, parties=(north, model.parties[1]))


@pytest.mark.parametrize(
    ("model", "record", "hint"),
    [
        (
            bound(reversible=Reversible.NO),
            [move("2000", "north", "x"), move("2000", "north", "", "x")],
            "north.x cannot be dropped any more (reversible: false)",
        ),
        (
            bound(reversible=Reversible.ONCE_DROPPED),
            [move("2000", "south", "y"), move("2000", "north", "x")],
            "north.x cannot be taken any more (reversible: once_dropped)",
        ),
        (
            bound(take_if=Formula("south.y")),
            [move("2000", "north", "z"), move("2000", "north", "x")],
            "north.x can be taken only if south.y",
        ),
        (
            bound(drop_if=Formula("south.y")),
            [move("2000", "north", "x"), move("2000", "north", "", "x")],
            "north.x can be dropped only if south.y",
        ),
    ],
)
def test_a_move_that_the_model_forbids(model: Standoff, record: list[Move], hint: str) -> None:
    error = refused(model, record)
    assert (error.file, error.line) == ("record", 2)
    assert hint in error.hint


def test_who_may_not_move() -> None:
    model = following()
    south = replace(model.parties[1], move_if=Formula("north.x"))
    error = refused(replace(model, parties=(model.parties[0], south)), [move("2000", "south", "y")])
    assert error.message == "south has no move +south.y from 'no option taken'"
    assert error.hint == "south may move only if north.x"


def test_a_move_within_a_merged_state() -> None:
    model = replace(following(), merge={"late": Formula("north.x")})
    error = refused(model, [move("2000", "north", "x"), move("2001", "south", "y")])
    assert error.message == "+south.y changes nothing in the model"
    assert error.hint == "the model merges both states into 'late'"
    with pytest.raises(StandoffError, match="leaves open which options") as start:
        backtest(model, [move("2000", "south", "y")], start="late")
    assert "--from" in start.value.hint


def graph(with_options: bool) -> Standoff:
    states = (NamedState("s", taken=()), NamedState("t", taken=("a.x",)))
    option = (Option("x"),) if with_options else ()
    return Standoff(
        "Graph",
        (Party("a", options=option), Party("b")),
        states=states if with_options else (NamedState("s"), NamedState("t")),
        moves={"a": {"s": ("t",)}},
        status_quo="s",
        preferences={p: Ranking((("s",), ("t",))) for p in ("a", "b")},
    )


def test_graph_form() -> None:
    with pytest.raises(NotDefined, match="lists no options"):
        backtest(graph(False), [move("2000", "a", "x")])
    found = backtest(graph(True), [move("2000", "a", "x")])
    assert found.accounts[0].seen.way.after.tolist() == [1]
    back = [move("2000", "a", "x"), move("2001", "a", "", "x")]
    assert refused(graph(True), back).hint == "the model lists no such move"


def test_a_reading_that_excludes_a_state() -> None:
    model = with_reading(rules=(Rule(Formula("not (north.x and south.y)")),))
    error = refused(model, RECORD)
    assert error.line == 2
    assert error.message.startswith("in the reading 'other', the state 'north.x, south.y' is not")
    assert error.hint == "it breaks the rule: not (north.x and south.y)"
    assert backtest(model, RECORD, readings="base").accounts[0].reading is None


@pytest.mark.parametrize(
    ("asked", "kind", "said"),
    [
        ({"readings": "othr"}, UnknownName, "did you mean 'other'"),
        ({"readings": []}, StandoffError, "no reading"),
        ({"concepts": "nsh"}, UnknownName, "did you mean 'nash'"),
        ({"every": "fortnight"}, UnknownName, "unknown period 'fortnight'"),
        ({"until": "2000-04-02"}, StandoffError, "goes on to 2000-04-03"),
        ({"until": "2000"}, StandoffError, "until '2000' is not a day"),
        ({"split": "May"}, StandoffError, "split 'May' is not a day"),
        ({"block": 0}, StandoffError, "block must be 1 or more, not 0"),
        ({"resamples": 0}, StandoffError, "resamples must be 1 or more"),
        ({"start": "north.xx"}, UnknownName, "did you mean 'north.x'"),
        ({"start": ("north.z", "south.y")}, ModelError, "not feasible"),
    ],
)
def test_a_mistake_in_the_question(
    asked: dict[str, object], kind: type[StandoffError], said: str
) -> None:
    with pytest.raises(kind, match=said):
        backtest(with_reading(), RECORD, **asked)  # type: ignore[arg-type]


def test_without_a_status_quo() -> None:
    model = replace(with_reading(status_quo=()), status_quo=None)
    with pytest.raises(StandoffError, match="no status quo"):
        backtest(model, RECORD)
    assert backtest(model, RECORD, readings="other").accounts[0].name == "other"
    assert backtest(model, RECORD, start="none").accounts[0].name == "(base)"


def test_a_mistake_in_a_reading_is_told_by_its_place_in_the_model() -> None:
    model = with_reading(preferences={"south": Ranking(((("north.x",),),))})
    with pytest.raises(ModelError) as error:
        backtest(model, RECORD)
    assert error.value.path[:4] == ("readings", "other", "preferences", "south")
