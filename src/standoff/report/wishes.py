"""What one party wants, as a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from standoff.model import (
    AnyOrder,
    Citation,
    Claims,
    Distribution,
    Experts,
    Ranking,
    Scores,
    Standoff,
    StateRef,
    Weights,
    Worth,
    WorthTerm,
)
from standoff.results import Cell, Table

Row = tuple[Cell, ...]
Single = Claims | Ranking | Weights | Worth | Scores
CLAIM_COLUMNS = (
    *("", "places", "claim", "wants", "in words", "because"),
    *("confidence", "reversed"),
)


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


def wish_tables(model: Standoff, party: str) -> Iterator[Table]:
    """Yield what a party wants, most important or best first; of experts, what each says."""
    name = model.parties[model.party_ids.index(party)].name or party
    owner = name if name == party else f"{name} ({party})"
    preference = model.preferences.get(party)
    if preference is None:
        note = "The readings give its preferences." if model.readings else ""
        yield Table(f"{owner} wants", ("preference",), (("not given",),), note)
    elif isinstance(preference, Experts):
        yield _expert_table(owner, preference)
        for expert in preference.experts:
            yield _wish_table(model, f"{expert.id}: {owner} wants", expert.preference)
    else:
        yield _wish_table(model, f"{owner} wants", preference)


def _expert_table(owner: str, preference: Experts) -> Table:
    total = sum(expert.weight for expert in preference.experts)
    rows = [
        (e.id, e.weight, f"{e.weight / total:.0%}", e.about, cited(e.because))
        for e in preference.experts
    ]
    columns = ("expert", "weight", "is right", "in words", "because")
    note = f"Where nothing is drawn, {preference.leading.id} counts."
    return Table(f"{owner} wants, as experts see it", *without_empty(columns, rows), note)


def _wish_table(model: Standoff, title: str, preference: Single) -> Table:
    kind, columns, rows = _wishes(model, preference)
    because = cited(getattr(preference, "because", ()))
    notes = [f"Because: {because}."] if because else []
    if isinstance(preference, Claims):
        notes += [_order_note(order) for order in preference.orders]
    return Table(f"{title}, {kind}", *without_empty(columns, rows), "\n".join(notes))


def _order_note(order: AnyOrder) -> str:
    """Return an uncertain order in words."""
    chance = "all orders are equally likely"
    if order.confidence is not None:
        chance = f"the order as written has probability {order.confidence:g}"
    name = f" ({order.id})" if order.id else ""
    because = f" Because: {cited(order.because)}." if order.because else ""
    about = f" {order.about}" if order.about else ""
    return f"Claims {_span(order)}{name}: {chance}.{about}{because}"


def _span(order: AnyOrder) -> str:
    return f"{order.first + 1}-{order.first + order.count}"


def _wishes(model: Standoff, preference: Single) -> tuple[str, tuple[str, ...], list[Row]]:
    match preference:
        case Claims():
            return "most important first", CLAIM_COLUMNS, _claim_rows(preference)
        case Ranking():
            return "best first", ("place", "states", "in words"), _ranking_rows(model, preference)
        case Weights():
            weights: list[Row] = [(option, w) for option, w in preference.weights.items()]
            return "by weight", ("option taken", "weight"), weights
        case Worth():
            worth = f"worth in {preference.unit or 'units'}"
            rows = [worth_row(term) for term in preference.terms]
            return "by worth", ("id", "where", worth, "in words", "because"), rows
    return "by score", ("states scored",), [(preference.values.size,)]


def worth_row(term: WorthTerm) -> Row:
    """Return one entry of a worth: its id, where it counts, how much, in words, and why."""
    return term.id, term.condition.text, _amount(term), term.about, cited(term.because)


def _claim_rows(preference: Claims) -> list[Row]:
    places: dict[int, str] = {}
    for order in preference.orders:
        places |= dict.fromkeys(range(order.first, order.first + order.count), _span(order))
    return [
        (
            k + 1,
            places.get(k, ""),
            claim.id,
            claim.wants.text,
            claim.about,
            cited(claim.because),
            None if claim.confidence == 1 else claim.confidence,
            claim.reversed or None,
        )
        for k, claim in enumerate(preference.claims)
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
    if term.low == term.high:
        return term.low
    likely = "" if term.likely is None else f", likely {term.likely:g}"
    plain = term.distribution == Distribution.UNIFORM or likely
    return f"{term.low:g}..{term.high:g}{likely}" + ("" if plain else f" {term.distribution}")
