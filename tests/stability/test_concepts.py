"""The table of concepts and how it is chosen from."""

from __future__ import annotations

import pytest

from standoff.errors import UnknownName
from standoff.stability import CONCEPTS, chosen
from standoff.stability.concepts import Answers


def test_all_are_chosen_for_none_and_in_the_order_of_the_table() -> None:
    assert chosen(None) == tuple(CONCEPTS.values())
    assert all(key == concept.id for key, concept in CONCEPTS.items())


@pytest.mark.parametrize("names", ["seq,nash", " SEQ , Nash,seq", ["seq", "nash", "SEQ"]])
def test_names_keep_their_order_and_come_once(names: str | list[str]) -> None:
    assert [concept.id for concept in chosen(names)] == ["seq", "nash"]


@pytest.mark.parametrize("names", ["seg", ["nash", "seg"]])
def test_unknown_name(names: str | list[str]) -> None:
    with pytest.raises(UnknownName, match="unknown concept 'seg'") as caught:
        chosen(names)
    assert "did you mean 'seq'?" in caught.value.hint


def test_every_row_says_what_it_means() -> None:
    for concept in CONCEPTS.values():
        assert concept.name and concept.about.endswith(".") and concept.reference
    assert {c.id for c in CONCEPTS.values() if c.last_word} == {"smr", "sseq"}
    assert {c.id for c in CONCEPTS.values() if c.answers is Answers.NONE} == {"nash"}
