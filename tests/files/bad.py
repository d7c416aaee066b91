"""Bad model files in which ``▲`` stands right before the place that the error has to name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from standoff.errors import FileError
from standoff.files import read

MARK = "▲"

GOOD = """\
standoff: 1
title: River
sources:
  accord: {title: The accord}
define:
  calm: not up.dam and not down.sue
parties:
  up:
    name: Upstream
    options:
      dam: {name: Build the dam, reversible: false, because: [accord 3]}
      share: Share data
  down:
    options: {sue: Go to court, talk: Talk}
rules:
  - not (up.dam and up.share)
  - {rule: down.talk implies not down.sue, about: One at a time}
status_quo: [down.sue]
states:
  peace: [up.share, down.talk]
  war: YNYN
preferences:
  up:
    - {id: water, wants: up.dam, confidence: 0.9}
    - {wants: calm or down.talk}
  down:
    unit: euro
    worth:
      - {if: not up.dam, worth: 6..10}
readings:
  board:
    by: The board
    preferences:
      up: [{same: water}, {wants: down.talk}]
    rules: [not down.sue]
endgames:
  good: peace
  quiet: {when: calm}
"""


GRAPH = """\
standoff: 1
title: Border
parties: {north: Northern state, south: {name: Southern state, options: {arm: Arm}}}
states: {calm: No forces, crisis: Both moved up}
moves:
  north: {calm: [crisis]}
  south: {crisis: [calm]}
status_quo: calm
"""

ROAD_MAP = """\
standoff: 1
title: Freeze
sources: {plan: {title: A plan}}
parties:
  nk: {options: {freeze: Freeze, dismantle: Dismantle, test: {take_if: us.pressure}}}
  us: {options: {assurance: Assure, pressure: Press}}
status_quo: [us.pressure]
road_map:
  about: What was on the table.
  steps: [nk.freeze, nk.dismantle, us.assurance, us.pressure]
  period: three months
  unit: points
  worth:
    nk:
      - {if: us.assurance, worth: 3..5, because: [plan 1]}
      - {if: nk.freeze, worth: -1}
  patience: {nk: 0.8}
  lag: 2
  exposure: {us: 4}
  together: [[us, nk]]
  most: 2
  issues: {nuclear: [nk.freeze, nk.dismantle], money: [us.pressure]}
  retaliation: {nuclear: [nuclear, us.assurance], money: [money]}
  designs:
    linked: {about: All at once, by: The plan, because: [plan 2], retaliation: linked}
    later:
      order: [nk.dismantle before us.assurance, nk.freeze with us.pressure]
      phases: [[nk.freeze], [nk.dismantle]]
      together: all
      most: 1
  maps:
    first: {design: linked, steps: [[nk.freeze, us.pressure]], because: [plan 3]}
    short: [[nk.freeze], [nk.dismantle]]
"""


UNCERTAIN = """\
standoff: 1
title: Talks
sources: {notes: {title: Notes}}
parties:
  north: {options: {freeze: Freeze, test: Test}}
  south: {options: {aid: Aid}}
  east: {options: {watch: Watch}}
correlated:
  - {premises: [north.survive, south.peace], correlation: 0.5, because: [notes 3], about: One view}
  - {premises: [north.order_4, east.experts, east.smith.own], correlation: -0.25}
preferences:
  north:
    - {id: survive, wants: north.test, confidence: 0.7, reversed: 0.1}
    - any_order:
        - {id: help, wants: south.aid, confidence: 0.5}
        - {wants: east.watch}
      confidence: 0.6
      id: sequel
      because: [notes 1]
      about: Which comes first was not said.
    - any_order: [{wants: north.freeze}, {id: rest, wants: not south.aid}]
  south:
    worth:
      - {id: peace, if: north.freeze, worth: 6..10}
      - {if: north.test, worth: 6..10, likely: 7}
      - {if: south.aid, worth: 6..8, distribution: normal}
  east:
    experts:
      smith: {weight: 2, because: [notes 2], preference: [{id: own, wants: east.watch}]}
      jones: {about: Lives there, preference: {weights: {east.watch: 1}}}
readings:
  hawk:
    preferences:
      north:
        - {same: survive, confidence: 0.4, reversed: 0}
        - {any_order: [{same: help}, {wants: north.freeze}]}
      east:
        experts:
          smith: {preference: [{same: own, confidence: 0.9}]}
"""


@dataclass(frozen=True)
class Bad:
    """A good file with one change, and what the error has to say."""

    name: str
    old: str
    new: str
    says: tuple[str, ...]
    base: str = GOOD

    def text(self) -> str:
        """Return the file's text, with the mark."""
        assert self.base.count(self.old) == 1, f"{self.old!r} is not in the file once"
        text = self.base.replace(self.old, self.new)
        assert text.count(MARK) == 1
        return text


def bad(name: str, old: str, new: str, *says: str, base: str = GOOD) -> Any:
    """Return one row of a table of bad files."""
    return pytest.param(Bad(name, old, new, says, base), id=name)


def place_of_mark(text: str) -> tuple[int, int]:
    """Return line and column of the character after the mark, from 1."""
    before = text[: text.index(MARK)]
    return before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1


def error_of(path: Path, text: str | bytes) -> FileError:
    """Write the file, read it, and return the one error."""
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(FileError) as caught:
        read(path)
    assert "Traceback" not in str(caught.value)
    return caught.value


def check_row(case: Bad, ends: str, folder: Path) -> None:
    """Assert that the file gives the one error of its row, at the mark."""
    path = folder / "river.yaml"
    error = error_of(path, case.text().replace(MARK, "").replace("\n", ends))
    line, column = place_of_mark(case.text())
    assert str(error).startswith(f"{path}:{line}:{column}: "), str(error)
    assert [part for part in case.says if part not in str(error)] == []
    assert len(str(error)) < 1000
