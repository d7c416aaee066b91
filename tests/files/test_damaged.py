"""Files that are no model files at all: each gives one error, and soon."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest

from standoff.errors import FileError
from standoff.files import SIZE_LIMIT, parse_yaml, read

from .bad import error_of

DEEP = 100_000


def bomb(levels: int, width: int = 9) -> str:
    """Text in which each list repeats the one before it `width` times."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    for k in range(1, levels):
        lines.append(f"a{k}: &a{k} [{', '.join([f'*a{k - 1}'] * width)}]")
    return "\n".join(lines)


DAMAGED = {
    "empty": ("", "1:1: ", "found nothing", "begins with standoff: 1"),
    "comment alone": ("# nothing\n", "1:1: ", "found nothing"),
    "a list": ("- a\n- b\n", "1:1: ", "expected a standoff model, found a list"),
    "a text": ("hello", "1:1: ", "found 'hello'"),
    "another mapping": ("a: 1\n", "1:1: ", "'standoff' is missing"),
    "alias bomb": (bomb(10), ":6:", "expands to more than 500,000 entries", "aliases"),
    "recursive alias": ("a: &a [1, *a]", "1:11: ", "stands inside of what it repeats"),
    "recursive mapping": ("standoff: &a\n  b: *a", "2:6: ", "stands inside of what it repeats"),
    "alias as key": ("a: &a [1]\n*a : 2", "2:1: ", "a key must be a plain text"),
    "brackets": ("[" * DEEP + "]" * DEEP, "1:61: ", "nested more than 60 deep"),
    "open brackets": ("[" * DEEP, "1:61: ", "nested more than 60 deep"),
    "braces": ("{a: " * DEEP, "1:241: ", "nested more than 60 deep"),
    "dashes": ("- " * 200 + "x", "1:121: ", "nested more than 60 deep"),
    "deep aliases": (
        "\n".join(["b0: &b0 [1]"] + [f"b{k}: &b{k} [*b{k - 1}]" for k in range(1, 99)]),
        "60:",
        "nested more than 60 deep",
    ),
    "tabs": ("standoff: 1\n\ttitle: x\n", "2:1: ", "indent with spaces"),
    "null bytes": ("standoff: 1\x00\n", "1:12: ", "U+0000 is not allowed"),
    "two documents": ("a: 1\n---\nb: 2\n", "2:1: ", "second document"),
    "merge key": ("a: &a {b: 1}\nstandoff: 1\n<<: *a\n", "1:1: ", "unknown key 'a'"),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_file_gives_one_error(name: str, tmp_path: Path) -> None:
    text, *says = DAMAGED[name]
    error = error_of(tmp_path / "river.yaml", text)
    assert [part for part in says if part not in str(error)] == []
    assert error.file in str(error) and error.line > 0 and error.column > 0


@pytest.mark.parametrize("suffix", [".yaml", ".json", ".gmcr"])
def test_what_is_not_utf8_is_named_by_byte(suffix: str, tmp_path: Path) -> None:
    error = error_of(tmp_path / f"river{suffix}", "a: é\nb: 'é".encode() + b"\xff'")
    assert (error.line, error.column) == (2, 6)
    assert "0xff is not UTF-8" in str(error) and "save the file as UTF-8" in str(error)


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\x00\x00", b"PK\x03\x04\x14\x00", bytes(99)])
def test_a_binary_file_is_refused(data: bytes, tmp_path: Path) -> None:
    assert error_of(tmp_path / "river.yaml", data).line == 1


def test_utf16_is_refused(tmp_path: Path) -> None:
    assert "UTF-8" in str(error_of(tmp_path / "river.yaml", "standoff: 1".encode("utf-16")))


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    error = error_of(tmp_path / "river.yaml", "standoff: 1\ntitel: x".encode("utf-8-sig"))
    assert (error.line, error.column) == (2, 1)


@pytest.mark.parametrize("suffix", [".yaml", ".yml", ".json", ".gmcr"])
def test_a_file_of_50_megabytes_is_not_read(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"big{suffix}"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(FileError, match=r"50,000,000 bytes\n  at most 5,000,000"):
        read(path)


def test_a_device_without_end_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "zero.yaml").symlink_to("/dev/zero")
    with pytest.raises(FileError, match="does not end"):
        read(tmp_path / "zero.yaml")


def test_many_options_are_refused() -> None:
    options = ", ".join(f"o{k}: x" for k in range(200))
    with pytest.raises(FileError, match=r"<text>:3:1: 200 options give 2\^200 combinations") as e:
        parse_yaml(f"standoff: 1\ntitle: x\nparties: {{a: {{options: {{{options}}}}}}}")
    assert "at most 62" in e.value.hint


def test_definitions_cannot_be_nested_past_the_limit() -> None:
    names = [f"d{k}" for k in range(5000)]
    chain = ", ".join(f"{a}: not {b}" for a, b in pairwise(names))
    text = f"standoff: 1\ntitle: x\nparties: {{a: {{options: {{x: X}}}}}}\ndefine: {{{chain}"
    with pytest.raises(FileError, match="nested too deep"):
        parse_yaml(f"{text}, d4999: a.x}}")


def test_definitions_that_double_do_not_explode() -> None:
    lines = ["d0: a.x"] + [f"d{k}: d{k - 1} and d{k - 1}" for k in range(1, 40)]
    text = "standoff: 1\ntitle: x\nparties: {a: {options: {x: X}}}\nrules: [d39]\ndefine:\n  "
    model = parse_yaml(text + "\n  ".join(lines))
    assert model.options_in(model.rules[0].formula) == {"a.x"}


def test_a_missing_file_names_the_near_ones(tmp_path: Path) -> None:
    for name in ("river.yaml", "border.gmcr", "notes.txt"):
        (tmp_path / name).touch()
    with pytest.raises(FileError, match=r"no such file\n  did you mean '.*/river\.yaml'\?"):
        read(tmp_path / "rivr.yaml")
    with pytest.raises(FileError, match=r"model files there: border\.gmcr, river\.yaml$"):
        read(tmp_path / "xyz")
    with pytest.raises(FileError, match=r"folder .* cannot be read"):
        read(tmp_path / "nowhere" / "river.yaml")


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    (tmp_path / "models.yaml").mkdir()
    (tmp_path / "models.yaml" / "river.yaml").touch()
    with pytest.raises(FileError, match=r"Is a directory\n  model files there: river\.yaml"):
        read(tmp_path / "models.yaml")
    with pytest.raises(FileError, match="Is a directory"):
        read(tmp_path)


def test_an_impossible_path_is_one_error() -> None:
    for path in ("a\0b.yaml", "x" * 5000 + ".yaml"):
        with pytest.raises(FileError, match="cannot be read"):
            read(path)


def test_an_unknown_suffix_names_the_known(tmp_path: Path) -> None:
    for name, says in (("river.yam", "did you mean '.yaml'?"), ("river", "has no suffix")):
        (tmp_path / name).touch()
        with pytest.raises(FileError) as caught:
            read(tmp_path / name)
        assert says in str(caught.value)
        assert "Allowed: .yaml, .yml, .json, .gmcr" in str(caught.value)


JSON = {
    "syntax": ('{"standoff": 1,\n "title": }', "2:11: ", "not valid JSON"),
    "key twice": ('{"standoff": 1,\n\t"standoff": 1}', "2:2: ", "'standoff' is given twice"),
    "deep": ("[" * DEEP + "]" * DEEP, "", "nested more than 60 deep"),
    "less deep": ("[" * 70 + "]" * 70, "", "nested more than 60 deep"),
    "nan": (
        '{"standoff": 1, "title": "x", "parties": {"a": {"options": {"x": "X"}}},\n'
        ' "preferences": {"a": {"weights": {"a.x": NaN}}}}',
        "2:36: ",
        "a finite number, found nan",
    ),
    "huge": (f'{{"standoff": 1, "title": "x", "parties": {"9" * 5000}}}', "1:31: ", "a mapping"),
    "misspelt": ('{"standoff": 1,\n\t"titel": "\\ud83d"}', "unknown key 'titel'", "'title'?"),
    "column": (
        '{"standoff": 1, "title": "x", "parties": {"a": {"options": {"x": "X"}}},\n'
        '\t"rules": ["\\u0061.x and \\"b.y"]}',
        "2:26: ",
        "unexpected '\"'",
    ),
}


@pytest.mark.parametrize("name", JSON)
def test_bad_json_gives_one_error(name: str, tmp_path: Path) -> None:
    text, *says = JSON[name]
    error = error_of(tmp_path / "river.json", text)
    assert [part for part in says if part not in str(error)] == []


def test_json_may_use_tabs_and_escapes(tmp_path: Path) -> None:
    plain = {"standoff": 1, "title": "😀", "parties": {"a": {"options": {"x": "X"}}}}
    path = tmp_path / "river.json"
    path.write_text(json.dumps(plain, indent="\t"))
    assert "\\ud83d" in path.read_text()
    assert read(path).title == "😀"


def test_the_limit_is_beyond_any_written_model() -> None:
    assert SIZE_LIMIT == 5_000_000
