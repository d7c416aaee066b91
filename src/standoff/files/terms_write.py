"""The terms of road maps to plain data."""

from __future__ import annotations

from typing import Any

from standoff.files.values import cited, filled, plain_number, plain_worth
from standoff.model import Design, GivenMap, Retaliation, Standoff, Terms
from standoff.model.terms import Groups

Plain = Any


def plain_terms(model: Standoff) -> Plain:
    """Return what stands under ``road_map:`` in the model file."""
    terms = model.road_map or Terms()
    units = {worth.unit for worth in terms.worth.values()}
    together = _together(terms.together, model)
    return (
        filled(
            about=terms.about,
            steps=list(terms.steps),
            period=terms.period,
            unit=max(units, default=""),
            worth={p: [plain_worth(t) for t in w.terms] for p, w in terms.worth.items()},
            patience={p: plain_number(d) for p, d in terms.patience.items()},
        )
        | _lag_and_exposure(terms)
        | filled(together=together, issues={k: list(v) for k, v in terms.issues.items()})
        | ({} if terms.most == 1 else {"most": int(terms.most)})
        | ({} if terms.retaliation == Retaliation.LINKED else _retaliation(terms))
        | filled(
            designs={k: _design(d, model) for k, d in terms.designs.items()},
            maps={k: _map(m) for k, m in terms.maps.items()},
        )
    )


def _lag_and_exposure(given: Terms | Design) -> dict[str, Plain]:
    return filled(
        lag={p: int(periods) for p, periods in given.lag.items()},
        exposure={p: plain_number(cap) for p, cap in given.exposure.items()},
    )


def _together(groups: Groups, model: Standoff) -> Plain:
    return "all" if groups == (model.party_ids,) else _lists(groups)


def _lists(groups: Groups) -> list[list[str]]:
    return [list(group) for group in groups]


def _retaliation(given: Terms | Design) -> dict[str, Plain]:
    if given.retaliation is None:
        return {}
    if isinstance(given.retaliation, Retaliation):
        return {"retaliation": str(given.retaliation)}
    return {"retaliation": {k: list(revoked) for k, revoked in given.retaliation.items()}}


def _design(design: Design, model: Standoff) -> Plain:
    together = {} if design.together is None else {"together": _together(design.together, model)}
    return (
        filled(
            about=design.about,
            by=design.by,
            because=cited(design.because),
            order=[str(order) for order in design.order],
            phases=_lists(design.phases),
        )
        | _retaliation(design)
        | together
        | ({} if design.most is None else {"most": int(design.most)})
        | _lag_and_exposure(design)
    )


def _map(given: GivenMap) -> Plain:
    rest = filled(design=given.design, about=given.about, because=cited(given.because))
    return {"steps": _lists(given.steps)} | rest if rest else _lists(given.steps)
