"""Measure time and memory, and write the table that the documentation includes.

python -m benchmarks            every benchmark, each in a process of its own
python -m benchmarks 12 graph   those whose names hold one of the words; prints only
"""

from __future__ import annotations

import json
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks.cases import BENCHMARKS, Benchmark, claims_model, draws
from standoff.files import write
from standoff.states.kernels import single_thread

TABLE = Path(__file__).parents[1] / "docs" / "benchmarks-table.md"
FEW, MANY = 500, 40_000
HEAD = (
    "| what | states | time | first run | peak memory | states/s | argsorts |\n"
    "|---|---:|---:|---:|---:|---:|---:|\n"
)


def measure(benchmark: Benchmark) -> dict[str, float]:
    """Return the figures of one benchmark, taken in this process."""
    work = benchmark.prepare()
    first = clocked(work)
    times = [clocked(work) for _ in range(benchmark.repeats)]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    numbers = np.random.default_rng(0).permutation(benchmark.states).astype(np.int32)
    sort = statistics.median(clocked(lambda: np.argsort(numbers)) for _ in range(3))
    return {"time": statistics.median(times), "first": first, "peak": peak, "sort": sort}


def clocked(work) -> float:  # type: ignore[no-untyped-def]
    """Return the seconds that a piece of work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def row(benchmark: Benchmark, found: dict[str, float]) -> str:
    """Return one line of the table."""
    return (
        f"| {benchmark.name} | {benchmark.states:,} | {seconds(found['time'])} | "
        f"{seconds(found['first'])} | {found['peak']:,.0f} MB | "
        f"{benchmark.states / found['time']:,.0f} | {found['time'] / found['sort']:.1f} |"
    )


def seconds(value: float) -> str:
    """Return a time as people read it."""
    return f"{value * 1000:.1f} ms" if value < 0.1 else f"{value:.2f} s"


def command_times() -> str:
    """Return lines on whole commands: the first run after installing, and later ones."""
    lines = ["| command | first run | later runs (median of 5) |", "|---|---:|---:|"]
    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder) / "sixteen.yaml"
        write(claims_model((6, 5, 5)), model)
        for what in (["--help"], ["list"], ["solve", "korea-2006"], ["solve", str(model)]):
            run = partial(subprocess.run, capture_output=True, check=True)
            command = partial(run, [sys.executable, "-m", "standoff", *what])
            runs = [clocked(command) for _ in range(6)]
            shown = " ".join(["standoff", *what]).replace(str(model), "sixteen-options.yaml")
            later = statistics.median(runs[1:])
            lines.append(f"| `{shown}` | {seconds(runs[0])} | {seconds(later)} |")
    return "\n".join(lines)


def worker_times() -> str:
    """Return lines on the same draws by one worker with one thread and by two workers."""
    one, two = draws(MANY, 1), draws(MANY, 2)
    with single_thread():
        draws(FEW, 1)()  # compiles and warms up
        alone = clocked(one)
    shared = clocked(two)
    return (
        f"| {MANY:,} draws of 12 options, 3 parties, SEQ | time | times as fast |\n"
        "|---|---:|---:|\n"
        f"| one worker, one thread | {seconds(alone)} | 1 |\n"
        f"| two workers, their start included | {seconds(shared)} | {alone / shared:.2f} |"
    )


def main(words: list[str]) -> None:
    """Run the benchmarks whose names hold one of the words, all without words."""
    chosen = [b for b in BENCHMARKS if not words or any(w in b.name for w in words)]
    lines = []
    for benchmark in chosen:
        command = [sys.executable, "-m", "benchmarks", "--only", benchmark.name]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        lines.append(row(benchmark, json.loads(done.stdout)))
        print(lines[-1], flush=True)
    if words:
        return
    commands = f"{worker_times()}\n\n{command_times()}"
    print(commands)
    machine = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    made = f"Made by `./dev bench` on {machine}, {time.strftime('%Y-%m-%d')}, with 2 cores.\n"
    TABLE.write_text(f"{made}\n{HEAD}" + "\n".join(lines) + f"\n\n{commands}\n", encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--only"]:
        (asked,) = [b for b in BENCHMARKS if b.name == sys.argv[2]]
        print(json.dumps(measure(asked)))
    else:
        main(sys.argv[1:])
