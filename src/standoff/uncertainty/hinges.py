"""What a conclusion hangs on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from standoff.preferences.premises import Premise
from standoff.results import Cell, Result, Table, finite, read_as
from standoff.uncertainty.account import premise_dict
from standoff.uncertainty.changes import Change
from standoff.uncertainty.conclusions import Conclusion
from standoff.uncertainty.estimate import Estimate
from standoff.uncertainty.pivotal import Pivotal, pivotal_dict, said_of_sets
from standoff.uncertainty.sweep import SAME, Given, Share

if TYPE_CHECKING:
    from pandas import DataFrame

FORMAT = "standoff.hinges/1"
SETS_SHOWN = 12
KINDS = ("dropped", "reversed", "moved", "low end", "high end", "by another", "swapped")


@dataclass(frozen=True, eq=False, repr=False)
class Hinges(Result):
    """The premises that a conclusion hangs on.

    Parameters
    ----------
    title, digest, reading
        Of the model, as in other results.
    conclusion : Conclusion
    nominal : float
        Its value without uncertainty; nan where that is undecided.
    texts : mapping of premise name to str
        What each premise says.
    one_at_a_time : tuple of (Change, float)
        The value after each single change.
    pivotal : Pivotal of Change, or None
        The smallest sets of premises dropped or reversed that flip it; None where it is not a
        matter of yes or no.
    premises : tuple of Premise
        What is uncertain.
    probability : Estimate
        Over the draws.
    given : tuple of Given
    shares : tuple of Share
        Of the variance; empty where there is none, or where premises are correlated.
    unshared : str
        Why there are no shares.
    undecided : int
        Draws in which it is undecided.
    draws : int
    exact : bool
    seed : int
    """

    title: str
    digest: str
    reading: str | None
    conclusion: Conclusion
    nominal: float
    texts: Mapping[str, str]
    one_at_a_time: tuple[tuple[Change, float], ...]
    pivotal: Pivotal[Change] | None
    premises: tuple[Premise, ...]
    probability: Estimate
    given: tuple[Given, ...]
    shares: tuple[Share, ...]
    unshared: str
    undecided: int
    draws: int
    exact: bool
    seed: int

    def __repr__(self) -> str:
        return f"Hinges({self.conclusion.text}: {self._nominally()}; {self.probability})"

    @property
    def flips(self) -> tuple[Change, ...]:
        """The single changes after which the conclusion is known to have another value."""
        changed = ((c, abs(v - self.nominal) > SAME) for c, v in self.one_at_a_time)
        return tuple(change for change, other in changed if other)

    @property
    def open(self) -> tuple[Change, ...]:
        """The single changes after which it is undecided."""
        return tuple(change for change, v in self.one_at_a_time if v != v)

    def _nominally(self) -> str:
        if self.nominal != self.nominal:
            return "undecided"
        if not self.conclusion.two_valued:
            return f"probability {self.nominal:.3g}"
        return "yes" if self.nominal else "no"

    def lines(self) -> Sequence[str]:  # noqa: D102
        said = [read_as(self.title, self.reading), f"Does it hold that {self.conclusion.text}?"]
        said.append(f"Without uncertainty: {self._nominally()}.")
        if self.premises:
            said.append(f"Probability: {self._probability()}; {self._how()}.")
        else:
            said.append("Nothing in the model is said to be uncertain.")
        said += self._in_short()
        if self.premises and not self.shares:
            said.append(f"What decides between draws is not worked out: {self.unshared}.")
        return said

    def _probability(self) -> str:
        known = self.probability
        if self.exact and known.low is not None and known.high is not None:
            return f"between {known.low:.2f} and {known.high:.2f}"
        return str(known)

    def _how(self) -> str:
        undecided = f", {self.undecided:,} of them undecided" if self.undecided else ""
        if self.exact:
            exact = "" if undecided else "exact, "
            return f"{exact}from all {self.draws:,} combinations of what may be{undecided}"
        return f"{self.draws:,} draws (seed {self.seed}){undecided}, 95 % interval"

    def _in_short(self) -> list[str]:
        if self.nominal != self.nominal:
            return ["So it is not known what a change would change."]
        flips = list(dict.fromkeys(c.premise for c in self.flips))
        asked = len(dict.fromkeys(c.premise for c, _ in self.one_at_a_time))
        word = "flips" if self.conclusion.two_valued else "changes"
        rest = f" After {len(self.open):,} changes it is undecided." if self.open else ""
        if flips:
            each = word if len(flips) == 1 else f"each {word[:-1]}"
            return [f"{len(flips)} of {asked} premises {each} it alone: {', '.join(flips)}.{rest}"]
        found = [f"None of {asked} premises is known to {word[:-1]} it alone.{rest}"]
        if not rest:
            found = [f"None of {asked} premises {word} it alone."]
        if self.pivotal is not None:
            found.append(said_of_sets(self.pivotal, "dropped or reversed", "it"))
        return found

    def tables(self) -> Sequence[Table]:  # noqa: D102
        found = [self._one_at_a_time()]
        if self.pivotal is not None and self.pivotal.sets:
            found.append(self._sets())
        if self.given:
            found.append(self._given())
        if self.shares:
            found.append(self._shares())
        return found

    def to_frame(self) -> DataFrame:
        """Return every number: one row per change, outcome of a premise, and share."""
        from pandas import DataFrame

        rows: list[tuple[object, ...]] = [
            ("one at a time", c.premise, c.what, None, v, None, None) for c, v in self.one_at_a_time
        ]
        for g in self.given:
            known = vars(g.estimate) if g.estimate else dict.fromkeys(("value", "low", "high"))
            rows.append(("given", g.premise.name, g.outcome, g.chance, *known.values()))
        for s in self.shares:
            rows.append(("alone", s.premise.name, None, None, *vars(s.first).values()))
            rows.append(("with others", s.premise.name, None, None, *vars(s.total).values()))
            if s.shapley is not None:
                rows.append(("Shapley", s.premise.name, None, None, s.shapley, None, None))
        columns = ("part", "premise", "what", "chance", "value", "low", "high")
        return DataFrame(rows, columns=list(columns))

    def _one_at_a_time(self) -> Table:
        values: dict[str, dict[str, list[tuple[Change, float]]]] = {}
        for change, value in self.one_at_a_time:
            of = values.setdefault(change.premise, {})
            of.setdefault(change.kind, []).append((change, value))
        kinds = [k for k in KINDS if any(k in v for v in values.values())]
        flipping = {c.premise for c in (*self.flips, *self.open)}
        rows = tuple(
            (name, self.texts.get(name, ""), *(self._cell(v.get(k, [])) for k in kinds))
            for name, v in values.items()
            if name in flipping
        )
        rest = len(values) - len(rows)
        note = "Each change alone, the others as written. Empty: it makes no difference."
        if rest:
            note += f" Premises that make none in any way and are not listed: {rest}."
        title = "Premises that it hangs on, one at a time"
        return Table(title, ("premise", "what it says", *kinds), rows, note)

    def _cell(self, tried: list[tuple[Change, float]]) -> str | None:
        """Return what a kind of change does; of several moves the nearest that matters."""
        other = [(c, v) for c, v in tried if not abs(v - self.nominal) <= SAME]
        if not other:
            return None
        change, value = min(other, key=lambda pair: abs(pair[0].to - pair[0].index))
        said = ("yes" if value else "no") if self.conclusion.two_valued else f"{value:.3g}"
        if value != value:
            said = "undecided"
        if change.kind == "moved":
            return f"{said} at place {change.to + 1:.0f}"
        if change.kind in ("by another", "low end", "high end"):
            return f"{said} ({change.what})"
        return said

    def _sets(self) -> Table:
        assert self.pivotal is not None
        rows = tuple(
            ("; ".join(f"{c.premise} {c.what}" for c in one),) for one in self.pivotal.sets
        )
        note = f"{self.pivotal.looked:,} sets were looked at, the smaller ones first."
        title = "Fewest premises that flip it, dropped or reversed"
        return Table(title, ("change",), rows, note, most=SETS_SHOWN)

    def _given(self) -> Table:
        rows: list[tuple[Cell, ...]] = []
        for one in self.given:
            known = one.estimate
            rows.append((one.premise.name, one.outcome, one.chance, str(known) if known else ""))
        note = "How probable the conclusion is, given what comes of one premise."
        return Table(
            "Given each premise", ("premise", "outcome", "chance", "probability"), tuple(rows), note
        )

    def _shares(self) -> Table:
        ordered = sorted(self.shares, key=lambda s: -s.total.value)
        with_shapley = all(s.shapley is not None for s in ordered)
        rows: tuple[tuple[Cell, ...], ...] = tuple(
            (s.premise.name, str(s.first), str(s.total), *([s.shapley] if with_shapley else []))
            for s in ordered
        )
        columns = ("premise", "alone", "with others", *(["Shapley"] if with_shapley else []))
        note = (
            "Share of the variance of the conclusion: by the premise alone (first-order Sobol "
            "index), and with all that it interacts with (total index)."
        )
        if with_shapley:
            note += " Shapley effects share it out; they sum to 1."
        return Table("What decides between draws", columns, rows, note)

    def to_dict(self) -> dict[str, Any]:  # noqa: D102
        return finite(  # type: ignore[no-any-return]
            {
                "format": FORMAT,
                "model": {"title": self.title, "digest": self.digest, "reading": self.reading},
                "conclusion": self.conclusion.text,
                "nominal": self.nominal,
                "probability": vars(self.probability),
                "draws": self.draws,
                "exact": self.exact,
                "seed": None if self.exact else self.seed,
                "undecided": self.undecided,
                "premises": [premise_dict(p) for p in self.premises],
                "one_at_a_time": [_change_dict(c) | {"value": v} for c, v in self.one_at_a_time],
                "pivotal": self.pivotal and pivotal_dict(self.pivotal, _change_dict),
                "given": [_given_dict(g) for g in self.given],
                "shares": [_share_dict(s) for s in self.shares],
            }
        )


def _change_dict(change: Change) -> dict[str, Any]:
    return {"premise": change.premise, "kind": change.kind, "change": change.what}


def _given_dict(given: Given) -> dict[str, Any]:
    known = given.estimate and vars(given.estimate)
    found = {"premise": given.premise.name, "outcome": given.outcome, "chance": given.chance}
    return found | {"probability": known}


def _share_dict(share: Share) -> dict[str, Any]:
    indices = {"first": vars(share.first), "total": vars(share.total), "shapley": share.shapley}
    return {"premise": share.premise.name} | indices
