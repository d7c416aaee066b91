"""The public question: what a model makes of the record of what happened."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial
from pathlib import Path

from standoff.cases import load, model_path
from standoff.errors import ModelError, StandoffError, unknown
from standoff.files import digest, to_plain
from standoff.files.locate import in_reading
from standoff.history.calendar import Span, full_day, spans
from standoff.history.judge import judge
from standoff.history.misses import misses
from standoff.history.record import Move, Record, as_record
from standoff.history.replay import named, replay
from standoff.history.result import BASE, Account, Backtest
from standoff.history.shares import Bootstrap
from standoff.model import Standoff, StateRef
from standoff.stability import Concept, GraphModel, chosen
from standoff.states import state_space

DEFAULT = ("nash", "gmr", "smr", "seq")
OWN = "record.csv"
RESAMPLES = 2000
Progress = Callable[[str, float], None]


def backtest(
    model: Standoff | str | Path,
    record: str | Path | Sequence[Move] | None = None,
    *,
    readings: Iterable[str] | str | None = None,
    concepts: Iterable[str] | str | None = None,
    start: StateRef | None = None,
    split: str | None = None,
    every: str = "month",
    until: str | None = None,
    block: int | None = None,
    resamples: int = RESAMPLES,
    seed: int = 0,
    progress: Progress | None = None,
) -> Backtest:
    """Return what a model makes of the record of what happened, against two baselines.

    Parameters
    ----------
    model : Standoff, str or Path
        A model, or what `load` takes.
    record : str, Path or sequence of Move, optional
        A CSV file with the columns date, party, taken, dropped, source and note, or its rows; the
        file record.csv beside the model unless given.
    readings : iterable of str, optional
        ``base`` for the model itself; base and every reading unless given.
    concepts : iterable of str, optional
        nash, gmr, smr and seq unless given.
    start : str or tuple of str, optional
        State that the replay starts from; the status quo unless given.
    split : str, optional
        A day, YYYY-MM-DD; what comes after it is scored apart.
    every : {"day", "week", "month", "quarter", "year"}
        Length of the calendar periods in which a state holds or is left.
    until : str, optional
        The last day, YYYY-MM-DD; that of the last row unless given.
    block : int, optional
        Block length of the bootstrap; the cube root of the number of observations unless given.
    resamples, seed : int
        Of the bootstrap.
    progress : callable, optional
        Is told what is being worked on and the share done.

    Raises
    ------
    FileError
        At the first row that cannot be read, or that the model does not have.
    ModelError, NotDefined, StandoffError, TooLarge, UnknownName

    Examples
    --------
    >>> import standoff as so
    >>> so.backtest("cuban-1962")
    Backtest('Cuban missile crisis, October 1962': (base) 3 of 3 improved)
    """
    base = model if isinstance(model, Standoff) else load(model)
    kinds = chosen(DEFAULT if concepts is None else concepts)
    asked = _readings(base, readings)
    _check_bootstrap(block, resamples)
    rows = named(base, as_record(_own(model) if record is None else record))
    last = _last(rows, until)
    periods = spans(rows.days[0], last, every)
    cut = None if split is None else full_day(split, "split")
    space = state_space(base)
    strict = replay(space, rows, _origin(base, asked, start), strict=True)
    accounts = []
    for k, name in enumerate(asked):
        say = progress and partial(_part, progress, name, k, len(asked))
        accounts.append(_account(base, name, rows, start, periods, last, kinds, say))
    return Backtest(
        record=rows,
        accounts=tuple(accounts),
        concepts=tuple(kind.id for kind in kinds),
        start=str(space.state(int(strict.before[0]))),
        every=every,
        until=last,
        split=cut,
        bootstrap=Bootstrap(block, resamples, seed),
        title=base.title,
        digest=digest(base),
    )


def _account(
    base: Standoff,
    reading: str | None,
    rows: Record,
    start: StateRef | None,
    periods: Sequence[Span],
    last: date,
    concepts: Sequence[Concept],
    say: Progress | None,
) -> Account:
    """Return what a reading makes of the record; its arrays over all states are let go."""
    read = base.read_as(reading)
    try:
        graph = GraphModel(read)
        way = replay(graph.space, rows, _origin(read, (), start), reading)
        seen = judge(graph, rows, way, periods, last.toordinal(), concepts, say)
    except ModelError as error:
        path = in_reading(to_plain(base), error.path, reading)  # as it is in the whole model
        raise ModelError(path, error.message, error.hint, error.column) from None
    return Account(reading, seen, misses(graph, rows, seen))


def _last(record: Record, until: str | None) -> date:
    end = record.days[-1]
    if until is None:
        return end
    last = full_day(until, "until")
    if last < end:
        raise StandoffError(f"until {last}, but the record goes on to {end}", "leave rows out")
    return last


def _readings(model: Standoff, names: Iterable[str] | str | None) -> tuple[str | None, ...]:
    """Return the readings by name, None for the model itself."""
    if names is None:
        return (None, *model.readings)
    allowed = {"base": None, **{name: name for name in model.readings}}
    asked = [names] if isinstance(names, str) else list(names)
    for name in asked:
        if name not in allowed:
            raise unknown("reading", name, allowed)
    if not asked:
        raise StandoffError("no reading is asked for", "name one, or base for the model itself")
    return tuple(allowed[name] for name in dict.fromkeys(asked))


def _check_bootstrap(block: int | None, resamples: int) -> None:
    for what, value in (("block", block), ("resamples", resamples)):
        if value is not None and value < 1:
            raise StandoffError(f"{what} must be 1 or more, not {value}")


def _own(model: object) -> Path:
    """Return the record that lies beside a model's file."""
    hint = "give a CSV file with the columns date, party, taken, dropped, source"
    if not isinstance(model, str | Path):
        raise StandoffError("there is no record to replay", hint)
    path = model_path(model).with_name(OWN)
    if not path.is_file():
        raise StandoffError(f"{model} comes without a record", hint)
    return path


def _origin(model: Standoff, asked: Iterable[str | None], start: StateRef | None) -> StateRef:
    """Return the start as given, else the status quo: the model's, or that of a reading asked."""
    places = [start, model.status_quo, *(model.read_as(name).status_quo for name in asked)]
    found = next((place for place in places if place is not None), None)
    if found is None:
        hint = "give a state to start from, or add status_quo: to the model"
        raise StandoffError("the model has no status quo", hint)
    return found


def _part(
    progress: Progress, reading: str | None, k: int, total: int, what: str, share: float
) -> None:
    progress(f"{reading or BASE}, {what}", (k + share) / total)
