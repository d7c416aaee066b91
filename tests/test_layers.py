"""The shape of the source: who may import whom, no cycles, no file past 500 lines."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "standoff"
LINE_LIMIT = 500

# Each room imports only from itself and the rooms above it.
LAYERS = (
    "errors",
    "results",
    "model",
    "files",
    "cases",
    "states",
    "preferences",
    "stability",
    "evolution",
    "inverse",
    "road_maps",
    "uncertainty",
    "history",
    "review",
    "solution",
    "api",
    "__init__",
    "report",
    "cli",
    "web",
    "__main__",
)
# Beside the layers: nothing imports these, and they import only what is listed.
ASIDE = {"testing": {"errors", "results", "model"}}


def modules(source: Path) -> dict[str, Path]:
    """Every module of the package at `source`, by its dotted name."""
    found = {}
    for path in sorted(source.rglob("*.py")):
        parts = path.relative_to(source.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def room(module: str) -> str:
    """The folder or file right under the package that holds `module`."""
    return module.split(".")[1] if "." in module else "__init__"


def for_types_only(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)


def statements(node: ast.AST, types: bool) -> Iterator[ast.AST]:
    """Every node below `node`, in functions too; `types` adds the TYPE_CHECKING blocks."""
    for child in ast.iter_child_nodes(node):
        if types or not for_types_only(child):
            yield child
            yield from statements(child, types)


def names_imported(node: ast.AST, module: str, is_package: bool) -> Iterator[str]:
    """The dotted names that one statement imports, longest first where it could be either."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        base = node.module or ""
        if node.level:
            here = module.split(".")
            here = here[: len(here) - node.level + is_package]
            base = ".".join([*here, *filter(None, [node.module])])
        yield from (f"{base}.{alias.name}" for alias in node.names)
    elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
        yield from (a.value for a in node.args if isinstance(a, ast.Constant))


def imports(source: Path, *, types: bool) -> dict[str, set[str]]:
    """For every module of the package, the modules of the package that it imports."""
    known = modules(source)
    found: dict[str, set[str]] = {module: set() for module in known}
    for module, path in known.items():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in statements(tree, types):
            for name in names_imported(node, module, path.name == "__init__.py"):
                found[module].add(owner(name, known))
        found[module] -= {"", module}
    return found


def owner(name: str, known: Collection[str]) -> str:
    """The module that `name` is, or is taken from; nothing if it is not of the package."""
    while name and name not in known:
        name = name.rpartition(".")[0]
    return name


def wrong_ways(source: Path) -> list[str]:
    """Every import against the order of the layers, and every room that has no place in it."""
    order = {name: place for place, name in enumerate(LAYERS)}
    wrong = []
    for module, targets in imports(source, types=True).items():
        here = room(module)
        if here not in order and here not in ASIDE:
            wrong.append(f"{module} is in no layer")
            continue
        for target in sorted(targets):
            there = room(target)
            if here == there:
                continue
            allowed = ASIDE.get(here) or {n for n in LAYERS if order[n] < order[here]}
            if there not in allowed:
                wrong.append(f"{module} imports {target}")
    return wrong


def cycle(source: Path) -> list[str]:
    """One import cycle between modules, or nothing. Imports for types alone never run."""
    try:
        TopologicalSorter(imports(source, types=False)).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def long_files(source: Path) -> list[str]:
    """Every file past the limit with its length."""
    lengths = {p: len(p.read_text(encoding="utf-8").splitlines()) for p in source.rglob("*.py")}
    return [f"{path.name}: {n} lines" for path, n in lengths.items() if n > LINE_LIMIT]


def test_no_import_against_the_layers() -> None:
    assert wrong_ways(SOURCE) == []


def test_no_cycle() -> None:
    assert cycle(SOURCE) == []


def test_no_file_past_the_limit() -> None:
    assert long_files(SOURCE) == []


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A small package in order."""
    files = {
        "__init__": "from standoff.api import solve\n",
        "api": "from standoff.stability.nash import nash\n",
        "errors": "",
        "model/__init__": "from standoff.model.parts import Party\n",
        "model/parts": "import numpy\nfrom standoff import errors\n",
        "states/__init__": "",
        "states/axes": "from ..model import Party\n",
        "stability/__init__": "",
        "stability/nash": "def nash():\n    from standoff.states import axes\n",
        "testing/__init__": "from standoff.model.parts import Party\n",
    }
    for name, text in files.items():
        write(tmp_path / "standoff", name, text)
    return tmp_path / "standoff"


def write(source: Path, name: str, text: str) -> None:
    path = source / f"{name}.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_a_package_in_order_passes(package: Path) -> None:
    assert (wrong_ways(package), cycle(package), long_files(package)) == ([], [], [])
    assert imports(package, types=True)["standoff.stability.nash"] == {"standoff.states.axes"}


@pytest.mark.parametrize(
    ("name", "text", "wrong"),
    [
        ("model/parts", "import standoff.states.axes", "model.parts imports standoff.states.axes"),
        ("model/parts", "from ..states import axes", "model.parts imports standoff.states.axes"),
        (
            "model/parts",
            "def f():\n    from standoff import api",
            "model.parts imports standoff.api",
        ),
        ("model/parts", "from standoff import solve", "model.parts imports standoff"),
        (
            "states/axes",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from ..stability import nash",
            "states.axes imports standoff.stability.nash",
        ),
        (
            "errors",
            "import importlib\nimportlib.import_module('standoff.model')",
            "errors imports standoff.model",
        ),
        ("testing/__init__", "from ..states import axes", "testing imports standoff.states.axes"),
        ("api", "from standoff import testing", "api imports standoff.testing"),
        ("helpers", "", "helpers is in no layer"),
    ],
)
def test_an_import_against_the_layers_is_found(
    package: Path, name: str, text: str, wrong: str
) -> None:
    write(package, name, text)
    assert wrong_ways(package) == [f"standoff.{wrong}"]


def test_a_cycle_is_found(package: Path) -> None:
    write(package, "states/axes", "from standoff.states import arcs")
    write(package, "states/arcs", "def f():\n    from .axes import step")
    assert set(cycle(package)) == {"standoff.states.axes", "standoff.states.arcs"}


def test_a_package_that_its_own_module_imports_is_a_cycle(package: Path) -> None:
    write(package, "model/parts", "from standoff.model import Party")
    assert set(cycle(package)) == {"standoff.model", "standoff.model.parts"}


def test_a_long_file_is_found(package: Path) -> None:
    write(package, "states/axes", "x = 1\n" * (LINE_LIMIT + 1))
    assert long_files(package) == [f"axes.py: {LINE_LIMIT + 1} lines"]
