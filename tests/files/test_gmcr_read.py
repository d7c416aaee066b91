"""Reading .gmcr files of both generations, and what is refused in them."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from standoff.errors import FileError
from standoff.files import read, read_gmcr
from standoff.files.identifiers import identifiers
from standoff.model import Claims, Ranking, Reversible

EXAMPLES = Path(__file__).parent / "examples"
ARCHIVE = json.loads((EXAMPLES / "archive.gmcr").read_text(encoding="utf-8"))
STRAIT = json.loads((EXAMPLES / "strait.gmcr").read_text(encoding="utf-8"))

Change = Callable[[dict[str, Any]], object]


def test_the_old_generation_with_rankings() -> None:
    model = read(EXAMPLES / "strait.gmcr")
    assert model.title == "strait"
    assert [p.name for p in model.parties] == ["Coastal state", "Ship owners"]
    assert model.options == (
        "coastal_state.put_pilots_on_board",
        "coastal_state.close_the_strait",
        "ship_owners.sail_round_the_cape",
        "ship_owners.escort_ships_all",
    )
    assert [o.reversible for o in model.option_of.values()] == [
        Reversible.YES,
        Reversible.NO,
        Reversible.YES,
        Reversible.ONCE_DROPPED,
    ]
    coast = model.preferences["coastal_state"]
    # States are numbered after regrouping: pilots 1, close 2, cape 4, escort 8.
    numbered = ["NNNN", "YNNN", "NYNN", "NNYN", "YNYN", "NYYN", "NNNY", "YNNY", "NYNY"]
    places = [(2,), (1, 5), (8,), (4,), (7,), (3,), (9, 6)]
    assert coast == Ranking(tuple(tuple(numbered[n - 1] for n in tie) for tie in places))
    assert isinstance(model.preferences["ship_owners"], Ranking)


def test_the_new_generation_with_statements() -> None:
    model = read(EXAMPLES / "archive.gmcr")
    assert model.party_ids == ("party_2nd_republic", "museum", "museum_2")
    assert [p.name for p in model.parties] == ["2nd republic", "Museum", "Museum"]
    a, b, c, d = model.options
    assert (a, b) == ("party_2nd_republic.full", "party_2nd_republic.full_2")
    assert (c, d) == ("museum.return_the_archive", "museum.option_not")
    assert [str(rule.formula) for rule in model.rules] == [
        f"not (({a} and {b}) or (not {a} and not {b} and {c}))",
        f"not {d}",
    ]
    wanted = {p: [str(c.wants) for c in prefs.claims] for p, prefs in claims(model.preferences)}
    assert wanted == {
        "party_2nd_republic": [f"{c} or (not {b} and not {a})", f"not {d} and {a}"],
        "museum": [b],
        "museum_2": [],
    }


def claims(preferences: Any) -> list[tuple[str, Claims]]:
    assert all(isinstance(p, Claims) for p in preferences.values())
    return list(preferences.items())


@pytest.mark.parametrize(
    ("names", "ids"),
    [
        (["Full", "full", "FULL!"], ["full", "full_2", "full_3"]),
        (["a_2", "a", "a"], ["a_2", "a", "a_3"]),
        (["", "  ", "1"], ["party_1", "party_2", "party_1_2"]),
        (["Not", "at most"], ["party_not", "party_at_most"]),
        (["Côte d'Ivoire", "日本", "ﬁsh"], ["côte_d_ivoire", "日本", "fish"]),
        (["Withdraw all forces from the north"], ["withdraw_all_forces_from_the"]),
        (["x" * 40, "x" * 41], ["x" * 30, "x" * 30 + "_2"]),
    ],
)
def test_names_become_ids(names: list[str], ids: list[str]) -> None:
    assert identifiers(names, "party") == ids


def test_many_equal_names_are_fast() -> None:
    assert len(set(identifiers(["same"] * 100_000, "party"))) == 100_000


def test_lists_that_are_no_partition_are_no_coalitions(tmp_path: Path) -> None:
    for given in (None, [], [[0, 1]], [0, 1], "x", [0, 1, 5], [[0, 0], 1, 2]):
        path = changed(tmp_path, ARCHIVE, lambda d, given=given: d.update(coalitions=given))
        assert read_gmcr(path).party_ids[0] == "party_2nd_republic"


def changed(folder: Path, base: dict[str, Any], change: Change) -> Path:
    data = copy.deepcopy(base)
    change(data)
    path = folder / "x.gmcr"
    path.write_text(json.dumps(data, indent=1), encoding="utf-8")
    return path


def at(*path: str | int) -> Callable[[Any], Change]:
    """Return what puts a value at a path."""

    def put(value: Any) -> Change:
        def change(data: Any) -> None:
            for part in path[:-1]:
                data = data[part]
            data[path[-1]] = value

        return change

    return put


def without(*path: str | int) -> Change:
    def change(data: Any) -> None:
        for part in path[:-1]:
            data = data[part]
        del data[path[-1]]

    return change


BAD_ARCHIVE: list[tuple[Change, str, str]] = [
    (without("options"), "the key 'options' is missing", ""),
    (without("decisionMakers"), "the key 'decisionMakers' is missing", ""),
    (without("useManualPreferenceRanking"), "'useManualPreferenceRanking' is missing", "true or f"),
    (at("useManualPreferenceRanking")(1), "useManualPreferenceRanking: expected true or false", ""),
    (at("options")({}), "options: expected a list, found a mapping", ""),
    (at("options")([]), "there is no option 0", "there are none"),
    (at("options", 1)("x"), "options[1]: expected an object {...}, found 'x'", ""),
    (at("options", 1, "name")(5), "options[1].name: expected a name in quotes, found 5", ""),
    (at("options", 1, "permittedDirection")("up"), "permittedDirection: expected 'both'", "'up'"),
    (at("options")([{"name": "x"}] * 63), "63 options give 2^63", "at most 62"),
    (at("decisionMakers", 0, "options")([0, 9]), "no option 9", "numbered 0 to 3"),
    (at("decisionMakers", 0, "options")([0, True]), "the number of an option, found true", ""),
    (at("decisionMakers", 0, "options")([0]), "options[3]: the option belongs to no", ""),
    (at("decisionMakers", 1, "options")([1, 2, 3]), "belongs to decision maker 0 already", ""),
    (at("decisionMakers", 1, "options")([1, 1, 2]), "belongs to decision maker 1 already", ""),
    (at("decisionMakers", 0, "name")(None), "decisionMakers[0].name: expected a name", ""),
    (without("decisionMakers", 0, "preferences"), "decisionMakers[0]: the key 'preferences'", ""),
    (at("decisionMakers", 0, "misperceptions")([[[0, "Y"]]]), "misperceptions have no", "empty"),
    (at("coalitions")([[0, 2], 1]), "coalitions[0]: the coalition [0, 2] has no", "alone"),
    (at("infeasibles", 1)([]), "infeasibles[1]: the condition is empty", "leave it out"),
    (at("infeasibles", 0, "members")([]), "infeasibles[0].members: the condition is empty", ""),
    (at("infeasibles", 1)([[0, "Y", 1]]), "infeasibles[1][0]: expected a pair such as", ""),
    (at("infeasibles", 1)([[0, "-"]]), "infeasibles[1][0][1]: expected 'Y' or 'N', found '-'", ""),
    (at("infeasibles", 1)([[4, "Y"]]), "infeasibles[1][0][0]: there is no option 4", ""),
    (at("infeasibles", 1)("x"), "infeasibles[1]: expected a list of pairs", ""),
]
BAD_STRAIT: list[tuple[Change, str, str]] = [
    (without("decisionMakers", 1, "preferenceVector"), "decisionMakers[1]: the key 'pref", ""),
    (at("decisionMakers", 0, "preferenceVector", 0)(10), "no state 10", "numbered 1 to 9"),
    (at("decisionMakers", 0, "preferenceVector", 0)(0), "preferenceVector[0]: there is no s", ""),
    (at("decisionMakers", 0, "preferenceVector", 0)(1), "[1]: the ranking repeats state 1", ""),
    (at("decisionMakers", 0, "preferenceVector", 0)("2"), "the number of a state, or a list", ""),
    (without("decisionMakers", 0, "preferenceVector", 1), "misses 2 of 9 states", "missing: 1, 5"),
]


@pytest.mark.parametrize(
    ("base", "change", "says", "hint"),
    [(ARCHIVE, *row) for row in BAD_ARCHIVE] + [(STRAIT, *row) for row in BAD_STRAIT],
)
def test_bad_content_gives_one_error(
    base: dict[str, Any], change: Change, says: str, hint: str, tmp_path: Path
) -> None:
    path = changed(tmp_path, base, change)
    with pytest.raises(FileError) as caught:
        read(path)
    assert says in str(caught.value) and hint in str(caught.value)
    assert str(caught.value).startswith(f"{path}:{caught.value.line}:{caught.value.column}: ")


def test_the_place_is_that_of_the_entry(tmp_path: Path) -> None:
    text = (EXAMPLES / "archive.gmcr").read_text(encoding="utf-8")
    path = tmp_path / "x.gmcr"
    path.write_text(text.replace('[[3, "N"], [0, "N"]]', '[[3, "N"], [7, "N"]]'))
    with pytest.raises(FileError, match=r"members\[1\]\[1\]\[0\]: there is no option 7") as caught:
        read(path)
    line = next(k for k, row in enumerate(text.splitlines(), 1) if '[0, "N"]]]' in row)
    assert caught.value.line == line
    assert path.read_text().splitlines()[line - 1][caught.value.column - 1] == "7"


@pytest.mark.parametrize("text", ["", "[]", "5", "null", "{", '{"a": 1, "a": 2}', "not json"])
def test_what_is_no_object_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "x.gmcr"
    path.write_text(text)
    with pytest.raises(FileError, match=r"x\.gmcr:1:\d+: "):
        read(path)


def test_rankings_over_too_many_states_are_refused(tmp_path: Path) -> None:
    options = [{"name": f"o{k}"} for k in range(23)]
    maker = {"name": "a", "options": list(range(23)), "preferenceRanking": [1], "preferences": []}
    data = {"options": options, "decisionMakers": [maker], "infeasibles": []}
    path = tmp_path / "x.gmcr"
    path.write_text(json.dumps(data | {"useManualPreferenceRanking": True}))
    with pytest.raises(FileError, match="at most 22 options"):
        read(path)
