"""The result of `explain`: the argument for one state, in data and in plain sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from standoff.results import Cell, Result, Table, finite, read_as
from standoff.stability.concepts import CONCEPTS, Answers
from standoff.states import State
from standoff.states.words import listed

FORMAT = "standoff.explanation/1"
STRONGEST = ("sseq", "seq", "smr", "gmr")


@dataclass(frozen=True)
class Answer:
    """One step of the others' answer: who moves, and to which state."""

    party: str
    state: State
    change: str


@dataclass(frozen=True)
class Improvement:
    """A move that the party would make if nobody answered.

    Parameters
    ----------
    state : State
        Where it leads.
    change : str
        What the party does, in words.
    place : int
        The party's place there; 1 is its best.
    answers : mapping of concept id to tuple of Answer or None
        The shortest sanction under each concept; None: it goes unsanctioned.
    place_after : mapping of concept id to int
        The party's place when that sanction ends.
    """

    state: State
    change: str
    place: int
    answers: Mapping[str, tuple[Answer, ...] | None]
    place_after: Mapping[str, int]


@dataclass(frozen=True)
class PartyCase:
    """Why one party stays or leaves.

    Parameters
    ----------
    party, name : str
    place, places : int
        Its place of the state, 1 best, among so many.
    moves : int
        How many states it could move to.
    improvements : tuple of Improvement
        The best ones first, at most a few.
    improvement_count : int
    stable : mapping of concept id to bool
    margin : mapping of concept id to float
        For preferences by worth: how far the state is from tipping, in `unit`.
    """

    party: str
    name: str
    place: int
    places: int
    moves: int
    improvements: tuple[Improvement, ...]
    improvement_count: int
    stable: Mapping[str, bool]
    margin: Mapping[str, float]
    unit: str

    def reason(self, concept: str) -> str:
        """Return the reason for the mark under a concept in a few words.

        ``leaves`` where some improvement is unsanctioned; of the listed improvements, those whose
        `answers` hold None for the concept.
        """
        if not self.moves:
            return "no move"
        if not self.improvement_count:
            return "no gain"
        if self.stable.get(concept):
            together = CONCEPTS[concept].simultaneous and not self.stable.get("seq", True)
            return "sanctioned if others leave too" if together else "sanctioned"
        return "leaves"


@dataclass(frozen=True, repr=False)
class Explanation(Result):
    """The argument for or against one state.

    Parameters
    ----------
    title, digest, reading : str
        The model that was asked, and the reading of it.
    state : State
    cases : tuple of PartyCase
    holds : mapping of concept id to bool
        Whether the state is an equilibrium.
    """

    title: str
    digest: str
    reading: str | None
    state: State
    cases: tuple[PartyCase, ...]
    holds: Mapping[str, bool]

    def __repr__(self) -> str:
        held = ", ".join(CONCEPTS[c].name for c, yes in self.holds.items() if yes)
        return f"Explanation({self.state}: holds under {held or 'no concept'})"

    def __str__(self) -> str:
        return "\n".join(self.lines())

    def to_dict(self) -> dict[str, Any]:  # noqa: D102
        data = {
            "format": FORMAT,
            "model": {"title": self.title, "digest": self.digest, "reading": self.reading},
            **self.state.to_dict(),
            "equilibrium": dict(self.holds),
            "parties": [_case_dict(case) for case in self.cases],
            "sentences": list(self.lines()),
        }
        return finite(data)  # type: ignore[no-any-return]

    def lines(self) -> Sequence[str]:  # noqa: D102
        held = [CONCEPTS[c].name for c, yes in self.holds.items() if yes]
        broken = [CONCEPTS[c].name for c, yes in self.holds.items() if not yes]
        said = [read_as(self.title, self.reading)] if self.title else []
        said.append(f"State: {self.state}.")
        said.append(
            f"It holds under {listed(held)}." if held else "It holds under none of the concepts."
        )
        if broken and held:
            said.append(f"It does not hold under {listed(broken)}.")
        for case in self.cases:
            said += ["", *_sentences(case)]
        return said

    def tables(self) -> Sequence[Table]:  # noqa: D102
        names = tuple(CONCEPTS[c].name for c in self.holds)
        rows: list[tuple[Cell, ...]] = [
            (case.party, *(case.reason(c) for c in self.holds)) for case in self.cases
        ]
        note = "Every reason but 'leaves' keeps the party in the state."
        return (Table("Why each party stays or leaves", ("party", *names), tuple(rows), note),)


def _sentences(case: PartyCase) -> list[str]:
    place = f"The state is its place {case.place} of {case.places}"
    if not case.moves:
        return [f"{case.name} has no move. {place}."]
    n = case.improvement_count
    if case.moves == 1:
        moves = f"one move, {'to its gain' if n else 'which gains it nothing'}"
    else:
        moves = f"{case.moves} moves, {n or 'none'} of them to its gain"
    said = [f"{case.name} could make {moves}. {place}."]
    for answer, group in groupby(case.improvements, key=_answer):
        alike = list(group)
        said += [f"  - It could {i.change} (its place {i.place})." for i in alike]
        said.append(f"    {_answer_sentence(case, alike, *answer)}")
    if n > len(case.improvements):
        said.append(f"  {n - len(case.improvements)} further improvements are not listed.")
    if case.reason("sim") == "sanctioned if others leave too":
        said.append("  If others leave at the same moment, each of these can end no better.")
    if case.margin:
        parts = [f"{CONCEPTS[c].name} {value:,.6g}" for c, value in case.margin.items()]
        unit = case.unit or "units"
        said.append(f"  Margin in {unit} (below 0 it leaves): {', '.join(parts)}.")
    return said


def _answer(improvement: Improvement) -> tuple[str, str]:
    """Return the strongest concept under which the improvement is sanctioned, and the answer."""
    found = [c for c in STRONGEST if improvement.answers.get(c)]
    if not found:
        return "", ""
    steps = improvement.answers[found[0]] or ()
    return found[0], ", then ".join(f"{a.party} would {a.change}" for a in steps)


def _answer_sentence(
    case: PartyCase, improvements: Sequence[Improvement], concept: str, told: str
) -> str:
    each = "each of these moves" if len(improvements) > 1 else "that"
    if not concept:
        return f"No answer of the others makes it regret {each}."
    if CONCEPTS[concept].answers is Answers.IMPROVEMENTS:
        said = f"{each[0].upper()}{each[1:]} has an answer to the answerers' own gain: {told}"
    else:
        said = f"Only an answer against the answerers' own wishes stops {each}: {told}"
    ends = sorted({i.place_after[concept] for i in improvements})
    end = f"place {ends[0]}" if len(ends) == 1 else f"places {ends[0]} to {ends[-1]}"
    verdict = "no better than staying" if ends[0] == case.place else "worse than staying"
    last = ", whatever it replies" if CONCEPTS[concept].last_word else ""
    return f"{said}; {case.name} ends at {end}, {verdict}{last}."


def _case_dict(case: PartyCase) -> dict[str, Any]:
    return {
        "party": case.party,
        "place": case.place,
        "places": case.places,
        "moves": case.moves,
        "improvement_count": case.improvement_count,
        "stable": dict(case.stable),
        "reasons": {c: case.reason(c) for c in case.stable},
        "margin": dict(case.margin),
        "improvements": [
            {
                **i.state.to_dict(),
                "change": i.change,
                "place": i.place,
                "sanctions": {
                    c: None
                    if steps is None
                    else [{"party": a.party, **a.state.to_dict()} for a in steps]
                    for c, steps in i.answers.items()
                },
            }
            for i in case.improvements
        ],
    }
