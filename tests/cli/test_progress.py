"""The progress bar waits, and then shows the work."""

from __future__ import annotations

import sys
from io import StringIO
from time import sleep

import pytest

from standoff.cli import progress as bars


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def watched(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    return stream


def test_quick_work_shows_nothing(monkeypatch: pytest.MonkeyPatch):
    terminal = watched(monkeypatch)
    with bars.progress() as say:
        say("Nash", 0.5)
    assert terminal.getvalue() == ""


def test_long_work_shows_what_is_done(monkeypatch: pytest.MonkeyPatch):
    terminal = watched(monkeypatch)
    monkeypatch.setattr(bars, "PATIENCE", 0.01)
    with bars.progress() as say:
        say("Nash", 0.25)
        sleep(0.1)
        say("GMR", 0.5)
    assert "Nash" in terminal.getvalue()
    assert "50%" in terminal.getvalue()


def test_every_part_of_the_work_has_its_time_left(monkeypatch: pytest.MonkeyPatch):
    watched(monkeypatch)
    bar = bars.Bar()
    bar.show()
    try:
        for what, share in (("draws", 0.5), ("draws", 1.0), ("sobol", 0.1), ("sobol", 0.2)):
            bar.say(what, share)
            sleep(0.02)
        (task,) = bar.shown.tasks
        assert task.description == "sobol"
        assert not task.finished
        assert task.time_remaining > 0
    finally:
        bar.shown.stop()


def test_nobody_watches(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "stderr", StringIO())
    with bars.progress() as say:
        assert say is None
