"""The table of stability concepts: the one home of their names, meanings and sources."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from standoff.errors import unknown


class Answers(Enum):
    """Which moves of the other parties a party reckons with after its own."""

    NONE = "none"
    MOVES = "any moves"
    IMPROVEMENTS = "improvements"


@dataclass(frozen=True)
class Concept:
    """A stability concept.

    Parameters
    ----------
    id : str
        Short name in faces and files.
    name : str
    about : str
        The meaning in one sentence.
    reference : str
    answers : Answers
        What the others may answer an improvement with.
    last_word : bool
        Whether a sanction must survive the party's own reply.
    simultaneous : bool
        Whether parties that all mean to leave are also judged by what their moves do together.
    """

    id: str
    name: str
    about: str
    reference: str
    answers: Answers
    last_word: bool = False
    simultaneous: bool = False


_TABLE = (
    Concept(
        "nash",
        "Nash",
        "No party can improve by its own move, if nobody answers.",
        "Nash 1950; Fang, Hipel and Kilgour 1993, ch. 3",
        Answers.NONE,
    ),
    Concept(
        "gmr",
        "GMR",
        "Every improvement can be answered by moves of the others that leave the mover no better "
        "off.",
        "Howard 1971, general metarationality",
        Answers.MOVES,
    ),
    Concept(
        "smr",
        "SMR",
        "As GMR, and the mover has no reply that makes it better off after all.",
        "Howard 1971, symmetric metarationality",
        Answers.MOVES,
        last_word=True,
    ),
    Concept(
        "seq",
        "SEQ",
        "Every improvement can be answered by improvements of the others that leave the mover no "
        "better off.",
        "Fraser and Hipel 1979, sequential stability",
        Answers.IMPROVEMENTS,
    ),
    Concept(
        "sim",
        "SIM",
        "SEQ; or, where several parties mean to leave, each of the party's improvements can come "
        "out no better when others leave at the same moment.",
        "Fraser and Hipel 1984, simultaneous sanctioning",
        Answers.IMPROVEMENTS,
        simultaneous=True,
    ),
    Concept(
        "sseq",
        "SSEQ",
        "As SEQ, and the mover has no reply that makes it better off after all.",
        "Rego and Vieira 2017, symmetric sequential stability",
        Answers.IMPROVEMENTS,
        last_word=True,
    ),
)
CONCEPTS = {concept.id: concept for concept in _TABLE}


def chosen(concepts: Iterable[str] | str | None) -> tuple[Concept, ...]:
    """Return the concepts named, or all of them for None.

    Raises
    ------
    UnknownName
        With the nearest name.

    Examples
    --------
    >>> [c.name for c in chosen("nash, seq")]
    ['Nash', 'SEQ']
    """
    if concepts is None:
        return _TABLE
    names = concepts.split(",") if isinstance(concepts, str) else list(concepts)
    ids = [name.strip().lower() for name in names]
    for name in ids or [""]:
        if name not in CONCEPTS:
            raise unknown("concept", name, CONCEPTS)
    return tuple(CONCEPTS[name] for name in dict.fromkeys(ids))
