"""docker-compose.yml as data, for the tests that hold it to its word."""

import re
from collections.abc import Mapping
from typing import Any

import yaml

from chatty.ops.options import PROJECT

_VARIABLE = re.compile(r"\$\{(?P<name>[A-Z_]+)(?:(?P<kind>:[?-])(?P<rest>[^}]*))?\}")


def read_text() -> str:
    """The file as it is written."""
    return (PROJECT / "docker-compose.yml").read_text("utf-8")


def read_compose() -> Any:
    """The file, with its variables still in place."""
    return yaml.safe_load(read_text())


def variables() -> dict[str, str]:
    """Every variable that is asked of `.env`: name → what its first mention says (`:?…`, `:-…`)."""
    found: dict[str, str] = {}
    for match in _VARIABLE.finditer(read_text()):
        said = f"{match['kind'] or ''}{match['rest'] or ''}"
        found[match["name"]] = found.get(match["name"]) or said
    return found


def fill(text: str, values: Mapping[str, str]) -> str:
    """A value of the file with its variables filled in, as Compose does it."""

    def value(match: re.Match[str]) -> str:
        default = match["rest"] if match["kind"] == ":-" else ""
        return values.get(match["name"]) or default or ""

    return _VARIABLE.sub(value, text)
