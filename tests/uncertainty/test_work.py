"""Any number of workers, workers that die, work that is stopped: the same numbers, and no hang."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from multiprocessing import active_children
from pathlib import Path
from textwrap import dedent

import numpy as np
import pytest

from standoff.errors import StandoffError, TooLarge
from standoff.uncertainty import processes, work
from standoff.uncertainty.run import FIRST_ROUND, Run, total
from standoff.uncertainty.work import Workers

from .errands import DRAWS, Deadly, Failing, Hang, Large, Told, alone, asked, same, spans, within

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _no_hang() -> Iterator[None]:
    with within(60):
        yield


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have everything but the first piece done by processes, however little it is."""
    monkeypatch.setattr(work, "WORTHWHILE", 0.0)
    monkeypatch.setattr(processes._Crew, "any_started", True)


@pytest.fixture
def crews(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Note down the size of every pool of processes."""
    sizes: list[int] = []
    real = processes._crew

    def noted(count, task):  # type: ignore[no-untyped-def]
        sizes.append(count)
        return real(count, task)

    monkeypatch.setattr(processes, "_crew", noted)
    return sizes


@pytest.mark.usefixtures("eager")
@pytest.mark.parametrize("workers", [2, 3])
def test_any_number_of_workers_finds_the_same(workers: int, crews: list[int]) -> None:
    same(asked(workers=workers), alone())
    assert crews == [workers]


@pytest.mark.usefixtures("eager")
def test_each_process_does_a_part(tmp_path: Path) -> None:
    done = list(Workers(2).do(Told(tmp_path / "notes", 0.05), spans(30)))
    assert [int(d["draw"][0]) for d in done] == list(range(30))
    assert len({int(d["who"][0]) for d in done[1:]} - {os.getpid()}) == 2


def test_this_process_goes_on_while_others_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "WORTHWHILE", 0.0)
    done = list(Workers(2).do(Told(tmp_path / "notes", 0.02), spans(200)))
    assert [int(d["draw"][0]) for d in done] == list(range(200))
    who = [int(d["who"][0]) == os.getpid() for d in done]
    assert 2 < sum(who) < 200
    assert who == sorted(who, reverse=True)


def test_little_work_starts_no_processes(crews: list[int]) -> None:
    asked(workers=2)
    assert crews == []


@pytest.mark.parametrize("workers", [0, -1])
def test_nobody_does_no_work(workers: int) -> None:
    with pytest.raises(StandoffError, match=f"{workers} workers do no work"):
        asked(workers=workers)


@pytest.mark.usefixtures("eager")
def test_a_killed_worker_changes_no_number(crews: list[int]) -> None:
    killed = []

    def kill(_: str, share: float) -> None:
        if share > 0.2 and not killed:
            victim = active_children()[0]
            killed.append(victim.pid)
            victim.kill()
            victim.join()

    same(asked(workers=2, progress=kill), alone())
    assert killed and crews == [2, 2]


@pytest.mark.usefixtures("eager")
def test_a_worker_that_dies_at_a_piece_is_replaced(tmp_path: Path, crews: list[int]) -> None:
    task = Deadly(10, spared=os.getpid(), marker=tmp_path / "died")
    done = list(Workers(2).do(task, spans(30)))
    assert [int(d["draw"][0]) for d in done] == list(range(30))
    assert task.marker is not None and task.marker.exists()
    assert crews == [2, 2]


@pytest.mark.usefixtures("eager")
def test_work_that_always_kills_is_given_up(
    crews: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "BREAKDOWNS", 2)
    arrived = []
    with pytest.raises(StandoffError, match="workers on this machine died 2 times over") as caught:
        for found in Workers(2).do(Deadly(1, spared=os.getpid()), spans(30)):
            arrived.append(int(found["draw"][0]))
    assert arrived == [0]
    assert "memory" in caught.value.hint
    assert crews == [2, 2]


@pytest.mark.usefixtures("eager")
def test_an_error_of_the_work_arrives_as_it_is(crews: list[int]) -> None:
    with pytest.raises(TooLarge) as caught:
        list(Workers(2).do(Failing(TooLarge("too many", "take fewer")), spans(30)))
    assert (caught.value.message, caught.value.hint) == ("too many", "take fewer")
    assert crews == [2]
    assert not active_children()


@pytest.mark.usefixtures("eager")
def test_an_error_of_the_caller_ends_the_processes() -> None:
    def stop(_: str, share: float) -> None:
        if share > 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as caught:
        asked(workers=2, progress=stop)
    assert caught.tb is not None  # which still holds the frames of the work
    assert not active_children()


@pytest.mark.usefixtures("eager")
def test_processes_end_in_the_midst_of_their_work(tmp_path: Path) -> None:
    task = Told(tmp_path / "notes", 80, spared=os.getpid())
    with pytest.raises(Hang), within(4):
        list(Workers(2).do(task, spans(30)))
    assert not active_children()
    assert set(task.begun()) <= {0, 1, 2}


@pytest.mark.usefixtures("eager")
def test_few_pieces_are_under_way(tmp_path: Path) -> None:
    task = Told(tmp_path / "notes", 0.01)
    ahead = []
    for k, _ in enumerate(Workers(2).do(task, spans(60))):
        ahead.append(len(task.begun()) - k)
    assert 1 < max(ahead[1:]) <= processes.AHEAD * 2


@pytest.mark.usefixtures("eager")
@pytest.mark.parametrize("workers", [1, 2])
def test_memory_does_not_grow_with_the_draws(workers: int) -> None:
    """200 pieces of a megabyte each; kept are the sums, one piece, and those under way."""
    run = Run(200, workers=workers)
    tracemalloc.start()
    try:
        sums, draws = total(run.pieces(Large(), 200, 1, {}))
        peak = tracemalloc.get_traced_memory()[1] / (1 << 20)
    finally:
        tracemalloc.stop()
    assert draws == 200 and sums["draw"][0] == sum(range(200))
    assert peak < 4 + 2 * processes.AHEAD * workers


@pytest.mark.parametrize(
    ("draws", "largest", "size"),
    [(10**7, 10**6, FIRST_ROUND), (10**7, 64, 50), (1_000, 10**6, 25), (10, 10**6, 1)],
)
def test_pieces_are_small(draws: int, largest: int, size: int, tmp_path: Path) -> None:
    """However many draws; and the first round of 1,000 is whole pieces."""
    ends = (end for end, _ in Run(draws).pieces(Told(tmp_path / "notes"), draws, largest, {}))
    assert (next(ends), next(ends)) == (size, 2 * size)


def test_pieces_are_many_where_the_first_round_may_suffice(tmp_path: Path) -> None:
    task = Told(tmp_path / "notes")
    ends = [end for end, _ in Run().pieces(task, 10**6, 10**6, {}, lambda *_: True)]
    assert ends == list(range(25, FIRST_ROUND + 1, 25))


@pytest.mark.usefixtures("eager")
@pytest.mark.parametrize("workers", [1, 2])
def test_the_share_done_rises_to_one(workers: int) -> None:
    told: list[tuple[str, float]] = []
    asked(workers=workers, progress=lambda *said: told.append(said))
    shares = [share for _, share in told]
    assert {name for name, _ in told} == {"draws"}
    assert np.allclose(shares, np.arange(4, DRAWS + 1, 4) / DRAWS)
    assert shares[-1] == 1.0


def test_the_share_ends_at_one_where_fewer_draws_suffice() -> None:
    shares: list[float] = []
    found = asked(
        samples=10_000,
        precision=0.1,
        concepts="nash",
        heading=False,
        progress=lambda _, share: shares.append(share),
    )
    assert found.draws == FIRST_ROUND
    assert shares == sorted(shares) and shares[-2] == 0.1 and shares[-1] == 1.0


def test_precision_does_not_depend_on_the_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two rounds, each with processes of its own."""
    monkeypatch.setattr(work, "WORTHWHILE", 0.0)
    kinds = {"samples": 3_000, "precision": 0.025, "concepts": "nash", "heading": False}
    alone = asked(**kinds)
    assert alone.draws == 2_000
    same(asked(**kinds, workers=2), alone)


SCRIPT = """
import sys
sys.path.insert(0, {root!r})
open({notes!r}, "a").write("begun\\n")
from standoff.uncertainty import processes, work
from standoff.uncertainty.work import Workers
from tests.uncertainty.errands import DRAWS, Told, alone, asked, spans
from pathlib import Path
work.WORTHWHILE = 0.0
processes._Crew.any_started = True
"""
ASKED = "print(asked(workers=2).sums['heading'].tobytes().hex())"
GUARDED = f"if __name__ == '__main__':\n    {ASKED}"


@pytest.fixture
def script(tmp_path: Path) -> Callable[[str], str]:
    """Return a script that does something with workers; each start of it is noted."""

    def made(body: str) -> str:
        head = SCRIPT.format(root=str(ROOT), notes=str(tmp_path / "begun"))
        return f"{head}\n{dedent(body)}\n"

    return made


def run(command: list[str], tmp_path: Path, text: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command],
        input=text,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        timeout=80,
        check=False,
    )


