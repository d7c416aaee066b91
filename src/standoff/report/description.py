"""A model in tables: what `standoff show` prints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from standoff.files import digest, to_plain
from standoff.model import Option, Party, Reading, Reversible, Standoff
from standoff.report.terms import term_tables
from standoff.report.wishes import cited, wish_tables, without_empty, written
from standoff.results import Cell, Result, Table

FORMAT = "standoff.model/1"
_DIRECTION = {
    Reversible.YES: "",
    Reversible.NO: "once taken, cannot be dropped",
    Reversible.ONCE_DROPPED: "once dropped, cannot be taken again",
}


@dataclass(frozen=True, repr=False)
class Description(Result):
    """Everything that a model says, as one author reads it.

    Parameters
    ----------
    model : Standoff
        As written.
    reading : str or None

    Raises
    ------
    UnknownName
        If the model has no such reading.
    """

    model: Standoff
    reading: str | None = None

    def __post_init__(self) -> None:
        self.model.read_as(self.reading)

    def __repr__(self) -> str:
        return f"Description({self.model.title!r})"

    def to_dict(self) -> dict[str, Any]:
        """Return the model as in its file, as the reading has it."""
        identity = {
            "title": self.model.title,
            "digest": digest(self.model),
            "reading": self.reading,
        }
        content = to_plain(self.model.read_as(self.reading))
        return {"format": FORMAT, "model": identity, "content": content}

    def lines(self) -> Sequence[str]:  # noqa: D102
        said = [self.model.title, *([self.model.about] if self.model.about else [])]
        if self.reading is not None:
            overlay = self.model.readings[self.reading]
            by = f", by {overlay.by}" if overlay.by else ""
            about = f": {overlay.about}" if overlay.about else ""
            said += ["", f"Reading {self.reading}{by}{about}"]
        return said

    def tables(self) -> Sequence[Table]:  # noqa: D102
        read = self.model.read_as(self.reading)
        found = [
            _party_table(read),
            _option_table(read),
            _rule_table(read),
            _definition_table(read),
            _state_table(read),
            _move_table(read),
            *(table for party in read.party_ids for table in wish_tables(read, party)),
            _correlation_table(read),
            _reading_table(read),
            _endgame_table(read),
            *term_tables(read),
            _source_table(read),
        ]
        return [table for table in found if table is not None and table.rows]


def _party_table(model: Standoff) -> Table | None:
    rows = tuple((p.id, p.name, _party_note(p)) for p in model.parties)
    if model.options and not any(note for _, _, note in rows):
        return None  # the options name the parties too
    return Table("Parties", ("party", "name", "about"), rows)


def _party_note(party: Party) -> str:
    condition = f"May move only if {party.move_if}." if party.move_if else ""
    return " ".join(part for part in (party.about, condition) if part)


def _option_table(model: Standoff) -> Table:
    today = _taken_today(model)
    rows: list[tuple[Cell, ...]] = []
    for party in model.parties:
        for option in party.options:
            key = f"{party.id}.{option.id}"
            mark = "yes" if key in today else ""
            rows.append((key, option.name, mark, _option_note(option), cited(option.because)))
    columns = ("option", "what the party does", "today", "about", "because")
    note = f"Status quo: {written(model.status_quo)}." if model.status_quo is not None else ""
    return Table("Options", *without_empty(columns, rows), note)


def _taken_today(model: Standoff) -> set[str]:
    ref = model.status_quo
    for state in model.states:
        if ref == state.label and state.taken is not None:
            ref = state.taken
    if isinstance(ref, tuple):
        return set(ref)
    letters = ref if ref and len(ref) == len(model.options) and set(ref) <= set("YN") else ""
    return {name for name, letter in zip(model.options, letters, strict=False) if letter == "Y"}


def _option_note(option: Option) -> str:
    take = f"can be taken only if {option.take_if}" if option.take_if else ""
    drop = f"can be dropped only if {option.drop_if}" if option.drop_if else ""
    limits = "; ".join(part for part in (_DIRECTION[option.reversible], take, drop) if part)
    limits = f"{limits[:1].upper()}{limits[1:]}." if limits else ""
    return " ".join(part for part in (limits, option.about) if part)


def _rule_table(model: Standoff) -> Table:
    rows = [(r.formula.text, r.about, cited(r.because)) for r in model.rules]
    columns = ("rule", "about", "because")
    return Table("Rules: every state satisfies all", *without_empty(columns, rows))


def _definition_table(model: Standoff) -> Table:
    rows = tuple((name, formula.text) for name, formula in model.define.items())
    return Table("Definitions", ("name", "stands for"), rows)


def _state_table(model: Standoff) -> Table:
    rows = [(s.label, s.name, written(s.taken), s.about) for s in model.states]
    rows += [(label, "", f"all with {formula}", "") for label, formula in model.merge.items()]
    columns = ("state", "name", "options taken", "about")
    return Table("Named states", *without_empty(columns, rows))


def _move_table(model: Standoff) -> Table | None:
    if model.moves is None:
        return None
    rows = tuple(
        (party, start, ", ".join(ends))
        for party, arcs in model.moves.items()
        for start, ends in arcs.items()
    )
    return Table("Moves", ("party", "from", "to"), rows)


def _reading_table(model: Standoff) -> Table:
    rows = [
        (name, r.by, r.about, _changes(r), cited(r.because)) for name, r in model.readings.items()
    ]
    columns = ("reading", "by", "about", "changes", "because")
    return Table("Readings: what one author holds instead", *without_empty(columns, rows))


def _changes(reading: Reading) -> str:
    parts = {
        "preferences of ": ", ".join(reading.preferences),
        "rule ": ", ".join(rule.formula.text for rule in reading.rules),
        "status quo ": written(reading.status_quo),
        "reversibility of ": ", ".join(reading.reversible),
    }
    return "; ".join(what + which for what, which in parts.items() if which)


def _correlation_table(model: Standoff) -> Table:
    rows = [
        ("\n".join(c.premises), c.correlation, c.about, cited(c.because)) for c in model.correlated
    ]
    columns = ("premises", "correlation", "about", "because")
    return Table("Premises that tend to be right together", *without_empty(columns, rows))


def _endgame_table(model: Standoff) -> Table:
    rows = [
        (name, e.when.text if e.when else written(e.state), e.about)
        for name, e in model.endgames.items()
    ]
    return Table("Endgames", *without_empty(("endgame", "where it holds", "about"), rows))


def _source_table(model: Standoff) -> Table:
    rows = []
    for name, s in model.sources.items():
        named = ", ".join(part for part in (s.title, s.by, s.date) if part)
        rows.append((name, "\n".join(part for part in (named, s.address, s.note) if part)))
    return Table("Sources", ("source", "what it is"), tuple(rows))
