"""A road map in tables, sentences and plain data."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from standoff.results import Cell, Table
from standoff.road_maps.deal import Deal, bits
from standoff.road_maps.patience import Interval

if TYPE_CHECKING:
    from standoff.road_maps.roadmap import Constraint, RoadMap

HOSTAGES = 3
PRICES = 3


def spans(found: Sequence[Interval]) -> str:
    """Return intervals of patience as text.

    Examples
    --------
    >>> spans([(0.5, 0.625), (0.7, 1.0)]), spans([]), spans([(0.0, 1.0)])
    ('0.5 to 0.625, from 0.7', 'none', 'any')
    """
    return ", ".join(map(_span, found)) or "none"


def _span(interval: Interval) -> str:
    low, high = interval
    if low <= 0 and high >= 1:
        return "any"
    if high >= 1:
        return f"from {low:.4g}"
    if low <= 0:
        return f"up to {high:.4g}"
    return f"{low:.4g}" if low == high else f"{low:.4g} to {high:.4g}"


def number(value: float) -> str:
    """Return an amount of worth as text.

    Examples
    --------
    >>> number(-2e-17), number(1234567.8), number(0.12345)
    ('0', '1,234,568', '0.1235')
    """
    value = round(value, 9) + 0.0
    return f"{value:,.0f}" if abs(value) >= 10_000 else f"{value:.4g}"


def slack_cell(found: RoadMap, slack: float) -> Cell:
    """Return a slack; where worths are only ordered, whether staying is better."""
    tolerance = found.course.deal.tolerance
    if found.course.deal.cardinal:
        return round(slack, 9) + 0.0
    return "better" if slack > tolerance else "worse" if slack < -tolerance else "as good"


def place(found: RoadMap, step: int, before: str = "") -> str:
    """Return where in a road map a constraint stands."""
    return {0: "joining", found.course.length + 1: "the end"}.get(step, f"{before}{step}")


def steps_table(found: RoadMap) -> Table:
    """Return the steps with what binds at each: whom, by how much, and what it could do instead."""
    rows: list[tuple[Cell, ...]] = []
    deal = found.course.deal
    names = found.parties
    for t in range(found.course.length + 2):
        here = [c for c in found.constraints if c.step == t and c.kind != "exposure"]
        tight = min(here, key=lambda c: c.slack)
        who = what = ""
        if 0 < t <= found.course.length:
            changed = found.course.states[t - 1] ^ found.course.states[t]
            who = " ".join(names[i] for i in deal.owners(changed))
            what = found.steps[t - 1]
        else:
            what = "(joining)" if t == 0 else "(staying)"
        instead, then = breach_words(found, tight)
        label = str(t) if t <= found.course.length else ""
        rows.append((label, who, what, names[tight.party], slack_cell(found, tight.slack)))
        rows[-1] += (instead, then)
    amount = "slack" if deal.cardinal else "going on is"
    columns = (
        *("step", "by", "change", "closest to leaving"),
        *(amount, "its best breach", "leaves in force"),
    )
    note = "Slack: value of going on less value of the best breach, in worth per period."
    if not found.weighs:
        note = "Slack: worth of the end less worth of what a breach leaves."
    if not deal.cardinal:
        note = "Going on: the end against what the best breach leaves, by the party's own order."
    return Table("The steps", columns, tuple(rows), note)


def breach_words(found: RoadMap, constraint: Constraint) -> tuple[str, str]:
    """Return what a party's best breach is, and what it leaves in force."""
    if constraint.breach is None:
        return ("not join", "status quo") if constraint.kind == "join" else ("", "")
    deal, states = found.course.deal, found.course.states
    pairs = [*pairwise(states), (states[-1],) * 2]
    before, after = pairs[constraint.step - 1]
    said: dict[str, list[str]] = {}
    for k in bits(after ^ constraint.breach.state):
        measure = deal.measures[k]
        if (before ^ after) >> k & 1:
            word = "withhold" if measure.taken == bool(after >> k & 1) else "keep up"
        else:
            word = "revoke" if measure.taken else "resume"
        said.setdefault(word, []).append(measure.option)
    left = constraint.breach.after
    what = [f"{word} {' '.join(options)}" for word, options in said.items()]
    return listed(what) if what else "walk out", deal.words(left) if left else "status quo"


