"""CPU time and memory of processes, from /proc (Linux).

CPU is user and system time of all threads, and of children that have ended. The kernel counts it
in ticks of 10 ms, so it takes seconds of work to be exact.
"""

import os
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE_KIB = os.sysconf("SC_PAGE_SIZE") // 1_024
_PROC = Path("/proc")

Parts = Mapping[str, Sequence[int]]
"""The first process of each part of the server (web, PostgreSQL, …); those it started count too."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What a stretch of work took."""

    cpu: Mapping[str, float]
    """Seconds of CPU by part of the server."""
    load_cpu: float
    """Seconds of CPU of this process, which made the load."""
    seconds: float

    @property
    def server_cpu(self) -> float:
        """Seconds of CPU of all parts of the server together."""
        return sum(self.cpu.values())


class Meter:
    """Runs from when it is made."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._cpu = {name: cpu_seconds(pids) for name, pids in parts.items()}
        self._own = time.process_time()
        self._began = time.monotonic()

    def read(self) -> Spent:
        """What was spent so far."""
        return Spent(
            cpu={name: cpu_seconds(pids) - self._cpu[name] for name, pids in self._parts.items()},
            load_cpu=time.process_time() - self._own,
            seconds=time.monotonic() - self._began,
        )


def cpu_seconds(pids: Collection[int]) -> float:
    """CPU time of these processes and all below them."""
    return sum(sum(int(text) for text in _stat(pid)[11:15]) for pid in tree(pids)) / _TICKS


def memory_kib(pids: Collection[int]) -> tuple[int, int]:
    """Resident and proportional set size; the latter shares shared pages among their users."""
    found = tree(pids)
    return sum(int(_stat(pid)[21]) * _PAGE_KIB for pid in found), sum(map(_pss_kib, found))


def tree(pids: Collection[int]) -> list[int]:
    """These processes and all that they started, as far as they live."""
    below: dict[int, list[int]] = {}
    for entry in _PROC.glob("[0-9]*"):
        if stat := _read_stat(int(entry.name)):
            below.setdefault(int(stat[1]), []).append(int(entry.name))
    found: list[int] = []
    waiting = list(pids)
    while waiting:
        pid = waiting.pop()
        if pid not in found and _read_stat(pid):
            found.append(pid)
            waiting.extend(below.get(pid, ()))
    return found


def percentile(values: Collection[float], share: float) -> float:
    """The smallest value that `share` (0.5, 0.99) of all do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def _stat(pid: int) -> list[str]:
    """The fields of proc(5) behind the name, `state` first; zeros for a process that is gone."""
    return _read_stat(pid) or ["0"] * 50


def _read_stat(pid: int) -> list[str] | None:
    try:
        return (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None


def _pss_kib(pid: int) -> int:
    """0 for a process of somebody else, whose pages only root may look at."""
    try:
        lines = (_PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
