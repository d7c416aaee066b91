"""Where a record goes against a model, one by one, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from standoff.history.judge import Seen
from standoff.history.record import Record
from standoff.history.replay import refusal
from standoff.model import Claims, Experts
from standoff.stability import CONCEPTS, GraphModel
from standoff.states.words import signed

ILLEGAL = "not legal in this reading"
NO_IMPROVEMENT = "no improvement"
LEFT_STABLE = "left a stable state"
WAS_LEFT = "forecast to hold, was left"
HELD = "forecast to be left, held"


@dataclass(frozen=True)
class Miss:
    """A move or a stretch of calendar periods that went against the model.

    Parameters
    ----------
    kind : str
    first, last : str
        The date of the move; the first and the last day of the calendar periods.
    what : str
        The move and its party, or the state that held.
    concepts : tuple of str
        The concepts under which the state left was stable, or whose forecast was wrong.
    why : str
    source : str
    """

    kind: str
    first: str
    last: str
    what: str
    concepts: tuple[str, ...]
    why: str
    source: str

    @property
    def when(self) -> str:
        """The date, or the first and the last day."""
        return self.first if self.first == self.last else f"{self.first} to {self.last}"

    @property
    def under(self) -> str:
        """The concepts by name."""
        return ", ".join(CONCEPTS[c].name for c in self.concepts)


def misses(graph: GraphModel, record: Record, seen: Seen) -> tuple[Miss, ...]:
    """Return the misses: moves first, then calendar periods, each in the order of time."""
    return (*_moves(graph, record, seen), *_periods(graph, record, seen))


def _moves(graph: GraphModel, record: Record, seen: Seen) -> Iterator[Miss]:
    for k, row in enumerate(seen.moves.rows.tolist()):
        move = record.moves[row]
        party, before, after = (
            int(a[row]) for a in (seen.way.party, seen.way.before, seen.way.after)
        )
        stable = tuple(c for c, tally in seen.moves.left.items() if not tally.model[k])
        place = _places(graph, party, before, after)
        if not seen.way.legal[row]:
            kind, why = ILLEGAL, refusal(graph.space, move, before)
        elif not seen.moves.improved.model[k]:
            kind, why = NO_IMPROVEMENT, place + against(graph, party, before, after)
        elif stable:
            kind, why = LEFT_STABLE, place
        else:
            continue
        said = f"{move.party}: {move.change}"
        yield Miss(kind, move.date, move.date, said, stable, why, move.source)


def _places(graph: GraphModel, party: int, before: int, after: int) -> str:
    score = graph.scores[party]
    here, there = score.standing(np.array([before, after])).tolist()
    return f"place {here} to {there} of {len(score.levels)}"


def against(graph: GraphModel, party: int, before: int, after: int) -> str:
    """Return which claim decides against a move: the first that tells the two states apart."""
    name = graph.model.party_ids[party]
    preference = graph.model.preferences[name]
    if isinstance(preference, Experts):
        preference = preference.leading.preference
    if not isinstance(preference, Claims):
        return ""
    cells = np.unravel_index([before, after], graph.space.shape)
    for k, claim in enumerate(preference.claims, start=1):
        truth = np.broadcast_to(graph.space.truth(claim.wants), graph.space.shape)[cells]
        if truth[0] != truth[1]:
            return f", by claim {claim.id or k}: {claim.wants}"
    return ": no claim tells the states apart"


def _periods(graph: GraphModel, record: Record, seen: Seen) -> Iterator[Miss]:
    for run in _runs(seen):
        first, last = run[0], run[-1]
        state, held = int(seen.periods.state[first]), bool(seen.periods.held[first])
        wrong = _wrong(seen, first)
        rows = [row for k in run for row in range(*seen.periods.rows[k])]
        moves = [record.moves[row] for row in rows if record.moves[row].scored]
        if held:
            kind, what = HELD, str(graph.space.state(state))
            who = [int(i) for i in graph.space.parties if _is_unstable(seen, wrong, i, state)]
        else:
            kind, what = WAS_LEFT, "; ".join(f"{move.party}: {move.change}" for move in moves)
            who = list(graph.space.parties)
        yield Miss(
            kind,
            str(seen.periods.spans[first][0]),
            str(seen.periods.spans[last][1] - timedelta(1)),
            what,
            wrong,
            _could_improve(graph, who, state),
            "; ".join(dict.fromkeys(move.source for move in moves)),
        )


def _runs(seen: Seen) -> list[list[int]]:
    """Return the calendar periods gone wrong, successive ones of the same kind together."""
    found: list[list[int]] = []
    for k, (start, _) in enumerate(seen.periods.spans):
        if not _wrong(seen, k):
            continue
        if k and seen.periods.spans[k - 1][1] == start and _kind(seen, k - 1) == _kind(seen, k):
            found[-1].append(k)
        else:
            found.append([k])
    return found


def _kind(seen: Seen, k: int) -> tuple[int, bool, tuple[str, ...]]:
    return int(seen.periods.state[k]), bool(seen.periods.held[k]), _wrong(seen, k)


def _wrong(seen: Seen, k: int) -> tuple[str, ...]:
    return tuple(c for c, tally in seen.forecast.items() if not tally.model[k])


def _is_unstable(seen: Seen, concepts: Iterable[str], party: int, state: int) -> bool:
    at = np.searchsorted(seen.met.states, state)
    return any(seen.met.unstable[c][party, at] for c in concepts)


def _could_improve(graph: GraphModel, parties: Sequence[int], state: int) -> str:
    """Return the best improvement of each party that has one."""
    said = []
    for i in parties:
        targets = graph.improvements[i].arcs(np.array([state]))[1]
        if len(targets):
            best = int(targets[np.argmax(graph.scores[i].rank.reshape(-1)[targets])])
            here, there = graph.space.describe([state, best])
            change = f"{graph.model.party_ids[i]} {signed(here, there)}"
            said.append(f"{change} ({_places(graph, i, state, best)})")
    return f"could improve: {'; '.join(said)}" if said else "nobody could improve"
