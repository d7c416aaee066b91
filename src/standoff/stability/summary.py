"""What a set of states has in common, for people: never a bare list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from standoff.results import Cell, Result, Table, finite, read_as
from standoff.stability.graph_model import GraphModel
from standoff.stability.patterns import Pattern, cover
from standoff.states import ArcsSpace, State

BoolArray = NDArray[np.bool_]
FORMAT = "standoff.summary/1"
PATTERNS_SHOWN = 12
STATES_SHOWN = 12
FRONT_LIMIT = 200_000
REACH_LIMIT = 1 << 22


@dataclass(frozen=True, repr=False)
class Summary(Result):
    """A set of states in short.

    Parameters
    ----------
    title, digest, reading : str
        The model that was asked, and the reading of it.
    name : str
        What the set is, such as ``"SEQ equilibria"``.
    count, among : int
        How many states it has, of how many feasible ones.
    options : tuple of str
        All options in file order, as the letters of the patterns.
    always, never : tuple of str
        Options taken in all of them, and in none.
    varies : mapping of str to float
        Share of the states in which each other option is taken.
    patterns : tuple of Pattern
        A cover by patterns that fit no other feasible state.
    uncovered : int
        Members that the patterns leave out; 0 when the cover is whole.
    by_moves, by_improvements : int or None
        How many members can be reached from the status quo; None without one, or where the space
        is too large to search.
    undominated : tuple of State
        Members that no other member beats: at least as good for every party and better for one.
    undominated_count : int or None
        None where the set is too large.
    grades : mapping of int to int
        How many members have each grade (0: Nash; k: the answers that hold it need k moves).
    """

    title: str
    digest: str
    reading: str | None
    name: str
    count: int
    among: int
    options: tuple[str, ...]
    always: tuple[str, ...]
    never: tuple[str, ...]
    varies: Mapping[str, float]
    patterns: tuple[Pattern, ...]
    uncovered: int
    by_moves: int | None
    by_improvements: int | None
    undominated: tuple[State, ...]
    undominated_count: int | None
    grades: Mapping[int, int]

    def __repr__(self) -> str:
        return f"Summary({self.name}: {self.count:,} of {self.among:,} states)"

    def to_dict(self) -> dict[str, Any]:  # noqa: D102
        data = {
            "format": FORMAT,
            "model": {"title": self.title, "digest": self.digest, "reading": self.reading},
            "name": self.name,
            "count": self.count,
            "among": self.among,
            "options": list(self.options),
            "always": list(self.always),
            "never": list(self.never),
            "varies": dict(self.varies),
            "patterns": [vars(p) for p in self.patterns],
            "uncovered": self.uncovered,
            "reachable": {"moves": self.by_moves, "improvements": self.by_improvements},
            "undominated": {
                "count": self.undominated_count,
                "states": [s.to_dict() for s in self.undominated],
            },
            "grades": {str(k): n for k, n in self.grades.items()},
        }
        return finite(data)  # type: ignore[no-any-return]

    def lines(self) -> Sequence[str]:  # noqa: D102
        return [read_as(self.title, self.reading)] if self.title else []

    def tables(self) -> Sequence[Table]:  # noqa: D102
        tables = [self._short_table()]
        if self.patterns and self.count > 1:
            tables.append(self._pattern_table())
        if self.varies and self.count > 1:
            title = f"{self.name}: options that vary"
            tables.append(Table(title, ("option", "share taken"), tuple(self.varies.items())))
        if self.undominated:
            tables.append(self._front_table())
        return tables

    def _short_table(self) -> Table:
        rows: list[tuple[Cell, ...]] = [
            ("states", f"{self.count:,} of {self.among:,} ({percent(self.count, self.among)})")
        ]
        if self.count and (self.always or self.never):
            rows.append(("always taken", ", ".join(self.always) or "none"))
            rows.append(("never taken", ", ".join(self.never) or "none"))
        if self.count and self.by_moves is not None:
            reached = f"{self.by_moves:,} by moves, {self.by_improvements:,} by improvements"
            rows.append(("reached from the status quo", reached))
        if self.undominated_count:
            rows.append(("not dominated by another", f"{self.undominated_count:,}"))
        if self.grades:
            parts = (f"{k}: {n:,}" for k, n in sorted(self.grades.items()))
            rows.append(("moves the answers need", "; ".join(parts)))
        return Table(f"{self.name} in short", ("", "what they share"), tuple(rows))

    def _front_table(self) -> Table:
        more = (self.undominated_count or 0) - len(self.undominated)
        rows: tuple[tuple[Cell, ...], ...] = tuple(
            (s.label, s.vector, ", ".join(s.taken)) for s in self.undominated
        )
        title = f"{self.name}: not dominated by another"
        columns = ("state", "vector", "options taken")
        return Table(title, columns, rows, f"And {more:,} more." if more else "")

    def _named(self, pattern: Pattern) -> str:
        sign = {"Y": "+", "N": "-"}
        pairs = zip(self.options, pattern.vector, strict=True)
        return " ".join(sign[v] + name for name, v in pairs if v in sign) or "any state"

    def _pattern_table(self) -> Table:
        shown = self.patterns[:PATTERNS_SHOWN]
        rows = tuple((self._named(p), p.count, p.added) for p in shown)
        rest = sum(p.added for p in self.patterns[PATTERNS_SHOWN:])
        note = "+ taken, - not taken, others either. No other feasible state fits a pattern."
        if len(self.patterns) > len(shown):
            note += f" {len(self.patterns) - len(shown)} more patterns add {rest:,} states."
        if self.uncovered:
            note += f" {self.uncovered:,} states are not covered: the search was cut short."
        return Table(f"{self.name}: patterns", ("pattern", "states", "new"), rows, note)


def percent(count: int, among: int) -> str:
    """Return a share in per cent; one that is above 0 never reads as 0.

    Examples
    --------
    >>> percent(6, 138_240), percent(3, 4), percent(0, 4)
    ('<0.1%', '75.0%', '0.0%')
    """
    share = count / among if among else 0.0
    return "<0.1%" if 0 < share < 0.0005 else f"{share:.1%}"


def summarise(
    graph: GraphModel,
    members: BoolArray,
    name: str,
    *,
    start: int | None = None,
    grades: Mapping[int, int] | None = None,
    title: str = "",
    digest: str = "",
    reading: str | None = None,
) -> Summary:
    """Summarise a set of states.

    Parameters
    ----------
    graph : GraphModel
    members : (cells,) bool array
        The set, flat; False in infeasible cells.
    name : str
    start : int, optional
        Flat index of the status quo.
    grades : mapping, optional
        Members per grade.
    """
    inside = np.flatnonzero(members)
    always, never, varies = _use(graph, inside)
    patterns, uncovered = _patterns(graph, members)
    front = _front(graph, inside)
    return Summary(
        title=title,
        digest=digest,
        reading=reading,
        name=name,
        count=len(inside),
        among=graph.space.count,
        options=graph.model.options,
        always=always,
        never=never,
        varies=varies,
        patterns=patterns,
        uncovered=uncovered,
        by_moves=reached(graph, members, start, improving=False),
        by_improvements=reached(graph, members, start, improving=True),
        undominated=() if front is None else tuple(graph.space.describe(front[:STATES_SHOWN])),
        undominated_count=None if front is None else len(front),
        grades=dict(grades or {}),
    )


def _use(
    graph: GraphModel, inside: NDArray[np.int64]
) -> tuple[tuple[str, ...], tuple[str, ...], dict[str, float]]:
    """Return the options taken in all, in none, and the share of the others.

    An option that a merged state leaves open counts as varying; its share is of the states that
    settle it.
    """
    always, never, varies = [], [], {}
    taken, free = graph.space.bits(inside)
    for k, name in enumerate(graph.model.options if len(inside) else ()):
        settled = free >> k & 1 == 0
        share = float((taken[settled] >> k & 1).mean()) if settled.any() else float("nan")
        if share == 1.0 and settled.all():
            always.append(name)
        elif share == 0.0 and settled.all():
            never.append(name)
        else:
            varies[name] = share
    return tuple(always), tuple(never), varies


def _patterns(graph: GraphModel, members: BoolArray) -> tuple[tuple[Pattern, ...], int]:
    space = graph.space
    if not graph.model.options or not members.any():
        return (), 0
    if isinstance(space, ArcsSpace):
        if not len(space.vectors):
            return (), 0
        within, vectors = members[space.group], space.vectors
        patterns, _ = cover(vectors[within], vectors[~within], len(graph.model.options))
        return _in_states(patterns, space, int(members.sum()))
    inside = space.bits(np.flatnonzero(members))[0]
    outside = space.bits(np.flatnonzero(graph.feasible & ~members))[0]
    return cover(inside, outside, len(graph.model.options))


def _in_states(
    patterns: Sequence[Pattern], space: ArcsSpace, count: int
) -> tuple[tuple[Pattern, ...], int]:
    """Count states instead of vectors: a merged state fits where one of its vectors does."""
    found, seen = [], np.zeros(0, dtype=np.int64)
    for pattern in patterns:
        fixed = sum(1 << k for k, letter in enumerate(pattern.vector) if letter != "-")
        taken = sum(1 << k for k, letter in enumerate(pattern.vector) if letter == "Y")
        fits = np.unique(space.group[space.vectors & fixed == taken])
        found.append(Pattern(pattern.vector, len(fits), len(np.setdiff1d(fits, seen))))
        seen = np.union1d(seen, fits)
    return tuple(found), count - len(seen)


def reached(
    graph: GraphModel, members: BoolArray, start: int | None, *, improving: bool
) -> int | None:
    """Return how many members legal sequences reach from `start`.

    None without a start, and in spaces too large to search.
    """
    if start is None or graph.space.cells > REACH_LIMIT:
        return None
    return int(np.count_nonzero(members & graph.reached(start, improving=improving)))


def _front(graph: GraphModel, inside: NDArray[np.int64]) -> NDArray[np.int64] | None:
    if len(inside) > FRONT_LIMIT:
        return None
    ranks = np.stack([s.rank.reshape(-1)[inside] for s in graph.scores], axis=1)
    return inside[undominated(ranks)] if len(inside) else inside


def undominated(points: NDArray[np.generic]) -> NDArray[np.bool_]:
    """Return which points no other is at least as good as everywhere and better somewhere.

    Parameters
    ----------
    points : (m, parties) array
        Higher is better.
    """
    distinct, inverse = np.unique(points, axis=0, return_inverse=True)
    order = np.argsort(-distinct.astype(np.int64).sum(axis=1), kind="stable")
    keep = np.zeros(len(distinct), dtype=bool)
    front = np.empty_like(distinct)
    size = 0
    for k in order:  # a dominating point has a larger sum, so it comes first
        if not (front[:size] >= distinct[k]).all(axis=1).any():
            front[size] = distinct[k]
            size += 1
            keep[k] = True
    return np.asarray(keep[inverse.reshape(-1)])