@pytest.mark.parametrize("how", ["guarded file", "command"])
def test_scripts_may_take_workers(how: str, script: Callable[[str], str], tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(script(GUARDED))
    command = ["mine.py"] if how == "guarded file" else ["-c", script(ASKED)]
    done = run(command, tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == alone().sums["heading"].tobytes().hex()


@pytest.mark.parametrize("how", ["unguarded file", "standard input"])
def test_scripts_that_workers_would_run_anew(
    how: str, script: Callable[[str], str], tmp_path: Path
) -> None:
    (tmp_path / "mine.py").write_text(script(ASKED))
    file = how == "unguarded file"
    done = run(["mine.py"], tmp_path) if file else run(["-"], tmp_path, script(ASKED))
    assert done.returncode == 1 and done.stdout == ""
    said = done.stderr.strip().splitlines()
    assert said[-2] == "standoff.errors.StandoffError: workers cannot start"
    assert "must be a file" in said[-1] and 'if __name__ == "__main__":' in said[-1]
    begun = (tmp_path / "begun").read_text().split()
    assert len(begun) == (3 if file else 1)  # the script and two workers, and no more
    if file:
        assert done.stderr.count("Traceback") == 1


def test_workers_end_with_a_killed_parent(script: Callable[[str], str], tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(script(SLOW.format(end="os.kill(os.getpid(), 9)")))
    done = run(["mine.py"], tmp_path)  # comes back when nobody holds its output any more
    assert done.returncode == -signal.SIGKILL
    assert done.stdout == "" and "Traceback" not in done.stderr


def test_stopping_by_keyboard(script: Callable[[str], str], tmp_path: Path) -> None:
    """Which reaches every process at the terminal, and of which only one speaks."""
    end = "signal.signal(signal.SIGINT, late); os.killpg(0, signal.SIGINT)"
    (tmp_path / "mine.py").write_text(script(SLOW.format(end=end)))
    done = subprocess.run(
        [sys.executable, "mine.py"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        timeout=80,
        check=False,
        start_new_session=True,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "stopped\n", "")


SLOW = """
import os, signal, time

def late(*_):
    time.sleep(0.5)
    raise KeyboardInterrupt

if __name__ == "__main__":
    try:
        for k, _ in enumerate(Workers(2).do(Told(Path("notes"), 0.1), spans(300))):
            if k == 5:
                time.sleep(1)  # until the workers wait for more
                {end}
                time.sleep(30)
    except KeyboardInterrupt:
        print("stopped")
"""
