"""What was measured, beside what is aimed at, as lines for people and as JSON for programs."""

import os
import platform
import subprocess
import sysconfig
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.db import connection

from chatty.core.redis_client import redis
from chatty.ops.bench.measuring import Spent
from chatty.ops.options import PROJECT


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure should not exceed (or fall below, where more is better), and what would be
    splendid.
    """

    good: float
    splendid: float
    more_is_better: bool = False

    def verdict(self, value: float) -> str:
        """`splendid`, `good`, or by how much it misses: `1.4x off`."""
        if self.more_is_better:
            ratio, best = self.good / value if value else float("inf"), value >= self.splendid
        else:
            ratio, best = value / self.good, value <= self.splendid
        if best:
            return "splendid"
        return "good" if ratio <= 1 else f"{ratio:.1f}x off"


TARGETS: Mapping[str, Target] = {
    "w1.cpu": Target(150, 80),
    "w1.rate": Target(6_000, 12_000, more_is_better=True),
    "w1.p50": Target(3, 2),
    "w1.p99": Target(10, 5),
    "w2.1.cpu": Target(9, 7),
    "w2.8.cpu": Target(5, 2.5),
    "w3.rss": Target(30, 24),
    "w4.1.cpu": Target(1_300, 600),
    "w4.1.p50": Target(3, 1.5),
    "w5": Target(5, 2.5),
    "list.p50": Target(30, 12),
    "sync.p50": Target(20, 8),
    "spaces.list.p50": Target(30, 12),
    "spaces.one.p50": Target(30, 12),
    "spaces.sync.p50": Target(20, 8),
}
"""By the keys of figures; docs/performance.md says where they come from."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number."""

    key: str
    work: str
    value: float
    unit: str
    more: Mapping[str, Any] = field(default_factory=dict)
    """What explains it: other percentiles, the parts of a sum."""

    @property
    def target(self) -> Target | None:
        """What is aimed at, if anything."""
        return TARGETS.get(self.key)


def cpu_figure(key: str, work: str, spent: Spent, units: int, unit: str) -> Figure:
    """CPU of all processes of the server per unit of work, in µs, and what of it is whose."""

    def each(seconds: float) -> float:
        return round(seconds / units * 1e6, 1) if units else 0.0

    more = {name: each(seconds) for name, seconds in spent.cpu.items()}
    return Figure(
        key,
        work,
        each(spent.server_cpu),
        f"µs CPU/{unit}",
        {**more, "load generator": each(spent.load_cpu), "counted": units},
    )


def table(figures: Sequence[Figure]) -> Iterator[str]:
    """The figures in columns, each with its target beside it."""
    rows = [("work", "measured", "unit", "target", "splendid", "", "of it")]
    for one in figures:
        target = one.target
        rows.append(
            (
                one.work,
                _short(one.value),
                one.unit,
                _short(target.good) if target else "",
                _short(target.splendid) if target else "",
                target.verdict(one.value) if target else "",
                ", ".join(f"{name} {_short(value)}" for name, value in one.more.items()),
            )
        )
    widths = [max(len(row[place]) for row in rows) for place in range(6)]
    for row in rows:
        cells = [text.ljust(width) for text, width in zip(row, widths, strict=False)]
        yield "  ".join([*cells, row[6]]).rstrip()


def as_json(figures: Sequence[Figure], surroundings: Mapping[str, Any]) -> dict[str, Any]:
    """Everything, for a program that compares runs."""
    return {**surroundings, "figures": [asdict(one) for one in figures]}


def describe_surroundings() -> dict[str, Any]:
    """What a figure depends on beside the program: versions, builds, the machine and its load."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version'), current_setting('fsync')")
        postgres, fsync = cursor.fetchone()
    build = sysconfig.get_config_var("CONFIG_ARGS") or ""
    optimized = "optimized" if "--enable-optimizations" in build else "not optimized"
    server = redis().info("server")
    return {
        "commit": _commit(),
        "Python": f"{platform.python_version()} ({optimized} build)",
        "Django": version("django"),
        "uvicorn": version("uvicorn"),
        "PostgreSQL": f"{postgres} (fsync {fsync})",
        "Valkey": server.get("valkey_version") or f"Redis {server['redis_version']}",
        "CPU": f"{os.cpu_count()} × {_cpu_model()}",
        "load average": " ".join(f"{load:.1f}" for load in os.getloadavg()),
    }


def _short(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.2f}".rstrip("0").rstrip(".")
    return f"{value:,}" if isinstance(value, int) else str(value)


def _commit() -> str:
    """The commit of the code, with a plus where files differ from it; unknown without git."""
    done = subprocess.run(
        ("git", "describe", "--always", "--dirty=+"),  # noqa: S607 - git is found as a shell would
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip() or "unknown"


def _cpu_model() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
