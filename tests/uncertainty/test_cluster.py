"""A real Dask cluster of two worker processes, some of which are killed."""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from distributed import Client, LocalCluster

from standoff.errors import ModelError, StandoffError
from standoff.uncertainty import cluster as clusters
from standoff.uncertainty.work import Workers

from .errands import Deadly, Failing, Hang, Told, alone, asked, same, spans, within


@pytest.fixture(autouse=True)
def _no_hang() -> Iterator[None]:
    with within(90):
        yield


def started(workers: int) -> LocalCluster:
    return LocalCluster(
        n_workers=workers,
        threads_per_worker=2,
        dashboard_address=":0",
        memory_limit="1GiB",
        silence_logs=logging.CRITICAL,
    )


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    with started(2) as found:
        yield found


@pytest.fixture
def client(cluster: LocalCluster) -> Iterator[Client]:
    with Client(cluster, set_as_default=False) as found:
        found.wait_for_workers(2, timeout=60)
        yield found


def kill(client: Client, count: int) -> None:
    """Kill worker processes, which the cluster replaces."""
    for number in list(client.run(os.getpid).values())[:count]:
        os.kill(number, signal.SIGKILL)


def test_a_cluster_finds_the_same(client: Client) -> None:
    same(asked(cluster=client), alone())
    assert client.status == "running"


def test_the_address_of_a_cluster_will_do(cluster: LocalCluster) -> None:
    def no_default(*_: object) -> None:
        with pytest.raises(ValueError, match="No clients found"):
            Client.current()

    same(asked(cluster=cluster.scheduler_address, progress=no_default), alone())


def test_each_worker_does_a_part(client: Client, tmp_path: Path) -> None:
    done = list(Workers(client=client).do(Told(tmp_path / "notes", 0.05), spans(20)))
    assert [int(d["draw"][0]) for d in done] == list(range(20))
    assert {int(d["who"][0]) for d in done} == set(client.run(os.getpid).values())


@pytest.mark.parametrize("count", [1, 2])
def test_killed_workers_change_no_number(count: int, client: Client) -> None:
    """Even if none is left that knows the task."""
    killed = []

    def attack(_: str, share: float) -> None:
        if share > 0.2 and not killed:
            killed.append(share)
            kill(client, count)

    same(asked(cluster=client, progress=attack), alone())
    assert killed == [pytest.approx(0.24)]


def test_a_worker_that_dies_at_a_piece_is_replaced(client: Client, tmp_path: Path) -> None:
    task = Deadly(5, spared=0, marker=tmp_path / "died")
    done = list(Workers(client=client).do(task, spans(20)))
    assert [int(d["draw"][0]) for d in done] == list(range(20))
    assert task.marker is not None and task.marker.exists()


def test_work_that_always_kills_is_given_up(client: Client) -> None:
    with pytest.raises(StandoffError, match="workers of the cluster died over and over") as caught:
        list(Workers(client=client).do(Deadly(1, spared=0), spans(2)))
    assert "memory" in caught.value.hint


def test_an_error_of_the_work_arrives_as_it_is(client: Client) -> None:
    error = ModelError(("preferences", "north", 0), "no such thing", "write another", 7)
    with pytest.raises(ModelError) as caught:
        list(Workers(client=client).do(Failing(error), spans(5)))
    assert vars(caught.value) == vars(error) and str(caught.value) == str(error)


def test_a_run_goes_on_elsewhere(client: Client, tmp_path: Path) -> None:
    def stop(_: str, share: float) -> None:
        if share > 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        asked(resume=tmp_path, progress=stop)
    before = {one: one.stat().st_mtime_ns for one in tmp_path.glob("*.parquet")}
    assert len(before) == 13
    same(asked(resume=tmp_path, cluster=client), alone())
    assert all(one.stat().st_mtime_ns == when for one, when in before.items())
    assert len(list(tmp_path.glob("*.parquet"))) == 25


def test_few_pieces_are_under_way(client: Client, tmp_path: Path) -> None:
    task = Told(tmp_path / "notes", 0.01)
    ahead = []
    for k, _ in enumerate(Workers(client=client).do(task, spans(60))):
        time.sleep(0.01)
        ahead.append(len(task.begun()) - k)
    assert 1 < max(ahead) <= clusters.AHEAD * sum(client.nthreads().values())


