"""A file is written whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from standoff.errors import FileError
from standoff.files import digest, parse_yaml, read, write, write_text
from standoff.model import Option, Party, Standoff

from .bad import GOOD

MODEL = parse_yaml(GOOD)


def test_the_digest_stays_until_the_content_changes() -> None:
    assert digest(MODEL) == "6ba8d12136f92c49"
    changes = {
        "wants: up.dam, confidence: 0.9": "wants: up.dam, confidence: 0.9, reversed: 0.05",
        "{wants: calm or down.talk}": "{any_order: [{wants: calm}, {wants: down.talk}]}",
        "worth: 6..10": "worth: 6..10, distribution: normal",
        "{if: not up.dam": "{id: river, if: not up.dam",
        "up: [{same: water}, {wants: down.talk}]": "up: {experts: {e: {preference: []}}}",
        "endgames:": "correlated: [{premises: [up.water, down.1], correlation: 0.5}]\nendgames:",
    }
    digests = {digest(parse_yaml(GOOD.replace(old, new))) for old, new in changes.items()}
    assert len(digests | {digest(MODEL)}) == 1 + len(changes)


@pytest.mark.parametrize("suffix", [".yaml", ".yml", ".json", ".YAML"])
def test_what_is_written_is_read(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"river{suffix}"
    write(MODEL, path)
    assert read(str(path)) == MODEL
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(("name", "says"), [("x.txt", "'.txt' is not known"), ("x", "no suffix")])
def test_an_unknown_suffix_writes_nothing(name: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"Allowed: \.yaml, \.yml, \.json, \.gmcr") as caught:
        write(MODEL, tmp_path / name)
    assert says in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_an_error_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "river.yaml"
    path.write_text("old")
    broken = Standoff("\ud800", (Party("a", options=(Option("x"),)),))
    for model, target in ((broken, path), (broken, tmp_path / "new.json")):
        with pytest.raises(FileError, match="cannot be written"):
            write(model, target)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_failure_while_writing_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "river.yaml"
    path.write_text("old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(FileError, match=r"river\.yaml: cannot be written: No space left on device"):
        write(MODEL, path)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_path_that_cannot_be_written_is_one_error(tmp_path: Path) -> None:
    (tmp_path / "folder.yaml").mkdir()
    for path in ("folder.yaml", "nowhere/x.yaml", "a\0b.yaml", "x" * 300 + ".yaml"):
        with pytest.raises(FileError, match="cannot be written"):
            write(MODEL, tmp_path / path)
    assert os.listdir(tmp_path) == ["folder.yaml"]


def test_a_file_keeps_its_rights_and_a_link_its_target(tmp_path: Path) -> None:
    target = tmp_path / "target.yaml"
    target.write_text("old")
    target.chmod(0o640)
    link = tmp_path / "link.yaml"
    link.symlink_to(target)
    write(MODEL, link)
    assert link.is_symlink() and read(target) == MODEL
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_a_new_file_has_the_usual_rights(tmp_path: Path) -> None:
    (tmp_path / "usual").touch()
    write_text(tmp_path / "new.txt", "é\n")
    assert (tmp_path / "new.txt").read_bytes() == "é\n".encode()
    assert (tmp_path / "new.txt").stat().st_mode == (tmp_path / "usual").stat().st_mode
