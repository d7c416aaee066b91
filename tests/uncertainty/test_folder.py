"""The folder of a run: stopped and taken up again, damaged, shared, or somebody else's."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
import pytest

import standoff as so
from standoff.errors import FileError
from standoff.uncertainty import folder, processes, work
from standoff.uncertainty.robustness import Robustness
from standoff.uncertainty.run import Run, joined
from standoff.uncertainty.tasks import Tally

from .errands import DRAWS, Told, alone, asked, model, same, within

ROOT = Path(__file__).parents[2]
EVERY = set(range(0, DRAWS, 4))
"""The first draws of all pieces."""


@pytest.fixture(autouse=True)
def _no_hang() -> Iterator[None]:
    with within(90):
        yield


@pytest.fixture
def worked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Note down the first draw of every piece that is worked out in this process."""
    firsts: list[int] = []
    real = Tally.__call__

    def noted(self: Tally, first: int, count: int):  # type: ignore[no-untyped-def]
        firsts.append(first)
        return real(self, first, count)

    monkeypatch.setattr(Tally, "__call__", noted)
    return firsts


def stopped(path: Path, after: int, **more: Any) -> None:
    """Begin the run in a folder and stop it after some pieces."""
    left = iter(range(after - 1))

    def stop(*_: object) -> None:
        if next(left, None) is None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        asked(resume=path, progress=stop, **more)


def parts(path: Path) -> dict[str, int]:
    """When each part of a run was written."""
    return {one.name: one.stat().st_mtime_ns for one in path.glob("*.parquet")}


def begun_with(path: Path) -> set[int]:
    return {int(name.split("-")[1]) for name in parts(path)}


def test_a_folder_changes_no_number(tmp_path: Path, worked: list[int]) -> None:
    found = asked(resume=tmp_path / "new" / "run")
    assert begun_with(tmp_path / "new" / "run") == EVERY == set(worked)
    same(found, alone())
    worked.clear()
    same(asked(resume=str(tmp_path / "new" / "run")), found)
    assert worked == []


def test_a_stopped_run_goes_on(tmp_path: Path, worked: list[int]) -> None:
    stopped(tmp_path, after=7)
    before = parts(tmp_path)
    assert begun_with(tmp_path) == set(range(0, 28, 4))
    worked.clear()
    found = asked(resume=tmp_path)
    assert set(worked) == EVERY - set(range(0, 28, 4))
    assert before.items() <= parts(tmp_path).items()
    same(found, alone())


@pytest.mark.parametrize(("first", "then"), [(1, 2), (2, 1)])
def test_a_stopped_run_goes_on_with_other_workers(
    first: int, then: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "WORTHWHILE", 0.0)
    monkeypatch.setattr(processes._Crew, "any_started", True)
    stopped(tmp_path, after=12, workers=first)
    before = parts(tmp_path)
    assert len(before) == 12
    same(asked(resume=tmp_path, workers=then), alone())
    assert before.items() <= parts(tmp_path).items()


def test_a_removed_part_is_done_again(tmp_path: Path, worked: list[int]) -> None:
    found = asked(resume=tmp_path)
    before = parts(tmp_path)
    (tmp_path / "draws-000000040-4.parquet").unlink()
    worked.clear()
    same(asked(resume=tmp_path), found)
    assert worked == [40]
    changed = {name for name, when in parts(tmp_path).items() if before[name] != when}
    assert changed == {"draws-000000040-4.parquet"}


def test_more_samples_add_to_those_there(tmp_path: Path, worked: list[int]) -> None:
    asked(resume=tmp_path, heading=False)
    before = parts(tmp_path)
    worked.clear()
    found = asked(resume=tmp_path, heading=False, samples=2 * DRAWS)
    assert min(worked) == DRAWS
    assert before.items() <= parts(tmp_path).items()
    same(found, asked(samples=2 * DRAWS, heading=False))
    worked.clear()
    same(asked(resume=tmp_path, heading=False), asked(heading=False))
    assert len(worked) == len(EVERY)  # all by the last one, which has no folder


def test_more_samples_of_where_it_heads(tmp_path: Path) -> None:
    """The same shares; sums of them in other pieces may differ by rounding."""
    asked(resume=tmp_path)
    found, alone = asked(resume=tmp_path, samples=2 * DRAWS), asked(samples=2 * DRAWS)
    for name, values in found.sums.items():
        assert np.allclose(values, alone.sums[name], rtol=1e-12, atol=0), name