def listed(names: Sequence[str]) -> str:
    """Return names as a list in a sentence.

    Examples
    --------
    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]


def parties_table(found: RoadMap) -> Table:
    """Return what the road map is to each party."""
    deal = found.course.deal
    shows_patience = deal.cardinal and found.method != "payments"
    rows: list[tuple[Cell, ...]] = []
    for i, name in enumerate(found.parties):
        least = found.least(i)
        at = place(found, least.step)
        exposed = found.exposures[i]
        worst = max(0.0, float(exposed.max()))
        slack = slack_cell(found, least.slack)
        row: tuple[Cell, ...] = (name, slack_cell(found, float(found.gains[i])), slack, at)
        if deal.cardinal:
            row += (worst, int(exposed.argmax()) + 1 if worst > 0 else None)
        if shows_patience:
            row += (spans(found.patience[i]),)
        rows.append((*row, held_by(found, i)))
    columns: tuple[str, ...] = ("party", "gain", "least slack", "there")
    columns += ("exposure", "in step") if deal.cardinal else ()
    columns += ("patience that holds",) if shows_patience else ()
    if not deal.cardinal:
        columns = ("party", "than today", "at its weakest, going on is", "there")
    note = "Held by: what others do that falls with its best breach at the end."
    if deal.cardinal:
        note = (
            "Gain: over the status quo. Held by: what others do that falls with its best breach at "
            "the end, with what that gives it. Exposure: most that it loses per period, below the "
            "status quo, if others breach."
        )
    return Table("The parties", (*columns, "held to the end by"), tuple(rows), note)


def held_by(found: RoadMap, party: int) -> str:
    """Return the reversible measures of others that hold a party to the end."""
    flows = found.hostages(party)
    deal = found.course.deal
    said = [
        f"{deal.measures[k]}" + (f" {gain:.4g}" if deal.cardinal else "")
        for k, gain in flows[:HOSTAGES]
    ]
    more = f" and {len(flows) - HOSTAGES} more" if len(flows) > HOSTAGES else ""
    return ", ".join(said) + more if said else "nothing"


def payments_table(found: RoadMap) -> Table:
    """Return who pays and who is paid at each step."""
    assert found.transfers is not None
    paid, last = found.transfers.paid, found.course.length
    heads = ["before", *(str(t) for t in range(1, last + 1)), "ever after"]
    kept = [t for t in range(last + 2) if abs(paid[:, t]).max() > found.course.deal.tolerance]
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (name, *(float(paid[i, t]) for t in kept)) for i, name in enumerate(found.parties)
    )
    note = (
        f"Per period{f', in {found.unit}' if found.unit else ''}: above zero it receives, below "
        "zero it pays. Held in escrow, and released only to those who keep to the road map. Spread "
        f"evenly over all time: {number(found.transfers.total)}. {_dearest(found)}"
    )
    return Table("Side payments", ("party", *(heads[t] for t in kept)), rows, note)


def _dearest(found: RoadMap) -> str:
    """Return whose demands the payments are made for, dearest first."""
    assert found.transfers is not None
    prices = found.transfers.prices
    order = sorted(np.ndindex(prices.shape), key=lambda at: -prices[at])[:PRICES]
    said = [
        f"{found.parties[i]} ({place(found, t, 'step ')}: {number(float(prices[i, t]))})"
        for i, t in order
        if prices[i, t] > found.course.deal.tolerance
    ]
    if not said:
        return ""
    return f"Needed for {listed(said)}: what one unit less asked there would save."


def sentences(found: RoadMap) -> list[str]:
    """Return the verdict and the warnings."""
    binding, deal = found.binding, found.course.deal
    who = found.parties[binding.party]
    where = {0: "before the first step", found.course.length + 1: "at the end"}
    at = where.get(binding.step, f"at step {binding.step}")
    gain = f" and so gain {number(-binding.slack)}" if deal.cardinal else ""
    if found.holds:
        spare = f"; slack {number(binding.slack)}" if deal.cardinal else ""
        said = [f"It holds: {who} is closest to leaving, {at}{spare}."]
    elif binding.kind == "exposure":
        beyond = number(-binding.slack)
        said = [f"It does not hold: {at} {who} is exposed beyond its cap by {beyond}."]
    else:
        said = [f"It does not hold: {at} {who} would {breach_words(found, binding)[0]}{gain}."]
    if deal.cardinal and found.method in ("discounted", "payments"):
        said.append(f"Patience common to all at which it holds: {spans(found.common_patience)}.")
    said += found.against
    if found.method == "payments" and found.transfers is None:
        said.append("No side payments make it hold.")
    elif found.transfers is not None and found.transfers.total <= deal.tolerance:
        said.append("No side payments are needed.")
    doubtful = [t for t in found.threats if not t.credible]
    if doubtful:
        worst = max(doubtful, key=lambda t: t.gain)
        said.append(
            f"Warning: {len(doubtful)} of the {len(found.threats)} threats "
            f"{'is' if len(doubtful) == 1 else 'are'} not credible: where "
            f"{worst.in_force or 'nothing'} is left, {worst.party} would gain "
            f"{number(worst.gain)} per period by {worst.change}."
        )
    return said


def certificate(found: RoadMap) -> dict[str, Any]:
    """Return what is needed to check the road map anew, and what was found."""
    course, deal = found.course, found.course.deal
    names = found.parties
    data: dict[str, Any] = {
        "endgame": deal.endgame,
        "design": deal.design,
        "method": found.method,
        "holds": found.holds,
        "against_terms": list(found.against),
        "best_of_these_at": list(found.merits),
        "patience": dict(zip(names, deal.patience.tolist(), strict=True)),
        "start": list(deal.taken(0)),
        "steps": [
            {
                "parties": [names[i] for i in deal.owners(before ^ after)],
                "measures": [signed(deal, k, after) for k in bits(before ^ after)],
                "taken": list(deal.taken(after)),
            }
            for before, after in pairwise(course.states)
        ],
        "constraints": [_constraint(found, c) for c in found.constraints],
        "breakdowns": [vars(t) | {"credible": t.credible} for t in found.threats],
    }
    if deal.cardinal:
        data["exposure"] = dict(zip(names, found.exposures.tolist(), strict=True))
        data["common_patience"] = found.common_patience
        if found.method != "payments":
            data["patience_that_holds"] = dict(zip(names, found.patience, strict=True))
    if found.transfers is not None:
        data["payments"] = dict(zip(names, found.transfers.paid.tolist(), strict=True))
        data["payments_total"] = found.transfers.total
    return data


def signed(deal: Deal, k: int, after: int) -> str:
    """Return a measure as the change that a step to the state `after` makes."""
    measure = deal.measures[k]
    taken = measure.taken == bool(after >> k & 1)
    return f"{'+' if taken else '-'}{measure.option}"


def _constraint(found: RoadMap, c: Constraint) -> dict[str, Any]:
    data: dict[str, Any] = {"party": found.parties[c.party], "kind": c.kind, "step": c.step}
    if found.course.deal.cardinal:
        data |= {"value": c.value, "floor": c.floor, "slack": c.slack}
    else:
        data["going_on_is"] = slack_cell(found, c.slack)
    if c.breach is not None:
        deal = found.course.deal
        data["breach"] = list(deal.taken(c.breach.state))
        data["breakdown"] = list(deal.taken(c.breach.after))
    return data
