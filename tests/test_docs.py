"""Every code block of README and the documentation runs and shows what it says.

- ``python``: all blocks of a page run in one namespace; ``pycon``: the same, as a doctest.
- ``console``: each line ``$ command`` runs in the folder of the page; the lines below it are its
  output, where ``...`` stands for anything. Exit status 0 unless it ends in ``# exit N``.
- ``yaml``: a block that begins with ``standoff: 1`` loads; one that begins with ``# file: NAME``
  is also written to NAME in the folder of the page.
- ``json`` parses; ``sh`` holds only the commands that set up a clone; ``text`` and the others in
  SHOWN_ONLY are only shown.
"""

from __future__ import annotations

import doctest
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from markdown_it import MarkdownIt

import standoff as so
from standoff.report.picture import alternative

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
SHOWN_ONLY = {"text", "mermaid", "{toctree}", "{math}", "{eval-rst}", "{include}"}
SET_UP = re.compile(r"(git clone|cd|\./dev) .*")
EXIT = re.compile(r"#\s*exit (\d+)$")


@dataclass
class Page:
    """One page with the folder and the Python namespace that its blocks share."""

    path: Path
    folder: Path
    namespace: dict[str, Any] = field(default_factory=lambda: {"__name__": "__main__"})

    def blocks(self) -> Iterator[tuple[str, str, int]]:
        """Language, text and first line of every code block."""
        for token in MarkdownIt().parse(self.path.read_text(encoding="utf-8")):
            if token.type in ("fence", "code_block"):
                line = token.map[0] + 1 if token.map else 0
                yield token.info.partition(" ")[0], token.content, line

    def run(self) -> None:
        for language, text, line in self.blocks():
            if language not in SHOWN_ONLY:
                assert language in RUNNERS, f"line {line}: no rule for a {language!r} block"
                RUNNERS[language](self, text, line)


def run_python(page: Page, text: str, line: int) -> None:
    exec(compile("\n" * line + text, page.path, "exec"), page.namespace)


def run_pycon(page: Page, text: str, line: int) -> None:
    case = doctest.DocTestParser().get_doctest(text, page.namespace, page.path.name, None, line)
    case.globs = page.namespace
    report: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    runner.run(case, out=report.append, clear_globs=False)
    assert not report, "".join(report)


def run_yaml(page: Page, text: str, line: int) -> None:
    first, _, rest = text.partition("\n")
    is_model = (rest if first.startswith("#") else text).startswith("standoff: 1")
    match = re.fullmatch(r"# file: ([\w.-]+)", first)
    path = page.folder / (match[1] if match else f"block-at-line-{line}.yaml")
    if match or is_model:
        path.write_text(text, encoding="utf-8")
    if is_model:
        import standoff

        standoff.load(path)


def run_console(page: Page, text: str, line: int) -> None:
    for command, shown in commands(text):
        done = subprocess.run(
            command,
            shell=True,
            check=False,
            cwd=page.folder,
            env=terminal(page.folder),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=120,
        )
        where = f"line {line}: $ {command}\n{done.stdout}"
        match = EXIT.search(command)
        assert done.returncode == (int(match[1]) if match else 0), where
        if shown:
            assert fits(shown, done.stdout), f"{where}\nthe page shows:\n{shown}"


def run_json(page: Page, text: str, line: int) -> None:
    json.loads(text)


def run_sh(page: Page, text: str, line: int) -> None:
    for command in text.splitlines():
        assert SET_UP.fullmatch(command), f"line {line}: {command!r} belongs in a console block"


RUNNERS: dict[str, Callable[[Page, str, int], None]] = {
    "python": run_python,
    "pycon": run_pycon,
    "yaml": run_yaml,
    "console": run_console,
    "json": run_json,
    "sh": run_sh,
}


def terminal(home: Path) -> dict[str, str]:
    """The environment of a plain terminal, 100 columns wide."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    plain = {"PATH": path, "HOME": str(home), "COLUMNS": "100", "NO_COLOR": "1", "TERM": "dumb"}
    kept = {k: v for k, v in os.environ.items() if k.startswith(("PYTHON", "NUMBA_"))}
    return {**kept, **plain, "LANG": "C.UTF-8", "PYTHONIOENCODING": "utf-8"}


def commands(text: str) -> Iterator[tuple[str, str]]:
    """Each command of a console block with the output shown below it."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, shown = part.partition("\n")
        while command.endswith("\\"):
            more, _, shown = shown.partition("\n")
            command = f"{command[:-1].rstrip()} {more.strip()}"
        yield command, shown.strip("\n")


