"""A hand at the server's own side: what whoever runs it does there, without a browser.

Each `manage.py shell` would load the whole program again; this process loads it once for all that
the tests ask of it.
"""

import json
import subprocess
import sys
import traceback
from collections.abc import Mapping
from typing import IO

import django

from chatty.ops.options import PROJECT


class Hand:
    """A process that runs code with the database of a server, until it is closed."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.browser.hand"],
            cwd=PROJECT,
            env={**environment, "DJANGO_SETTINGS_MODULE": "chatty.settings"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, code: str) -> None:
        """Run statements; what they raise fails the test."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(code) + "\n")
        self._process.stdin.flush()
        complaint = json.loads(self._process.stdout.readline())
        assert complaint == "", complaint

    def manage(self, *arguments: str) -> None:
        """Run a command of manage.py."""
        self.run(f"from django.core.management import call_command; call_command(*{arguments!r})")

    def close(self) -> None:
        """End the process: it has nothing more to read."""
        self._process.communicate()


def answer(asked: IO[str], answers: IO[str]) -> None:
    """Run what is asked, line by line, and tell what went wrong with it, or nothing."""
    from django.db import connection  # noqa: PLC0415 - there are no settings in the tests' process

    for line in asked:
        complaint = ""
        try:
            exec(json.loads(line), {})  # noqa: S102 - the tests' own code
        except Exception:  # noqa: BLE001 - the test fails with it
            complaint = traceback.format_exc()
        connection.close()
        answers.write(json.dumps(complaint) + "\n")
        answers.flush()


if __name__ == "__main__":
    django.setup()
    # What the code prints is no answer.
    answers, sys.stdout = sys.stdout, sys.stderr
    answer(sys.stdin, answers)
