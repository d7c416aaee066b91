"""The panels of the picture of a road map: what each party has, could have and risks at each step.

Matplotlib is imported only where it draws.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from standoff.report.drawing import BLACK, BLUE, FAINT, GREY, RED
from standoff.results import printable
from standoff.road_maps import RoadMap
from standoff.road_maps.account import place
from standoff.road_maps.deal import BoolArray, FloatArray

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

Style = dict[str, Any]

EXPOSED, ACTING = "#F7D9C4", "#FFF7D6"

WORTH: Style = {"color": BLACK, "lw": 1.3}
GOING: Style = {
    "color": BLUE,
    "lw": 1.6,
    "ls": (0, (4, 1.5)),
    "marker": "o",
    "ms": 6.5,
    "mfc": "white",
}
BREACH: Style = {"color": RED, "ls": "none", "marker": "D", "ms": 4.2, "mec": BLACK, "mew": 0.5}
RING: Style = {"color": BLACK, "ls": "none", "marker": "o", "ms": 14, "mfc": "none", "mew": 1.4}
GAIN: Style = {"color": RED, "lw": 3.2, "alpha": 0.75}
RISK: Style = {"facecolor": EXPOSED, "edgecolor": GREY, "hatch": "////", "lw": 0.5}
CAP: Style = {"color": GREY, "lw": 1.2, "ls": (0, (1, 1.2))}
TURN: Style = {"facecolor": ACTING, "edgecolor": GREY, "lw": 0.7}


@dataclass(frozen=True)
class Row:
    """What the panel of one party shows, in worth per period over that of the status quo.

    Where only order counts: in places, from 1 for the worst of the feasible states.
    """

    found: RoadMap
    party: int

    @property
    def name(self) -> str:
        """Name and id, as far as they differ."""
        party = self.found.course.deal.model.parties[self.party]
        name = party.name or party.id
        same = name.casefold() == party.id.casefold()
        return printable(name if same else f"{name} ({party.id})")

    @cached_property
    def worth(self) -> FloatArray:
        """In each state, (T + 1,)."""
        course = self.found.course
        own = course.worth[self.party]
        if course.deal.cardinal:
            return np.asarray(own - own[0])
        every = course.deal.worth[self.party][course.deal.feasible].round(9)
        return np.asarray(np.searchsorted(np.unique(every), own.round(9)) + 1.0)

    @cached_property
    def stays(self) -> tuple[FloatArray, FloatArray]:
        """Value of going on and of the best breach, from joining to the end, (T + 2,) each."""
        kept = [c for c in self.found.constraints if c.party == self.party]
        pairs = [(c.value, c.floor) for c in kept if c.kind != "exposure"]
        value, floor = np.array(pairs).T - self.found.course.worth[self.party, 0]
        return value, floor

    @property
    def broken(self) -> BoolArray:
        """Where a breach is worth more than going on, (T + 2,)."""
        value, floor = self.stays
        return np.asarray(value < floor - 2 * self.found.course.deal.tolerance)

    @property
    def risk(self) -> FloatArray:
        """Exposure at each step, (T,)."""
        return np.asarray(self.found.exposures[self.party].clip(min=0))

    @property
    def cap(self) -> float:
        """The most exposure that the party accepts."""
        return float(self.found.course.deal.caps[self.party])

    @property
    def nears_cap(self) -> bool:
        """Whether its exposure comes so near to what it accepts that the picture shows it."""
        return bool(self.cap <= 1.25 * self.risk.max())

    @property
    def turns(self) -> list[int]:
        """The steps in which the party acts."""
        own = self.found.course.deal.own[self.party]
        return [t for t, step in enumerate(self.found.path, start=1) if step & own]

    @property
    def way(self) -> str:
        """The worth or the place in each state, in words."""
        cardinal = self.found.course.deal.cardinal
        said = [signed(y) if cardinal else f"{y:g}" for y in self.worth.tolist()]
        return f"{'worth' if cardinal else 'place'} from the status quo on {', '.join(said)}"

    @property
    def summary(self) -> list[str]:
        """What the road map is to the party, in a few words each."""
        found, deal = self.found, self.found.course.deal
        if not deal.cardinal:
            return [f"place {self.worth[0]:g} at first", f"place {self.worth[-1]:g} at the end"]
        least = found.least(self.party)
        said = [f"gain {signed(float(found.gains[self.party]))}"]
        said += [f"least slack {signed(least.slack)} ({place(found, least.step, 'step ')})"]
        worst = f" (step {self.risk.argmax() + 1})" if self.risk.any() else ""
        said += [f"exposure {number(float(self.risk.max()))}{worst}"]
        said += [f"accepts exposure {number(self.cap)}"] * bool(np.isfinite(self.cap))
        return said + [f"patience {deal.patience[self.party]:.3g}"] * found.weighs


def number(value: float) -> str:
    """Return the size of a number as people read it.

    Examples
    --------
    >>> number(2.5), number(-1e-15), number(-0.123456), number(12000.4)
    ('2.5', '0', '0.123', '12,000')
    """
    value = abs(round(value, 9))
    return f"{value:,.0f}" if 1000 <= value < 1e7 else f"{value:.3g}"


def signed(value: float) -> str:
    """Return a number with its sign, and zero without.

    Examples
    --------
    >>> signed(2.5), signed(-3), signed(-1e-15)
    ('+2.5', '−3', '0')
    """
    size = number(value)
    return size if size == "0" else f"{'+' if value > 0 else '−'}{size}"


def draw_row(axes: Axes, row: Row) -> None:
    """Draw the panel of a party."""
    last = row.found.course.length + 1
    cardinal = row.found.course.deal.cardinal
    _frame(axes, row)
    for t in row.turns:
        axes.axvspan(t - 0.46, t + 0.46, zorder=0.5, **TURN)
    axes.axhline(0 if cardinal else row.worth[0], color=GREY, lw=0.8)
    edges = [*np.arange(last + 1) - 0.5, last + 0.5]
    axes.stairs([*row.worth, row.worth[-1]], edges, baseline=None, zorder=3, **WORTH)
    if cardinal:
        _draw_risk(axes, row)
        _draw_stays(axes, row)
    _label_ends(axes, row)
    if row.found.binding.party == row.party:
        _mark(axes, row)


def _frame(axes: Axes, row: Row) -> None:
    """Set the limits and ticks of a panel, with room above the data for the mark."""
    from matplotlib.ticker import MaxNLocator

    last = row.found.course.length + 1
    cardinal = row.found.course.deal.cardinal
    shown = np.concatenate([row.worth, *row.stays, -row.risk]) if cardinal else row.worth
    shown = np.append(shown, -row.cap) if row.nears_cap else shown
    low, high = float(shown.min()), float(shown.max())
    unit = (high - low) / 10 or 0.5
    marked = row.found.binding.party == row.party
    axes.set_xlim(-0.5, last + 0.5)
    axes.set_ylim(low - 1.2 * unit, high + (3.6 if marked else 1.2) * unit)
    axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10], integer=not cardinal))
    axes.yaxis.set_major_formatter(lambda y, _: signed(y) if cardinal else f"{y:g}")
    axes.set_xticks([])
    axes.tick_params(length=2, color=GREY)
    for t in range(last):
        axes.axvline(t + 0.5, color=FAINT, lw=0.8, zorder=0.2)
    for side in ("top", "right", "bottom"):
        axes.spines[side].set_color(FAINT)


def _draw_stays(axes: Axes, row: Row) -> None:
    """Draw the value of going on over that of the best breach; where less, what a breach gains."""
    value, floor = row.stays
    steps = np.arange(len(value))
    broken = row.broken
    axes.vlines(steps, floor, value, color=GREY, lw=0.8, zorder=3.5)
    axes.vlines(steps[broken], floor[broken], value[broken], zorder=3.6, **GAIN)
    axes.plot(steps, value, zorder=4, **GOING)
    axes.plot(steps, floor, zorder=5, **BREACH)


def _draw_risk(axes: Axes, row: Row) -> None:
    """Draw the exposure down from the status quo, and the most that the party accepts."""
    steps = np.flatnonzero(row.risk)
    axes.bar(steps + 1, -row.risk[steps], width=0.5, zorder=1.5, **RISK)
    if row.nears_cap:
        axes.axhline(-row.cap, zorder=2, **CAP)


def _label_ends(axes: Axes, row: Row) -> None:
    """Write the worth at the end, and the value of going on where payments make it differ."""
    ends = [(float(row.worth[-1]), BLACK)]
    cardinal = row.found.course.deal.cardinal
    if cardinal and number(row.stays[0][-1] - row.worth[-1]) != "0":
        ends.append((float(row.stays[0][-1]), BLUE))
    for y, colour in ends:
        beside = "center" if len(ends) == 1 else "bottom" if y == max(ends)[0] else "top"
        axes.annotate(
            signed(y) if cardinal else f"{y:g}",
            (row.found.course.length + 1.5, y),
            (4, 0),
            textcoords="offset points",
            color=colour,
            va=beside,
        )


def _mark(axes: Axes, row: Row) -> None:
    """Ring the binding constraint and say above it by how much it binds."""
    binding, last = row.found.binding, row.found.course.length + 1
    step = binding.step
    if not row.found.course.deal.cardinal:
        y = row.worth[min(step, last - 1)]
    else:
        y = -binding.floor if binding.kind == "exposure" else row.stays[1][step]
    axes.plot([step], [y], zorder=6, clip_on=False, **RING)
    side = "left" if step == 0 else "right" if step == last else "center"
    axes.annotate(
        _said(row),
        (step + {"left": -0.46, "right": 0.46, "center": 0}[side], 1),
        (0, -3),
        xycoords=("data", "axes fraction"),
        textcoords="offset points",
        ha=side,
        va="top",
        weight="bold",
        zorder=7,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1, "alpha": 0.85},
    )


def _said(row: Row) -> str:
    """Return in a few words how close the binding constraint is, or what breaks it."""
    binding, holds = row.found.binding, row.found.holds
    exposed = binding.kind == "exposure"
    if not row.found.course.deal.cardinal:
        return "closest to leaving" if holds else "would leave"
    gap = number(binding.slack)
    if holds:
        return f"{'closest to its limit' if exposed else 'closest to leaving'}: slack {gap}"
    return f"exposed by {gap} too much" if exposed else f"would leave: gains {gap}"


def key(found: RoadMap) -> list[Artist]:
    """Return an example of each thing drawn, with its meaning as label."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    rows = [Row(found, i) for i in found.course.deal.parties]
    ring = Line2D([], [], label="tightest" if found.holds else "where it breaks", **RING)
    ring.set_markersize(9)
    if not found.course.deal.cardinal:
        said = [Line2D([], [], label="place of the state (higher is better)", **WORTH)]
        return [*said, Patch(label="the party acts", **TURN), ring]
    paid = ", payments included" if found.transfers is not None else ""
    drawn: list[Artist] = [
        Line2D([], [], label=f"value of going on{paid}", **GOING),
        Line2D([], [], label="value of the best breach", **BREACH),
        Line2D([], [], label="worth per period in each state", **WORTH),
        Patch(label="exposure, if others breach", **RISK),
    ]
    if any(row.nears_cap for row in rows):
        drawn.append(Line2D([], [], label="most exposure accepted", **CAP))
    drawn.append(Patch(label="the party acts", **TURN))
    drawn.append(ring)
    if any(row.broken.any() for row in rows):
        drawn.append(Line2D([], [], label="gain from a breach", **GAIN))
    return drawn
