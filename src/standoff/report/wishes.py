"""What one party wants, as a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from standoff.model import (
    Citation,
    Claims,
    Preference,
    Ranking,
    Standoff,
    StateRef,
    Weights,
    Worth,
    WorthTerm,
)
from standoff.results import Cell, Table

Row = tuple[Cell, ...]


def written(ref: StateRef | None) -> str:
    """Return a state as a person writes it."""
    if ref is None:
        return ""
    return ref if isinstance(ref, str) else " + ".join(ref) or "no option taken"


def cited(because: Iterable[Citation]) -> str:
    """Return citations as a list."""
    return ", ".join(str(citation) for citation in because)


def without_empty(
    columns: Sequence[str], rows: Sequence[Row]
) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    """Return the columns that say something."""
    kept = [k for k in range(len(columns)) if any(row[k] not in ("", None) for row in rows)]
    return tuple(columns[k] for k in kept), tuple(tuple(row[k] for k in kept) for row in rows)


def wish_table(model: Standoff, party: str) -> Table:
    """Return what a party wants, most important or best first."""
    name = model.parties[model.party_ids.index(party)].name or party
    owner = name if name == party else f"{name} ({party})"
    preference = model.preferences.get(party)
    if preference is None:
        note = "The readings give its preferences." if model.readings else ""
        return Table(f"{owner} wants", ("preference",), (("not given",),), note)
    kind, columns, rows = _wishes(model, preference)
    because = cited(getattr(preference, "because", ()))
    note = f"Because: {because}." if because else ""
    return Table(f"{owner} wants, {kind}", *without_empty(columns, rows), note)


def _wishes(model: Standoff, preference: Preference) -> tuple[str, tuple[str, ...], list[Row]]:
    match preference:
        case Claims():
            columns = ("", "claim", "wants", "in words", "because", "confidence")
            return "most important first", columns, _claim_rows(preference)
        case Ranking():
            return "best first", ("place", "states", "in words"), _ranking_rows(model, preference)
        case Weights():
            weights: list[Row] = [(option, w) for option, w in preference.weights.items()]
            return "by weight", ("option taken", "weight"), weights
        case Worth():
            worth = f"worth in {preference.unit or 'units'}"
            rows = [worth_row(term) for term in preference.terms]
            return "by worth", ("where", worth, "in words", "because"), rows
    return "by score", ("states scored",), [(preference.values.size,)]


def worth_row(term: WorthTerm) -> Row:
    """Return one entry of a worth: where it counts, how much, in words, and why."""
    return term.condition.text, _amount(term), term.about, cited(term.because)


def _claim_rows(preference: Claims) -> list[Row]:
    return [
        (
            k,
            claim.id,
            claim.wants.text,
            claim.about,
            cited(claim.because),
            None if claim.confidence == 1 else claim.confidence,
        )
        for k, claim in enumerate(preference.claims, start=1)
    ]


def _ranking_rows(model: Standoff, preference: Ranking) -> list[Row]:
    names: dict[StateRef, str] = {state.label: state.name for state in model.states}
    return [
        (
            k,
            ", ".join(written(ref) for ref in group),
            "; ".join(names[ref] for ref in group if names.get(ref)),
        )
        for k, group in enumerate(preference.groups, start=1)
    ]


def _amount(term: WorthTerm) -> Cell:
    return term.low if term.low == term.high else f"{term.low:g}..{term.high:g}"
