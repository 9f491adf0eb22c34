"""Measures what a message, a delivery and a page cost on this machine."""

import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import uvloop
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from chatty.ops.bench.http_client import HttpRefused
from chatty.ops.bench.instance import (
    NotMeasurable,
    find_parts,
    own_environment,
    own_instance,
    read_parts,
)
from chatty.ops.bench.live import Load, measure_group, measure_idle, measure_pairs
from chatty.ops.bench.population import (
    Needs,
    Population,
    count_stored,
    has_others,
    make_population,
    remove_populations,
)
from chatty.ops.bench.reads import (
    WrongAnswer,
    measure_changes,
    measure_history,
    measure_list,
    measure_sync,
)
from chatty.ops.bench.results import Figure, as_json, describe_surroundings, table
from chatty.ops.bench.socket_client import SocketClosed
from chatty.ops.bench.spaces import measure_spaces
from chatty.ops.bench.talking import NotDelivered, Place, SendRefused
from chatty.ops.options import PROJECT

WORK = ("w1", "w2", "w3", "w4", "changes", "list", "sync", "spaces")
_FAILURES = (
    HttpRefused,
    NotDelivered,
    NotMeasurable,
    SendRefused,
    SocketClosed,
    TimeoutError,
    WrongAnswer,
)


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",") if part]


def _names(text: str) -> list[str]:
    names = text.split(",")
    if unknown := set(names) - set(WORK):
        raise ValueError(", ".join(unknown))
    return names


