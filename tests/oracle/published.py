"""Published conflicts, entered by hand from the sources named in each function."""

from __future__ import annotations

from collections.abc import Iterable

from .conflict import Conflict, Scores, State, Vector, merge_states, vector_conflict


def ranked(best_first: Iterable[State]) -> dict[State, float]:
    """Scores of a strict ranking, the best state first."""
    return {state: -place for place, state in enumerate(best_first)}


def two_by_two(row: str, column: str) -> Conflict:
    """A 2x2 game with one option each; a state is two letters, N or Y, the row player's first.

    `row` and `column` are rankings, best first.
    """
    vectors: dict[State, Vector] = {"NN": (0, 0), "NY": (0, 1), "YN": (1, 0), "YY": (1, 1)}
    score = {"row": ranked(row.split()), "column": ranked(column.split())}
    return vector_conflict(("row", "column"), ("row", "column"), vectors, score)


def prisoners_dilemma() -> Conflict:
    """Y is to cooperate (Rapoport and Chammah 1965, Prisoner's Dilemma)."""
    return two_by_two(row="NY YY NN YN", column="YN YY NN NY")


def chicken() -> Conflict:
    """Y is to drive on, N to swerve (Rapoport and Chammah 1966, The game of chicken)."""
    return two_by_two(row="YN NN NY YY", column="NY NN YN YY")


def matching_pennies() -> Conflict:
    """Row wins if the coins match, column if they differ."""
    game = two_by_two(row="NN YY NY YN", column="NY YN NN YY")
    row: dict[State, float] = {"NN": 1, "YY": 1, "NY": 0, "YN": 0}
    score: Scores = {"row": row, "column": {state: 1 - win for state, win in row.items()}}
    return Conflict(game.parties, game.states, game.moves, score, game.vectors, game.owner)


def elmira() -> Conflict:
    """The Elmira groundwater dispute of 1991 on 12 vectors; those with Abandon are 9a to 9d.

    Options: Modify (ministry); Delay, Accept, Abandon (Uniroyal); Insist (local government).

    References
    ----------
    Kilgour, Fang and Hipel; Fang, Hipel and Kilgour (1993), Interactive Decision Making, Wiley.
    """
    names = "1 NYNNN,2 YYNNN,3 NNYNN,4 YNYNN,5 NYNNY,6 YYNNY,7 NNYNY,8 YNYNY"
    names += ",9a NNNYN,9b YNNYN,9c NNNYY,9d YNNYY"
    vectors: dict[State, Vector] = {
        label: tuple(int(letter == "Y") for letter in letters)
        for label, letters in (entry.split() for entry in names.split(","))
    }
    nine = elmira_scores()
    score = {i: {s: nine[i][str(s)[0]] for s in vectors} for i in nine}
    owner = ("ministry", "uniroyal", "uniroyal", "uniroyal", "local")
    direction = ("take", "drop", "both", "take", "both")
    return vector_conflict(("ministry", "uniroyal", "local"), owner, vectors, score, direction)


def elmira_scores() -> dict[str, dict[State, float]]:
    """The rankings of the nine Elmira states, best first."""
    return {
        "ministry": ranked("734851269"),
        "uniroyal": ranked("148593726"),
        "local": ranked("735186429"),
    }


def elmira_merged() -> Conflict:
    """Elmira as published: nine states, every vector with Abandon being state 9."""
    conflict = elmira()
    return merge_states(conflict, {s: str(s)[0] for s in conflict.states}, elmira_scores())


def korea_2017(us: str, nk: str, invasion: str = "both") -> Conflict:
    """The United States and North Korea in October 2017; labels are decimal codes.

    Options, first = 1: nuclear strike and withdrawal (US, not both), invasion and abandonment of
    the nuclear programme (NK). A strike cannot be undone. `us` and `nk` rank the states.

    References
    ----------
    Jacobi (2017), The Graph Model of Conflict Resolution (two posts), socratic-form-microscopy.com.
    """
    vectors: dict[State, Vector] = {
        str(code): tuple(code >> i & 1 for i in range(4)) for code in range(16) if code & 3 != 3
    }
    score = {"us": ranked(us.split()), "nk": ranked(nk.split())}
    direction = ("take", "both", invasion, "both")
    return vector_conflict(("us", "nk"), ("us", "us", "nk", "nk"), vectors, score, direction)


def korea_2017_original() -> Conflict:
    """The original preferences; the invasion can be undone (Jacobi 2017)."""
    return korea_2017("8 0 9 10 12 5 4 13 14 1 2 6", "6 14 2 10 0 4 12 5 1 13 8 9")


def korea_2017_pacifist() -> Conflict:
    """The "pacifist" variant, invasion irreversible (Jacobi 2017)."""
    return korea_2017("8 0 10 2 9 12 4 5 14 13 6 1", "6 14 2 10 0 8 4 12 5 1 9 13", "take")


def korea_2017_deterrence() -> Conflict:
    """The "deterrence" variant, invasion irreversible (Jacobi 2017)."""
    return korea_2017("8 9 0 10 13 12 5 4 1 2 14 6", "6 14 4 12 0 10 5 13 2 1 9 8", "take")