def test_a_shorter_last_part_gives_way_to_a_whole_one(tmp_path: Path, worked: list[int]) -> None:
    asked(resume=tmp_path, heading=False, samples=98)
    worked.clear()
    same(asked(resume=tmp_path, heading=False), asked(heading=False))
    assert worked[0] == 96


def test_precision_goes_on_where_it_was_stopped(tmp_path: Path, worked: list[int]) -> None:
    kinds = {"samples": 3_000, "precision": 0.025, "concepts": "nash", "heading": False}
    stopped(tmp_path, after=50, **kinds)
    worked.clear()
    found = asked(resume=tmp_path, **kinds)
    assert min(worked) == 50 * 25 and found.draws == 2_000
    same(found, asked(**kinds))


@pytest.mark.parametrize(
    "name", ["draws-000000000-4.parquet.1.partial", "draws-000000096-4.parquet.x.partial"]
)
def test_a_file_that_was_being_written_is_not_read(name: str, tmp_path: Path) -> None:
    stopped(tmp_path, after=3)
    (tmp_path / name).write_bytes(b"PAR1 half of it")
    same(asked(resume=tmp_path), alone())


def test_a_run_killed_at_its_very_beginning(tmp_path: Path) -> None:
    (tmp_path / "run.json.abc.partial").write_text('{"format": ')
    same(asked(resume=tmp_path), alone())


def test_nothing_else_lies_in_the_folder(tmp_path: Path) -> None:
    asked(resume=tmp_path)
    assert {p.name for p in tmp_path.iterdir()} == {"run.json", *parts(tmp_path)}


@pytest.mark.parametrize("kept", [0, 10, 300])
def test_a_damaged_part(kept: int, tmp_path: Path) -> None:
    asked(resume=tmp_path)
    part = tmp_path / "draws-000000008-4.parquet"
    part.write_bytes(part.read_bytes()[:kept])
    with pytest.raises(FileError, match="cannot be read as Parquet") as caught:
        asked(resume=tmp_path)
    assert caught.value.file == str(part)
    assert caught.value.hint == "remove this file: the piece is then done again"
    part.unlink()
    same(asked(resume=tmp_path), alone())


OTHER = replace(model(), title="another")


@pytest.mark.parametrize(
    ("differs", "question"),
    [
        ("model", lambda path: so.robustness(OTHER, samples=DRAWS, exact=False, resume=path)),
        ("seed", lambda path: asked(seed=1, resume=path)),
        ("concepts", lambda path: asked(concepts="nash", resume=path)),
        ("start", lambda path: asked(heading=False, resume=path)),
        ("start", lambda path: asked(start="none", resume=path)),
    ],
)
def test_another_question(differs: str, question: Any, tmp_path: Path) -> None:
    stopped(tmp_path, after=3)
    before = parts(tmp_path)
    with pytest.raises(FileError, match=f"holds another run: its {differs} is ") as caught:
        question(tmp_path)
    assert caught.value.file == str(tmp_path)
    assert "new one" in caught.value.hint
    assert parts(tmp_path) == before


@pytest.mark.parametrize("record", ["", "[]", "{}", '{"size": 0}', '{"size": "many"}', "\udcff"])
def test_a_damaged_record(record: str, tmp_path: Path) -> None:
    file = tmp_path / "run.json"
    file.write_bytes(record.encode(errors="surrogateescape"))
    with pytest.raises(FileError, match="is not the record of a run") as caught:
        asked(resume=tmp_path)
    assert caught.value.file == str(file)