class Command(BaseCommand):
    """`./manage.py bench --own`; docs/performance.md says what each figure means."""

    help = "Measure CPU, latency, throughput and memory of a running instance."
    requires_system_checks: Any = []

    def add_arguments(self, parser: CommandParser) -> None:
        """What to measure, where, and how hard."""
        add: Callable[..., object] = parser.add_argument
        add("--own", action="store_true", help="measure an instance started for this")
        add("--url", default="", help="where the instance of this data folder listens")
        add("--only", type=_names, default=list(WORK), help=f"of {','.join(WORK)}")
        add("--pairs", type=int, default=50, help="pairs of W1 (50)")
        add("--window", type=int, default=8, help="messages on their way per pair (8)")
        add("--rate", type=float, default=50.0, help="messages a second of W1's quiet part (50)")
        add("--members", type=int, default=1_000, help="members of the group of W2 (1000)")
        add("--senders", type=_numbers, default=[1, 8], help="how many of them send (1,8)")
        add("--sockets", type=_numbers, default=[1_000, 5_000], help="idle ones (1000,5000)")
        add("--history", type=_numbers, default=[100_000], help="messages of W4 (100000)")
        add("--asking", type=_numbers, default=[1, 8], help="clients of W4 at once (1,8)")
        add("--lists", type=_numbers, default=[1_000], help="conversations of lists (1000)")
        add("--spaces", type=int, default=200, help="spaces with 25 channels each (200)")
        add("--seconds", type=float, default=10.0, help="length of each measurement (10)")
        add("--pid", action="append", default=[], help="a process to count: web=123 and so on")
        add("--json", type=Path, default=None, help="file for the figures, for programs")
        add("--keep", action="store_true", help="leave people and messages there afterwards")
        add("--yes", action="store_true", help="also where people have accounts")
        add("--started", type=float, default=None, help="seconds that its start took (W5)")

    def handle(self, *_arguments: object, **options: Any) -> None:
        """Measure, and print the figures beside their targets."""
        # However it is ended, what it made goes away.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        _raise_file_limit()
        if options["own"]:
            self._measure_own()
            return
        if not options["yes"] and has_others():
            raise CommandError(
                "People have accounts here, and a load would be in their way. Measure an instance "
                "of its own (--own), or say --yes."
            )
        try:
            parts = read_parts(options["pid"]) or find_parts(Path(settings.DATA_DIR))
        except (NotMeasurable, ValueError) as error:
            raise CommandError(str(error)) from None
        surroundings = describe_surroundings()
        for name, value in surroundings.items():
            self.stdout.write(f"{name}: {value}")
        figures: list[Figure] = []
        try:
            population = make_population(_needs(options), tell=self._tell)
            place = Place(
                url=(options["url"] or settings.PUBLIC_ORIGIN).rstrip("/"),
                host=urlsplit(settings.PUBLIC_ORIGIN).netloc,
                population=population,
                parts=parts,
            )
            self._measure(place, options, figures)
        except _FAILURES as error:
            raise CommandError(_explain(error)) from error
        finally:
            # What was measured before something failed is as good as ever.
            for line in table(figures):
                self.stdout.write(line)
            self.stdout.flush()
            if options["json"]:
                options["json"].write_text(json.dumps(as_json(figures, surroundings), indent=1))
            if not options["keep"]:
                remove_populations()

    def _measure_own(self) -> None:
        """Start an instance, let another process of this command measure it, stop it."""
        arguments = [word for word in sys.argv[2:] if word != "--own"]
        try:
            with own_instance(os.environ) as (folder, seconds):
                done = subprocess.run(  # noqa: S603 - ourselves
                    (
                        *(sys.executable, str(PROJECT / "manage.py"), "bench", *arguments),
                        *("--keep", "--started", f"{seconds:.2f}"),
                    ),
                    env=own_environment(folder, os.environ),
                    check=False,
                )
        except NotMeasurable as error:
            raise CommandError(str(error)) from None
        if done.returncode:
            raise CommandError("Not everything was measured.")

    def _measure(self, place: Place, options: dict[str, Any], figures: list[Figure]) -> None:
        """Add everything that was asked for; sockets first, while the processes are fresh."""
        if options["started"] is not None:
            figures.append(Figure("w5", "W5 start to ready", options["started"], "s"))
        load = Load(rate=options["rate"], window=options["window"], seconds=options["seconds"])
        wanted = options["only"]
        if "w3" in wanted:
            figures += self._run(measure_idle(place, steps=options["sockets"]), "W3")
        if "w1" in wanted:
            found, sent = self._run(measure_pairs(place, load), "W1")
            figures += [*found, _check_stored(place.population, sent)]
        if "w2" in wanted:
            for count in options["senders"]:
                figures += self._run(measure_group(place, load, senders=count), f"W2 {count}")
        self._measure_histories(place, options, figures)
        self._measure_lists(place, options, figures)
        if "spaces" in wanted:
            spaces = measure_spaces(place, seconds=options["seconds"])
            figures += self._run(spaces, f"spaces {options['spaces']:,}")

    def _measure_histories(
        self, place: Place, options: dict[str, Any], figures: list[Figure]
    ) -> None:
        """W4 and changes, for each length; the targets are those of the first."""
        for size in options["history"]:
            key = "" if size == options["history"][0] else f".{size}"
            if "w4" in options["only"]:
                work = measure_history(
                    place,
                    size,
                    key=f"w4{key}",
                    concurrency=options["asking"],
                    seconds=options["seconds"],
                )
                figures += self._run(work, f"W4 {size:,}")
            if "changes" in options["only"]:
                changes = measure_changes(
                    place, size, key=f"changes{key}", seconds=options["seconds"]
                )
                figures += self._run(changes, f"changes {size:,}")

    def _measure_lists(self, place: Place, options: dict[str, Any], figures: list[Figure]) -> None:
        """The list and sync, for each length; the targets are those of the longest."""
        for size in options["lists"]:
            key = "" if size == max(options["lists"]) else f".{size}"
            if "list" in options["only"]:
                listed = measure_list(place, size, key=f"list{key}", seconds=options["seconds"])
                figures += self._run(listed, f"list {size:,}")
            if "sync" in options["only"]:
                synced = measure_sync(place, size, key=f"sync{key}", seconds=options["seconds"])
                figures += self._run(synced, f"sync {size:,}")

    def _run(self, work: Any, name: str) -> Any:
        """Measure in a loop of its own, so that the database may be asked between two."""
        self.stdout.write(f"measuring {name}")
        self.stdout.flush()
        return uvloop.run(work)

    def _tell(self, what: str, made: int, of: int) -> None:
        if made == of or made % 100_000 == 0:
            self.stdout.write(f"{what}: {made:,} of {of:,}")
            self.stdout.flush()


def _needs(options: dict[str, Any]) -> Needs:
    wanted = set(options["only"])
    members = options["members"] if "w2" in wanted else 0
    pairs = options["pairs"] if "w1" in wanted else 0
    idle = max(options["sockets"], default=0) if "w3" in wanted else 0
    histories: Sequence[int] = options["history"] if wanted & {"w4", "changes"} else ()
    lists: Sequence[int] = options["lists"] if wanted & {"list", "sync", "spaces"} else ()
    spaces = options["spaces"] if "spaces" in wanted else 0
    return Needs(
        people=idle,
        pairs=pairs,
        members=members,
        histories=histories,
        lists=lists,
        spaces=spaces,
    )


def _check_stored(population: Population, sent: int) -> Figure:
    """One row a message that was acknowledged, and one number; WrongAnswer."""
    stored, numbered = count_stored(population.pairs)
    if not sent == stored == numbered:
        raise WrongAnswer(f"{sent} acknowledged, {stored} stored, {numbered} numbered.")
    return Figure("w1.stored", "W1 acknowledged, stored and numbered", stored, "messages")


def _explain(error: Exception) -> str:
    text = str(error) or type(error).__name__
    if "rate_limited" in text or "429" in text:
        return f"The server has limits: start it with CHATTY_RATE_LIMITS=off. It said: {text}"
    return text


def _raise_file_limit() -> None:
    """Each socket is an open file, on both sides."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
