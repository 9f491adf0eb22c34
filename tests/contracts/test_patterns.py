"""No regular expression of the project can be kept busy by what somebody sends."""

import ast
import importlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import tree_sitter_javascript
from tree_sitter import Language, Node, Parser

from tests.contracts.adversaries import SIZE, recipes_against
from tests.contracts.test_sizes import FOLDERS, PROJECT, python_files, script_files
from tests.js.test_js import find_node

SECONDS = 0.5
# What reads nothing but the project's own files.
_OWN_FILES = {"chatty/core/modules.py"}
_CALLS = {"compile", "match", "search", "fullmatch", "sub", "subn", "split", "findall", "finditer"}


def modules() -> Iterator[tuple[Path, ModuleType]]:
    """Every module of the project but those that start something."""
    for file in python_files(*FOLDERS):
        name = ".".join(file.relative_to(PROJECT).with_suffix("").parts)
        if file.name == "__init__.py":
            name = name.removesuffix(".__init__")
        yield file, importlib.import_module(name)


def compiled(value: Any) -> Iterator[re.Pattern[str]]:
    """The expressions in the value of a name: itself, or what a table holds."""
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from compiled(one)
    elif isinstance(value, (tuple, list, set, frozenset)):
        for one in value:
            yield from compiled(one)


def written(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """The expressions that are written where they are used, by line."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
            continue
        of, name, first = node.func.value, node.func.attr, node.args[0]
        is_ours = isinstance(of, ast.Name) and of.id == "re" and name in _CALLS
        if is_ours and isinstance(first, ast.Constant) and isinstance(first.value, str):
            yield node.lineno, first.value


def python_patterns() -> dict[tuple[str, int], str]:
    """Every expression with its flags, and where it is."""
    found: dict[tuple[str, int], str] = {}
    for file, module in modules():
        place = str(file.relative_to(PROJECT))
        for value in vars(module).values():
            for pattern in compiled(value):
                found.setdefault((pattern.pattern, pattern.flags), place)
        for line, source in written(ast.parse(file.read_text("utf-8"))):
            if not any(source == known for known, _ in found):
                found[source, re.compile(source).flags] = f"{place}:{line}"
    return found


def script_patterns() -> dict[tuple[str, str], str]:
    """Every expression in the page's own modules, with its flags."""
    parser = Parser(Language(tree_sitter_javascript.language()))
    found: dict[tuple[str, str], str] = {}
    for file in script_files():
        if file.suffix != ".js" or "static" not in file.parts:
            continue
        source = file.read_bytes()
        for node in _walk(parser.parse(source).root_node):
            if node.type == "regex":
                body, flags = source[node.start_byte : node.end_byte].decode().rsplit("/", 1)
                found[body[1:], flags] = str(file.relative_to(PROJECT))
    return found


def _walk(root: Node) -> Iterator[Node]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += node.children


def test_no_expression_of_the_server_takes_long() -> None:
    patterns = python_patterns()
    assert len(patterns) > 30
    sent = {key: place for key, place in patterns.items() if place not in _OWN_FILES}
    lines = [json.dumps([place, *key]) for key, place in sent.items()]
    done = subprocess.run(
        [sys.executable, "-m", "tests.contracts.run_patterns", str(SECONDS)],
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": "."},
        input="\n".join(lines),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [], done.stdout


def test_no_expression_of_the_page_takes_long(tmp_path: Path) -> None:
    patterns = script_patterns()
    assert len(patterns) > 20
    cases = [[place, *key, recipes_against(key[0])] for key, place in patterns.items()]
    file = tmp_path / "cases.json"
    file.write_text(json.dumps(cases), "utf-8")
    done = subprocess.run(
        [find_node(), "tests/contracts/run_patterns.mjs", str(file), str(SECONDS), str(SIZE)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [], done.stdout


def test_an_expression_that_can_be_kept_busy_is_found() -> None:
    line = json.dumps(["here", r"(a+)+$", re.compile("").flags])
    done = subprocess.run(
        [sys.executable, "-m", "tests.contracts.run_patterns", "0.2"],
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": "."},
        input=line,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout)[0] == "here"
