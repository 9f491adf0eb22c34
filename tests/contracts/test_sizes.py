"""Modules and functions that one can hold in one's head."""

import ast
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).parent.parent.parent
FOLDERS = ("accounts", "attachments", "chatty", "conversations", "messaging", "moderation")
MODULE_LINES = 330
FUNCTION_LINES = 60


def python_files(*folders: str) -> Iterator[Path]:
    for folder in folders:
        for file in sorted((PROJECT / folder).rglob("*.py")):
            if "migrations" not in file.parts:
                yield file


def script_files() -> Iterator[Path]:
    for folder in ("static", "tests"):
        for ending in ("*.js", "*.mjs", "*.css"):
            for file in sorted((PROJECT / folder).rglob(ending)):
                if not {"vendor", "node_modules"} & set(file.parts):
                    yield file


def test_no_module_is_longer_than_a_person_can_read() -> None:
    files = [*python_files(*FOLDERS, "tests"), *script_files()]
    assert len(files) > 150
    long = {
        str(file.relative_to(PROJECT)): lines
        for file in files
        if (lines := len(file.read_text("utf-8").splitlines())) > MODULE_LINES
    }
    assert long == {}


def test_no_function_is_longer_than_a_screen() -> None:
    long = {}
    count = 0
    for file in python_files(*FOLDERS):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                count += 1
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > FUNCTION_LINES:
                    long[f"{file.relative_to(PROJECT)}:{node.name}"] = lines
    assert count > 300
    assert long == {}


def test_no_module_has_a_name_that_says_nothing() -> None:
    empty_words = {"utils.py", "helpers.py", "services.py", "common.py", "misc.py"}
    found = [
        str(file.relative_to(PROJECT))
        for file in python_files(*FOLDERS)
        if file.name in empty_words and file.parent.name != "embedded"
    ]
    assert found == []
