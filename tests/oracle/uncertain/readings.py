"""Two readings of one standoff: the units in which they differ, and mixtures of the two."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from typing import Any, TypeAlias

from tests.oracle.stability import equilibria
from tests.oracle_from_model import conflict_of

from standoff.model import (
    Claims,
    Party,
    Preference,
    Ranking,
    Standoff,
    Weights,
    Worth,
)

from .conclusions import start_of
from .premises import nominal
from .sensitivity import shapley_values, smallest_flips

Key: TypeAlias = tuple[str, int]
"""The text of a formula, and of several alike which one, from 1."""
Unit: TypeAlias = tuple[str | int, ...]
"""("claim", party, *key), ("worth", party, *key), ("preference", party), ("road map", party),
("rules",), ("status quo",) or ("reversible",)."""
Answer: TypeAlias = Callable[[Standoff], bool | int | Fraction]


def as_read(model: Standoff, reading: str | None) -> Standoff:
    """The nominal model of one reading; None is the base model."""
    return nominal(model.read_as(reading))


def keys(texts: Sequence[str]) -> list[Key]:
    """Each text with the number of those like it up to here."""
    return [(text, texts[: k + 1].count(text)) for k, text in enumerate(texts)]


def claim_keys(claims: Claims) -> list[Key]:
    return keys([claim.wants.text for claim in claims.claims])


def term_keys(worth: Worth) -> list[Key]:
    return keys([term.condition.text for term in worth.terms])


def shared(a: Sequence[Key], b: Sequence[Key]) -> list[Key]:
    """The longest common subsequence; of several the one that stands first in a."""
    for size in range(min(len(a), len(b)), -1, -1):
        for places in combinations(range(len(a)), size):
            chosen = [a[place] for place in places]
            if chosen == [key for key in b if key in chosen]:
                return chosen
    raise AssertionError("the empty sequence is common to all")


def units(a: Standoff, b: Standoff) -> list[Unit]:
    """In what the nominal models a and b differ."""
    found: list[Unit] = []
    for party in a.party_ids:
        mine, theirs = a.preferences.get(party), b.preferences.get(party)
        if isinstance(mine, Claims) and isinstance(theirs, Claims):
            in_a, in_b = claim_keys(mine), claim_keys(theirs)
            both = shared(in_a, in_b)
            outside = [key for key in dict.fromkeys([*in_a, *in_b]) if key not in both]
            found += [("claim", party, *key) for key in outside]
        elif isinstance(mine, Worth) and isinstance(theirs, Worth):
            by_a = dict(zip(term_keys(mine), [term.central for term in mine.terms], strict=True))
            by_b = dict(
                zip(term_keys(theirs), [term.central for term in theirs.terms], strict=True)
            )
            different = [key for key in {**by_a, **by_b} if by_a.get(key) != by_b.get(key)]
            found += [("worth", party, *key) for key in different]
        elif content(mine) != content(theirs):
            found.append(("preference", party))
    for party in a.party_ids:
        if content(on_the_way(a, party)) != content(on_the_way(b, party)):
            found.append(("road map", party))
    if [rule.formula for rule in a.rules] != [rule.formula for rule in b.rules]:
        found.append(("rules",))
    if taken_today(a) != taken_today(b):
        found.append(("status quo",))
    if directions(a) != directions(b):
        found.append(("reversible",))
    return found


def content(preference: Preference | None) -> tuple[str, Any]:
    """What a preference says, without its sources."""
    kind = type(preference).__name__
    match preference:
        case None:
            return kind, None
        case Ranking():
            return kind, preference.groups
        case Weights():
            return kind, dict(preference.weights)
        case Worth():
            return kind, [(term.condition.text, term.central) for term in preference.terms]
        case Claims():
            return kind, [claim.wants.text for claim in preference.claims]
    return kind, preference.values.tolist()


def on_the_way(model: Standoff, party: str) -> Worth | None:
    """The party's worth for road maps alone."""
    return model.road_map.worth.get(party) if model.road_map else None


def taken_today(model: Standoff) -> Hashable:
    """The status quo in one way of writing it, whatever the rules."""
    if model.status_quo is None:
        return None
    free = model if model.is_graph else replace(model, rules=())
    return start_of(free, model.status_quo)


def directions(model: Standoff) -> list[str]:
    return [str(option.reversible) for party in model.parties for option in party.options]


