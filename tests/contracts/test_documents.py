"""The documentation names everything that can be set, sent, heard and refused."""

import ast
import importlib
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from chatty.core import errors
from chatty.core.limits import ALIASES, limits
from chatty.realtime import registry

PROJECT = Path(__file__).parent.parent.parent
APPS = ("accounts", "conversations", "attachments", "messaging", "moderation")
# Between the parts of one run of ours, and what an operating system sets.
INTERNAL = re.compile(r"CHATTY_(TEST_\w+|PROCESS|LISTEN_\w+)$")


def document(name: str) -> str:
    return (PROJECT / "docs" / name).read_text("utf-8")


def names(text: str, word: str) -> bool:
    """Whether the text has it as a word in code, not as a part of another."""
    return re.search(rf"(?<![\w.-]){re.escape(word)}(?![\w-])", text) is not None


def variables_read() -> Iterator[str]:
    """Every environment variable that the program's own code mentions as a text."""
    files = [PROJECT / "chatty" / "settings.py", PROJECT / "chatty" / "core" / "limits.py"]
    files += sorted((PROJECT / "chatty" / "ops").rglob("*.py"))
    files += sorted((PROJECT / "chatty" / "core").glob("*.py"))
    for file in files:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found = re.fullmatch(r"CHATTY_[A-Z_]*[A-Z]|DATABASE_URL|REDIS_URL", node.value)
                if found and not INTERNAL.match(node.value):
                    yield node.value


def event_names() -> Iterator[str]:
    for app in APPS:
        if not (PROJECT / app / "events.py").exists():
            continue
        module = importlib.import_module(f"{app}.events")
        for _, event in inspect.getmembers(module, inspect.isclass):
            if event.__module__ == module.__name__ and hasattr(event, "name"):
                yield event.name


def _realtime_modules() -> Iterator[str]:
    for file in sorted((PROJECT / "chatty" / "realtime").glob("*.py")):
        yield f"chatty.realtime.{file.stem}"


def refusals() -> Iterator[type[errors.Refusal]]:
    for _, found in inspect.getmembers(errors, inspect.isclass):
        if issubclass(found, errors.Refusal):
            yield found


def test_every_environment_variable_is_documented() -> None:
    text = document("configuration.md")
    found = set(variables_read())
    assert {"DATABASE_URL", "CHATTY_SECRET_KEY", "CHATTY_RATE_LIMITS"} <= found
    assert sorted(name for name in found if not names(text, name)) == []


def test_every_limit_is_documented_with_its_default() -> None:
    text = document("configuration.md")
    missing = []
    for name, default in limits.values().items():
        variable = f"CHATTY_LIMIT_{name.upper()}"
        lines = [line for line in text.splitlines() if names(line, variable) or names(line, name)]
        shown = {f"{default}", f"{default:,}", f"{default:g}", f"{default:_}"}
        if not any(names(line, form) for line in lines for form in shown):
            missing.append(name)
    missing += [variable for variable in ALIASES.values() if not names(text, variable)]
    assert missing == []


@pytest.mark.parametrize(
    "kind, words",
    [
        ("operation", [*registry.operation_names(), "ping"]),
        ("event", sorted({*event_names(), "hello"})),
        ("code", sorted({found.code for found in refusals()})),
    ],
)
def test_every_word_of_the_socket_is_documented(kind: str, words: list[str]) -> None:
    text = document("websocket.md")
    assert len(words) > 5
    assert [word for word in words if not names(text, word)] == []


def test_every_close_code_is_documented() -> None:
    text = document("websocket.md")
    codes = {
        value
        for module in map(importlib.import_module, _realtime_modules())
        for name, value in vars(module).items()
        if name.isupper() and isinstance(value, int) and 1_000 <= value < 5_000
    }
    assert {4400, 4401, 4403, 4409, 4413, 1009} <= codes
    assert sorted(code for code in codes | {4408, 1012} if not names(text, str(code))) == []
