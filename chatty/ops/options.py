"""What `./bin/up` can be told: options, and the variables that concern the start itself."""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from chatty.ops.refusal import StartRefused

PROJECT = Path(__file__).resolve().parent.parent.parent
"""The folder with manage.py."""

_HIGHEST_PORT = 65_535


@dataclass(frozen=True, kw_only=True)
class UpOptions:
    """Where to listen and keep data, and how many processes serve."""

    host: str
    port: int
    """0: any free port."""
    data: Path
    web_processes: int
    with_demo: bool
    """Whether an instance without people gets example content."""


def read_options(arguments: Sequence[str], environment: Mapping[str, str]) -> UpOptions:
    """Read the command line and CHATTY_HOST, CHATTY_WEB_PROCESSES.

    Raises StartRefused for a variable that makes no sense, SystemExit for such an argument.
    """
    parser = argparse.ArgumentParser(prog="./bin/up", description="Start Chatty.")
    parser.add_argument("--port", type=_port, default=8000, help="TCP port (8000; 0: any free one)")
    parser.add_argument(
        "--data",
        type=Path,
        default=PROJECT / "var",
        help="folder for everything that is kept (var)",
    )
    demo = parser.add_mutually_exclusive_group()
    demo.add_argument(
        "--no-demo",
        dest="demo",
        action="store_false",
        default=None,
        help="start an empty Chatty without example content",
    )
    demo.add_argument(
        "--demo",
        action="store_true",
        default=None,
        help="example content also in an empty database of one's own (DATABASE_URL)",
    )
    given = parser.parse_args(arguments)
    return UpOptions(
        host=environment.get("CHATTY_HOST") or "127.0.0.1",
        port=given.port,
        data=given.data,
        web_processes=_web_processes(environment.get("CHATTY_WEB_PROCESSES") or "1"),
        # A database that somebody runs elsewhere is not filled unless they say so.
        with_demo=not environment.get("DATABASE_URL") if given.demo is None else given.demo,
    )


def _port(text: str) -> int:
    if not _is_number(text) or int(text) > _HIGHEST_PORT:
        raise argparse.ArgumentTypeError(f"{text!r} is no port between 0 and {_HIGHEST_PORT}")
    return int(text)


def _web_processes(text: str) -> int:
    if not _is_number(text) or int(text) < 1:
        raise StartRefused(
            f"CHATTY_WEB_PROCESSES must be a whole number of at least 1, not {text!r}."
        )
    return int(text)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal()
