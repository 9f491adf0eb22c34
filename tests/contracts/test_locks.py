"""What is not done while others wait for a row."""

import ast
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

_ROOT = Path(__file__).parents[2]
_APPS = ("accounts", "conversations", "attachments", "messaging", "moderation")
_ASKS = ("take", "take_many", "take_read")


Call = tuple[tuple[int, int], str]


def _calls(function: ast.AST) -> Iterator[Call]:
    """The names that a function calls, by their places."""
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            name, place = node.func, (node.lineno, node.col_offset)
            if isinstance(name, ast.Name):
                yield place, name.id
            elif isinstance(name, ast.Attribute) and name.attr == "select_for_update":
                yield place, name.attr


def _calls_of(path: Path) -> dict[str, list[Call]]:
    """What each function of a module calls."""
    tree = ast.parse(path.read_text())
    found = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    return {one.name: list(_calls(one)) for one in found}


def _that_ask(calls: dict[str, list[Call]]) -> set[str]:
    """All names of what asks for a rate, by itself or by another function of the module."""
    asks, before = {*_ASKS}, set[str]()
    while asks != before:
        before = set(asks)
        asks |= {one for one, called in calls.items() if any(name in asks for _, name in called)}
    return asks


def _is_lock(name: str) -> bool:
    return name in ("select_for_update", "change_together") or name.startswith(("lock_", "_lock"))


def test_nobody_asks_for_a_rate_under_a_lock() -> None:
    """Redis counts rates. One that hangs holds whoever asks for a second, and under a lock all who
    wait for that, too.
    """
    paths = list(chain.from_iterable((_ROOT / app / "operations").glob("*.py") for app in _APPS))
    found, asked = [], 0
    for path in paths:
        calls = _calls_of(path)
        asks = _that_ask(calls)
        for function, called in calls.items():
            asking = [place for place, name in called if name in asks]
            locking = [place for place, name in called if _is_lock(name)]
            asked += bool(asking)
            if asking and locking and max(asking) > min(locking):
                found.append(f"{path.relative_to(_ROOT)}:{max(asking)[0]} {function}")
    assert asked > 60
    assert found == []