def fits(shown: str, output: str) -> bool:
    """Whether `output` is what is shown; ``...`` is anything, trailing space does not count."""
    lines = [line.rstrip() for line in shown.strip().splitlines()]
    got = "\n".join(line.rstrip() for line in output.strip().splitlines())
    pattern = "\n".join(re.escape(line).replace(re.escape("..."), ".*?") for line in lines)
    return re.fullmatch(pattern, got, re.DOTALL) is not None


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_block_runs(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Page(path, tmp_path).run()


def test_the_picture_is_that_of_its_page(tmp_path: Path) -> None:
    """The sentences in the picture are those that the example on the page gives today."""
    page = (ROOT / "docs" / "road-maps.md").read_text(encoding="utf-8")
    model = tmp_path / "deal.yaml"
    model.write_text(page.partition("# file: deal.yaml\n")[2].partition("```")[0], encoding="utf-8")
    found = so.roadmaps(model, "settled", design="deed_for_deed")
    drawn = ElementTree.parse(ROOT / "docs" / "static" / "deed-for-deed.svg")
    told = [node.text for node in drawn.iter() if node.tag.endswith("}desc")]
    assert alternative(found.maps[0]) in told


def told(picture: Path) -> list[str]:
    """The sentences of a picture for those who cannot see it."""
    drawn = ElementTree.parse(picture).iter()
    return [node.text or "" for node in drawn if node.tag.endswith("}desc")]


@pytest.mark.parametrize(
    ("command", "picture"),
    [
        ("robustness pass.yaml", "heat.svg"),
        ("hinges pass.yaml --heading settled", "tornado.svg"),
        ("readings korea-2006", "agreement.svg"),
    ],
)
def test_the_pictures_of_uncertainty_are_those_of_their_commands(
    command: str, picture: str, tmp_path: Path
) -> None:
    page = (ROOT / "docs" / "uncertainty.md").read_text(encoding="utf-8")
    model = page.partition("# file: pass.yaml\n")[2].partition("```")[0]
    (tmp_path / "pass.yaml").write_text(model, encoding="utf-8")
    drawn = f"standoff {command} --picture {picture}"
    assert drawn in " ".join(page.split())
    subprocess.run(drawn, shell=True, check=True, cwd=tmp_path, env=terminal(tmp_path), timeout=120)
    assert told(tmp_path / picture) == told(ROOT / "docs" / "static" / picture)


def test_readme_names_the_commands_that_ci_calls() -> None:
    fences = MarkdownIt().parse((ROOT / "README.md").read_text(encoding="utf-8"))
    shells = "".join(token.content for token in fences if token.info == "sh")
    in_readme = re.findall(r"^\./dev \w+", shells, re.MULTILINE)
    in_ci = re.findall(r"^clean (\./dev \w+)", (ROOT / ".ci/run").read_text(), re.MULTILINE)
    assert in_readme == ["./dev demo", "./dev test"]
    assert in_ci[:2] == in_readme


def page(folder: Path, text: str) -> Page:
    path = folder / "page.md"
    path.write_text(text, encoding="utf-8")
    return Page(path, folder)


@pytest.mark.parametrize(
    "text",
    [
        "```python\nx = 1\n```\n\n```pycon\n>>> x\n1\n```",
        "```console\n$ echo one two\none two\n$ echo three\nth...\n```",
        "```console\n$ printf '1\\n2\\n3\\n'\n1\n...\n3\n```",
        "```console\n$ echo gone; exit 2  # exit 2\ngone\n```",
        "```console\n$ echo a \\\n    b\na b\n```",
        "```yaml\n# file: a.yaml\nx: 1\n```\n\n```console\n$ cat a.yaml\n# file: a.yaml\nx: 1\n```",
        "```text\nanything\n```",
    ],
)
def test_a_right_block_passes(tmp_path: Path, text: str) -> None:
    page(tmp_path, text).run()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("```python\nassert 1 > 2, 'no'\n```", "no"),
        ("```pycon\n>>> 1 + 1\n3\n```", "Expected:"),
        ("```console\n$ exit 1\n```", "exit 1"),
        ("```console\n$ echo gone  # exit 2\n```", "gone"),
        ("```console\n$ echo one\ntwo\n```", "the page shows"),
        ("```console\n$ printf '1\\n2\\n'\n1\n```", "the page shows"),
        ("```yaml\nstandoff: 1\ntitle: x\nparties: 3\n```", "block-at-line-1.yaml"),
        ("```yaml\n# file: bad.yaml\nstandoff: 1\n```", "bad.yaml"),
        ("```json\n{\n```", "Expecting"),
        ("```sh\nrm -r build\n```", "belongs in a console block"),
        ("```ruby\n1\n```", "no rule for a 'ruby' block"),
        ("```\nno language\n```", "no rule for a '' block"),
        ("text\n\n    an indented block\n", "no rule for a '' block"),
        ("1. item\n\n   ```python\n   1 / 0\n   ```\n", "division by zero"),
    ],
)
def test_a_wrong_block_is_found(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(Exception, match=message):
        page(tmp_path, text).run()
