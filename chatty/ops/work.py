"""The worker process: `python -m chatty.ops.work [--schedule FILE] [--jobs N]`.

One Celery worker with job processes of its own, so that a job can be ended when it takes too long.
With a schedule beat is inside; of all workers of an instance only one may have it, or none beside
`chatty.ops.beat`. Whatever it forks dies with it, also after kill -9.
"""

import argparse
import os
import signal
import sys

from celery.signals import beat_embedded_init, worker_process_init

from chatty.ops.processes import die_with_parent


def main() -> int:
    """Work until SIGTERM."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schedule", help="file in which beat keeps its times; none: no beat")
    parser.add_argument("--jobs", type=int, default=1, help="jobs at the same time (1)")
    given = parser.parse_args()
    worker_pid = os.getpid()

    def die_with_worker(**_signal: object) -> None:
        die_with_parent(signal.SIGKILL, parent_pid=worker_pid)

    worker_process_init.connect(die_with_worker, weak=False)
    beat_embedded_init.connect(die_with_worker, weak=False)

    from chatty.celery import app  # noqa: PLC0415 - sets Django up, after the arguments are read

    beat = ("--beat", "--schedule", given.schedule) if given.schedule else ()
    app.worker_main(
        [
            *("worker", "--pool", "prefork", "--concurrency", str(given.jobs)),
            *beat,
            *("--without-gossip", "--without-mingle", "--loglevel", "INFO"),
        ]
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
