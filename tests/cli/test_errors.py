"""Every error ends a command in one way: exit code 2, a message, a hint, nothing on stdout."""

from __future__ import annotations

from pathlib import Path

import pytest

RANKING = "{ranking: [YNNN, NNNN]}"


def failed(result, code: int = 2) -> str:
    """The message of a command that failed as it should."""
    assert result.exit_code == code, result.output
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    return result.stderr


@pytest.mark.parametrize(
    ("change", "place", "said", "hint"),
    [
        (
            ("wants: not south.arm", "wants: not south.arms"),
            "10:23",
            "unknown option",
            "south.arm'",
        ),
        (("parties:", "partys:"), "3:1", "unknown key 'partys'", "'parties'"),
        (
            ("  - not (north.arm and", "  - false\n  - not (north.arm and"),
            "7:5",
            "no state",
            "loosen",
        ),
        (
            ("[{wants: not north.arm}, {wants: south.talk}]", RANKING),
            "11:11",
            "misses 10 of",
            "NNYN",
        ),
        (("  north: [{wants: not", "  nort: [{wants: not"), "10:3", "unknown party", "'north'"),
    ],
)
@pytest.mark.parametrize("command", ["check", "solve", "prospects"])
def test_a_mistake_in_a_file(run, model, command, change, place, said, hint):
    model(change)
    message = failed(run(command, "model.yaml"))
    first, second = message.splitlines()[:2]
    assert first.startswith(f"error: model.yaml:{place}: ")
    assert said in first
    assert hint in second


def test_a_mistake_that_only_a_reading_makes(run, model):
    model(("{wants: north.arm}]}}", "{wants: north.arm}]}, rules: [not north.arm, north.arm]}"))
    assert run("solve", "model.yaml").exit_code == 0
    for command in (["solve", "model.yaml", "--reading", "hawk"], ["check", "model.yaml"]):
        assert failed(run(*command)).startswith("error: model.yaml:13:77: no state")


def test_a_status_quo_that_the_rules_exclude(run, model):
    model(("status_quo: [north.arm]", "status_quo: [north.arm, north.talk]"))
    for command in ("check", "solve", "prospects"):
        message = failed(run(command, "model.yaml"))
        assert message.startswith("error: model.yaml:8:")
        assert "it breaks the rule: not (north.arm and north.talk)" in message


@pytest.mark.parametrize(
    ("arguments", "said", "hint"),
    [
        (["solve", "korea"], "unknown case or file 'korea'", "did you mean 'korea-2006'?"),
        (["solve", "nope.yaml"], "nope.yaml", ""),
        (["solve", "nk-2017", "--reading", "pacifists"], "unknown reading", "'pacifist'"),
        (["show", "nk-2017", "--reading", "pacifists"], "unknown reading", "'pacifist'"),
        (["solve", "nk-2017", "--concepts", "nash,sec"], "unknown concept 'sec'", "'seq'"),
        (["solve", "nk-2017", "--summary", "smg"], "unknown concept 'smg'", "did you mean"),
        (["solve", "nk-2017", "--from", "us.strik"], "unknown option", "'us.strike'"),
        (["explain", "nk-2017", "YYNN"], "not feasible", "breaks the rule"),
        (["explain", "nk-2017", "11"], "unknown state '11'", "did you mean"),
        (["prospects", "nk-2017", "--rates", "uss=2"], "unknown party 'uss'", "'us'"),
        (["prospects", "nk-2017", "--rates", "us=0"], "rate", ""),
        (["solve", "elmira-1991", "--concepts", "sim"], "merged states", ""),
        (["solve", "nk-2017", "--xlsx", "no/such.xlsx"], "no/such.xlsx: cannot be written", ""),
        (["convert", "nk-2017", "nk.doc"], "nk.doc", ".yaml"),
        (["new", "mine.txt"], "mine.txt", ".yaml"),
    ],
)
def test_a_mistake_in_the_command(run, arguments, said, hint):
    message = failed(run(*arguments))
    assert message.startswith("error: ")
    assert said in message
    assert hint in message


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["slve", "nk-2017"], "did you mean 'solve'?"),
        (["nk-2017"], "standoff solve nk-2017"),
        (["solve", "nk-2017", "--jsno"], "--json"),
        (["solve"], "CASE"),
        (["solve", "nk-2017", "--json", "--csv"], "Choose one"),
        (["solve", "nk-2017", "--xlsx", "nk.csv"], ".xlsx"),
        (["prospects", "nk-2017", "--rates", "us"], "PARTY=NUMBER"),
        (["prospects", "nk-2017", "--agreements", "0"], "agreements"),
        (["prospects", "nk-2017", "--mode", "bst"], "'best'"),
    ],
)
def test_a_mistake_in_the_grammar(run, arguments, said):
    assert said in failed(run(*arguments))


@pytest.mark.parametrize("arguments", [["convert", "nk-2017", "there.yaml"], ["new", "there.yaml"]])
def test_no_file_is_overwritten(run, tmp_path: Path, arguments):
    (tmp_path / "there.yaml").write_text("mine", encoding="utf-8")
    assert "exists" in failed(run(*arguments))
    assert (tmp_path / "there.yaml").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("suffix", [".yaml", ".json", ".gmcr"])
def test_nothing_is_written_on_error(run, model, tmp_path: Path, suffix):
    path = model(("north.arm and", "north.arms and"))
    failed(run("convert", path.name, f"out{suffix}"))
    failed(run("solve", path.name, "--xlsx", "out.xlsx"))
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_control_characters_do_not_reach_the_terminal(run, model):
    model(("wants: south.talk", 'wants: "south.talk\\e[31m"'))
    assert "\x1b" not in failed(run("check", "model.yaml"))
    model(("title: A quarrel", 'title: "A \\e[31mquarrel"'))
    assert "\x1b" not in run("solve", "model.yaml").stdout


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (KeyError("x"), 1, "standoff --debug"),
        (MemoryError(), 2, "memory"),
        (OSError(28, "No space left on device"), 2, "No space left"),
        (KeyboardInterrupt(), 130, ""),
    ],
)
def test_no_traceback(run, monkeypatch, error, code, said):
    def broken(*args, **settings):
        raise error

    monkeypatch.setattr("standoff.api.solve", broken)
    assert said in failed(run("solve", "nk-2017"), code)


def test_debug_shows_the_traceback(run, monkeypatch):
    def broken(*args, **settings):
        raise KeyError("x")

    monkeypatch.setattr("standoff.api.solve", broken)
    assert isinstance(run("--debug", "solve", "nk-2017").exception, KeyError)
