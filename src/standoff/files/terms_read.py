"""Plain data to the terms of road maps: the key ``road_map:``."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from standoff.errors import ModelError, nearest
from standoff.files.plain import (
    Path,
    Plain,
    because,
    each,
    entry,
    named,
    number,
    optional_text,
    shown,
    text,
    whole,
    worth_term,
    wrong,
)
from standoff.model import Design, GivenMap, Order, Retaliation, Terms, When, Worth
from standoff.model.terms import Groups, Revokes

T = TypeVar("T")
Ids = tuple[str, ...]


def terms(path: Path, value: Plain, parties: Ids) -> Terms | None:
    """Return the terms of road maps; `parties` are the ids that one value for all stands for."""
    if value is None:
        return None
    found = entry(path, value, "road_map")
    together = _optional(_together, (*path, "together"), found.get("together"), parties)
    most = _optional(whole, (*path, "most"), found.get("most"))
    retaliation = _optional(_retaliation, (*path, "retaliation"), found.get("retaliation"))
    return Terms(
        about=optional_text((*path, "about"), found.get("about")),
        steps=each((*path, "steps"), found.get("steps"), text),
        period=optional_text((*path, "period"), found.get("period")),
        worth=_worth(path, found),
        patience=_by_party((*path, "patience"), found.get("patience"), parties, number),
        lag=_by_party((*path, "lag"), found.get("lag"), parties, whole),
        exposure=named((*path, "exposure"), found.get("exposure"), number),
        together=together or (),
        most=1 if most is None else most,
        issues=named((*path, "issues"), found.get("issues"), _texts),
        retaliation=Retaliation.LINKED if retaliation is None else retaliation,
        designs=named((*path, "designs"), found.get("designs"), partial(_design, parties)),
        maps=named((*path, "maps"), found.get("maps"), _map),
    )


def _optional(read: Callable[..., T], path: Path, value: Plain, *more: Ids) -> T | None:
    return None if value is None else read(path, value, *more)


def _texts(path: Path, value: Plain) -> Ids:
    return each(path, value, text)


def _groups(path: Path, value: Plain) -> Groups:
    return each(path, value, _texts)


def _by_party(
    path: Path, value: Plain, parties: Ids, read: Callable[[Path, Plain], T]
) -> dict[str, T]:
    """Return one value per party; a single one is for all."""
    if value is None or isinstance(value, dict):
        return named(path, value, read)
    return dict.fromkeys(parties, read(path, value))


def _worth(path: Path, found: dict[str, Plain]) -> dict[str, Worth]:
    unit = optional_text((*path, "unit"), found.get("unit"))
    entries = named((*path, "worth"), found.get("worth"), partial(each, read=worth_term))
    if unit and not entries:
        raise ModelError((*path, "unit"), "unit: has no meaning without worth:", "leave it out")
    return {party: Worth(terms, unit) for party, terms in entries.items()}


def _together(path: Path, value: Plain, parties: Ids) -> Groups:
    if value == "all":
        return (parties,)
    if not isinstance(value, list | tuple):
        raise wrong(path, "all, or a list of groups of parties", value)
    return _groups(path, value)


def _retaliation(path: Path, value: Plain) -> Retaliation | Revokes:
    if isinstance(value, dict):
        return named(path, value, _texts)
    try:
        return Retaliation(text(path, value))
    except ValueError:
        allowed = nearest(str(value), map(str, Retaliation))
        hint = f"{allowed}; or, by issue, the issues that are revoked"
        raise ModelError(path, f"unknown retaliation {shown(value)}", hint) from None


def _order(path: Path, value: Plain) -> Order:
    """Read ``OPTION before OPTION`` or ``OPTION with OPTION``."""
    written = text(path, value)
    words = written.split()
    if len(words) != 3:
        raise wrong(path, "OPTION before OPTION, or OPTION with OPTION", value)
    if words[1] not in tuple(When):
        column = written.index(words[1], written.index(words[0]) + len(words[0])) + 1
        message = f"unknown word {shown(words[1])} between two options"
        raise ModelError(path, message, nearest(words[1], map(str, When)), column)
    return Order(words[0], When(words[1]), words[2])


def _design(parties: Ids, path: Path, value: Plain) -> Design:
    found = entry(path, value, "design")
    return Design(
        about=optional_text((*path, "about"), found.get("about")),
        by=optional_text((*path, "by"), found.get("by")),
        because=because((*path, "because"), found.get("because")),
        order=each((*path, "order"), found.get("order"), _order),
        phases=_groups((*path, "phases"), found.get("phases")),
        retaliation=_optional(_retaliation, (*path, "retaliation"), found.get("retaliation")),
        together=_optional(_together, (*path, "together"), found.get("together"), parties),
        most=_optional(whole, (*path, "most"), found.get("most")),
        lag=_by_party((*path, "lag"), found.get("lag"), parties, whole),
        exposure=named((*path, "exposure"), found.get("exposure"), number),
    )


def _map(path: Path, value: Plain) -> GivenMap:
    if isinstance(value, list | tuple):
        return GivenMap(_groups(path, value))
    found = entry(path, value, "given_map")
    return GivenMap(
        steps=_groups((*path, "steps"), found["steps"]),
        design=optional_text((*path, "design"), found.get("design")),
        about=optional_text((*path, "about"), found.get("about")),
        because=because((*path, "because"), found.get("because")),
    )
