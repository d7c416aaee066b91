"""Read ``.gmcr`` files, the format of gmcr-py, a program for the graph model (versions 0.3, 0.4).

What a model file has no words for is refused and not left out: coalitions of several parties,
misperceptions, an option of two decision makers. Stored results and unknown keys are passed over.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from standoff.errors import FileError, ModelError
from standoff.files.disk import read_text
from standoff.files.gmcr_values import (
    Literal,
    condition,
    items,
    name_of,
    object_,
    option_number,
    state_number,
)
from standoff.files.identifiers import identifiers
from standoff.files.json import plain_json
from standoff.files.places import place
from standoff.files.plain import wrong
from standoff.model import (
    Claim,
    Claims,
    Formula,
    Option,
    Party,
    Preference,
    Ranking,
    Reversible,
    Rule,
    Standoff,
)
from standoff.model.check import OPTION_LIMIT

RANKING_LIMIT = 22  # options of a model whose feasible states are numbered one by one
DIRECTIONS = {"both": Reversible.YES, "fwd": Reversible.NO, "back": Reversible.ONCE_DROPPED}
_MANUAL = ("useManualPreferenceRanking", "useManualPreferenceVectors")  # since 0.3.6, before
_RANKING = ("preferenceRanking", "preferenceVector")

Plain = Any
Where = tuple[str | int, ...]


def read_gmcr(path: str | Path) -> Standoff:
    """Read a ``.gmcr`` file.

    Options are regrouped by decision maker before states are numbered, names become ids, and
    infeasible conditions become rules ``not (...)``. The title is the file's name.

    Raises
    ------
    FileError
        With the place in the file, what was found and what is allowed; also for what a model
        cannot express: coalitions, misperceptions, options of nobody or of two.
    """
    text = read_text(path)
    data = plain_json(text, str(path))
    try:
        return _Content(data).model(Path(path).stem)
    except ModelError as error:
        line, column = place(text, error.path)
        at = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in error.path)
        message = f"{at[1:]}: {error.message}" if at else error.message
        raise FileError(str(path), message, error.hint, line, column) from None


def gmcr_place(data: Plain, path: Where) -> Where:
    """Return where a ``.gmcr`` file holds what stands at `path` in the model read from it."""
    match path:
        case ("rules", int(k), *_):
            return ("infeasibles", k)
        case ("preferences", str(party), *rest):
            try:
                ids = [p.id for p in _Content(data).parties]
            except ModelError:  # the file has changed since
                return ()
            if party in ids:
                inside = rest[:1] if rest and isinstance(rest[0], int) else []
                return ("decisionMakers", ids.index(party), "preferences", *inside)
    return path


class _Content:
    """The content of a file, read part by part; positions in errors are those of the file."""

    def __init__(self, data: Plain) -> None:
        self.data = object_((), data)
        self.makers = [
            object_(("decisionMakers", k), item)
            for k, item in enumerate(items((), self.data, "decisionMakers"))
        ]
        self.options = [
            object_(("options", k), item) for k, item in enumerate(items((), self.data, "options"))
        ]
        if len(self.options) > OPTION_LIMIT:
            message = f"{len(self.options)} options give 2^{len(self.options)} combinations"
            raise ModelError(("options",), message, f"at most {OPTION_LIMIT} can be analysed")
        self.manual = self._manual()
        self.owned = self._owned()
        order = [option for options in self.owned for option in options]
        self.position = {option: k for k, option in enumerate(order)}
        self.parties = self._parties()
        self.names = [f"{p.id}.{o.id}" for p in self.parties for o in p.options]
        given = items((), self.data, "infeasibles")
        self.infeasible = [
            condition(("infeasibles", k), c, len(self.options)) for k, c in enumerate(given)
        ]

    def model(self, title: str) -> Standoff:
        """Return the model."""
        self._refuse_coalitions()
        return Standoff(
            title=title,
            parties=self.parties,
            rules=tuple(Rule(Formula(self._negated(members))) for members in self.infeasible),
            preferences={p.id: self._preference(k) for k, p in enumerate(self.parties)},
        )

    def _manual(self) -> bool:
        key = next((key for key in _MANUAL if key in self.data), None)
        if key is None:
            raise ModelError((), f"the key {_MANUAL[0]!r} is missing", "it is true or false")
        if not isinstance(self.data[key], bool):
            raise wrong((key,), "true or false", self.data[key])
        return bool(self.data[key])

    def _owned(self) -> list[list[int]]:
        """Return the options of each decision maker; every option has one owner."""
        owner: dict[int, int] = {}
        owned: list[list[int]] = []
        for k, maker in enumerate(self.makers):
            path: Where = ("decisionMakers", k, "options")
            owned.append([])
            for j, option in enumerate(items(("decisionMakers", k), maker, "options")):
                number = option_number((*path, j), option, len(self.options))
                if number in owner:
                    message = f"option {number} belongs to decision maker {owner[number]} already"
                    raise ModelError((*path, j), message, "an option has one owner")
                owner[number] = k
                owned[k].append(number)
        for number in range(len(self.options)):
            if number not in owner:
                message = "the option belongs to no decision maker"
                raise ModelError(("options", number), message, "give it to one")
        return owned

    def _parties(self) -> tuple[Party, ...]:
        names = [name_of(("decisionMakers", k), m) for k, m in enumerate(self.makers)]
        titles = [name_of(("options", k), o) for k, o in enumerate(self.options)]
        parties = []
        for party, name, owned in zip(identifiers(names, "party"), names, self.owned, strict=True):
            ids = identifiers([titles[k] for k in owned], "option")
            options = (
                Option(key, titles[k], reversible=self._direction(k))
                for key, k in zip(ids, owned, strict=True)
            )
            parties.append(Party(party, name, options=tuple(options)))
        return tuple(parties)

    def _direction(self, number: int) -> Reversible:
        found = self.options[number].get("permittedDirection", "both")
        if not isinstance(found, str) or found not in DIRECTIONS:
            path = ("options", number, "permittedDirection")
            raise wrong(path, "'both', 'fwd' or 'back'", found)
        return DIRECTIONS[found]

    def _formula(self, members: list[list[Literal]]) -> str:
        def joined(member: list[Literal]) -> str:
            words = (
                self.names[self.position[k]] if taken else f"not {self.names[self.position[k]]}"
                for k, taken in member
            )
            return " and ".join(words)

        if len(members) == 1:
            return joined(members[0])
        return " or ".join(f"({joined(m)})" if len(m) > 1 else joined(m) for m in members)

    def _negated(self, members: list[list[Literal]]) -> str:
        if len(members) == 1 and len(members[0]) == 1:
            option, taken = members[0][0]
            return self._formula([[(option, not taken)]])
        return f"not ({self._formula(members)})"

    def _preference(self, k: int) -> Preference:
        maker, path = self.makers[k], ("decisionMakers", k)
        if maker.get("misperceptions"):
            message = "misperceptions have no counterpart in a model"
            raise ModelError((*path, "misperceptions"), message, "empty the list to read the rest")
        if self.manual:
            return self._ranking(k)
        given = items(path, maker, "preferences")
        wanted = (
            condition((*path, "preferences", j), c, len(self.options)) for j, c in enumerate(given)
        )
        return Claims(tuple(Claim(Formula(self._formula(members))) for members in wanted))

    def _refuse_coalitions(self) -> None:
        """Refuse coalitions of several; lists that are no partition mean none in this format."""
        given = self.data.get("coalitions")
        groups = (
            [g if isinstance(g, list) else [g] for g in given] if isinstance(given, list) else []
        )
        members = [m for g in groups for m in g if type(m) is int]
        if sorted(members) != list(range(len(self.makers))):
            return
        for k, group in enumerate(groups):
            if len(group) > 1:
                message = f"the coalition {group} has no counterpart in a model"
                hint = "write every decision maker alone to read the rest"
                raise ModelError(("coalitions", k), message, hint)

    def _ranking(self, k: int) -> Ranking:
        maker = self.makers[k]
        key = next((key for key in _RANKING if maker.get(key) is not None), _RANKING[0])
        path: Where = ("decisionMakers", k, key)
        given = items(path[:2], maker, key)
        vectors = self._feasible
        groups: list[tuple[str, ...]] = []
        seen: set[int] = set()
        for j, entry in enumerate(given):
            tied = entry if isinstance(entry, list) else [entry]
            for state in tied:
                seen.add(state_number((*path, j), state, len(vectors), seen))
            groups.append(tuple(self._letters(int(vectors[state - 1])) for state in tied))
        missing = [n for n in range(1, len(vectors) + 1) if n not in seen]
        if missing:
            shown_few = ", ".join(map(str, missing[:5])) + (", ..." if len(missing) > 5 else "")
            message = f"the ranking misses {len(missing)} of {len(vectors)} states"
            raise ModelError(path, message, f"missing: {shown_few}")
        return Ranking(tuple(groups))

    def _letters(self, vector: int) -> str:
        return "".join("Y" if vector >> k & 1 else "N" for k in range(len(self.names)))

    @cached_property
    def _feasible(self) -> NDArray[np.int64]:
        """The feasible states as bit masks; the n-th of them has the number n in the file."""
        if len(self.names) > RANKING_LIMIT:
            message = f"rankings over the states of {len(self.names)} options"
            raise ModelError(("options",), message, f"at most {RANKING_LIMIT} options are read")
        vectors = np.arange(1 << len(self.names), dtype=np.int64)
        excluded = np.zeros(len(vectors), dtype=bool)
        for member in (m for members in self.infeasible for m in members):
            matches = np.ones(len(vectors), dtype=bool)
            for option, taken in member:
                matches &= (vectors >> self.position[option] & 1 == 1) == taken
            excluded |= matches
        return vectors[~excluded]