def test_a_folder_with_something_else(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(FileError, match="holds something else than a run") as caught:
        asked(resume=tmp_path)
    assert caught.value.file == str(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize("below", [(), ("run",), ("a", "b")])
def test_a_file_is_no_folder(below: tuple[str, ...], tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("kept")
    with pytest.raises(FileError, match="cannot be a folder") as caught:
        asked(resume=file.joinpath(*below))
    assert caught.value.file == str(file.joinpath(*below))
    assert file.read_text() == "kept"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(FileError, match="cannot be written: Permission denied"):
        asked(resume=tmp_path)


def test_a_folder_that_goes_away(tmp_path: Path) -> None:
    def remove(*_: object) -> None:
        shutil.rmtree(tmp_path / "run")

    with pytest.raises(FileError, match=r"draws-000000004-4.parquet: cannot be written: .*"):
        asked(resume=tmp_path / "run", progress=remove)


@pytest.mark.parametrize("pieces", [5, len(EVERY)])
def test_another_run_works_in_the_folder_meanwhile(pieces: int, tmp_path: Path) -> None:
    """Some of what this run was about to work out is there when its turn comes."""
    begun: list[str] = []

    def begin_another(*_: object) -> None:
        if not begun:
            begun.append("another")
            stopped(tmp_path, after=pieces)

    same(asked(resume=tmp_path, progress=begin_another), alone())
    same(asked(resume=tmp_path), alone())


def test_two_runs_at_once(tmp_path: Path) -> None:
    found: list[Robustness] = []
    threads = [
        Thread(target=lambda k=k: found.append(asked(resume=tmp_path, samples=DRAWS + k)))
        for k in (0, 0, 5)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one.draws for one in found) == [DRAWS, DRAWS, DRAWS + 5]
    for one in found:
        same(one, asked(samples=one.draws))


@pytest.mark.parametrize("question", ["the same", "another"])
def test_two_runs_begin_at_once(
    question: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other is there just before this one writes its record: that counts."""
    theirs = {"question": question}
    real = os.link

    def late(source: Path, target: Path) -> None:
        monkeypatch.setattr(os, "link", real)
        folder.opened(tmp_path, theirs, 50)
        real(source, target)

    monkeypatch.setattr(os, "link", late)
    if question == "the same":
        assert folder.opened(tmp_path, theirs, 20).size == 50
    else:
        with pytest.raises(FileError, match="its question is 'another', not 'mine'"):
            folder.opened(tmp_path, {"question": "mine"}, 20)
    assert json.loads((tmp_path / "run.json").read_text())["size"] == 50


def test_a_file_system_without_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def link(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", link)
    same(asked(resume=tmp_path), alone())
    same(asked(resume=tmp_path), alone())


def test_columns_come_back_as_they_were(tmp_path: Path) -> None:
    run = Run(4, resume=tmp_path / "year=2006")
    values = [0.1, -0.0, float("nan"), 1e-320]

    def task(first: int, count: int) -> dict[str, np.ndarray[Any, Any]]:
        return {"a.b": np.array(values[first : first + count])}

    fresh = joined(run.pieces(task, 4, 4, {}))
    kept = joined(run.pieces(task, 4, 4, {}))
    assert list(kept) == ["a.b"]
    assert fresh["a.b"].tobytes() == kept["a.b"].tobytes() == np.array(values).tobytes()


def test_a_folder_may_know_larger_pieces(tmp_path: Path) -> None:
    """Those of the first call with it, whatever the later ones would take."""
    task = Told(tmp_path / "notes")
    list(Run(resume=tmp_path / "run").pieces(task, 10_000, 1_000, {}))
    assert len(task.begun()) == 40
    ends = [end for end, _ in Run(resume=tmp_path / "run").pieces(task, 1_000, 1_000, {})]
    assert ends == [250, 500, 750, 1_000]
    assert len(task.begun()) == 40


KILLED = """
import sys, time
sys.path.insert(0, {root!r})
from tests.uncertainty.errands import asked
from standoff.uncertainty import processes, work
work.WORTHWHILE = 0.0
if __name__ == "__main__":
    asked(resume={path!r}, workers={workers}, progress=lambda *_: time.sleep(0.1))
"""


@pytest.mark.parametrize("workers", [1, 2])
def test_a_killed_run_goes_on(workers: int, tmp_path: Path, worked: list[int]) -> None:
    path = tmp_path / "run"
    (tmp_path / "mine.py").write_text(
        KILLED.format(root=str(ROOT), path=str(path), workers=workers)
    )
    process = subprocess.Popen(
        [sys.executable, str(tmp_path / "mine.py")], stderr=subprocess.DEVNULL
    )
    try:
        while len(parts(path)) < 4:
            assert process.poll() is None
            time.sleep(0.02)
    finally:
        process.kill()
        process.wait()
    before = parts(path)
    assert len(before) < len(EVERY)
    found = asked(resume=path)
    assert len(worked) == len(EVERY) - len(before)
    assert before.items() <= parts(path).items()
    same(found, alone())
