"""What the bundled standoffs are about, read without building their models."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import yaml

from standoff.cases import case_names, model_path
from standoff.results import Result, Table

FORMAT = "standoff.cases/1"
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True)
class Outline:
    """A standoff in one line: its name, title, parties, number of options, and readings."""

    name: str
    title: str
    parties: tuple[str, ...]
    options: int
    readings: tuple[str, ...]


@dataclass(frozen=True, repr=False)
class CaseList(Result):
    """The bundled standoffs."""

    cases: tuple[Outline, ...]

    def __repr__(self) -> str:
        return f"CaseList({', '.join(case.name for case in self.cases)})"

    def to_dict(self) -> dict[str, Any]:  # noqa: D102
        return {"format": FORMAT, "cases": [asdict(case) for case in self.cases]}

    def tables(self) -> Sequence[Table]:  # noqa: D102
        columns = ("case", "title", "parties", "options", "readings")
        rows = tuple(
            (c.name, c.title, ", ".join(c.parties), c.options, ", ".join(c.readings))
            for c in self.cases
        )
        return (Table("Bundled standoffs", columns, rows),)


def case_list() -> CaseList:
    """Return the bundled standoffs in short.

    Examples
    --------
    >>> [case.parties for case in case_list().cases if case.name == "chicken"]
    [('row', 'column')]
    """
    return CaseList(tuple(_outline(name) for name in case_names()))


def _outline(name: str) -> Outline:
    content = yaml.load(model_path(name).read_text(encoding="utf-8"), Loader=_LOADER)
    parties = content["parties"]
    options = sum(len(p.get("options", ())) for p in parties.values() if isinstance(p, dict))
    readings = tuple(content.get("readings", ()))
    return Outline(name, content["title"], tuple(parties), options, readings)
