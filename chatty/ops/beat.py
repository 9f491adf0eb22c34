"""The clock for periodic jobs by itself: `python -m chatty.ops.beat --schedule FILE`.

One for an instance, beside workers without a schedule. Two would only ask for everything twice.
"""

import argparse
import sys


def main() -> int:
    """Tick until SIGTERM."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schedule", required=True, help="file in which it keeps its times")
    given = parser.parse_args()

    from chatty.celery import app  # noqa: PLC0415 - sets Django up, after the arguments are read

    # An empty pid file name: whoever supervises knows the process, and a stale file would stop it.
    app.start(["beat", "--schedule", given.schedule, "--pidfile", "", "--loglevel", "INFO"])
    return 0


if __name__ == "__main__":
    sys.exit(main())
