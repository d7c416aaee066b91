"""Load-save-load loses nothing, whatever the model and whatever its texts."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given

from standoff.files import (
    digest,
    from_plain,
    parse_yaml,
    read,
    to_plain,
    write,
    write_json,
    write_yaml,
)
from standoff.model import Claims, Formula, Option, Party, Source, Standoff, Weights
from standoff.testing import conditional_standoffs, merged_standoffs, option_standoffs

from .models import AWKWARD, graphs, models

CASES = sorted(Path(__file__).parents[2].glob("src/standoff/cases/*/model.yaml"))


def written(model: Standoff) -> str:
    stream = StringIO()
    write_yaml(model, stream)
    return stream.getvalue()


def check_round_trips(model: Standoff) -> None:
    plain = to_plain(model)
    assert from_plain(plain) == model
    again = parse_yaml(written(model))
    assert again == model
    assert to_plain(again) == plain
    assert digest(again) == digest(model)
    stream = StringIO()
    write_json(model, stream)
    assert from_plain(json.loads(stream.getvalue())) == model


@given(models())
def test_a_model_with_every_key(model: Standoff) -> None:
    check_round_trips(model)


@given(graphs())
def test_a_graph(model: Standoff) -> None:
    check_round_trips(model)


@given(option_standoffs(correlated=True) | merged_standoffs() | conditional_standoffs())
def test_a_drawn_standoff(model: Standoff) -> None:
    check_round_trips(model)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.parent.name)
@pytest.mark.parametrize("suffix", [".yaml", ".yml", ".json"])
def test_a_bundled_case(path: Path, suffix: str, tmp_path: Path) -> None:
    model = read(path)
    write(model, tmp_path / f"model{suffix}")
    assert read(tmp_path / f"model{suffix}") == model


@pytest.mark.parametrize("text", AWKWARD)
def test_an_awkward_text_anywhere(text: str) -> None:
    party = Party("a", text, text, options=(Option("x", text, text),))
    check_round_trips(Standoff(text, (party,), text, {"s": Source(*[text] * 5)}))


def test_numbers_of_any_type_are_written_alike() -> None:
    def model(weight: float) -> Standoff:
        party = Party("a", options=(Option("x"),))
        return Standoff("t", (party,), preferences={"a": Weights({"a.x": weight})})

    for three in (3, 3.0, np.float32(3), np.int64(3)):
        check_round_trips(model(three))
        assert digest(model(three)) == digest(model(3))
    check_round_trips(model(np.float64(0.1)))


def test_no_anchors_are_written() -> None:
    parties = (Party("a", options=(Option("x"),)), Party("b"))
    wants = Claims(())
    model = Standoff("t", parties, rules=(), preferences={"a": wants, "b": wants})
    assert "&" not in written(model)


def test_the_file_keeps_the_order_and_looks_of_a_written_one() -> None:
    model = Standoff(
        "Two states",
        (Party("b", options=(Option("y", "Why"), Option("x"))), Party("a", "Alpha")),
        define={"quiet": Formula("not b.y")},
        status_quo=("b.y",),
    )
    assert (
        written(model)
        == """\
standoff: 1
title: Two states
define: {quiet: not b.y}
parties:
  b:
    options: {y: Why, x: ''}
  a: {name: Alpha}
status_quo: [b.y]
"""
    )
