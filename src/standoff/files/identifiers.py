"""Ids for things that a file knows by arbitrary names alone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from standoff.model.check_values import is_name

LENGTH = 30


def identifiers(names: Iterable[str], kind: str) -> list[str]:
    """Return a distinct id for each name: lower case, other than letters and digits underscores.

    Examples
    --------
    >>> identifiers(["Full", "Reduced", "Full", "2nd offer", "Not", "?"], "option")
    ['full', 'reduced', 'full_2', 'option_2nd_offer', 'option_not', 'option_6']
    """
    found: dict[str, None] = {}
    last: dict[str, int] = {}
    for k, name in enumerate(names, start=1):
        plain = unicodedata.normalize("NFKC", name).lower()
        base = re.sub(r"[\W_]+", "_", plain).strip("_")
        if len(base) > LENGTH:  # whole words, if there is more than one
            base = base[: LENGTH + 1].rpartition("_")[0] or base[:LENGTH]
        if not is_name(base):
            base = f"{kind}_{base or k}"
        n = last.get(base, 0) + 1
        while (candidate := base if n == 1 else f"{base}_{n}") in found:
            n += 1
        last[base] = n
        found[candidate] = None
    return list(found)
