"""The terms of road maps in tables."""

from __future__ import annotations

from collections.abc import Mapping

from standoff.model import Design, GivenMap, Retaliation, Standoff, Terms
from standoff.model.terms import Groups
from standoff.report.wishes import cited, without_empty, worth_row
from standoff.results import Table

_RETALIATION = {
    Retaliation.LINKED: "a breach revokes everything reversible",
    Retaliation.SAME_ISSUE: "a breach revokes what is reversible in the same issue",
}


def term_tables(model: Standoff) -> list[Table]:
    """Return the terms of road maps, the worth per period, the designs and the given road maps."""
    terms = model.road_map
    if terms is None:
        return []
    said = {"about": terms.about, "steps": ", ".join(terms.steps) or "every option"}
    said |= {"period": terms.period, "patience": _by_party(terms.patience, model)}
    said |= {
        f"issue {issue}": ", ".join(measures) for issue, measures in terms.issues.items()
    } | _shared(terms, model)
    rows = tuple((what, words) for what, words in said.items() if words)
    return [
        Table("Road map terms", ("term", "in words"), rows),
        _worth_table(terms),
        _design_table(terms, model),
        _map_table(terms),
    ]


def _shared(given: Terms | Design, model: Standoff) -> dict[str, str]:
    """Return what a design may give anew."""
    together = "" if given.together is None else _together(given.together, model)
    return {
        "together": together,
        "most in one step": "" if given.most is None else str(given.most),
        "lag": _by_party(given.lag, model),
        "exposure": _by_party(given.exposure, model),
        "retaliation": _retaliation(given),
    }


def _by_party(values: Mapping[str, float], model: Standoff) -> str:
    """Return numbers by party; one number where all have the same."""
    if len(values) == len(model.parties) and len(set(values.values())) == 1:
        return f"{next(iter(values.values())):g}"
    return ", ".join(f"{party} {value:g}" for party, value in values.items())


def _together(groups: Groups, model: Standoff) -> str:
    if groups == (model.party_ids,):
        return "all parties"
    return "; ".join(" + ".join(group) for group in groups) or "one party at a time"


def _retaliation(given: Terms | Design) -> str:
    if given.retaliation is None:
        return ""
    if isinstance(given.retaliation, Retaliation):
        return _RETALIATION[given.retaliation]
    revoked = {issue: ", ".join(others) for issue, others in given.retaliation.items()}
    return "; ".join(f"a breach of {k} revokes {v or 'nothing'}" for k, v in revoked.items())


def _worth_table(terms: Terms) -> Table:
    unit = max((worth.unit for worth in terms.worth.values()), default="")
    rows = [(p, *worth_row(term)) for p, worth in terms.worth.items() for term in worth.terms]
    columns = ("party", "id", "where", f"worth in {unit or 'units'}", "in words", "because")
    period = f"per period of {terms.period}" if terms.period else "per period"
    return Table(f"Road map worth, {period}", *without_empty(columns, rows))


def _design_table(terms: Terms, model: Standoff) -> Table:
    rows = []
    for name, design in terms.designs.items():
        own = {k: v for k, v in _shared(design, model).items() if v}
        anew = "; ".join(f"{key}: {words}" for key, words in own.items())
        because = cited(design.because)
        rows.append((name, design.by, design.about, _order(design), anew, because))
    columns = ("design", "by", "about", "order", "own terms", "because")
    return Table("Road map designs", *without_empty(columns, rows))


def _order(design: Design) -> str:
    said = [str(order) for order in design.order]
    if design.phases:
        said.insert(0, "first " + ", then ".join(" + ".join(p) for p in design.phases))
    return "; ".join(said) or "any"


def _map_table(terms: Terms) -> Table:
    rows = [
        (name, given.design, given.about, _steps(given), cited(given.because))
        for name, given in terms.maps.items()
    ]
    columns = ("road map", "design", "about", "steps", "because")
    return Table("Given road maps", *without_empty(columns, rows))


def _steps(given: GivenMap) -> str:
    return "\n".join(f"{k}. {' + '.join(names)}" for k, names in enumerate(given.steps, start=1))