def test_stopped_work_leaves_the_cluster(client: Client, tmp_path: Path) -> None:
    task = Told(tmp_path / "notes", 1)
    with pytest.raises(Hang) as caught, within(0.7):
        list(Workers(client=client).do(task, spans(60)))
    assert caught.tb is not None  # which still holds the frames of the work
    time.sleep(1.5)
    assert len(task.begun()) <= sum(client.nthreads().values())


def test_a_cluster_without_workers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(clusters, "WORKERLESS", 0.5)
    with started(0) as found, Client(found, set_as_default=False) as client:
        with pytest.raises(StandoffError, match=r"has had no worker for 0.5 seconds") as caught:
            asked(cluster=client)
        assert "dask worker" in caught.value.hint
        found.scale(1)
        client.wait_for_workers(1, timeout=60)
        with pytest.raises(StandoffError, match=r"has had no worker for 0.5 seconds"):
            for _ in Workers(client=client).do(Told(tmp_path / "notes", 0.1), spans(30)):
                found.scale(0)


class Lacking:
    """Answers as a scheduler does whose machine lacks standoff; no client is asked."""

    status = "running"

    def submit(self, *_: object, **__: object) -> Lacking:
        return self

    def wait_for_workers(self, *_: object, **__: object) -> None:
        pass

    def nthreads(self) -> dict[str, int]:
        return {"tcp://10.0.0.2:1": 1}

    def cancel(self) -> None:
        pass

    def result(self, **_: object) -> None:
        lacking = ModuleNotFoundError("No module named 'standoff'")
        raise RuntimeError("Error during deserialization of the task graph.") from lacking


def test_a_cluster_without_standoff() -> None:
    with pytest.raises(StandoffError, match="No module named 'standoff'") as caught:
        asked(cluster=Lacking())
    assert "the same standoff as here" in caught.value.hint


def test_a_scheduler_that_goes_away() -> None:
    found = started(1)
    with Client(found, set_as_default=False, timeout=2) as client:

        def close(_: str, share: float) -> None:
            if share > 0.2:
                found.close()

        with pytest.raises(StandoffError, match="the cluster dropped the work") as caught:
            asked(cluster=client, progress=close)
    assert "scheduler" in caught.value.hint


@pytest.mark.parametrize(
    "address",
    ["", "garbage", "tcp://127.0.0.1", "foo://127.0.0.1:80", "127.0.0.1:x", "tcp://127.0.0.1:1"],
)
def test_no_cluster_at_the_address(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters, "ANSWER", 1.0)
    with within(8), pytest.raises(StandoffError, match=f"no cluster at '{address}': .") as caught:
        asked(cluster=address)
    assert "tcp://10.0.0.1:8786" in caught.value.hint


@pytest.fixture(params=["mute", "web"])
def other_server(request: pytest.FixtureRequest) -> Iterator[int]:
    """The port of a server that takes calls, but is no scheduler."""
    if request.param == "mute":
        with socket.create_server(("127.0.0.1", 0)) as server:
            yield server.getsockname()[1]
        return
    with HTTPServer(("127.0.0.1", 0), Quiet) as web:
        Thread(target=web.serve_forever, daemon=True).start()
        yield web.server_port
        web.shutdown()


class Quiet(BaseHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def test_another_server_at_the_address(other_server: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Such as the dashboard of the cluster, at the port after its own."""
    monkeypatch.setattr(clusters, "ANSWER", 1.0)
    with within(8), pytest.raises(StandoffError, match=r"no cluster at 'tcp://127.0.0.1:.*': ."):
        asked(cluster=f"tcp://127.0.0.1:{other_server}")


def test_without_dask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(StandoffError, match="which is not installed") as caught:
        asked(cluster="tcp://127.0.0.1:1")
    assert caught.value.hint == "install it: pip install 'standoff[cluster]'"


def test_something_else_than_a_cluster(cluster: LocalCluster) -> None:
    with pytest.raises(StandoffError, match="a cluster cannot be a LocalCluster") as caught:
        asked(cluster=cluster)
    assert "Client" in caught.value.hint