def mixed(a: Standoff, b: Standoff, moved: Collection[Unit]) -> Standoff:
    """b with these units as a has them."""
    preferences = {}
    for party in b.party_ids:
        mine, theirs = a.preferences.get(party), b.preferences.get(party)
        if isinstance(mine, Claims) and isinstance(theirs, Claims):
            preferences[party] = mixed_claims(mine, theirs, keys_in(moved, "claim", party))
        elif isinstance(mine, Worth) and isinstance(theirs, Worth):
            preferences[party] = mixed_worth(mine, theirs, keys_in(moved, "worth", party))
        else:
            chosen = mine if ("preference", party) in moved else theirs
            if chosen is not None:
                preferences[party] = chosen
    terms = b.road_map
    if terms is not None:
        by_party = {p: on_the_way(a if ("road map", p) in moved else b, p) for p in b.party_ids}
        terms = replace(terms, worth={p: w for p, w in by_party.items() if w is not None})
    return replace(
        b,
        preferences=preferences,
        road_map=terms,
        rules=(a if ("rules",) in moved else b).rules,
        status_quo=(a if ("status quo",) in moved else b).status_quo,
        parties=directed(b.parties, a) if ("reversible",) in moved else b.parties,
    )


def keys_in(moved: Collection[Unit], kind: str, party: str) -> list[Key]:
    return [(str(unit[2]), int(unit[3])) for unit in moved if unit[:2] == (kind, party)]


def mixed_claims(a: Claims, b: Claims, moved: Collection[Key]) -> Claims:
    """Gap by gap between the shared claims: the moved ones of a, then those of b not moved.

    Without ids, which two claims of a mixture might share.
    """
    in_a = dict(zip(claim_keys(a), a.claims, strict=True))
    in_b = dict(zip(claim_keys(b), b.claims, strict=True))
    both = shared([*in_a], [*in_b])
    found = []
    for gap in range(len(both) + 1):
        found += [in_a[key] for key in in_gap([*in_a], both, gap) if key in moved]
        found += [in_b[key] for key in in_gap([*in_b], both, gap) if key not in moved]
        found += [in_b[key] for key in both[gap : gap + 1]]
    return Claims(tuple(replace(claim, id="") for claim in found))


def in_gap(every: Sequence[Key], both: Sequence[Key], gap: int) -> list[Key]:
    """The keys after exactly `gap` shared ones and before the next."""
    return [
        key
        for k, key in enumerate(every)
        if key not in both and sum(earlier in both for earlier in every[:k]) == gap
    ]


def mixed_worth(a: Worth, b: Worth, moved: Collection[Key]) -> Worth:
    """The entries of b without those moved, then the moved ones of a."""
    kept = [t for key, t in zip(term_keys(b), b.terms, strict=True) if key not in moved]
    came = [t for key, t in zip(term_keys(a), a.terms, strict=True) if key in moved]
    return replace(b, terms=tuple(replace(term, id="") for term in (*kept, *came)))


def directed(parties: tuple[Party, ...], a: Standoff) -> tuple[Party, ...]:
    """The parties with the directions that options have in a."""

    def option_in_a(party: Party, name: str) -> Any:
        return a.option_of[f"{party.id}.{name}"].reversible

    return tuple(
        replace(
            party,
            options=tuple(replace(o, reversible=option_in_a(party, o.id)) for o in party.options),
        )
        for party in parties
    )


def shares_of_units(a: Standoff, b: Standoff, answer: Answer) -> dict[Unit, Fraction]:
    """The Shapley value of each unit where a set is worth the answer with it moved from a to b."""
    return shapley_values(units(a, b), lambda moved: Fraction(answer(mixed(a, b, moved))))


def fewest_units(
    a: Standoff, b: Standoff, answer: Answer, up_to: int | None = None
) -> list[set[Unit]]:
    """Every smallest set of units that, moved from a into b, flips b's answer."""
    today = answer(b)
    found = smallest_flips(
        {unit: ["moved"] for unit in units(a, b)},
        lambda attempt: answer(mixed(a, b, frozenset(attempt))) != today,
        up_to,
    )
    return [set(attempt) for attempt in found]


def agreement(a: Standoff, b: Standoff, concept: str) -> tuple[Fraction, Fraction]:
    """The share of common states that both or neither hold for an equilibrium; the Jaccard index.

    The index is 1 where neither has an equilibrium.
    """
    in_a, in_b = equilibria(conflict_of(a), concept), equilibria(conflict_of(b), concept)
    common = [s for s in conflict_of(a).states if s in conflict_of(b).states]
    same = [s for s in common if (s in in_a) == (s in in_b)]
    jaccard = Fraction(len(in_a & in_b), len(in_a | in_b)) if in_a | in_b else Fraction(1)
    return Fraction(len(same), len(common)) if common else Fraction(1), jaccard
