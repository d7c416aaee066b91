"""Running commands: in this process, and as a user does."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from standoff.cli.root import root

Run = Callable[..., Result]
Start = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in this process, in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(root, arguments, prog_name="standoff")

    return invoke


@pytest.fixture
def start(tmp_path: Path) -> Start:
    """Start a command as a process of its own, in an empty folder."""

    def process(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "standoff", *arguments],
            cwd=tmp_path,
            env={**os.environ, "PYTHONIOENCODING": "utf-8", **settings},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )

    return process


GOOD = """\
standoff: 1
title: A quarrel
parties:
  north: {name: The North, options: {arm: Arm, talk: Talk}}
  south: {options: {arm: Arm, talk: Talk}}
rules:
  - not (north.arm and north.talk)
status_quo: [north.arm]
preferences:
  north: [{wants: not south.arm}, {wants: north.arm}]
  south: [{wants: not north.arm}, {wants: south.talk}]
readings:
  hawk: {preferences: {north: [{wants: north.arm}]}}
"""


@pytest.fixture
def model(tmp_path: Path) -> Callable[..., Path]:
    """Write a small model, with words replaced, to a file."""

    def write(*changes: tuple[str, str], name: str = "model.yaml") -> Path:
        text = GOOD
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write
